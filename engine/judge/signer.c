/* SPDX-License-Identifier: Apache-2.0 */
/* Who signed the commit, and what its message says. */
#include "judge/own.h"

#include "base/lang.h"
#include "judge/message.h"
#include "rule/roles.h"

static bool may(const struct judging *j, const struct rule_names *roles)
{
	const struct judge_signer *signer = j->facts->signer;
	return !roles->count ||
	       (signer->person && roles_held(j->rule->people, roles, signer->person, j->rule->today));
}

static bool names_file(const struct judging *j, const struct record *record, const struct rule_step *step,
		       const char *file)
{
	struct judge_material *materials = NULL;
	size_t count = 0;
	change_materials(&step->fields, record ? record_get(record->root, step->name) : NULL, NULL, j->arena,
			 &materials, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(materials[i].file, file) == 0)
			return true;
	return false;
}

/* Who may put FILE there: whoever fills in a step that names it, before or now; else whoever opens records. */
static const struct rule_names *file_roles(const struct judging *j, const char *file)
{
	struct rule_names *names = arena_alloc(j->arena, sizeof *names);
	bool named = false;
	for (size_t i = 0; i < j->book->step_count; i++) {
		const struct rule_step *step = j->book->steps[i];
		if (!names_file(j, j->rule->before, step, file) && !names_file(j, j->rule->after, step, file))
			continue;
		named = true;
		if (!step->fill.roles.count)
			return &step->fill.roles;
		for (size_t k = 0; k < step->fill.roles.count; k++)
			*arena_push(j->arena, names->items, names->count) = step->fill.roles.items[k];
	}
	return named ? names : &j->book->open.roles;
}

/* Of all that is filled in by one commit, the first for which the signer lacks the role; else ROLES. */
static const struct rule_names *missing_roles(const struct judging *j, const struct rule_names *roles)
{
	const struct judge_change *change = j->change;
	if (change->act != ACT_FILL)
		return roles;
	if (change->fields.count && !may(j, &j->book->open.roles))
		return &j->book->open.roles;
	for (size_t i = 0; i < change->step_count; i++)
		if (!may(j, &change->steps[i]->fill.roles))
			return &change->steps[i]->fill.roles;
	for (size_t i = 0; j->facts->touched && i < j->facts->touched_count; i++) {
		const char *file = j->facts->touched[i];
		const struct rule_names *its = strcmp(file, j->book->file) == 0 ? NULL : file_roles(j, file);
		if (its && !may(j, its))
			return its;
	}
	return roles;
}

const char *own_on_behalf(const struct judging *j)
{
	const struct judge_signer *signer = j->facts->signer;
	return signer ? change_on_behalf(j->change, j->book, j->rule->people, signer->person, j->rule->today, j->arena)
		      : NULL;
}

void own_judge_signer(const struct judging *j)
{
	const struct judge_signer *signer = j->facts->signer;
	const struct rule_bases *basis = NULL;
	const struct rule_names *roles = change_roles(j->change, j->book, &basis, j->arena);
	if (signer)
		roles = missing_roles(j, roles);
	struct own_detail detail = {.step = j->change->step, .basis = basis,
				    .who = roles_say(j->rule, roles, j->arena)};
	if (!signer)
		return;
	if (signer->problem) {
		detail.found = signer->problem;
		own_tell(j, OWN_SIGNATURE, detail);
	} else if (!signer->person) {
		if (roles->count)
			own_tell(j, OWN_UNSIGNED, detail);
	} else {
		if (!bytes_are(signer->author_mail, signer->mail) ||
		    !bytes_are(signer->committer_mail, signer->mail)) {
			detail.found = arena_format(j->arena, "%.*s / %.*s", (int)signer->author_mail.size,
						    signer->author_mail.data, (int)signer->committer_mail.size,
						    signer->committer_mail.data);
			detail.needed = signer->mail;
			own_tell(j, OWN_IDENTITY, detail);
		}
		if (!may(j, roles)) {
			const struct rule_people *people = j->rule->people;
			detail.needed = NULL;
			detail.found = arena_format(j->arena, _("signed by %s"),
						    people->name(people->context, signer->person));
			own_tell(j, OWN_ROLE, detail);
		}
	}
}

void own_judge_message(const struct judging *j)
{
	const struct judge_signer *signer = j->facts->signer;
	if (!j->facts->commit || !signer || j->change->several)
		return;
	struct message_facts facts = {j->rule, j->change, j->facts->ledger, j->facts->id,
				      signer->committer_name, signer->committer_mail, own_on_behalf(j)};
	message_check(&facts, j->facts->commit, j->findings);
}

