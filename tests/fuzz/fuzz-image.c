/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image of a record: any bytes are read or refused.  What is read can be walked, and written and read again it means the
 * same.  An input that begins with '#' is a record whose own image must mean what it means.
 */
#include "shipped.h"

#include "base/buf.h"
#include "record/image.h"

static size_t count_nodes(const struct record_node *node)
{
	size_t nodes = 1;
	if (node->kind == RECORD_TEXT)
		demand(!node->text.data[node->text.size]);
	for (size_t i = 0; node->kind == RECORD_LIST && i < node->count; i++)
		nodes += count_nodes(node->items[i]);
	for (size_t i = 0; node->kind == RECORD_MAP && i < node->count; i++) {
		demand(node->entries[i].name && node->entries[i].key);
		nodes += count_nodes(node->entries[i].value);
	}
	return nodes;
}

static void write_again(const struct record *record, struct arena *arena)
{
	struct record *again;
	struct buf out;
	buf_init(&out);
	record_image_write(record, &out);
	struct wubu_bytes image = buf_bytes(&out);
	demand(!record_image_read(&again, arena, &image) && !image.size);
	demand(record_equal(record->root, again->root));
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct record *record;
	struct wubu_error error = {0};
	struct wubu_bytes input = {arena_copy(arena, (struct wubu_bytes){(const char *)data, size}), size};
	if (bytes_start(input, "#")) {
		if (!record_read(&record, arena, "fuzz.yaml", input, &error))
			write_again(record, arena);
	} else if (!record_image_read(&record, arena, &input)) {
		demand(count_nodes(record->root));
	}
	arena_free(arena);
	return 0;
}
