/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worklist of a person, or of everybody: what can be done, what only needs time, what waits for others.
 * Made from overviews each time it is asked for.
 */
#ifndef JUDGE_WORKLIST_H
#define JUDGE_WORKLIST_H

#include "judge/overview.h"
#include "trust/people.h"

/* What is wanted of all that there is; what is NULL does not matter. */
struct worklist_filter {
	const char *id;
	const char *step;   /* name or label: decisions that are at this step now */
	const char *unit;   /* of somebody who must act */
	const char *person; /* id: who may act, or has signed */
	const char *matter; /* name or label */
	bool late;          /* a last day is past */
};

/* Whether OVERVIEW is wanted; PEOPLE (may be NULL) are those in force. */
bool worklist_wants(const struct worklist_filter *filter, const struct overview *overview,
		    const struct trust_people *people);
/* The same of one step that waits for somebody; a person's own, not what that person signed. */
bool worklist_wants_step(const struct worklist_filter *filter, const struct overview *overview,
			 const struct overview_step *step, const struct trust_people *people);

enum worklist_part {
	WORKLIST_NOW,     /* can be done at once */
	WORKLIST_TIME,    /* nothing but that a day comes */
	WORKLIST_BLOCKED, /* a step of this person's that is not open: others come first */
};
const char *worklist_part_name(enum worklist_part part);

struct worklist_item {
	enum worklist_part part;
	const struct overview *overview;
	const struct overview_step *step;
	const struct overview_step **before; /* open steps that it waits for; only of WORKLIST_BLOCKED */
	size_t before_count;
};

struct worklist {
	struct worklist_item *items; /* by part, then the most urgent first */
	size_t count;
};

/* For FILTER's person (NULL: everybody; nothing is blocked then). OVERVIEWS must outlive it. */
void worklist_make(struct worklist *list, const struct overview *overviews, size_t count,
		   const struct worklist_filter *filter, const struct trust_people *people, int32_t today,
		   struct arena *arena);

#endif
