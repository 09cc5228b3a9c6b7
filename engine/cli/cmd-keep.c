/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping the rules: who is who, and the changes that several keepers agree with. */
#include "base/lang.h"
#include "cli/done.h"
#include "cli/input.h"

/* One change that is tried out first, and then made. */
struct change {
	int (*make)(struct run *run, const void *what, bool dry_run, struct wubu_report **report, struct buf *done);
	const void *what;
};

static int make(struct run *run, const struct change *change, bool dry_run)
{
	struct wubu_report *report = NULL;
	struct buf done;
	buf_init(&done);
	int failed = change->make(run, change->what, dry_run, &report, &done);
	if (!failed && !dry_run)
		done_say(run, &done);
	buf_release(&done);
	if (failed)
		return run_fail(run);
	if (!dry_run || wubu_report_status(report) != STATUS_FINE)
		return done_report(run, report);
	wubu_report_free(report);
	return STATUS_FINE;
}

static bool agree(struct run *run)
{
	const char *who = run->moment.name;
	if (run_given(run, OPTION_YES) || !input_can_ask(run))
		return true;
	return input_agree(run, who ? arena_format(run->arena, _("Sign as %s?"), who) : _("Sign with your key?"));
}

/* What would be refused is refused before anybody is asked to put his name to it. */
static int try_and_make(struct run *run, const struct change *change)
{
	int status = make(run, change, true);
	if (status)
		return status;
	if (run_given(run, OPTION_DRY_RUN)) {
		if (!run_given(run, OPTION_QUIET))
			output_text(&run->output, CHANNEL_TALK, _("Nothing would be refused. Nothing was written.\n"));
		return STATUS_FINE;
	}
	if (agree(run))
		return make(run, change, false);
	output_text(&run->output, CHANNEL_TALK, _("Nothing was done.\n"));
	return STATUS_REFUSED;
}

/* ---- rules ---------------------------------------------------------------------- */

static int make_proposal(struct run *run, const void *what, bool dry_run, struct wubu_report **report, struct buf *done)
{
	(void)what;
	return wubu_propose(run->wubu, run_option(run, OPTION_BECAUSE), dry_run, report, done, &run->error);
}

int cmd_rules_propose(struct run *run)
{
	static const struct change change = {make_proposal, NULL};
	return try_and_make(run, &change);
}

static int make_agreement(struct run *run, const void *what, bool dry_run, struct wubu_report **report, struct buf *done)
{
	(void)what;
	return wubu_approve(run->wubu, run_word(run, 0), dry_run, report, done, &run->error);
}

static int show_pending(struct run *run, enum channel channel)
{
	struct buf text;
	buf_init(&text);
	int failed = wubu_pending(run->wubu, run_word(run, 0), run->output.formats[channel], &text, &run->error);
	if (!failed)
		output_put(&run->output, channel, &text);
	buf_release(&text);
	return failed ? run_fail(run) : STATUS_FINE;
}

int cmd_rules_approve(struct run *run)
{
	static const struct change change = {make_agreement, NULL};
	/* Nobody agrees unseen. */
	int status = input_can_ask(run) && !run_given(run, OPTION_YES) ? show_pending(run, CHANNEL_TALK) : STATUS_FINE;
	return status ? status : try_and_make(run, &change);
}

int cmd_rules_pending(struct run *run)
{
	return show_pending(run, CHANNEL_DATA);
}

/* ---- people --------------------------------------------------------------------- */

static int make_people(struct run *run, const void *what, bool dry_run, struct wubu_report **report, struct buf *done)
{
	struct wubu_people people = *(const struct wubu_people *)what;
	people.dry_run = dry_run;
	return wubu_change_people(run->wubu, &people, report, done, &run->error);
}

/* The option, asked for at a terminal where it is not given; NULL: nothing was said. */
static const char *ask(struct run *run, enum option option, const char *question)
{
	const char *text = run_option(run, option);
	if (!text && input_can_ask(run))
		text = input_ask(run, arena_format(run->arena, "%s ", question));
	return text && *text ? text : NULL;
}

static bool is_enrolled(struct run *run, const char *id)
{
	struct wubu_error unknown = {0};
	struct buf ignored;
	buf_init(&ignored);
	int failed = wubu_list_people(run->wubu, id, WUBU_JSON, &ignored, &unknown);
	buf_release(&ignored);
	return !failed;
}

static void ask_roles(struct run *run, struct wubu_people *people, const char *question)
{
	const struct given *roles = &run->options.given[OPTION_ROLE];
	people->roles = roles->values;
	people->role_count = roles->count;
	if (roles->count || !question)
		return;
	const char **one = arena_array(run->arena, 1, sizeof *one);
	one[0] = ask(run, OPTION_ROLE, question);
	people->roles = one;
	people->role_count = one[0] != NULL;
}

static void ask_add(struct run *run, struct wubu_people *people)
{
	bool silent = run_given(run, OPTION_PERSON_NAME) || run_given(run, OPTION_ROLE) || run_given(run, OPTION_PUBLIC_KEY);
	people->name = run_option(run, OPTION_PERSON_NAME);
	people->mail = run_option(run, OPTION_PERSON_MAIL);
	people->unit = run_option(run, OPTION_PERSON_UNIT);
	people->key = run_option(run, OPTION_PUBLIC_KEY);
	if (!silent && !is_enrolled(run, people->person)) {
		people->name = ask(run, OPTION_PERSON_NAME, _("Name?"));
		people->mail = ask(run, OPTION_PERSON_MAIL, _("Mail address?"));
		people->unit = ask(run, OPTION_PERSON_UNIT, _("Unit (may be left empty)?"));
	}
	ask_roles(run, people, silent ? NULL : _("Role, by its name in the rulebook (may be left empty)?"));
	if (!silent)
		people->key = ask(run, OPTION_PUBLIC_KEY, _("File of the public key (may be left empty)?"));
}

static void ask_rotate(struct run *run, struct wubu_people *people)
{
	people->key = ask(run, OPTION_PUBLIC_KEY, _("File of the new public key?"));
}

static void ask_revoke(struct run *run, struct wubu_people *people)
{
	ask_roles(run, people, NULL);
	people->key = run_option(run, OPTION_PUBLIC_KEY);
	people->because = ask(run, OPTION_BECAUSE, _("Why?"));
}

static void ask_delegate(struct run *run, struct wubu_people *people)
{
	people->deputy = ask(run, OPTION_DEPUTY, _("Who acts for this person (id)?"));
	ask_roles(run, people, _("In which role?"));
	people->until = ask(run, OPTION_UNTIL, _("Until which day (YYYY-MM-DD)?"));
	people->because = ask(run, OPTION_BECAUSE, _("Why?"));
}

static const struct {
	const char *verb;
	void (*ask)(struct run *run, struct wubu_people *people);
} verbs[] = {{"add", ask_add}, {"rotate", ask_rotate}, {"revoke", ask_revoke}, {"delegate", ask_delegate}};

int cmd_people(struct run *run)
{
	const char *verb = strchr(run->command->name, ' ') + 1;
	struct wubu_people people = {.verb = verb, .person = run_word(run, 0), .from = run_option(run, OPTION_FROM_DAY),
				     .until = run_option(run, OPTION_UNTIL), .because = run_option(run, OPTION_BECAUSE)};
	struct change change = {make_people, &people};
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(verbs[i].verb, verb) == 0)
			verbs[i].ask(run, &people);
	return try_and_make(run, &change);
}

int cmd_people_list(struct run *run)
{
	struct buf text;
	buf_init(&text);
	int failed = wubu_list_people(run->wubu, run_word(run, 0), run->output.formats[CHANNEL_DATA], &text, &run->error);
	if (!failed)
		output_put(&run->output, CHANNEL_DATA, &text);
	buf_release(&text);
	return failed ? run_fail(run) : STATUS_FINE;
}
