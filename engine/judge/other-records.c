/* SPDX-License-Identifier: Apache-2.0 */
/* The state of other records in the tree that is judged, for rules that ask about it. */
#include "judge/ledger.h"

#include "base/lang.h"
#include "judge/own.h"
#include "rule/state.h"
#include "rule/vocabulary.h"

const struct rulebook *ledger_pinned_book(struct ledger *ledger, const struct rulebook *home,
					  const struct record *record, struct wubu_error *error)
{
	const struct record_node *procedure = record_get(record->root, "procedure");
	const char *hex = record_get_text(procedure, "rules"), *name = record_get_text(procedure, "name");
	const struct ledger_rules *rules;
	struct store_id tree;
	if (!hex || !name || store_id_parse(&tree, bytes_of(hex)))
		return home;
	if (ledger_rules(ledger, &tree, &rules, error))
		return NULL;
	const struct rulebook *book = ledger_book(rules, name, NULL);
	if (!book)
		error_set(error, WUBU_REPOSITORY, _("the rules that this record names do not hold “%s”"), name);
	return book;
}

/* The book called PROCEDURE, or one that extends it. */
static const struct rulebook *book_by(const struct ledger_rules *rules, const char *procedure)
{
	const struct rulebook *book = ledger_book(rules, procedure, NULL);
	for (size_t i = 0; !book && i < rules->book_count; i++)
		if (rules->books[i]->extends && strcmp(rules->books[i]->extends, procedure) == 0)
			book = rules->books[i];
	return book;
}

/* The record ID of BOOK: as ledger_record(). An id whose year does not stand in it is looked for in each. */
static int find_record(const struct ledger_files *files, const struct rulebook *book, const char *id,
		       struct record **record, struct wubu_error *error)
{
	struct store *store = files->ledger->store;
	struct arena *arena = files->arena;
	struct store_entry home;
	struct store_tree years;
	int year, found = 0;
	if (!own_id_fits(book->id, id, &year))
		return 0;
	if (year)
		return ledger_record(files->ledger, &files->root,
				     arena_format(arena, "%s/%04d/%s/%s", book->folder, year, id, book->file), arena,
				     record, error);
	if (store_find(store, &files->root, book->folder, arena, &home, error) <= 0)
		return error->code ? -1 : 0;
	if (store_read_tree(store, &home.id, arena, &years, error))
		return -1;
	for (size_t i = 0; !found && i < years.count; i++)
		found = ledger_record(files->ledger, &files->root,
				      arena_format(arena, "%s/%s/%s/%s", book->folder, years.entries[i].name.data, id,
						   book->file), arena, record, error);
	return found;
}

/* What stands in RECORD, by the rules that it was opened under.  It asks no other record in turn. */
static int state_in(const struct ledger_files *files, const struct rulebook *home, struct record *record,
		    const char *name, const struct rule_label **label, struct wubu_error *error)
{
	struct rule_facts facts = {.book = home, .people = files->facts->people, .today = DATE_NONE, .after = record};
	vocabulary_apply(&facts, record, NULL);
	facts.book = ledger_pinned_book(files->ledger, home, record, error);
	if (!facts.book)
		return RECORD_UNREADABLE;
	const struct rule_step *step = rule_step(facts.book, name);
	if (!step)
		return RECORD_NO_STEP;
	*label = &step->label;
	if (!record_is_empty(record_get(record->root, "withdrawn")))
		return RECORD_IS_WITHDRAWN;
	ledger_book(files->rules, home->name, &facts.calendar);
	facts.today = files->facts->today;
	vocabulary_apply(&facts, record, NULL);
	return (int)state_of(&facts, record, step);
}

static int other_state(void *context, const char *procedure, const char *id, const char *step,
		       const struct rule_label **label)
{
	struct ledger_files *files = context;
	const struct rulebook *home = book_by(files->rules, procedure);
	struct wubu_error error = {0};
	struct record *record;
	*label = NULL;
	if (!home)
		return RECORD_NO_PROCEDURE;
	int found = find_record(files, home, id, &record, &error);
	return found < 0 ? RECORD_UNREADABLE
			 : found ? state_in(files, home, record, step, label, &error) : RECORD_NOT_THERE;
}

void ledger_files_show_records(struct ledger_files *files, const struct ledger_rules *rules, struct rule_facts *facts)
{
	files->rules = rules;
	files->facts = facts;
	files->records = (struct rule_records){files, other_state};
	facts->records = &files->records;
}
