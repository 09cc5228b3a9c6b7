/* SPDX-License-Identifier: Apache-2.0 */
#include "view/status.h"

#include "base/lang.h"
#include "base/text.h"
#include "view/jsonl.h"
#include "view/markup.h"
#include "view/next.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define SHORT_HEX 12
/* For the names of the steps that a decision is at, in the table of all. */
#define NOW_COLUMNS 26

/* The picture: boxes so wide, with an arrow between two. */
#define BOX_COLUMNS 20
#define ARROW " --> "
#define LAST_ARROW " -->"
#define ARROW_COLUMNS 5
#define BOXES_IN_ROW ((PAGE_COLUMNS + ARROW_COLUMNS) / (BOX_COLUMNS + ARROW_COLUMNS))
#define LABEL_LINES 2
#define BOX_LINES 9

/* The shape of a state, so that it can be told without colour. */
static const struct {
	char sign;
	enum paint paint;
} states[] = {
	[STATE_WAITING] = {'.', PAINT_FAINT},  [STATE_OPEN] = {'>', PAINT_NEXT},
	[STATE_COMPLETE] = {'#', PAINT_GOOD},  [STATE_RETURNED] = {'!', PAINT_BAD},
	[STATE_SKIPPED] = {'/', PAINT_CARE},   [STATE_NOT_CONCERNED] = {'-', PAINT_FAINT},
	[STATE_LAPSED] = {'~', PAINT_BAD},
};

char status_sign(enum rule_state state)
{
	return states[state].sign;
}

enum paint status_paint(enum rule_state state)
{
	return states[state].paint;
}

static const char *label_of(const struct rule_step *step)
{
	return rule_say(&step->label, step->name);
}

static const char *day_text(int32_t day, struct arena *arena)
{
	char text[DATE_TEXT_SIZE];
	return day == DATE_NONE ? NULL : arena_text(arena, date_format(day, text));
}

/* "# complete   > open   …" */
static void write_legend(const struct canvas *canvas)
{
	static const enum rule_state order[] = {STATE_COMPLETE, STATE_OPEN, STATE_WAITING, STATE_RETURNED,
						STATE_SKIPPED, STATE_NOT_CONCERNED, STATE_LAPSED};
	const char *items[COUNT(order) + 1];
	struct arena *arena = arena_new();
	for (size_t i = 0; i < COUNT(order); i++)
		items[i] = arena_format(arena, "%c %s", status_sign(order[i]), state_say(order[i]));
	items[COUNT(order)] = arena_format(arena, "* %s", _("the draft has changed since"));
	canvas_items(canvas, items, COUNT(items), 0);
	arena_free(arena);
}

/* ---- all decisions ----------------------------------------------------------------------- */

static bool same_steps(const struct overview *a, const struct overview *b)
{
	if (a->step_count != b->step_count)
		return false;
	for (size_t i = 0; i < a->step_count; i++)
		if (strcmp(a->steps[i].step->name, b->steps[i].step->name) != 0)
			return false;
	return true;
}

/* In words: withdrawn, at which steps, or finished. */
static const char *stands(const struct overview *overview, struct arena *arena)
{
	struct buf out;
	if (overview->withdrawn)
		return _("withdrawn");
	buf_init(&out);
	for (size_t i = 0; i < overview->step_count; i++) {
		const struct overview_step *each = &overview->steps[i];
		if (each->need == NEED_NOTHING)
			continue;
		buf_format(&out, "%s%s", out.size ? _(", ") : "", label_of(each->step));
	}
	const char *text = out.size ? canvas_cut(out.data, NOW_COLUMNS, arena) : _("finished");
	buf_release(&out);
	return text;
}

static void add_headings(struct table *table, const struct overview *first)
{
	table_add(table, PAINT_HEAD, _("Decision"));
	for (size_t i = 0; i < first->step_count; i++)
		table_add(table, PAINT_HEAD, arena_format(table->arena, "%zu", i + 1));
	table_add(table, PAINT_HEAD, _("Now at"));
	table_add(table, PAINT_HEAD, _("Date"));
	table_add(table, PAINT_HEAD, _("Title"));
}

/* The day that presses most: a last day, or one before which nothing goes on. */
static void add_day(struct table *table, const struct overview *overview)
{
	const struct overview_step *next = NULL;
	for (size_t i = 0; i < overview->step_count; i++) {
		const struct overview_step *each = &overview->steps[i];
		if (each->day == DATE_NONE || each->need == NEED_NOTHING)
			continue;
		if (!next || (each->due && !next->due) || (!each->due == !next->due && each->day < next->day))
			next = each;
	}
	if (!next) {
		table_add(table, PAINT_PLAIN, "");
		return;
	}
	const char *day = day_text(next->day, table->arena);
	table_add(table, next->late ? PAINT_BAD : PAINT_PLAIN,
		  arena_format(table->arena, next->late ? _("late %s") : next->due ? _("by %s") : _("from %s"), day));
}

static void add_decision(struct table *table, const struct overview *overview)
{
	table_add(table, PAINT_PLAIN, overview->id);
	for (size_t i = 0; i < overview->step_count; i++) {
		const struct overview_step *each = &overview->steps[i];
		table_add(table, status_paint(each->state),
			  arena_format(table->arena, "%c%s", status_sign(each->state), each->stale ? "*" : ""));
	}
	table_add(table, PAINT_PLAIN, stands(overview, table->arena));
	add_day(table, overview);
	table_add(table, PAINT_PLAIN, overview->title);
}

static void write_steps(const struct overview *overview, const struct canvas *canvas)
{
	struct arena *arena = arena_new();
	const char **items = arena_array(arena, overview->step_count, sizeof *items);
	for (size_t i = 0; i < overview->step_count; i++)
		items[i] = arena_format(arena, "%zu %s", i + 1, label_of(overview->steps[i].step));
	canvas_items(canvas, items, overview->step_count, 0);
	arena_free(arena);
}

/* The decisions from FIRST on that have the same steps, each once. */
static void write_table(const struct overview *overviews, size_t count, size_t first, bool *written,
			const struct canvas *canvas)
{
	struct table table = {.arena = arena_new(), .columns = overviews[first].step_count + 4};
	add_headings(&table, &overviews[first]);
	for (size_t i = first; i < count; i++) {
		if (written[i] || !same_steps(&overviews[first], &overviews[i]))
			continue;
		add_decision(&table, &overviews[i]);
		written[i] = true;
	}
	table_write(&table, canvas);
	canvas_newline(canvas);
	write_steps(&overviews[first], canvas);
	canvas_newline(canvas);
	arena_free(table.arena);
}

/* ---- JSON --------------------------------------------------------------------------------- */

static json_t *step_json(const struct overview_step *each, struct arena *arena)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "step", each->step->name);
	jsonl_put(object, "label", label_of(each->step));
	jsonl_put(object, "state", state_name(each->state));
	jsonl_put(object, "by", each->by);
	jsonl_put(object, "name", each->name);
	jsonl_put(object, "on", day_text(each->on, arena));
	jsonl_put(object, "outcome", each->outcome ? each->outcome->name : NULL);
	jsonl_put(object, "because", each->because);
	if (each->stale)
		jsonl_put_flag(object, "stale", true);
	if (each->need != NEED_NOTHING) {
		jsonl_put(object, "need", overview_need_name(each->need));
		jsonl_put_number(object, "todo", (int64_t)each->todo_count);
		jsonl_put(object, "who", each->who);
		jsonl_put(object, "date", day_text(each->day, arena));
		if (each->late)
			jsonl_put_flag(object, "late", true);
		jsonl_put(object, "command", each->command);
	}
	return object;
}

static void write_json(const struct overview *overview, struct buf *out)
{
	struct arena *arena = arena_new();
	json_t *object = jsonl_object(), *steps = jsonl_array();
	jsonl_put(object, "decision", overview->id);
	jsonl_put(object, "title", overview->title);
	jsonl_put(object, "matter", overview->matter ? overview->matter->name : NULL);
	jsonl_put(object, "procedure", overview->book->name);
	jsonl_put(object, "rules", overview->rules);
	jsonl_put_flag(object, "rules-now", overview->rules_now);
	jsonl_put(object, "draft", overview->draft_digest);
	jsonl_put_number(object, "rounds", (int64_t)overview->rounds);
	jsonl_put_flag(object, "withdrawn", overview->withdrawn != NULL);
	for (size_t i = 0; i < overview->step_count; i++)
		json_array_append_new(steps, step_json(&overview->steps[i], arena));
	jsonl_put_value(object, "steps", steps);
	jsonl_write(object, out);
	arena_free(arena);
}

void status_write_all(const struct overview *overviews, size_t count, bool chosen, enum view_format format,
		      struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	struct arena *arena;
	if (format == VIEW_HTML) {
		markup_list(overviews, count, chosen, out);
		return;
	}
	arena = arena_new();
	bool *written = arena_array(arena, count + 1, sizeof *written);
	for (size_t i = 0; i < count; i++) {
		if (format == VIEW_JSON)
			write_json(&overviews[i], out);
		else if (!written[i])
			write_table(overviews, count, i, written, &canvas);
	}
	if (format != VIEW_JSON && count)
		write_legend(&canvas);
	else if (format != VIEW_JSON)
		canvas_fill(&canvas, chosen ? _("No decision is as asked.")
					    : _("There is no decision in this ledger yet: `wubu open` begins one."), 0, 0);
	arena_free(arena);
}

/* ---- one decision: the header --------------------------------------------------------------- */

static const char *rules_words(const struct overview *overview, struct arena *arena)
{
	if (!overview->rules)
		return NULL;
	return arena_format(arena, overview->rules_now ? _("%.*s, those in force now")
						       : _("%.*s, older than those in force now"),
			    SHORT_HEX, overview->rules);
}

static const char *withdrawn_words(const struct overview *overview, struct arena *arena)
{
	const struct rule_people *people = overview->facts->people;
	const char *by = record_get_text(overview->withdrawn, "by");
	const char *on = record_get_text(overview->withdrawn, "on");
	const char *because = record_get_text(overview->withdrawn, "because");
	if (!overview->withdrawn)
		return NULL;
	if (by && people)
		by = people->name(people->context, by);
	return arena_format(arena, _("on %s by %s: %s"), on ? on : "?", by ? by : "?", because ? because : "?");
}

static void write_header(const struct overview *overview, const struct canvas *canvas, struct arena *arena)
{
	const struct rulebook *book = overview->book;
	const struct { const char *label, *text; } rows[] = {
		{rule_word(book, "matter"),
		 overview->matter ? rule_say(&overview->matter->label, overview->matter->name) : NULL},
		{rule_word(book, "procedure"),
		 arena_format(arena, _("%s (%s)"), rule_say(&book->title, book->name), book->name)},
		{rule_word(book, "rules"), rules_words(overview, arena)},
		{rule_word(book, "draft"), overview->draft},
		{rule_word(book, "rounds"),
		 overview->rounds ? arena_format(arena, "%zu", overview->rounds) : NULL},
		{rule_word(book, "withdrawn"), withdrawn_words(overview, arena)},
	};
	const char *labels[COUNT(rows)];
	canvas_text(canvas, PAINT_HEAD, overview->id);
	buf_text(canvas->out, "  ");
	size_t start = canvas_width(overview->id) + 2;
	canvas_fill(canvas, overview->title ? overview->title : "", start, start);
	for (size_t i = 0; i < COUNT(rows); i++)
		labels[i] = rows[i].label;
	for (size_t i = 0; i < COUNT(rows); i++)
		canvas_row(canvas, rows[i].label, canvas_column(labels, COUNT(rows)), rows[i].text);
}

/* ---- the picture --------------------------------------------------------------------------------- */

/* A step as lines of at most BOX_COLUMNS: its label, the bar, what there is to say. */
struct box {
	struct cell lines[BOX_LINES];
	size_t count;
};

static void add_line(struct box *box, enum paint paint, const char *text)
{
	if (text && box->count < BOX_LINES)
		box->lines[box->count++] = (struct cell){text, paint};
}

/* TEXT in at most LINES lines. */
static void add_text(struct box *box, enum paint paint, const char *text, size_t lines, struct arena *arena)
{
	struct wubu_bytes rest = bytes_of(text);
	for (size_t i = 0; i < lines && rest.size; i++) {
		size_t size = i + 1 < lines ? canvas_break(rest, BOX_COLUMNS) : rest.size;
		const char *line = arena_copy(arena, (struct wubu_bytes){rest.data, size});
		add_line(box, paint, canvas_cut(line, BOX_COLUMNS, arena));
		rest = (struct wubu_bytes){rest.data + size, rest.size - size};
	}
}

static const char *bar_of(enum rule_state state, struct arena *arena)
{
	char *bar = arena_alloc(arena, BOX_COLUMNS + 1);
	memset(bar, status_sign(state), BOX_COLUMNS);
	return bar;
}

static const char *state_words(const struct overview_step *each, struct arena *arena)
{
	const char *day = day_text(each->on, arena);
	return day ? arena_format(arena, "%s %s", state_say(each->state), day) : state_say(each->state);
}

static const char *signer_words(const struct overview_step *each, struct arena *arena)
{
	if (!each->name)
		return NULL;
	if (!each->outcome)
		return each->name;
	return arena_format(arena, _("%s: %s"), each->name,
			    rule_say(&each->outcome->label, each->outcome->name));
}

static const char *need_words(const struct overview_step *each, struct arena *arena)
{
	switch (each->need) {
	case NEED_FILL:
		return arena_format(arena, ngettext("%zu thing to do", "%zu things to do", each->todo_count),
				    each->todo_count);
	case NEED_TIME:
		return _("time is running");
	case NEED_SIGN:
		return _("ready to be signed");
	case NEED_ROUND:
		return _("needs a new round");
	case NEED_NOTHING:
		break;
	}
	return NULL;
}

static void add_label(struct box *box, const struct overview_step *each, size_t number, struct arena *arena)
{
	*box = (struct box){0};
	add_text(box, PAINT_HEAD, arena_format(arena, "%zu %s", number, label_of(each->step)), LABEL_LINES,
		 arena);
}

/* What stands below the label, which takes LABEL lines in each box of the row. */
static void add_state(struct box *box, const struct overview_step *each, size_t label, struct arena *arena)
{
	const char *needed = need_words(each, arena), *signer = signer_words(each, arena);
	while (box->count < label)
		add_line(box, PAINT_PLAIN, "");
	add_line(box, status_paint(each->state), bar_of(each->state, arena));
	add_text(box, PAINT_PLAIN, state_words(each, arena), 2, arena);
	add_text(box, PAINT_PLAIN, signer ? signer : "", 2, arena);
	add_text(box, PAINT_PLAIN, needed ? needed : "", 1, arena);
	if (each->stale)
		add_text(box, PAINT_CARE, _("* draft changed"), 1, arena);
}

/* Boxes side by side; arrows stand on the line of the bars. */
struct box_row {
	struct box boxes[BOXES_IN_ROW];
	size_t count, bar, lines;
	bool more; /* another row follows */
};

static void write_line(const struct box_row *row, size_t line, const struct canvas *canvas)
{
	size_t blanks = 0;
	for (size_t i = 0; i < row->count; i++) {
		const struct box *box = &row->boxes[i];
		const struct cell *cell = line < box->count ? &box->lines[line] : NULL;
		size_t width = cell ? canvas_width(cell->text) : 0;
		bool last = i + 1 == row->count, arrow = line == row->bar && (!last || row->more);
		/* Blanks are owed until something follows, so that no line ends in them. */
		if (width) {
			buf_fill(canvas->out, ' ', blanks);
			canvas_text(canvas, cell->paint, cell->text);
			blanks = 0;
		}
		blanks += BOX_COLUMNS - width;
		if (arrow) {
			buf_fill(canvas->out, ' ', blanks);
			buf_text(canvas->out, last ? LAST_ARROW : ARROW);
			blanks = 0;
		} else {
			blanks += ARROW_COLUMNS;
		}
	}
	canvas_newline(canvas);
}

static void make_row(struct box_row *row, const struct overview *overview, size_t first, struct arena *arena)
{
	size_t left = overview->step_count - first;
	*row = (struct box_row){.count = left < BOXES_IN_ROW ? left : BOXES_IN_ROW,
				.more = left > BOXES_IN_ROW};
	for (size_t i = 0; i < row->count; i++) {
		add_label(&row->boxes[i], &overview->steps[first + i], first + i + 1, arena);
		row->bar = row->boxes[i].count > row->bar ? row->boxes[i].count : row->bar;
	}
	for (size_t i = 0; i < row->count; i++) {
		add_state(&row->boxes[i], &overview->steps[first + i], row->bar, arena);
		row->lines = row->boxes[i].count > row->lines ? row->boxes[i].count : row->lines;
	}
}

static void write_picture(const struct overview *overview, const struct canvas *canvas, struct arena *arena)
{
	for (size_t first = 0; first < overview->step_count; first += BOXES_IN_ROW) {
		struct box_row row;
		make_row(&row, overview, first, arena);
		for (size_t line = 0; line < row.lines; line++)
			write_line(&row, line, canvas);
		canvas_newline(canvas);
	}
}

void status_write_one(const struct overview *overview, enum view_format format, struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	int32_t today = overview->facts->today;
	struct worklist list;
	struct arena *arena;
	if (format == VIEW_HTML) {
		markup_steps(overview, out);
		return;
	}
	if (format == VIEW_JSON) {
		write_json(overview, out);
		return;
	}
	arena = arena_new();
	write_header(overview, &canvas, arena);
	canvas_newline(&canvas);
	write_picture(overview, &canvas, arena);
	write_legend(&canvas);
	canvas_newline(&canvas);
	worklist_make(&list, overview, 1, &(struct worklist_filter){.late = false}, NULL, today, arena);
	next_write(&list, today, false, false, format, out);
	arena_free(arena);
}
