/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/wizard.h"

#include "base/lang.h"
#include "base/text.h"
#include "cli/answer.h"
#include "cli/done.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "cli/wrap.h"

#include <stdlib.h>

struct wizard {
	struct run *run;
	struct wubu_act *act;
	struct wubu_fields *fields;
	struct settings settings;
	const struct wubu_field **answered; /* the field of each setting */
	size_t answered_count;
	size_t cut;         /* bytes of a field's path that name the step */
	const char *heading; /* path of the group or list that was named last */
	size_t findings;    /* that are not the fault of the next answer */
	const char *trouble; /* why nothing at all can be tried out; empty: nothing */
	bool ended;         /* nothing more is asked */
	const char *note;   /* under which the answers are kept until they are recorded */
	size_t resumed;     /* the first answers are of an earlier time */
};

enum answered { ANSWER_GIVEN, ANSWER_NONE, ANSWER_END };

static void say(struct wizard *w, const char *text, size_t indent)
{
	struct buf out;
	buf_init(&out);
	buf_fill(&out, ' ', indent);
	wrap_text(&out, text, indent, indent);
	output_put(&w->run->output, CHANNEL_TALK, &out);
	buf_release(&out);
}

static void add_setting(struct wizard *w, const struct wubu_field *field, const char *path, const char *value);
static void preview(struct wizard *w, const char *heading);

/* ---- answers that are kept -------------------------------------------------------------- */

/* After each answer, so that nothing is lost when the terminal goes. That it cannot be kept hinders nobody. */
static void keep(struct wizard *w)
{
	struct wubu_error ignored = {0};
	struct buf text;
	buf_init(&text);
	for (size_t i = 0; i < w->settings.count; i++)
		buf_format(&text, "%s=%s\n", w->settings.items[i].path,
			   w->settings.items[i].value ? w->settings.items[i].value : "");
	if (wubu_note_write(w->run->wubu, w->note, buf_bytes(&text), &ignored) != 0)
		say(w, ignored.message, 3);
	buf_release(&text);
}

static void forget(struct wizard *w)
{
	struct wubu_error ignored = {0};
	wubu_note_drop(w->run->wubu, w->note, &ignored);
}

/* The field that a kept path leads to; NULL when the rules have no such field any more. */
static const struct wubu_field *field_at(const struct wizard *w, const char *path)
{
	const struct wubu_field *field;
	size_t size = strlen(path);
	bool item = size > 3 && strcmp(path + size - 3, "[+]") == 0;
	for (size_t i = 0; (field = wubu_field(w->fields, i)); i++)
		if (strlen(field->path + w->cut) == size - (item ? 3 : 0) &&
		    strncmp(field->path + w->cut, path, size - (item ? 3 : 0)) == 0)
			return field;
	return NULL;
}

static void take_kept(struct wizard *w, const char *text)
{
	for (const char *line = text; *line;) {
		size_t size = strcspn(line, "\n"), equals = strcspn(line, "=\n");
		const char *path = arena_copy(w->run->arena, (struct wubu_bytes){line, equals});
		const struct wubu_field *field = equals < size ? field_at(w, path) : NULL;
		if (field)
			add_setting(w, field, path, arena_copy(w->run->arena, (struct wubu_bytes){
							    line + equals + 1, size - equals - 1}));
		line += size + (line[size] == '\n');
	}
	w->resumed = w->settings.count;
}

/* Answers of an earlier time that were not recorded: go on with them, or begin anew. */
static void resume(struct wizard *w)
{
	struct wubu_error ignored = {0};
	struct buf text;
	buf_init(&text);
	if (wubu_note_read(w->run->wubu, w->note, &text, &ignored) == 1 && text.size) {
		take_kept(w, text.data);
		preview(w, _("\nFrom an earlier time, not recorded yet:\n"));
		if (!input_agree(w->run, _("Go on with these answers?"))) {
			w->settings.count = w->answered_count = w->resumed = 0;
			/* Nothing that somebody typed is thrown away at a key press. */
			wubu_note_write(w->run->wubu, arena_format(w->run->arena, "%s.old", w->note), buf_bytes(&text),
					&ignored);
		}
	}
	buf_release(&text);
}

static bool was_answered(const struct wizard *w, const struct wubu_field *field)
{
	for (size_t i = 0; i < w->resumed; i++)
		if (w->answered[i] == field)
			return true;
	return false;
}

/* Where the answers of the last item that was begun start; its first field is FIRST. */
static size_t last_item(const struct wizard *w, const struct wubu_field *first)
{
	size_t at = w->resumed;
	for (size_t i = 0; i < w->resumed; i++)
		if (w->answered[i] == first)
			at = i;
	return at;
}

/* ---- fields ---------------------------------------------------------------------- */

static bool is_type(const struct wubu_field *field, const char *type)
{
	return field->type && strcmp(field->type, type) == 0;
}

/* Whether FIELD stands inside of OUTER: a part of the group, or of an item of the list. */
static bool is_inside(const struct wubu_field *field, const struct wubu_field *outer)
{
	size_t n = strlen(outer->path);
	return strncmp(field->path, outer->path, n) == 0 && (field->path[n] == '.' || field->path[n] == '[');
}

/* The first field behind all that stands inside of field I. */
static size_t end_of(const struct wizard *w, size_t i)
{
	const struct wubu_field *outer = wubu_field(w->fields, i), *field;
	for (i++; (field = wubu_field(w->fields, i)) && is_inside(field, outer);)
		i++;
	return i;
}

/* The group or list that FIELD is directly in, or NULL. */
static const struct wubu_field *outer_of(const struct wizard *w, const struct wubu_field *field)
{
	const struct wubu_field *outer = NULL, *other;
	for (size_t i = 0; (other = wubu_field(w->fields, i)) && other != field; i++)
		if (is_inside(field, other))
			outer = other;
	return outer;
}

/* ---- questions ------------------------------------------------------------------- */

static void name_outer(struct wizard *w, const struct wubu_field *field)
{
	const struct wubu_field *outer = outer_of(w, field);
	const char *path = outer ? outer->path : NULL;
	if (path && path != w->heading)
		output_format(&w->run->output, CHANNEL_TALK, "\n== %s ==\n", outer->label);
	w->heading = path;
}

static void show_choices(struct wizard *w, const struct wubu_field *field)
{
	for (size_t i = 0; i < field->choice_count; i++)
		output_format(&w->run->output, CHANNEL_TALK, "   %2zu  %s\n", i + 1, field->choice_labels[i]);
}

/* One question a screen, where there is a screen; what was refused before stays in sight. */
static void clear_screen(struct wizard *w)
{
	if (w->run->output.formats[CHANNEL_TALK] != WUBU_COLOR)
		return;
	output_text(&w->run->output, CHANNEL_TALK, "\033[H\033[2J");
	w->heading = NULL;
}

static void show_question(struct wizard *w, const struct wubu_field *field)
{
	struct output *output = &w->run->output;
	const char *form = answer_form(field->type);
	clear_screen(w);
	name_outer(w, field);
	output_format(output, CHANNEL_TALK, "\n%s%s", field->label, field->asked ? _(" (needed)") : "");
	output_format(output, CHANNEL_TALK, field->basis ? "  [%s]\n" : "\n", field->basis);
	if (field->help)
		say(w, field->help, 3);
	if (form)
		say(w, arena_format(w->run->arena, _("Answer: %s"), form), 3);
	show_choices(w, field);
	if (field->value)
		say(w, arena_format(w->run->arena, _("There now: %s"),
				    answer_say(field, field->value)), 3);
}

static void explain(struct wizard *w, const struct wubu_field *field)
{
	say(w, _("Enter keeps what is there; - takes it away; ? shows this; . or Ctrl-D ends the questions."), 3);
	say(w, arena_format(w->run->arena, _("The field is called %s."), field->path + w->cut), 3);
	if (field->basis)
		say(w, arena_format(w->run->arena, _("Asked by: %s"), field->basis), 3);
	show_question(w, field);
}

/* ---- trying an answer -------------------------------------------------------------- */

static void take_back(struct wizard *w)
{
	w->settings.count--;
	w->answered_count--;
}

static void add_setting(struct wizard *w, const struct wubu_field *field, const char *path, const char *value)
{
	settings_add(w->run, &w->settings, path, value);
	*arena_push(w->run->arena, w->answered, w->answered_count) = field;
}

static int try_out(struct wizard *w, struct wubu_report **report, struct wubu_error *error)
{
	struct wubu_act trial = *w->act;
	trial.settings = w->settings.items;
	trial.setting_count = w->settings.count;
	trial.dry_run = true;
	trial.no_commit = false;
	return wubu_do(w->run->wubu, &trial, report, NULL, error);
}

/* How things stand before the first answer: what is wrong already is not blamed on an answer. */
static void take_bearings(struct wizard *w)
{
	struct wubu_report *report = NULL;
	struct wubu_error error = {0};
	if (try_out(w, &report, &error) == 0)
		w->findings = wubu_report_count(report);
	w->trouble = arena_text(w->run->arena, error.message);
	wubu_report_free(report);
}

static void show_report(struct wizard *w, const struct wubu_report *report)
{
	struct buf out;
	buf_init(&out);
	wubu_report_write(report, w->run->output.formats[CHANNEL_TALK], true, &out);
	output_put(&w->run->output, CHANNEL_TALK, &out);
	buf_release(&out);
}

enum trial { TRIAL_FINE, TRIAL_REFUSED, TRIAL_IMPOSSIBLE };

/* Judge all answers so far; when the last one made it worse, say why. */
static enum trial judge_answers(struct wizard *w)
{
	struct wubu_report *report = NULL;
	struct wubu_error error = {0};
	enum trial trial = TRIAL_FINE;
	if (try_out(w, &report, &error) != 0) {
		if (strcmp(error.message, w->trouble) == 0)
			return TRIAL_FINE;
		say(w, error.message, 3);
		return TRIAL_IMPOSSIBLE;
	}
	size_t findings = wubu_report_count(report);
	if (findings > w->findings && wubu_report_status(report) != STATUS_FINE) {
		show_report(w, report);
		trial = TRIAL_REFUSED;
	} else {
		w->findings = findings;
	}
	wubu_report_free(report);
	return trial;
}

/* ---- asking ------------------------------------------------------------------------ */

/* Record ANSWER for FIELD at PATH if it stands the trial, or is given a second time (BEFORE). */
static bool take_answer(struct wizard *w, const struct wubu_field *field, const char *path, const char *answer,
			const char *before)
{
	bool removal = strcmp(answer, "-") == 0;
	const char *value = removal ? "" : answer_take(w->run->arena, field, answer);
	if (!value) {
		say(w, arena_format(w->run->arena, _("This does not fit; needed: %s."), answer_form(field->type)), 3);
		return false;
	}
	add_setting(w, field, path, value);
	enum trial trial = judge_answers(w);
	if (trial == TRIAL_FINE || (trial == TRIAL_REFUSED && before && strcmp(before, answer) == 0)) {
		keep(w);
		return true;
	}
	take_back(w);
	if (trial == TRIAL_REFUSED)
		say(w, _("Type something else, or the same again to keep it and put it right later."), 3);
	return false;
}

static enum answered ask(struct wizard *w, const struct wubu_field *field, const char *path)
{
	const char *before = NULL;
	show_question(w, field);
	for (;;) {
		const char *answer = input_ask(w->run, "> ");
		if (!answer || strcmp(answer, ".") == 0) {
			w->ended = true;
			return ANSWER_END;
		}
		if (!*answer)
			return ANSWER_NONE;
		if (strcmp(answer, "?") == 0)
			explain(w, field);
		else if (take_answer(w, field, path, answer, before))
			return ANSWER_GIVEN;
		else
			before = answer;
	}
}

static void ask_range(struct wizard *w, size_t begin, size_t end);

/*
 * The fields of one new item.  The first of them begins it: the engine takes a second value for
 * it as the beginning of the next item.  False when it was left empty.
 */
static bool ask_item(struct wizard *w, size_t begin, size_t end)
{
	const struct wubu_field *first = wubu_field(w->fields, begin);
	if (ask(w, first, first->path + w->cut) != ANSWER_GIVEN)
		return false;
	ask_range(w, begin + 1, end);
	return true;
}

/* What an item lacks that was begun at an earlier time and not finished. */
static void finish_item(struct wizard *w, size_t begin, size_t end)
{
	size_t from = last_item(w, wubu_field(w->fields, begin));
	if (from == w->resumed)
		return;
	for (size_t i = begin + 1; i < end && !w->ended; i++) {
		const struct wubu_field *field = wubu_field(w->fields, i);
		bool there = is_type(field, "group") || is_type(field, "list");
		for (size_t k = from; k < w->resumed && !there; k++)
			there = w->answered[k] == field;
		if (!there)
			ask(w, field, field->path + w->cut);
	}
}

static void ask_group_list(struct wizard *w, const struct wubu_field *list, size_t begin, size_t end)
{
	bool begun = list->items || was_answered(w, wubu_field(w->fields, begin));
	const char *first = begun ? _("Add one more?") : _("Add one?");
	finish_item(w, begin, end);
	if (w->ended)
		return;
	bool more = input_agree(w->run, arena_format(w->run->arena, _("%s: %s"), list->label, first));
	while (more && !w->ended && ask_item(w, begin, end) && !w->ended)
		more = input_agree(w->run, arena_format(w->run->arena, _("%s: %s"), list->label,
							_("Add one more?")));
}

static void ask_plain_list(struct wizard *w, const struct wubu_field *list)
{
	const char *path = arena_format(w->run->arena, "%s[+]", list->path + w->cut);
	while (ask(w, list, path) == ANSWER_GIVEN)
		;
}

static void ask_list(struct wizard *w, size_t i, size_t end)
{
	const struct wubu_field *list = wubu_field(w->fields, i);
	output_format(&w->run->output, CHANNEL_TALK, "\n== %s ==\n", list->label);
	w->heading = list->path;
	if (list->items)
		say(w, arena_format(w->run->arena, ngettext("%zu is there.", "%zu are there.", list->items),
				    list->items), 3);
	if (end == i + 1) {
		ask_plain_list(w, list);
		return;
	}
	if (list->help)
		say(w, list->help, 3);
	ask_group_list(w, list, i + 1, end);
}

static void ask_range(struct wizard *w, size_t begin, size_t end)
{
	const struct wubu_field *field;
	for (size_t i = begin, next; i < end && !w->ended; i = next) {
		field = wubu_field(w->fields, i);
		next = is_type(field, "list") ? end_of(w, i) : i + 1;
		if (is_type(field, "list"))
			ask_list(w, i, next);
		else if (!is_type(field, "group") && (strstr(field->path, "[+]") || !was_answered(w, field)))
			ask(w, field, field->path + w->cut);
	}
}

/* ---- the end ----------------------------------------------------------------------- */

static void preview(struct wizard *w, const char *heading)
{
	w->heading = NULL;
	output_text(&w->run->output, CHANNEL_TALK, heading);
	for (size_t i = 0; i < w->settings.count; i++) {
		const char *value = w->settings.items[i].value;
		name_outer(w, w->answered[i]);
		say(w, arena_format(w->run->arena, _("%s: %s"), w->answered[i]->label,
				    value ? answer_say(w->answered[i], value) : _("(taken away)")), 2);
	}
}

static int finish(struct wizard *w)
{
	if (!w->settings.count) {
		output_text(&w->run->output, CHANNEL_TALK, _("Nothing was answered, nothing is recorded.\n"));
		return STATUS_FINE;
	}
	preview(w, _("\nThis will be recorded:\n"));
	if (!input_agree(w->run, _("Record it?"))) {
		keep(w);
		output_text(&w->run->output, CHANNEL_TALK,
			    _("Nothing was recorded. Your answers are kept: the same command goes on with them.\n"));
		return STATUS_REFUSED;
	}
	w->act->settings = w->settings.items;
	w->act->setting_count = w->settings.count;
	int status = done_act(w->run, w->act);
	if (status == STATUS_FINE && !w->act->dry_run)
		forget(w);
	return status;
}

/* The name of the step as it stands in the fields' paths; people may have given its label. */
static size_t cut_of(const struct wizard *w)
{
	const struct wubu_field *first = wubu_field(w->fields, 0);
	return w->act->step && first ? strcspn(first->path, ".") + 1 : 0;
}

int wizard_run(struct run *run, struct wubu_act *act)
{
	struct wizard w = {.run = run, .act = act};
	const char *about = act->step;
	size_t count = 0;
	if (wubu_fields(run->wubu, act->id, act->step, &w.fields, &run->error) != 0)
		return run_fail(run);
	while (wubu_field(w.fields, count))
		count++;
	w.cut = cut_of(&w);
	output_format(&run->output, CHANNEL_TALK, "%s %s\n", act->id ? act->id : _("A new decision"),
		      about ? about : "");
	say(&w, _("Enter keeps what is there; - takes it away; ? explains; . or Ctrl-D ends the questions."), 0);
	/* The fields' own name of the step; people may have given its label. */
	w.note = !act->step ? arena_format(run->arena, "draft-%s", act->id ? act->id : "new")
			    : arena_format(run->arena, "draft-%s-%.*s", act->id, (int)(w.cut ? w.cut - 1 : 0),
					   count ? wubu_field(w.fields, 0)->path : "");
	take_bearings(&w);
	resume(&w);
	ask_range(&w, 0, count);
	int status = finish(&w);
	wubu_fields_free(w.fields);
	return status;
}
