/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the loader of rulebooks: a map is read by a table of its keys, so that what
 * is allowed stands in one place and an unknown key is always an error.
 */
#ifndef RULE_LOAD_H
#define RULE_LOAD_H

#include "rule/rulebook.h"

struct loader {
	struct rulebook *book;
	const struct record *file; /* the one being read */
	struct record *const *files; /* all of them, the newest first */
	size_t file_count;
	struct arena *arena;
	struct wubu_error *error;
	bool inherits; /* a parent has been read before */
	/* Checks that were replaced by a rulebook further down, to compare both in the end. */
	struct replaced { const struct rule_check *parent, *child; } *replaced;
	size_t replaced_count;
};

struct load_key {
	const char *name;
	int (*load)(struct loader *loader, const struct record_node *node, void *target);
	size_t offset;   /* added to the target */
	bool required;   /* of a rulebook without parent, or always in nested maps */
};

/* Fail at NODE with a sentence. Always -1. */
int load_fail(struct loader *loader, const struct record_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/*
 * Where KEYS (ended by NULL), one inside of the other, stand: in the newest file that has all of them, else
 * as deep as any has them.  That file becomes LOADER's, so this is for what fails next.
 */
const struct record_node *load_find(struct loader *loader, const char *const *keys);
/* Read NODE, which must be a map, by KEYS (ended by a row without name). */
int load_map(struct loader *loader, const struct record_node *node, const struct load_key *keys,
	     void *target);
/* Fail for an unknown word with the nearest of NEXT's candidates. */
int load_unknown(struct loader *loader, const struct record_node *node, const char *what,
		 const char *word, const char *(*next)(const void *context, size_t i),
		 const void *context);

/* Loaders of single values; TARGET is the type in the comment. */
int load_text(struct loader *loader, const struct record_node *node, void *target);     /* const char * */
int load_name(struct loader *loader, const struct record_node *node, void *target);     /* const char *, lower-case words */
int load_names(struct loader *loader, const struct record_node *node, void *target);    /* struct rule_names */
int load_label(struct loader *loader, const struct record_node *node, void *target);    /* struct rule_label */
int load_flag(struct loader *loader, const struct record_node *node, void *target);     /* bool */
int load_number(struct loader *loader, const struct record_node *node, void *target);   /* int64_t */
int load_date(struct loader *loader, const struct record_node *node, void *target);     /* int32_t */
int load_span(struct loader *loader, const struct record_node *node, void *target);     /* struct rule_span */
int load_duration(struct loader *loader, const struct record_node *node, void *target); /* struct rule_duration */
int load_bases(struct loader *loader, const struct record_node *node, void *target);    /* struct rule_bases */
int load_fields(struct loader *loader, const struct record_node *node, void *target);   /* struct rule_fields */
int load_time(struct loader *loader, const struct record_node *node, void *target);     /* struct rulebook: its days */
int load_choices(struct loader *loader, const struct record_node *node, void *target);  /* struct rule_field: its choices */

/* Read the checks of STEP (a map) without looking into them yet. */
int load_checks(struct loader *loader, const struct record_node *node, void *target);   /* struct rule_step */
int load_condition(struct loader *loader, const struct record_node *node, void *target); /* struct rule_condition *, raw */

/* Word I that the engine itself uses, NULL after the last. */
const char *load_word(const void *context, size_t i);

/* Build book->root when all fields are known (core.c). */
int load_root(struct loader *loader);
/* Look into all checks and conditions once the vocabulary is complete. */
int load_compile(struct loader *loader);
/* Refuse what a child may not do to a floor. */
int load_floors(struct loader *loader);

#endif
