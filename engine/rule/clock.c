/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/clock.h"

#include <stdlib.h>

/* ---- pauses ------------------------------------------------------------------------ */

static int by_beginning(const void *a, const void *b)
{
	const struct rule_pause *mine = a, *other = b;
	return (mine->from > other->from) - (mine->from < other->from);
}

static bool ends_later(int32_t a, int32_t b)
{
	return b != DATE_NONE && (a == DATE_NONE || a > b);
}

void clock_settle(struct rule_clock *clock)
{
	size_t kept = 0;
	if (clock->count)
		qsort(clock->pauses, clock->count, sizeof *clock->pauses, by_beginning);
	for (size_t i = 0; i < clock->count; i++) {
		struct rule_pause pause = clock->pauses[i];
		struct rule_pause *last = kept ? &clock->pauses[kept - 1] : NULL;
		if (pause.until != DATE_NONE && pause.until <= pause.from)
			continue;
		if (last && (last->until == DATE_NONE || pause.from <= last->until)) {
			if (ends_later(pause.until, last->until))
				last->until = pause.until;
			continue;
		}
		clock->pauses[kept++] = pause;
	}
	clock->count = kept;
}

/* The part of pause I that lies in (from, UNTIL]; false when none does. */
static bool part_of(const struct rule_clock *clock, size_t i, int32_t until, struct rule_pause *part)
{
	*part = clock->pauses[i];
	if (part->from < clock->from)
		part->from = clock->from;
	if (part->until == DATE_NONE || part->until > until)
		part->until = until;
	return part->from < part->until;
}

bool clock_stands(const struct rule_clock *clock, int32_t day)
{
	struct rule_pause part;
	for (size_t i = 0; i < clock->count; i++)
		if (part_of(clock, i, day, &part) && part.until == day)
			return true;
	return false;
}

/* ---- counting ------------------------------------------------------------------------ */

static bool is_working(enum rule_unit unit)
{
	return unit == RULE_WORKING_DAYS || unit == RULE_CLEAR_WORKING_DAYS;
}

/* What lies in pauses until UNTIL: working days or days, as UNIT is. */
static int count_off(const struct rule_clock *clock, int32_t until, enum rule_unit unit, int *off,
		     int32_t *unknown_day)
{
	struct rule_pause part;
	int count;
	*off = 0;
	if (unit == RULE_CLEAR_WORKING_DAYS)
		until--;
	for (size_t i = 0; i < clock->count; i++) {
		if (!part_of(clock, i, until, &part))
			continue;
		if (rule_elapsed(clock->calendar, part.from, part.until, is_working(unit) ? RULE_WORKING_DAYS : RULE_DAYS,
				 &count, unknown_day))
			return -1;
		*off += count;
	}
	return 0;
}

int clock_elapsed(const struct rule_clock *clock, int32_t until, enum rule_unit unit, int *count, int *off,
		  int32_t *unknown_day)
{
	int taken;
	if (count_off(clock, until, unit, &taken, unknown_day))
		return -1;
	if (off)
		*off = taken;
	if (rule_elapsed(clock->calendar, clock->from, is_working(unit) ? until : until - taken, unit, count, unknown_day))
		return -1;
	if (is_working(unit))
		*count -= taken;
	return 0;
}

/* Each pause that begins before the day is reached puts it off by its own length. */
static void put_off(const struct rule_clock *clock, int32_t *deadline)
{
	for (size_t i = 0; i < clock->count; i++) {
		const struct rule_pause *pause = &clock->pauses[i];
		if (pause->from >= *deadline || (pause->until != DATE_NONE && pause->until <= clock->from))
			continue;
		if (pause->until == DATE_NONE) {
			*deadline = DATE_NONE;
			return;
		}
		*deadline += pause->until - (pause->from < clock->from ? clock->from : pause->from);
	}
}

/* The same in working days, which are looked at one by one. */
static int put_off_working(const struct rule_clock *clock, int left, int32_t *deadline, int32_t *unknown_day)
{
	int32_t day = clock->from;
	const struct rule_pause *last = &clock->pauses[clock->count - 1];
	for (; left > 0; left--) {
		for (day++;; day++) {
			if (last->until == DATE_NONE && day > last->from) {
				*deadline = DATE_NONE;
				return 0;
			}
			enum rule_day kind = clock_stands(clock, day) ? RULE_DAY_OFF : rule_calendar_day(clock->calendar, day);
			if (kind == RULE_DAY_UNKNOWN) {
				*unknown_day = day;
				return -1;
			}
			if (kind == RULE_DAY_WORK)
				break;
		}
	}
	*deadline = day;
	return 0;
}

int clock_deadline(const struct rule_clock *clock, const struct rule_duration *length, int32_t *deadline,
		   int32_t *unknown_day)
{
	if (clock->count && is_working(length->unit)) {
		if (put_off_working(clock, length->count, deadline, unknown_day))
			return -1;
		*deadline += length->unit == RULE_CLEAR_WORKING_DAYS && *deadline != DATE_NONE;
		return 0;
	}
	if (rule_deadline(clock->calendar, clock->from, length, deadline, unknown_day))
		return -1;
	put_off(clock, deadline);
	return 0;
}

int clock_within(const struct rule_clock *clock, int32_t until, const struct rule_duration *length, bool *within,
		 int32_t *unknown_day)
{
	int count;
	int32_t deadline;
	if (clock_elapsed(clock, until, length->unit, &count, NULL, unknown_day))
		return -1;
	*within = count < length->count;
	if (count != length->count)
		return 0;
	if (clock_deadline(clock, length, &deadline, unknown_day))
		return -1;
	*within = deadline == DATE_NONE || until <= deadline;
	return 0;
}
