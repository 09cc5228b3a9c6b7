/* SPDX-License-Identifier: Apache-2.0 */
#include "view/markup.h"

#include "base/html.h"
#include "base/lang.h"
#include "view/finding.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* The class that goes with a face: bad, care, good, next or plain. */
static const char *class_of(enum paint paint)
{
	static const char *const names[] = {
		[PAINT_PLAIN] = "plain", [PAINT_HEAD] = "plain", [PAINT_BAD] = "bad",   [PAINT_CARE] = "care",
		[PAINT_GOOD] = "good",   [PAINT_NEXT] = "next",  [PAINT_FAINT] = "plain",
	};
	return names[paint];
}

/* ---- one finding --------------------------------------------------------------------- */

static void add_row(struct buf *out, const char *label, const char *text)
{
	if (text && *text)
		html_add(out, "<div><dt>%t</dt><dd>%t</dd></div>", label, text);
}

static void add_place(struct buf *out, const char *file, unsigned line, unsigned column, const char *source,
		      unsigned caret)
{
	if (!file || !*file)
		return;
	html_add(out, "<p class=\"place\"><code>%t", file);
	if (line)
		html_add(out, ":%n:%n", (size_t)line, (size_t)column);
	html_add(out, "</code></p>");
	if (!line || !source || !*source)
		return;
	html_add(out, "<pre tabindex=\"0\">%t\n", source);
	buf_fill(out, ' ', caret);
	html_add(out, "^</pre>");
}

static void add_details(const struct rule_finding *finding, struct buf *out)
{
	html_add(out, "<details><summary>%t</summary>", _("Technical details"));
	add_place(out, finding->file, finding->line, finding->column, finding->source, finding->caret);
	html_add(out, "<dl class=\"rows\">");
	add_row(out, _("Rule"), finding->rule);
	add_row(out, _("Command"), finding->command);
	add_row(out, _("Commit"), finding->commit);
	html_add(out, "</dl></details>");
}

void markup_finding(const struct rule_finding *finding, struct buf *out)
{
	struct face face = finding_face(finding);
	struct buf basis;
	buf_init(&basis);
	finding_say_bases(&finding->basis, &basis);
	html_add(out, "<article class=\"finding %a\"><h2><span class=\"face\">%t</span> %t</h2><dl class=\"rows\">",
		 class_of(face.paint), face.word, finding->message ? finding->message : finding->rule);
	const struct { const char *label, *text; } rows[] = {
		{_("Found"), finding->found},   {_("Needed"), finding->needed},
		{_("What to do"), finding->remedy}, {_("Basis"), basis.data},
		{_("Who"), finding->who},       {_("Date"), finding->by},
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		add_row(out, rows[i].label, rows[i].text);
	html_add(out, "</dl>");
	add_details(finding, out);
	html_add(out, "</article>");
	buf_release(&basis);
}

void markup_todo(const struct rule_finding *finding, struct buf *out)
{
	struct face face = finding_face(finding);
	struct buf basis;
	buf_init(&basis);
	finding_say_bases(&finding->basis, &basis);
	html_add(out, "<div class=\"todo %a\"><p class=\"asks\"><span class=\"face\">%t</span> %t</p>",
		 class_of(face.paint), face.word, finding->message ? finding->message : finding->rule);
	if (finding->found)
		html_add(out, "<p>%t</p>", finding->found);
	if (finding->remedy)
		html_add(out, "<p>%t</p>", finding->remedy);
	if (basis.size)
		html_add(out, "<p class=\"basis\">%t</p>", basis.data);
	html_add(out, "</div>");
	buf_release(&basis);
}

/* ---- a report ---------------------------------------------------------------------------- */

static void add_closing(const struct report_tally *tally, struct buf *out)
{
	struct buf result, judged;
	int status = report_status(tally);
	buf_init(&result);
	buf_init(&judged);
	report_say_result(tally, &result);
	report_say_judged(tally, &judged);
	html_add(out, "<p class=\"closing %a\"><strong>%t</strong>", status ? "bad" : "good", result.data);
	if (judged.size)
		html_add(out, "<span>%t</span>", judged.data);
	html_add(out, "</p>");
	if (tally->root && tally->tip)
		html_add(out, "<dl class=\"rows\"><div><dt>%t</dt><dd><code>%t</code></dd></div><div><dt>%t</dt>"
			 "<dd><code>%t</code></dd></div></dl>",
			 _("First commit"), tally->root, _("Last commit"), tally->tip);
	buf_release(&result);
	buf_release(&judged);
}

void markup_report(const struct report_tally *tally, bool quiet, struct buf *out)
{
	const struct rule_findings *findings = tally->findings;
	if (!quiet)
		add_closing(tally, out);
	for (size_t i = 0; i < findings->count; i++)
		markup_finding(&findings->items[i], out);
	if (findings->more)
		html_add(out, "<p>%t %n</p>", _("Findings that are not listed:"), findings->more);
}

void markup_error(const struct wubu_error *error, struct buf *out)
{
	html_add(out, "<article class=\"finding bad\"><h2><span class=\"face\">%t</span> %t</h2>",
		 error->code == WUBU_USAGE ? _("Not understood") : _("Error"), error->message);
	if (*error->hint)
		html_add(out, "<dl class=\"rows\"><div><dt>%t</dt><dd>%t</dd></div></dl>", _("What to do"),
			 error->hint);
	add_place(out, error->file, error->line, error->column, error->source, error->caret);
	html_add(out, "</article>");
}
