/* SPDX-License-Identifier: Apache-2.0 */
/* A record in words: labels for keys, names beside ids, each step with its state. */
#ifndef VIEW_SHOW_H
#define VIEW_SHOW_H

#include "judge/overview.h"
#include "view/canvas.h"

/* In JSON: one object with "record", keys and choices by their canonical names, money as text. */
void show_write(const struct overview *overview, enum view_format format, struct buf *out);

/* What people call ENTRY; FIELD may be NULL. */
const char *show_label(const struct rule_field *field, const struct record_entry *entry);
/* All of a value on one line, as people say it; ITEM: NODE is one of the list that FIELD is. */
void show_say_value(const struct overview *overview, const struct rule_field *field, bool item,
		    const struct record_node *node, struct buf *out);

#endif
