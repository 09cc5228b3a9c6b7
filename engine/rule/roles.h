/* SPDX-License-Identifier: Apache-2.0 */
/* Roles in words: which, and who holds them. */
#ifndef RULE_ROLES_H
#define RULE_ROLES_H

#include "rule/facts.h"

/* The roles by their labels and who holds them today, in one line; NULL when there are none. */
const char *roles_say(const struct rule_facts *facts, const struct rule_names *roles,
		      struct arena *arena);
/* Whether PERSON holds one of ROLES on DAY himself. */
bool roles_own(const struct rule_people *people, const struct rule_names *roles, const char *person, int32_t day);
/* Whom PERSON acts for in one of ROLES on DAY, none of which he holds himself; NULL: nobody. */
const char *roles_acted_for(const struct rule_people *people, const struct rule_names *roles, const char *person,
			    int32_t day);
/* Whether PERSON may act in one of ROLES on DAY: he holds it, or acts for somebody who does. */
bool roles_held(const struct rule_people *people, const struct rule_names *roles, const char *person,
		int32_t day);

#endif
