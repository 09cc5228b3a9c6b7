/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A path: as the file of a record, as a name in a ledger's tree, as the field of a record that is to be set.  What is
 * taken for a file beside a record never leads out of its folder.
 */
#include "shipped.h"

#include "judge/commit-parts.h"
#include "rule/vocabulary.h"

static struct arena *kept; /* what all inputs share */
static struct rulebook *book;
static struct record *record;

static void load_rules(void)
{
	static const char text[] = "id: WJ-2021-003\npublic-participation:\n  solicitations:\n    - {channel: a}\n    - {channel: b}\n";
	struct wubu_error error = {0};
	kept = arena_new();
	demand(!rulebook_load(&book, "cn/beijing/wangjing", shipped_record, NULL, kept, &error));
	demand(!record_read(&record, kept, "decision.yaml", bytes_of(text), &error));
}

static bool has_part(const char *path, const char *part)
{
	for (;; path++) {
		size_t size = strcspn(path, "/");
		if (size == strlen(part) && memcmp(path, part, size) == 0)
			return true;
		path += size;
		if (!*path)
			return false;
	}
}

static void check_file(struct wubu_bytes path)
{
	if (!vocabulary_is_file_path(path))
		return;
	demand(path.size && path.data[0] != '/' && strlen(path.data) == path.size);
	demand(!has_part(path.data, "..") && !has_part(path.data, ".") && !has_part(path.data, ""));
	demand(!strchr(path.data, '\\') && !strchr(path.data, '\n'));
}

/* A link of that name: whether the name is refused as well as the link. */
static bool name_is_refused(const char *path, struct arena *arena)
{
	struct rule_findings findings;
	struct wubu_error error = {0};
	struct store_change change = {.path = path, .before = {.mode = STORE_MODE_FILE}, .after = {.mode = 0120000}};
	findings_init(&findings, arena);
	struct commit_judging cj = {.findings = &findings, .arena = arena, .error = &error};
	demand(!part_judge_path(&cj, &change) && findings.count);
	return findings.count > 1;
}

static void check_field(const char *text, struct arena *arena)
{
	struct record_step *path;
	size_t depth = 0;
	const struct rule_field *field = NULL;
	struct wubu_error error = {0};
	if (vocabulary_resolve(book, record, text, arena, &path, &depth, &field, &error))
		demand_reason(&error);
	else
		demand(depth && field);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct wubu_bytes path = {arena_copy(arena, (struct wubu_bytes){(const char *)data, size}), size};
	if (!book)
		load_rules();
	check_file(path);
	if (!name_is_refused(path.data, arena))
		demand(!has_part(path.data, "..") && !strchr(path.data, '\n') && !strchr(path.data, 27));
	check_field(path.data, arena);
	arena_free(arena);
	return 0;
}
