/* SPDX-License-Identifier: Apache-2.0 */
#include "view/todo.h"

#include "base/lang.h"
#include "view/deadline.h"
#include "view/jsonl.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
/* Things to do that are named; the rest is counted. */
#define THINGS_SHOWN 4

static const struct {
	const char *heading, *sign;
	enum paint paint;
} parts[] = {
	[WORKLIST_NOW] = {N_("Can be done now"), ">", PAINT_NEXT},
	[WORKLIST_TIME] = {N_("Only time is needed"), "~", PAINT_CARE},
	[WORKLIST_BLOCKED] = {N_("Others come first"), ".", PAINT_FAINT},
};

static const char *const needs[] = {
	[NEED_NOTHING] = "",
	[NEED_FILL] = N_("to be filled in"),
	[NEED_TIME] = N_("not yet: a day must come"),
	[NEED_SIGN] = N_("ready to be signed"),
	[NEED_ROUND] = N_("it did not pass; go through it again, or withdraw the decision"),
};

static const char *label_of(const struct rule_step *step)
{
	return rule_say(&step->label, step->name);
}

static const char *before_words(const struct worklist_item *item, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < item->before_count; i++) {
		const struct overview_step *before = item->before[i];
		buf_text(&out, i ? _("; ") : "");
		buf_text(&out, label_of(before->step));
		if (before->who)
			buf_format(&out, _(", by %s"), before->who);
	}
	const char *text = out.size ? arena_format(arena, _("first comes: %s"), out.data) : _("not open yet");
	buf_release(&out);
	return text;
}

const char *todo_words(const struct worklist_item *item, struct arena *arena)
{
	return item->part == WORKLIST_BLOCKED ? before_words(item, arena) : _(needs[item->step->need]);
}

/* ---- text ----------------------------------------------------------------------------------- */

static void write_things(const struct overview_step *step, const struct canvas *canvas)
{
	size_t shown = step->todo_count <= THINGS_SHOWN ? step->todo_count : THINGS_SHOWN - 1;
	for (size_t i = 0; i < shown; i++) {
		buf_text(canvas->out, "    - ");
		canvas_fill(canvas, step->todo[i].message, 6, 6);
	}
	if (shown < step->todo_count) {
		size_t left = step->todo_count - shown;
		buf_text(canvas->out, "      ");
		buf_format(canvas->out, ngettext("… and %zu more", "… and %zu more", left), left);
		canvas_newline(canvas);
	}
}

static void write_line(const char *text, const struct canvas *canvas)
{
	if (!text)
		return;
	buf_text(canvas->out, "    ");
	canvas_fill(canvas, text, 4, 4);
}

static void write_item(const struct worklist_item *item, bool who, int32_t today, const struct canvas *canvas,
		       struct arena *arena)
{
	const struct overview_step *step = item->step;
	const char *head = arena_format(arena, "%s %s  %s", parts[item->part].sign, item->overview->id,
					label_of(step->step));
	buf_text(canvas->out, "  ");
	canvas_text(canvas, step->late ? PAINT_BAD : parts[item->part].paint, head);
	buf_text(canvas->out, _(": "));
	canvas_fill(canvas, todo_words(item, arena), 2 + canvas_width(head) + canvas_width(_(": ")), 6);
	write_line(item->overview->title, canvas);
	write_line(deadline_due(step, today, arena), canvas);
	write_line(deadline_wait(step, today, arena), canvas);
	write_line(deadline_counted(step), canvas);
	if (who)
		write_line(step->who, canvas);
	if (item->part == WORKLIST_NOW)
		write_things(step, canvas);
	if (step->command)
		write_line(arena_format(arena, "$ %s", step->command), canvas);
}

static size_t count_of(const struct worklist *list, enum worklist_part part)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].part == part;
	return count;
}

static void write_part(const struct worklist *list, enum worklist_part part, bool who, int32_t today,
		       const struct canvas *canvas, struct arena *arena)
{
	size_t count = count_of(list, part);
	if (!count)
		return;
	canvas_newline(canvas);
	canvas_text(canvas, PAINT_HEAD, arena_format(arena, _("%s (%zu)"), _(parts[part].heading), count));
	canvas_newline(canvas);
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].part == part)
			write_item(&list->items[i], who, today, canvas, arena);
}

static void write_text(const struct worklist *list, const char *name, int32_t today, const struct canvas *canvas,
		       struct arena *arena)
{
	const char *day = today == DATE_NONE ? "" : deadline_day(today, arena);
	canvas_text(canvas, PAINT_HEAD, arena_format(arena, "%s  %s", name ? name : _("Everybody"), day));
	canvas_newline(canvas);
	for (size_t part = 0; part < COUNT(parts); part++)
		write_part(list, (enum worklist_part)part, !name, today, canvas, arena);
	if (!list->count) {
		canvas_newline(canvas);
		canvas_fill(canvas, _("Nothing is to be done."), 0, 0);
	}
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static const char *day_text(const struct rule_finding *finding)
{
	return finding ? finding->by : NULL;
}

static json_t *item_json(const struct worklist_item *item, struct arena *arena)
{
	const struct overview_step *step = item->step;
	json_t *object = jsonl_object(), *before = jsonl_array();
	const struct { const char *key, *text; } texts[] = {
		{"decision", item->overview->id}, {"title", item->overview->title},
		{"step", step->step->name},       {"label", label_of(step->step)},
		{"part", worklist_part_name(item->part)},
		{"need", item->part == WORKLIST_BLOCKED ? NULL : overview_need_name(step->need)},
		{"message", todo_words(item, arena)},
		{"who", step->who},               {"due", day_text(step->due)},
		{"earliest", day_text(step->wait)}, {"counted", deadline_counted(step)},
		{"command", step->command},
	};
	for (size_t i = 0; i < COUNT(texts); i++)
		jsonl_put(object, texts[i].key, texts[i].text);
	if (step->late)
		jsonl_put_flag(object, "late", true);
	for (size_t i = 0; i < item->before_count; i++)
		json_array_append_new(before, jsonl_text(item->before[i]->step->name));
	jsonl_put_value(object, "before", before);
	return object;
}

void todo_write(const struct worklist *list, const char *name, int32_t today, enum view_format format,
		struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	struct arena *arena = arena_new();
	for (size_t i = 0; format == VIEW_JSON && i < list->count; i++)
		jsonl_write(item_json(&list->items[i], arena), out);
	if (format != VIEW_JSON)
		write_text(list, name, today, &canvas, arena);
	arena_free(arena);
}
