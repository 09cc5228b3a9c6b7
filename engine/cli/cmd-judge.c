/* SPDX-License-Identifier: Apache-2.0 */
/* Judging: what is about to be committed, what was, and what git's hooks ask about. */
#include "base/lang.h"
#include "cli/input.h"
#include "cli/moment.h"
#include "cli/progress.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- check ---------------------------------------------------------------------- */

static int judge_staged(struct run *run, struct wubu_report **report)
{
	return wubu_check_staged(run->wubu, NULL, report, &run->error);
}

static int judge_range(struct run *run, struct wubu_report **report)
{
	return wubu_check_range(run->wubu, run_option(run, OPTION_RANGE), report, &run->error);
}

static int judge_state(struct run *run, struct wubu_report **report)
{
	const char *rules = run_option(run, OPTION_RULES);
	if (!rules && !run->wubu)
		rules = run->places.library;
	return wubu_check_files(run->wubu, rules, run->words, run->word_count, report, &run->error);
}

static int judge_worktree(struct run *run, struct wubu_report **report)
{
	return wubu_check_worktree(run->wubu, report, &run->error);
}

struct way {
	enum option option;
	bool words, ledger; /* takes words; needs a ledger */
	int (*judge)(struct run *run, struct wubu_report **report);
};

static const struct way ways[] = {
	{OPTION_STAGED, false, true, judge_staged},
	{OPTION_RANGE, false, true, judge_range},
	{OPTION_STATE, true, false, judge_state},
	{OPTION_END, false, true, judge_worktree},
};

static const struct way *chosen_way(const struct run *run, size_t *chosen)
{
	const struct way *way = NULL;
	size_t i = 0;
	for (*chosen = 0; ways[i].option != OPTION_END; i++)
		if (run_given(run, ways[i].option)) {
			way = &ways[i];
			(*chosen)++;
		}
	return way ? way : &ways[i];
}

/* Asked again, so that it says why there is none. */
static int refuse_without_ledger(struct run *run)
{
	if (wubu_open(&run->wubu, NULL, &run->moment, &run->error) == 0)
		return STATUS_UNJUDGED;
	run->wubu = NULL;
	return run_fail(run);
}

/* Without a number the processors that this process may use. */
static int use_threads(struct run *run)
{
	const char *asked = run_option(run, OPTION_THREADS);
	long count = asked ? 0 : sysconf(_SC_NPROCESSORS_ONLN);
	if (asked && (strspn(asked, "0123456789") != strlen(asked) || strlen(asked) > 3 ||
		      (count = strtol(asked, NULL, 10)) < 1))
		return run_refuse_usage(run, _("--threads needs a number from 1 to 999: %s"), asked);
	wubu_use_threads(run->wubu, count < 1 ? 1 : (unsigned)count);
	return STATUS_FINE;
}

int cmd_check(struct run *run)
{
	size_t chosen;
	const struct way *way = chosen_way(run, &chosen);
	if (chosen > 1)
		return run_refuse_usage(run, _("Only one of --staged, --range and --state can be asked."));
	if (!way->words && run->word_count)
		return run_refuse_usage(run, _("To judge records as they stand in files, say --state: %s"),
					run->words[0]);
	if (way->words && !run->word_count)
		return run_refuse_usage(run, _("--state needs the files to be judged."));
	if (way->ledger && !run->wubu)
		return refuse_without_ledger(run);
	if (run->wubu)
		use_threads(run);
	struct wubu_report *report = NULL;
	if (way->judge(run, &report) != 0)
		return run_fail(run);
	return run_report(run, CHANNEL_DATA, report);
}

/* ---- receipts ------------------------------------------------------------------- */

static struct wubu_witnesses asked_witnesses(const struct run *run)
{
	const struct given *files = &run->options.given[OPTION_WITNESS];
	return (struct wubu_witnesses){files->values, files->count, run_option(run, OPTION_TSA)};
}

static int say(struct run *run, const struct buf *text, int failed)
{
	if (!failed)
		output_put(&run->output, CHANNEL_DATA, text);
	return failed ? run_fail(run) : STATUS_FINE;
}

int cmd_receipt_show(struct run *run)
{
	struct buf text;
	buf_init(&text);
	int status = say(run, &text, wubu_receipt_show(run->wubu, run_word(run, 0), run_option(run, OPTION_FORM),
						       run->output.formats[CHANNEL_DATA], &text, &run->error));
	buf_release(&text);
	return status;
}

int cmd_receipt_list(struct run *run)
{
	struct buf text;
	buf_init(&text);
	int status = say(run, &text, wubu_receipt_list(run->wubu, run->output.formats[CHANNEL_DATA], &text,
						       &run->error));
	buf_release(&text);
	return status;
}

int cmd_receipt_verify(struct run *run)
{
	struct wubu_report *report = NULL;
	struct wubu_witnesses kept = asked_witnesses(run);
	if (wubu_receipt_verify(run->wubu, &kept, &report, &run->error) != 0)
		return run_fail(run);
	return run_report(run, CHANNEL_DATA, report);
}

/* ---- audit ---------------------------------------------------------------------- */

/* The environment has no say in what time it is for an auditor; --now has, and the report says so. */
static int asked_audit(struct run *run, struct wubu_audit *audit)
{
	const struct given *founders = &run->options.given[OPTION_FOUNDER];
	struct wubu_moment now = {0};
	*audit = (struct wubu_audit){.root = run_option(run, OPTION_ROOT), .since = run_option(run, OPTION_SINCE),
				     .founders = founders->values, .founder_count = founders->count,
				     .now = run_option(run, OPTION_NOW), .kept = asked_witnesses(run)};
	if (!run_given(run, OPTION_NO_CHECKPOINT) && run->places.state) {
		audit->checkpoint_key = arena_format(run->arena, "%s/checkpoint-key", run->places.state);
		audit->program = run->places.program;
	}
	if (!audit->now)
		return STATUS_FINE;
	if (moment_parse(&now, audit->now) != 0)
		return run_refuse_usage(run, _("--now is not a time that can be read: %s"), audit->now);
	audit->now_seconds = now.seconds;
	return STATUS_FINE;
}

int cmd_audit(struct run *run)
{
	struct wubu_report *report = NULL;
	struct progress progress;
	struct wubu_audit audit;
	int status = asked_audit(run, &audit);
	if (status || (status = use_threads(run)))
		return status;
	progress_begin(&progress, &run->output, run_given(run, OPTION_QUIET));
	int failed = wubu_audit(run->wubu, &audit, progress.shown ? progress_show : NULL, &progress,
				&report, &run->error);
	progress_end(&progress);
	return failed ? run_fail(run) : run_report(run, CHANNEL_DATA, report);
}

/* ---- hook ----------------------------------------------------------------------- */

/* base/limits.h bounds what is in the lines; this only keeps memory from running out. */
#define HOOK_INPUT_BYTES (1024u * 1024u)

int cmd_hook(struct run *run)
{
	const char *name = run->words[0];
	bool reads = wubu_hook_reads_input(name) == 1;
	struct wubu_report *report = NULL;
	struct buf input;
	buf_init(&input);
	use_threads(run);
	int failed = reads ? input_read(STDIN_FILENO, HOOK_INPUT_BYTES, _("what git says"), &input, &run->error)
			   : 0;
	if (!failed)
		failed = wubu_hook(run->wubu, name, run->words + 1, run->word_count - 1,
				   reads ? buf_bytes(&input) : (struct wubu_bytes){NULL, 0}, &report,
				   &run->error);
	buf_release(&input);
	if (failed)
		return run_fail(run);
	/* Three hooks that each say that all is well would be three lines too many for every commit. */
	if (wubu_report_count(report) || run_given(run, OPTION_JSON))
		return run_report(run, CHANNEL_TALK, report);
	struct buf told;
	buf_init(&told);
	wubu_report_write(report, run->output.formats[CHANNEL_TALK], true, &told);
	output_put(&run->output, CHANNEL_TALK, &told);
	buf_release(&told);
	wubu_report_free(report);
	return STATUS_FINE;
}
