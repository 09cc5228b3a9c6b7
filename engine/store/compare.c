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

/* One of two trees: what is left of it, and the entry in front. */
struct side {
	git_odb_object *object;
	struct wubu_bytes rest;
	struct store_entry entry;
	bool there;   /* ENTRY is one */
	size_t count; /* taken so far */
};

static const struct store_entry nothing;

static int compare_folders(struct comparison *c, const struct store_id *a,
			   const struct store_id *b);

/* ---- two trees side by side ------------------------------------------------- */

static void advance(struct side *side)
{
	side->there = side->rest.size > 0;
	side->count += side->there;
	if (side->there)
		store_tree_take(&side->rest, &side->entry);
}

static int open_side(struct store *store, const struct store_id *id, struct side *side,
		     struct wubu_error *error)
{
	*side = (struct side){0};
	if (!id)
		return 0;
	if (store_tree_object(store, id, &side->object, error) < 0)
		return -1;
	if (side->object)
		side->rest = (struct wubu_bytes){git_odb_object_data(side->object),
						 git_odb_object_size(side->object)};
	advance(side);
	return 0;
}

static int open_sides(struct store *store, const struct store_id *a, const struct store_id *b,
		      struct side sides[2], struct wubu_error *error)
{
	if (open_side(store, a, &sides[0], error) < 0)
		return -1;
	if (open_side(store, b, &sides[1], error) == 0)
		return 0;
	git_odb_object_free(sides[0].object);
	return -1;
}

static void close_sides(struct side sides[2])
{
	git_odb_object_free(sides[0].object);
	git_odb_object_free(sides[1].object);
}

/* The next entry of REST has SIZE bytes; 0: there is none. */
static size_t entry_size(struct wubu_bytes rest)
{
	/* A mode is not longer than this, and has no NUL. */
	return rest.size ? strlen(rest.data) + 1 + STORE_ID_SIZE : 0;
}

/* Most entries are the same on both sides: they are passed over by their bytes. */
static void skip_same(struct side *a, struct side *b)
{
	size_t size;
	while ((size = entry_size(a->rest)) && size <= b->rest.size &&
	       memcmp(a->rest.data, b->rest.data, size) == 0) {
		a->rest = (struct wubu_bytes){a->rest.data + size, a->rest.size - size};
		b->rest = (struct wubu_bytes){b->rest.data + size, b->rest.size - size};
		a->count++;
		b->count++;
	}
}

static bool same(const struct store_entry *a, const struct store_entry *b)
{
	return a->mode == b->mode && store_id_equal(&a->id, &b->id);
}

static int which_first(const struct side *a, const struct side *b)
{
	if (!a->there || !b->there)
		return a->there ? -1 : 1;
	return store_name_compare(a->entry.name, a->entry.mode == STORE_MODE_TREE, b->entry.name,
				  b->entry.mode == STORE_MODE_TREE);
}

/*
 * The next name that differs: X and Y are its entries, NULL where it is not there.  False when there is none any more.
 * The entries stay until the next call.
 */
static bool next_difference(struct side sides[2], struct store_entry kept[2],
			    const struct store_entry **x, const struct store_entry **y)
{
	struct side *a = &sides[0], *b = &sides[1];
	while (a->there || b->there) {
		int order = which_first(a, b);
		*x = order <= 0 ? &kept[0] : NULL;
		*y = order >= 0 ? &kept[1] : NULL;
		kept[0] = a->entry;
		kept[1] = b->entry;
		if (order == 0)
			skip_same(a, b);
		if (*x)
			advance(a);
		if (*y)
			advance(b);
		if (order != 0 || !same(*x, *y))
			return true;
	}
	return false;
}

/* ---- all files that differ ---------------------------------------------------- */

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

/* An entry as a change keeps it: its name is the end of the change's path. */
static struct store_entry keep_entry(const struct store_entry *entry, const char *path, size_t folder)
{
	if (!entry)
		return nothing;
	struct store_entry kept = *entry;
	kept.name.data = path + folder;
	return kept;
}

static int note_file(struct comparison *c, const struct store_entry *a,
		     const struct store_entry *b)
{
	struct wubu_bytes name = (a ? a : b)->name;
	if (c->path.size + name.size > LIMIT_PATH_BYTES)
		return error_set(c->error, WUBU_LIMIT, _("a path has more than %u bytes"),
				 LIMIT_PATH_BYTES);
	struct store_change *change = arena_push(c->arena, c->changes, c->count);
	char *path = arena_alloc(c->arena, c->path.size + name.size + 1);
	if (c->path.size)
		memcpy(path, c->path.data, c->path.size);
	memcpy(path + c->path.size, name.data, name.size);
	*change = (struct store_change){.path = path, .before = keep_entry(a, path, c->path.size),
					.after = keep_entry(b, path, c->path.size)};
	return 0;
}

/* One name; A or B is NULL where it is not there. */
static int compare_entry(struct comparison *c, const struct store_entry *a,
			 const struct store_entry *b)
{
	return (a ? a : b)->mode == STORE_MODE_TREE ? enter_folder(c, a, b) : note_file(c, a, b);
}

/* Whole folders are counted: with one name changed in each of many wide ones, reading them is the work. */
static int count_visited(struct comparison *c, const struct side sides[2], size_t *counted)
{
	size_t now = sides[0].count > sides[1].count ? sides[0].count : sides[1].count;
	c->visited += now - *counted;
	*counted = now;
	return c->visited <= LIMIT_TREE_ENTRIES
		       ? 0 : error_set(c->error, WUBU_LIMIT, _("the folders that differ hold more than %u files"),
				       LIMIT_TREE_ENTRIES);
}

static int compare_folders(struct comparison *c, const struct store_id *a,
			   const struct store_id *b)
{
	struct side sides[2];
	const struct store_entry *x, *y;
	struct store_entry kept[2];
	size_t counted = 0;
	int rc = 0;
	if (open_sides(c->store, a, b, sides, c->error) < 0)
		return -1;
	while (rc == 0 && next_difference(sides, kept, &x, &y))
		rc = count_visited(c, sides, &counted) < 0 || compare_entry(c, x, y) < 0 ? -1 : 0;
	if (rc == 0)
		rc = count_visited(c, sides, &counted);
	close_sides(sides);
	return rc;
}

int store_compare_below(struct store *store, const char *path, const struct store_id *a,
			const struct store_id *b, struct arena *arena, struct store_change **changes,
			size_t *count, struct wubu_error *error)
{
	struct comparison c = {.store = store, .arena = arena, .error = error};
	*changes = NULL;
	*count = 0;
	if (a && b && store_id_equal(a, b))
		return 0;
	buf_init(&c.path);
	if (path && *path) {
		buf_format(&c.path, "%s/", path);
		c.depth = 1;
		for (const char *p = path; *p; p++)
			c.depth += *p == '/';
	}
	int rc = compare_folders(&c, a, b);
	buf_release(&c.path);
	if (rc == 0) {
		*changes = c.changes;
		*count = c.count;
	}
	return rc;
}

int store_compare(struct store *store, const struct store_id *a, const struct store_id *b,
		  struct arena *arena, struct store_change **changes, size_t *count,
		  struct wubu_error *error)
{
	return store_compare_below(store, NULL, a, b, arena, changes, count, error);
}

/* ---- where they differ ---------------------------------------------------------- */

/* The only name that differs, when it is a folder afterwards: 1 and its entries (mode 0: not there before), else 0. */
static int only_folder(struct store *store, const struct store_id *a, const struct store_id *b,
		       struct buf *name, struct store_entry found[2], struct wubu_error *error)
{
	struct side sides[2];
	struct store_entry kept[2];
	const struct store_entry *x, *y;
	if (open_sides(store, store_id_is_zero(a) ? NULL : a, b, sides, error) < 0)
		return -1;
	int one = next_difference(sides, kept, &x, &y) && y && y->mode == STORE_MODE_TREE &&
		  (!x || x->mode == STORE_MODE_TREE);
	if (one) {
		found[0] = x ? *x : nothing;
		found[1] = *y;
		buf_add(name, y->name);
		one = !next_difference(sides, kept, &x, &y);
	}
	close_sides(sides);
	return one;
}

int store_locate(struct store *store, const struct store_id *a, const struct store_id *b,
		 bool (*stop)(void *context, const char *path), void *context,
		 struct store_place *place, struct wubu_error *error)
{
	struct buf *path = &place->path;
	place->a = *a;
	place->b = *b;
	buf_clear(path);
	for (place->depth = 0; place->depth < LIMIT_TREE_DEPTH; place->depth++) {
		struct store_entry found[2];
		size_t size = path->size;
		if (size && stop(context, path->data))
			return 1;
		if (size)
			buf_char(path, '/');
		struct store_step step = {.a = place->a, .b = place->b, .name = path->size};
		int one = only_folder(store, &place->a, &place->b, path, found, error);
		if (one < 0)
			return -1;
		if (!one) {
			path->size = size;
			path->data[size] = '\0';
			return size > 0;
		}
		step.size = path->size - step.name;
		step.is_new = !found[0].mode;
		place->steps[place->depth] = step;
		place->a = found[0].id;
		place->b = found[1].id;
	}
	return 0;
}
