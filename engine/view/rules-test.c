/* SPDX-License-Identifier: Apache-2.0 */
#include "view/rules-test.h"

#include "base/lang.h"
#include "view/jsonl.h"

#define SHOWS(verdict) (1u << (verdict))
#define BOTH (SHOWS(RULE_MET) | SHOWS(RULE_UNMET))

static bool is_own(const struct rules_test *test, const struct rule_shown *shown)
{
	return shown->check->file == test->file;
}

static size_t count_own(const struct rules_test *test)
{
	size_t count = 0;
	for (size_t i = 0; i < test->examples.check_count; i++)
		count += is_own(test, &test->examples.checks[i]);
	return count;
}

/* The book's own checks that lack one of WANTED. */
static size_t without(const struct rules_test *test, unsigned wanted, const char **names)
{
	size_t count = 0;
	for (size_t i = 0; i < test->examples.check_count; i++) {
		const struct rule_shown *shown = &test->examples.checks[i];
		if (is_own(test, shown) && !(shown->verdicts & wanted))
			names[count++] = shown->check->name;
	}
	return count;
}

static void write_text(const struct rules_test *test, const struct canvas *canvas, struct arena *arena)
{
	const struct rule_examples *examples = &test->examples;
	const char **names = arena_array(arena, examples->check_count + 1, sizeof *names);
	size_t missing = without(test, ~0u, names), own = count_own(test);
	canvas_text(canvas, PAINT_HEAD, test->book->name);
	buf_text(canvas->out, _(": "));
	buf_format(canvas->out, ngettext("%zu example holds", "%zu examples hold", examples->held), examples->held);
	buf_text(canvas->out, _(", "));
	buf_format(canvas->out, ngettext("%zu fails", "%zu fail", examples->failed), examples->failed);
	buf_text(canvas->out, _("; "));
	buf_format(canvas->out, _("%zu of %zu rules of its own have examples"), own - missing, own);
	canvas_newline(canvas);
	if (!missing)
		return;
	buf_format(canvas->out, "  %s\n", _("Without any example"));
	canvas_items(canvas, names, missing, 4);
}

static json_t *names_json(const struct rules_test *test, unsigned wanted, struct arena *arena)
{
	const char **names = arena_array(arena, test->examples.check_count + 1, sizeof *names);
	size_t count = without(test, wanted, names);
	json_t *list = jsonl_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, jsonl_text(names[i]));
	return list;
}

static void write_json(const struct rules_test *test, struct buf *out, struct arena *arena)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "examples", test->book->name);
	jsonl_put_number(object, "held", (int64_t)test->examples.held);
	jsonl_put_number(object, "failed", (int64_t)test->examples.failed);
	jsonl_put_number(object, "rules", (int64_t)count_own(test));
	jsonl_put_value(object, "without", names_json(test, ~0u, arena));
	jsonl_put_value(object, "without-met", names_json(test, SHOWS(RULE_MET), arena));
	jsonl_put_value(object, "without-unmet", names_json(test, SHOWS(RULE_UNMET), arena));
	jsonl_write(object, out);
}

void rules_test_write(const struct rules_test *test, enum view_format format, struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	struct arena *arena = arena_new();
	if (format == VIEW_JSON)
		write_json(test, out, arena);
	else
		write_text(test, &canvas, arena);
	arena_free(arena);
}

static void say_missing(const struct rule_shown *shown, const char *needed, struct rule_findings *findings)
{
	struct rule_finding finding = {
		.rule = "examples.missing", .verdict = RULE_UNMET, .level = RULE_REFUSE, .step = shown->step->name,
		.message = arena_format(findings->arena, _("“%s” lacks an example"), shown->check->name),
		.needed = needed, .remedy = _("add it to examples.yaml beside the rulebook"),
	};
	finding_place(&finding, findings->arena, shown->check->file, shown->check->node);
	findings_add(findings, &finding);
}

void rules_test_missing(const struct rules_test *test, struct rule_findings *findings)
{
	static const enum rule_verdict wanted[] = {RULE_MET, RULE_UNMET};
	for (size_t i = 0; i < test->examples.check_count; i++) {
		const struct rule_shown *shown = &test->examples.checks[i];
		for (size_t k = 0; is_own(test, shown) && (shown->verdicts & BOTH) != BOTH && k < 2; k++)
			if (!(shown->verdicts & SHOWS(wanted[k])))
				say_missing(shown, rule_verdict_name(wanted[k]), findings);
	}
}
