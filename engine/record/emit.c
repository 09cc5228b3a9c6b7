/* SPDX-License-Identifier: Apache-2.0 */
#include "record/emit.h"

#include "base/text.h"

/* ---- texts --------------------------------------------------------------- */

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* Words that YAML 1.1 programs take for yes, no or nothing.  `true` and `false` are left alone:
   records use them in that very sense. */
static bool is_typed_word(const char *text)
{
	static const char *const words[] = {"y", "n", "yes", "no", "on", "off", "null"};
	static const char *const signs[] = {"~", "=", "<<"};
	char lower[8];
	size_t n = strlen(text);
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strcmp(text, signs[i]) == 0)
			return true;
	if (n >= sizeof lower)
		return false;
	for (size_t i = 0; i <= n; i++)
		lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(lower, words[i]) == 0)
			return true;
	return false;
}

static bool begins_as_plain(const char *text)
{
	if (is_one_of(text[0], "?:,[]{}#&*!|>'\"%@`"))
		return false;
	if (strncmp(text, "---", 3) == 0 || strncmp(text, "...", 3) == 0)
		return false;
	return text[0] != '-' || (text[1] && !is_one_of(text[1], " \t,[]{}"));
}

static bool goes_on_as_plain(const char *text, bool flow)
{
	size_t n = strlen(text);
	for (size_t i = 0; i < n; i++) {
		bool blank_next = i + 1 == n || is_one_of(text[i + 1], " \t");
		if (is_one_of(text[i], "\n\t") || (text[i] == ':' && blank_next) ||
		    (i && text[i] == '#' && text[i - 1] == ' ') ||
		    (flow && (is_one_of(text[i], ",[]{}") || strncmp(text + i, ":?", 2) == 0)))
			return false;
	}
	return true;
}

/* Whether TEXT needs no quotes. */
static bool is_plain(const char *text, bool flow)
{
	size_t n = strlen(text);
	return n && text[0] != ' ' && text[n - 1] != ' ' && begins_as_plain(text) &&
	       goes_on_as_plain(text, flow);
}

static void emit_double_quoted(struct buf *out, const char *text)
{
	static const char escaped[] = "\\\"\n\t", letters[] = "\\\"nt";
	buf_char(out, '"');
	for (; *text; text++) {
		const char *escape = strchr(escaped, *text);
		if (escape)
			buf_char(out, '\\');
		buf_char(out, escape ? letters[escape - escaped] : *text);
	}
	buf_char(out, '"');
}

static void emit_quoted(struct buf *out, const char *text)
{
	if (strpbrk(text, "\n\t") || !strpbrk(text, "\\\"")) {
		emit_double_quoted(out, text);
		return;
	}
	buf_char(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			buf_char(out, '\'');
		buf_char(out, *text);
	}
	buf_char(out, '\'');
}

static void emit_text(struct buf *out, const char *text, bool flow)
{
	if (is_plain(text, flow) && !is_typed_word(text))
		buf_text(out, text);
	else
		emit_quoted(out, text);
}

/* A key may be a word such as `on`: it is never taken for a value. */
void record_emit_key(struct buf *out, const char *key, bool flow)
{
	if (is_plain(key, flow) && strcmp(key, "<<") != 0)
		buf_text(out, key);
	else
		emit_quoted(out, key);
}

/* Whether VALUE, a text, is written after '|': its first line shows the indentation, its last line
   is seen, and no more than one newline ends it. */
static bool is_block_text(const struct record_value *value)
{
	const char *text = value->text;
	size_t n = strlen(text), end = n;
	if (value->in_line || !strchr(text, '\n') || is_one_of(text[0], " \t\n"))
		return false;
	if (text[n - 1] == '\n')
		end--;
	size_t last = end;
	while (last > 0 && is_one_of(text[last - 1], " \t"))
		last--;
	return last > 0 && text[last - 1] != '\n';
}

/* ---- values -------------------------------------------------------------- */

bool record_emit_is_section(const struct record_value *value)
{
	return value->kind != RECORD_TEXT && value->count > 0;
}

bool record_emit_fits_line(const struct record_value *value)
{
	return value->kind == RECORD_TEXT ? !is_block_text(value) : value->count == 0;
}

void record_emit_flow(struct buf *out, const struct record_value *value)
{
	if (value->kind == RECORD_TEXT) {
		emit_text(out, value->text, true);
		return;
	}
	buf_char(out, value->kind == RECORD_MAP ? '{' : '[');
	for (size_t i = 0; i < value->count; i++) {
		if (i)
			buf_text(out, ", ");
		if (value->pairs[i].key) {
			record_emit_key(out, value->pairs[i].key, true);
			buf_text(out, ": ");
		}
		record_emit_flow(out, value->pairs[i].value);
	}
	buf_char(out, value->kind == RECORD_MAP ? '}' : ']');
}

void record_emit_head(struct buf *out, const struct record_value *value)
{
	if (record_emit_is_section(value))
		return;
	buf_char(out, ' ');
	if (value->kind != RECORD_TEXT)
		record_emit_flow(out, value);
	else if (is_block_text(value))
		buf_text(out, value->text[strlen(value->text) - 1] == '\n' ? "|" : "|-");
	else
		emit_text(out, value->text, false);
}

static void emit_block_text(struct buf *out, const char *text, size_t indent)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		buf_char(out, '\n');
		if (n)
			buf_fill(out, ' ', indent);
		buf_add(out, (struct wubu_bytes){text, n});
		text += n + (text[n] == '\n');
	}
}

void record_emit_body(struct buf *out, const struct record_value *value, size_t indent,
		      struct record_style style)
{
	if (value->kind == RECORD_TEXT) {
		if (is_block_text(value))
			emit_block_text(out, value->text, indent + style.map);
		return;
	}
	if (value->count == 0)
		return;
	indent += value->kind == RECORD_MAP ? style.map : style.list;
	buf_char(out, '\n');
	buf_fill(out, ' ', indent);
	record_emit_section(out, value, indent, style);
}

/* Whether VALUE is a map of texts that fits on one line, INDENT columns in; if so, it is written. */
static bool emit_one_line(struct buf *out, const struct record_value *value, size_t indent)
{
	struct buf line;
	bool small = value->kind == RECORD_MAP;
	for (size_t i = 0; small && i < value->count; i++) {
		const struct record_value *member = value->pairs[i].value;
		small = member->kind == RECORD_TEXT && !strchr(member->text, '\n');
	}
	if (!small)
		return false;
	buf_init(&line);
	record_emit_flow(&line, value);
	bool fits = indent + text_width(buf_bytes(&line)) < RECORD_LINE_COLUMNS;
	if (fits)
		buf_add(out, buf_bytes(&line));
	buf_release(&line);
	return fits;
}

static void emit_item(struct buf *out, const struct record_value *value, size_t indent,
		      struct record_style style)
{
	struct record_style text_style = {2, 2, style.one_line_items};
	buf_char(out, '-');
	if (!record_emit_is_section(value)) {
		record_emit_head(out, value);
		record_emit_body(out, value, indent, text_style);
		return;
	}
	buf_char(out, ' ');
	if (!style.one_line_items || !emit_one_line(out, value, indent + 2))
		record_emit_section(out, value, indent + 2, style);
}

void record_emit_entry(struct buf *out, const char *key, const struct record_value *value,
		       size_t indent, struct record_style style)
{
	if (!key) {
		emit_item(out, value, indent, style);
		return;
	}
	record_emit_key(out, key, false);
	buf_char(out, ':');
	/* What is still to be filled in is left open. */
	if (value->kind == RECORD_TEXT && !value->text[0])
		return;
	record_emit_head(out, value);
	record_emit_body(out, value, indent, style);
}

void record_emit_section(struct buf *out, const struct record_value *section, size_t indent,
			 struct record_style style)
{
	for (size_t i = 0; i < section->count; i++) {
		if (i) {
			buf_char(out, '\n');
			buf_fill(out, ' ', indent);
		}
		record_emit_entry(out, section->pairs[i].key, section->pairs[i].value, indent, style);
	}
}

void record_write(const struct record_value *value, struct buf *out)
{
	static const struct record_style house = {2, 2, true};
	if (value->count == 0)
		buf_text(out, "{}\n");
	for (size_t i = 0; i < value->count; i++) {
		const struct record_pair *pair = &value->pairs[i];
		bool apart = i && (record_emit_is_section(pair->value) ||
				   record_emit_is_section(pair[-1].value));
		if (apart)
			buf_char(out, '\n');
		record_emit_entry(out, pair->key, pair->value, 0, house);
		buf_char(out, '\n');
	}
}
