/* SPDX-License-Identifier: Apache-2.0 */
/* YAML as wubu takes it: what is read, what is refused, and where the refusal points. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/text.h"
#include "record/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int free_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct record *read_bytes(struct wubu_bytes source)
{
	struct record *record = NULL;
	struct wubu_error error = {0};
	if (record_read(&record, arena, "decision.yaml", source, &error) < 0)
		fail_msg("%u:%u: %s\n%s", error.line, error.column, error.message, error.source);
	return record;
}

static struct record *read_text(const char *source)
{
	return read_bytes(bytes_of(source));
}

static struct wubu_error refused(struct wubu_bytes source)
{
	struct record *record = NULL;
	struct wubu_error error = {0};
	if (record_read(&record, arena, "decision.yaml", source, &error) == 0)
		fail_msg("was read: %.*s", (int)source.size, source.data);
	assert_null(record);
	assert_string_equal(error.file, "decision.yaml");
	assert_true(error.line > 0 && error.column > 0);
	assert_non_null(strchr(error.message, ' '));
	assert_null(strchr(error.message, '\n'));
	return error;
}

/* ---- what is read -------------------------------------------------------- */

static const char decision[] =
	"# 望京西路\n"
	"id: WJ-2021-003\n"
	"标题: 路口改造   # title\n"
	"opened: {on: 2021-03-01, by: 'liu.fang', note: }\n"
	"participation:\n"
	"  meetings:\n"
	"  - {form: symposium, on: 2021-03-18}\n"
	"  - form: hearing\n"
	"    on:\n"
	"  reason: |\n"
	"    first\n"
	"     second\n"
	"\n"
	"# end\n"
	"last: \"a\\tb\"\n";

static void a_record_is_read_into_texts_lists_and_maps(void **state)
{
	(void)state;
	struct record *record = read_text(decision);
	const struct record_node *root = record->root;
	assert_int_equal(root->kind, RECORD_MAP);
	assert_int_equal(root->count, 5);
	assert_string_equal(record_get_text(root, "标题"), "路口改造");
	const struct record_node *opened = record_get(root, "opened");
	assert_true(opened->flow);
	assert_string_equal(record_get_text(opened, "by"), "liu.fang");
	assert_false(record_get(opened, "by")->plain);
	assert_true(record_is_empty(record_get(opened, "note")));
	const struct record_node *part = record_get(root, "participation");
	const struct record_node *meetings = record_get(part, "meetings");
	assert_int_equal(meetings->kind, RECORD_LIST);
	assert_int_equal(meetings->count, 2);
	assert_string_equal(record_get_text(meetings->items[1], "on"), "");
	assert_string_equal(record_get_text(part, "reason"), "first\n second\n");
	assert_string_equal(record_get_text(root, "last"), "a\tb");
	assert_null(record_get(root, "nothing"));
	assert_null(record_get(NULL, "nothing"));
	assert_null(record_get_text(root, "opened"));
}

static void assert_spans(const struct record *record, const struct record_node *node,
			 const char *expected)
{
	char *text = arena_copy(arena, (struct wubu_bytes){record->source.data + node->begin,
							   node->end - node->begin});
	assert_string_equal(text, expected);
}

static void nodes_know_their_place_in_the_file(void **state)
{
	(void)state;
	struct record *record = read_text(decision);
	const struct record_node *root = record->root;
	const struct record_entry *title = record_entry(root, "标题");
	assert_int_equal(title->value->line, 3);
	assert_int_equal(title->value->column, 5);
	assert_spans(record, title->key, "标题");
	assert_spans(record, title->value, "路口改造");
	const struct record_node *opened = record_get(root, "opened");
	assert_spans(record, opened, "{on: 2021-03-01, by: 'liu.fang', note: }");
	const struct record_node *note = record_get(opened, "note");
	assert_int_equal(note->begin, note->end);
	assert_int_equal(record->source.data[note->begin - 1], ':');
	assert_int_equal(note->column, 47);
	const struct record_node *part = record_get(root, "participation");
	assert_spans(record, record_get(part, "meetings"),
		     "- {form: symposium, on: 2021-03-18}\n  - form: hearing\n    on:");
	assert_spans(record, record_get(part, "reason"), "|\n    first\n     second");
	assert_spans(record, record_get(root, "last"), "\"a\\tb\"");
	assert_int_equal(part->line, 6);
	assert_int_equal(part->column, 3);
	assert_memory_equal(record->source.data + root->begin, "id:", 3);
	assert_int_equal(root->end, record->source.size - 1);
}

static void literal_blocks_end_with_their_last_line(void **state)
{
	(void)state;
	static const struct { const char *source, *span, *text; } rows[] = {
		{"a: |\n  x\n   \nb: 1\n", "|\n  x\n   ", "x\n \n"},
		{"a: |\n  x\n\n\nb: 1\n", "|\n  x", "x\n"},
		{"a: |-\n\n  x\n\nb: 1\n", "|-\n\n  x", "\nx"},
		{"a: | # c\n  x\n# d\nb: 1\n", "| # c\n  x", "x\n"},
		{"a: |\nb: 1\n", "|", ""},
		{"b: 1\na: |-\n  x", "|-\n  x", "x"},
		{"b: 1\na: |\n  x", "|\n  x", "x"},
		{"b: 1 # b?\n# a?\na: |\n  x\n", "|\n  x", "x\n"},
		{"b: 1\na: |\n  # x\n  y\n\n  # z\n", "|\n  # x\n  y\n\n  # z", "# x\ny\n\n# z\n"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct record *record = read_text(rows[i].source);
		assert_string_equal(record_get_text(record->root, "a"), rows[i].text);
		assert_spans(record, record_get(record->root, "a"), rows[i].span);
	}
}

static void scalars_stay_texts(void **state)
{
	(void)state;
	static const char *const words[] = {"no", "1:30:00", "017", "1_000", ".nan", "2025-02-30",
					    "~", "null", "=", "-3", "a:b", "a#b", "http://x/?y=1"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct record *record = read_text(arena_format(arena, "a: %s\n", words[i]));
		assert_string_equal(record_get_text(record->root, "a"), words[i]);
	}
}

/* ---- what is refused ----------------------------------------------------- */

static void refusals_point_at_the_place_and_say_why(void **state)
{
	(void)state;
	static const struct { const char *source; unsigned line, column; const char *says; } rows[] = {
		{"", 1, 1, "empty"},
		{"# only a comment\n", 1, 1, "empty"},
		{"---\n...\n", 2, 1, "empty"},
		{"just words\n", 1, 1, "key: value"},
		{"- a\n- b\n", 1, 1, "key: value"},
		{"a: 1\na: 2\n", 2, 1, "first on line 1"},
		{"a: 1\nb: 2\n\"b\": 3\na: 4\n", 3, 1, "'b' stands here again"},
		{"x: {a: 1, b: 2, a: 3}\n", 1, 17, "again"},
		{"a: &x 1\n", 1, 4, "anchor"},
		{"a: &x\n  b: 1\n", 1, 4, "anchor"},
		{"a: *x\n", 1, 4, "alias"},
		{"a: &x [*x]\n", 1, 4, "anchor"},
		{"b: {c: 1}\na:\n  <<: {d: 1}\n", 3, 3, "<<"},
		{"a: !!str 1\n", 1, 4, "tag"},
		{"a: ! 1\n", 1, 4, "tag"},
		{"a: !!python/object:os.system {}\n", 1, 4, "tag"},
		{"!x\na: 1\n", 1, 1, "tag"},
		{"a: !x!y 1\n", 1, 4, "tag"},
		{"%YAML 1.1\n---\na: 1\n", 1, 1, "'%'"},
		{"%YAML 9.9\n---\na: 1\n", 1, 1, "'%'"},
		{"%TAG ! tag:x,2000:\n---\na: 1\n", 1, 1, "'%'"},
		{"%FOO\n---\na: 1\n", 1, 1, "'%'"},
		{"a: 1\n---\nb: 2\n", 2, 1, "second record"},
		{"a: 1\n...\nb: 2\n", 3, 1, "after the end"},
		{"? [a]\n: 1\n", 1, 3, "must be a text"},
		{"{a: b}: 1\n", 1, 1, "must be a text"},
		{"? a\n: 1\n", 1, 3, "'?'"},
		{"? a\n", 1, 3, "'?'"},
		{"x: {? a : 1}\n", 1, 7, "'?'"},
		{"x: {a: 1, ? # c\n  b : 1}\n", 2, 3, "'?'"},
		{"a: 1\n? # c\n  b\n: 1\n", 3, 3, "'?'"},
		{": 1\n", 1, 1, "missing"},
		{"\"\": 1\n", 1, 1, "missing"},
		{"\"a\\nb\": 1\n", 1, 1, "line break"},
		{"x: {a, b: 1}\n", 1, 5, "no colon"},
		{"x: [a: 1]\n", 1, 5, "of its own"},
		{"a: >\n  folded\n", 1, 4, "'>'"},
		{"a: |+\n  kept\n", 1, 4, "'+'"},
		{"a: |2\n    x\n", 1, 4, "number"},
		{"a: |-2\n    x\n", 1, 4, "number"},
		{"a: |x\n", 1, 5, "After '|'"},
		{"a: |# c\n  x\n", 1, 4, "After '|'"},
		{"a: \"x\\0y\"\n", 1, 4, "U+0000"},
		{"a: \"\\x1b[2J\"\n", 1, 4, "U+001B"},
		{"b: [1, \"\\u202e\"]\n", 1, 8, "U+202E"},
		{"a: \"\\r\"\n", 1, 4, "U+000D"},
		{"a: \"\\N\"\n", 1, 4, "U+0085"},
		{"a: \"\\L\"\n", 1, 4, "U+2028"},
		{"a: \"\\uFFFF\"\n", 1, 4, "U+FFFF"},
		{"\"a\\u200b\": 1\n", 1, 1, "U+200B"},
		{"title: road\xE2\x80\xA8status: approved\n", 1, 12, "U+2028"},
		{"title: road\xE2\x80\xA9status: approved\n", 1, 12, "U+2029"},
		{"title: 路\xC2\x85status: approved\n", 1, 9, "U+0085"},
		{"title: road\rstatus: approved\n", 1, 12, "U+000D"},
		{"title: road\r\nx: 1\r\n", 1, 12, "carriage return"},
		{"\xEF\xBB\xBF" "a: 1\n", 1, 1, "byte order mark"},
		{"a: x\xEF\xBB\xBFy\n", 1, 5, "byte order mark"},
		{"\xFF\xFE" "a", 1, 1, "UTF-16"},
		{"\xFE\xFF", 1, 1, "UTF-16"},
		{"a: \x1b[2J\n", 1, 4, "U+001B"},
		{"a: \x7f\n", 1, 4, "U+007F"},
		{"a: x\xE2\x80\xAEy\n", 1, 5, "U+202E"},
		{"a: x\xE2\x81\xA6y\n", 1, 5, "U+2066"},
		{"a: x\xE2\x80\x8By\n", 1, 5, "U+200B"},
		{"a: \xF3\xA0\x81\x81\n", 1, 4, "U+E0041"},
		{"a: \xEF\xBF\xBF\n", 1, 4, "U+FFFF"},
		{"# \xE2\x80\xAE comment\na: 1\n", 1, 3, "U+202E"},
		{"a: \xC0\x80\n", 1, 4, "0xC0"},
		{"a: \xED\xA0\x80\n", 1, 4, "0xED"},
		{"a: \xF4\x90\x80\x80\n", 1, 4, "0xF4"},
		{"b: 望\na: 京\x80\n", 2, 5, "0x80"},
	};
	int bad = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct wubu_error error = refused(bytes_of(rows[i].source));
		if (error.line != rows[i].line || error.column != rows[i].column ||
		    !strstr(error.message, rows[i].says))
			bad += !!printf("row %zu, %s: %u:%u %s\n", i, rows[i].source, error.line,
					error.column, error.message);
	}
	assert_int_equal(bad, 0);
}

static void what_libyaml_cannot_read_is_said_in_words(void **state)
{
	(void)state;
	static const struct { const char *source; unsigned line, column; const char *says; } rows[] = {
		{"a:\n\tb: 1\n", 2, 1, "tab"},
		{"a: |\n\tx\n", 2, 1, "tab"},
		{"a: x\n\ty: 1\n", 2, 1, "tab"},
		{"title: x\n说明\nb: 1\n", 2, 1, "colon after the key is missing"},
		{"title: x\nword\n", 2, 1, "colon after the key is missing"},
		{"title: road: repair\n", 1, 12, "colon"},
		{"a: 1\n  b: 2\n", 2, 4, "colon"},
		{"a: \"open\nb: 1\n", 1, 4, "quote"},
		{"a: 'open\n", 1, 4, "quote"},
		{"a: \"open\n---\nb\"", 1, 4, "not closed before"},
		{"a: \"\\q\"\n", 1, 5, "backslash"},
		{"a: \"\\xZZ\"\n", 1, 7, "backslash"},
		{"a: \"\\ud800\"\n", 1, 7, "backslash"},
		{"a: [1, 2\nb: 1\n", 1, 4, "not closed before"},
		{"a: {x: 1\n", 1, 4, "never closed"},
		{"a: [\"x\" 1]\n", 1, 9, "comma"},
		{"a: {x: \"1\" y: 2}\n", 1, 12, "comma"},
		{"a: [1}\n", 1, 6, "comma"},
		{"a: [1, , 2]\n", 1, 8, "value is expected"},
		{"a: ]\n", 1, 4, "expected"},
		{"  a: 1\n b: 2\n", 2, 2, ""},
		{"a:\n    b: 1\n   c: 2\n", 3, 4, "key is expected"},
		{"a: \"x\" y\n", 1, 8, "key is expected"},
		{"a:\n  - 1\n  b: 2\n", 3, 3, "list item is expected"},
		{"a: - 1\n", 1, 4, "list item cannot begin"},
		{"a: @x\n", 1, 4, "begin with this character"},
		{"a: `x\n", 1, 4, "begin with this character"},
		{"a: 1\n%x\n", 2, 1, "'%'"},
		{"a: &\n", 1, 4, "reference"},
		{"a: *\n", 1, 4, "reference"},
		{"a: !<x\n", 1, 4, "tag"},
		{"x: [? a]\n", 1, 5, "of its own"},
		{"a: b ? c\n? d\n", 2, 3, "'?'"},
		{"a: ? c\n", 1, 4, "No key can begin"},
		{"a: {b:, c: 1}\n", 1, 6, "blank is missing"},
		{"a: {b:[1]}\n", 1, 6, "blank is missing"},
	};
	int bad = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct wubu_error error = refused(bytes_of(rows[i].source));
		if (error.line != rows[i].line || error.column != rows[i].column ||
		    !strstr(error.message, rows[i].says) || !error.source[0])
			bad += !!printf("row %zu, %s: %u:%u %s\n", i, rows[i].source, error.line,
					error.column, error.message);
	}
	assert_int_equal(bad, 0);
}

static void add_character(struct buf *buf, uint32_t code)
{
	static const uint32_t first[] = {0, 0, 0xC0, 0xE0, 0xF0};
	unsigned n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	buf_char(buf, (char)(first[n] | code >> 6 * (n - 1)));
	for (unsigned i = n - 1; i-- > 0;)
		buf_char(buf, (char)(0x80 | (code >> 6 * i & 0x3F)));
}

/* Every character there is beyond ASCII: those that are dangerous are refused, all others read. */
static void every_dangerous_character_is_refused_and_no_other(void **state)
{
	(void)state;
	struct buf buf;
	buf_init(&buf);
	for (uint32_t code = 0x80; code < 0x110000; code++) {
		bool nothing = (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
		if (code >= 0xD800 && code < 0xE000)
			continue;
		if (nothing || text_danger(code) != TEXT_SAFE) {
			struct buf one;
			buf_init(&one);
			buf_text(&one, "a: ");
			add_character(&one, code);
			struct wubu_error error = refused(buf_bytes(&one));
			assert_non_null(strstr(error.message, arena_format(arena, "U+%04X", code)));
			buf_release(&one);
		} else {
			buf_text(&buf, buf.size ? "" : "a: x");
			add_character(&buf, code);
		}
		if (buf.size > 4000 || code == 0x10FFFD) {
			const char *text = record_get_text(read_bytes(buf_bytes(&buf))->root, "a");
			assert_string_equal(text, buf.data + 3);
			buf_clear(&buf);
		}
	}
	buf_release(&buf);
}

static void a_raw_nul_is_refused(void **state)
{
	(void)state;
	struct wubu_error error = refused((struct wubu_bytes){"a: x\0y\n", 7});
	assert_non_null(strstr(error.message, "U+0000"));
	assert_int_equal(error.column, 5);
	/* UTF-16 without a mark shows itself by its NULs. */
	refused((struct wubu_bytes){"a\0:\0", 4});
}

static void an_error_shows_the_line_and_a_caret(void **state)
{
	(void)state;
	struct wubu_error error = refused(bytes_of("id: 1\n标题: 路 \xE2\x80\xAE\n"));
	assert_string_equal(error.source, "标题: 路 <U+202E>");
	assert_int_equal(error.caret, 9);
}

/* ---- limits -------------------------------------------------------------- */

static void repeat(struct buf *buf, const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_text(buf, text);
}

static void assert_limit(struct buf *buf)
{
	struct wubu_error error = refused(buf_bytes(buf));
	assert_int_equal(error.code, WUBU_LIMIT);
	assert_non_null(strstr(error.source, ""));
	buf_clear(buf);
}

static void every_limit_holds_and_one_less_is_read(void **state)
{
	(void)state;
	struct buf buf;
	buf_init(&buf);
	buf_text(&buf, "a: ");
	repeat(&buf, "[", LIMIT_YAML_DEPTH - 1);
	repeat(&buf, "]", LIMIT_YAML_DEPTH - 1);
	read_bytes(buf_bytes(&buf));
	buf_clear(&buf);
	buf_text(&buf, "a: ");
	repeat(&buf, "[", LIMIT_YAML_DEPTH);
	repeat(&buf, "]", LIMIT_YAML_DEPTH);
	assert_limit(&buf);

	buf_text(&buf, "a: ");
	buf_fill(&buf, 'x', LIMIT_YAML_SCALAR);
	read_bytes(buf_bytes(&buf));
	buf_char(&buf, 'x');
	assert_limit(&buf);

	buf_text(&buf, "a: 1\n#");
	buf_fill(&buf, 'x', LIMIT_YAML_BYTES - buf.size);
	read_bytes(buf_bytes(&buf));
	buf_char(&buf, 'x');
	assert_limit(&buf);

	buf_text(&buf, "a:\n");
	repeat(&buf, "- x\n", LIMIT_YAML_NODES - 3);
	read_bytes(buf_bytes(&buf));
	buf_text(&buf, "- x\n");
	assert_limit(&buf);
	buf_release(&buf);
}

static double seconds_to_refuse(struct buf *buf)
{
	clock_t begin = clock();
	refused(buf_bytes(buf));
	buf_clear(buf);
	return (double)(clock() - begin) / CLOCKS_PER_SEC;
}

static void hostile_files_are_refused_quickly(void **state)
{
	(void)state;
	static const char *const units[] = {"[", "{a: ", "- ", "? ", "{", "[{", "a: [", "'", "\"\\n",
					    "&a ", "!", "|", "- - [", "a: {b: ", ": ", "x:\n "};
	struct buf buf;
	buf_init(&buf);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		repeat(&buf, units[i], 250000 / strlen(units[i]));
		assert_true(seconds_to_refuse(&buf) < 0.5);
	}
	for (int i = 0; i < 50000; i++)
		buf_format(&buf, "%d:\n", i);
	buf.size = buf.size > LIMIT_YAML_BYTES ? LIMIT_YAML_BYTES : buf.size;
	assert_true(seconds_to_refuse(&buf) < 0.5);
	buf_release(&buf);
}

static void many_keys_and_a_duplicate_among_them_cost_little(void **state)
{
	(void)state;
	struct buf buf;
	buf_init(&buf);
	for (unsigned i = 0; i < LIMIT_YAML_NODES / 2 - 2; i++)
		buf_format(&buf, "k%u: 1\n", i);
	clock_t begin = clock();
	struct record *record = read_bytes(buf_bytes(&buf));
	struct record *reversed = read_bytes(buf_bytes(&buf));
	for (size_t i = 0, n = reversed->root->count; i < n / 2; i++) {
		struct record_entry e = reversed->root->entries[i];
		reversed->root->entries[i] = reversed->root->entries[n - 1 - i];
		reversed->root->entries[n - 1 - i] = e;
	}
	assert_true(record_equal(record->root, reversed->root));
	buf_text(&buf, "k77: 1\n");
	struct wubu_error error = refused(buf_bytes(&buf));
	assert_non_null(strstr(error.message, "line 78"));
	assert_int_equal(error.line, LIMIT_YAML_NODES / 2 - 1);
	assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 1.0);
	buf_release(&buf);
}

/* ---- equality ------------------------------------------------------------ */

static void layout_does_not_count_and_meaning_does(void **state)
{
	(void)state;
	static const struct { const char *a, *b; bool equal; } rows[] = {
		{"a: 1\nb: {c: x, d: [1, 2]}\n", "# c\nb:\n  d:\n  - \"1\"\n  - 2\n  c: 'x'\na: 1", true},
		{"a: 1\n", "a: 2\n", false},
		{"a: 1\n", "b: 1\n", false},
		{"a: 1\nb: 2\n", "a: 1\n", false},
		{"a: [1, 2]\n", "a: [2, 1]\n", false},
		{"a: []\n", "a: {}\n", false},
		{"a:\n", "a: \"\"\n", true},
		{"a: |-\n  x\n  y\n", "a: \"x\\ny\"\n", true},
		{"a: 1\nb: 2\n", "b: 1\na: 2\n", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct record *a = read_text(rows[i].a), *b = read_text(rows[i].b);
		assert_int_equal(record_equal(a->root, b->root), rows[i].equal);
		assert_int_equal(record_equal(b->root, a->root), rows[i].equal);
	}
	struct record *a = read_text("a: 是\n"), *b = read_text("a: yes\n");
	assert_false(record_equal(a->root, b->root));
	record_get(a->root, "a")->word = "yes";
	assert_true(record_equal(a->root, b->root));
	assert_true(record_equal(NULL, NULL));
	assert_false(record_equal(a->root, NULL));
}

static void empty_is_no_value_or_one_without_content(void **state)
{
	(void)state;
	struct record *record = read_text("a:\nb: []\nc: {}\nd: \"\"\ne: x\nf: [\"\"]\n");
	static const struct { const char *name; bool empty; } rows[] = {
		{"a", true}, {"b", true}, {"c", true}, {"d", true},
		{"e", false}, {"f", false}, {"none", true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(record_is_empty(record_get(record->root, rows[i].name)),
				 rows[i].empty);
}

static void a_node_gives_an_error_its_place(void **state)
{
	(void)state;
	struct record *record = read_text(decision);
	struct wubu_error error = {0};
	record_place(record, record_get(record_get(record->root, "opened"), "by"), &error);
	assert_string_equal(error.file, "decision.yaml");
	assert_int_equal(error.line, 4);
	assert_int_equal(error.column, 30);
	assert_int_equal(error.caret, 29);
}

/* ---- reading what has been read before --------------------------------------- */

static void assert_same_node(const struct record_node *a, const struct record_node *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->line, b->line);
	assert_int_equal(a->column, b->column);
	assert_int_equal(a->begin, b->begin);
	assert_int_equal(a->end, b->end);
	assert_int_equal(a->plain, b->plain);
	assert_int_equal(a->flow, b->flow);
	assert_int_equal(a->count, b->count);
	assert_true(bytes_equal(a->text, b->text));
	for (size_t i = 0; i < a->count; i++) {
		if (a->kind == RECORD_LIST) {
			assert_same_node(a->items[i], b->items[i]);
			continue;
		}
		assert_same_node(a->entries[i].key, b->entries[i].key);
		assert_same_node(a->entries[i].value, b->entries[i].value);
		assert_string_equal(a->entries[i].name, b->entries[i].name);
	}
}

/* TEXT read by itself and after BEFORE: one reading, or one refusal. */
static void assert_same_after(const struct record *before, struct wubu_bytes text)
{
	struct arena *mine = arena_new();
	struct record *alone, *after;
	struct wubu_error first = {0}, second = {0};
	int read = record_read(&alone, mine, "r.yaml", text, &first);
	assert_int_equal(record_read_after(&after, mine, before, "r.yaml", text, &second), read);
	if (read == 0)
		assert_same_node(alone->root, after->root);
	assert_memory_equal(&first, &second, sizeof first);
	arena_free(mine);
}

static const char known[] =
	"id: A\ntitle: '望京西路\n  两行'\nlist:\n- {a: 1, b: [2, 3]}\n- c: |\n    text\n\n    more\n# a remark\n"
	"\"quoted\": x\nflow: {a: b,\nc: d}\nempty:\nlast:\n  e: 望\n  f: plain\n   goes on\n";
/* What is put in or in place of something; each kind of thing that could reach across a line. */
static const char *const pieces[] = {"", "\n", " ", "x", "'", "\"", "{", "}", "[", "]", ":", ": ", "- ", "#", "|", "&a ", "id: B\n",
				     "\n\n", "  ", "? ", "---\n", "...\n", "%", "望", ",", "\t", "new: {a: 1}\n", "last: 2\n"};

static void what_was_read_before_changes_nothing(void **state)
{
	(void)state;
	struct record *before;
	struct wubu_error none = {0};
	size_t size = sizeof known - 1;
	assert_int_equal(record_read(&before, arena, "r.yaml", bytes_of(known), &none), 0);
	for (size_t at = 0; at <= size; at++)
		for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++)
			for (size_t gone = 0; gone <= 8 && at + gone <= size; gone += gone < 2 ? 1 : 6) {
				struct buf text;
				buf_init(&text);
				buf_add(&text, (struct wubu_bytes){known, at});
				buf_text(&text, pieces[p]);
				buf_add(&text, (struct wubu_bytes){known + at + gone, size - at - gone});
				assert_same_after(before, buf_bytes(&text));
				buf_release(&text);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_read_into_texts_lists_and_maps),
		cmocka_unit_test(nodes_know_their_place_in_the_file),
		cmocka_unit_test(literal_blocks_end_with_their_last_line),
		cmocka_unit_test(scalars_stay_texts),
		cmocka_unit_test(refusals_point_at_the_place_and_say_why),
		cmocka_unit_test(what_libyaml_cannot_read_is_said_in_words),
		cmocka_unit_test(every_dangerous_character_is_refused_and_no_other),
		cmocka_unit_test(a_raw_nul_is_refused),
		cmocka_unit_test(an_error_shows_the_line_and_a_caret),
		cmocka_unit_test(every_limit_holds_and_one_less_is_read),
		cmocka_unit_test(hostile_files_are_refused_quickly),
		cmocka_unit_test(many_keys_and_a_duplicate_among_them_cost_little),
		cmocka_unit_test(layout_does_not_count_and_meaning_does),
		cmocka_unit_test(empty_is_no_value_or_one_without_content),
		cmocka_unit_test(a_node_gives_an_error_its_place),
		cmocka_unit_test(what_was_read_before_changes_nothing),
	};
	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
