/* SPDX-License-Identifier: Apache-2.0 */
#include "view/show.h"

#include "base/lang.h"
#include "view/jsonl.h"
#include "view/markup.h"
#include "view/status.h"

/* So much of a digest is enough to compare by eye; all of it stands in JSON. */
#define SHORT_DIGEST 16

struct show {
	const struct overview *overview;
	struct canvas canvas;
	struct arena *arena;
};

/* ---- a value in words ---------------------------------------------------------------------- */

const char *show_label(const struct rule_field *field, const struct record_entry *entry)
{
	return field ? rule_say(&field->label, field->name) : entry->name;
}

/* What type a value has: the field's, or that of a list's items, or by its look. */
static enum rule_type type_of(const struct rule_field *field, bool item, const struct record_node *node)
{
	if (field)
		return item ? field->item : field->type;
	return node->kind == RECORD_MAP ? RULE_GROUP : node->kind == RECORD_LIST ? RULE_LIST : RULE_TEXT;
}

static void say_text(const struct show *show, const struct rule_field *field,
		     const struct record_node *node, struct buf *out)
{
	(void)show;
	(void)field;
	buf_add(out, node->text);
}

static void say_choice(const struct show *show, const struct rule_field *field,
		       const struct record_node *node, struct buf *out)
{
	(void)show;
	for (size_t i = 0; node->word && i < field->choice_count; i++)
		if (strcmp(field->choices[i].name, node->word) == 0) {
			buf_text(out, rule_say(&field->choices[i].label, node->word));
			return;
		}
	buf_add(out, node->text);
}

static void say_yes_no(const struct show *show, const struct rule_field *field,
		       const struct record_node *node, struct buf *out)
{
	(void)field;
	if (node->word)
		buf_text(out, rule_word(show->overview->book, node->word));
	else
		buf_add(out, node->text);
}

static void say_person(const struct show *show, const struct rule_field *field,
		       const struct record_node *node, struct buf *out)
{
	const struct rule_people *people = show->overview->facts->people;
	(void)field;
	if (people && people->known(people->context, node->text.data))
		buf_format(out, _("%s (%s)"), people->name(people->context, node->text.data), node->text.data);
	else
		buf_add(out, node->text);
}

static void say_digest(const struct show *show, const struct rule_field *field,
		       const struct record_node *node, struct buf *out)
{
	(void)show;
	(void)field;
	if (node->text.size > SHORT_DIGEST)
		buf_format(out, "%.*s…", SHORT_DIGEST, node->text.data);
	else
		buf_add(out, node->text);
}

static void (*const scalars[])(const struct show *, const struct rule_field *, const struct record_node *,
			       struct buf *) = {
	[RULE_TEXT] = say_text,     [RULE_NUMBER] = say_text, [RULE_MONEY] = say_text,
	[RULE_DATE] = say_text,     [RULE_PERSON] = say_person, [RULE_CHOICE] = say_choice,
	[RULE_YES_NO] = say_yes_no, [RULE_FILE] = say_text,   [RULE_GROUP] = say_text,
	[RULE_LIST] = say_text,     [RULE_DIGEST] = say_digest, [RULE_NAME] = say_text,
};

/* All of a value on one line: "Form: symposium; Held on: 2021-03-18". */
static void say_value(const struct show *show, const struct rule_field *field, bool item,
		      const struct record_node *node, struct buf *out)
{
	if (node->kind == RECORD_TEXT) {
		scalars[type_of(field, item, node)](show, field, node, out);
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		buf_text(out, i ? _("; ") : "");
		if (node->kind == RECORD_LIST) {
			say_value(show, field, true, node->items[i], out);
			continue;
		}
		const struct record_entry *entry = &node->entries[i];
		const struct rule_field *part = field ? rule_field(field->of, entry->name) : NULL;
		buf_format(out, "%s%s", show_label(part, entry), _(": "));
		say_value(show, part, false, entry->value, out);
	}
}

void show_say_value(const struct overview *overview, const struct rule_field *field, bool item,
		    const struct record_node *node, struct buf *out)
{
	const struct show show = {.overview = overview};
	say_value(&show, field, item, node, out);
}

/* ---- a value on the page --------------------------------------------------------------------- */

/* The first one begins where the cursor is, in column AT. */
static void write_entries(const struct show *show, const struct record_node *map,
			  const struct rule_fields *fields, size_t at, size_t indent);

/* Lines of a text that has several stay lines. */
static void write_lines(const struct show *show, const char *text, size_t start, size_t indent)
{
	while (*text) {
		size_t size = strcspn(text, "\n");
		const char *line = arena_copy(show->arena, (struct wubu_bytes){text, size});
		canvas_fill(&show->canvas, line, start, indent);
		text += size + (text[size] == '\n');
		if (*text)
			buf_fill(show->canvas.out, ' ', indent);
		start = indent;
	}
}

static bool fits_line(const char *text, size_t start)
{
	return !strchr(text, '\n') && start + canvas_width(text) <= PAGE_COLUMNS;
}

static void write_items(const struct show *show, const struct rule_field *field,
			const struct record_node *list, size_t indent)
{
	struct buf text;
	buf_init(&text);
	for (size_t i = 0; i < list->count; i++) {
		const struct record_node *item = list->items[i];
		buf_clear(&text);
		say_value(show, field, true, item, &text);
		buf_fill(show->canvas.out, ' ', indent);
		buf_text(show->canvas.out, "- ");
		if (item->kind == RECORD_MAP && !fits_line(text.data, indent + 2))
			write_entries(show, item, field ? field->of : NULL, indent + 2, indent + 2);
		else
			write_lines(show, text.size ? text.data : " ", indent + 2, indent + 2);
	}
	buf_release(&text);
}

/* On the line of its label where there is room, else below it. */
static void write_entry(const struct show *show, const struct record_entry *entry,
			const struct rule_fields *fields, size_t indent)
{
	const struct rule_field *field = rule_field(fields, entry->name);
	const struct record_node *node = entry->value;
	const struct canvas *canvas = &show->canvas;
	size_t start = indent + canvas_width(show_label(field, entry)) + canvas_width(_(": "));
	bool several = node->kind == RECORD_LIST && node->count > 1 && node->items[0]->kind != RECORD_TEXT;
	struct buf text;
	buf_init(&text);
	say_value(show, field, false, node, &text);
	canvas_text(canvas, PAINT_FAINT, show_label(field, entry));
	bool on_line = text.size && (node->kind == RECORD_TEXT || (fits_line(text.data, start) && !several));
	buf_text(canvas->out, on_line ? _(": ") : _(":"));
	if (on_line) {
		write_lines(show, text.data, start, indent + 4);
	} else {
		canvas_newline(canvas);
		if (node->kind == RECORD_LIST)
			write_items(show, field, node, indent + 2);
		else if (node->kind == RECORD_MAP)
			write_entries(show, node, field ? field->of : NULL, 0, indent + 2);
	}
	buf_release(&text);
}

static void write_entries(const struct show *show, const struct record_node *map,
			  const struct rule_fields *fields, size_t at, size_t indent)
{
	for (size_t i = 0; i < map->count; i++) {
		buf_fill(show->canvas.out, ' ', i ? indent : indent - at);
		write_entry(show, &map->entries[i], fields, indent);
	}
}

/* ---- the record ------------------------------------------------------------------------------------ */

static void write_header(const struct show *show)
{
	const struct record_node *root = show->overview->record->root;
	for (size_t i = 0; i < root->count; i++)
		if (!rule_step(show->overview->book, root->entries[i].name))
			write_entry(show, &root->entries[i], &show->overview->book->root, 0);
}

static void write_step(const struct show *show, const struct overview_step *each, size_t number)
{
	const struct canvas *canvas = &show->canvas;
	const struct record_node *section = state_section(show->overview->record, each->step);
	char sign[] = {status_sign(each->state), '\0'};
	canvas_newline(canvas);
	canvas_text(canvas, PAINT_HEAD, arena_format(show->arena, "%zu %s", number,
						     rule_say(&each->step->label, each->step->name)));
	buf_text(canvas->out, "  ");
	canvas_text(canvas, status_paint(each->state), sign);
	buf_char(canvas->out, ' ');
	canvas_text(canvas, status_paint(each->state), state_say(each->state));
	if (each->stale)
		canvas_text(canvas, PAINT_CARE, _("; the draft has changed since"));
	canvas_newline(canvas);
	const struct rule_field *field = rule_field(&show->overview->book->root, each->step->name);
	if (section && section->kind == RECORD_MAP)
		write_entries(show, section, field ? field->of : NULL, 0, 2);
}

/* ---- JSON -------------------------------------------------------------------------------------------- */

static json_t *node_json(const struct rule_field *field, bool item, const struct record_node *node);

static json_t *scalar_json(enum rule_type type, const struct record_node *node)
{
	if (type == RULE_YES_NO && node->word)
		return json_boolean(strcmp(node->word, "yes") == 0);
	/* A number that could not be read has none. */
	if (type == RULE_NUMBER && (node->number || bytes_are(node->text, "0")))
		return json_integer(node->number / 100);
	return jsonl_text(type == RULE_CHOICE && node->word ? node->word : node->text.data);
}

static json_t *map_json(const struct record_node *map, const struct rule_fields *fields)
{
	json_t *object = jsonl_object();
	for (size_t i = 0; i < map->count; i++) {
		const struct record_entry *entry = &map->entries[i];
		json_object_set_new(object, entry->name,
				    node_json(rule_field(fields, entry->name), false, entry->value));
	}
	return object;
}

static json_t *node_json(const struct rule_field *field, bool item, const struct record_node *node)
{
	json_t *list;
	if (node->kind == RECORD_TEXT)
		return scalar_json(type_of(field, item, node), node);
	if (node->kind == RECORD_MAP)
		return map_json(node, field ? field->of : NULL);
	list = jsonl_array();
	for (size_t i = 0; i < node->count; i++)
		json_array_append_new(list, node_json(field, true, node->items[i]));
	return list;
}

static void write_json(const struct overview *overview, struct buf *out)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "decision", overview->id);
	jsonl_put(object, "procedure", overview->book->name);
	jsonl_put(object, "file", overview->record->file);
	jsonl_put_value(object, "record", map_json(overview->record->root, &overview->book->root));
	jsonl_write(object, out);
}

void show_write(const struct overview *overview, enum view_format format, struct buf *out)
{
	struct show show = {overview, {out, format == VIEW_COLOR}, NULL};
	if (format == VIEW_HTML) {
		markup_show(overview, out);
		return;
	}
	if (format == VIEW_JSON) {
		write_json(overview, out);
		return;
	}
	show.arena = arena_new();
	write_header(&show);
	for (size_t i = 0; i < overview->step_count; i++)
		write_step(&show, &overview->steps[i], i + 1);
	arena_free(show.arena);
}
