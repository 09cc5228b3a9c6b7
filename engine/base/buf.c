/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>

static void reserve(struct buf *buf, size_t more)
{
	size_t need = buf->size + more + 1;
	if (need <= buf->capacity)
		return;
	size_t capacity = buf->capacity * 2;
	if (capacity < need)
		capacity = need;
	buf->data = heap_resize(buf->data, capacity);
	buf->capacity = capacity;
}

void buf_init(struct buf *buf)
{
	buf->size = 0;
	buf->capacity = 64;
	buf->data = heap_alloc(buf->capacity);
}

void buf_release(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
	buf->size = 0;
	buf->data[0] = '\0';
}

void buf_add(struct buf *buf, struct wubu_bytes bytes)
{
	if (!bytes.size)
		return;
	reserve(buf, bytes.size);
	memcpy(buf->data + buf->size, bytes.data, bytes.size);
	buf->size += bytes.size;
	buf->data[buf->size] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, bytes_of(text));
}

void buf_char(struct buf *buf, char c)
{
	buf_add(buf, (struct wubu_bytes){&c, 1});
}

void buf_fill(struct buf *buf, char c, size_t count)
{
	reserve(buf, count);
	memset(buf->data + buf->size, c, count);
	buf->size += count;
	buf->data[buf->size] = '\0';
}

void buf_format_list(struct buf *buf, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int size = vsnprintf(buf->data + buf->size, 0, format, args);
	if (size > 0) {
		reserve(buf, (size_t)size);
		vsnprintf(buf->data + buf->size, (size_t)size + 1, format, again);
		buf->size += (size_t)size;
	}
	va_end(again);
}

void buf_format(struct buf *buf, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	buf_format_list(buf, format, args);
	va_end(args);
}
