/* SPDX-License-Identifier: Apache-2.0 */
/* Who is who: persons with their roles and keys, and from when until when. */
#ifndef VIEW_PEOPLE_H
#define VIEW_PEOPLE_H

#include "judge/ledger.h"
#include "view/canvas.h"

/* The person ID (NULL: everybody) of RULES, as of DAY. */
void people_write(const struct ledger_rules *rules, const char *id, int32_t day, enum view_format format,
		  struct buf *out);

#endif
