/* SPDX-License-Identifier: Apache-2.0 */
/* The key `time` of a rulebook: zone, summer time, calendar, how late a sign-off may be recorded. */
#include "rule/load.h"

#include "base/lang.h"

#include <stdio.h>

static int load_zone_offset(struct loader *loader, const struct record_node *node, void *target)
{
	int hours, minutes;
	char sign, end;
	if (node->kind != RECORD_TEXT || node->text.size != 6 ||
	    sscanf(node->text.data, "%c%2d:%2d%c", &sign, &hours, &minutes, &end) != 3 ||
	    (sign != '+' && sign != '-') || hours > 14 || minutes > 59)
		return load_fail(loader, node, _("here an offset from UTC is needed, such as \"+08:00\""));
	*(int *)target = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
	return 0;
}

static int load_turn(struct loader *loader, const struct record_node *node, void *target)
{
	if (node->kind != RECORD_TEXT || rule_turn_parse(target, node->text.data)) {
		load_fail(loader, node, _("here a moment of every year is needed"));
		error_hint(loader->error, _("for example “last Sun Mar 01:00 UTC”, or “2nd Sun Mar 02:00” by the clocks there"));
		return -1;
	}
	return 0;
}

static int load_one_summer(struct loader *loader, const struct record_node *node, struct rule_summer *summer)
{
	static const struct load_key keys[] = {
		{"since", load_number, offsetof(struct rule_summer, since), false},
		{"offset", load_zone_offset, offsetof(struct rule_summer, offset), true},
		{"begins", load_turn, offsetof(struct rule_summer, begins), true},
		{"ends", load_turn, offsetof(struct rule_summer, ends), true},
		{NULL, NULL, 0, false},
	};
	if (load_map(loader, node, keys, summer))
		return -1;
	return summer->begins.month != summer->ends.month
		       ? 0 : load_fail(loader, node, _("summer time begins and ends in different months"));
}

/* One map, or a list of them with the years from which each applies. */
static int load_summer(struct loader *loader, const struct record_node *node, void *target)
{
	struct rulebook *book = target;
	bool list = node->kind == RECORD_LIST;
	book->summers = NULL;
	book->summer_count = 0;
	for (size_t i = 0; i < (list ? node->count : 1); i++)
		if (load_one_summer(loader, list ? node->items[i] : node,
				    arena_push(loader->arena, book->summers, book->summer_count)))
			return -1;
	return 0;
}

int load_time(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"zone", load_text, offsetof(struct rulebook, zone), true},
		{"offset", load_zone_offset, offsetof(struct rulebook, offset), true},
		{"summer", load_summer, 0, false},
		{"calendar", load_name, offsetof(struct rulebook, calendar), true},
		{"late", load_duration, offsetof(struct rulebook, late), false},
		{NULL, NULL, 0, false},
	};
	struct rulebook *book = target;
	/* Another zone has a summer of its own, or none. */
	book->summer_count = 0;
	return load_map(loader, node, keys, book);
}
