/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Agreement with a change of the rules, where one keeper is not enough (rule-changes in rules/ledger.yaml).  For the
 * rules tree NEW that is proposed stand, outside of rules/ and therefore without changing it:
 *
 *   approvals/NEW/rules/…      the rules as they would be: this tree's id is NEW; gone once they are in force
 *   approvals/NEW/statement    what is signed: approval_statement(); it bears the day on which it was committed
 *   approvals/NEW/PERSON.sig   the person's SSH signature over it, namespace "wubu-rules"
 *
 * An agreement counts for one step: from the rules in force when it was given to NEW, in this ledger.
 */
#ifndef JUDGE_APPROVAL_H
#define JUDGE_APPROVAL_H

#include "judge/ledger.h"

#define APPROVAL_FOLDER "approvals"
#define APPROVAL_STATEMENT "statement"
#define APPROVAL_SUFFIX ".sig"

/* A path below approvals/, taken apart. */
struct approval_path {
	struct store_id tree;
	const char *folder; /* "approvals/NEW" */
	enum { APPROVAL_OTHER, APPROVAL_RULES, APPROVAL_WORDS, APPROVAL_SIGNATURE } part;
	const char *person; /* of a signature */
};
bool approval_is_below(const char *path);
/* false: there is no such place. */
bool approval_path_read(const char *path, struct arena *arena, struct approval_path *out);

/* Append what a keeper signs: the step from the rules tree FROM to TO (hex) of the ledger LEDGER, proposed on DAY. */
void approval_statement(const char *ledger, const char *from, const char *to, int32_t day, struct buf *out);
/*
 * The statement on the step from RULES to the tree TO that stands in the tree ROOT: 1 with WORDS and the DAY that it bears; 0 there
 * is none, or one of other words; -1.
 */
int approval_read(struct ledger *ledger, const struct ledger_rules *rules, const struct store_id *root, const char *to,
		  struct arena *arena, struct wubu_bytes *words, int32_t *day, struct wubu_error *error);

/*
 * Whether ARMOUR is PERSON's good agreement with the statement WORDS on DAY: NULL, else why not, in ARENA.  Who is who is
 * read from PEOPLE.
 */
const char *approval_refusal(struct wubu_bytes words, const struct ledger_rules *people, const char *person,
			     int32_t day, struct wubu_bytes armour, struct arena *arena);

/* All who agreed, by the files in the commit's tree ROOT: ids in ARENA, each once.  -1: unreadable. */
int approval_persons(struct ledger *ledger, const struct ledger_rules *rules, const struct ledger_rules *people,
		     const struct store_id *root, const char *to, int32_t day, struct arena *arena,
		     struct rule_names *persons, struct wubu_error *error);

/* Whether PERSON may change the rules of BOOK, or (NULL) of one of the books of RULES, on DAY. */
bool approval_is_keeper(const struct ledger_rules *rules, const struct rulebook *book, const char *person, int32_t day);

#endif
