/* SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

#include "base/buf.h"
#include "base/lang.h"

#include <stdio.h>

/* Days are counted in eras of 400 years that begin on 1 March, so that the leap day is the last
   of its year. */
#define DAYS_OF_ERA 146097
#define DAYS_TO_1970 719468

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return days[month - 1] + (month == 2 && is_leap(year));
}

static int floor_divide(int a, int b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

int32_t date_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = floor_divide(y, 400);
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * DAYS_OF_ERA + day_of_era - DAYS_TO_1970;
}

void date_to_civil(int32_t day, int *year, int *month, int *day_of_month)
{
	int z = day + DAYS_TO_1970;
	int era = floor_divide(z, DAYS_OF_ERA);
	int doe = z - era * DAYS_OF_ERA;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	*day_of_month = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = yoe + era * 400 + (*month <= 2);
}

static int digits(const char *text, size_t count)
{
	int value = 0;
	for (size_t i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

int32_t date_parse(struct wubu_bytes text)
{
	if (text.size != DATE_TEXT_SIZE - 1 || text.data[4] != '-' || text.data[7] != '-')
		return DATE_NONE;
	int year = digits(text.data, 4), month = digits(text.data + 5, 2),
	    day = digits(text.data + 8, 2);
	if (year < 1000 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return DATE_NONE;
	return date_from_civil(year, month, day);
}

int date_year(int32_t day)
{
	int year, month, day_of_month;
	date_to_civil(day, &year, &month, &day_of_month);
	return year;
}

int date_weekday(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	int w = (day + 3) % 7;
	return (w < 0 ? w + 7 : w) + 1;
}

int32_t date_add_months(int32_t day, int months)
{
	int year, month, day_of_month;
	date_to_civil(day, &year, &month, &day_of_month);
	int sum = year * 12 + month - 1 + months;
	year = floor_divide(sum, 12);
	month = sum - year * 12 + 1;
	if (day_of_month > days_in_month(year, month))
		day_of_month = days_in_month(year, month);
	return date_from_civil(year, month, day_of_month);
}

char *date_format(int32_t day, char text[DATE_TEXT_SIZE])
{
	int year, month, day_of_month;
	date_to_civil(day, &year, &month, &day_of_month);
	if (year < 0 || year > 9999)
		return strcpy(text, "----------");
	unsigned parts[3] = {(unsigned)year, (unsigned)month, (unsigned)day_of_month};
	snprintf(text, DATE_TEXT_SIZE, "%04u-%02u-%02u", parts[0] % 10000, parts[1] % 100,
		 parts[2] % 100);
	return text;
}

void date_say(int32_t day, struct buf *out)
{
	static const char *const weekdays[] = {N_("Monday"), N_("Tuesday"),  N_("Wednesday"), N_("Thursday"),
					       N_("Friday"), N_("Saturday"), N_("Sunday")};
	int year, month, day_of_month;
	date_to_civil(day, &year, &month, &day_of_month);
	/* TRANSLATORS: year, month, day, day of the week. */
	buf_format(out, _("%d-%02d-%02d (%s)"), year, month, day_of_month, _(weekdays[date_weekday(day) - 1]));
}

int32_t date_of_time(int64_t seconds, int offset_minutes)
{
	int64_t local = seconds + (int64_t)offset_minutes * 60;
	int64_t day = local / 86400 - (local % 86400 < 0);
	return (int32_t)day;
}
