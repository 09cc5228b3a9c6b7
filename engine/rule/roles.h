/* SPDX-License-Identifier: Apache-2.0 */
/* Roles in words: which, and who holds them. */
#ifndef RULE_ROLES_H
#define RULE_ROLES_H

#include "rule/facts.h"

/* The roles by their labels and who holds them today, in one line; NULL when there are none. */
const char *roles_say(const struct rule_facts *facts, const struct rule_names *roles,
		      struct arena *arena);
/* Whether PERSON holds one of ROLES on DAY. */
bool roles_held(const struct rule_people *people, const struct rule_names *roles, const char *person,
		int32_t day);

#endif
