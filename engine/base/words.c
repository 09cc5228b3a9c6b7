/* SPDX-License-Identifier: Apache-2.0 */
#include "base/words.h"

#define SYLLABLE 3
#define WORD (2 * SYLLABLE)
#define SYLLABLES (WORDS_BYTES + 1)

/* No two that are mixed up by ear or by hand: no c, q, w, x, y; the rest after the consonant tells four vowels apart. */
static const char onsets[] = "bdfghjklmnprstvz";
static const char rimes[][3] = {"ab", "am", "as", "at", "ed", "ek", "en", "ev",
				"ig", "il", "ir", "is", "od", "on", "or", "up"};

/* A remainder: bytes that were swapped or changed give another one. */
static unsigned char check(const unsigned char bytes[WORDS_BYTES])
{
	unsigned sum = 1;
	for (size_t i = 0; i < WORDS_BYTES; i++)
		sum = (sum * 31 + bytes[i]) % 251;
	return (unsigned char)sum;
}

static void write_syllable(unsigned char byte, struct buf *out)
{
	buf_char(out, onsets[byte >> 4]);
	buf_text(out, rimes[byte & 15]);
}

void words_write(const unsigned char bytes[WORDS_BYTES], struct buf *out)
{
	for (size_t i = 0; i < SYLLABLES; i++) {
		if (i && i % 2 == 0)
			buf_char(out, ' ');
		write_syllable(i < WORDS_BYTES ? bytes[i] : check(bytes), out);
	}
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool read_syllable(const char *text, unsigned char *byte)
{
	const char *onset = strchr(onsets, small(text[0]));
	if (!onset || !*onset)
		return false;
	for (size_t i = 0; i < sizeof rimes / sizeof *rimes; i++)
		if (small(text[1]) == rimes[i][0] && small(text[2]) == rimes[i][1]) {
			*byte = (unsigned char)((onset - onsets) << 4 | (int)i);
			return true;
		}
	return false;
}

static bool is_letter(char c)
{
	return (small(c) >= 'a' && small(c) <= 'z') || (c >= '0' && c <= '9');
}

/* The word that TEXT begins with, at most SIZE letters long. */
static size_t word_at(const char *text, size_t size)
{
	size_t n = 0;
	while (n < size && is_letter(text[n]))
		n++;
	return n;
}

bool words_read(struct wubu_bytes text, unsigned char bytes[WORDS_BYTES])
{
	unsigned char found[SYLLABLES];
	size_t count = 0;
	for (size_t at = 0; at < text.size;) {
		size_t size = word_at(text.data + at, text.size - at);
		if (!size) {
			at++;
			continue;
		}
		bool word = size == WORD && read_syllable(text.data + at, &found[count]) &&
			    read_syllable(text.data + at + SYLLABLE, &found[count + 1]);
		count = word ? count + 2 : 0;
		at += size;
		if (count < SYLLABLES)
			continue;
		memcpy(bytes, found, WORDS_BYTES);
		if (check(bytes) == found[WORDS_BYTES])
			return true;
		/* Another word may have stood before the first one. */
		count -= 2;
		memmove(found, found + 2, count);
	}
	return false;
}
