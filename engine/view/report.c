/* SPDX-License-Identifier: Apache-2.0 */
#include "view/report-forms.h"

#include "base/lang.h"
#include "view/markup.h"

#include <stdarg.h>
#include <stdio.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
/* Of a commit's name in a heading; the whole of it stands in JSON. */
#define SHORT_HEX 12

struct counts {
	size_t refused, warned, unknown;
};

static struct counts count_findings(const struct rule_findings *findings)
{
	struct counts counts = {.refused = findings->more};
	for (size_t i = 0; i < findings->count; i++) {
		const struct rule_finding *finding = &findings->items[i];
		if (finding->verdict == RULE_UNKNOWN)
			counts.unknown++;
		else if (finding->level == RULE_REFUSE)
			counts.refused++;
		else if (finding->level == RULE_WARN)
			counts.warned++;
	}
	return counts;
}

int report_status(const struct report_tally *tally)
{
	if (tally->unjudged || tally->findings->unknown)
		return 3;
	return tally->findings->refused ? 1 : 0;
}

static const char *status_word(int status)
{
	return status == 0 ? "nothing-refused" : status == 1 ? "refused" : "unjudged";
}

/* ---- headings ------------------------------------------------------------------------------ */

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_group(const struct rule_finding *a, const struct rule_finding *b)
{
	return same_text(a->decision, b->decision) && same_text(a->commit, b->commit);
}

static void write_heading(const struct rule_finding *finding, const struct canvas *canvas)
{
	struct buf text;
	buf_init(&text);
	if (finding->decision && finding->commit)
		buf_format(&text, _("%s, commit %.*s"), finding->decision, SHORT_HEX, finding->commit);
	else if (finding->commit)
		buf_format(&text, _("commit %.*s"), SHORT_HEX, finding->commit);
	else if (finding->decision)
		buf_text(&text, finding->decision);
	if (text.size) {
		canvas_text(canvas, PAINT_HEAD, text.data);
		buf_text(canvas->out, "\n\n");
	}
	buf_release(&text);
}

static void write_findings(const struct rule_findings *findings, const struct canvas *canvas)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct rule_finding *finding = &findings->items[i];
		if (i == 0 || !same_group(finding, finding - 1))
			write_heading(finding, canvas);
		finding_write(finding, canvas);
		canvas_newline(canvas);
	}
	if (findings->more) {
		buf_format(canvas->out,
			   ngettext("… and %zu more finding that is not listed.",
				    "… and %zu more findings that are not listed.", findings->more),
			   findings->more);
		buf_text(canvas->out, "\n\n");
	}
}

/* ---- the closing word --------------------------------------------------------------------------- */

/* One item of a list in words, if its NUMBER is not zero. */
static void add_item(struct buf *out, size_t *items, size_t number, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
static void add_item(struct buf *out, size_t *items, size_t number, const char *format, ...)
{
	char text[128];
	va_list args;
	if (!number)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	buf_text(out, (*items)++ ? _(", ") : "");
	buf_text(out, text);
}

void report_say_result(const struct report_tally *tally, struct buf *out)
{
	struct counts n = count_findings(tally->findings);
	size_t items = 0;
	bool doctor = tally->gate && strcmp(tally->gate, "doctor") == 0;
	add_item(out, &items, report_status(tally) == 0, "%s", doctor ? _("All is well") : _("Nothing refused"));
	add_item(out, &items, n.refused,
		 doctor ? ngettext("%zu thing is not right", "%zu things are not right", n.refused)
			: ngettext("%zu refusal", "%zu refusals", n.refused), n.refused);
	add_item(out, &items, n.unknown,
		 ngettext("%zu rule that could not be judged", "%zu rules that could not be judged", n.unknown),
		 n.unknown);
	add_item(out, &items, n.warned, ngettext("%zu warning", "%zu warnings", n.warned), n.warned);
	add_item(out, &items, tally->unjudged && !n.unknown, "%s", _("not all could be judged"));
}

void report_say_judged(const struct report_tally *tally, struct buf *out)
{
	size_t items = 0;
	add_item(out, &items, tally->commits,
		 ngettext("%zu commit judged", "%zu commits judged", tally->commits), tally->commits);
	add_item(out, &items, tally->decisions, ngettext("%zu decision", "%zu decisions", tally->decisions),
		 tally->decisions);
	add_item(out, &items, tally->signatures,
		 ngettext("%zu good signature", "%zu good signatures", tally->signatures), tally->signatures);
	add_item(out, &items, tally->exceptions,
		 ngettext("%zu lawful exception", "%zu lawful exceptions", tally->exceptions),
		 tally->exceptions);
}

/* An audit vouches for a piece of history: it says from where to where. The column fits what is shown. */
static void write_ends(const struct report_tally *tally, const struct canvas *canvas)
{
	const struct { const char *label, *text; } ends[] = {
		{_("First commit"), tally->root}, {_("Last commit"), tally->tip},
		{_("As if it were"), tally->now}, {_("Went on from"), tally->resumed},
		{_("Receipts"), tally->receipts},
	};
	const char *shown[COUNT(ends)];
	size_t count = 0;
	for (size_t i = 0; i < COUNT(ends); i++)
		if (ends[i].text)
			shown[count++] = ends[i].label;
	size_t column = canvas_column(shown, count);
	for (size_t i = 0; i < COUNT(ends); i++)
		canvas_row(canvas, ends[i].label, column, ends[i].text);
}

static void write_closing(const struct report_tally *tally, const struct canvas *canvas)
{
	struct buf result, judged;
	int status = report_status(tally);
	buf_init(&result);
	buf_init(&judged);
	report_say_result(tally, &result);
	report_say_judged(tally, &judged);
	canvas_text(canvas, status ? PAINT_BAD : PAINT_GOOD, status == 0 ? "=" : status == 1 ? "x" : "?");
	buf_char(canvas->out, ' ');
	canvas_text(canvas, status ? PAINT_BAD : PAINT_GOOD, result.data);
	buf_text(canvas->out, judged.size ? _(": ") : _("."));
	buf_add(canvas->out, buf_bytes(&judged));
	buf_text(canvas->out, judged.size ? _(".") : "");
	canvas_newline(canvas);
	write_ends(tally, canvas);
	buf_release(&result);
	buf_release(&judged);
}

/* ---- JSON ------------------------------------------------------------------------------------------ */

json_t *report_closing_json(const struct report_tally *tally)
{
	struct counts counts = count_findings(tally->findings);
	json_t *object = jsonl_object();
	jsonl_put(object, "report", tally->gate);
	jsonl_put(object, "status", status_word(report_status(tally)));
	const struct { const char *key; size_t number; } numbers[] = {
		{"refused", counts.refused},       {"unknown", counts.unknown},
		{"warnings", counts.warned},       {"commits", tally->commits},
		{"decisions", tally->decisions},   {"signatures", tally->signatures},
		{"exceptions", tally->exceptions}, {"unlisted", tally->findings->more},
	};
	for (size_t i = 0; i < COUNT(numbers); i++)
		jsonl_put_number(object, numbers[i].key, (int64_t)numbers[i].number);
	jsonl_put(object, "root", tally->root);
	jsonl_put(object, "tip", tally->tip);
	jsonl_put(object, "now", tally->now);
	jsonl_put(object, "resumed", tally->resumed);
	if (tally->receipts)
		jsonl_put_number(object, "receipts", (int64_t)tally->receipt_count);
	return object;
}

static void write_json(const struct report_tally *tally, bool quiet, struct buf *out)
{
	for (size_t i = 0; i < tally->findings->count; i++)
		jsonl_write(finding_json(&tally->findings->items[i]), out);
	if (!quiet)
		jsonl_write(report_closing_json(tally), out);
}

static void write_text(const struct report_tally *tally, bool color, bool quiet, struct buf *out)
{
	struct canvas canvas = {out, color};
	buf_text(out, tally->told ? tally->told : "");
	write_findings(tally->findings, &canvas);
	if (!quiet)
		write_closing(tally, &canvas);
}

void report_write(const struct report_tally *tally, enum view_format format, bool quiet, struct buf *out)
{
	static void (*const documents[])(const struct report_tally *tally, struct buf *out) = {
		[VIEW_SARIF] = report_write_sarif, [VIEW_JUNIT] = report_write_junit, [VIEW_CSV] = report_write_csv,
	};
	if (format == VIEW_HTML)
		markup_report(tally, quiet, out);
	else if (format == VIEW_JSON)
		write_json(tally, quiet, out);
	else if (format < VIEW_SARIF)
		write_text(tally, format == VIEW_COLOR, quiet, out);
	else
		documents[format](tally, out);
}

/* ---- errors ------------------------------------------------------------------------------------------ */

static const char *const error_names[] = {
	[WUBU_OK] = "none",           [WUBU_USAGE] = "usage",
	[WUBU_INPUT] = "input",       [WUBU_LIMIT] = "limit",
	[WUBU_NOT_FOUND] = "not-found", [WUBU_REPOSITORY] = "repository",
	[WUBU_IO] = "io",             [WUBU_CONFLICT] = "conflict",
};

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static json_t *error_json(const struct wubu_error *error)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "error", error_names[error->code]);
	jsonl_put(object, "message", error->message);
	jsonl_put(object, "file", or_null(error->file));
	if (error->line)
		jsonl_put_number(object, "line", error->line);
	if (error->column)
		jsonl_put_number(object, "column", error->column);
	jsonl_put(object, "remedy", or_null(error->hint));
	return object;
}

void report_write_error(const struct wubu_error *error, enum view_format format, struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	if (format == VIEW_HTML) {
		markup_error(error, out);
		return;
	}
	if (format == VIEW_JSON) {
		jsonl_write(error_json(error), out);
		return;
	}
	const char *const labels[] = {_("What to do")};
	const char *word = error->code == WUBU_USAGE ? _("Not understood") : _("Error");
	canvas_text(&canvas, PAINT_BAD, "x ");
	canvas_text(&canvas, PAINT_BAD, word);
	buf_text(out, _(": "));
	canvas_fill(&canvas, error->message, 2 + canvas_width(word) + canvas_width(_(": ")), 2);
	finding_write_place(&canvas, error->file, error->line, error->column, error->source, error->caret);
	canvas_row(&canvas, labels[0], canvas_column(labels, 1), or_null(error->hint));
}
