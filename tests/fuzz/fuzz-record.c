/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are read or refused with a place.  What is read can be written anew with the same
 * meaning, and each of its values replaced, added to and dropped: each edit gives a record that is
 * read again, or an error that says why not.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "record/edit.h"

#include <stdlib.h>

/* How many values of one input are edited: a fuzzer wants many inputs a second. */
#define EDITED 12

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

static void check_refusal(const struct wubu_error *error)
{
	demand(error->code != WUBU_OK && error->message[0]);
	demand(error->line > 0 && error->column > 0 && error->file[0]);
}

static void check_node(const struct record *record, const struct record_node *node)
{
	demand(node->begin <= node->end && node->end <= record->source.size);
	demand(node->line > 0 && node->column > 0);
	for (size_t i = 0; node->kind == RECORD_LIST && i < node->count; i++)
		check_node(record, node->items[i]);
	for (size_t i = 0; node->kind == RECORD_MAP && i < node->count; i++) {
		check_node(record, node->entries[i].key);
		check_node(record, node->entries[i].value);
		demand(record_get(node, node->entries[i].name) == node->entries[i].value);
	}
	if (node->kind == RECORD_TEXT)
		demand(strlen(node->text.data) == node->text.size);
}

/* Written anew, the record means the same. */
static void rewrite(struct arena *arena, const struct record *record)
{
	struct record *again;
	struct wubu_error error = {0};
	struct buf out;
	buf_init(&out);
	record_write(record_value_of(arena, record->root), &out);
	/* Indentation and quotes may carry a file over the limit. */
	if (record_read(&again, arena, "again.yaml", buf_bytes(&out), &error) == 0)
		demand(record_equal(record->root, again->root));
	else
		demand(error.code == WUBU_LIMIT);
	buf_release(&out);
}

static void check_edit(struct arena *arena, int rc, struct buf *out, const struct wubu_error *error)
{
	struct record *again;
	struct wubu_error why = {0};
	if (rc < 0) {
		check_refusal(error);
		demand(out->size == 0);
	} else {
		demand(record_read(&again, arena, "again.yaml", buf_bytes(out), &why) == 0);
	}
	buf_clear(out);
}

static void edit_at(struct arena *arena, const struct record *record, struct record_step *path,
		    size_t depth)
{
	struct wubu_error error = {0};
	struct buf out;
	buf_init(&out);
	struct record_value *texts[] = {record_value_text(arena, "new: #"),
					record_value_text(arena, "one\ntwo\n")};
	for (size_t i = 0; i < 2; i++) {
		error = (struct wubu_error){0};
		check_edit(arena, record_edit_put(record, path, depth, texts[i], &out, &error), &out,
			   &error);
	}
	error = (struct wubu_error){0};
	check_edit(arena, record_edit_drop(record, path, depth, &out, &error), &out, &error);
	for (size_t i = 0; i < 2; i++) {
		path[depth] = (struct record_step){i ? "a new key" : NULL, NULL, RECORD_APPEND};
		error = (struct wubu_error){0};
		check_edit(arena, record_edit_put(record, path, depth + 1, texts[1], &out, &error),
			   &out, &error);
	}
	buf_release(&out);
}

/* Edit NODE and what is in it, as long as LEFT lasts. */
static void edit_all(struct arena *arena, const struct record *record,
		     const struct record_node *node, struct record_step *path, size_t depth,
		     size_t *left)
{
	if (*left == 0 || depth > 20)
		return;
	if (depth) {
		--*left;
		edit_at(arena, record, path, depth);
	}
	for (size_t i = 0; node->kind != RECORD_TEXT && i < node->count; i++) {
		bool map = node->kind == RECORD_MAP;
		path[depth] = (struct record_step){map ? node->entries[i].name : NULL, NULL, i};
		edit_all(arena, record, map ? node->entries[i].value : node->items[i], path,
			 depth + 1, left);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct record *record;
	struct wubu_error error = {0};
	struct record_step path[32];
	size_t left = EDITED;
	struct wubu_bytes source = {(const char *)data, size};
	if (record_read(&record, arena, "fuzz.yaml", source, &error) < 0) {
		check_refusal(&error);
	} else {
		check_node(record, record->root);
		rewrite(arena, record);
		edit_all(arena, record, record->root, path, 0, &left);
	}
	arena_free(arena);
	return 0;
}
