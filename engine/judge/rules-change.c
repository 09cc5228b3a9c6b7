/* SPDX-License-Identifier: Apache-2.0 */
/* Commits that change the rules, and the first commit of a ledger. */
#include "judge/commit-parts.h"

#include "base/lang.h"
#include "judge/message.h"
#include "rule/roles.h"

#include <stdlib.h>

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
		int32_t day = rule_day_of(book, cj->commit->committer.seconds);
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
		int32_t day = rule_day_of(book, cj->commit->committer.seconds);
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
	static const char *const allowed[] = {"Ledger", "Action", NULL};
	if (cj->has_message)
		message_check_claims(cj->commit, allowed, cj->findings);
}

void part_rules_message(const struct commit_judging *cj, const char *ledger_id, struct buf *out)
{
	const struct store_person *who = &cj->commit->committer;
	bool first = cj->commit->parent_count == 0;
	buf_format(out, "rules: %s\n\nLedger: %s\nAction: rules\nSigned-off-by: %.*s <%.*s>\n",
		   first ? "found the ledger" : "change the rules", ledger_id, (int)who->name.size,
		   who->name.data, (int)who->mail.size, who->mail.data);
}

/* The version that the rulebook file at PATH of TREE says; -1: there is none that can be read. */
static long long version_at(const struct commit_judging *cj, const struct store_id *tree, const char *path)
{
	struct record *record;
	struct wubu_error ignored = {0};
	const char *text = NULL;
	if (ledger_record(cj->ledger, tree, path, cj->arena, &record, &ignored) == 1)
		text = record_get_text(record->root, "version");
	return text && *text ? strtoll(text, NULL, 10) : -1;
}

static bool is_rulebook(const char *path)
{
	static const char file[] = "/rulebook.yaml";
	size_t size = strlen(path);
	return size >= sizeof file && strcmp(path + size - sizeof file + 1, file) == 0;
}

static const struct rule_entry *entry_in(const struct rule_shelf *shelf, const char *name, const char *id)
{
	for (size_t i = 0; i < shelf->count; i++)
		for (size_t k = 0; strcmp(shelf->items[i].name, name) == 0 && k < shelf->items[i].count; k++)
			if (strcmp(shelf->items[i].entries[k].id, id) == 0)
				return &shelf->items[i].entries[k];
	return NULL;
}

/* Catalogues remember: an entry keeps its first day, and ends instead of going. */
static void judge_entries(const struct commit_judging *cj, const struct ledger_rules *before,
			  const struct ledger_rules *after)
{
	for (size_t i = 0; i < before->catalogues.count; i++) {
		const struct rule_catalogue *catalogue = &before->catalogues.items[i];
		for (size_t k = 0; k < catalogue->count; k++) {
			const struct rule_entry *was = &catalogue->entries[k];
			const struct rule_entry *is = entry_in(&after->catalogues, catalogue->name, was->id);
			if (!is || is->listed.from != was->listed.from)
				part_tell(cj, PART_RULES_ENTRY, catalogue->file->file, NULL, was->id);
		}
	}
}

/* A rulebook file that changed has a higher version, those that others only extend included. */
static int judge_versions(const struct commit_judging *cj, const struct ledger_rules *before,
			  const struct ledger_rules *after)
{
	struct store_change *changes;
	size_t count;
	if (store_compare(cj->ledger->store, &before->tree, &after->tree, cj->arena, &changes, &count, cj->error))
		return -1;
	for (size_t i = 0; i < before->book_count; i++)
		if (!ledger_book(after, before->books[i]->name, NULL))
			part_tell(cj, PART_RULES_GONE, "rules/ledger.yaml", NULL, before->books[i]->name);
	judge_entries(cj, before, after);
	for (size_t i = 0; i < count; i++) {
		const struct store_change *change = &changes[i];
		if (!is_rulebook(change->path) || !change->before.mode || !change->after.mode)
			continue;
		long long old = version_at(cj, &before->tree, change->path);
		long long new = version_at(cj, &after->tree, change->path);
		if (new <= old)
			part_tell(cj, PART_RULES_VERSION, arena_format(cj->arena, "rules/%s", change->path),
				  arena_format(cj->arena, "version: %lld", new),
				  arena_format(cj->arena, _("more than %lld"), old));
	}
	return 0;
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
	cj->verdict->new_rules = after->tree;
	if (strcmp(after->card.id, cj->rules->card.id) != 0)
		part_tell(cj, PART_RULES_ID, "rules/ledger.yaml", after->card.id, cj->rules->card.id);
	judge_keepers(cj, after);
	return judge_versions(cj, cj->rules, after);
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
	cj->verdict->day = rule_day_of(cj->rules->books[0], cj->commit->committer.seconds);
	if (store_compare(cj->ledger->store, NULL, &cj->commit->tree, cj->arena, &changes, &count, cj->error))
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (part_judge_path(cj, &changes[i]))
			return -1;
		if (strncmp(changes[i].path, "rules/", 6) != 0 &&
		    !rule_names_have(&cj->rules->card.also, changes[i].path))
			part_tell(cj, PART_GENESIS, changes[i].path, NULL, NULL);
	}
	/* Nobody stands above the founder: the first rules are signed by a keeper whom they name. */
	judge_signer(cj, cj->rules);
	judge_message(cj, cj->rules->card.id);
	judge_keepers(cj, cj->rules);
	return 0;
}
