/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/moment.h"

#include "base/date.h"
#include "base/lang.h"

#include <stdlib.h>
#include <time.h>

#define DAY_SECONDS 86400
/* The first second of the year 10000. */
#define SECONDS_END 253402300800

/* ---- zones -------------------------------------------------------------------- */

static int local_offset(int64_t seconds)
{
	time_t when = (time_t)seconds;
	struct tm tm;
	return localtime_r(&when, &tm) ? (int)(tm.tm_gmtoff / 60) : 0;
}

/* The local zone for a civil time that is CIVIL seconds after 1970 on the clock of that zone. */
static int local_offset_of_civil(int64_t civil)
{
	int guess = local_offset(civil);
	return local_offset(civil - (int64_t)guess * 60);
}

/* ---- reading ------------------------------------------------------------------ */

/* COUNT digits at *P, which moves behind them; -1 when they are not there. */
static int digits(const char **p, int count)
{
	int value = 0;
	for (int i = 0; i < count; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return -1;
		value = value * 10 + (**p - '0');
	}
	return value;
}

/* "+hhmm", "+hh:mm" or "Z" at P, to its end; 1 when there is nothing, -1 when it is something else. */
static int read_zone(const char *p, int *offset)
{
	while (*p == ' ')
		p++;
	if (!*p)
		return 1;
	if (strcmp(p, "Z") == 0)
		return *offset = 0;
	int sign = *p == '+' ? 1 : *p == '-' ? -1 : 0;
	if (!sign)
		return -1;
	p++;
	int hours = digits(&p, 2);
	if (*p == ':')
		p++;
	int minutes = digits(&p, 2);
	if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || *p)
		return -1;
	*offset = sign * (hours * 60 + minutes);
	return 0;
}

static int read_counted(struct wubu_moment *moment, const char *p)
{
	int64_t seconds = 0;
	if (*p < '0' || *p > '9')
		return -1;
	for (; *p >= '0' && *p <= '9'; p++) {
		seconds = seconds * 10 + (*p - '0');
		if (seconds >= SECONDS_END)
			return -1;
	}
	if (*p && *p != ' ')
		return -1;
	int zone = read_zone(p, &moment->offset);
	if (zone == 1)
		moment->offset = local_offset(seconds);
	moment->seconds = seconds;
	return zone < 0 ? -1 : 0;
}

/* "HH:MM:SS" at *P, as seconds of the day; -1 when it is not one. */
static int read_clock(const char **p)
{
	int parts[3];
	for (int i = 0; i < 3; i++) {
		if (i > 0 && *(*p)++ != ':')
			return -1;
		parts[i] = digits(p, 2);
		if (parts[i] < 0 || parts[i] > (i == 0 ? 23 : 59))
			return -1;
	}
	return parts[0] * 3600 + parts[1] * 60 + parts[2];
}

static int read_civil(struct wubu_moment *moment, const char *text)
{
	if (strlen(text) < 19)
		return -1;
	int32_t day = date_parse((struct wubu_bytes){text, 10});
	if (day == DATE_NONE || day < 0 || (text[10] != 'T' && text[10] != ' '))
		return -1;
	const char *p = text + 11;
	int clock = read_clock(&p);
	if (clock < 0)
		return -1;
	int64_t civil = (int64_t)day * DAY_SECONDS + clock;
	int zone = read_zone(p, &moment->offset);
	if (zone == 1)
		moment->offset = local_offset_of_civil(civil);
	moment->seconds = civil - (int64_t)moment->offset * 60;
	return zone < 0 || moment->seconds < 0 ? -1 : 0;
}

int moment_parse(struct wubu_moment *moment, const char *text)
{
	if (text[0] == '@')
		return read_counted(moment, text + 1);
	return strchr(text, '-') == text + 4 ? read_civil(moment, text) : read_counted(moment, text);
}

/* ---- asking ------------------------------------------------------------------- */

static const char *environment(const char *name)
{
	const char *value = getenv(name);
	return value && *value ? value : NULL;
}

int moment_read(struct wubu_moment *moment, struct wubu_error *error)
{
	const char *date = environment("GIT_COMMITTER_DATE");
	moment->name = environment("GIT_COMMITTER_NAME");
	moment->mail = environment("GIT_COMMITTER_EMAIL");
	moment->author_name = environment("GIT_AUTHOR_NAME");
	moment->author_mail = environment("GIT_AUTHOR_EMAIL");
	moment->clock = time(NULL);
	if (date && moment_parse(moment, date) == 0)
		return 0;
	if (date) {
		error_set(error, WUBU_INPUT, _("GIT_COMMITTER_DATE is not a time that can be read: %s"),
			  date);
		error_hint(error, _("Write it as 2021-03-01T09:00:00+08:00."));
		return -1;
	}
	moment->seconds = moment->clock;
	moment->offset = local_offset(moment->seconds);
	return 0;
}
