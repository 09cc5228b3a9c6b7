/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge_transition() alone, by hand-made facts: tests/unit/transition.yaml.  Each row is a lawful change and a
 * fault that makes findings of it; every rule of the engine's own table (engine/judge/own.c) must have one.
 */
#include "base/limits.h"
#include "judge/message.h"
#include "judge/transition.h"
#include "rule/vocabulary.h"

#include <stdio.h>
#include <stdlib.h>

#define LEDGER "7c9e"

static struct arena *kept; /* what all rows share */
static struct rulebook *book, *newer; /* the same file, read twice: NEWER is in force where a row says so */
static const struct record_node *records;
static size_t cases, failures;

/* The rules that faults have shown. */
static struct rule_names shown;

/* ---- files of the test ---------------------------------------------------------------------- */

static struct wubu_bytes slurp(const char *path)
{
	const char *source = getenv("WUBU_SOURCE");
	const char *full = arena_format(kept, "%s/%s", source ? source : ".", path);
	char *text = arena_alloc(kept, LIMIT_YAML_BYTES + 1);
	FILE *file = fopen(full, "rb");
	size_t size = file ? fread(text, 1, LIMIT_YAML_BYTES, file) : 0;
	if (!file)
		printf("Bail out! %s cannot be read\n", full);
	else
		fclose(file);
	return (struct wubu_bytes){text, size};
}

static int give(void *context, const char *name, struct arena *arena, struct record **record,
		struct wubu_error *error)
{
	(void)context;
	(void)name;
	return record_read(record, arena, "transition-rules.yaml", slurp("tests/unit/transition-rules.yaml"), error);
}

/* ---- one case ---------------------------------------------------------------------------------- */

/* A row, or the row as its fault changes it. */
struct trial {
	const struct record_node *row, *fault; /* FAULT NULL: the row alone */
	struct arena *arena;
	const char *bad; /* what the test itself has wrong */
};

/* The value of KEY: the fault's, else the row's. */
static const struct record_node *get(const struct trial *trial, const char *key)
{
	const struct record_node *own = trial->fault ? record_get(trial->fault, key) : NULL;
	return own ? own : record_get(trial->row, key);
}

static const char *text_or(const struct trial *trial, const char *key, const char *otherwise)
{
	const struct record_node *node = get(trial, key);
	return node ? node->text.data : otherwise;
}

static const char *digest(struct trial *trial, char letter)
{
	char *text = arena_alloc(trial->arena, 65);
	memset(text, letter == 'd' ? 'd' : letter == 'l' ? 'a' : 'c', 64);
	return text;
}

/* TEXT with every OLD replaced by NEW; a text that is not there makes the trial bad. */
static const char *replace(struct trial *trial, const char *text, const char *old, const char *new, bool needed)
{
	struct buf out;
	const char *at;
	size_t times = 0;
	buf_init(&out);
	for (; *old && (at = strstr(text, old)); text = at + strlen(old), times++) {
		buf_add(&out, (struct wubu_bytes){text, (size_t)(at - text)});
		buf_text(&out, new);
	}
	buf_text(&out, text);
	if (needed && !times)
		trial->bad = arena_format(trial->arena, "nothing to replace: %s", old);
	const char *copy = arena_copy(trial->arena, buf_bytes(&out));
	buf_release(&out);
	return copy;
}

static const char *replace_pairs(struct trial *trial, const char *text, const struct record_node *pairs)
{
	for (size_t i = 0; pairs && i < pairs->count; i++)
		text = replace(trial, text, pairs->items[i]->items[0]->text.data,
			       pairs->items[i]->items[1]->text.data, true);
	return text;
}

/* The record called by KEY; with the pairs of `with` where CHANGED. */
static struct record *record_of(struct trial *trial, const char *key, bool changed)
{
	const char *name = text_or(trial, key, "none"), *text = record_get_text(records, name);
	struct record *record = NULL;
	struct wubu_error error = {0};
	if (!text)
		trial->bad = arena_format(trial->arena, "there is no record %s", name);
	if (!text || !*text)
		return NULL;
	if (changed && !(trial->fault && record_get(trial->fault, "after")))
		text = replace_pairs(trial, text, record_get(trial->row, "with"));
	if (changed && trial->fault)
		text = replace_pairs(trial, text, record_get(trial->fault, "with"));
	for (const char *letter = "dls"; *letter; letter++)
		text = replace(trial, text, (char[]){'<', *letter, '>', '\0'}, digest(trial, *letter), false);
	if (record_read(&record, trial->arena, "case.yaml", bytes_of(text), &error))
		trial->bad = arena_format(trial->arena, "line %u of the record: %s", error.line, error.message);
	return record;
}

/* ---- people and files as facts --------------------------------------------------------------------- */

static const struct { const char *id, *role; } persons[] = {{"cl", "clerk"}, {"co", "cook"}, {"ho", "host"}};
#define PERSONS (sizeof persons / sizeof *persons)

static const char *each_person(const void *context, size_t i)
{
	(void)context;
	return i < PERSONS ? persons[i].id : NULL;
}

static bool is_known(const void *context, const char *person)
{
	(void)context;
	for (size_t i = 0; i < PERSONS; i++)
		if (strcmp(persons[i].id, person) == 0)
			return true;
	return false;
}

static const char *name_of(const void *context, const char *person)
{
	(void)context;
	return person;
}

static bool holds(const void *context, const char *person, const char *role, int32_t day)
{
	(void)context;
	(void)day;
	for (size_t i = 0; i < PERSONS; i++)
		if (strcmp(persons[i].id, person) == 0 && strcmp(persons[i].role, role) == 0)
			return true;
	return false;
}

static const struct rule_people people = {NULL, is_known, name_of, holds, each_person, NULL};

/* The draft and the letter are there, unless the trial says otherwise. */
static const char *file_digest(void *context, const char *path)
{
	struct trial *trial = context;
	const char *letter = record_get_text(get(trial, "files"), path);
	if (!letter)
		letter = strcmp(path, "draft.md") == 0 ? "d" : strcmp(path, "letter.pdf") == 0 ? "l" : "";
	return *letter ? digest(trial, *letter) : NULL;
}

/* ---- facts ---------------------------------------------------------------------------------------- */

static struct judge_signer signer_of(struct trial *trial)
{
	const char *id = text_or(trial, "signer", "cl");
	bool nobody = strcmp(id, "nobody") == 0;
	const char *mail = arena_format(trial->arena, "%s@tea.example", id);
	return (struct judge_signer){
		.person = nobody ? NULL : id, .problem = text_or(trial, "problem", NULL), .mail = mail,
		.author_mail = bytes_of(text_or(trial, "author", mail)),
		.committer_mail = bytes_of(text_or(trial, "committer", mail)), .committer_name = bytes_of(id),
	};
}

static void put_touched(const struct trial *trial, struct judge_facts *facts)
{
	static const char *const record_only[] = {"case.yaml"};
	const struct record_node *list = get(trial, "touched");
	const char **names = NULL;
	facts->touched = record_only;
	facts->touched_count = 1;
	if (!list)
		return;
	facts->touched_count = 0;
	for (size_t i = 0; i < list->count; i++)
		*arena_push(trial->arena, names, facts->touched_count) = list->items[i]->text.data;
	facts->touched = names;
}

/* The message that wubu itself writes for the change, as the trial changes it. */
static const struct store_commit *message_of(struct trial *trial, const struct judge_facts *facts)
{
	struct store_commit *commit = arena_alloc(trial->arena, sizeof *commit);
	struct judge_change change;
	struct wubu_error error = {0};
	struct buf text;
	if (!record_get(trial->row, "message"))
		return NULL;
	vocabulary_apply(&facts->rule, (struct record *)facts->rule.before, NULL);
	vocabulary_apply(&facts->rule, (struct record *)facts->rule.after, NULL);
	change_derive(&change, &facts->rule, trial->arena);
	buf_init(&text);
	message_write(&(struct message_facts){&facts->rule, &change, facts->ledger, facts->id,
					      facts->signer->committer_name, facts->signer->committer_mail, NULL}, &text);
	const char *message = arena_copy(trial->arena, buf_bytes(&text));
	buf_release(&text);
	message = replace_pairs(trial, message, record_get(trial->row, "message"));
	if (trial->fault)
		message = replace_pairs(trial, message, record_get(trial->fault, "message"));
	if (store_message_parse(commit, bytes_of(message), trial->arena, &error))
		trial->bad = arena_format(trial->arena, "the message: %s", error.message);
	return commit;
}

static void judge(struct trial *trial, struct rule_findings *findings)
{
	struct rule_files files = {trial, file_digest};
	struct judge_signer signer = signer_of(trial);
	struct judge_facts facts = {
		.rule = {.book = book, .people = &people, .files = &files,
			 .today = date_parse(bytes_of(text_or(trial, "today", "2021-03-10"))),
			 .before = record_of(trial, "before", false), .after = record_of(trial, "after", true)},
		.folder = text_or(trial, "folder", "cases/2021/T-2021-01"), .id = text_or(trial, "id", "T-2021-01"),
		.ledger = LEDGER, .rules_now = text_or(trial, "rules", "r1"), .signer = &signer,
		.in_force = text_or(trial, "newer", NULL) ? newer : book,
	};
	if (trial->bad || !facts.rule.after)
		return;
	put_touched(trial, &facts);
	facts.commit = message_of(trial, &facts);
	judge_transition(&facts, NULL, findings);
}

/* ---- what came out --------------------------------------------------------------------------------- */

static const char *join(struct trial *trial, const struct rule_findings *findings)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < findings->count; i++)
		buf_format(&out, "%s%s", i ? ", " : "", findings->items[i].rule);
	const char *text = arena_copy(trial->arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static const char *wanted_of(struct trial *trial)
{
	const struct record_node *list = trial->fault ? record_get(trial->fault, "findings") : NULL;
	struct rule_findings wanted;
	findings_init(&wanted, trial->arena);
	for (size_t i = 0; list && i < list->count; i++) {
		findings_add(&wanted, &(struct rule_finding){.rule = list->items[i]->text.data});
		*arena_push(kept, shown.items, shown.count) = list->items[i]->text.data;
	}
	if (trial->fault && (!list || !list->count))
		trial->bad = "a fault has findings";
	return join(trial, &wanted);
}

static void try_one(const struct record_node *row, const struct record_node *fault)
{
	struct trial trial = {row, fault, arena_new(), NULL};
	const char *todo = record_get_text(fault, "todo");
	struct rule_findings findings;
	findings_init(&findings, trial.arena);
	const char *wanted = wanted_of(&trial);
	judge(&trial, &findings);
	const char *got = trial.bad ? trial.bad : join(&trial, &findings);
	bool ok = strcmp(wanted, got) == 0;
	if (!ok)
		printf("# transition.yaml:%u: expected [%s], got [%s]\n", (fault ? fault : row)->line, wanted, got);
	failures += todo ? ok : !ok;
	printf("%s %zu - %s%s%s%s%s\n", ok ? "ok" : "not ok", ++cases, record_get_text(row, "says"),
	       fault ? "; fault: " : "", fault ? record_get_text(fault, "says") : "", todo ? " # TODO " : "",
	       todo ? todo : "");
	arena_free(trial.arena);
}

/* Every rule of the engine's own table, and the message, has a fault that shows it. */
static void check_coverage(void)
{
	static const char mark[] = "] = {\"";
	*arena_push(kept, shown.items, shown.count) = "";
	size_t rules = 0;
	for (const char *at = slurp("engine/judge/own.c").data; (at = strstr(at, mark)); at++) {
		const char *name = at + strlen(mark);
		const char *rule = arena_copy(kept, (struct wubu_bytes){name, strcspn(name, "\"")});
		bool has = rule_names_have(&shown, rule);
		printf("%s %zu - a fault shows %s\n", has ? "ok" : "not ok", ++cases, rule);
		failures += !has;
		rules++;
	}
	bool enough = rules > 20 && rule_names_have(&shown, "commit.message");
	printf("%s %zu - a fault shows commit.message, and the engine's table was read\n", enough ? "ok" : "not ok", ++cases);
	failures += !enough;
}

int main(void)
{
	struct record *table;
	struct wubu_error error = {0};
	kept = arena_new();
	if (rulebook_load(&book, "test/tea", give, NULL, kept, &error) ||
	    rulebook_load(&newer, "test/tea", give, NULL, kept, &error) ||
	    record_read(&table, kept, "transition.yaml", slurp("tests/unit/transition.yaml"), &error)) {
		printf("Bail out! %s:%u: %s\n", error.file, error.line, error.message);
		return EXIT_FAILURE;
	}
	const struct record_node *rows = record_get(table->root, "rows");
	records = record_get(table->root, "records");
	for (size_t i = 0; i < rows->count; i++) {
		try_one(rows->items[i], NULL);
		try_one(rows->items[i], record_get(rows->items[i], "fault"));
	}
	check_coverage();
	printf("1..%zu\n", cases);
	arena_free(kept);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
