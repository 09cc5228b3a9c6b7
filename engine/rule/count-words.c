/* SPDX-License-Identifier: Apache-2.0 */
/* How days were counted, for people who want to count them again. */
#include "rule/clock.h"

#include "base/buf.h"
#include "base/lang.h"

/* More days than these are told by their number. */
#define DAYS_SHOWN 6

static bool counts_work(enum rule_unit unit)
{
	return unit == RULE_WORKING_DAYS || unit == RULE_CLEAR_WORKING_DAYS;
}

static bool leaves_out_last(enum rule_unit unit)
{
	return unit == RULE_CLEAR_DAYS || unit == RULE_CLEAR_WORKING_DAYS;
}

/* The days after FROM up to UNTIL that are KIND against their weekday: the first ones by name. */
static void say_days(const struct rule_calendar *calendar, int32_t from, int32_t until, enum rule_day kind,
		     const char *words, struct buf *out)
{
	struct buf names;
	size_t count = 0;
	buf_init(&names);
	for (int32_t day = from + 1; day <= until; day++) {
		if (!rule_calendar_special(calendar, day) || rule_calendar_day(calendar, day) != kind)
			continue;
		if (count++ < DAYS_SHOWN) {
			buf_text(&names, count > 1 ? _(", ") : "");
			date_say(day, &names);
		}
	}
	if (count) {
		buf_text(out, _("; "));
		buf_text(out, words);
		buf_text(out, names.data);
		if (count > DAYS_SHOWN)
			buf_text(out, _(", …"));
	}
	buf_release(&names);
}

static size_t days_off(const struct rule_calendar *calendar, int32_t from, int32_t until)
{
	size_t off = 0;
	for (int32_t day = from + 1; day <= until; day++)
		off += rule_calendar_day(calendar, day) == RULE_DAY_OFF;
	return off;
}

static void say_ends(int32_t from, int32_t until, enum rule_unit unit, struct buf *out)
{
	struct buf begin, end;
	buf_init(&begin);
	buf_init(&end);
	date_say(from, &begin);
	date_say(until, &end);
	if (leaves_out_last(unit))
		buf_format(out, _("counted from %s to %s, neither of them included"), begin.data, end.data);
	else
		buf_format(out, _("counted from the day after %s to %s"), begin.data, end.data);
	buf_release(&begin);
	buf_release(&end);
}

void clock_say(const struct rule_clock *clock, int32_t until, enum rule_unit unit, struct buf *out)
{
	int32_t unknown;
	int count, stood;
	if (clock_elapsed(clock, until, unit, &count, &stood, &unknown))
		return;
	say_ends(clock->from, until, unit, out);
	buf_text(out, _(": "));
	rule_duration_say(count, unit, out);
	if (stood) {
		buf_text(out, _("; while the clock stood, not counted: "));
		rule_duration_say(stood, counts_work(unit) ? RULE_WORKING_DAYS : RULE_DAYS, out);
	}
	if (!counts_work(unit))
		return;
	size_t off = days_off(clock->calendar, clock->from, until);
	if (off)
		buf_format(out, ngettext("; %zu day off not counted", "; %zu days off not counted", off), off);
	say_days(clock->calendar, clock->from, until, RULE_DAY_OFF, _("holidays on weekdays: "), out);
	say_days(clock->calendar, clock->from, until, RULE_DAY_WORK, _("weekend days worked: "), out);
}
