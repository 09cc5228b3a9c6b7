/* SPDX-License-Identifier: Apache-2.0 */
/* Looking: nothing here changes or judges anything. */
#include "base/lang.h"
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

/* What the options and the word ID choose. */
static struct wubu_filter chosen(const struct run *run)
{
	return (struct wubu_filter){
		.id = run_word(run, 0),
		.step = run_option(run, OPTION_STEP),
		.matter = run_option(run, OPTION_MATTER),
		.unit = run_option(run, OPTION_UNIT),
		.person = run_option(run, OPTION_PERSON),
		.late = run_given(run, OPTION_LATE),
		.since = run_option(run, OPTION_SINCE),
	};
}

typedef int (*list_function)(struct wubu *wubu, const struct wubu_filter *filter, enum wubu_format format,
			     struct buf *out, struct wubu_error *error);

static int list_chosen(struct run *run, const struct wubu_filter *filter, list_function list)
{
	struct buf text;
	buf_init(&text);
	int failed = list(run->wubu, filter, run->output.formats[CHANNEL_DATA], &text, &run->error);
	return show(run, failed, &text);
}

int cmd_status(struct run *run)
{
	struct wubu_filter filter = chosen(run);
	return list_chosen(run, &filter, wubu_status);
}

int cmd_next(struct run *run)
{
	struct wubu_filter filter = chosen(run);
	return list_chosen(run, &filter, wubu_next);
}

int cmd_todo(struct run *run)
{
	struct wubu_filter filter = chosen(run);
	if (!filter.person && !run_given(run, OPTION_EVERYBODY))
		filter.person = wubu_me(run->wubu);
	if (!filter.person && !run_given(run, OPTION_EVERYBODY))
		return run_refuse_usage(run, _("git's user.email is nobody's in rules/people.yaml: say whose list with --person, or "
					       "--everybody."));
	return list_chosen(run, &filter, wubu_todo);
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

int cmd_explain_date(struct run *run)
{
	struct buf text;
	buf_init(&text);
	int failed = wubu_explain_date(run->wubu, run_word(run, 0), run_word(run, 1),
				       run->output.formats[CHANNEL_DATA], &text, &run->error);
	return show(run, failed, &text);
}
