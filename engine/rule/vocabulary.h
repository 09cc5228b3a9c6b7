/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a record: canonical names or Chinese labels, and what type each value has.
 */
#ifndef RULE_VOCABULARY_H
#define RULE_VOCABULARY_H

#include "record/edit.h"
#include "rule/facts.h"
#include "rule/finding.h"

/*
 * Give every key of RECORD its canonical name and every value its type (record_node: word,
 * number, day).  What the rulebook does not know, or cannot be read as its type, becomes a
 * finding "record.…".  FINDINGS may be NULL: then only the names and values are set.  Of FACTS
 * the book counts, and where they are given the people and the day (not DATE_NONE).
 */
void vocabulary_apply(const struct rule_facts *facts, struct record *record,
		      struct rule_findings *findings);

/* Whether PATH can name a file beside a record: relative, plain parts, no way out of the folder. */
bool vocabulary_is_file_path(struct wubu_bytes path);

/* Whether RECORD writes its keys as labels. */
bool vocabulary_uses_labels(const struct rulebook *book, const struct record *record);

/* Resolve TEXT (names or labels, "." between, [N] or [+] for list items) from the root for an
   edit.  -1 and ERROR with the nearest known name when there is no such field. */
int vocabulary_resolve(const struct rulebook *book, const struct record *record, const char *text,
		       struct arena *arena, struct record_step **path, size_t *depth,
		       const struct rule_field **field, struct wubu_error *error);

/* The path of a check, checked against what exists; SECTION and ITEM may be NULL. */
int vocabulary_path(struct rule_path *path, const char *text, const struct rulebook *book,
		    const struct rule_fields *section, const struct rule_fields *item,
		    struct arena *arena);

/* Where relative paths begin. */
struct rule_scope {
	const struct record_node *root, *section, *item;
};

/* One value that a path leads to; NODE NULL: missing, at HOLDER (the map where it should be). */
struct rule_value {
	const struct record_node *node, *holder;
};
struct rule_values {
	struct rule_value *items;
	size_t count;
};
/* All values of PATH; through a list there is one for each of its items. */
void vocabulary_values(const struct rule_path *path, const struct rule_scope *scope,
		       struct arena *arena, struct rule_values *values);
/* The only or first value, or NULL. */
const struct record_node *vocabulary_value(const struct rule_path *path,
					   const struct rule_scope *scope);

#endif
