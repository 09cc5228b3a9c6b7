/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of a record's text: what is meant changes, all else stays byte for byte. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "record/edit.h"

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

static struct record *read_text(const char *source)
{
	struct record *record = NULL;
	struct wubu_error error = {0};
	if (record_read(&record, arena, "decision.yaml", bytes_of(source), &error) < 0)
		fail_msg("%u: %s\n%s", error.line, error.message, source);
	return record;
}

/* "a.0.b.+" as a path: numbers are items, + a new last one, a=甲 the key a to be spelled 甲. */
static size_t read_path(const char *text, struct record_step *path)
{
	size_t depth = 0;
	char *copy = arena_text(arena, text), *rest;
	for (char *word = strtok_r(copy, ".", &rest); word; word = strtok_r(NULL, ".", &rest)) {
		struct record_step step = {word, NULL, 0};
		char *equals = strchr(word, '=');
		if (equals) {
			*equals = '\0';
			step.spelling = equals + 1;
		} else if (word[0] == '+' || (word[0] >= '0' && word[0] <= '9')) {
			step.name = NULL;
			step.index = word[0] == '+' ? RECORD_APPEND : (size_t)atoi(word);
		}
		path[depth++] = step;
	}
	return depth;
}

/* The value that VALUE holds, written as YAML. */
static struct record_value *value_of(const char *value)
{
	struct record *record = read_text(arena_format(arena, "v: %s\n", value));
	return record_value_of(arena, record_get(record->root, "v"));
}

static int edit(const char *source, const char *path_text, const char *value, struct buf *out,
		struct wubu_error *error)
{
	struct record_step path[32];
	size_t depth = read_path(path_text, path);
	struct record *record = read_text(source);
	if (!value)
		return record_edit_drop(record, path, depth, out, error);
	return record_edit_put(record, path, depth, value_of(value), out, error);
}

struct row {
	const char *source, *path, *value, *result;
};

static void check_rows(const struct row *rows, size_t count)
{
	int bad = 0;
	for (size_t i = 0; i < count; i++) {
		struct wubu_error error = {0};
		struct buf out;
		buf_init(&out);
		if (edit(rows[i].source, rows[i].path, rows[i].value, &out, &error) < 0)
			bad += !!printf("row %zu (%s): %s\n", i, rows[i].path, error.message);
		else if (strcmp(out.data, rows[i].result) != 0)
			bad += !!printf("row %zu (%s): got\n%s\nnot\n%s\n", i, rows[i].path, out.data,
					rows[i].result);
		buf_release(&out);
	}
	assert_int_equal(bad, 0);
}
#define CHECK(rows) check_rows(rows, sizeof rows / sizeof *(rows))

/* ---- replacing ----------------------------------------------------------- */

static void a_text_is_replaced_where_it_stands(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"a: 1\nb: 2 # two\n", "b", "3", "a: 1\nb: 3 # two\n"},
		{"a:   'x'   # c\n", "a", "w", "a:   w   # c\n"},
		{"a: 1", "a", "22", "a: 22"},
		{"a: 望京 # 街道\nb: x\n", "b", "路", "a: 望京 # 街道\nb: 路\n"},
		{"a: {b: 1, c: [x, y]}\n", "a.c.1", "z", "a: {b: 1, c: [x, z]}\n"},
		{"a:\n  - x\n  -   y # c\n", "a.1", "z", "a:\n  - x\n  -   z # c\n"},
		{"a: one\n  two\nb: 1\n", "a", "x", "a: x\nb: 1\n"},
		{"a:\n  \"x\n   y\" # c\nb: 1\n", "a", "x", "a:\n  x # c\nb: 1\n"},
		{"a:\nb: 1\n", "a", "x", "a: x\nb: 1\n"},
		{"a:   # fill in\nb: 1\n", "a", "x", "a: x   # fill in\nb: 1\n"},
		{"a:", "a", "x", "a: x"},
		{"a: {b: , c: }\n", "a.b", "x", "a: {b: x , c: }\n"},
		{"a: {b: , c: }\n", "a.c", "x", "a: {b: , c: x }\n"},
		{"a: {b: }\n", "a.b", "x", "a: {b: x }\n"},
		{"a:\n  -\n  - y\n", "a.0", "x", "a:\n  - x\n  - y\n"},
		{"a: |\n  x\n  y\n\nb: 1\n", "a", "z", "a: z\n\nb: 1\n"},
		{"a: | # c\n  x\nb: 1\n", "a", "z", "a: z # c\nb: 1\n"},
		{"a: x # c\nb: 1\n", "a", "\"x\\ny\\n\"", "a: | # c\n  x\n  y\nb: 1\n"},
		{"a: x\nb: 1\n", "a", "\"x\\n\\ny\"", "a: |-\n  x\n\n  y\nb: 1\n"},
		{"b: 1\na: x", "a", "\"x\\ny\\n\"", "b: 1\na: |\n  x\n  y\n"},
		{"a: x\n  # c\nb: 1\n", "a", "\"x\\ny\"", "a: \"x\\ny\"\n  # c\nb: 1\n"},
		{"a: x\n   \nb: 1\n", "a", "\"x\\ny\"", "a: \"x\\ny\"\n   \nb: 1\n"},
		{"a: x\n   ", "b", "\"x\\ny\"", "a: x\nb: \"x\\ny\"\n   "},
		{"a: 'x'#c\n", "a", "z", "a: z #c\n"},
		{"a: 'x'#c\n", "a", "{b: z}", "a: #c\n  b: z\n"},
		{"a: {b: x}\n", "a.b", "\"x\\ny\"", "a: {b: \"x\\ny\"}\n"},
		{"a: [x]\n", "a", "w", "a: w\n"},
		{"a:\n  - x\n  - y # c\nb: 1\n", "a", "z", "a: z\nb: 1\n"},
		{"a: # c\n  # d\n  b: 1\nb: 1\n", "a", "z", "a: z # c\n  # d\nb: 1\n"},
		{"a: x\n", "a", "\"\"", "a: \"\"\n"},
		{"a: 'x'\n", "a", "x", "a: 'x'\n"},
		{"a:\n    # c\n    - x\nb: 1\n", "a", "[u, z]", "a:\n    # c\n    - u\n    - z\nb: 1\n"},
		{"a:\n- x\nb: 1\n", "a", "[u, z]", "a:\n- u\n- z\nb: 1\n"},
		{"a:\n- x\nb: 1\n", "a", "{c: u}", "a:\n  c: u\nb: 1\n"},
		{"a: [x] # c\nb: 1\n", "a", "{c: u}", "a: # c\n  c: u\nb: 1\n"},
		{"a: {x: 1}\nb: 1\n", "a", "[]", "a: []\nb: 1\n"},
		{"a: {x: 1}\nb: 1\n", "a.x", "[p, {q: r}]", "a: {x: [p, {q: r}]}\nb: 1\n"},
		{"l:\n  - a: 1\n    b: 2\n  - x\n", "l.0", "w", "l:\n  - w\n  - x\n"},
		{"l:\n  - a: 1\n    b: 2\n  - x\n", "l.0", "{c: 1, d: 2}",
		 "l:\n  - c: 1\n    d: 2\n  - x\n"},
		{"l:\n  - x # c\n  - y\n", "l.0", "{c: 1, d: 2}",
		 "l:\n  - # c\n    c: 1\n    d: 2\n  - y\n"},
		{"l:\n  - x\n  - y\n", "l.0", "\"p\\nq\"", "l:\n  - |-\n    p\n    q\n  - y\n"},
	};
	CHECK(rows);
}

static void texts_are_quoted_only_where_yaml_needs_it(void **state)
{
	(void)state;
	static const struct { const char *text, *written, *in_flow; } rows[] = {
		{"plain text", "plain text", "plain text"},
		{"2021-03-01", "2021-03-01", "2021-03-01"},
		{"-3", "-3", "-3"},
		{"132", "132", "132"},
		{"true", "true", "true"},
		{"https://a.cn/?x=1#y", "https://a.cn/?x=1#y", "https://a.cn/?x=1#y"},
		{"a, b", "a, b", "\"a, b\""},
		{"a [b]", "a [b]", "\"a [b]\""},
		{"公开征求意见：否", "公开征求意见：否", "公开征求意见：否"},
		{"a: b", "\"a: b\"", "\"a: b\""},
		{"a:", "\"a:\"", "\"a:\""},
		{"a #b", "\"a #b\"", "\"a #b\""},
		{"# a", "\"# a\"", "\"# a\""},
		{"- a", "\"- a\"", "\"- a\""},
		{"-", "\"-\"", "\"-\""},
		{"---", "\"---\"", "\"---\""},
		{"", "\"\"", "\"\""},
		{" a", "\" a\"", "\" a\""},
		{"a ", "\"a \"", "\"a \""},
		{"no", "\"no\"", "\"no\""},
		{"Yes", "\"Yes\"", "\"Yes\""},
		{"OFF", "\"OFF\"", "\"OFF\""},
		{"~", "\"~\"", "\"~\""},
		{"null", "\"null\"", "\"null\""},
		{"=", "\"=\"", "\"=\""},
		{"@x", "\"@x\"", "\"@x\""},
		{"%x", "\"%x\"", "\"%x\""},
		{"*x", "\"*x\"", "\"*x\""},
		{"!x", "\"!x\"", "\"!x\""},
		{"a:?", "a:?", "\"a:?\""},
		{"'x'", "\"'x'\"", "\"'x'\""},
		{"\"x\" it's", "'\"x\" it''s'", "'\"x\" it''s'"},
		{"a\\b", "a\\b", "a\\b"},
		{"\\: \\", "'\\: \\'", "'\\: \\'"},
		{"a\tb", "\"a\\tb\"", "\"a\\tb\""},
		{"\n", "\"\\n\"", "\"\\n\""},
		{"a\n\n", "\"a\\n\\n\"", "\"a\\n\\n\""},
		{" a\nb", "\" a\\nb\"", "\" a\\nb\""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct wubu_error error = {0};
		struct record_step path = {"a", NULL, 0}, inner[2] = {{"f", NULL, 0}, {"g", NULL, 0}};
		struct record *record = read_text("a: (old)\nf: {g: (old)}\n");
		struct record_value *value = record_value_text(arena, rows[i].text);
		struct buf out;
		buf_init(&out);
		assert_int_equal(record_edit_put(record, &path, 1, value, &out, &error), 0);
		assert_string_equal(out.data, arena_format(arena, "a: %s\nf: {g: (old)}\n",
							   rows[i].written));
		buf_clear(&out);
		assert_int_equal(record_edit_put(record, inner, 2, value, &out, &error), 0);
		assert_string_equal(out.data, arena_format(arena, "a: (old)\nf: {g: %s}\n",
							   rows[i].in_flow));
		buf_release(&out);
	}
}

/* ---- adding -------------------------------------------------------------- */

static void a_new_key_comes_after_the_last_one(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"a: 1\n", "b", "2", "a: 1\nb: 2\n"},
		{"a: 1", "b", "2", "a: 1\nb: 2\n"},
		{"a: 1\n", "b=乙", "2", "a: 1\n乙: 2\n"},
		{"a: 1\n", "b=on", "2", "a: 1\non: 2\n"},
		{"a: 1\n", "b=x: y", "2", "a: 1\n\"x: y\": 2\n"},
		{"a: 1\n", "b", "\"\"", "a: 1\nb:\n"},
		{"a:\n  x: 1\nb: 2\n", "a.y", "3", "a:\n  x: 1\n  y: 3\nb: 2\n"},
		{"a:\n    x: 1 # c\n    # about x\n\n    # more\n\n# about b\nb: 2\n", "a.y", "3",
		 "a:\n    x: 1 # c\n    # about x\n\n    # more\n    y: 3\n\n# about b\nb: 2\n"},
		{"a:\n  x: 1\n# about b\nb: 2\n", "a.y", "3", "a:\n  x: 1\n  y: 3\n# about b\nb: 2\n"},
		{"a:\n  b:\n    x: 1\n  # about c\n  c: 1\n", "a.b.y", "3",
		 "a:\n  b:\n    x: 1\n    y: 3\n  # about c\n  c: 1\n"},
		{"a: 1\n# about a\n\n# end\n", "b", "2", "a: 1\n# about a\nb: 2\n\n# end\n"},
		{"a:\n  x: |\n    t\n\nb: 2\n", "a.y", "3", "a:\n  x: |\n    t\n  y: 3\n\nb: 2\n"},
		{"a:\n  x:\nb: 2\n", "a.y", "3", "a:\n  x:\n  y: 3\nb: 2\n"},
		{"l:\n  - a: 1\n    b: 2\n  - a: 3\n", "l.0.c", "4",
		 "l:\n  - a: 1\n    b: 2\n    c: 4\n  - a: 3\n"},
		{"l:\n  - a: 1\n  - a: 3", "l.1.c", "4", "l:\n  - a: 1\n  - a: 3\n    c: 4\n"},
		{"---\na: 1\n...\n", "b", "2", "---\na: 1\nb: 2\n...\n"},
		{"a: 1\n", "b", "{x: 1, y: [p, q]}",
		 "a: 1\n\nb:\n  x: 1\n  y:\n    - p\n    - q\n"},
		{"a: 1\nb:\n  x: 1\n", "c", "{x: 1}", "a: 1\nb:\n  x: 1\nc:\n  x: 1\n"},
		{"a: 1\n\nb:\n  x: 1\n", "c", "{x: 1}", "a: 1\n\nb:\n  x: 1\n\nc:\n  x: 1\n"},
		{"a: 1\n\n# about b\nb:\n  x: 1\n", "c", "w", "a: 1\n\n# about b\nb:\n  x: 1\n\nc: w\n"},
		{"a: 1\n\nb:\n  x: 1\n\nc: y\n", "d", "z", "a: 1\n\nb:\n  x: 1\n\nc: y\nd: z\n"},
		{"a:\n    x:\n    - 1\n", "b.y", "[2]", "a:\n    x:\n    - 1\n\nb:\n    y:\n    - 2\n"},
		{"a: {x: 1}\n", "a.y", "2", "a: {x: 1, y: 2}\n"},
		{"a: { x: 1, }\n", "a.y", "2", "a: { x: 1, y: 2, }\n"},
		{"a: {x: 1}\n", "a.y.z", "[2]", "a: {x: 1, y: {z: [2]}}\n"},
		{"a: {x: }\n", "a.y", "2", "a: {x: , y: 2 }\n"},
		{"a: {\n  x: 1, # c\n  y: 2  # d\n}\n", "a.z", "3",
		 "a: {\n  x: 1, # c\n  y: 2,  # d\n  z: 3\n}\n"},
		{"a: {\n  x: 1,\n}\n", "a.z", "3", "a: {\n  x: 1,\n  z: 3,\n}\n"},
		{"a: {x: 1,\n    y: 2}\n", "a.z", "3", "a: {x: 1,\n    y: 2, z: 3}\n"},
		{"a: {}\nb: 1\n", "a.x", "1", "a:\n  x: 1\nb: 1\n"},
		{"a: {}  # c\nb: 1\n", "a.x", "1", "a:  # c\n  x: 1\nb: 1\n"},
		{"a:\nb: 1\n", "a.x", "1", "a:\n  x: 1\nb: 1\n"},
		{"a:   # c\nb: 1\n", "a.x.y", "1", "a:   # c\n  x:\n    y: 1\nb: 1\n"},
		{"a: []\n", "a.+.x", "1", "a:\n  - x: 1\n"},
		{"{}\n", "a.x", "1", "{a: {x: 1}}\n"},
		{"{a: 1}\n", "b", "[x]", "{a: 1, b: [x]}\n"},
		{"a: {b: {}}\n", "a.b.c", "1", "a: {b: {c: 1}}\n"},
		{"a: {b: }\n", "a.b.c", "1", "a: {b: {c: 1} }\n"},
		{"a: {\n  x:\n}\n", "a.y", "1", "a: {\n  x: ,\n  y: 1\n}\n"},
		{"a:\n  - b: |\n      x", "c", "1", "a:\n  - b: |-\n      x\nc: 1\n"},
		{"a: |\n  x\n", "b", "1", "a: |\n  x\nb: 1\n"},
	};
	CHECK(rows);
}

static void a_new_item_comes_after_the_last_one(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"a:\n  - x\nb: 1\n", "a.+", "w", "a:\n  - x\n  - w\nb: 1\n"},
		{"a:\n- x\nb: 1\n", "a.+", "w", "a:\n- x\n- w\nb: 1\n"},
		{"a:\n- x\n# about b\nb: 1\n", "a.+", "w", "a:\n- x\n- w\n# about b\nb: 1\n"},
		{"a:\n  - x # c\n  # d\n\n# about b\nb: 1\n", "a.1", "w",
		 "a:\n  - x # c\n  # d\n  - w\n\n# about b\nb: 1\n"},
		{"a:\n  - {x: 1}\n", "a.+", "{x: 2, y: 3}", "a:\n  - {x: 1}\n  - {x: 2, y: 3}\n"},
		{"a:\n  - {x: 1}\n", "a.+", "{x: [2]}", "a:\n  - {x: 1}\n  - x:\n      - 2\n"},
		{"a:\n  - x: 1\n", "a.+", "{x: 2, y: 3}", "a:\n  - x: 1\n  - x: 2\n    y: 3\n"},
		{"a:\n  - x: 1\n", "a.+.z.+", "2", "a:\n  - x: 1\n  - z:\n      - 2\n"},
		{"a:\n  - - x\n", "a.0.+", "w", "a:\n  - - x\n    - w\n"},
		{"a: [x]\n", "a.+", "w", "a: [x, w]\n"},
		{"a: []\n", "a.+", "w", "a:\n  - w\n"},
		{"a: {b: []}\n", "a.b.0", "w", "a: {b: [w]}\n"},
		{"a: [\n  x,\n  y # c\n]\n", "a.+", "{z: 1}", "a: [\n  x,\n  y, # c\n  {z: 1}\n]\n"},
		{"a: 1\n", "b.+.c", "w", "a: 1\n\nb:\n  - c: w\n"},
		{"a: 1\nb:\n- x\n", "c.d.+", "w", "a: 1\nb:\n- x\nc:\n  d:\n  - w\n"},
		{"a:\n  - x\n", "a.+", "\"p\\nq\\n\"", "a:\n  - x\n  - |\n    p\n    q\n"},
		{"a:\n  - x\n", "a.+", "\"\"", "a:\n  - x\n  - \"\"\n"},
		{"a:\n  -\n", "a.+", "w", "a:\n  -\n  - w\n"},
	};
	CHECK(rows);
}

/* ---- dropping ------------------------------------------------------------ */

static void what_is_dropped_takes_its_own_comments_along(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"a: 1\nb: 2\n", "a", NULL, "b: 2\n"},
		{"a: 1\nb: 2\n", "b", NULL, "a: 1\n"},
		{"a: 1\nb: 2", "b", NULL, "a: 1\n"},
		{"a: 1\n# about b\nb: 2 # c\nc: 3\n", "b", NULL, "a: 1\nc: 3\n"},
		{"# the file\na: 1\nb: 2\n", "a", NULL, "# the file\nb: 2\n"},
		{"a: 1\n\nb:\n  x: 1\n  # end\n\n# about c\nc: 2\n", "b", NULL,
		 "a: 1\n\n# about c\nc: 2\n"},
		{"a: 1\n\n# b\nb:\n  x: 1\n", "b", NULL, "a: 1\n"},
		{"a:\n  x: 1\n  y: 2\nb: 1\n", "a.x", NULL, "a:\n  y: 2\nb: 1\n"},
		{"a:\n  x: 1\nb: 1\n", "a.x", NULL, "b: 1\n"},
		{"a:\n  x:\n    - y: {z: 1}\nb: 1\n", "a.x.0.y.z", NULL, "b: 1\n"},
		{"a:\n  - x\n  - y\n  - z\n", "a.1", NULL, "a:\n  - x\n  - z\n"},
		{"a:\n  # y\n  - x: 1\n    y: 2\n  # z\n  - z\n", "a.0", NULL, "a:\n  # z\n  - z\n"},
		{"a:\n  - x: 1\n    y: 2\n", "a.0.x", NULL, "a:\n  - y: 2\n"},
		{"a:\n  - x: 1 # c\n    # about y\n    y: 2\n", "a.0.x", NULL,
		 "a:\n  - # about y\n    y: 2\n"},
		{"a:\n  - x: 1\n    y: 2\n", "a.0.y", NULL, "a:\n  - x: 1\n"},
		{"a: {x: 1, y: 2, z: 3}\n", "a.x", NULL, "a: {y: 2, z: 3}\n"},
		{"a: {x: 1, y: 2, z: 3}\n", "a.y", NULL, "a: {x: 1, z: 3}\n"},
		{"a: {x: 1, y: 2, z: 3}\n", "a.z", NULL, "a: {x: 1, y: 2}\n"},
		{"a: [x, {y: 1}, z]\n", "a.1.y", NULL, "a: [x, z]\n"},
		{"a: {x: 1}\nb: 1\n", "a.x", NULL, "b: 1\n"},
		{"a: {\n  x: 1, # c\n  # about y\n  y: 2, # d\n  z: 3\n}\n", "a.y", NULL,
		 "a: {\n  x: 1, # c\n  z: 3\n}\n"},
		{"a: {\n  x: 1,\n  y: 2\n}\n", "a.y", NULL, "a: {\n  x: 1,\n}\n"},
		{"a: {x: 1, # c\n  y: 2}\n", "a.y", NULL, "a: {x: 1, # c\n  }\n"},
		{"a: {x: 1, # c\n  y: 2}\n", "a.x", NULL, "a: {y: 2}\n"},
		{"a: {x: 1\n  , y: 2}\n", "a.x", NULL, "a: {y: 2}\n"},
		{"a: \"x\n# y\"\nb: 1\n", "b", NULL, "a: \"x\n# y\"\n"},
		{"a: |\n  x\n   \nb: 1\n\nc: 1\n", "b", NULL, "a: |\n  x\n   \n\nc: 1\n"},
		{"a: {x: 1,\n  y: 2\n, }\n", "a.y", NULL, "a: {x: 1,\n   }\n"},
		{"a: {x: , y: 2}\n", "a.y", NULL, "a: {x: }\n"},
		{"a: |\n  x\n\n\nb: 1\n", "a", NULL, "\n\nb: 1\n"},
		{"z: 1\n\na: |\n  x\n\nb: 1\n", "a", NULL, "z: 1\n\nb: 1\n"},
		{"a:\n  -\n  - y\n", "a.0", NULL, "a:\n  - y\n"},
	};
	CHECK(rows);
}

/* ---- refusing ------------------------------------------------------------ */

static void an_edit_that_cannot_be_made_changes_nothing(void **state)
{
	(void)state;
	static const struct { const char *source, *path, *value, *says; } rows[] = {
		{"a: x\n", "a.b", "1", "text stands here"},
		{"a: [x]\n", "a.b", "1", "list stands here"},
		{"a: {x: 1}\n", "a.+", "1", "map stands here"},
		{"a: [x]\n", "a.5", "1", "no item"},
		{"a: []\n", "a.5", "1", "no item"},
		{"a: 1\n", "b.5", "1", "no item"},
		{"a: 1\n", "", "1", "name of a field"},
		{"a: 1\n", "b", NULL, "does not have"},
		{"a: [x]\n", "a.1", NULL, "does not have"},
		{"a: [x]\n", "a.+", NULL, "does not have"},
		{"a: 1\n", "a", NULL, "cannot be empty"},
		{"a: {b: [1]}\n", "a.b.0", NULL, "cannot be empty"},
		{"a: 1\n", "b=<<", "1", "could not be read"},
		{"a: 1\n", "b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b", "1", "too deep"},
		{"a: 1\n", "b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b", "[1]", "too deep"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct wubu_error error = {0};
		struct buf out;
		buf_init(&out);
		buf_text(&out, "before");
		assert_int_equal(edit(rows[i].source, rows[i].path, rows[i].value, &out, &error), -1);
		assert_string_equal(out.data, "before");
		if (!strstr(error.message, rows[i].says))
			fail_msg("row %zu: %s", i, error.message);
		assert_true(error.line > 0 && error.code != WUBU_OK);
		buf_release(&out);
	}
}

static void dangerous_texts_are_not_written(void **state)
{
	(void)state;
	static const char *const texts[] = {"a\rb", "\xff", "\xE2\x80\xAE", "\x1b[2J", "\xEF\xBB\xBF"};
	struct record *record = read_text("a: 1\n");
	struct record_step path = {"b", NULL, 0};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct wubu_error error = {0};
		struct buf out;
		buf_init(&out);
		struct record_value *map = record_value_map(arena);
		record_value_put(arena, map, i % 2 ? texts[i] : "k",
				 record_value_text(arena, i % 2 ? "v" : texts[i]));
		assert_int_equal(record_edit_put(record, &path, 1, map, &out, &error), -1);
		assert_int_equal(out.size, 0);
		buf_release(&out);
	}
}

static void the_canonical_name_finds_a_key_that_is_spelled_otherwise(void **state)
{
	(void)state;
	struct wubu_error error = {0};
	struct record *record = read_text("标题: 旧\n其他: 1\n");
	record->root->entries[0].name = "title";
	struct record_step path = {"title", "名称", 0};
	struct buf out;
	buf_init(&out);
	struct record_value *value = record_value_text(arena, "新");
	assert_int_equal(record_edit_put(record, &path, 1, value, &out, &error), 0);
	assert_string_equal(out.data, "标题: 新\n其他: 1\n");
	buf_clear(&out);
	assert_int_equal(record_edit_drop(record, &path, 1, &out, &error), 0);
	assert_string_equal(out.data, "其他: 1\n");
	buf_release(&out);
}

/* ---- whole documents ----------------------------------------------------- */

static void a_new_record_is_written_in_clean_block_style(void **state)
{
	(void)state;
	struct record *record = read_text(
		"{id: WJ-2021-003, title: 路口改造, matter: , opened: {on: 2021-03-01, by: liu.fang},"
		" part: {list: [{channel: 网站, feedback: \"\"}, {a: [1]}, [x, u], z]}, note: \"a\\nb\\n\","
		" none: [], last: \"no\"}");
	struct buf out;
	buf_init(&out);
	record_write(record_value_of(arena, record->root), &out);
	assert_string_equal(out.data,
			    "id: WJ-2021-003\n"
			    "title: 路口改造\n"
			    "matter:\n"
			    "\n"
			    "opened:\n"
			    "  on: 2021-03-01\n"
			    "  by: liu.fang\n"
			    "\n"
			    "part:\n"
			    "  list:\n"
			    "    - {channel: 网站, feedback: \"\"}\n"
			    "    - a:\n"
			    "        - 1\n"
			    "    - - x\n"
			    "      - u\n"
			    "    - z\n"
			    "\n"
			    "note: |\n"
			    "  a\n"
			    "  b\n"
			    "none: []\n"
			    "last: \"no\"\n");
	assert_true(record_equal(record->root, read_text(out.data)->root));
	buf_release(&out);
}

static void a_map_that_is_too_wide_for_a_line_takes_several(void **state)
{
	(void)state;
	struct record_value *root = record_value_map(arena), *list = record_value_list(arena);
	char wide[64];
	memset(wide, 'x', sizeof wide);
	for (size_t width = 36; width < 40; width++) {
		struct record_value *map = record_value_map(arena);
		wide[width] = '\0';
		record_value_put(arena, map, "a", record_value_text(arena, wide));
		record_value_put(arena, map, "b", record_value_text(arena, wide));
		record_value_add(arena, list, map);
		wide[width] = 'x';
	}
	record_value_put(arena, root, "l", list);
	struct buf out;
	buf_init(&out);
	record_write(root, &out);
	for (const char *line = out.data; *line; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\n") < 90);
	assert_non_null(strstr(out.data, "- {a:"));
	assert_non_null(strstr(out.data, "- a:"));
	buf_clear(&out);
	record_write(record_value_map(arena), &out);
	assert_string_equal(out.data, "{}\n");
	buf_release(&out);
}

/* ---- any record, any edit ------------------------------------------------ */

static uint32_t seed = 12345;

static uint32_t chance(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}

static const char *random_text(void)
{
	static const char *const bits[] = {"a", "b", " ", ":", "#", "-", "望", "京", "\n", "\t", "'",
					   "\"", "\\", "{", "}", "[", "]", ",", "no", "?", "|", ">",
					   "%", "@", "`", "!", "&", "*", "1", "~", ": ", " #", "  "};
	char *text = arena_text(arena, "");
	for (uint32_t n = chance(7); n; n--)
		text = arena_format(arena, "%s%s", text, bits[chance(sizeof bits / sizeof *bits)]);
	return text;
}

static struct record_value *random_value(unsigned depth)
{
	uint32_t kind = depth ? chance(4) : 0;
	if (kind < 2)
		return record_value_text(arena, random_text());
	struct record_value *value = kind == 2 ? record_value_list(arena) : record_value_map(arena);
	for (uint32_t i = 0, n = chance(4); i < n; i++) {
		if (kind == 2)
			record_value_add(arena, value, random_value(depth - 1));
		else
			record_value_put(arena, value, arena_format(arena, "%c", 'p' + (int)i),
					 random_value(depth - 1));
	}
	return value;
}

/* Lines that a writer of records never makes but a clerk does. */
static const char *const clerks[] = {
	"# head\na: 1   # one\n\n\nb:\n    - x\n    # c\n    -   y: {p: 1, q: [1,2]}\n        z: 2 # d\n"
	"    # e\n\n# about c\nc: {p: [a,\n  b , # x\n  c],\n  q: }\n# tail\n\n# end\n",
	"---\nq: 'it''s'\nlist:\n- - 1\n  - 2\n- p: |\n    text\n     more\n\n  q: |-\n    end\n"
	"- \"dq\n  dq\"\nempty:\nlast: plain\n  goes on\n...\n",
	"{ # c\n  \"p\" : 'x', # d\n  q: [1 , 2,],\n\n  # e\n  r: { a: \"b\"\n  , c: {} }\n  # f\n}\n",
	"\"p q\":\t# tab\n- |-  # c\n   x\n\n   y\n\n   # z\n # less\n- - - k: v\n      l:\n        m\n"
	"    # n\n  - w\n'r': z \n",
	"p:\n\n  # c1\n\n  q: |\n     t\n\n\n    # c2\n  r: x\n   # c3\n\n # c4\n#c5\n\n\nu:\n# c6\n- a\n# c7\n- b\n"
	"\n# c8\n-\n   # c9\n   c: d\n\n   # c10\n\nv: w\n\n# c11\n\n  # c12\n\n",
	"p:\n  # c1\n  q:\n      r:\n       - 1\n       -\n       - {}\n  # c2\n  p: []\nq: {p: , q: {p: 1}}",
};

static struct record *random_record(void)
{
	struct buf out;
	if (chance(3) == 0)
		return read_text(clerks[chance(sizeof clerks / sizeof *clerks)]);
	struct record_value *root = record_value_map(arena);
	for (uint32_t i = 0, n = 1 + chance(4); i < n; i++)
		record_value_put(arena, root, arena_format(arena, "%c", 'p' + (int)i),
				 random_value(3));
	buf_init(&out);
	record_write(root, &out);
	struct record *record = read_text(out.data);
	assert_true(record_equal(record->root, record->root));
	buf_release(&out);
	return record;
}

static size_t random_path(const struct record_node *node, struct record_step *path)
{
	size_t depth = 0;
	do {
		bool known = node && node->kind != RECORD_TEXT && node->count && chance(4);
		if (node && node->kind == RECORD_LIST)
			path[depth] = (struct record_step){
				NULL, NULL, known ? chance((uint32_t)node->count) : RECORD_APPEND};
		else if (known)
			path[depth] = (struct record_step){
				node->entries[chance((uint32_t)node->count)].name, NULL, 0};
		else
			path[depth] = (struct record_step){"新", NULL, 0};
		if (!known)
			node = NULL;
		else
			node = node->kind == RECORD_LIST ? node->items[path[depth].index]
							 : record_get(node, path[depth].name);
		depth++;
	} while (chance(3) && depth < 6);
	return depth;
}

/* Edits that were made, and those that could have been but were refused. */
static size_t made, refused_though_possible;

static void show_refused(const struct record *record, const struct record_step *path, size_t depth,
			 const struct record_value *value, const struct wubu_error *error)
{
	struct record_value *shown = record_value_map(arena);
	struct buf out;
	buf_init(&out);
	printf("%s\n%s\n%s", error->message, record->source.data, value ? "put" : "drop");
	for (size_t i = 0; i < depth; i++)
		printf(" %s.%d", path[i].name ? path[i].name : "", (int)path[i].index);
	record_value_put(arena, shown, "value", value ? (struct record_value *)value
						      : record_value_text(arena, ""));
	record_write(shown, &out);
	printf("\n%s", out.data);
	buf_release(&out);
}

static struct record *random_edit(struct record *record)
{
	struct record_step path[8];
	struct wubu_error error = {0};
	struct buf out;
	size_t depth = random_path(record->root, path);
	struct record_value *value = chance(4) ? random_value(2) : NULL;
	buf_init(&out);
	int rc = value ? record_edit_put(record, path, depth, value, &out, &error)
		       : record_edit_drop(record, path, depth, &out, &error);
	if (rc == 0) {
		made++;
		record = read_text(out.data);
	} else {
		assert_int_equal(out.size, 0);
		bool damage = strstr(error.message, "without changing") ||
			      strstr(error.message, "could not be read");
		if (damage && !strstr(error.message, "too deep") && !refused_though_possible++)
			show_refused(record, path, depth, value, &error);
	}
	buf_release(&out);
	return record;
}

static void any_edit_of_any_record_is_made_or_refused(void **state)
{
	(void)state;
	clock_t begin = clock();
	for (unsigned round = 0; round < 20000; round++) {
		if ((double)(clock() - begin) / CLOCKS_PER_SEC > 2.0)
			break;
		struct record *record = random_record();
		for (unsigned i = 0; i < 6; i++)
			record = random_edit(record);
		arena_reset(arena);
	}
	assert_true(made > 100);
	assert_int_equal(refused_though_possible, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_replaced_where_it_stands),
		cmocka_unit_test(texts_are_quoted_only_where_yaml_needs_it),
		cmocka_unit_test(a_new_key_comes_after_the_last_one),
		cmocka_unit_test(a_new_item_comes_after_the_last_one),
		cmocka_unit_test(what_is_dropped_takes_its_own_comments_along),
		cmocka_unit_test(an_edit_that_cannot_be_made_changes_nothing),
		cmocka_unit_test(dangerous_texts_are_not_written),
		cmocka_unit_test(the_canonical_name_finds_a_key_that_is_spelled_otherwise),
		cmocka_unit_test(a_new_record_is_written_in_clean_block_style),
		cmocka_unit_test(a_map_that_is_too_wide_for_a_line_takes_several),
		cmocka_unit_test(any_edit_of_any_record_is_made_or_refused),
	};
	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
