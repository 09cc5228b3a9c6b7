/* SPDX-License-Identifier: Apache-2.0 */
#include "view/ics.h"

#include "base/date.h"
#include "base/lang.h"

#define LINE_OCTETS 75

/* One content line, folded: what goes on begins with a blank. */
static void add_line(struct buf *out, struct wubu_bytes line)
{
	size_t room = LINE_OCTETS;
	while (line.size > room) {
		size_t cut = room;
		while (cut > 1 && ((unsigned char)line.data[cut] & 0xC0) == 0x80)
			cut--;
		buf_add(out, (struct wubu_bytes){line.data, cut});
		buf_text(out, "\r\n ");
		line.data += cut;
		line.size -= cut;
		room = LINE_OCTETS - 1;
	}
	buf_add(out, line);
	buf_text(out, "\r\n");
}

/* NAME:VALUE as it stands. */
static void add_plain(struct buf *out, const char *name, const char *value)
{
	struct buf line;
	buf_init(&line);
	buf_format(&line, "%s:%s", name, value);
	add_line(out, buf_bytes(&line));
	buf_release(&line);
}

/* NAME:VALUE of the type TEXT: what has a meaning of its own there is escaped, other controls are left out. */
static void add_text(struct buf *out, const char *name, const char *value)
{
	struct buf line;
	buf_init(&line);
	buf_format(&line, "%s:", name);
	for (const char *p = value; *p; p++)
		if (*p == '\n')
			buf_text(&line, "\\n");
		else if (*p == '\\' || *p == ';' || *p == ',')
			buf_format(&line, "\\%c", *p);
		else if ((unsigned char)*p >= 0x20 && *p != 0x7F)
			buf_char(&line, *p);
	add_line(out, buf_bytes(&line));
	buf_release(&line);
}

static void add_day(struct buf *out, const char *name, int32_t day)
{
	int year, month, day_of_month;
	date_to_civil(day, &year, &month, &day_of_month);
	buf_format(out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, year, month, day_of_month);
}

static void add_stamp(struct buf *out, int64_t seconds)
{
	int year, month, day_of_month;
	int rest = (int)(seconds % 86400);
	date_to_civil(date_of_time(seconds, 0), &year, &month, &day_of_month);
	buf_format(out, "DTSTAMP:%04d%02d%02dT%02d%02d%02dZ\r\n", year, month, day_of_month, rest / 3600,
		   rest / 60 % 60, rest % 60);
}

void ics_begin(struct buf *out, const char *title)
{
	buf_text(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//wubu//wubu " PACKAGE_VERSION
		      "//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
	add_text(out, "X-WR-CALNAME", title);
}

/* A reminder at nine in the morning of the day before. */
static void add_alarm(struct buf *out, const char *summary)
{
	buf_text(out, "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15H\r\n");
	add_text(out, "DESCRIPTION", summary);
	buf_text(out, "END:VALARM\r\n");
}

void ics_event(struct buf *out, const struct ics_event *event)
{
	buf_text(out, "BEGIN:VEVENT\r\n");
	add_plain(out, "UID", event->uid);
	buf_format(out, "SEQUENCE:%u\r\n", event->sequence);
	add_stamp(out, event->stamp);
	add_day(out, "DTSTART", event->day);
	/* The end of a whole day is the next one. */
	add_day(out, "DTEND", event->day + 1);
	add_text(out, "SUMMARY", event->summary);
	if (event->description)
		add_text(out, "DESCRIPTION", event->description);
	buf_text(out, event->cancelled ? "STATUS:CANCELLED\r\n" : "STATUS:CONFIRMED\r\n");
	buf_text(out, "TRANSP:TRANSPARENT\r\n");
	if (!event->cancelled)
		add_alarm(out, event->summary);
	buf_text(out, "END:VEVENT\r\n");
}

void ics_end(struct buf *out)
{
	buf_text(out, "END:VCALENDAR\r\n");
}
