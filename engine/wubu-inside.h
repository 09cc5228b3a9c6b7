/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind wubu.h: for the files wubu-*.c of this folder alone. */
#ifndef WUBU_INSIDE_H
#define WUBU_INSIDE_H

#include "judge/commit.h"
#include "judge/ledger.h"
#include "store/write.h"
#include "trust/digest.h"
#include "wubu.h"

struct wubu {
	struct ledger *ledger;
	struct arena *arena;    /* lives as long as the ledger is open */
	struct wubu_moment moment; /* completed from git's configuration; texts in ARENA */
	const char *key_file;   /* NULL: commits are not signed */
};

struct wubu_report {
	struct arena *arena;
	struct rule_findings findings;
	const char *gate;      /* "check", "pre-receive", "audit", … */
	const char *decision;  /* of an act: which one; NULL */
	size_t commits;        /* judged */
	size_t decisions;      /* different ones among them, or records judged */
	size_t signatures;     /* good ones */
	size_t exceptions;     /* lawful skips, rounds, adoptions, withdrawals: counted by the audit */
	const char *tip, *root; /* of an audit, hex */
	const char *resumed;    /* the commit up to which an earlier audit had judged; NULL: it judged all */
	const char *now;       /* of an audit: the time that it was told to take for the present */
	const char *receipts;  /* of an audit: what it says of them */
	size_t receipt_count;
	const char *told;      /* lines for people before all else; NULL: none */
	bool unjudged;         /* something could not be judged: exit status 3 */
	struct wubu_finding *data; /* the findings, when they were asked for as data */
	struct wubu *owned;    /* closed with the report: findings cite texts of its rules; NULL: the caller closes it */
};

/* FINDINGS as the public face shows them; in ARENA. */
struct wubu_finding *wubu_findings_data(const struct rule_findings *findings, struct arena *arena);

struct wubu_report *report_new(const char *gate);

/* HEAD's commit: 1 and COMMIT (in ARENA), 0 when the branch has none yet, -1 on error. */
int wubu_tip(struct wubu *wubu, struct arena *arena, struct store_commit *commit, struct wubu_error *error);
/* The rules in force at HEAD. */
int wubu_rules(struct wubu *wubu, const struct store_commit *tip, const struct ledger_rules **rules,
	       struct wubu_error *error);

/* What would be committed now by the moment's person on top of HEAD; the tree is still to be set. */
int wubu_plan(struct wubu *wubu, struct arena *arena, struct commit_plan *plan, struct wubu_error *error);

/* The commit object that PLAN describes, with its message, signed if the plan names a key; on no branch yet. */
int wubu_build_commit(struct wubu *wubu, const struct commit_plan *plan, struct store_id *id,
		      struct wubu_error *error);

/* A change on its way to the branch: PLAN's tree is what its parent's becomes with FILES. */
struct wubu_making {
	struct commit_plan *plan;
	const struct store_file *files;
	size_t count;
	bool dry_run;
	struct arena *arena;
};
/*
 * Make the commit, judge it as every gate will, and only if nothing is refused put it into the work tree and onto
 * the branch.  REPORT gets the findings, DONE (may be NULL) a line on what was done.
 */
int wubu_make_commit(struct wubu *wubu, const struct wubu_making *making, struct wubu_report *report,
		     struct buf *done, struct wubu_error *error);
/* Files first, the index next, the branch (to ID; NULL: not at all) last: whatever fails, nothing that was there is lost. */
int wubu_put_in_place(struct wubu *wubu, const struct wubu_making *making, const struct store_id *id,
		      const char *subject, struct wubu_error *error);

/* A decision as it stands at HEAD, read by the book that governs it. */
struct wubu_decision {
	const char *id, *folder, *path; /* PATH: of the record */
	const struct ledger_rules *rules; /* in force now */
	const struct rulebook *book;      /* that governs */
	struct judge_facts facts;         /* before NULL, after the record, signer NULL, today from the moment */
	struct ledger_files files;
	struct record *record;
};
/* 1 found, 0 no such decision (ERROR filled with the nearest ids as hint), -1 on error. */
int wubu_decision(struct wubu *wubu, const char *id, struct arena *arena, struct wubu_decision *decision,
		  struct wubu_error *error);
/* All ids, in the order of their folders; IDS in ARENA. */
int wubu_decisions(struct wubu *wubu, struct arena *arena, const char ***ids, size_t *count,
		   struct wubu_error *error);

/* Read DECISION's record (rules, id, folder, path and record are set; files at ROOT) by the book that governs it. */
int wubu_decision_facts(struct wubu *wubu, const struct store_id *root, struct arena *arena,
			struct wubu_decision *decision, struct wubu_error *error);

/*
 * The rules in FOLDER on disk: those that its ledger.yaml names, else all rulebooks below it; people only where there
 * is a people.yaml.  Has no tree id.
 */
int wubu_books_at(const char *folder, struct arena *arena, struct ledger_rules **rules,
		  struct wubu_error *error);
/* The file PATH below FOLDER; WUBU_NOT_FOUND when it is not there. */
int wubu_rules_file(const char *folder, const char *path, struct arena *arena, struct record **record,
		    struct wubu_error *error);
/* The names of all rulebooks below FOLDER. */
int wubu_book_names(const char *folder, struct arena *arena, struct rule_names *names,
		    struct wubu_error *error);
/* The book called NAME; without a name the one that no other builds on, if there is only one. */
const struct rulebook *wubu_choose_book(const struct ledger_rules *rules, const char *name,
					const struct rule_calendar **calendar, struct wubu_error *error);

/* The full name of the branch that is the ledger: git config wubu.branch, a bare repository's HEAD, or main. */
const char *wubu_branch(struct wubu *wubu);

#endif
