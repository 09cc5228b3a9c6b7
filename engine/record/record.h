/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML as wubu takes it: one document, one mapping at the root, no anchors,
 * aliases, tags or directives, no duplicate keys, no character that two
 * readers would see differently.  This is the only YAML walker of the program:
 * decision records, rulebooks, people and calendars all come through here.
 *
 * Scalars stay texts.  What type a text has is for the vocabulary (rule/) to say.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

enum record_kind { RECORD_TEXT, RECORD_LIST, RECORD_MAP };

struct record_node {
	enum record_kind kind;
	unsigned line, column; /* 1-based; columns count characters */
	size_t begin, end;     /* bytes [begin, end) of the source, without trailing blanks or comments */
	bool plain;            /* a scalar without quotes and not a block scalar */
	bool flow;             /* a list or map written with brackets */
	struct wubu_bytes text;     /* RECORD_TEXT: the value, NUL after it, never with a NUL inside */
	size_t count;               /* RECORD_LIST, RECORD_MAP: how many */
	struct record_node **items;    /* RECORD_LIST */
	struct record_entry *entries;  /* RECORD_MAP, in the order of the file */

	/* Filled by the vocabulary when the node has that type; see rule/vocabulary.h. */
	const char *word; /* canonical name of a choice, canonical form of a text */
	int64_t number;
	int32_t day; /* base/date.h */
};

struct record_entry {
	struct record_node *key; /* always RECORD_TEXT */
	const char *name;        /* the key as written, or its canonical name once the vocabulary has seen it */
	struct record_node *value;
};

struct record {
	struct arena *arena;
	const char *file;         /* for messages; copied */
	struct wubu_bytes source; /* copied into the arena, NUL after it */
	struct record_node *root; /* always RECORD_MAP */
};

/*
 * Read SOURCE into ARENA.  Returns 0 and fills OUT, or -1 and fills ERROR with
 * file, line, column, the source line and where the caret goes.  Limits:
 * LIMIT_YAML_*.  An empty value (`key:`) is an empty text.
 */
int record_read(struct record **out, struct arena *arena, const char *file,
		struct wubu_bytes source, struct wubu_error *error);

/*
 * The same, where much of SOURCE is what BEFORE was read from: what stands before the first key of the root that may have
 * changed is not parsed again, and its nodes are BEFORE's, which must live as long.  What is read, and what is refused in which
 * words, is what record_read() makes of SOURCE; names and types that the vocabulary gave to BEFORE's nodes below the root stay.
 */
int record_read_after(struct record **out, struct arena *arena, const struct record *before, const char *file,
		      struct wubu_bytes source, struct wubu_error *error);

/* The value under NAME (entry->name), or NULL; NULL too when MAP is NULL or no map. */
struct record_node *record_get(const struct record_node *map, const char *name);
struct record_entry *record_entry(const struct record_node *map, const char *name);
/* Its text, or NULL when it is not there or not a text. */
const char *record_get_text(const struct record_node *map, const char *name);

/* No value, an empty text, an empty list or an empty map. */
bool record_is_empty(const struct record_node *node);
/* The same meaning, whatever layout, comments or quotes; the order of map keys does not count.
   Texts are compared by WORD where the vocabulary gave one.  Two NULLs are equal. */
bool record_equal(const struct record_node *a, const struct record_node *b);

/* Fill ERROR's place (file, line, column, source line, caret) for NODE of RECORD. */
void record_place(const struct record *record, const struct record_node *node,
		  struct wubu_error *error);

#endif
