/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Catalogues: lists in rules/catalogue/<name>.yaml of what a rulebook's matters may be about.  An entry is never taken out, it
 * ends; so whoever changes the rules leaves behind what was listed when, and why not any more.
 */
#ifndef RULE_CATALOGUE_H
#define RULE_CATALOGUE_H

#include "rule/facts.h"

struct rule_entry {
	const char *id;
	struct rule_label title;
	struct rule_span listed;
	struct rule_label because; /* why it ended */
	const struct record_node *node;
};

struct rule_catalogue {
	const char *name;
	struct rule_label title;
	struct rule_entry *entries;
	size_t count;
	const struct record *file;
};

/* Read catalogue NAME from RECORD; -1 and ERROR with file and line for anything that docs/rulebook.md does not allow. */
int rule_catalogue_read(struct rule_catalogue *out, const char *name, const struct record *record, struct arena *arena,
			struct wubu_error *error);

/* The catalogues of one set of rules. */
struct rule_shelf {
	struct rule_catalogue *items;
	size_t count;
	struct rule_catalogues view; /* of these, for facts */
};
void rule_shelf_init(struct rule_shelf *shelf);

#endif
