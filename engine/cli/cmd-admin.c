/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up a ledger, and finding out what is not set up right. */
#include "cli/command.h"
#include "cli/done.h"
#include "cli/moment.h"

/* What `init` is asked to do, from the command line. */
static struct wubu_init asked(const struct run *run)
{
	const char *rules = run_option(run, OPTION_RULES);
	return (struct wubu_init){
		.path = run->word_count ? run->words[0] : ".",
		.bare = run_given(run, OPTION_BARE),
		.library = rules ? rules : run->places.library,
		.procedure = run_option(run, OPTION_PROCEDURE),
		.people = run_option(run, OPTION_PEOPLE),
		.title = run_option(run, OPTION_TITLE),
		.program = run->places.program,
		.training = run_given(run, OPTION_TRAINING),
	};
}

int cmd_init(struct run *run)
{
	struct wubu_report *report = NULL;
	struct wubu_init init = asked(run);
	struct buf done;
	if (moment_read(&run->moment, &run->error) != 0)
		return run_fail(run);
	run->moment.key_file = run_option(run, OPTION_KEY);
	buf_init(&done);
	int failed = wubu_init(&init, &run->moment, &done, &report, &run->error);
	done_say(run, &done);
	buf_release(&done);
	if (failed)
		return run_fail(run);
	return report ? done_report(run, report) : STATUS_FINE;
}

static int say_done(struct run *run, struct buf *done, int failed)
{
	done_say(run, done);
	buf_release(done);
	return failed ? run_fail(run) : STATUS_FINE;
}

int cmd_receipt_repair(struct run *run)
{
	struct buf done;
	buf_init(&done);
	return say_done(run, &done, wubu_receipt_repair(run->wubu, &done, &run->error));
}

int cmd_receipt_stamp(struct run *run)
{
	struct buf done;
	buf_init(&done);
	return say_done(run, &done, wubu_receipt_stamp(run->wubu, run_word(run, 0), &done, &run->error));
}

int cmd_doctor(struct run *run)
{
	struct buf done;
	buf_init(&done);
	if (run_given(run, OPTION_REPAIR)) {
		int status = say_done(run, &done, wubu_repair(run->wubu, &done, &run->error));
		if (status)
			return status;
	}
	buf_release(&done);
	struct wubu_report *report = NULL;
	struct buf text;
	buf_init(&text);
	int failed = wubu_doctor(run->wubu, run->places.library, run->output.formats[CHANNEL_DATA], &text,
				 &report, &run->error);
	if (!failed && !run_given(run, OPTION_QUIET))
		output_put(&run->output, CHANNEL_DATA, &text);
	buf_release(&text);
	return failed ? run_fail(run) : run_report(run, CHANNEL_DATA, report);
}
