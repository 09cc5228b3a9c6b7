/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_BLOCK 4096
#define LARGEST_BLOCK (1u << 20)
#define ALIGNMENT _Alignof(max_align_t)

struct block {
	struct block *next;
	size_t size, used;
	max_align_t data[];
};

struct arena {
	struct block *current; /* newest first */
};

static void out_of_memory(void)
{
	static const char text[] = "wubu: out of memory\n";
	/* Nothing is to be done when even this cannot be written. */
	ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
	(void)ignored;
	_exit(3);
}

void *heap_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *heap_resize(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

static void add_block(struct arena *arena, size_t least)
{
	size_t size = arena->current ? arena->current->size * 2 : FIRST_BLOCK;
	if (size > LARGEST_BLOCK)
		size = LARGEST_BLOCK;
	if (size < least)
		size = least;
	if (size > SIZE_MAX - sizeof(struct block))
		out_of_memory();
	struct block *block = heap_alloc(sizeof *block + size);
	block->size = size;
	block->next = arena->current;
	arena->current = block;
}

struct arena *arena_new(void)
{
	struct arena *arena = heap_alloc(sizeof *arena);
	add_block(arena, FIRST_BLOCK);
	return arena;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	for (struct block *b = arena->current, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(arena);
}

void arena_reset(struct arena *arena)
{
	/* The newest is the largest, so that what is done again soon needs one block only. */
	struct block *kept = arena->current;
	while (kept->size > LARGEST_BLOCK && kept->next)
		kept = kept->next;
	for (struct block *b = arena->current, *next; b; b = next) {
		next = b->next;
		if (b != kept)
			free(b);
	}
	memset(kept->data, 0, kept->used);
	kept->used = 0;
	kept->next = NULL;
	arena->current = kept;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX - ALIGNMENT)
		out_of_memory();
	size_t rounded = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	if (arena->current->size - arena->current->used < rounded)
		add_block(arena, rounded);
	struct block *b = arena->current;
	void *p = (char *)b->data + b->used;
	b->used += rounded;
	return p;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		out_of_memory();
	return arena_alloc(arena, count * size);
}

char *arena_copy(struct arena *arena, struct wubu_bytes bytes)
{
	if (bytes.size == SIZE_MAX)
		out_of_memory();
	char *p = arena_alloc(arena, bytes.size + 1);
	if (bytes.size)
		memcpy(p, bytes.data, bytes.size);
	return p;
}

char *arena_text(struct arena *arena, const char *text)
{
	return arena_copy(arena, bytes_of(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int size = vsnprintf(NULL, 0, format, args);
	va_end(args);
	char *p = arena_alloc(arena, size < 0 ? 1 : (size_t)size + 1);
	if (size >= 0)
		vsnprintf(p, (size_t)size + 1, format, again);
	va_end(again);
	return p;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t size)
{
	bool full = count == 0 || (count >= 4 && (count & (count - 1)) == 0);
	if (!full)
		return items;
	void *more = arena_array(arena, count ? count * 2 : 4, size);
	if (count)
		memcpy(more, items, count * size);
	return more;
}
