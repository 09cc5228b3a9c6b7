/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/help.h"

#include "base/lang.h"
#include "base/text.h"
#include "cli/aliases.h"
#include "cli/wrap.h"

/* Where explanations begin, beside what they explain. */
#define EXPLAIN_COLUMN 26

static void add_heading(struct buf *out, const char *heading)
{
	buf_format(out, "\n%s\n", heading);
}

/* "  THING      explanation", the explanation below when THING is long. */
static void add_row(struct buf *out, const char *thing, const char *explanation)
{
	size_t at = 2 + text_width(bytes_of(thing));
	buf_format(out, "  %s", thing);
	if (at + 2 > EXPLAIN_COLUMN) {
		buf_char(out, '\n');
		at = 0;
	}
	buf_fill(out, ' ', EXPLAIN_COLUMN - at);
	wrap_text(out, explanation, EXPLAIN_COLUMN, EXPLAIN_COLUMN);
}

static void add_paragraph(struct buf *out, const char *text)
{
	buf_char(out, '\n');
	wrap_text(out, text, 0, 0);
}

/* ---- options ------------------------------------------------------------------ */

static void add_option(struct buf *out, enum option option)
{
	const struct option_row *row = &option_rows[option];
	struct buf thing;
	buf_init(&thing);
	if (row->letter)
		buf_format(&thing, "-%c%s", row->letter, row->name ? ", " : "");
	if (row->name)
		buf_format(&thing, "--%s", row->name);
	if (row->argument)
		buf_format(&thing, " %s", _(row->argument));
	add_row(out, thing.data, _(row->help));
	buf_release(&thing);
}

static void add_options(struct buf *out, const struct command *command)
{
	if (command && command->options[0] != OPTION_END) {
		add_heading(out, _("Options:"));
		for (size_t i = 0; command->options[i] != OPTION_END; i++)
			add_option(out, command->options[i]);
	}
	add_heading(out, _("Options of every command:"));
	for (enum option o = OPTION_END + 1; o <= OPTION_LAST_COMMON; o++)
		add_option(out, o);
	if (!command)
		add_option(out, OPTION_VERSION);
}

/* ---- the rest ------------------------------------------------------------------ */

static void add_examples(struct buf *out, const char *const *examples)
{
	if (!examples)
		return;
	add_heading(out, _("Examples:"));
	for (; *examples; examples += 2) {
		buf_format(out, "  %s\n      ", _(examples[0]));
		wrap_text(out, _(examples[1]), 6, 6);
	}
}

static void add_statuses(struct buf *out, const struct command *command)
{
	static const struct { const char *number, *meaning; } rows[] = {
		{"0", N_("nothing is refused")},
		{"1", N_("something is refused")},
		{"2", N_("the command was called wrongly")},
		{"3", N_("it could not be judged or done; take it as a refusal")},
	};
	add_heading(out, _("Exit status:"));
	if (command && command->gate) {
		add_row(out, "0", _("accepted"));
		add_row(out, "1", _("refused, or it could not be judged"));
		return;
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		add_row(out, rows[i].number, _(rows[i].meaning));
}

static int show(struct run *run, enum channel channel, struct buf *text)
{
	output_put(&run->output, channel, text);
	buf_release(text);
	return STATUS_FINE;
}

int help_version(struct run *run)
{
	output_format(&run->output, CHANNEL_DATA, "wubu %s\n", PACKAGE_VERSION);
	return STATUS_FINE;
}

int help_program(struct run *run, enum channel channel)
{
	struct buf out;
	buf_init(&out);
	wrap_text(&out, _("wubu keeps the procedure of major decisions: each decision is a record in a "
			  "git repository, and every commit is judged by the rules of the place."),
		  0, 0);
	add_heading(&out, _("Usage: wubu COMMAND [OPTION…] [WORD…]"));
	add_heading(&out, _("Commands:"));
	for (const struct command *c = commands; c->name; c++) {
		/* Who reads Chinese sees the Chinese names; they may be typed in any language. */
		const char *alias = lang_current() == LANG_ZH ? alias_of(run, c) : NULL;
		add_row(&out, alias ? arena_format(run->arena, "%-13s %s", c->name, alias) : c->name, _(c->summary));
	}
	add_options(&out, NULL);
	add_statuses(&out, NULL);
	add_paragraph(&out, _("`wubu help COMMAND` explains a command; `git wubu COMMAND` is the same as "
			      "`wubu COMMAND`."));
	return show(run, channel, &out);
}

int help_command(struct run *run, const struct command *command)
{
	struct buf out;
	buf_init(&out);
	buf_format(&out, _("wubu %s: "), command->name);
	wrap_text(&out, _(command->summary), out.size, 4);
	if (command->synopsis)
		buf_format(&out, _("\nUsage: wubu %s [OPTION…] %s\n"), command->name, _(command->synopsis));
	else
		buf_format(&out, _("\nUsage: wubu %s [OPTION…]\n"), command->name);
	const char *alias = alias_of(run, command);
	if (alias)
		buf_format(&out, _("\nIn Chinese: wubu %s\n"), alias);
	add_paragraph(&out, _(command->about));
	add_options(&out, command);
	add_examples(&out, command->examples);
	add_statuses(&out, command);
	return show(run, CHANNEL_DATA, &out);
}

int help_group(struct run *run, const char *name)
{
	size_t n = strlen(name);
	struct buf names;
	buf_init(&names);
	for (const struct command *c = commands; c->name; c++)
		if (strncmp(c->name, name, n) == 0 && c->name[n] == ' ')
			buf_format(&names, "%s`wubu %s`", names.size ? _(", ") : "", c->name);
	int status = run_refuse_usage(run, _("%s needs a second word: %s"), name, names.data);
	buf_release(&names);
	return status;
}
