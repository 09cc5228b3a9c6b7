/* SPDX-License-Identifier: Apache-2.0 */
#include "view/simulate.h"

#include "base/lang.h"
#include "view/finding.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct simulate_answer *any_of(const struct simulate_change *change)
{
	return change->after ? change->after : change->before;
}

static bool same_rule(const struct simulate_change *a, const struct simulate_change *b)
{
	return any_of(a)->sort == any_of(b)->sort && strcmp(any_of(a)->rule, any_of(b)->rule) == 0;
}

/* The place among the changes of the first one of the same rule. */
static size_t first_of_rule(const struct simulation *simulation, size_t i)
{
	size_t first = 0;
	while (!same_rule(&simulation->changes[first], &simulation->changes[i]))
		first++;
	return first;
}

/* ---- words ------------------------------------------------------------------------------------------ */

static const char *verdict_words(const struct simulate_answer *answer)
{
	static const char *const words[] = {
		[RULE_MET] = N_("met"), [RULE_UNMET] = N_("not met"), [RULE_PENDING] = N_("not over yet"),
		[RULE_NOT_CONCERNED] = N_("does not apply"), [RULE_UNKNOWN] = N_("cannot be told")};
	if (!answer)
		return _("not asked");
	if (answer->sort == SIMULATE_STEP)
		return state_say(answer->state);
	return answer->sort == SIMULATE_RECORD ? _("cannot be read so") : _(words[answer->verdict]);
}

static enum paint paint_of(const struct simulate_answer *answer)
{
	if (!answer || answer->sort == SIMULATE_STEP)
		return PAINT_PLAIN;
	return answer->verdict == RULE_UNMET || answer->verdict == RULE_UNKNOWN ? PAINT_BAD
	       : answer->verdict == RULE_MET ? PAINT_GOOD : PAINT_PLAIN;
}

/* ---- text -------------------------------------------------------------------------------------------- */

static void write_rule(const struct simulate_change *change, const struct canvas *canvas, struct arena *arena)
{
	const struct simulate_answer *answer = any_of(change);
	struct buf bases;
	buf_init(&bases);
	if (answer->basis)
		finding_say_bases(answer->basis, &bases);
	canvas_text(canvas, PAINT_HEAD, answer->title);
	canvas_newline(canvas);
	buf_text(canvas->out, "  ");
	canvas_fill(canvas, arena_format(arena, "%s%s[%s]", bases.size ? bases.data : "", bases.size ? "  " : "",
					 answer->rule), 2, 2);
	buf_release(&bases);
}

static void write_change(const struct simulate_change *change, const struct canvas *canvas)
{
	const struct simulate_answer *answer = any_of(change);
	const struct rule_finding *finding = change->after ? change->after->finding : NULL;
	const char *const labels[] = {_("Found"), _("Needed"), _("What to do")};
	size_t column = canvas_column(labels, COUNT(labels)) + 2;
	buf_text(canvas->out, "  - ");
	canvas_text(canvas, PAINT_PLAIN, change->decision);
	buf_text(canvas->out, "  ");
	canvas_text(canvas, paint_of(change->before), verdict_words(change->before));
	buf_text(canvas->out, " → ");
	canvas_text(canvas, paint_of(change->after), verdict_words(change->after));
	if (answer->is_signed && answer->sort == SIMULATE_CHECK)
		canvas_text(canvas, PAINT_FAINT, _(" (the step is signed already)"));
	if (change->title) {
		buf_text(canvas->out, "  ");
		canvas_text(canvas, PAINT_FAINT, change->title);
	}
	canvas_newline(canvas);
	if (!finding)
		return;
	const char *const texts[] = {finding->found, finding->needed, finding->remedy};
	for (size_t i = 0; i < COUNT(labels); i++) {
		buf_text(canvas->out, texts[i] && *texts[i] ? "  " : "");
		canvas_row(canvas, labels[i], column, texts[i]);
	}
}

static void write_group(const struct simulation *simulation, size_t first, const struct canvas *canvas,
			struct arena *arena)
{
	write_rule(&simulation->changes[first], canvas, arena);
	for (size_t i = first; i < simulation->count; i++)
		if (same_rule(&simulation->changes[first], &simulation->changes[i]))
			write_change(&simulation->changes[i], canvas);
	canvas_newline(canvas);
}

/* How often one answer turns into another. */
struct turn {
	const char *before, *after; /* words */
	const char *was, *is;       /* names for programs */
	size_t count;
};

static struct turn *turns_of(const struct simulation *simulation, struct arena *arena, size_t *count)
{
	struct turn *turns = NULL;
	*count = 0;
	for (size_t i = 0; i < simulation->count; i++) {
		const struct simulate_change *change = &simulation->changes[i];
		const char *was = simulate_name(change->before), *is = simulate_name(change->after);
		size_t k = 0;
		while (k < *count && (strcmp(turns[k].was, was) != 0 || strcmp(turns[k].is, is) != 0))
			k++;
		if (k == *count)
			*arena_push(arena, turns, *count) = (struct turn){verdict_words(change->before),
									  verdict_words(change->after), was, is, 0};
		turns[k].count++;
	}
	return turns;
}

static void write_total(const struct simulation *simulation, const struct canvas *canvas, struct arena *arena)
{
	size_t count;
	const struct turn *turns = turns_of(simulation, arena, &count);
	buf_format(canvas->out, ngettext("%zu decision was judged by both; ", "%zu decisions were judged by both; ",
					 simulation->decisions), simulation->decisions);
	if (!simulation->count)
		buf_text(canvas->out, _("no verdict changes."));
	else
		buf_format(canvas->out, _("%zu verdicts of %zu of them change."), simulation->count, simulation->changed);
	canvas_newline(canvas);
	for (size_t i = 0; i < count; i++)
		buf_format(canvas->out, "  %4zu  %s → %s\n", turns[i].count, turns[i].before, turns[i].after);
	if (simulation->withdrawn)
		buf_format(canvas->out, ngettext("%zu withdrawn decision was left out.",
						 "%zu withdrawn decisions were left out.", simulation->withdrawn),
			   simulation->withdrawn);
	buf_text(canvas->out, simulation->withdrawn ? "\n" : "");
	canvas_fill(canvas, _("Nothing was changed. A decision that is running goes by the rules under which it was opened, "
			      "until it adopts newer ones."), 0, 0);
}

static void write_text(const struct simulation *simulation, const char *rules, const struct canvas *canvas,
		       struct arena *arena)
{
	canvas_text(canvas, PAINT_HEAD, arena_format(arena, _("What the rules in force answer, and what those of %s would"),
						     rules));
	canvas_newline(canvas);
	canvas_newline(canvas);
	for (size_t i = 0; i < simulation->count; i++)
		if (first_of_rule(simulation, i) == i)
			write_group(simulation, i, canvas, arena);
	write_total(simulation, canvas, arena);
}

/* ---- JSON ---------------------------------------------------------------------------------------------- */

static void write_change_json(const struct simulate_change *change, struct buf *out)
{
	const struct simulate_answer *answer = any_of(change);
	const struct rule_finding *finding = change->after ? change->after->finding : NULL;
	json_t *object = jsonl_object();
	jsonl_put(object, "simulated", answer->rule);
	jsonl_put(object, "title", answer->title);
	jsonl_put(object, "decision", change->decision);
	jsonl_put(object, "step", answer->step ? answer->step->name : NULL);
	jsonl_put(object, "before", simulate_name(change->before));
	jsonl_put(object, "after", simulate_name(change->after));
	jsonl_put_flag(object, "signed", answer->is_signed);
	if (answer->basis)
		jsonl_put_value(object, "basis", finding_bases_json(answer->basis));
	if (finding) {
		jsonl_put(object, "found", finding->found);
		jsonl_put(object, "needed", finding->needed);
		jsonl_put(object, "remedy", finding->remedy);
	}
	jsonl_write(object, out);
}

static void write_json(const struct simulation *simulation, const char *rules, struct buf *out, struct arena *arena)
{
	size_t count;
	const struct turn *turns = turns_of(simulation, arena, &count);
	json_t *object = jsonl_object(), *list = jsonl_array();
	for (size_t i = 0; i < simulation->count; i++)
		write_change_json(&simulation->changes[i], out);
	for (size_t i = 0; i < count; i++) {
		json_t *one = jsonl_object();
		jsonl_put(one, "before", turns[i].was);
		jsonl_put(one, "after", turns[i].is);
		jsonl_put_number(one, "count", (int64_t)turns[i].count);
		json_array_append_new(list, one);
	}
	jsonl_put(object, "simulation", rules);
	jsonl_put_number(object, "decisions", (int64_t)simulation->decisions);
	jsonl_put_number(object, "changed", (int64_t)simulation->changed);
	jsonl_put_number(object, "verdicts", (int64_t)simulation->count);
	jsonl_put_number(object, "withdrawn", (int64_t)simulation->withdrawn);
	jsonl_put_value(object, "turns", list);
	jsonl_write(object, out);
}

void simulate_write(const struct simulation *simulation, const char *rules, enum view_format format, struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	struct arena *arena = arena_new();
	if (format == VIEW_JSON)
		write_json(simulation, rules, out, arena);
	else
		write_text(simulation, rules, &canvas, arena);
	arena_free(arena);
}
