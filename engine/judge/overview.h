/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A decision as data: where each step stands, who signed it, what is missing, who must act next and by
 * when.  Derived from the record and the day each time it is asked for; stored nowhere.
 */
#ifndef JUDGE_OVERVIEW_H
#define JUDGE_OVERVIEW_H

#include "judge/transition.h"
#include "rule/state.h"

/* What a step waits for. */
enum overview_need {
	NEED_NOTHING, /* done, or not open yet */
	NEED_FILL,    /* evidence */
	NEED_TIME,    /* nothing but that a day comes */
	NEED_SIGN,    /* all is there */
	NEED_ROUND,   /* it did not pass: it must be gone through again, or the decision withdrawn */
};
/* "fill", "wait", "sign", "round": for programs. */
const char *overview_need_name(enum overview_need need);

struct overview_step {
	const struct rule_step *step;
	enum rule_state state;
	bool begun;          /* its section holds something */
	bool stale;          /* signed, but for another draft than the present one */
	const char *by, *name; /* of the sign-off or skip: id and name; NULL */
	int32_t on;          /* its day, or DATE_NONE */
	const struct rule_choice *outcome;
	const char *because; /* of a skip its reason; NULL */
	enum overview_need need;
	struct rule_finding *todo; /* what is missing or not over yet */
	size_t todo_count;
	const struct rule_names *roles; /* one of these must act; none: anybody */
	const char *who;     /* the same in words, with names; NULL: anybody */
	const char *command; /* to type; NULL: nothing */
	const char *other;   /* another way, where there is one; NULL */
	const struct rule_finding *due;  /* of TODO the one with the first last day; NULL: none has one */
	const struct rule_finding *wait; /* of TODO the one that is over last; NULL: none has to be waited for */
	int32_t day;         /* of DUE, else of WAIT, or DATE_NONE */
	bool late;           /* DUE is past */
};

struct overview {
	const struct rulebook *book;
	const struct rule_facts *facts;
	const struct record *record;
	const char *id, *title;   /* TITLE NULL: none */
	const struct rule_matter *matter;
	const char *draft, *draft_digest;
	const char *rules;        /* tree of the rules it goes by */
	bool rules_now;           /* they are those in force */
	size_t rounds;
	const struct record_node *withdrawn; /* NULL: it was not */
	struct overview_step *steps; /* one for each of the book's, in its order */
	size_t step_count;
};

/* FACTS as for judge_todo() (they must live as long as the overview); all else lives in ARENA. */
void overview_make(struct overview *overview, const struct judge_facts *facts, struct arena *arena);

/* A step of a decision that waits for somebody. */
struct overview_task {
	const struct overview *overview;
	const struct overview_step *step;
};
/*
 * All steps that wait, the most urgent first: those whose date is past or in the next days, then what can be done at
 * once, then later dates.
 */
void overview_tasks(const struct overview *overviews, size_t count, int32_t today, struct arena *arena,
		    struct overview_task **tasks, size_t *task_count);

#endif
