/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merges: for each decision (and for the rules as a whole) the result is one line's version, and the
 * other line did not touch it since they parted.  A side line is judged once more by those who are in
 * office on the line that it joins.
 */
#include "judge/commit-parts.h"

#include "base/lang.h"
#include "base/limits.h"
#include "judge/message.h"

#include <stdlib.h>

/* What can only be taken whole. */
struct unit {
	const char *name;
	bool ours, theirs;       /* changed since the lines parted */
	bool not_ours, not_theirs; /* the merge differs from that line */
};

struct units {
	struct unit *items;
	size_t count;
};

static const char *unit_name(const struct commit_judging *cj, const char *path)
{
	const char *folder = NULL;
	if (strncmp(path, "rules/", 6) == 0)
		return "rules";
	ledger_book_of(cj->rules, path, cj->arena, &folder);
	return folder ? folder : path;
}

static struct unit *unit_of(const struct commit_judging *cj, struct units *units, const char *path)
{
	const char *name = unit_name(cj, path);
	/* Changes come in the order of their paths, so the unit wanted is mostly the last one. */
	for (size_t i = units->count; i-- > 0;)
		if (strcmp(units->items[i].name, name) == 0)
			return &units->items[i];
	struct unit *unit = arena_push(cj->arena, units->items, units->count);
	*unit = (struct unit){.name = name};
	return unit;
}

/* Set the flag at OFFSET for each unit that differs between the trees A and B. */
static int mark(const struct commit_judging *cj, const struct store_id *a, const struct store_id *b,
		size_t offset, struct units *units)
{
	struct store_change *changes;
	size_t count;
	if (store_compare(cj->ledger->store, a, b, cj->arena, &changes, &count, cj->error))
		return -1;
	for (size_t i = 0; i < count; i++)
		*(bool *)((char *)unit_of(cj, units, changes[i].path) + offset) = true;
	return 0;
}

static void judge_unit(const struct commit_judging *cj, const struct unit *unit)
{
	if (unit->ours && unit->theirs)
		part_tell(cj, PART_MERGE_BOTH, unit->name, NULL, NULL);
	else if (unit->theirs ? unit->not_theirs : unit->not_ours)
		part_tell(cj, PART_MERGE_OTHER, unit->name, NULL, NULL);
}

/* The commits of a side line, parents first, and which of them knew the rules of the line that they join. */
struct side_line {
	struct store_id *ids;
	bool *knew;
	size_t count;
};

/* The place of ID among the first COUNT of the side line's commits, or COUNT. */
static size_t place_of(const struct side_line *side, size_t count, const struct store_id *id)
{
	for (size_t i = count; i-- > 0;)
		if (store_id_equal(&side->ids[i], id))
			return i;
	return count;
}

/* Is the rules tree of commit ID the one in force where the line joins?  1, 0, -1. */
static int has_rules(const struct commit_judging *cj, const struct store_id *id)
{
	struct store_commit commit;
	struct store_entry entry;
	if (store_read_commit(cj->ledger->store, id, cj->arena, &commit, cj->error))
		return -1;
	int found = store_find(cj->ledger->store, &commit.tree, "rules", cj->arena, &entry, cj->error);
	return found <= 0 ? found : store_id_equal(&entry.id, &cj->rules->tree);
}

/*
 * A commit of the side line knew the rules in force when its line left ours since they were made, or took
 * ours in: then it was judged by them, or by its own line's lawful change of them.
 */
static int knew_rules(const struct commit_judging *cj, const struct side_line *side, size_t i,
		      const struct store_commit *commit)
{
	int knew = 0;
	for (size_t k = 0; knew == 0 && k < commit->parent_count; k++) {
		size_t place = place_of(side, i, &commit->parents[k]);
		knew = place < i ? side->knew[place] : has_rules(cj, &commit->parents[k]);
	}
	return knew;
}

/* Judge by the people in office where it joins what the side line did without knowing of them. */
static int judge_again(struct commit_judging *cj, const struct store_id *ours, const struct store_id *theirs)
{
	struct side_line side;
	/* Merges among them are judged for themselves; each commit of theirs is in this walk too. */
	struct commit_options once = *cj->options;
	once.rejudge = false;
	if (store_walk(cj->ledger->store, theirs, 1, ours, 1, LIMIT_PUSH_COMMITS, cj->arena, &side.ids,
		       &side.count, cj->error))
		return -1;
	side.knew = arena_array(cj->arena, side.count, sizeof *side.knew);
	for (size_t i = 0; i < side.count; i++) {
		struct store_commit commit;
		struct commit_verdict verdict = {0};
		struct commit_judging again = {.ledger = cj->ledger, .commit = &commit, .options = &once,
					       .people = cj->rules, .verdict = &verdict,
					       .findings = cj->findings, .error = cj->error,
					       .has_message = true};
		if (store_read_commit(cj->ledger->store, &side.ids[i], cj->arena, &commit, cj->error))
			return -1;
		int knew = knew_rules(cj, &side, i, &commit);
		if (knew < 0 || (!knew && part_judge(&again)))
			return -1;
		side.knew[i] = knew > 0;
	}
	return 0;
}

/* Whoever merges says which line goes on: that is signed, and says nothing of any step. */
static void judge_merger(struct commit_judging *cj)
{
	struct judge_signer signer;
	part_signer(cj, cj->verdict->day, &signer);
	cj->verdict->signer = signer.person;
	part_judge_signature(cj, &signer);
	if (cj->has_message)
		message_check_claims(cj->commit, NULL, cj->findings);
}

int part_judge_merge(struct commit_judging *cj, const struct store_commit *parents)
{
	const struct store_commit *commit = cj->commit;
	struct store_id *bases;
	struct store_commit base;
	struct units units = {0};
	size_t count;
	judge_merger(cj);
	if (store_merge_bases(cj->ledger->store, &commit->parents[0], &commit->parents[1], cj->arena, &bases,
			      &count, cj->error))
		return -1;
	if (count != 1) {
		part_tell(cj, PART_MERGE_BASES, NULL, arena_format(cj->arena, "%zu", count), "1");
		return 0;
	}
	if (store_read_commit(cj->ledger->store, &bases[0], cj->arena, &base, cj->error) ||
	    mark(cj, &base.tree, &parents[0].tree, offsetof(struct unit, ours), &units) ||
	    mark(cj, &base.tree, &parents[1].tree, offsetof(struct unit, theirs), &units) ||
	    mark(cj, &parents[0].tree, &commit->tree, offsetof(struct unit, not_ours), &units) ||
	    mark(cj, &parents[1].tree, &commit->tree, offsetof(struct unit, not_theirs), &units))
		return -1;
	for (size_t i = 0; i < units.count; i++)
		judge_unit(cj, &units.items[i]);
	return cj->options->rejudge ? judge_again(cj, &commit->parents[0], &commit->parents[1]) : 0;
}
