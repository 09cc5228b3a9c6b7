/* SPDX-License-Identifier: Apache-2.0 */
/* Floors: a rulebook that extends another may make them stricter, not looser. */
#include "rule/bounds.h"
#include "rule/compile.h"
#include "rule/kinds.h"

#include "base/lang.h"

static bool arg_is_as_strict(const struct rule_param *param, const struct rule_arg *parent,
			     const struct rule_arg *child)
{
	enum bound_side side = bound_side(param->name);
	int order;
	if (record_equal(parent->node, child->node))
		return true;
	if (!parent->node) /* one more bound, or one more demand on a number */
		return side != BOUND_NONE || param->type == PARAM_FLAG;
	if (side == BOUND_NONE || !child->node || !bound_order(parent, child, param->type, &order))
		return false;
	return order == 0 || order == (int)side;
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
