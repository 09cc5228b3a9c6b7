/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/wrap.h"

#include "base/text.h"

/* Wide characters may be parted, but none of these begins a line: closing brackets and stops. */
static bool never_first(uint32_t code)
{
	static const uint32_t closing[] = {0x2019, 0x201D, 0x2026, 0x3001, 0x3002, 0x3009, 0x300B,
					   0x300D, 0x300F, 0x3011, 0x3015, 0xFF01, 0xFF09, 0xFF0C,
					   0xFF1A, 0xFF1B, 0xFF1F};
	for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
		if (closing[i] == code)
			return true;
	return false;
}

/* … and none of these ends one: opening brackets. */
static bool never_last(uint32_t code)
{
	return code == 0x2018 || code == 0x201C || code == 0x3008 || code == 0x300A ||
	       code == 0x300C || code == 0x300E || code == 0x3010 || code == 0xFF08;
}

static bool is_wide(uint32_t code)
{
	return code >= 0x2E80;
}

static size_t decode(const char *p, size_t size, uint32_t *code)
{
	size_t n = size ? text_decode(p, size, code) : 0;
	if (!n)
		*code = size ? 0xFFFD : 0;
	return n ? n : size ? 1 : 0;
}

/* Bytes from P on that stay together in one line; blanks are pieces of their own. */
static size_t piece(const char *p, size_t size)
{
	uint32_t code, next;
	size_t n = decode(p, size, &code);
	if (code == ' ')
		return n;
	while (n < size) {
		size_t more = decode(p + n, size - n, &next);
		bool together = never_first(next) || never_last(code) ||
				(!is_wide(code) && !is_wide(next));
		if (next == ' ' || next == '\n' || !together)
			break;
		n += more;
		code = next;
	}
	return n;
}

struct line {
	struct buf *out;
	size_t at, indent;
	size_t blanks; /* seen, but not written yet */
};

static void begin_line(struct line *line)
{
	buf_char(line->out, '\n');
	buf_fill(line->out, ' ', line->indent);
	line->at = line->indent;
	line->blanks = 0;
}

static void add_piece(struct line *line, struct wubu_bytes text)
{
	size_t width = text_width(text);
	if (line->at > line->indent && line->at + line->blanks + width > WRAP_COLUMNS)
		begin_line(line);
	buf_fill(line->out, ' ', line->blanks);
	buf_add(line->out, text);
	line->at += line->blanks + width;
	line->blanks = 0;
}

void wrap_text(struct buf *out, const char *text, size_t at, size_t indent)
{
	struct line line = {out, at, indent, 0};
	for (size_t size = strlen(text), n; size; text += n, size -= n) {
		n = *text == '\n' ? 1 : piece(text, size);
		if (*text == '\n')
			begin_line(&line);
		else if (*text == ' ')
			line.blanks++;
		else
			add_piece(&line, (struct wubu_bytes){text, n});
	}
	buf_char(out, '\n');
}
