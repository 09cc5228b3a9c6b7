/* SPDX-License-Identifier: Apache-2.0 */
/* The header of a record: its id and place, the procedure it names, fields that are frozen. */
#include "judge/own.h"

#include "base/lang.h"
#include "rule/kinds.h"
#include "rule/state.h"

/* "WJ-{year}-{number:3}" against ID; YEAR gets what stands for {year}. */
bool own_id_fits(const char *pattern, const char *id, int *year)
{
	*year = 0;
	while (*pattern) {
		size_t name = strcspn(pattern, "}");
		bool is_year = strncmp(pattern, "{year}", 6) == 0;
		if (*pattern != '{') {
			if (*pattern++ != *id++)
				return false;
			continue;
		}
		size_t digits = strspn(id, "0123456789");
		size_t least = is_year ? 4 : name > 8 && pattern[7] == ':' ? (size_t)(pattern[8] - '0') : 1;
		if (digits < least || digits > 9 || (is_year && digits != 4))
			return false;
		for (size_t i = 0; is_year && i < 4; i++)
			*year = *year * 10 + (id[i] - '0');
		id += digits;
		pattern += name + 1;
	}
	return !*id;
}

void own_judge_place(const struct judging *j)
{
	const struct record_node *id = own_value(j->rule->after, "id");
	int year;
	if (!id || !own_text(id) || strcmp(id->text.data, j->facts->id) != 0 ||
	    !own_id_fits(j->book->id, j->facts->id, &year)) {
		own_tell(j, OWN_ID, (struct own_detail){.at = id ? id : j->rule->after->root,
						    .found = own_text(id), .needed = j->facts->id});
		return;
	}
	const char *folder = arena_format(j->arena, "%s/%04d/%s", j->book->folder, year, j->facts->id);
	if (year && strcmp(folder, j->facts->folder) != 0)
		own_tell(j, OWN_FOLDER, (struct own_detail){.found = j->facts->folder, .needed = folder});
}

void own_judge_procedure(const struct judging *j)
{
	const struct record_node *procedure = own_value(j->rule->after, "procedure");
	const char *name = record_get_text(procedure, "name"), *rules = record_get_text(procedure, "rules");
	bool chosen_now = j->change->act == ACT_OPEN || j->change->act == ACT_ADOPT;
	const struct record_node *at = procedure ? procedure : j->rule->after->root;
	if (!chosen_now)
		return;
	if (!name || strcmp(name, j->book->name) != 0 || !rules || strcmp(rules, j->facts->rules_now) != 0)
		own_tell(j, OWN_RULES, (struct own_detail){
			.at = at, .found = rules ? rules : _("nothing"),
			.needed = arena_format(j->arena, "{name: %s, rules: %s}", j->book->name, j->facts->rules_now)});
	if (!rule_span_holds(&j->book->in_force, j->rule->today))
		own_tell(j, OWN_RULES_DATE, (struct own_detail){.at = at, .found = own_day(j, j->rule->today)});
}

/* What the transition rules of IN_FORCE ask of the record before; both conditions speak of that book's words. */
static bool must_adopt(const struct judging *j, const struct rulebook *in_force)
{
	const struct rule_transition *transition = &in_force->transition;
	struct rule_facts facts = *j->rule;
	struct rule_judging judging = {.facts = &facts, .arena = j->arena, .scope = {j->rule->before->root, NULL, NULL}};
	facts.book = in_force;
	facts.after = j->rule->before;
	facts.before = NULL;
	if (transition->from != DATE_NONE && j->rule->today != DATE_NONE && j->rule->today < transition->from)
		return false;
	/* What cannot be told is asked for. */
	return rule_condition_holds(transition->adopt, &judging) != RULE_UNMET &&
	       !(transition->unless && rule_condition_holds(transition->unless, &judging) == RULE_MET);
}

bool own_judge_running(const struct judging *j)
{
	const struct rulebook *in_force = j->facts->in_force;
	if (!in_force || in_force == j->book || !in_force->transition.given || !j->rule->before ||
	    j->change->act == ACT_ADOPT || j->change->act == ACT_WITHDRAW || !must_adopt(j, in_force))
		return true;
	own_tell(j, OWN_TRANSITION, (struct own_detail){
		.basis = &in_force->transition.basis, .at = own_value(j->rule->after, "procedure"),
		.needed = rule_say(&in_force->transition.why, NULL)});
	return false;
}

/* Fields that a signed step rests on. */
void own_judge_frozen_fields(const struct judging *j)
{
	for (size_t i = 0; i < j->book->step_count; i++) {
		const struct rule_step *step = j->book->steps[i];
		enum rule_state state = step->freezes.count ? state_of(j->rule, j->rule->before, step) : STATE_OPEN;
		if (state != STATE_COMPLETE && state != STATE_LAPSED)
			continue;
		for (size_t k = 0; k < j->change->fields.count; k++) {
			const char *name = j->change->fields.items[k];
			const struct record_node *at = own_value(j->rule->after, name);
			if (rule_names_have(&step->freezes, name))
				own_tell(j, OWN_FROZEN_FIELD, (struct own_detail){
					.step = step, .at = at ? at : j->rule->after->root,
					.found = arena_format(j->arena, _("“%s” changed; “%s” is signed"),
							      rule_say(&rule_field(&j->book->root, name)->label, name),
							      own_label(step))});
		}
	}
}

