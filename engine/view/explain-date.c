/* SPDX-License-Identifier: Apache-2.0 */
#include "view/explain-date.h"

#include "base/lang.h"
#include "rule/kind-rows.h"
#include "rule/reckon.h"
#include "rule/state.h"
#include "view/finding.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* One bound of one rule, on one piece of the record. */
struct counting {
	const struct rule_check *check, *whole; /* the duration, and the check of the step that it is or is part of */
	const struct rule_step *step;
	const char *bound; /* "at-least", "at-most" */
	const struct rule_duration *length;
	struct rule_clock clock;
	const struct record_node *from, *until; /* UNTIL NULL: not on record */
	struct reckon_day *days;
	size_t count;
	int32_t unknown; /* the calendar does not reach this day; DATE_NONE: it does */
	struct rule_result result;
};

struct explaining {
	const struct rule_facts *facts;
	const char *id;
	const struct rule_field *field;
	struct arena *arena;
	struct counting *items;
	size_t count;
};

/* ---- what counts to the date ----------------------------------------------------------------------- */

static bool leads_to(const struct rule_arg *arg, const struct rule_field *field)
{
	return arg->path_count && arg->paths[0].field == field;
}

static void count_out(struct explaining *e, const struct rule_check *check, const struct rule_step *step,
		      const struct rule_judging *judging)
{
	static const char *const bounds[] = {"at-least", "at-most"};
	struct counting one = {.check = check, .step = step, .unknown = DATE_NONE};
	if (!kind_clock(check, judging, &one.clock))
		return;
	one.from = vocabulary_value(kind_arg(check, "from")->paths, &judging->scope);
	one.until = vocabulary_value(kind_arg(check, "until")->paths, &judging->scope);
	one.result = rule_judge_here(check, judging);
	for (size_t i = 0; i < COUNT(bounds); i++) {
		const struct rule_arg *arg = kind_arg(check, bounds[i]);
		if (!arg->node)
			continue;
		one.bound = bounds[i];
		one.length = &arg->duration;
		int32_t unknown;
		one.unknown = reckon(&one.clock, one.length, e->arena, &one.days, &one.count, &unknown) ? unknown : DATE_NONE;
		*arena_push(e->arena, e->items, e->count) = one;
	}
}

/* CHECK, or a duration among those that it is made of. */
static void look_into(struct explaining *e, const struct rule_check *check, const struct rule_step *step,
		      const struct rule_judging *judging)
{
	if (strcmp(check->kind->name, "duration") == 0 &&
	    (leads_to(kind_arg(check, "from"), e->field) || leads_to(kind_arg(check, "until"), e->field)))
		count_out(e, check, step, judging);
	for (size_t i = 0; i < RULE_ARGS && check->kind->params[i].name; i++)
		for (size_t k = 0; k < check->args[i].check_count; k++)
			look_into(e, check->args[i].checks[k], step, judging);
}

static void look_at_check(struct explaining *e, const struct rule_check *check, const struct rule_step *step)
{
	struct rule_judging judging = {
		.facts = e->facts, .arena = e->arena,
		.scope = {e->facts->after->root, state_section(e->facts->after, step), NULL}};
	const struct record_node *list = check->for_each.text ? vocabulary_value(&check->for_each, &judging.scope) : NULL;
	size_t first = e->count;
	if (!check->for_each.text)
		look_into(e, check, step, &judging);
	for (size_t i = 0; list && list->kind == RECORD_LIST && i < list->count; i++) {
		judging.scope.item = list->items[i];
		look_into(e, check, step, &judging);
	}
	for (size_t i = first; i < e->count; i++)
		e->items[i].whole = check;
}

/* ---- text ---------------------------------------------------------------------------------------------- */

static const char *length_words(const struct counting *one, struct arena *arena)
{
	const char *length = kind_length_words(one->length->count, one->length->unit, arena);
	return strcmp(one->bound, "at-least") == 0 ? arena_format(arena, _("at least %s"), length)
						   : arena_format(arena, _("at most %s"), length);
}

static const char *why_words(const struct reckon_day *day)
{
	static const char *const words[] = {
		[RECKON_BEGIN] = N_("the day itself, not counted"), [RECKON_COUNTED] = "",
		[RECKON_MAKE_UP] = N_("make-up working day"), [RECKON_WEEKEND] = N_("weekend"),
		[RECKON_HOLIDAY] = N_("holiday"), [RECKON_STANDS] = N_("the clock stands still"),
		[RECKON_CLEAR] = N_("the day after, not counted itself")};
	return *words[day->why] ? _(words[day->why]) : "";
}

static bool is_counted(const struct reckon_day *day)
{
	return day->why == RECKON_COUNTED || day->why == RECKON_MAKE_UP;
}

static const char *mark_words(const struct counting *one, size_t i)
{
	bool least = strcmp(one->bound, "at-least") == 0;
	if (i + 1 != one->count || one->unknown != DATE_NONE)
		return NULL;
	return least ? _("← at the earliest") : _("← at the latest");
}

static void write_day(const struct explaining *e, const struct counting *one, size_t i, const struct canvas *canvas)
{
	const struct reckon_day *day = &one->days[i];
	const char *name = day->name ? rule_say(day->name, NULL) : NULL, *why = why_words(day);
	const char *mark = mark_words(one, i);
	char text[DATE_TEXT_SIZE];
	const char *head = arena_format(e->arena, "    %s  %s", date_format(day->day, text), reckon_weekday(day->day));
	canvas_text(canvas, is_counted(day) ? PAINT_PLAIN : PAINT_FAINT, head);
	canvas_pad(canvas, canvas_width(head), 30);
	if (is_counted(day))
		buf_format(canvas->out, "%4d", day->number);
	else
		buf_text(canvas->out, "   -");
	if (*why)
		buf_format(canvas->out, "  %s", why);
	if (name)
		buf_format(canvas->out, _(" (%s)"), name);
	if (one->until && one->until->day == day->day)
		buf_format(canvas->out, "  %s", _("← on record"));
	if (mark)
		buf_format(canvas->out, "  %s", mark);
	canvas_newline(canvas);
}

static const char *span_words(const struct explaining *e, const struct counting *one)
{
	const struct rule_path *from = kind_arg(one->check, "from")->paths, *until = kind_arg(one->check, "until")->paths;
	return arena_format(e->arena, _("“%s” %s, “%s” %s"), kind_path_words(from, e->arena), one->from->text.data,
			    kind_path_words(until, e->arena), one->until ? one->until->text.data : _("not on record"));
}

static const char *verdict_line(const struct explaining *e, const struct counting *one)
{
	const struct rule_result *result = &one->result;
	static const char *const words[] = {
		[RULE_MET] = N_("met"), [RULE_UNMET] = N_("not met"), [RULE_PENDING] = N_("not over yet"),
		[RULE_NOT_CONCERNED] = N_("does not apply"), [RULE_UNKNOWN] = N_("cannot be told")};
	const char *word = _(words[result->verdict]);
	return result->found ? arena_format(e->arena, _("%s: %s"), word, result->found) : word;
}

static void write_one(const struct explaining *e, const struct counting *one, const struct canvas *canvas)
{
	const char *const labels[] = {_("Basis"), _("Asked"), _("On record"), _("Verdict"), _("Needed")};
	struct buf bases;
	buf_init(&bases);
	finding_say_bases(&one->whole->basis, &bases);
	const char *const texts[] = {bases.data, length_words(one, e->arena), span_words(e, one), verdict_line(e, one),
				     one->result.verdict == RULE_MET ? NULL : one->result.needed};
	size_t column = canvas_column(labels, COUNT(labels));
	canvas_text(canvas, PAINT_HEAD, rule_say(&one->whole->title, one->whole->name));
	buf_format(canvas->out, "  [%s]\n", one->whole->name);
	for (size_t i = 0; i < COUNT(labels); i++)
		canvas_row(canvas, labels[i], column, texts[i]);
	buf_release(&bases);
	canvas_newline(canvas);
	for (size_t i = 0; i < one->count; i++)
		write_day(e, one, i, canvas);
	if (one->unknown != DATE_NONE) {
		char text[DATE_TEXT_SIZE];
		buf_format(canvas->out, "    ");
		buf_format(canvas->out, _("the calendar of working days does not reach %s"), date_format(one->unknown, text));
		canvas_newline(canvas);
	}
	canvas_newline(canvas);
}

/* ---- JSON ------------------------------------------------------------------------------------------------ */

static json_t *day_json(const struct reckon_day *day)
{
	char text[DATE_TEXT_SIZE];
	json_t *object = jsonl_object();
	jsonl_put(object, "day", date_format(day->day, text));
	jsonl_put(object, "weekday", reckon_weekday(day->day));
	jsonl_put(object, "why", reckon_why_name(day->why));
	jsonl_put_number(object, "counted", day->number);
	if (day->name)
		jsonl_put(object, "name", rule_say(day->name, NULL));
	return object;
}

static void write_one_json(const struct explaining *e, const struct counting *one, struct buf *out)
{
	char text[DATE_TEXT_SIZE];
	json_t *object = jsonl_object(), *days = jsonl_array();
	jsonl_put(object, "date", e->field->name);
	jsonl_put(object, "label", rule_say(&e->field->label, NULL));
	jsonl_put(object, "decision", e->id);
	jsonl_put(object, "rule", one->whole->name);
	jsonl_put(object, "title", rule_say(&one->whole->title, NULL));
	jsonl_put_value(object, "basis", finding_bases_json(&one->whole->basis));
	jsonl_put(object, "from", one->from ? one->from->text.data : NULL);
	jsonl_put(object, "until", one->until ? one->until->text.data : NULL);
	jsonl_put(object, "bound", one->bound);
	jsonl_put(object, "length", kind_length_words(one->length->count, one->length->unit, e->arena));
	if (one->unknown == DATE_NONE && one->count)
		jsonl_put(object, "deadline", date_format(one->days[one->count - 1].day, text));
	else if (one->unknown != DATE_NONE)
		jsonl_put(object, "unknown-day", date_format(one->unknown, text));
	jsonl_put(object, "verdict", rule_verdict_name(one->result.verdict));
	jsonl_put(object, "found", one->result.found);
	jsonl_put(object, "needed", one->result.needed);
	for (size_t i = 0; i < one->count; i++)
		json_array_append_new(days, day_json(&one->days[i]));
	jsonl_put_value(object, "days", days);
	jsonl_write(object, out);
}

/* ---- the whole --------------------------------------------------------------------------------------------- */

int explain_date_write(const struct rule_facts *facts, const char *id, const struct rule_field *field,
		       enum view_format format, struct buf *out, struct wubu_error *error)
{
	struct explaining e = {.facts = facts, .id = id, .field = field, .arena = arena_new()};
	struct canvas canvas = {out, format == VIEW_COLOR};
	for (size_t i = 0; i < facts->book->step_count; i++)
		for (size_t k = 0; k < facts->book->steps[i]->check_count; k++)
			look_at_check(&e, facts->book->steps[i]->checks[k], facts->book->steps[i]);
	for (size_t i = 0; i < e.count; i++)
		if (format == VIEW_JSON)
			write_one_json(&e, &e.items[i], out);
		else
			write_one(&e, &e.items[i], &canvas);
	size_t count = e.count;
	arena_free(e.arena);
	if (count)
		return 0;
	error_set(error, WUBU_NOT_FOUND, _("no rule counts days from or to “%s” as the record stands"),
		  rule_say(&field->label, field->name));
	error_hint(error, _("name a date that some rule counts to, and whose beginning is on record"));
	return -1;
}
