/* SPDX-License-Identifier: Apache-2.0 */
#include "view/finding.h"

#include "base/lang.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define GUTTER "  | "
#define GUTTER_WIDTH 4

struct face finding_face(const struct rule_finding *finding)
{
	enum { UNKNOWN = RULE_TODO + 1, WAITING, FAULT };
	static const struct face faces[] = {
		[RULE_REFUSE] = {"x", N_("Refused"), PAINT_BAD},
		[RULE_WARN] = {"!", N_("Warning"), PAINT_CARE},
		[RULE_TODO] = {">", N_("To do"), PAINT_NEXT},
		[UNKNOWN] = {"?", N_("Cannot be judged"), PAINT_BAD},
		[WAITING] = {"~", N_("Not yet"), PAINT_CARE},
		[FAULT] = {"x", N_("Not right"), PAINT_BAD},
	};
	/* The doctor refuses nothing. */
	bool fault = finding->level == RULE_REFUSE && finding->rule && strncmp(finding->rule, "doctor.", 7) == 0;
	size_t row = finding->verdict == RULE_UNKNOWN ? (size_t)UNKNOWN : fault ? (size_t)FAULT
		     : finding->verdict == RULE_PENDING && finding->level == RULE_TODO ? (size_t)WAITING
		     : (size_t)finding->level;
	struct face face = faces[row];
	face.word = _(face.word);
	return face;
}

/* ---- text ----------------------------------------------------------------------------- */

static void write_headline(const struct rule_finding *finding, const struct canvas *canvas)
{
	struct face face = finding_face(finding);
	canvas_text(canvas, face.paint, face.sign);
	buf_char(canvas->out, ' ');
	canvas_text(canvas, face.paint, face.word);
	buf_text(canvas->out, _(": "));
	canvas_fill(canvas, finding->message ? finding->message : finding->rule,
		    2 + canvas_width(face.word) + canvas_width(_(": ")), 2);
}

static void write_source(const struct canvas *canvas, const char *source, unsigned caret)
{
	size_t room = PAGE_COLUMNS - GUTTER_WIDTH;
	struct arena *arena = arena_new();
	/* A caret far to the right would lose its place in a line that is cut. */
	canvas_text(canvas, PAINT_FAINT, GUTTER);
	canvas_text(canvas, PAINT_PLAIN, caret + 4 < room ? canvas_cut(source, room, arena) : source);
	canvas_newline(canvas);
	canvas_text(canvas, PAINT_FAINT, GUTTER);
	buf_fill(canvas->out, ' ', caret);
	canvas_text(canvas, PAINT_BAD, "^");
	canvas_newline(canvas);
	arena_free(arena);
}

void finding_write_place(const struct canvas *canvas, const char *file, unsigned line, unsigned column,
			 const char *source, unsigned caret)
{
	if (!file || !*file)
		return;
	buf_text(canvas->out, "  ");
	canvas_text(canvas, PAINT_HEAD, file);
	if (line && column)
		buf_format(canvas->out, ":%u:%u", line, column);
	else if (line)
		buf_format(canvas->out, ":%u", line);
	canvas_newline(canvas);
	if (line && source && *source)
		write_source(canvas, source, caret);
}

void finding_say_bases(const struct rule_bases *bases, struct buf *out)
{
	for (size_t i = 0; i < bases->count; i++) {
		const struct rule_basis *basis = &bases->items[i];
		/* A text that was just named is not named again. */
		if (i && basis->article && basis->cite == basis[-1].cite) {
			buf_text(out, _("; "));
			rule_place_say(basis, out);
			continue;
		}
		buf_text(out, i ? _("; ") : "");
		rule_basis_say(basis, out);
	}
}

/* The parts that are a label and a text, in the order in which they are shown. */
static void write_rows(const struct rule_finding *finding, const char *basis,
		       const struct canvas *canvas)
{
	const struct { const char *label, *text; } rows[] = {
		{_("Found"), finding->found},   {_("Needed"), finding->needed},
		{_("Basis"), basis},            {_("Who"), finding->who},
		{_("Date"), finding->by},       {_("Counted"), finding->counted},
		{_("What to do"), finding->remedy},
		{_("Next"), finding->command},
	};
	const char *labels[COUNT(rows)];
	for (size_t i = 0; i < COUNT(rows); i++)
		labels[i] = rows[i].label;
	size_t column = canvas_column(labels, COUNT(rows));
	for (size_t i = 0; i < COUNT(rows); i++)
		canvas_row(canvas, rows[i].label, column, rows[i].text);
}

void finding_write(const struct rule_finding *finding, const struct canvas *canvas)
{
	struct buf basis;
	buf_init(&basis);
	finding_say_bases(&finding->basis, &basis);
	write_headline(finding, canvas);
	finding_write_place(canvas, finding->file, finding->line, finding->column, finding->source,
			    finding->caret);
	write_rows(finding, basis.size ? basis.data : NULL, canvas);
	buf_text(canvas->out, "  ");
	canvas_text(canvas, PAINT_FAINT, "[");
	canvas_text(canvas, PAINT_FAINT, finding->rule);
	canvas_text(canvas, PAINT_FAINT, "]");
	canvas_newline(canvas);
	buf_release(&basis);
}

/* ---- JSON ------------------------------------------------------------------------------- */

json_t *finding_bases_json(const struct rule_bases *bases)
{
	json_t *list = jsonl_array();
	for (size_t i = 0; i < bases->count; i++) {
		const struct rule_basis *basis = &bases->items[i];
		json_t *one = jsonl_object();
		jsonl_put(one, "cites", basis->cite->key);
		jsonl_put(one, "title", rule_say(&basis->cite->title, NULL));
		jsonl_put(one, "article", basis->article);
		json_array_append_new(list, one);
	}
	return list;
}

static void put_place(json_t *object, const struct rule_finding *finding)
{
	jsonl_put(object, "file", finding->file);
	if (finding->line)
		jsonl_put_number(object, "line", finding->line);
	if (finding->column)
		jsonl_put_number(object, "column", finding->column);
	jsonl_put(object, "field", finding->field);
}

json_t *finding_json(const struct rule_finding *finding)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "rule", finding->rule);
	jsonl_put(object, "verdict", rule_verdict_name(finding->verdict));
	jsonl_put(object, "level", rule_level_name(finding->level));
	jsonl_put(object, "decision", finding->decision);
	jsonl_put(object, "step", finding->step);
	jsonl_put(object, "commit", finding->commit);
	put_place(object, finding);
	jsonl_put_value(object, "basis", finding_bases_json(&finding->basis));
	const struct { const char *key, *text; } rest[] = {
		{"found", finding->found}, {"needed", finding->needed}, {"message", finding->message},
		{"remedy", finding->remedy}, {"who", finding->who}, {"by", finding->by},
		{"bound", rule_by_name(finding->bound)}, {"counted", finding->counted},
		{"command", finding->command},
	};
	for (size_t i = 0; i < COUNT(rest); i++)
		jsonl_put(object, rest[i].key, rest[i].text);
	return object;
}
