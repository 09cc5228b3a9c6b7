/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/answer.h"

#include "base/date.h"
#include "base/lang.h"
#include "cli/input.h"

#include <stdlib.h>

typedef const char *(*take)(struct arena *arena, const struct wubu_field *field, const char *answer);

static const char *take_date(struct arena *arena, const struct wubu_field *field, const char *answer)
{
	(void)arena;
	(void)field;
	return date_parse(bytes_of(answer)) == DATE_NONE ? NULL : answer;
}

static const char *take_number(struct arena *arena, const struct wubu_field *field, const char *answer)
{
	(void)arena;
	(void)field;
	size_t n = strspn(answer, "0123456789");
	return n && !answer[n] ? answer : NULL;
}

static const char *take_money(struct arena *arena, const struct wubu_field *field, const char *answer)
{
	(void)arena;
	(void)field;
	size_t n = strspn(answer, "0123456789");
	if (!n || !answer[n])
		return n ? answer : NULL;
	size_t cents = answer[n] == '.' ? strspn(answer + n + 1, "0123456789") : 0;
	return cents >= 1 && cents <= 2 && !answer[n + 1 + cents] ? answer : NULL;
}

static const char *take_yes_no(struct arena *arena, const struct wubu_field *field, const char *answer)
{
	(void)arena;
	(void)field;
	int yes = input_is_yes(answer);
	return yes < 0 ? NULL : yes ? "yes" : "no";
}

static const char *take_choice(struct arena *arena, const struct wubu_field *field, const char *answer)
{
	(void)arena;
	char *end;
	unsigned long number = strtoul(answer, &end, 10);
	if (!*end && number >= 1 && number <= field->choice_count)
		return field->choices[number - 1];
	for (size_t i = 0; i < field->choice_count; i++)
		if (strcmp(answer, field->choices[i]) == 0 || strcmp(answer, field->choice_labels[i]) == 0)
			return field->choices[i];
	return NULL;
}

/* A path as terminals give it when a file is dragged in, or as a shell would have read it. */
static const char *take_file(struct arena *arena, const struct wubu_field *field, const char *answer)
{
	(void)field;
	size_t n = strlen(answer);
	const char *home = getenv("HOME");
	if (n > 2 && (*answer == '\'' || *answer == '"') && answer[n - 1] == *answer)
		return arena_copy(arena, (struct wubu_bytes){answer + 1, n - 2});
	if (strncmp(answer, "~/", 2) == 0 && home)
		return arena_format(arena, "%s/%s", home, answer + 2);
	return answer;
}

static const struct form {
	const char *type, *words;
	take take; /* NULL: any text; the rules judge the rest */
} forms[] = {
	{"text", N_("words, on one line"), NULL},
	{"number", N_("a whole number, digits only"), take_number},
	{"money", N_("an amount such as 1200 or 1200.50"), take_money},
	{"date", N_("a day, written like 2021-03-01"), take_date},
	{"person", N_("a person, by the short name in the list of people"), NULL},
	{"choice", N_("the number of a choice, or its name"), take_choice},
	{"yes-no", N_("yes or no"), take_yes_no},
	{"file", N_("a file: its path; it is copied to the record"), take_file},
	{"list", N_("one item after the other; Enter alone ends"), NULL},
};

static const struct form *find(const char *type)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (type && strcmp(forms[i].type, type) == 0)
			return &forms[i];
	return NULL;
}

const char *answer_form(const char *type)
{
	const struct form *form = find(type);
	return form ? _(form->words) : NULL;
}

const char *answer_say(const struct wubu_field *field, const char *value)
{
	for (size_t i = 0; i < field->choice_count; i++)
		if (strcmp(value, field->choices[i]) == 0)
			return field->choice_labels[i];
	return field->type && strcmp(field->type, "yes-no") == 0 ? _(value) : value;
}

const char *answer_take(struct arena *arena, const struct wubu_field *field, const char *answer)
{
	const struct form *form = find(field->type);
	return form && form->take ? form->take(arena, field, answer) : answer;
}
