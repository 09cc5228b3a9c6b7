/* SPDX-License-Identifier: Apache-2.0 */
/* Days that come by themselves: letters to those who have to act, and a calendar. */
#include "base/lang.h"
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* ---- ics -------------------------------------------------------------------------- */

int cmd_ics(struct run *run)
{
	struct wubu_filter filter = {.id = run_word(run, 0), .person = run_option(run, OPTION_PERSON)};
	const char *path = run_option(run, OPTION_OUT);
	struct buf text;
	buf_init(&text);
	int failed = wubu_ics(run->wubu, &filter, &text, &run->error);
	if (!failed && path)
		failed = wubu_write_file(path, buf_bytes(&text), &run->error);
	else if (!failed)
		output_put(&run->output, CHANNEL_DATA, &text);
	buf_release(&text);
	return failed ? run_fail(run) : STATUS_FINE;
}

/* ---- remind ----------------------------------------------------------------------- */

static int to_folder(struct run *run, const struct wubu_letter *letter)
{
	const char *folder = run_option(run, OPTION_OUTBOX);
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return error_set(&run->error, WUBU_IO, _("Cannot make the folder %s: %s"), folder, strerror(errno));
	return wubu_write_file(arena_format(run->arena, "%s/%s", folder, letter->file), bytes_of(letter->message),
			       &run->error);
}

static int to_sendmail(struct run *run, const struct wubu_letter *letter)
{
	/* The receiver is read from the letter, never from the command line of a shell. */
	FILE *pipe = popen("PATH=\"$PATH:/usr/sbin:/usr/lib\" exec sendmail -t -oi", "w");
	bool well = pipe && fputs(letter->message, pipe) >= 0;
	int status = pipe ? pclose(pipe) : -1;
	return well && status == 0 ? 0 : error_set(&run->error, WUBU_IO, _("sendmail did not take the letter to %s"), letter->mail);
}

static int send(struct run *run, const struct wubu_letter *letter)
{
	int failed = run_given(run, OPTION_SENDMAIL) ? to_sendmail(run, letter) : to_folder(run, letter);
	if (!failed)
		failed = wubu_letter_sent(run->wubu, letter, &run->error);
	if (!failed && !run_given(run, OPTION_QUIET))
		output_format(&run->output, CHANNEL_DATA, "%s <%s>  %s\n", letter->name, letter->mail, letter->subject);
	return failed;
}

int cmd_remind(struct run *run)
{
	struct wubu_filter filter = {.person = run_option(run, OPTION_PERSON)};
	const struct wubu_letter *letter;
	struct wubu_letters *letters = NULL;
	bool dry = run_given(run, OPTION_DRY_RUN);
	int failed = 0;
	if (!dry && run_given(run, OPTION_OUTBOX) + run_given(run, OPTION_SENDMAIL) != 1)
		return run_refuse_usage(run, _("Say where to: --outbox DIR or --sendmail; or --dry-run."));
	if (wubu_letters(run->wubu, &filter, &letters, &run->error) != 0)
		return run_fail(run);
	for (size_t i = 0; !failed && (letter = wubu_letter(letters, i)); i++)
		if (dry)
			output_format(&run->output, CHANNEL_DATA, "%s <%s>  %s\n", letter->name, letter->mail, letter->subject);
		else
			failed = send(run, letter);
	wubu_letters_free(letters);
	return failed ? run_fail(run) : STATUS_FINE;
}
