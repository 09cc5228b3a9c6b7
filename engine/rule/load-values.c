/* SPDX-License-Identifier: Apache-2.0 */
/* Reading maps by their keys, and single values. */
#include "rule/load.h"

#include "base/lang.h"
#include "base/text.h"
#include "rule/calendar.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int load_fail(struct loader *loader, const struct record_node *node, const char *format, ...)
{
	char sentence[sizeof loader->error->message];
	va_list args;
	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	error_set(loader->error, WUBU_INPUT, "%s", sentence);
	record_place(loader->file, node, loader->error);
	return -1;
}

int load_unknown(struct loader *loader, const struct record_node *node, const char *what,
		 const char *word, const char *(*next)(const void *context, size_t i),
		 const void *context)
{
	const char *near = text_nearest(word, next, context);
	load_fail(loader, node, _("%s “%s” is not known"), what, word);
	if (near)
		error_hint(loader->error, _("did you mean “%s”?"), near);
	return -1;
}

static const struct record_node *descend(const struct record_node *node, const char *const *keys,
					 size_t *depth)
{
	const struct record_node *inner;
	for (*depth = 0; keys[*depth] && (inner = record_get(node, keys[*depth])); (*depth)++)
		node = inner;
	return node;
}

const struct record_node *load_find(struct loader *loader, const char *const *keys)
{
	const struct record_node *found = loader->file->root;
	size_t most = 0, depth;
	for (size_t i = 0; i < loader->file_count; i++) {
		const struct record_node *node = descend(loader->files[i]->root, keys, &depth);
		if (depth <= most)
			continue;
		most = depth;
		found = node;
		loader->file = loader->files[i];
	}
	return found;
}

static const char *key_name(const void *context, size_t i)
{
	return ((const struct load_key *)context)[i].name;
}

static const struct load_key *find_key(const struct load_key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

int load_map(struct loader *loader, const struct record_node *node, const struct load_key *keys,
	     void *target)
{
	if (node->kind != RECORD_MAP)
		return load_fail(loader, node, _("here a map of keys and values is needed"));
	for (size_t i = 0; i < node->count; i++) {
		const struct record_entry *entry = &node->entries[i];
		const struct load_key *key = find_key(keys, entry->name);
		if (!key)
			return load_unknown(loader, entry->key, _("the key"), entry->name, key_name,
					    keys);
		if (key->load(loader, entry->value, (char *)target + key->offset))
			return -1;
	}
	for (; keys->name; keys++)
		if (keys->required && !record_get(node, keys->name))
			return load_fail(loader, node, _("the key “%s” is missing here"), keys->name);
	return 0;
}

/* ---- single values ---------------------------------------------------- */

int load_text(struct loader *loader, const struct record_node *node, void *target)
{
	if (node->kind != RECORD_TEXT || !node->text.size)
		return load_fail(loader, node, _("here a text is needed"));
	*(const char **)target = node->text.data;
	return 0;
}

static bool is_name(struct wubu_bytes text)
{
	if (!text.size || text.size > 64 || text.data[0] == '-')
		return false;
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}

int load_name(struct loader *loader, const struct record_node *node, void *target)
{
	if (node->kind != RECORD_TEXT || !is_name(node->text))
		return load_fail(loader, node,
				 _("here a name of lower-case letters, digits and hyphens is needed"));
	*(const char **)target = node->text.data;
	return 0;
}

int load_names(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_names *names = target;
	*names = (struct rule_names){0};
	if (node->kind == RECORD_TEXT)
		return load_name(loader, node, arena_push(loader->arena, names->items, names->count));
	/* A list of nobody and nothing would ask nothing, or bar everybody. */
	if (node->kind != RECORD_LIST || !node->count)
		return load_fail(loader, node, _("here a name or a list of names is needed"));
	for (size_t i = 0; i < node->count; i++)
		if (load_name(loader, node->items[i],
			      arena_push(loader->arena, names->items, names->count)))
			return -1;
	return 0;
}

int load_label(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"zh", load_text, offsetof(struct rule_label, zh), true},
		{"en", load_text, offsetof(struct rule_label, en), true},
		{NULL, NULL, 0, false},
	};
	return load_map(loader, node, keys, target);
}

int load_flag(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct { const char *word; bool value; } words[] = {
		{"yes", true}, {"true", true}, {"no", false}, {"false", false}};
	for (size_t i = 0; node->kind == RECORD_TEXT && i < sizeof words / sizeof *words; i++)
		if (bytes_are(node->text, words[i].word)) {
			*(bool *)target = words[i].value;
			return 0;
		}
	return load_fail(loader, node, _("here “yes” or “no” is needed"));
}

int load_number(struct loader *loader, const struct record_node *node, void *target)
{
	if (node->kind != RECORD_TEXT || !node->text.size || node->text.size > 12 ||
	    strspn(node->text.data, "0123456789") != node->text.size)
		return load_fail(loader, node, _("here a whole number is needed"));
	*(int64_t *)target = strtoll(node->text.data, NULL, 10);
	return 0;
}

int load_date(struct loader *loader, const struct record_node *node, void *target)
{
	int32_t day = node->kind == RECORD_TEXT ? date_parse(node->text) : DATE_NONE;
	if (day == DATE_NONE)
		return load_fail(loader, node, _("here a date is needed, such as 2021-01-01"));
	*(int32_t *)target = day;
	return 0;
}

int load_span(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"from", load_date, offsetof(struct rule_span, from), false},
		{"until", load_date, offsetof(struct rule_span, until), false},
		{NULL, NULL, 0, false},
	};
	struct rule_span *span = target;
	*span = (struct rule_span){DATE_NONE, DATE_NONE};
	if (load_map(loader, node, keys, span))
		return -1;
	if (span->from != DATE_NONE && span->until != DATE_NONE && span->until < span->from)
		return load_fail(loader, node, _("this ends before it begins"));
	return 0;
}

int load_duration(struct loader *loader, const struct record_node *node, void *target)
{
	if (node->kind != RECORD_TEXT || rule_duration_parse(target, node->text.data)) {
		load_fail(loader, node, _("here a duration is needed"));
		error_hint(loader->error, _("for example “30 days”, “7 working days”, “6 months”"));
		return -1;
	}
	return 0;
}
