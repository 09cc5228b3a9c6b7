/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/calendar.h"

#include "base/buf.h"
#include "base/lang.h"

#include <stdio.h>
#include <stdlib.h>

struct year {
	int year;
	int32_t first, last;      /* 1 January, 31 December */
	unsigned char work[366];  /* 1: a working day */
	unsigned char special[366];
	int worked[367];          /* working days among the first N days */
	const struct rule_label **names; /* of each day; NULL: no day has one */
};

struct rule_calendar {
	bool weekend[8]; /* by date_weekday() */
	struct year *years;
	size_t count;
};

/* How far a deadline is looked for: longer than any duration that a rule can ask for. */
#define SEARCH_DAYS 40000

/* ---- reading -------------------------------------------------------------------- */

static int fail(const struct record *record, const struct record_node *node, struct wubu_error *error,
		const char *message)
{
	error_set(error, WUBU_INPUT, "%s", message);
	record_place(record, node, error);
	return -1;
}

static int read_weekend(struct rule_calendar *calendar, const struct record *record,
			struct wubu_error *error)
{
	static const char *const names[] = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	const struct record_node *list = record_get(record->root, "weekend");
	if (!list || list->kind != RECORD_LIST)
		return fail(record, record->root, error, _("the calendar needs “weekend: [Sat, Sun]”"));
	for (size_t i = 0; i < list->count; i++) {
		int day = 0;
		for (int d = 1; d <= 7; d++)
			if (list->items[i]->kind == RECORD_TEXT && bytes_are(list->items[i]->text, names[d]))
				day = d;
		if (!day)
			return fail(record, list->items[i], error, _("a weekday is written Mon, Tue, Wed, Thu, Fri, Sat or Sun"));
		calendar->weekend[day] = true;
	}
	return 0;
}

/* Mark the days of LIST as WORK; each must change what the weekday alone says. */
static int mark_days(struct year *year, const struct record *record, const struct record_node *list,
		     bool work, struct wubu_error *error)
{
	if (list && list->kind != RECORD_LIST)
		return fail(record, list, error, _("here a list of dates is needed"));
	for (size_t i = 0; list && i < list->count; i++) {
		const struct record_node *node = list->items[i];
		int32_t day = node->kind == RECORD_TEXT ? date_parse(node->text) : DATE_NONE;
		if (day == DATE_NONE || date_year(day) != year->year)
			return fail(record, node, error, _("here a date of this year is needed"));
		int32_t index = day - year->first;
		if (year->special[index] || year->work[index] == work)
			return fail(record, node, error,
				    _("this day is listed twice, or is no exception to the week"));
		year->special[index] = 1;
		year->work[index] = work;
	}
	return 0;
}

static int name_days(struct year *year, const struct record *record, const struct record_node *map,
		     struct arena *arena, struct wubu_error *error)
{
	struct rule_label *label = arena_alloc(arena, sizeof *label);
	const struct record_node *days = record_get(map, "days");
	*label = (struct rule_label){record_get_text(map, "zh"), record_get_text(map, "en")};
	if (!label->zh || !label->en || !days || days->kind != RECORD_LIST || map->count != 3)
		return fail(record, map, error, _("a holiday is named {zh: …, en: …, days: [DATE …]}"));
	for (size_t i = 0; i < days->count; i++) {
		const struct record_node *node = days->items[i];
		int32_t day = node->kind == RECORD_TEXT ? date_parse(node->text) : DATE_NONE;
		if (day == DATE_NONE || date_year(day) != year->year || !year->special[day - year->first])
			return fail(record, node, error, _("here a day is needed that this year lists as off or as worked"));
		year->names[day - year->first] = label;
	}
	return 0;
}

static int read_names(struct year *year, const struct record *record, const struct record_node *list,
		      struct arena *arena, struct wubu_error *error)
{
	if (!list)
		return 0;
	if (list->kind != RECORD_LIST)
		return fail(record, list, error, _("a holiday is named {zh: …, en: …, days: [DATE …]}"));
	year->names = arena_array(arena, sizeof year->work, sizeof *year->names);
	for (size_t i = 0; i < list->count; i++)
		if (name_days(year, record, list->items[i], arena, error))
			return -1;
	return 0;
}

static void add_up(struct year *year)
{
	for (size_t i = 0; i < sizeof year->work; i++)
		year->worked[i + 1] = year->worked[i] + year->work[i];
}

static void fill_weeks(const struct rule_calendar *calendar, struct year *year)
{
	for (int32_t day = year->first; day <= year->last; day++)
		year->work[day - year->first] = !calendar->weekend[date_weekday(day)];
}

static int read_year(struct rule_calendar *calendar, const struct record *record,
		     const struct record_node *map, struct arena *arena, struct wubu_error *error)
{
	static const char *const known[] = {"year", "notices", "weekday-off", "weekend-work",
					    "names", "working-days-total"};
	for (size_t i = 0; map->kind == RECORD_MAP && i < map->count; i++) {
		bool found = false;
		for (size_t j = 0; j < sizeof known / sizeof *known; j++)
			found |= strcmp(map->entries[i].name, known[j]) == 0;
		if (!found)
			return fail(record, map->entries[i].key, error, _("this key is not known in a calendar"));
	}
	const char *text = record_get_text(map, "year");
	int number = text ? atoi(text) : 0;
	if (number < 1900 || number > 2200)
		return fail(record, map, error, _("a year of the calendar needs “year: 2021”"));
	for (size_t i = 0; i < calendar->count; i++)
		if (calendar->years[i].year == number)
			return fail(record, map, error, _("this year is in the calendar already"));
	struct year *year = arena_push(arena, calendar->years, calendar->count);
	year->year = number;
	year->first = date_from_civil(number, 1, 1);
	year->last = date_from_civil(number, 12, 31);
	fill_weeks(calendar, year);
	if (mark_days(year, record, record_get(map, "weekday-off"), false, error) ||
	    mark_days(year, record, record_get(map, "weekend-work"), true, error) ||
	    read_names(year, record, record_get(map, "names"), arena, error))
		return -1;
	add_up(year);
	const char *total = record_get_text(map, "working-days-total");
	if (total && atoi(total) != year->worked[sizeof year->work])
		return fail(record, record_get(map, "working-days-total"), error,
			    _("the working days listed do not come to this total"));
	return 0;
}

int rule_calendar_read(struct rule_calendar **out, const struct record *record, struct arena *arena,
		       struct wubu_error *error)
{
	static const char *const known[] = {"format", "country", "weekend", "known-on", "years"};
	struct rule_calendar *calendar = arena_alloc(arena, sizeof *calendar);
	const struct record_node *years = record_get(record->root, "years");
	for (size_t i = 0; i < record->root->count; i++) {
		bool found = false;
		for (size_t j = 0; j < sizeof known / sizeof *known; j++)
			found |= strcmp(record->root->entries[i].name, known[j]) == 0;
		if (!found)
			return fail(record, record->root->entries[i].key, error,
				    _("this key is not known in a calendar"));
	}
	if (read_weekend(calendar, record, error))
		return -1;
	if (!years || years->kind != RECORD_LIST)
		return fail(record, record->root, error, _("the calendar needs a list “years”"));
	for (size_t i = 0; i < years->count; i++)
		if (read_year(calendar, record, years->items[i], arena, error))
			return -1;
	*out = calendar;
	return 0;
}

/* ---- asking ---------------------------------------------------------------------- */

static const struct year *year_of(const struct rule_calendar *calendar, int32_t day)
{
	for (size_t i = 0; calendar && i < calendar->count; i++) {
		const struct year *year = &calendar->years[i];
		if (day >= year->first && day <= year->last)
			return year;
	}
	return NULL;
}

enum rule_day rule_calendar_day(const struct rule_calendar *calendar, int32_t day)
{
	const struct year *year = year_of(calendar, day);
	return !year ? RULE_DAY_UNKNOWN : year->work[day - year->first] ? RULE_DAY_WORK : RULE_DAY_OFF;
}

bool rule_calendar_special(const struct rule_calendar *calendar, int32_t day)
{
	const struct year *year = year_of(calendar, day);
	return year && year->special[day - year->first];
}

const struct rule_label *rule_calendar_name(const struct rule_calendar *calendar, int32_t day)
{
	const struct year *year = year_of(calendar, day);
	return year && year->names ? year->names[day - year->first] : NULL;
}

/* Working days in (from, until]. */
static int count_working(const struct rule_calendar *calendar, int32_t from, int32_t until,
			 int *count, int32_t *unknown_day)
{
	*count = 0;
	/* Year by year: DAY is the first one that is not counted yet. */
	for (int32_t day = from + 1, last; day <= until; day = last + 1) {
		const struct year *year = year_of(calendar, day);
		if (!year) {
			*unknown_day = day;
			return -1;
		}
		last = until < year->last ? until : year->last;
		*count += year->worked[last + 1 - year->first] - year->worked[day - year->first];
	}
	return 0;
}

/* Whole months from FROM until UNTIL, which is not before it. */
static int count_months(int32_t from, int32_t until)
{
	int fy, fm, fd, uy, um, ud;
	date_to_civil(from, &fy, &fm, &fd);
	date_to_civil(until, &uy, &um, &ud);
	int months = (uy - fy) * 12 + um - fm;
	return date_add_months(from, months) > until ? months - 1 : months;
}

int rule_elapsed(const struct rule_calendar *calendar, int32_t from, int32_t until,
		 enum rule_unit unit, int *count, int32_t *unknown_day)
{
	if (until < from) {
		/* Backwards is never long enough and never too long; how far back is told in days. */
		*count = until - from;
		return 0;
	}
	switch (unit) {
	case RULE_DAYS:
		*count = until - from;
		return 0;
	case RULE_CLEAR_DAYS:
		*count = until - from - 1;
		return 0;
	case RULE_WEEKS:
		*count = (until - from) / 7;
		return 0;
	case RULE_MONTHS:
		*count = count_months(from, until);
		return 0;
	case RULE_YEARS:
		*count = count_months(from, until) / 12;
		return 0;
	case RULE_WORKING_DAYS:
		return count_working(calendar, from, until, count, unknown_day);
	case RULE_CLEAR_WORKING_DAYS:
		return count_working(calendar, from, until - 1, count, unknown_day);
	}
	return -1;
}

int rule_deadline(const struct rule_calendar *calendar, int32_t from,
		  const struct rule_duration *length, int32_t *deadline, int32_t *unknown_day)
{
	int left = length->count;
	int32_t day = from;
	switch (length->unit) {
	case RULE_DAYS:
		*deadline = from + left;
		return 0;
	case RULE_CLEAR_DAYS:
		*deadline = from + left + 1;
		return 0;
	case RULE_WEEKS:
		*deadline = from + left * 7;
		return 0;
	case RULE_MONTHS:
		*deadline = date_add_months(from, left);
		return 0;
	case RULE_YEARS:
		*deadline = date_add_months(from, left * 12);
		return 0;
	case RULE_WORKING_DAYS:
	case RULE_CLEAR_WORKING_DAYS:
		break;
	}
	while (left > 0 && day - from < SEARCH_DAYS) {
		enum rule_day kind = rule_calendar_day(calendar, ++day);
		if (kind == RULE_DAY_UNKNOWN) {
			*unknown_day = day;
			return -1;
		}
		left -= kind == RULE_DAY_WORK;
	}
	*deadline = length->unit == RULE_CLEAR_WORKING_DAYS ? day + 1 : day;
	return 0;
}

int rule_within(const struct rule_calendar *calendar, int32_t from, int32_t until,
		const struct rule_duration *length, bool *within, int32_t *unknown_day)
{
	int count;
	int32_t deadline;
	if (rule_elapsed(calendar, from, until, length->unit, &count, unknown_day))
		return -1;
	*within = count < length->count;
	if (count != length->count)
		return 0;
	if (rule_deadline(calendar, from, length, &deadline, unknown_day))
		return -1;
	*within = until <= deadline;
	return 0;
}

/* ---- words ------------------------------------------------------------------------- */

static const struct {
	const char *word; /* as rulebooks write it */
	enum rule_unit unit;
	const char *one, *many;
} units[] = {
	{"days", RULE_DAYS, N_("%d day"), N_("%d days")},
	{"working days", RULE_WORKING_DAYS, N_("%d working day"), N_("%d working days")},
	{"clear days", RULE_CLEAR_DAYS, N_("%d clear day"), N_("%d clear days")},
	{"clear working days", RULE_CLEAR_WORKING_DAYS, N_("%d clear working day"),
	 N_("%d clear working days")},
	{"weeks", RULE_WEEKS, N_("%d week"), N_("%d weeks")},
	{"months", RULE_MONTHS, N_("%d month"), N_("%d months")},
	{"years", RULE_YEARS, N_("%d year"), N_("%d years")},
};

void rule_duration_say(int count, enum rule_unit unit, struct buf *out)
{
	char text[64];
	/* The format is one of the rows above or its translation, checked by msgfmt. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, sizeof text, ngettext(units[unit].one, units[unit].many, (unsigned)abs(count)),
		 count);
#pragma GCC diagnostic pop
	buf_text(out, text);
}

int rule_duration_parse(struct rule_duration *duration, const char *text)
{
	char *end;
	if (text[0] < '0' || text[0] > '9')
		return -1;
	long count = strtol(text, &end, 10);
	if (count > 36600 || *end != ' ')
		return -1;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t size = strlen(units[i].word);
		/* "1 day" as well as "30 days". */
		bool plural = strcmp(end + 1, units[i].word) == 0;
		bool single = strlen(end + 1) == size - 1 && strncmp(end + 1, units[i].word, size - 1) == 0;
		if (plural || single) {
			*duration = (struct rule_duration){(int)count, units[i].unit};
			return 0;
		}
	}
	return -1;
}
