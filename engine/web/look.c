/* SPDX-License-Identifier: Apache-2.0 */
/* The pages to look at. */
#include "web/pages.h"

#include "base/date.h"
#include "base/lang.h"

#include <stdlib.h>

/* ---- today --------------------------------------------------------------------------- */

/* What a step needs is done at an address of its own; a wait is only looked at. */
static const struct {
	const char *need, *verb, *label;
} acts[] = {
	{"fill", "fill", N_("Fill in")},
	{"sign", "sign", N_("Sign")},
	{"round", "round", N_("Go on with it")},
};

static void add_button(const struct wubu_task *task, bool mine, struct buf *out)
{
	for (size_t i = 0; mine && task->need && i < sizeof acts / sizeof *acts; i++)
		if (strcmp(acts[i].need, task->need) == 0) {
			html_add(out, "<p class=\"do\"><a class=\"button\" href=\"/decision/%u/%h/%u\">%t"
				 "<span class=\"vh\"> %t, %t</span></a></p>",
				 task->id, acts[i].verb, task->step, _(acts[i].label), task->label,
				 task->title ? task->title : task->id);
			return;
		}
}

static void add_dates(const struct wubu_task *task, struct buf *out)
{
	if (task->due_words)
		html_add(out, "<p class=\"when\">%t</p>", task->due_words);
	if (task->earliest_words)
		html_add(out, "<p class=\"when\">%t</p>", task->earliest_words);
	if (task->counted)
		html_add(out, "<p class=\"faint\">%t</p>", task->counted);
}

static void add_things(const struct wubu_task *task, struct buf *out)
{
	if (!task->thing_count)
		return;
	html_add(out, "<details><summary>%t</summary><ul class=\"items\">", _("What is missing"));
	for (size_t i = 0; i < task->thing_count; i++)
		html_add(out, "<li>%t</li>", task->things[i]);
	html_add(out, "</ul></details>");
}

static void add_task(const struct wubu_task *task, bool mine, struct buf *out)
{
	html_add(out, "<li class=\"%h\"><div><h3><a href=\"/decision/%u\">%t</a></h3><p><strong>%t</strong>%t%t</p>",
		 task->late ? "late" : task->part, task->id, task->title ? task->title : task->id, task->label, _(": "),
		 task->words);
	add_dates(task, out);
	if (!mine && task->who)
		html_add(out, "<p class=\"faint\">%t</p>", task->who);
	add_things(task, out);
	html_add(out, "</div>");
	add_button(task, mine, out);
	html_add(out, "</li>");
}

/* The tasks of LIST that are of PART under a heading; how many. */
static size_t add_part(const struct wubu_worklist *list, const char *part, const char *heading, bool mine,
		       struct buf *out)
{
	size_t count = 0;
	for (size_t i = 0; wubu_task(list, i); i++)
		if (strcmp(wubu_task(list, i)->part, part) == 0) {
			if (!count++)
				html_add(out, "<section><h2>%t</h2><ul class=\"work\">", heading);
			add_task(wubu_task(list, i), mine, out);
		}
	if (count)
		html_add(out, "</ul></section>");
	return count;
}

/* What others have to do, for whoever wants to press it on. */
static int add_others(struct web_request *request, struct wubu *wubu, struct buf *out)
{
	struct wubu_worklist *list;
	if (wubu_worklist(wubu, NULL, &list, &request->error))
		return -1;
	html_add(out, "<details class=\"others\"><summary>%t</summary>", _("What everybody has to do"));
	add_part(list, "now", _("Can be done now"), false, out);
	add_part(list, "time", _("A day must come"), false, out);
	html_add(out, "</details>");
	wubu_worklist_free(list);
	return 0;
}

static int add_work(struct web_request *request, struct wubu *wubu, struct buf *out)
{
	struct wubu_filter filter = {.person = wubu_me(wubu)};
	struct wubu_worklist *list;
	bool mine = filter.person != NULL;
	struct buf day;
	buf_init(&day);
	date_say(request->today, &day);
	html_add(out, "<p class=\"lead\"><time>%t</time></p>", day.data);
	buf_release(&day);
	if (wubu_worklist(wubu, &filter, &list, &request->error))
		return -1;
	if (!add_part(list, "now", mine ? _("You can do this now") : _("Can be done now"), mine, out))
		html_add(out, "<p class=\"card\">%t</p>", _("Nothing waits for you."));
	add_part(list, "time", _("A day must come"), mine, out);
	add_part(list, "blocked", _("Others come first"), mine, out);
	wubu_worklist_free(list);
	return mine ? add_others(request, wubu, out) : 0;
}

/* What ADD writes; when it fails, nothing of it is shown. */
static void show(struct web_request *request, const char *title,
		 int (*add)(struct web_request *request, struct wubu *wubu, struct buf *out))
{
	struct wubu *wubu = web_ledger(request);
	if (!wubu)
		return;
	web_page_begin(request, title);
	if (add(request, wubu, &request->answer.body)) {
		buf_clear(&request->answer.body);
		web_page_fail(request);
		return;
	}
	web_page_end(request);
}

void web_today(struct web_request *request)
{
	show(request, _("Today"), add_work);
}

/* ---- decisions --------------------------------------------------------------------------- */

static int add_select(struct web_request *request, struct wubu *wubu, const char *kind, const char *label,
		      struct buf *out)
{
	const struct wubu_choice *choices;
	const char *chosen = web_value(&request->query, kind);
	size_t count;
	if (wubu_choices(wubu, kind, &choices, &count, &request->error))
		return -1;
	html_add(out, "<p class=\"field\"><label for=\"f-%a\">%t</label><select id=\"f-%a\" name=\"%a\"><option value=\"\">%t</option>",
		 kind, label, kind, kind, _("any"));
	for (size_t i = 0; i < count; i++)
		html_add(out, "<option value=\"%a\"%h>%t</option>", choices[i].name,
			 chosen && strcmp(chosen, choices[i].name) == 0 ? " selected" : "", choices[i].label);
	html_add(out, "</select></p>");
	return 0;
}

static int add_filters(struct web_request *request, struct wubu *wubu, struct buf *out)
{
	html_add(out, "<form class=\"filters\" action=\"/decisions\" role=\"search\"><p class=\"field\"><label for=\"f-text\">%t</label>"
		 "<input id=\"f-text\" type=\"search\" name=\"text\" value=\"%a\"></p>",
		 _("Words in the title, or the number"), web_value(&request->query, "text"));
	if (add_select(request, wubu, "step", _("Now at"), out) ||
	    add_select(request, wubu, "matter", _("Kind of matter"), out) ||
	    add_select(request, wubu, "person", _("Whose turn it is"), out))
		return -1;
	html_add(out, "<p class=\"check\"><label><input type=\"checkbox\" name=\"late\" value=\"1\"%h>%t</label></p>"
		 "<p><button>%t</button></p></form>", web_value(&request->query, "late") ? " checked" : "",
		 _("only late ones"), _("Show"));
	return 0;
}

static void add_page_link(struct web_request *request, size_t page, const char *label, struct buf *out)
{
	html_add(out, "<a href=\"/decisions?page=%n", page);
	for (size_t i = 0; i < request->query.count; i++)
		if (strcmp(request->query.items[i].name, "page") != 0 && *request->query.items[i].text)
			html_add(out, "&amp;%u=%u", request->query.items[i].name, request->query.items[i].text);
	html_add(out, "\">%t</a>", label);
}

static void add_pages(struct web_request *request, size_t page, size_t found, struct buf *out)
{
	html_add(out, "<nav class=\"pages\" aria-label=\"%a\">", _("Pages of the list"));
	if (page)
		add_page_link(request, page - 1, _("Previous page"), out);
	html_add(out, "<span class=\"faint\">%n %t</span>", found, _("decisions"));
	if ((page + 1) * LIMIT_WEB_PAGE_ITEMS < found)
		add_page_link(request, page + 1, _("Next page"), out);
	html_add(out, "</nav>");
}

static int add_decisions(struct web_request *request, struct wubu *wubu, struct buf *out)
{
	const struct web_values *query = &request->query;
	const char *number = web_value(query, "page");
	size_t page = number ? strtoul(number, NULL, 10) % 100000 : 0, found = 0;
	struct wubu_filter filter = {
		.step = web_value(query, "step"), .matter = web_value(query, "matter"),
		.person = web_value(query, "person"), .late = web_value(query, "late") != NULL,
		.text = web_value(query, "text"), .first = page * LIMIT_WEB_PAGE_ITEMS, .most = LIMIT_WEB_PAGE_ITEMS,
		.found = &found,
	};
	if (add_filters(request, wubu, out) || wubu_status(wubu, &filter, WUBU_HTML, out, &request->error))
		return -1;
	add_pages(request, page, found, out);
	return 0;
}

void web_decisions(struct web_request *request)
{
	show(request, _("Decisions"), add_decisions);
}

/* ---- one decision --------------------------------------------------------------------------- */

/* What can be done comes first: by the one who looks, then by others. */
static int add_possible(struct web_request *request, struct wubu *wubu, const char *id)
{
	const struct wubu_chance *chances;
	struct buf *out = &request->answer.body;
	size_t count;
	if (wubu_chances(wubu, id, &chances, &count, &request->error))
		return -1;
	html_add(out, "<section aria-labelledby=\"h-acts\"><h2 id=\"h-acts\">%t</h2>", _("What can be done"));
	web_add_chances(request, chances, count);
	html_add(out, "</section>");
	return 0;
}

/* The pieces of a decision's page, each under its heading. */
static const struct {
	const char *name, *heading;
	int (*write)(struct wubu *wubu, const char *id, enum wubu_format format, struct buf *out, struct wubu_error *error);
} pieces[] = {
	{"record", N_("On record"), wubu_show},
	{"log", N_("What happened"), wubu_log},
};

static int add_decision(struct web_request *request, struct wubu *wubu)
{
	const char *id = request->parts[1];
	struct buf *out = &request->answer.body;
	html_add(out, "<section aria-labelledby=\"h-steps\"><h2 id=\"h-steps\">%t</h2>", _("Where it stands"));
	if (wubu_status(wubu, &(struct wubu_filter){.id = id}, WUBU_HTML, out, &request->error))
		return -1;
	html_add(out, "</section>");
	if (add_possible(request, wubu, id))
		return -1;
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		html_add(out, "<section aria-labelledby=\"h-%h\"><h2 id=\"h-%h\">%t</h2>", pieces[i].name, pieces[i].name,
			 _(pieces[i].heading));
		if (pieces[i].write(wubu, id, WUBU_HTML, out, &request->error))
			return -1;
		html_add(out, "</section>");
	}
	return 0;
}

void web_decision(struct web_request *request)
{
	struct wubu *wubu = web_ledger(request);
	const char *id = request->parts[1], *title, *draft;
	if (!wubu)
		return;
	if (wubu_title(wubu, id, &title, &draft, &request->error)) {
		web_page_fail(request);
		return;
	}
	web_page_begin(request, title ? title : id);
	html_add(&request->answer.body, "<p class=\"lead\">%t</p>", id);
	if (add_decision(request, wubu)) {
		buf_clear(&request->answer.body);
		web_page_fail(request);
		return;
	}
	web_page_end(request);
}

/* ---- a file ------------------------------------------------------------------------------------ */

/* RFC 6266: a plain name for old browsers, the true one beside it. */
static const char *attachment_of(struct web_request *request, const char *name)
{
	struct buf whole;
	buf_init(&whole);
	html_add(&whole, "attachment; filename=\"file\"; filename*=UTF-8''%u", name);
	const char *text = arena_copy(request->arena, buf_bytes(&whole));
	buf_release(&whole);
	return text;
}

/* Whatever it is, it is for saving: nothing that somebody attached is shown or run here. */
void web_file(struct web_request *request)
{
	struct wubu *wubu = web_ledger(request);
	const char *name = NULL;
	if (!wubu)
		return;
	if (wubu_file(wubu, request->parts[1], request->parts[3], &name, &request->answer.body, &request->error)) {
		web_page_fail(request);
		return;
	}
	request->answer.status = 200;
	request->answer.type = "application/octet-stream";
	request->answer.attachment = attachment_of(request, name);
}

/* ---- a year ------------------------------------------------------------------------------------------ */

static int add_year(struct web_request *request, struct wubu *wubu, struct buf *out)
{
	const char *word = request->part_count > 1 ? request->parts[1] : NULL;
	int year = word ? (int)(strtoul(word, NULL, 10) % 10000) : 0;
	const int *years;
	size_t count;
	if (wubu_years(wubu, &years, &count, &request->error))
		return -1;
	if (!year && count)
		year = years[count - 1];
	html_add(out, "<nav class=\"pages years\" aria-label=\"%a\">", _("Years"));
	for (size_t i = 0; i < count; i++)
		html_add(out, "<a href=\"/year/%n\"%h>%n</a>", (size_t)years[i],
			 years[i] == year ? " aria-current=\"page\"" : "", (size_t)years[i]);
	html_add(out, "</nav>");
	return wubu_year(wubu, year, out, &request->error);
}

void web_year(struct web_request *request)
{
	show(request, _("The year"), add_year);
}

/* ---- the procedure ------------------------------------------------------------------------------- */

static int add_rules(struct web_request *request, struct wubu *wubu, struct buf *out)
{
	const char *rule = request->part_count > 1 ? request->parts[1] : NULL;
	struct buf text;
	buf_init(&text);
	int rc = wubu_explain(wubu, NULL, web_value(&request->query, "procedure"), rule, WUBU_TEXT, &text,
			      &request->error);
	if (!rc)
		html_add(out, "<pre class=\"rules\" tabindex=\"0\">%t</pre>", text.data);
	buf_release(&text);
	return rc;
}

void web_rules(struct web_request *request)
{
	show(request, _("Procedure"), add_rules);
}
