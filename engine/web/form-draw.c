/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing a form: one row of the rulebook is one input. */
#include "web/form.h"

#include "base/lang.h"

#include <stdlib.h>

/* The rows of a list's new item are drawn once for each item, under its number. */
struct naming {
	const struct naming *outer;
	const char *from, *to; /* "a[+]" becomes "a[+0]"; FROM as OUTER has made it */
};

struct drawing {
	struct web_form *form;
	struct buf *out;
	struct arena *arena;
	const struct naming *naming;
};

/* ---- paths --------------------------------------------------------------------------- */

static const char *named(const struct drawing *d, const struct naming *naming, const char *path)
{
	if (!naming)
		return path;
	const char *text = named(d, naming->outer, path);
	size_t size = strlen(naming->from);
	return strncmp(text, naming->from, size) == 0 ? arena_format(d->arena, "%s%s", naming->to, text + size) : text;
}

static const char *posted(const struct drawing *d, const char *kind, const char *name)
{
	const struct web_values *form = &d->form->request->form;
	const char *whole = arena_format(d->arena, "%s:%s", kind, name);
	for (size_t i = form->count; i-- > 0;)
		if (strcmp(form->items[i].name, whole) == 0)
			return form->items[i].text;
	return NULL;
}

static const char *value_of(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	const char *text = posted(d, "f", name);
	bool new_item = strstr(name, "[+") != NULL;
	return text ? text : new_item ? NULL : field->value;
}

/* ---- findings ------------------------------------------------------------------------------ */

static bool looks(const struct wubu_field *field, const char *rule)
{
	for (size_t i = 0; i < field->rule_count; i++)
		if (strcmp(field->rules[i], rule) == 0)
			return true;
	return false;
}

static bool begins(const char *path, const char *way)
{
	return !way || strncmp(path, way, strlen(way)) == 0;
}

/*
 * How well FIELD suits FINDING: it stands there (3), its rule looks there and nothing is there (2) or something is
 * (1), or not at all (0).
 */
static int suits(const struct wubu_field *field, const struct wubu_finding *finding)
{
	bool group = strcmp(field->type, "group") == 0;
	if (finding->field && strcmp(finding->field, field->path) == 0 && !group)
		return 3;
	if (group || !looks(field, finding->rule) || !begins(field->path, finding->field))
		return 0;
	return field->value || field->items ? 1 : 2;
}

/* The row at which FINDING is shown; NULL: none. */
static const struct wubu_field *home_of(const struct web_form *form, const struct wubu_finding *finding)
{
	const struct wubu_field *best = NULL, *field;
	int most = 0;
	for (size_t i = 0; (field = wubu_field(form->fields, i)); i++) {
		/* Rows of new items have no place of their own until they are there. */
		int how = strstr(field->path, "[+]") ? 0 : suits(field, finding);
		if (how > most) {
			most = how;
			best = field;
		}
	}
	return best;
}

static void add_message(struct buf *out, const struct wubu_finding *finding)
{
	html_add(out, "<p class=\"%h\"><span class=\"face\">%t</span> %t", finding->refuses ? "message" : "hint",
		 finding->face, finding->message);
	if (finding->found)
		html_add(out, " %t", finding->found);
	html_add(out, "</p>");
	if (finding->remedy)
		html_add(out, "<p>%t</p>", finding->remedy);
	if (finding->basis)
		html_add(out, "<p class=\"basis\">%t</p>", finding->basis);
}

/* How many findings are at home at FIELD; REFUSED: only those that refuse. */
static size_t findings_at(const struct drawing *d, const struct wubu_field *field, bool refused)
{
	size_t count = 0;
	for (size_t i = 0; i < d->form->finding_count; i++)
		count += home_of(d->form, d->form->findings[i]) == field &&
			 (!refused || d->form->findings[i]->refuses);
	return count;
}

static void add_messages(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	if (!findings_at(d, field, false))
		return;
	html_add(d->out, "<div class=\"messages\" id=\"e:%a\">", name);
	for (size_t i = 0; i < d->form->finding_count; i++)
		if (home_of(d->form, d->form->findings[i]) == field)
			add_message(d->out, d->form->findings[i]);
	html_add(d->out, "</div>");
}

/* ---- one input -------------------------------------------------------------------------------- */

/* What a reader of the screen is told beside the label. */
static const char *described(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	struct buf out;
	bool help = field->help || field->basis, wrong = findings_at(d, field, false) > 0;
	if (!help && !wrong)
		return "";
	buf_init(&out);
	html_add(&out, " aria-describedby=\"");
	if (help)
		html_add(&out, "h:%a", name);
	if (wrong)
		html_add(&out, "%he:%a", help ? " " : "", name);
	html_add(&out, "\"%h", findings_at(d, field, true) ? " aria-invalid=\"true\"" : "");
	const char *text = arena_copy(d->arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static void add_text(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	/* Between its tags a text area keeps what it is given, so it is written as an attribute would be. */
	html_add(d->out, "<textarea id=\"f:%a\" name=\"f:%a\" rows=\"1\"%h>%a</textarea>", name, name,
		 described(d, field, name), value_of(d, field, name));
}

static void add_line(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	static const struct { const char *type, *input; } inputs[] = {
		{"date", "type=\"date\""}, {"number", "type=\"text\" class=\"short\" inputmode=\"numeric\""},
		{"money", "type=\"text\" class=\"short\" inputmode=\"decimal\""},
	};
	const char *input = "type=\"text\"";
	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
		if (strcmp(inputs[i].type, field->type) == 0)
			input = inputs[i].input;
	html_add(d->out, "<input %h id=\"f:%a\" name=\"f:%a\" value=\"%a\" autocomplete=\"off\"%h>", input, name, name,
		 value_of(d, field, name), described(d, field, name));
}

static void add_select(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	const char *value = value_of(d, field, name);
	bool known = !value || !*value;
	html_add(d->out, "<select id=\"f:%a\" name=\"f:%a\"%h><option value=\"\">%t</option>", name, name,
		 described(d, field, name), _("(not said)"));
	for (size_t i = 0; i < field->choice_count; i++) {
		bool chosen = value && strcmp(value, field->choices[i]) == 0;
		known |= chosen;
		html_add(d->out, "<option value=\"%a\"%h>%t</option>", field->choices[i], chosen ? " selected" : "",
			 field->choice_labels[i]);
	}
	/* Somebody who has left, or a choice of older rules, is not lost by looking. */
	if (!known)
		html_add(d->out, "<option value=\"%a\" selected>%t</option>", value, value);
	html_add(d->out, "</select>");
}

static void add_file(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	const struct web_upload *upload = NULL;
	const struct web_values *form = &d->form->request->form;
	const char *key = posted(d, "k", name), *whole = arena_format(d->arena, "f:%s", name);
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].upload && strcmp(form->items[i].name, whole) == 0)
			upload = form->items[i].upload;
	if (!upload && key)
		upload = web_upload_find(d->form->request->web, key);
	const char *present = upload ? upload->name : strstr(name, "[+") ? NULL : field->value;
	if (present)
		html_add(d->out, "<p class=\"file\">%t%t</p>", present, upload ? _(" (chosen just now)") : "");
	if (upload)
		html_add(d->out, "<input type=\"hidden\" name=\"k:%a\" value=\"%a\">", name, upload->key);
	html_add(d->out, "<input type=\"file\" id=\"f:%a\" name=\"f:%a\"%h>", name, name, described(d, field, name));
}

/* Whether CHOICE is one of the lines of TEXT. */
static bool has_line(const char *text, const char *choice)
{
	size_t size = strlen(choice);
	while (text && *text) {
		size_t length = strcspn(text, "\n");
		if (length == size && strncmp(text, choice, size) == 0)
			return true;
		text += length + (text[length] == '\n');
	}
	return false;
}

static bool is_ticked(const struct drawing *d, const struct wubu_field *field, const char *name, const char *choice)
{
	const struct web_values *form = &d->form->request->form;
	const char *whole = arena_format(d->arena, "f:%s", name);
	if (!posted(d, "l", name))
		return has_line(field->value, choice);
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->items[i].name, whole) == 0 && strcmp(form->items[i].text, choice) == 0)
			return true;
	return false;
}

static void add_ticks(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	html_add(d->out, "<input type=\"hidden\" name=\"l:%a\" value=\"1\"><ul class=\"choices\">", name);
	for (size_t i = 0; i < field->choice_count; i++)
		html_add(d->out, "<li><label><input type=\"checkbox\" name=\"f:%a\" value=\"%a\"%h>%t</label></li>", name,
			 field->choices[i], is_ticked(d, field, name, field->choices[i]) ? " checked" : "",
			 field->choice_labels[i]);
	html_add(d->out, "</ul>");
}

/* Files of a list come one by one: those that are there can be taken away. */
static void add_files(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	const char *text = field->value;
	for (size_t i = 0; text && *text; i++) {
		size_t size = strcspn(text, "\n");
		html_add(d->out, "<p><label><input type=\"checkbox\" name=\"drop:%a[%n]\" value=\"1\">%t %t</label></p>", name, i,
			 _("take away"), arena_copy(d->arena, (struct wubu_bytes){text, size}));
		text += size + (text[size] == '\n');
	}
	html_add(d->out, "<input type=\"file\" multiple id=\"f:%a\" name=\"f:%a\"%h>", name, name, described(d, field, name));
}

static bool is_type(const struct wubu_field *field, const char *type)
{
	return strcmp(field->type, type) == 0;
}

static bool is_list_of(const struct wubu_field *field, const char *type)
{
	return field->item && strcmp(field->item, type) == 0;
}

static void add_help(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	if (!field->help && !field->basis)
		return;
	html_add(d->out, "<p class=\"help\" id=\"h:%a\">%t", name, field->help);
	if (field->basis)
		html_add(d->out, " <span class=\"basis\">%t</span>", field->basis);
	html_add(d->out, "</p>");
}

static const char *wrong_class(const struct drawing *d, const struct wubu_field *field)
{
	return findings_at(d, field, true) ? " wrong" : "";
}

static void add_label(const struct drawing *d, const struct wubu_field *field)
{
	html_add(d->out, "%t", field->label);
	if (field->asked)
		html_add(d->out, " <span class=\"tag\">%t</span>", _("needed"));
}

/* Several inputs share one label, which is then a legend. */
static void add_several(const struct drawing *d, const struct wubu_field *field, const char *name)
{
	html_add(d->out, "<fieldset class=\"field%h\" id=\"f:%a\"%h><legend>", wrong_class(d, field), name,
		 described(d, field, name));
	add_label(d, field);
	html_add(d->out, "</legend>");
	add_help(d, field, name);
	add_messages(d, field, name);
	add_ticks(d, field, name);
	html_add(d->out, "</fieldset>");
}

/* Several of these fit beside each other. */
static bool is_short(const struct wubu_field *field)
{
	return is_type(field, "date") || is_type(field, "number") || is_type(field, "money") || is_type(field, "yes-no");
}

static void add_field(const struct drawing *d, const struct wubu_field *field)
{
	const char *name = named(d, d->naming, field->path);
	if (is_type(field, "list") && field->choice_count) {
		add_several(d, field, name);
		return;
	}
	html_add(d->out, "<div class=\"field%h%h\"><label for=\"f:%a\">", wrong_class(d, field),
		 is_short(field) ? " narrow" : "", name);
	add_label(d, field);
	html_add(d->out, "</label>");
	add_help(d, field, name);
	add_messages(d, field, name);
	if (is_list_of(field, "file"))
		add_files(d, field, name);
	else if (is_type(field, "file"))
		add_file(d, field, name);
	else if (field->choice_count)
		add_select(d, field, name);
	else if (is_type(field, "text") || is_type(field, "list"))
		add_text(d, field, name);
	else
		add_line(d, field, name);
	if (is_type(field, "list") && !is_list_of(field, "file"))
		html_add(d->out, "<p class=\"help\">%t</p>", _("One a line."));
	html_add(d->out, "</div>");
}

/* ---- groups and lists ----------------------------------------------------------------------------- */

static size_t draw_rows(const struct drawing *d, size_t at, const char *below);

/* The first row after AT that is not below PATH and MARK. */
static size_t after(const struct drawing *d, size_t at, const char *below)
{
	const struct wubu_field *field;
	while ((field = wubu_field(d->form->fields, at)) && begins(field->path, below))
		at++;
	return at;
}

static size_t draw_group(const struct drawing *d, const struct wubu_field *field, size_t at)
{
	const char *name = named(d, d->naming, field->path);
	html_add(d->out, "<fieldset id=\"f:%a\"><legend>%t</legend>", name, field->label);
	add_help(d, field, name);
	at = draw_rows(d, at + 1, arena_format(d->arena, "%s.", field->path));
	html_add(d->out, "</fieldset>");
	return at;
}

static size_t draw_item(const struct drawing *d, const struct wubu_field *list, size_t at, size_t i)
{
	const char *way = arena_format(d->arena, "%s[%zu]", list->path, i), *name = named(d, d->naming, way);
	bool dropped = posted(d, "drop", name) != NULL;
	html_add(d->out, "<fieldset class=\"item\"><legend>%t %n</legend>", list->label, i + 1);
	at = draw_rows(d, at, arena_format(d->arena, "%s.", way));
	html_add(d->out, "<p><label><input type=\"checkbox\" name=\"drop:%a\" value=\"1\"%h>%t</label></p></fieldset>", name,
		 dropped ? " checked" : "", _("Take this one away"));
	return at;
}

/* One more than the last new item of the list NAME that something was typed into. */
static size_t items_posted(const struct drawing *d, const char *name)
{
	const struct web_values *form = &d->form->request->form;
	const char *head = arena_format(d->arena, "f:%s[+", name);
	size_t count = 0, size = strlen(head);
	for (size_t i = 0; i < form->count; i++) {
		if (strncmp(form->items[i].name, head, size) != 0)
			continue;
		size_t number = strtoul(form->items[i].name + size, NULL, 10) + 1;
		count = number > count ? number : count;
	}
	return count;
}

/* How many new items are shown: one where a list is needed and empty, else as many as were asked for. */
static size_t new_items(const struct drawing *d, const struct wubu_field *list, const char *name)
{
	const char *more = posted(d, "more", name), *add = web_value(&d->form->request->form, "add");
	size_t count = more ? strtoul(more, NULL, 10) : list->items || !list->asked ? 0 : 1;
	size_t typed = items_posted(d, name);
	count = typed > count ? typed : count;
	if (add && strcmp(add, name) == 0)
		count++;
	return count < LIMIT_WEB_UPLOADS ? count : LIMIT_WEB_UPLOADS;
}

static void draw_new_items(const struct drawing *d, const struct wubu_field *list, size_t at, const char *below)
{
	const char *name = named(d, d->naming, list->path);
	size_t count = new_items(d, list, name), shown = list->items;
	for (size_t i = 0; i < count; i++) {
		struct naming naming = {d->naming, arena_format(d->arena, "%s[+]", name),
					arena_format(d->arena, "%s[+%zu]", name, i)};
		struct drawing inner = *d;
		inner.naming = &naming;
		html_add(d->out, "<fieldset class=\"item\"><legend>%t %n</legend>", list->label, shown + i + 1);
		draw_rows(&inner, at, below);
		html_add(d->out, "</fieldset>");
	}
	html_add(d->out, "<input type=\"hidden\" name=\"more:%a\" value=\"%n\">"
		 "<p><button class=\"plain\" name=\"add\" value=\"%a\" formaction=\"%a#%u\">%t<span class=\"vh\"> %t</span></button></p>",
		 name, count, name, d->form->request->address, arena_format(d->arena, "f:%s", name),
		 shown + count ? _("One more") : _("Add one"), list->label);
}

static size_t draw_list(const struct drawing *d, const struct wubu_field *field, size_t at)
{
	const char *name = named(d, d->naming, field->path);
	const char *below = arena_format(d->arena, "%s[+].", field->path);
	html_add(d->out, "<fieldset class=\"list%h\" id=\"f:%a\"%h><legend>", wrong_class(d, field), name,
		 described(d, field, name));
	add_label(d, field);
	html_add(d->out, "</legend>");
	add_help(d, field, name);
	add_messages(d, field, name);
	at++;
	for (size_t i = 0; i < field->items && !d->naming; i++)
		at = draw_item(d, field, at, i);
	draw_new_items(d, field, at, below);
	html_add(d->out, "</fieldset>");
	return after(d, at, below);
}

/* The rows from AT on that are below the path BELOW; the first one that is not. */
static size_t draw_rows(const struct drawing *d, size_t at, const char *below)
{
	const struct wubu_field *field;
	while ((field = wubu_field(d->form->fields, at)) && begins(field->path, below)) {
		if (is_type(field, "group")) {
			at = draw_group(d, field, at);
		} else if (is_list_of(field, "group")) {
			at = draw_list(d, field, at);
		} else {
			/* A digest is for the engine to write. */
			if (!is_type(field, "digest"))
				add_field(d, field);
			at++;
		}
	}
	return at;
}

void web_form_draw(struct web_form *form)
{
	struct drawing drawing = {.form = form, .out = &form->request->answer.body, .arena = form->request->arena};
	html_add(drawing.out, "<input type=\"hidden\" name=\"seen\" value=\"%a\">", wubu_fields_version(form->fields));
	draw_rows(&drawing, 0, "");
}

/* ---- what is wrong, at the top --------------------------------------------------------------------- */

void web_form_summary(struct web_form *form)
{
	struct buf *out = &form->request->answer.body;
	size_t refusing = 0;
	for (size_t i = 0; i < form->finding_count; i++)
		refusing += form->findings[i]->refuses;
	if (!refusing)
		return;
	html_add(out, "<div class=\"summary\" role=\"alert\" tabindex=\"-1\" id=\"summary\"><h2>%t</h2><ul>",
		 _("This cannot be recorded yet"));
	for (size_t i = 0; i < form->finding_count; i++) {
		const struct wubu_finding *finding = form->findings[i];
		const struct wubu_field *home = form->fields ? home_of(form, finding) : NULL;
		if (!finding->refuses)
			continue;
		html_add(out, "<li>");
		if (home)
			html_add(out, "<a href=\"#f%%3A%u\">%t</a>%t", home->path, home->label, _(": "));
		html_add(out, "%t", finding->message);
		if (!home && finding->found)
			html_add(out, " %t", finding->found);
		if (!home && finding->remedy)
			html_add(out, " %t", finding->remedy);
		if (finding->basis)
			html_add(out, " <span class=\"basis\">%t</span>", finding->basis);
		html_add(out, "</li>");
	}
	html_add(out, "</ul></div>");
}

void web_form_changes(const struct web_form *form)
{
	struct buf *out = &form->request->answer.body;
	html_add(out, "<table class=\"changes\"><thead><tr><th scope=\"col\">%t</th><th scope=\"col\">%t</th><th scope=\"col\">%t</th>"
		 "</tr></thead><tbody>", _("Field"), _("Before"), _("Will be"));
	for (size_t i = 0; i < form->change_count; i++) {
		const struct web_change *change = &form->changes[i];
		html_add(out, "<tr><th scope=\"row\">%t</th><td>", change->label);
		if (change->before)
			html_add(out, "<del>%t</del>", change->before);
		html_add(out, "</td><td>");
		if (change->after)
			html_add(out, "<ins>%t</ins>", change->after);
		else
			html_add(out, "<em>%t</em>", _("taken away"));
		html_add(out, "</td></tr>");
	}
	html_add(out, "</tbody></table>");
}
