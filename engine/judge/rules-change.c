/* SPDX-License-Identifier: Apache-2.0 */
/* Commits that change the rules, and the first commit of a ledger. */
#include "judge/approval.h"
#include "judge/commit-parts.h"

#include "base/lang.h"
#include "judge/message.h"
#include "rule/roles.h"

#include <stdlib.h>

static bool has_key(const struct trust_person *person, int32_t day)
{
	for (size_t i = 0; i < person->key_count; i++)
		if (trust_term_holds(&person->keys[i].term, day))
			return true;
	return false;
}

/* Every book must leave as many who can act on the day of the commit as the next change will need. */
static void judge_keepers(const struct commit_judging *cj, const struct ledger_rules *rules)
{
	for (size_t i = 0; i < rules->book_count; i++) {
		const struct rulebook *book = rules->books[i];
		int32_t day = rule_day_of(book, cj->commit->committer.seconds);
		size_t count = 0;
		for (size_t k = 0; k < rules->people->count; k++) {
			const struct trust_person *person = &rules->people->people[k];
			count += has_key(person, day) && approval_is_keeper(rules, book, person->id, day);
		}
		if (count < rules->card.keepers_needed)
			part_tell(cj, PART_RULES_NOBODY, "rules/people.yaml",
				  arena_format(cj->arena, _("%s: %zu with a key"), book->name, count),
				  arena_format(cj->arena, "%zu", rules->card.keepers_needed));
	}
}

/* The signer is one of those who may; else a finding, and false. */
static bool judge_signer(struct commit_judging *cj, const struct ledger_rules *rules, const struct rulebook *book)
{
	const struct rule_names *roles = &book->rules.roles;
	int32_t day = rule_day_of(book, cj->commit->committer.seconds);
	struct rule_facts facts = {.book = book, .people = &rules->view, .today = day};
	struct judge_signer signer;
	part_signer(cj, day, &signer);
	cj->verdict->signer = signer.person;
	if (signer.person && roles_own(&rules->view, roles, signer.person, day) &&
	    bytes_are(signer.author_mail, signer.mail) && bytes_are(signer.committer_mail, signer.mail))
		return true;
	struct rule_finding *finding = part_tell(
		cj, PART_RULES_ROLE, NULL,
		signer.problem ? signer.problem : signer.person ? rules->view.name(rules->people, signer.person)
		: _("no signature"), NULL);
	if (finding) {
		finding->who = roles_say(&facts, roles, cj->arena);
		finding->basis = book->rules.basis;
	}
	return false;
}

/* Names of those of IDS who may change the rules of BOOK (AGREED), or of all who may and are not among them. */
static const char *keeper_names(const struct commit_judging *cj, const struct rulebook *book, const struct rule_names *ids,
				bool agreed, int32_t day, size_t *count)
{
	const struct trust_people *people = cj->people->people;
	struct buf out;
	buf_init(&out);
	*count = 0;
	for (size_t i = 0; i < people->count; i++) {
		const char *id = people->people[i].id;
		if (rule_names_have(ids, id) != agreed || !approval_is_keeper(cj->people, book, id, day))
			continue;
		buf_format(&out, "%s%s", (*count)++ ? _(", ") : "", people->people[i].name);
	}
	const char *text = arena_copy(cj->arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

/* As many persons as the rules before the change ask for, whoever makes the commit among them. */
static int judge_agreement(const struct commit_judging *cj, const struct rulebook *book, const struct store_id *to)
{
	int32_t day = rule_day_of(book, cj->commit->committer.seconds);
	char hex[STORE_ID_HEX];
	struct rule_names agreed;
	size_t have, others;
	if (approval_persons(cj->ledger, cj->rules, cj->people, &cj->commit->tree, store_id_format(to, hex), day,
			     cj->arena, &agreed, cj->error))
		return -1;
	if (!rule_names_have(&agreed, cj->verdict->signer))
		*arena_push(cj->arena, agreed.items, agreed.count) = cj->verdict->signer;
	const char *names = keeper_names(cj, book, &agreed, true, day, &have);
	if (have >= cj->rules->card.keepers_needed)
		return 0;
	struct rule_finding *finding = part_tell(
		cj, PART_RULES_AGREED, "rules", arena_format(cj->arena, "%zu (%s)", have, names),
		arena_format(cj->arena, "%zu", cj->rules->card.keepers_needed));
	if (finding) {
		finding->who = keeper_names(cj, book, &agreed, false, day, &others);
		finding->basis = book->rules.basis;
		finding->command = "wubu rules propose";
	}
	return 0;
}

/* TO NULL: rules that do not load, with which nobody can agree. */
static int judge_authors(struct commit_judging *cj, const struct store_id *to)
{
	for (size_t i = 0; i < cj->people->book_count; i++)
		if (judge_signer(cj, cj->people, cj->people->books[i]) &&
		    to && cj->rules->card.keepers_needed > 1 && judge_agreement(cj, cj->people->books[i], to))
			return -1;
	return 0;
}

void part_judge_rules_message(const struct commit_judging *cj, const char *ledger_id, const char *action,
			      const char *proposed)
{
	static const char *const allowed[] = {"Ledger", "Action", NULL, NULL}, *const with_rules[] = {
		"Ledger", "Action", "Rules", NULL};
	const struct { const char *key, *value; } lines[] = {{"Ledger", ledger_id}, {"Action", action}, {"Rules", proposed}};
	for (size_t i = 0; cj->has_message && i < sizeof lines / sizeof *lines; i++) {
		size_t times;
		if (!lines[i].value)
			continue;
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
	if (cj->has_message)
		message_check_claims(cj->commit, proposed ? with_rules : allowed, cj->findings);
}

void part_rules_message(const struct commit_judging *cj, const char *ledger_id, const char *action,
			const char *proposed, struct buf *out)
{
	const struct store_person *who = &cj->commit->committer;
	const char *subject = proposed ? action : cj->commit->parent_count ? "change the rules" : "found the ledger";
	buf_format(out, "rules: %s%s\n\n", subject, proposed ? " a change" : "");
	if (cj->because)
		buf_format(out, "%.*s\n\n", (int)strcspn(cj->because, "\n"), cj->because);
	buf_format(out, "Ledger: %s\nAction: %s\n", ledger_id, action);
	if (proposed)
		buf_format(out, "Rules: %s\n", proposed);
	buf_format(out, "Signed-off-by: %.*s <%.*s>\n", (int)who->name.size, who->name.data, (int)who->mail.size,
		   who->mail.data);
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
	part_judge_rules_message(cj, cj->rules->card.id, "rules", NULL);
	if (ledger_rules_of(cj->ledger, &cj->commit->tree, &after, &error)) {
		if (error.code == WUBU_REPOSITORY || error.code == WUBU_IO) {
			*cj->error = error;
			return -1;
		}
		part_tell_error(cj, PART_RULES_LOAD, "rules", &error);
		return judge_authors(cj, NULL);
	}
	cj->verdict->new_rules = after->tree;
	int was = ledger_had_rules(cj->ledger, &cj->commit->parents[0], &after->tree, cj->error);
	if (was < 0 || judge_authors(cj, &after->tree))
		return -1;
	if (was)
		part_tell(cj, PART_RULES_ROLLBACK, "rules", after->hex, NULL);
	if (strcmp(after->card.id, cj->rules->card.id) != 0)
		part_tell(cj, PART_RULES_ID, "rules/ledger.yaml", after->card.id, cj->rules->card.id);
	judge_keepers(cj, after);
	if (part_judge_people(cj, after))
		return -1;
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
	for (size_t i = 0; i < cj->rules->book_count; i++)
		judge_signer(cj, cj->rules, cj->rules->books[i]);
	part_judge_rules_message(cj, cj->rules->card.id, "rules", NULL);
	judge_keepers(cj, cj->rules);
	return 0;
}
