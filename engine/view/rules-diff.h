/* SPDX-License-Identifier: Apache-2.0 */
/* What one rulebook asks otherwise than another: a child and its parent, or two versions of one. */
#ifndef VIEW_RULES_DIFF_H
#define VIEW_RULES_DIFF_H

#include "rule/rulebook.h"
#include "view/canvas.h"

/* In words, step by step and check by check, each with its articles. */
void rules_diff_write(const struct rulebook *before, const struct rulebook *after, enum view_format format,
		      struct buf *out);

#endif
