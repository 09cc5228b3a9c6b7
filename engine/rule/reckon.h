/* SPDX-License-Identifier: Apache-2.0 */
/* A length of time counted out day by day, so that people can follow it with a finger on the calendar. */
#ifndef RULE_RECKON_H
#define RULE_RECKON_H

#include "rule/clock.h"

enum reckon_why {
	RECKON_BEGIN,   /* the first date itself: not counted */
	RECKON_COUNTED,
	RECKON_MAKE_UP, /* counted: a day of a weekend that is worked */
	RECKON_WEEKEND,
	RECKON_HOLIDAY, /* a weekday that is off */
	RECKON_STANDS,  /* the clock stands still */
	RECKON_CLEAR,   /* the day after clear days, not counted itself */
};
/* "counted", "make-up", …: for programs. */
const char *reckon_why_name(enum reckon_why why);

struct reckon_day {
	int32_t day;
	int number; /* days, weeks, months … counted up to it */
	enum reckon_why why;
	const struct rule_label *name; /* of the holiday that it belongs to; NULL: none is given */
};

/*
 * The days from CLOCK's first until LENGTH is reached, in ARENA; of weeks, months and years only the days on which one is
 * full.  0, or -1 with the first day that the calendar does not cover.  A clock that stands for good ends the list.
 */
int reckon(const struct rule_clock *clock, const struct rule_duration *length, struct arena *arena,
	   struct reckon_day **days, size_t *count, int32_t *unknown_day);

/* "Wednesday", in the language chosen. */
const char *reckon_weekday(int32_t day);

#endif
