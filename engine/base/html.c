/* SPDX-License-Identifier: Apache-2.0 */
#include "base/html.h"

#include "base/text.h"

#include <stdarg.h>

/* ---- one character ------------------------------------------------------------------ */

static const char *entity_of(uint32_t code)
{
	switch (code) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

static void add_code(struct buf *out, const char *kind, uint32_t code)
{
	buf_format(out, "<code class=\"%s\">U+%04X</code>", kind, (unsigned)code);
}

/* ---- letters that look like others ----------------------------------------------------- */

enum script { SCRIPT_NONE, SCRIPT_LATIN, SCRIPT_LIKE_LATIN };

/* Greek, Cyrillic, Armenian, Cherokee, full-width and mathematical letters: each has some that pass for Latin ones. */
static enum script script_of(uint32_t code)
{
	static const struct { uint32_t first, last; enum script script; } rows[] = {
		{'A', 'Z', SCRIPT_LATIN},       {'a', 'z', SCRIPT_LATIN},
		{0xC0, 0x24F, SCRIPT_LATIN},    {0x370, 0x58F, SCRIPT_LIKE_LATIN},
		{0x13A0, 0x13FF, SCRIPT_LIKE_LATIN}, {0x1E00, 0x1EFF, SCRIPT_LATIN},
		{0x1F00, 0x1FFF, SCRIPT_LIKE_LATIN}, {0xFF21, 0xFF3A, SCRIPT_LIKE_LATIN},
		{0xFF41, 0xFF5A, SCRIPT_LIKE_LATIN}, {0x1D400, 0x1D7FF, SCRIPT_LIKE_LATIN},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (code >= rows[i].first && code <= rows[i].last)
			return rows[i].script;
	return SCRIPT_NONE;
}

/* How many bytes of TEXT are one word of letters, and whether it mixes Latin ones with such that look like them. */
static size_t word_of(struct wubu_bytes text, bool *mixed)
{
	bool seen[SCRIPT_LIKE_LATIN + 1] = {false};
	size_t at = 0;
	while (at < text.size) {
		uint32_t code;
		size_t size = text_decode(text.data + at, text.size - at, &code);
		enum script script = size ? script_of(code) : SCRIPT_NONE;
		if (script == SCRIPT_NONE)
			break;
		seen[script] = true;
		at += size;
	}
	*mixed = seen[SCRIPT_LATIN] && seen[SCRIPT_LIKE_LATIN];
	return at;
}

/* ---- text ---------------------------------------------------------------------------------- */

static void add_character(struct buf *out, struct wubu_bytes bytes, uint32_t code, bool mixed)
{
	const char *entity = entity_of(code);
	if (text_danger(code) != TEXT_SAFE) {
		add_code(out, "danger", code);
		return;
	}
	if (entity)
		buf_text(out, entity);
	else
		buf_add(out, bytes);
	if (mixed && script_of(code) == SCRIPT_LIKE_LATIN)
		add_code(out, "danger", code);
}

void html_text(struct buf *out, struct wubu_bytes text)
{
	size_t word_end = 0;
	bool mixed = false;
	for (size_t at = 0; at < text.size;) {
		uint32_t code;
		if (at >= word_end)
			word_end = at + word_of((struct wubu_bytes){text.data + at, text.size - at}, &mixed);
		size_t size = text_decode(text.data + at, text.size - at, &code);
		if (size)
			add_character(out, (struct wubu_bytes){text.data + at, size}, code, mixed && at < word_end);
		else
			buf_format(out, "<code class=\"danger\">0x%02X</code>", (unsigned char)text.data[at]);
		at += size ? size : 1;
	}
}

/* A form must send back what is in the record, so nothing but markup is changed here. */
static void add_attribute(struct buf *out, const char *text)
{
	struct wubu_bytes bytes = bytes_of(text);
	for (size_t at = 0; at < bytes.size;) {
		uint32_t code;
		size_t size = text_decode(text + at, bytes.size - at, &code);
		const char *entity = size ? entity_of(code) : "\xEF\xBF\xBD";
		if (entity)
			buf_text(out, entity);
		else if (code < ' ')
			buf_format(out, "&#%u;", (unsigned)code);
		else
			buf_add(out, (struct wubu_bytes){text + at, size});
		at += size ? size : 1;
	}
}

static void add_address(struct buf *out, const char *text)
{
	for (; text && *text; text++) {
		unsigned char c = (unsigned char)*text;
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			     c == '-' || c == '_' || c == '.';
		buf_format(out, plain ? "%c" : "%%%02X", c);
	}
}

/* ---- the format ------------------------------------------------------------------------------ */

/* The next argument of LIST as conversion C asks; gcc and clang know the promotion of pointers and size_t. */
static void add_argument(struct buf *out, char c, const char *text, size_t number)
{
	switch (c) {
	case 't':
		html_text(out, bytes_of(text));
		break;
	case 'a':
		add_attribute(out, text);
		break;
	case 'u':
		add_address(out, text);
		break;
	case 'h':
		buf_text(out, text ? text : "");
		break;
	case 'n':
		buf_format(out, "%zu", number);
		break;
	default:
		buf_char(out, c);
		break;
	}
}

void html_add(struct buf *out, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	while (*format) {
		size_t plain = strcspn(format, "%");
		buf_add(out, (struct wubu_bytes){format, plain});
		format += plain;
		if (!*format)
			break;
		char c = format[1];
		bool text = c == 't' || c == 'a' || c == 'u' || c == 'h';
		const char *word = text ? va_arg(list, const char *) : NULL;
		size_t number = c == 'n' ? va_arg(list, size_t) : 0;
		add_argument(out, c, word, number);
		format += c ? 2 : 1;
	}
	va_end(list);
}
