/* SPDX-License-Identifier: Apache-2.0 */
/*
 * iCalendar (RFC 5545): whole-day events, which every client shows and which need no time zone.  Lines end in CRLF and are
 * folded at 75 octets, never inside of a character.
 */
#ifndef VIEW_ICS_H
#define VIEW_ICS_H

#include "base/arena.h"
#include "base/buf.h"

struct ics_event {
	const char *uid;         /* the same for the same event, for ever */
	unsigned sequence;       /* never smaller than before */
	int64_t stamp;           /* when it became as it is, seconds since 1970 */
	int32_t day;
	const char *summary, *description; /* DESCRIPTION may be NULL */
	bool cancelled;
};

void ics_begin(struct buf *out, const char *title);
void ics_event(struct buf *out, const struct ics_event *event);
void ics_end(struct buf *out);

#endif
