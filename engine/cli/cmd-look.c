/* SPDX-License-Identifier: Apache-2.0 */
/* Looking: nothing here changes or judges anything. */
#include "cli/command.h"

typedef int (*look_function)(struct wubu *wubu, const char *id, enum wubu_format format,
			     struct buf *out, struct wubu_error *error);

static int show(struct run *run, int failed, struct buf *text)
{
	if (!failed)
		output_put(&run->output, CHANNEL_DATA, text);
	buf_release(text);
	return failed ? run_fail(run) : STATUS_FINE;
}

static int look_at(struct run *run, look_function look)
{
	struct buf text;
	buf_init(&text);
	int failed = look(run->wubu, run_word(run, 0), run->output.formats[CHANNEL_DATA], &text,
			  &run->error);
	return show(run, failed, &text);
}

int cmd_status(struct run *run)
{
	return look_at(run, wubu_status);
}

int cmd_next(struct run *run)
{
	return look_at(run, wubu_next);
}

int cmd_show(struct run *run)
{
	return look_at(run, wubu_show);
}

int cmd_log(struct run *run)
{
	return look_at(run, wubu_log);
}

int cmd_explain(struct run *run)
{
	const char *rules = run_option(run, OPTION_RULES);
	if (!rules && !run->wubu)
		rules = run->places.library;
	struct buf text;
	buf_init(&text);
	int failed = wubu_explain(run->wubu, rules, run_option(run, OPTION_PROCEDURE), run_word(run, 0),
				  run->output.formats[CHANNEL_DATA], &text, &run->error);
	return show(run, failed, &text);
}
