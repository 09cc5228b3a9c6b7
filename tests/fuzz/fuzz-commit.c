/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first byte chooses: a commit object ('c'), a message before git has cleaned it ('m'),
 * or a tree object (all others).  What is accepted must hold together.
 */
#include "store/commit.h"
#include "store/store.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

static bool is_within(struct wubu_bytes part, struct wubu_bytes whole)
{
	return !part.size ||
	       (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void check_message(const struct store_commit *commit)
{
	demand(commit->trailer_count <= LIMIT_COMMIT_TRAILERS);
	demand(is_within(commit->subject, commit->message));
	for (size_t i = 0; i < commit->trailer_count; i++) {
		const struct store_trailer *trailer = &commit->trailers[i];
		demand(trailer->key.size && trailer->value.size);
		demand(is_within(trailer->key, commit->message));
		demand(is_within(trailer->value, commit->message));
		demand(!memchr(trailer->value.data, '\n', trailer->value.size));
	}
}

static void check_commit(const struct store_commit *commit, struct wubu_bytes raw)
{
	demand(is_within(commit->message, raw));
	demand(is_within(commit->author.name, raw) && is_within(commit->committer.mail, raw));
	demand(commit->author.seconds >= 0 && commit->committer.seconds >= 0);
	/* The payload is the commit without its signature: it has the same message and no signature. */
	demand(commit->payload.size + commit->signature.size <= raw.size || !commit->signature.size);
	demand(commit->signature.size || bytes_equal(commit->payload, raw));
}

static void check_tree(const struct store_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct store_entry *entry = &tree->entries[i];
		demand(entry->name.size && entry->name.data[entry->name.size] == '\0');
		demand(store_tree_find(tree, entry->name.data) == entry);
	}
}

static int parse_payload(const struct store_commit *commit, struct arena *arena)
{
	struct store_commit again;
	struct wubu_error error = {0};
	return store_commit_parse(&again, commit->payload, arena, &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	struct arena *arena = arena_new();
	struct wubu_error error = {0};
	struct store_commit commit;
	struct store_tree tree;
	struct wubu_bytes raw = {arena_copy(arena, (struct wubu_bytes){(const char *)data + 1, size - 1}),
				 size - 1};
	if (data[0] == 'c' && store_commit_parse(&commit, raw, arena, &error) == 0) {
		check_commit(&commit, raw);
		check_message(&commit);
		demand(parse_payload(&commit, arena) == 0);
	} else if (data[0] == 'm' && store_message_parse(&commit, raw, arena, &error) == 0) {
		check_message(&commit);
	} else if (data[0] != 'c' && data[0] != 'm' &&
		   store_tree_parse(raw, arena, &tree, &error) == 0) {
		check_tree(&tree);
	}
	arena_free(arena);
	return 0;
}
