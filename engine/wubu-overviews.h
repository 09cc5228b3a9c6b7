/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions as overviews, for the files wubu-look.c, wubu-worklist.c and their kin alone. */
#ifndef WUBU_OVERVIEWS_H
#define WUBU_OVERVIEWS_H

#include "judge/worklist.h"
#include "wubu-inside.h"

struct overviews {
	struct overview *items;
	const char **folders; /* of each */
	size_t count;
	const struct trust_people *people; /* in force now; NULL: there is no decision */
	int32_t today;                     /* in the zone of the first decision's rulebook, or DATE_NONE */
	struct arena *arena;               /* the caller's */
};
/* Of ID, or of all decisions; ARENA is set by the caller and freed by it, in any case. */
int overviews_make(struct wubu *wubu, const char *id, struct overviews *all, struct wubu_error *error);

/* What was asked for, with all decisions that it may concern. */
struct asking {
	struct overviews all;
	struct worklist_filter filter;
	const struct trust_people *people;
	const char *name; /* of the person; NULL: none is asked for */
	int32_t since;    /* DATE_NONE: not asked for */
};
/* WISH may be NULL. asking_end() belongs to it in any case. */
int asking_begin(struct asking *asking, struct wubu *wubu, const struct wubu_filter *wish, struct wubu_error *error);
void asking_end(struct asking *asking);
struct worklist asking_list(const struct asking *asking);

#endif
