/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of reading one file, and what is asked of keys and texts beyond
 * what libyaml asks.  Each check returns 0, or -1 with the error and its place.
 */
#ifndef RECORD_READER_H
#define RECORD_READER_H

#include "base/limits.h"
#include "record/layout.h"

/* A map or list that is still open. */
struct record_frame {
	struct record_node *node;
	struct record_node *key; /* a key that waits for its value */
};

struct record_reader {
	struct arena *arena;
	struct record *record;
	struct wubu_error *error;
	struct record_frame frames[LIMIT_YAML_DEPTH];
	size_t depth, nodes, documents;
	size_t first_line;      /* lines before what is parsed */
	size_t character, byte; /* the same place, counted as libyaml does and as we do */
};

/* Fill the error with MESSAGE, HINT (may be NULL) and the place; returns -1. */
int record_stop(struct record_reader *r, enum wubu_error_code code, size_t offset,
		const char *message, const char *hint);

/* What begins at BEGIN bears no '&' or '!': anchors and tags are refused. */
int record_accept_properties(struct record_reader *r, size_t begin);
/* KEY, which comes next in MAP, is one line of text, marked by nothing but its colon. */
int record_accept_key(struct record_reader *r, const struct record_node *map,
		      const struct record_node *key);
/* TEXT, in block style, stands after '|' or '|-' and nothing else. */
int record_accept_block(struct record_reader *r, const struct record_node *text);

/* The end of a literal block is the end of its last line of text; libyaml's is somewhere in the
   blank lines after it. */
size_t record_block_text_end(const struct record_reader *r, const struct record_node *text);

#endif
