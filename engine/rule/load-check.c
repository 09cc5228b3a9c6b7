/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks and conditions: read as they stand while the files are read, looked into once the
 * whole vocabulary is known.  What a kind takes is said by its row in kinds.c.
 */
#include "rule/kind-rows.h"
#include "rule/load.h"
#include "rule/pattern.h"
#include "rule/state.h"

#include "base/lang.h"

#include <stdlib.h>

/* Where paths begin while a check is looked into. */
struct place {
	const char *name;                 /* of the check, for messages and findings */
	const struct rule_fields *section; /* NULL: only absolute paths */
	const struct rule_fields *item;
};

/* ---- reading ----------------------------------------------------------------- */

static struct rule_check *new_check(struct loader *loader, const struct rule_step *step,
				    const struct record_entry *entry)
{
	struct rule_check *check = arena_alloc(loader->arena, sizeof *check);
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

/* ---- parameters ---------------------------------------------------------------- */

static int compile_condition(struct loader *loader, const struct record_node *node,
			     const struct place *place, struct rule_condition *condition);
static struct rule_check *compile_nested(struct loader *loader, const char *kind,
					 const struct record_node *key,
					 const struct record_node *value, const struct place *place);

static int compile_path(struct loader *loader, const struct record_node *node,
			const struct place *place, struct rule_path *path)
{
	const char *text;
	if (load_text(loader, node, &text))
		return -1;
	if (vocabulary_path(path, text, loader->book, place->section, place->item, loader->arena)) {
		load_fail(loader, node, _("there is no field “%s” here"), text);
		error_hint(loader->error, _("a path begins at the step (or the list item); "
					    "“/” before it begins at the record"));
		return -1;
	}
	return 0;
}

static int compile_paths(struct loader *loader, const struct record_node *node,
			 const struct place *place, struct rule_arg *arg)
{
	if (node->kind != RECORD_LIST)
		return compile_path(loader, node, place,
				    arena_push(loader->arena, arg->paths, arg->path_count));
	for (size_t i = 0; i < node->count; i++)
		if (compile_path(loader, node->items[i], place,
				 arena_push(loader->arena, arg->paths, arg->path_count)))
			return -1;
	return node->count ? 0 : load_fail(loader, node, _("here at least one field is needed"));
}

static int compile_list(struct loader *loader, const struct record_node *node,
			const struct place *place, struct rule_arg *arg)
{
	if (compile_paths(loader, node, place, arg))
		return -1;
	for (size_t i = 0; i < arg->path_count; i++)
		if (arg->paths[i].field->type != RULE_LIST)
			return load_fail(loader, node, _("“%s” is not a list"), arg->paths[i].text);
	return 0;
}

/* The place whose paths begin at the items of the list that LIST ends at or leads through. */
static struct place items_of(const struct place *place, const struct rule_path *list)
{
	struct place inner = *place;
	static const struct rule_fields none;
	inner.item = list && list->list && list->list->of ? list->list->of : &none;
	return inner;
}

static const char *choice_name(const void *context, size_t i)
{
	const struct rule_field *field = context;
	return i < field->choice_count ? field->choices[i].name : NULL;
}

static int compile_value(struct loader *loader, const struct record_node *node,
			 const struct rule_field *field, const char **value)
{
	if (load_text(loader, node, value))
		return -1;
	if (field->type == RULE_YES_NO) {
		bool yes;
		if (load_flag(loader, node, &yes))
			return -1;
		*value = yes ? "yes" : "no";
		return 0;
	}
	for (size_t i = 0; i < field->choice_count; i++)
		if (strcmp(field->choices[i].name, *value) == 0)
			return 0;
	if (!field->choice_count)
		return 0;
	return load_unknown(loader, node, _("the choice"), *value, choice_name, field);
}

static int compile_values(struct loader *loader, const struct record_node *node,
			  const struct rule_field *field, struct rule_arg *arg)
{
	struct rule_names *names = &arg->names;
	if (node->kind == RECORD_TEXT)
		return compile_value(loader, node, field,
				     arena_push(loader->arena, names->items, names->count));
	for (size_t i = 0; node->kind == RECORD_LIST && i < node->count; i++)
		if (compile_value(loader, node->items[i], field,
				  arena_push(loader->arena, names->items, names->count)))
			return -1;
	return names->count ? 0 : load_fail(loader, node, _("here a value or a list of values is needed"));
}

static const char *step_name(const void *context, size_t i)
{
	const struct rulebook *book = context;
	return i < book->step_count ? book->steps[i]->name : NULL;
}

static const char *role_name(const void *context, size_t i)
{
	const struct rulebook *book = context;
	return i < book->role_count ? book->roles[i]->name : NULL;
}

static const char *matter_name(const void *context, size_t i)
{
	const struct rulebook *book = context;
	return i < book->matter_count ? book->matters[i]->name : NULL;
}

static const char *state_word(const void *context, size_t i)
{
	(void)context;
	return i <= STATE_NOT_CONCERNED ? state_name((enum rule_state)i) : NULL;
}

/* What a list of names may hold, by the type of its parameter. */
static const struct {
	const char *what;
	const char *(*next)(const void *context, size_t i);
} vocabularies[] = {
	[PARAM_STEP] = {N_("the step"), step_name},
	[PARAM_STEPS] = {N_("the step"), step_name},
	[PARAM_STATES] = {N_("the state"), state_word},
	[PARAM_ROLES] = {N_("the role"), role_name},
	[PARAM_MATTERS] = {N_("the matter"), matter_name},
};

static int check_names(struct loader *loader, const struct record_node *node,
		       const struct rule_names *names, enum rule_param_type type)
{
	for (size_t i = 0; i < names->count; i++) {
		const char *candidate;
		bool found = false;
		for (size_t j = 0; !found && (candidate = vocabularies[type].next(loader->book, j)); j++)
			found = strcmp(candidate, names->items[i]) == 0;
		if (!found)
			return load_unknown(loader, node, _(vocabularies[type].what), names->items[i],
					    vocabularies[type].next, loader->book);
	}
	return 0;
}

static int compile_fraction(struct loader *loader, const struct record_node *node,
			    struct rule_fraction *fraction)
{
	char *slash, *end;
	const char *text;
	if (load_text(loader, node, &text))
		return -1;
	fraction->over = strtoll(text, &slash, 10);
	fraction->under = *slash == '/' ? strtoll(slash + 1, &end, 10) : 0;
	if (*slash != '/' || *end || fraction->over < 0 || fraction->under < 1 ||
	    fraction->over > FRACTION_MOST || fraction->under > FRACTION_MOST)
		return load_fail(loader, node, _("here a fraction is needed, such as 2/3"));
	return 0;
}

static int compile_operand(struct loader *loader, const struct record_node *node,
			   const struct place *place, struct rule_operand *operand);

static int compile_count(struct loader *loader, const struct record_node *node,
			 const struct place *place, struct rule_operand *operand)
{
	struct rule_arg list = {0};
	const struct record_node *where = record_get(node, "where");
	if (node->count != (where ? 2 : 1))
		return load_fail(loader, node, _("here “count” and perhaps “where” are needed"));
	if (compile_list(loader, record_get(node, "count"), place, &list))
		return -1;
	operand->form = OPERAND_COUNT;
	operand->path = list.paths[0];
	if (!where)
		return 0;
	struct place inner = items_of(place, &operand->path);
	operand->where = arena_alloc(loader->arena, sizeof *operand->where);
	return compile_condition(loader, where, &inner, operand->where);
}

static int compile_sum(struct loader *loader, const struct record_node *node,
		       const struct place *place, struct rule_operand *operand)
{
	const struct record_node *parts = record_get(node, "sum");
	if (node->count != 1 || parts->kind != RECORD_LIST || !parts->count)
		return load_fail(loader, node, _("“sum” needs a list"));
	operand->form = OPERAND_SUM;
	operand->part_count = parts->count;
	operand->parts = arena_array(loader->arena, parts->count, sizeof *operand->parts);
	for (size_t i = 0; i < parts->count; i++)
		if (compile_operand(loader, parts->items[i], place, &operand->parts[i]))
			return -1;
	return 0;
}

static int compile_operand(struct loader *loader, const struct record_node *node,
			   const struct place *place, struct rule_operand *operand)
{
	if (record_get(node, "count"))
		return compile_count(loader, node, place, operand);
	if (record_get(node, "sum"))
		return compile_sum(loader, node, place, operand);
	if (node->kind != RECORD_TEXT)
		return load_fail(loader, node,
				 _("here a number, a field, {count: LIST} or {sum: […]} is needed"));
	if (node->text.size && strspn(node->text.data, "0123456789") == node->text.size) {
		operand->form = OPERAND_NUMBER;
		return load_number(loader, node, &operand->number);
	}
	operand->form = OPERAND_PATH;
	if (compile_path(loader, node, place, &operand->path))
		return -1;
	enum rule_type type = operand->path.field->type;
	if (type != RULE_NUMBER && type != RULE_MONEY)
		return load_fail(loader, node, _("“%s” is not a number"), operand->path.text);
	return 0;
}

static int compile_pattern(struct loader *loader, const struct record_node *node,
			   struct rule_arg *arg)
{
	const char *text;
	if (load_text(loader, node, &text))
		return -1;
	arg->pattern = pattern_compile(text, loader->arena, loader->error);
	if (!arg->pattern) {
		record_place(loader->file, node, loader->error);
		return -1;
	}
	return 0;
}

static int compile_checks(struct loader *loader, const struct record_node *node,
			  const struct place *place, struct rule_arg *arg)
{
	bool list = node->kind == RECORD_LIST;
	size_t count = list ? node->count : 1;
	for (size_t i = 0; i < count; i++) {
		const struct record_node *map = list ? node->items[i] : node;
		if (map->kind != RECORD_MAP || map->count != 1)
			return load_fail(loader, map, _("here a check with one kind is needed"));
		struct rule_check *check = compile_nested(loader, map->entries[0].name,
							  map->entries[0].key,
							  map->entries[0].value, place);
		if (!check)
			return -1;
		*arena_push(loader->arena, arg->checks, arg->check_count) = check;
	}
	return arg->check_count ? 0 : load_fail(loader, node, _("here at least one check is needed"));
}

static int compile_arg(struct loader *loader, const struct rule_param *param,
		       const struct record_node *node, const struct place *place,
		       const struct rule_arg *first, struct rule_arg *arg)
{
	const struct rule_path *list = first->path_count ? first->paths : NULL;
	struct place inner = items_of(place, list);
	arg->node = node;
	switch (param->type) {
	case PARAM_PATH:
	case PARAM_PATHS:
		return compile_paths(loader, node, place, arg);
	case PARAM_LIST:
		return compile_list(loader, node, place, arg);
	case PARAM_KEY:
		return compile_paths(loader, node, &inner, arg);
	case PARAM_VALUES:
		return compile_values(loader, node, list->field, arg);
	case PARAM_NUMBER:
		return load_number(loader, node, &arg->number);
	case PARAM_DURATION:
		return load_duration(loader, node, &arg->duration);
	case PARAM_FRACTION:
		return compile_fraction(loader, node, &arg->fraction);
	case PARAM_OPERAND:
		return compile_operand(loader, node, place, &arg->operand);
	case PARAM_FLAG: {
		bool yes;
		if (load_flag(loader, node, &yes))
			return -1;
		return yes ? 0 : load_fail(loader, node, _("here only “yes” has a meaning"));
	}
	case PARAM_PATTERN:
		return compile_pattern(loader, node, arg);
	case PARAM_LABEL:
		return load_label(loader, node, &arg->label);
	case PARAM_CONDITION:
		arg->condition = arena_alloc(loader->arena, sizeof *arg->condition);
		return compile_condition(loader, node, &inner, arg->condition);
	case PARAM_CHECKS:
	case PARAM_CHECK:
		return compile_checks(loader, node, place, arg);
	case PARAM_STEP:
	case PARAM_STEPS:
	case PARAM_STATES:
	case PARAM_ROLES:
	case PARAM_MATTERS:
		return load_names(loader, node, &arg->names) ||
		       check_names(loader, node, &arg->names, param->type) ? -1 : 0;
	}
	return -1;
}

static const char *param_name(const void *context, size_t i)
{
	const struct rule_kind *kind = context;
	return i < RULE_ARGS ? kind->params[i].name : NULL;
}

static const struct rule_param *main_param(const struct rule_kind *kind)
{
	for (size_t i = 0; i < RULE_ARGS && kind->params[i].name; i++)
		if (kind->params[i].flags & PARAM_MAIN)
			return &kind->params[i];
	return NULL;
}

/* Whether NODE is the main parameter's value itself and no map of parameters. */
static bool is_main_value(const struct rule_kind *kind, const struct record_node *node)
{
	const struct rule_param *main = main_param(kind);
	return main && (node->kind != RECORD_MAP || main->type == PARAM_CHECK);
}

static int check_known_params(struct loader *loader, const struct rule_kind *kind,
			      const struct record_node *node)
{
	for (size_t i = 0; i < node->count; i++) {
		bool known = false;
		for (size_t j = 0; j < RULE_ARGS && kind->params[j].name; j++)
			known |= strcmp(kind->params[j].name, node->entries[i].name) == 0;
		if (!known)
			return load_unknown(loader, node->entries[i].key, _("the parameter"),
					    node->entries[i].name, param_name, kind);
	}
	return 0;
}

/* A check that asks nothing is met by everything. */
static int check_asks(struct loader *loader, const struct rule_check *check,
		      const struct record_node *node)
{
	const struct rule_kind *kind = check->kind;
	const char *words[RULE_ARGS];
	size_t count = 0;
	for (size_t i = 0; i < RULE_ARGS && kind->params[i].name; i++) {
		if (!(kind->params[i].flags & PARAM_ONE_NEEDED))
			continue;
		if (check->args[i].node)
			return 0;
		words[count++] = kind->params[i].name;
	}
	if (!count)
		return 0;
	return load_fail(loader, node, _("“%s” asks nothing: it needs one of %s"), kind->name,
			 kind_join(loader->arena, words, count, _(", ")));
}

/* Parameters in the order of the row, so that the ones that others lean on come first. */
static int compile_args(struct loader *loader, struct rule_check *check,
			const struct record_node *node, const struct place *place)
{
	const struct rule_kind *kind = check->kind;
	bool whole = is_main_value(kind, node);
	if (!whole && node->kind != RECORD_MAP)
		return load_fail(loader, node, _("“%s” needs a map of parameters"), kind->name);
	if (!whole && check_known_params(loader, kind, node))
		return -1;
	for (size_t i = 0; i < RULE_ARGS && kind->params[i].name; i++) {
		const struct rule_param *param = &kind->params[i];
		const struct record_node *value =
			whole ? (param->flags & PARAM_MAIN ? node : NULL) : record_get(node, param->name);
		if (!value && (param->flags & PARAM_REQUIRED))
			return load_fail(loader, node, _("“%s” needs the parameter “%s”"), kind->name,
					 param->name);
		if (value && compile_arg(loader, param, value, place, &check->args[0], &check->args[i]))
			return -1;
	}
	return check_asks(loader, check, node);
}

static const char *kind_name(const void *context, size_t i)
{
	(void)context;
	const struct rule_kind *kind = rule_kind_row(i);
	return kind ? kind->name : NULL;
}

static int compile_kind(struct loader *loader, struct rule_check *check, const char *name,
			const struct record_node *key, const struct record_node *value,
			const struct place *place)
{
	check->kind = rule_kind(name);
	if (!check->kind)
		return load_unknown(loader, key, _("the kind of check"), name, kind_name, NULL);
	return compile_args(loader, check, value, place);
}

static struct rule_check *compile_nested(struct loader *loader, const char *kind,
					 const struct record_node *key,
					 const struct record_node *value, const struct place *place)
{
	struct rule_check *check = arena_alloc(loader->arena, sizeof *check);
	check->name = check->short_name = place->name;
	check->node = value;
	check->file = loader->file;
	check->in_force = (struct rule_span){DATE_NONE, DATE_NONE};
	return compile_kind(loader, check, kind, key, value, place) ? NULL : check;
}

/* ---- conditions ------------------------------------------------------------------ */

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

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
			     is_one_of(key, short_forms[i].others)))
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
		if (head || is_one_of(entry.name, form->others))
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

static int compile_condition(struct loader *loader, const struct record_node *node,
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

static int compile_check(struct loader *loader, const struct rule_step *step,
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
		place = items_of(&place, &check->for_each);
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
		if (check_names(loader, root, steps[i], PARAM_STEPS))
			return -1;
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (check_names(loader, root, roles[i], PARAM_ROLES))
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
		if (check_names(loader, root, &matter->steps, PARAM_STEPS) ||
		    check_names(loader, root, &matter->optional, PARAM_STEPS) ||
		    check_names(loader, root, &kind, PARAM_MATTERS))
			return -1;
	}
	for (size_t i = 0; i < book->role_count; i++)
		if (check_names(loader, root, &book->roles[i]->apart_from, PARAM_ROLES))
			return -1;
	const struct rule_act *acts[] = {&book->open, &book->withdraw, &book->adopt, &book->rules};
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (check_names(loader, root, &acts[i]->roles, PARAM_ROLES))
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

/* ---- floors ----------------------------------------------------------------------------- */

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
	bool is_lower = is_one_of(param->name, lower), is_upper = is_one_of(param->name, upper);
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
