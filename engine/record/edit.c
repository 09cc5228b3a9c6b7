/* SPDX-License-Identifier: Apache-2.0 */
#include "record/edit.h"

#include "base/lang.h"
#include "record/scan.h"
#include "record/splice.h"

/* ---- what is asked for --------------------------------------------------- */

static int check_texts(struct record_edit *edit, const struct record_value *value)
{
	if (value->kind == RECORD_TEXT)
		return record_scan_text(bytes_of(value->text), edit->error);
	for (size_t i = 0; i < value->count; i++) {
		const char *key = value->pairs[i].key;
		if (key && record_scan_text(bytes_of(key), edit->error) < 0)
			return -1;
		if (check_texts(edit, value->pairs[i].value) < 0)
			return -1;
	}
	return 0;
}

static const char *spelling(const struct record_step *step)
{
	return step->spelling ? step->spelling : step->name;
}

/* VALUE inside the maps and lists that the steps of the path from FROM on ask for. */
static const struct record_value *wrap(struct record_edit *edit, size_t from,
				       const struct record_value *value)
{
	for (size_t i = edit->depth; i-- > from;) {
		const struct record_step *step = &edit->path[i];
		struct record_value *outer = step->name ? record_value_map(edit->arena)
							: record_value_list(edit->arena);
		*arena_push(edit->arena, outer->pairs, outer->count) = (struct record_pair){
			step->name ? spelling(step) : NULL, (struct record_value *)value};
		value = outer;
	}
	return value;
}

/* Only the first item of a list that does not exist yet can be made. */
static bool makes_sense(const struct record_edit *edit, size_t from)
{
	for (size_t i = from; i < edit->depth; i++)
		if (!edit->path[i].name && edit->path[i].index != 0 &&
		    edit->path[i].index != RECORD_APPEND)
			return false;
	return true;
}

/* A copy of VALUE whose last text is not written after '|': it would take in lines that stand below. */
static struct record_value *end_in_line(struct arena *arena, const struct record_value *value)
{
	struct record_value *copy = arena_alloc(arena, sizeof *copy);
	*copy = *value;
	copy->in_line = true;
	if (value->count == 0)
		return copy;
	copy->pairs = arena_array(arena, value->count, sizeof *copy->pairs);
	memcpy(copy->pairs, value->pairs, value->count * sizeof *copy->pairs);
	struct record_pair *last = &copy->pairs[value->count - 1];
	last->value = end_in_line(arena, last->value);
	return copy;
}

/* ---- replacing ----------------------------------------------------------- */

static void splice(struct record_edit *edit, size_t begin, size_t end)
{
	edit->begin = begin;
	edit->end = end;
}

/* Put VALUE exactly where the bytes of NODE are. */
static void replace_in_line(struct record_edit *edit, const struct record_node *node,
			    const struct record_value *value, bool flow)
{
	struct buf head;
	splice(edit, node->begin, node->end);
	if (node->begin == node->end)
		buf_char(&edit->text, ' ');
	if (flow) {
		record_emit_flow(&edit->text, value);
	} else {
		buf_init(&head);
		record_emit_head(&head, value);
		buf_text(&edit->text, head.data + 1);
		buf_release(&head);
	}
	/* Behind a quote or bracket libyaml takes a comment that touches it. */
	if (record_byte(edit->record->source, node->end) == '#')
		buf_char(&edit->text, ' ');
}

/* The comment from AT to the end of its line, with the blanks before it; else nothing. */
static struct wubu_bytes comment_after(struct wubu_bytes source, size_t at)
{
	if (record_byte(source, record_skip_blanks(source, at)) != '#')
		return (struct wubu_bytes){NULL, 0};
	return (struct wubu_bytes){source.data + at, record_line_end(source, at) - at};
}

/* The comment on the line of a value's key (HEAD), after its '|', or after itself. */
static struct wubu_bytes comment_of(const struct record *record, size_t head,
				    const struct record_node *node)
{
	struct wubu_bytes source = record->source;
	struct wubu_bytes comment = comment_after(source, head);
	if (comment.size)
		return comment;
	if (record_is_block_text(record, node))
		return comment_after(source, node->begin + 1 + (source.data[node->begin + 1] == '-'));
	return record_is_section(node) ? comment : comment_after(source, node->end);
}

/* The whole lines between that of HEAD and that of NODE, with the newline before them. */
static struct wubu_bytes lines_between(struct wubu_bytes source, size_t head,
				       const struct record_node *node)
{
	size_t begin = record_line_end(source, head), end = record_line_begin(source, node->begin);
	if (end <= begin)
		return (struct wubu_bytes){NULL, 0};
	return (struct wubu_bytes){source.data + begin, end - 1 - begin};
}

/* VALUE or NODE takes lines of its own: all from the colon or dash on is written anew, comments
   beside it kept. */
static void replace_lines(struct record_edit *edit, const struct record_node *parent, size_t i,
			  const struct record_value *value)
{
	const struct record_node *node = record_child(parent, i);
	struct wubu_bytes source = edit->record->source;
	size_t head = record_child_head(edit->record, parent, i);
	struct wubu_bytes comment = comment_of(edit->record, head, node);
	struct wubu_bytes between = lines_between(source, head, node);
	struct record_style style = record_style_near(edit->record, parent);
	size_t indent = parent->column - 1;
	splice(edit, head, record_line_end(source, node->end));
	if (parent->kind == RECORD_LIST)
		style.map = style.list = 2;
	if (parent->kind == RECORD_LIST && record_emit_is_section(value) && !comment.size &&
	    !between.size) {
		buf_char(&edit->text, ' ');
		record_emit_section(&edit->text, value, indent + 2, style);
		return;
	}
	record_emit_head(&edit->text, value);
	if (comment.size && comment.data[0] == '#')
		buf_char(&edit->text, ' ');
	buf_add(&edit->text, comment);
	/* After '|' they would become text. */
	if (value->kind != RECORD_TEXT || record_emit_fits_line(value))
		buf_add(&edit->text, between);
	record_emit_body(&edit->text, value, indent, style);
}

/* A section for a section of the same kind: the new one stands exactly where the old one did. */
static bool replace_section(struct record_edit *edit, const struct record_node *node,
			    const struct record_value *value)
{
	struct wubu_bytes source = edit->record->source;
	if (!record_is_section(node) || !record_emit_is_section(value) ||
	    node->kind != value->kind || !record_first_in_line(source, node->begin))
		return false;
	splice(edit, node->begin, record_line_end(source, node->end));
	record_emit_section(&edit->text, value, node->column - 1,
			    record_style_near(edit->record, node));
	return true;
}

static void replace(struct record_edit *edit, const struct record_value *value)
{
	const struct record_node *parent = edit->nodes[edit->known - 1];
	const struct record_node *node = edit->nodes[edit->known];
	bool lines = record_is_section(node) || record_is_block_text(edit->record, node);
	size_t below = record_line_end(edit->record->source, node->end);
	if (!parent->flow && record_swallows(edit->record->source, below, parent->column - 1))
		value = end_in_line(edit->arena, value);
	if (parent->flow)
		replace_in_line(edit, node, value, true);
	else if (!lines && record_emit_fits_line(value))
		replace_in_line(edit, node, value, false);
	else if (!replace_section(edit, node, value))
		replace_lines(edit, parent, edit->index[edit->known - 1], value);
}

/* ---- adding -------------------------------------------------------------- */

static void emit_flow_entry(struct buf *out, const char *key, const struct record_value *value)
{
	if (key) {
		record_emit_key(out, key, true);
		buf_text(out, ": ");
	}
	record_emit_flow(out, value);
}

/* Only the root can be an empty map here: elsewhere what is empty is replaced. */
static void fill_empty_root(struct record_edit *edit, const char *key,
			    const struct record_value *value)
{
	splice(edit, edit->record->root->begin, edit->record->root->end);
	buf_char(&edit->text, '{');
	emit_flow_entry(&edit->text, key, value);
	buf_char(&edit->text, '}');
}

/* Whether the last entry of a map or list with brackets has its lines for itself; AFTER is behind
   its comma. */
static bool has_own_lines(const struct record *record, const struct record_node *node, size_t i,
			  size_t *after)
{
	struct wubu_bytes source = record->source;
	size_t at = record_skip_blanks(source, record_child(node, i)->end);
	*after = record_child(node, i)->end;
	if (record_byte(source, at) == ',')
		*after = at + 1;
	char next = record_byte(source, record_skip_blanks(source, *after));
	return record_first_in_line(source, record_child_begin(record, node, i)) &&
	       (next == '\n' || next == '#');
}

static void add_to_flow(struct record_edit *edit, const struct record_node *node, const char *key,
			const struct record_value *value)
{
	struct wubu_bytes source = edit->record->source;
	size_t last = node->count - 1, after;
	size_t end = record_child(node, last)->end;
	bool own_lines = has_own_lines(edit->record, node, last, &after);
	/* A colon and a comma may not touch. */
	if (source.data[end - 1] == ':')
		buf_char(&edit->text, ' ');
	buf_char(&edit->text, ',');
	if (!own_lines) {
		splice(edit, end, end);
		buf_char(&edit->text, ' ');
		emit_flow_entry(&edit->text, key, value);
		return;
	}
	size_t begin = record_child_begin(edit->record, node, last);
	size_t margin = record_line_begin(source, begin), line_end = record_line_end(source, end);
	splice(edit, end, line_end);
	buf_add(&edit->text, (struct wubu_bytes){source.data + after, line_end - after});
	buf_char(&edit->text, '\n');
	buf_add(&edit->text, (struct wubu_bytes){source.data + margin, begin - margin});
	emit_flow_entry(&edit->text, key, value);
	if (after != end)
		buf_char(&edit->text, ',');
}

static bool gap_above(const struct record *record, const struct record_node *root, size_t i)
{
	size_t begin = record_comments_begin(record, root, i);
	return begin > 0 && record_first_in_line(record->source, begin - 1);
}

/* Whether a blank line comes before a new last key of the root: as the record's sections have it, and
   in a record that has none yet, before the first. */
static bool wants_gap(const struct record *record, const struct record_value *value)
{
	const struct record_node *root = record->root;
	bool sections = false, gaps = false;
	for (size_t i = 1; i < root->count; i++) {
		bool section = record_is_section(record_child(root, i));
		sections = sections || section;
		gaps = gaps || (section && gap_above(record, root, i));
	}
	if (record_emit_is_section(value))
		return gaps || !sections;
	return gaps && record_is_section(record_child(root, root->count - 1));
}

static const struct record_node *last_leaf(const struct record_node *node)
{
	while (node->kind != RECORD_TEXT && node->count)
		node = record_child(node, node->count - 1);
	return node;
}

/* Go on behind AT.  At the end of a file without a last newline, a text after '|' has none either: '|-'
   keeps it so. */
static void splice_behind(struct record_edit *edit, const struct record_node *last, size_t at)
{
	struct wubu_bytes source = edit->record->source;
	const struct record_node *leaf = last_leaf(last);
	size_t dash = leaf->begin + 1;
	splice(edit, at, at);
	if (leaf->end < source.size || !record_is_block_text(edit->record, leaf) ||
	    record_byte(source, dash) == '-')
		return;
	splice(edit, dash, source.size);
	buf_char(&edit->text, '-');
	buf_add(&edit->text, (struct wubu_bytes){source.data + dash, source.size - dash});
}

static void add_to_block(struct record_edit *edit, const struct record_node *node, const char *key,
			 const struct record_value *value)
{
	const struct record_node *last = record_child(node, node->count - 1);
	size_t indent = node->column - 1;
	size_t at = record_block_end(edit->record->source, last->end, indent);
	struct record_style style = record_style_near(edit->record, node);
	style.one_line_items = !key && last->kind != RECORD_TEXT && last->flow;
	if (record_swallows(edit->record->source, at, indent))
		value = end_in_line(edit->arena, value);
	splice_behind(edit, last, at);
	if (node == edit->record->root && wants_gap(edit->record, value))
		buf_char(&edit->text, '\n');
	buf_char(&edit->text, '\n');
	buf_fill(&edit->text, ' ', indent);
	record_emit_entry(&edit->text, key, value, indent, style);
}

static int add(struct record_edit *edit, const struct record_value *value)
{
	const struct record_node *node = edit->nodes[edit->known];
	const struct record_step *step = &edit->path[edit->known];
	if (node->kind == RECORD_TEXT)
		return record_edit_refuse(edit, WUBU_INPUT,
					  _("A text stands here where a list or map is needed."));
	if ((node->kind == RECORD_MAP) != (step->name != NULL))
		return record_edit_refuse(edit, WUBU_INPUT,
					  node->kind == RECORD_MAP
						  ? _("A map stands here where a list is needed.")
						  : _("A list stands here where a map is needed."));
	if (!step->name && step->index != RECORD_APPEND && step->index != node->count)
		return record_edit_refuse(edit, WUBU_NOT_FOUND,
					  _("The list has no item with this number."));
	const char *key = step->name ? spelling(step) : NULL;
	if (node->count == 0)
		fill_empty_root(edit, key, value);
	else if (node->flow)
		add_to_flow(edit, node, key, value);
	else
		add_to_block(edit, node, key, value);
	return 0;
}

/* ---- the edit ------------------------------------------------------------ */

static int put_new(struct record_edit *edit, const struct record_value *value, struct buf *out)
{
	struct record_value *expected = record_edit_value(edit);
	struct record_value *part = record_edit_part(edit, expected, edit->known);
	const struct record_step *step = &edit->path[edit->known];
	bool room = edit->known > 0 && record_is_empty(edit->nodes[edit->known]);
	const struct record_value *outer = wrap(edit, edit->known, value);
	if (!makes_sense(edit, edit->known + !room))
		return record_edit_refuse(edit, WUBU_NOT_FOUND,
					  _("The list has no item with this number."));
	if (room) {
		*part = *outer;
		replace(edit, outer);
	} else {
		const struct record_value *inner = wrap(edit, edit->known + 1, value);
		if (add(edit, inner) < 0)
			return -1;
		*arena_push(edit->arena, part->pairs, part->count) = (struct record_pair){
			step->name ? spelling(step) : NULL, (struct record_value *)inner};
	}
	return record_edit_finish(edit, expected, out);
}

static int put(struct record_edit *edit, const struct record_value *value, struct buf *out)
{
	if (check_texts(edit, wrap(edit, edit->known, value)) < 0) {
		record_place(edit->record, edit->nodes[edit->known], edit->error);
		return -1;
	}
	if (edit->known < edit->depth)
		return put_new(edit, value, out);
	if (record_holds(edit->nodes[edit->known], value)) {
		buf_add(out, edit->record->source);
		return 0;
	}
	struct record_value *expected = record_edit_value(edit);
	*record_edit_part(edit, expected, edit->known) = *value;
	replace(edit, value);
	return record_edit_finish(edit, expected, out);
}

int record_edit_put(const struct record *record, const struct record_step *path, size_t depth,
		    const struct record_value *value, struct buf *out, struct wubu_error *error)
{
	struct record_edit edit;
	int rc = record_edit_begin(&edit, record, path, depth, error);
	if (rc == 0)
		rc = put(&edit, value, out);
	record_edit_end(&edit);
	return rc;
}
