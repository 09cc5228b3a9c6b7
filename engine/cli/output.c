/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/output.h"

#include "base/arena.h"
#include "base/lang.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void output_guard(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
			/* The wrong way round: reading or writing there goes on failing. */
			if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
				_exit(STATUS_UNJUDGED);
	signal(SIGPIPE, SIG_IGN);
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);
	return value && *value;
}

static bool wants_color(enum channel channel, const char *when)
{
	if (when && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	const char *term = getenv("TERM");
	if (is_set("NO_COLOR") || !term || !*term || strcmp(term, "dumb") == 0)
		return false;
	return isatty(channel);
}

void output_choose(struct output *output, bool json, const char *when)
{
	for (enum channel c = CHANNEL_DATA; c <= CHANNEL_TALK; c++)
		output->formats[c] = json ? WUBU_JSON : wants_color(c, when) ? WUBU_COLOR : WUBU_TEXT;
}

int output_choose_form(struct output *output, const char *form)
{
	static const struct { const char *name; enum wubu_format format; } forms[] = {
		{"text", WUBU_TEXT}, {"json", WUBU_JSON}, {"sarif", WUBU_SARIF}, {"junit", WUBU_JUNIT}, {"csv", WUBU_CSV},
	};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strcmp(forms[i].name, form) == 0) {
			output->formats[CHANNEL_DATA] = forms[i].format;
			return 0;
		}
	return -1;
}

static int write_all(int fd, struct wubu_bytes text)
{
	while (text.size) {
		ssize_t n = write(fd, text.data, text.size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		text.data += n;
		text.size -= (size_t)n;
	}
	return 0;
}

static void put(struct output *output, enum channel channel, struct wubu_bytes text)
{
	/* After one failure the rest would be a text with a hole in it. */
	if (channel == CHANNEL_DATA && output->broken)
		return;
	int failure = write_all(channel, text);
	if (channel == CHANNEL_DATA)
		output->broken = failure;
}

void output_put(struct output *output, enum channel channel, const struct buf *text)
{
	put(output, channel, buf_bytes(text));
}

void output_text(struct output *output, enum channel channel, const char *text)
{
	put(output, channel, bytes_of(text));
}

void output_format(struct output *output, enum channel channel, const char *format, ...)
{
	struct buf text;
	va_list args;
	buf_init(&text);
	va_start(args, format);
	buf_format_list(&text, format, args);
	va_end(args);
	put(output, channel, buf_bytes(&text));
	buf_release(&text);
}

int output_finish(struct output *output, int status)
{
	if (close(STDOUT_FILENO) != 0 && !output->broken && errno != EINTR)
		output->broken = errno;
	/* Whoever closed a pipe has read enough. */
	if (!output->broken || output->broken == EPIPE)
		return status;
	output_format(output, CHANNEL_TALK, _("wubu: cannot write the result: %s\n"),
		      strerror(output->broken));
	return status == STATUS_FINE ? STATUS_UNJUDGED : status;
}
