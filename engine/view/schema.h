/* SPDX-License-Identifier: Apache-2.0 */
/* The vocabulary of a rulebook as JSON Schema (draft-07), for editors and other programs. */
#ifndef VIEW_SCHEMA_H
#define VIEW_SCHEMA_H

#include "rule/rulebook.h"
#include "view/canvas.h"

/* What a record may hold: keys by name and by label, types, choices. What checks ask is not in it. */
void schema_write_record(const struct rulebook *book, enum view_format format, struct buf *out);

#endif
