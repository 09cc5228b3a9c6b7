/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds that look at time: order, same-day, silence, fixed-once, recorded-within; duration has a file of its own. */
#include "rule/kind-rows.h"

#include "base/lang.h"

struct rule_result kind_not_covered(const struct rule_judging *judging, const struct record_node *at,
				    int32_t unknown_day)
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

const char *kind_day_words(int32_t day, struct arena *arena)
{
	char text[DATE_TEXT_SIZE];
	return arena_text(arena, date_format(day, text));
}

const char *kind_length_words(int count, enum rule_unit unit, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	rule_duration_say(count, unit, &out);
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
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

/* ---- same-day -------------------------------------------------------------------------- */

/* What is missing of PATHS while something else of them is there, or NULL. */
static const struct rule_path *left_out(const struct rule_arg *dates, const struct rule_judging *judging)
{
	const struct rule_path *missing = NULL;
	bool any = false;
	for (size_t i = 0; i < dates->path_count; i++) {
		bool there = edge_of(&dates->paths[i], judging, false) != NULL;
		any |= there;
		if (!there && !missing)
			missing = &dates->paths[i];
	}
	return any ? missing : NULL;
}

struct rule_result judge_same_day(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *dates = &check->args[0];
	const struct rule_path *missing = left_out(dates, judging);
	const struct record_node *first = edge_of(&dates->paths[0], judging, false);
	if (missing)
		return kind_unmet(judging->scope.item ? judging->scope.item : judging->scope.section,
				  arena_format(judging->arena, _("missing: %s"), kind_path_words(missing, judging->arena)),
				  _("all on one day"));
	for (size_t i = 0; first && i < dates->path_count; i++)
		for (int last = 0; last < 2; last++) {
			const struct record_node *node = edge_of(&dates->paths[i], judging, last);
			if (node->day != first->day)
				return kind_unmet(
					node,
					arena_format(judging->arena, _("“%s” is %s, “%s” is %s"),
						     kind_path_words(&dates->paths[0], judging->arena), first->text.data,
						     kind_path_words(&dates->paths[i], judging->arena), node->text.data),
					_("all on one day"));
		}
	return kind_met();
}

void explain_same_day(const struct rule_check *check, struct buf *out)
{
	buf_text(out, _("on the same day: "));
	for (size_t i = 0; i < check->args[0].path_count; i++) {
		buf_text(out, i ? _(", ") : "");
		kind_say_path(&check->args[0].paths[i], out);
	}
}

/* ---- silence ----------------------------------------------------------------------------- */

/* Nobody answered: that counts as IS once the time is up. */
static struct rule_result judge_unanswered(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *field = kind_arg(check, "field"), *from = kind_arg(check, "from");
	const struct rule_duration *after = &kind_arg(check, "after")->duration;
	const struct record_node *at = judging->scope.item ? judging->scope.item : judging->scope.section;
	const struct record_node *asked = vocabulary_value(from->paths, &judging->scope);
	const char *missing = arena_format(judging->arena, _("missing: %s"), kind_path_words(field->paths, judging->arena));
	int32_t edge, unknown;
	if (!asked || asked->day == DATE_NONE)
		return kind_unmet(at, arena_format(judging->arena, _("missing: %s"),
						   kind_path_words(from->paths, judging->arena)), NULL);
	if (rule_deadline(judging->facts->calendar, asked->day, after, &edge, &unknown))
		return kind_not_covered(judging, asked, unknown);
	if (judging->facts->today == DATE_NONE || judging->facts->today > edge)
		return kind_met();
	struct rule_result result = kind_unmet(at, missing,
					       arena_format(judging->arena, _("an answer, or silence until %s"),
							    kind_day_words(edge, judging->arena)));
	result.verdict = RULE_PENDING;
	result.by = kind_day_words(edge, judging->arena);
	result.bound = BY_EARLIEST;
	return result;
}

struct rule_result judge_silence(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *field = kind_arg(check, "field"), *is = kind_arg(check, "counts-as");
	const struct record_node *answer = vocabulary_value(field->paths, &judging->scope);
	if (!answer)
		return judge_unanswered(check, judging);
	if (rule_names_have(&is->names, kind_text(answer)))
		return kind_met();
	return kind_unmet(answer, arena_format(judging->arena, _("“%s” is “%s”"),
					       kind_path_words(field->paths, judging->arena),
					       kind_value_label(field->paths[0].field, kind_text(answer))),
			  kind_value_label(field->paths[0].field, is->names.items[0]));
}

void explain_silence(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct rule_arg *field = kind_arg(check, "field");
	const struct rule_duration *after = &kind_arg(check, "after")->duration;
	/* TRANSLATORS: “Reply” is “agreed”, or nothing was said 5 working days after “Asked on”. */
	buf_format(out, _("“%s” is “%s”, or is silent for %s after “%s”"), kind_path_words(field->paths, arena),
		   kind_value_label(field->paths[0].field, kind_arg(check, "counts-as")->names.items[0]),
		   kind_length_words(after->count, after->unit, arena),
		   kind_path_words(kind_arg(check, "from")->paths, arena));
	arena_free(arena);
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
		return kind_not_covered(judging, node, unknown);
	if (within)
		return kind_met();
	return kind_unmet(node, arena_format(judging->arena, _("written down %s after it"),
					     kind_length_words(count, most->duration.unit, judging->arena)),
			  arena_format(judging->arena, _("at most %s"),
				       kind_length_words(most->duration.count, most->duration.unit,
						      judging->arena)));
}

void explain_recorded_within(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct rule_arg *most = kind_arg(check, "at-most");
	buf_format(out, _("“%s” is written down at most %s after it"),
		   kind_path_words(kind_arg(check, "date")->paths, arena),
		   kind_length_words(most->duration.count, most->duration.unit, arena));
	arena_free(arena);
}
