/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/kinds.h"

#include "base/lang.h"
#include "rule/kind-rows.h"
#include "rule/roles.h"
#include "rule/state.h"

/* ---- the table ------------------------------------------------------------------------ */

#define REQUIRED PARAM_REQUIRED
#define MAIN (PARAM_REQUIRED | PARAM_MAIN)
#define ONE PARAM_ONE_NEEDED
#define NUMBER_BOUNDS                                                                          \
	{"at-least", PARAM_NUMBER, ONE}, {"at-most", PARAM_NUMBER, ONE}, \
	{"more-than", PARAM_NUMBER, ONE}, {"less-than", PARAM_NUMBER, ONE}, {"odd", PARAM_FLAG, ONE}

static const struct rule_kind kinds[] = {
	{"present", {{"fields", PARAM_PATHS, MAIN}}, judge_present, explain_present},
	{"absent", {{"fields", PARAM_PATHS, MAIN}}, judge_absent, explain_absent},
	{"value",
	 {{"field", PARAM_PATH, REQUIRED}, {"is", PARAM_VALUES, ONE}, {"is-not", PARAM_VALUES, ONE},
	  {"in", PARAM_VALUES, ONE}, {"not-in", PARAM_VALUES, ONE}},
	 judge_value, explain_value},
	{"pattern",
	 {{"field", PARAM_PATH, REQUIRED}, {"matches", PARAM_PATTERN, REQUIRED},
	  {"shape", PARAM_LABEL, REQUIRED}},
	 judge_pattern, explain_pattern},
	{"number", {{"field", PARAM_AMOUNT, REQUIRED}, NUMBER_BOUNDS}, judge_number, explain_number},
	{"count",
	 {{"of", PARAM_LIST, REQUIRED}, {"where", PARAM_CONDITION, 0}, NUMBER_BOUNDS},
	 judge_count, explain_count},
	{"compare",
	 {{"this", PARAM_OPERAND, REQUIRED}, {"equals", PARAM_OPERAND, ONE},
	  {"at-least", PARAM_OPERAND, ONE}, {"at-most", PARAM_OPERAND, ONE},
	  {"more-than", PARAM_OPERAND, ONE}, {"less-than", PARAM_OPERAND, ONE}},
	 judge_compare, explain_compare},
	{"ratio",
	 {{"of", PARAM_OPERAND, REQUIRED}, {"to", PARAM_OPERAND, REQUIRED},
	  {"at-least", PARAM_FRACTION, ONE}, {"more-than", PARAM_FRACTION, ONE},
	  {"at-most", PARAM_FRACTION, ONE}},
	 judge_ratio, explain_ratio},
	{"duration",
	 {{"from", PARAM_DATE, REQUIRED}, {"until", PARAM_DATE, REQUIRED},
	  {"at-least", PARAM_DURATION, ONE}, {"at-most", PARAM_DURATION, ONE},
	  {"pauses", PARAM_LIST, PARAM_WITH_NEXT}, {"pause-from", PARAM_KEY_DATE, PARAM_WITH_NEXT | PARAM_WITH_LAST},
	  {"pause-until", PARAM_KEY_DATE, PARAM_WITH_LAST}, {"restarts", PARAM_DATES, 0},
	  {"extension", PARAM_AMOUNT, PARAM_WITH_NEXT}, {"extension-at-most", PARAM_DURATION, PARAM_WITH_LAST}},
	 judge_duration, explain_duration},
	{"order", {{"dates", PARAM_DATES, MAIN}, {"strict", PARAM_FLAG, 0}}, judge_order, explain_order},
	{"same-day", {{"dates", PARAM_DATES, MAIN}}, judge_same_day, explain_same_day},
	{"silence",
	 {{"field", PARAM_PATH, REQUIRED}, {"counts-as", PARAM_VALUES, REQUIRED}, {"from", PARAM_DATE, REQUIRED},
	  {"after", PARAM_DURATION, REQUIRED}},
	 judge_silence, explain_silence},
	{"distinct", {{"values", PARAM_PATHS, MAIN}}, judge_distinct, explain_distinct},
	{"disjoint",
	 {{"these", PARAM_PATHS, REQUIRED}, {"those", PARAM_PATHS, REQUIRED}, {"where", PARAM_CONDITION, 0}},
	 judge_disjoint, explain_disjoint},
	{"covers",
	 {{"all", PARAM_PATH, REQUIRED}, {"in", PARAM_PATH, REQUIRED}, {"where", PARAM_CONDITION, 0}},
	 judge_covers, explain_covers},
	{"holds-role",
	 {{"person", PARAM_PATH, REQUIRED}, {"role", PARAM_ROLES, REQUIRED}, {"on", PARAM_DATE, REQUIRED}},
	 judge_holds_role, explain_holds_role},
	{"holders",
	 {{"role", PARAM_ROLES, REQUIRED}, {"on", PARAM_DATE, REQUIRED}, {"in", PARAM_PATH, REQUIRED}},
	 judge_holders, explain_holders},
	{"last-of",
	 {{"list", PARAM_LIST, REQUIRED}, {"by", PARAM_KEY, REQUIRED}, {"is", PARAM_PATH, REQUIRED}},
	 judge_last_of, explain_last_of},
	{"sequence",
	 {{"of", PARAM_LIST, REQUIRED}, {"by", PARAM_KEY, REQUIRED}, {"order", PARAM_VALUES, REQUIRED}},
	 judge_sequence, explain_sequence},
	{"quorum",
	 {{"of", PARAM_LIST, REQUIRED}, {"where", PARAM_CONDITION, 0}, {"entitled", PARAM_OPERAND, REQUIRED},
	  {"recused", PARAM_OPERAND, 0}, {"at-least", PARAM_FRACTION, ONE}, {"more-than", PARAM_FRACTION, ONE}},
	 judge_quorum, explain_quorum},
	{"majority",
	 {{"of", PARAM_LIST, REQUIRED}, {"where", PARAM_CONDITION, 0}, {"vote", PARAM_KEY, REQUIRED},
	  {"for", PARAM_VALUES, REQUIRED}, {"against", PARAM_VALUES, REQUIRED}, {"base", PARAM_BASE, REQUIRED},
	  {"entitled", PARAM_OPERAND, 0}, {"at-least", PARAM_FRACTION, ONE}, {"more-than", PARAM_FRACTION, ONE},
	  {"casting", PARAM_PATH, 0}},
	 judge_majority, explain_majority},
	{"balance",
	 {{"of", PARAM_LIST, REQUIRED}, {"where", PARAM_CONDITION, 0}, {"by", PARAM_KEY, REQUIRED},
	  {"groups", PARAM_VALUES, 0}, {"differ-at-most", PARAM_NUMBER, ONE},
	  {"each-at-least", PARAM_FRACTION, ONE}, {"each-at-most", PARAM_FRACTION, ONE}},
	 judge_balance, explain_balance},
	{"current-draft", {{"steps", PARAM_STEPS, MAIN}}, judge_current_draft, explain_current_draft},
	{"fixed-once",
	 {{"fields", PARAM_PATHS, REQUIRED}, {"once", PARAM_PATH, REQUIRED | PARAM_BEFORE}},
	 judge_fixed_once, explain_fixed_once},
	{"recorded-within",
	 {{"date", PARAM_DATE, REQUIRED}, {"at-most", PARAM_DURATION, REQUIRED}},
	 judge_recorded_within, explain_recorded_within},
	{"step",
	 {{"name", PARAM_STEP, REQUIRED}, {"is", PARAM_STATES, REQUIRED}},
	 judge_step, explain_step},
	{"listed",
	 {{"value", PARAM_PATH, REQUIRED}, {"in", PARAM_CATALOGUE, REQUIRED}, {"on", PARAM_DATE, 0}},
	 judge_listed, explain_listed},
	{"record",
	 {{"id", PARAM_PATH, REQUIRED}, {"of", PARAM_BOOK, REQUIRED}, {"step", PARAM_WORD, REQUIRED},
	  {"is", PARAM_STATES, REQUIRED}},
	 judge_record, explain_record},
	{"matter", {{"in", PARAM_MATTERS, MAIN}}, judge_matter, explain_matter},
	{"one-of", {{"checks", PARAM_CHECKS, MAIN}}, judge_one_of, explain_one_of},
	{"all-of", {{"checks", PARAM_CHECKS, MAIN}}, judge_all_of, explain_all_of},
	{"not", {{"check", PARAM_CHECK, MAIN}}, judge_not, explain_not},
};

const struct rule_kind *rule_kind_row(size_t i)
{
	return i < sizeof kinds / sizeof *kinds ? &kinds[i] : NULL;
}

const struct rule_kind *rule_kind(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

/* ---- what the rows share ------------------------------------------------------------------- */

const struct rule_arg *kind_arg(const struct rule_check *check, const char *name)
{
	static const struct rule_arg none;
	for (size_t i = 0; i < RULE_ARGS && check->kind->params[i].name; i++)
		if (strcmp(check->kind->params[i].name, name) == 0)
			return &check->args[i];
	return &none;
}

struct rule_result kind_met(void)
{
	return (struct rule_result){.verdict = RULE_MET};
}

struct rule_result kind_unmet(const struct record_node *at, const char *found, const char *needed)
{
	return (struct rule_result){.verdict = RULE_UNMET, .at = at, .found = found, .needed = needed};
}

void kind_say_path(const struct rule_path *path, struct buf *out)
{
	buf_text(out, rule_say(&path->field->label, path->field->name));
}

const char *kind_path_words(const struct rule_path *path, struct arena *arena)
{
	return arena_text(arena, rule_say(&path->field->label, path->field->name));
}

const char *kind_join(struct arena *arena, const char *const *items, size_t count, const char *joint)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < count; i++)
		buf_format(&out, "%s%s", i ? joint : "", items[i]);
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

bool kind_is_missing(const struct rule_path *path, const struct rule_judging *judging,
		       const struct record_node **holder)
{
	struct rule_values values;
	vocabulary_values(path, &judging->scope, judging->arena, &values);
	for (size_t i = 0; i < values.count; i++)
		if (!values.items[i].node) {
			*holder = values.items[i].holder;
			return true;
		}
	if (!values.count)
		*holder = judging->scope.item ? judging->scope.item : judging->scope.section;
	return values.count == 0;
}

static void add_text(const struct record_node *node, struct arena *arena, struct rule_values *texts)
{
	if (record_is_empty(node))
		return;
	if (node->kind == RECORD_LIST) {
		for (size_t i = 0; i < node->count; i++)
			add_text(node->items[i], arena, texts);
	} else if (node->kind == RECORD_TEXT) {
		*arena_push(arena, texts->items, texts->count) = (struct rule_value){node, NULL};
	}
}

void kind_texts(const struct rule_path *paths, size_t count, const struct rule_judging *judging,
		struct rule_values *texts)
{
	*texts = (struct rule_values){0};
	for (size_t i = 0; i < count; i++) {
		struct rule_values values;
		vocabulary_values(&paths[i], &judging->scope, judging->arena, &values);
		for (size_t j = 0; j < values.count; j++)
			add_text(values.items[j].node, judging->arena, texts);
	}
}

const char *kind_text(const struct record_node *node)
{
	return node->word ? node->word : node->kind == RECORD_TEXT ? node->text.data : "";
}

static const struct {
	const char *param, *words;
} bounds[] = {
	{"at-least", N_("at least %s")},
	{"at-most", N_("at most %s")},
	{"more-than", N_("more than %s")},
	{"less-than", N_("less than %s")},
};

bool kind_in_bounds(const struct rule_check *check, int64_t number)
{
	const struct rule_arg *args[4];
	for (size_t i = 0; i < 4; i++)
		args[i] = kind_arg(check, bounds[i].param);
	return !(args[0]->node && number < args[0]->number * 100) &&
	       !(args[1]->node && number > args[1]->number * 100) &&
	       !(args[2]->node && number <= args[2]->number * 100) &&
	       !(args[3]->node && number >= args[3]->number * 100) &&
	       !(kind_arg(check, "odd")->node && number / 100 % 2 == 0);
}

const char *kind_say_bound(struct arena *arena, const char *words, const char *what)
{
	/* The format is one of the tables' or its translation, checked by msgfmt. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return arena_format(arena, _(words), what);
#pragma GCC diagnostic pop
}

const char *kind_say_asked(struct arena *arena, const char *what, const char *asked)
{
	/* TRANSLATORS: "the number of “Experts”" and "at least 5". */
	return arena_format(arena, _("%s is %s"), what, asked);
}

const char *kind_bounds_words(const struct rule_check *check, struct arena *arena)
{
	const struct rule_arg *least = kind_arg(check, "at-least"), *most = kind_arg(check, "at-most");
	const char **words = NULL;
	size_t count = 0;
	if (least->node && most->node && least->number == most->number)
		return arena_format(arena, _("exactly %lld"), (long long)least->number);
	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		const struct rule_arg *arg = kind_arg(check, bounds[i].param);
		if (arg->node)
			*arena_push(arena, words, count) = kind_say_bound(
				arena, bounds[i].words, arena_format(arena, "%lld", (long long)arg->number));
	}
	if (kind_arg(check, "odd")->node)
		*arena_push(arena, words, count) = _("an odd number");
	return kind_join(arena, words, count, _(", "));
}

void kind_say_number(int64_t hundredths, struct buf *out)
{
	buf_format(out, "%lld", (long long)(hundredths / 100));
	if (hundredths % 100)
		buf_format(out, ".%02d", (int)(hundredths % 100));
}

/* ---- explaining ------------------------------------------------------------------------------ */

static void say_all(struct rule_check *const *checks, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		buf_text(out, i ? _("; ") : "");
		rule_explain(checks[i], out);
	}
}

void rule_condition_say(const struct rule_condition *condition, struct buf *out)
{
	size_t begin = out->size;
	say_all(condition->checks, condition->check_count, out);
	for (size_t i = 0; i < condition->any_count; i++) {
		buf_text(out, i ? _(", or ") : out->size > begin ? _("; ") : "");
		say_all(condition->any_of[i]->checks, condition->any_of[i]->check_count, out);
	}
}

/* "(counted: “Side” is “for”)" */
static void say_where(const struct rule_condition *where, struct buf *out)
{
	struct buf words;
	if (!where)
		return;
	buf_init(&words);
	rule_condition_say(where, &words);
	buf_format(out, _(" (counted: %s)"), words.data);
	buf_release(&words);
}

static void say_operand_where(const struct rule_operand *operand, struct buf *out)
{
	say_where(operand->where, out);
	for (size_t i = 0; i < operand->part_count; i++)
		say_operand_where(&operand->parts[i], out);
}

void rule_explain(const struct rule_check *check, struct buf *out)
{
	check->kind->explain(check, out);
	for (size_t i = 0; i < RULE_ARGS && check->kind->params[i].name; i++) {
		say_where(check->args[i].condition, out);
		say_operand_where(&check->args[i].operand, out);
	}
}

/* ---- judging --------------------------------------------------------------------------------- */

struct rule_result rule_judge_here(const struct rule_check *check, const struct rule_judging *judging)
{
	return check->kind->judge(check, judging);
}

static enum rule_verdict all_hold(const struct rule_condition *condition,
				  const struct rule_judging *judging)
{
	enum rule_verdict verdict = RULE_MET;
	for (size_t i = 0; i < condition->check_count; i++) {
		struct rule_result result = rule_judge_here(condition->checks[i], judging);
		if (result.verdict == RULE_UNMET || result.verdict == RULE_PENDING)
			return RULE_UNMET;
		if (result.verdict == RULE_UNKNOWN)
			verdict = RULE_UNKNOWN;
	}
	return verdict;
}

/* One of the alternatives, where there are any. */
static enum rule_verdict any_holds(const struct rule_condition *condition,
				   const struct rule_judging *judging)
{
	enum rule_verdict verdict = condition->any_count ? RULE_UNMET : RULE_MET;
	for (size_t i = 0; i < condition->any_count; i++) {
		enum rule_verdict one = rule_condition_holds(condition->any_of[i], judging);
		if (one == RULE_MET)
			return RULE_MET;
		if (one == RULE_UNKNOWN)
			verdict = RULE_UNKNOWN;
	}
	return verdict;
}

enum rule_verdict rule_condition_holds(const struct rule_condition *condition,
				       const struct rule_judging *judging)
{
	if (!condition)
		return RULE_MET;
	enum rule_verdict all = all_hold(condition, judging);
	if (all == RULE_UNMET)
		return RULE_UNMET;
	enum rule_verdict any = any_holds(condition, judging);
	return any == RULE_MET ? all : any;
}

/* With its conditions; not concerned where they do not hold. */
static struct rule_result judge_one(const struct rule_check *check, const struct rule_judging *judging)
{
	struct rule_result result = {.verdict = RULE_NOT_CONCERNED};
	enum rule_verdict when = rule_condition_holds(check->when, judging);
	enum rule_verdict unless =
		check->unless ? rule_condition_holds(check->unless, judging) : RULE_UNMET;
	if (when == RULE_UNMET || unless == RULE_MET)
		return result;
	if (when == RULE_UNKNOWN || unless == RULE_UNKNOWN) {
		result.verdict = RULE_UNKNOWN;
		result.found = _("whether this rule applies here cannot be told");
		return result;
	}
	return rule_judge_here(check, judging);
}

struct judgement {
	const struct rule_check *check;
	const struct rule_step *step;
	const struct rule_facts *facts;
	enum rule_level level;
	struct rule_findings *findings;
	enum rule_verdict worst;
};

/* A kind that found nothing to tell still asks for something; and what cannot be told is told as such. */
static void say_asked(struct rule_finding *finding, const struct rule_check *check, struct arena *arena)
{
	struct buf asked;
	buf_init(&asked);
	check->kind->explain(check, &asked);
	finding->needed = arena_copy(arena, buf_bytes(&asked));
	if (finding->verdict == RULE_UNKNOWN)
		finding->found = _("it cannot be told from this record");
	buf_release(&asked);
}

static void add_finding(struct judgement *judgement, const struct rule_judging *judging,
			const struct rule_result *result)
{
	const struct rule_check *check = judgement->check;
	enum rule_level level = judgement->level;
	if (check->warn && level == RULE_REFUSE)
		level = RULE_WARN;
	struct rule_finding finding = {
		.rule = check->name,
		.verdict = result->verdict,
		.level = level,
		.step = judgement->step->name,
		.message = rule_say(&check->title, check->name),
		.found = result->found,
		.needed = result->needed,
		.by = result->by,
		.bound = result->bound,
		.counted = result->counted,
		.remedy = check->remedy.en ? rule_say(&check->remedy, "") : NULL,
		.basis = check->basis,
	};
	const struct rule_names *roles = judgement->step->fill.roles.count
						 ? &judgement->step->fill.roles
						 : &judgement->step->sign.roles;
	finding.who = roles_say(judgement->facts, roles, judging->arena);
	if (!finding.found && !finding.needed)
		say_asked(&finding, check, judging->arena);
	const struct record_node *at = result->at ? result->at
				       : state_section(judgement->facts->after, judgement->step);
	finding_place(&finding, judging->arena, judgement->facts->after, at ? at : judgement->facts->after->root);
	findings_add(judgement->findings, &finding);
}

/* Worse answers hide better ones. */
static enum rule_verdict worse(enum rule_verdict a, enum rule_verdict b)
{
	static const int weight[] = {[RULE_NOT_CONCERNED] = 0, [RULE_MET] = 1, [RULE_PENDING] = 2,
				     [RULE_UNMET] = 3, [RULE_UNKNOWN] = 4};
	return weight[a] > weight[b] ? a : b;
}

static void judge_and_tell(struct judgement *judgement, const struct rule_judging *judging)
{
	struct rule_result result = judge_one(judgement->check, judging);
	judgement->worst = worse(judgement->worst, result.verdict);
	if (result.verdict != RULE_MET && result.verdict != RULE_NOT_CONCERNED)
		add_finding(judgement, judging, &result);
}

/* Whether what CHECK asks of an item is broken too by taking the item away. */
static bool looks_back(const struct rule_check *check)
{
	for (size_t i = 0; i < RULE_ARGS && check->kind->params[i].name; i++)
		if (check->kind->params[i].flags & PARAM_BEFORE)
			return true;
	return false;
}

static size_t item_count(const struct record_node *list)
{
	return list && list->kind == RECORD_LIST ? list->count : 0;
}

/* What an item that is gone left behind: nothing, at PLACE. */
static const struct record_node *gone(const struct record_node *place, struct arena *arena)
{
	struct record_node *nothing = arena_alloc(arena, sizeof *nothing);
	*nothing = (struct record_node){.kind = RECORD_MAP};
	if (place) {
		nothing->line = place->line;
		nothing->column = place->column;
		nothing->begin = nothing->end = place->begin;
	}
	return nothing;
}

static const struct record_node *item_at(const struct record_node *list, size_t i)
{
	return i < item_count(list) ? list->items[i] : NULL;
}

/* Each item of the check's list; JUDGING's scopes are those of the section. */
static void judge_items(struct judgement *judgement, const struct rule_judging *judging)
{
	const struct rule_path *path = &judgement->check->for_each;
	const struct record_node *list = vocabulary_value(path, &judging->scope);
	const struct record_node *old =
		judging->before.root ? vocabulary_value(path, &judging->before) : NULL;
	const struct record_node *place = list ? list : judging->scope.section;
	size_t count = item_count(list);
	if (looks_back(judgement->check) && item_count(old) > count)
		count = item_count(old);
	for (size_t i = 0; i < count; i++) {
		struct rule_judging each = *judging;
		each.scope.item = item_at(list, i);
		if (!each.scope.item)
			each.scope.item = gone(place, judging->arena);
		each.before.item = item_at(old, i);
		if (!each.before.item)
			each.before = (struct rule_scope){0};
		judge_and_tell(judgement, &each);
	}
}

enum rule_verdict rule_judge(const struct rule_check *check, const struct rule_step *step,
			     const struct rule_facts *facts, enum rule_level level,
			     struct rule_findings *findings)
{
	struct judgement judgement = {check, step, facts, level, findings, RULE_NOT_CONCERNED};
	struct rule_judging judging = {
		.facts = facts,
		.arena = findings->arena,
		.scope = {facts->after->root, state_section(facts->after, step), NULL},
	};
	if (facts->before)
		judging.before = (struct rule_scope){facts->before->root,
						     state_section(facts->before, step), NULL};
	if (facts->today != DATE_NONE && !rule_span_holds(&check->in_force, facts->today))
		return RULE_NOT_CONCERNED;
	if (check->for_each.text)
		judge_items(&judgement, &judging);
	else
		judge_and_tell(&judgement, &judging);
	return judgement.worst;
}
