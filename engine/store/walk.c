/* SPDX-License-Identifier: Apache-2.0 */
/*
 * History by the parents that stand in the raw commits, and by nothing else.  Commit
 * times only say in which order to look, so that a search seldom goes to the root:
 * no answer depends on them being true, but for what store_walk() may list twice.
 */
#include "store/handle.h"

#include "base/lang.h"

#include <stdlib.h>

/* A commit is read for its parents whatever the rest of it looks like: the judge tells what
   is wrong with a malformed one, and must still see what is behind it. */
#define WALK_COMMIT_BYTES LIMIT_TREE_BYTES
#define NOBODY UINT32_MAX

enum mark {
	WANTED = 1,    /* reached from the tips */
	UNWANTED = 2,  /* reached from UNTIL */
	FROM_A = 4,
	FROM_B = 8,
	STALE = 16,    /* behind a common ancestor */
	FOUND = 32,    /* listed as a result */
	QUEUED = 64,
	OPEN = 128,    /* on the way down in the final order */
	COUNTED = 256, /* against the limit */
};

struct node {
	struct store_id id, tree;
	int64_t time;
	uint32_t first_parent; /* place in graph.links */
	uint32_t parent_count;
	uint32_t search; /* the search that MARKS belong to */
	uint16_t marks;
	bool loaded;
};

struct graph {
	struct node *nodes;
	uint32_t count, capacity;
	uint32_t *links; /* parents of all nodes, one after the other */
	uint32_t link_count, link_capacity;
	uint32_t *table; /* from ids to nodes; a power of two, at most half full */
	uint32_t table_size;
	uint32_t search;
	uint32_t *queue; /* heap: the latest commit on top */
	uint32_t queued, queue_capacity;
};

/* ---- the graph --------------------------------------------------------- */

void store_graph_free(struct graph *graph)
{
	if (!graph)
		return;
	free(graph->nodes);
	free(graph->links);
	free(graph->table);
	free(graph->queue);
	free(graph);
}

/* The graph of STORE, ready for a new search: all marks are gone. */
static struct graph *begin_search(struct store *store)
{
	if (!store->graph)
		store->graph = heap_alloc(sizeof *store->graph);
	store->graph->search++;
	store->graph->queued = 0;
	return store->graph;
}

/* Room for one more of SIZE bytes in ITEMS. */
static void *make_room(void *items, uint32_t count, uint32_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	*capacity = *capacity ? *capacity * 2 : 256;
	return heap_resize(items, *capacity * size);
}

static uint32_t slot_of(const struct graph *graph, const struct store_id *id)
{
	uint32_t hash;
	memcpy(&hash, id->bytes, sizeof hash);
	uint32_t slot = hash & (graph->table_size - 1);
	while (graph->table[slot] != NOBODY &&
	       !store_id_equal(&graph->nodes[graph->table[slot]].id, id))
		slot = (slot + 1) & (graph->table_size - 1);
	return slot;
}

static void widen_table(struct graph *graph)
{
	graph->table_size = graph->table_size ? graph->table_size * 2 : 1024;
	graph->table = heap_resize(graph->table, graph->table_size * sizeof *graph->table);
	memset(graph->table, 0xFF, graph->table_size * sizeof *graph->table);
	for (uint32_t i = 0; i < graph->count; i++)
		graph->table[slot_of(graph, &graph->nodes[i].id)] = i;
}

/* The place of the commit ID, which need not be read yet. */
static uint32_t place_of(struct graph *graph, const struct store_id *id)
{
	if (graph->count >= graph->table_size / 2)
		widen_table(graph);
	uint32_t slot = slot_of(graph, id);
	if (graph->table[slot] != NOBODY)
		return graph->table[slot];
	graph->nodes = make_room(graph->nodes, graph->count, &graph->capacity, sizeof *graph->nodes);
	graph->nodes[graph->count] = (struct node){.id = *id};
	graph->table[slot] = graph->count;
	return graph->count++;
}

static bool has(const struct graph *graph, uint32_t at, unsigned marks)
{
	const struct node *node = &graph->nodes[at];
	return node->search == graph->search && (node->marks & marks) == marks;
}

static unsigned marks_of(const struct graph *graph, uint32_t at)
{
	const struct node *node = &graph->nodes[at];
	return node->search == graph->search ? node->marks : 0;
}

static void mark(struct graph *graph, uint32_t at, unsigned marks)
{
	struct node *node = &graph->nodes[at];
	node->marks = (uint16_t)(marks_of(graph, at) | marks);
	node->search = graph->search;
}

static void unmark(struct graph *graph, uint32_t at, unsigned marks)
{
	graph->nodes[at].marks &= (uint16_t)~marks;
}

/* The tree, the parents and the committer's time of a commit's bytes. */
static void read_links(struct graph *graph, uint32_t at, struct wubu_bytes raw)
{
	static const size_t tree_line = 5 + 40 + 1, parent_line = 7 + 40 + 1;
	struct store_id id;
	size_t i = tree_line;
	if (raw.size < tree_line ||
	    store_id_parse(&graph->nodes[at].tree, (struct wubu_bytes){raw.data + 5, 40}) < 0)
		graph->nodes[at].tree = (struct store_id){{0}};
	graph->nodes[at].first_parent = graph->link_count;
	while (raw.size > i + parent_line && memcmp(raw.data + i, "parent ", 7) == 0 &&
	       store_id_parse(&id, (struct wubu_bytes){raw.data + i + 7, 40}) == 0) {
		uint32_t parent = place_of(graph, &id);
		graph->links = make_room(graph->links, graph->link_count, &graph->link_capacity,
					 sizeof *graph->links);
		graph->links[graph->link_count++] = parent;
		graph->nodes[at].parent_count++;
		i += parent_line;
	}
	const char *line = raw.size > i ? memmem(raw.data + i, raw.size - i, "\ncommitter ", 11) : NULL;
	const char *end = line ? strchrnul(line + 1, '\n') : NULL;
	const char *mail = end ? memrchr(line, '>', (size_t)(end - line)) : NULL;
	graph->nodes[at].time = mail ? strtoll(mail + 1, NULL, 10) : 0;
}

static int load(struct store *store, uint32_t at, struct wubu_error *error)
{
	struct graph *graph = store->graph;
	git_odb_object *object = NULL;
	if (graph->nodes[at].loaded)
		return 0;
	if (store_object(store, &graph->nodes[at].id, STORE_COMMIT, WALK_COMMIT_BYTES, &object,
			 error) < 0)
		return -1;
	read_links(graph, at,
		   (struct wubu_bytes){git_odb_object_data(object), git_odb_object_size(object)});
	graph->nodes[at].loaded = true;
	git_odb_object_free(object);
	return 0;
}

/* ---- the queue ----------------------------------------------------------- */

static bool is_later(const struct graph *graph, uint32_t a, uint32_t b)
{
	return graph->nodes[graph->queue[a]].time > graph->nodes[graph->queue[b]].time;
}

static void swap(struct graph *graph, uint32_t a, uint32_t b)
{
	uint32_t kept = graph->queue[a];
	graph->queue[a] = graph->queue[b];
	graph->queue[b] = kept;
}

/* Queue the commit with further MARKS, unless it has them all already. */
static int push(struct store *store, uint32_t at, unsigned marks, struct wubu_error *error)
{
	struct graph *graph = store->graph;
	if (has(graph, at, marks))
		return 0;
	if (load(store, at, error) < 0)
		return -1;
	mark(graph, at, marks);
	if (has(graph, at, QUEUED))
		return 0;
	mark(graph, at, QUEUED);
	graph->queue = make_room(graph->queue, graph->queued, &graph->queue_capacity,
				 sizeof *graph->queue);
	uint32_t i = graph->queued++;
	graph->queue[i] = at;
	for (; i && is_later(graph, i, (i - 1) / 2); i = (i - 1) / 2)
		swap(graph, i, (i - 1) / 2);
	return 0;
}

static uint32_t pop(struct graph *graph)
{
	uint32_t at = graph->queue[0];
	graph->queue[0] = graph->queue[--graph->queued];
	for (uint32_t i = 0, child; (child = 2 * i + 1) < graph->queued; i = child) {
		if (child + 1 < graph->queued && is_later(graph, child + 1, child))
			child++;
		if (!is_later(graph, child, i))
			break;
		swap(graph, i, child);
	}
	unmark(graph, at, QUEUED);
	return at;
}

static int push_parents(struct store *store, uint32_t at, unsigned marks, struct wubu_error *error)
{
	for (uint32_t i = 0; i < store->graph->nodes[at].parent_count; i++) {
		uint32_t parent = store->graph->links[store->graph->nodes[at].first_parent + i];
		if (push(store, parent, marks, error) < 0)
			return -1;
	}
	return 0;
}

static int push_id(struct store *store, const struct store_id *id, unsigned marks,
		   struct wubu_error *error)
{
	return push(store, place_of(store->graph, id), marks, error);
}

/* Is there a commit in the queue that lacks MARKS? */
static bool queue_lacks(const struct graph *graph, unsigned marks)
{
	for (uint32_t i = 0; i < graph->queued; i++) {
		if (!has(graph, graph->queue[i], marks))
			return true;
	}
	return false;
}

/* ---- store_walk ------------------------------------------------------------ */

/*
 * Mark what the tips and UNTIL reach, the latest commits first, until only UNTIL's are left and
 * those are older than all that was wanted.
 */
static int mark_wanted(struct store *store, size_t limit, struct wubu_error *error)
{
	struct graph *graph = store->graph;
	int64_t earliest = INT64_MAX;
	size_t wanted = 0;
	while (graph->queued) {
		if (graph->nodes[graph->queue[0]].time < earliest && !queue_lacks(graph, UNWANTED))
			break;
		uint32_t at = pop(graph);
		bool unwanted = has(graph, at, UNWANTED);
		if (!unwanted) {
			wanted++;
			mark(graph, at, COUNTED);
			if (graph->nodes[at].time < earliest)
				earliest = graph->nodes[at].time;
		} else if (has(graph, at, COUNTED)) {
			/* UNTIL reached it after the tips did */
			wanted--;
			unmark(graph, at, COUNTED);
		}
		if (limit && wanted > limit)
			return error_set(error, WUBU_LIMIT,
					 _("there are more than %zu commits to look at"), limit);
		if (push_parents(store, at, unwanted ? UNWANTED : WANTED, error) < 0)
			return -1;
	}
	return 0;
}

struct order {
	struct graph *graph;
	struct arena *arena;
	uint32_t *stack, *next; /* commits on the way down, and which parent comes next */
	uint32_t depth, capacity;
	struct store_id *ids; /* room for all that is wanted */
	size_t count, room;
};

static void descend(struct order *o, uint32_t at)
{
	if (has(o->graph, at, OPEN) || has(o->graph, at, UNWANTED) || !has(o->graph, at, WANTED))
		return;
	mark(o->graph, at, OPEN);
	uint32_t capacity = o->capacity;
	o->next = make_room(o->next, o->depth, &capacity, sizeof *o->next);
	o->stack = make_room(o->stack, o->depth, &o->capacity, sizeof *o->stack);
	o->stack[o->depth] = at;
	o->next[o->depth++] = 0;
}

/* List what is wanted below AT: parents before children, the first parent's line first. */
static void list_from(struct order *o, uint32_t at)
{
	descend(o, at);
	while (o->depth) {
		const struct node *node = &o->graph->nodes[o->stack[o->depth - 1]];
		uint32_t next = o->next[o->depth - 1]++;
		if (next < node->parent_count) {
			descend(o, o->graph->links[node->first_parent + next]);
			continue;
		}
		o->ids[o->count++] = node->id;
		o->depth--;
	}
}

int store_walk(struct store *store, const struct store_id *tips, size_t tip_count,
	       const struct store_id *until, size_t until_count, size_t limit,
	       struct arena *arena, struct store_id **ids, size_t *count, struct wubu_error *error)
{
	struct graph *graph = begin_search(store);
	struct order o = {.graph = graph, .arena = arena};
	*ids = NULL;
	*count = 0;
	for (size_t i = 0; i < until_count; i++) {
		if (push_id(store, &until[i], UNWANTED, error) < 0)
			return -1;
	}
	for (size_t i = 0; i < tip_count; i++) {
		if (push_id(store, &tips[i], WANTED, error) < 0)
			return -1;
	}
	if (mark_wanted(store, limit, error) < 0)
		return -1;
	for (uint32_t i = 0; i < graph->count; i++)
		o.room += has(graph, i, WANTED) && !has(graph, i, UNWANTED);
	o.ids = arena_array(arena, o.room, sizeof *o.ids);
	for (size_t i = 0; i < tip_count; i++)
		list_from(&o, place_of(graph, &tips[i]));
	free(o.stack);
	free(o.next);
	*ids = o.ids;
	*count = o.count;
	return 0;
}

bool store_walked(const struct store *store, const struct store_id *id, struct store_link *link)
{
	const struct graph *graph = store->graph;
	uint32_t at = graph && graph->table_size ? graph->table[slot_of(graph, id)] : NOBODY;
	const struct node *node = at == NOBODY ? NULL : &graph->nodes[at];
	if (!node || !node->loaded || node->parent_count > LIMIT_COMMIT_PARENTS ||
	    store_id_is_zero(&node->tree))
		return false;
	*link = (struct store_link){.id = *id, .tree = node->tree, .seconds = node->time,
				    .parent_count = node->parent_count};
	for (uint32_t i = 0; i < node->parent_count; i++)
		link->parents[i] = graph->nodes[graph->links[node->first_parent + i]].id;
	return true;
}

/* ---- ancestors ----------------------------------------------------------- */

int store_descends(struct store *store, const struct store_id *ancestor,
		   const struct store_id *descendant, struct wubu_error *error)
{
	struct graph *graph = begin_search(store);
	uint32_t sought = place_of(graph, ancestor);
	if (push_id(store, descendant, FROM_A, error) < 0)
		return -1;
	while (graph->queued) {
		uint32_t at = pop(graph);
		if (at == sought)
			return 1;
		if (push_parents(store, at, FROM_A, error) < 0)
			return -1;
	}
	return 0;
}

/*
 * Mark from both sides until all that is left is behind a common ancestor.  No best one is
 * missed, whatever the times say: a way to it from A or B has nothing common on it, so
 * it is followed to its end.
 */
static int mark_common(struct store *store, struct arena *arena, uint32_t **found, size_t *count,
		       struct wubu_error *error)
{
	struct graph *graph = store->graph;
	while (queue_lacks(graph, STALE)) {
		uint32_t at = pop(graph);
		unsigned marks = marks_of(graph, at) & (FROM_A | FROM_B | STALE);
		if (marks == (FROM_A | FROM_B)) {
			if (!has(graph, at, FOUND))
				*arena_push(arena, *found, *count) = at;
			mark(graph, at, FOUND);
			marks |= STALE;
		}
		if (push_parents(store, at, marks, error) < 0)
			return -1;
	}
	return 0;
}

/* Is ID an ancestor of another one of the COUNT candidates?  1, 0, -1. */
static int is_behind_another(struct store *store, const struct store_id *candidates, size_t count,
			     size_t i, struct wubu_error *error)
{
	int behind = 0;
	for (size_t j = 0; j < count && behind == 0; j++) {
		if (j != i)
			behind = store_descends(store, &candidates[i], &candidates[j], error);
	}
	return behind;
}

int store_merge_bases(struct store *store, const struct store_id *a, const struct store_id *b,
		      struct arena *arena, struct store_id **ids, size_t *count,
		      struct wubu_error *error)
{
	struct graph *graph = begin_search(store);
	uint32_t *found = NULL;
	size_t found_count = 0, candidate_count = 0;
	*ids = NULL;
	*count = 0;
	if (push_id(store, a, FROM_A, error) < 0 || push_id(store, b, FROM_B, error) < 0 ||
	    mark_common(store, arena, &found, &found_count, error) < 0)
		return -1;
	struct store_id *candidates = arena_array(arena, found_count, sizeof *candidates);
	for (size_t i = 0; i < found_count; i++) {
		if (!has(graph, found[i], STALE))
			candidates[candidate_count++] = graph->nodes[found[i]].id;
	}
	for (size_t i = 0; i < candidate_count; i++) {
		int behind = is_behind_another(store, candidates, candidate_count, i, error);
		if (behind < 0)
			return -1;
		if (!behind)
			*arena_push(arena, *ids, *count) = candidates[i];
	}
	return 0;
}
