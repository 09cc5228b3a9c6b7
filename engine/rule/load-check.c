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

/* Outcomes that lapse are the step's own, and what the time runs from is one of its dates. */
static int check_lapse(struct loader *loader, const struct rule_step *step)
{
	const struct rule_lapse *lapse = &step->lapse;
	const struct rule_field *from = lapse->from ? rule_field(&step->fields, lapse->from) : NULL;
	for (size_t i = 0; i < lapse->outcomes.count; i++)
		if (!rule_outcome(step, lapse->outcomes.items[i]))
			return load_fail(loader, load_find(loader, (const char *[]){"steps", step->name, "lapses", "outcomes", NULL}),
					 _("the step “%s” has no outcome “%s”"), step->name, lapse->outcomes.items[i]);
	if (lapse->from && (!from || from->type != RULE_DATE))
		return load_fail(loader, load_find(loader, (const char *[]){"steps", step->name, "lapses", "from", NULL}),
				 _("“%s” is not a date"), lapse->from);
	return 0;
}

static int check_step_names(struct loader *loader, const struct rule_step *step)
{
	const struct {
		const struct rule_names *names;
		int type;
		const char *keys[2];
	} rows[] = {
		{&step->after, PARAM_STEPS, {"after", NULL}},
		{&step->give_back.targets, PARAM_STEPS, {"return", "to"}},
		{&step->lapse.until, PARAM_STEPS, {"lapses", "until"}},
		{&step->fill.roles, PARAM_ROLES, {"fill", "role"}},
		{&step->sign.roles, PARAM_ROLES, {"sign-off", "role"}},
		{&step->give_back.roles, PARAM_ROLES, {"return", "role"}},
		{&step->reopen.roles, PARAM_ROLES, {"reopen", "role"}},
		{&step->skip.roles, PARAM_ROLES, {"skip", "role"}},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *keys[] = {"steps", step->name, rows[i].keys[0], rows[i].keys[1], NULL};
		if (compile_check_names_at(loader, keys, rows[i].names, rows[i].type))
			return -1;
	}
	for (size_t i = 0; i < step->freezes.count; i++)
		if (!rule_field(&loader->book->root, step->freezes.items[i]))
			return load_fail(loader, load_find(loader, (const char *[]){"steps", step->name, "freezes", NULL}),
					 _("the step “%s” freezes “%s”, which is no field of the record"),
					 step->name, step->freezes.items[i]);
	if (check_lapse(loader, step))
		return -1;
	for (size_t i = 0; i < step->skip_needs.count; i++)
		if (!rule_field(rule_field(step->section->of, "skip")->of, step->skip_needs.items[i]))
			return load_fail(loader, load_find(loader, (const char *[]){"steps", step->name, "skip", "needs", NULL}),
					 _("the step “%s” needs “%s” for a skip, which is no part of it"),
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

/* The place in the list of the first step that STEP leans on and that is not GONE, or that list's end. */
static size_t leaned_on_left(struct loader *loader, const struct rule_step *step, const bool *gone)
{
	const struct rulebook *book = loader->book;
	struct rule_names names = leaned_on(loader, step);
	for (size_t k = 0; k < book->step_count; k++)
		if (!gone[k] && rule_names_have(&names, book->steps[k]->name))
			return k;
	return book->step_count;
}

/* From step I, which leans on a circle: one of the circle's steps, of the newest file if it says so there. */
static const struct rule_step *into_circle(struct loader *loader, size_t i, const bool *gone)
{
	struct rule_step **steps = loader->book->steps;
	for (size_t k = 0; k < loader->book->step_count; k++)
		i = leaned_on_left(loader, steps[i], gone);
	size_t first = i;
	do {
		const struct record_node *newest = record_get(loader->files[0]->root, "steps");
		if (record_get(record_get(newest, steps[i]->name), "after"))
			return steps[i];
		i = leaned_on_left(loader, steps[i], gone);
	} while (i != first);
	return steps[first];
}

/*
 * Steps are taken away once all that they lean on is gone; what is left stands in a circle or leans on one.
 */
static const struct rule_step *step_in_circle(struct loader *loader)
{
	const struct rulebook *book = loader->book;
	bool *gone = arena_array(loader->arena, book->step_count, sizeof *gone);
	size_t left = book->step_count;
	for (size_t round = 0; round <= book->step_count; round++) {
		left = book->step_count;
		for (size_t i = 0; i < book->step_count; i++) {
			gone[i] |= leaned_on_left(loader, book->steps[i], gone) == book->step_count;
			left = gone[i] ? left : i;
		}
		if (left == book->step_count)
			return NULL;
	}
	return into_circle(loader, left, gone);
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

/* What MATTER is a kind of, and that of what, comes to an end. */
static int check_kind_of(struct loader *loader, const struct rule_matter *matter)
{
	const struct rulebook *book = loader->book;
	const char *const keys[] = {"matters", matter->name, "kind-of", NULL};
	const struct rule_matter *above = matter;
	for (size_t i = 0; above && above->kind_of; i++) {
		struct rule_names kind = {(const char **)&above->kind_of, 1};
		if (compile_check_names_at(loader, keys, &kind, PARAM_MATTERS))
			return -1;
		if (i == book->matter_count)
			return load_fail(loader, load_find(loader, keys), _("the matter “%s” would be a kind of itself"),
					 matter->name);
		above = rule_matter(book, above->kind_of);
	}
	return 0;
}

static int check_matters(struct loader *loader)
{
	const struct rulebook *book = loader->book;
	for (size_t i = 0; i < book->matter_count; i++) {
		const struct rule_matter *matter = book->matters[i];
		const char *const steps[] = {"matters", matter->name, "steps", NULL};
		const char *const optional[] = {"matters", matter->name, "optional", NULL};
		if (compile_check_names_at(loader, steps, &matter->steps, PARAM_STEPS) ||
		    compile_check_names_at(loader, optional, &matter->optional, PARAM_STEPS) ||
		    check_kind_of(loader, matter))
			return -1;
	}
	return 0;
}

static int check_roles(struct loader *loader)
{
	const struct rulebook *book = loader->book;
	const struct { const char *name; const struct rule_act *act; } acts[] = {
		{"open", &book->open}, {"withdraw", &book->withdraw}, {"adopt", &book->adopt},
		{"rules", &book->rules}};
	for (size_t i = 0; i < book->role_count; i++) {
		const char *const keys[] = {"roles", book->roles[i]->name, "apart-from", NULL};
		if (compile_check_names_at(loader, keys, &book->roles[i]->apart_from, PARAM_ROLES))
			return -1;
	}
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		const char *const keys[] = {"acts", acts[i].name, "role", NULL};
		if (compile_check_names_at(loader, keys, &acts[i].act->roles, PARAM_ROLES))
			return -1;
	}
	return 0;
}

/* Paths of the conditions of a transition begin at the record: “/matter”. */
static int compile_transition(struct loader *loader)
{
	static const struct rule_fields none;
	struct place place = {"transition", &none, NULL};
	const struct record *newest = loader->file;
	if (compile_raw(loader, loader->book->transition.adopt, &place) ||
	    compile_raw(loader, loader->book->transition.unless, &place))
		return -1;
	loader->file = newest;
	return 0;
}

int load_compile(struct loader *loader)
{
	struct rulebook *book = loader->book;
	const struct record *newest = loader->file;
	if (check_matters(loader) || check_roles(loader))
		return -1;
	for (size_t i = 0; i < book->step_count; i++)
		if (compile_step(loader, book->steps[i]))
			return -1;
	if (compile_transition(loader))
		return -1;
	const struct rule_step *circle = step_in_circle(loader);
	if (circle)
		return load_fail(loader, load_find(loader, (const char *[]){"steps", circle->name, "after", NULL}),
				 _("the step “%s” would have to come after itself"), circle->name);
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
