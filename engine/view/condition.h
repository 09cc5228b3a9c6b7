/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions and terms in words, in the language chosen; each is in ARENA, NULL when there is nothing to say. */
#ifndef VIEW_CONDITION_H
#define VIEW_CONDITION_H

#include "rule/rulebook.h"

/* What must hold, in the language chosen; NULL when there is no condition. In ARENA. */
const char *condition_words(const struct rule_condition *condition, struct arena *arena);
/* When STEP's sign-off ends of itself. */
const char *condition_lapse_words(const struct rulebook *book, const struct rule_step *step, struct arena *arena);
/* Which running records have to adopt BOOK. */
const char *condition_transition_words(const struct rulebook *book, struct arena *arena);
/* "Europe/Brussels (+01:00, in summer +02:00)" */
const char *condition_zone_words(const struct rulebook *book, struct arena *arena);

#endif
