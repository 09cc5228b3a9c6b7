/* SPDX-License-Identifier: Apache-2.0 */
/* What is missing, who must act, by when, and what to type. */
#ifndef VIEW_NEXT_H
#define VIEW_NEXT_H

#include "judge/worklist.h"
#include "view/canvas.h"

/* What can be done or waits for a day; DETAIL: with found, needed and articles; TITLES: of the decisions. */
void next_write(const struct worklist *list, int32_t today, bool detail, bool titles, enum view_format format,
		struct buf *out);

#endif
