/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Examples that stand beside a rulebook: pieces of records, and the verdict that one check must
 * give on each (docs/rulebook.md, Examples).
 */
#ifndef RULE_EXAMPLES_H
#define RULE_EXAMPLES_H

#include "rule/kinds.h"

/* What the examples show of one check. */
struct rule_shown {
	const struct rule_check *check;
	const struct rule_step *step;
	unsigned verdicts; /* 1 << enum rule_verdict for each that some example asks for */
};

struct rule_examples {
	size_t held, failed;
	struct rule_shown *checks; /* all of the book, in its order; in the arena of the findings */
	size_t check_count;
};

/*
 * Judge the examples of FILE (NULL: there are none) by BOOK.  Each that does not give its verdict,
 * or is no record by this book, becomes a finding at its place.  -1 and ERROR when FILE itself
 * cannot be read as examples.
 */
int rule_examples_run(const struct rulebook *book, const struct rule_calendar *calendar,
		      const struct record *file, struct rule_findings *findings,
		      struct rule_examples *examples, struct wubu_error *error);

#endif
