/* SPDX-License-Identifier: Apache-2.0 */
/* What a rulebook asks, in words: the procedure, one step, or one check. */
#ifndef VIEW_EXPLAIN_H
#define VIEW_EXPLAIN_H

#include "rule/facts.h"
#include "view/canvas.h"

/*
 * WHAT is "step.check", a step, or NULL for the whole procedure.  Of FACTS the book counts, and where they are
 * given the people, the day and the calendar (for names and examples).  -1 and ERROR (WUBU_NOT_FOUND, with the nearest
 * name) when the book has no such rule.
 */
int explain_write(const struct rule_facts *facts, const char *what, enum view_format format,
		  struct buf *out, struct wubu_error *error);

#endif
