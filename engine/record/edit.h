/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes to a record's text that keep all else as the clerk left it: comments,
 * order, quotes, blank lines, indentation.  An edit is a splice of the source;
 * its result is read again and must differ in the meant place only.
 */
#ifndef RECORD_EDIT_H
#define RECORD_EDIT_H

#include "base/buf.h"
#include "record/record.h"

/* One step of a path from the root of a record. */
struct record_step {
	const char *name;     /* key: canonical name; NULL for a list index */
	const char *spelling; /* how the key is written if it must be made; NULL means NAME */
	size_t index;         /* for NAME == NULL: which item; RECORD_APPEND makes a new last one */
};
#define RECORD_APPEND SIZE_MAX

/* A value to write: made in an arena by the functions below. */
struct record_value;
struct record_value *record_value_text(struct arena *arena, const char *text);
struct record_value *record_value_list(struct arena *arena);
struct record_value *record_value_map(struct arena *arena);
void record_value_add(struct arena *arena, struct record_value *list, struct record_value *item);
void record_value_put(struct arena *arena, struct record_value *map, const char *key,
		      struct record_value *value);
/* The value that NODE holds, to write it elsewhere. */
struct record_value *record_value_of(struct arena *arena, const struct record_node *node);

/*
 * Set the value at PATH, making the maps and lists that are missing on the
 * way; append the record's new text to OUT.  Maps and lists are written in
 * block style at the indentation of their neighbours (two blanks where there
 * are none), flow style inside flow style, keys of the root with a blank line
 * before them if the record separates its sections so.  Texts are quoted only
 * where YAML needs it.  Returns 0, or -1 and fills ERROR; OUT is then unchanged.
 */
int record_edit_put(const struct record *record, const struct record_step *path, size_t depth,
		    const struct record_value *value, struct buf *out, struct wubu_error *error);

/* Remove the key or list item at PATH with its own comment lines; a map or list that becomes
   empty is removed with it. */
int record_edit_drop(const struct record *record, const struct record_step *path, size_t depth,
		     struct buf *out, struct wubu_error *error);

/* Write VALUE (a map) as a whole new document. */
void record_write(const struct record_value *value, struct buf *out);

#endif
