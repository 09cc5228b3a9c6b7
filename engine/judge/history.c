/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/history.h"

/* What the folder is in each commit of the walk: its tree, or zeros. */
struct versions {
	struct store_id *ids; /* the walk, parents first */
	struct store_id *trees;
	size_t count;
	size_t *places; /* a hash table: place in the walk + 1, 0: free */
	size_t size;
};

static size_t hash_of(const struct store_id *id)
{
	size_t hash;
	memcpy(&hash, id->bytes, sizeof hash);
	return hash;
}

/* Where ID stands in the table, or the free place for it. */
static size_t *place_of(const struct versions *versions, const struct store_id *id)
{
	size_t at = hash_of(id) & (versions->size - 1);
	while (versions->places[at] && !store_id_equal(&versions->ids[versions->places[at] - 1], id))
		at = (at + 1) & (versions->size - 1);
	return &versions->places[at];
}

static void index_walk(struct versions *versions, struct arena *arena)
{
	for (versions->size = 16; versions->size < versions->count * 2;)
		versions->size *= 2;
	versions->places = arena_array(arena, versions->size, sizeof *versions->places);
	versions->trees = arena_array(arena, versions->count, sizeof *versions->trees);
	for (size_t i = 0; i < versions->count; i++)
		*place_of(versions, &versions->ids[i]) = i + 1;
}

static const struct store_id *version_in(const struct versions *versions, const struct store_id *commit)
{
	static const struct store_id none;
	size_t place = *place_of(versions, commit);
	return place ? &versions->trees[place - 1] : &none;
}

static int find_version(struct store *store, const struct store_commit *commit, const char *folder,
			struct arena *arena, struct store_id *tree, struct wubu_error *error)
{
	struct store_entry entry;
	int found = store_find(store, &commit->tree, folder, arena, &entry, error);
	if (found > 0 && entry.mode == STORE_MODE_TREE)
		*tree = entry.id;
	return found < 0 ? -1 : 0;
}

/* The folder is like none of the parents'; of a root commit: it is there. */
static bool touched(const struct versions *versions, const struct store_commit *commit,
		    const struct store_id *tree)
{
	for (size_t i = 0; i < commit->parent_count; i++)
		if (store_id_equal(version_in(versions, &commit->parents[i]), tree))
			return false;
	return commit->parent_count || !store_id_is_zero(tree);
}

/* ---- one entry ------------------------------------------------------------------------------ */

static const char *copy_or_null(struct arena *arena, struct wubu_bytes bytes)
{
	return bytes.size ? arena_copy(arena, bytes) : NULL;
}

static const char *trailer(const struct store_commit *commit, const char *key, struct arena *arena)
{
	return copy_or_null(arena, store_commit_trailer(commit, key, NULL));
}

/* Past the paragraph that TEXT begins with. */
static struct wubu_bytes after_paragraph(struct wubu_bytes text)
{
	for (size_t i = 0; i + 1 < text.size; i++)
		if (text.data[i] == '\n' && text.data[i + 1] == '\n')
			return (struct wubu_bytes){text.data + i + 2, text.size - i - 2};
	return (struct wubu_bytes){NULL, 0};
}

/* What stands between the title (the second paragraph) and the trailers (the last one). */
static const char *reason_in(const struct store_commit *commit, struct arena *arena)
{
	struct wubu_bytes rest = after_paragraph(after_paragraph(commit->message));
	if (!rest.size)
		return NULL;
	const char *end = commit->trailer_count ? commit->trailers[0].key.data : rest.data + rest.size;
	if (end <= rest.data)
		return NULL;
	rest.size = (size_t)(end - rest.data);
	while (rest.size && rest.data[rest.size - 1] == '\n')
		rest.size--;
	return copy_or_null(arena, rest);
}

static void add_entry(struct history *history, const struct store_commit *commit, struct arena *arena)
{
	struct history_entry *entry = arena_push(arena, history->entries, history->count);
	*entry = (struct history_entry){
		.id = commit->id,
		.action = trailer(commit, "Action", arena),
		.step = trailer(commit, "Step", arena),
		.outcome = trailer(commit, "Outcome", arena),
		.to = trailer(commit, "To", arena),
		.round = trailer(commit, "Round", arena),
		.draft = trailer(commit, "Draft", arena),
		.subject = arena_copy(arena, commit->subject),
		.name = arena_copy(arena, commit->committer.name),
		.mail = arena_copy(arena, commit->committer.mail),
		.seconds = commit->committer.seconds,
		.is_signed = commit->signature.size > 0,
		.merge = commit->parent_count > 1,
	};
	store_id_format(&commit->id, entry->hex);
	/* Without trailers the paragraphs could be anything. */
	entry->because = entry->action ? reason_in(commit, arena) : NULL;
}

int history_read(struct history *history, struct store *store, const struct store_id *tip,
		 const char *folder, struct arena *arena, struct wubu_error *error)
{
	struct versions versions = {0};
	struct arena *scratch = arena_new(), *walk = arena_new();
	int rc = -1;
	*history = (struct history){0};
	if (store_walk(store, tip, 1, NULL, 0, 0, walk, &versions.ids, &versions.count, error))
		goto out;
	index_walk(&versions, walk);
	for (size_t i = 0; i < versions.count; i++) {
		struct store_commit commit;
		arena_reset(scratch);
		if (store_read_commit(store, &versions.ids[i], scratch, &commit, error) ||
		    find_version(store, &commit, folder, scratch, &versions.trees[i], error))
			goto out;
		if (touched(&versions, &commit, &versions.trees[i]))
			add_entry(history, &commit, arena);
	}
	rc = 0;
out:
	arena_free(scratch);
	arena_free(walk);
	return rc;
}
