/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/card.h"

#include "base/lang.h"
#include "base/text.h"

#include <stdlib.h>

static int fail(const struct record *record, const struct record_node *node, struct wubu_error *error,
		const char *message)
{
	error_set(error, WUBU_INPUT, "%s", message);
	record_place(record, node, error);
	return -1;
}

static const char *const keys[] = {"ledger", "title", "training", "procedures", "also", "rule-changes", "server-keys", "clocks", NULL};

static const char *key_name(const void *context, size_t i)
{
	return ((const char *const *)context)[i];
}

static int check_keys(const struct record *record, struct wubu_error *error)
{
	for (size_t i = 0; i < record->root->count; i++) {
		const struct record_entry *entry = &record->root->entries[i];
		bool known = false;
		for (size_t k = 0; keys[k]; k++)
			known |= strcmp(keys[k], entry->name) == 0;
		if (known)
			continue;
		const char *near = text_nearest(entry->name, key_name, keys);
		fail(record, entry->key, error, _("this key is not known in ledger.yaml"));
		if (near)
			error_hint(error, _("did you mean “%s”?"), near);
		return -1;
	}
	return 0;
}

static int read_names(struct rule_names *names, const struct record *record, const char *key,
		      struct arena *arena, struct wubu_error *error)
{
	const struct record_node *list = record_get(record->root, key);
	for (size_t i = 0; list && i < (list->kind == RECORD_LIST ? list->count : 1); i++) {
		const struct record_node *item = list->kind == RECORD_LIST ? list->items[i] : list;
		if (item->kind != RECORD_TEXT || !item->text.size)
			return fail(record, item, error, _("here a list of names is needed"));
		*arena_push(arena, names->items, names->count) = item->text.data;
	}
	return 0;
}

/* ---- the server -------------------------------------------------------------------------- */

static int read_server_keys(struct ledger_card *card, const struct record *record, struct arena *arena,
			    struct wubu_error *error)
{
	struct rule_names lines = {0};
	if (read_names(&lines, record, "server-keys", arena, error))
		return -1;
	card->server_keys = arena_array(arena, lines.count, sizeof *card->server_keys);
	for (size_t i = 0; i < lines.count; i++) {
		if (trust_key_parse(&card->server_keys[i], bytes_of(lines.items[i]), arena, error)) {
			record_place(record, record_get(record->root, "server-keys"), error);
			return -1;
		}
	}
	card->server_key_count = lines.count;
	return 0;
}

static const struct { const char *unit; int64_t seconds; } units[] = {
	{"minute", 60}, {"hour", 3600}, {"day", 86400},
};

/* "2 days", "12 hours"; 0 for anything else. */
static int64_t read_span(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	int64_t number = 0;
	if (!digits || digits > 4 || text[digits] != ' ')
		return 0;
	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (text[i] - '0');
	const char *unit = text + digits + 1;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t size = strlen(units[i].unit);
		if (strncmp(unit, units[i].unit, size) == 0 && (!unit[size] || strcmp(unit + size, "s") == 0))
			return number * units[i].seconds;
	}
	return 0;
}

static int read_clocks(struct ledger_card *card, const struct record *record, struct wubu_error *error)
{
	static const char key[] = "received-within";
	const struct record_node *clocks = record_get(record->root, "clocks");
	if (!clocks)
		return 0;
	const char *text = clocks->kind == RECORD_MAP && clocks->count == 1 ? record_get_text(clocks, key) : NULL;
	card->received_within = text ? read_span(text) : 0;
	return card->received_within ? 0 : fail(record, clocks, error,
						_("here “received-within: 2 days” (or minutes, hours) is needed"));
}

/* How many persons a change of the rules needs. */
static int read_agreement(struct ledger_card *card, const struct record *record, struct wubu_error *error)
{
	const struct record_node *map = record_get(record->root, "rule-changes");
	const char *text = map && map->kind == RECORD_MAP && map->count == 1 ? record_get_text(map, "at-least") : NULL;
	card->keepers_needed = 1;
	if (!map)
		return 0;
	if (!text || strspn(text, "0123456789") != strlen(text) || text[0] == '0' || strlen(text) > 2)
		return fail(record, map, error, _("here “at-least: 2” (from 1 to 99) is needed: how many keepers of the rules must agree to a change of them"));
	card->keepers_needed = strtoul(text, NULL, 10);
	return 0;
}

int card_read(struct ledger_card *card, const struct record *record, struct arena *arena,
	      struct wubu_error *error)
{
	const struct record_node *id = record_get(record->root, "ledger");
	const struct record_node *title = record_get(record->root, "title");
	const char *training = record_get_text(record->root, "training");
	*card = (struct ledger_card){0};
	if (check_keys(record, error))
		return -1;
	if (!id || id->kind != RECORD_TEXT || id->text.size != 32 ||
	    strspn(id->text.data, "0123456789abcdef") != 32)
		return fail(record, id ? id : record->root, error,
			    _("“ledger” needs the instance id of 32 hex digits that `wubu init` made"));
	card->id = id->text.data;
	card->title = (struct rule_label){record_get_text(title, "zh"), record_get_text(title, "en")};
	if (training && strcmp(training, "yes") != 0 && strcmp(training, "no") != 0)
		return fail(record, record_get(record->root, "training"), error, _("here “yes” or “no” is needed"));
	card->training = training && strcmp(training, "yes") == 0;
	if (read_names(&card->procedures, record, "procedures", arena, error) ||
	    read_names(&card->also, record, "also", arena, error) || read_agreement(card, record, error) ||
	    read_server_keys(card, record, arena, error) || read_clocks(card, record, error))
		return -1;
	return card->procedures.count ? 0 : fail(record, record->root, error,
						 _("“procedures” must name a rulebook"));
}
