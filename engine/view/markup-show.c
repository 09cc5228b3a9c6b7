/* SPDX-License-Identifier: Apache-2.0 */
#include "view/markup.h"

#include "base/html.h"
#include "base/lang.h"
#include "judge/ledger.h"
#include "view/show.h"

/* More columns than this do not fit on a page beside each other. */
#define TABLE_COLUMNS 6

struct markup {
	const struct overview *overview;
	struct buf *out;
	bool names_file; /* the key that is being shown is "file", beside its digest */
};

/* ---- one value ----------------------------------------------------------------------- */

/* A file that is in the ledger is a link to exactly these bytes. */
static bool add_file(const struct markup *m, const struct record_node *node)
{
	struct store_id id;
	char hex[STORE_ID_HEX];
	if (!ledger_file_id(m->overview->facts->files, node->text.data, &id))
		return false;
	html_add(m->out, "<a class=\"file\" href=\"/decision/%u/file/%u\">%t</a>", m->overview->id,
		 store_id_format(&id, hex), node->text.data);
	return true;
}

static void add_scalar(const struct markup *m, const struct rule_field *field, bool item,
		       const struct record_node *node)
{
	struct buf text;
	enum rule_type type = field ? (item ? field->item : field->type) : RULE_TEXT;
	if ((type == RULE_FILE || m->names_file) && add_file(m, node))
		return;
	buf_init(&text);
	show_say_value(m->overview, field, item, node, &text);
	html_text(m->out, buf_bytes(&text));
	buf_release(&text);
}

static void add_value(const struct markup *m, const struct rule_field *field, bool item,
		      const struct record_node *node);

static void add_rows(const struct markup *m, const struct rule_fields *fields, const struct record_node *map)
{
	html_add(m->out, "<dl class=\"rows\">");
	for (size_t i = 0; i < map->count; i++) {
		const struct record_entry *entry = &map->entries[i];
		const struct rule_field *field = rule_field(fields, entry->name);
		struct markup inner = *m;
		inner.names_file = strcmp(entry->name, "file") == 0;
		html_add(m->out, "<div><dt>%t</dt><dd>", show_label(field, entry));
		add_value(&inner, field, false, entry->value);
		html_add(m->out, "</dd></div>");
	}
	html_add(m->out, "</dl>");
}

/* ---- lists ------------------------------------------------------------------------------- */

static bool has_column(const struct record_node *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (record_get(list->items[i], name))
			return true;
	return false;
}

/* The fields that any item of LIST has, if they can be columns; 0: they cannot. */
static size_t columns_of(const struct rule_field *field, const struct record_node *list,
			 const struct rule_field **columns)
{
	size_t count = 0;
	if (!field || !field->of || list->count < 2)
		return 0;
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; list->items[i]->kind == RECORD_MAP && k < list->items[i]->count; k++)
			if (list->items[i]->entries[k].value->kind != RECORD_TEXT)
				return 0;
	for (size_t i = 0; i < field->of->count; i++) {
		if (!has_column(list, field->of->items[i]->name))
			continue;
		if (count == TABLE_COLUMNS)
			return 0;
		columns[count++] = field->of->items[i];
	}
	return count;
}

static void add_table(const struct markup *m, const struct rule_field *field, const struct record_node *list,
		      const struct rule_field **columns, size_t count)
{
	html_add(m->out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"%a\"><table><thead><tr>",
		 rule_say(&field->label, field->name));
	for (size_t i = 0; i < count; i++)
		html_add(m->out, "<th scope=\"col\">%t</th>", rule_say(&columns[i]->label, columns[i]->name));
	html_add(m->out, "</tr></thead><tbody>");
	for (size_t i = 0; i < list->count; i++) {
		html_add(m->out, "<tr>");
		for (size_t k = 0; k < count; k++) {
			const struct record_node *node = record_get(list->items[i], columns[k]->name);
			struct markup inner = *m;
			inner.names_file = strcmp(columns[k]->name, "file") == 0;
			html_add(m->out, "<td>");
			if (node)
				add_scalar(&inner, columns[k], false, node);
			html_add(m->out, "</td>");
		}
		html_add(m->out, "</tr>");
	}
	html_add(m->out, "</tbody></table></div>");
}

static void add_list(const struct markup *m, const struct rule_field *field, const struct record_node *list)
{
	const struct rule_field *columns[TABLE_COLUMNS];
	size_t count = columns_of(field, list, columns);
	if (count) {
		add_table(m, field, list, columns, count);
		return;
	}
	html_add(m->out, "<ol class=\"items\">");
	for (size_t i = 0; i < list->count; i++) {
		html_add(m->out, "<li>");
		add_value(m, field, true, list->items[i]);
		html_add(m->out, "</li>");
	}
	html_add(m->out, "</ol>");
}

static void add_value(const struct markup *m, const struct rule_field *field, bool item,
		      const struct record_node *node)
{
	if (node->kind == RECORD_TEXT)
		add_scalar(m, field, item, node);
	else if (node->kind == RECORD_LIST)
		add_list(m, field, node);
	else
		add_rows(m, field ? field->of : NULL, node);
}

/* ---- a step, with what it lacks ------------------------------------------------------------ */

static bool looks_into(const struct rule_check *check, const struct rule_field *field)
{
	if (rule_check_looks_at(check, field))
		return true;
	for (size_t i = 0; field->of && i < field->of->count; i++)
		if (looks_into(check, field->of->items[i]))
			return true;
	return false;
}

/* The field of STEP at which FINDING is shown: the first that its rule looks at; NULL: none. */
static const struct rule_field *home_of(const struct rule_step *step, const struct rule_finding *finding)
{
	for (size_t i = 0; i < step->check_count; i++) {
		if (strcmp(step->checks[i]->name, finding->rule) != 0)
			continue;
		for (size_t k = 0; k < step->fields.count; k++)
			if (looks_into(step->checks[i], step->fields.items[k]))
				return step->fields.items[k];
	}
	return NULL;
}

static size_t add_todos(const struct markup *m, const struct overview_step *each, const struct rule_field *home)
{
	size_t count = 0;
	for (size_t i = 0; i < each->todo_count; i++)
		if (home_of(each->step, &each->todo[i]) == home) {
			markup_todo(&each->todo[i], m->out);
			count++;
		}
	return count;
}

static bool is_home(const struct overview_step *each, const struct rule_field *field)
{
	for (size_t i = 0; i < each->todo_count; i++)
		if (home_of(each->step, &each->todo[i]) == field)
			return true;
	return false;
}

/* In the order of the record first, because that is how it was written; then what is not there yet. */
static void add_section(const struct markup *m, const struct overview_step *each)
{
	const struct record_node *section = state_section(m->overview->record, each->step);
	const struct rule_field *whole = rule_field(&m->overview->book->root, each->step->name);
	bool map = section && section->kind == RECORD_MAP;
	add_todos(m, each, NULL);
	html_add(m->out, "<dl class=\"rows\">");
	for (size_t i = 0; map && i < section->count; i++) {
		const struct record_entry *entry = &section->entries[i];
		const struct rule_field *field = rule_field(whole ? whole->of : NULL, entry->name);
		html_add(m->out, "<div><dt>%t</dt><dd>", show_label(field, entry));
		add_value(m, field, false, entry->value);
		if (field)
			add_todos(m, each, field);
		html_add(m->out, "</dd></div>");
	}
	for (size_t i = 0; i < each->step->fields.count; i++) {
		const struct rule_field *field = each->step->fields.items[i];
		if (record_get(section, field->name) || !is_home(each, field))
			continue;
		html_add(m->out, "<div class=\"missing\"><dt>%t</dt><dd>", rule_say(&field->label, field->name));
		add_todos(m, each, field);
		html_add(m->out, "</dd></div>");
	}
	html_add(m->out, "</dl>");
}

static void add_step(const struct markup *m, const struct overview_step *each, size_t number)
{
	if (!state_section(m->overview->record, each->step) && !each->todo_count)
		return;
	html_add(m->out, "<section class=\"step-part\" id=\"step-%a\"><h3>%n %t <span class=\"tag is-%a\">%t</span></h3>",
		 each->step->name, number, rule_say(&each->step->label, each->step->name), state_name(each->state),
		 state_say(each->state));
	if (each->stale)
		html_add(m->out, "<p class=\"care\">%t</p>", _("the draft has changed since"));
	add_section(m, each);
	html_add(m->out, "</section>");
}

static void add_header(const struct markup *m)
{
	const struct record_node *root = m->overview->record->root;
	html_add(m->out, "<section class=\"step-part\" id=\"head\"><h3>%t</h3><dl class=\"rows\">", _("Head of the record"));
	for (size_t i = 0; i < root->count; i++) {
		const struct record_entry *entry = &root->entries[i];
		const struct rule_field *field = rule_field(&m->overview->book->root, entry->name);
		if (rule_step(m->overview->book, entry->name))
			continue;
		html_add(m->out, "<div><dt>%t</dt><dd>", show_label(field, entry));
		add_value(m, field, false, entry->value);
		html_add(m->out, "</dd></div>");
	}
	html_add(m->out, "</dl></section>");
}

void markup_show(const struct overview *overview, struct buf *out)
{
	struct markup m = {overview, out, false};
	/* What waits comes first. */
	for (size_t round = 0; round < 2; round++)
		for (size_t i = 0; i < overview->step_count; i++)
			if ((overview->steps[i].need != NEED_NOTHING) == (round == 0))
				add_step(&m, &overview->steps[i], i + 1);
	add_header(&m);
}
