/* SPDX-License-Identifier: Apache-2.0 */
#include "view/example.h"

#include "base/lang.h"
#include "rule/kind-rows.h"

#include <stdio.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* A value that a field of each type takes; those that are words are translated. */
static const struct {
	const char *text;
	bool words;
} samples[] = {
	[RULE_TEXT] = {N_("a text"), true},
	[RULE_NUMBER] = {"12", false},
	[RULE_MONEY] = {"6200000", false},
	[RULE_DATE] = {"2021-03-04", false},
	[RULE_PERSON] = {N_("an id of people.yaml"), true},
	[RULE_CHOICE] = {N_("one of the choices"), true},
	[RULE_YES_NO] = {"yes", false},
	[RULE_FILE] = {"materials/report.pdf", false},
	[RULE_GROUP] = {"{…}", false},
	[RULE_LIST] = {"[…]", false},
	[RULE_DIGEST] = {N_("a SHA-256 digest"), true},
	[RULE_NAME] = {N_("a name"), true},
};

static const char *sample_of(const struct rule_field *field)
{
	if (field->type == RULE_CHOICE && field->choice_count)
		return field->choices[0].name;
	return samples[field->type].words ? _(samples[field->type].text) : samples[field->type].text;
}

/* "path: value"; where the path begins is for the reader's eye to see. */
static void say_pair(const struct rule_path *path, const char *value, struct buf *out)
{
	buf_format(out, "%s%s: %s", out->size ? ", " : "", path->text + (path->text[0] == '/'), value);
}

static void of_present(const struct rule_check *check, const struct rule_facts *facts, struct buf *out)
{
	(void)facts;
	for (size_t i = 0; i < check->args[0].path_count; i++) {
		const struct rule_path *path = &check->args[0].paths[i];
		say_pair(path, sample_of(path->field), out);
	}
}

static void of_value(const struct rule_check *check, const struct rule_facts *facts, struct buf *out)
{
	static const char *const params[] = {"is", "in"};
	(void)facts;
	for (size_t i = 0; i < COUNT(params); i++) {
		const struct rule_arg *arg = kind_arg(check, params[i]);
		if (!arg->node || !arg->names.count || out->size)
			continue;
		say_pair(&check->args[0].paths[0], arg->names.items[0], out);
	}
}

/* The bound itself, or the first number inside of it. */
static void of_number(const struct rule_check *check, const struct rule_facts *facts, struct buf *out)
{
	static const struct { const char *param; int step; } bounds[] = {
		{"at-least", 0}, {"more-than", 1}, {"at-most", 0}, {"less-than", -1}};
	char text[32];
	(void)facts;
	for (size_t i = 0; i < COUNT(bounds); i++) {
		const struct rule_arg *arg = kind_arg(check, bounds[i].param);
		int64_t number = arg->node ? arg->number + bounds[i].step : 0;
		number += kind_arg(check, "odd")->node && number % 2 == 0 ? 1 : 0;
		if (!arg->node || out->size || !kind_in_bounds(check, number * 100))
			continue;
		snprintf(text, sizeof text, "%lld", (long long)number);
		say_pair(&check->args[0].paths[0], text, out);
	}
}

/* Counted from today, else from some day. */
static void of_duration(const struct rule_check *check, const struct rule_facts *facts, struct buf *out)
{
	const struct rule_arg *least = kind_arg(check, "at-least"), *most = kind_arg(check, "at-most");
	const struct rule_duration *bound = least->node ? &least->duration : &most->duration;
	int32_t from = facts->today == DATE_NONE ? date_from_civil(2021, 3, 4) : facts->today, edge, unknown;
	char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
	if (rule_deadline(facts->calendar, from, bound, &edge, &unknown))
		return;
	date_format(from, first);
	date_format(edge, last);
	say_pair(kind_arg(check, "from")->paths, first, out);
	say_pair(kind_arg(check, "until")->paths, "", out);
	buf_format(out, least->node ? _("%s or later") : _("%s or earlier"), last);
}

static void of_order(const struct rule_check *check, const struct rule_facts *facts, struct buf *out)
{
	int32_t day = facts->today == DATE_NONE ? date_from_civil(2021, 3, 4) : facts->today;
	char text[DATE_TEXT_SIZE];
	for (size_t i = 0; i < check->args[0].path_count; i++)
		say_pair(&check->args[0].paths[i], date_format(day + (int32_t)i, text), out);
}

static const struct {
	const char *kind;
	void (*say)(const struct rule_check *check, const struct rule_facts *facts, struct buf *out);
} examples[] = {
	{"present", of_present},   {"value", of_value}, {"number", of_number},
	{"duration", of_duration}, {"order", of_order},
};

void example_say(const struct rule_check *check, const struct rule_facts *facts, struct buf *out)
{
	struct buf example;
	buf_init(&example);
	for (size_t i = 0; i < COUNT(examples); i++)
		if (strcmp(examples[i].kind, check->kind->name) == 0)
			examples[i].say(check, facts, &example);
	buf_add(out, buf_bytes(&example));
	buf_release(&example);
}
