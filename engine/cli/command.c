/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/command.h"

#include "base/lang.h"
#include "base/text.h"
#include "cli/aliases.h"
#include "cli/help.h"
#include "cli/moment.h"
#include "cli/pusher.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* ---- finding ------------------------------------------------------------------ */

const struct command *command_find(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

bool command_is_group(const char *name)
{
	size_t n = strlen(name);
	for (const struct command *c = commands; c->name; c++)
		if (strncmp(c->name, name, n) == 0 && c->name[n] == ' ')
			return true;
	return false;
}

const char *command_name_at(const void *context, size_t i)
{
	(void)context;
	return commands[i].name;
}

/* ---- saying ------------------------------------------------------------------- */

const char *run_word(const struct run *run, size_t i)
{
	return i < run->word_count ? run->words[i] : NULL;
}

static int status_of(const struct wubu_error *error)
{
	return error->code == WUBU_USAGE ? STATUS_USAGE : STATUS_UNJUDGED;
}

int run_fail(struct run *run)
{
	struct buf text;
	buf_init(&text);
	wubu_error_write(&run->error, run->output.formats[CHANNEL_TALK], &text);
	output_put(&run->output, CHANNEL_TALK, &text);
	buf_release(&text);
	return status_of(&run->error);
}

int run_refuse_usage(struct run *run, const char *format, ...)
{
	char message[sizeof run->error.message];
	va_list args;
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	error_set(&run->error, WUBU_USAGE, "%s", message);
	if (run->command)
		error_hint(&run->error, _("See `wubu help %s`."), run->command->name);
	else
		error_hint(&run->error, _("See `wubu help`."));
	return run_fail(run);
}

int run_report(struct run *run, enum channel channel, struct wubu_report *report)
{
	struct buf text;
	int status = wubu_report_status(report);
	buf_init(&text);
	wubu_report_write(report, run->output.formats[channel], run_given(run, OPTION_QUIET), &text);
	output_put(&run->output, channel, &text);
	buf_release(&text);
	wubu_report_free(report);
	return status;
}

/* ---- reading the command line -------------------------------------------------- */

static const enum option program_options[] = {OPTION_VERSION, OPTION_END};

static int refuse_unknown(struct run *run, const char *name)
{
	const char *nearest = text_nearest(name, command_name_at, NULL);
	if (nearest)
		error_hint(&run->error, _("Did you mean `wubu %s`?"), nearest);
	return run_refuse_usage(run, _("There is no command %s."), name);
}

/* The first word names the command, or with the second one does. */
static int take_command(struct run *run, const char *word)
{
	const char *name = run->word_count ? arena_format(run->arena, "%s %s", run->words[0], word) : word;
	run->command = command_find(name);
	if (!run->command && !run->word_count)
		run->command = alias_find(run, word);
	if (run->command) {
		run->word_count = 0;
		return 0;
	}
	if (run->word_count || !command_is_group(word))
		return refuse_unknown(run, name);
	*arena_push(run->arena, run->words, run->word_count) = word;
	return 0;
}

static int take_word(struct run *run, const char *word)
{
	if (!run->command)
		return take_command(run, word);
	*arena_push(run->arena, run->words, run->word_count) = word;
	return 0;
}

static int take_option(struct run *run, char *const *argv, int at)
{
	const enum option *allowed = run->command ? run->command->options : program_options;
	int taken = options_read(&run->options, run->arena, allowed, argv, at, &run->error);
	if (taken < 0)
		run_refuse_usage(run, "%s", run->error.message);
	return taken;
}

static bool is_option(const struct run *run, const char *arg)
{
	bool raw = run->command && run->command->raw && run->word_count > 0;
	return !raw && arg[0] == '-' && arg[1];
}

/* Sort ARGV into command, options and words; 0, or an exit status. */
static int read_line(struct run *run, int argc, char *const *argv)
{
	bool ended = false;
	for (int i = 1; i < argc;) {
		bool option = !ended && is_option(run, argv[i]);
		if (option && strcmp(argv[i], "--") == 0) {
			ended = true;
			i++;
			continue;
		}
		int taken = option ? take_option(run, argv, i) : 1;
		if (taken < 0)
			return STATUS_USAGE;
		int status = option ? 0 : take_word(run, argv[i]);
		if (status)
			return status;
		i += taken;
	}
	return 0;
}

/* ---- the dress of what is said -------------------------------------------------- */

static bool is_one_of(const char *value, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(value, *words) == 0)
			return true;
	return false;
}

static int choose_language(struct run *run)
{
	if (lang_choose(run_option(run, OPTION_LANG), run->places.catalogues) == 0)
		return 0;
	return run_refuse_usage(run, _("--lang takes zh or en, not %s."), run_option(run, OPTION_LANG));
}

static int choose_dress(struct run *run)
{
	static const char *const whens[] = {"auto", "always", "never", NULL};
	const char *when = run_option(run, OPTION_COLOR);
	if (when && !is_one_of(when, whens))
		return run_refuse_usage(run, _("--color takes auto, always or never, not %s."), when);
	if (run_given(run, OPTION_NO_COLOR))
		when = "never";
	output_choose(&run->output, run_given(run, OPTION_JSON), when);
	const char *form = run_option(run, OPTION_AS);
	if (form && output_choose_form(&run->output, form) != 0)
		return run_refuse_usage(run, _("--as takes text, json, sarif, junit or csv, not %s."), form);
	return 0;
}

/* What --lang says counts for complaints about the rest of the line as well. */
static void guess_language(const struct run *run, int argc, char *const *argv)
{
	const char *wish = NULL;
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strncmp(argv[i], "--lang=", 7) == 0)
			wish = argv[i] + 7;
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			wish = argv[i + 1];
	if (lang_choose(wish, run->places.catalogues) != 0)
		lang_choose(NULL, run->places.catalogues);
}

/* ---- running -------------------------------------------------------------------- */

static int enter_folders(struct run *run)
{
	const struct given *given = &run->options.given[OPTION_DIRECTORY];
	for (size_t i = 0; i < given->count; i++)
		if (chdir(given->values[i]) != 0) {
			error_set(&run->error, WUBU_IO, _("Cannot enter %s: %s"), given->values[i],
				  strerror(errno));
			return run_fail(run);
		}
	return 0;
}

static int open_ledger(struct run *run)
{
	enum need need = run->command->need;
	if (need == NEEDS_NOTHING)
		return 0;
	if (moment_read(&run->moment, &run->error) != 0)
		return run_fail(run);
	run->moment.key_file = run_option(run, OPTION_KEY);
	run->moment.pusher = run->command->gate ? pusher_read(run->arena) : NULL;
	if (wubu_open(&run->wubu, NULL, &run->moment, &run->error) == 0)
		return 0;
	run->wubu = NULL;
	if (need == NEEDS_LEDGER)
		return run_fail(run);
	run->error = (struct wubu_error){0};
	return 0;
}

static int check_words(struct run *run)
{
	const struct command *c = run->command;
	if (run->word_count < c->least)
		return run_refuse_usage(run, _("Something is missing: wubu %s %s"), c->name, _(c->synopsis));
	if (run->word_count > c->most)
		return run_refuse_usage(run, _("This is too much: %s"), run->words[c->most]);
	return 0;
}

static int run_command(struct run *run)
{
	int status = check_words(run);
	if (!status)
		status = enter_folders(run);
	if (!status)
		status = open_ledger(run);
	return status ? status : run->command->run(run);
}

/* Nothing but options, or a word that needs a second one. */
static int run_without_command(struct run *run)
{
	if (run_given(run, OPTION_VERSION))
		return help_version(run);
	if (run_given(run, OPTION_HELP))
		return help_program(run, CHANNEL_DATA);
	if (run->word_count)
		return help_group(run, run->words[0]);
	help_program(run, CHANNEL_TALK);
	return STATUS_USAGE;
}

int command_start(struct run *run, int argc, char *const *argv)
{
	guess_language(run, argc, argv);
	int status = read_line(run, argc, argv);
	if (!status)
		status = choose_language(run);
	if (!status)
		status = choose_dress(run);
	if (status)
		;
	else if (!run->command)
		status = run_without_command(run);
	else if (run_given(run, OPTION_HELP))
		status = help_command(run, run->command);
	else
		status = run_command(run);
	bool gate = run->command && run->command->gate;
	return gate && status ? STATUS_REFUSED : status;
}
