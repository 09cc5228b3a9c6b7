/* SPDX-License-Identifier: Apache-2.0 */
#include "view/explain.h"

#include "base/lang.h"
#include "base/text.h"
#include "rule/kinds.h"
#include "rule/roles.h"
#include "rule/state.h"
#include "view/condition.h"
#include "view/example.h"
#include "view/finding.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct explaining {
	const struct rule_facts *facts;
	const struct rulebook *book;
	struct canvas canvas;
	struct arena *arena;
};

struct row {
	const char *label, *text;
};

/* ---- parts in words ------------------------------------------------------------------------ */

static const char *kept(const struct explaining *e, struct buf *buf)
{
	const char *text = buf->size ? arena_copy(e->arena, buf_bytes(buf)) : NULL;
	buf_release(buf);
	return text;
}

static const char *label_of(const struct rule_step *step)
{
	return rule_say(&step->label, step->name);
}

static const char *bases_words(const struct explaining *e, const struct rule_bases *bases)
{
	struct buf out;
	buf_init(&out);
	finding_say_bases(bases, &out);
	return kept(e, &out);
}

static const char *asks_words(const struct explaining *e, const struct rule_check *check)
{
	struct buf out;
	buf_init(&out);
	rule_explain(check, &out);
	return kept(e, &out);
}

static const char *example_words(const struct explaining *e, const struct rule_check *check)
{
	struct buf out;
	buf_init(&out);
	example_say(check, e->facts, &out);
	return kept(e, &out);
}

static const char *step_words(const struct explaining *e, const struct rule_names *names)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < names->count; i++) {
		const struct rule_step *step = rule_step(e->book, names->items[i]);
		buf_format(&out, "%s%s", i ? _(", ") : "", step ? label_of(step) : names->items[i]);
	}
	return kept(e, &out);
}

static const char *field_words(const struct explaining *e, const struct rule_fields *fields,
			       const struct rule_names *names)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < names->count; i++) {
		const struct rule_field *field = rule_field(fields, names->items[i]);
		buf_format(&out, "%s%s", i ? _(", ") : "",
			   field ? rule_say(&field->label, field->name) : names->items[i]);
	}
	return kept(e, &out);
}

static const char *roles_words(const struct explaining *e, const struct rule_act *act)
{
	return roles_say(e->facts, &act->roles, e->arena);
}

static const char *outcomes_words(const struct explaining *e, const struct rule_step *step)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < step->outcome_count; i++) {
		const struct rule_choice *outcome = &step->outcomes[i];
		buf_text(&out, i ? _("; ") : "");
		buf_format(&out, outcome->passes ? _("%s (%s)") : _("%s (%s, does not pass)"),
			   rule_say(&outcome->label, outcome->name), outcome->name);
	}
	return kept(e, &out);
}

static const char *span_words(const struct explaining *e, const struct rule_span *span)
{
	char from[DATE_TEXT_SIZE], until[DATE_TEXT_SIZE];
	if (span->from != DATE_NONE)
		date_format(span->from, from);
	if (span->until != DATE_NONE)
		date_format(span->until, until);
	if (span->from != DATE_NONE && span->until != DATE_NONE)
		return arena_format(e->arena, _("from %s until %s"), from, until);
	if (span->from != DATE_NONE)
		return arena_format(e->arena, _("from %s"), from);
	return span->until != DATE_NONE ? arena_format(e->arena, _("until %s"), until) : NULL;
}

static const char *skip_words(const struct explaining *e, const struct rule_step *step)
{
	const char *when = condition_words(step->skip_when, e->arena);
	if (!step->skip.allowed)
		return _("never");
	return when ? arena_format(e->arena, _("only when %s"), when) : _("with a reason");
}

/* ---- checks ------------------------------------------------------------------------------------ */

static void write_rows(const struct explaining *e, const struct row *rows, size_t count)
{
	const char **labels = arena_array(e->arena, count, sizeof *labels);
	for (size_t i = 0; i < count; i++)
		labels[i] = rows[i].label;
	size_t column = canvas_column(labels, count);
	for (size_t i = 0; i < count; i++)
		canvas_row(&e->canvas, rows[i].label, column, rows[i].text);
}

static const char *place_of(const struct explaining *e, const struct rule_check *check)
{
	if (!check->file || !check->node)
		return NULL;
	return arena_format(e->arena, "%s:%u:%u", check->file->file, check->node->line, check->node->column);
}

static void write_check(const struct explaining *e, const struct rule_check *check,
			const struct rule_step *step)
{
	const struct row rows[] = {
		{_("Step"), label_of(step)},
		{_("Asks"), asks_words(e, check)},
		{_("For each"), check->for_each.text ? rule_say(&check->for_each.field->label,
								check->for_each.field->name) : NULL},
		{_("Only when"), condition_words(check->when, e->arena)},
		{_("Unless"), condition_words(check->unless, e->arena)},
		{_("Basis"), bases_words(e, &check->basis)},
		{_("Judged"), check->at_change ? _("at every change of the step") : _("when the step is signed")},
		{_("If not met"), check->warn ? _("a warning") : _("refused")},
		{_("In force"), span_words(e, &check->in_force)},
		{_("Floor"), check->floor ? _("rulebooks that build on this one may tighten it, never loosen it")
					  : NULL},
		{_("What to do"), rule_say(&check->remedy, NULL)},
		{_("Accepted"), example_words(e, check)},
		{_("Written at"), place_of(e, check)},
	};
	canvas_text(&e->canvas, PAINT_HEAD, rule_say(&check->title, check->name));
	canvas_newline(&e->canvas);
	write_rows(e, rows, COUNT(rows));
	buf_format(e->canvas.out, "  [%s]\n", check->name);
}

/* In a step's list: what is asked in words, the article, the name to look it up by. */
static void write_check_short(const struct explaining *e, const struct rule_check *check)
{
	const struct canvas *canvas = &e->canvas;
	const char *basis = bases_words(e, &check->basis);
	buf_text(canvas->out, "    - ");
	canvas_fill(canvas, rule_say(&check->title, check->name), 6, 6);
	const char *asks = asks_words(e, check);
	if (asks) {
		buf_text(canvas->out, "      ");
		canvas_fill(canvas, asks, 6, 6);
	}
	buf_text(canvas->out, "      ");
	canvas_fill(canvas, arena_format(e->arena, "%s%s[%s]", basis ? basis : "", basis ? "  " : "",
					 check->name), 6, 6);
}

/* ---- steps -------------------------------------------------------------------------------------- */

static void write_step(const struct explaining *e, const struct rule_step *step, size_t number)
{
	const struct row rows[] = {
		{_("What for"), rule_say(&step->about, NULL)},
		{_("Basis"), bases_words(e, &step->basis)},
		{_("After"), step_words(e, &step->after)},
		{_("Only when"), condition_words(step->when, e->arena)},
		{_("Unless"), condition_words(step->unless, e->arena)},
		{_("Filled in by"), roles_words(e, &step->fill)},
		{_("Signed by"), roles_words(e, &step->sign)},
		{_("Outcomes"), outcomes_words(e, step)},
		{_("Skipped"), skip_words(e, step)},
		{_("Returned to"), step->give_back.allowed ? step_words(e, &step->give_back.targets) : NULL},
		{_("Returned by"), step->give_back.allowed ? roles_words(e, &step->give_back) : NULL},
		{_("Reopened by"), step->reopen.allowed ? roles_words(e, &step->reopen) : NULL},
		{_("Lapses"), condition_lapse_words(e->book, step, e->arena)},
		{_("Freezes"), field_words(e, &e->book->root, &step->freezes)},
	};
	canvas_text(&e->canvas, PAINT_HEAD, arena_format(e->arena, "%zu %s", number, label_of(step)));
	buf_text(e->canvas.out, "  ");
	canvas_text(&e->canvas, PAINT_FAINT, arena_format(e->arena, "[%s]", step->name));
	canvas_newline(&e->canvas);
	write_rows(e, rows, COUNT(rows));
	if (step->check_count)
		buf_format(e->canvas.out, "  %s\n", _("Checks"));
	for (size_t i = 0; i < step->check_count; i++)
		write_check_short(e, step->checks[i]);
}

static void write_procedure(const struct explaining *e)
{
	const struct rulebook *book = e->book;
	const struct row rows[] = {
		{_("Name"), book->name},
		{_("Version"), arena_format(e->arena, "%lld", (long long)book->version)},
		{_("Builds on"), book->extends},
		{_("In force"), span_words(e, &book->in_force)},
		{_("Time zone"), condition_zone_words(book, e->arena)},
		{_("Running records"), condition_transition_words(book, e->arena)},
		{_("Opened by"), roles_words(e, &book->open)},
		{_("Withdrawn by"), roles_words(e, &book->withdraw)},
		{_("Moved to newer rules by"), roles_words(e, &book->adopt)},
		{_("Rules changed by"), roles_words(e, &book->rules)},
	};
	canvas_text(&e->canvas, PAINT_HEAD, rule_say(&book->title, book->name));
	canvas_newline(&e->canvas);
	write_rows(e, rows, COUNT(rows));
	for (size_t i = 0; i < book->step_count; i++) {
		canvas_newline(&e->canvas);
		write_step(e, book->steps[i], i + 1);
	}
}

/* ---- JSON ------------------------------------------------------------------------------------------ */

static json_t *names_json(const struct rule_names *names)
{
	json_t *list = jsonl_array();
	for (size_t i = 0; i < names->count; i++)
		json_array_append_new(list, jsonl_text(names->items[i]));
	return list;
}

static void put_day(json_t *object, const char *key, int32_t day)
{
	char text[DATE_TEXT_SIZE];
	if (day != DATE_NONE)
		jsonl_put(object, key, date_format(day, text));
}

static json_t *span_json(const struct rule_span *span)
{
	json_t *object = jsonl_object();
	put_day(object, "from", span->from);
	put_day(object, "until", span->until);
	return object;
}

static json_t *check_json(const struct explaining *e, const struct rule_check *check)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "rule", check->name);
	jsonl_put(object, "title", rule_say(&check->title, NULL));
	jsonl_put(object, "kind", check->kind->name);
	jsonl_put(object, "asks", asks_words(e, check));
	jsonl_put(object, "for-each", check->for_each.text);
	jsonl_put(object, "when", condition_words(check->when, e->arena));
	jsonl_put(object, "unless", condition_words(check->unless, e->arena));
	jsonl_put_value(object, "basis", finding_bases_json(&check->basis));
	jsonl_put(object, "at", check->at_change ? "change" : "sign-off");
	jsonl_put(object, "level", rule_level_name(check->warn ? RULE_WARN : RULE_REFUSE));
	jsonl_put_value(object, "in-force", span_json(&check->in_force));
	if (check->floor)
		jsonl_put_flag(object, "floor", true);
	jsonl_put(object, "remedy", rule_say(&check->remedy, NULL));
	jsonl_put(object, "example", example_words(e, check));
	if (check->file && check->node) {
		jsonl_put(object, "file", check->file->file);
		jsonl_put_number(object, "line", check->node->line);
	}
	return object;
}

static json_t *outcomes_json(const struct rule_step *step)
{
	json_t *list = jsonl_array();
	for (size_t i = 0; i < step->outcome_count; i++) {
		json_t *one = jsonl_object();
		jsonl_put(one, "outcome", step->outcomes[i].name);
		jsonl_put(one, "label", rule_say(&step->outcomes[i].label, NULL));
		jsonl_put_flag(one, "passes", step->outcomes[i].passes);
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *step_json(const struct explaining *e, const struct rule_step *step)
{
	json_t *object = jsonl_object(), *checks = jsonl_array();
	jsonl_put(object, "procedure", e->book->name);
	jsonl_put(object, "step", step->name);
	jsonl_put(object, "label", label_of(step));
	jsonl_put(object, "about", rule_say(&step->about, NULL));
	jsonl_put_value(object, "basis", finding_bases_json(&step->basis));
	jsonl_put_value(object, "after", names_json(&step->after));
	jsonl_put(object, "when", condition_words(step->when, e->arena));
	jsonl_put(object, "unless", condition_words(step->unless, e->arena));
	jsonl_put_value(object, "fill", names_json(&step->fill.roles));
	jsonl_put_value(object, "sign", names_json(&step->sign.roles));
	jsonl_put_value(object, "outcomes", outcomes_json(step));
	jsonl_put(object, "skip", step->skip.allowed ? skip_words(e, step) : NULL);
	jsonl_put_value(object, "return", names_json(&step->give_back.targets));
	jsonl_put_flag(object, "reopen", step->reopen.allowed);
	jsonl_put_value(object, "freezes", names_json(&step->freezes));
	for (size_t i = 0; i < step->check_count; i++)
		json_array_append_new(checks, check_json(e, step->checks[i]));
	jsonl_put_value(object, "checks", checks);
	return object;
}

/* The procedure's own line, then one for each step. */
static void write_procedure_json(const struct explaining *e)
{
	const struct rulebook *book = e->book;
	json_t *object = jsonl_object(), *steps = jsonl_array();
	jsonl_put(object, "procedure", book->name);
	jsonl_put_number(object, "version", book->version);
	jsonl_put(object, "title", rule_say(&book->title, NULL));
	jsonl_put(object, "extends", book->extends);
	jsonl_put_value(object, "in-force", span_json(&book->in_force));
	for (size_t i = 0; i < book->step_count; i++)
		json_array_append_new(steps, jsonl_text(book->steps[i]->name));
	jsonl_put_value(object, "steps", steps);
	jsonl_write(object, e->canvas.out);
	for (size_t i = 0; i < book->step_count; i++)
		jsonl_write(step_json(e, book->steps[i]), e->canvas.out);
}

/* ---- what is asked for ----------------------------------------------------------------------------------- */

static const struct rule_check *check_called(const struct rulebook *book, const char *name,
					     const struct rule_step **step)
{
	for (size_t i = 0; i < book->step_count; i++)
		for (size_t k = 0; k < book->steps[i]->check_count; k++)
			if (strcmp(book->steps[i]->checks[k]->name, name) == 0) {
				*step = book->steps[i];
				return book->steps[i]->checks[k];
			}
	return NULL;
}

/* Steps, then checks: what NAME may have meant. */
static const char *each_name(const void *context, size_t i)
{
	const struct rulebook *book = context;
	if (i < book->step_count)
		return book->steps[i]->name;
	i -= book->step_count;
	for (size_t k = 0; k < book->step_count; k++) {
		if (i < book->steps[k]->check_count)
			return book->steps[k]->checks[i]->name;
		i -= book->steps[k]->check_count;
	}
	return NULL;
}

static int no_such_rule(const struct rulebook *book, const char *what, struct wubu_error *error)
{
	const char *near = text_nearest(what, each_name, book);
	error_set(error, WUBU_NOT_FOUND, _("“%s” has no step or rule “%s”"), book->name, what);
	if (near)
		error_hint(error, _("did you mean “%s”?"), near);
	else
		error_hint(error, _("`wubu rules explain` lists them all"));
	return -1;
}

static size_t number_of(const struct rulebook *book, const struct rule_step *step)
{
	size_t i = 0;
	while (i < book->step_count && book->steps[i] != step)
		i++;
	return i + 1;
}

static int write_what(const struct explaining *e, const char *what, bool json, struct wubu_error *error)
{
	const struct rule_step *step = rule_step(e->book, what);
	const struct rule_check *check = step ? NULL : check_called(e->book, what, &step);
	if (!step)
		return no_such_rule(e->book, what, error);
	if (json)
		jsonl_write(check ? check_json(e, check) : step_json(e, step), e->canvas.out);
	else if (check)
		write_check(e, check, step);
	else
		write_step(e, step, number_of(e->book, step));
	return 0;
}

int explain_write(const struct rule_facts *facts, const char *what, enum view_format format,
		  struct buf *out, struct wubu_error *error)
{
	struct explaining e = {facts, facts->book, {out, format == VIEW_COLOR}, arena_new()};
	int rc = 0;
	if (what)
		rc = write_what(&e, what, format == VIEW_JSON, error);
	else if (format == VIEW_JSON)
		write_procedure_json(&e);
	else
		write_procedure(&e);
	arena_free(e.arena);
	return rc;
}
