/* SPDX-License-Identifier: Apache-2.0 */
#include "record/reader.h"

#include "base/lang.h"
#include "record/refuse.h"
#include "record/scan.h"

#include <stdlib.h>

static bool inside_character(struct wubu_bytes source, size_t at)
{
	return at < source.size && ((unsigned char)source.data[at] & 0xC0) == 0x80;
}

/* libyaml's marks count characters.  They come nearly in order, so walking from the last one is
   linear over the whole file. */
static size_t byte_of(struct record_reader *r, size_t character)
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

/* ---- nodes --------------------------------------------------------------- */

static int new_node(struct record_reader *r, const yaml_event_t *event, enum record_kind kind,
		    struct record_node **out)
{
	size_t begin = byte_of(r, event->start_mark.index);
	if (++r->nodes > LIMIT_YAML_NODES)
		return record_stop(r, WUBU_LIMIT, begin,
				   _("The file holds too many keys and values to be a record."), NULL);
	/* Properties may be there without a trace in the event (`! text`). */
	if (record_accept_properties(r, begin) < 0)
		return -1;
	struct record_node *node = arena_alloc(r->arena, sizeof *node);
	node->kind = kind;
	node->line = (unsigned)(event->start_mark.line + r->first_line) + 1;
	node->column = (unsigned)event->start_mark.column + 1;
	node->begin = begin;
	node->end = byte_of(r, event->end_mark.index);
	*out = node;
	return 0;
}

/* libyaml puts the missing value of `{a:  }` at the bracket; we want it at the colon. */
static void place_empty_value(struct record_reader *r, const struct record_node *key,
			      struct record_node *value)
{
	if (value->kind != RECORD_TEXT || value->begin != value->end)
		return;
	value->line = key->line;
	value->column = key->column;
	value->begin = value->end = record_skip_blanks(r->record->source, key->end) + 1;
	for (size_t i = key->begin; i < value->begin; i++)
		value->column += !inside_character(r->record->source, i);
}

static int attach_to_map(struct record_reader *r, struct record_frame *frame, struct record_node *node)
{
	struct record_node *map = frame->node;
	if (!frame->key) {
		frame->key = node;
		return record_accept_key(r, map, node);
	}
	place_empty_value(r, frame->key, node);
	*arena_push(r->arena, map->entries, map->count) =
		(struct record_entry){frame->key, frame->key->text.data, node};
	frame->key = NULL;
	return 0;
}

static int refuse_empty(struct record_reader *r, size_t offset)
{
	return record_stop(r, WUBU_INPUT, offset,
			   _("The file is empty; lines 'key: value' are expected."), NULL);
}

/* Hang NODE where the next value is expected. */
static int attach(struct record_reader *r, struct record_node *node)
{
	if (r->depth == 0) {
		r->record->root = node;
		if (node->kind == RECORD_MAP)
			return 0;
		if (node->kind == RECORD_TEXT && node->begin == node->end)
			return refuse_empty(r, node->begin);
		return record_stop(r, WUBU_INPUT, node->begin,
				   _("The file must consist of lines 'key: value'; something else "
				     "stands here."),
				   NULL);
	}
	struct record_frame *frame = &r->frames[r->depth - 1];
	if (frame->node->kind == RECORD_MAP)
		return attach_to_map(r, frame, node);
	*arena_push(r->arena, frame->node->items, frame->node->count) = node;
	return 0;
}

/* ---- texts --------------------------------------------------------------- */

static int take_scalar(struct record_reader *r, const yaml_event_t *event)
{
	struct record_node *node;
	yaml_scalar_style_t style = event->data.scalar.style;
	struct wubu_bytes text = {(const char *)event->data.scalar.value,
				  event->data.scalar.length};
	if (new_node(r, event, RECORD_TEXT, &node) < 0)
		return -1;
	if (text.size > LIMIT_YAML_SCALAR)
		return record_stop(r, WUBU_LIMIT, node->begin,
				   _("This text is too long for a record."),
				   _("Put long texts in a file of their own beside the record."));
	/* Only an escape can bring in what the scan of the source has not seen. */
	if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE && record_scan_text(text, r->error) < 0) {
		error_place(r->error, r->record->file, r->record->source, node->begin);
		return -1;
	}
	node->text = (struct wubu_bytes){arena_copy(r->arena, text), text.size};
	node->plain = style == YAML_PLAIN_SCALAR_STYLE;
	if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
		if (record_accept_block(r, node) < 0)
			return -1;
		node->end = record_block_text_end(r, node);
	}
	return attach(r, node);
}

/* ---- maps and lists ------------------------------------------------------ */

static int open_frame(struct record_reader *r, const yaml_event_t *event, enum record_kind kind,
		      bool flow)
{
	struct record_node *node;
	if (new_node(r, event, kind, &node) < 0)
		return -1;
	if (r->depth == LIMIT_YAML_DEPTH)
		return record_stop(r, WUBU_LIMIT, node->begin,
				   _("Lists and maps stand too deep inside each other here."), NULL);
	node->flow = flow;
	if (flow && kind == RECORD_MAP && record_byte(r->record->source, node->begin) != '{')
		return record_stop(r, WUBU_INPUT, node->begin,
				   _("Between '[' and ']' a 'key: value' must stand in brackets "
				     "'{' and '}' of its own."),
				   NULL);
	if (attach(r, node) < 0)
		return -1;
	r->frames[r->depth++] = (struct record_frame){node, NULL};
	return 0;
}

static int take_map_start(struct record_reader *r, const yaml_event_t *event)
{
	return open_frame(r, event, RECORD_MAP,
			  event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
}

static int take_list_start(struct record_reader *r, const yaml_event_t *event)
{
	return open_frame(r, event, RECORD_LIST,
			  event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
}

static struct record_node *last_of(const struct record_node *node)
{
	return node->kind == RECORD_MAP ? node->entries[node->count - 1].value
					: node->items[node->count - 1];
}

static struct record_node *close_frame(struct record_reader *r, const yaml_event_t *event)
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
static const struct record_entry *find_duplicate(struct record_reader *r, const struct record_node *map,
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

static int take_map_end(struct record_reader *r, const yaml_event_t *event)
{
	const struct record_node *map = close_frame(r, event);
	const struct record_entry *earlier = NULL, *again;
	if (map->count < 2 || !(again = find_duplicate(r, map, &earlier)))
		return 0;
	error_set(r->error, WUBU_INPUT,
		  _("The key '%.200s' stands here again; it stood first on line %u."), again->name,
		  earlier->key->line);
	error_hint(r->error, _("Keep one of the two; programs do not agree which one counts."));
	error_place(r->error, r->record->file, r->record->source, again->key->begin);
	return -1;
}

static int take_list_end(struct record_reader *r, const yaml_event_t *event)
{
	close_frame(r, event);
	return 0;
}

/* ---- the document -------------------------------------------------------- */

static int take_document(struct record_reader *r, const yaml_event_t *event)
{
	size_t begin = byte_of(r, event->start_mark.index);
	if (event->data.document_start.version_directive ||
	    event->data.document_start.tag_directives.start !=
		    event->data.document_start.tag_directives.end)
		return record_stop(r, WUBU_INPUT, begin,
				   _("A line that begins with '%', an instruction to YAML programs, "
				     "is not accepted."),
				   _("Remove the line."));
	if (++r->documents > 1)
		return record_stop(r, WUBU_INPUT, begin,
				   _("A second record begins here; a file holds one."),
				   _("Remove the line '---' or '...' and what follows, or put it in a "
				     "file of its own."));
	return 0;
}

static int take_alias(struct record_reader *r, const yaml_event_t *event)
{
	return record_stop(r, WUBU_INPUT, byte_of(r, event->start_mark.index),
			   _("A word that begins with '*' repeats a value from elsewhere (YAML alias); "
			     "this is not accepted."),
			   _("Write the value itself, or put the text in double quotes."));
}

static int take_nothing(struct record_reader *r, const yaml_event_t *event)
{
	(void)r;
	(void)event;
	return 0;
}

static int take_end(struct record_reader *r, const yaml_event_t *event)
{
	(void)event;
	if (r->record->root)
		return 0;
	return refuse_empty(r, 0);
}

/* What to do with each event of libyaml. */
static int (*const take[])(struct record_reader *r, const yaml_event_t *event) = {
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

static int refuse_yaml(struct record_reader *r, const yaml_parser_t *parser)
{
	bool early = parser->error == YAML_READER_ERROR;
	size_t problem = early ? parser->problem_offset : byte_of(r, parser->problem_mark.index);
	struct wubu_bytes source = r->record->source;
	/* Nothing but blank lines to the end of the file is the end too; a tab is a fault by itself. */
	size_t end = problem + strspn(source.data + problem, " \n");
	char at = end == source.size ? '\0' : record_byte(source, problem);
	if (record_refuse(parser, at, r->error) == REFUSE_AT_CONTEXT && parser->context)
		problem = byte_of(r, parser->context_mark.index);
	error_place(r->error, r->record->file, source, problem);
	return -1;
}

static int read_events(struct record_reader *r, yaml_parser_t *parser)
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

/* Parse the source of R's record from byte BEGIN on, where a line begins. */
static int parse_from(struct record_reader *r, size_t begin)
{
	struct wubu_bytes source = r->record->source;
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		return record_stop(r, WUBU_IO, 0, _("There is not enough memory to read this file."), NULL);
	r->byte = begin;
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)source.data + begin, source.size - begin);
	int rc = read_events(r, &parser);
	yaml_parser_delete(&parser);
	return rc;
}

static struct record *new_record(struct arena *arena, const char *file, struct wubu_bytes source)
{
	struct record *record = arena_alloc(arena, sizeof *record);
	record->arena = arena;
	record->file = arena_text(arena, file ? file : "");
	record->source = (struct wubu_bytes){arena_copy(arena, source), source.size};
	return record;
}

int record_read(struct record **out, struct arena *arena, const char *file,
		struct wubu_bytes source, struct wubu_error *error)
{
	if (record_scan_source(file, source, error) < 0)
		return -1;
	struct record_reader reader = {.arena = arena, .record = new_record(arena, file, source), .error = error};
	int rc = parse_from(&reader, 0);
	if (rc == 0)
		*out = reader.record;
	return rc;
}

/* ---- what has been read before -------------------------------------------- */

/*
 * How many entries of BEFORE's root are the same in SOURCE: those that end before the last key whose whole line both have in
 * common.  There libyaml was at the root, in its first column, with nothing pending; from the same bytes it comes to the same.
 */
static size_t common_entries(const struct record *before, struct wubu_bytes source)
{
	struct wubu_bytes old = before->source;
	const struct record_node *root = before->root;
	size_t same = 0, shorter = old.size < source.size ? old.size : source.size, entries = 0;
	while (same < shorter && old.data[same] == source.data[same])
		same++;
	while (same && source.data[same - 1] != '\n')
		same--;
	for (size_t i = 1; !root->flow && i < root->count; i++) {
		const struct record_node *key = root->entries[i].key;
		const char *newline = memchr(old.data + key->begin, '\n', old.size - key->begin);
		if (key->column == 1 && newline && (size_t)(newline - old.data) < same)
			entries = i;
	}
	return entries;
}

static size_t count_nodes(const struct record_node *node)
{
	size_t count = 1;
	for (size_t i = 0; i < node->count; i++)
		count += node->kind == RECORD_MAP ? 1 + count_nodes(node->entries[i].value) : count_nodes(node->items[i]);
	return count;
}

/* Put the first COUNT entries of OLD before those of MAP.  A key that is then there twice: -1. */
static int join_entries(struct record_node *map, const struct record_node *old, size_t count, struct arena *arena)
{
	struct record_entry *entries = NULL;
	size_t all = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < map->count; k++)
			if (strcmp(old->entries[i].key->text.data, map->entries[k].key->text.data) == 0)
				return -1;
	for (size_t i = 0; i < count + map->count; i++) {
		struct record_entry *entry = arena_push(arena, entries, all);
		*entry = i < count ? old->entries[i] : map->entries[i - count];
		entry->name = entry->key->text.data;
	}
	map->entries = entries;
	map->count = all;
	map->begin = old->begin;
	map->line = old->line;
	map->column = old->column;
	return 0;
}

static size_t count_lines(struct wubu_bytes text)
{
	size_t lines = 0;
	for (size_t i = 0; i < text.size; i++)
		lines += text.data[i] == '\n';
	return lines;
}

int record_read_after(struct record **out, struct arena *arena, const struct record *before, const char *file,
		      struct wubu_bytes source, struct wubu_error *error)
{
	size_t entries = common_entries(before, source);
	struct wubu_error unread = {0};
	if (!entries || record_scan_source(file, source, &unread) < 0)
		return record_read(out, arena, file, source, error);
	struct record_reader reader = {.arena = arena, .record = new_record(arena, file, source), .error = &unread};
	size_t begin = before->root->entries[entries].key->begin;
	reader.first_line = count_lines((struct wubu_bytes){source.data, begin});
	for (size_t i = 0; i < entries; i++)
		reader.nodes += 1 + count_nodes(before->root->entries[i].value);
	/* What is wrong is said by who reads all of it, as always. */
	if (parse_from(&reader, begin) < 0 || join_entries(reader.record->root, before->root, entries, arena) < 0)
		return record_read(out, arena, file, source, error);
	*out = reader.record;
	return 0;
}
