/* SPDX-License-Identifier: Apache-2.0 */
/* Records kept as bytes: what comes back is what was read, and bytes that are no image are refused. */
#include "base/limits.h"
#include "record/image.h"
#include "store/outside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

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

static struct record *read_bytes(const char *file, struct wubu_bytes bytes)
{
	struct record *record;
	struct wubu_error error = {0};
	if (record_read(&record, arena, file, bytes, &error))
		fail_msg("%s:%u: %s", file, error.line, error.message);
	return record;
}

static void same_node(const struct record_node *a, const struct record_node *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->line, b->line);
	assert_int_equal(a->column, b->column);
	assert_int_equal(a->begin, b->begin);
	assert_int_equal(a->end, b->end);
	assert_int_equal(a->plain, b->plain);
	assert_int_equal(a->flow, b->flow);
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->text.size, b->text.size);
	if (a->kind == RECORD_TEXT)
		assert_memory_equal(a->text.data, b->text.data, a->text.size + 1);
	for (size_t i = 0; a->kind == RECORD_LIST && i < a->count; i++)
		same_node(a->items[i], b->items[i]);
	for (size_t i = 0; a->kind == RECORD_MAP && i < a->count; i++) {
		assert_string_equal(b->entries[i].name, b->entries[i].key->text.data);
		same_node(a->entries[i].key, b->entries[i].key);
		same_node(a->entries[i].value, b->entries[i].value);
	}
}

static void same_record(const struct record *a, const struct record *b)
{
	assert_string_equal(a->file, b->file);
	assert_int_equal(a->source.size, b->source.size);
	assert_memory_equal(a->source.data, b->source.data, a->source.size + 1);
	same_node(a->root, b->root);
}

static void every_shipped_rule_file_comes_back_as_it_was_read(void **state)
{
	(void)state;
	const char *source = getenv("WUBU_SOURCE"), **paths;
	const char *folder = arena_format(arena, "%s/rules", source ? source : ".");
	struct wubu_error error = {0};
	struct buf image;
	size_t count, files = 0;
	assert_int_equal(store_list_outside(folder, arena, &paths, &count, &error), 0);
	struct record **records = arena_array(arena, count, sizeof *records);
	buf_init(&image);
	for (size_t i = 0; i < count; i++) {
		struct wubu_bytes bytes;
		const char *path = arena_format(arena, "%s/%s", folder, paths[i]);
		/* What `rules new` begins with has gaps to be filled, so it is no YAML yet. */
		if (!strstr(path, ".yaml") || strncmp(paths[i], "skeleton/", 9) == 0)
			continue;
		assert_int_equal(store_read_outside(path, LIMIT_YAML_BYTES, arena, &bytes, &error), 1);
		records[files] = read_bytes(paths[i], bytes);
		record_image_write(records[files++], &image);
	}
	assert_true(files > 10);
	struct wubu_bytes rest = buf_bytes(&image);
	for (size_t i = 0; i < files; i++) {
		struct record *back = NULL;
		assert_int_equal(record_image_read(&back, arena, &rest), 0);
		same_record(records[i], back);
	}
	assert_int_equal(rest.size, 0);
	buf_release(&image);
}

static const char sample[] = "a: 1\nb: [x, {c: \"d\\n\", e: ''}]\nf: |\n  one\n  two\ng:\n  - h: 标题\n";

static void what_the_vocabulary_said_is_left_behind(void **state)
{
	(void)state;
	struct record *record = read_bytes("x.yaml", bytes_of(sample)), *back = NULL;
	struct buf image;
	buf_init(&image);
	record->root->entries[0].name = "canonical";
	record->root->entries[0].value->word = "one";
	record_image_write(record, &image);
	struct wubu_bytes rest = buf_bytes(&image);
	assert_int_equal(record_image_read(&back, arena, &rest), 0);
	assert_string_equal(back->root->entries[0].name, "a");
	assert_null(back->root->entries[0].value->word);
	buf_release(&image);
}

static void an_image_that_ends_early_is_none(void **state)
{
	(void)state;
	struct buf image;
	buf_init(&image);
	record_image_write(read_bytes("x.yaml", bytes_of(sample)), &image);
	for (size_t size = 0; size < image.size; size++) {
		/* Of its own size, so that a sanitizer sees what is read beyond it. */
		char *copy = malloc(size ? size : 1);
		struct record *back = NULL;
		memcpy(copy, image.data, size);
		struct wubu_bytes rest = {copy, size};
		assert_int_equal(record_image_read(&back, arena, &rest), -1);
		assert_null(back);
		free(copy);
	}
	buf_release(&image);
}

/* Whether a changed byte is noticed is for the digest to say; that nothing is read out of bounds is for the image. */
static void a_changed_byte_reads_nothing_out_of_bounds(void **state)
{
	(void)state;
	static const unsigned char changes[] = {0x01, 0x80, 0xff};
	struct buf image;
	buf_init(&image);
	record_image_write(read_bytes("x.yaml", bytes_of(sample)), &image);
	size_t refused = 0;
	for (size_t at = 0; at < image.size; at++)
		for (size_t k = 0; k < sizeof changes; k++) {
			char *copy = malloc(image.size);
			struct record *back = NULL;
			memcpy(copy, image.data, image.size);
			copy[at] = (char)(copy[at] ^ changes[k]);
			struct wubu_bytes rest = {copy, image.size};
			int rc = record_image_read(&back, arena, &rest);
			refused += rc != 0;
			if (!rc)
				record_equal(back->root, back->root);
			free(copy);
		}
	assert_true(refused > 0);
	buf_release(&image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shipped_rule_file_comes_back_as_it_was_read),
		cmocka_unit_test(what_the_vocabulary_said_is_left_behind),
		cmocka_unit_test(an_image_that_ends_early_is_none),
		cmocka_unit_test(a_changed_byte_reads_nothing_out_of_bounds),
	};
	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
