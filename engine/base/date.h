/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Civil days, counted from 1970-01-01 = 0 in the proleptic Gregorian calendar.
 * No time zone database, no localtime: the offset is always said.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/bytes.h"

/* A day that is not there. */
#define DATE_NONE INT32_MIN
#define DATE_TEXT_SIZE 11

/* YYYY-MM-DD, years 1000 to 9999, and a day that exists; else DATE_NONE. */
int32_t date_parse(struct wubu_bytes text);
int32_t date_from_civil(int year, int month, int day);
void date_to_civil(int32_t day, int *year, int *month, int *day_of_month);
int date_year(int32_t day);
/* 1 Monday … 7 Sunday. */
int date_weekday(int32_t day);
/* The same day of the month N months on, or that month's last day. */
int32_t date_add_months(int32_t day, int months);
/* As offices write it, in the language chosen: 2021年10月13日（星期三） / 2021-10-13 (Wednesday). */
struct buf;
void date_say(int32_t day, struct buf *out);
/* Writes YYYY-MM-DD and a NUL; returns TEXT. */
char *date_format(int32_t day, char text[DATE_TEXT_SIZE]);
/* The civil day of SECONDS since 1970 where clocks are OFFSET_MINUTES ahead of UTC. */
int32_t date_of_time(int64_t seconds, int offset_minutes);

#endif
