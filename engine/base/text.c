/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include "base/arena.h"

#include <stdlib.h>

/* How much of a long line is shown before the place that it is about. */
#define EXCERPT_LEAD 60

size_t text_decode(const char *data, size_t size, uint32_t *code)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *p = (const unsigned char *)data;
	size_t n = p[0] < 0x80 ? 1 : (p[0] & 0xE0) == 0xC0 ? 2 : (p[0] & 0xF0) == 0xE0 ? 3
		 : (p[0] & 0xF8) == 0xF0 ? 4 : 0;
	if (n == 0 || n > size)
		return 0;
	uint32_t c = n == 1 ? p[0] : p[0] & (0x7Fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3Fu);
	}
	if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*code = c;
	return n;
}

struct range {
	uint32_t first, last;
	int value;
};

static int range_value(const struct range *ranges, size_t count, uint32_t code)
{
	for (size_t i = 0; i < count; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return ranges[i].value;
	return 0;
}

enum text_danger text_danger(uint32_t code)
{
	static const struct range dangers[] = {
		{0x0D, 0x0D, TEXT_BREAK},         {0x00, 0x08, TEXT_CONTROL},
		{0x0B, 0x1F, TEXT_CONTROL},       {0x85, 0x85, TEXT_BREAK},
		{0x7F, 0x9F, TEXT_CONTROL},       {0xAD, 0xAD, TEXT_INVISIBLE},
		{0x61C, 0x61C, TEXT_DIRECTION},   {0x180E, 0x180E, TEXT_INVISIBLE},
		{0x200B, 0x200D, TEXT_INVISIBLE}, {0x200E, 0x200F, TEXT_DIRECTION},
		{0x2028, 0x2029, TEXT_BREAK},     {0x202A, 0x202E, TEXT_DIRECTION},
		{0x2060, 0x2064, TEXT_INVISIBLE}, {0x2066, 0x2069, TEXT_DIRECTION},
		{0x206A, 0x206F, TEXT_DIRECTION}, {0xFEFF, 0xFEFF, TEXT_INVISIBLE},
		{0xFFF9, 0xFFFB, TEXT_INVISIBLE}, {0xE0000, 0xE007F, TEXT_INVISIBLE},
	};
	if (code >= 0x20 && code < 0x7F)
		return TEXT_SAFE;
	return (enum text_danger)range_value(dangers, sizeof dangers / sizeof *dangers, code);
}

bool text_is_utf8(struct wubu_bytes text, size_t *offset)
{
	uint32_t code;
	for (size_t i = 0, n; i < text.size; i += n) {
		n = text_decode(text.data + i, text.size - i, &code);
		if (!n) {
			if (offset)
				*offset = i;
			return false;
		}
	}
	return true;
}

/* Escape one character at DATA; returns how many bytes of it were read. */
static size_t escape_one(struct buf *out, const char *data, size_t size)
{
	uint32_t code;
	size_t n = text_decode(data, size, &code);
	if (!n) {
		buf_format(out, "<0x%02X>", (unsigned char)data[0]);
		return 1;
	}
	if (code == '\n' || code == '\t')
		buf_char(out, ' ');
	else if (text_danger(code) != TEXT_SAFE)
		buf_format(out, "<U+%04X>", (unsigned)code);
	else
		buf_add(out, (struct wubu_bytes){data, n});
	return n;
}

void text_escape(struct buf *out, struct wubu_bytes text)
{
	for (size_t i = 0; i < text.size;)
		i += escape_one(out, text.data + i, text.size - i);
}

static int character_width(uint32_t code)
{
	/* East Asian Width W and F, and combining marks (negative: none), by blocks. */
	static const struct range widths[] = {
		{0x0300, 0x036F, -1},  {0x1100, 0x115F, 2},   {0x200B, 0x200F, -1},
		{0x20D0, 0x20FF, -1},  {0x2E80, 0x303E, 2},   {0x3041, 0x33FF, 2},
		{0x3400, 0x4DBF, 2},   {0x4E00, 0x9FFF, 2},   {0xA000, 0xA4CF, 2},
		{0xA960, 0xA97F, 2},   {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2},
		{0xFE00, 0xFE0F, -1},  {0xFE20, 0xFE2F, -1},  {0xFE30, 0xFE6F, 2},
		{0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},   {0x1F300, 0x1F64F, 2},
		{0x1F900, 0x1F9FF, 2}, {0x20000, 0x3FFFD, 2},
	};
	if (code < 0x300)
		return 1;
	int w = range_value(widths, sizeof widths / sizeof *widths, code);
	return w < 0 ? 0 : w ? w : 1;
}

size_t text_width(struct wubu_bytes text)
{
	size_t width = 0;
	uint32_t code;
	for (size_t i = 0, n; i < text.size; i += n) {
		n = text_decode(text.data + i, text.size - i, &code);
		width += n ? (size_t)character_width(code) : 1;
		n = n ? n : 1;
	}
	return width;
}

static size_t least_of(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;
	return m < c ? m : c;
}

size_t text_distance(const char *a, const char *b)
{
	size_t n = strlen(b);
	size_t *rows = heap_alloc(3 * (n + 1) * sizeof *rows);
	size_t *before = rows, *above = rows + n + 1, *row = above + n + 1;
	for (size_t j = 0; j <= n; j++)
		above[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			row[j] = least_of(above[j] + 1, row[j - 1] + 1,
					  above[j - 1] + (a[i - 1] != b[j - 1]));
			bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
			if (swapped && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		size_t *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	size_t distance = above[n];
	free(rows);
	return distance;
}

const char *text_nearest(const char *word, const char *(*next)(const void *context, size_t i),
			 const void *context)
{
	const char *nearest = NULL, *candidate;
	size_t best = strlen(word) / 3 + 1;
	if (strlen(word) > 64)
		return NULL;
	for (size_t i = 0; (candidate = next(context, i)); i++) {
		size_t distance = text_distance(word, candidate);
		/* A word of which nothing is left is not what was meant. */
		if (distance < strlen(candidate) && (nearest ? distance < best : distance <= best)) {
			nearest = candidate;
			best = distance;
		}
	}
	return nearest;
}

struct wubu_bytes text_line(struct wubu_bytes source, size_t offset)
{
	size_t begin = offset, end = offset;
	while (begin > 0 && source.data[begin - 1] != '\n')
		begin--;
	while (end < source.size && source.data[end] != '\n')
		end++;
	return (struct wubu_bytes){source.data + begin, end - begin};
}

void text_position(struct wubu_bytes source, size_t offset, unsigned *line, unsigned *column)
{
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < offset && i < source.size; i++) {
		if (source.data[i] == '\n') {
			++*line;
			*column = 1;
		} else if (((unsigned char)source.data[i] & 0xC0) != 0x80) {
			++*column;
		}
	}
}

unsigned text_excerpt(struct wubu_bytes source, size_t offset, char *line, size_t size)
{
	struct wubu_bytes whole = text_line(source, offset);
	size_t at = (size_t)(source.data + offset - whole.data), begin = 0;
	if (at > EXCERPT_LEAD)
		begin = at - EXCERPT_LEAD;
	while (begin < at && ((unsigned char)whole.data[begin] & 0xC0) == 0x80)
		begin++;
	struct buf out, lead;
	buf_init(&out);
	buf_init(&lead);
	text_escape(&lead, (struct wubu_bytes){whole.data + begin, at - begin});
	for (size_t i = begin; i < whole.size;) {
		size_t before = out.size;
		i += escape_one(&out, whole.data + i, whole.size - i);
		if (out.size >= size) {
			out.size = before;
			out.data[before] = '\0';
			break;
		}
	}
	memcpy(line, out.data, out.size + 1);
	unsigned column = (unsigned)text_width(buf_bytes(&lead));
	buf_release(&lead);
	buf_release(&out);
	return column;
}
