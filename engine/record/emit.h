/* SPDX-License-Identifier: Apache-2.0 */
/* Values as YAML text: plain where that is safe, block style for what is long. */
#ifndef RECORD_EMIT_H
#define RECORD_EMIT_H

#include "record/edit.h"

/* A key and what stands under it; in a list the key is NULL. */
struct record_pair {
	const char *key;
	struct record_value *value;
};

struct record_value {
	enum record_kind kind;
	const char *text;
	bool in_line; /* a text that is not to be written after '|' */
	struct record_pair *pairs;
	size_t count;
};

/* How much further in things stand than the key they belong to, and whether small maps in lists
   go on one line. */
struct record_style {
	size_t map, list;
	bool one_line_items;
};

/* Lines that take more columns than this are not made by putting a map on one line. */
#define RECORD_LINE_COLUMNS 90

/* VALUE in one line, in flow style. */
void record_emit_flow(struct buf *out, const struct record_value *value);

/* A key as it stands before its colon; FLOW: between brackets. */
void record_emit_key(struct buf *out, const char *key, bool flow);

/* True when VALUE stands on the line of its key; else it takes lines of its own. */
bool record_emit_fits_line(const struct record_value *value);

/* True when VALUE is a map or list that is not empty. */
bool record_emit_is_section(const struct record_value *value);

/*
 * What follows the colon or dash of a block style entry, in two parts so that
 * a comment can stand between them: the rest of the line (with the blank
 * before it), then the lines below (each with the newline before it), for a
 * key or dash that stands INDENT columns in.
 */
void record_emit_head(struct buf *out, const struct record_value *value);
void record_emit_body(struct buf *out, const struct record_value *value, size_t indent,
		      struct record_style style);

/* One whole entry of a map (KEY) or list (KEY NULL), from its first letter, without the last
   newline. */
void record_emit_entry(struct buf *out, const char *key, const struct record_value *value,
		       size_t indent, struct record_style style);

/* The entries of a section, the first one where OUT stands, the others INDENT columns in. */
void record_emit_section(struct buf *out, const struct record_value *section, size_t indent,
			 struct record_style style);

#endif
