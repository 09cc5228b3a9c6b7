/* SPDX-License-Identifier: Apache-2.0 */
#include "worked.h"

#include "base/limits.h"
#include "rule/vocabulary.h"
#include "store/outside.h"

#include <stdio.h>
#include <stdlib.h>

/* What the worked records write where the engine puts the rules they were opened under. */
#define NO_RULES "0000000000000000000000000000000000000000"

static void fail(const char *where, const char *what)
{
	fprintf(stderr, "%s: %s\n", where, what);
	exit(1);
}

/* ---- cutting up ----------------------------------------------------------------- */

static size_t line_begin(struct wubu_bytes text, size_t at)
{
	while (at && text.data[at - 1] != '\n')
		at--;
	return at;
}

/* The part that ends STEP: a sign-off, or a skip. */
static const struct record_entry *ending(const struct record_node *section)
{
	const struct record_entry *end = record_entry(section, "sign-off");
	return end ? end : record_entry(section, "skip");
}

static void cut_step(struct worked *worked, const struct record_entry *entry, size_t end, struct arena *arena)
{
	const struct record_entry *last = ending(entry->value);
	const struct record_node *on = last ? record_get(last->value, "on") : NULL;
	struct worked_step *step = arena_push(arena, worked->steps, worked->step_count);
	*step = (struct worked_step){.begin = line_begin(worked->text, entry->key->begin), .end = end};
	if (!last)
		return;
	if (!on || last != &entry->value->entries[entry->value->count - 1])
		fail(worked->id, "a step does not end with its sign-off");
	step->sign = line_begin(worked->text, last->key->begin);
	step->day = on->day;
	step->by = record_get_text(last->value, "by");
	worked->acts += 2;
}

static bool is_step(const struct rulebook *book, const char *name)
{
	for (size_t i = 0; i < book->step_count; i++)
		if (strcmp(book->steps[i]->name, name) == 0)
			return true;
	return false;
}

static bool is_before(const struct worked_step *steps, size_t k, size_t i)
{
	return steps[k].by && (steps[k].day < steps[i].day || (steps[k].day == steps[i].day && k < i));
}

static void cut_up(struct worked *worked, const struct record *record, const struct rulebook *book,
		   struct arena *arena)
{
	const struct record_node *root = record->root;
	for (size_t i = 0; i < root->count; i++) {
		size_t end = i + 1 < root->count ? line_begin(worked->text, root->entries[i + 1].key->begin)
						 : worked->text.size;
		if (is_step(book, root->entries[i].name))
			cut_step(worked, &root->entries[i], end, arena);
	}
	for (size_t i = 0; i < worked->step_count; i++)
		for (size_t k = 0; k < worked->step_count; k++)
			worked->steps[i].turn += is_before(worked->steps, k, i);
}

/* ---- reading ---------------------------------------------------------------------- */

static struct wubu_bytes read_whole(const char *path, struct arena *arena)
{
	struct wubu_bytes bytes = {0};
	struct wubu_error error = {0};
	if (store_read_outside(path, LIMIT_YAML_BYTES, arena, &bytes, &error) != 1)
		fail(path, error.message);
	return bytes;
}

static void read_files(struct worked *worked, const char *folder, const char *record, struct arena *arena)
{
	const char **paths;
	size_t count;
	struct wubu_error error = {0};
	if (store_list_outside(folder, arena, &paths, &count, &error))
		fail(folder, error.message);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(paths[i], record) == 0)
			continue;
		struct worked_file *file = arena_push(arena, worked->files, worked->file_count);
		file->path = paths[i];
		file->bytes = read_whole(arena_format(arena, "%s/%s", folder, paths[i]), arena);
		digest_sha256(file->bytes, file->hex);
	}
}

void worked_read(struct worked *worked, const char *folder, const struct ledger_rules *rules,
		 struct arena *arena)
{
	const struct rulebook *book = rules->books[0];
	const char *path = arena_format(arena, "%s/%s", folder, book->file);
	struct rule_facts words = {.book = book, .today = DATE_NONE};
	struct wubu_error error = {0};
	struct record *record;
	*worked = (struct worked){.id = strrchr(folder, '/') + 1, .text = read_whole(path, arena)};
	if (record_read(&record, arena, path, worked->text, &error))
		fail(path, error.message);
	vocabulary_apply(&words, record, NULL);
	cut_up(worked, record, book, arena);
	read_files(worked, folder, book->file, arena);
	worked->year = atoi(worked->id - 5); /* "2021/WJ-2021-003" */
}

/* ---- telling ------------------------------------------------------------------------ */

void telling_init(struct telling *telling, const struct worked *worked, const char *id,
		  const char *rules, struct arena *arena)
{
	*telling = (struct telling){worked, id, rules, arena_array(arena, worked->file_count, sizeof *telling->files)};
	for (size_t i = 0; i < worked->file_count; i++) {
		const struct worked_file *old = &worked->files[i];
		const char *text = arena_format(arena, "%.*s\n<!-- %s -->\n", (int)old->bytes.size, old->bytes.data, id);
		telling->files[i] = (struct worked_file){.path = old->path, .bytes = bytes_of(text)};
		digest_sha256(bytes_of(text), telling->files[i].hex);
	}
}

const struct worked_step *worked_turn(const struct worked *worked, size_t act)
{
	for (size_t i = 0; i < worked->step_count; i++)
		if (worked->steps[i].by && worked->steps[i].turn == act / 2)
			return &worked->steps[i];
	return NULL;
}

/* The sections as far as they are written after ACT; what stands between them always. */
static void put_sections(const struct worked *worked, size_t act, struct buf *out)
{
	size_t at = 0;
	for (size_t i = 0; i < worked->step_count; i++) {
		const struct worked_step *step = &worked->steps[i];
		buf_add(out, (struct wubu_bytes){worked->text.data + at, step->begin - at});
		size_t until = !step->by || act < 2 * step->turn ? step->begin
			       : act == 2 * step->turn ? step->sign : step->end;
		buf_add(out, (struct wubu_bytes){worked->text.data + step->begin, until - step->begin});
		at = step->end;
	}
	buf_add(out, (struct wubu_bytes){worked->text.data + at, worked->text.size - at});
}

/* Append TEXT with each FROM replaced by TO. */
static void put_replaced(const char *text, const char *from, const char *to, struct buf *out)
{
	const char *next;
	for (; (next = strstr(text, from)); text = next + strlen(from)) {
		buf_add(out, (struct wubu_bytes){text, (size_t)(next - text)});
		buf_text(out, to);
	}
	buf_text(out, text);
}

const char *telling_text(const struct telling *telling, size_t act, struct arena *arena)
{
	const struct worked *worked = telling->worked;
	struct buf text, next;
	buf_init(&text);
	buf_init(&next);
	put_sections(worked, act, &next);
	put_replaced(next.data, worked->id, telling->id, &text);
	buf_clear(&next);
	put_replaced(text.data, NO_RULES, telling->rules, &next);
	/* Digests are all of one length: they are replaced where they stand. */
	for (size_t i = 0; i < worked->file_count; i++)
		for (char *at = next.data; (at = strstr(at, worked->files[i].hex));)
			memcpy(at, telling->files[i].hex, DIGEST_HEX - 1);
	const char *copy = arena_copy(arena, buf_bytes(&next));
	buf_release(&text);
	buf_release(&next);
	return copy;
}
