/* SPDX-License-Identifier: Apache-2.0 */
/* One commit, judged alone: by the rules of its first parent, from raw objects only. */
#ifndef JUDGE_COMMIT_H
#define JUDGE_COMMIT_H

#include "judge/ledger.h"
#include "judge/transition.h"

enum commit_sort {
	COMMIT_GENESIS,  /* no parent: the ledger's first rules */
	COMMIT_RULES,    /* a change of the rules */
	COMMIT_APPROVAL, /* such a change is proposed, or agreed with */
	COMMIT_DECISION, /* a transition of one decision */
	COMMIT_MERGE,
	COMMIT_OTHER,    /* none of these: refused, except for files that the card names */
};

/* What has been judged, for reports; texts live in the findings' arena. */
struct commit_verdict {
	struct store_id id;
	enum commit_sort sort;
	const char *folder, *decision; /* NULL when it is not about one */
	struct judge_change change;    /* of COMMIT_DECISION */
	struct store_id rules, new_rules; /* rules trees: in force before; of COMMIT_RULES, what it makes of them */
	const char *signer;            /* person, or NULL */
	int64_t seconds;               /* committer time */
	int32_t day;                   /* in the rulebook's zone */
	bool malformed;                /* it could not be parsed: nor can what rests on it be judged */
};

struct commit_options {
	/* The commit may not be later than this (seconds since 1970), 0: do not ask. */
	int64_t now;
	/* Root commits are accepted only if they are this one; NULL: any genesis that is sound. */
	const struct store_id *root;
	/* Side lines of a merge are judged again by the line they join (true in gates and audits). */
	bool rejudge;
};

/*
 * What a look at the trees of a whole history has told of one commit with one parent, so that judging it need not read all of
 * them again.  It may only be given where it is so: it saves reading, and decides nothing.
 */
struct commit_look {
	const char *path;     /* all that differs from the parent is below this folder … */
	struct store_id a, b; /* … which is A there (zero: not yet) and B here; no name on the way to it is in doubt */
	struct store_id parent_tree;
	int64_t parent_seconds;
	const struct ledger_rules *rules; /* in force at the parent */
};

/*
 * Judge commit ID; findings go to FINDINGS with the commit's id.  -1 only for what cannot be judged at
 * all (an unreadable object, rules that do not load): a caller takes that as a refusal.
 */
int judge_commit(struct ledger *ledger, const struct store_id *id, const struct commit_options *options,
		 struct commit_verdict *verdict, struct rule_findings *findings,
		 struct wubu_error *error);
/* The same of a commit that was looked at (LOOK may be NULL), whose parent is of the right form. */
int judge_commit_seen(struct ledger *ledger, const struct store_id *id, const struct commit_look *look,
		      const struct commit_options *options, struct commit_verdict *verdict,
		      struct rule_findings *findings, struct wubu_error *error);

/*
 * Judge a change that is no commit yet: from commit PARENT (NULL: there is none) to the tree TREE, as PERSON
 * at SECONDS would commit it.  MESSAGE (a parsed one) may be NULL.  Several decisions at once are
 * refused as one commit would be.
 */
struct commit_plan {
	const struct store_id *parents;
	size_t parent_count;
	struct store_id tree;
	struct store_person author, committer;
	const char *key_file;   /* user.signingkey, when commits are signed; NULL: they are not */
	const struct store_commit *message; /* NULL: not written yet */
	const char *because;    /* a paragraph of the message of a change of the rules; NULL: none */
};
int judge_plan(struct ledger *ledger, const struct commit_plan *plan, struct commit_verdict *verdict,
	       struct rule_findings *findings, struct wubu_error *error);

/* The message that the change of PLAN calls for. */
int judge_plan_message(struct ledger *ledger, const struct commit_plan *plan, struct buf *out,
		       struct wubu_error *error);

#endif
