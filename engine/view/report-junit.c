/* SPDX-License-Identifier: Apache-2.0 */
#include "view/report-forms.h"

#include "base/lang.h"
#include "base/text.h"

/* XML has no way to write most control characters: text_escape() leaves none of them. */
static void write_escaped(const char *text, struct buf *out)
{
	static const struct { char sign; const char *entity; } entities[] = {
		{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"},
	};
	struct buf safe;
	buf_init(&safe);
	text_escape(&safe, bytes_of(text));
	for (size_t i = 0; i < safe.size; i++) {
		size_t k = 0;
		while (k < sizeof entities / sizeof *entities && entities[k].sign != safe.data[i])
			k++;
		if (k < sizeof entities / sizeof *entities)
			buf_text(out, entities[k].entity);
		else
			buf_char(out, safe.data[i]);
	}
	buf_release(&safe);
}

static void write_attribute(const char *name, const char *value, struct buf *out)
{
	if (!value)
		return;
	buf_format(out, " %s=\"", name);
	write_escaped(value, out);
	buf_char(out, '"');
}

/* "failure" for what is refused or, with a type of its own, only warned of; "error" for what could not be judged. */
static bool is_error(const struct rule_finding *finding)
{
	return finding->verdict == RULE_UNKNOWN;
}

static void write_row(const char *label, const char *text, struct buf *out)
{
	if (!text)
		return;
	write_escaped(label, out);
	buf_text(out, _(": "));
	write_escaped(text, out);
	buf_char(out, '\n');
}

static void write_case(const struct rule_finding *finding, struct buf *out)
{
	const char *element = is_error(finding) ? "error" : "failure";
	struct buf basis;
	buf_init(&basis);
	finding_say_bases(&finding->basis, &basis);
	buf_text(out, "    <testcase");
	write_attribute("classname", finding->decision ? finding->decision : "ledger", out);
	write_attribute("name", finding->rule, out);
	write_attribute("file", finding->file, out);
	if (finding->line)
		buf_format(out, " line=\"%u\"", finding->line);
	buf_format(out, ">\n      <%s", element);
	write_attribute("type", rule_level_name(finding->level), out);
	write_attribute("message", finding->message, out);
	buf_char(out, '>');
	write_row(_("Commit"), finding->commit, out);
	write_row(_("Found"), finding->found, out);
	write_row(_("Needed"), finding->needed, out);
	write_row(_("Basis"), basis.size ? basis.data : NULL, out);
	write_row(_("Who"), finding->who, out);
	write_row(_("Date"), finding->by, out);
	write_row(_("What to do"), finding->remedy, out);
	write_row(_("Next"), finding->command, out);
	buf_format(out, "</%s>\n    </testcase>\n", element);
	buf_release(&basis);
}

static void write_suite_head(const struct report_tally *tally, size_t cases, size_t errors, struct buf *out)
{
	buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite");
	write_attribute("name", "wubu", out);
	buf_format(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"0\">\n", cases,
		   tally->findings->count - errors, errors + (tally->unjudged && !errors));
}

void report_write_junit(const struct report_tally *tally, struct buf *out)
{
	const struct rule_findings *findings = tally->findings;
	size_t errors = 0;
	bool clean = report_status(tally) == 0;
	for (size_t i = 0; i < findings->count; i++)
		errors += is_error(&findings->items[i]);
	bool lone_error = tally->unjudged && !errors;
	write_suite_head(tally, findings->count + (clean || lone_error), errors, out);
	for (size_t i = 0; i < findings->count; i++)
		write_case(&findings->items[i], out);
	if (clean || lone_error) {
		buf_text(out, "    <testcase classname=\"ledger\"");
		write_attribute("name", tally->gate, out);
		buf_text(out, clean ? "/>\n" : "><error message=\"unjudged\"/></testcase>\n");
	}
	buf_text(out, "  </testsuite>\n</testsuites>\n");
}
