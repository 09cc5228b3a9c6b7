/* SPDX-License-Identifier: Apache-2.0 */
#include "record/emit.h"

static struct record_value *new_value(struct arena *arena, enum record_kind kind)
{
	struct record_value *value = arena_alloc(arena, sizeof *value);
	value->kind = kind;
	return value;
}

struct record_value *record_value_text(struct arena *arena, const char *text)
{
	struct record_value *value = new_value(arena, RECORD_TEXT);
	value->text = arena_text(arena, text);
	return value;
}

struct record_value *record_value_list(struct arena *arena)
{
	return new_value(arena, RECORD_LIST);
}

struct record_value *record_value_map(struct arena *arena)
{
	return new_value(arena, RECORD_MAP);
}

void record_value_add(struct arena *arena, struct record_value *list, struct record_value *item)
{
	*arena_push(arena, list->pairs, list->count) = (struct record_pair){NULL, item};
}

void record_value_put(struct arena *arena, struct record_value *map, const char *key,
		      struct record_value *value)
{
	*arena_push(arena, map->pairs, map->count) =
		(struct record_pair){arena_text(arena, key), value};
}

struct record_value *record_value_of(struct arena *arena, const struct record_node *node)
{
	if (node->kind == RECORD_TEXT)
		return record_value_text(arena, node->text.data);
	struct record_value *value = new_value(arena, node->kind);
	for (size_t i = 0; i < node->count; i++) {
		if (node->kind == RECORD_MAP)
			record_value_put(arena, value, node->entries[i].key->text.data,
					 record_value_of(arena, node->entries[i].value));
		else
			record_value_add(arena, value, record_value_of(arena, node->items[i]));
	}
	return value;
}
