/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds that look at time: duration, order, fixed-once, recorded-within. */
#include "rule/kind-rows.h"

#include "base/lang.h"

static struct rule_result not_covered(const struct rule_judging *judging,
				      const struct record_node *at, int32_t unknown_day)
{
	char day[DATE_TEXT_SIZE];
	struct rule_result result = kind_unmet(
		at,
		arena_format(judging->arena, _("the calendar of working days does not reach %s"),
			     date_format(unknown_day, day)),
		_("a calendar of that year in rules/calendar"));
	result.verdict = RULE_UNKNOWN;
	return result;
}

static const char *day_text(int32_t day, struct arena *arena)
{
	char text[DATE_TEXT_SIZE];
	return arena_text(arena, date_format(day, text));
}

static const char *duration_words(int count, enum rule_unit unit, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	rule_duration_say(count, unit, &out);
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

/* ---- duration ---------------------------------------------------------------------- */

struct span {
	const struct record_node *from, *until;
};

static struct rule_result date_missing(const struct rule_path *path, const struct rule_judging *judging)
{
	const struct record_node *at = judging->scope.item ? judging->scope.item
							   : judging->scope.section;
	return kind_unmet(at, arena_format(judging->arena, _("missing: %s"),
					   kind_path_words(path, judging->arena)), NULL);
}

/* Judge the span against BOUND, from below or from above. */
static struct rule_result judge_bound(const struct rule_duration *bound, bool least,
				      const struct span *span, const struct rule_judging *judging)
{
	const struct rule_calendar *calendar = judging->facts->calendar;
	struct arena *arena = judging->arena;
	int32_t unknown, edge;
	int count;
	bool within;
	if (rule_elapsed(calendar, span->from->day, span->until->day, bound->unit, &count, &unknown) ||
	    rule_within(calendar, span->from->day, span->until->day, bound, &within, &unknown))
		return not_covered(judging, span->until, unknown);
	if (least ? count >= bound->count : within)
		return kind_met();
	if (rule_deadline(calendar, span->from->day, bound, &edge, &unknown))
		return not_covered(judging, span->until, unknown);
	const char *length = duration_words(bound->count, bound->unit, arena);
	const char *day = day_text(edge, arena);
	struct rule_result result = kind_unmet(
		span->until,
		arena_format(arena, _("%s (%s to %s)"), duration_words(count, bound->unit, arena),
			     span->from->text.data, span->until->text.data),
		least ? arena_format(arena, _("at least %s: %s at the earliest"), length, day)
		      : arena_format(arena, _("at most %s: %s at the latest"), length, day));
	result.by = day;
	return result;
}

/* UNTIL is not on record: its time may still come. */
static struct rule_result judge_open_end(const struct rule_check *check, const struct rule_judging *judging,
					 const struct record_node *from)
{
	const struct rule_arg *most = kind_arg(check, "at-most"), *least = kind_arg(check, "at-least");
	const struct rule_duration *bound = least->node ? &least->duration : &most->duration;
	struct rule_result result = date_missing(kind_arg(check, "until")->paths, judging);
	int32_t edge, unknown;
	if (rule_deadline(judging->facts->calendar, from->day, bound, &edge, &unknown))
		return not_covered(judging, from, unknown);
	result.by = day_text(edge, judging->arena);
	result.needed = arena_format(judging->arena,
				     least->node ? _("%s at the earliest") : _("%s at the latest"), result.by);
	if (!least->node && judging->facts->today <= edge)
		result.verdict = RULE_PENDING;
	return result;
}

struct rule_result judge_duration(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *from = kind_arg(check, "from"), *until = kind_arg(check, "until");
	const struct rule_arg *least = kind_arg(check, "at-least"), *most = kind_arg(check, "at-most");
	struct span span = {vocabulary_value(from->paths, &judging->scope),
			    vocabulary_value(until->paths, &judging->scope)};
	struct rule_result result = kind_met();
	if (!span.from || span.from->day == DATE_NONE)
		return date_missing(from->paths, judging);
	if (!span.until || span.until->day == DATE_NONE)
		return judge_open_end(check, judging, span.from);
	if (least->node)
		result = judge_bound(&least->duration, true, &span, judging);
	if (most->node && result.verdict == RULE_MET)
		result = judge_bound(&most->duration, false, &span, judging);
	if (result.verdict == RULE_MET && judging->facts->today != DATE_NONE &&
	    span.until->day > judging->facts->today) {
		result = kind_unmet(span.until, arena_format(judging->arena, _("not over yet: it runs until %s"),
							     span.until->text.data), NULL);
		result.verdict = RULE_PENDING;
		result.by = span.until->text.data;
	}
	return result;
}

void explain_duration(const struct rule_check *check, struct buf *out)
{
	static const struct { const char *param, *words; } bounds[] = {
		{"at-least", N_("at least %s")}, {"at-most", N_("at most %s")}};
	struct arena *arena = arena_new();
	const char *words = arena_format(arena, _("from “%s” until “%s”"),
					 kind_path_words(kind_arg(check, "from")->paths, arena),
					 kind_path_words(kind_arg(check, "until")->paths, arena));
	for (size_t i = 0; i < 2; i++) {
		const struct rule_arg *arg = kind_arg(check, bounds[i].param);
		if (!arg->node)
			continue;
		const char *length = duration_words(arg->duration.count, arg->duration.unit, arena);
		/* TRANSLATORS: "from “Published” until “Closed”" and "at least 30 days". */
		words = arena_format(arena, _("%s %s"), words, kind_say_bound(arena, bounds[i].words, length));
	}
	buf_text(out, words);
	arena_free(arena);
}

/* ---- order ------------------------------------------------------------------------- */

static const struct record_node *edge_of(const struct rule_path *path, const struct rule_judging *judging,
					 bool last)
{
	const struct record_node *edge = NULL;
	struct rule_values values;
	kind_texts(path, 1, judging, &values);
	for (size_t i = 0; i < values.count; i++) {
		const struct record_node *node = values.items[i].node;
		if (node->day != DATE_NONE && (!edge || (last ? node->day > edge->day : node->day < edge->day)))
			edge = node;
	}
	return edge;
}

struct rule_result judge_order(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *dates = &check->args[0];
	bool strict = kind_arg(check, "strict")->node != NULL;
	const struct record_node *before = NULL;
	const struct rule_path *before_path = NULL;
	for (size_t i = 0; i < dates->path_count; i++) {
		/* Where a path leads to several dates, the last one must be before the next one's first. */
		const struct record_node *first = edge_of(&dates->paths[i], judging, false);
		if (!first)
			continue;
		if (before && (first->day < before->day || (strict && first->day == before->day)))
			return kind_unmet(
				first,
				arena_format(judging->arena, _("“%s” is %s, “%s” is %s"),
					     kind_path_words(before_path, judging->arena), before->text.data,
					     kind_path_words(&dates->paths[i], judging->arena),
					     first->text.data),
				arena_format(judging->arena,
					     strict ? _("“%s” before “%s”") : _("“%s” not after “%s”"),
					     kind_path_words(before_path, judging->arena),
					     kind_path_words(&dates->paths[i], judging->arena)));
		before = edge_of(&dates->paths[i], judging, true);
		before_path = &dates->paths[i];
	}
	return kind_met();
}

void explain_order(const struct rule_check *check, struct buf *out)
{
	buf_text(out, _("in this order: "));
	for (size_t i = 0; i < check->args[0].path_count; i++) {
		if (i)
			buf_text(out, kind_arg(check, "strict")->node ? " < " : " ≤ ");
		kind_say_path(&check->args[0].paths[i], out);
	}
}

/* ---- fixed-once ----------------------------------------------------------------------- */

struct rule_result judge_fixed_once(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *fields = kind_arg(check, "fields"), *once = kind_arg(check, "once");
	if (!judging->before.root || !vocabulary_value(once->paths, &judging->before))
		return kind_met();
	for (size_t i = 0; i < fields->path_count; i++) {
		const struct record_node *was = vocabulary_value(&fields->paths[i], &judging->before);
		const struct record_node *is = vocabulary_value(&fields->paths[i], &judging->scope);
		if (record_equal(was, is))
			continue;
		return kind_unmet(is ? is : judging->scope.item ? judging->scope.item : judging->scope.section,
				  arena_format(judging->arena, was ? _("“%s” was changed afterwards")
								   : _("“%s” was added afterwards"),
					       kind_path_words(&fields->paths[i], judging->arena)),
				  arena_format(judging->arena, _("written down together with “%s”"),
					       kind_path_words(once->paths, judging->arena)));
	}
	return kind_met();
}

void explain_fixed_once(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct rule_arg *fields = kind_arg(check, "fields");
	for (size_t i = 0; i < fields->path_count; i++)
		buf_format(out, "%s“%s”", i ? _(", ") : "", kind_path_words(&fields->paths[i], arena));
	buf_format(out, _(" does not change once “%s” is on record"),
		   kind_path_words(kind_arg(check, "once")->paths, arena));
	arena_free(arena);
}

/* ---- recorded-within --------------------------------------------------------------------- */

struct rule_result judge_recorded_within(const struct rule_check *check,
					 const struct rule_judging *judging)
{
	const struct rule_arg *date = kind_arg(check, "date"), *most = kind_arg(check, "at-most");
	const struct record_node *node = vocabulary_value(date->paths, &judging->scope);
	const struct record_node *was =
		judging->before.root ? vocabulary_value(date->paths, &judging->before) : NULL;
	int32_t unknown;
	int count;
	bool within;
	if (!node || node->day == DATE_NONE || judging->facts->today == DATE_NONE ||
	    (was && was->day == node->day))
		return kind_met(); /* only the commit that writes a date down is late or not */
	if (rule_elapsed(judging->facts->calendar, node->day, judging->facts->today, most->duration.unit,
			 &count, &unknown) ||
	    rule_within(judging->facts->calendar, node->day, judging->facts->today, &most->duration, &within,
			&unknown))
		return not_covered(judging, node, unknown);
	if (within)
		return kind_met();
	return kind_unmet(node, arena_format(judging->arena, _("written down %s after it"),
					     duration_words(count, most->duration.unit, judging->arena)),
			  arena_format(judging->arena, _("at most %s"),
				       duration_words(most->duration.count, most->duration.unit,
						      judging->arena)));
}

void explain_recorded_within(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct rule_arg *most = kind_arg(check, "at-most");
	buf_format(out, _("“%s” is written down at most %s after it"),
		   kind_path_words(kind_arg(check, "date")->paths, arena),
		   duration_words(most->duration.count, most->duration.unit, arena));
	arena_free(arena);
}
