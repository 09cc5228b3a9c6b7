/* SPDX-License-Identifier: Apache-2.0 */
/* Where decisions stand, and what is to be done next. */
#ifndef VIEW_STATUS_H
#define VIEW_STATUS_H

#include "judge/overview.h"
#include "view/canvas.h"

/* A table of decisions and steps, with a legend; CHOSEN: not all that there are. */
void status_write_all(const struct overview *overviews, size_t count, bool chosen, enum view_format format,
		      struct buf *out);
/* One decision: its header, its steps as a picture, and what it waits for. */
void status_write_one(const struct overview *overview, enum view_format format, struct buf *out);

/* How a state is shown besides its colour: a sign, drawn in one column everywhere. */
char status_sign(enum rule_state state);
enum paint status_paint(enum rule_state state);

#endif
