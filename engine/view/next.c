/* SPDX-License-Identifier: Apache-2.0 */
#include "view/next.h"

#include "base/lang.h"
#include "view/deadline.h"
#include "view/finding.h"
#include "view/todo.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
/* In the short form the rest is counted. */
#define TODO_SHOWN 6

static const char *label_of(const struct rule_step *step)
{
	return rule_say(&step->label, step->name);
}

static const struct {
	const char *sign;
	enum paint paint;
} needs[] = {
	[NEED_NOTHING] = {"", PAINT_PLAIN}, [NEED_FILL] = {">", PAINT_NEXT}, [NEED_TIME] = {"~", PAINT_CARE},
	[NEED_SIGN] = {">", PAINT_GOOD},    [NEED_ROUND] = {"!", PAINT_BAD},
};

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

static void write_headline(const struct worklist_item *task, bool title, const struct canvas *canvas,
			   struct arena *arena)
{
	const struct overview_step *step = task->step;
	const char *head = arena_format(arena, "%s %s  %s", needs[step->need].sign, task->overview->id,
					label_of(step->step));
	canvas_text(canvas, needs[step->need].paint, head);
	buf_text(canvas->out, _(": "));
	canvas_fill(canvas, todo_words(task, arena), canvas_width(head) + canvas_width(_(": ")), 4);
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
static void write_task(const struct worklist_item *task, int32_t today, bool detail, bool title,
		       const struct canvas *canvas, struct arena *arena)
{
	const struct overview_step *step = task->step;
	const struct { const char *label, *text; } rows[] = {
		{_("Who"), step->who},
		{_("Date"), deadline_due(step, today, arena)},
		{step->due ? "" : _("Date"), deadline_wait(step, today, arena)},
		{_("Counting"), deadline_counted(step)},
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

static json_t *task_json(const struct worklist_item *task)
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
	if (step->late)
		jsonl_put_flag(object, "late", true);
	jsonl_put(object, "counted", deadline_counted(step));
	jsonl_put(object, "command", step->command);
	jsonl_put(object, "or", step->other);
	for (size_t i = 0; i < step->todo_count; i++)
		json_array_append_new(todo, finding_json(&step->todo[i]));
	jsonl_put_value(object, "todo", todo);
	return object;
}

void next_write(const struct worklist *list, int32_t today, bool detail, bool titles, enum view_format format,
		struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	struct arena *arena = arena_new();
	size_t written = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct worklist_item *item = &list->items[i];
		if (item->part == WORKLIST_BLOCKED)
			continue;
		if (format == VIEW_JSON) {
			jsonl_write(task_json(item), out);
			continue;
		}
		if (written++)
			canvas_newline(&canvas);
		write_task(item, today, detail, titles, &canvas, arena);
	}
	if (!written && format != VIEW_JSON)
		canvas_fill(&canvas, _("Nothing is to be done."), 0, 0);
	arena_free(arena);
}
