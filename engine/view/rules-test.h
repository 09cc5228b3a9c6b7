/* SPDX-License-Identifier: Apache-2.0 */
/* What the examples beside a rulebook came to, and which of its own checks they leave out. */
#ifndef VIEW_RULES_TEST_H
#define VIEW_RULES_TEST_H

#include "rule/examples.h"
#include "view/canvas.h"

struct rules_test {
	const struct rulebook *book;
	const struct record *file; /* its own file: checks of others are their books' business */
	struct rule_examples examples;
};

/* One line on how many hold, then the checks without examples. */
void rules_test_write(const struct rules_test *test, enum view_format format, struct buf *out);
/* A finding for each of its own checks that lacks an example that is met, or one that is unmet. */
void rules_test_missing(const struct rules_test *test, struct rule_findings *findings);

#endif
