/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 text: validity, dangerous characters, widths, likeness of words. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buf.h"
#include "base/bytes.h"

/*
 * Decode one character at DATA (SIZE > 0).  Returns its length in bytes and
 * fills CODE, or returns 0 when the bytes are not shortest-form UTF-8 of a
 * Unicode scalar value.
 */
size_t text_decode(const char *data, size_t size, uint32_t *code);

/*
 * What a character may do to a reader who trusts his eyes: controls, line
 * breaks that only some tools see, direction overrides, invisible letters.
 */
enum text_danger {
	TEXT_SAFE = 0,
	TEXT_CONTROL,   /* C0 but tab and newline, DEL, C1 */
	TEXT_BREAK,     /* carriage return, NEL, LS, PS */
	TEXT_DIRECTION, /* bidirectional marks, embeddings, overrides, isolates */
	TEXT_INVISIBLE, /* zero width, byte order mark, tag characters, soft hyphen */
};
enum text_danger text_danger(uint32_t code);

/* True when all bytes are UTF-8; else OFFSET (may be NULL) is the first bad byte. */
bool text_is_utf8(struct wubu_bytes text, size_t *offset);

/*
 * Append TEXT for a terminal or a log: what is dangerous or not UTF-8 is shown
 * as <U+202E> or <0xFF>; a newline or tab becomes a space.
 */
void text_escape(struct buf *out, struct wubu_bytes text);

/* Terminal columns that TEXT takes: East Asian wide characters count two, combining marks none. */
size_t text_width(struct wubu_bytes text);

/* Number of single-character edits (with neighbours swapped as one) from A to B, counted in bytes. */
size_t text_distance(const char *a, const char *b);

/*
 * The candidate nearest to WORD if it is near enough to be meant, else NULL.
 * NEXT(CONTEXT, I) gives candidate I, NULL ends the list.
 */
const char *text_nearest(const char *word, const char *(*next)(const void *context, size_t i),
			 const void *context);

/* Line and column (1-based, characters) of byte OFFSET of SOURCE. */
void text_position(struct wubu_bytes source, size_t offset, unsigned *line, unsigned *column);

/* The line of SOURCE that holds OFFSET, without its newline. */
struct wubu_bytes text_line(struct wubu_bytes source, size_t offset);

/*
 * That line, escaped, for showing with a caret: at most SIZE - 1 bytes go to
 * LINE, with a NUL; a long line is cut so that OFFSET stays in sight.  Returns the
 * terminal column of OFFSET in it, 0-based.
 */
unsigned text_excerpt(struct wubu_bytes source, size_t offset, char *line, size_t size);

#endif
