/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/examples.h"

#include "base/lang.h"
#include "rule/load.h"
#include "rule/state.h"

#define VERDICTS (RULE_UNKNOWN + 1)

/* One entry of the list `examples`. */
struct example {
	const char *rule;
	struct rule_label says;
	int32_t today;
	const struct record_node *people, *records, *catalogues, *given, *before;
	const struct record_node *rows[VERDICTS]; /* a fragment or a list of them, for each verdict */
};

struct running {
	const struct rulebook *book;
	const struct rule_calendar *calendar;
	const struct record *file;
	struct arena *arena;
	struct rule_findings *findings;
	struct rule_examples *examples;
};

/* ---- reading ------------------------------------------------------------------------------ */

static int load_node(struct loader *loader, const struct record_node *node, void *target)
{
	if (node->kind == RECORD_TEXT && node->text.size)
		return load_fail(loader, node, _("here a map of keys and values is needed"));
	*(const struct record_node **)target = node;
	return 0;
}

static int load_piece(struct loader *loader, const struct record_node *node, void *target)
{
	if (node->kind != RECORD_MAP)
		return load_fail(loader, node, _("here a map of keys and values is needed"));
	*(const struct record_node **)target = node;
	return 0;
}

static int load_today(struct loader *loader, const struct record_node *node, void *target)
{
	int32_t day = node->kind == RECORD_TEXT ? date_parse(node->text) : DATE_NONE;
	if (day == DATE_NONE)
		return load_fail(loader, node, _("here a date is needed, such as 2021-01-01"));
	*(int32_t *)target = day;
	return 0;
}

static const struct load_key example_keys[] = {
	{"rule", load_text, offsetof(struct example, rule), true},
	{"says", load_label, offsetof(struct example, says), false},
	{"today", load_today, offsetof(struct example, today), false},
	{"people", load_piece, offsetof(struct example, people), false},
	{"catalogues", load_piece, offsetof(struct example, catalogues), false},
	{"records", load_piece, offsetof(struct example, records), false},
	{"given", load_piece, offsetof(struct example, given), false},
	{"before", load_piece, offsetof(struct example, before), false},
	{"met", load_node, offsetof(struct example, rows[RULE_MET]), false},
	{"unmet", load_node, offsetof(struct example, rows[RULE_UNMET]), false},
	{"pending", load_node, offsetof(struct example, rows[RULE_PENDING]), false},
	{"not-concerned", load_node, offsetof(struct example, rows[RULE_NOT_CONCERNED]), false},
	{"unknown", load_node, offsetof(struct example, rows[RULE_UNKNOWN]), false},
	{NULL, NULL, 0, false},
};

static const char *check_name(const void *context, size_t i)
{
	const struct rule_examples *examples = context;
	return i < examples->check_count ? examples->checks[i].check->name : NULL;
}

static struct rule_shown *shown_of(const struct rule_examples *examples, const char *name)
{
	for (size_t i = 0; i < examples->check_count; i++)
		if (strcmp(examples->checks[i].check->name, name) == 0)
			return &examples->checks[i];
	return NULL;
}

static int read_people(struct loader *loader, const struct record_node *people)
{
	struct rule_names roles;
	for (size_t i = 0; people && i < people->count; i++)
		if (load_names(loader, people->entries[i].value, &roles))
			return -1;
	return 0;
}

static int read_records(struct loader *loader, const struct record_node *records)
{
	for (size_t i = 0; records && i < records->count; i++) {
		const struct record_node *steps = records->entries[i].value;
		for (size_t k = 0; k < steps->count; k++) {
			const struct record_node *state = steps->kind == RECORD_MAP ? steps->entries[k].value : steps;
			if (steps->kind != RECORD_MAP || state->kind != RECORD_TEXT ||
			    (state_parse(state->text.data) < 0 && strcmp(steps->entries[k].name, "withdrawn") != 0))
				return load_fail(loader, state, _("here the states of its steps are needed: {review: complete}"));
		}
	}
	return 0;
}

static int read_example(struct loader *loader, const struct rule_examples *examples,
			const struct record_node *node, struct example *example)
{
	*example = (struct example){.today = date_from_civil(9999, 12, 31)};
	if (load_map(loader, node, example_keys, example) || read_people(loader, example->people) ||
	    read_records(loader, example->records))
		return -1;
	if (!shown_of(examples, example->rule))
		return load_unknown(loader, record_get(node, "rule"), _("the rule"), example->rule,
				    check_name, examples);
	for (size_t i = 0; i < VERDICTS; i++)
		if (example->rows[i])
			return 0;
	return load_fail(loader, node, _("an example needs “met”, “unmet”, “pending” or “not-concerned”"));
}

/* ---- people -------------------------------------------------------------------------------- */

static bool any_person(const void *people, const char *person)
{
	(void)people;
	(void)person;
	return true;
}

static const char *same_name(const void *people, const char *person)
{
	(void)people;
	return person;
}

static bool holds(const void *people, const char *person, const char *role, int32_t day)
{
	const struct record_node *roles = record_get(people, person);
	(void)day;
	if (roles && roles->kind == RECORD_TEXT)
		return bytes_are(roles->text, role);
	for (size_t i = 0; roles && i < roles->count; i++)
		if (bytes_are(roles->items[i]->text, role))
			return true;
	return false;
}

static const char *each_person(const void *people, size_t i)
{
	const struct record_node *map = people;
	return map && i < map->count ? map->entries[i].name : NULL;
}

/* ---- catalogues ------------------------------------------------------------------------------ */

/* `catalogues: {wells: [W-1, W-2]}` says what stands in them, on whatever day. */
static int is_listed(const void *context, const char *name, const char *id, int32_t day)
{
	const struct record_node *entries = record_get(context, name);
	(void)day;
	for (size_t i = 0; entries && entries->kind == RECORD_LIST && i < entries->count; i++)
		if (entries->items[i]->kind == RECORD_TEXT && bytes_are(entries->items[i]->text, id))
			return 1;
	return entries ? 0 : -1;
}

/* ---- other records ------------------------------------------------------------------------- */

/* `records: {HT-2024-0001: {review: complete}}` says how their steps stand. */
static int other_state(void *context, const char *procedure, const char *id, const char *step,
		       const struct rule_label **label)
{
	const struct record_node *record = record_get(context, id);
	const char *word = record_get_text(record, step);
	(void)procedure;
	*label = NULL;
	if (!record)
		return RECORD_NOT_THERE;
	return record_get(record, "withdrawn") ? RECORD_IS_WITHDRAWN : word ? state_parse(word) : RECORD_NO_STEP;
}

/* ---- records ------------------------------------------------------------------------------- */

/* The vocabulary writes into what it reads, so each row gets nodes of its own. */
static struct record_node *copy(struct arena *arena, const struct record_node *node)
{
	struct record_node *made = arena_alloc(arena, sizeof *made);
	*made = *node;
	made->items = arena_array(arena, node->count, sizeof *made->items);
	made->entries = arena_array(arena, node->count, sizeof *made->entries);
	for (size_t i = 0; i < node->count; i++) {
		if (node->kind == RECORD_LIST)
			made->items[i] = copy(arena, node->items[i]);
		if (node->kind != RECORD_MAP)
			continue;
		made->entries[i] = node->entries[i];
		made->entries[i].value = copy(arena, node->entries[i].value);
	}
	return made;
}

/* OVER laid over BASE (which may be NULL): maps grow together, all else is replaced. */
static struct record_node *lay_over(struct arena *arena, const struct record_node *base,
				    const struct record_node *over)
{
	struct record_node *made = copy(arena, over);
	if (!base || base->kind != RECORD_MAP || over->kind != RECORD_MAP)
		return made;
	made->entries = NULL;
	made->count = 0;
	for (size_t i = 0; i < base->count; i++) {
		const struct record_node *mine = record_get(over, base->entries[i].name);
		struct record_entry *entry = arena_push(arena, made->entries, made->count);
		*entry = base->entries[i];
		entry->value = mine ? lay_over(arena, entry->value, mine) : copy(arena, entry->value);
	}
	for (size_t i = 0; i < over->count; i++) {
		if (record_get(base, over->entries[i].name))
			continue;
		struct record_entry *entry = arena_push(arena, made->entries, made->count);
		*entry = over->entries[i];
		entry->value = copy(arena, entry->value);
	}
	return made;
}

static struct record *record_of(const struct running *running, const struct example *example,
				const struct record_node *fragment)
{
	struct record *record = arena_alloc(running->arena, sizeof *record);
	*record = *running->file;
	record->root = lay_over(running->arena, example->given, fragment);
	return record;
}

/* ---- judging -------------------------------------------------------------------------------- */

static const char *no_file(void *context, const char *path)
{
	(void)context;
	(void)path;
	return NULL;
}

/* "29 days (…)", from the first finding that has something to say. */
static const char *found_words(const struct rule_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].found)
			return findings->items[i].found;
	return NULL;
}

static void tell(const struct running *running, const struct example *example,
		 const struct record_node *fragment, enum rule_verdict wanted, enum rule_verdict verdict,
		 const struct rule_findings *why)
{
	const struct rule_shown *shown = shown_of(running->examples, example->rule);
	const char *words = found_words(why), *says = rule_say(&example->says, NULL);
	struct rule_finding finding = {
		.rule = "examples.verdict", .verdict = RULE_UNMET, .level = RULE_REFUSE,
		.step = shown->step->name, .needed = rule_verdict_name(wanted), .basis = shown->check->basis,
		.remedy = _("mend the example, or the rule"),
	};
	finding.message = arena_format(running->arena, _("“%s” judges this example otherwise"), example->rule);
	if (says)
		finding.message = arena_format(running->arena, _("%s (%s)"), finding.message, says);
	finding.found = rule_verdict_name(verdict);
	if (words)
		finding.found = arena_format(running->arena, _("%s (%s)"), finding.found, words);
	finding_place(&finding, running->arena, running->file, fragment);
	findings_add(running->findings, &finding);
}

/* Whether RECORD is one by the book; what is wrong with it is told. */
static bool is_record(const struct running *running, const struct rule_facts *facts, struct record *record)
{
	struct rule_findings wrong;
	findings_init(&wrong, running->arena);
	vocabulary_apply(facts, record, &wrong);
	findings_append(running->findings, &wrong);
	return !wrong.count;
}

static void run_row(const struct running *running, const struct example *example,
		    const struct record_node *fragment, enum rule_verdict wanted)
{
	static const struct rule_files files = {NULL, no_file};
	const struct rule_people people = {example->people, any_person, same_name, holds, each_person, NULL};
	const struct rule_catalogues catalogues = {example->catalogues, is_listed};
	const struct rule_records others = {(void *)example->records, other_state};
	struct rule_shown *shown = shown_of(running->examples, example->rule);
	struct record *record = record_of(running, example, fragment);
	struct record *before = example->before ? record_of(running, example, example->before) : NULL;
	struct rule_facts facts = {.book = running->book, .calendar = running->calendar, .people = &people,
				   .files = &files, .records = &others, .catalogues = &catalogues, .today = example->today};
	struct rule_findings why;
	shown->verdicts |= 1u << wanted;
	bool good = is_record(running, &facts, record) && (!before || is_record(running, &facts, before));
	if (good) {
		facts.after = record;
		facts.before = before;
		findings_init(&why, running->arena);
		enum rule_verdict verdict = rule_judge(shown->check, shown->step, &facts, RULE_REFUSE, &why);
		good = verdict == wanted;
		if (!good)
			tell(running, example, fragment, wanted, verdict, &why);
	}
	running->examples->held += good;
	running->examples->failed += !good;
}

static int run_rows(struct loader *loader, const struct running *running, const struct example *example,
		    enum rule_verdict wanted)
{
	static const struct record_node nothing = {.kind = RECORD_MAP};
	const struct record_node *node = example->rows[wanted];
	bool list = node && node->kind == RECORD_LIST;
	for (size_t i = 0; node && i < (list ? node->count : 1); i++) {
		const struct record_node *fragment = list ? node->items[i] : node;
		struct record_node empty = nothing;
		if (record_is_empty(fragment)) { /* `met:` alone: what is given is enough */
			empty.line = fragment->line;
			empty.column = fragment->column;
			empty.begin = empty.end = fragment->begin;
			fragment = &empty;
		}
		if (fragment->kind != RECORD_MAP)
			return load_fail(loader, fragment, _("here a map of keys and values is needed"));
		run_row(running, example, fragment, wanted);
	}
	return 0;
}

static int run_all(struct loader *loader, const struct running *running)
{
	static const struct load_key keys[] = {
		{"examples", load_node, 0, true},
		{NULL, NULL, 0, false},
	};
	const struct record_node *list = NULL;
	struct example example;
	if (load_map(loader, running->file->root, keys, &list))
		return -1;
	if (list->kind == RECORD_MAP)
		return load_fail(loader, list, _("here a list of examples is needed"));
	for (size_t i = 0; i < list->count; i++) {
		if (read_example(loader, running->examples, list->items[i], &example))
			return -1;
		for (size_t k = 0; k < VERDICTS; k++)
			if (run_rows(loader, running, &example, (enum rule_verdict)k))
				return -1;
	}
	return 0;
}

int rule_examples_run(const struct rulebook *book, const struct rule_calendar *calendar,
		      const struct record *file, struct rule_findings *findings,
		      struct rule_examples *examples, struct wubu_error *error)
{
	struct arena *arena = findings->arena;
	struct running running = {book, calendar, file, arena, findings, examples};
	struct loader loader = {.file = file, .arena = arena, .error = error};
	*examples = (struct rule_examples){0};
	for (size_t i = 0; i < book->step_count; i++)
		for (size_t k = 0; k < book->steps[i]->check_count; k++)
			*arena_push(arena, examples->checks, examples->check_count) =
				(struct rule_shown){book->steps[i]->checks[k], book->steps[i], 0};
	return file ? run_all(&loader, &running) : 0;
}
