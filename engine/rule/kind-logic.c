/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds that look at steps, other records and matters, and those that put checks together. */
#include "rule/kind-rows.h"

#include "base/lang.h"
#include "rule/state.h"

/* ---- step, matter, current-draft -------------------------------------------------------- */

static const char *steps_words(const struct rulebook *book, const char *const *steps, size_t count,
			       struct arena *arena)
{
	const char **words = NULL;
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		const struct rule_step *step = rule_step(book, steps[i]);
		*arena_push(arena, words, n) = step ? rule_say(&step->label, step->name) : steps[i];
	}
	return kind_join(arena, words, n, _(", "));
}

static const char *states_words(const struct rule_names *states, struct arena *arena)
{
	const char **words = NULL;
	size_t n = 0;
	for (size_t i = 0; i < states->count; i++)
		*arena_push(arena, words, n) =
			state_say((enum rule_state)state_parse(states->items[i]));
	return kind_join(arena, words, n, _(" or "));
}

/* The record whose steps are asked about: the one that the scope stands in. */
static const struct record *record_of(const struct rule_judging *judging)
{
	const struct rule_facts *facts = judging->facts;
	bool before = facts->before && facts->before->root == judging->scope.root;
	return before ? facts->before : facts->after;
}

struct rule_result judge_step(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_names *names = &kind_arg(check, "name")->names;
	const struct rule_names *states = &kind_arg(check, "is")->names;
	const struct rule_step *step = rule_step(judging->facts->book, names->items[0]);
	const struct record *record = record_of(judging);
	enum rule_state state = state_of(judging->facts, record, step);
	if (rule_names_have(states, state_name(state)))
		return kind_met();
	return kind_unmet(state_section(record, step),
			  arena_format(judging->arena, _("%s: %s"), rule_say(&step->label, step->name),
				       state_say(state)),
			  states_words(states, judging->arena));
}

void explain_step(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct rule_names *name = &kind_arg(check, "name")->names;
	buf_format(out, _("the step “%s” is %s"), steps_words(check->book, name->items, 1, arena),
		   states_words(&kind_arg(check, "is")->names, arena));
	arena_free(arena);
}

/* What is found where there is no state to compare: in ENUM's order from RECORD_NOT_THERE on. */
static const struct {
	const char *words;
	enum rule_verdict verdict;
} no_states[] = {
	{N_("there is no record “%s”"), RULE_UNMET},
	{N_("this ledger does not hold the procedure of “%s”"), RULE_UNKNOWN},
	{N_("the procedure of “%s” has no such step"), RULE_UNKNOWN},
	{N_("“%s” cannot be read"), RULE_UNKNOWN},
	{N_("“%s” was withdrawn"), RULE_UNMET},
};

static struct rule_result judge_other(const struct rule_check *check, const struct rule_judging *judging,
				      const struct record_node *id)
{
	const struct rule_names *states = &kind_arg(check, "is")->names;
	const struct rule_records *records = judging->facts->records;
	const char *step = kind_arg(check, "step")->names.items[0], *needed = states_words(states, judging->arena);
	const struct rule_label *label = NULL;
	int state = records ? records->state(records->context, kind_arg(check, "of")->names.items[0], kind_text(id), step,
					     &label)
			    : RECORD_UNREADABLE;
	if (state < 0) {
		struct rule_result result = kind_unmet(
			id, kind_say_bound(judging->arena, no_states[-1 - state].words, kind_text(id)), needed);
		result.verdict = no_states[-1 - state].verdict;
		return result;
	}
	if (rule_names_have(states, state_name((enum rule_state)state)))
		return kind_met();
	return kind_unmet(id, arena_format(judging->arena, _("%s, %s: %s"), kind_text(id),
					   label ? rule_say(label, step) : step, state_say((enum rule_state)state)), needed);
}

struct rule_result judge_record(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_path *path = kind_arg(check, "id")->paths;
	const struct record_node *holder = NULL;
	struct rule_values ids;
	if (kind_is_missing(path, judging, &holder))
		return kind_unmet(holder, arena_format(judging->arena, _("missing: %s"),
						       kind_path_words(path, judging->arena)), NULL);
	kind_texts(path, 1, judging, &ids);
	for (size_t i = 0; i < ids.count; i++) {
		struct rule_result result = judge_other(check, judging, ids.items[i].node);
		if (result.verdict != RULE_MET)
			return result;
	}
	return kind_met();
}

void explain_record(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	/* TRANSLATORS: in the record that “Decision” names (place/procedure), the step “review” is complete. */
	buf_format(out, _("in the record that “%s” names (%s), the step “%s” is %s"),
		   kind_path_words(kind_arg(check, "id")->paths, arena), kind_arg(check, "of")->names.items[0],
		   kind_arg(check, "step")->names.items[0], states_words(&kind_arg(check, "is")->names, arena));
	arena_free(arena);
}

/* ---- listed --------------------------------------------------------------------------------- */

struct rule_result judge_listed(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *on = kind_arg(check, "on"), *value = kind_arg(check, "value");
	const struct rule_catalogues *catalogues = judging->facts->catalogues;
	const char *name = kind_arg(check, "in")->names.items[0];
	const struct record_node *date = on->node ? vocabulary_value(on->paths, &judging->scope) : NULL, *holder = NULL;
	int32_t day = on->node ? (date ? date->day : DATE_NONE) : judging->facts->today;
	struct rule_values values;
	if (kind_is_missing(value->paths, judging, &holder) || (on->node && day == DATE_NONE))
		return kind_unmet(holder ? holder : judging->scope.section,
				  arena_format(judging->arena, _("missing: %s"),
					       kind_path_words(holder ? value->paths : on->paths, judging->arena)), NULL);
	kind_texts(value->paths, 1, judging, &values);
	for (size_t i = 0; i < values.count; i++) {
		const struct record_node *node = values.items[i].node;
		int listed = catalogues && catalogues->listed ? catalogues->listed(catalogues->context, name, kind_text(node), day) : -1;
		if (listed == 1)
			continue;
		struct rule_result result = kind_unmet(
			node, listed < 0 ? arena_format(judging->arena, _("there is no catalogue “%s”"), name)
					 : arena_format(judging->arena, _("“%s” is not listed"), kind_text(node)),
			arena_format(judging->arena, _("an entry of the catalogue “%s” on that day"), name));
		result.verdict = listed < 0 ? RULE_UNKNOWN : RULE_UNMET;
		return result;
	}
	return kind_met();
}

void explain_listed(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct rule_arg *on = kind_arg(check, "on");
	buf_format(out, _("“%s” stands in the catalogue “%s”"), kind_path_words(kind_arg(check, "value")->paths, arena),
		   kind_arg(check, "in")->names.items[0]);
	if (on->node)
		buf_format(out, _(" on “%s”"), kind_path_words(on->paths, arena));
	arena_free(arena);
}

struct rule_result judge_matter(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct record_node *node = record_get(judging->scope.root, "matter");
	const struct rule_matter *matter =
		node && node->word ? rule_matter(judging->facts->book, node->word) : NULL;
	/* A kind of a matter is that matter too. */
	for (size_t depth = 0; matter && depth <= judging->facts->book->matter_count; depth++) {
		if (rule_names_have(&check->args[0].names, matter->name))
			return kind_met();
		matter = matter->kind_of ? rule_matter(judging->facts->book, matter->kind_of) : NULL;
	}
	return kind_unmet(node, node ? node->text.data : NULL, NULL);
}

void explain_matter(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct rule_names *names = &check->args[0].names;
	const char **words = NULL;
	size_t count = 0;
	for (size_t i = 0; i < names->count; i++) {
		const struct rule_matter *matter = rule_matter(check->book, names->items[i]);
		*arena_push(arena, words, count) =
			matter ? rule_say(&matter->label, matter->name) : names->items[i];
	}
	buf_format(out, _("the matter is %s"), kind_join(arena, words, count, _(" or ")));
	arena_free(arena);
}

struct rule_result judge_current_draft(const struct rule_check *check,
				       const struct rule_judging *judging)
{
	const struct rule_names *steps = &check->args[0].names;
	const struct record_node *draft = record_get(record_get(judging->scope.root, "draft"), "sha256");
	const struct record_node *first = NULL;
	const char **stale = NULL;
	size_t count = 0;
	for (size_t i = 0; i < steps->count; i++) {
		const struct record_node *seen = record_get(
			record_get(record_get(judging->scope.root, steps->items[i]), "sign-off"), "draft");
		if (!seen || (draft && record_equal(seen, draft)))
			continue;
		first = first ? first : seen;
		*arena_push(judging->arena, stale, count) = steps->items[i];
	}
	if (!count)
		return kind_met();
	return kind_unmet(first,
			  arena_format(judging->arena, _("signed on another version of the draft: %s"),
				       steps_words(check->book, stale, count, judging->arena)),
			  _("sign-offs on the draft as it is now"));
}

void explain_current_draft(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct rule_names *steps = &check->args[0].names;
	buf_format(out, _("signed on the draft as it is now: %s"),
		   steps_words(check->book, steps->items, steps->count, arena));
	arena_free(arena);
}

/* ---- one-of, all-of, not ------------------------------------------------------------------- */

static const char *joined(const struct rule_judging *judging, const char *a, const char *joint,
			  const char *b)
{
	return a && b ? arena_format(judging->arena, "%s%s%s", a, joint, b) : a ? a : b;
}

/*
 * Of several answers the one that counts does not hang on their order: for alternatives what cannot be
 * told goes before what is not over, and that before what is wrong; where all are asked, what is wrong
 * goes before both.
 */
static enum rule_verdict first_of(const enum rule_verdict order[3], enum rule_verdict a, enum rule_verdict b)
{
	for (size_t i = 0; i < 3; i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return a;
}

struct rule_result judge_one_of(const struct rule_check *check, const struct rule_judging *judging)
{
	static const enum rule_verdict order[] = {RULE_UNKNOWN, RULE_PENDING, RULE_UNMET};
	const struct rule_arg *checks = &check->args[0];
	struct rule_result answer = kind_unmet(NULL, NULL, NULL);
	for (size_t i = 0; i < checks->check_count; i++) {
		struct rule_result result = rule_judge_here(checks->checks[i], judging);
		if (result.verdict == RULE_MET || result.verdict == RULE_NOT_CONCERNED)
			return kind_met();
		answer.verdict = first_of(order, answer.verdict, result.verdict);
		answer.at = answer.at ? answer.at : result.at;
		answer.by = answer.by ? answer.by : result.by;
		answer.found = joined(judging, answer.found, _("; "), result.found);
		answer.needed = joined(judging, answer.needed, _(", or "), result.needed);
	}
	return answer;
}

struct rule_result judge_all_of(const struct rule_check *check, const struct rule_judging *judging)
{
	static const enum rule_verdict order[] = {RULE_UNMET, RULE_UNKNOWN, RULE_PENDING};
	const struct rule_arg *checks = &check->args[0];
	struct rule_result answer = kind_met();
	for (size_t i = 0; i < checks->check_count; i++) {
		struct rule_result result = rule_judge_here(checks->checks[i], judging);
		if (result.verdict == RULE_MET || result.verdict == RULE_NOT_CONCERNED)
			continue;
		if (answer.verdict == RULE_MET) {
			answer = result;
			continue;
		}
		answer.found = joined(judging, answer.found, _("; "), result.found);
		answer.needed = joined(judging, answer.needed, _("; "), result.needed);
		answer.verdict = first_of(order, answer.verdict, result.verdict);
	}
	return answer;
}

struct rule_result judge_not(const struct rule_check *check, const struct rule_judging *judging)
{
	struct rule_result result = rule_judge_here(check->args[0].checks[0], judging);
	/* What is not settled yet is not settled the other way round either. */
	if (result.verdict == RULE_UNKNOWN || result.verdict == RULE_PENDING)
		return result;
	if (result.verdict == RULE_UNMET)
		return kind_met();
	struct buf what;
	buf_init(&what);
	rule_explain(check->args[0].checks[0], &what);
	result = kind_unmet(judging->scope.item ? judging->scope.item : judging->scope.section,
			    arena_copy(judging->arena, buf_bytes(&what)), _("that this is not so"));
	buf_release(&what);
	return result;
}

static void explain_all(const struct rule_check *check, const char *joint, struct buf *out)
{
	for (size_t i = 0; i < check->args[0].check_count; i++) {
		const struct rule_check *inner = check->args[0].checks[i];
		if (i)
			buf_text(out, joint);
		rule_explain(inner, out);
	}
}

void explain_one_of(const struct rule_check *check, struct buf *out)
{
	explain_all(check, _(", or "), out);
}

void explain_all_of(const struct rule_check *check, struct buf *out)
{
	explain_all(check, _("; "), out);
}

void explain_not(const struct rule_check *check, struct buf *out)
{
	buf_text(out, _("not: "));
	explain_all(check, "", out);
}
