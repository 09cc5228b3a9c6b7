/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rulebook, which may extend the shipped ones.  It loads or is refused with a place; what loads can be
 * linted, printed as a schema and asked what each of its checks means.
 */
#include "shipped.h"

#include "base/buf.h"
#include "rule/kinds.h"
#include "rule/lint.h"
#include "view/schema.h"

#define NAME "fuzz/book"

struct input {
	struct wubu_bytes text;
	struct record *record;
};

static int give(void *context, const char *name, struct arena *arena, struct record **record,
		struct wubu_error *error)
{
	struct input *input = context;
	if (strcmp(name, NAME) != 0)
		return shipped_record(NULL, name, arena, record, error);
	int rc = record_read(record, arena, "rules/" NAME "/rulebook.yaml", input->text, error);
	input->record = rc ? NULL : *record;
	return rc;
}

static void use(const struct rulebook *book, struct record *record, struct arena *arena)
{
	struct rule_findings findings;
	struct buf out;
	findings_init(&findings, arena);
	rule_lint(&(struct rule_linting){.book = book, .files = &record, .file_count = 1}, &findings);
	buf_init(&out);
	for (size_t i = 0; i < book->step_count; i++)
		for (size_t k = 0; k < book->steps[i]->check_count; k++)
			rule_explain(book->steps[i]->checks[k], &out);
	schema_write_record(book, VIEW_JSON, &out);
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct wubu_error error = {0};
	struct rulebook *book;
	struct input input = {{arena_copy(arena, (struct wubu_bytes){(const char *)data, size}), size}, NULL};
	if (rulebook_load(&book, NAME, give, &input, arena, &error))
		demand_reason(&error);
	else
		use(book, input.record, arena);
	arena_free(arena);
	return 0;
}
