/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commit messages: subject and trailers follow from the change, so that `git log` alone
 * reads as the decision's minute book and nobody has to know how they are written.
 */
#ifndef JUDGE_MESSAGE_H
#define JUDGE_MESSAGE_H

#include "judge/change.h"

struct store_commit;
struct rule_findings;

struct message_facts {
	const struct rule_facts *rule;
	const struct judge_change *change;
	const char *ledger;   /* instance id */
	const char *id;       /* of the decision */
	struct wubu_bytes name, mail; /* of the committer */
	const char *behalf;   /* id of the person whom the committer acts for; NULL: nobody */
};

/* The whole message: subject, title, trailers. */
void message_write(const struct message_facts *facts, struct buf *out);
/* A finding for each line in which COMMIT's subject or trailers say something else. */
void message_check(const struct message_facts *facts, const struct store_commit *commit,
		   struct rule_findings *findings);
/*
 * Of a commit that changes no decision: a finding for each trailer with one of our keys that is not among ALLOWED
 * (ends with NULL; NULL: none), and for a Signed-off-by that is not the committer's.
 */
void message_check_claims(const struct store_commit *commit, const char *const *allowed,
			  struct rule_findings *findings);

#endif
