/* SPDX-License-Identifier: Apache-2.0 */
/* One decision judged by two rulebooks: what would be answered otherwise.  Nothing is signed, stored or changed. */
#ifndef JUDGE_SIMULATE_H
#define JUDGE_SIMULATE_H

#include "rule/finding.h"
#include "rule/state.h"

/* What is answered: where a step stands, what a check says, or that the record is none by the rulebook. */
enum simulate_sort { SIMULATE_STEP, SIMULATE_CHECK, SIMULATE_RECORD };

struct simulate_answer {
	enum simulate_sort sort;
	const char *rule;      /* "step", "step.check", "record.type" */
	const char *title;     /* of the step, the check or the finding, in the language chosen */
	const struct rule_step *step; /* NULL for SIMULATE_RECORD */
	const struct rule_bases *basis; /* NULL: none */
	enum rule_state state; /* of SIMULATE_STEP */
	enum rule_verdict verdict; /* of the others */
	const struct rule_finding *finding; /* the first one, NULL when all is well */
	unsigned line;         /* of SIMULATE_RECORD */
	bool is_signed;        /* the step was signed, or lawfully skipped */
};

/* BEFORE or AFTER is NULL when that rulebook does not ask. */
struct simulate_change {
	const char *decision, *title; /* its id and its title */
	const struct simulate_answer *before, *after;
};

struct simulation {
	struct arena *arena; /* all of it, findings included */
	struct simulate_change *changes;
	size_t count;
	size_t decisions, changed, withdrawn; /* judged, with a change among them, left out */
};

/* The word for programs: "met", "open", …; "none" for NULL. */
const char *simulate_name(const struct simulate_answer *answer);

/*
 * Judge decision ID by both, and add what differs.  Each of the facts has a record of its own, of the same text.  A
 * step that was signed is judged as of the day on which it was.
 */
void simulate_decision(struct simulation *simulation, const char *id, const struct rule_facts *before,
		       const struct rule_facts *after);

#endif
