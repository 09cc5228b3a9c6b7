/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds that look at values: present, absent, value, pattern, number, count, compare, ratio. */
#include "rule/kind-rows.h"
#include "rule/pattern.h"

#include "base/lang.h"

/* ---- present, absent ------------------------------------------------------------ */

struct rule_result judge_present(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *fields = &check->args[0];
	const struct record_node *holder = NULL, *first = NULL;
	const char **names = NULL;
	size_t count = 0;
	for (size_t i = 0; i < fields->path_count; i++) {
		if (!kind_is_missing(&fields->paths[i], judging, &holder))
			continue;
		first = first ? first : holder;
		*arena_push(judging->arena, names, count) =
			kind_path_words(&fields->paths[i], judging->arena);
	}
	if (!count)
		return kind_met();
	const char *list = kind_join(judging->arena, names, count, _(", "));
	return kind_unmet(first, arena_format(judging->arena, _("missing: %s"), list), list);
}

void explain_present(const struct rule_check *check, struct buf *out)
{
	for (size_t i = 0; i < check->args[0].path_count; i++) {
		buf_text(out, i ? _(", ") : _("on record: "));
		kind_say_path(&check->args[0].paths[i], out);
	}
}

struct rule_result judge_absent(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *fields = &check->args[0];
	for (size_t i = 0; i < fields->path_count; i++) {
		struct rule_values values;
		vocabulary_values(&fields->paths[i], &judging->scope, judging->arena, &values);
		for (size_t j = 0; j < values.count; j++)
			if (values.items[j].node)
				return kind_unmet(values.items[j].node,
						  arena_format(judging->arena, _("“%s” is filled in"),
							       kind_path_words(&fields->paths[i], judging->arena)),
						  _("nothing here"));
	}
	return kind_met();
}

void explain_absent(const struct rule_check *check, struct buf *out)
{
	for (size_t i = 0; i < check->args[0].path_count; i++) {
		buf_text(out, i ? _(", ") : _("not on record: "));
		kind_say_path(&check->args[0].paths[i], out);
	}
}

/* ---- value ------------------------------------------------------------------------ */

const char *kind_value_label(const struct rule_field *field, const char *value)
{
	for (size_t i = 0; i < field->choice_count; i++)
		if (strcmp(field->choices[i].name, value) == 0)
			return rule_say(&field->choices[i].label, value);
	return strcmp(value, "yes") == 0 ? _("yes") : strcmp(value, "no") == 0 ? _("no") : value;
}

/* "one of: a, b", or "a" alone. */
static const char *values_words(const struct rule_check *check, struct arena *arena, bool *forbidden)
{
	static const struct { const char *param; bool forbidden; } params[] = {
		{"is", false}, {"in", false}, {"is-not", true}, {"not-in", true}};
	const struct rule_field *field = check->args[0].paths[0].field;
	const char **words = NULL;
	size_t count = 0;
	*forbidden = false;
	for (size_t p = 0; p < sizeof params / sizeof *params; p++) {
		const struct rule_arg *arg = kind_arg(check, params[p].param);
		for (size_t i = 0; arg->node && i < arg->names.count; i++) {
			*arena_push(arena, words, count) = kind_value_label(field, arg->names.items[i]);
			*forbidden = params[p].forbidden;
		}
	}
	return kind_join(arena, words, count, _(" or "));
}

/* Whether the value TEXT is one of NAMES, or a kind of one. */
static bool is_among(const struct rule_field *field, const struct rule_names *names, const char *text)
{
	for (size_t i = 0; i < field->choice_count; i++)
		if (field->choices[i].kind_of && strcmp(field->choices[i].name, text) == 0 &&
		    rule_names_have(names, field->choices[i].kind_of))
			return true;
	return rule_names_have(names, text);
}

static bool value_fits(const struct rule_check *check, const struct record_node *node)
{
	const struct rule_arg *is = kind_arg(check, "is"), *in = kind_arg(check, "in");
	const struct rule_arg *is_not = kind_arg(check, "is-not"), *not_in = kind_arg(check, "not-in");
	const struct rule_field *field = check->args[0].paths[0].field;
	const char *text = node ? kind_text(node) : NULL;
	if (is->node && (!text || !is_among(field, &is->names, text)))
		return false;
	if (in->node && (!text || !is_among(field, &in->names, text)))
		return false;
	return !text || !((is_not->node && is_among(field, &is_not->names, text)) ||
			  (not_in->node && is_among(field, &not_in->names, text)));
}

struct rule_result judge_value(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_path *path = &check->args[0].paths[0];
	struct rule_values values;
	bool forbidden;
	vocabulary_values(path, &judging->scope, judging->arena, &values);
	for (size_t i = 0; i < values.count; i++) {
		const struct record_node *node = values.items[i].node;
		if (value_fits(check, node))
			continue;
		const char *needed = values_words(check, judging->arena, &forbidden);
		const char *name = kind_path_words(path, judging->arena);
		const char *found =
			node ? arena_format(judging->arena, _("“%s” is “%s”"), name,
					    kind_value_label(path->field, kind_text(node)))
			     : arena_format(judging->arena, _("“%s” is not filled in"), name);
		return kind_unmet(node ? node : values.items[i].holder, found,
				  arena_format(judging->arena, forbidden ? _("anything but %s") : "%s",
					       needed));
	}
	return kind_met();
}

void explain_value(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	bool forbidden;
	const char *words = values_words(check, arena, &forbidden);
	buf_format(out, forbidden ? _("“%s” is not %s") : _("“%s” is %s"),
		   kind_path_words(&check->args[0].paths[0], arena), words);
	arena_free(arena);
}

/* ---- pattern ------------------------------------------------------------------------ */

struct rule_result judge_pattern(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *matches = kind_arg(check, "matches");
	const char *shape = rule_say(&kind_arg(check, "shape")->label, "");
	struct rule_values values;
	kind_texts(check->args[0].paths, 1, judging, &values);
	for (size_t i = 0; i < values.count; i++) {
		const struct record_node *node = values.items[i].node;
		int fits = pattern_fits(matches->pattern, node->text);
		if (fits == 1)
			continue;
		struct rule_result result = kind_unmet(node, node->text.data, shape);
		if (fits < 0) {
			result.verdict = RULE_UNKNOWN;
			result.found = _("this text is too long or too involved for the pattern");
		}
		return result;
	}
	return kind_met();
}

void explain_pattern(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	buf_format(out, _("“%s” has this shape: %s"), kind_path_words(&check->args[0].paths[0], arena),
		   rule_say(&kind_arg(check, "shape")->label, ""));
	arena_free(arena);
}

/* ---- numbers ------------------------------------------------------------------------- */

enum { OPERAND_MISSING = -1, OPERAND_UNKNOWN = -2 };

/* The value of OPERAND in hundredths; AT is where it stands or should stand. */
static int evaluate(const struct rule_operand *operand, const struct rule_judging *judging,
		    int64_t *number, const struct record_node **at);

static int evaluate_count(const struct rule_operand *operand, const struct rule_judging *judging,
			  int64_t *number, const struct record_node **at)
{
	const struct record_node *list = vocabulary_value(&operand->path, &judging->scope);
	struct rule_judging inner = *judging;
	*number = 0;
	*at = list ? list : *at;
	for (size_t i = 0; list && list->kind == RECORD_LIST && i < list->count; i++) {
		inner.scope.item = list->items[i];
		enum rule_verdict holds = rule_condition_holds(operand->where, &inner);
		if (holds == RULE_UNKNOWN)
			return OPERAND_UNKNOWN;
		*number += holds == RULE_MET ? 100 : 0;
	}
	return 0;
}

static int evaluate(const struct rule_operand *operand, const struct rule_judging *judging,
		    int64_t *number, const struct record_node **at)
{
	if (operand->form == OPERAND_NUMBER) {
		*number = operand->number * 100;
		return 0;
	}
	if (operand->form == OPERAND_COUNT)
		return evaluate_count(operand, judging, number, at);
	if (operand->form == OPERAND_PATH) {
		const struct record_node *node = vocabulary_value(&operand->path, &judging->scope);
		if (!node)
			return OPERAND_MISSING;
		*number = node->number;
		*at = node;
		return 0;
	}
	*number = 0;
	for (size_t i = 0; i < operand->part_count; i++) {
		int64_t part;
		int rc = evaluate(&operand->parts[i], judging, &part, at);
		if (rc)
			return rc;
		if (part > NUMBER_MOST - *number)
			return OPERAND_UNKNOWN;
		*number += part;
	}
	return 0;
}

static void say_operand(const struct rule_operand *operand, struct buf *out)
{
	switch (operand->form) {
	case OPERAND_NUMBER:
		buf_format(out, "%lld", (long long)operand->number);
		break;
	case OPERAND_PATH:
		kind_say_path(&operand->path, out);
		break;
	case OPERAND_COUNT:
		buf_format(out, operand->where ? _("the number of %s that count") : _("the number of %s"),
			   rule_say(&operand->path.field->label, operand->path.field->name));
		break;
	case OPERAND_SUM:
		for (size_t i = 0; i < operand->part_count; i++) {
			if (i)
				buf_text(out, " + ");
			say_operand(&operand->parts[i], out);
		}
		break;
	}
}

static struct rule_result cannot_count(int rc, const struct rule_operand *operand,
				       const struct rule_judging *judging)
{
	struct buf name;
	buf_init(&name);
	say_operand(operand, &name);
	const struct record_node *at = judging->scope.item ? judging->scope.item
							   : judging->scope.section;
	bool unknown = rc == OPERAND_UNKNOWN;
	struct rule_result result = kind_unmet(
		at, arena_format(judging->arena, unknown ? _("“%s” cannot be told") : _("“%s” is not filled in"),
				 name.data), NULL);
	if (unknown)
		result.verdict = RULE_UNKNOWN;
	buf_release(&name);
	return result;
}

bool kind_evaluate(const struct rule_operand *operand, const struct rule_judging *judging, int64_t *number,
		   struct rule_result *missing)
{
	const struct record_node *at = NULL;
	int rc = evaluate(operand, judging, number, &at);
	if (rc)
		*missing = cannot_count(rc, operand, judging);
	return rc == 0;
}

struct rule_result judge_number(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_path *path = &check->args[0].paths[0];
	struct rule_values values;
	vocabulary_values(path, &judging->scope, judging->arena, &values);
	for (size_t i = 0; i < values.count; i++) {
		const struct record_node *node = values.items[i].node;
		if (node && kind_in_bounds(check, node->number))
			continue;
		const char *name = kind_path_words(path, judging->arena);
		return kind_unmet(node ? node : values.items[i].holder,
				  node ? arena_format(judging->arena, _("“%s” is %s"), name, node->text.data)
				       : arena_format(judging->arena, _("“%s” is not filled in"), name),
				  kind_bounds_words(check, judging->arena));
	}
	return kind_met();
}

void explain_number(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const char *name = kind_path_words(&check->args[0].paths[0], arena);
	buf_text(out, kind_say_asked(arena, arena_format(arena, "“%s”", name), kind_bounds_words(check, arena)));
	arena_free(arena);
}

static const char *count_words(const struct rule_check *check, struct arena *arena)
{
	return arena_format(arena, kind_arg(check, "where")->node ? _("the number of “%s” that count")
								  : _("the number of “%s”"),
			    kind_path_words(&check->args[0].paths[0], arena));
}

struct rule_result judge_count(const struct rule_check *check, const struct rule_judging *judging)
{
	struct rule_operand operand = {.form = OPERAND_COUNT, .path = check->args[0].paths[0],
				       .where = kind_arg(check, "where")->condition};
	const struct record_node *at = judging->scope.item ? judging->scope.item
							   : judging->scope.section;
	int64_t number;
	int rc = evaluate(&operand, judging, &number, &at);
	if (rc)
		return cannot_count(rc, &operand, judging);
	if (kind_in_bounds(check, number))
		return kind_met();
	return kind_unmet(at, arena_format(judging->arena, _("%s: %s"), count_words(check, judging->arena),
					   arena_format(judging->arena, "%lld", (long long)(number / 100))),
			  kind_bounds_words(check, judging->arena));
}

void explain_count(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	buf_text(out, kind_say_asked(arena, count_words(check, arena), kind_bounds_words(check, arena)));
	arena_free(arena);
}

/* ---- compare ---------------------------------------------------------------------------- */

static bool equals(int64_t a, int64_t b) { return a == b; }
static bool at_least(int64_t a, int64_t b) { return a >= b; }
static bool at_most(int64_t a, int64_t b) { return a <= b; }
static bool more_than(int64_t a, int64_t b) { return a > b; }
static bool less_than(int64_t a, int64_t b) { return a < b; }

static const struct comparison {
	const char *param, *words;
	bool (*holds)(int64_t a, int64_t b);
} comparisons[] = {
	{"equals", N_("equal to %s"), equals},      {"at-least", N_("at least %s"), at_least},
	{"at-most", N_("at most %s"), at_most},     {"more-than", N_("more than %s"), more_than},
	{"less-than", N_("less than %s"), less_than},
};
#define COMPARISONS (sizeof comparisons / sizeof *comparisons)

const char *kind_operand_words(const struct rule_operand *operand, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	say_operand(operand, &out);
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

/* "Members present: 5", or the number alone when it is written so. */
static const char *compared_words(const struct rule_operand *operand, int64_t number, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	kind_say_number(number, &out);
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return operand->form == OPERAND_NUMBER
		       ? text : arena_format(arena, _("%s: %s"), kind_operand_words(operand, arena), text);
}

struct rule_result judge_compare(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_operand *this = &check->args[0].operand;
	const struct record_node *at = judging->scope.item ? judging->scope.item
							   : judging->scope.section, *other = NULL;
	int64_t a, b;
	int rc = evaluate(this, judging, &a, &at);
	if (rc)
		return cannot_count(rc, this, judging);
	for (size_t i = 0; i < COMPARISONS; i++) {
		const struct rule_arg *arg = kind_arg(check, comparisons[i].param);
		if (!arg->node)
			continue;
		rc = evaluate(&arg->operand, judging, &b, &other);
		if (rc)
			return cannot_count(rc, &arg->operand, judging);
		if (!comparisons[i].holds(a, b))
			return kind_unmet(at, compared_words(this, a, judging->arena),
					  kind_say_bound(judging->arena, comparisons[i].words,
							 compared_words(&arg->operand, b, judging->arena)));
	}
	return kind_met();
}

void explain_compare(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const char *words = kind_operand_words(&check->args[0].operand, arena);
	for (size_t i = 0; i < COMPARISONS; i++) {
		const struct rule_arg *arg = kind_arg(check, comparisons[i].param);
		if (arg->node)
			words = kind_say_asked(arena, words,
					       kind_say_bound(arena, comparisons[i].words,
							      kind_operand_words(&arg->operand, arena)));
	}
	buf_text(out, words);
	arena_free(arena);
}

/* ---- ratio ------------------------------------------------------------------------------ */

static const char *fraction_words(const struct rule_fraction *fraction, struct arena *arena)
{
	return arena_format(arena, "%lld/%lld", (long long)fraction->over, (long long)fraction->under);
}

struct rule_result judge_ratio(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *of = kind_arg(check, "of"), *to = kind_arg(check, "to");
	const struct record_node *at = judging->scope.item ? judging->scope.item
							   : judging->scope.section, *other = NULL;
	int64_t a, b;
	int rc = evaluate(&of->operand, judging, &a, &at);
	if (rc)
		return cannot_count(rc, &of->operand, judging);
	rc = evaluate(&to->operand, judging, &b, &other);
	if (rc)
		return cannot_count(rc, &to->operand, judging);
	for (size_t i = 0; i < COMPARISONS; i++) {
		const struct rule_arg *arg = kind_arg(check, comparisons[i].param);
		if (!arg->node)
			continue;
		/* a / b against over / under, without rounding; of nothing no share can be told. */
		if (b > 0 && comparisons[i].holds(a * arg->fraction.under, b * arg->fraction.over))
			continue;
		return kind_unmet(at, arena_format(judging->arena, _("%lld of %lld"), (long long)(a / 100),
						   (long long)(b / 100)),
				  kind_say_bound(judging->arena, comparisons[i].words,
						 fraction_words(&arg->fraction, judging->arena)));
	}
	return kind_met();
}

void explain_ratio(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const char *words = arena_format(arena, _("%s as a share of %s"),
					 kind_operand_words(&kind_arg(check, "of")->operand, arena),
					 kind_operand_words(&kind_arg(check, "to")->operand, arena));
	for (size_t i = 0; i < COMPARISONS; i++) {
		const struct rule_arg *arg = kind_arg(check, comparisons[i].param);
		if (arg->node)
			words = kind_say_asked(arena, words,
					       kind_say_bound(arena, comparisons[i].words,
							      fraction_words(&arg->fraction, arena)));
	}
	buf_text(out, words);
	arena_free(arena);
}
