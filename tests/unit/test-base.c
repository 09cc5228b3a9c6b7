/* SPDX-License-Identifier: Apache-2.0 */
/* The ground floor: buffers, arenas, text, dates, errors. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/html.h"
#include "base/text.h"
#include "base/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void buffers_grow_and_end_in_nul(void **state)
{
	(void)state;
	struct buf buf;
	buf_init(&buf);
	for (int i = 0; i < 1000; i++)
		buf_format(&buf, "%d,", i);
	assert_int_equal(buf.size, 3890);
	assert_int_equal(strlen(buf.data), buf.size);
	buf_clear(&buf);
	buf_fill(&buf, '-', 3);
	buf_char(&buf, '>');
	assert_string_equal(buf.data, "--->");
	buf_release(&buf);
}

static void arenas_give_zeroed_memory_again_after_a_reset(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	for (int round = 0; round < 3; round++) {
		int *numbers = NULL;
		size_t count = 0;
		for (int i = 0; i < 5000; i++)
			*arena_push(arena, numbers, count) = i;
		for (int i = 0; i < 5000; i++)
			assert_int_equal(numbers[i], i);
		arena_reset(arena);
		char *fresh = arena_alloc(arena, 512);
		for (int i = 0; i < 512; i++)
			assert_int_equal(fresh[i], 0);
		memset(fresh, 'x', 512);
		arena_reset(arena);
	}
	assert_string_equal(arena_format(arena, "%s-%d", "a", 7), "a-7");
	arena_free(arena);
	arena_free(NULL);
}

static void dates_round_trip_and_refuse_days_that_do_not_exist(void **state)
{
	(void)state;
	char text[DATE_TEXT_SIZE];
	static const char *const bad[] = {"2025-02-29", "2025-13-01", "2025-00-10", "2025-1-01",
					  "2025-01-32", "2100-02-29", "0999-01-01", "2025/01/01",
					  "", "2025-01-011", "٢٠٢٥-01-01"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(date_parse(bytes_of(bad[i])), DATE_NONE);
	for (int32_t day = -40000; day < 80000; day++)
		assert_int_equal(date_parse(bytes_of(date_format(day, text))), day);
	assert_int_equal(date_parse(bytes_of("1970-01-01")), 0);
	assert_int_equal(date_weekday(date_parse(bytes_of("2021-10-09"))), 6);
	assert_int_equal(date_weekday(date_parse(bytes_of("1969-12-31"))), 3);
	assert_string_equal(date_format(date_add_months(date_parse(bytes_of("2024-01-31")), 1), text),
			    "2024-02-29");
	assert_string_equal(date_format(date_add_months(date_parse(bytes_of("2024-01-31")), -11), text),
			    "2023-02-28");
	assert_string_equal(date_format(date_of_time(1633017600 - 1, 480), text), "2021-09-30");
	assert_string_equal(date_format(date_of_time(1633017600, 480), text), "2021-10-01");
	assert_string_equal(date_format(date_of_time(-1, 0), text), "1969-12-31");
}

static void text_is_measured_and_made_harmless(void **state)
{
	(void)state;
	static const struct { const char *in, *out; size_t width; } rows[] = {
		{"plain", "plain", 5},
		{"望京", "望京", 4},
		{"a\xE2\x80\xAE" "b", "a<U+202E>b", 3},
		{"\x1b[2J", "<U+001B>[2J", 4},
		{"a\nb\tc", "a b c", 5},
		{"\xff", "<0xFF>", 1},
		{"x\xE2\x80\xA8y", "x<U+2028>y", 3},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf out;
		buf_init(&out);
		text_escape(&out, bytes_of(rows[i].in));
		assert_string_equal(out.data, rows[i].out);
		buf_release(&out);
	}
	assert_int_equal(text_width(bytes_of("望京 a")), 6);
	static const char *const bad[] = {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80",
					  "\xe6\x9c", "\xf8\x88\x80\x80\x80"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(text_is_utf8(bytes_of(bad[i]), NULL));
	size_t offset = 0;
	assert_false(text_is_utf8(bytes_of("望\xff"), &offset));
	assert_int_equal(offset, 3);
}

static const char *word(const void *context, size_t i)
{
	return ((const char *const *)context)[i];
}

static void the_nearest_word_is_found_or_none(void **state)
{
	(void)state;
	static const char *const words[] = {"published", "closed", "channel", "公布日期", NULL};
	assert_string_equal(text_nearest("publised", word, words), "published");
	assert_string_equal(text_nearest("cloesd", word, words), "closed");
	assert_string_equal(text_nearest("公布日", word, words), "公布日期");
	assert_null(text_nearest("quorum", word, words));
	assert_int_equal(text_distance("ab", "ba"), 1);
	assert_int_equal(text_distance("", "abc"), 3);
}

static void an_error_keeps_its_first_place_and_words(void **state)
{
	(void)state;
	struct wubu_error error = {0};
	struct wubu_bytes source = bytes_of("a: 1\n标题: 望京\nc: 3\n");
	assert_int_equal(error_set(&error, WUBU_INPUT, "first"), -1);
	error_set(&error, WUBU_IO, "second");
	error_hint(&error, "do this");
	error_hint(&error, "do that");
	error_place(&error, "x.yaml", source, 13);
	error_place(&error, "y.yaml", source, 0);
	assert_string_equal(error.message, "first");
	assert_string_equal(error.hint, "do this");
	assert_string_equal(error.file, "x.yaml");
	assert_int_equal(error.line, 2);
	assert_int_equal(error.column, 5);
	assert_string_equal(error.source, "标题: 望京");
	assert_int_equal(error.caret, 6);
}

static void words_say_bytes_and_notice_every_slip(void **state)
{
	(void)state;
	unsigned char bytes[WORDS_BYTES], found[WORDS_BYTES];
	struct buf out, around;
	buf_init(&out);
	buf_init(&around);
	for (unsigned seed = 0; seed < 256; seed++) {
		for (unsigned i = 0; i < WORDS_BYTES; i++)
			bytes[i] = (unsigned char)(seed * 7 + i * 31);
		buf_clear(&out);
		buf_clear(&around);
		words_write(bytes, &out);
		assert_int_equal(out.size, WORDS_COUNT * 7 - 1);
		buf_format(&around, "Kept in 2026, banana:\n  %s.\n", out.data);
		assert_true(words_read(buf_bytes(&around), found));
		assert_memory_equal(bytes, found, WORDS_BYTES);
	}
	/* One letter another one: never read as anything. */
	for (size_t i = 0; i < out.size; i++) {
		char was = out.data[i];
		for (char c = 'a'; c <= 'z'; c++) {
			out.data[i] = c;
			assert_int_equal(words_read(buf_bytes(&out), found), c == was);
		}
		out.data[i] = was;
	}
	for (size_t size = 0; size < out.size; size++)
		assert_false(words_read((struct wubu_bytes){out.data, size}, found));
	buf_release(&out);
	buf_release(&around);
}

static const char *page(struct buf *out, const char *format, const char *text)
{
	buf_clear(out);
	html_add(out, format, text);
	return out->data;
}

static void text_becomes_a_page_without_becoming_markup(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out);
	assert_string_equal(page(&out, "<b>%t</b>", "<i a='\"'>&"), "<b>&lt;i a=&#39;&quot;&#39;&gt;&amp;</b>");
	assert_string_equal(page(&out, "<b>%t</b>", NULL), "<b></b>");
	assert_string_equal(page(&out, "<i v=\"%a\">", "a\"\n\tb\xE2\x80\xAE\xFF"),
			    "<i v=\"a&quot;&#10;&#9;b\xE2\x80\xAE\xEF\xBF\xBD\">");
	assert_string_equal(page(&out, "/d/%u?x=1%%", "\xE6\x9C\x9B/../a b&c"),
			    "/d/%E6%9C%9B%2F..%2Fa%20b%26c?x=1%");
	assert_string_equal(page(&out, "%h", "<br>"), "<br>");
	buf_clear(&out);
	html_add(&out, "%n of %n", (size_t)3, (size_t)12);
	assert_string_equal(out.data, "3 of 12");
	buf_release(&out);
}

static void what_deceives_the_eye_is_shown_by_its_number(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out);
	assert_string_equal(page(&out, "%t", "a\xE2\x80\xAEz"), "a<code class=\"danger\">U+202E</code>z");
	assert_string_equal(page(&out, "%t", "\xFF"), "<code class=\"danger\">0xFF</code>");
	/* A Cyrillic letter among Latin ones; a word that is all Cyrillic, or Greek beside Chinese, deceives nobody. */
	assert_string_equal(page(&out, "%t", "p\xD0\xB0y"), "p\xD0\xB0<code class=\"danger\">U+0430</code>y");
	assert_string_equal(page(&out, "%t", "\xD0\xB0\xD0\xB1 x"), "\xD0\xB0\xD0\xB1 x");
	assert_string_equal(page(&out, "%t", "\xE6\x9C\x9B\xCE\xB1"), "\xE6\x9C\x9B\xCE\xB1");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buffers_grow_and_end_in_nul),
		cmocka_unit_test(arenas_give_zeroed_memory_again_after_a_reset),
		cmocka_unit_test(dates_round_trip_and_refuse_days_that_do_not_exist),
		cmocka_unit_test(text_is_measured_and_made_harmless),
		cmocka_unit_test(the_nearest_word_is_found_or_none),
		cmocka_unit_test(text_becomes_a_page_without_becoming_markup),
		cmocka_unit_test(what_deceives_the_eye_is_shown_by_its_number),
		cmocka_unit_test(an_error_keeps_its_first_place_and_words),
		cmocka_unit_test(words_say_bytes_and_notice_every_slip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
