/* SPDX-License-Identifier: Apache-2.0 */
/* Commits that put a change of the rules before its keepers, or agree with one. */
#include "judge/approval.h"
#include "judge/commit-parts.h"

#include "base/lang.h"
#include "base/limits.h"
#include "rule/roles.h"

const char *part_approval_action(const struct store_change *changes, size_t count)
{
	const char *action = "drop";
	struct arena *arena = arena_new();
	for (size_t i = 0; i < count; i++) {
		struct approval_path path;
		if (!changes[i].after.mode || !approval_path_read(changes[i].path, arena, &path))
			continue;
		if (path.part == APPROVAL_WORDS)
			action = "propose";
		else if (path.part == APPROVAL_SIGNATURE && strcmp(action, "drop") == 0)
			action = "approve";
	}
	arena_free(arena);
	return action;
}

static int judge_signature(const struct commit_judging *cj, const struct approval_path *path, const char *hex,
			   const struct store_change *change)
{
	struct wubu_bytes armour, words;
	int32_t day;
	int found = approval_read(cj->ledger, cj->rules, &cj->commit->tree, hex, cj->arena, &words, &day, cj->error);
	if (found < 0 || store_read(cj->ledger->store, &change->after.id, STORE_BLOB, LIMIT_COMMIT_BYTES, cj->arena,
				    &armour, cj->error))
		return -1;
	const char *refusal = found ? approval_refusal(words, cj->people, path->person, cj->verdict->day, armour, cj->arena)
				    : _("there is no statement that it could have been given to");
	if (refusal)
		part_tell(cj, PART_APPROVAL, change->path, refusal, NULL);
	return 0;
}

static int judge_statement(const struct commit_judging *cj, const char *hex, const struct store_change *change)
{
	struct wubu_bytes words;
	int32_t day = DATE_NONE;
	int found = approval_read(cj->ledger, cj->rules, &cj->commit->tree, hex, cj->arena, &words, &day, cj->error);
	if (found == 0 || (found > 0 && day != cj->verdict->day))
		part_tell(cj, PART_APPROVAL, change->path,
			  _("the statement is not that of this ledger, its rules in force, this change and this day"), NULL);
	return found < 0 ? -1 : 0;
}

/* A file that is new below approvals/. */
static int judge_added(const struct commit_judging *cj, const struct approval_path *path, const struct store_change *change)
{
	char hex[STORE_ID_HEX];
	if (path->part == APPROVAL_RULES || change->after.mode != STORE_MODE_FILE)
		return 0;
	store_id_format(&path->tree, hex);
	return path->part == APPROVAL_SIGNATURE ? judge_signature(cj, path, hex, change) : judge_statement(cj, hex, change);
}

/* The rules that are proposed in FOLDER are the tree that it is called after, or none. */
static int judge_copy(const struct commit_judging *cj, const struct approval_path *path)
{
	struct store_entry entry;
	const char *place = arena_format(cj->arena, "%s/rules", path->folder);
	int found = store_find(cj->ledger->store, &cj->commit->tree, place, cj->arena, &entry, cj->error);
	if (found > 0 && (entry.mode != STORE_MODE_TREE || !store_id_equal(&entry.id, &path->tree)))
		part_tell(cj, PART_APPROVAL_RULES, place, NULL, NULL);
	return found < 0 ? -1 : 0;
}

static int judge_change(const struct commit_judging *cj, const struct store_change *change, struct approval_path *path)
{
	if (!approval_path_read(change->path, cj->arena, path)) {
		part_tell(cj, PART_PATH, change->path, NULL, NULL);
		return 0;
	}
	if (!change->before.mode)
		return judge_added(cj, path, change);
	if (path->part != APPROVAL_RULES)
		part_tell(cj, PART_APPROVAL_KEPT, change->path, NULL, NULL);
	return 0;
}

/* Whoever proposes or agrees is a keeper, and says so in the commit too. */
static void judge_keeper(struct commit_judging *cj, const struct store_change *changes, size_t count,
			 const struct approval_path *path)
{
	const struct rulebook *book = cj->people->books[0];
	struct rule_facts facts = {.book = book, .people = &cj->people->view, .today = cj->verdict->day};
	struct judge_signer signer;
	char hex[STORE_ID_HEX];
	part_signer(cj, cj->verdict->day, &signer);
	cj->verdict->signer = signer.person;
	part_judge_signature(cj, &signer);
	if (signer.person && !approval_is_keeper(cj->people, NULL, signer.person, cj->verdict->day)) {
		struct rule_finding *finding = part_tell(cj, PART_RULES_ROLE, NULL,
							 cj->people->view.name(cj->people->people, signer.person), NULL);
		if (finding)
			finding->who = roles_say(&facts, &book->rules.roles, cj->arena);
	}
	part_judge_rules_message(cj, cj->rules->card.id, part_approval_action(changes, count),
				 store_id_format(&path->tree, hex));
}

int part_judge_approvals(struct commit_judging *cj, const struct store_change *changes, size_t count, bool rules)
{
	struct approval_path path = {.folder = NULL}, first = path;
	for (size_t i = 0; i < count; i++) {
		if (judge_change(cj, &changes[i], &path))
			return -1;
		if (!first.folder)
			first = path;
		/* One proposal a commit, and with a change of the rules only that one. */
		else if (path.folder && !store_id_equal(&path.tree, &first.tree))
			part_tell(cj, PART_MIXED, changes[i].path, NULL, NULL);
	}
	if (!first.folder)
		return 0;
	if (rules && !store_id_equal(&first.tree, &cj->verdict->new_rules))
		part_tell(cj, PART_MIXED, changes[0].path, NULL, NULL);
	if (!rules)
		judge_keeper(cj, changes, count, &first);
	return judge_copy(cj, &first);
}
