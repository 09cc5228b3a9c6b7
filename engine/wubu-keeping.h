/* SPDX-License-Identifier: Apache-2.0 */
/* Changing the rules from inside: for the files wubu-keeping.c and wubu-people.c alone. */
#ifndef WUBU_KEEPING_H
#define WUBU_KEEPING_H

#include "wubu-inside.h"

/* A change of the rules on its way. */
struct keeping {
	struct wubu *wubu;
	struct arena *arena;
	struct wubu_error *error;
	struct commit_plan plan;
	struct store_commit tip;
	const struct ledger_rules *rules; /* in force at the tip */
	int32_t today;
	const struct trust_person *me; /* by the address; NULL: nobody who is enrolled */
	bool dry_run;
	struct buf *done;              /* may be NULL */
};

int keeping_begin(struct keeping *k, struct wubu *wubu, struct arena *arena, struct wubu_error *error);

/*
 * Put FILES (below rules/) into force, or, where more keepers have to agree than the one who acts, put the change before
 * them.  The files may stand in the work tree already.  1: in force, 0: proposed or refused, -1.
 */
int keeping_change(struct keeping *k, const struct store_file *files, size_t count, struct wubu_report *report);

/* A line on what was done. */
void keeping_say(struct keeping *k, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
