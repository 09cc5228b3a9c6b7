/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the judging of one commit: what commit.c, rules-change.c and merge.c share. */
#ifndef JUDGE_COMMIT_PARTS_H
#define JUDGE_COMMIT_PARTS_H

#include "judge/commit.h"

enum commit_part {
	PART_FORMAT, PART_TIME, PART_EMPTY, PART_MIXED, PART_ONE_DECISION, PART_PATH, PART_MODE,
	PART_NAME, PART_DELETED, PART_YAML, PART_ROOT, PART_GENESIS, PART_RULES_LOAD, PART_RULES_ID,
	PART_RULES_VERSION, PART_RULES_GONE, PART_RULES_ENTRY, PART_RULES_NOBODY, PART_RULES_ROLE, PART_RULES_AGREED, PART_RULES_ROLLBACK,
	PART_RULES_HOLDER, PART_RULES_BACKDATED, PART_RULES_REVOKED, PART_RULES_PERSON, PART_APPROVAL, PART_APPROVAL_KEPT,
	PART_APPROVAL_RULES, PART_MERGE_BASES,
	PART_MERGE_BOTH, PART_MERGE_OTHER, PART_COLLISION, PART_UNSIGNED, PART_SIGNATURE, PART_IDENTITY,
};

struct commit_judging {
	struct ledger *ledger;
	const struct store_commit *commit;
	const struct commit_options *options;
	const struct trust_key *planned_key; /* of a commit that is not made yet */
	const char *because; /* of a plan */
	bool has_message;
	const struct commit_look *look;       /* NULL: nobody has looked */
	const struct store_id *before;        /* the first parent's tree; NULL: none */
	const struct ledger_rules *rules;     /* in force before the commit */
	const struct ledger_rules *people;    /* who is who and the calendar: RULES, or those of the line joined */
	struct commit_verdict *verdict;
	struct rule_findings *findings;
	struct arena *arena;
	struct wubu_error *error;
};

/* Add a finding; it can be completed by the caller (NULL past the limit). */
struct rule_finding *part_tell(const struct commit_judging *cj, enum commit_part part, const char *file,
			       const char *found, const char *needed);
/* The same from an error, with its place. */
void part_tell_error(const struct commit_judging *cj, enum commit_part part, const char *file,
		     const struct wubu_error *error);

/* Who signed, on DAY. */
void part_signer(const struct commit_judging *cj, int32_t day, struct judge_signer *signer);

/* Tell what is wrong with the signature of a commit for which no role is asked. */
void part_judge_signature(const struct commit_judging *cj, const struct judge_signer *signer);

/* All differences from the first parent. */
int part_changes(const struct commit_judging *cj, struct store_change **changes, size_t *count);
/* What stands at a path that changed: a plain file under a name that all read alike.  -1: it is not there. */
int part_judge_path(const struct commit_judging *cj, const struct store_change *change);

/*
 * The facts about the record in FOLDER: 1 when both sides could be read, 0 when that is a finding
 * already, -1 when it cannot be judged.
 */
int part_decision_facts(const struct commit_judging *cj, const char *folder, const struct rulebook *home,
			const char **touched, size_t touched_count, struct judge_facts *facts,
			struct ledger_files *files);

int part_judge_rules(struct commit_judging *cj);
/* people-change.c: what a change of the rules does to who is who, from cj->rules to AFTER.  -1: unreadable. */
int part_judge_people(const struct commit_judging *cj, const struct ledger_rules *after);
/* approval-change.c: what changed below approvals/; with the rules when RULES is true. */
int part_judge_approvals(struct commit_judging *cj, const struct store_change *changes, size_t count, bool rules);
/* "propose", "approve" or "drop": what these changes do. */
const char *part_approval_action(const struct store_change *changes, size_t count);
int part_judge_genesis(struct commit_judging *cj);
/* The message of a change of the rules (PROPOSED NULL), or of agreeing with the one to the tree PROPOSED (hex). */
void part_rules_message(const struct commit_judging *cj, const char *ledger_id, const char *action,
			const char *proposed, struct buf *out);
void part_judge_rules_message(const struct commit_judging *cj, const char *ledger_id, const char *action,
			      const char *proposed);
int part_judge_merge(struct commit_judging *cj, const struct store_commit *parents);

/* Judge CJ's commit; used again for the commits of a side line. */
int part_judge(struct commit_judging *cj);

#endif
