/* SPDX-License-Identifier: Apache-2.0 */
/* Tools for whoever writes rulebooks. */
#include "base/lang.h"
#include "cli/command.h"

/* The folder that is named; outside of a ledger the shipped rulebooks. */
static const char *rules_folder(const struct run *run)
{
	const char *rules = run_option(run, OPTION_RULES);
	return rules || run->wubu ? rules : run->places.library;
}

int cmd_rules_test(struct run *run)
{
	struct wubu_report *report = NULL;
	struct buf text;
	buf_init(&text);
	int failed = wubu_rules_test(run->wubu, rules_folder(run), run_word(run, 0),
				     run_given(run, OPTION_STRICT), run->output.formats[CHANNEL_DATA], &text,
				     &report, &run->error);
	if (!failed && !run_given(run, OPTION_QUIET))
		output_put(&run->output, CHANNEL_DATA, &text);
	buf_release(&text);
	return failed ? run_fail(run) : run_report(run, CHANNEL_DATA, report);
}

int cmd_rules_lint(struct run *run)
{
	struct wubu_report *report = NULL;
	if (wubu_rules_lint(run->wubu, rules_folder(run), run_word(run, 0), &report, &run->error))
		return run_fail(run);
	return run_report(run, CHANNEL_DATA, report);
}

/* Write TEXT unless it FAILED; returns the exit status. */
static int show(struct run *run, int failed, struct buf *text)
{
	if (!failed)
		output_put(&run->output, CHANNEL_DATA, text);
	buf_release(text);
	return failed ? run_fail(run) : STATUS_FINE;
}

int cmd_rules_diff(struct run *run)
{
	const char *old = run_option(run, OPTION_OLD), *after = run_word(run, 1);
	struct buf text;
	if (!old && !after)
		return run_refuse_usage(run, _("Name the other rulebook, or an older revision with --old."));
	buf_init(&text);
	int failed = wubu_rules_diff(run->wubu, rules_folder(run), old, run_word(run, 0),
				     after ? after : run_word(run, 0), run->output.formats[CHANNEL_DATA], &text,
				     &run->error);
	return show(run, failed, &text);
}

int cmd_rules_new(struct run *run)
{
	struct buf done;
	const char *rules = run_option(run, OPTION_RULES);
	buf_init(&done);
	int failed = wubu_rules_new(run->places.library, rules ? rules : "rules", run_word(run, 0),
				    run_option(run, OPTION_EXTENDS), run->moment.seconds, &done, &run->error);
	return show(run, failed, &done);
}

int cmd_rules_simulate(struct run *run)
{
	struct buf text;
	buf_init(&text);
	int failed = wubu_rules_simulate(run->wubu, run_word(run, 0), run->output.formats[CHANNEL_DATA], &text,
					 &run->error);
	return show(run, failed, &text);
}

int cmd_rules_graph(struct run *run)
{
	const char *form = run_option(run, OPTION_FORMAT);
	struct buf text;
	buf_init(&text);
	int failed = wubu_rules_graph(run->wubu, rules_folder(run), run_word(run, 0), form ? form : "svg", &text,
				      &run->error);
	return show(run, failed, &text);
}

int cmd_schema(struct run *run)
{
	struct buf text;
	int failed = 0;
	bool rules = strcmp(run->words[0], "rules") == 0;
	if (!rules && strcmp(run->words[0], "record") != 0)
		return run_refuse_usage(run, _("There is a schema of records and one of rulebooks: wubu schema record, "
					       "wubu schema rules"));
	buf_init(&text);
	if (rules)
		wubu_schema_rules(run->output.formats[CHANNEL_DATA], &text);
	else
		failed = wubu_schema(run->wubu, rules_folder(run), run_word(run, 1),
				 run->output.formats[CHANNEL_DATA], &text, &run->error);
	return show(run, failed, &text);
}
