/* SPDX-License-Identifier: Apache-2.0 */
/* Holds the engine's arithmetic of days to what tests/kinds/durations.py has counted (standard input). */
#include "base/buf.h"
#include "base/limits.h"
#include "rule/calendar.h"

#include <stdio.h>
#include <stdlib.h>

#define DAYS_MOST 4000
#define COMPLAINTS_MOST 20

static struct rule_calendar *calendar;
static size_t complaints;

static void complain(const char *line, const char *got)
{
	if (complaints++ < COMPLAINTS_MOST)
		printf("# %s: the engine says %s\n", line, got);
}

/* ---- the calendar ------------------------------------------------------------------------ */

static int read_calendar(struct arena *arena)
{
	const char *source = getenv("WUBU_SOURCE");
	const char *path = arena_format(arena, "%s/rules/calendar/cn.yaml", source ? source : ".");
	static char text[LIMIT_YAML_BYTES];
	struct record *record;
	struct wubu_error error = {0};
	FILE *file = fopen(path, "rb");
	size_t size = file ? fread(text, 1, sizeof text, file) : 0;
	if (file)
		fclose(file);
	if (record_read(&record, arena, path, (struct wubu_bytes){text, size}, &error) ||
	    rule_calendar_read(&calendar, record, arena, &error))
		printf("Bail out! %s:%u: %s\n", path, error.line, error.message);
	return error.code == WUBU_OK ? 0 : -1;
}

/* ---- every pair of days ------------------------------------------------------------------- */

static struct {
	int32_t first;
	int until[DAYS_MOST]; /* working days from the first one until this one */
	size_t count;
} counted;

/* "day 2019-01-02 1" */
static void note_day(const char *line)
{
	int32_t day = date_parse((struct wubu_bytes){line + 4, 10});
	if (!counted.count)
		counted.first = day;
	if (counted.count == DAYS_MOST || day != counted.first + (int32_t)counted.count)
		complain(line, "that this day is not the next one");
	else
		counted.until[counted.count++] = atoi(line + 15);
}

static void compare_pair(size_t from, size_t until)
{
	int wanted = counted.until[until] - counted.until[from], got = -1;
	int32_t unknown, first = counted.first;
	if (!rule_elapsed(calendar, first + (int32_t)from, first + (int32_t)until, RULE_WORKING_DAYS, &got,
			  &unknown) && got == wanted)
		return;
	char a[DATE_TEXT_SIZE], b[DATE_TEXT_SIZE], line[80], said[32];
	snprintf(line, sizeof line, "%s to %s: %d working days", date_format(first + (int32_t)from, a),
		 date_format(first + (int32_t)until, b), wanted);
	snprintf(said, sizeof said, "%d", got);
	complain(line, said);
}

static size_t compare_pairs(void)
{
	size_t pairs = 0;
	for (size_t from = 0; from < counted.count; from++)
		for (size_t until = from; until < counted.count; until++, pairs++)
			compare_pair(from, until);
	return pairs;
}

/* ---- samples -------------------------------------------------------------------------------- */

/* One line, cut at its blanks. */
struct words {
	char *items[8];
	size_t count;
};

static struct words cut(char *line)
{
	struct words words = {0};
	for (char *word = strtok(line, " "); word && words.count < 8; word = strtok(NULL, " "))
		words.items[words.count++] = word;
	return words;
}

static struct rule_duration duration_of(const char *length, char *unit)
{
	struct rule_duration duration = {-1, RULE_DAYS};
	char text[64];
	for (char *c = unit; *c; c++)
		*c = *c == '_' ? ' ' : *c;
	snprintf(text, sizeof text, "%s %s", length, unit);
	if (rule_duration_parse(&duration, text))
		complain(text, "that this is no duration");
	return duration;
}

static const char *day_words(const char *before, int32_t day, char *out, size_t size)
{
	char text[DATE_TEXT_SIZE];
	snprintf(out, size, "%s%s", before, date_format(day, text));
	return out;
}

static int32_t day_of(const char *word)
{
	return date_parse(bytes_of(word));
}

/* Each asks the engine what the line says, and writes its answer as the line would. */
static void ask_elapsed(const struct words *words, char *out, size_t size)
{
	struct rule_duration one = duration_of("1", words->items[1]);
	int32_t unknown;
	int count;
	if (rule_elapsed(calendar, day_of(words->items[2]), day_of(words->items[3]), one.unit, &count, &unknown))
		day_words("unknown ", unknown, out, size);
	else
		snprintf(out, size, "%d", count);
}

static void ask_deadline(const struct words *words, char *out, size_t size)
{
	struct rule_duration length = duration_of(words->items[2], words->items[1]);
	int32_t unknown, day;
	if (rule_deadline(calendar, day_of(words->items[3]), &length, &day, &unknown))
		day_words("unknown ", unknown, out, size);
	else
		day_words("", day, out, size);
}

static void ask_within(const struct words *words, char *out, size_t size)
{
	struct rule_duration length = duration_of(words->items[2], words->items[1]);
	int32_t unknown;
	bool within;
	if (rule_within(calendar, day_of(words->items[3]), day_of(words->items[4]), &length, &within, &unknown))
		day_words("unknown ", unknown, out, size);
	else
		snprintf(out, size, "%s", within ? "yes" : "no");
}

static struct sample {
	const char *name, *says;
	void (*ask)(const struct words *words, char *out, size_t size);
	size_t words; /* before the answer */
	size_t count;
} samples[] = {
	{"elapsed", "how long it is between two days, in every unit", ask_elapsed, 4, 0},
	{"deadline", "on which day a duration is reached", ask_deadline, 4, 0},
	{"within", "whether a day is in time", ask_within, 5, 0},
};
#define SAMPLES (sizeof samples / sizeof *samples)

static void try_sample(struct sample *sample, const char *line)
{
	char copy[160], got[64], wanted[64];
	snprintf(copy, sizeof copy, "%s", line);
	struct words words = cut(copy);
	if (words.count <= sample->words) {
		complain(line, "that this line is too short");
		return;
	}
	bool unknown = words.count > sample->words + 1;
	snprintf(wanted, sizeof wanted, "%s%s%s", words.items[sample->words], unknown ? " " : "",
		 unknown ? words.items[sample->words + 1] : "");
	sample->ask(&words, got, sizeof got);
	sample->count++;
	if (strcmp(got, wanted) != 0)
		complain(line, got);
}

static void say_case(size_t number, size_t before, size_t tried, const char *says)
{
	printf("%s %zu - %s (%zu)\n", complaints == before && tried ? "ok" : "not ok", number, says, tried);
}

/* ---- the whole ---------------------------------------------------------------------------------- */

static char line[160];

static bool next_line(void)
{
	if (!fgets(line, sizeof line, stdin))
		return false;
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static void take_line(size_t *bad)
{
	if (strncmp(line, "day ", 4) == 0) {
		note_day(line);
		return;
	}
	for (size_t i = 0; i < SAMPLES; i++) {
		size_t before = complaints;
		if (strncmp(line, samples[i].name, strlen(samples[i].name)) == 0)
			try_sample(&samples[i], line);
		bad[i] += complaints - before;
	}
}

int main(void)
{
	struct arena *arena = arena_new();
	size_t bad[SAMPLES] = {0};
	if (read_calendar(arena))
		return EXIT_FAILURE;
	while (next_line())
		take_line(bad);
	size_t before = complaints, pairs = compare_pairs();
	say_case(1, before, pairs, "working days between all pairs of days of the calendar");
	for (size_t i = 0; i < SAMPLES; i++)
		say_case(i + 2, complaints - bad[i], samples[i].count, samples[i].says);
	printf("1..%zu\n", SAMPLES + 1);
	arena_free(arena);
	return complaints ? EXIT_FAILURE : EXIT_SUCCESS;
}
