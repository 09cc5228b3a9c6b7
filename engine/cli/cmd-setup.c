/* SPDX-License-Identifier: Apache-2.0 */
/* The first minutes of a person: who you are, your key, a slip for whoever enrols you, a signature on trial. */
#include "base/date.h"
#include "base/lang.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/moment.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct newcomer {
	const char *name, *unit, *mail, *id, *key;
	struct buf line, fingerprint; /* of the public key */
};

static void say(struct run *run, const char *text)
{
	output_text(&run->output, CHANNEL_TALK, text);
}

/* Run ARGS and wait for it; 0 when it says that all went well. */
static int run_program(struct run *run, const char *const *args)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		execvp(args[0], (char *const *)args);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	return error_set(&run->error, WUBU_IO, _("%s did not do its work"), args[0]);
}

/* What OPTION says, or an answer; NOW (may be NULL) is what Enter keeps. */
static const char *want(struct run *run, enum option option, const char *question, const char *now)
{
	const char *given = run_option(run, option);
	if (given || !input_can_ask(run))
		return given ? given : now;
	const char *asked = now ? arena_format(run->arena, "%s [%s] > ", question, now)
				: arena_format(run->arena, "%s > ", question);
	for (;;) {
		const char *answer = input_ask(run, asked);
		if (!answer)
			return NULL;
		if (*answer || now)
			return *answer ? answer : now;
	}
}

/* The part of MAIL before the "@", as people.yaml takes it. */
static const char *short_name(struct run *run, const char *mail)
{
	char *id = arena_text(run->arena, mail);
	id[strcspn(id, "@")] = '\0';
	for (char *p = id; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32)
		     : strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", *p) ? *p : '-';
	return *id >= 'a' && *id <= 'z' ? id : arena_format(run->arena, "p%s", id);
}

static const char *usual_key(struct run *run)
{
	const char *home = getenv("HOME");
	return home ? arena_format(run->arena, "%s/.ssh/id_ed25519", home) : NULL;
}

/* ---- the key ------------------------------------------------------------------------- */

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

static int make_key(struct run *run, const struct newcomer *who)
{
	const char *slash = strrchr(who->key, '/');
	const char *folder = slash && slash > who->key
		? arena_copy(run->arena, (struct wubu_bytes){who->key, (size_t)(slash - who->key)}) : ".";
	const char *const make_folder[] = {"mkdir", "-p", "-m", "700", folder, NULL};
	const char *const make[] = {"ssh-keygen", "-q", "-t", "ed25519", "-C", who->mail, "-f", who->key, NULL};
	const char *const make_bare[] = {"ssh-keygen", "-q", "-t", "ed25519", "-C", who->mail, "-N", "", "-f", who->key, NULL};
	say(run, arena_format(run->arena, _("Making a key: %s\n"), who->key));
	if (run_program(run, make_folder))
		return -1;
	/* At a terminal ssh-keygen itself asks for a passphrase. */
	return run_program(run, input_can_ask(run) && !run_given(run, OPTION_YES) ? make : make_bare);
}

static int find_key(struct run *run, struct newcomer *who)
{
	who->key = want(run, OPTION_KEY, _("Your signing key: a file; if it is not there it is made"), usual_key(run));
	if (!who->key)
		return error_set(&run->error, WUBU_USAGE, _("No key is named: --key FILE."));
	if (!is_there(arena_format(run->arena, "%s.pub", who->key)) && make_key(run, who))
		return -1;
	return wubu_key_read(who->key, &who->line, &who->fingerprint, &run->error);
}

/* ---- git -------------------------------------------------------------------------------- */

static int tell_git(struct run *run, const struct newcomer *who)
{
	const char *const settings[][2] = {{"user.name", who->name}, {"user.email", who->mail},
					   {"user.signingkey", who->key}, {"gpg.format", "ssh"}};
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		const char *const args[] = {"git", "config", "--global", settings[i][0], settings[i][1], NULL};
		if (run_program(run, args))
			return -1;
	}
	return 0;
}

/* ---- the slip ------------------------------------------------------------------------------ */

/* A plain scalar of YAML between double quotes. */
static void add_quoted(struct buf *out, const char *text)
{
	buf_char(out, '"');
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			buf_format(out, "\\%c", *text);
		else if ((unsigned char)*text >= 0x20)
			buf_char(out, *text);
	buf_char(out, '"');
}

static void add_lines(struct buf *out, const struct newcomer *who, const char *today)
{
	buf_format(out, "  %s:\n    name: ", who->id);
	add_quoted(out, who->name);
	buf_text(out, "\n    mail: ");
	add_quoted(out, who->mail);
	if (who->unit) {
		buf_text(out, "\n    unit: ");
		add_quoted(out, who->unit);
	}
	buf_format(out, "\n    keys:\n      - {key: %s, from: %s}\n    roles:\n      - {role: …, from: %s}\n",
		   who->line.data, today, today);
}

static void write_slip(struct run *run, const struct newcomer *who, struct buf *out)
{
	char today[DATE_TEXT_SIZE];
	int32_t day = date_of_time(run->moment.seconds, run->moment.offset);
	buf_text(out, _("ENROLMENT SLIP: to be handed to a keeper of the rules\n\n"));
	buf_format(out, _("Name         %s\n"), who->name);
	buf_format(out, _("Unit         %s\n"), who->unit ? who->unit : "-");
	buf_format(out, _("Mail         %s\n"), who->mail);
	buf_format(out, _("Fingerprint  %s\n"), who->fingerprint.data);
	buf_text(out, _("Date         "));
	date_say(day, out);
	buf_text(out, _("\n\nThe keeper of the rules compares the fingerprint with the person, face to face or by telephone, enters the role\n"
			"and adds these lines to rules/people.yaml, below people:\n\n"));
	add_lines(out, who, date_format(day, today));
	buf_text(out, _("\nSigned: ____________________        Keeper of the rules: ____________________\n"));
}

static int hand_over(struct run *run, const struct newcomer *who)
{
	struct buf slip;
	const char *path = run_option(run, OPTION_OUT);
	if (!path)
		path = arena_format(run->arena, "enrolment-%s.txt", who->id);
	buf_init(&slip);
	write_slip(run, who, &slip);
	output_put(&run->output, CHANNEL_DATA, &slip);
	int rc = wubu_write_file(path, buf_bytes(&slip), &run->error);
	buf_release(&slip);
	if (!rc)
		say(run, arena_format(run->arena, _("\nThe slip is in %s: print it or send it to the keeper of the rules.\n"), path));
	return rc;
}

/* ---- the whole --------------------------------------------------------------------------------- */

static int ask_person(struct run *run, struct newcomer *who)
{
	const struct wubu_moment *now = &run->moment;
	who->name = want(run, OPTION_NAME, _("Your name"), now->name);
	who->unit = who->name ? want(run, OPTION_UNIT, _("Your unit"), NULL) : NULL;
	who->mail = who->name ? want(run, OPTION_MAIL, _("Your mail address"), now->mail) : NULL;
	if (!who->name || !who->mail || !strchr(who->mail, '@'))
		return error_set(&run->error, WUBU_USAGE, _("A name and a mail address are needed: --name NAME --mail ADDRESS."));
	who->id = short_name(run, who->mail);
	return 0;
}

static int set_up(struct run *run, struct newcomer *who)
{
	if (ask_person(run, who) || find_key(run, who))
		return -1;
	say(run, _("Trying a signature …\n"));
	if (wubu_key_try(who->key, &run->error))
		return -1;
	if (!run_given(run, OPTION_DRY_RUN) && tell_git(run, who))
		return -1;
	if (hand_over(run, who))
		return -1;
	say(run, _("The key signs. git knows your name, mail and key. Ready: once you are enrolled, `wubu doctor` in the ledger tells "
		   "whether all is right.\n"));
	return 0;
}

int cmd_setup(struct run *run)
{
	struct newcomer who = {0};
	if (moment_read(&run->moment, &run->error) != 0)
		return run_fail(run);
	buf_init(&who.line);
	buf_init(&who.fingerprint);
	int failed = set_up(run, &who);
	buf_release(&who.line);
	buf_release(&who.fingerprint);
	return failed ? run_fail(run) : STATUS_FINE;
}
