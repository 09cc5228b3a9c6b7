/* SPDX-License-Identifier: Apache-2.0 */
#include "view/report-forms.h"

#include "base/text.h"

#include <stdio.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* What a spreadsheet would take for a formula gets an apostrophe before it, which it takes for “this is text”. */
static bool looks_like_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text) != NULL;
}

static void write_cell(const char *text, bool first, struct buf *out)
{
	struct buf safe;
	buf_init(&safe);
	if (text && looks_like_formula(text))
		buf_char(&safe, '\'');
	text_escape(&safe, bytes_of(text));
	buf_text(out, first ? "\"" : ",\"");
	for (size_t i = 0; i < safe.size; i++) {
		buf_text(out, safe.data[i] == '"' ? "\"" : "");
		buf_char(out, safe.data[i]);
	}
	buf_char(out, '"');
	buf_release(&safe);
}

static const char *const columns[] = {"level", "verdict", "rule", "decision", "step", "commit", "file", "line", "column",
				      "basis", "message", "found", "needed", "remedy", "who", "by", "command"};

static void write_row(const char *const *cells, struct buf *out)
{
	for (size_t i = 0; i < COUNT(columns); i++)
		write_cell(cells[i], i == 0, out);
	buf_text(out, "\r\n");
}

static void write_finding(const struct rule_finding *finding, struct buf *out)
{
	char line[16] = "", column[16] = "";
	struct buf basis;
	buf_init(&basis);
	finding_say_bases(&finding->basis, &basis);
	if (finding->line)
		snprintf(line, sizeof line, "%u", finding->line);
	if (finding->column)
		snprintf(column, sizeof column, "%u", finding->column);
	const char *const cells[COUNT(columns)] = {
		rule_level_name(finding->level), rule_verdict_name(finding->verdict), finding->rule, finding->decision,
		finding->step, finding->commit, finding->file, line, column, basis.data, finding->message,
		finding->found, finding->needed, finding->remedy, finding->who, finding->by, finding->command};
	write_row(cells, out);
	buf_release(&basis);
}

void report_write_csv(const struct report_tally *tally, struct buf *out)
{
	buf_text(out, "\xEF\xBB\xBF");
	write_row(columns, out);
	for (size_t i = 0; i < tally->findings->count; i++)
		write_finding(&tally->findings->items[i], out);
}
