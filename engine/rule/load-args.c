/* SPDX-License-Identifier: Apache-2.0 */
/* The parameters of a check, read by the row of its kind in kinds.c. */
#include "rule/compile.h"
#include "rule/kind-rows.h"
#include "rule/pattern.h"
#include "rule/stall.h"
#include "rule/state.h"

#include "base/lang.h"

#include <stdlib.h>

bool compile_is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}


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

static int compile_one(struct loader *loader, const struct record_node *node,
		       const struct place *place, struct rule_arg *arg)
{
	return compile_path(loader, node, place, arena_push(loader->arena, arg->paths, arg->path_count));
}

static int compile_paths(struct loader *loader, const struct record_node *node,
			 const struct place *place, struct rule_arg *arg)
{
	if (node->kind != RECORD_LIST)
		return compile_one(loader, node, place, arg);
	for (size_t i = 0; i < node->count; i++)
		if (compile_one(loader, node->items[i], place, arg))
			return -1;
	return node->count ? 0 : load_fail(loader, node, _("here at least one field is needed"));
}

int compile_list(struct loader *loader, const struct record_node *node,
			const struct place *place, struct rule_arg *arg)
{
	if (compile_one(loader, node, place, arg))
		return -1;
	if (arg->paths[0].field->type != RULE_LIST)
		return load_fail(loader, node, _("“%s” is not a list"), arg->paths[0].text);
	return 0;
}

/* The type of the values that PATH leads to. */
static enum rule_type end_of(const struct rule_path *path)
{
	return path->field->type == RULE_LIST ? path->field->item : path->field->type;
}

static int check_dates(struct loader *loader, const struct record_node *node, const struct rule_arg *arg)
{
	for (size_t i = 0; i < arg->path_count; i++)
		if (end_of(&arg->paths[i]) != RULE_DATE)
			return load_fail(loader, node, _("“%s” is not a date"), arg->paths[i].text);
	return 0;
}

static int check_amount(struct loader *loader, const struct record_node *node, const struct rule_path *path)
{
	enum rule_type type = end_of(path);
	return type == RULE_NUMBER || type == RULE_MONEY
		       ? 0 : load_fail(loader, node, _("“%s” is not a number"), path->text);
}

/* The place whose paths begin at the items of the list that LIST ends at or leads through. */
struct place compile_items(const struct place *place, const struct rule_path *list)
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
	return i <= STATE_LAPSED ? state_name((enum rule_state)i) : NULL;
}

static const char *catalogue_name(const void *context, size_t i)
{
	const struct rulebook *book = context;
	return i < book->catalogues.count ? book->catalogues.items[i] : NULL;
}

static const char *base_word(const void *context, size_t i)
{
	(void)context;
	return kind_base(i);
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
	[PARAM_CATALOGUE] = {N_("the catalogue"), catalogue_name},
	[PARAM_BASE] = {N_("the base"), base_word},
};

/* The first of NAMES that is not in the vocabulary of TYPE, or NULL. */
static const char *unknown_name(const struct loader *loader, const struct rule_names *names, int type)
{
	for (size_t i = 0; i < names->count; i++) {
		const char *candidate;
		bool found = false;
		for (size_t j = 0; !found && (candidate = vocabularies[type].next(loader->book, j)); j++)
			found = strcmp(candidate, names->items[i]) == 0;
		if (!found)
			return names->items[i];
	}
	return NULL;
}

/* The item of the list NODE that says NAME, or NODE. */
static const struct record_node *item_called(const struct record_node *node, const char *name)
{
	for (size_t i = 0; node->kind == RECORD_LIST && i < node->count; i++)
		if (node->items[i]->kind == RECORD_TEXT && bytes_are(node->items[i]->text, name))
			return node->items[i];
	return node;
}

int compile_check_names(struct loader *loader, const struct record_node *node,
			const struct rule_names *names, int type)
{
	const char *unknown = unknown_name(loader, names, type);
	return unknown ? load_unknown(loader, item_called(node, unknown), _(vocabularies[type].what), unknown,
				      vocabularies[type].next, loader->book) : 0;
}

int compile_check_names_at(struct loader *loader, const char *const *keys, const struct rule_names *names,
			   int type)
{
	return unknown_name(loader, names, type)
		       ? compile_check_names(loader, load_find(loader, keys), names, type) : 0;
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
	struct place inner = compile_items(place, &operand->path);
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
	return check_amount(loader, node, &operand->path);
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
	struct buf subject;
	buf_init(&subject);
	bool stalls = stall_find_soon(arg->pattern, text, &subject);
	buf_release(&subject);
	return stalls ? load_fail(loader, node, _("this pattern tries so many ways that it gives up on a text of a few "
						  "dozen characters")) : 0;
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

/* What the parameters before it leave to one that leans on them: the list whose items it begins at, the field whose values it names. */
struct leaning {
	const struct rule_path *list, *field;
};

static void lean(struct leaning *leaning, const struct rule_param *param, const struct rule_arg *arg)
{
	bool key = param->type == PARAM_KEY || param->type == PARAM_KEY_DATE;
	if (!arg->path_count)
		return;
	if (param->type == PARAM_LIST || !leaning->list)
		leaning->list = arg->paths;
	if (param->type == PARAM_PATH || key || !leaning->field)
		leaning->field = arg->paths;
}

static int compile_arg(struct loader *loader, const struct rule_param *param,
		       const struct record_node *node, const struct place *place,
		       const struct leaning *leaning, struct rule_arg *arg)
{
	struct place inner = compile_items(place, leaning->list);
	arg->node = node;
	switch (param->type) {
	case PARAM_PATH:
		return compile_one(loader, node, place, arg);
	case PARAM_PATHS:
		return compile_paths(loader, node, place, arg);
	case PARAM_DATE:
		return compile_one(loader, node, place, arg) || check_dates(loader, node, arg) ? -1 : 0;
	case PARAM_DATES:
		return compile_paths(loader, node, place, arg) || check_dates(loader, node, arg) ? -1 : 0;
	case PARAM_AMOUNT:
		return compile_one(loader, node, place, arg) || check_amount(loader, node, arg->paths) ? -1 : 0;
	case PARAM_LIST:
		return compile_list(loader, node, place, arg);
	case PARAM_KEY:
		return compile_one(loader, node, &inner, arg);
	case PARAM_KEY_DATE:
		return compile_one(loader, node, &inner, arg) || check_dates(loader, node, arg) ? -1 : 0;
	case PARAM_VALUES:
		return compile_values(loader, node, leaning->field->field, arg);
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
	case PARAM_CHECK:
		if (node->kind != RECORD_MAP)
			return load_fail(loader, node, _("here one check is needed"));
		return compile_checks(loader, node, place, arg);
	case PARAM_CHECKS:
		return compile_checks(loader, node, place, arg);
	case PARAM_WORD:
		return load_name(loader, node, arena_push(loader->arena, arg->names.items, arg->names.count));
	case PARAM_BOOK:
		return load_text(loader, node, arena_push(loader->arena, arg->names.items, arg->names.count));
	case PARAM_STEP:
	case PARAM_STEPS:
	case PARAM_STATES:
	case PARAM_ROLES:
	case PARAM_MATTERS:
	case PARAM_CATALOGUE:
	case PARAM_BASE:
		return load_names(loader, node, &arg->names) ||
		       compile_check_names(loader, node, &arg->names, param->type) ? -1 : 0;
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

/* A parameter that goes with its neighbour in the row. */
static int check_neighbours(struct loader *loader, const struct rule_param *param, const struct record_node *node,
			    const struct record_node *value)
{
	const char *other = NULL;
	if (param->flags & PARAM_WITH_NEXT && !record_get(node, param[1].name))
		other = param[1].name;
	else if (param->flags & PARAM_WITH_LAST && !record_get(node, param[-1].name))
		other = param[-1].name;
	return other ? load_fail(loader, value, _("“%s” goes with “%s”, which is missing here"), param->name, other) : 0;
}

/* What one value of a parameter asks of the others. */
static int check_goes_together(struct loader *loader, const struct rule_check *check,
			       const struct record_node *node)
{
	const struct rule_names *base = &kind_arg(check, "base")->names;
	if (base->count > 1)
		return load_fail(loader, node, _("“%s” is one word"), "base");
	if (base->count && (strcmp(base->items[0], "entitled") == 0) != (kind_arg(check, "entitled")->node != NULL))
		return load_fail(loader, node, _("“entitled” goes with “base: entitled”, and only with it"));
	if (kind_arg(check, "these")->path_count > 1 && kind_arg(check, "where")->node)
		return load_fail(loader, node, _("with “where”, “%s” is one field"), "these");
	if (kind_arg(check, "extension")->node && !kind_arg(check, "at-most")->node)
		return load_fail(loader, node, _("“%s” goes with “%s”, which is missing here"), "extension", "at-most");
	return 0;
}

/* Parameters in the order of the row, so that the ones that others lean on come first. */
static int compile_args(struct loader *loader, struct rule_check *check,
			const struct record_node *node, const struct place *place)
{
	const struct rule_kind *kind = check->kind;
	bool whole = is_main_value(kind, node);
	struct leaning leaning = {NULL, NULL};
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
		if (value && check_neighbours(loader, param, node, value))
			return -1;
		if (value && compile_arg(loader, param, value, place, &leaning, &check->args[i]))
			return -1;
		lean(&leaning, param, &check->args[i]);
	}
	return check_asks(loader, check, node) || check_goes_together(loader, check, node) ? -1 : 0;
}

static const char *kind_name(const void *context, size_t i)
{
	(void)context;
	const struct rule_kind *kind = rule_kind_row(i);
	return kind ? kind->name : NULL;
}

int compile_kind(struct loader *loader, struct rule_check *check, const char *name,
			const struct record_node *key, const struct record_node *value,
			const struct place *place)
{
	check->kind = rule_kind(name);
	if (!check->kind)
		return load_unknown(loader, key, _("the kind of check"), name, kind_name, NULL);
	size_t count = 0;
	while (count < RULE_ARGS && check->kind->params[count].name)
		count++;
	check->args = arena_array(loader->arena, count, sizeof *check->args);
	return compile_args(loader, check, value, place);
}

struct rule_check *compile_nested(struct loader *loader, const char *kind,
					 const struct record_node *key,
					 const struct record_node *value, const struct place *place)
{
	struct rule_check *check = arena_alloc(loader->arena, sizeof *check);
	check->book = loader->book;
	check->name = check->short_name = place->name;
	check->node = value;
	check->file = loader->file;
	check->in_force = (struct rule_span){DATE_NONE, DATE_NONE};
	return compile_kind(loader, check, kind, key, value, place) ? NULL : check;
}
