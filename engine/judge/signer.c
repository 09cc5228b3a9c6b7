/* SPDX-License-Identifier: Apache-2.0 */
/* Who signed the commit, and what its message says. */
#include "judge/own.h"

#include "base/lang.h"
#include "judge/message.h"
#include "rule/roles.h"

void own_judge_signer(const struct judging *j)
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
		if (roles->count && !roles_held(j->rule->people, roles, signer->person, j->rule->today)) {
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
				      signer->committer_name, signer->committer_mail};
	message_check(&facts, j->facts->commit, j->findings);
}

