/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/stall.h"

#include "base/limits.h"
#include "base/text.h"
#include "rule/pattern.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define LETTERS 24

/* What a subject may be made of: the pattern's own characters, and one of each common class. */
struct letters {
	struct wubu_bytes items[LETTERS];
	size_t count;
};

static void add_letter(struct letters *letters, const char *data, size_t size)
{
	struct wubu_bytes letter = {data, size};
	for (size_t i = 0; i < letters->count; i++)
		if (bytes_equal(letters->items[i], letter))
			return;
	if (letters->count < LETTERS)
		letters->items[letters->count++] = letter;
}

static void collect_letters(struct letters *letters, const char *pattern)
{
	static const char *const common[] = {"a", "0", " ", "A", "-", ",", "\xe4\xb8\x80"};
	size_t rest = strlen(pattern), n;
	uint32_t code;
	for (size_t i = 0; i < COUNT(common); i++)
		add_letter(letters, common[i], strlen(common[i]));
	for (; rest && (n = text_decode(pattern, rest, &code)); pattern += n, rest -= n)
		if (!strchr("\\[](){}*+?|^$", *pattern))
			add_letter(letters, pattern, n);
}

/* The pattern's own characters, without which the matcher would not even begin, and one that it has not. */
struct tail {
	char text[LETTERS * 4 + 2];
};

static void make_tail(const struct letters *letters, struct tail *tail)
{
	tail->text[0] = '\0';
	for (size_t i = 0; i < letters->count; i++)
		strncat(tail->text, letters->items[i].data, letters->items[i].size);
	strcat(tail->text, "!");
}

/* FIRST and SECOND again and again up to SIZE bytes, then TAIL: what fits almost, and therefore is tried in every way. */
static bool stalls(const void *pattern, struct wubu_bytes first, struct wubu_bytes second, size_t size,
		   const char *tail, struct buf *subject)
{
	char text[LIMIT_SUBJECT_BYTES];
	size_t unit = first.size + second.size, room = size - strlen(tail), used = unit;
	memcpy(text, first.data, first.size);
	memcpy(text + first.size, second.data, second.size);
	for (size_t more; used + unit <= room; used += more) {
		more = used <= room - used ? used : (room - used) / unit * unit;
		memcpy(text + used, text, more);
	}
	buf_clear(subject);
	buf_add(subject, (struct wubu_bytes){text, used});
	buf_text(subject, tail);
	return pattern_fits(pattern, buf_bytes(subject)) < 0;
}

static bool stalls_on(const void *pattern, struct wubu_bytes first, struct wubu_bytes second, const struct tail *all,
		      struct buf *subject)
{
	static const size_t sizes[] = {128, 256, LIMIT_SUBJECT_BYTES};
	const char *const tails[] = {"", "!", all->text};
	for (size_t i = 0; i < COUNT(sizes); i++)
		for (size_t k = 0; k < COUNT(tails); k++)
			if (stalls(pattern, first, second, sizes[i], tails[k], subject))
				return true;
	return false;
}

bool stall_find(const void *pattern, const char *text, struct buf *subject)
{
	struct letters letters = {.count = 0};
	const struct wubu_bytes none = {"", 0};
	struct tail all;
	collect_letters(&letters, text);
	make_tail(&letters, &all);
	for (size_t i = 0; i < letters.count; i++)
		if (stalls_on(pattern, letters.items[i], none, &all, subject))
			return true;
	for (size_t i = 0; i < letters.count; i++)
		for (size_t k = 0; k < letters.count; k++)
			if (i != k && stalls_on(pattern, letters.items[i], letters.items[k], &all, subject))
				return true;
	return false;
}

bool stall_find_soon(const void *pattern, const char *text, struct buf *subject)
{
	struct letters letters = {.count = 0};
	const struct wubu_bytes none = {"", 0};
	struct tail all;
	collect_letters(&letters, text);
	make_tail(&letters, &all);
	for (size_t i = 0; i < letters.count; i++)
		if (stalls(pattern, letters.items[i], none, 48, "!", subject) ||
		    stalls(pattern, letters.items[i], none, 128, all.text, subject))
			return true;
	return false;
}
