/* SPDX-License-Identifier: Apache-2.0 */
/* A condition in words. */
#ifndef VIEW_CONDITION_H
#define VIEW_CONDITION_H

#include "rule/rulebook.h"

/* What must hold, in the language chosen; NULL when there is no condition. In ARENA. */
const char *condition_words(const struct rule_condition *condition, struct arena *arena);

#endif
