/* SPDX-License-Identifier: Apache-2.0 */
#include "shipped.h"

#include "base/buf.h"
#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>

void demand(bool condition)
{
	if (!condition)
		abort();
}

void demand_reason(const struct wubu_error *error)
{
	demand(error->code != WUBU_OK && error->message[0]);
}

struct wubu_bytes shipped_file(const char *path, struct arena *arena)
{
	const char *source = getenv("WUBU_SOURCE");
	struct buf full;
	char *text = arena_alloc(arena, LIMIT_YAML_BYTES + 1);
	buf_init(&full);
	buf_format(&full, "%s/%s", source ? source : ".", path);
	FILE *file = fopen(full.data, "rb");
	if (!file) {
		fprintf(stderr, "%s cannot be read: set WUBU_SOURCE\n", full.data);
		exit(2);
	}
	size_t size = fread(text, 1, LIMIT_YAML_BYTES, file);
	fclose(file);
	buf_release(&full);
	return (struct wubu_bytes){text, size};
}

int shipped_record(void *context, const char *name, struct arena *arena, struct record **record,
		   struct wubu_error *error)
{
	static const char *const names[] = {"cn/state-council-713", "cn/beijing/wangjing"};
	static struct arena *kept;
	static struct wubu_bytes texts[2];
	(void)context;
	if (!kept)
		kept = arena_new();
	for (size_t i = 0; i < 2; i++) {
		if (strcmp(name, names[i]) != 0)
			continue;
		const char *path = arena_format(arena, "rules/%s/rulebook.yaml", name);
		if (!texts[i].data)
			texts[i] = shipped_file(path, kept);
		return record_read(record, arena, path, texts[i], error);
	}
	return error_set(error, WUBU_NOT_FOUND, "there is no rulebook %s", name);
}

void split_input(const uint8_t *data, size_t size, struct arena *arena, struct wubu_bytes parts[2])
{
	const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
	size_t first = nul ? (size_t)(nul - data) : size, second = nul ? size - first - 1 : 0;
	parts[0] = (struct wubu_bytes){arena_copy(arena, (struct wubu_bytes){(const char *)data, first}), first};
	parts[1] = (struct wubu_bytes){arena_copy(arena, (struct wubu_bytes){second ? (const char *)nul + 1 : "", second}),
				       second};
}
