/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/reckon.h"

#include "base/lang.h"

/* A list of more days than this helps nobody: then its end alone is told. */
#define DAYS_MOST 400

const char *reckon_why_name(enum reckon_why why)
{
	static const char *const names[] = {
		[RECKON_BEGIN] = "begin", [RECKON_COUNTED] = "counted", [RECKON_MAKE_UP] = "make-up",
		[RECKON_WEEKEND] = "weekend", [RECKON_HOLIDAY] = "holiday", [RECKON_STANDS] = "stands",
		[RECKON_CLEAR] = "clear"};
	return names[why];
}

/* ---- counting ------------------------------------------------------------------------------------- */

static bool is_clear(enum rule_unit unit)
{
	return unit == RULE_CLEAR_DAYS || unit == RULE_CLEAR_WORKING_DAYS;
}

static bool is_working(enum rule_unit unit)
{
	return unit == RULE_WORKING_DAYS || unit == RULE_CLEAR_WORKING_DAYS;
}

static bool stands_for_good(const struct rule_clock *clock, int32_t day)
{
	const struct rule_pause *last = clock->count ? &clock->pauses[clock->count - 1] : NULL;
	return last && last->until == DATE_NONE && day > last->from;
}

/* What DAY is; -1 when the calendar does not say. */
static int why_of(const struct rule_clock *clock, enum rule_unit unit, int32_t day)
{
	if (clock_stands(clock, day))
		return RECKON_STANDS;
	if (!is_working(unit))
		return RECKON_COUNTED;
	enum rule_day kind = rule_calendar_day(clock->calendar, day);
	bool special = rule_calendar_special(clock->calendar, day);
	if (kind == RULE_DAY_UNKNOWN)
		return -1;
	return kind == RULE_DAY_WORK ? (special ? RECKON_MAKE_UP : RECKON_COUNTED)
				     : (special ? RECKON_HOLIDAY : RECKON_WEEKEND);
}

static int reckon_each(const struct rule_clock *clock, const struct rule_duration *length, struct arena *arena,
		       struct reckon_day **days, size_t *count, int32_t *unknown_day)
{
	int number = 0;
	int32_t day = clock->from;
	while (number < length->count && *count < DAYS_MOST && !stands_for_good(clock, day + 1)) {
		int why = why_of(clock, length->unit, ++day);
		if (why < 0) {
			*unknown_day = day;
			return -1;
		}
		number += why == RECKON_COUNTED || why == RECKON_MAKE_UP;
		*arena_push(arena, *days, *count) = (struct reckon_day){
			day, number, (enum reckon_why)why, rule_calendar_name(clock->calendar, day)};
	}
	if (is_clear(length->unit) && number == length->count)
		*arena_push(arena, *days, *count) = (struct reckon_day){day + 1, number, RECKON_CLEAR, NULL};
	return 0;
}

/* The days on which a week, a month or a year is full. */
static int reckon_marks(const struct rule_clock *clock, const struct rule_duration *length, struct arena *arena,
			struct reckon_day **days, size_t *count, int32_t *unknown_day)
{
	for (int i = 1; i <= length->count && i < DAYS_MOST; i++) {
		struct rule_duration part = {i, length->unit};
		int32_t day;
		if (clock_deadline(clock, &part, &day, unknown_day))
			return -1;
		if (day == DATE_NONE)
			return 0;
		*arena_push(arena, *days, *count) = (struct reckon_day){day, i, RECKON_COUNTED, NULL};
	}
	return 0;
}

int reckon(const struct rule_clock *clock, const struct rule_duration *length, struct arena *arena,
	   struct reckon_day **days, size_t *count, int32_t *unknown_day)
{
	bool marks = length->unit == RULE_WEEKS || length->unit == RULE_MONTHS || length->unit == RULE_YEARS;
	*days = NULL;
	*count = 0;
	*arena_push(arena, *days, *count) = (struct reckon_day){clock->from, 0, RECKON_BEGIN, NULL};
	return (marks ? reckon_marks : reckon_each)(clock, length, arena, days, count, unknown_day);
}

/* ---- words ----------------------------------------------------------------------------------------- */

const char *reckon_weekday(int32_t day)
{
	static const char *const names[] = {"", N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"),
					    N_("Friday"), N_("Saturday"), N_("Sunday")};
	return _(names[date_weekday(day)]);
}
