/* SPDX-License-Identifier: Apache-2.0 */
/* A whole judgement: its findings, and one closing word on what was judged. */
#ifndef VIEW_REPORT_H
#define VIEW_REPORT_H

#include "view/finding.h"

struct report_tally {
	const struct rule_findings *findings;
	const char *gate;      /* "check", "pre-receive", "audit", … */
	size_t commits, decisions, signatures, exceptions;
	const char *tip, *root; /* of an audit; NULL elsewhere */
	const char *resumed;    /* until where an earlier audit had judged */
	const char *now;        /* the time that an audit was told to take for the present; NULL: the clock's */
	const char *receipts;  /* of an audit: what it says of them */
	size_t receipt_count;
	const char *told;      /* lines that come first, for people; NULL: none */
	bool unjudged;
};

/* Findings in groups by commit and decision; QUIET leaves the closing word out. */
void report_write(const struct report_tally *tally, enum view_format format, bool quiet, struct buf *out);
/* The closing word as JSON: counts, ends, status. */
json_t *report_closing_json(const struct report_tally *tally);
/* 0 nothing refused, 1 something refused, 3 something could not be judged. */
int report_status(const struct report_tally *tally);
/* What came out, and what was looked at, in words: "2 refusals", "31 commits judged, 3 decisions". */
void report_say_result(const struct report_tally *tally, struct buf *out);
void report_say_judged(const struct report_tally *tally, struct buf *out);
/* An error in the same dress. */
void report_write_error(const struct wubu_error *error, enum view_format format, struct buf *out);

#endif
