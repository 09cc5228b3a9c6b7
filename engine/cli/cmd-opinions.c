/* SPDX-License-Identifier: Apache-2.0 */
/* Opinions of the public: a table for a spreadsheet program, both ways. */
#include "base/lang.h"
#include "cli/command.h"
#include "cli/done.h"

static int export(struct run *run)
{
	struct buf text;
	buf_init(&text);
	int failed = wubu_table_export(run->wubu, run->words[1], &text, &run->error);
	if (!failed && strcmp(run->words[2], "-") == 0)
		output_put(&run->output, CHANNEL_DATA, &text);
	else if (!failed)
		failed = wubu_write_file(run->words[2], buf_bytes(&text), &run->error);
	buf_release(&text);
	return failed ? run_fail(run) : STATUS_FINE;
}

static int import(struct run *run)
{
	struct wubu_act act = {.id = run->words[1], .no_commit = run_given(run, OPTION_NO_COMMIT),
			       .dry_run = run_given(run, OPTION_DRY_RUN)};
	struct wubu_report *report = NULL;
	struct buf done;
	buf_init(&done);
	int failed = wubu_table_import(run->wubu, &act, run->words[2], &report, &done, &run->error);
	if (!failed)
		done_say(run, &done);
	buf_release(&done);
	return failed ? run_fail(run) : done_report(run, report);
}

int cmd_opinions(struct run *run)
{
	if (strcmp(run->words[0], "export") == 0)
		return export(run);
	if (strcmp(run->words[0], "import") == 0)
		return import(run);
	return run_refuse_usage(run, _("Say import or export, not %s."), run->words[0]);
}
