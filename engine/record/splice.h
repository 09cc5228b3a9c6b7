/* SPDX-License-Identifier: Apache-2.0 */
/* One edit on its way: the path into the record, the bytes to replace, and the proof afterwards. */
#ifndef RECORD_SPLICE_H
#define RECORD_SPLICE_H

#include "base/limits.h"
#include "record/layout.h"

struct record_edit {
	const struct record *record;
	const struct record_step *path;
	size_t depth;
	struct arena *arena; /* for as long as the edit takes */
	struct wubu_error *error;

	/* The part of the path that the record has: NODES[0] is the root, NODES[i + 1] is child INDEX[i]
	   of NODES[i]; KNOWN steps were found. */
	const struct record_node *nodes[LIMIT_YAML_DEPTH + 2];
	size_t index[LIMIT_YAML_DEPTH + 2];
	size_t known;

	/* Bytes [BEGIN, END) of the source become TEXT. */
	size_t begin, end;
	struct buf text;
};

/* Follow PATH as far as the record goes.  Release with record_edit_end. */
int record_edit_begin(struct record_edit *edit, const struct record *record,
		      const struct record_step *path, size_t depth, struct wubu_error *error);
void record_edit_end(struct record_edit *edit);

/* Fill the error with MESSAGE and the place of the last node found; returns -1. */
int record_edit_refuse(struct record_edit *edit, enum wubu_error_code code, const char *message);

/* The value that the whole record holds now, and the part of it that NODES[LEVEL] stands for. */
struct record_value *record_edit_value(struct record_edit *edit);
struct record_value *record_edit_part(struct record_edit *edit, struct record_value *root,
				      size_t level);

/* Whether NODE holds VALUE: the same texts, the same keys in the same order. */
bool record_holds(const struct record_node *node, const struct record_value *value);

/* Splice, read the result again, and append it to OUT if it holds EXPECTED and nothing else. */
int record_edit_finish(struct record_edit *edit, const struct record_value *expected,
		       struct buf *out);

#endif
