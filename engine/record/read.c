/* SPDX-License-Identifier: Apache-2.0 */
#include "record/record.h"

#include "base/lang.h"
#include "base/limits.h"
#include "record/layout.h"
#include "record/refuse.h"
#include "record/scan.h"

#include <stdlib.h>

/* A map or list that is still open. */
struct frame {
	struct record_node *node;
	struct record_node *key; /* a key that waits for its value */
};

struct reader {
	struct arena *arena;
	struct record *record;
	struct wubu_error *error;
	struct frame frames[LIMIT_YAML_DEPTH];
	size_t depth, nodes, documents;
	size_t character, byte; /* the same place, counted as libyaml does and as we do */
};

static int refuse(struct reader *r, enum wubu_error_code code, size_t offset, const char *message,
		  const char *hint)
{
	error_set(r->error, code, "%s", message);
	if (hint)
		error_hint(r->error, "%s", hint);
	error_place(r->error, r->record->file, r->record->source, offset);
	return -1;
}

static bool inside_character(struct wubu_bytes source, size_t at)
{
	return at < source.size && ((unsigned char)source.data[at] & 0xC0) == 0x80;
}

/* libyaml's marks count characters.  They come nearly in order, so walking from the last one is
   linear over the whole file. */
static size_t byte_of(struct reader *r, size_t character)
{
	struct wubu_bytes source = r->record->source;
	while (r->character < character && r->byte < source.size) {
		do
			r->byte++;
		while (inside_character(source, r->byte));
		r->character++;
	}
	while (r->character > character && r->byte > 0) {
		do
			r->byte--;
		while (inside_character(source, r->byte));
		r->character--;
	}
	return r->byte;
}

static char byte_at(const struct reader *r, size_t offset)
{
	return offset < r->record->source.size ? r->record->source.data[offset] : '\0';
}

static size_t skip_blanks(const struct reader *r, size_t offset)
{
	while (byte_at(r, offset) == ' ' || byte_at(r, offset) == '\t')
		offset++;
	return offset;
}

/* ---- nodes --------------------------------------------------------------- */

static int refuse_properties(struct reader *r, size_t begin)
{
	char c = byte_at(r, begin);
	if (c == '&')
		return refuse(r, WUBU_INPUT, begin,
			      _("A word that begins with '&' names a value to repeat it elsewhere "
				"(YAML anchor); this is not accepted."),
			      _("Write the value itself, or put the text in double quotes."));
	return refuse(r, WUBU_INPUT, begin,
		      _("A word that begins with '!' is a YAML type tag; tags are not accepted."),
		      _("Remove it, or put the text in double quotes."));
}

static int new_node(struct reader *r, const yaml_event_t *event, enum record_kind kind,
		    struct record_node **out)
{
	size_t begin = byte_of(r, event->start_mark.index);
	if (++r->nodes > LIMIT_YAML_NODES)
		return refuse(r, WUBU_LIMIT, begin,
			      _("The file holds too many keys and values to be a record."), NULL);
	/* Properties may be there without a trace in the event (`! text`). */
	if (byte_at(r, begin) == '&' || byte_at(r, begin) == '!')
		return refuse_properties(r, begin);
	struct record_node *node = arena_alloc(r->arena, sizeof *node);
	node->kind = kind;
	node->line = (unsigned)event->start_mark.line + 1;
	node->column = (unsigned)event->start_mark.column + 1;
	node->begin = begin;
	node->end = byte_of(r, event->end_mark.index);
	*out = node;
	return 0;
}

/* Where the next key of MAP begins if only blanks, comments and a comma stand before it. */
static size_t key_expected_at(const struct reader *r, const struct record_node *map)
{
	struct wubu_bytes source = r->record->source;
	size_t at = map->count ? map->entries[map->count - 1].value->end : map->begin + map->flow;
	at = record_skip_filler(source, at);
	return map->flow && byte_at(r, at) == ',' ? record_skip_filler(source, at + 1) : at;
}

static int check_key(struct reader *r, const struct frame *frame, const struct record_node *key)
{
	if (key->kind != RECORD_TEXT)
		return refuse(r, WUBU_INPUT, key->begin,
			      _("A key must be a text; here a list or map stands in its place."),
			      NULL);
	if (key->text.size == 0)
		return refuse(r, WUBU_INPUT, key->begin,
			      _("The key before the colon is missing."), NULL);
	if (bytes_are(key->text, "<<"))
		return refuse(r, WUBU_INPUT, key->begin,
			      _("The key '<<' copies other keys in (YAML merge); this is not "
				"accepted."),
			      _("Write the keys themselves."));
	if (memchr(key->text.data, '\n', key->text.size) ||
	    memchr(key->text.data, '\t', key->text.size))
		return refuse(r, WUBU_INPUT, key->begin,
			      _("A key may not hold a line break or a tab."), NULL);
	bool asked = key_expected_at(r, frame->node) != key->begin;
	if (!asked && byte_at(r, skip_blanks(r, key->end)) == ':')
		return 0;
	if (frame->node->flow && !asked)
		return refuse(r, WUBU_INPUT, key->begin,
			      _("This key between '{' and '}' has no colon and no value."),
			      _("Write 'key: value', or use '[' and ']' for a list."));
	return refuse(r, WUBU_INPUT, key->begin,
		      _("Keys marked with '?' are not accepted."), _("Write 'key: value'."));
}

/* libyaml puts the missing value of `{a:  }` at the bracket; we want it at the colon. */
static void place_empty_value(struct reader *r, const struct record_node *key,
			      struct record_node *value)
{
	if (value->kind != RECORD_TEXT || value->begin != value->end)
		return;
	value->line = key->line;
	value->column = key->column;
	value->begin = value->end = skip_blanks(r, key->end) + 1;
	for (size_t i = key->begin; i < value->begin; i++)
		value->column += !inside_character(r->record->source, i);
}

static int attach_to_map(struct reader *r, struct frame *frame, struct record_node *node)
{
	struct record_node *map = frame->node;
	if (!frame->key) {
		frame->key = node;
		return check_key(r, frame, node);
	}
	place_empty_value(r, frame->key, node);
	*arena_push(r->arena, map->entries, map->count) =
		(struct record_entry){frame->key, frame->key->text.data, node};
	frame->key = NULL;
	return 0;
}

static int refuse_empty(struct reader *r, size_t offset)
{
	return refuse(r, WUBU_INPUT, offset,
		      _("The file is empty; lines 'key: value' are expected."), NULL);
}

/* Hang NODE where the next value is expected. */
static int attach(struct reader *r, struct record_node *node)
{
	if (r->depth == 0) {
		r->record->root = node;
		if (node->kind == RECORD_MAP)
			return 0;
		if (node->kind == RECORD_TEXT && node->begin == node->end)
			return refuse_empty(r, node->begin);
		return refuse(r, WUBU_INPUT, node->begin,
			      _("The file must consist of lines 'key: value'; something else "
				"stands here."),
			      NULL);
	}
	struct frame *frame = &r->frames[r->depth - 1];
	if (frame->node->kind == RECORD_MAP)
		return attach_to_map(r, frame, node);
	*arena_push(r->arena, frame->node->items, frame->node->count) = node;
	return 0;
}

/* ---- texts --------------------------------------------------------------- */

/* The end of a literal block is the end of its last line of text; libyaml's is somewhere in the
   blank lines after it. */
static size_t end_of_block(const struct reader *r, const struct record_node *node)
{
	struct wubu_bytes source = r->record->source;
	size_t lines = node->text.size && node->text.data[node->text.size - 1] != '\n';
	for (size_t i = 0; i < node->text.size; i++)
		lines += node->text.data[i] == '\n';
	size_t end = node->begin + (byte_at(r, node->begin + 1) == '-' ? 2 : 1);
	for (; lines; lines--) {
		const char *newline = memchr(source.data + end, '\n', source.size - end);
		if (!newline)
			return source.size;
		end = (size_t)(newline - source.data) + 1;
		newline = memchr(source.data + end, '\n', source.size - end);
		end = newline ? (size_t)(newline - source.data) : source.size;
	}
	return end;
}

static int check_block(struct reader *r, const struct record_node *node, yaml_scalar_style_t style)
{
	char c = byte_at(r, node->begin + 1);
	if (c == '-')
		c = byte_at(r, node->begin + 2);
	if (style == YAML_FOLDED_SCALAR_STYLE)
		return refuse(r, WUBU_INPUT, node->begin,
			      _("A text after '>' is shown in other lines than it is written in; "
				"this is not accepted."),
			      _("Use '|', which keeps the lines as they are."));
	if (c == '+' || (c >= '0' && c <= '9'))
		return refuse(r, WUBU_INPUT, node->begin,
			      _("After '|' no '+' and no number is accepted."),
			      _("Write '|' alone, or '|-' for a text without a last line end."));
	if (c && !strchr(" \t\n", c))
		return refuse(r, WUBU_INPUT, node->begin,
			      _("After '|' only '-' and a comment may stand; the text begins on the "
				"next line."),
			      _("Write '|' alone at the end of the line."));
	return 0;
}

static int take_scalar(struct reader *r, const yaml_event_t *event)
{
	struct record_node *node;
	yaml_scalar_style_t style = event->data.scalar.style;
	struct wubu_bytes text = {(const char *)event->data.scalar.value,
				  event->data.scalar.length};
	if (new_node(r, event, RECORD_TEXT, &node) < 0)
		return -1;
	if (text.size > LIMIT_YAML_SCALAR)
		return refuse(r, WUBU_LIMIT, node->begin, _("This text is too long for a record."),
			      _("Put long texts in a file of their own beside the record."));
	/* Only an escape can bring in what the scan of the source has not seen. */
	if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE && record_scan_text(text, r->error) < 0) {
		error_place(r->error, r->record->file, r->record->source, node->begin);
		return -1;
	}
	node->text = (struct wubu_bytes){arena_copy(r->arena, text), text.size};
	node->plain = style == YAML_PLAIN_SCALAR_STYLE;
	if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
		if (check_block(r, node, style) < 0)
			return -1;
		node->end = end_of_block(r, node);
	}
	return attach(r, node);
}

/* ---- maps and lists ------------------------------------------------------ */

static int open_frame(struct reader *r, const yaml_event_t *event, enum record_kind kind, bool flow)
{
	struct record_node *node;
	if (new_node(r, event, kind, &node) < 0)
		return -1;
	if (r->depth == LIMIT_YAML_DEPTH)
		return refuse(r, WUBU_LIMIT, node->begin,
			      _("Lists and maps stand too deep inside each other here."), NULL);
	node->flow = flow;
	if (flow && kind == RECORD_MAP && byte_at(r, node->begin) != '{')
		return refuse(r, WUBU_INPUT, node->begin,
			      _("Between '[' and ']' a 'key: value' must stand in brackets "
				"'{' and '}' of its own."),
			      NULL);
	if (attach(r, node) < 0)
		return -1;
	r->frames[r->depth++] = (struct frame){node, NULL};
	return 0;
}

static int take_map_start(struct reader *r, const yaml_event_t *event)
{
	return open_frame(r, event, RECORD_MAP,
			  event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
}

static int take_list_start(struct reader *r, const yaml_event_t *event)
{
	return open_frame(r, event, RECORD_LIST,
			  event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
}

static struct record_node *last_of(const struct record_node *node)
{
	return node->kind == RECORD_MAP ? node->entries[node->count - 1].value
					: node->items[node->count - 1];
}

static struct record_node *close_frame(struct reader *r, const yaml_event_t *event)
{
	struct record_node *node = r->frames[--r->depth].node;
	if (node->flow || node->count == 0)
		node->end = byte_of(r, event->end_mark.index);
	else
		node->end = last_of(node)->end;
	return node;
}

static int by_key(const void *a, const void *b)
{
	const struct record_entry *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);
	return order ? order : (*x > *y) - (*x < *y);
}

/* The first entry of MAP in the file whose key was there before, and that earlier one. */
static const struct record_entry *find_duplicate(struct reader *r, const struct record_node *map,
						 const struct record_entry **earlier)
{
	const struct record_entry **order = arena_array(r->arena, map->count, sizeof *order);
	const struct record_entry *found = NULL;
	for (size_t i = 0; i < map->count; i++)
		order[i] = &map->entries[i];
	qsort(order, map->count, sizeof *order, by_key);
	for (size_t i = 1; i < map->count; i++) {
		if (strcmp(order[i - 1]->name, order[i]->name) != 0 || (found && found < order[i]))
			continue;
		found = order[i];
		*earlier = order[i - 1];
	}
	return found;
}

static int take_map_end(struct reader *r, const yaml_event_t *event)
{
	const struct record_node *map = close_frame(r, event);
	const struct record_entry *earlier = NULL, *again;
	if (map->count < 2 || !(again = find_duplicate(r, map, &earlier)))
		return 0;
	error_set(r->error, WUBU_INPUT, _("The key '%.200s' stands here again; it stood first on line %u."),
		  again->name, earlier->key->line);
	error_hint(r->error, _("Keep one of the two; programs do not agree which one counts."));
	error_place(r->error, r->record->file, r->record->source, again->key->begin);
	return -1;
}

static int take_list_end(struct reader *r, const yaml_event_t *event)
{
	close_frame(r, event);
	return 0;
}

/* ---- the document -------------------------------------------------------- */

static int take_document(struct reader *r, const yaml_event_t *event)
{
	size_t begin = byte_of(r, event->start_mark.index);
	if (event->data.document_start.version_directive ||
	    event->data.document_start.tag_directives.start !=
		    event->data.document_start.tag_directives.end)
		return refuse(r, WUBU_INPUT, begin,
			      _("A line that begins with '%', an instruction to YAML programs, is not accepted."),
			      _("Remove the line."));
	if (++r->documents > 1)
		return refuse(r, WUBU_INPUT, begin,
			      _("A second record begins here; a file holds one."),
			      _("Remove the line '---' or '...' and what follows, or put it in a "
				"file of its own."));
	return 0;
}

static int take_alias(struct reader *r, const yaml_event_t *event)
{
	return refuse(r, WUBU_INPUT, byte_of(r, event->start_mark.index),
		      _("A word that begins with '*' repeats a value from elsewhere (YAML alias); "
			"this is not accepted."),
		      _("Write the value itself, or put the text in double quotes."));
}

static int take_nothing(struct reader *r, const yaml_event_t *event)
{
	(void)r;
	(void)event;
	return 0;
}

static int take_end(struct reader *r, const yaml_event_t *event)
{
	(void)event;
	if (r->record->root)
		return 0;
	return refuse_empty(r, 0);
}

/* What to do with each event of libyaml. */
static int (*const take[])(struct reader *r, const yaml_event_t *event) = {
	[YAML_NO_EVENT] = take_nothing,
	[YAML_STREAM_START_EVENT] = take_nothing,
	[YAML_STREAM_END_EVENT] = take_end,
	[YAML_DOCUMENT_START_EVENT] = take_document,
	[YAML_DOCUMENT_END_EVENT] = take_nothing,
	[YAML_ALIAS_EVENT] = take_alias,
	[YAML_SCALAR_EVENT] = take_scalar,
	[YAML_SEQUENCE_START_EVENT] = take_list_start,
	[YAML_SEQUENCE_END_EVENT] = take_list_end,
	[YAML_MAPPING_START_EVENT] = take_map_start,
	[YAML_MAPPING_END_EVENT] = take_map_end,
};

static int refuse_yaml(struct reader *r, const yaml_parser_t *parser)
{
	bool early = parser->error == YAML_READER_ERROR;
	size_t problem = early ? parser->problem_offset : byte_of(r, parser->problem_mark.index);
	size_t end = problem;
	/* Nothing but blank lines to the end of the file is the end too. */
	while (byte_at(r, end) == '\n' || byte_at(r, end) == ' ')
		end++;
	char at = byte_at(r, end) == '\0' ? '\0' : byte_at(r, problem);
	if (record_refuse(parser, at, r->error) == REFUSE_AT_CONTEXT && parser->context)
		problem = byte_of(r, parser->context_mark.index);
	error_place(r->error, r->record->file, r->record->source, problem);
	return -1;
}

static int read_events(struct reader *r, yaml_parser_t *parser)
{
	yaml_event_t event;
	bool done = false;
	int rc = 0;
	while (rc == 0 && !done) {
		if (!yaml_parser_parse(parser, &event))
			return refuse_yaml(r, parser);
		rc = take[event.type](r, &event);
		done = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	return rc;
}

int record_read(struct record **out, struct arena *arena, const char *file,
		struct wubu_bytes source, struct wubu_error *error)
{
	yaml_parser_t parser;
	if (record_scan_source(file, source, error) < 0)
		return -1;
	struct record *record = arena_alloc(arena, sizeof *record);
	record->arena = arena;
	record->file = arena_text(arena, file ? file : "");
	record->source = (struct wubu_bytes){arena_copy(arena, source), source.size};
	struct reader reader = {.arena = arena, .record = record, .error = error};
	if (!yaml_parser_initialize(&parser))
		return refuse(&reader, WUBU_IO, 0,
			      _("There is not enough memory to read this file."), NULL);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)record->source.data,
				     record->source.size);
	int rc = read_events(&reader, &parser);
	yaml_parser_delete(&parser);
	if (rc == 0)
		*out = record;
	return rc;
}
