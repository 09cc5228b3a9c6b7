/* SPDX-License-Identifier: Apache-2.0 */
/* Receipts for people who file them: in words, as a line, as a square code. */
#ifndef VIEW_RECEIPT_H
#define VIEW_RECEIPT_H

#include "judge/receipt-audit.h"
#include "view/canvas.h"

/* Two lines, for whoever pushed. */
void receipt_view_short(const struct receipt *receipt, struct buf *out);
/* All of it, with its words and the line; with QR the square code too. */
void receipt_view(const struct receipt *receipt, enum view_format format, bool qr, struct buf *out);
/* One line of a list; for JSON the same object as receipt_view(). */
void receipt_view_line(const struct receipt *receipt, enum view_format format, struct buf *out);
/* The square code alone, as SVG. -1 when it cannot be made. */
int receipt_view_svg(const struct receipt *receipt, struct buf *out);

/* What an audit's closing word says of receipts. */
const char *receipt_view_closing(const struct receipt_audit *audit, struct arena *arena);

#endif
