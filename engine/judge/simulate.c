/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/simulate.h"

#include "rule/kinds.h"
#include "rule/vocabulary.h"

struct answers {
	struct simulate_answer *items;
	size_t count;
};

const char *simulate_name(const struct simulate_answer *answer)
{
	if (!answer)
		return "none";
	return answer->sort == SIMULATE_STEP ? state_name(answer->state) : rule_verdict_name(answer->verdict);
}

/* ---- one rulebook --------------------------------------------------------------------------------- */

static bool is_signed(const struct rule_facts *facts, const struct rule_step *step)
{
	const struct record_node *section = state_section(facts->after, step);
	return !record_is_empty(record_get(section, "sign-off")) || !record_is_empty(record_get(section, "skip"));
}

/* FACTS as of the day on which STEP was signed. */
static struct rule_facts facts_of_step(const struct rule_facts *facts, const struct rule_step *step)
{
	struct rule_facts then = *facts;
	const struct record_node *on = record_get(record_get(state_section(facts->after, step), "sign-off"), "on");
	if (on && on->day != DATE_NONE)
		then.today = on->day;
	return then;
}

static struct rule_finding *kept(const struct rule_finding *finding, struct arena *arena)
{
	struct rule_finding *copy = arena_alloc(arena, sizeof *copy);
	*copy = *finding;
	return copy;
}

static void answer_check(struct answers *answers, const struct rule_check *check, const struct rule_step *step,
			 const struct rule_facts *facts, struct arena *arena)
{
	struct rule_findings findings;
	struct rule_facts then = facts_of_step(facts, step);
	findings_init(&findings, arena);
	enum rule_verdict verdict = rule_judge(check, step, &then, RULE_REFUSE, &findings);
	*arena_push(arena, answers->items, answers->count) = (struct simulate_answer){
		.sort = SIMULATE_CHECK, .rule = check->name, .title = rule_say(&check->title, check->name),
		.step = step, .basis = &check->basis, .verdict = verdict, .is_signed = is_signed(facts, step),
		.finding = findings.count ? kept(&findings.items[0], arena) : NULL};
}

/* Where a step does not apply or has not come, none of its checks is asked. */
static void answer_step(struct answers *answers, const struct rule_step *step, const struct rule_facts *facts,
			struct arena *arena)
{
	enum rule_state state = state_of(facts, facts->after, step);
	*arena_push(arena, answers->items, answers->count) = (struct simulate_answer){
		.sort = SIMULATE_STEP, .rule = step->name, .title = rule_say(&step->label, step->name), .step = step,
		.basis = &step->basis, .state = state, .is_signed = is_signed(facts, step)};
	if (state != STATE_OPEN && state != STATE_COMPLETE && state != STATE_RETURNED)
		return;
	for (size_t i = 0; i < step->check_count; i++)
		answer_check(answers, step->checks[i], step, facts, arena);
}

static void answer_all(struct answers *answers, const struct rule_facts *facts, struct arena *arena)
{
	struct rule_findings words;
	findings_init(&words, arena);
	vocabulary_apply(facts, (struct record *)facts->after, &words);
	for (size_t i = 0; i < words.count; i++)
		*arena_push(arena, answers->items, answers->count) = (struct simulate_answer){
			.sort = SIMULATE_RECORD, .rule = words.items[i].rule, .title = words.items[i].message,
			.verdict = words.items[i].verdict, .finding = &words.items[i], .line = words.items[i].line};
	for (size_t i = 0; i < facts->book->step_count; i++)
		answer_step(answers, facts->book->steps[i], facts, arena);
}

/* ---- both -------------------------------------------------------------------------------------------- */

static const struct simulate_answer *same_question(const struct answers *answers, const struct simulate_answer *asked)
{
	for (size_t i = 0; i < answers->count; i++) {
		const struct simulate_answer *one = &answers->items[i];
		if (one->sort == asked->sort && one->line == asked->line && strcmp(one->rule, asked->rule) == 0)
			return one;
	}
	return NULL;
}

static bool same_answer(const struct simulate_answer *a, const struct simulate_answer *b)
{
	return a && b && strcmp(simulate_name(a), simulate_name(b)) == 0;
}

void simulate_decision(struct simulation *simulation, const char *id, const struct rule_facts *before,
		       const struct rule_facts *after)
{
	struct arena *arena = simulation->arena;
	struct answers old = {NULL, 0}, now = {NULL, 0};
	size_t count = simulation->count;
	answer_all(&old, before, arena);
	const char *title = record_get_text(before->after->root, "title");
	answer_all(&now, after, arena);
	for (size_t i = 0; i < now.count; i++) {
		const struct simulate_answer *was = same_question(&old, &now.items[i]);
		if (!same_answer(was, &now.items[i]))
			*arena_push(arena, simulation->changes, simulation->count) =
				(struct simulate_change){id, title, was, &now.items[i]};
	}
	for (size_t i = 0; i < old.count; i++)
		if (!same_question(&now, &old.items[i]))
			*arena_push(arena, simulation->changes, simulation->count) =
				(struct simulate_change){id, title, &old.items[i], NULL};
	simulation->decisions++;
	simulation->changed += simulation->count > count;
}
