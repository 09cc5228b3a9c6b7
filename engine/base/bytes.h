/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run of bytes somewhere in memory: who owns it is said where it is handed
 * over.  It may hold NUL; where a function promises text, a NUL follows the
 * last byte and is not counted.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct wubu_bytes {
	const char *data;
	size_t size;
};

/* The bytes of a C string, without its NUL; NULL gives no bytes. */
static inline struct wubu_bytes bytes_of(const char *text)
{
	struct wubu_bytes b = {text, text ? strlen(text) : 0};
	return b;
}

/* The same text.  Most names that are compared differ in their first byte already, and a call costs more than looking. */
static inline bool text_same(const char *a, const char *b)
{
	return *a == *b && strcmp(a, b) == 0;
}

static inline bool bytes_equal(struct wubu_bytes a, struct wubu_bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool bytes_are(struct wubu_bytes a, const char *text)
{
	return bytes_equal(a, bytes_of(text));
}

static inline bool bytes_start(struct wubu_bytes a, const char *prefix)
{
	size_t n = strlen(prefix);
	return a.size >= n && memcmp(a.data, prefix, n) == 0;
}

#endif
