/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/roles.h"

#include "base/buf.h"
#include "base/lang.h"

/* A role that half the office holds is not listed by name. */
#define NAMES_SHOWN 4

bool roles_own(const struct rule_people *people, const struct rule_names *roles, const char *person, int32_t day)
{
	for (size_t i = 0; people && i < roles->count; i++)
		if (people->holds(people->context, person, roles->items[i], day))
			return true;
	return false;
}

const char *roles_acted_for(const struct rule_people *people, const struct rule_names *roles, const char *person,
			    int32_t day)
{
	const char *holder = NULL;
	if (!people || !people->acts_for || roles_own(people, roles, person, day))
		return NULL;
	for (size_t i = 0; !holder && i < roles->count; i++)
		holder = people->acts_for(people->context, person, roles->items[i], day);
	return holder;
}

bool roles_held(const struct rule_people *people, const struct rule_names *roles, const char *person,
		int32_t day)
{
	return roles_own(people, roles, person, day) || roles_acted_for(people, roles, person, day);
}

static void say_holders(const struct rule_facts *facts, const char *role, struct buf *out)
{
	const struct rule_people *people = facts->people;
	const char *person;
	size_t shown = 0;
	for (size_t i = 0; people && (person = people->each(people->context, i)); i++) {
		const struct rule_names only = {&role, 1};
		if (facts->today == DATE_NONE || !roles_held(people, &only, person, facts->today))
			continue;
		if (shown == NAMES_SHOWN) {
			buf_text(out, _(", …"));
			break;
		}
		buf_text(out, shown++ ? _(", ") : _(" ("));
		buf_text(out, people->name(people->context, person));
	}
	if (shown)
		buf_text(out, _(")"));
}

const char *roles_say(const struct rule_facts *facts, const struct rule_names *roles,
		      struct arena *arena)
{
	struct buf out;
	if (!roles->count)
		return NULL;
	buf_init(&out);
	for (size_t i = 0; i < roles->count; i++) {
		const struct rule_role *role = rule_role(facts->book, roles->items[i]);
		buf_text(&out, i ? _(" or ") : "");
		buf_text(&out, role ? rule_say(&role->label, role->name) : roles->items[i]);
		say_holders(facts, roles->items[i], &out);
	}
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}
