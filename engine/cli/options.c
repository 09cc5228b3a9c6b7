/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/options.h"

#include "base/lang.h"
#include "base/text.h"

const struct option_row option_rows[OPTION_COUNT] = {
	[OPTION_DIRECTORY] = {NULL, 'C', N_("DIR"), "DIR", N_("work as if started in DIR")},
	[OPTION_JSON] = {"json", 0, NULL, NULL, N_("write JSON, one object a line")},
	[OPTION_LANG] = {"lang", 0, "zh|en", "zh en", N_("speak Chinese or English")},
	[OPTION_COLOR] = {"color", 0, N_("WHEN"), "auto always never",
			  N_("use colours: auto (on a terminal), always or never")},
	[OPTION_NO_COLOR] = {"no-color", 0, NULL, NULL, N_("use no colours")},
	[OPTION_HELP] = {"help", 'h', NULL, NULL, N_("explain the command and do nothing")},

	[OPTION_QUIET] = {"quiet", 'q', NULL, NULL, N_("say nothing but what is refused")},
	[OPTION_STAGED] = {"staged", 0, NULL, NULL,
			   N_("judge what `git commit` would commit now")},
	[OPTION_RANGE] = {"range", 0, "A..B", NULL, N_("judge every commit from A (not judged) to B")},
	[OPTION_STATE] = {"state", 0, NULL, NULL,
			  N_("judge records as they stand in files, without history or signatures")},
	[OPTION_RULES] = {"rules", 0, N_("DIR"), "DIR", N_("take the rules from DIR")},
	[OPTION_ROOT] = {"root", 0, N_("OID"), NULL,
			 N_("the history must begin with this commit (40 hex digits)")},
	[OPTION_FOUNDER] = {"founder", 0, N_("FINGERPRINT"), NULL,
			    N_("the first commit must be signed with this key (SHA256:…); may be given many times")},
	[OPTION_NOW] = {"now", 0, N_("TIME"), NULL, N_("judge as if it were TIME; the report says so")},
	[OPTION_THREADS] = {"threads", 0, N_("N"), NULL,
			    N_("judge with N threads; without it as many as there are processors")},
	[OPTION_NO_CHECKPOINT] = {"no-checkpoint", 0, NULL, NULL,
				  N_("judge all from the first commit on, whatever was judged here before")},
	[OPTION_SINCE] = {"since", 0, N_("SINCE"), NULL,
			  N_("only what came later: than a revision (audit), or on that day or later (status)")},
	[OPTION_WITNESS] = {"witness", 0, N_("FILE"), "FILE",
			    N_("compare with a receipt (or commit) that was kept in FILE; may be given many times")},
	[OPTION_TSA] = {"tsa", 0, N_("FILE"), "FILE",
			N_("verify time stamps by the certificates in FILE (PEM)")},
	[OPTION_FORM] = {"as", 0, N_("FORM"), "words svg text sig",
			 N_("words: without the square code; svg: the square code alone; text, sig: the bytes that were signed, and the signature")},
	[OPTION_REPAIR] = {"repair", 0, NULL, NULL,
			   N_("first clear what killed processes left behind, and make a missing receipt good")},
	[OPTION_TITLE] = {"title", 0, N_("TEXT"), NULL, N_("the title")},
	[OPTION_MATTER] = {"matter", 0, N_("NAME"), "@matter",
			   N_("the kind of matter, by its name or label in the rulebook")},
	[OPTION_ID] = {"id", 0, N_("ID"), NULL, N_("the number of the decision; without it the next free one")},
	[OPTION_PROCEDURE] = {"procedure", 0, N_("NAME"), "@procedure", N_("the rulebook to go by")},
	[OPTION_SET] = {"set", 0, N_("FIELD=VALUE"), NULL, N_("set a field; may be given many times")},
	[OPTION_FROM] = {"from", 0, N_("FILE"), "FILE",
			 N_("read lines \"field: value\" from FILE; - is standard input")},
	[OPTION_ON] = {"on", 0, N_("DATE"), NULL, N_("the day that the act bears; without it today")},
	[OPTION_LABELS] = {"labels", 0, NULL, NULL, N_("write the keys of the record in Chinese")},
	[OPTION_OUTCOME] = {"outcome", 0, N_("NAME"), "@outcome",
			    N_("the outcome; without it the step's first one")},
	[OPTION_BECAUSE] = {"because", 0, N_("TEXT"), NULL, N_("why: stays in the record")},
	[OPTION_REASON] = {"reason", 0, N_("TEXT"), NULL, N_("why the step is not needed")},
	[OPTION_BASIS] = {"basis", 0, N_("TEXT"), NULL, N_("which article allows to skip it")},
	[OPTION_TO] = {"to", 0, N_("STEP"), "@step",
		       N_("a step to be gone through again; may be given many times")},
	[OPTION_KEY] = {"key", 0, N_("FILE"), "FILE",
			N_("sign with this SSH key; without it the one of git's configuration")},
	[OPTION_NO_COMMIT] = {"no-commit", 0, NULL, NULL, N_("write the files, but do not commit")},
	[OPTION_DRY_RUN] = {"dry-run", 'n', NULL, NULL, N_("judge only and write nothing")},
	[OPTION_YES] = {"yes", 'y', NULL, NULL, N_("do it without asking")},
	[OPTION_BARE] = {"bare", 0, NULL, NULL, N_("prepare the repository of a server")},
	[OPTION_PEOPLE] = {"people", 0, N_("FILE"), "FILE", N_("who holds which role, with which keys")},
	[OPTION_TRAINING] = {"training", 0, NULL, NULL,
			     N_("for practice: nothing that is signed in it counts elsewhere")},
	[OPTION_STRICT] = {"strict", 0, NULL, NULL,
			   N_("refuse a rule without an example that is met and one that is unmet")},
	[OPTION_EXTENDS] = {"extends", 0, N_("NAME"), "@procedure", N_("build on this rulebook")},
	[OPTION_OLD] = {"old", 0, N_("REV"), NULL, N_("compare with how it was in this revision of the ledger")},
	[OPTION_FORMAT] = {"format", 0, N_("FORM"), "svg bpmn", N_("write svg (the default), or bpmn")},
	[OPTION_AS] = {"as", 0, N_("FORM"), "text json sarif junit csv", N_("write the findings as text, json, sarif, junit or csv")},
	[OPTION_STEP] = {"step", 0, N_("STEP"), "@step", N_("only what is at this step now")},
	[OPTION_UNIT] = {"unit", 0, N_("UNIT"), NULL, N_("the unit: only where somebody of it has to act; at setup your own")},
	[OPTION_PERSON] = {"person", 0, N_("PERSON"), "@person",
			   N_("only what this person has to do: short name, name or mail")},
	[OPTION_EVERYBODY] = {"everybody", 0, NULL, NULL, N_("of all persons, not only your own")},
	[OPTION_LATE] = {"late", 0, NULL, NULL, N_("only where a last day is past")},
	[OPTION_NAME] = {"name", 0, N_("NAME"), NULL, N_("your name, as colleagues write it")},
	[OPTION_MAIL] = {"mail", 0, N_("ADDRESS"), NULL, N_("your mail address")},
	[OPTION_OUT] = {"out", 0, N_("FILE"), "FILE", N_("write to FILE")},
	[OPTION_OUTBOX] = {"outbox", 0, N_("DIR"), "DIR", N_("write each letter as a file into DIR")},
	[OPTION_SENDMAIL] = {"sendmail", 0, NULL, NULL, N_("hand each letter to sendmail")},
	[OPTION_PERSON_NAME] = {"name", 0, N_("TEXT"), NULL, N_("the person's name")},
	[OPTION_PERSON_MAIL] = {"mail", 0, N_("ADDRESS"), NULL, N_("the person's mail address, by which git knows him or her")},
	[OPTION_PERSON_UNIT] = {"unit", 0, N_("TEXT"), NULL, N_("the person's unit")},
	[OPTION_ROLE] = {"role", 0, N_("ROLE"), NULL, N_("a role of the rulebook; may be given many times")},
	[OPTION_PUBLIC_KEY] = {"public-key", 0, N_("FILE"), "FILE", N_("the person's public key: its .pub file, or its line")},
	[OPTION_FROM_DAY] = {"from", 0, N_("DAY"), NULL, N_("the first day; without it today")},
	[OPTION_UNTIL] = {"until", 0, N_("DAY"), NULL, N_("the last day")},
	[OPTION_DEPUTY] = {"to", 0, N_("ID"), NULL, N_("who acts in this person's place")},
	[OPTION_ADDRESS] = {"address", 0, N_("ADDRESS"), NULL,
			    N_("serve at this address of this machine (127.0.0.1 otherwise)")},
	[OPTION_PORT] = {"port", 0, N_("NUMBER"), NULL, N_("serve at this port (one that is free otherwise)")},
	[OPTION_OPEN] = {"open", 0, NULL, NULL, N_("open the page in the browser")},
	[OPTION_VERSION] = {"version", 0, NULL, NULL, N_("print the version")},
};

const char *option_value(const struct options *options, enum option option)
{
	const struct given *given = &options->given[option];
	return given->count ? given->values[given->count - 1] : NULL;
}

bool option_given(const struct options *options, enum option option)
{
	return options->given[option].count > 0;
}

static void remember(struct options *options, struct arena *arena, enum option option,
		     const char *value)
{
	struct given *given = &options->given[option];
	*arena_push(arena, given->values, given->count) = value;
}

/* ---- who may come ------------------------------------------------------------- */

/* Option I of those that are allowed, the command's own first; OPTION_END after the last. */
static enum option allowed_at(const enum option *allowed, size_t i)
{
	size_t own = 0;
	while (allowed[own] != OPTION_END)
		own++;
	if (i < own)
		return allowed[i];
	return i - own < OPTION_LAST_COMMON ? (enum option)(i - own + 1) : OPTION_END;
}

static enum option find_long(const enum option *allowed, struct wubu_bytes name)
{
	enum option option;
	for (size_t i = 0; (option = allowed_at(allowed, i)) != OPTION_END; i++)
		if (option_rows[option].name && bytes_are(name, option_rows[option].name))
			return option;
	return OPTION_END;
}

static enum option find_letter(const enum option *allowed, char letter)
{
	enum option option;
	for (size_t i = 0; (option = allowed_at(allowed, i)) != OPTION_END; i++)
		if (option_rows[option].letter == letter)
			return option;
	return OPTION_END;
}

static const char *allowed_name(const void *context, size_t i)
{
	enum option option = allowed_at(context, i);
	if (option == OPTION_END)
		return NULL;
	return option_rows[option].name ? option_rows[option].name : "";
}

static int refuse_unknown(const enum option *allowed, const char *spelling, const char *name,
			  struct wubu_error *error)
{
	const char *nearest = *name ? text_nearest(name, allowed_name, allowed) : NULL;
	error_set(error, WUBU_USAGE, _("There is no option %s here."), spelling);
	if (nearest)
		error_hint(error, _("Did you mean --%s?"), nearest);
	return -1;
}

/* ---- reading ------------------------------------------------------------------ */

static int refuse_lonely(const char *spelling, struct wubu_error *error)
{
	return error_set(error, WUBU_USAGE, _("Option %s needs an argument."), spelling);
}

static int read_long(struct options *options, struct arena *arena, const enum option *allowed,
		     char *const *args, int at, struct wubu_error *error)
{
	const char *name = args[at] + 2, *equals = strchr(name, '=');
	size_t size = equals ? (size_t)(equals - name) : strlen(name);
	enum option option = find_long(allowed, (struct wubu_bytes){name, size});
	const char *spelling = arena_format(arena, "--%.*s", (int)size, name);
	if (option == OPTION_END)
		return refuse_unknown(allowed, spelling, spelling + 2, error);
	bool wants = option_rows[option].argument != NULL;
	if (!wants && equals)
		return error_set(error, WUBU_USAGE, _("Option %s takes no argument."), spelling);
	const char *value = !wants ? "" : equals ? equals + 1 : args[at + 1];
	if (!value)
		return refuse_lonely(spelling, error);
	remember(options, arena, option, value);
	return wants && !equals ? 2 : 1;
}

/* Letters that take no argument may stand together; one that does takes the rest or the next. */
static int read_letters(struct options *options, struct arena *arena, const enum option *allowed,
			char *const *args, int at, struct wubu_error *error)
{
	for (const char *p = args[at] + 1; *p; p++) {
		const char *spelling = arena_format(arena, "-%c", *p);
		enum option option = find_letter(allowed, *p);
		if (option == OPTION_END)
			return refuse_unknown(allowed, args[at], args[at] + 1, error);
		if (!option_rows[option].argument) {
			remember(options, arena, option, "");
			continue;
		}
		const char *value = p[1] ? p + 1 : args[at + 1];
		if (!value)
			return refuse_lonely(spelling, error);
		remember(options, arena, option, value);
		return p[1] ? 1 : 2;
	}
	return 1;
}

int options_read(struct options *options, struct arena *arena, const enum option *allowed,
		 char *const *args, int at, struct wubu_error *error)
{
	if (args[at][1] == '-')
		return read_long(options, arena, allowed, args, at, error);
	return read_letters(options, arena, allowed, args, at, error);
}
