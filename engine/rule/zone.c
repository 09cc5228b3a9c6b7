/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/zone.h"

#include "rule/rulebook.h"

#include <stdio.h>

/* ---- reading ------------------------------------------------------------------------ */

/* The place of WORD in WORDS, from 1; 0: not there. */
static int place_of(const char *word, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return i + 1;
	return 0;
}

int rule_turn_parse(struct rule_turn *turn, const char *text)
{
	static const char *const weeks[] = {"1st", "2nd", "3rd", "4th", "last", NULL};
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", NULL};
	char week[8], day[4], month[4], zone[4] = "", rest;
	int hour, minute, parts = sscanf(text, "%7s %3s %3s %2d:%2d %3s%c", week, day, month, &hour, &minute, zone, &rest);
	if (parts < 5 || parts > 6 || (parts == 6 && strcmp(zone, "UTC") != 0) || hour < 0 || hour > 24 || minute < 0 ||
	    minute > 59)
		return -1;
	*turn = (struct rule_turn){place_of(week, weeks), place_of(day, days), place_of(month, months),
				   hour * 60 + minute, parts == 6};
	return turn->week && turn->weekday && turn->month ? 0 : -1;
}

/* ---- asking --------------------------------------------------------------------------- */

/* The day of TURN in YEAR. */
static int32_t day_of_turn(const struct rule_turn *turn, int year)
{
	int32_t first = date_from_civil(year, turn->month, 1), next = date_add_months(first, 1);
	int32_t day = first + (turn->weekday - date_weekday(first) + 7) % 7 + (turn->week - 1) * 7;
	return day < next ? day : day - 7;
}

/* When it comes, where clocks stand OFFSET minutes ahead until then. */
static int64_t seconds_of(const struct rule_turn *turn, int year, int offset)
{
	return (int64_t)day_of_turn(turn, year) * 86400 + turn->minute * 60 - (turn->utc ? 0 : (int64_t)offset * 60);
}

static const struct rule_summer *summer_of(const struct rulebook *book, int year)
{
	const struct rule_summer *summer = NULL;
	for (size_t i = 0; i < book->summer_count; i++)
		if (book->summers[i].since <= year && (!summer || book->summers[i].since > summer->since))
			summer = &book->summers[i];
	return summer;
}

int rule_offset(const struct rulebook *book, int64_t seconds)
{
	int year = date_year(date_of_time(seconds, book->offset));
	const struct rule_summer *summer = book->summer_count ? summer_of(book, year) : NULL;
	if (!summer)
		return book->offset;
	int64_t begins = seconds_of(&summer->begins, year, book->offset);
	int64_t ends = seconds_of(&summer->ends, year, summer->offset);
	/* In the south summer goes over the turn of the year. */
	bool in = begins < ends ? seconds >= begins && seconds < ends : seconds >= begins || seconds < ends;
	return in ? summer->offset : book->offset;
}

int32_t rule_day_of(const struct rulebook *book, int64_t seconds)
{
	return date_of_time(seconds, rule_offset(book, seconds));
}
