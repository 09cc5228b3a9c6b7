/* SPDX-License-Identifier: Apache-2.0 */
#include "view/log.h"

#include "base/lang.h"
#include "view/jsonl.h"
#include "view/markup.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
/* Days take ten columns, then two blanks. */
#define SENTENCE_COLUMN 12
#define SHORT_HEX 12

/* What a sentence is made of. */
struct words {
	const char *who, *step, *outcome, *to, *subject;
};

static const char *say_open(const struct words *words, struct arena *arena)
{
	return arena_format(arena, _("%s opened the decision"), words->who);
}

static const char *say_fill(const struct words *words, struct arena *arena)
{
	if (!words->step)
		return arena_format(arena, _("%s wrote in the header of the record"), words->who);
	return arena_format(arena, _("%s filled in %s"), words->who, words->step);
}

static const char *say_sign(const struct words *words, struct arena *arena)
{
	if (!words->outcome)
		return arena_format(arena, _("%s signed %s"), words->who, words->step ? words->step : "?");
	return arena_format(arena, _("%s signed %s: %s"), words->who, words->step ? words->step : "?",
			    words->outcome);
}

static const char *say_skip(const struct words *words, struct arena *arena)
{
	return arena_format(arena, _("%s skipped %s"), words->who, words->step ? words->step : "?");
}

static const char *say_return(const struct words *words, struct arena *arena)
{
	return arena_format(arena, _("%s returned it from %s to %s"), words->who,
			    words->step ? words->step : "?", words->to ? words->to : "?");
}

static const char *say_reopen(const struct words *words, struct arena *arena)
{
	return arena_format(arena, _("%s reopened %s"), words->who, words->step ? words->step : "?");
}

static const char *say_withdraw(const struct words *words, struct arena *arena)
{
	return arena_format(arena, _("%s withdrew the decision"), words->who);
}

static const char *say_adopt(const struct words *words, struct arena *arena)
{
	return arena_format(arena, _("%s moved the decision to newer rules"), words->who);
}

static const char *say_other(const struct words *words, struct arena *arena)
{
	return arena_format(arena, _("%s: %s"), words->who, words->subject);
}

static const struct {
	const char *action;
	const char *(*say)(const struct words *words, struct arena *arena);
} sentences[] = {
	{"open", say_open},         {"fill", say_fill},     {"sign-off", say_sign},
	{"skip", say_skip},         {"return", say_return}, {"reopen", say_reopen},
	{"withdraw", say_withdraw}, {"adopt", say_adopt},
};

/* "risk-assessment, legality-review" as the rulebook calls them. */
static const char *step_words(const char *names, const struct rulebook *book, struct arena *arena)
{
	struct buf out;
	if (!names)
		return NULL;
	buf_init(&out);
	while (*names) {
		size_t size = strcspn(names, ",");
		const char *name = arena_copy(arena, (struct wubu_bytes){names, size});
		const struct rule_step *step = rule_step(book, name);
		buf_format(&out, "%s%s", out.size ? _(", ") : "", step ? rule_say(&step->label, name) : name);
		names += size;
		names += strspn(names, ", ");
	}
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static const char *outcome_words(const struct history_entry *entry, const struct rulebook *book)
{
	const struct rule_step *step = entry->step ? rule_step(book, entry->step) : NULL;
	const struct rule_choice *choice = step && entry->outcome ? rule_outcome(step, entry->outcome) : NULL;
	return choice ? rule_say(&choice->label, choice->name) : entry->outcome;
}

const char *log_sentence(const struct history_entry *entry, const struct rulebook *book, struct arena *arena)
{
	struct words words = {entry->name, step_words(entry->step, book, arena), outcome_words(entry, book),
			      step_words(entry->to, book, arena), entry->subject};
	for (size_t i = 0; entry->action && i < COUNT(sentences); i++)
		if (strcmp(sentences[i].action, entry->action) == 0)
			return sentences[i].say(&words, arena);
	return say_other(&words, arena);
}

static void write_entry(const struct history_entry *entry, const struct rulebook *book,
			const struct canvas *canvas, struct arena *arena)
{
	char day[DATE_TEXT_SIZE];
	canvas_text(canvas, PAINT_HEAD, date_format(rule_day_of(book, entry->seconds), day));
	canvas_pad(canvas, DATE_TEXT_SIZE - 1, SENTENCE_COLUMN);
	canvas_fill(canvas, log_sentence(entry, book, arena), SENTENCE_COLUMN, SENTENCE_COLUMN);
	if (entry->because) {
		buf_fill(canvas->out, ' ', SENTENCE_COLUMN);
		canvas_fill(canvas, entry->because, SENTENCE_COLUMN, SENTENCE_COLUMN);
	}
	buf_fill(canvas->out, ' ', SENTENCE_COLUMN);
	canvas_text(canvas, PAINT_FAINT, arena_format(arena, _("commit %.*s"), SHORT_HEX, entry->hex));
	canvas_text(canvas, PAINT_FAINT, entry->is_signed ? _(", signed") : _(", not signed"));
	canvas_text(canvas, PAINT_FAINT, entry->merge ? _(", a merge") : NULL);
	canvas_newline(canvas);
}

static void write_json(const struct history_entry *entry, const char *id, const struct rulebook *book,
		       struct buf *out)
{
	char day[DATE_TEXT_SIZE];
	json_t *object = jsonl_object();
	const struct { const char *key, *text; } texts[] = {
		{"decision", id},          {"commit", entry->hex},     {"day", day},
		{"name", entry->name},     {"mail", entry->mail},      {"action", entry->action},
		{"step", entry->step},     {"outcome", entry->outcome}, {"to", entry->to},
		{"round", entry->round},   {"draft", entry->draft},    {"because", entry->because},
		{"subject", entry->subject},
	};
	date_format(rule_day_of(book, entry->seconds), day);
	for (size_t i = 0; i < COUNT(texts); i++)
		jsonl_put(object, texts[i].key, texts[i].text);
	jsonl_put_number(object, "time", entry->seconds);
	jsonl_put_flag(object, "signed", entry->is_signed);
	if (entry->merge)
		jsonl_put_flag(object, "merge", true);
	jsonl_write(object, out);
}

void log_write(const struct history *history, const char *id, const struct rulebook *book,
	       enum view_format format, struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	struct arena *arena;
	if (format == VIEW_HTML) {
		markup_log(history, book, out);
		return;
	}
	arena = arena_new();
	for (size_t i = 0; i < history->count; i++) {
		if (format == VIEW_JSON)
			write_json(&history->entries[i], id, book, out);
		else
			write_entry(&history->entries[i], book, &canvas, arena);
	}
	arena_free(arena);
}
