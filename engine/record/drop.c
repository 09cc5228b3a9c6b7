/* SPDX-License-Identifier: Apache-2.0 */
#include "record/edit.h"

#include "base/lang.h"
#include "record/splice.h"

static void cut(struct record_edit *edit, size_t begin, size_t end)
{
	edit->begin = begin;
	edit->end = end;
}

static bool is_blank_line(struct wubu_bytes source, size_t at)
{
	char c = record_byte(source, record_skip_blanks(source, at));
	return c == '\n' || c == '\0';
}

static size_t next_line(struct wubu_bytes source, size_t at)
{
	size_t end = record_line_end(source, at);
	return end < source.size ? end + 1 : end;
}

/* Behind the last of the lines from AT on that hold nothing but blanks: under a text after '|' they
   would become part of it. */
static size_t skip_unseen(struct wubu_bytes source, size_t at)
{
	for (size_t line = at; line < source.size && is_blank_line(source, line);) {
		bool unseen = source.data[line] != '\n';
		line = next_line(source, line);
		if (unseen)
			at = line;
	}
	return at;
}

/* Cut the lines of child I up to END, and of two gaps that would meet the upper one. */
static void cut_lines(struct record_edit *edit, const struct record_node *parent, size_t i,
		      size_t end)
{
	struct wubu_bytes source = edit->record->source;
	size_t begin = record_comments_begin(edit->record, parent, i);
	/* A line that looks blank may be the last one of a text. */
	size_t least = i ? record_child(parent, i - 1)->end : 0;
	bool gap_below = is_blank_line(source, end);
	end = skip_unseen(source, end);
	while (gap_below && begin > least) {
		size_t above = record_line_begin(source, begin - 1);
		if (above < least || !is_blank_line(source, above))
			break;
		begin = above;
	}
	cut(edit, begin, end);
}

/* The entry on the line of a dash, with others below it: the next one moves up to the dash. */
static void cut_beside_dash(struct record_edit *edit, size_t begin, size_t end)
{
	cut(edit, begin, record_skip_space(edit->record->source, end));
}

static void drop_from_block(struct record_edit *edit, const struct record_node *parent, size_t i)
{
	struct wubu_bytes source = edit->record->source;
	size_t begin = record_child_begin(edit->record, parent, i), indent = parent->column - 1;
	size_t end = record_block_end(source, record_child(parent, i)->end, indent + 1);
	if (!record_first_in_line(source, begin))
		cut_beside_dash(edit, begin, end);
	else
		cut_lines(edit, parent, i, next_line(source, end));
}

/* Behind the comma after child I, if one stands in the same line; else behind the child. */
static size_t behind_comma(struct wubu_bytes source, const struct record_node *parent, size_t i)
{
	size_t end = record_child(parent, i)->end, at = record_skip_blanks(source, end);
	return record_byte(source, at) == ',' ? at + 1 : end;
}

static void drop_last_in_line(struct record_edit *edit, const struct record_node *parent, size_t i,
			      size_t begin)
{
	struct wubu_bytes source = edit->record->source;
	size_t before = record_child(parent, i - 1)->end, end = record_child(parent, i)->end;
	/* After the colon of an empty value a blank must stay. */
	if (source.data[before - 1] == ':' && before < begin)
		before++;
	if (memchr(source.data + before, '\n', begin - before))
		cut(edit, begin, behind_comma(source, parent, i));
	else
		cut(edit, before, end);
}

static void drop_from_flow(struct record_edit *edit, const struct record_node *parent, size_t i)
{
	struct wubu_bytes source = edit->record->source;
	size_t begin = record_child_begin(edit->record, parent, i);
	size_t comma = behind_comma(source, parent, i), after = record_skip_blanks(source, comma);
	bool last = i + 1 == parent->count;
	bool ends_line = is_blank_line(source, after) || record_byte(source, after) == '#';
	size_t below = record_skip_filler(source, comma);
	/* The comma may stand before the next entry, on a line below. */
	bool begins_line = comma == record_child(parent, i)->end && record_byte(source, below) == ',';
	if (begins_line)
		cut(edit, begin, last ? below + 1 : record_child_begin(edit->record, parent, i + 1));
	else if (ends_line && record_first_in_line(source, begin))
		cut_lines(edit, parent, i, next_line(source, after));
	else if (last)
		drop_last_in_line(edit, parent, i, begin);
	else
		cut(edit, begin, record_skip_space(source, ends_line ? record_line_end(source, after)
								     : after));
}

static void forget(struct record_value *parent, size_t i)
{
	parent->count--;
	for (; i < parent->count; i++)
		parent->pairs[i] = parent->pairs[i + 1];
}

static int drop(struct record_edit *edit, struct buf *out)
{
	size_t level = edit->known;
	if (level < edit->depth)
		return record_edit_refuse(edit, WUBU_NOT_FOUND,
					  _("The record does not have this field."));
	while (level > 1 && edit->nodes[level - 1]->count == 1)
		level--;
	const struct record_node *parent = edit->nodes[level - 1];
	size_t i = edit->index[level - 1];
	if (parent->count == 1)
		return record_edit_refuse(edit, WUBU_USAGE,
					  _("This is the last field; a record cannot be empty."));
	struct record_value *expected = record_edit_value(edit);
	forget(record_edit_part(edit, expected, level - 1), i);
	if (parent->flow)
		drop_from_flow(edit, parent, i);
	else
		drop_from_block(edit, parent, i);
	return record_edit_finish(edit, expected, out);
}

int record_edit_drop(const struct record *record, const struct record_step *path, size_t depth,
		     struct buf *out, struct wubu_error *error)
{
	struct record_edit edit;
	int rc = record_edit_begin(&edit, record, path, depth, error);
	if (rc == 0)
		rc = drop(&edit, out);
	record_edit_end(&edit);
	return rc;
}
