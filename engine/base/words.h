/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A number in words that can be read out, written down by hand and typed in again: each byte is a syllable of three
 * letters, each word two syllables; the last syllable checks the others.
 */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/buf.h"

/* Bytes that are put into words: with the checking one 18 syllables, nine words. */
#define WORDS_BYTES 17
#define WORDS_COUNT ((WORDS_BYTES + 1) / 2)

/* Append the words of BYTES (WORDS_BYTES of them), blanks between. */
void words_write(const unsigned char bytes[WORDS_BYTES], struct buf *out);
/*
 * Find WORDS_COUNT words in a row in TEXT, whatever stands around them, in small or capital letters: true, and
 * BYTES.  A slip of one letter is noticed.
 */
bool words_read(struct wubu_bytes text, unsigned char bytes[WORDS_BYTES]);

#endif
