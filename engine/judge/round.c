/* SPDX-License-Identifier: Apache-2.0 */
/* Rounds: steps that are returned or reopened lose their sign-offs, and nothing else. */
#include "judge/own.h"

#include "base/lang.h"
#include "rule/roles.h"
#include "rule/state.h"

static const struct record_node *last_round(const struct record *record, size_t *count)
{
	const struct record_node *rounds = own_value(record, "rounds");
	*count = rounds && rounds->kind == RECORD_LIST ? rounds->count : 0;
	return *count ? rounds->items[*count - 1] : NULL;
}

static void judge_round_entry(const struct judging *j, const struct record_node *round, size_t count)
{
	const struct record_node *before = own_value(j->rule->before, "rounds");
	const struct record_node *after = own_value(j->rule->after, "rounds");
	const struct record_node *number = record_get(round, "round");
	if (!number || number->number != (int64_t)count * 100)
		own_tell(j, OWN_ROUND, (struct own_detail){
			.step = j->change->step, .at = round,
			.needed = arena_format(j->arena, "%s: %zu", rule_word(j->book, "round"), count)});
	for (size_t i = 0; before && i < before->count; i++)
		if (i >= after->count || !record_equal(before->items[i], after->items[i]))
			own_tell(j, OWN_FROZEN, (struct own_detail){.at = after, .needed = rule_word(j->book, "rounds")});
	if (!j->change->because)
		own_tell(j, OWN_BECAUSE, (struct own_detail){.step = j->change->step, .at = round});
	own_judge_person(j, j->change->step, round, round);
	own_judge_day(j, j->change->step, round, round);
}

static void judge_round_steps(const struct judging *j, const struct record_node *round)
{
	const struct judge_change *change = j->change;
	const struct rule_step *from = change->step;
	bool reopen = change->act == ACT_REOPEN;
	const struct rule_act *act = !from ? NULL : reopen ? &from->reopen : &from->give_back;
	enum rule_state state = from ? state_of(j->rule, j->rule->before, from) : STATE_WAITING;
	bool right = act && act->allowed && change->to.count > 0;
	for (size_t i = 0; right && i < change->to.count; i++)
		right = reopen ? strcmp(change->to.items[i], from->name) == 0
			       : rule_names_have(&act->targets, change->to.items[i]);
	right = right && (reopen ? own_is_signed(j->rule->before, from) : state != STATE_WAITING);
	if (!right)
		own_tell(j, OWN_ROUND_STEP, (struct own_detail){
			.step = from, .basis = act && act->basis.count ? &act->basis : NULL, .at = round,
			.who = act ? roles_say(j->rule, &act->roles, j->arena) : NULL});
}

/* Just the sign-offs and skips that the round undoes are gone, and no evidence changed. */
static void judge_round_effect(const struct judging *j)
{
	struct rule_names undone = change_undone(j->book, j->rule->before, &j->change->to, j->arena);
	for (size_t i = 0; i < j->book->step_count; i++) {
		const struct rule_step *step = j->book->steps[i];
		const struct record_node *after = state_section(j->rule->after, step);
		bool undo = rule_names_have(&undone, step->name);
		bool right = undo ? !own_is_signed(j->rule->after, step) &&
					    own_same_evidence(state_section(j->rule->before, step), after)
				  : record_equal(state_section(j->rule->before, step), after);
		if (!right)
			own_tell(j, OWN_ROUND_EFFECT, (struct own_detail){
				.step = step, .at = after ? after : j->rule->after->root,
				.needed = undo ? arena_format(j->arena, _("“%s” without its sign-off"), own_label(step))
					       : arena_format(j->arena, _("“%s” as it was"), own_label(step))});
	}
}

void own_judge_act_round(const struct judging *j)
{
	size_t count;
	const struct record_node *round = last_round(j->rule->after, &count);
	judge_round_entry(j, round, count);
	judge_round_steps(j, round);
	judge_round_effect(j);
}

