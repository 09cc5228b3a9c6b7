/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing run of bytes that is written to.  Always ends in a NUL that SIZE
 * does not count, so DATA can be used as text at any time.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/bytes.h"

#include <stdarg.h>

struct buf {
	char *data;
	size_t size, capacity;
};

void buf_init(struct buf *buf);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf);
void buf_add(struct buf *buf, struct wubu_bytes bytes);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_fill(struct buf *buf, char c, size_t count);
void buf_format(struct buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3), nonnull));
void buf_format_list(struct buf *buf, const char *format, va_list args)
	__attribute__((format(printf, 2, 0), nonnull(1, 2)));

static inline struct wubu_bytes buf_bytes(const struct buf *buf)
{
	struct wubu_bytes b = {buf->data, buf->size};
	return b;
}

#endif
