/* SPDX-License-Identifier: Apache-2.0 */
/* The acts that are one word and a reason: to sign, skip, return, reopen, withdraw, adopt. */
#include "web/act.h"
#include "web/pages.h"

#include "base/lang.h"

/* What each act asks, and says of itself before it is done. */
static const struct act_row {
	const char *act, *title, *about, *button;
	bool outcome, targets, because, reason;
	const char *because_label;
} act_rows[] = {
	{"sign", N_("Sign"),
	 N_("Your signature ends this step and is bound to the draft as it is now. What is signed is frozen: from here on it "
	    "changes only by a new round, which stays on record."),
	 N_("Sign it with my key"), true, false, true, false, N_("Reason, where it does not pass")},
	{"skip", N_("Leave this step out"),
	 N_("The step is not gone through. The reason and the article stay on record, and every audit lists them."),
	 N_("Leave it out"), false, false, false, true, NULL},
	{"return", N_("Return it"),
	 N_("It goes back to an earlier step. What was signed from there on is to be signed again; the record counts a round."),
	 N_("Return it"), false, true, true, false, N_("Reason")},
	{"reopen", N_("Reopen this step"),
	 N_("The sign-off of this step, and of all that comes after it, is taken back, so that it can be put right and signed "
	    "again; the record counts a round."),
	 N_("Reopen it"), false, false, true, false, N_("Reason")},
	{"withdraw", N_("Withdraw the decision"),
	 N_("The procedure ends without a decision. The record is never deleted: it stays, with the reason."),
	 N_("Withdraw it"), false, false, true, false, N_("Reason")},
	{"adopt", N_("Go on by the rules in force now"),
	 N_("The decision was opened under older rules and goes by them until it is moved to those in force now."),
	 N_("Move it"), false, false, true, false, N_("Reason")},
};

struct signing {
	struct web_request *request;
	struct wubu *wubu;
	const struct act_row *row;
	const struct wubu_chance *chance;
	const char *id, *title, *draft;
	struct web_form form; /* for what was refused */
};

static const struct wubu_chance *find_chance(struct signing *s, const char *step)
{
	const struct wubu_chance *chances;
	size_t count;
	if (wubu_chances(s->wubu, s->id, &chances, &count, &s->request->error))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (strcmp(chances[i].act, s->row->act) == 0 &&
		    (step ? chances[i].step && strcmp(chances[i].step, step) == 0 : !chances[i].step))
			return &chances[i];
	error_set(&s->request->error, WUBU_NOT_FOUND, _("this cannot be done with %s as it stands now"), s->id);
	error_hint(&s->request->error, _("Look at the decision: it says what can be done."));
	return NULL;
}

/* ---- the form -------------------------------------------------------------------------- */

static void add_choices(struct signing *s, const char *name, const char *legend, const char *type)
{
	struct buf *out = &s->request->answer.body;
	const char *chosen = web_value(&s->request->form, name);
	html_add(out, "<fieldset><legend>%t</legend><ul class=\"choices\">", legend);
	for (size_t i = 0; i < s->chance->choice_count; i++) {
		const struct wubu_choice *choice = &s->chance->choices[i];
		bool checked = chosen && strcmp(chosen, choice->name) == 0;
		html_add(out, "<li><label><input type=\"%h\" name=\"%h\" value=\"%a\"%h%h> %t</label></li>", type, name, choice->name,
			 checked ? " checked" : "", strcmp(type, "radio") == 0 ? " required" : "", choice->label);
	}
	html_add(out, "</ul></fieldset>");
}

static void add_words(struct signing *s, const char *name, const char *label, bool required)
{
	html_add(&s->request->answer.body, "<div class=\"field\"><label for=\"f-%h\">%t</label><textarea id=\"f-%h\" name=\"%h\" rows=\"2\"%h>"
		 "%a</textarea></div>", name, label, name, name, required ? " required" : "",
		 web_value(&s->request->form, name));
}

static void add_who(struct signing *s)
{
	struct buf *out = &s->request->answer.body;
	if (!s->chance->mine)
		html_add(out, "<p class=\"summary\"><strong>%t</strong> %t</p>", _("This is not yours to do."),
			 s->chance->who ? s->chance->who : "");
	if (s->draft)
		html_add(out, "<p>%t%t%t</p>", _("Draft"), _(": "), s->draft);
}

static void draw_form(struct signing *s, const char *notice, const char *hint)
{
	struct web_request *request = s->request;
	struct buf *out = &request->answer.body;
	web_page_begin(request, s->chance->label ? arena_format(request->arena, _("%s: %s"), _(s->row->title), s->chance->label)
						 : _(s->row->title));
	web_trail(request, s->id, s->title);
	html_add(out, "<p class=\"lead\">%t</p>", _(s->row->about));
	if (notice)
		html_add(out, "<p class=\"summary\" role=\"alert\">%t<br>%t</p>", notice, hint);
	web_form_summary(&s->form);
	add_who(s);
	html_add(out, "<form method=\"post\" action=\"%a\" enctype=\"multipart/form-data\" class=\"card\">", request->address);
	web_form_secrets(request);
	if (s->row->outcome)
		add_choices(s, "outcome", _("Outcome"), "radio");
	if (s->row->targets)
		add_choices(s, "to", _("Back to"), "checkbox");
	if (s->row->because)
		add_words(s, "because", _(s->row->because_label), !s->row->outcome);
	if (s->row->reason) {
		add_words(s, "reason", _("Reason"), true);
		add_words(s, "basis", _("Article that allows it"), true);
	}
	html_add(out, "<p class=\"buttons\"><button name=\"go\" value=\"check\">%t</button><a href=\"/decision/%u\">%t</a></p></form>",
		 _("Check"), s->id, _("Leave it as it was"));
	web_page_end(request);
}

/* ---- the last word ------------------------------------------------------------------------ */

static void add_answer(struct signing *s, const char *label, const char *text)
{
	if (text)
		html_add(&s->request->answer.body, "<div><dt>%t</dt><dd>%t</dd></div>", label, text);
}

static const char *label_of(const struct signing *s, const char *name)
{
	for (size_t i = 0; name && i < s->chance->choice_count; i++)
		if (strcmp(s->chance->choices[i].name, name) == 0)
			return s->chance->choices[i].label;
	return NULL;
}

static void draw_confirm(struct signing *s)
{
	struct web_request *request = s->request;
	struct wubu_error ignored = {0};
	struct wubu_card card = {0};
	wubu_card(s->wubu, &card, &ignored);
	web_page_begin(request, _("Is this right?"));
	web_trail(request, s->id, s->title);
	web_confirm_begin(request);
	html_add(&request->answer.body, "<h2>%t</h2><p>%t</p><dl class=\"rows\">", _(s->row->title), _(s->row->about));
	add_answer(s, _("Step"), s->chance->label);
	add_answer(s, _("Outcome"), label_of(s, web_value(&request->form, "outcome")));
	for (size_t i = 0; i < request->form.count; i++)
		if (strcmp(request->form.items[i].name, "to") == 0)
			add_answer(s, _("Back to"), label_of(s, request->form.items[i].text));
	add_answer(s, _("Reason"), web_value(&request->form, s->row->reason ? "reason" : "because"));
	add_answer(s, _("Article that allows it"), web_value(&request->form, "basis"));
	add_answer(s, _("Draft"), s->draft);
	add_answer(s, _("By"), card.name);
	html_add(&request->answer.body, "</dl>");
	web_confirm_end(request, _(s->row->button));
	web_page_end(request);
}

/* ---- doing ---------------------------------------------------------------------------------- */

static struct wubu_act act_of(struct signing *s)
{
	struct web_request *request = s->request;
	const char **to = NULL;
	struct wubu_act act = {
		.act = s->row->act, .id = s->id, .step = s->chance->step, .outcome = web_value(&request->form, "outcome"),
		.because = web_value(&request->form, "because"), .reason = web_value(&request->form, "reason"),
		.basis = web_value(&request->form, "basis"),
	};
	for (size_t i = 0; i < request->form.count; i++)
		if (strcmp(request->form.items[i].name, "to") == 0)
			*arena_push(request->arena, to, act.to_count) = request->form.items[i].text;
	act.to = to;
	return act;
}

static void submit(struct signing *s)
{
	struct wubu_act act = act_of(s);
	struct wubu_report *report;
	const struct wubu_finding *finding;
	int done = web_do(s->request, s->wubu, &act, &report);
	for (size_t i = 0; done < 0 && report && (finding = wubu_report_finding(report, i)); i++)
		*arena_push(s->request->arena, s->form.findings, s->form.finding_count) = finding;
	if (done == 0)
		draw_confirm(s);
	else if (done < 0 && report)
		draw_form(s, NULL, NULL);
	else if (done < 0)
		draw_form(s, s->request->error.message, s->request->error.hint);
	wubu_report_free(report);
}

static const struct act_row *row_called(const char *act)
{
	for (size_t i = 0; i < sizeof act_rows / sizeof *act_rows; i++)
		if (strcmp(act_rows[i].act, act) == 0)
			return &act_rows[i];
	return NULL;
}

void web_act(struct web_request *request)
{
	struct signing s = {.request = request, .row = row_called(request->parts[2]), .id = request->parts[1]};
	if (!s.row) {
		web_refuse(request, 404);
		return;
	}
	s.wubu = web_ledger(request);
	if (!s.wubu)
		return;
	s.form.request = request;
	if (wubu_title(s.wubu, s.id, &s.title, &s.draft, &request->error) ||
	    !(s.chance = find_chance(&s, request->part_count > 3 ? request->parts[3] : NULL))) {
		web_page_fail(request);
		return;
	}
	if (strcmp(request->method, "POST") == 0 && !web_pressed(request, "edit"))
		submit(&s);
	else
		draw_form(&s, NULL, NULL);
}

/* ---- what can be done -------------------------------------------------------------------------- */

static void add_link(struct web_request *request, const struct wubu_chance *chance, const char *kind)
{
	struct buf *out = &request->answer.body;
	const struct act_row *row = row_called(chance->act);
	html_add(out, "<a class=\"%h\" href=\"/decision/%u/%h", kind, request->parts[1], chance->act);
	if (chance->step)
		html_add(out, "/%u", chance->step);
	html_add(out, "\">%t", row ? _(row->title) : _("Fill in"));
	if (chance->label)
		html_add(out, "%t%t", _(": "), chance->label);
	html_add(out, "</a>");
}

/* The ordinary way on is a button; what turns back or leaves out is a link below it. */
static bool is_ordinary(const struct wubu_chance *chance)
{
	return strcmp(chance->act, "fill") == 0 || strcmp(chance->act, "sign") == 0;
}

static void add_others(struct web_request *request, const struct wubu_chance *chances, size_t count, bool mine,
		       const char *summary)
{
	struct buf *out = &request->answer.body;
	size_t shown = 0;
	for (size_t i = 0; i < count; i++) {
		if (chances[i].mine != mine || (mine && is_ordinary(&chances[i])))
			continue;
		if (!shown++)
			html_add(out, "<details><summary>%t</summary><ul class=\"items\">", summary);
		html_add(out, "<li>");
		add_link(request, &chances[i], "act");
		html_add(out, " <span class=\"faint\">%t</span></li>", mine ? NULL : chances[i].who);
	}
	if (shown)
		html_add(out, "</ul></details>");
}

void web_add_chances(struct web_request *request, const struct wubu_chance *chances, size_t count)
{
	struct buf *out = &request->answer.body;
	size_t shown = 0;
	html_add(out, "<p class=\"buttons first\">");
	for (size_t i = 0; i < count; i++)
		if (chances[i].mine && is_ordinary(&chances[i]))
			add_link(request, &chances[i], shown++ ? "button plain" : "button");
	html_add(out, "</p>");
	if (!shown)
		html_add(out, "<p>%t</p>", _("Nothing waits for you here."));
	add_others(request, chances, count, true, _("Turn back, leave out, end"));
	add_others(request, chances, count, false, _("What others can do"));
}

/* What is left when a step did not pass: the page of the decision says it. */
void web_round(struct web_request *request)
{
	struct buf address;
	buf_init(&address);
	html_add(&address, "/decision/%u#h-acts", request->parts[1]);
	web_go(request, address.data);
	buf_release(&address);
}
