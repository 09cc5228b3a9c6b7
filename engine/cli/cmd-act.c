/* SPDX-License-Identifier: Apache-2.0 */
/* Acts: what people do to a decision.  Each is one call of wubu_do(). */
#include "base/lang.h"
#include "cli/done.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "cli/wizard.h"

/* What the options and the words ID STEP say. */
static struct wubu_act asked(const struct run *run, const char *name)
{
	const struct given *to = &run->options.given[OPTION_TO];
	return (struct wubu_act){
		.act = name,
		.id = run_word(run, 0),
		.step = run->command->most > 1 ? run_word(run, 1) : NULL,
		.outcome = run_option(run, OPTION_OUTCOME),
		.because = run_option(run, OPTION_BECAUSE),
		.reason = run_option(run, OPTION_REASON),
		.basis = run_option(run, OPTION_BASIS),
		.to = to->values,
		.to_count = to->count,
		.on = run_option(run, OPTION_ON),
		.no_commit = run_given(run, OPTION_NO_COMMIT),
		.dry_run = run_given(run, OPTION_DRY_RUN),
	};
}

/* ---- filling in ------------------------------------------------------------------ */

/* Without a terminal nothing is asked: say what would have been. */
static int refuse_empty(struct run *run, const struct wubu_act *act)
{
	struct wubu_fields *fields = NULL;
	const struct wubu_field *field;
	struct buf names;
	if (wubu_fields(run->wubu, act->id, act->step, &fields, &run->error) != 0)
		return run_fail(run);
	buf_init(&names);
	for (size_t i = 0; (field = wubu_field(fields, i)); i++)
		if (field->asked && !field->value && !field->items)
			buf_format(&names, "%s%s", names.size ? _(", ") : "", field->path);
	int status = names.size ? run_refuse_usage(run, _("Nothing is given; still missing: %s"), names.data)
				: run_refuse_usage(run, _("Nothing is given to be filled in."));
	buf_release(&names);
	wubu_fields_free(fields);
	return status;
}

/* Do ACT with what is given; ask for it when nothing is and somebody is there. */
static int fill(struct run *run, struct wubu_act *act, size_t first)
{
	struct settings settings = {0};
	if (settings_gather(run, first, &settings) != 0)
		return run_fail(run);
	if (!settings.count && input_can_ask(run))
		return wizard_run(run, act);
	if (!settings.count)
		return refuse_empty(run, act);
	act->settings = settings.items;
	act->setting_count = settings.count;
	return done_act(run, act);
}

int cmd_open(struct run *run)
{
	struct wubu_act act = asked(run, "open");
	act.id = run_option(run, OPTION_ID);
	act.procedure = run_option(run, OPTION_PROCEDURE);
	act.labels = run_given(run, OPTION_LABELS);
	return fill(run, &act, 0);
}

int cmd_fill(struct run *run)
{
	struct wubu_act act = asked(run, "fill");
	return fill(run, &act, 2);
}

int cmd_set(struct run *run)
{
	struct wubu_act act = asked(run, "fill");
	act.step = NULL;
	return fill(run, &act, 1);
}

/* ---- acts of one's own hand ------------------------------------------------------- */

struct wanted {
	enum option option;
	const char *question;
};

/* The text of WANTED, asked for if need be; NULL after an error was said. */
static const char *need_text(struct run *run, const struct wanted *wanted)
{
	const char *text = run_option(run, wanted->option);
	if (!text && input_can_ask(run))
		text = input_ask(run, arena_format(run->arena, "%s ", _(wanted->question)));
	if (text && *text)
		return text;
	run_refuse_usage(run, _("Something is missing: --%s"), option_rows[wanted->option].name);
	return NULL;
}

/* Whether the person at the terminal, if there is one, wants it done. */
static bool agree(struct run *run, const struct wubu_act *act)
{
	const char *who = run->moment.name;
	if (act->dry_run || run_given(run, OPTION_YES) || !input_can_ask(run))
		return true;
	output_format(&run->output, CHANNEL_TALK, _("%s %s: %s\n"), act->id, act->step ? act->step : "",
		      _(run->command->summary));
	return input_agree(run, who ? arena_format(run->arena, _("Sign as %s?"), who)
				    : _("Sign with your key?"));
}

/* What would be refused is refused before anybody is asked to put his name to it. */
static int try_out(struct run *run, const struct wubu_act *act)
{
	struct wubu_act trial = *act;
	struct wubu_report *report = NULL;
	trial.dry_run = true;
	if (wubu_do(run->wubu, &trial, &report, NULL, &run->error) != 0)
		return run_fail(run);
	if (wubu_report_status(report) != STATUS_FINE)
		return done_report(run, report);
	wubu_report_free(report);
	return STATUS_FINE;
}

static int act_signed(struct run *run, const struct wubu_act *act)
{
	int status = act->dry_run ? STATUS_FINE : try_out(run, act);
	if (status)
		return status;
	if (agree(run, act))
		return done_act(run, act);
	output_text(&run->output, CHANNEL_TALK, _("Nothing was done.\n"));
	return STATUS_REFUSED;
}

/* An act that needs its reason. */
static int act_because(struct run *run, const char *name)
{
	static const struct wanted because = {OPTION_BECAUSE, N_("Why?")};
	struct wubu_act act = asked(run, name);
	act.because = need_text(run, &because);
	return act.because ? act_signed(run, &act) : STATUS_USAGE;
}

int cmd_sign(struct run *run)
{
	struct wubu_act act = asked(run, "sign");
	return act_signed(run, &act);
}

int cmd_return(struct run *run)
{
	return act_because(run, "return");
}

int cmd_reopen(struct run *run)
{
	return act_because(run, "reopen");
}

int cmd_withdraw(struct run *run)
{
	return act_because(run, "withdraw");
}

int cmd_adopt(struct run *run)
{
	return act_because(run, "adopt");
}

int cmd_skip(struct run *run)
{
	static const struct wanted reason = {OPTION_REASON, N_("Why is the step not needed?")};
	static const struct wanted basis = {OPTION_BASIS, N_("Which article allows to skip it?")};
	struct wubu_act act = asked(run, "skip");
	act.reason = need_text(run, &reason);
	act.basis = act.reason ? need_text(run, &basis) : NULL;
	return act.basis ? act_signed(run, &act) : STATUS_USAGE;
}

/* ---- a step's own command --------------------------------------------------------- */

/* Fill in what is given; 1 when there is something and the step may be signed next. */
static int fill_first(struct run *run, const char *step, int *status)
{
	struct wubu_act act = asked(run, "fill");
	struct settings settings = {0};
	*status = STATUS_FINE;
	if (settings_gather(run, 1, &settings) != 0) {
		*status = run_fail(run);
		return 0;
	}
	if (!settings.count)
		return 1;
	act.step = step;
	act.settings = settings.items;
	act.setting_count = settings.count;
	*status = done_act(run, &act);
	return *status == STATUS_FINE && !act.dry_run && !act.no_commit;
}

int cmd_step(struct run *run)
{
	int status;
	const char *step = wubu_command_step(run->wubu, run->command->name);
	if (!step)
		return run_refuse_usage(run, _("The rules in force here have no step for this command."));
	if (!fill_first(run, step, &status))
		return status;
	struct wubu_act act = asked(run, "sign");
	act.step = step;
	return act_signed(run, &act);
}
