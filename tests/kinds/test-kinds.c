/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holds every kind of check to its table, tests/kinds/<kind>.yaml.
 *
 * A table says the fields of a section, checks on them, and for each check rows: a section
 * and the verdict expected.  tests/kinds/README.md has the keys.  A kind without a table, a
 * table without the answers that its kind can give, and a row that comes out otherwise fail.
 */
#include "table.h"

#include "base/lang.h"
#include "rule/kinds.h"
#include "rule/state.h"

#include <stdio.h>
#include <stdlib.h>

#define VERDICTS (RULE_UNKNOWN + 1)

/* ---- what a row is judged with -------------------------------------------------------- */

/* One row under judgement. */
struct row {
	const struct table *table;
	const struct record_node *node;
	struct rule_facts facts;
	struct rule_records records;
	struct rule_catalogues catalogues;
	struct rule_findings findings;
	enum rule_verdict verdict;
};

static void complain(const struct row *row, const char *what, const char *wanted, const char *got)
{
	const char *says = record_get_text(row->node, "says");
	table_fail(row->table, row->node, "%s: expected %s “%s”, got “%s”", says, what,
		   wanted ? wanted : "nothing", got ? got : "nothing");
}

/* The record of KEY's section or whole record, or NULL when the row has none. */
static struct record *record_of(const struct row *row, const char *section, const char *whole)
{
	const struct record_node *part = record_get(row->node, section);
	const struct record_node *all = record_get(row->node, whole);
	if (part)
		return table_cut(row->table, part, "work:\n");
	return all ? table_cut(row->table, all, "") : NULL;
}

/* `records: {A-1: {review: complete}}`: how the steps of other records stand, or why that cannot be told. */
static int other_state(void *context, const char *procedure, const char *id, const char *step,
		       const struct rule_label **label)
{
	static const struct { const char *word; int code; } codes[] = {
		{"withdrawn", RECORD_IS_WITHDRAWN}, {"unreadable", RECORD_UNREADABLE},
		{"no-step", RECORD_NO_STEP}, {"no-procedure", RECORD_NO_PROCEDURE}};
	const struct record_node *record = record_get(context, id);
	const char *word = record_get_text(record, step);
	(void)procedure;
	*label = NULL;
	for (size_t i = 0; word && i < sizeof codes / sizeof *codes; i++)
		if (strcmp(codes[i].word, word) == 0)
			return codes[i].code;
	return word ? state_parse(word) : RECORD_NOT_THERE;
}

/* `catalogue: {W-1: {from: DATE, until: DATE}}`: the entries of the one catalogue. */
static int is_listed(const void *context, const char *name, const char *id, int32_t day)
{
	const struct record_node *entry = record_get(context, id);
	const char *from = record_get_text(entry, "from"), *until = record_get_text(entry, "until");
	struct rule_span span = {from ? date_parse(bytes_of(from)) : DATE_NONE, until ? date_parse(bytes_of(until)) : DATE_NONE};
	if (strcmp(name, "wells") != 0)
		return -1;
	return entry && rule_span_holds(&span, day);
}

static void read_facts(struct row *row, const struct rulebook *book, const struct rule_people *people)
{
	const char *today = record_get_text(row->node, "today");
	struct record *before = record_of(row, "before", "before-record");
	struct record *after = record_of(row, "section", "record");
	struct rule_findings misread;
	row->catalogues = (struct rule_catalogues){record_get(row->node, "catalogue"), is_listed};
	row->records = (struct rule_records){(void *)record_get(row->node, "records"), other_state};
	row->facts = (struct rule_facts){
		.records = &row->records,
		.catalogues = record_get(row->node, "catalogue") ? &row->catalogues : NULL,
		.book = book, .calendar = row->table->calendar, .people = people,
		.today = today ? date_parse(bytes_of(today)) : DATE_NONE,
		.before = before, .after = after ? after : table_record(row->table, "work: {}\n"),
	};
	findings_init(&misread, row->table->arena);
	if (before)
		vocabulary_apply(&row->facts, before, NULL);
	vocabulary_apply(&row->facts, (struct record *)row->facts.after, &misread);
	if ((misread.count > 0) != (record_get(row->node, "misread") != NULL))
		complain(row, "a record that", misread.count ? "can be read" : "cannot be read",
			 misread.count ? misread.items[0].message : NULL);
}

/* ---- what came out ------------------------------------------------------------------------ */

static void compare_text(const struct row *row, const char *what, const char *got)
{
	const char *wanted = record_get_text(row->node, what);
	if (wanted && (!got || strcmp(wanted, got) != 0))
		complain(row, what, wanted, got);
}

/* The finding points at the line of the table that holds the text of `at`. */
static void compare_place(const struct row *row, const struct rule_finding *finding)
{
	const char *wanted = record_get_text(row->node, "at");
	if (wanted && (!finding->source || !strstr(finding->source, wanted)))
		complain(row, "at", wanted, finding->source);
}

static void compare(const struct row *row)
{
	static const struct rule_finding none;
	const struct rule_finding *first = row->findings.count ? row->findings.items : &none;
	const char *count = record_get_text(row->node, "findings");
	bool silent = row->verdict == RULE_MET || row->verdict == RULE_NOT_CONCERNED;
	if (silent != (row->findings.count == 0))
		complain(row, "findings", silent ? "none" : "one", first->message);
	if (count && (size_t)atol(count) != row->findings.count)
		complain(row, "findings", count, arena_format(row->table->arena, "%zu", row->findings.count));
	compare_text(row, "verdict", rule_verdict_name(row->verdict));
	compare_text(row, "found", first->found);
	compare_text(row, "needed", first->needed);
	compare_text(row, "by", first->by);
	compare_text(row, "counted", first->counted);
	compare_text(row, "level", rule_level_name(first->level));
	compare_place(row, first);
}

/* ---- both languages ------------------------------------------------------------------------- */

/* Whether the word TEXT of SIZE bytes stands in a value of NODE: then it is the record's, not the engine's. */
static bool is_value(const struct record_node *node, const char *text, size_t size)
{
	if (node && node->kind == RECORD_TEXT)
		return memmem(node->text.data, node->text.size, text, size) != NULL;
	for (size_t i = 0; node && i < node->count; i++)
		if (is_value(node->kind == RECORD_MAP ? node->entries[i].value : node->items[i], text, size))
			return true;
	return false;
}

/* A catalogue, and what stands in another rulebook, have names and no labels. */
static bool is_foreign_name(const struct rule_check *check, const char *text, size_t size)
{
	for (size_t i = 0; i < RULE_ARGS && check->kind->params[i].name; i++) {
		enum rule_param_type type = check->kind->params[i].type;
		bool foreign = type == PARAM_CATALOGUE || type == PARAM_WORD || type == PARAM_BOOK;
		if (foreign && is_value(check->args[i].node, text, size))
			return true;
	}
	return false;
}

/* Labels of the tables end in å­ and é¡¹: a Latin word without them, which is no value either, was left as it was. */
static void hold_chinese(const struct row *row, const char *what, const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	for (size_t size; text && *(text += strcspn(text, letters)); text += size) {
		size = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/");
		while (strchr("0123456789", text[size - 1]) && !is_value(row->facts.after->root, text, size))
			size--; /* a value and how often it is there */
		bool label = strncmp(text + size, "\xe5\xad\x97", 3) == 0 || strncmp(text + size, "\xe9\xa1\xb9", 3) == 0;
		if (!label && strncmp(text, "rules/calendar", size) != 0 &&
		    !is_foreign_name(rule_step(row->facts.book, "work")->checks[0], text, size) && !is_value(row->facts.after->root, text, size) &&
		    !(row->facts.before && is_value(row->facts.before->root, text, size)))
			complain(row, what, "Chinese and labels", text);
	}
}

/* Each finding is whole: what is asked, what is wrong or needed, where, by which article, what to do. */
static void hold_whole(const struct row *row, bool chinese)
{
	for (size_t i = 0; i < row->findings.count; i++) {
		const struct rule_finding *finding = &row->findings.items[i];
		if (strcmp(finding->message, chinese ? "\xe9\x97\xae" : "Asked") != 0)
			complain(row, "message", "the title of the check", finding->message);
		if (!finding->remedy || strcmp(finding->remedy, chinese ? "\xe5\x8a\x9e" : "Do it") != 0)
			complain(row, "remedy", "that of the check", finding->remedy);
		if (!finding->line || !finding->source || finding->basis.count != 1)
			complain(row, "a finding", "its place and its article", finding->message);
		if (!(finding->found && *finding->found) && !(finding->needed && *finding->needed))
			complain(row, "a finding", "what was found or is needed", NULL);
		hold_chinese(row, "found", chinese ? finding->found : NULL);
		hold_chinese(row, "needed", chinese ? finding->needed : NULL);
		hold_chinese(row, "counted", chinese ? finding->counted : NULL);
	}
}

static const char *catalogues(struct arena *arena)
{
	const char *program = getenv("WUBU"), *slash = program ? strrchr(program, '/') : NULL;
	return slash ? arena_format(arena, "%.*s/locale", (int)(slash - program), program) : "locale";
}

static void hold_languages(struct row *row, const struct rule_step *step)
{
	const char *folder = catalogues(row->table->arena);
	hold_whole(row, false);
	lang_choose("zh", folder);
	findings_init(&row->findings, row->table->arena);
	rule_judge(step->checks[0], step, &row->facts, RULE_REFUSE, &row->findings);
	hold_whole(row, true);
	lang_choose("en", folder);
}

/* ---- a table -------------------------------------------------------------------------------- */

static void judge_row(const struct table *table, const struct record_node *node,
		      const struct rulebook *book, const struct rule_people *people, bool *shown)
{
	static const char *const keys[] = {"says", "section", "record", "before", "before-record", "today", "records", "catalogue",
					   "misread", "verdict", "findings", "found", "needed", "by", "counted", "at",
					   "level", NULL};
	struct row row = {.table = table, .node = node};
	size_t failures = table_failures();
	const struct rule_step *step = rule_step(book, "work");
	if (!table_keys(table, node, keys) || !table_needs(table, node, "says") ||
	    !table_needs(table, node, "verdict"))
		return;
	read_facts(&row, book, people);
	findings_init(&row.findings, table->arena);
	row.verdict = rule_judge(step->checks[0], step, &row.facts, RULE_REFUSE, &row.findings);
	shown[row.verdict] = true;
	compare(&row);
	hold_languages(&row, step);
	table_case(failures, table, record_get_text(node, "says"));
}

/* SHOWN gets the answers that rows have shown. */
static void judge_check(const struct table *table, const struct record_node *node,
			const struct rule_people *people, bool *shown)
{
	static const char *const keys[] = {"check", "explained", "rows", NULL};
	const struct record_node *rows = record_get(node, "rows");
	const char *wanted = record_get_text(node, "explained");
	struct rulebook *book;
	struct buf words;
	if (!table_keys(table, node, keys) || !table_needs(table, node, "check") ||
	    !table_needs(table, node, "rows") || !table_book(table, record_get(node, "check"), &book))
		return;
	const struct rule_check *check = rule_step(book, "work")->checks[0];
	buf_init(&words);
	rule_explain(check, &words);
	if (!words.size || (wanted && strcmp(words.data, wanted) != 0))
		table_fail(table, node, "the check explains itself as “%s”, expected “%s”", words.data,
			   wanted ? wanted : "some words");
	buf_release(&words);
	for (size_t i = 0; i < rows->count; i++)
		judge_row(table, rows->items[i], book, people, shown);
}

/* Whether a parameter of KIND is of TYPE. */
static bool takes(const struct rule_kind *kind, enum rule_param_type type)
{
	for (size_t i = 0; i < RULE_ARGS && kind->params[i].name; i++)
		if (kind->params[i].type == type)
			return true;
	return false;
}

static bool is_called(const struct rule_kind *kind, const char *param)
{
	for (size_t i = 0; i < RULE_ARGS && kind->params[i].name; i++)
		if (strcmp(kind->params[i].name, param) == 0)
			return true;
	return false;
}

/* What a kind can answer follows from what it takes; any check can be not concerned. */
static bool can_answer(const struct rule_kind *kind, enum rule_verdict verdict)
{
	bool holds_checks = takes(kind, PARAM_CHECKS) || takes(kind, PARAM_BOOK) || takes(kind, PARAM_CATALOGUE);
	if (verdict == RULE_PENDING)
		return takes(kind, PARAM_CHECKS) || is_called(kind, "until") || is_called(kind, "after");
	if (verdict == RULE_UNKNOWN)
		return holds_checks || takes(kind, PARAM_CHECK) || takes(kind, PARAM_DURATION) ||
		       takes(kind, PARAM_CONDITION) || takes(kind, PARAM_OPERAND) ||
		       takes(kind, PARAM_PATTERN);
	return true;
}

static void hold_rows(const struct table *table, const struct rule_kind *kind)
{
	const struct record_node *checks = record_get(table->record->root, "checks");
	bool shown[VERDICTS] = {false};
	struct table_people people;
	table_people(table, &people);
	for (size_t i = 0; i < checks->count; i++)
		judge_check(table, checks->items[i], &people.people, shown);
	for (int verdict = 0; verdict < VERDICTS; verdict++)
		if (can_answer(kind, verdict) && !shown[verdict])
			table_fail(table, checks, "no row comes out %s", rule_verdict_name(verdict));
}

static void hold_table(const struct rule_kind *kind)
{
	static const char *const keys[] = {"fields", "header", "steps", "people", "calendar", "catalogues", "checks", NULL};
	struct table table;
	size_t failures = table_failures();
	if (table_open(&table, kind->name) && table_keys(&table, table.record->root, keys) &&
	    table_needs(&table, table.record->root, "checks"))
		hold_rows(&table, kind);
	table_case(failures, &table, "the table is whole");
	table_close(&table);
}

int main(void)
{
	for (size_t i = 0; rule_kind_row(i); i++)
		hold_table(rule_kind_row(i));
	return table_end() ? EXIT_SUCCESS : EXIT_FAILURE;
}
