/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tests/kinds/zones.py says of clocks against the engine: `book NAME` loads a rulebook below the folder that is the first
 * argument, `at SECONDS MINUTES` is how far ahead of UTC clocks are there.  One case a book.
 */
#include "base/buf.h"
#include "rule/rulebook.h"

#include <stdio.h>
#include <stdlib.h>

static int read_book(void *context, const char *name, struct arena *arena, struct record **record,
		     struct wubu_error *error)
{
	const char *path = arena_format(arena, "%s/%s/rulebook.yaml", (const char *)context, name);
	FILE *file = fopen(path, "rb");
	char part[4096];
	struct buf text;
	if (!file)
		return error_set(error, WUBU_NOT_FOUND, "%s", path);
	buf_init(&text);
	for (size_t size; (size = fread(part, 1, sizeof part, file));)
		buf_add(&text, (struct wubu_bytes){part, size});
	fclose(file);
	const char *kept = arena_copy(arena, buf_bytes(&text));
	size_t size = text.size;
	buf_release(&text);
	return record_read(record, arena, path, (struct wubu_bytes){kept, size}, error);
}

struct asked {
	const struct rulebook *book;
	size_t tried, wrong, cases;
};

static void say_book(struct asked *asked)
{
	if (asked->book)
		printf("%s %zu - %s: %zu moments\n", asked->wrong || !asked->tried ? "not ok" : "ok", ++asked->cases,
		       asked->book->name, asked->tried);
	asked->tried = asked->wrong = 0;
}

static void ask(struct asked *asked, const char *line)
{
	long long seconds;
	int minutes;
	if (sscanf(line, "at %lld %d", &seconds, &minutes) != 2 || !asked->book)
		return;
	asked->tried++;
	if (rule_offset(asked->book, seconds) == minutes)
		return;
	asked->wrong++;
	printf("# %s: at %lld clocks are %d minutes ahead, not %d\n", asked->book->name, seconds, minutes,
	       rule_offset(asked->book, seconds));
}

int main(int count, char **args)
{
	struct arena *arena = arena_new();
	struct wubu_error error = {0};
	struct asked asked = {0};
	struct rulebook *book;
	char line[160];
	size_t bad = 0;
	while (count > 1 && fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		ask(&asked, line);
		bad += asked.wrong;
		if (strncmp(line, "book ", 5) != 0)
			continue;
		say_book(&asked);
		if (rulebook_load(&book, arena_text(arena, line + 5), read_book, args[1], arena, &error)) {
			printf("# %s\nBail out!\n", error.message);
			return EXIT_FAILURE;
		}
		asked.book = book;
	}
	say_book(&asked);
	printf("1..%zu\n", asked.cases);
	arena_free(arena);
	return bad || !asked.cases ? EXIT_FAILURE : EXIT_SUCCESS;
}
