/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A clock that can stand still.  It runs from a day on; while it stands, no day counts, and when it goes on the
 * rest of the time is still there.  A pause is counted like any other time: without its first day, with its last.
 */
#ifndef RULE_CLOCK_H
#define RULE_CLOCK_H

#include "rule/calendar.h"

/* The clock stands after FROM and until UNTIL, that day included; DATE_NONE: it still stands. */
struct rule_pause {
	int32_t from, until;
};

struct rule_clock {
	const struct rule_calendar *calendar;
	int32_t from;
	struct rule_pause *pauses; /* in order, none touching the next one: clock_settle() */
	size_t count;
};

/* Bring the pauses into order and make one of those that overlap; such as end before they begin are dropped. */
void clock_settle(struct rule_clock *clock);

/* Whether CLOCK stands still on DAY: the day does not count. */
bool clock_stands(const struct rule_clock *clock, int32_t day);

/* rule_elapsed(), rule_deadline() and rule_within() of the days on which CLOCK runs; OFF (may be NULL) gets what was not counted. */
int clock_elapsed(const struct rule_clock *clock, int32_t until, enum rule_unit unit, int *count, int *off,
		  int32_t *unknown_day);
/* DEADLINE is DATE_NONE when the clock stands for good before LENGTH is reached. */
int clock_deadline(const struct rule_clock *clock, const struct rule_duration *length, int32_t *deadline,
		   int32_t *unknown_day);
int clock_within(const struct rule_clock *clock, int32_t until, const struct rule_duration *length, bool *within,
		 int32_t *unknown_day);
/* How the days up to UNTIL are counted, in words: from when on, and which of them are left out. Nothing if it cannot be told. */
void clock_say(const struct rule_clock *clock, int32_t until, enum rule_unit unit, struct buf *out);

#endif
