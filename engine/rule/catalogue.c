/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/catalogue.h"

#include "base/lang.h"
#include "rule/load.h"

/* ---- reading --------------------------------------------------------------------- */

static int load_format(struct loader *loader, const struct record_node *node, void *target)
{
	(void)target;
	if (node->kind == RECORD_TEXT && bytes_are(node->text, "wubu-catalogue/1"))
		return 0;
	return load_fail(loader, node, _("here “wubu-catalogue/1” is needed"));
}

static int load_entry(struct loader *loader, const struct record_node *node, struct rule_entry *entry)
{
	static const struct load_key keys[] = {
		{"id", load_text, offsetof(struct rule_entry, id), true},
		{"title", load_label, offsetof(struct rule_entry, title), true},
		{"from", load_date, offsetof(struct rule_entry, listed.from), true},
		{"until", load_date, offsetof(struct rule_entry, listed.until), false},
		{"because", load_label, offsetof(struct rule_entry, because), false},
		{NULL, NULL, 0, false},
	};
	*entry = (struct rule_entry){.listed = {DATE_NONE, DATE_NONE}, .node = node};
	if (load_map(loader, node, keys, entry))
		return -1;
	if (entry->listed.until != DATE_NONE && entry->listed.until < entry->listed.from)
		return load_fail(loader, node, _("this ends before it begins"));
	if ((entry->listed.until != DATE_NONE) != (entry->because.en != NULL))
		return load_fail(loader, node, _("an entry that ends says why under “because”, and no other"));
	return 0;
}

static int load_entries(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_catalogue *catalogue = target;
	if (node->kind != RECORD_LIST)
		return load_fail(loader, node, _("here a list of entries is needed"));
	for (size_t i = 0; i < node->count; i++) {
		struct rule_entry entry;
		if (load_entry(loader, node->items[i], &entry))
			return -1;
		for (size_t k = 0; k < catalogue->count; k++)
			if (strcmp(catalogue->entries[k].id, entry.id) == 0)
				return load_fail(loader, node->items[i], _("“%s” is in the catalogue already"), entry.id);
		*arena_push(loader->arena, catalogue->entries, catalogue->count) = entry;
	}
	return 0;
}

int rule_catalogue_read(struct rule_catalogue *out, const char *name, const struct record *record, struct arena *arena,
			struct wubu_error *error)
{
	static const struct load_key keys[] = {
		{"format", load_format, 0, true},
		{"title", load_label, offsetof(struct rule_catalogue, title), true},
		{"entries", load_entries, 0, true},
		{NULL, NULL, 0, false},
	};
	struct loader loader = {.file = record, .arena = arena, .error = error};
	*out = (struct rule_catalogue){.name = name, .file = record};
	return load_map(&loader, record->root, keys, out);
}

/* ---- asking ------------------------------------------------------------------------ */

static int is_listed(const void *context, const char *name, const char *id, int32_t day)
{
	const struct rule_shelf *shelf = context;
	for (size_t i = 0; i < shelf->count; i++) {
		const struct rule_catalogue *catalogue = &shelf->items[i];
		if (strcmp(catalogue->name, name) != 0)
			continue;
		for (size_t k = 0; k < catalogue->count; k++)
			if (strcmp(catalogue->entries[k].id, id) == 0)
				return rule_span_holds(&catalogue->entries[k].listed, day);
		return 0;
	}
	return -1;
}

void rule_shelf_init(struct rule_shelf *shelf)
{
	*shelf = (struct rule_shelf){.count = 0};
	shelf->view = (struct rule_catalogues){shelf, is_listed};
}
