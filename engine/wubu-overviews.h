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

#endif
