/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/input.h"

#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <strings.h>
#include <unistd.h>

int input_read(int fd, size_t limit, const char *what, struct buf *out, struct wubu_error *error)
{
	char block[8192];
	for (;;) {
		ssize_t n = read(fd, block, sizeof block);
		if (n == 0)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(error, WUBU_IO, _("Cannot read %s: %s"), what, strerror(errno));
		buf_add(out, (struct wubu_bytes){block, (size_t)n});
		if (out->size > limit)
			return error_set(error, WUBU_LIMIT, _("%s is longer than %zu bytes."), what, limit);
	}
}

/* ---- asking ------------------------------------------------------------------- */

bool input_can_ask(const struct run *run)
{
	return isatty(STDIN_FILENO) && isatty(CHANNEL_TALK) &&
	       run->output.formats[CHANNEL_TALK] != WUBU_JSON;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

const char *input_trim(struct arena *arena, struct wubu_bytes text)
{
	while (text.size && is_blank(text.data[0])) {
		text.data++;
		text.size--;
	}
	while (text.size && is_blank(text.data[text.size - 1]))
		text.size--;
	return arena_copy(arena, text);
}

/* Byte by byte: what comes after the line is for whoever asks next. */
static bool read_line(struct buf *line)
{
	char c;
	for (;;) {
		ssize_t n = read(STDIN_FILENO, &c, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return line->size > 0;
		if (c == '\n')
			return true;
		if (line->size < LIMIT_YAML_SCALAR)
			buf_char(line, c);
	}
}

const char *input_ask(struct run *run, const char *question)
{
	const char *answer = NULL;
	struct buf line;
	buf_init(&line);
	do {
		buf_clear(&line);
		output_text(&run->output, CHANNEL_TALK, question);
		if (!read_line(&line)) {
			output_text(&run->output, CHANNEL_TALK, "\n");
			break;
		}
		if (text_is_utf8(buf_bytes(&line), NULL))
			answer = input_trim(run->arena, buf_bytes(&line));
		else
			output_text(&run->output, CHANNEL_TALK, _("That is not UTF-8 text. Type it again.\n"));
	} while (!answer);
	buf_release(&line);
	return answer;
}

int input_is_yes(const char *text)
{
	const char *const yes[] = {"y", "yes", _("y"), _("yes")};
	const char *const no[] = {"n", "no", _("n"), _("no")};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		if (strcasecmp(text, yes[i]) == 0)
			return 1;
		if (strcasecmp(text, no[i]) == 0)
			return 0;
	}
	return -1;
}

bool input_agree(struct run *run, const char *question)
{
	const char *asked = arena_format(run->arena, _("%s [yes/no] "), question);
	for (;;) {
		const char *answer = input_ask(run, asked);
		int yes = answer ? input_is_yes(answer) : 0;
		if (yes >= 0)
			return yes;
	}
}
