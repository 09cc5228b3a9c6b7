/* SPDX-License-Identifier: Apache-2.0 */
/* What changed rules would answer otherwise: rule by rule, with the decisions that each concerns. */
#ifndef VIEW_SIMULATE_H
#define VIEW_SIMULATE_H

#include "judge/simulate.h"
#include "view/canvas.h"

/* RULES names what was tried: a folder or a revision. */
void simulate_write(const struct simulation *simulation, const char *rules, enum view_format format, struct buf *out);

#endif
