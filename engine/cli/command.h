/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A command is one row of commands.c and one function.  Dispatcher, help, completion and the
 * test of the manual read the row; a new command needs nothing else in this folder.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/options.h"
#include "cli/output.h"
#include "cli/places.h"
#include "wubu.h"

/* All that a command is given.  Owned by main(). */
struct run {
	const struct command *command;
	struct options options;
	const char **words; /* what stood on the command line beside options */
	size_t word_count;
	struct output output;
	struct places places;
	struct wubu_moment moment;
	struct wubu *wubu;  /* the ledger; NULL when the command needs none, or may do without and there is none */
	struct arena *arena;
	struct wubu_error error;
};

enum need {
	NEEDS_NOTHING,
	NEEDS_LEDGER,
	USES_LEDGER, /* goes without when there is none */
};

struct command {
	const char *name;     /* one word, or two ("rules explain") */
	const char *synopsis; /* what follows it beside options; NULL: nothing */
	const char *summary;  /* one line */
	const char *about;    /* who uses it, what it does and does not */
	unsigned least, most; /* words after the name */
	bool raw;             /* after the first word nothing is an option any more */
	bool gate;            /* git calls it: all that is not 0 becomes 1, all talk goes to standard error */
	enum need need;
	enum option options[12];      /* its own, ended by OPTION_END */
	const char *offers[3];        /* what completion offers for each word; as option_row.offers */
	const char *const *examples;  /* a line to type, what it does, …, NULL */
	int (*run)(struct run *run);  /* returns enum status */
};

#define ANY_NUMBER 10000u

extern const struct command commands[]; /* ended by a row without name */

/* The command that is called NAME, or NULL. */
const struct command *command_find(const char *name);
/* Whether there are commands of two words that begin with NAME. */
bool command_is_group(const char *name);
/* For text_nearest(): the names of all commands. */
const char *command_name_at(const void *context, size_t i);

/* Find out what is asked, and do it; returns the exit status. */
int command_start(struct run *run, int argc, char *const *argv);

/* ---- for the commands' functions ---------------------------------------------- */

static inline const char *run_option(const struct run *run, enum option option)
{
	return option_value(&run->options, option);
}

static inline bool run_given(const struct run *run, enum option option)
{
	return option_given(&run->options, option);
}

/* Word I, or NULL. */
const char *run_word(const struct run *run, size_t i);

/* Say run->error on standard error; returns the exit status that belongs to it. */
int run_fail(struct run *run);
/* The same with a message about how the command was called. */
int run_refuse_usage(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Write REPORT to CHANNEL, free it, and return its status. */
int run_report(struct run *run, enum channel channel, struct wubu_report *report);

/* Each command's function, by file. */
int cmd_init(struct run *run);       /* cmd-admin.c */
int cmd_doctor(struct run *run);
int cmd_receipt_repair(struct run *run);
int cmd_receipt_stamp(struct run *run);
int cmd_serve(struct run *run);      /* cmd-serve.c */
int cmd_open(struct run *run);       /* cmd-act.c */
int cmd_fill(struct run *run);
int cmd_set(struct run *run);
int cmd_sign(struct run *run);
int cmd_return(struct run *run);
int cmd_reopen(struct run *run);
int cmd_skip(struct run *run);
int cmd_withdraw(struct run *run);
int cmd_adopt(struct run *run);
int cmd_step(struct run *run);
int cmd_check(struct run *run);      /* cmd-judge.c */
int cmd_audit(struct run *run);
int cmd_receipt_show(struct run *run);
int cmd_receipt_list(struct run *run);
int cmd_receipt_verify(struct run *run);
int cmd_hook(struct run *run);
int cmd_status(struct run *run);     /* cmd-look.c */
int cmd_next(struct run *run);
int cmd_todo(struct run *run);
int cmd_show(struct run *run);
int cmd_log(struct run *run);
int cmd_explain(struct run *run);
int cmd_explain_date(struct run *run);
int cmd_rules_test(struct run *run); /* cmd-rules.c */
int cmd_rules_lint(struct run *run);
int cmd_rules_diff(struct run *run);
int cmd_rules_simulate(struct run *run);
int cmd_rules_new(struct run *run);
int cmd_rules_graph(struct run *run);
int cmd_schema(struct run *run);
int cmd_rules_propose(struct run *run); /* cmd-keep.c */
int cmd_rules_approve(struct run *run);
int cmd_rules_pending(struct run *run);
int cmd_people(struct run *run);
int cmd_people_list(struct run *run);
int cmd_help(struct run *run);       /* cmd-help.c */
int cmd_completion(struct run *run); /* cmd-completion.c */
int cmd_setup(struct run *run);      /* cmd-setup.c */
int cmd_cheatsheet(struct run *run); /* cmd-cheatsheet.c */
int cmd_remind(struct run *run);     /* cmd-time.c */
int cmd_ics(struct run *run);
int cmd_attach(struct run *run);     /* cmd-attach.c */
int cmd_opinions(struct run *run);   /* cmd-opinions.c */

#endif
