/* SPDX-License-Identifier: Apache-2.0 */
/* Which day it is where a rulebook applies: clocks there may be put forward in summer, by rules that are data. */
#ifndef RULE_ZONE_H
#define RULE_ZONE_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

struct wubu_bytes;

/* A moment that comes back every year: "last Sun Mar 01:00 UTC". */
struct rule_turn {
	int week;    /* the first to the fourth, 5 the last */
	int weekday; /* 1 Monday … 7 Sunday */
	int month;
	int minute;  /* of the day */
	bool utc;    /* else by the clocks as they stand until then */
};

/* Clocks are OFFSET minutes ahead of UTC from BEGINS until ENDS, from the year SINCE on. */
struct rule_summer {
	int64_t since;
	int offset;
	struct rule_turn begins, ends;
};

/* "2nd Sun Mar 02:00": 0, or -1 for anything else. */
int rule_turn_parse(struct rule_turn *turn, const char *text);

struct rulebook;
/* Minutes ahead of UTC at SECONDS since 1970. */
int rule_offset(const struct rulebook *book, int64_t seconds);
/* The civil day. */
int32_t rule_day_of(const struct rulebook *book, int64_t seconds);

#endif
