/* SPDX-License-Identifier: Apache-2.0 */
#include "view/next.h"

#include "base/lang.h"
#include "view/finding.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
/* In the short form the rest is counted. */
#define TODO_SHOWN 6

static const char *label_of(const struct rule_step *step)
{
	return rule_say(&step->label, step->name);
}

static const struct {
	const char *sign, *words;
	enum paint paint;
} needs[] = {
	[NEED_NOTHING] = {"", "", PAINT_PLAIN},
	[NEED_FILL] = {">", N_("to be filled in"), PAINT_NEXT},
	[NEED_TIME] = {"~", N_("not yet: a day must come"), PAINT_CARE},
	[NEED_SIGN] = {">", N_("ready to be signed"), PAINT_GOOD},
	[NEED_ROUND] = {"!", N_("it did not pass; go through it again, or withdraw the decision"),
			PAINT_BAD},
};

/* "2021-10-13", and whether that day is past. */
static const char *day_words(int32_t day, int32_t today, struct arena *arena)
{
	char text[DATE_TEXT_SIZE];
	if (day == DATE_NONE)
		return NULL;
	date_format(day, text);
	if (today == DATE_NONE || day > today)
		return arena_text(arena, text);
	return arena_format(arena, day == today ? _("%s (today)") : _("%s (past)"), text);
}

static const char *outcomes_words(const struct rule_step *step, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < step->outcome_count; i++) {
		buf_text(&out, i ? _(", ") : "");
		buf_format(&out, _("%s (%s)"), rule_say(&step->outcomes[i].label, step->outcomes[i].name),
			   step->outcomes[i].name);
	}
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static void write_headline(const struct overview_task *task, bool title, const struct canvas *canvas,
			   struct arena *arena)
{
	const struct overview_step *step = task->step;
	const char *head = arena_format(arena, "%s %s  %s", needs[step->need].sign, task->overview->id,
					label_of(step->step));
	canvas_text(canvas, needs[step->need].paint, head);
	buf_text(canvas->out, _(": "));
	canvas_fill(canvas, _(needs[step->need].words), canvas_width(head) + canvas_width(_(": ")), 4);
	if (title && task->overview->title) {
		buf_text(canvas->out, "  ");
		canvas_fill(canvas, task->overview->title, 2, 2);
	}
}

/* ---- what is missing ------------------------------------------------------------------------ */

static void add_part(struct buf *out, const char *text)
{
	if (text && *text)
		buf_format(out, "%s%s", out->size ? _("; ") : "", text);
}

/* "found; needed: …" below the point. */
static void write_detail(const struct rule_finding *finding, const struct canvas *canvas,
			 struct arena *arena)
{
	struct buf text;
	buf_init(&text);
	add_part(&text, finding->found);
	/* What is missing is found and needed in one. */
	if (!finding->found || !finding->needed || !strstr(finding->found, finding->needed))
		add_part(&text, finding->needed ? arena_format(arena, _("needed: %s"), finding->needed) : NULL);
	if (text.size) {
		buf_text(canvas->out, "      ");
		canvas_fill(canvas, text.data, 6, 6);
	}
	buf_release(&text);
}

/* What to do, then the articles and the rule's name. */
static void write_basis(const struct rule_finding *finding, const struct canvas *canvas)
{
	struct buf text;
	buf_init(&text);
	finding_say_bases(&finding->basis, &text);
	buf_format(&text, "%s[%s]", text.size ? "  " : "", finding->rule);
	if (finding->remedy) {
		buf_text(canvas->out, "      ");
		canvas_fill(canvas, finding->remedy, 6, 6);
	}
	buf_text(canvas->out, "      ");
	canvas_fill(canvas, text.data, 6, 6);
	buf_release(&text);
}

static void write_todo(const struct overview_step *step, bool detail, const struct canvas *canvas,
		       struct arena *arena)
{
	size_t shown = detail || step->todo_count <= TODO_SHOWN ? step->todo_count : TODO_SHOWN - 1;
	for (size_t i = 0; i < shown; i++) {
		const struct rule_finding *finding = &step->todo[i];
		struct face face = finding_face(finding);
		buf_text(canvas->out, "    ");
		canvas_text(canvas, face.paint, face.sign);
		buf_char(canvas->out, ' ');
		canvas_fill(canvas, finding->message, 6, 6);
		if (!detail)
			continue;
		write_detail(finding, canvas, arena);
		write_basis(finding, canvas);
	}
	if (shown < step->todo_count) {
		size_t left = step->todo_count - shown;
		buf_text(canvas->out, "      ");
		buf_format(canvas->out, ngettext("… and %zu more", "… and %zu more", left), left);
		canvas_newline(canvas);
	}
}

/* TITLE: there are other decisions beside it. */
static void write_task(const struct overview_task *task, int32_t today, bool detail, bool title,
		       const struct canvas *canvas, struct arena *arena)
{
	const struct overview_step *step = task->step;
	const struct { const char *label, *text; } rows[] = {
		{_("Who"), step->who},
		{_("Date"), day_words(step->day, today, arena)},
		{_("Outcomes"), step->need == NEED_SIGN ? outcomes_words(step->step, arena) : NULL},
		{_("Next"), step->command},
		{_("Or"), step->other},
	};
	const char *labels[COUNT(rows)];
	for (size_t i = 0; i < COUNT(rows); i++)
		labels[i] = rows[i].label;
	write_headline(task, title, canvas, arena);
	write_todo(step, detail, canvas, arena);
	for (size_t i = 0; i < COUNT(rows); i++)
		canvas_row(canvas, rows[i].label, canvas_column(labels, COUNT(rows)), rows[i].text);
}

/* ---- JSON -------------------------------------------------------------------------------------- */

static json_t *task_json(const struct overview_task *task)
{
	const struct overview_step *step = task->step;
	char day[DATE_TEXT_SIZE];
	json_t *object = jsonl_object(), *todo = jsonl_array();
	jsonl_put(object, "decision", task->overview->id);
	jsonl_put(object, "title", task->overview->title);
	jsonl_put(object, "step", step->step->name);
	jsonl_put(object, "label", label_of(step->step));
	jsonl_put(object, "need", overview_need_name(step->need));
	jsonl_put(object, "who", step->who);
	jsonl_put(object, "date", step->day == DATE_NONE ? NULL : date_format(step->day, day));
	jsonl_put(object, "command", step->command);
	jsonl_put(object, "or", step->other);
	for (size_t i = 0; i < step->todo_count; i++)
		json_array_append_new(todo, finding_json(&step->todo[i]));
	jsonl_put_value(object, "todo", todo);
	return object;
}

void next_write(const struct overview *overviews, size_t count, int32_t today, bool detail,
		enum view_format format, struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	struct arena *arena = arena_new();
	struct overview_task *tasks;
	size_t task_count;
	overview_tasks(overviews, count, today, arena, &tasks, &task_count);
	for (size_t i = 0; i < task_count; i++) {
		if (format == VIEW_JSON) {
			jsonl_write(task_json(&tasks[i]), out);
			continue;
		}
		if (i)
			canvas_newline(&canvas);
		write_task(&tasks[i], today, detail, count > 1, &canvas, arena);
	}
	if (!task_count && format != VIEW_JSON)
		canvas_fill(&canvas, _("Nothing is to be done."), 0, 0);
	arena_free(arena);
}
