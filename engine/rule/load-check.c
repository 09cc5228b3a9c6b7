/* SPDX-License-Identifier: Apache-2.0 */
/* Checks and the steps they stand in: read first, looked into when all names are known. */
#include "rule/compile.h"
#include "rule/kinds.h"

#include "base/lang.h"

/* ---- reading ----------------------------------------------------------------- */

static struct rule_check *new_check(struct loader *loader, const struct rule_step *step,
				    const struct record_entry *entry)
{
	struct rule_check *check = arena_alloc(loader->arena, sizeof *check);
	check->book = loader->book;
	check->short_name = entry->name;
	check->name = arena_format(loader->arena, "%s.%s", step->name, entry->name);
	check->node = entry->value;
	check->file = loader->file;
	check->in_force = (struct rule_span){DATE_NONE, DATE_NONE};
	return check;
}

static void put_check(struct loader *loader, struct rule_step *step, struct rule_check *check)
{
	for (size_t i = 0; i < step->check_count; i++)
		if (strcmp(step->checks[i]->short_name, check->short_name) == 0) {
			struct replaced *r = arena_push(loader->arena, loader->replaced,
							loader->replaced_count);
			*r = (struct replaced){step->checks[i], check};
			step->checks[i] = check;
			return;
		}
	*arena_push(loader->arena, step->checks, step->check_count) = check;
}

int load_checks(struct loader *loader, const struct record_node *node, void *target)
{
	if (node->kind != RECORD_MAP)
		return load_fail(loader, node, _("here a map of checks is needed"));
	for (size_t i = 0; i < node->count; i++) {
		const char *name;
		if (load_name(loader, node->entries[i].key, &name))
			return -1;
		put_check(loader, target, new_check(loader, target, &node->entries[i]));
	}
	return 0;
}

int load_condition(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_condition *condition = arena_alloc(loader->arena, sizeof *condition);
	condition->node = node;
	condition->file = loader->file;
	*(struct rule_condition **)target = condition;
	return 0;
}

/* ---- checks ------------------------------------------------------------------------ */

static int load_at(struct loader *loader, const struct record_node *node, void *target)
{
	const char *word;
	if (load_name(loader, node, &word))
		return -1;
	if (strcmp(word, "sign-off") != 0 && strcmp(word, "change") != 0)
		return load_fail(loader, node, _("“at” is “sign-off” or “change”"));
	*(bool *)target = strcmp(word, "change") == 0;
	return 0;
}

static int load_level(struct loader *loader, const struct record_node *node, void *target)
{
	const char *word;
	if (load_name(loader, node, &word))
		return -1;
	if (strcmp(word, "refuse") != 0 && strcmp(word, "warn") != 0)
		return load_fail(loader, node, _("“level” is “refuse” or “warn”"));
	*(bool *)target = strcmp(word, "warn") == 0;
	return 0;
}

static int load_later(struct loader *loader, const struct record_node *node, void *target)
{
	(void)loader;
	(void)node;
	(void)target;
	return 0; /* paths need to know the items first: see compile_check() */
}

static const struct load_key check_keys[] = {
	{"title", load_label, offsetof(struct rule_check, title), true},
	{"basis", load_bases, offsetof(struct rule_check, basis), true},
	{"remedy", load_label, offsetof(struct rule_check, remedy), false},
	{"at", load_at, offsetof(struct rule_check, at_change), false},
	{"level", load_level, offsetof(struct rule_check, warn), false},
	{"floor", load_flag, offsetof(struct rule_check, floor), false},
	{"in-force", load_span, offsetof(struct rule_check, in_force), false},
	{"for-each", load_later, 0, false},
	{"when", load_later, 0, false},
	{"unless", load_later, 0, false},
	{NULL, NULL, 0, false},
};

static bool is_common_key(const char *name)
{
	for (const struct load_key *key = check_keys; key->name; key++)
		if (strcmp(key->name, name) == 0)
			return true;
	return false;
}

/* The one key of a check that is its kind. */
static const struct record_entry *kind_entry(struct loader *loader, const struct record_node *node)
{
	const struct record_entry *kind = NULL;
	for (size_t i = 0; i < node->count; i++) {
		const struct record_entry *entry = &node->entries[i];
		if (is_common_key(entry->name))
			continue;
		if (kind && rule_kind(entry->name) && rule_kind(kind->name)) {
			load_fail(loader, entry->key, _("a check has one kind; “%s” is here already"),
				  kind->name);
			return NULL;
		}
		if (!kind || !rule_kind(entry->name))
			kind = entry;
	}
	if (!kind)
		load_fail(loader, node, _("this check has no kind"));
	return kind;
}

static int read_common(struct loader *loader, struct rule_check *check,
		       const struct record_entry *kind)
{
	struct record_node common = *check->node;
	common.entries = arena_array(loader->arena, common.count, sizeof *common.entries);
	common.count = 0;
	for (size_t i = 0; i < check->node->count; i++)
		if (&check->node->entries[i] != kind)
			common.entries[common.count++] = check->node->entries[i];
	return load_map(loader, &common, check_keys, check);
}

static int compile_when(struct loader *loader, const struct record_node *node,
			const struct place *place, struct rule_condition **condition)
{
	if (!node)
		return 0;
	*condition = arena_alloc(loader->arena, sizeof **condition);
	return compile_condition(loader, node, place, *condition);
}

int compile_check(struct loader *loader, const struct rule_step *step,
			 struct rule_check *check)
{
	struct place place = {check->name, step->section->of, NULL};
	loader->file = check->file;
	if (check->node->kind != RECORD_MAP)
		return load_fail(loader, check->node, _("here a check is needed"));
	const struct record_entry *kind = kind_entry(loader, check->node);
	if (!kind || read_common(loader, check, kind))
		return -1;
	const struct record_node *list = record_get(check->node, "for-each");
	if (list) {
		struct rule_arg arg = {0};
		if (compile_list(loader, list, &place, &arg))
			return -1;
		check->for_each = arg.paths[0];
		place = compile_items(&place, &check->for_each);
	}
	return compile_kind(loader, check, kind->name, kind->key, kind->value, &place) ||
	       compile_when(loader, record_get(check->node, "when"), &place, &check->when) ||
	       compile_when(loader, record_get(check->node, "unless"), &place, &check->unless) ? -1 : 0;
}

/* ---- steps --------------------------------------------------------------------------- */

static int compile_raw(struct loader *loader, struct rule_condition *condition,
		       const struct place *place)
{
	if (!condition)
		return 0;
	loader->file = condition->file;
	return compile_condition(loader, condition->node, place, condition);
}

static int check_step_names(struct loader *loader, const struct rule_step *step)
{
	const struct record_node *root = loader->file->root;
	const struct rule_names *steps[] = {&step->after, &step->give_back.targets};
	const struct rule_names *roles[] = {&step->fill.roles, &step->sign.roles,
					    &step->give_back.roles, &step->reopen.roles,
					    &step->skip.roles};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (compile_check_names(loader, root, steps[i], PARAM_STEPS))
			return -1;
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (compile_check_names(loader, root, roles[i], PARAM_ROLES))
			return -1;
	for (size_t i = 0; i < step->freezes.count; i++)
		if (!rule_field(&loader->book->root, step->freezes.items[i]))
			return load_fail(loader, root, _("the step “%s” freezes “%s”, which is no field of the record"),
					 step->name, step->freezes.items[i]);
	for (size_t i = 0; i < step->skip_needs.count; i++)
		if (!rule_field(rule_field(step->section->of, "skip")->of, step->skip_needs.items[i]))
			return load_fail(loader, root, _("the step “%s” needs “%s” for a skip, which is no part of it"),
					 step->name, step->skip_needs.items[i]);
	return 0;
}

/* The steps that CONDITION asks about: whether a step applies leans on them. */
static void asked_steps(struct loader *loader, const struct rule_condition *condition,
			struct rule_names *names);

static void asked_by_check(struct loader *loader, const struct rule_check *check,
			   struct rule_names *names)
{
	for (size_t i = 0; i < RULE_ARGS && check->kind->params[i].name; i++) {
		const struct rule_arg *arg = &check->args[i];
		for (size_t j = 0; check->kind->params[i].type == PARAM_STEP && j < arg->names.count; j++)
			*arena_push(loader->arena, names->items, names->count) = arg->names.items[j];
		for (size_t j = 0; j < arg->check_count; j++)
			asked_by_check(loader, arg->checks[j], names);
		asked_steps(loader, arg->condition, names);
		asked_steps(loader, arg->operand.where, names);
	}
}

static void asked_steps(struct loader *loader, const struct rule_condition *condition,
			struct rule_names *names)
{
	for (size_t i = 0; condition && i < condition->check_count; i++)
		asked_by_check(loader, condition->checks[i], names);
	for (size_t i = 0; condition && i < condition->any_count; i++)
		asked_steps(loader, condition->any_of[i], names);
}

/* What STEP's state leans on: the steps before it and those that its conditions ask about. */
static struct rule_names leaned_on(struct loader *loader, const struct rule_step *step)
{
	struct rule_names names = {0};
	for (size_t i = 0; i < step->after.count; i++)
		*arena_push(loader->arena, names.items, names.count) = step->after.items[i];
	asked_steps(loader, step->when, &names);
	asked_steps(loader, step->unless, &names);
	return names;
}

/*
 * Steps are taken away once all that they lean on is gone; what is left stands in a circle.
 */
static const struct rule_step *step_in_circle(struct loader *loader)
{
	const struct rulebook *book = loader->book;
	bool *gone = arena_array(loader->arena, book->step_count, sizeof *gone);
	const struct rule_step *left = NULL;
	for (size_t round = 0; round <= book->step_count; round++) {
		left = NULL;
		for (size_t i = 0; i < book->step_count; i++) {
			struct rule_names names = leaned_on(loader, book->steps[i]);
			bool free_now = true;
			for (size_t j = 0; j < names.count; j++)
				for (size_t k = 0; k < book->step_count; k++)
					if (strcmp(book->steps[k]->name, names.items[j]) == 0)
						free_now &= gone[k];
			gone[i] |= free_now;
			left = gone[i] ? left : book->steps[i];
		}
		if (!left)
			break;
	}
	return left;
}

static int compile_step(struct loader *loader, struct rule_step *step)
{
	struct place place = {step->name, step->section->of, NULL};
	struct record *newest = (struct record *)loader->file;
	if (check_step_names(loader, step))
		return -1;
	if (compile_raw(loader, step->when, &place) || compile_raw(loader, step->unless, &place) ||
	    compile_raw(loader, step->skip_when, &place))
		return -1;
	for (size_t i = 0; i < step->check_count; i++)
		if (compile_check(loader, step, step->checks[i]))
			return -1;
	loader->file = newest;
	return 0;
}

static int check_matters(struct loader *loader)
{
	const struct rulebook *book = loader->book;
	const struct record_node *root = loader->file->root;
	for (size_t i = 0; i < book->matter_count; i++) {
		const struct rule_matter *matter = book->matters[i];
		struct rule_names kind = {(const char **)&matter->kind_of, matter->kind_of ? 1 : 0};
		if (compile_check_names(loader, root, &matter->steps, PARAM_STEPS) ||
		    compile_check_names(loader, root, &matter->optional, PARAM_STEPS) ||
		    compile_check_names(loader, root, &kind, PARAM_MATTERS))
			return -1;
	}
	for (size_t i = 0; i < book->role_count; i++)
		if (compile_check_names(loader, root, &book->roles[i]->apart_from, PARAM_ROLES))
			return -1;
	const struct rule_act *acts[] = {&book->open, &book->withdraw, &book->adopt, &book->rules};
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (compile_check_names(loader, root, &acts[i]->roles, PARAM_ROLES))
			return -1;
	return 0;
}

int load_compile(struct loader *loader)
{
	struct rulebook *book = loader->book;
	const struct record *newest = loader->file;
	if (check_matters(loader))
		return -1;
	for (size_t i = 0; i < book->step_count; i++)
		if (compile_step(loader, book->steps[i]))
			return -1;
	const struct rule_step *circle = step_in_circle(loader);
	if (circle)
		return load_fail(loader, newest->root, _("the step “%s” would have to come after itself"),
				 circle->name);
	/* What was replaced is judged nowhere, but it is what its child is compared with. */
	for (size_t i = 0; i < loader->replaced_count; i++) {
		struct rule_check *parent = (struct rule_check *)loader->replaced[i].parent;
		size_t size = strcspn(parent->name, ".");
		const char *step = arena_copy(loader->arena, (struct wubu_bytes){parent->name, size});
		if (!parent->kind && compile_check(loader, rule_step(book, step), parent))
			return -1;
	}
	loader->file = newest;
	return 0;
}
