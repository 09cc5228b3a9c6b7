/* SPDX-License-Identifier: Apache-2.0 */
/* A worked decision of decisions/, cut up so that it can be told again under another number, act by act. */
#ifndef BENCH_WORKED_H
#define BENCH_WORKED_H

#include "wubu-inside.h"

/* Each step is gone through by two acts: its section without the sign-off, then with it. */
struct worked_step {
	size_t begin, sign, end; /* bytes of the section in TEXT; its sign-off is the last part of it */
	int32_t day;
	const char *by;          /* NULL: it was never signed, and is left out */
	size_t turn;             /* its place in the order of days */
};

struct worked_file {
	const char *path; /* from the record's folder */
	struct wubu_bytes bytes;
	char hex[DIGEST_HEX];
};

struct worked {
	const char *id;
	int year;
	struct wubu_bytes text;
	struct worked_step *steps; /* in the order of the text */
	size_t step_count, acts;
	struct worked_file *files; /* but the record; sorted by path */
	size_t file_count;
};

/* Read FOLDER, whose record follows the first book of RULES. A failure ends the program. */
void worked_read(struct worked *worked, const char *folder, const struct ledger_rules *rules,
		 struct arena *arena);

/* One telling of it. */
struct telling {
	const struct worked *worked;
	const char *id, *rules;     /* the new number; the tree of the rules */
	struct worked_file *files;  /* its own, of which each bears the number */
};
void telling_init(struct telling *telling, const struct worked *worked, const char *id,
		  const char *rules, struct arena *arena);
/* The record after ACT (from 0). */
const char *telling_text(const struct telling *telling, size_t act, struct arena *arena);
/* The step that ACT belongs to. */
const struct worked_step *worked_turn(const struct worked *worked, size_t act);

#endif
