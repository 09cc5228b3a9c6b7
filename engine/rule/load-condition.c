/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions: `when`, `unless`, `where` and the parts of `any-of`. */
#include "rule/compile.h"

#include "base/lang.h"

/* In conditions `field: x, is: y` is short for the kind `value`, `step: s, is: t` for `step`. */
static const struct short_form {
	const char *head, *kind, *head_param;
	const char *others[5];
} short_forms[] = {
	{"field", "value", "field", {"is", "is-not", "in", "not-in", NULL}},
	{"step", "step", "name", {"is", NULL}},
};

static const struct short_form *short_form(const struct record_node *map, const char *key)
{
	for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++) {
		const struct record_node *head = record_get(map, short_forms[i].head);
		bool used = head && head->kind == RECORD_TEXT;
		if (used && (strcmp(key, short_forms[i].head) == 0 ||
			     compile_is_one_of(key, short_forms[i].others)))
			return &short_forms[i];
	}
	return NULL;
}

/* The map that FORM's kind would have been given in full. */
static struct record_node *long_form(struct loader *loader, const struct record_node *map,
				     const struct short_form *form)
{
	struct record_node *full = arena_alloc(loader->arena, sizeof *full);
	*full = *map;
	full->count = 0;
	full->entries = arena_array(loader->arena, map->count, sizeof *full->entries);
	for (size_t i = 0; i < map->count; i++) {
		struct record_entry entry = map->entries[i];
		bool head = strcmp(entry.name, form->head) == 0;
		if (head)
			entry.name = form->head_param;
		if (head || compile_is_one_of(entry.name, form->others))
			full->entries[full->count++] = entry;
	}
	return full;
}

static int compile_any(struct loader *loader, const struct record_node *node,
		       const struct place *place, struct rule_condition *condition)
{
	if (node->kind != RECORD_LIST || !node->count)
		return load_fail(loader, node, _("“any-of” needs a list of conditions"));
	for (size_t i = 0; i < node->count; i++) {
		struct rule_condition *inner = arena_alloc(loader->arena, sizeof *inner);
		if (record_get(node->items[i], "any-of"))
			return load_fail(loader, node->items[i], _("“any-of” cannot stand inside “any-of”"));
		if (compile_condition(loader, node->items[i], place, inner))
			return -1;
		*arena_push(loader->arena, condition->any_of, condition->any_count) = inner;
	}
	return 0;
}

static int compile_part(struct loader *loader, const struct record_node *map,
			const struct record_entry *entry, const struct place *place,
			struct rule_condition *condition)
{
	const struct short_form *form = short_form(map, entry->name);
	const struct record_node *value = entry->value;
	const char *kind = entry->name;
	if (strcmp(kind, "any-of") == 0)
		return compile_any(loader, value, place, condition);
	if (form && strcmp(kind, form->head) != 0)
		return 0; /* taken together with its head */
	if (form) {
		kind = form->kind;
		value = long_form(loader, map, form);
	}
	struct rule_check *check = compile_nested(loader, kind, entry->key, value, place);
	if (!check)
		return -1;
	*arena_push(loader->arena, condition->checks, condition->check_count) = check;
	return 0;
}

int compile_condition(struct loader *loader, const struct record_node *node,
			     const struct place *place, struct rule_condition *condition)
{
	if (node->kind != RECORD_MAP || !node->count)
		return load_fail(loader, node, _("here a condition is needed"));
	const struct record_node *field = record_get(node, "field"), *step = record_get(node, "step");
	if (field && step && step->kind == RECORD_TEXT)
		return load_fail(loader, node,
				 _("“field” and “step” cannot share one condition: “is” would belong to both"));
	condition->node = node;
	condition->file = loader->file;
	for (size_t i = 0; i < node->count; i++)
		if (compile_part(loader, node, &node->entries[i], place, condition))
			return -1;
	return 0;
}
