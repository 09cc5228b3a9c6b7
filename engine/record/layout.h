/* SPDX-License-Identifier: Apache-2.0 */
/* Where things stand in the lines of a record that has been read. */
#ifndef RECORD_LAYOUT_H
#define RECORD_LAYOUT_H

#include "record/emit.h"

/* Where the line of AT begins, and where it ends (before its newline). */
size_t record_line_begin(struct wubu_bytes source, size_t at);
size_t record_line_end(struct wubu_bytes source, size_t at);
/* The first byte from AT on that is no blank; that is no blank or newline; and no comment either. */
size_t record_skip_blanks(struct wubu_bytes source, size_t at);
size_t record_skip_space(struct wubu_bytes source, size_t at);
size_t record_skip_filler(struct wubu_bytes source, size_t at);
/* The byte at AT, NUL at the end. */
char record_byte(struct wubu_bytes source, size_t at);
/* Only blanks stand before AT in its line. */
bool record_first_in_line(struct wubu_bytes source, size_t at);

/* The value of child I of a map or list. */
struct record_node *record_child(const struct record_node *parent, size_t i);
/* The byte where child I begins (its key, its dash, in flow lists its value), and the byte after its
   colon or dash. */
size_t record_child_begin(const struct record *record, const struct record_node *parent, size_t i);
size_t record_child_head(const struct record *record, const struct record_node *parent, size_t i);

/* A map or list without brackets; a text after '|'. */
bool record_is_section(const struct record_node *node);
bool record_is_block_text(const struct record *record, const struct record_node *node);

/*
 * The end of the last line that belongs to a block whose entries stand INDENT
 * columns in and whose last value ends at AT: the line of AT, or that of the
 * last comment below which is indented for it and not for what follows.
 */
size_t record_block_end(struct wubu_bytes source, size_t at, size_t indent);
/* Where the comment lines begin that stand directly above child I, which begins its line; else where
   that line begins.  What stands at the very top of the file speaks of the whole file and is not
   counted. */
size_t record_comments_begin(const struct record *record, const struct record_node *parent, size_t i);

/* Whether a text after '|', for a key or dash INDENT columns in, would take lines in that stand below
   the line which ends at AT: comments, and blanks that nobody sees. */
bool record_swallows(struct wubu_bytes source, size_t at, size_t indent);

/* The indentation in use around NODE, else elsewhere in the record, else two. */
struct record_style record_style_near(const struct record *record, const struct record_node *node);

#endif
