/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merges: for each decision (and for the rules as a whole) the result is one line's version, and the
 * other line did not touch it since they parted.  A side line is judged once more by those who are in
 * office on the line that it joins.
 */
#include "judge/commit-parts.h"

#include "base/lang.h"
#include "base/limits.h"

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

/* Judge the commits of the side line by the people in office where it joins. */
static int judge_again(struct commit_judging *cj, const struct store_id *ours, const struct store_id *theirs)
{
	struct store_id *ids;
	size_t count;
	if (store_walk(cj->ledger->store, theirs, 1, ours, 1, LIMIT_PUSH_COMMITS, cj->arena, &ids, &count,
		       cj->error))
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct store_commit commit;
		struct commit_verdict verdict = {0};
		struct commit_judging side = {.ledger = cj->ledger, .commit = &commit, .options = cj->options,
					      .people = cj->rules, .verdict = &verdict,
					      .findings = cj->findings, .error = cj->error,
					      .has_message = true};
		if (store_read_commit(cj->ledger->store, &ids[i], cj->arena, &commit, cj->error) ||
		    part_judge(&side))
			return -1;
	}
	return 0;
}

int part_judge_merge(struct commit_judging *cj, const struct store_commit *parents)
{
	const struct store_commit *commit = cj->commit;
	struct store_id *bases;
	struct store_commit base;
	struct units units = {0};
	const struct ledger_rules *rules_there;
	size_t count;
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
	    mark(cj, &parents[1].tree, &commit->tree, offsetof(struct unit, not_theirs), &units) ||
	    ledger_rules_of(cj->ledger, &base.tree, &rules_there, cj->error))
		return -1;
	for (size_t i = 0; i < units.count; i++)
		judge_unit(cj, &units.items[i]);
	/* Nothing is to be judged again where the rules did not change meanwhile. */
	if (cj->options->rejudge && rules_there != cj->rules)
		return judge_again(cj, &commit->parents[0], &commit->parents[1]);
	return 0;
}
