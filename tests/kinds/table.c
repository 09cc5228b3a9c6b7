/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static size_t failures;

void table_fail(const struct table *table, const struct record_node *node, const char *format, ...)
{
	va_list args;
	failures++;
	printf("# %s:%u: ", table->file, node ? node->line : 0);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

size_t table_failures(void)
{
	return failures;
}

static size_t cases, failed_cases;

void table_case(size_t failures_before, const struct table *table, const char *says)
{
	bool ok = failures == failures_before;
	failed_cases += !ok;
	printf("%s %zu - %s: %s\n", ok ? "ok" : "not ok", ++cases, table->kind, says);
}

bool table_end(void)
{
	printf("1..%zu\n", cases);
	return failed_cases == 0 && failures == 0;
}

bool table_keys(const struct table *table, const struct record_node *node, const char *const *keys)
{
	if (node->kind != RECORD_MAP) {
		table_fail(table, node, "here a map is needed");
		return false;
	}
	for (size_t i = 0; i < node->count; i++) {
		size_t k = 0;
		while (keys[k] && strcmp(keys[k], node->entries[i].name) != 0)
			k++;
		if (!keys[k]) {
			table_fail(table, node->entries[i].key, "no table has the key “%s”", node->entries[i].name);
			return false;
		}
	}
	return true;
}

bool table_needs(const struct table *table, const struct record_node *node, const char *key)
{
	if (record_get(node, key))
		return true;
	table_fail(table, node, "“%s” is missing", key);
	return false;
}

/* ---- files ---------------------------------------------------------------------------------- */

static bool slurp(const char *path, struct buf *out)
{
	char chunk[4096];
	size_t size;
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	while ((size = fread(chunk, 1, sizeof chunk, file)) > 0)
		buf_add(out, (struct wubu_bytes){chunk, size});
	return fclose(file) == 0;
}

static struct record *read_text(const struct table *table, struct wubu_bytes text)
{
	struct record *record = NULL;
	struct wubu_error error = {0};
	if (record_read(&record, table->arena, table->file, text, &error))
		table_fail(table, NULL, "line %u of “%.*s”: %s", error.line, (int)text.size, text.data, error.message);
	return record;
}

static bool read_calendar(struct table *table)
{
	struct wubu_error error = {0};
	struct record part = *table->record;
	part.root = record_get(table->record->root, "calendar");
	if (part.root && rule_calendar_read(&table->calendar, &part, table->arena, &error))
		table_fail(table, part.root, "%s", error.message);
	return error.code == WUBU_OK;
}

bool table_open(struct table *table, const char *name)
{
	const char *top = getenv("WUBU_SOURCE");
	struct buf text;
	*table = (struct table){.arena = arena_new(), .kind = name};
	table->file = arena_format(table->arena, "%s/tests/kinds/%s.yaml", top ? top : ".", name);
	buf_init(&text);
	if (slurp(table->file, &text))
		table->record = read_text(table, buf_bytes(&text));
	else
		table_fail(table, NULL, "the kind “%s” has no table", name);
	buf_release(&text);
	return table->record && read_calendar(table);
}

void table_close(struct table *table)
{
	arena_free(table->arena);
}

struct record *table_record(const struct table *table, const char *text)
{
	struct record *record = read_text(table, bytes_of(text));
	return record ? record : table_record(table, "work: {}\n");
}

struct record *table_cut(const struct table *table, const struct record_node *node, const char *head)
{
	struct buf text;
	buf_init(&text);
	buf_text(&text, head);
	/* The node begins after the indentation of its first line. */
	buf_fill(&text, ' ', node->column - 1);
	buf_add(&text, (struct wubu_bytes){table->record->source.data + node->begin, node->end - node->begin});
	buf_char(&text, '\n');
	struct record *record = table_record(table, text.data);
	buf_release(&text);
	return record;
}

/* ---- the rulebook around a check ------------------------------------------------------------- */

/* What every table's rulebook has. */
#define LABEL(zh, en) "label: {zh: " zh ", en: " en "}"
#define ENDS "sign-off: {role: [clerk], outcomes: {done: {" LABEL("完成", "done") "}, " \
	     "failed: {" LABEL("未成", "failed") ", passes: no}}}"

static const char frame[] =
	"rulebook: table\n"
	"version: 1\n"
	"title: {zh: 表, en: Table}\n"
	"in-force: {from: 2000-01-01}\n"
	"cites: {law: {zh: 法, en: Law}}\n"
	"time: {zone: UTC, offset: \"+00:00\", calendar: table}\n"
	"home: {folder: records, file: record.yaml, id: \"T-{number}\"}\n"
	"roles: {clerk: {" LABEL("书记员", "Clerk") "}, chair: {" LABEL("主席", "Chair") "}, "
	"member: {" LABEL("委员", "Member") "}}\n"
	"matters: {road: {" LABEL("道路", "Road") "}, bridge: {" LABEL("桥", "Bridge") ", kind-of: road}, "
	"budget: {" LABEL("预算", "Budget") "}}\n";

static void emit_text(struct buf *out, const char *text)
{
	buf_char(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_char(out, '\\');
		buf_text(out, *text == '\n' ? "\\n" : (char[]){*text, '\0'});
	}
	buf_char(out, '"');
}

/* NODE again, with brackets and quotes. */
static void emit(struct buf *out, const struct record_node *node)
{
	if (node->kind == RECORD_TEXT)
		emit_text(out, node->text.data);
	if (node->kind == RECORD_LIST)
		buf_char(out, '[');
	for (size_t i = 0; node->kind == RECORD_LIST && i < node->count; i++) {
		buf_text(out, i ? ", " : "");
		emit(out, node->items[i]);
	}
	if (node->kind == RECORD_LIST)
		buf_char(out, ']');
	if (node->kind != RECORD_MAP)
		return;
	buf_char(out, '{');
	for (size_t i = 0; i < node->count; i++) {
		buf_text(out, i ? ", " : "");
		emit_text(out, node->entries[i].name);
		buf_text(out, ": ");
		emit(out, node->entries[i].value);
	}
	buf_char(out, '}');
}

static void emit_fields(struct buf *out, const struct record_node *map);

/* "date", "planned date", "list text", "choice letter meeting". */
static void emit_type(struct buf *out, const char *words)
{
	if (strncmp(words, "planned ", 8) == 0) {
		buf_format(out, "planned: yes, type: %s", words + 8);
	} else if (strncmp(words, "list ", 5) == 0) {
		buf_format(out, "type: list, items: %s", words + 5);
	} else if (strncmp(words, "choice ", 7) == 0) {
		buf_text(out, "type: choice, choices: {");
		for (words += 7; *words; words += strspn(words, " ")) {
			int size = (int)strcspn(words, " ");
			buf_format(out, "%.*s: {zh: %.*s项, en: %.*s}, ", size, words, size, words, size, words);
			words += size;
		}
		buf_char(out, '}');
	} else {
		buf_format(out, "type: %s", words);
	}
}

/* A field by its shape: a text is a type, a map a group, a list of one map a list of groups. */
static void emit_field(struct buf *out, const char *name, const struct record_node *shape)
{
	buf_format(out, "%s: {label: {zh: %s字, en: %s}, ", name, name, name);
	if (shape->kind == RECORD_TEXT) {
		emit_type(out, shape->text.data);
	} else {
		buf_format(out, "type: %s, of: ", shape->kind == RECORD_MAP ? "group" : "list");
		emit_fields(out, shape->kind == RECORD_MAP ? shape : shape->items[0]);
	}
	buf_char(out, '}');
}

static void emit_fields(struct buf *out, const struct record_node *map)
{
	buf_char(out, '{');
	for (size_t i = 0; map && i < map->count; i++) {
		buf_text(out, i ? ", " : "");
		emit_field(out, map->entries[i].name, map->entries[i].value);
	}
	buf_char(out, '}');
}

static void emit_check(struct buf *out, const struct record_node *check)
{
	buf_text(out, "{asked: {title: {zh: 问, en: Asked}, basis: law, remedy: {zh: 办, en: Do it}, ");
	for (size_t i = 0; i < check->count; i++) {
		buf_text(out, i ? ", " : "");
		emit_text(out, check->entries[i].name);
		buf_text(out, ": ");
		emit(out, check->entries[i].value);
	}
	buf_text(out, "}}");
}

static void emit_book(struct buf *out, const struct table *table, const struct record_node *check)
{
	const struct record_node *root = table->record->root, *steps = record_get(root, "steps");
	buf_text(out, frame);
	if (record_get(root, "catalogues")) {
		buf_text(out, "catalogues: ");
		emit(out, record_get(root, "catalogues"));
		buf_char(out, '\n');
	}
	buf_text(out, "header: ");
	emit_fields(out, record_get(root, "header"));
	buf_text(out, "\nsteps:\n  first: {" LABEL("先", "First") ", " ENDS "}\n");
	for (size_t i = 0; steps && i < steps->count; i++) {
		buf_format(out, "  %s: ", steps->entries[i].name);
		emit(out, steps->entries[i].value);
		buf_char(out, '\n');
	}
	buf_text(out, "  work:\n    " LABEL("事", "Work") "\n    after: [first]\n    " ENDS "\n    fields: ");
	emit_fields(out, record_get(root, "fields"));
	buf_text(out, "\n    checks: ");
	emit_check(out, check);
	buf_text(out, "\n");
}

static int give_book(void *context, const char *name, struct arena *arena, struct record **record,
		     struct wubu_error *error)
{
	return record_read(record, arena, name, *(struct wubu_bytes *)context, error);
}

bool table_book(const struct table *table, const struct record_node *check, struct rulebook **book)
{
	struct wubu_error error = {0};
	struct buf text;
	buf_init(&text);
	emit_book(&text, table, check);
	struct wubu_bytes bytes = buf_bytes(&text);
	if (rulebook_load(book, "table", give_book, &bytes, table->arena, &error))
		table_fail(table, check, "the check does not load: %s (%s)", error.message, error.source);
	buf_release(&text);
	return error.code == WUBU_OK;
}

/* ---- people ------------------------------------------------------------------------------------ */

static bool is_known(const void *context, const char *person)
{
	return record_get(context, person) != NULL;
}

static const char *name_of(const void *context, const char *person)
{
	const char *name = record_get_text(record_get(context, person), "name");
	return name ? name : person;
}

static int32_t day_or(const struct record_node *map, const char *key, int32_t otherwise)
{
	const char *text = record_get_text(map, key);
	return text ? date_parse(bytes_of(text)) : otherwise;
}

static bool holds(const void *context, const char *person, const char *role, int32_t day)
{
	const struct record_node *roles = record_get(record_get(context, person), "roles");
	for (size_t i = 0; roles && i < roles->count; i++) {
		const struct record_node *term = roles->items[i];
		const char *name = record_get_text(term, "role");
		if (name && strcmp(name, role) == 0 && day >= day_or(term, "from", INT32_MIN) &&
		    day <= day_or(term, "until", INT32_MAX))
			return true;
	}
	return false;
}

static const char *each(const void *context, size_t i)
{
	const struct record_node *map = context;
	return map && i < map->count ? map->entries[i].name : NULL;
}

void table_people(const struct table *table, struct table_people *people)
{
	people->map = record_get(table->record->root, "people");
	people->people = (struct rule_people){people->map, is_known, name_of, holds, each, NULL};
}
