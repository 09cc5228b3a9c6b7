/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts that complete words, made from the tables of commands and options. */
#include "base/lang.h"
#include "cli/aliases.h"

typedef void (*write_script)(const struct run *run, struct buf *out);

/* ---- what all scripts need -------------------------------------------------------- */

static void add_option_names(struct buf *out, enum option option)
{
	const struct option_row *row = &option_rows[option];
	if (row->letter)
		buf_format(out, " -%c", row->letter);
	if (row->name)
		buf_format(out, " --%s", row->name);
}

static void add_common_options(struct buf *out)
{
	for (enum option o = OPTION_END + 1; o <= OPTION_LAST_COMMON; o++)
		add_option_names(out, o);
}

/* The words that begin commands, each once. */
static bool begins_anew(const struct command *c)
{
	size_t n = strcspn(c->name, " ");
	return c == commands || strncmp(c[-1].name, c->name, n) != 0 || (c[-1].name[n] && c[-1].name[n] != ' ');
}

static void add_first_words(struct buf *out)
{
	for (const struct command *c = commands; c->name; c++)
		if (begins_anew(c))
			buf_format(out, " %.*s", (int)strcspn(c->name, " "), c->name);
}

/* TEXT between single quotes, as all three shells read them. */
static void add_quoted(struct buf *out, const char *text)
{
	buf_char(out, '\'');
	for (; *text; text++)
		if (*text == '\'')
			buf_text(out, "'\\''");
		else
			buf_char(out, *text);
	buf_char(out, '\'');
}

/* ---- bash ------------------------------------------------------------------------- */

static const char bash_begin[] =
	"# Completion of wubu for bash, made by `wubu completion bash`.\n"
	"# shellcheck shell=bash\n"
	"_wubu_offer() { # what is offered for the word $cur: words, @KIND, FILE or DIR\n"
	"\tcase $1 in\n"
	"\t@command) mapfile -t COMPREPLY < <(compgen -W \"$_wubu_commands\" -- \"$cur\") ;;\n"
	"\t@outcome) mapfile -t COMPREPLY < <(compgen -W \"$(wubu completion names outcome \"$step\" 2>/dev/null)\" -- \"$cur\") ;;\n"
	"\t@*) mapfile -t COMPREPLY < <(compgen -W \"$(wubu completion names \"${1#@}\" 2>/dev/null)\" -- \"$cur\") ;;\n"
	"\tFILE) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
	"\tDIR) mapfile -t COMPREPLY < <(compgen -d -- \"$cur\") ;;\n"
	"\t*) mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\") ;;\n"
	"\tesac\n"
	"}\n";

static const char bash_end[] =
	"_wubu_words() { # the words from number $1 on are those of wubu\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} name='' step='' offers i count=0 skip=0 word\n"
	"\tCOMPREPLY=()\n"
	"\tfor ((i = $1; i < COMP_CWORD; i++)); do\n"
	"\t\tword=${COMP_WORDS[i]}\n"
	"\t\tif ((skip)); then skip=0; continue; fi\n"
	"\t\tif [[ $word == -* ]]; then [[ -n $(_wubu_argument \"$word\") ]] && skip=1; continue; fi\n"
	"\t\tif [[ -z $name ]]; then name=$(_wubu_alias \"$word\")\n"
	"\t\telif [[ \" $_wubu_groups \" == *\" $name \"* ]]; then name+=\" $word\"\n"
	"\t\telse ((count++)); ((count == 2)) && step=$word; fi\n"
	"\tdone\n"
	"\tif ((skip)); then\n"
	"\t\toffers=$(_wubu_argument \"${COMP_WORDS[COMP_CWORD - 1]}\")\n"
	"\t\t[[ $offers == - ]] || _wubu_offer \"$offers\"\n"
	"\telif [[ $cur == -* ]]; then _wubu_offer \"$(_wubu_options \"$name\") $_wubu_common\"\n"
	"\telif [[ -z $name ]]; then _wubu_offer @command\n"
	"\telif [[ \" $_wubu_groups \" == *\" $name \"* ]]; then _wubu_offer \"$(_wubu_second \"$name\")\"\n"
	"\telse offers=$(_wubu_word \"$name:$count\"); [[ -z $offers ]] || _wubu_offer \"$offers\"; fi\n"
	"}\n"
	"_wubu() { _wubu_words 1; }\n"
	"_git_wubu() { # git's own completion calls this one\n"
	"\tlocal i\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do [[ ${COMP_WORDS[i]} == wubu ]] && break; done\n"
	"\t_wubu_words $((i + 1))\n"
	"}\n"
	"complete -o filenames -F _wubu wubu git-wubu\n";

/* _wubu_argument OPTION: what its argument may be; "-" anything; empty when it takes none. */
static void bash_arguments(struct buf *out)
{
	buf_text(out, "_wubu_argument() { case $1 in\n");
	for (enum option o = OPTION_END + 1; o < OPTION_COUNT; o++) {
		const struct option_row *row = &option_rows[o];
		if (!row->argument)
			continue;
		if (row->letter)
			buf_format(out, "-%c%s", row->letter, row->name ? "|" : "");
		if (row->name)
			buf_format(out, "--%s", row->name);
		buf_text(out, ") echo ");
		add_quoted(out, row->offers ? row->offers : "-");
		buf_text(out, " ;;\n");
	}
	buf_text(out, "esac; }\n");
}

static void bash_options(struct buf *out)
{
	buf_text(out, "_wubu_options() { case $1 in\n");
	for (const struct command *c = commands; c->name; c++) {
		buf_format(out, "'%s') echo '", c->name);
		for (size_t i = 0; c->options[i] != OPTION_END; i++)
			add_option_names(out, c->options[i]);
		buf_text(out, "' ;;\n");
	}
	buf_text(out, "esac; }\n");
}

static void bash_positions(struct buf *out)
{
	buf_text(out, "_wubu_word() { case $1 in\n");
	for (const struct command *c = commands; c->name; c++)
		for (size_t i = 0; i < sizeof c->offers / sizeof *c->offers && c->offers[i]; i++)
			buf_format(out, "'%s:%zu') echo '%s' ;;\n", c->name, i, c->offers[i]);
	buf_text(out, "esac; }\n");
}

/* Commands of two words: _wubu_groups has the first ones, _wubu_second WORD the second ones. */
static void bash_groups(struct buf *out)
{
	buf_text(out, "_wubu_groups='");
	for (const struct command *c = commands; c->name; c++)
		if (strchr(c->name, ' ') && begins_anew(c))
			buf_format(out, " %.*s", (int)strcspn(c->name, " "), c->name);
	buf_text(out, "'\n_wubu_second() { case $1 in\n");
	for (const struct command *c = commands; c->name; c++)
		if (strchr(c->name, ' '))
			buf_format(out, "%.*s) echo '%s' ;;&\n", (int)strcspn(c->name, " "), c->name,
				   strchr(c->name, ' ') + 1);
	buf_text(out, "esac; }\n");
}

/* _wubu_alias WORD: the command that WORD is another name of, or WORD. */
static void bash_aliases(const struct run *run, struct buf *out)
{
	buf_text(out, "_wubu_alias() { case $1 in\n");
	for (const struct command *c = commands; c->name; c++) {
		const char *alias = alias_of(run, c);
		if (alias)
			buf_format(out, "%s) echo '%s' ;;\n", alias, c->name);
	}
	buf_text(out, "*) echo \"$1\" ;;\nesac; }\n");
}

static void add_aliases(const struct run *run, struct buf *out)
{
	for (const struct command *c = commands; c->name; c++) {
		const char *alias = alias_of(run, c);
		if (alias)
			buf_format(out, " %s", alias);
	}
}

static void write_bash(const struct run *run, struct buf *out)
{
	buf_text(out, bash_begin);
	buf_text(out, "_wubu_commands='");
	add_first_words(out);
	add_aliases(run, out);
	buf_text(out, "'\n_wubu_common='");
	add_common_options(out);
	buf_text(out, "'\n");
	bash_aliases(run, out);
	bash_groups(out);
	bash_arguments(out);
	bash_options(out);
	bash_positions(out);
	buf_text(out, bash_end);
}

/* ---- zsh -------------------------------------------------------------------------- */

/* What zsh calls for the words of OFFERS. */
static void zsh_action(struct buf *out, const char *offers)
{
	if (!offers)
		buf_text(out, " ");
	else if (strcmp(offers, "FILE") == 0)
		buf_text(out, "_files");
	else if (strcmp(offers, "DIR") == 0)
		buf_text(out, "_directories");
	else if (strcmp(offers, "@command") == 0)
		buf_text(out, "_wubu_commands");
	else if (*offers == '@')
		buf_format(out, "_wubu_names %s", offers + 1);
	else
		buf_format(out, "(%s)", offers);
}

/* A description inside of '…[…]': no brackets or colons of its own. */
static void zsh_description(struct buf *out, const char *text)
{
	for (; *text; text++)
		if (*text == '\'')
			buf_text(out, "'\\''");
		else if (*text == ':' || *text == '[' || *text == ']')
			buf_format(out, "\\%c", *text);
		else
			buf_char(out, *text);
}

static void zsh_spelling(struct buf *out, enum option option, const char *spelling)
{
	const struct option_row *row = &option_rows[option];
	buf_format(out, " \\\n\t\t'*%s[", spelling);
	zsh_description(out, _(row->help));
	buf_char(out, ']');
	if (row->argument) {
		buf_char(out, ':');
		zsh_description(out, _(row->argument));
		buf_char(out, ':');
		zsh_action(out, row->offers);
	}
	buf_char(out, '\'');
}

static void zsh_option(struct buf *out, enum option option)
{
	const struct option_row *row = &option_rows[option];
	char letter[3] = {'-', row->letter, '\0'};
	struct buf name;
	if (row->letter)
		zsh_spelling(out, option, letter);
	if (!row->name)
		return;
	buf_init(&name);
	buf_format(&name, "--%s", row->name);
	zsh_spelling(out, option, name.data);
	buf_release(&name);
}

static void zsh_command(struct buf *out, const struct command *c)
{
	buf_format(out, "\t'%s') _arguments -s", c->name);
	for (enum option o = OPTION_END + 1; o <= OPTION_LAST_COMMON; o++)
		zsh_option(out, o);
	for (size_t i = 0; c->options[i] != OPTION_END; i++)
		zsh_option(out, c->options[i]);
	for (size_t i = 0; i < sizeof c->offers / sizeof *c->offers && c->offers[i]; i++) {
		buf_format(out, " \\\n\t\t'%s:word:", i + 1 < c->most ? "" : "*");
		zsh_action(out, c->offers[i]);
		buf_char(out, '\'');
	}
	buf_text(out, " ;;\n");
}

static const char zsh_begin[] =
	"#compdef wubu git-wubu\n"
	"# Completion of wubu for zsh, made by `wubu completion zsh`.\n"
	"_wubu_names() { local -a names; names=(${(f)\"$(wubu completion names $1 2>/dev/null)\"}); compadd -a names }\n"
	"_wubu_commands() {\n\tlocal -a commands\n\tcommands=(\n";

static const char zsh_middle[] =
	"\t)\n\t_describe command commands\n}\n"
	"_wubu() {\n"
	"\tif (( CURRENT == 2 )); then _wubu_commands; return; fi\n"
	"\tlocal name=$words[2]\n"
	"\tshift words; (( CURRENT-- ))\n"
	"\tif [[ $name == (%s) ]]; then\n"
	"\t\tif (( CURRENT == 2 )); then _wubu_second $name; return; fi\n"
	"\t\tname=\"$name $words[2]\"; shift words; (( CURRENT-- ))\n"
	"\tfi\n"
	"\tcase $name in\n";

static void zsh_first_words(const struct run *run, struct buf *out)
{
	for (const struct command *c = commands; c->name; c++) {
		if (!begins_anew(c))
			continue;
		buf_format(out, "\t\t'%.*s:", (int)strcspn(c->name, " "), c->name);
		zsh_description(out, _(c->summary));
		buf_text(out, "'\n");
	}
	for (const struct command *c = commands; c->name; c++) {
		const char *alias = alias_of(run, c);
		if (!alias)
			continue;
		buf_format(out, "\t\t'%s:", alias);
		zsh_description(out, _(c->summary));
		buf_text(out, "'\n");
	}
}

static void zsh_second_words(struct buf *out)
{
	buf_text(out, "_wubu_second() { case $1 in\n");
	for (const struct command *c = commands; c->name; c++)
		if (strchr(c->name, ' '))
			buf_format(out, "\t%.*s) compadd %s ;|\n", (int)strcspn(c->name, " "), c->name,
				   strchr(c->name, ' ') + 1);
	buf_text(out, "\tesac\n}\n");
}

static void write_zsh(const struct run *run, struct buf *out)
{
	struct buf groups;
	buf_init(&groups);
	for (const struct command *c = commands; c->name; c++)
		if (strchr(c->name, ' ') && begins_anew(c))
			buf_format(&groups, "%s%.*s", groups.size ? "|" : "", (int)strcspn(c->name, " "), c->name);
	buf_text(out, zsh_begin);
	zsh_first_words(run, out);
	buf_format(out, zsh_middle, groups.data);
	for (const struct command *c = commands; c->name; c++)
		zsh_command(out, c);
	buf_text(out, "\tesac\n}\n");
	zsh_second_words(out);
	buf_text(out, "if [[ $funcstack[1] == _wubu ]]; then _wubu \"$@\"; else compdef _wubu wubu git-wubu; fi\n");
	buf_release(&groups);
}

/* ---- fish ------------------------------------------------------------------------- */

static void fish_offers(struct buf *out, const char *offers)
{
	if (!offers || strcmp(offers, "FILE") == 0)
		buf_text(out, offers ? " -F" : "");
	else if (strcmp(offers, "DIR") == 0)
		buf_text(out, " -a '(__fish_complete_directories)'");
	else if (strcmp(offers, "@command") == 0) {
		buf_text(out, " -a '");
		add_first_words(out);
		buf_char(out, '\'');
	} else if (*offers == '@')
		buf_format(out, " -a '(wubu completion names %s 2>/dev/null)'", offers + 1);
	else
		buf_format(out, " -a '%s'", offers);
}

static void fish_option(struct buf *out, const char *condition, enum option option)
{
	const struct option_row *row = &option_rows[option];
	buf_format(out, "complete -c wubu%s", condition);
	if (row->letter)
		buf_format(out, " -s %c", row->letter);
	if (row->name)
		buf_format(out, " -l %s", row->name);
	buf_text(out, " -d ");
	add_quoted(out, _(row->help));
	if (row->argument) {
		buf_text(out, " -x");
		fish_offers(out, row->offers);
	}
	buf_char(out, '\n');
}

static void fish_command(struct buf *out, const struct command *c)
{
	const char *space = strchr(c->name, ' ');
	struct buf seen;
	buf_init(&seen);
	buf_format(&seen, " -n '__fish_seen_subcommand_from %s'", space ? space + 1 : c->name);
	if (begins_anew(c)) {
		buf_format(out, "complete -c wubu -n __fish_use_subcommand -a %.*s -d ",
			   (int)strcspn(c->name, " "), c->name);
		add_quoted(out, _(c->summary));
		buf_char(out, '\n');
	}
	if (space)
		buf_format(out, "complete -c wubu -n '__fish_seen_subcommand_from %.*s' -a %s\n",
			   (int)(space - c->name), c->name, space + 1);
	for (size_t i = 0; c->options[i] != OPTION_END; i++)
		fish_option(out, seen.data, c->options[i]);
	for (size_t i = 0; i < sizeof c->offers / sizeof *c->offers && c->offers[i]; i++) {
		buf_format(out, "complete -c wubu%s", seen.data);
		fish_offers(out, c->offers[i]);
		buf_char(out, '\n');
	}
	buf_release(&seen);
}

static void fish_alias(const struct run *run, struct buf *out, const struct command *c)
{
	const char *alias = alias_of(run, c);
	if (!alias)
		return;
	buf_format(out, "complete -c wubu -n __fish_use_subcommand -a %s -d ", alias);
	add_quoted(out, _(c->summary));
	buf_char(out, '\n');
}

static void write_fish(const struct run *run, struct buf *out)
{
	buf_text(out, "# Completion of wubu for fish, made by `wubu completion fish`.\ncomplete -c wubu -f\n");
	for (enum option o = OPTION_END + 1; o <= OPTION_LAST_COMMON; o++)
		fish_option(out, "", o);
	for (const struct command *c = commands; c->name; c++) {
		fish_command(out, c);
		fish_alias(run, out, c);
	}
}

/* ---- the command ------------------------------------------------------------------ */

static const struct shell {
	const char *name;
	write_script write;
} shells[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};

static int write_names(struct run *run)
{
	if (run->word_count < 2)
		return run_refuse_usage(run, _("Something is missing: wubu %s %s"), run->command->name, "names KIND");
	const char *second = run_word(run, 2);
	const char *kind = second ? arena_format(run->arena, "%s %s", run->words[1], second) : run->words[1];
	struct buf names;
	/* Completion is silent where there is nothing to complete. */
	if (!run->wubu)
		return STATUS_FINE;
	buf_init(&names);
	int failed = wubu_names(run->wubu, kind, &names, &run->error);
	if (!failed)
		output_put(&run->output, CHANNEL_DATA, &names);
	buf_release(&names);
	return failed ? run_fail(run) : STATUS_FINE;
}

static int write_shell(struct run *run, const struct shell *shell)
{
	struct buf out;
	buf_init(&out);
	shell->write(run, &out);
	output_put(&run->output, CHANNEL_DATA, &out);
	buf_release(&out);
	return STATUS_FINE;
}

int cmd_completion(struct run *run)
{
	const char *wish = run->words[0];
	if (strcmp(wish, "names") == 0)
		return write_names(run);
	if (run->word_count > 1)
		return run_refuse_usage(run, _("This is too much: %s"), run->words[1]);
	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
		if (strcmp(shells[i].name, wish) == 0)
			return write_shell(run, &shells[i]);
	return run_refuse_usage(run, _("There are scripts for bash, zsh and fish, not for %s."), wish);
}
