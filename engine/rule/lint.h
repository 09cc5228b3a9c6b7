/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a rulebook that loads may still have wrong with it.  One table of looks in lint.c: to add
 * one, add a row and a function, and a row to tests/rules/lint.txt.
 */
#ifndef RULE_LINT_H
#define RULE_LINT_H

#include "rule/facts.h"
#include "rule/finding.h"

struct rule_linting {
	const struct rulebook *book;
	struct record *const *files; /* the book's own, then those that it extends */
	size_t file_count;
	/* NULL: not known. `holds` is asked with DATE_NONE: at any time. */
	const struct rule_people *people;
};

/* Findings "lint.…", at their places in FILES; what must not stay is of the level refuse. */
void rule_lint(const struct rule_linting *linting, struct rule_findings *findings);

#endif
