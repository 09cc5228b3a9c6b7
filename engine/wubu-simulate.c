/* SPDX-License-Identifier: Apache-2.0 */
/* The whole ledger judged by other rules than its own, to see what would be answered otherwise. */
#include "wubu-inside.h"

#include "base/lang.h"
#include "judge/simulate.h"
#include "rule/vocabulary.h"
#include "store/outside.h"
#include "view/simulate.h"

/* Those of the folder NEW, else of the revision NEW of the ledger. */
static int new_rules(struct wubu *wubu, const char *new, struct arena *arena, const struct ledger_rules **rules,
		     struct wubu_error *error)
{
	struct ledger_rules *on_disk;
	struct store_commit commit;
	struct store_id id;
	if (store_is_there(arena_format(arena, "%s/.", new))) {
		if (wubu_books_at(new, arena, &on_disk, error))
			return -1;
		*rules = on_disk;
		return 0;
	}
	return store_revision(wubu->ledger->store, new, &id, error) ||
	       store_read_commit(wubu->ledger->store, &id, arena, &commit, error) ||
	       wubu_rules(wubu, &commit, rules, error) ? -1 : 0;
}

/* FACTS by the book of RULES that is called like BOOK, with RECORD; people are those of RULES where it has any. */
static int facts_by(const struct ledger_rules *rules, const char *book, struct record *record,
		    struct rule_facts *facts, struct wubu_error *error)
{
	facts->book = ledger_book(rules, book, &facts->calendar);
	if (!facts->book)
		return error_set(error, WUBU_NOT_FOUND, _("these rules have no rulebook “%s”, by which decisions here go"), book);
	if (rules->people)
		facts->people = &rules->view;
	facts->after = record;
	return 0;
}

static int simulate_one(struct wubu *wubu, const struct ledger_rules *new, const char *id,
			struct simulation *simulation, struct wubu_error *error)
{
	/* Answers point into both records, so they stay as long as the simulation. */
	struct wubu_decision *decision = arena_alloc(simulation->arena, sizeof *decision);
	struct store_commit tip;
	struct record *copy;
	if (wubu_decision(wubu, id, simulation->arena, decision, error) != 1 ||
	    wubu_tip(wubu, simulation->arena, &tip, error) != 1 ||
	    ledger_record(wubu->ledger, &tip.tree, decision->path, simulation->arena, &copy, error) != 1)
		return -1;
	if (!record_is_empty(record_get(decision->record->root, "withdrawn"))) {
		simulation->withdrawn++;
		return 0;
	}
	struct rule_facts before = decision->facts.rule, after = decision->facts.rule;
	const char *home = ledger_book_of(decision->rules, decision->path, simulation->arena, NULL)->name;
	if (facts_by(decision->rules, home, decision->record, &before, error) ||
	    facts_by(new, home, copy, &after, error))
		return -1;
	simulate_decision(simulation, id, &before, &after);
	if (decision->files.error.code == WUBU_OK)
		return 0;
	*error = decision->files.error;
	return -1;
}

int wubu_rules_simulate(struct wubu *wubu, const char *changed, enum wubu_format format, struct buf *out,
			struct wubu_error *error)
{
	struct simulation simulation = {.arena = arena_new()};
	const struct ledger_rules *rules;
	const char **ids;
	size_t count;
	int rc = new_rules(wubu, changed, simulation.arena, &rules, error) ||
		 wubu_decisions(wubu, simulation.arena, &ids, &count, error) ? -1 : 0;
	for (size_t i = 0; !rc && i < count; i++)
		rc = simulate_one(wubu, rules, ids[i], &simulation, error);
	if (!rc)
		simulate_write(&simulation, changed, (enum view_format)format, out);
	arena_free(simulation.arena);
	return rc;
}
