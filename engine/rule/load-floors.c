/* SPDX-License-Identifier: Apache-2.0 */
/* Floors: a rulebook that extends another may make them stricter, not looser. */
#include "rule/compile.h"
#include "rule/kinds.h"

#include "base/lang.h"

/* How CHILD's bound compares with PARENT's: above, the same, below; false when not comparable. */
static bool compare_bound(const struct rule_arg *parent, const struct rule_arg *child,
			  enum rule_param_type type, int *order)
{
	int64_t a = 0, b = 0;
	if (type == PARAM_NUMBER) {
		a = parent->number;
		b = child->number;
	} else if (type == PARAM_DURATION && parent->duration.unit == child->duration.unit) {
		a = parent->duration.count;
		b = child->duration.count;
	} else if (type == PARAM_FRACTION) {
		a = parent->fraction.over * child->fraction.under;
		b = child->fraction.over * parent->fraction.under;
	} else if (type == PARAM_OPERAND && parent->operand.form == OPERAND_NUMBER &&
		   child->operand.form == OPERAND_NUMBER) {
		a = parent->operand.number;
		b = child->operand.number;
	} else {
		return false;
	}
	*order = (b > a) - (b < a);
	return true;
}

static bool arg_is_as_strict(const struct rule_param *param, const struct rule_arg *parent,
			     const struct rule_arg *child)
{
	static const char *const lower[] = {"at-least", "more-than", NULL};
	static const char *const upper[] = {"at-most", "less-than", NULL};
	bool is_lower = compile_is_one_of(param->name, lower), is_upper = compile_is_one_of(param->name, upper);
	int order;
	if (record_equal(parent->node, child->node))
		return true;
	if (!parent->node) /* one more bound, or one more demand on a number */
		return is_lower || is_upper || param->type == PARAM_FLAG;
	if (!child->node || !compare_bound(parent, child, param->type, &order))
		return false;
	return (is_lower && order >= 0) || (is_upper && order <= 0);
}

static bool is_as_strict(const struct rule_check *parent, const struct rule_check *child)
{
	static const char *const conditions[] = {"when", "unless"};
	if (parent->kind != child->kind || (child->warn && !parent->warn) || !child->floor ||
	    (parent->at_change && !child->at_change) ||
	    !record_equal(record_get(parent->node, "for-each"), record_get(child->node, "for-each")))
		return false;
	for (size_t i = 0; i < 2; i++) {
		const struct record_node *mine = record_get(child->node, conditions[i]);
		if (mine && !record_equal(record_get(parent->node, conditions[i]), mine))
			return false;
	}
	const struct record_node *span = record_get(child->node, "in-force");
	if (span && !record_equal(record_get(parent->node, "in-force"), span))
		return false;
	for (size_t i = 0; i < RULE_ARGS && parent->kind->params[i].name; i++)
		if (!arg_is_as_strict(&parent->kind->params[i], &parent->args[i], &child->args[i]))
			return false;
	return true;
}

int load_floors(struct loader *loader)
{
	for (size_t i = 0; i < loader->replaced_count; i++) {
		const struct replaced *r = &loader->replaced[i];
		if (!r->parent->floor || is_as_strict(r->parent, r->child))
			continue;
		loader->file = r->child->file;
		load_fail(loader, r->child->node,
			  _("“%s” is a floor of the rulebook that this one extends: it may be made "
			    "stricter, not looser"), r->child->name);
		error_hint(loader->error,
			   _("keep its kind and fields; only raise what is at least asked, lower what is at "
			     "most allowed, or drop its exceptions; write “floor: true” again"));
		return -1;
	}
	return 0;
}
