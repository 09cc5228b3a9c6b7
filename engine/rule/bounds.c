/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/bounds.h"

#include "rule/kind-rows.h"

static const struct {
	const char *param;
	enum bound_side side;
	bool open; /* the bound itself is not allowed */
	char of;   /* what it bounds: only bounds of the same can exclude each other */
} sides[] = {
	{"at-least", BOUND_LOWER, false, 0},
	{"more-than", BOUND_LOWER, true, 0},
	{"at-most", BOUND_UPPER, false, 0},
	{"less-than", BOUND_UPPER, true, 0},
	{"each-at-least", BOUND_LOWER, false, 'e'},
	{"each-at-most", BOUND_UPPER, false, 'e'},
	{"differ-at-most", BOUND_UPPER, false, 'd'},
	{"extension-at-most", BOUND_UPPER, false, 'x'},
};
#define SIDES (sizeof sides / sizeof *sides)

enum bound_side bound_side(const char *param)
{
	for (size_t i = 0; i < SIDES; i++)
		if (strcmp(sides[i].param, param) == 0)
			return sides[i].side;
	return BOUND_NONE;
}

/* Days and weeks are of one measure; all other units are compared with their own kind. */
static int64_t length_of(const struct rule_duration *duration, enum rule_unit *unit)
{
	bool weeks = duration->unit == RULE_WEEKS;
	*unit = weeks ? RULE_DAYS : duration->unit;
	return (int64_t)duration->count * (weeks ? 7 : 1);
}

/* A as a fraction, whatever its type; false when it is none. */
static bool amount_of(const struct rule_arg *arg, enum rule_param_type type, struct rule_fraction *amount,
		      enum rule_unit *unit)
{
	*unit = RULE_DAYS;
	*amount = (struct rule_fraction){0, 1};
	if (type == PARAM_NUMBER)
		amount->over = arg->number;
	else if (type == PARAM_DURATION)
		amount->over = length_of(&arg->duration, unit);
	else if (type == PARAM_FRACTION)
		*amount = arg->fraction;
	else if (type == PARAM_OPERAND && arg->operand.form == OPERAND_NUMBER)
		amount->over = arg->operand.number;
	else
		return false;
	return true;
}

bool bound_order(const struct rule_arg *a, const struct rule_arg *b, enum rule_param_type type, int *order)
{
	struct rule_fraction left, right;
	enum rule_unit left_unit, right_unit;
	if (!a->node || !b->node || !amount_of(a, type, &left, &left_unit) ||
	    !amount_of(b, type, &right, &right_unit) || left_unit != right_unit)
		return false;
	int64_t mine = left.over * right.under, other = right.over * left.under;
	*order = (other > mine) - (other < mine);
	return true;
}

static bool known(const struct rule_check *check, const char *name, enum rule_param_type *type)
{
	for (size_t i = 0; i < RULE_ARGS && check->kind->params[i].name; i++)
		if (strcmp(check->kind->params[i].name, name) == 0) {
			*type = check->kind->params[i].type;
			return true;
		}
	return false;
}

/* The lower bound L of A against the upper bound U of B. */
static bool pair_excludes(const struct rule_check *a, size_t l, const struct rule_check *b, size_t u)
{
	enum rule_param_type type, other;
	int order;
	if (!known(a, sides[l].param, &type) || !known(b, sides[u].param, &other) || type != other ||
	    !bound_order(kind_arg(a, sides[l].param), kind_arg(b, sides[u].param), type, &order))
		return false;
	return order < 0 || (order == 0 && (sides[l].open || sides[u].open));
}

bool bounds_exclude(const struct rule_check *a, const struct rule_check *b)
{
	for (size_t l = 0; l < SIDES; l++)
		for (size_t u = 0; u < SIDES; u++)
			if (sides[l].side == BOUND_LOWER && sides[u].side == BOUND_UPPER &&
			    sides[l].of == sides[u].of &&
			    (pair_excludes(a, l, b, u) || pair_excludes(b, l, a, u)))
				return true;
	return false;
}
