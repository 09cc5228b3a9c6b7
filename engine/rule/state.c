/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/state.h"

#include "base/lang.h"
#include "rule/kinds.h"

static const struct {
	const char *name, *words;
} states[] = {
	[STATE_WAITING] = {"waiting", N_("not yet open")},
	[STATE_OPEN] = {"open", N_("open")},
	[STATE_COMPLETE] = {"complete", N_("complete")},
	[STATE_RETURNED] = {"returned", N_("not passed")},
	[STATE_SKIPPED] = {"skipped", N_("lawfully skipped")},
	[STATE_NOT_CONCERNED] = {"not-concerned", N_("not required")},
};

const char *state_name(enum rule_state state)
{
	return states[state].name;
}

const char *state_say(enum rule_state state)
{
	return _(states[state].words);
}

int state_parse(const char *name)
{
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (strcmp(states[i].name, name) == 0)
			return (int)i;
	return -1;
}

bool state_done(enum rule_state state)
{
	return state == STATE_COMPLETE || state == STATE_SKIPPED || state == STATE_NOT_CONCERNED;
}

const struct record_node *state_section(const struct record *record, const struct rule_step *step)
{
	const struct record_node *section = record ? record_get(record->root, step->name) : NULL;
	return record_is_empty(section) ? NULL : section;
}

/* Whether the matter, `when` and `unless` bring the step in. */
static bool applies(const struct rule_facts *facts, const struct record *record,
		    const struct rule_step *step, const struct record_node *section)
{
	const struct record_node *node = record_get(record->root, "matter");
	const struct rule_matter *matter =
		node && node->word ? rule_matter(facts->book, node->word) : NULL;
	if (matter && matter->steps.count && !rule_names_have(&matter->steps, step->name))
		return false;
	if (!step->when && !step->unless)
		return true;
	struct arena *arena = arena_new();
	struct rule_judging judging = {.facts = facts, .arena = arena,
				       .scope = {record->root, section, NULL}};
	/* What cannot be judged does not let a step off. */
	bool in = rule_condition_holds(step->when, &judging) != RULE_UNMET &&
		  (!step->unless || rule_condition_holds(step->unless, &judging) != RULE_MET);
	arena_free(arena);
	return in;
}

static bool all_done_before(const struct rule_facts *facts, const struct record *record,
			    const struct rule_step *step)
{
	for (size_t i = 0; i < step->after.count; i++) {
		const struct rule_step *before = rule_step(facts->book, step->after.items[i]);
		if (!state_done(state_of(facts, record, before)))
			return false;
	}
	return true;
}

enum rule_state state_of(const struct rule_facts *facts, const struct record *record,
			 const struct rule_step *step)
{
	const struct record_node *section = state_section(record, step);
	const struct record_node *sign_off = record_get(section, "sign-off");
	if (!record_is_empty(sign_off)) {
		const struct record_node *outcome = record_get(sign_off, "outcome");
		const struct rule_choice *choice =
			outcome && outcome->word ? rule_outcome(step, outcome->word) : NULL;
		return choice && choice->passes ? STATE_COMPLETE : STATE_RETURNED;
	}
	if (!record_is_empty(record_get(section, "skip")))
		return STATE_SKIPPED;
	if (!section && !applies(facts, record, step, section))
		return STATE_NOT_CONCERNED;
	return all_done_before(facts, record, step) ? STATE_OPEN : STATE_WAITING;
}
