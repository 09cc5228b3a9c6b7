/* SPDX-License-Identifier: Apache-2.0 */
/* What records and rulebooks may hold as JSON Schema (draft-07), for editors and other programs. */
#ifndef VIEW_SCHEMA_H
#define VIEW_SCHEMA_H

#include "rule/rulebook.h"
#include "view/canvas.h"
#include "view/jsonl.h"

/* What a record may hold: keys by name and by label, types, choices. What checks ask is not in it. */
void schema_write_record(const struct rulebook *book, enum view_format format, struct buf *out);
/* What a rulebook may hold: keys, kinds of check and their parameters. What names lead to is not in it. */
void schema_write_rules(enum view_format format, struct buf *out);

/* OBJECT, which is released, in lines for people or in one for programs. */
void schema_write_whole(json_t *object, enum view_format format, struct buf *out);

#endif
