/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the loader of checks: what load-check.c, load-args.c, load-condition.c and load-floors.c share.  Checks and
 * conditions are read as they stand while the files are read, and looked into once the whole vocabulary is known.
 */
#ifndef RULE_COMPILE_H
#define RULE_COMPILE_H

#include "rule/load.h"

/* Where paths begin while a check is looked into. */
struct place {
	const char *name;                 /* of the check, for messages and findings */
	const struct rule_fields *section; /* NULL: only absolute paths */
	const struct rule_fields *item;
};

/* The place whose paths begin at the items of the list that LIST ends at or leads through. */
struct place compile_items(const struct place *place, const struct rule_path *list);
/* A path that ends at a list. */
int compile_list(struct loader *loader, const struct record_node *node, const struct place *place,
		 struct rule_arg *arg);
/* Parameters of the kind called NAME (at KEY) from VALUE. */
int compile_kind(struct loader *loader, struct rule_check *check, const char *name,
		 const struct record_node *key, const struct record_node *value,
		 const struct place *place);
/* A check that stands inside another check or a condition; NULL when it cannot be used. */
struct rule_check *compile_nested(struct loader *loader, const char *kind, const struct record_node *key,
				  const struct record_node *value, const struct place *place);
int compile_condition(struct loader *loader, const struct record_node *node, const struct place *place,
		      struct rule_condition *condition);
/* A whole check of STEP, with its for-each, when and unless. */
int compile_check(struct loader *loader, const struct rule_step *step, struct rule_check *check);
/* NAMES must be steps, roles, matters or states, as TYPE (a rule_param_type) says. */
int compile_check_names(struct loader *loader, const struct record_node *node,
			const struct rule_names *names, int type);
/* The same for names that stand under KEYS (load_find()). */
int compile_check_names_at(struct loader *loader, const char *const *keys, const struct rule_names *names,
			   int type);
/* Whether NAME stands in NAMES, a list ended by NULL. */
bool compile_is_one_of(const char *name, const char *const *names);

#endif
