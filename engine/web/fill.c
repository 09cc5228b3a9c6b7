/* SPDX-License-Identifier: Apache-2.0 */
/* Filling in: a new decision, the head of one, a step of one. */
#include "web/act.h"
#include "web/pages.h"

#include "base/lang.h"

struct filling {
	struct web_request *request;
	struct wubu *wubu;
	const char *id, *step, *procedure; /* ID NULL: a new decision; STEP NULL: its head */
	const char *title;
	struct wubu_fields *fields;
	struct web_form form;
};

/* ---- the form ---------------------------------------------------------------------------- */

static const char *heading(const struct filling *f)
{
	return f->id ? wubu_fields_label(f->fields) : _("New decision");
}

static void collect(struct filling *f, const struct wubu_finding *finding)
{
	*arena_push(f->request->arena, f->form.findings, f->form.finding_count) = finding;
}

/* A step shows from the start what it still lacks, until something was refused: then that is what counts. */
static void collect_todo(struct filling *f)
{
	const struct wubu_finding *finding;
	for (size_t i = 0; (finding = wubu_fields_finding(f->fields, i)); i++)
		collect(f, finding);
}

static void collect_refusals(struct filling *f, struct wubu_report *report)
{
	const struct wubu_finding *finding;
	for (size_t i = 0; (finding = wubu_report_finding(report, i)); i++)
		collect(f, finding);
}

static void draw_form(struct filling *f, const char *notice)
{
	struct web_request *request = f->request;
	struct buf *out = &request->answer.body;
	web_page_begin(request, heading(f));
	if (f->id)
		web_trail(request, f->id, f->title);
	html_add(out, "<p class=\"lead\">%t</p>", f->id
		 ? _("Fill in what you know now; the rest can come later. Nothing is recorded before you have seen it once more.")
		 : wubu_fields_label(f->fields));
	if (notice)
		html_add(out, "<p class=\"summary\" role=\"alert\">%t</p>", notice);
	web_form_summary(&f->form);
	html_add(out, "<form method=\"post\" action=\"%a\" enctype=\"multipart/form-data\">", request->address);
	/* Enter presses the first button of a form. */
	html_add(out, "<button class=\"vh\" tabindex=\"-1\" aria-hidden=\"true\" name=\"go\" value=\"check\">%t</button>", _("Check"));
	web_form_secrets(request);
	if (f->procedure)
		html_add(out, "<input type=\"hidden\" name=\"procedure\" value=\"%a\">", f->procedure);
	web_form_draw(&f->form);
	html_add(out, "<p class=\"buttons\"><button name=\"go\" value=\"check\">%t</button>", _("Check"));
	html_add(out, f->id ? "<a href=\"/decision/%u\">%t</a></p></form>" : "<a href=\"/%h\">%t</a></p></form>",
		 f->id ? f->id : "", _("Leave it as it was"));
	web_page_end(request);
}

static void draw_confirm(struct filling *f)
{
	struct web_request *request = f->request;
	web_page_begin(request, _("Is this right?"));
	if (f->id)
		web_trail(request, f->id, f->title);
	html_add(&request->answer.body, "<p class=\"lead\">%t%t%t</p>", heading(f), _(": "),
		 _("the rules let this be recorded. Look at it once more."));
	web_confirm_begin(request);
	web_form_changes(&f->form);
	web_confirm_end(request, _("Record it"));
	web_page_end(request);
}

/* ---- what was sent --------------------------------------------------------------------------- */

static bool has_changed(const struct filling *f)
{
	const char *seen = web_value(&f->request->form, "seen");
	return f->id && strcmp(seen ? seen : "", wubu_fields_version(f->fields)) != 0;
}

static void submit(struct filling *f)
{
	struct wubu_act act = {
		.act = f->id ? "fill" : "open", .id = f->id, .step = f->step, .procedure = f->procedure,
		.settings = f->form.settings, .setting_count = f->form.setting_count,
		.labels = !f->id && lang_current() == LANG_ZH,
	};
	struct wubu_report *report;
	int done = web_do(f->request, f->wubu, &act, &report);
	if (done == 0) {
		draw_confirm(f);
	} else if (done < 0 && report) {
		collect_refusals(f, report);
		draw_form(f, NULL);
	} else if (done < 0) {
		draw_form(f, f->request->error.message);
	}
	wubu_report_free(report);
}

static void answer(struct filling *f)
{
	struct web_request *request = f->request;
	bool sent = strcmp(request->method, "POST") == 0;
	if (sent)
		web_form_read(&f->form);
	if (sent && has_changed(f)) {
		draw_form(f, _("Somebody has changed this record since the form was opened. Your entries are kept; look at them "
			       "once more."));
	} else if (sent && !web_value(&request->form, "add") && !web_pressed(request, "edit")) {
		if (f->form.setting_count)
			submit(f);
		else
			draw_form(f, _("Nothing is different from what is on record."));
	} else {
		collect_todo(f);
		draw_form(f, NULL);
	}
}

/* ---- the pages ---------------------------------------------------------------------------------- */

static void fill(struct web_request *request, const char *procedure, const char *id, const char *step)
{
	const char *draft;
	struct filling f = {.request = request, .wubu = web_ledger(request), .id = id, .step = step,
			    .procedure = procedure};
	if (!f.wubu)
		return;
	if ((id && wubu_title(f.wubu, id, &f.title, &draft, &request->error)) ||
	    wubu_form(f.wubu, procedure, id, step, &f.fields, &request->error)) {
		web_page_fail(request);
		return;
	}
	f.form = (struct web_form){.request = request, .fields = f.fields,
				   .prefix = step ? arena_format(request->arena, "%s.", step) : ""};
	answer(&f);
	wubu_fields_free(f.fields);
}

void web_fill(struct web_request *request)
{
	fill(request, NULL, request->parts[1], request->parts[3]);
}

void web_head(struct web_request *request)
{
	fill(request, NULL, request->parts[1], NULL);
}

/* Where a ledger holds several procedures, which one comes first. */
static void choose_procedure(struct web_request *request, const struct wubu_choice *choices, size_t count)
{
	struct buf *out = &request->answer.body;
	web_page_begin(request, _("New decision"));
	html_add(out, "<p class=\"lead\">%t</p><ul class=\"work\">", _("By which procedure?"));
	for (size_t i = 0; i < count; i++)
		html_add(out, "<li><a href=\"/open?procedure=%u\">%t</a></li>", choices[i].name, choices[i].label);
	html_add(out, "</ul>");
	web_page_end(request);
}

void web_open(struct web_request *request)
{
	const struct wubu_choice *choices;
	const char *chosen = web_value(&request->query, "procedure");
	struct wubu *wubu = web_ledger(request);
	size_t count;
	if (!wubu)
		return;
	if (!chosen)
		chosen = web_value(&request->form, "procedure");
	if (wubu_choices(wubu, "procedure", &choices, &count, &request->error))
		web_page_fail(request);
	else if (!chosen && count > 1)
		choose_procedure(request, choices, count);
	else
		fill(request, chosen, NULL, NULL);
}
