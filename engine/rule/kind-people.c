/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds that look at who: distinct, disjoint, covers, holds-role, holders, last-of, sequence. */
#include "rule/kind-rows.h"

#include "base/lang.h"
#include "rule/roles.h"

/* The name that people know the value by: a person's name, or the text itself. */
static const char *name_of(const struct rule_judging *judging, const struct record_node *node)
{
	const struct rule_people *people = judging->facts->people;
	const char *text = kind_text(node);
	return people && people->known(people->context, text) ? people->name(people->context, text)
							       : text;
}

static bool among(const struct rule_values *values, const char *text)
{
	for (size_t i = 0; i < values->count; i++)
		if (strcmp(kind_text(values->items[i].node), text) == 0)
			return true;
	return false;
}

/* The values of PATH in the items that satisfy WHERE, added to WANTED; UNKNOWN when a condition cannot be judged. */
static enum rule_verdict values_where(const struct rule_path *path, const struct rule_condition *where,
				      const struct rule_judging *judging, struct rule_values *wanted)
{
	struct rule_path list = *path, rest = {.names = path->names + path->depth - 1, .depth = 1,
					       .text = path->text, .field = path->field};
	list.depth--;
	const struct record_node *items = vocabulary_value(&list, &judging->scope);
	for (size_t i = 0; items && items->kind == RECORD_LIST && i < items->count; i++) {
		struct rule_judging inner = *judging;
		inner.scope.item = items->items[i];
		enum rule_verdict holds = rule_condition_holds(where, &inner);
		const struct record_node *node = vocabulary_value(&rest, &inner.scope);
		if (holds == RULE_UNKNOWN)
			return RULE_UNKNOWN;
		if (holds == RULE_MET && node)
			*arena_push(judging->arena, wanted->items, wanted->count) =
				(struct rule_value){node, items};
	}
	return RULE_MET;
}

/* The values of the parameter NAME; with a condition only those whose items satisfy it. */
static enum rule_verdict wanted_values(const struct rule_check *check, const char *name,
				       const struct rule_judging *judging, struct rule_values *wanted)
{
	const struct rule_arg *paths = kind_arg(check, name);
	const struct rule_condition *where = kind_arg(check, "where")->condition;
	*wanted = (struct rule_values){0};
	if (!where)
		kind_texts(paths->paths, paths->path_count, judging, wanted);
	for (size_t i = 0; where && i < paths->path_count; i++)
		if (values_where(&paths->paths[i], where, judging, wanted) == RULE_UNKNOWN)
			return RULE_UNKNOWN;
	return RULE_MET;
}

static struct rule_result not_told(const struct rule_judging *judging)
{
	struct rule_result result = kind_unmet(judging->scope.section, NULL, NULL);
	result.verdict = RULE_UNKNOWN;
	return result;
}

/* ---- distinct, disjoint, covers ------------------------------------------------------ */

struct rule_result judge_distinct(const struct rule_check *check, const struct rule_judging *judging)
{
	struct rule_values values;
	kind_texts(check->args[0].paths, check->args[0].path_count, judging, &values);
	for (size_t i = 0; i < values.count; i++) {
		struct rule_values before = {values.items, i};
		if (among(&before, kind_text(values.items[i].node)))
			return kind_unmet(values.items[i].node,
					  arena_format(judging->arena, _("“%s” stands here twice"),
						       name_of(judging, values.items[i].node)),
					  _("each once"));
	}
	return kind_met();
}

void explain_distinct(const struct rule_check *check, struct buf *out)
{
	buf_text(out, _("no value twice in: "));
	kind_say_path(&check->args[0].paths[0], out);
}

struct rule_result judge_disjoint(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *these = kind_arg(check, "these"), *those = kind_arg(check, "those");
	struct rule_values mine, theirs;
	if (wanted_values(check, "these", judging, &mine) == RULE_UNKNOWN)
		return not_told(judging);
	kind_texts(those->paths, those->path_count, judging, &theirs);
	for (size_t i = 0; i < mine.count; i++)
		if (among(&theirs, kind_text(mine.items[i].node)))
			return kind_unmet(mine.items[i].node,
					  arena_format(judging->arena, _("“%s” stands in both “%s” and “%s”"),
						       name_of(judging, mine.items[i].node),
						       kind_path_words(these->paths, judging->arena),
						       kind_path_words(those->paths, judging->arena)),
					  _("different people or bodies"));
	return kind_met();
}

void explain_disjoint(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	buf_format(out, kind_arg(check, "where")->node ? _("nobody of “%s” that count stands in “%s”")
						       : _("nobody stands in both “%s” and “%s”"),
		   kind_path_words(kind_arg(check, "these")->paths, arena),
		   kind_path_words(kind_arg(check, "those")->paths, arena));
	arena_free(arena);
}

struct rule_result judge_covers(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *in = kind_arg(check, "in");
	struct rule_values wanted, there;
	const struct record_node *first = NULL;
	const char **names = NULL;
	size_t count = 0;
	if (wanted_values(check, "all", judging, &wanted) == RULE_UNKNOWN)
		return not_told(judging);
	kind_texts(in->paths, in->path_count, judging, &there);
	for (size_t i = 0; i < wanted.count; i++) {
		const struct record_node *node = wanted.items[i].node;
		if (among(&there, kind_text(node)))
			continue;
		first = first ? first : node;
		*arena_push(judging->arena, names, count) = name_of(judging, node);
	}
	if (!count)
		return kind_met();
	return kind_unmet(first,
			  arena_format(judging->arena, _("missing in “%s”: %s"),
				       kind_path_words(in->paths, judging->arena),
				       kind_join(judging->arena, names, count, _(", "))),
			  _("an entry for each of them"));
}

void explain_covers(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	buf_format(out, kind_arg(check, "where")->node ? _("each of “%s” that count stands in “%s”")
						       : _("each of “%s” stands in “%s”"),
		   kind_path_words(kind_arg(check, "all")->paths, arena),
		   kind_path_words(kind_arg(check, "in")->paths, arena));
	arena_free(arena);
}

/* ---- roles ------------------------------------------------------------------------------ */

static const char *roles_words(const struct rule_check *check, struct arena *arena)
{
	const struct rule_names *roles = &kind_arg(check, "role")->names;
	const char **words = NULL;
	size_t count = 0;
	for (size_t i = 0; i < roles->count; i++) {
		const struct rule_role *role = rule_role(check->book, roles->items[i]);
		*arena_push(arena, words, count) =
			role ? rule_say(&role->label, role->name) : roles->items[i];
	}
	return kind_join(arena, words, count, _(" or "));
}

/* The first person among VALUES, lists of them taken apart, who does not hold one of ROLES on DAY. */
static const struct record_node *first_without(const struct rule_names *roles, int32_t day,
					       const struct rule_people *people,
					       const struct rule_values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		const struct record_node *node = values->items[i].node;
		if (!roles_held(people, roles, kind_text(node), day))
			return node;
	}
	return NULL;
}

/* The day that a role is asked for, or DATE_NONE. */
static int32_t day_of(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct record_node *on = vocabulary_value(kind_arg(check, "on")->paths, &judging->scope);
	return on ? on->day : DATE_NONE;
}

static struct rule_result no_day(const struct rule_check *check, const struct rule_judging *judging)
{
	return kind_unmet(judging->scope.item ? judging->scope.item : judging->scope.section,
			  arena_format(judging->arena, _("missing: %s"),
				       kind_path_words(kind_arg(check, "on")->paths, judging->arena)), NULL);
}

struct rule_result judge_holds_role(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *person = kind_arg(check, "person"), *role = kind_arg(check, "role");
	const struct record_node *holder = NULL;
	int32_t day = day_of(check, judging);
	char text[DATE_TEXT_SIZE];
	struct rule_values values;
	if (day == DATE_NONE)
		return no_day(check, judging);
	const char *roles = roles_words(check, judging->arena);
	if (kind_is_missing(person->paths, judging, &holder))
		return kind_unmet(holder, arena_format(judging->arena, _("missing: %s"),
						       kind_path_words(person->paths, judging->arena)), roles);
	kind_texts(person->paths, 1, judging, &values);
	const struct record_node *node = first_without(&role->names, day, judging->facts->people, &values);
	if (!node)
		return kind_met();
	return kind_unmet(node, arena_format(judging->arena, _("%s is not %s on %s"), name_of(judging, node), roles,
					     date_format(day, text)), roles);
}

void explain_holds_role(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	buf_format(out, _("“%s” holds the role %s on “%s”"),
		   kind_path_words(kind_arg(check, "person")->paths, arena),
		   roles_words(check, arena), kind_path_words(kind_arg(check, "on")->paths, arena));
	arena_free(arena);
}

struct rule_result judge_holders(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *in = kind_arg(check, "in"), *role = kind_arg(check, "role");
	const struct rule_people *people = judging->facts->people;
	int32_t day = day_of(check, judging);
	struct rule_values listed;
	const char **names = NULL, *person;
	size_t count = 0;
	if (day == DATE_NONE)
		return no_day(check, judging);
	kind_texts(in->paths, in->path_count, judging, &listed);
	for (size_t i = 0; people && (person = people->each(people->context, i)); i++)
		if (roles_own(people, &role->names, person, day) && !among(&listed, person))
			*arena_push(judging->arena, names, count) = people->name(people->context, person);
	if (!count)
		return kind_met();
	return kind_unmet(listed.count ? listed.items[0].node : judging->scope.section,
			  arena_format(judging->arena, _("missing in “%s”: %s"),
				       kind_path_words(in->paths, judging->arena),
				       kind_join(judging->arena, names, count, _(", "))),
			  arena_format(judging->arena, _("everybody who is %s"),
				       roles_words(check, judging->arena)));
}

void explain_holders(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	buf_format(out, _("everybody who holds the role %s on “%s” stands in “%s”"),
		   roles_words(check, arena), kind_path_words(kind_arg(check, "on")->paths, arena),
		   kind_path_words(kind_arg(check, "in")->paths, arena));
	arena_free(arena);
}

/* ---- last-of ------------------------------------------------------------------------------ */

struct rule_result judge_last_of(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *list = kind_arg(check, "list"), *by = kind_arg(check, "by");
	const struct rule_arg *is = kind_arg(check, "is");
	const struct record_node *items = vocabulary_value(list->paths, &judging->scope);
	const struct record_node *wanted = vocabulary_value(is->paths, &judging->scope);
	if (!items || items->kind != RECORD_LIST || !wanted)
		return kind_unmet(judging->scope.section,
				  arena_format(judging->arena, _("missing: %s"),
					       kind_path_words(items ? is->paths : list->paths,
							       judging->arena)), NULL);
	struct rule_scope last = {judging->scope.root, judging->scope.section,
				  items->items[items->count - 1]};
	const struct record_node *node = vocabulary_value(by->paths, &last);
	if (node && strcmp(kind_text(node), kind_text(wanted)) == 0)
		return kind_met();
	return kind_unmet(node ? node : last.item,
			  arena_format(judging->arena, _("%s is last"),
				       node ? name_of(judging, node) : _("nobody")),
			  arena_format(judging->arena, _("%s is last"), name_of(judging, wanted)));
}

void explain_last_of(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	buf_format(out, _("the last of “%s” is “%s”"),
		   kind_path_words(kind_arg(check, "list")->paths, arena),
		   kind_path_words(kind_arg(check, "is")->paths, arena));
	arena_free(arena);
}

/* ---- sequence ------------------------------------------------------------------------------ */

/* The place of VALUE in ORDER, or its end. */
static size_t place_in(const struct rule_names *order, const char *value)
{
	size_t i = 0;
	while (i < order->count && strcmp(order->items[i], value) != 0)
		i++;
	return i;
}

struct rule_result judge_sequence(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *by = kind_arg(check, "by");
	const struct rule_names *order = &kind_arg(check, "order")->names;
	const struct rule_field *field = by->paths[0].field;
	const struct record_node *items = vocabulary_value(kind_arg(check, "of")->paths, &judging->scope);
	size_t reached = 0;
	for (size_t i = 0; items && items->kind == RECORD_LIST && i < items->count; i++) {
		struct rule_scope each = {judging->scope.root, judging->scope.section, items->items[i]};
		const struct record_node *node = vocabulary_value(by->paths, &each);
		size_t place = node ? place_in(order, kind_text(node)) : order->count;
		if (place == order->count)
			continue;
		if (place < reached)
			return kind_unmet(node, arena_format(judging->arena, _("“%s” comes after “%s”"),
							     kind_value_label(field, order->items[place]),
							     kind_value_label(field, order->items[reached])),
					  arena_format(judging->arena, _("“%s” before “%s”"),
						       kind_value_label(field, order->items[place]),
						       kind_value_label(field, order->items[reached])));
		reached = place;
	}
	return kind_met();
}

void explain_sequence(const struct rule_check *check, struct buf *out)
{
	const struct rule_arg *by = kind_arg(check, "by");
	const struct rule_names *order = &kind_arg(check, "order")->names;
	struct arena *arena = arena_new();
	const char **words = NULL;
	size_t count = 0;
	for (size_t i = 0; i < order->count; i++)
		*arena_push(arena, words, count) =
			arena_format(arena, "“%s”", kind_value_label(by->paths[0].field, order->items[i]));
	buf_format(out, _("in “%s”, one after the other: %s"), kind_path_words(kind_arg(check, "of")->paths, arena),
		   kind_join(arena, words, count, _(", then ")));
	arena_free(arena);
}
