/* SPDX-License-Identifier: Apache-2.0 */
#include "view/canvas.h"

#include "base/text.h"

/* Between two columns of a table; beside one that holds only signs, and between items of a line. */
#define GAP 2
#define SIGN_GAP 1
#define ITEM_GAP 3
/* So narrow is a column of signs. */
#define SIGN_COLUMNS 2

static const char *const colors[] = {
	[PAINT_PLAIN] = NULL,       [PAINT_HEAD] = "\033[1m",    [PAINT_BAD] = "\033[1;31m",
	[PAINT_CARE] = "\033[33m",  [PAINT_GOOD] = "\033[32m",   [PAINT_NEXT] = "\033[36m",
	[PAINT_FAINT] = "\033[2m",
};

void canvas_text(const struct canvas *canvas, enum paint paint, const char *text)
{
	const char *color = canvas->color ? colors[paint] : NULL;
	if (!text)
		return;
	buf_text(canvas->out, color ? color : "");
	text_escape(canvas->out, bytes_of(text));
	buf_text(canvas->out, color ? "\033[0m" : "");
}

void canvas_newline(const struct canvas *canvas)
{
	buf_char(canvas->out, '\n');
}

void canvas_pad(const struct canvas *canvas, size_t from, size_t to)
{
	buf_fill(canvas->out, ' ', from < to ? to - from : 1);
}

size_t canvas_width(const char *text)
{
	struct buf escaped;
	buf_init(&escaped);
	text_escape(&escaped, bytes_of(text));
	size_t width = text_width(buf_bytes(&escaped));
	buf_release(&escaped);
	return width;
}

/* ---- where a line may break ----------------------------------------------------------- */

/* Marks that do not begin a line: closing quotes and brackets, stops, commas. */
static bool closes(uint32_t code)
{
	static const uint32_t marks[] = {
		'!', ')', ',', '.', ':', ';', '?', ']', '}', 0x2019, 0x201D, 0x2026, 0x3001, 0x3002,
		0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015, 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A,
		0xFF1B, 0xFF1F,
	};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (marks[i] == code)
			return true;
	return false;
}

/* Marks that do not end a line. */
static bool opens(uint32_t code)
{
	static const uint32_t marks[] = {'(', '[', '{', 0x2018, 0x201C, 0x3008, 0x300A, 0x300C, 0x300E,
					 0x3010, 0x3014, 0xFF08};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (marks[i] == code)
			return true;
	return false;
}

static bool is_wide(const char *data, size_t size)
{
	return text_width((struct wubu_bytes){data, size}) == 2;
}

/* A line may end after a blank, and between two characters of which one is wide. */
static bool may_break(uint32_t before, bool wide_before, uint32_t code, bool wide)
{
	if (code == ' ' || closes(code) || opens(before))
		return false;
	return before == ' ' || wide_before || wide;
}

size_t canvas_break(struct wubu_bytes text, size_t columns)
{
	size_t width = 0, fit = 0;
	uint32_t before = 0;
	bool wide_before = false;
	for (size_t i = 0, n; i < text.size; i += n) {
		uint32_t code = 0;
		n = text_decode(text.data + i, text.size - i, &code);
		n = n ? n : 1;
		bool wide = is_wide(text.data + i, n);
		width += text_width((struct wubu_bytes){text.data + i, n});
		if (i && may_break(before, wide_before, code, wide))
			fit = i;
		if (width > columns && code != ' ' && i)
			return fit ? fit : i;
		before = code;
		wide_before = wide;
	}
	return text.size;
}

static struct wubu_bytes without_last_blanks(struct wubu_bytes text)
{
	while (text.size && text.data[text.size - 1] == ' ')
		text.size--;
	return text;
}

void canvas_fill(const struct canvas *canvas, const char *text, size_t start, size_t indent)
{
	struct buf escaped;
	buf_init(&escaped);
	text_escape(&escaped, bytes_of(text));
	struct wubu_bytes rest = without_last_blanks(buf_bytes(&escaped));
	do {
		size_t columns = start + 20 < PAGE_COLUMNS ? PAGE_COLUMNS - start : 20;
		size_t size = canvas_break(rest, columns);
		buf_add(canvas->out, without_last_blanks((struct wubu_bytes){rest.data, size}));
		canvas_newline(canvas);
		rest = (struct wubu_bytes){rest.data + size, rest.size - size};
		if (rest.size)
			buf_fill(canvas->out, ' ', indent);
		start = indent;
	} while (rest.size);
	buf_release(&escaped);
}

void canvas_row(const struct canvas *canvas, const char *label, size_t column, const char *text)
{
	if (!text || !*text)
		return;
	buf_text(canvas->out, "  ");
	canvas_text(canvas, PAINT_FAINT, label);
	canvas_pad(canvas, 2 + canvas_width(label), column);
	canvas_fill(canvas, text, column, column);
}

void canvas_items(const struct canvas *canvas, const char *const *items, size_t count, size_t indent)
{
	size_t at = indent;
	buf_fill(canvas->out, ' ', indent);
	for (size_t i = 0; i < count; i++) {
		size_t width = canvas_width(items[i]);
		bool fits = at + ITEM_GAP + width <= PAGE_COLUMNS;
		if (i && !fits) {
			canvas_newline(canvas);
			buf_fill(canvas->out, ' ', indent);
		} else if (i) {
			buf_fill(canvas->out, ' ', ITEM_GAP);
		}
		at = i && fits ? at + ITEM_GAP + width : indent + width;
		canvas_text(canvas, PAINT_PLAIN, items[i]);
	}
	canvas_newline(canvas);
}

size_t canvas_column(const char *const *labels, size_t count)
{
	size_t widest = 0;
	for (size_t i = 0; i < count; i++) {
		size_t width = canvas_width(labels[i]);
		widest = width > widest ? width : widest;
	}
	return 2 + widest + GAP;
}

const char *canvas_cut(const char *text, size_t columns, struct arena *arena)
{
	struct buf escaped;
	size_t width = 0, i = 0, n;
	buf_init(&escaped);
	text_escape(&escaped, bytes_of(text));
	if (text_width(buf_bytes(&escaped)) > columns) {
		for (; i < escaped.size; i += n) {
			uint32_t code;
			n = text_decode(escaped.data + i, escaped.size - i, &code);
			n = n ? n : 1;
			width += text_width((struct wubu_bytes){escaped.data + i, n});
			if (width + 3 > columns)
				break;
		}
		escaped.size = i;
		buf_text(&escaped, "...");
	}
	const char *cut = arena_copy(arena, buf_bytes(&escaped));
	buf_release(&escaped);
	return cut;
}

/* ---- tables --------------------------------------------------------------------------------- */

void table_add(struct table *table, enum paint paint, const char *text)
{
	*arena_push(table->arena, table->cells, table->count) = (struct cell){text ? text : "", paint};
}

static size_t column_width(const struct table *table, size_t column)
{
	size_t widest = 0;
	for (size_t i = column; i < table->count; i += table->columns) {
		size_t width = canvas_width(table->cells[i].text);
		widest = width > widest ? width : widest;
	}
	return widest;
}

static void write_last(const struct table *table, const struct canvas *canvas, const struct cell *cell,
		       size_t at)
{
	size_t room = at + 10 < PAGE_COLUMNS ? PAGE_COLUMNS - at : 10;
	canvas_text(canvas, cell->paint, canvas_cut(cell->text, room, table->arena));
	canvas_newline(canvas);
}

void table_write(const struct table *table, const struct canvas *canvas)
{
	size_t *widths = arena_array(table->arena, table->columns, sizeof *widths);
	for (size_t i = 0; i < table->columns; i++)
		widths[i] = column_width(table, i);
	size_t at = 0;
	for (size_t i = 0; i < table->count; i++) {
		const struct cell *cell = &table->cells[i];
		size_t column = i % table->columns;
		if (column + 1 == table->columns) {
			write_last(table, canvas, cell, at);
			at = 0;
			continue;
		}
		size_t wide = widths[column] + (widths[column] <= SIGN_COLUMNS ? SIGN_GAP : GAP);
		canvas_text(canvas, cell->paint, cell->text);
		canvas_pad(canvas, canvas_width(cell->text), wide);
		at += wide;
	}
}
