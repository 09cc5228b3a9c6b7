/* SPDX-License-Identifier: Apache-2.0 */
/* Gates: which commits are judged, and what a push may do to refs.  The judging itself is judge/commit.h. */
#ifndef JUDGE_GATE_H
#define JUDGE_GATE_H

#include "judge/commit.h"

/* What the judging of several commits came to. */
struct gate_tally {
	size_t commits, signatures, decisions, exceptions;
	bool unjudged;
	struct store_id *rules; /* rules trees that the commits made, in the arena of the findings */
	size_t rules_count;
	bool after_rules;       /* a decision changed by one of those */
};

typedef void (*gate_progress)(void *context, size_t done, size_t total);

/*
 * Judge the commits IDS, which were walked (store_walk), by LEDGER's threads (pipeline.c); findings and tally are added up in their order.  What cannot be judged
 * becomes a finding of verdict unknown, and the rest is judged all the same.  With EXCEPTIONS, lawful
 * exceptions (skips, rounds, adoptions, withdrawals) are listed as findings of level warn.
 */
void gate_commits(struct ledger *ledger, const struct store_id *ids, size_t count,
		  const struct commit_options *options, bool exceptions, gate_progress progress,
		  void *context, struct gate_tally *tally, struct rule_findings *findings);

/* One line that a push hook reads. */
struct gate_ref {
	const char *name;         /* of the ref at the receiving side */
	struct store_id old, new; /* zero: none */
};

/*
 * Judge a push.  SERVER: in pre-receive: OLD must be what the ref is now.  The ledger's branch (BRANCH, a full name) is never
 * deleted, never moved but forward, and its old tip stays on the line of first parents.
 */
int gate_push(struct ledger *ledger, const struct gate_ref *refs, size_t count, const char *branch,
	      bool server, int64_t now, struct gate_tally *tally, struct rule_findings *findings,
	      struct wubu_error *error);

/* Whether the gate let this move pass, from what the ref is now. */
typedef bool (*gate_passed)(void *context, const struct gate_ref *ref);

/*
 * What git is about to write, whoever makes it do so (reference-transaction, prepared): the ledger's branch moves only as PASSED
 * says, forward, and is never deleted; the branch of receipts not at all.
 */
int gate_transaction(struct ledger *ledger, const struct gate_ref *refs, size_t count, const char *branch,
		     gate_passed passed, void *context, struct rule_findings *findings,
		     struct wubu_error *error);

/* A finding that says that something could not be judged. */
void gate_unjudged(struct rule_findings *findings, const char *commit, const struct wubu_error *error);
/* A finding RULE that an input was read and is refused. */
void gate_refused(struct rule_findings *findings, const char *rule, const struct wubu_error *error);

#endif
