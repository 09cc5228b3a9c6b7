/* SPDX-License-Identifier: Apache-2.0 */
/* What is missing, who must act, by when, and what to type. */
#ifndef VIEW_NEXT_H
#define VIEW_NEXT_H

#include "judge/overview.h"
#include "view/canvas.h"

/* The tasks of all OVERVIEWS, the most urgent first; DETAIL: with found, needed and articles. */
void next_write(const struct overview *overviews, size_t count, int32_t today, bool detail,
		enum view_format format, struct buf *out);

#endif
