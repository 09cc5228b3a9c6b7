/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/settings.h"

#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void settings_add(struct run *run, struct settings *settings, const char *path, const char *value)
{
	*arena_push(run->arena, settings->items, settings->count) =
		(struct wubu_setting){path, value && *value ? value : NULL};
}

/* ---- from the command line ------------------------------------------------------ */

static int add_word(struct run *run, struct settings *settings, const char *word)
{
	const char *equals = strchr(word, '=');
	if (!equals || equals == word) {
		error_set(&run->error, WUBU_USAGE, _("This is not FIELD=VALUE: %s"), word);
		return -1;
	}
	settings_add(run, settings, arena_copy(run->arena, (struct wubu_bytes){word, (size_t)(equals - word)}),
		     equals + 1);
	return 0;
}

static int add_words(struct run *run, struct settings *settings, const char **words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (add_word(run, settings, words[i]) < 0)
			return -1;
	return 0;
}

/* ---- from a file ---------------------------------------------------------------- */

/* Where a field ends and how long what parts it from its value is; what Chinese keyboards type counts too. */
static size_t find_separator(struct wubu_bytes line, size_t *length)
{
	static const char *const separators[] = {":", "=", "\xEF\xBC\x9A", "\xEF\xBC\x9D"};
	for (size_t at = 0; at < line.size; at++)
		for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
			*length = strlen(separators[i]);
			if (line.size - at >= *length &&
			    memcmp(line.data + at, separators[i], *length) == 0)
				return at;
		}
	return line.size;
}

/* One more line of the last value; "|" alone only says that lines follow. */
static void add_more(struct run *run, struct settings *settings, struct wubu_bytes line)
{
	struct wubu_setting *last = &settings->items[settings->count - 1];
	const char *more = input_trim(run->arena, line);
	bool begins = !last->value || strcmp(last->value, "|") == 0;
	last->value = begins ? more : arena_format(run->arena, "%s\n%s", last->value, more);
}

static int refuse_line(struct run *run, const char *file, struct wubu_bytes text, size_t offset,
		       const char *message)
{
	error_set(&run->error, WUBU_INPUT, "%s", message);
	error_place(&run->error, file, text, offset);
	return -1;
}

static int read_line(struct run *run, const char *file, struct wubu_bytes text, struct wubu_bytes line,
		     struct settings *settings)
{
	size_t length, at, offset = (size_t)(line.data - text.data);
	const char *trimmed = input_trim(run->arena, line);
	if (!*trimmed || *line.data == '#')
		return 0;
	if (*line.data == ' ' || *line.data == '\t') {
		if (!settings->count)
			return refuse_line(run, file, text, offset, _("This line goes on a value, but none came before."));
		add_more(run, settings, line);
		return 0;
	}
	at = find_separator(line, &length);
	if (at == 0 || at == line.size)
		return refuse_line(run, file, text, offset, _("A line must read \"field: value\"."));
	struct wubu_bytes value = {line.data + at + length, line.size - at - length};
	settings_add(run, settings, input_trim(run->arena, (struct wubu_bytes){line.data, at}),
		     input_trim(run->arena, value));
	return 0;
}

int settings_read(struct run *run, const char *file, struct wubu_bytes text, struct settings *settings)
{
	/* A line that goes on must not go on something from another file. */
	struct settings here = {0};
	size_t bad;
	if (!text_is_utf8(text, &bad))
		return refuse_line(run, file, text, bad, _("This is not UTF-8 text."));
	for (size_t at = 0; at < text.size;) {
		struct wubu_bytes line = text_line(text, at);
		if (line.size && read_line(run, file, text, line, &here) < 0)
			return -1;
		at += line.size + 1;
	}
	for (size_t i = 0; i < here.count; i++)
		settings_add(run, settings, here.items[i].path, here.items[i].value);
	return 0;
}

static int read_file(struct run *run, const char *file, struct settings *settings)
{
	bool standard = strcmp(file, "-") == 0;
	const char *what = standard ? _("standard input") : file;
	int fd = standard ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	struct buf text;
	if (fd < 0)
		return error_set(&run->error, WUBU_IO, _("Cannot read %s: %s"), what, strerror(errno));
	buf_init(&text);
	int failed = input_read(fd, LIMIT_YAML_BYTES, what, &text, &run->error);
	if (!failed)
		failed = settings_read(run, what, buf_bytes(&text), settings);
	buf_release(&text);
	if (!standard)
		close(fd);
	return failed;
}

/* ---- all of it ------------------------------------------------------------------ */

int settings_gather(struct run *run, size_t first, struct settings *settings)
{
	const struct given *files = &run->options.given[OPTION_FROM];
	const struct given *sets = &run->options.given[OPTION_SET];
	if (run_given(run, OPTION_TITLE))
		settings_add(run, settings, "title", run_option(run, OPTION_TITLE));
	if (run_given(run, OPTION_MATTER))
		settings_add(run, settings, "matter", run_option(run, OPTION_MATTER));
	for (size_t i = 0; i < files->count; i++)
		if (read_file(run, files->values[i], settings) < 0)
			return -1;
	if (add_words(run, settings, sets->values, sets->count) < 0)
		return -1;
	if (run->word_count > first)
		return add_words(run, settings, run->words + first, run->word_count - first);
	return 0;
}
