/* SPDX-License-Identifier: Apache-2.0 */
/* A list of a record as a table: out to a CSV file and in from one, with the same columns. The rulebook marks the list. */
#include "wubu-inside.h"

#include "base/csv.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"
#include "rule/state.h"
#include "store/outside.h"

#include <stdio.h>

struct table_place {
	const struct rule_step *step;
	const struct rule_field *list;
	struct wubu_decision decision;
};

static bool is_column(const struct rule_field *field)
{
	return field->type != RULE_GROUP && field->type != RULE_LIST && field->type != RULE_FILE;
}

/* The first list that the decision's rulebook marks with `table: yes`. */
static int find_place(struct wubu *wubu, const char *id, struct arena *arena, struct table_place *place,
		      struct wubu_error *error)
{
	if (wubu_decision(wubu, id, arena, &place->decision, error) != 1)
		return -1;
	const struct rulebook *book = place->decision.book;
	for (size_t i = 0; i < book->step_count; i++)
		for (size_t k = 0; k < book->steps[i]->fields.count; k++) {
			const struct rule_field *field = book->steps[i]->fields.items[k];
			if (!field->table)
				continue;
			place->step = book->steps[i];
			place->list = field;
			return 0;
		}
	return error_set(error, WUBU_USAGE, _("the rulebook %s marks no list as a table"), book->name);
}

/* ---- out -------------------------------------------------------------------------------- */

static const char *cell_text(const struct rule_field *field, const struct record_node *node)
{
	if (record_is_empty(node) || node->kind != RECORD_TEXT)
		return "";
	const char *word = node->word ? node->word : node->text.data;
	for (size_t i = 0; i < field->choice_count; i++)
		if (strcmp(field->choices[i].name, word) == 0)
			return rule_say(&field->choices[i].label, word);
	return field->type == RULE_YES_NO ? _(word) : node->text.data;
}

static void write_row(const struct rule_fields *fields, const struct record_node *item, struct buf *out)
{
	bool first = true;
	for (size_t i = 0; i < fields->count; i++) {
		const struct rule_field *field = fields->items[i];
		if (!is_column(field))
			continue;
		csv_cell(out, item ? cell_text(field, record_get(item, field->name)) : rule_say(&field->label, field->name), first);
		first = false;
	}
	csv_end_row(out);
}

int wubu_table_export(struct wubu *wubu, const char *id, struct buf *out, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct table_place place;
	int rc = find_place(wubu, id, arena, &place, error);
	if (!rc) {
		const struct record_node *section = state_section(place.decision.record, place.step);
		const struct record_node *list = record_get(section, place.list->name);
		csv_begin(out);
		write_row(place.list->of, NULL, out);
		for (size_t i = 0; list && list->kind == RECORD_LIST && i < list->count; i++)
			write_row(place.list->of, list->items[i], out);
	}
	arena_free(arena);
	return rc;
}

/* ---- in --------------------------------------------------------------------------------- */

static bool is_called(const struct rule_field *field, const char *word)
{
	return strcmp(field->name, word) == 0 || (field->label.zh && strcmp(field->label.zh, word) == 0) ||
	       (field->label.en && strcmp(field->label.en, word) == 0);
}

static const char *column_at(const void *context, size_t i)
{
	const struct rule_fields *fields = context;
	return i < fields->count ? rule_say(&fields->items[i]->label, fields->items[i]->name) : NULL;
}

static int read_columns(const struct csv_row *head, const char *name, const struct rule_fields *fields,
			const struct rule_field **columns, struct wubu_error *error)
{
	for (size_t i = 0; i < head->count; i++) {
		columns[i] = NULL;
		for (size_t k = 0; k < fields->count; k++)
			if (is_column(fields->items[k]) && is_called(fields->items[k], head->cells[i]))
				columns[i] = fields->items[k];
		if (columns[i] || !*head->cells[i])
			continue;
		const char *near = text_nearest(head->cells[i], column_at, fields);
		error_set(error, WUBU_INPUT, _("%s: the table has no column “%s”"), name, head->cells[i]);
		error_hint(error, near ? _("did you mean “%s”?") : _("`wubu opinions export` writes the columns; the first one is “%s”"),
			   near ? near : column_at(fields, 0));
		return -1;
	}
	return 0;
}

/* "2021/3/4", as spreadsheets write days, becomes 2021-03-04; all else stays. */
static const char *day_of(const char *text, struct arena *arena)
{
	unsigned year, month, day;
	int end = 0;
	if (sscanf(text, "%4u/%2u/%2u%n", &year, &month, &day, &end) != 3 || text[end])
		return text;
	return arena_format(arena, "%04u-%02u-%02u", year, month, day);
}

/* What the record holds for TEXT: a day in its one form, a choice by its name. */
static const char *value_of(const struct rule_field *field, const char *text, struct arena *arena)
{
	if (field->type == RULE_DATE)
		return day_of(text, arena);
	for (size_t i = 0; i < field->choice_count; i++) {
		const struct rule_label *label = &field->choices[i].label;
		if ((label->zh && strcmp(label->zh, text) == 0) || (label->en && strcmp(label->en, text) == 0))
			return field->choices[i].name;
	}
	return text;
}

struct settings_list {
	struct wubu_setting *items;
	size_t count;
};

static void add_setting(struct settings_list *settings, const char *path, const char *value, struct arena *arena)
{
	*arena_push(arena, settings->items, settings->count) = (struct wubu_setting){path, value};
}

/* Each row an item: its first column begins it, so it must be filled. */
static int add_row(struct settings_list *settings, const struct csv_row *row, const char *name,
		   const struct rule_field *list, const struct rule_field **columns, size_t count, struct arena *arena,
		   struct wubu_error *error)
{
	if (row->count > count)
		return error_set(error, WUBU_INPUT, _("%s:%u: this row has more cells than there are columns"), name, row->line);
	for (size_t i = 0; i < row->count; i++) {
		const struct rule_field *field = columns[i];
		if (i == 0 && !*row->cells[0])
			return error_set(error, WUBU_INPUT, _("%s:%u: the first cell of this row is empty"), name, row->line);
		if (!field || !*row->cells[i])
			continue;
		add_setting(settings, arena_format(arena, "%s[+].%s", list->name, field->name),
			    value_of(field, row->cells[i], arena), arena);
	}
	return 0;
}

static int read_table(struct table_place *place, const char *path, struct settings_list *settings,
		      struct arena *arena, struct wubu_error *error)
{
	struct wubu_bytes text;
	struct csv csv;
	int found = store_read_outside(path, LIMIT_YAML_BYTES, arena, &text, error);
	if (found <= 0)
		return found ? -1 : error_set(error, WUBU_NOT_FOUND, _("there is no file %s"), path);
	if (csv_read(&csv, path, text, arena, error))
		return -1;
	if (!csv.count)
		return error_set(error, WUBU_INPUT, _("%s is empty"), path);
	const struct rule_field **columns = arena_array(arena, csv.rows[0].count, sizeof *columns);
	if (read_columns(&csv.rows[0], path, place->list->of, columns, error))
		return -1;
	const struct record_node *section = state_section(place->decision.record, place->step);
	if (!record_is_empty(record_get(section, place->list->name)))
		add_setting(settings, place->list->name, NULL, arena);
	for (size_t i = 1; i < csv.count; i++)
		if (add_row(settings, &csv.rows[i], path, place->list, columns, csv.rows[0].count, arena, error))
			return -1;
	return 0;
}

int wubu_table_import(struct wubu *wubu, const struct wubu_act *act, const char *path, struct wubu_report **report,
		      struct buf *done, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct settings_list settings = {0};
	struct table_place place;
	int rc = find_place(wubu, act->id, arena, &place, error);
	if (!rc)
		rc = read_table(&place, path, &settings, arena, error);
	if (!rc) {
		struct wubu_act fill = *act;
		fill.act = "fill";
		fill.step = place.step->name;
		fill.settings = settings.items;
		fill.setting_count = settings.count;
		rc = wubu_do(wubu, &fill, report, done, error);
	}
	arena_free(arena);
	return rc;
}
