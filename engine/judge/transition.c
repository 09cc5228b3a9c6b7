/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/transition.h"

#include "base/lang.h"
#include "judge/message.h"
#include "rule/kinds.h"
#include "rule/roles.h"
#include "rule/state.h"
#include "rule/vocabulary.h"

#include <stdlib.h>

/* One judgement on its way. */
struct judging {
	const struct judge_facts *facts;
	const struct rule_facts *rule;
	const struct rulebook *book;
	struct judge_change *change;
	struct rule_findings *findings;
	struct arena *arena;
};

/* ---- findings of the engine's own ------------------------------------------------------- */

/* What the engine itself asks, wherever it is broken: one row a finding. */
enum own_rule {
	OWN_ID, OWN_FOLDER, OWN_OPENED_SIGNED, OWN_RULES, OWN_RULES_DATE, OWN_WITHDRAWN, OWN_ONE_ACT, OWN_NOTHING,
	OWN_ORDER, OWN_NOT_PART, OWN_SIGNED_ALREADY, OWN_FROZEN, OWN_FROZEN_FIELD, OWN_ONLY,
	OWN_BY, OWN_DATE, OWN_OUTCOME, OWN_BECAUSE, OWN_DRAFT, OWN_MATERIALS, OWN_SKIP, OWN_ROUND,
	OWN_ROUND_STEP, OWN_ROUND_EFFECT, OWN_MISSING, OWN_DIGEST, OWN_UNLISTED, OWN_FROZEN_FILE,
	OWN_UNSIGNED, OWN_SIGNATURE, OWN_ROLE, OWN_IDENTITY,
};

static const struct {
	const char *rule, *message, *remedy;
} own_rules[] = {
	[OWN_ID] = {"record.id", N_("the record's id is not the name of its folder, or has not the form that the rulebook gives"),
		    N_("write the id that the folder has; folders are made by `wubu open`")},
	[OWN_FOLDER] = {"record.folder", N_("the record does not stand where the rulebook keeps its records"),
			N_("let `wubu open` make the folder")},
	[OWN_OPENED_SIGNED] = {"transition.opened-signed", N_("a new record already bears a sign-off"),
			       N_("open the record first; each step is signed by a commit of its own")},
	[OWN_RULES] = {"procedure.rules", N_("the record must name the procedure and the version of the rules that are in force"),
		       N_("copy the value that is needed, or let `wubu open` write it")},
	[OWN_RULES_DATE] = {"procedure.in-force", N_("this rulebook is not in force on this day"),
			    N_("open the decision under the rulebook that is in force")},
	[OWN_WITHDRAWN] = {"transition.withdrawn", N_("this decision was withdrawn: nothing in it changes any more"),
			   N_("open a new decision")},
	[OWN_ONE_ACT] = {"transition.one-act", N_("one commit does one act: this one does several"),
			 N_("commit them one after the other")},
	[OWN_NOTHING] = {"transition.nothing", N_("nothing that counts has changed in the record"),
			 N_("leave the record as it was, or change what it says")},
	[OWN_ORDER] = {"transition.order", N_("this step is not open yet"),
		       N_("complete the steps before it first")},
	[OWN_NOT_PART] = {"transition.not-part", N_("this step is no part of the procedure for this kind of matter"),
			  N_("take the section out")},
	[OWN_SIGNED_ALREADY] = {"transition.signed-already", N_("this step is signed or skipped already"),
				N_("reopen it if it has to be gone through again")},
	[OWN_FROZEN] = {"transition.frozen", N_("this step is signed: no byte of it changes"),
			N_("put it back as it was; if it has to change, the step must be reopened or returned, with the reason")},
	[OWN_FROZEN_FIELD] = {"transition.frozen-field", N_("this field does not change any more: a signed step rests on it"),
			      N_("put it back as it was, or reopen the step that froze it")},
	[OWN_ONLY] = {"transition.only", N_("a commit of this kind changes nothing else"),
		      N_("commit the other changes before it, by themselves")},
	[OWN_BY] = {"sign-off.by", N_("the person named is not the one who signs the commit"),
		    N_("whoever signs writes his or her own id")},
	[OWN_DATE] = {"sign-off.date", N_("the day written down is not the day on which it was done and recorded"),
		      N_("write the day of the act, and record it in time")},
	[OWN_OUTCOME] = {"sign-off.outcome", N_("the sign-off does not say its outcome"),
			 N_("write one of the outcomes of this step")},
	[OWN_BECAUSE] = {"sign-off.because", N_("a reason is missing"), N_("say why under “because”")},
	[OWN_DRAFT] = {"sign-off.draft", N_("the sign-off does not name the draft as it is now"),
		       N_("let `wubu sign` write the digest of the draft that you have read")},
	[OWN_MATERIALS] = {"sign-off.materials", N_("the sign-off does not list the files of this step with their digests"),
			   N_("let `wubu sign` write the list")},
	[OWN_SKIP] = {"skip.not-allowed", N_("the rules do not let this step be skipped here"),
		      N_("go through the step")},
	[OWN_ROUND] = {"round.entry", N_("the entry of this round is not complete"),
		       N_("let `wubu return` or `wubu reopen` write it")},
	[OWN_ROUND_STEP] = {"round.step", N_("the rules do not let this step be returned or reopened so"),
			    N_("see `wubu rules explain` for what the step allows")},
	[OWN_ROUND_EFFECT] = {"round.effect", N_("a new round takes away the sign-offs of its steps and of all that come after them, and nothing else"),
			      N_("let `wubu return` or `wubu reopen` write the change")},
	[OWN_MISSING] = {"material.missing", N_("this file is not in the record's folder"),
			 N_("put it there and add it to the same commit")},
	[OWN_DIGEST] = {"material.digest", N_("this file is not the one that the digest belongs to"),
			N_("if the new file is meant, set the field again: wubu writes the new digest")},
	[OWN_UNLISTED] = {"material.unlisted", N_("this file is named nowhere in the record"),
			  N_("name it in the field it belongs to, or take it out of the commit")},
	[OWN_FROZEN_FILE] = {"material.frozen", N_("this file was there when a step was signed: it does not change any more"),
			     N_("put it back as it was; a new version needs the step to be reopened")},
	[OWN_UNSIGNED] = {"signature.missing", N_("this act needs a signed commit"),
			  N_("git config commit.gpgsign true, gpg.format ssh and user.signingkey set it up once")},
	[OWN_SIGNATURE] = {"signature.bad", N_("the signature of this commit is not that of an enrolled person"),
			   N_("sign with the key that is enrolled for you in rules/people.yaml")},
	[OWN_ROLE] = {"signature.role", N_("whoever signs this must hold a role that may do it"),
		      N_("ask somebody who holds the role")},
	[OWN_IDENTITY] = {"signature.identity", N_("author, committer and signer are not the same person"),
			  N_("set user.name and user.email to those enrolled in rules/people.yaml")},
};

struct own_detail {
	const struct rule_step *step;
	const struct rule_bases *basis;
	const struct record_node *at;
	const char *found, *needed, *who, *by;
};

static void tell(const struct judging *j, enum own_rule rule, struct own_detail detail)
{
	struct rule_finding finding = {
		.rule = own_rules[rule].rule, .verdict = RULE_UNMET, .level = RULE_REFUSE,
		.message = _(own_rules[rule].message), .remedy = _(own_rules[rule].remedy),
		.found = detail.found, .needed = detail.needed, .who = detail.who, .by = detail.by,
		.step = detail.step ? detail.step->name : NULL,
	};
	const struct rule_bases *basis = detail.basis ? detail.basis
					 : detail.step ? &detail.step->basis : NULL;
	if (basis)
		finding.basis = *basis;
	finding_place(&finding, j->arena, j->rule->after, detail.at);
	findings_add(j->findings, &finding);
}

static const struct record_node *value(const struct record *record, const char *name)
{
	const struct record_node *node = record ? record_get(record->root, name) : NULL;
	return record_is_empty(node) ? NULL : node;
}

static const char *text_of(const struct record_node *node)
{
	return node && node->kind == RECORD_TEXT ? node->text.data : NULL;
}

static const char *label_of(const struct rule_step *step)
{
	return rule_say(&step->label, step->name);
}

static const char *day_text(const struct judging *j, int32_t day)
{
	char text[DATE_TEXT_SIZE];
	return arena_text(j->arena, date_format(day, text));
}

/* ---- the header --------------------------------------------------------------------------- */

/* "WJ-{year}-{number:3}" against ID; YEAR gets what stands for {year}. */
static bool id_fits(const char *pattern, const char *id, int *year)
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

static void judge_place(const struct judging *j)
{
	const struct record_node *id = value(j->rule->after, "id");
	int year;
	if (!id || !text_of(id) || strcmp(id->text.data, j->facts->id) != 0 ||
	    !id_fits(j->book->id, j->facts->id, &year)) {
		tell(j, OWN_ID, (struct own_detail){.at = id ? id : j->rule->after->root,
						    .found = text_of(id), .needed = j->facts->id});
		return;
	}
	const char *folder = arena_format(j->arena, "%s/%04d/%s", j->book->folder, year, j->facts->id);
	if (year && strcmp(folder, j->facts->folder) != 0)
		tell(j, OWN_FOLDER, (struct own_detail){.found = j->facts->folder, .needed = folder});
}

static void judge_procedure(const struct judging *j)
{
	const struct record_node *procedure = value(j->rule->after, "procedure");
	const char *name = record_get_text(procedure, "name"), *rules = record_get_text(procedure, "rules");
	bool chosen_now = j->change->act == ACT_OPEN || j->change->act == ACT_ADOPT;
	const struct record_node *at = procedure ? procedure : j->rule->after->root;
	if (!chosen_now)
		return;
	if (!name || strcmp(name, j->book->name) != 0 || !rules || strcmp(rules, j->facts->rules_now) != 0)
		tell(j, OWN_RULES, (struct own_detail){
			.at = at, .found = rules ? rules : _("nothing"),
			.needed = arena_format(j->arena, "{name: %s, rules: %s}", j->book->name, j->facts->rules_now)});
	if (!rule_span_holds(&j->book->in_force, j->rule->today))
		tell(j, OWN_RULES_DATE, (struct own_detail){.at = at, .found = day_text(j, j->rule->today)});
}

/* Fields that a signed step rests on. */
static void judge_frozen_fields(const struct judging *j)
{
	for (size_t i = 0; i < j->book->step_count; i++) {
		const struct rule_step *step = j->book->steps[i];
		if (!step->freezes.count || state_of(j->rule, j->rule->before, step) != STATE_COMPLETE)
			continue;
		for (size_t k = 0; k < j->change->fields.count; k++) {
			const char *name = j->change->fields.items[k];
			const struct record_node *at = value(j->rule->after, name);
			if (rule_names_have(&step->freezes, name))
				tell(j, OWN_FROZEN_FIELD, (struct own_detail){
					.step = step, .at = at ? at : j->rule->after->root,
					.found = arena_format(j->arena, _("“%s” changed; “%s” is signed"),
							      rule_say(&rule_field(&j->book->root, name)->label, name),
							      label_of(step))});
		}
	}
}

/* ---- sections -------------------------------------------------------------------------------- */

static bool is_signed(const struct record *record, const struct rule_step *step)
{
	const struct record_node *section = state_section(record, step);
	return !record_is_empty(record_get(section, "sign-off")) ||
	       !record_is_empty(record_get(section, "skip"));
}

/* Two sections alike but for their parts sign-off and skip. */
static bool same_evidence(const struct record_node *a, const struct record_node *b)
{
	struct record_node empty = {.kind = RECORD_MAP}, left = a ? *a : empty, right = b ? *b : empty;
	struct record_node *both[] = {&left, &right};
	struct record_entry *kept[2];
	bool same;
	for (size_t i = 0; i < 2; i++) {
		size_t count = 0;
		kept[i] = heap_alloc((both[i]->count + 1) * sizeof **kept);
		for (size_t k = 0; both[i]->kind == RECORD_MAP && k < both[i]->count; k++) {
			const struct record_entry *entry = &both[i]->entries[k];
			if (strcmp(entry->name, "sign-off") != 0 && strcmp(entry->name, "skip") != 0)
				kept[i][count++] = *entry;
		}
		both[i]->entries = kept[i];
		both[i]->count = count;
	}
	same = record_equal(&left, &right);
	free(kept[0]);
	free(kept[1]);
	return same;
}

static void judge_frozen_section(const struct judging *j, const struct rule_step *step)
{
	const struct record_node *after = state_section(j->rule->after, step);
	const char *found = !after ? _("the section is gone") : NULL;
	tell(j, OWN_FROZEN, (struct own_detail){.step = step, .at = after ? after : j->rule->after->root,
						.found = found, .needed = label_of(step)});
}

/* "专家论证, 风险评估": what has to be done before STEP. */
static const char *unfinished_before(const struct judging *j, const struct record *record,
				     const struct rule_step *step)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < step->after.count; i++) {
		const struct rule_step *before = rule_step(j->book, step->after.items[i]);
		enum rule_state state = state_of(j->rule, record, before);
		if (!state_done(state))
			buf_format(&out, "%s%s (%s)", out.size ? _(", ") : "", label_of(before),
				   state_say(state));
	}
	const char *text = arena_copy(j->arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static const char *who_before(const struct judging *j, const struct record *record,
			      const struct rule_step *step)
{
	for (size_t i = 0; i < step->after.count; i++) {
		const struct rule_step *before = rule_step(j->book, step->after.items[i]);
		if (!state_done(state_of(j->rule, record, before)))
			return roles_say(j->rule, &before->sign.roles, j->arena);
	}
	return NULL;
}

static void judge_not_open(const struct judging *j, const struct record *record,
			   const struct rule_step *step)
{
	const struct record_node *at = state_section(j->rule->after, step);
	tell(j, OWN_ORDER, (struct own_detail){
		.step = step, .at = at,
		.found = arena_format(j->arena, _("“%s” was begun"), label_of(step)),
		.needed = arena_format(j->arena, _("first: %s"), unfinished_before(j, record, step)),
		.who = who_before(j, record, step)});
}

static bool excluded_by_matter(const struct judging *j, const struct rule_step *step)
{
	const struct record_node *node = value(j->rule->after, "matter");
	const struct rule_matter *matter = node && node->word ? rule_matter(j->book, node->word) : NULL;
	return matter && matter->steps.count && !rule_names_have(&matter->steps, step->name) &&
	       !rule_names_have(&matter->optional, step->name);
}

/* A section that somebody writes in must be open, in the record before (or in a new one, after). */
static void judge_section(const struct judging *j, const struct rule_step *step)
{
	const struct record *record = j->rule->before ? j->rule->before : j->rule->after;
	bool touches_ended = j->rule->before && is_signed(j->rule->before, step);
	if (excluded_by_matter(j, step)) {
		tell(j, OWN_NOT_PART, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
	} else if (touches_ended) {
		judge_frozen_section(j, step);
	} else if (state_of(j->rule, record, step) == STATE_WAITING) {
		judge_not_open(j, record, step);
	} else if (state_of(j->rule, record, step) == STATE_NOT_CONCERNED) {
		/* Begun of free will: what comes before it has to be done all the same. */
		if (state_of(j->rule, j->rule->after, step) == STATE_WAITING)
			judge_not_open(j, j->rule->after, step);
	}
}

/* ---- sign-offs ----------------------------------------------------------------------------------- */

static void judge_person(const struct judging *j, const struct rule_step *step,
			 const struct record_node *part, const struct record_node *at)
{
	const char *by = text_of(record_get(part, "by"));
	const struct judge_signer *signer = j->facts->signer;
	if (by && (!signer || !signer->person || strcmp(by, signer->person) == 0))
		return;
	tell(j, OWN_BY, (struct own_detail){.step = step, .at = record_get(part, "by") ? record_get(part, "by") : at,
					    .found = by, .needed = signer ? signer->person : NULL});
}

static void judge_day(const struct judging *j, const struct rule_step *step,
		      const struct record_node *part, const struct record_node *at)
{
	const struct record_node *on = record_get(part, "on");
	int32_t unknown, latest;
	if (!on || on->day == DATE_NONE) {
		tell(j, OWN_DATE, (struct own_detail){.step = step, .at = at, .found = _("nothing"),
						      .needed = day_text(j, j->rule->today)});
		return;
	}
	if (on->day > j->rule->today)
		return; /* told as a date in the future */
	if (rule_deadline(j->rule->calendar, on->day, &j->book->late, &latest, &unknown))
		latest = on->day;
	if (j->rule->today > latest)
		tell(j, OWN_DATE, (struct own_detail){
			.step = step, .at = on,
			.found = arena_format(j->arena, _("%s, recorded on %s"), on->text.data,
					      day_text(j, j->rule->today)),
			.needed = arena_format(j->arena, _("recorded by %s"), day_text(j, latest))});
}

static void judge_draft(const struct judging *j, const struct rule_step *step,
			const struct record_node *sign_off)
{
	const struct record_node *draft = value(j->rule->after, "draft");
	const char *now = record_get_text(draft, "sha256"), *seen = text_of(record_get(sign_off, "draft"));
	if (!draft && !seen)
		return;
	if (!now || !seen || strcmp(now, seen) != 0)
		tell(j, OWN_DRAFT, (struct own_detail){
			.step = step, .at = record_get(sign_off, "draft") ? record_get(sign_off, "draft") : sign_off,
			.found = seen ? seen : _("nothing"), .needed = now});
}

static void judge_materials(const struct judging *j, const struct rule_step *step,
			    const struct record_node *section, const struct record_node *sign_off)
{
	struct judge_material *materials = NULL;
	size_t count = 0;
	const struct record_node *list = record_get(sign_off, "materials");
	size_t listed = list && list->kind == RECORD_LIST ? list->count : 0;
	change_materials(&step->fields, section, j->rule->files, j->arena, &materials, &count);
	for (size_t i = 0; i < count; i++) {
		const struct record_node *item = i < listed ? list->items[i] : NULL;
		const char *file = record_get_text(item, "file"), *digest = record_get_text(item, "sha256");
		if (!materials[i].sha256)
			continue; /* told as a missing file */
		if (file && digest && strcmp(file, materials[i].file) == 0 &&
		    strcmp(digest, materials[i].sha256) == 0)
			continue;
		tell(j, OWN_MATERIALS, (struct own_detail){
			.step = step, .at = item ? item : sign_off, .found = file ? file : _("nothing"),
			.needed = arena_format(j->arena, "%s, sha256: %s", materials[i].file, materials[i].sha256)});
	}
	if (listed > count)
		tell(j, OWN_MATERIALS, (struct own_detail){.step = step, .at = list->items[count],
							   .found = record_get_text(list->items[count], "file"),
							   .needed = _("no such file in this step")});
}

static void judge_step_checks(const struct judging *j, const struct rule_step *step, bool at_change_only)
{
	for (size_t i = 0; i < step->check_count; i++) {
		const struct rule_check *check = step->checks[i];
		if (!at_change_only || check->at_change)
			rule_judge(check, step, j->rule, RULE_REFUSE, j->findings);
	}
}

static void judge_sign_off(const struct judging *j, const struct rule_step *step)
{
	const struct record_node *section = state_section(j->rule->after, step);
	const struct record_node *sign_off = record_get(section, "sign-off");
	const struct record_node *outcome = record_get(sign_off, "outcome");
	const struct rule_choice *choice =
		outcome && outcome->word ? rule_outcome(step, outcome->word) : NULL;
	judge_person(j, step, sign_off, sign_off);
	judge_day(j, step, sign_off, sign_off);
	judge_draft(j, step, sign_off);
	judge_materials(j, step, section, sign_off);
	if (!choice)
		tell(j, OWN_OUTCOME, (struct own_detail){.step = step, .at = sign_off});
	else if (!choice->passes && record_is_empty(record_get(sign_off, "because")))
		tell(j, OWN_BECAUSE, (struct own_detail){.step = step, .at = sign_off});
	/* An outcome that does not pass may stand on evidence that is not complete. */
	if (!choice || choice->passes)
		judge_step_checks(j, step, false);
}

static void judge_act_sign(const struct judging *j)
{
	const struct rule_step *step = j->change->step;
	enum rule_state state = state_of(j->rule, j->rule->before, step);
	if (is_signed(j->rule->before, step))
		tell(j, OWN_SIGNED_ALREADY, (struct own_detail){.step = step});
	else if (excluded_by_matter(j, step))
		tell(j, OWN_NOT_PART, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
	else if (state == STATE_WAITING ||
		 (state == STATE_NOT_CONCERNED && *unfinished_before(j, j->rule->before, step)))
		judge_not_open(j, j->rule->before, step);
	if (!same_evidence(state_section(j->rule->before, step), state_section(j->rule->after, step)))
		tell(j, OWN_ONLY, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
	judge_sign_off(j, step);
}

/* ---- skips --------------------------------------------------------------------------------------- */

static void judge_skip(const struct judging *j, const struct rule_step *step)
{
	const struct record_node *section = state_section(j->rule->after, step);
	const struct record_node *skip = record_get(section, "skip");
	struct rule_judging judging = {.facts = j->rule, .arena = j->arena,
				       .scope = {j->rule->after->root, section, NULL}};
	struct buf why;
	buf_init(&why);
	for (size_t i = 0; step->skip_when && i < step->skip_when->check_count; i++) {
		buf_text(&why, i ? _("; ") : "");
		step->skip_when->checks[i]->kind->explain(step->skip_when->checks[i], &why);
	}
	const struct rule_bases *basis = step->skip.basis.count ? &step->skip.basis : &step->basis;
	if (!step->skip.allowed || rule_condition_holds(step->skip_when, &judging) != RULE_MET)
		tell(j, OWN_SKIP, (struct own_detail){
			.step = step, .basis = basis, .at = skip,
			.needed = step->skip.allowed
				? arena_format(j->arena, _("only when %s"), arena_copy(j->arena, buf_bytes(&why)))
				: _("this step is never skipped")});
	buf_release(&why);
	for (size_t i = 0; i < step->skip_needs.count; i++)
		if (record_is_empty(record_get(skip, step->skip_needs.items[i])))
			tell(j, OWN_BECAUSE, (struct own_detail){
				.step = step, .basis = basis, .at = skip,
				.needed = rule_word(j->book, step->skip_needs.items[i])});
	judge_person(j, step, skip, skip);
	judge_day(j, step, skip, skip);
}

static void judge_act_skip(const struct judging *j)
{
	const struct rule_step *step = j->change->step;
	if (is_signed(j->rule->before, step))
		tell(j, OWN_SIGNED_ALREADY, (struct own_detail){.step = step});
	else if (state_of(j->rule, j->rule->before, step) == STATE_WAITING)
		judge_not_open(j, j->rule->before, step);
	if (!same_evidence(state_section(j->rule->before, step), state_section(j->rule->after, step)))
		tell(j, OWN_ONLY, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
	judge_skip(j, step);
}

/* ---- rounds ---------------------------------------------------------------------------------------- */

static const struct record_node *last_round(const struct record *record, size_t *count)
{
	const struct record_node *rounds = value(record, "rounds");
	*count = rounds && rounds->kind == RECORD_LIST ? rounds->count : 0;
	return *count ? rounds->items[*count - 1] : NULL;
}

static void judge_round_entry(const struct judging *j, const struct record_node *round, size_t count)
{
	const struct record_node *before = value(j->rule->before, "rounds");
	const struct record_node *after = value(j->rule->after, "rounds");
	const struct record_node *number = record_get(round, "round");
	if (!number || number->number != (int64_t)count * 100)
		tell(j, OWN_ROUND, (struct own_detail){
			.step = j->change->step, .at = round,
			.needed = arena_format(j->arena, "%s: %zu", rule_word(j->book, "round"), count)});
	for (size_t i = 0; before && i < before->count; i++)
		if (i >= after->count || !record_equal(before->items[i], after->items[i]))
			tell(j, OWN_FROZEN, (struct own_detail){.at = after, .needed = rule_word(j->book, "rounds")});
	if (!j->change->because)
		tell(j, OWN_BECAUSE, (struct own_detail){.step = j->change->step, .at = round});
	judge_person(j, j->change->step, round, round);
	judge_day(j, j->change->step, round, round);
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
	right = right && (reopen ? is_signed(j->rule->before, from) : state != STATE_WAITING);
	if (!right)
		tell(j, OWN_ROUND_STEP, (struct own_detail){
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
		bool right = undo ? !is_signed(j->rule->after, step) &&
					    same_evidence(state_section(j->rule->before, step), after)
				  : record_equal(state_section(j->rule->before, step), after);
		if (!right)
			tell(j, OWN_ROUND_EFFECT, (struct own_detail){
				.step = step, .at = after ? after : j->rule->after->root,
				.needed = undo ? arena_format(j->arena, _("“%s” without its sign-off"), label_of(step))
					       : arena_format(j->arena, _("“%s” as it was"), label_of(step))});
	}
}

static void judge_act_round(const struct judging *j)
{
	size_t count;
	const struct record_node *round = last_round(j->rule->after, &count);
	judge_round_entry(j, round, count);
	judge_round_steps(j, round);
	judge_round_effect(j);
}

/* ---- the other acts ----------------------------------------------------------------------------------- */

static void judge_act_open(const struct judging *j)
{
	static const char *const later[] = {"rounds", "withdrawn"};
	for (size_t i = 0; i < j->book->step_count; i++) {
		const struct rule_step *step = j->book->steps[i];
		if (is_signed(j->rule->after, step))
			tell(j, OWN_OPENED_SIGNED, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
	}
	for (size_t i = 0; i < sizeof later / sizeof *later; i++)
		if (value(j->rule->after, later[i]))
			tell(j, OWN_OPENED_SIGNED, (struct own_detail){.at = value(j->rule->after, later[i])});
	static const char *const needed[] = {"title", "matter"};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!value(j->rule->after, needed[i]))
			tell(j, OWN_ID, (struct own_detail){
				.at = j->rule->after->root,
				.found = arena_format(j->arena, _("missing: %s"), rule_word(j->book, needed[i]))});
}

static void judge_act_withdraw(const struct judging *j)
{
	const struct record_node *withdrawn = value(j->rule->after, "withdrawn");
	judge_person(j, NULL, withdrawn, withdrawn);
	judge_day(j, NULL, withdrawn, withdrawn);
	if (!j->change->because)
		tell(j, OWN_BECAUSE, (struct own_detail){.at = withdrawn});
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
	[ACT_SIGN] = {false, false, NULL, judge_act_sign},
	[ACT_SKIP] = {false, false, NULL, judge_act_skip},
	[ACT_RETURN] = {false, false, "rounds", judge_act_round},
	[ACT_REOPEN] = {false, false, "rounds", judge_act_round},
	[ACT_WITHDRAW] = {false, false, "withdrawn", judge_act_withdraw},
	[ACT_ADOPT] = {false, false, "procedure", NULL},
};

/* Signatures that were there and are gone or changed without a round. */
static void judge_lost_parts(const struct judging *j)
{
	bool round = j->change->act == ACT_RETURN || j->change->act == ACT_REOPEN;
	for (size_t i = 0; !round && i < j->change->step_count; i++) {
		const struct rule_step *step = j->change->steps[i];
		if (j->change->act != ACT_FILL && is_signed(j->rule->before, step))
			judge_frozen_section(j, step);
	}
	if (!round && rule_names_have(&j->change->fields, "rounds"))
		tell(j, OWN_FROZEN, (struct own_detail){.at = value(j->rule->after, "rounds"),
							.needed = rule_word(j->book, "rounds")});
	if (j->change->act == ACT_FILL && rule_names_have(&j->change->fields, "id"))
		tell(j, OWN_ID, (struct own_detail){.at = value(j->rule->after, "id")});
}

static void judge_bystanders(const struct judging *j)
{
	const struct judge_change *change = j->change;
	bool round = change->act == ACT_RETURN || change->act == ACT_REOPEN;
	for (size_t i = 0; i < change->step_count; i++) {
		const struct rule_step *step = change->steps[i];
		if (acts[change->act].sections)
			judge_section(j, step);
		else if (step != change->step && !round && !is_signed(j->rule->before, step))
			tell(j, OWN_ONLY, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
	}
	for (size_t i = 0; i < change->fields.count; i++) {
		const char *name = change->fields.items[i], *own = acts[change->act].own;
		if (!acts[change->act].fields && !(own && strcmp(own, name) == 0)) {
			const struct record_node *at = value(j->rule->after, name);
			tell(j, OWN_ONLY, (struct own_detail){.at = at ? at : j->rule->after->root});
		}
	}
}

/* ---- files -------------------------------------------------------------------------------------------- */

static bool is_touched(const struct judge_facts *facts, const char *file)
{
	for (size_t i = 0; facts->touched && i < facts->touched_count; i++)
		if (strcmp(facts->touched[i], file) == 0)
			return true;
	return !facts->touched;
}

static const char *digest_of(const struct judging *j, const char *file)
{
	const struct rule_files *files = j->rule->files;
	return files ? files->digest(files->context, file) : NULL;
}

/* The digest that is written beside a file, where one is. */
static void judge_written_digest(const struct judging *j, const struct judge_material *material)
{
	const char *written = record_get_text(material->node, "sha256");
	if (written && material->sha256 && strcmp(written, material->sha256) != 0)
		tell(j, OWN_DIGEST, (struct own_detail){.at = record_get(material->node, "sha256"),
							.found = material->sha256, .needed = written});
}

static void judge_signed_files(const struct judging *j, const struct rule_step *step)
{
	const struct record_node *sign_off = record_get(state_section(j->rule->after, step), "sign-off");
	const struct record_node *list = record_get(sign_off, "materials");
	for (size_t i = 0; list && list->kind == RECORD_LIST && i < list->count; i++) {
		const char *file = record_get_text(list->items[i], "file");
		const char *seen = record_get_text(list->items[i], "sha256");
		if (!file || !seen || !is_touched(j->facts, file) || j->change->step == step)
			continue;
		const char *now = digest_of(j, file);
		if (!now || strcmp(now, seen) != 0)
			tell(j, OWN_FROZEN_FILE, (struct own_detail){.step = step, .at = list->items[i],
								     .found = now ? now : _("the file is gone"),
								     .needed = seen});
	}
}

static bool is_listed(const struct judge_material *materials, size_t count, const char *file)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(materials[i].file, file) == 0)
			return true;
	return false;
}

static void judge_files(const struct judging *j)
{
	struct judge_material *now = NULL, *was = NULL;
	size_t count = 0, old = 0;
	change_materials(&j->book->root, j->rule->after->root, j->rule->files, j->arena, &now, &count);
	if (j->rule->before)
		change_materials(&j->book->root, j->rule->before->root, NULL, j->arena, &was, &old);
	for (size_t i = 0; i < count; i++) {
		if (!now[i].sha256)
			tell(j, OWN_MISSING, (struct own_detail){.at = now[i].node, .found = now[i].file});
		judge_written_digest(j, &now[i]);
	}
	for (size_t i = 0; i < j->book->step_count; i++)
		judge_signed_files(j, j->book->steps[i]);
	for (size_t i = 0; j->facts->touched && i < j->facts->touched_count; i++) {
		const char *file = j->facts->touched[i];
		if (strcmp(file, j->book->file) != 0 && !is_listed(now, count, file) &&
		    !is_listed(was, old, file))
			tell(j, OWN_UNLISTED, (struct own_detail){.found = file});
	}
}

/* ---- who signed ----------------------------------------------------------------------------------------- */

static void judge_signer(const struct judging *j)
{
	const struct judge_signer *signer = j->facts->signer;
	const struct rule_bases *basis = NULL;
	const struct rule_names *roles = change_roles(j->change, j->book, &basis, j->arena);
	struct own_detail detail = {.step = j->change->step, .basis = basis,
				    .who = roles_say(j->rule, roles, j->arena)};
	if (!signer)
		return;
	if (signer->problem) {
		detail.found = signer->problem;
		tell(j, OWN_SIGNATURE, detail);
	} else if (!signer->person) {
		if (roles->count)
			tell(j, OWN_UNSIGNED, detail);
	} else {
		if (!bytes_are(signer->author_mail, signer->mail) ||
		    !bytes_are(signer->committer_mail, signer->mail)) {
			detail.found = arena_format(j->arena, "%.*s / %.*s", (int)signer->author_mail.size,
						    signer->author_mail.data, (int)signer->committer_mail.size,
						    signer->committer_mail.data);
			detail.needed = signer->mail;
			tell(j, OWN_IDENTITY, detail);
		}
		if (roles->count && !roles_held(j->rule->people, roles, signer->person, j->rule->today)) {
			const struct rule_people *people = j->rule->people;
			detail.needed = NULL;
			detail.found = arena_format(j->arena, _("signed by %s"),
						    people->name(people->context, signer->person));
			tell(j, OWN_ROLE, detail);
		}
	}
}

static void judge_message(const struct judging *j)
{
	const struct judge_signer *signer = j->facts->signer;
	if (!j->facts->commit || !signer || j->change->several)
		return;
	struct message_facts facts = {j->rule, j->change, j->facts->ledger, j->facts->id,
				      signer->committer_name, signer->committer_mail};
	message_check(&facts, j->facts->commit, j->findings);
}

/* ---- the whole -------------------------------------------------------------------------------------------- */

static void judge_change(const struct judging *j)
{
	const struct judge_change *change = j->change;
	if (value(j->rule->before, "withdrawn")) {
		tell(j, OWN_WITHDRAWN, (struct own_detail){.at = j->rule->after->root});
		return;
	}
	if (change->act == ACT_NONE) {
		tell(j, OWN_NOTHING, (struct own_detail){.at = j->rule->after->root});
		return;
	}
	if (change->several)
		tell(j, OWN_ONE_ACT, (struct own_detail){.step = change->step, .at = j->rule->after->root});
	judge_place(j);
	judge_procedure(j);
	judge_bystanders(j);
	if (j->rule->before) {
		judge_lost_parts(j);
		judge_frozen_fields(j);
	}
	if (acts[change->act].judge && (change->step || change->act == ACT_OPEN || acts[change->act].own))
		acts[change->act].judge(j);
	for (size_t i = 0; acts[change->act].sections && i < change->step_count; i++)
		judge_step_checks(j, change->steps[i], true);
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
	if (facts->rule.before)
		vocabulary_apply(&facts->rule, (struct record *)facts->rule.before, NULL);
	vocabulary_apply(&facts->rule, (struct record *)facts->rule.after, findings);
	change_derive(j.change, &facts->rule, j.arena);
	if (j.change->act == ACT_NONE && only_files(&j))
		j.change->act = ACT_FILL;
	judge_change(&j);
	judge_files(&j);
	judge_signer(&j);
	judge_message(&j);
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
	judge_place(&j);
	judge_files(&j);
	for (size_t i = 0; i < j.book->step_count; i++) {
		const struct rule_step *step = j.book->steps[i];
		const struct record_node *section = state_section(facts->rule.after, step);
		const struct record_node *sign_off = record_get(section, "sign-off");
		if (section && *unfinished_before(&j, facts->rule.after, step))
			judge_not_open(&j, facts->rule.after, step);
		if (!record_is_empty(record_get(section, "skip")))
			judge_skip(&j, step);
		if (record_is_empty(sign_off))
			continue;
		/* A signed step is judged as of the day on which it was signed. */
		const struct record_node *on = record_get(sign_off, "on");
		if (on && on->day != DATE_NONE)
			at_sign_off.rule.today = on->day;
		j.rule = &at_sign_off.rule;
		judge_sign_off(&j, step);
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
