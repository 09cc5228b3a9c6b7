/* SPDX-License-Identifier: Apache-2.0 */
/* Bounds of checks compared: which is stricter, and which two nothing can keep at once. */
#ifndef RULE_BOUNDS_H
#define RULE_BOUNDS_H

#include "rule/kinds.h"

/* What a parameter does: bounds from below ("at-least"), from above ("at-most"), or neither (0). */
enum bound_side { BOUND_NONE = 0, BOUND_LOWER = 1, BOUND_UPPER = -1 };
enum bound_side bound_side(const char *param);

/* How B compares with A, both of TYPE: ORDER is 1 above, 0 the same, -1 below.  False when they cannot be compared. */
bool bound_order(const struct rule_arg *a, const struct rule_arg *b, enum rule_param_type type, int *order);

/* Whether what A asks can never be had together with what B asks (A and B may be the same check). */
bool bounds_exclude(const struct rule_check *a, const struct rule_check *b);

#endif
