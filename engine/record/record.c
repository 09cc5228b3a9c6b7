/* SPDX-License-Identifier: Apache-2.0 */
#include "record/record.h"

#include <stdlib.h>

struct record_entry *record_entry(const struct record_node *map, const char *name)
{
	if (!map || map->kind != RECORD_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++)
		if (text_same(map->entries[i].name, name))
			return &map->entries[i];
	return NULL;
}

struct record_node *record_get(const struct record_node *map, const char *name)
{
	struct record_entry *entry = record_entry(map, name);
	return entry ? entry->value : NULL;
}

const char *record_get_text(const struct record_node *map, const char *name)
{
	struct record_node *node = record_get(map, name);
	return node && node->kind == RECORD_TEXT ? node->text.data : NULL;
}

bool record_is_empty(const struct record_node *node)
{
	return !node || (node->kind == RECORD_TEXT ? node->text.size == 0 : node->count == 0);
}

static const char *meaning(const struct record_node *text)
{
	return text->word ? text->word : text->text.data;
}

static int by_name(const void *a, const void *b)
{
	const struct record_entry *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

/* Whether the maps have their keys in the same order: the usual case, and the cheap one. */
static bool same_order(const struct record_node *a, const struct record_node *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (!text_same(a->entries[i].name, b->entries[i].name))
			return false;
	return true;
}

static const struct record_entry **sorted(const struct record_node *map)
{
	const struct record_entry **order = heap_alloc(map->count * sizeof *order);
	for (size_t i = 0; i < map->count; i++)
		order[i] = &map->entries[i];
	qsort(order, map->count, sizeof *order, by_name);
	return order;
}

static bool equal_sorted(const struct record_node *a, const struct record_node *b)
{
	const struct record_entry **x = sorted(a), **y = sorted(b);
	bool equal = true;
	for (size_t i = 0; equal && i < a->count; i++)
		equal = text_same(x[i]->name, y[i]->name) &&
			record_equal(x[i]->value, y[i]->value);
	free(x);
	free(y);
	return equal;
}

static bool equal_maps(const struct record_node *a, const struct record_node *b)
{
	if (!same_order(a, b))
		return equal_sorted(a, b);
	for (size_t i = 0; i < a->count; i++)
		if (!record_equal(a->entries[i].value, b->entries[i].value))
			return false;
	return true;
}

static bool equal_lists(const struct record_node *a, const struct record_node *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (!record_equal(a->items[i], b->items[i]))
			return false;
	return true;
}

bool record_equal(const struct record_node *a, const struct record_node *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind || a->count != b->count)
		return false;
	if (a->kind == RECORD_TEXT)
		return strcmp(meaning(a), meaning(b)) == 0;
	return a->kind == RECORD_MAP ? equal_maps(a, b) : equal_lists(a, b);
}

void record_place(const struct record *record, const struct record_node *node,
		  struct wubu_error *error)
{
	error_place(error, record->file, record->source, node->begin);
}
