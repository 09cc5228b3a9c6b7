/* SPDX-License-Identifier: Apache-2.0 */
/* For a check: what could stand in a record so that it is met. */
#ifndef VIEW_EXAMPLE_H
#define VIEW_EXAMPLE_H

#include "rule/facts.h"

/* Append one example, or nothing where the kind of CHECK has none. */
void example_say(const struct rule_check *check, const struct rule_facts *facts, struct buf *out);

#endif
