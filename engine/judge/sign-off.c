/* SPDX-License-Identifier: Apache-2.0 */
/* Sign-offs and skips: how a step ends. */
#include "judge/own.h"

#include "base/lang.h"
#include "rule/kinds.h"
#include "rule/state.h"

/* ---- sign-offs ----------------------------------------------------------------------------------- */

/* A deputy's act names the person whose role it is; nobody else's names anybody. */
static void judge_for(const struct judging *j, const struct rule_step *step, const struct record_node *part,
		      const struct record_node *at)
{
	const struct record_node *node = record_get(part, "for");
	const char *said = own_text(node), *holder = own_on_behalf(j);
	said = said && *said ? said : NULL;
	if (said ? holder && strcmp(said, holder) == 0 : !holder)
		return;
	own_tell(j, OWN_FOR, (struct own_detail){.step = step, .at = node ? node : at,
						 .found = said ? said : _("nothing"),
						 .needed = holder ? holder : _("nothing")});
}

void own_judge_person(const struct judging *j, const struct rule_step *step,
			 const struct record_node *part, const struct record_node *at)
{
	const char *by = own_text(record_get(part, "by"));
	const struct judge_signer *signer = j->facts->signer;
	if (signer && signer->person)
		judge_for(j, step, part, at);
	if (by && (!signer || !signer->person || strcmp(by, signer->person) == 0))
		return;
	own_tell(j, OWN_BY, (struct own_detail){.step = step, .at = record_get(part, "by") ? record_get(part, "by") : at,
					    .found = by, .needed = signer ? signer->person : NULL});
}

void own_judge_day(const struct judging *j, const struct rule_step *step,
		      const struct record_node *part, const struct record_node *at)
{
	const struct record_node *on = record_get(part, "on");
	int32_t unknown, latest;
	if (!on || on->day == DATE_NONE) {
		own_tell(j, OWN_DATE, (struct own_detail){.step = step, .at = at, .found = _("nothing"),
						      .needed = own_day(j, j->rule->today)});
		return;
	}
	if (on->day > j->rule->today)
		return; /* told as a date in the future */
	if (rule_deadline(j->rule->calendar, on->day, &j->book->late, &latest, &unknown))
		latest = on->day;
	if (j->rule->today > latest)
		own_tell(j, OWN_DATE, (struct own_detail){
			.step = step, .at = on,
			.found = arena_format(j->arena, _("%s, recorded on %s"), on->text.data,
					      own_day(j, j->rule->today)),
			.needed = arena_format(j->arena, _("recorded by %s"), own_day(j, latest))});
}

static void judge_draft(const struct judging *j, const struct rule_step *step,
			const struct record_node *sign_off)
{
	const struct record_node *draft = own_value(j->rule->after, "draft");
	const char *now = record_get_text(draft, "sha256"), *seen = own_text(record_get(sign_off, "draft"));
	if (!draft && !seen)
		return;
	if (!now || !seen || strcmp(now, seen) != 0)
		own_tell(j, OWN_DRAFT, (struct own_detail){
			.step = step, .at = record_get(sign_off, "draft") ? record_get(sign_off, "draft") : sign_off,
			.found = seen ? seen : _("nothing"), .needed = now});
}

static const struct record_node *listed_item(const struct record_node *list, const char *file)
{
	for (size_t i = 0; list && list->kind == RECORD_LIST && i < list->count; i++) {
		const char *name = record_get_text(list->items[i], "file");
		if (name && strcmp(name, file) == 0)
			return list->items[i];
	}
	return NULL;
}

static bool is_material(const struct judge_material *materials, size_t count, const char *file)
{
	for (size_t i = 0; file && i < count; i++)
		if (strcmp(materials[i].file, file) == 0)
			return true;
	return false;
}

/* The list names each file of the step once, in any order, and no other. */
static void judge_materials(const struct judging *j, const struct rule_step *step,
			    const struct record_node *section, const struct record_node *sign_off)
{
	struct judge_material *materials = NULL;
	size_t count = 0, named = 0;
	const struct record_node *list = record_get(sign_off, "materials");
	change_materials(&step->fields, section, j->rule->files, j->arena, &materials, &count);
	for (size_t i = 0; i < count; i++) {
		const struct record_node *item = listed_item(list, materials[i].file);
		const char *digest = record_get_text(item, "sha256");
		named += item != NULL;
		/* A file that is not there is told by itself. */
		if (!materials[i].sha256 || (digest && strcmp(digest, materials[i].sha256) == 0))
			continue;
		own_tell(j, OWN_MATERIALS, (struct own_detail){
			.step = step, .at = item ? item : list ? list : sign_off,
			.found = digest ? digest : _("nothing"),
			.needed = arena_format(j->arena, "%s, sha256: %s", materials[i].file, materials[i].sha256)});
	}
	for (size_t i = 0; list && list->kind == RECORD_LIST && list->count > named && i < list->count; i++) {
		const char *file = record_get_text(list->items[i], "file");
		if (!is_material(materials, count, file) || listed_item(list, file) != list->items[i])
			own_tell(j, OWN_MATERIALS, (struct own_detail){
				.step = step, .at = list->items[i], .found = file, .needed = _("no such file in this step")});
	}
}

void own_judge_checks(const struct judging *j, const struct rule_step *step, bool at_change_only)
{
	for (size_t i = 0; i < step->check_count; i++) {
		const struct rule_check *check = step->checks[i];
		if (!at_change_only || check->at_change)
			rule_judge(check, step, j->rule, RULE_REFUSE, j->findings);
	}
}

void own_judge_sign_off(const struct judging *j, const struct rule_step *step)
{
	const struct record_node *section = state_section(j->rule->after, step);
	const struct record_node *sign_off = record_get(section, "sign-off");
	const struct record_node *outcome = record_get(sign_off, "outcome");
	const struct rule_choice *choice =
		outcome && outcome->word ? rule_outcome(step, outcome->word) : NULL;
	own_judge_person(j, step, sign_off, sign_off);
	own_judge_day(j, step, sign_off, sign_off);
	judge_draft(j, step, sign_off);
	judge_materials(j, step, section, sign_off);
	if (!choice)
		own_tell(j, OWN_OUTCOME, (struct own_detail){.step = step, .at = sign_off});
	else if (!choice->passes && record_is_empty(record_get(sign_off, "because")))
		own_tell(j, OWN_BECAUSE, (struct own_detail){.step = step, .at = sign_off});
	/* An outcome that does not pass may stand on evidence that is not complete. */
	if (!choice || choice->passes)
		own_judge_checks(j, step, false);
}

/* Whether STEP may end now, by a sign-off or a skip that comes alone. */
static void judge_ending(const struct judging *j, const struct rule_step *step)
{
	enum rule_state state = state_of(j->rule, j->rule->before, step);
	if (own_is_signed(j->rule->before, step))
		own_tell(j, OWN_SIGNED_ALREADY, (struct own_detail){.step = step});
	else if (own_excluded(j, step))
		own_tell(j, OWN_NOT_PART, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
	else if (state == STATE_WAITING ||
		 (state == STATE_NOT_CONCERNED && *own_unfinished_before(j, j->rule->before, step)))
		own_judge_not_open(j, j->rule->before, step);
	if (!own_same_evidence(state_section(j->rule->before, step), state_section(j->rule->after, step)))
		own_tell(j, OWN_ONLY, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
}

void own_judge_act_sign(const struct judging *j)
{
	judge_ending(j, j->change->step);
	own_judge_sign_off(j, j->change->step);
}

/* ---- skips --------------------------------------------------------------------------------------- */

void own_judge_skip(const struct judging *j, const struct rule_step *step)
{
	const struct record_node *section = state_section(j->rule->after, step);
	const struct record_node *skip = record_get(section, "skip");
	struct rule_judging judging = {.facts = j->rule, .arena = j->arena,
				       .scope = {j->rule->after->root, section, NULL}};
	struct buf why;
	buf_init(&why);
	for (size_t i = 0; step->skip_when && i < step->skip_when->check_count; i++) {
		buf_text(&why, i ? _("; ") : "");
		rule_explain(step->skip_when->checks[i], &why);
	}
	const struct rule_bases *basis = step->skip.basis.count ? &step->skip.basis : &step->basis;
	if (!step->skip.allowed || rule_condition_holds(step->skip_when, &judging) != RULE_MET)
		own_tell(j, OWN_SKIP, (struct own_detail){
			.step = step, .basis = basis, .at = skip,
			.needed = step->skip.allowed
				? arena_format(j->arena, _("only when %s"), arena_copy(j->arena, buf_bytes(&why)))
				: _("this step is never skipped")});
	buf_release(&why);
	for (size_t i = 0; i < step->skip_needs.count; i++)
		if (record_is_empty(record_get(skip, step->skip_needs.items[i])))
			own_tell(j, OWN_BECAUSE, (struct own_detail){
				.step = step, .basis = basis, .at = skip,
				.needed = rule_word(j->book, step->skip_needs.items[i])});
	own_judge_person(j, step, skip, skip);
	own_judge_day(j, step, skip, skip);
}

void own_judge_act_skip(const struct judging *j)
{
	judge_ending(j, j->change->step);
	own_judge_skip(j, j->change->step);
}
