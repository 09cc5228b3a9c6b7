/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two trees walked side by side.  A folder sorts as if '/' followed its name, so
 * that git's order of entries is the order of the whole paths as bytes; a file
 * and a folder of one name are two things here, each on one side only.
 */
#include "store/handle.h"

#include "base/lang.h"
#include "base/limits.h"

struct comparison {
	struct store *store;
	struct arena *arena;
	struct buf path; /* of the folder that is being compared; ends in '/' */
	size_t depth, visited;
	struct store_change *changes;
	size_t count;
	struct wubu_error *error;
};

static const struct store_entry nothing;

static int compare_folders(struct comparison *c, const struct store_id *a,
			   const struct store_id *b);

static bool same(const struct store_entry *a, const struct store_entry *b)
{
	return a && b && a->mode == b->mode && store_id_equal(&a->id, &b->id);
}

static int enter_folder(struct comparison *c, const struct store_entry *a,
			const struct store_entry *b)
{
	size_t length = c->path.size;
	if (c->depth >= LIMIT_TREE_DEPTH)
		return error_set(c->error, WUBU_LIMIT, _("folders are nested more than %d deep"),
				 LIMIT_TREE_DEPTH);
	buf_add(&c->path, (a ? a : b)->name);
	buf_char(&c->path, '/');
	c->depth++;
	int rc = compare_folders(c, a ? &a->id : NULL, b ? &b->id : NULL);
	c->depth--;
	c->path.size = length;
	c->path.data[length] = '\0';
	return rc;
}

static int note_file(struct comparison *c, const struct store_entry *a,
		     const struct store_entry *b)
{
	struct wubu_bytes name = (a ? a : b)->name;
	if (c->path.size + name.size > LIMIT_PATH_BYTES)
		return error_set(c->error, WUBU_LIMIT, _("a path has more than %u bytes"),
				 LIMIT_PATH_BYTES);
	struct store_change *change = arena_push(c->arena, c->changes, c->count);
	*change = (struct store_change){
		.path = arena_format(c->arena, "%s%.*s", c->path.data, (int)name.size, name.data),
		.before = a ? *a : nothing,
		.after = b ? *b : nothing,
	};
	return 0;
}

/* One name; A or B is NULL where it is not there. */
static int compare_entry(struct comparison *c, const struct store_entry *a,
			 const struct store_entry *b)
{
	return (a ? a : b)->mode == STORE_MODE_TREE ? enter_folder(c, a, b) : note_file(c, a, b);
}

static int which_first(const struct store_tree *a, size_t i, const struct store_tree *b, size_t j)
{
	if (i == a->count || j == b->count)
		return i == a->count ? 1 : -1;
	const struct store_entry *x = &a->entries[i], *y = &b->entries[j];
	return store_name_compare(x->name, x->mode == STORE_MODE_TREE, y->name,
				  y->mode == STORE_MODE_TREE);
}

static int compare_folders(struct comparison *c, const struct store_id *a,
			   const struct store_id *b)
{
	struct store_tree old = {0}, new = {0};
	if ((a && store_read_tree(c->store, a, c->arena, &old, c->error) < 0) ||
	    (b && store_read_tree(c->store, b, c->arena, &new, c->error) < 0))
		return -1;
	/* Whole folders are counted: with one name changed in each of many wide ones, reading
	   them is the work. */
	c->visited += old.count > new.count ? old.count : new.count;
	if (c->visited > LIMIT_TREE_ENTRIES)
		return error_set(c->error, WUBU_LIMIT,
				 _("the folders that differ hold more than %u files"),
				 LIMIT_TREE_ENTRIES);
	for (size_t i = 0, j = 0; i < old.count || j < new.count;) {
		int order = which_first(&old, i, &new, j);
		const struct store_entry *x = order <= 0 ? old.entries + i++ : NULL;
		const struct store_entry *y = order >= 0 ? new.entries + j++ : NULL;
		if (!same(x, y) && compare_entry(c, x, y) < 0)
			return -1;
	}
	return 0;
}

int store_compare(struct store *store, const struct store_id *a, const struct store_id *b,
		  struct arena *arena, struct store_change **changes, size_t *count,
		  struct wubu_error *error)
{
	struct comparison c = {.store = store, .arena = arena, .error = error};
	*changes = NULL;
	*count = 0;
	if (a && b && store_id_equal(a, b))
		return 0;
	buf_init(&c.path);
	int rc = compare_folders(&c, a, b);
	buf_release(&c.path);
	if (rc == 0) {
		*changes = c.changes;
		*count = c.count;
	}
	return rc;
}
