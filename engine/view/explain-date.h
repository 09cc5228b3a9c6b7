/* SPDX-License-Identifier: Apache-2.0 */
/* A date of a record, and how the rules count to it: day by day. */
#ifndef VIEW_EXPLAIN_DATE_H
#define VIEW_EXPLAIN_DATE_H

#include "rule/facts.h"
#include "view/canvas.h"

/*
 * Each rule of FACTS's book that counts from or to FIELD, counted out on the record.  -1 and ERROR (WUBU_NOT_FOUND) when there
 * is none.
 */
int explain_date_write(const struct rule_facts *facts, const char *id, const struct rule_field *field,
		       enum view_format format, struct buf *out, struct wubu_error *error);

#endif
