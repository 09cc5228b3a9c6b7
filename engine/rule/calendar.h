/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Working days.  A year that the calendar does not list is unknown: asking for it
 * is an error, never a guess.
 */
#ifndef RULE_CALENDAR_H
#define RULE_CALENDAR_H

#include "rule/rulebook.h"

struct rule_calendar;

/*
 * Read rules/calendar/<name>.yaml:
 *   format: wubu-calendar/1, country, weekend: [Sat, Sun],
 *   years: [{year, notices, weekday-off: [DATE …], weekend-work: [DATE …],
 *            names: [{zh, en, days: [DATE …]}], working-days-total}].
 * `names` says of days listed above which holiday they belong to.  A total that does not come out is refused.
 */
int rule_calendar_read(struct rule_calendar **out, const struct record *record, struct arena *arena,
		       struct wubu_error *error);

enum rule_day { RULE_DAY_UNKNOWN = -1, RULE_DAY_OFF = 0, RULE_DAY_WORK = 1 };
/* CALENDAR may be NULL: nothing is known. */
enum rule_day rule_calendar_day(const struct rule_calendar *calendar, int32_t day);
/* Whether a weekend day is worked or a weekday is off: a day worth naming in an explanation. */
bool rule_calendar_special(const struct rule_calendar *calendar, int32_t day);

/* The holiday that DAY, off or worked, belongs to; NULL when the calendar names none. */
const struct rule_label *rule_calendar_name(const struct rule_calendar *calendar, int32_t day);

/*
 * How long it is from FROM until UNTIL in UNIT (docs/rulebook.md, Durations).  0 and COUNT,
 * or -1 with UNKNOWN_DAY, the first day that the calendar does not cover.
 * COUNT is negative when UNTIL is before FROM.
 */
int rule_elapsed(const struct rule_calendar *calendar, int32_t from, int32_t until,
		 enum rule_unit unit, int *count, int32_t *unknown_day);
/*
 * The day on which LENGTH after FROM is reached: the earliest UNTIL with at least that much,
 * and the last one that is in time where that much is allowed.
 */
int rule_deadline(const struct rule_calendar *calendar, int32_t from,
		  const struct rule_duration *length, int32_t *deadline, int32_t *unknown_day);
/*
 * Whether UNTIL is at most LENGTH after FROM, to the day: six months and a day are more than six
 * months, and the Saturday after the last working day is too late.
 */
int rule_within(const struct rule_calendar *calendar, int32_t from, int32_t until,
		const struct rule_duration *length, bool *within, int32_t *unknown_day);

/* "7 working days" in the language chosen. */
struct buf;
void rule_duration_say(int count, enum rule_unit unit, struct buf *out);
/* "30 days", "5 clear working days"; -1 for anything else. */
int rule_duration_parse(struct rule_duration *duration, const char *text);

#endif
