/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one judge: (rules in force before, record before, record after, files, signer, times) →
 * findings.  Every gate, every command and the audit call judge_transition(); a gate only
 * chooses what to judge and how to show it.
 */
#ifndef JUDGE_TRANSITION_H
#define JUDGE_TRANSITION_H

#include "judge/change.h"
#include "rule/finding.h"
#include "store/commit.h"

/* Who signed, as far as it is known when judging. */
struct judge_signer {
	const char *person;  /* whose key it is, by the people in force before; NULL: nobody's or no signature */
	const char *problem; /* why not, in words; NULL: there is no signature at all */
	const char *mail;    /* PERSON's, as enrolled */
	struct wubu_bytes author_mail, committer_mail, committer_name;
};

struct judge_facts {
	struct rule_facts rule;
	const char *folder;    /* "decisions/2021/WJ-2021-003" */
	const char *id;        /* last part of FOLDER */
	const char *ledger;    /* instance id */
	const struct rulebook *in_force; /* the rulebook of these records now; the record may go by an older one. NULL: not known */
	const char *rules_now; /* hex id of the rules tree in force before the commit */
	const struct judge_signer *signer; /* NULL: who signs is not judged (state of a file) */
	bool before_is_read;   /* the words of the record before were read by RULE.book when it was judged itself */
	const struct store_commit *commit; /* its message; NULL: none written yet */
	/* Files below FOLDER (paths from there) that differ from before; NULL: judge all of them. */
	const char *const *touched;
	size_t touched_count;
};

/* All findings on the change; CHANGE (may be NULL) gets what was done. */
void judge_transition(const struct judge_facts *facts, struct judge_change *change,
		      struct rule_findings *findings);

/* The record as it stands, without history: words, files, order, and the checks of every signed step. */
void judge_state(const struct judge_facts *facts, struct rule_findings *findings);

/* What is still needed: the checks of open steps, as findings of level RULE_TODO. STEP NULL: all. */
void judge_todo(const struct judge_facts *facts, const struct rule_step *step,
		struct rule_findings *findings);

#endif
