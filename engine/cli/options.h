/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options: each is one row, shared by all commands that take it.  Help, parser,
 * completion and the test of the manual read the same row.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/arena.h"
#include "base/error.h"

enum option {
	OPTION_END = 0,

	/* Taken by every command, before or after its name. */
	OPTION_DIRECTORY,
	OPTION_JSON,
	OPTION_LANG,
	OPTION_COLOR,
	OPTION_NO_COLOR,
	OPTION_HELP,
	OPTION_LAST_COMMON = OPTION_HELP,

	OPTION_QUIET,
	OPTION_STAGED,
	OPTION_RANGE,
	OPTION_STATE,
	OPTION_RULES,
	OPTION_ROOT,
	OPTION_SINCE,
	OPTION_FOUNDER,
	OPTION_NOW,
	OPTION_THREADS,
	OPTION_NO_CHECKPOINT,
	OPTION_WITNESS,
	OPTION_TSA,
	OPTION_FORM,
	OPTION_REPAIR,
	OPTION_TITLE,
	OPTION_MATTER,
	OPTION_ID,
	OPTION_PROCEDURE,
	OPTION_SET,
	OPTION_FROM,
	OPTION_ON,
	OPTION_LABELS,
	OPTION_OUTCOME,
	OPTION_BECAUSE,
	OPTION_REASON,
	OPTION_BASIS,
	OPTION_TO,
	OPTION_KEY,
	OPTION_NO_COMMIT,
	OPTION_DRY_RUN,
	OPTION_YES,
	OPTION_BARE,
	OPTION_PEOPLE,
	OPTION_TRAINING,
	OPTION_STRICT,
	OPTION_EXTENDS,
	OPTION_OLD,
	OPTION_FORMAT,
	OPTION_AS,
	OPTION_STEP,
	OPTION_UNIT,
	OPTION_PERSON,
	OPTION_EVERYBODY,
	OPTION_LATE,
	OPTION_NAME,
	OPTION_MAIL,
	OPTION_OUT,
	OPTION_OUTBOX,
	OPTION_SENDMAIL,
	OPTION_PERSON_NAME,
	OPTION_PERSON_MAIL,
	OPTION_PERSON_UNIT,
	OPTION_ROLE,
	OPTION_PUBLIC_KEY,
	OPTION_FROM_DAY,
	OPTION_UNTIL,
	OPTION_DEPUTY,
	OPTION_ADDRESS,
	OPTION_PORT,
	OPTION_OPEN,

	/* Taken by the program without a command. */
	OPTION_VERSION,
	OPTION_COUNT
};

struct option_row {
	const char *name;     /* after "--"; NULL: it has a letter only */
	char letter;          /* after "-"; NUL: none */
	const char *argument; /* what its argument is called in the help; NULL: it takes none */
	const char *offers;   /* what completion offers: words, or "@KIND" of wubu_names(), "FILE", "DIR" */
	const char *help;
};

extern const struct option_row option_rows[OPTION_COUNT];

/* What was given on the command line, option by option. */
struct options {
	struct given {
		const char **values; /* "" for an option without argument */
		size_t count;
	} given[OPTION_COUNT];
};

/* The last value given, or NULL. */
const char *option_value(const struct options *options, enum option option);
bool option_given(const struct options *options, enum option option);

/*
 * Read ARGS[AT], which begins with '-', and its argument if it takes one.  ALLOWED ends with
 * OPTION_END; the common ones are always allowed.  Returns how many of ARGS were read, or -1 and
 * fills ERROR.
 */
int options_read(struct options *options, struct arena *arena, const enum option *allowed,
		 char *const *args, int at, struct wubu_error *error);

#endif
