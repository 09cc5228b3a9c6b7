/* SPDX-License-Identifier: Apache-2.0 */
/* A record in words: labels for keys, names beside ids, each step with its state. */
#ifndef VIEW_SHOW_H
#define VIEW_SHOW_H

#include "judge/overview.h"
#include "view/canvas.h"

/* In JSON: one object with "record", keys and choices by their canonical names, money as text. */
void show_write(const struct overview *overview, enum view_format format, struct buf *out);

#endif
