/* SPDX-License-Identifier: Apache-2.0 */
/* Commits that change the rules, and the first commit of a ledger. */
#include "judge/commit-parts.h"

#include "base/lang.h"
#include "rule/roles.h"

static bool can_keep_rules(const struct trust_person *person, const struct rulebook *book, int32_t day)
{
	for (size_t i = 0; person->key_count && i < book->rules.roles.count; i++)
		if (trust_holds(person, book->rules.roles.items[i], day))
			return true;
	return false;
}

/* Every book must leave somebody who can act on the day of the commit. */
static void judge_keepers(const struct commit_judging *cj, const struct ledger_rules *rules)
{
	for (size_t i = 0; i < rules->book_count; i++) {
		const struct rulebook *book = rules->books[i];
		int32_t day = date_of_time(cj->commit->committer.seconds, book->offset);
		bool somebody = false;
		for (size_t k = 0; k < rules->people->count; k++)
			somebody |= can_keep_rules(&rules->people->people[k], book, day);
		if (!somebody)
			part_tell(cj, PART_RULES_NOBODY, "rules/people.yaml", book->name, NULL);
	}
}

static void judge_signer(struct commit_judging *cj, const struct ledger_rules *rules)
{
	for (size_t i = 0; i < rules->book_count; i++) {
		const struct rulebook *book = rules->books[i];
		const struct rule_names *roles = &book->rules.roles;
		int32_t day = date_of_time(cj->commit->committer.seconds, book->offset);
		struct rule_facts facts = {.book = book, .people = &rules->view, .today = day};
		struct judge_signer signer;
		part_signer(cj, day, &signer);
		cj->verdict->signer = signer.person;
		bool held = signer.person && roles_held(&rules->view, roles, signer.person, day) &&
			    bytes_are(signer.author_mail, signer.mail) &&
			    bytes_are(signer.committer_mail, signer.mail);
		if (held)
			continue;
		struct rule_finding *finding = part_tell(
			cj, PART_RULES_ROLE, NULL,
			signer.problem ? signer.problem : signer.person ? rules->view.name(rules->people, signer.person)
			: _("no signature"), NULL);
		if (!finding)
			continue;
		finding->who = roles_say(&facts, roles, cj->arena);
		finding->basis = book->rules.basis;
	}
}

static void judge_message(const struct commit_judging *cj, const char *ledger_id)
{
	const struct { const char *key, *value; } lines[] = {{"Ledger", ledger_id}, {"Action", "rules"}};
	for (size_t i = 0; cj->has_message && i < sizeof lines / sizeof *lines; i++) {
		size_t times;
		struct wubu_bytes value = store_commit_trailer(cj->commit, lines[i].key, &times);
		if (times == 1 && bytes_are(value, lines[i].value))
			continue;
		findings_add(cj->findings, &(struct rule_finding){
			.rule = "commit.message", .verdict = RULE_UNMET, .level = RULE_REFUSE,
			.message = _("the message says something else than the change does"),
			.found = times ? arena_copy(cj->arena, value) : _("nothing"),
			.needed = arena_format(cj->arena, "%s: %s", lines[i].key, lines[i].value),
			.remedy = _("leave the message that the hook proposes as it is; you may add paragraphs above its last one")});
	}
}

void part_rules_message(const struct commit_judging *cj, const char *ledger_id, struct buf *out)
{
	const struct store_person *who = &cj->commit->committer;
	bool first = cj->commit->parent_count == 0;
	buf_format(out, "rules: %s\n\nLedger: %s\nAction: rules\nSigned-off-by: %.*s <%.*s>\n",
		   first ? "found the ledger" : "change the rules", ledger_id, (int)who->name.size,
		   who->name.data, (int)who->mail.size, who->mail.data);
}

static void judge_versions(const struct commit_judging *cj, const struct ledger_rules *before,
			   const struct ledger_rules *after)
{
	for (size_t i = 0; i < before->book_count; i++) {
		const struct rulebook *old = before->books[i], *new = ledger_book(after, old->name, NULL);
		struct store_entry a, b;
		const char *path = arena_format(cj->arena, "%s/rulebook.yaml", old->name);
		struct wubu_error ignored = {0};
		if (!new) {
			part_tell(cj, PART_RULES_GONE, "rules/ledger.yaml", NULL, old->name);
			continue;
		}
		bool same = store_find(cj->ledger->store, &before->tree, path, cj->arena, &a, &ignored) == 1 &&
			    store_find(cj->ledger->store, &after->tree, path, cj->arena, &b, &ignored) == 1 &&
			    store_id_equal(&a.id, &b.id);
		if (same ? new->version < old->version : new->version <= old->version)
			part_tell(cj, PART_RULES_VERSION, arena_format(cj->arena, "rules/%s", path),
				  arena_format(cj->arena, "version: %lld", (long long)new->version),
				  arena_format(cj->arena, _("more than %lld"), (long long)old->version));
	}
}

int part_judge_rules(struct commit_judging *cj)
{
	const struct ledger_rules *after;
	struct wubu_error error = {0};
	judge_signer(cj, cj->people);
	judge_message(cj, cj->rules->card.id);
	if (ledger_rules_of(cj->ledger, &cj->commit->tree, &after, &error)) {
		if (error.code == WUBU_REPOSITORY || error.code == WUBU_IO) {
			*cj->error = error;
			return -1;
		}
		part_tell_error(cj, PART_RULES_LOAD, "rules", &error);
		return 0;
	}
	if (strcmp(after->card.id, cj->rules->card.id) != 0)
		part_tell(cj, PART_RULES_ID, "rules/ledger.yaml", after->card.id, cj->rules->card.id);
	judge_versions(cj, cj->rules, after);
	judge_keepers(cj, after);
	return 0;
}

int part_judge_genesis(struct commit_judging *cj)
{
	struct wubu_error error = {0};
	struct store_change *changes;
	size_t count;
	if (ledger_rules_of(cj->ledger, &cj->commit->tree, &cj->rules, &error)) {
		if (error.code == WUBU_REPOSITORY || error.code == WUBU_IO) {
			*cj->error = error;
			return -1;
		}
		part_tell_error(cj, PART_RULES_LOAD, "rules", &error);
		return 0;
	}
	cj->people = cj->rules;
	cj->verdict->day = date_of_time(cj->commit->committer.seconds, cj->rules->books[0]->offset);
	if (store_compare(cj->ledger->store, NULL, &cj->commit->tree, cj->arena, &changes, &count, cj->error))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (strncmp(changes[i].path, "rules/", 6) != 0 &&
		    !rule_names_have(&cj->rules->card.also, changes[i].path))
			part_tell(cj, PART_GENESIS, changes[i].path, NULL, NULL);
	/* Nobody stands above the founder: the first rules are signed by a keeper whom they name. */
	judge_signer(cj, cj->rules);
	judge_message(cj, cj->rules->card.id);
	judge_keepers(cj, cj->rules);
	return 0;
}
