/* SPDX-License-Identifier: Apache-2.0 */
/* What a process that was killed leaves behind: locks that block everybody after it, and halves of objects. */
#ifndef STORE_REPAIR_H
#define STORE_REPAIR_H

#include "store/store.h"

struct store_leftover {
	const char *path;  /* whole */
	const char *shown; /* from the repository's folder, or the work tree's */
	int64_t age;       /* seconds since it was last written to */
	bool folder;
	bool in_use;       /* a process that can be seen has it open */
};

/* All that looks like one, at NOW, in ARENA; what is younger than SHORTEST seconds is left out. */
int store_leftovers(struct store *store, int64_t now, int64_t shortest, struct arena *arena,
		    struct store_leftover **leftovers, size_t *count, struct wubu_error *error);
/* A git or wubu that is at work in this repository, other than this process and those above it; 0: none that can be seen. */
long store_at_work(struct store *store);
/* Take it away. */
int store_take_away(const struct store_leftover *leftover, struct wubu_error *error);

/* Whether others than the owner may write to PATH, and whether it is the repository owner's or root's own. */
enum store_guard { STORE_GUARDED, STORE_OPEN_TO_GROUP, STORE_OPEN_TO_ALL, STORE_OWNED_BY_OTHER };
enum store_guard store_guard(struct store *store, const char *path);
/* The same for what nobody else may even read. */
bool store_is_closed(const char *path);

#endif
