/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A commit message: by itself, as commit-msg sees it, and in a commit object.  Where both are accepted and git
 * has nothing to clean, both have the same trailers.
 */
#include "shipped.h"

#include "base/buf.h"
#include "store/commit.h"

#define HEAD                                                                                       \
	"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@b> 1700000000 +0800\n"             \
	"committer A <a@b> 1700000000 +0800\n\n"

static void check_same(const struct store_commit *a, const struct store_commit *b)
{
	demand(bytes_equal(a->subject, b->subject) && a->trailer_count == b->trailer_count);
	for (size_t i = 0; i < a->trailer_count; i++) {
		demand(bytes_equal(a->trailers[i].key, b->trailers[i].key));
		demand(bytes_equal(a->trailers[i].value, b->trailers[i].value));
	}
}

static void check_trailers(const struct store_commit *commit, struct arena *arena)
{
	for (size_t i = 0; i < commit->trailer_count; i++) {
		const struct store_trailer *trailer = &commit->trailers[i];
		size_t times;
		struct wubu_bytes only = store_commit_trailer(commit, arena_copy(arena, trailer->key), &times);
		demand(times && (times == 1 ? bytes_equal(only, trailer->value) : !only.size));
		demand(trailer->key.size && trailer->value.size <= LIMIT_TRAILER_BYTES);
		demand(!memchr(trailer->value.data, '\n', trailer->value.size));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct wubu_error error = {0}, other = {0};
	struct store_commit alone, whole;
	struct wubu_bytes text = {arena_copy(arena, (struct wubu_bytes){(const char *)data, size}), size};
	struct buf raw;
	buf_init(&raw);
	buf_text(&raw, HEAD);
	buf_add(&raw, text);
	bool is_message = !store_message_parse(&alone, text, arena, &error);
	bool is_commit = !store_commit_parse(&whole, buf_bytes(&raw), arena, &other);
	if (!is_message)
		demand_reason(&error);
	if (!is_commit)
		demand_reason(&other);
	if (is_commit)
		check_trailers(&whole, arena);
	if (is_message)
		check_trailers(&alone, arena);
	/* git has nothing to clean here: both read the same bytes. */
	if (is_message && is_commit && bytes_equal(alone.message, text))
		check_same(&alone, &whole);
	buf_release(&raw);
	arena_free(arena);
	return 0;
}
