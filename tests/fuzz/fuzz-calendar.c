/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A calendar: read or refused with a reason.  By what is read, the days of a year are counted, and a deadline
 * is the first day on which its length has passed.
 */
#include "shipped.h"

#include "rule/calendar.h"

static void check_deadline(const struct rule_calendar *calendar, int32_t from, int count)
{
	struct rule_duration length;
	int32_t deadline, unknown;
	int before, after;
	demand(!rule_duration_parse(&length, count == 1 ? "1 working day" : "7 working days"));
	if (rule_deadline(calendar, from, &length, &deadline, &unknown))
		return;
	demand(deadline > from);
	demand(!rule_elapsed(calendar, from, deadline, length.unit, &after, &unknown) && after >= length.count);
	demand(!rule_elapsed(calendar, from, deadline - 1, length.unit, &before, &unknown) && before < length.count);
}

static void check(const struct rule_calendar *calendar)
{
	int32_t first = date_from_civil(2021, 1, 1), last = date_from_civil(2021, 12, 31), unknown;
	int working = 0, count;
	for (int32_t day = first; day <= last; day++) {
		enum rule_day is = rule_calendar_day(calendar, day);
		if (is == RULE_DAY_UNKNOWN)
			return;
		working += is == RULE_DAY_WORK;
	}
	struct rule_duration unit;
	demand(!rule_duration_parse(&unit, "1 working day"));
	if (!rule_elapsed(calendar, first, last, unit.unit, &count, &unknown))
		demand(count == working - (rule_calendar_day(calendar, first) == RULE_DAY_WORK));
	for (int32_t day = first; day < last - 60; day += 17) {
		check_deadline(calendar, day, 1);
		check_deadline(calendar, day, 7);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct wubu_error error = {0};
	struct record *record;
	struct rule_calendar *calendar;
	if (record_read(&record, arena, "cn.yaml", (struct wubu_bytes){(const char *)data, size}, &error) ||
	    rule_calendar_read(&calendar, record, arena, &error))
		demand_reason(&error);
	else
		check(calendar);
	arena_free(arena);
	return 0;
}
