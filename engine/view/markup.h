/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results as pieces of HTML, for pages that a front end puts together.  They work without script and style; states are
 * words and signs before they are colours.  Text gets in through base/html.h alone.
 */
#ifndef VIEW_MARKUP_H
#define VIEW_MARKUP_H

#include "judge/history.h"
#include "judge/overview.h"
#include "view/report.h"

/* A finding in fixed parts, as finding_write() has them. */
void markup_finding(const struct rule_finding *finding, struct buf *out);
/* The same in short: what is asked, what to do, by which article. */
void markup_todo(const struct rule_finding *finding, struct buf *out);
void markup_report(const struct report_tally *tally, bool quiet, struct buf *out);
void markup_error(const struct wubu_error *error, struct buf *out);

/* The steps of a decision as a picture that is a list. */
void markup_steps(const struct overview *overview, struct buf *out);
/* The same in one line, for tables. */
void markup_band(const struct overview *overview, struct buf *out);
/* How a state is called in classes, and the sign that stands beside its word. */
const char *markup_sign(enum rule_state state);

/* Decisions as a table: title, band, where it is now, until when.  CHOSEN: there are others. */
void markup_list(const struct overview *overviews, size_t count, bool chosen, struct buf *out);

/* The decisions of a year in numbers: by matter, by step, and each exception with its reason. */
void markup_year(const struct overview *overviews, size_t count, struct buf *out);

/* What is recorded, step by step, with what is still missing at its place; files are links. */
void markup_show(const struct overview *overview, struct buf *out);
/* The minute book. */
void markup_log(const struct history *history, const struct rulebook *book, struct buf *out);

#endif
