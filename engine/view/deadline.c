/* SPDX-License-Identifier: Apache-2.0 */
#include "view/deadline.h"

#include "base/buf.h"
#include "base/lang.h"

const char *deadline_day(int32_t day, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	date_say(day, &out);
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static int32_t day_of(const struct rule_finding *finding)
{
	return finding && finding->by ? date_parse(bytes_of(finding->by)) : DATE_NONE;
}

const char *deadline_due(const struct overview_step *step, int32_t today, struct arena *arena)
{
	int32_t day = day_of(step->due);
	if (day == DATE_NONE)
		return NULL;
	const char *text = deadline_day(day, arena);
	if (today == DATE_NONE)
		return arena_format(arena, _("%s at the latest"), text);
	if (day == today)
		return arena_format(arena, _("%s at the latest: today"), text);
	if (day > today)
		return arena_format(arena, ngettext("%s at the latest: %d day left", "%s at the latest: %d days left",
						    (unsigned)(day - today)), text, day - today);
	return arena_format(arena, ngettext("%s at the latest: %d day late", "%s at the latest: %d days late",
					    (unsigned)(today - day)), text, today - day);
}

const char *deadline_wait(const struct overview_step *step, int32_t today, struct arena *arena)
{
	int32_t day = day_of(step->wait);
	if (day == DATE_NONE)
		return NULL;
	const char *text = deadline_day(day, arena);
	if (today == DATE_NONE || day <= today)
		return arena_format(arena, _("not before %s"), text);
	return arena_format(arena, ngettext("not before %s: %d day more", "not before %s: %d days more",
					    (unsigned)(day - today)), text, day - today);
}

const char *deadline_counted(const struct overview_step *step)
{
	const struct rule_finding *finding = step->due ? step->due : step->wait;
	return finding ? finding->counted : NULL;
}
