/* SPDX-License-Identifier: Apache-2.0 */
/* A date, a duration and a number, in lines: what is read is written the same, and counting agrees with itself. */
#include "shipped.h"

#include "rule/calendar.h"

#include <stdlib.h>

static void check_date(int32_t day, struct wubu_bytes text)
{
	char again[DATE_TEXT_SIZE];
	int year, month, of_month;
	demand(bytes_are(text, date_format(day, again)));
	date_to_civil(day, &year, &month, &of_month);
	demand(date_from_civil(year, month, of_month) == day && date_year(day) == year);
	demand(date_weekday(day + 7) == date_weekday(day));
	demand(date_of_time((int64_t)day * 86400, 0) == day && date_of_time((int64_t)day * 86400 - 1, 0) == day - 1);
	demand(date_of_time((int64_t)day * 86400 - 480 * 60, 480) == day);
}

static void check_months(int32_t day, int months)
{
	int year, month, of_month, to_year, to_month, to_day;
	int32_t there = date_add_months(day, months);
	date_to_civil(day, &year, &month, &of_month);
	date_to_civil(there, &to_year, &to_month, &to_day);
	demand((to_year - year) * 12 + to_month - month == months);
	demand(to_day == of_month || (to_day < of_month && date_add_months(there + 1, 0) == there + 1));
	demand(to_day >= 28 || to_day == of_month);
}

static void check_duration(int32_t day, const struct rule_duration *length)
{
	int32_t deadline, unknown;
	int count;
	bool within;
	if (rule_deadline(NULL, day, length, &deadline, &unknown))
		return;
	demand(deadline >= day || length->count <= 0);
	if (!rule_elapsed(NULL, day, deadline, length->unit, &count, &unknown))
		demand(count >= length->count);
	if (!rule_within(NULL, day, deadline + 400, length, &within, &unknown))
		demand(!within);
}

/* The next line of TEXT, which moves on. */
static struct wubu_bytes next_line(struct wubu_bytes *text)
{
	const char *end = text->size ? memchr(text->data, '\n', text->size) : NULL;
	struct wubu_bytes line = {text->data, end ? (size_t)(end - text->data) : text->size};
	size_t taken = line.size + (end != NULL);
	*text = (struct wubu_bytes){text->data + taken, text->size - taken};
	return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct wubu_bytes text = {arena_copy(arena, (struct wubu_bytes){(const char *)data, size}), size};
	struct wubu_bytes first = next_line(&text), second = next_line(&text), third = next_line(&text);
	struct rule_duration length;
	int32_t day = date_parse(first);
	bool measured = !rule_duration_parse(&length, arena_copy(arena, second));
	if (day != DATE_NONE) {
		check_date(day, first);
		if (date_year(day) > 1100 && date_year(day) < 9800)
			check_months(day, atoi(arena_copy(arena, third)) % 1000);
		if (measured)
			check_duration(day, &length);
	}
	arena_free(arena);
	return 0;
}
