/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text for people: what colour, how wide, where a line breaks.  All text that comes from records
 * goes through here and is escaped on its way.  Columns are those of a terminal, so that
 * Chinese and Latin text stand under one another.
 */
#ifndef VIEW_CANVAS_H
#define VIEW_CANVAS_H

#include "base/arena.h"
#include "base/buf.h"

/* The same, in the same order, as enum wubu_format. */
/* The last three are for a judgement alone (view/report-forms.h). */
enum view_format { VIEW_TEXT, VIEW_COLOR, VIEW_JSON, VIEW_HTML, VIEW_SARIF, VIEW_JUNIT, VIEW_CSV };

/* What a colour stands for.  It never says anything that a word or a sign does not say too. */
enum paint { PAINT_PLAIN, PAINT_HEAD, PAINT_BAD, PAINT_CARE, PAINT_GOOD, PAINT_NEXT, PAINT_FAINT };

struct canvas {
	struct buf *out;
	bool color;
};

/* A line of text is not made longer than this, unless it cannot be broken. */
#define PAGE_COLUMNS 96

/* TEXT, escaped, in a colour; NULL is nothing. */
void canvas_text(const struct canvas *canvas, enum paint paint, const char *text);
void canvas_newline(const struct canvas *canvas);
/* Blanks from column FROM to column TO, at least one. */
void canvas_pad(const struct canvas *canvas, size_t from, size_t to);
/* TEXT, escaped and broken into lines: the first begins at column START, the others at INDENT.
   Ends with a newline. */
void canvas_fill(const struct canvas *canvas, const char *text, size_t start, size_t indent);
/* "  Label   text" with the text in column COLUMN; nothing when TEXT is NULL or empty. */
void canvas_row(const struct canvas *canvas, const char *label, size_t column, const char *text);
/* ITEMS one after the other, each kept whole, in lines that begin at INDENT.  Ends with a newline. */
void canvas_items(const struct canvas *canvas, const char *const *items, size_t count, size_t indent);
/* Where the text of rows begins, so that all of LABELS fit before it. */
size_t canvas_column(const char *const *labels, size_t count);

/* How many bytes of TEXT stand in the first line of COLUMNS; the rest goes on the next one. */
size_t canvas_break(struct wubu_bytes text, size_t columns);
/* TEXT escaped and cut to COLUMNS, with "..." where something is left out. In ARENA. */
const char *canvas_cut(const char *text, size_t columns, struct arena *arena);
size_t canvas_width(const char *text);

/* ---- tables ---------------------------------------------------------------------- */

struct cell {
	const char *text;
	enum paint paint;
};

/* Cells row by row, COLUMNS to a row.  The last column is not padded; it is cut at the page's edge. */
struct table {
	struct arena *arena;
	size_t columns;
	struct cell *cells;
	size_t count;
};
void table_add(struct table *table, enum paint paint, const char *text);
void table_write(const struct table *table, const struct canvas *canvas);

#endif
