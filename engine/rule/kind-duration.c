/* SPDX-License-Identifier: Apache-2.0 */
/* The kind duration: a clock that runs from one date until another, that may stand still, begin anew or be extended. */
#include "rule/clock.h"
#include "rule/kind-rows.h"

#include "base/lang.h"

struct span {
	const struct record_node *from, *until; /* UNTIL NULL: not on record yet */
	struct rule_clock clock;
	int32_t last; /* the last day that the clock can have seen: UNTIL's, else today */
};

/* ---- what is measured -------------------------------------------------------------- */

static const struct record_node *date_at(const struct rule_arg *arg, const struct rule_judging *judging)
{
	const struct record_node *node = vocabulary_value(arg->paths, &judging->scope);
	return node && node->day != DATE_NONE ? node : NULL;
}

/* The clock begins anew on the latest of these days that has come. */
static void restart(const struct rule_check *check, const struct rule_judging *judging, struct span *span)
{
	const struct rule_arg *anew = kind_arg(check, "restarts");
	struct rule_values days;
	if (!anew->node)
		return;
	kind_texts(anew->paths, anew->path_count, judging, &days);
	for (size_t i = 0; i < days.count; i++) {
		const struct record_node *node = days.items[i].node;
		if (node->day != DATE_NONE && node->day > span->from->day &&
		    (span->last == DATE_NONE || node->day <= span->last))
			span->from = node;
	}
}

static void read_pauses(const struct rule_check *check, const struct rule_judging *judging,
			struct rule_clock *clock)
{
	const struct rule_arg *pauses = kind_arg(check, "pauses");
	const struct record_node *list =
		pauses->node ? vocabulary_value(pauses->paths, &judging->scope) : NULL;
	for (size_t i = 0; list && list->kind == RECORD_LIST && i < list->count; i++) {
		struct rule_judging inner = *judging;
		inner.scope.item = list->items[i];
		const struct record_node *from = date_at(kind_arg(check, "pause-from"), &inner);
		const struct record_node *until = date_at(kind_arg(check, "pause-until"), &inner);
		if (from)
			*arena_push(judging->arena, clock->pauses, clock->count) =
				(struct rule_pause){from->day, until ? until->day : DATE_NONE};
	}
	clock_settle(clock);
}

/* False when there is no first date. */
static bool read_span(const struct rule_check *check, const struct rule_judging *judging, struct span *span)
{
	*span = (struct span){.from = date_at(kind_arg(check, "from"), judging),
			      .until = date_at(kind_arg(check, "until"), judging)};
	if (!span->from)
		return false;
	span->last = span->until ? span->until->day : judging->facts->today;
	restart(check, judging, span);
	span->clock.calendar = judging->facts->calendar;
	span->clock.from = span->from->day;
	read_pauses(check, judging, &span->clock);
	return true;
}

bool kind_clock(const struct rule_check *check, const struct rule_judging *judging, struct rule_clock *clock)
{
	struct span span;
	if (!read_span(check, judging, &span))
		return false;
	*clock = span.clock;
	return true;
}

/* ---- extensions ----------------------------------------------------------------------- */

/* By how much the time was made longer: the sum of all extensions on record. */
static int extended_by(const struct rule_check *check, const struct rule_judging *judging,
		       const struct record_node **at)
{
	struct rule_values values;
	int64_t sum = 0;
	*at = NULL;
	if (!kind_arg(check, "extension")->node)
		return 0;
	vocabulary_values(kind_arg(check, "extension")->paths, &judging->scope, judging->arena, &values);
	for (size_t i = 0; i < values.count && sum < INT32_MAX; i++)
		if (values.items[i].node) {
			*at = values.items[i].node;
			sum += (*at)->number / 100;
		}
	return sum > 36600 ? 36600 : (int)sum;
}

/* The last day allowed, extensions included. */
static int last_day(const struct rule_check *check, const struct rule_judging *judging, const struct span *span,
		    int32_t *day, int32_t *unknown)
{
	const struct record_node *at;
	struct rule_clock longer = span->clock;
	struct rule_duration extension = kind_arg(check, "extension-at-most")->duration;
	extension.count = extended_by(check, judging, &at);
	if (clock_deadline(&span->clock, &kind_arg(check, "at-most")->duration, day, unknown))
		return -1;
	if (*day == DATE_NONE || !extension.count)
		return 0;
	longer.from = *day;
	return clock_deadline(&longer, &extension, day, unknown);
}

static struct rule_result judge_extension(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_duration *most = &kind_arg(check, "extension-at-most")->duration;
	const struct record_node *at;
	int count = extended_by(check, judging, &at);
	if (count <= most->count)
		return kind_met();
	return kind_unmet(at, arena_format(judging->arena, _("extended by %s"),
					   kind_length_words(count, most->unit, judging->arena)),
			  arena_format(judging->arena, _("at most %s"),
				       kind_length_words(most->count, most->unit, judging->arena)));
}

/* ---- judging --------------------------------------------------------------------------- */

static struct rule_result date_missing(const struct rule_path *path, const struct rule_judging *judging)
{
	const struct record_node *at = judging->scope.item ? judging->scope.item
							   : judging->scope.section;
	return kind_unmet(at, arena_format(judging->arena, _("missing: %s"),
					   kind_path_words(path, judging->arena)), NULL);
}

/* "9 working days (2021-04-26 to 2021-05-20)", and what of it was not counted. */
static const char *span_words(const struct span *span, int count, int off, enum rule_unit unit, struct arena *arena)
{
	const char *words = kind_length_words(count, unit, arena);
	enum rule_unit off_unit = unit == RULE_WORKING_DAYS || unit == RULE_CLEAR_WORKING_DAYS ? RULE_WORKING_DAYS
											      : RULE_DAYS;
	if (!off)
		return arena_format(arena, _("%s (%s to %s)"), words, span->from->text.data, span->until->text.data);
	return arena_format(arena, _("%s (%s to %s, %s not counted)"), words, span->from->text.data,
			    span->until->text.data, kind_length_words(off, off_unit, arena));
}

/* How the time until EDGE, the first or last day of it, is counted. */
static const char *counted_words(const struct span *span, int32_t edge, enum rule_unit unit, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	clock_say(&span->clock, edge, unit, &out);
	const char *text = out.size ? arena_copy(arena, buf_bytes(&out)) : NULL;
	buf_release(&out);
	return text;
}

/* Judge the span against what is asked of it at least, or at most. */
static struct rule_result judge_bound(const struct rule_check *check, bool least, const struct span *span,
				      const struct rule_judging *judging)
{
	const struct rule_duration *bound = &kind_arg(check, least ? "at-least" : "at-most")->duration;
	struct arena *arena = judging->arena;
	int32_t unknown, edge;
	int count, off;
	bool within;
	if (clock_elapsed(&span->clock, span->until->day, bound->unit, &count, &off, &unknown) ||
	    clock_within(&span->clock, span->until->day, bound, &within, &unknown))
		return kind_not_covered(judging, span->until, unknown);
	if (least ? count >= bound->count : within)
		return kind_met();
	if (least ? clock_deadline(&span->clock, bound, &edge, &unknown)
		  : last_day(check, judging, span, &edge, &unknown))
		return kind_not_covered(judging, span->until, unknown);
	if (!least && (edge == DATE_NONE || span->until->day <= edge))
		return kind_met();
	const char *length = kind_length_words(bound->count, bound->unit, arena);
	const char *day = edge == DATE_NONE ? NULL : kind_day_words(edge, arena);
	const char *needed = arena_format(arena, least ? _("at least %s") : _("at most %s"), length);
	if (day)
		needed = least ? arena_format(arena, _("at least %s: %s at the earliest"), length, day)
			       : arena_format(arena, _("at most %s: %s at the latest"), length, day);
	struct rule_result result = kind_unmet(span->until, span_words(span, count, off, bound->unit, arena), needed);
	result.by = day;
	if (!day)
		return result;
	result.bound = least ? BY_EARLIEST : BY_LATEST;
	result.counted = counted_words(span, edge, bound->unit, arena);
	return result;
}

/* UNTIL is not on record: its time may still come. */
static struct rule_result judge_open_end(const struct rule_check *check, const struct rule_judging *judging,
					 const struct span *span)
{
	const struct rule_arg *least = kind_arg(check, "at-least");
	struct rule_result result = date_missing(kind_arg(check, "until")->paths, judging);
	int32_t edge, unknown;
	if (least->node ? clock_deadline(&span->clock, &least->duration, &edge, &unknown)
			: last_day(check, judging, span, &edge, &unknown))
		return kind_not_covered(judging, span->from, unknown);
	if (edge == DATE_NONE) {
		result.found = arena_format(judging->arena, _("the clock stands still since %s"),
					    kind_day_words(span->clock.pauses[span->clock.count - 1].from, judging->arena));
		result.verdict = least->node ? RULE_UNMET : RULE_PENDING;
		return result;
	}
	result.by = kind_day_words(edge, judging->arena);
	result.bound = least->node ? BY_EARLIEST : BY_LATEST;
	result.counted = counted_words(span, edge, least->node ? least->duration.unit
							       : kind_arg(check, "at-most")->duration.unit, judging->arena);
	result.needed = arena_format(judging->arena,
				     least->node ? _("%s at the earliest") : _("%s at the latest"), result.by);
	if (!least->node && judging->facts->today <= edge)
		result.verdict = RULE_PENDING;
	return result;
}

static struct rule_result judge_both_ends(const struct rule_check *check, const struct rule_judging *judging,
					  const struct span *span)
{
	struct rule_result result = kind_met();
	if (kind_arg(check, "at-least")->node)
		result = judge_bound(check, true, span, judging);
	if (kind_arg(check, "at-most")->node && result.verdict == RULE_MET)
		result = judge_bound(check, false, span, judging);
	if (result.verdict != RULE_MET || judging->facts->today == DATE_NONE ||
	    span->until->day <= judging->facts->today)
		return result;
	result = kind_unmet(span->until, arena_format(judging->arena, _("not over yet: it runs until %s"),
						      span->until->text.data), NULL);
	result.verdict = RULE_PENDING;
	result.by = span->until->text.data;
	result.bound = BY_EARLIEST;
	return result;
}

struct rule_result judge_duration(const struct rule_check *check, const struct rule_judging *judging)
{
	struct span span;
	if (!read_span(check, judging, &span))
		return date_missing(kind_arg(check, "from")->paths, judging);
	if (kind_arg(check, "extension")->node) {
		struct rule_result result = judge_extension(check, judging);
		if (result.verdict != RULE_MET)
			return result;
	}
	return span.until ? judge_both_ends(check, judging, &span) : judge_open_end(check, judging, &span);
}

/* ---- explaining ------------------------------------------------------------------------- */

static const char *paths_words(const struct rule_arg *arg, struct arena *arena)
{
	const char **words = NULL;
	size_t count = 0;
	for (size_t i = 0; i < arg->path_count; i++)
		*arena_push(arena, words, count) =
			arena_format(arena, "“%s”", kind_path_words(&arg->paths[i], arena));
	return kind_join(arena, words, count, _(" or "));
}

static void explain_clock(const struct rule_check *check, struct arena *arena, struct buf *out)
{
	const struct rule_arg *pauses = kind_arg(check, "pauses"), *anew = kind_arg(check, "restarts");
	const struct rule_arg *extension = kind_arg(check, "extension");
	const struct rule_duration *most = &kind_arg(check, "extension-at-most")->duration;
	if (pauses->node)
		buf_format(out, _(", the time of %s not counted"), paths_words(pauses, arena));
	if (anew->node)
		buf_format(out, _(", counted anew from %s"), paths_words(anew, arena));
	if (extension->node)
		buf_format(out, _(", longer by %s, at most %s"), paths_words(extension, arena),
			   kind_length_words(most->count, most->unit, arena));
}

void explain_duration(const struct rule_check *check, struct buf *out)
{
	static const struct { const char *param, *words; } bounds[] = {
		{"at-least", N_("at least %s")}, {"at-most", N_("at most %s")}};
	struct arena *arena = arena_new();
	const char **asked = NULL;
	size_t count = 0;
	const char *words = arena_format(arena, _("from “%s” until “%s”"),
					 kind_path_words(kind_arg(check, "from")->paths, arena),
					 kind_path_words(kind_arg(check, "until")->paths, arena));
	for (size_t i = 0; i < 2; i++) {
		const struct rule_arg *arg = kind_arg(check, bounds[i].param);
		if (!arg->node)
			continue;
		const char *length = kind_length_words(arg->duration.count, arg->duration.unit, arena);
		*arena_push(arena, asked, count) = kind_say_bound(arena, bounds[i].words, length);
	}
	/* TRANSLATORS: "from “Published” until “Closed”" and "at least 30 days". */
	buf_text(out, arena_format(arena, _("%s %s"), words, kind_join(arena, asked, count, _(", "))));
	explain_clock(check, arena, out);
	arena_free(arena);
}
