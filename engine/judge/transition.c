/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/transition.h"

#include "base/lang.h"
#include "judge/own.h"
#include "rule/kinds.h"
#include "rule/state.h"
#include "rule/vocabulary.h"

static void judge_act_open(const struct judging *j)
{
	static const char *const later[] = {"rounds", "withdrawn"};
	for (size_t i = 0; i < j->book->step_count; i++) {
		const struct rule_step *step = j->book->steps[i];
		if (own_is_signed(j->rule->after, step))
			own_tell(j, OWN_OPENED_SIGNED, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
	}
	for (size_t i = 0; i < sizeof later / sizeof *later; i++)
		if (own_value(j->rule->after, later[i]))
			own_tell(j, OWN_OPENED_SIGNED, (struct own_detail){.at = own_value(j->rule->after, later[i])});
	static const char *const needed[] = {"title", "matter"};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!own_value(j->rule->after, needed[i]))
			own_tell(j, OWN_ID, (struct own_detail){
				.at = j->rule->after->root,
				.found = arena_format(j->arena, _("missing: %s"), rule_word(j->book, needed[i]))});
}

static void judge_act_withdraw(const struct judging *j)
{
	const struct record_node *withdrawn = own_value(j->rule->after, "withdrawn");
	own_judge_person(j, NULL, withdrawn, withdrawn);
	own_judge_day(j, NULL, withdrawn, withdrawn);
	if (!j->change->because)
		own_tell(j, OWN_BECAUSE, (struct own_detail){.at = withdrawn});
}

static void judge_act_adopt(const struct judging *j)
{
	if (!j->change->because)
		own_tell(j, OWN_BECAUSE, (struct own_detail){.at = own_value(j->rule->after, "procedure")});
}

/* Which header fields and sections an act may touch besides what makes it up. */
static const struct {
	bool sections;  /* any section that is open */
	bool fields;    /* any header field that is not frozen */
	const char *own; /* the one header field that it writes */
	void (*judge)(const struct judging *j);
} acts[JUDGE_ACTS] = {
	[ACT_OPEN] = {true, true, NULL, judge_act_open},
	[ACT_FILL] = {true, true, NULL, NULL},
	[ACT_SIGN] = {false, false, NULL, own_judge_act_sign},
	[ACT_SKIP] = {false, false, NULL, own_judge_act_skip},
	[ACT_RETURN] = {false, false, "rounds", own_judge_act_round},
	[ACT_REOPEN] = {false, false, "rounds", own_judge_act_round},
	[ACT_WITHDRAW] = {false, false, "withdrawn", judge_act_withdraw},
	[ACT_ADOPT] = {false, false, "procedure", judge_act_adopt},
};

/* Signatures that were there and are gone or changed without a round. */
static void judge_lost_parts(const struct judging *j)
{
	bool round = j->change->act == ACT_RETURN || j->change->act == ACT_REOPEN;
	for (size_t i = 0; !round && i < j->change->step_count; i++) {
		const struct rule_step *step = j->change->steps[i];
		if (j->change->act != ACT_FILL && own_is_signed(j->rule->before, step))
			own_judge_frozen_section(j, step);
	}
	if (!round && rule_names_have(&j->change->fields, "rounds"))
		own_tell(j, OWN_FROZEN, (struct own_detail){.at = own_value(j->rule->after, "rounds"),
							.needed = rule_word(j->book, "rounds")});
	if (j->change->act == ACT_FILL && rule_names_have(&j->change->fields, "id"))
		own_tell(j, OWN_ID, (struct own_detail){.at = own_value(j->rule->after, "id")});
}

static void judge_bystanders(const struct judging *j)
{
	const struct judge_change *change = j->change;
	bool round = change->act == ACT_RETURN || change->act == ACT_REOPEN;
	for (size_t i = 0; i < change->step_count; i++) {
		const struct rule_step *step = change->steps[i];
		if (acts[change->act].sections)
			own_judge_section(j, step);
		else if (step != change->step && !round && !own_is_signed(j->rule->before, step))
			own_tell(j, OWN_ONLY, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
	}
	for (size_t i = 0; i < change->fields.count; i++) {
		const char *name = change->fields.items[i], *own = acts[change->act].own;
		if (!acts[change->act].fields && !(own && strcmp(own, name) == 0)) {
			const struct record_node *at = own_value(j->rule->after, name);
			own_tell(j, OWN_ONLY, (struct own_detail){.at = at ? at : j->rule->after->root});
		}
	}
	/* What is signed was there before: the commit that signs brings no file along. */
	for (size_t i = 0; !acts[change->act].fields && i < j->facts->touched_count; i++)
		if (strcmp(j->facts->touched[i], j->book->file) != 0)
			own_tell(j, OWN_ONLY, (struct own_detail){.step = change->step, .found = j->facts->touched[i]});
}

/* ---- the whole -------------------------------------------------------------------------------------------- */

static void judge_change(const struct judging *j)
{
	const struct judge_change *change = j->change;
	if (own_value(j->rule->before, "withdrawn")) {
		own_tell(j, OWN_WITHDRAWN, (struct own_detail){.at = j->rule->after->root});
		return;
	}
	const struct rule_step *ended = state_ended(j->rule, j->rule->before);
	if (ended && change->act != ACT_WITHDRAW) {
		own_tell(j, OWN_ENDED, (struct own_detail){
			.step = ended, .basis = ended->lapse.basis.count ? &ended->lapse.basis : NULL,
			.at = j->rule->after->root});
		return;
	}
	if (!own_judge_running(j))
		return;
	if (change->act == ACT_NONE) {
		own_tell(j, OWN_NOTHING, (struct own_detail){.at = j->rule->after->root});
		return;
	}
	if (change->several)
		own_tell(j, OWN_ONE_ACT, (struct own_detail){.step = change->step, .at = j->rule->after->root});
	own_judge_place(j);
	own_judge_procedure(j);
	judge_bystanders(j);
	if (j->rule->before) {
		judge_lost_parts(j);
		own_judge_frozen_fields(j);
	}
	if (acts[change->act].judge && (change->step || change->act == ACT_OPEN || acts[change->act].own))
		acts[change->act].judge(j);
	for (size_t i = 0; acts[change->act].sections && i < change->step_count; i++)
		own_judge_checks(j, change->steps[i], true);
}

/* Whether only the draft or materials changed: the record itself may then stay as it is. */
static bool only_files(const struct judging *j)
{
	const struct judge_facts *facts = j->facts;
	for (size_t i = 0; facts->touched && i < facts->touched_count; i++)
		if (strcmp(facts->touched[i], j->book->file) == 0)
			return false;
	return facts->touched && facts->touched_count > 0;
}

static void start(struct judging *j, const struct judge_facts *facts, struct judge_change *change,
		  struct rule_findings *findings)
{
	*j = (struct judging){facts, &facts->rule, facts->rule.book, change, findings, findings->arena};
}

/* Give the findings that were just added what all of them share. */
static void finish(const struct judging *j, size_t first)
{
	for (size_t i = first; i < j->findings->count; i++) {
		struct rule_finding *finding = &j->findings->items[i];
		finding->decision = j->facts->id;
		if (!finding->command)
			finding->command = finding->step ? arena_format(j->arena, "wubu fill %s %s", j->facts->id, finding->step)
							 : "wubu check";
		if (!finding->file)
			finding->file = j->rule->after->file;
	}
}

void judge_transition(const struct judge_facts *facts, struct judge_change *change,
		      struct rule_findings *findings)
{
	struct judge_change own;
	struct judging j;
	size_t first = findings->count;
	start(&j, facts, change ? change : &own, findings);
	if (facts->rule.before && !facts->before_is_read)
		vocabulary_apply(&facts->rule, (struct record *)facts->rule.before, NULL);
	vocabulary_apply(&facts->rule, (struct record *)facts->rule.after, findings);
	change_derive(j.change, &facts->rule, j.arena);
	if (j.change->act == ACT_NONE && only_files(&j))
		j.change->act = ACT_FILL;
	/* Who may not do it at all is told so before what else is wrong with it. */
	own_judge_signer(&j);
	judge_change(&j);
	own_judge_files(&j);
	own_judge_message(&j);
	finish(&j, first);
}

void judge_state(const struct judge_facts *facts, struct rule_findings *findings)
{
	struct judge_change none = {0};
	struct judging j;
	size_t first = findings->count;
	struct judge_facts at_sign_off = *facts;
	start(&j, facts, &none, findings);
	vocabulary_apply(&facts->rule, (struct record *)facts->rule.after, findings);
	own_judge_place(&j);
	own_judge_files(&j);
	for (size_t i = 0; i < j.book->step_count; i++) {
		const struct rule_step *step = j.book->steps[i];
		const struct record_node *section = state_section(facts->rule.after, step);
		const struct record_node *sign_off = record_get(section, "sign-off");
		if (section && *own_unfinished_before(&j, facts->rule.after, step))
			own_judge_not_open(&j, facts->rule.after, step);
		if (!record_is_empty(record_get(section, "skip")))
			own_judge_skip(&j, step);
		if (record_is_empty(sign_off))
			continue;
		/* A signed step is judged as of the day on which it was signed. */
		const struct record_node *on = record_get(sign_off, "on");
		if (on && on->day != DATE_NONE)
			at_sign_off.rule.today = on->day;
		j.rule = &at_sign_off.rule;
		own_judge_sign_off(&j, step);
		j.rule = &facts->rule;
	}
	finish(&j, first);
}

void judge_todo(const struct judge_facts *facts, const struct rule_step *step,
		struct rule_findings *findings)
{
	struct judge_change none = {0};
	struct judging j;
	size_t first = findings->count;
	start(&j, facts, &none, findings);
	for (size_t i = 0; i < j.book->step_count; i++) {
		const struct rule_step *each = j.book->steps[i];
		if ((step && each != step) ||
		    state_of(&facts->rule, facts->rule.after, each) != STATE_OPEN)
			continue;
		for (size_t k = 0; k < each->check_count; k++)
			rule_judge(each->checks[k], each, &facts->rule, RULE_TODO, findings);
	}
	finish(&j, first);
}

