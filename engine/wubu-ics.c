/* SPDX-License-Identifier: Apache-2.0 */
/* The days of open steps as a calendar; what was given out before and is no more is cancelled. */
#include "wubu-overviews.h"

#include "base/lang.h"
#include "judge/history.h"
#include "view/deadline.h"
#include "view/ics.h"

#include <stdio.h>
#include <stdlib.h>

#define UID_DIGITS 32

struct giving {
	struct wubu *wubu;
	struct overviews all;
	struct worklist list;
	struct buf *out;
	struct buf given; /* what is noted: "UID SEQUENCE DAY SUMMARY" a line */
	struct wubu_error *error;
	const struct overview *counted; /* of which HISTORY is */
	struct history history;
};

/* The same event has the same name on every machine, and tells nothing to who sees only the name. */
static const char *uid_of(const struct giving *g, const struct overview_step *step, const char *id, const char *which)
{
	struct store_commit tip;
	const struct ledger_rules *rules;
	char hex[DIGEST_HEX];
	if (wubu_tip(g->wubu, g->all.arena, &tip, g->error) != 1 || wubu_rules(g->wubu, &tip, &rules, g->error))
		return NULL;
	const char *what = arena_format(g->all.arena, "%s %s %s %s", rules->card.id, id, step->step->name, which);
	digest_sha256(bytes_of(what), hex);
	return arena_format(g->all.arena, "%.*s@wubu", UID_DIGITS, hex);
}

static int read_history(struct giving *g, const struct overview *overview)
{
	struct store_commit tip;
	size_t i = (size_t)(overview - g->all.items);
	if (g->counted == overview)
		return 0;
	g->counted = overview;
	return wubu_tip(g->wubu, g->all.arena, &tip, g->error) == 1
		       ? history_read(&g->history, g->wubu->ledger->store, &tip.id, g->all.folders[i], g->all.arena, g->error)
		       : -1;
}

static const char *description_of(const struct worklist_item *item, struct arena *arena)
{
	const struct overview_step *step = item->step;
	struct buf text;
	buf_init(&text);
	const char *const lines[] = {item->overview->title, deadline_counted(step), step->who, step->command};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i])
			buf_format(&text, "%s%s", text.size ? "\n" : "", lines[i]);
	const char *copy = arena_copy(arena, buf_bytes(&text));
	buf_release(&text);
	return copy;
}

static void note(struct giving *g, const struct ics_event *event)
{
	char day[DATE_TEXT_SIZE];
	buf_format(&g->given, "%s %u %s %s\n", event->uid, event->sequence, date_format(event->day, day), event->summary);
}

/* The event of FINDING, a day of ITEM's step. */
static int give(struct giving *g, const struct worklist_item *item, const struct rule_finding *finding, bool latest)
{
	const struct overview *overview = item->overview;
	struct arena *arena = g->all.arena;
	int32_t day = finding && finding->by ? date_parse(bytes_of(finding->by)) : DATE_NONE;
	if (day == DATE_NONE)
		return 0;
	const char *uid = uid_of(g, item->step, overview->id, latest ? "latest" : "earliest");
	if (!uid || read_history(g, overview))
		return -1;
	const char *label = rule_say(&item->step->step->label, item->step->step->name);
	size_t count = g->history.count;
	struct ics_event event = {
		.uid = uid, .day = day, .sequence = (unsigned)count,
		.stamp = count ? g->history.entries[count - 1].seconds : 0,
		.summary = arena_format(arena, latest ? _("%s %s: last day") : _("%s %s: can go on from today"),
					overview->id, label),
		.description = description_of(item, arena)};
	ics_event(g->out, &event);
	note(g, &event);
	return 0;
}

static bool is_given(const struct giving *g, const char *uid)
{
	return strstr(g->given.data, uid) != NULL;
}

/* What was given out before and is not any more: once cancelled it is forgotten after its day. */
static void cancel(struct giving *g, const char *line)
{
	unsigned sequence;
	char uid[UID_DIGITS + 8], day[DATE_TEXT_SIZE];
	int summary = 0;
	if (sscanf(line, "%39s %u %10s %n", uid, &sequence, day, &summary) != 3 || is_given(g, uid))
		return;
	int32_t when = date_parse(bytes_of(day));
	if (when == DATE_NONE || (g->all.today != DATE_NONE && when < g->all.today))
		return;
	struct ics_event event = {.uid = uid, .day = when, .sequence = sequence + 1,
				  .stamp = g->wubu->moment.seconds, .summary = line + summary, .cancelled = true};
	ics_event(g->out, &event);
	/* Noted as it was, so that it is cancelled in the same words by each later run. */
	buf_format(&g->given, "%s\n", line);
}

static void cancel_all(struct giving *g, const char *before)
{
	for (const char *line = before; *line;) {
		size_t size = strcspn(line, "\n");
		cancel(g, arena_copy(g->all.arena, (struct wubu_bytes){line, size}));
		line += size + (line[size] == '\n');
	}
}

static int give_all(struct giving *g, const char *person)
{
	const struct ledger_rules *rules;
	struct store_commit tip;
	struct buf before;
	const char *name = person ? arena_format(g->all.arena, "calendar-%s", person) : "calendar";
	int rc = 0;
	buf_init(&before);
	if (wubu_tip(g->wubu, g->all.arena, &tip, g->error) != 1 || wubu_rules(g->wubu, &tip, &rules, g->error) ||
	    wubu_note_read(g->wubu, name, &before, g->error) < 0)
		rc = -1;
	if (!rc)
		ics_begin(g->out, rule_say(&rules->card.title, "wubu"));
	for (size_t i = 0; !rc && i < g->list.count; i++) {
		const struct worklist_item *item = &g->list.items[i];
		if (item->part != WORKLIST_BLOCKED)
			rc = give(g, item, item->step->due, true) || give(g, item, item->step->wait, false) ? -1 : 0;
	}
	if (!rc) {
		cancel_all(g, before.data);
		ics_end(g->out);
		rc = wubu_note_write(g->wubu, name, buf_bytes(&g->given), g->error);
	}
	buf_release(&before);
	return rc;
}

int wubu_ics(struct wubu *wubu, const struct wubu_filter *filter, struct buf *out, struct wubu_error *error)
{
	struct asking asking;
	int rc = asking_begin(&asking, wubu, filter, error);
	struct giving g = {.wubu = wubu, .out = out, .error = error};
	buf_init(&g.given);
	if (!rc) {
		g.all = asking.all;
		g.list = asking_list(&asking);
		rc = give_all(&g, asking.filter.person);
	}
	buf_release(&g.given);
	asking_end(&asking);
	return rc;
}
