/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rulebooks that must not load, and such that must: tests/rules/loader.yaml.  Each row edits a shipped
 * rulebook or adds one below it; what is refused must be refused at its file and line.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "rule/rulebook.h"

#include <stdio.h>
#include <stdlib.h>

#define STATE "cn/state-council-713"
#define PLACE "cn/beijing/wangjing"
#define CHILD "test/child"

static struct record *table;
static size_t cases, failures;

/* ---- files ---------------------------------------------------------------------------------- */

static struct wubu_bytes slurp(const char *path, struct arena *arena)
{
	const char *source = getenv("WUBU_SOURCE");
	const char *full = arena_format(arena, "%s/%s", source ? source : ".", path);
	char *text = arena_alloc(arena, LIMIT_YAML_BYTES + 1);
	FILE *file = fopen(full, "rb");
	size_t size = file ? fread(text, 1, LIMIT_YAML_BYTES, file) : 0;
	if (!file)
		printf("Bail out! %s cannot be read\n", full);
	else
		fclose(file);
	return (struct wubu_bytes){text, size};
}

static const char *path_of(const char *name, struct arena *arena)
{
	return arena_format(arena, "rules/%s/rulebook.yaml", name);
}

/* ---- what a row makes of the shipped files ----------------------------------------------------- */

static void fail(const struct record_node *row, const char *what, const char *got)
{
	failures++;
	printf("# loader.yaml:%u: %s%s%s\n", row->line, what, got ? ": " : "", got ? got : "");
}

/* TEXT with the row's one replacement. */
static struct wubu_bytes edited(const struct record_node *row, struct wubu_bytes text, struct arena *arena)
{
	const char *old = record_get_text(row, "replace"), *new = record_get_text(row, "with");
	const char *at = strstr(text.data, old);
	if (!at || strstr(at + 1, old)) {
		fail(row, at ? "the text to replace stands there twice" : "the text to replace is not there", old);
		return text;
	}
	return bytes_of(arena_format(arena, "%.*s%s%s", (int)(at - text.data), text.data, new, at + strlen(old)));
}

/* The rulebook that a row adds, with the lines that all of them have. */
static struct wubu_bytes child_of(const struct record_node *row, struct arena *arena)
{
	const char *parent = record_get_text(row, "extends");
	return bytes_of(arena_format(arena,
				     "rulebook: " CHILD "\nversion: 1\nextends: %s\n"
				     "title: {zh: 下级, en: Child}\nin-force: {from: 2021-01-01}\n%s",
				     parent ? parent : STATE, record_get_text(row, "child")));
}

static int give(void *context, const char *name, struct arena *arena, struct record **record,
		struct wubu_error *error)
{
	const struct record_node *row = context;
	const char *in = record_get_text(row, "in"), *path = path_of(name, arena);
	bool shipped = strcmp(name, STATE) == 0 || strcmp(name, PLACE) == 0;
	if (!shipped && strcmp(name, CHILD) != 0)
		return error_set(error, WUBU_NOT_FOUND, "there is no rulebook %s", name);
	struct wubu_bytes text = shipped ? slurp(path, arena) : child_of(row, arena);
	if (in && strcmp(name, strcmp(in, "state") == 0 ? STATE : PLACE) == 0)
		text = edited(row, text, arena);
	return record_read(record, arena, path, text, error);
}

/* The rulebook that a row is about. */
static const char *subject(const struct record_node *row)
{
	const char *in = record_get_text(row, "in");
	return record_get(row, "child") ? CHILD : in && strcmp(in, "state") == 0 ? STATE : PLACE;
}

/* ---- what came out -------------------------------------------------------------------------------- */

static void compare_refusal(const struct record_node *row, const struct wubu_error *error, struct arena *arena)
{
	const char *at = record_get_text(row, "at"), *message = record_get_text(row, "message");
	const char *hint = record_get_text(row, "hint");
	const char *where = arena_format(arena, "%s:%u: %s", error->file, error->line, error->source);
	if (!at || !message)
		fail(row, "a row says where (at) and what (message)", error->message);
	if (strcmp(error->file, path_of(subject(row), arena)) != 0 || error->line == 0)
		fail(row, "not the file and line", where);
	if (at && !strstr(error->source, at))
		fail(row, "not that line", where);
	if (message && !strstr(error->message, message))
		fail(row, "not that message", error->message);
	if (hint && !strstr(error->hint, hint))
		fail(row, "not that hint", error->hint);
}

/* The roles that a row expects the legal reviewer to be apart from, and no others. */
static void compare_apart(const struct record_node *row, const struct rulebook *book)
{
	const struct record_node *wanted = record_get(row, "apart");
	const struct rule_role *role = rule_role(book, "legal-reviewer");
	if (!wanted)
		return;
	if (wanted->count != role->apart_from.count)
		fail(row, "not so many roles apart", NULL);
	for (size_t i = 0; i < wanted->count; i++)
		if (!rule_names_have(&role->apart_from, wanted->items[i]->text.data))
			fail(row, "not apart", wanted->items[i]->text.data);
}

static void try_row(const struct record_node *row)
{
	struct arena *arena = arena_new();
	struct rulebook *book;
	struct wubu_error error = {0};
	size_t before = failures;
	bool loads = rulebook_load(&book, subject(row), give, (void *)row, arena, &error) == 0;
	bool wanted = record_get(row, "loads") != NULL;
	if (loads && !wanted)
		fail(row, "it loads", NULL);
	else if (!loads && wanted)
		fail(row, error.message, error.source);
	else if (!loads)
		compare_refusal(row, &error, arena);
	else
		compare_apart(row, book);
	printf("%s %zu - %s\n", failures == before ? "ok" : "not ok", ++cases, record_get_text(row, "says"));
	arena_free(arena);
}

static void check_keys(const struct record_node *row)
{
	static const char *const keys[] = {"says", "in", "replace", "with", "extends", "child", "loads",
					   "at", "message", "hint", "apart"};
	for (size_t i = 0; i < row->count; i++) {
		bool known = false;
		for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
			known |= strcmp(keys[k], row->entries[i].name) == 0;
		if (!known)
			fail(row, "no row has this key", row->entries[i].name);
	}
}

int main(void)
{
	struct arena *arena = arena_new();
	struct wubu_error error = {0};
	if (record_read(&table, arena, "tests/rules/loader.yaml", slurp("tests/rules/loader.yaml", arena), &error)) {
		printf("Bail out! loader.yaml:%u: %s\n", error.line, error.message);
		return EXIT_FAILURE;
	}
	const struct record_node *rows = record_get(table->root, "rows");
	for (size_t i = 0; i < rows->count; i++) {
		check_keys(rows->items[i]);
		try_row(rows->items[i]);
	}
	printf("1..%zu\n", cases);
	arena_free(arena);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
