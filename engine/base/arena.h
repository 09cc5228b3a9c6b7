/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An arena: many small allocations with one end of life.  What is read (YAML,
 * trees, commits, findings) goes into an arena; nothing in it is freed alone.
 *
 * There is no failure to check: when memory runs out the process says so on
 * standard error and exits 3, which every gate takes as a refusal.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/bytes.h"

struct arena;

struct arena *arena_new(void);
/* Frees the arena and all that was allocated in it.  NULL is allowed. */
void arena_free(struct arena *arena);
/* Forgets all allocations and keeps one block, of at most 1 MB if there is such, for the next use. */
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
/* The same for COUNT things of SIZE bytes; an overflow ends the process. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* A copy that ends in NUL. */
char *arena_copy(struct arena *arena, struct wubu_bytes bytes);
char *arena_text(struct arena *arena, const char *text);
char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * A vector that grows inside an arena.  ITEMS is a pointer variable, COUNT a
 * size_t variable; the capacity is always the next power of two, from 4.
 */
#define arena_push(arena, items, count)                                              \
	((items) = arena_grow((arena), (items), (count), sizeof *(items)),           \
	 &(items)[(count)++])
void *arena_grow(struct arena *arena, void *items, size_t count, size_t size);

/* Heap memory that cannot fail (see above); freed with free(). */
void *heap_alloc(size_t size);
void *heap_resize(void *old, size_t size);

#endif
