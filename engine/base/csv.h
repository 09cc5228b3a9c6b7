/* SPDX-License-Identifier: Apache-2.0 */
/* Tables as spreadsheet programs exchange them: CSV (RFC 4180) in UTF-8 with a byte order mark, lines ending in CRLF. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* The mark by which spreadsheet programs know UTF-8. */
void csv_begin(struct buf *out);
/* One more cell of a row; FIRST begins the row. What a spreadsheet would take for a formula gets an apostrophe before it. */
void csv_cell(struct buf *out, const char *text, bool first);
void csv_end_row(struct buf *out);

struct csv_row {
	const char **cells;
	size_t count;
	unsigned line; /* of the file, where it begins */
};
struct csv {
	struct csv_row *rows;
	size_t count;
};
/*
 * Read TEXT, called NAME in messages; empty lines are left out, the apostrophe of csv_cell() is taken away.  Refused with a
 * reason: text that is not UTF-8 (GB18030 is told by its bytes), a quote that does not end.
 */
int csv_read(struct csv *csv, const char *name, struct wubu_bytes text, struct arena *arena, struct wubu_error *error);

#endif
