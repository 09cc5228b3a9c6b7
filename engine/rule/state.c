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
	[STATE_LAPSED] = {"lapsed", N_("lapsed")},
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

/* The outcome with which STEP was signed, or NULL. */
static const struct rule_choice *signed_with(const struct record *record, const struct rule_step *step)
{
	const struct record_node *outcome =
		record_get(record_get(state_section(record, step), "sign-off"), "outcome");
	return outcome && outcome->word ? rule_outcome(step, outcome->word) : NULL;
}

/* Whether what CHOICE said is still under the time limit of STEP: nothing that came later has used it. */
static bool may_lapse(const struct rule_facts *facts, const struct record *record, const struct rule_step *step,
		      const struct rule_choice *choice)
{
	const struct rule_lapse *lapse = &step->lapse;
	if (!lapse->given || facts->today == DATE_NONE || !choice ||
	    (lapse->outcomes.count ? !rule_names_have(&lapse->outcomes, choice->name) : !choice->passes))
		return false;
	for (size_t i = 0; i < lapse->until.count; i++) {
		const struct rule_choice *later =
			signed_with(record, rule_step(facts->book, lapse->until.items[i]));
		if (later && later->passes)
			return false;
	}
	return true;
}

static bool has_lapsed(const struct rule_facts *facts, const struct record *record, const struct rule_step *step,
		       const struct record_node *section)
{
	const struct rule_lapse *lapse = &step->lapse;
	const struct record_node *from =
		lapse->from ? record_get(section, lapse->from) : record_get(record_get(section, "sign-off"), "on");
	int32_t last, unknown;
	if (!may_lapse(facts, record, step, signed_with(record, step)))
		return false;
	/* What cannot be told does not go on counting. */
	return !from || from->day == DATE_NONE ||
	       rule_deadline(facts->calendar, from->day, &lapse->after, &last, &unknown) || facts->today > last;
}

const struct rule_step *state_ended(const struct rule_facts *facts, const struct record *record)
{
	for (size_t i = 0; record && i < facts->book->step_count; i++) {
		const struct rule_step *step = facts->book->steps[i];
		if (step->lapse.ends && has_lapsed(facts, record, step, state_section(record, step)))
			return step;
	}
	return NULL;
}

enum rule_state state_of(const struct rule_facts *facts, const struct record *record,
			 const struct rule_step *step)
{
	const struct record_node *section = state_section(record, step);
	const struct record_node *sign_off = record_get(section, "sign-off");
	if (!record_is_empty(sign_off)) {
		const struct rule_choice *choice = signed_with(record, step);
		if (step->lapse.given && has_lapsed(facts, record, step, section))
			return STATE_LAPSED;
		return choice && choice->passes ? STATE_COMPLETE : STATE_RETURNED;
	}
	if (!record_is_empty(record_get(section, "skip")))
		return STATE_SKIPPED;
	if (!section && !applies(facts, record, step, section))
		return STATE_NOT_CONCERNED;
	return all_done_before(facts, record, step) ? STATE_OPEN : STATE_WAITING;
}
