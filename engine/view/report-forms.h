/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A judgement in the forms that other programs take: each function appends one whole document.  Their keys and
 * columns are the same in every language; the texts in them are in the language chosen.
 */
#ifndef VIEW_REPORT_FORMS_H
#define VIEW_REPORT_FORMS_H

#include "view/report.h"

/* SARIF 2.1.0 (OASIS): for code hosts and editors. */
void report_write_sarif(const struct report_tally *tally, struct buf *out);
/* JUnit's XML, as CI servers read it: a test case for each finding, and one that passed where there is none. */
void report_write_junit(const struct report_tally *tally, struct buf *out);
/* A table (RFC 4180, UTF-8 with its mark, CRLF) that spreadsheets open as text: no cell is a formula. */
void report_write_csv(const struct report_tally *tally, struct buf *out);

#endif
