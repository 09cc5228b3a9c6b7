/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The minute book of one decision: the commits that touched its folder, as their own trailers tell it.
 * Whether they tell the truth is for the audit to say.
 */
#ifndef JUDGE_HISTORY_H
#define JUDGE_HISTORY_H

#include "store/commit.h"

struct history_entry {
	struct store_id id;
	char hex[STORE_ID_HEX];
	/* From the trailers; NULL where the commit has none. */
	const char *action, *step, *outcome, *to, *round, *draft;
	const char *because; /* paragraphs below the title: the reason that was given; NULL */
	const char *subject;
	const char *name, *mail; /* of the committer */
	int64_t seconds;
	bool is_signed; /* bears a signature; whose is for the audit to say */
	bool merge;     /* with a version of its own: neither parent's */
};

struct history {
	struct history_entry *entries; /* oldest first */
	size_t count;
};

/* All that leads to TIP; FOLDER as in "decisions/2021/WJ-2021-003".  What it holds lives in ARENA. */
int history_read(struct history *history, struct store *store, const struct store_id *tip,
		 const char *folder, struct arena *arena, struct wubu_error *error);

#endif
