/* SPDX-License-Identifier: Apache-2.0 */
/* One page for each kind of user: what they want, and what to type. */
#include "base/lang.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/wrap.h"

#define COMMAND_COLUMN 34

struct line {
	const char *want, *command; /* COMMAND NULL: WANT is a heading */
};

static const struct line keeping[] = {
	{N_("Every morning"), NULL},
	{N_("What can I do today"), "wubu todo"},
	{N_("Where all decisions stand"), "wubu status"},
	{N_("A decision"), NULL},
	{N_("Open a new one"), "wubu open"},
	{N_("What is missing, with articles"), N_("wubu next ID")},
	{N_("Fill in a step, by questions"), N_("wubu fill ID STEP")},
	{N_("Put a file to it"), N_("wubu attach ID STEP FIELD FILE")},
	{N_("Opinions of the public, as a table"), N_("wubu opinions import ID FILE.csv")},
	{N_("Correct the title"), N_("wubu set ID title=\"…\"")},
	{N_("Sign the step"), N_("wubu sign ID STEP")},
	{N_("Send it to the server"), "git push"},
	{N_("When it is refused"), NULL},
	{N_("What is wrong, and what to do"), "wubu check"},
	{N_("Why a rule asks that"), "wubu rules explain STEP.CHECK"},
	{N_("Is this computer set up right"), "wubu doctor"}, {NULL, NULL},
};

static const struct line reviewing[] = {
	{N_("Every morning"), NULL},
	{N_("What waits for me, until when"), "wubu todo"},
	{N_("Fetch what others did"), "git pull"},
	{N_("A review"), NULL},
	{N_("The whole record in words"), N_("wubu show ID")},
	{N_("Who did what before"), N_("wubu log ID")},
	{N_("What the step asks, with articles"), N_("wubu rules explain STEP")},
	{N_("Enter the opinion, by questions"), N_("wubu fill ID STEP")},
	{N_("Sign: it passes"), N_("wubu sign ID STEP")},
	{N_("Sign: it does not"), N_("wubu sign ID STEP --outcome NAME --because \"…\"")},
	{N_("Send it back to earlier steps"), N_("wubu return ID STEP --to EARLIER-STEP --because \"…\"")},
	{N_("Send it to the server"), "git push"}, {NULL, NULL},
};

static const struct line auditing[] = {
	{N_("The whole"), NULL},
	{N_("Get a copy; no key is needed"), N_("git clone SERVER ledger && cd ledger")},
	{N_("Judge all that ever happened"), "wubu audit"},
	{N_("Only since the last audit"), N_("wubu audit --root OID --since REV")},
	{N_("The same for a program"), "wubu audit --json"},
	{N_("One decision"), NULL},
	{N_("Its steps as a picture"), N_("wubu status ID")},
	{N_("Who did what and when"), N_("wubu log ID")},
	{N_("The whole record in words"), N_("wubu show ID")},
	{N_("The rules"), NULL},
	{N_("The procedure in words"), "wubu rules explain"},
	{N_("What was changed in them"), N_("wubu rules diff --old REV NAME")},
	{N_("Who is who, in which role"), "git log -p -- rules/people.yaml"}, {NULL, NULL},
};

static const struct line leading[] = {
	{N_("At a glance"), NULL},
	{N_("All decisions and their steps"), "wubu status"},
	{N_("What is late"), "wubu status --late"},
	{N_("What waits for me"), "wubu todo"},
	{N_("What all others have to do"), "wubu todo --everybody"},
	{N_("One decision"), NULL},
	{N_("Its steps as a picture"), N_("wubu status ID")},
	{N_("The whole record in words"), N_("wubu show ID")},
	{N_("Decide and sign"), N_("wubu sign ID STEP --outcome NAME")}, {NULL, NULL},
};

static const struct line administering[] = {
	{N_("Setting up"), NULL},
	{N_("Make a ledger"), N_("wubu init --procedure NAME --people people.yaml")},
	{N_("The repository of a server"), "wubu init --bare /srv/ledger.git"},
	{N_("A colleague's computer"), "wubu setup"},
	{N_("A clone of the ledger"), "git clone server:ledger.git && wubu init ledger"},
	{N_("Keeping it running"), NULL},
	{N_("What is not right, with cures"), "wubu doctor"},
	{N_("A digest a day for everybody"), N_("wubu remind --outbox DIR")},
	{N_("Look over the rules"), "wubu rules lint && wubu rules test"}, {NULL, NULL},
};

static const struct sheet {
	const char *name, *title;
	const struct line *lines;
} sheets[] = {
	{"keeping", N_("For those who keep the records"), keeping},
	{"reviewing", N_("For those who review and sign"), reviewing},
	{"auditing", N_("For the auditor"), auditing},
	{"leading", N_("For the head of the office"), leading},
	{"administering", N_("For the administrator"), administering},
};
#define SHEETS (sizeof sheets / sizeof *sheets)

static void write_line(struct buf *out, const struct line *line)
{
	const char *want = _(line->want);
	if (!line->command) {
		buf_format(out, "\n%s\n", want);
		return;
	}
	size_t at = 2 + text_width(bytes_of(want));
	buf_format(out, "  %s", want);
	buf_fill(out, ' ', at + 2 > COMMAND_COLUMN ? 2 : COMMAND_COLUMN - at);
	buf_format(out, "%s\n", _(line->command));
}

static void write_sheet(struct buf *out, const struct sheet *sheet)
{
	buf_format(out, "%s\n", _(sheet->title));
	for (const struct line *line = sheet->lines; line->want; line++)
		write_line(out, line);
	buf_text(out, "\n");
	wrap_text(out, _("`wubu help COMMAND` explains a command, with examples. ID is the number of a decision; the names of steps and fields may "
			 "be written as they are called in the rules."), 0, 0);
}

int cmd_cheatsheet(struct run *run)
{
	const char *wish = run_word(run, 0);
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < SHEETS; i++)
		if (!wish)
			buf_format(&out, "wubu cheatsheet %-14s %s\n", sheets[i].name, _(sheets[i].title));
		else if (strcmp(wish, sheets[i].name) == 0)
			write_sheet(&out, &sheets[i]);
	bool found = out.size > 0;
	if (found)
		output_put(&run->output, CHANNEL_DATA, &out);
	buf_release(&out);
	return found ? STATUS_FINE : run_refuse_usage(run, _("There is no sheet %s."), wish);
}
