/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"

#include "base/lang.h"
#include "base/text.h"

static const char mark[] = "\xEF\xBB\xBF";

/* ---- writing ------------------------------------------------------------------------ */

void csv_begin(struct buf *out)
{
	buf_text(out, mark);
}

static bool begins_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text);
}

void csv_cell(struct buf *out, const char *text, bool first)
{
	buf_text(out, first ? "" : ",");
	bool guarded = begins_formula(text) || (*text == '\'' && begins_formula(text + 1));
	bool quoted = guarded || text[strcspn(text, ",\"\r\n;\t")];
	buf_text(out, quoted ? "\"" : "");
	buf_text(out, guarded ? "'" : "");
	for (; *text; text++) {
		if (*text == '"')
			buf_char(out, '"');
		buf_char(out, *text);
	}
	buf_text(out, quoted ? "\"" : "");
}

void csv_end_row(struct buf *out)
{
	buf_text(out, "\r\n");
}

/* ---- reading ------------------------------------------------------------------------ */

/* Whether all bytes beyond ASCII stand in pairs or fours of GB18030. */
static bool looks_like_gb18030(struct wubu_bytes text)
{
	const unsigned char *p = (const unsigned char *)text.data, *end = p + text.size;
	while (p < end) {
		if (*p < 0x80) {
			p++;
			continue;
		}
		bool two = *p >= 0x81 && *p <= 0xFE && end - p >= 2 && p[1] >= 0x40 && p[1] != 0x7F && p[1] <= 0xFE;
		bool four = *p >= 0x81 && *p <= 0xFE && end - p >= 4 && p[1] >= 0x30 && p[1] <= 0x39 && p[2] >= 0x81 &&
			    p[3] >= 0x30 && p[3] <= 0x39;
		if (!two && !four)
			return false;
		p += four ? 4 : 2;
	}
	return true;
}

static int refuse_encoding(const char *name, struct wubu_bytes text, size_t bad, struct wubu_error *error)
{
	bool gb = looks_like_gb18030(text);
	error_set(error, WUBU_INPUT, gb ? _("%s is not in UTF-8 but, as it seems, in GB18030 (GBK)") : _("%s is not in UTF-8"), name);
	error_hint(error, _("in the spreadsheet program, save it as “CSV UTF-8”"));
	if (!gb)
		error_place(error, name, text, bad);
	return -1;
}

struct reading {
	const char *p, *end;
	unsigned line;
	struct arena *arena;
	struct buf cell;
};

static bool at_line_end(const struct reading *r)
{
	return r->p == r->end || *r->p == '\n' || (*r->p == '\r' && r->p + 1 < r->end && r->p[1] == '\n');
}

/* What stands between quotes; false when the last one is missing. */
static bool read_quoted(struct reading *r)
{
	for (r->p++; r->p < r->end; r->p++) {
		if (*r->p == '"' && (r->p + 1 == r->end || r->p[1] != '"')) {
			r->p++;
			return true;
		}
		r->p += *r->p == '"';
		r->line += *r->p == '\n';
		if (*r->p != '\r')
			buf_char(&r->cell, *r->p);
	}
	return false;
}

static const char *finish_cell(struct reading *r)
{
	const char *text = r->cell.data;
	if (*text == '\'' && (begins_formula(text + 1) || text[1] == '\''))
		text++;
	const char *copy = arena_text(r->arena, text);
	buf_clear(&r->cell);
	return copy;
}

static bool read_row(struct reading *r, struct csv_row *row)
{
	*row = (struct csv_row){.line = r->line};
	for (;;) {
		if (r->p < r->end && *r->p == '"' && !r->cell.size) {
			if (!read_quoted(r))
				return false;
		} else {
			while (!at_line_end(r) && *r->p != ',')
				buf_char(&r->cell, *r->p++);
		}
		if (r->p < r->end && *r->p != ',' && !at_line_end(r))
			continue;
		*arena_push(r->arena, row->cells, row->count) = finish_cell(r);
		if (at_line_end(r))
			break;
		r->p++;
	}
	if (r->p < r->end)
		r->p += *r->p == '\r' ? 2 : 1;
	r->line++;
	return true;
}

static bool is_empty(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (*row->cells[i])
			return false;
	return true;
}

int csv_read(struct csv *csv, const char *name, struct wubu_bytes text, struct arena *arena, struct wubu_error *error)
{
	struct reading r = {.line = 1, .arena = arena};
	size_t bad;
	int rc = 0;
	*csv = (struct csv){0};
	if (!text_is_utf8(text, &bad) || memchr(text.data, '\0', text.size))
		return refuse_encoding(name, text, bad, error);
	size_t lead = text.size >= 3 && memcmp(text.data, mark, 3) == 0 ? 3 : 0;
	r.p = text.data + lead;
	r.end = text.data + text.size;
	buf_init(&r.cell);
	while (!rc && r.p < r.end) {
		struct csv_row row;
		if (!read_row(&r, &row))
			rc = error_set(error, WUBU_INPUT, _("%s: the quote that begins in the row of line %u does not end"), name, row.line);
		else if (!is_empty(&row))
			*arena_push(arena, csv->rows, csv->count) = row;
	}
	buf_release(&r.cell);
	return rc;
}
