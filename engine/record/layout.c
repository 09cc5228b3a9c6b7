/* SPDX-License-Identifier: Apache-2.0 */
#include "record/layout.h"

char record_byte(struct wubu_bytes source, size_t at)
{
	return at < source.size ? source.data[at] : '\0';
}

size_t record_line_begin(struct wubu_bytes source, size_t at)
{
	while (at > 0 && source.data[at - 1] != '\n')
		at--;
	return at;
}

size_t record_line_end(struct wubu_bytes source, size_t at)
{
	while (at < source.size && source.data[at] != '\n')
		at++;
	return at;
}

static size_t skip(struct wubu_bytes source, size_t at, const char *set)
{
	while (at < source.size && strchr(set, source.data[at]))
		at++;
	return at;
}

size_t record_skip_blanks(struct wubu_bytes source, size_t at)
{
	return skip(source, at, " \t");
}

size_t record_skip_space(struct wubu_bytes source, size_t at)
{
	return skip(source, at, " \t\n");
}

size_t record_skip_filler(struct wubu_bytes source, size_t at)
{
	at = record_skip_space(source, at);
	while (record_byte(source, at) == '#')
		at = record_skip_space(source, record_line_end(source, at));
	return at;
}

bool record_first_in_line(struct wubu_bytes source, size_t at)
{
	return record_skip_blanks(source, record_line_begin(source, at)) >= at;
}

struct record_node *record_child(const struct record_node *parent, size_t i)
{
	return parent->kind == RECORD_MAP ? parent->entries[i].value : parent->items[i];
}

size_t record_child_begin(const struct record *record, const struct record_node *parent, size_t i)
{
	if (parent->kind == RECORD_MAP)
		return parent->entries[i].key->begin;
	if (parent->flow)
		return parent->items[i]->begin;
	if (i == 0)
		return parent->begin;
	return record_skip_filler(record->source, parent->items[i - 1]->end);
}

size_t record_child_head(const struct record *record, const struct record_node *parent, size_t i)
{
	if (parent->kind == RECORD_MAP)
		return record_skip_blanks(record->source, parent->entries[i].key->end) + 1;
	return record_child_begin(record, parent, i) + !parent->flow;
}

bool record_is_section(const struct record_node *node)
{
	return node->kind != RECORD_TEXT && !node->flow;
}

bool record_is_block_text(const struct record *record, const struct record_node *node)
{
	return node->kind == RECORD_TEXT && node->end > node->begin &&
	       record->source.data[node->begin] == '|';
}

/* ---- comments ------------------------------------------------------------ */

/* A line seen from outside: what its first letter is and how far in it stands. */
struct line {
	size_t end;
	size_t indent;
	char first; /* NUL: a blank line */
};

static struct line line_at(struct wubu_bytes source, size_t begin)
{
	size_t at = record_skip_blanks(source, begin);
	char c = record_byte(source, at);
	return (struct line){record_line_end(source, at), at - begin, c == '\n' ? '\0' : c};
}

/* How far in the next line stands that is neither blank nor a comment, plus one; 0: there is none. */
static size_t next_indent(struct wubu_bytes source, size_t end)
{
	while (end < source.size) {
		struct line line = line_at(source, end + 1);
		if (line.first && line.first != '#')
			return line.indent + 1;
		end = line.end;
	}
	return 0;
}

size_t record_block_end(struct wubu_bytes source, size_t at, size_t indent)
{
	size_t best = record_line_end(source, at), next = next_indent(source, best);
	bool gap = false;
	for (size_t end = best; end < source.size;) {
		struct line line = line_at(source, end + 1);
		/* Below a gap, a comment at the margin speaks of the file. */
		bool belongs = line.indent >= indent && line.indent + 1 > next &&
			       (line.indent || !gap);
		if (line.first && (line.first != '#' || !belongs))
			break;
		gap = gap || !line.first;
		end = line.end;
		if (line.first)
			best = end;
	}
	return best;
}

size_t record_comments_begin(const struct record *record, const struct record_node *parent, size_t i)
{
	struct wubu_bytes source = record->source;
	size_t at = record_child_begin(record, parent, i), own = record_line_begin(source, at);
	/* A line inside the quotes of the value above may look like a comment. */
	size_t least = i ? record_child(parent, i - 1)->end : 0, begin = own;
	while (begin > least) {
		size_t above = record_line_begin(source, begin - 1);
		struct line line = line_at(source, above);
		if (above < least || line.first != '#' || line.indent != at - own)
			break;
		begin = above;
	}
	return begin == 0 ? own : begin;
}

bool record_swallows(struct wubu_bytes source, size_t at, size_t indent)
{
	while (at < source.size) {
		struct line line = line_at(source, at + 1);
		if (line.first && line.first != '#')
			return false;
		if (line.indent > indent)
			return true;
		if (line.first)
			return false;
		at = line.end;
	}
	return false;
}

/* ---- indentation --------------------------------------------------------- */

#define UNKNOWN SIZE_MAX

static void learn_style(const struct record_node *node, struct record_style *style)
{
	if (node->kind == RECORD_TEXT || node->flow)
		return;
	for (size_t i = 0; i < node->count; i++) {
		const struct record_node *child = record_child(node, i);
		size_t *step = child->kind == RECORD_MAP ? &style->map : &style->list;
		if (node->kind == RECORD_MAP && record_is_section(child) && *step == UNKNOWN)
			*step = child->column - node->column;
	}
	for (size_t i = 0; i < node->count; i++)
		learn_style(record_child(node, i), style);
}

struct record_style record_style_near(const struct record *record, const struct record_node *node)
{
	struct record_style style = {UNKNOWN, UNKNOWN, false};
	learn_style(node, &style);
	learn_style(record->root, &style);
	style.map = style.map == UNKNOWN ? 2 : style.map;
	style.list = style.list == UNKNOWN ? 2 : style.list;
	return style;
}
