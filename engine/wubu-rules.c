/* SPDX-License-Identifier: Apache-2.0 */
/* Tools for whoever writes rulebooks: they read a folder of rules as it stands on disk, and change nothing. */
#include "wubu-inside.h"

#include "base/lang.h"
#include "base/text.h"
#include "judge/card.h"
#include "judge/gate.h"
#include "rule/examples.h"
#include "rule/lint.h"
#include "store/outside.h"
#include "view/graph.h"
#include "view/rules-diff.h"
#include "view/rules-test.h"
#include "view/schema.h"

/* ---- a rulebook with all that stands around it -------------------------------------------------- */

/* Gives the files of one rulebook to the loader, and keeps them. */
struct shelf {
	const char *folder;
	struct record **files; /* the book's own first */
	size_t count;
};

struct work {
	const char *folder;
	struct arena *arena;
	struct rule_names names; /* of the rulebooks asked for */
	struct rule_people *people; /* NULL: nobody is known */
	struct ledger_card card;    /* its procedures are those of these people */
};

static int shelf_source(void *context, const char *name, struct arena *arena, struct record **record,
			struct wubu_error *error)
{
	struct shelf *shelf = context;
	if (wubu_rules_file(shelf->folder, arena_format(arena, "%s/rulebook.yaml", name), arena, record, error))
		return -1;
	*arena_push(arena, shelf->files, shelf->count) = *record;
	return 0;
}

static int open_book(const struct work *work, const char *name, struct shelf *shelf, struct rulebook **book,
		     struct wubu_error *error)
{
	*shelf = (struct shelf){.folder = work->folder};
	return rulebook_load(book, name, shelf_source, shelf, work->arena, error);
}

static int open_calendar(const struct work *work, const struct rulebook *book, struct rule_calendar **calendar,
			 struct wubu_error *error)
{
	struct record *record;
	const char *path = arena_format(work->arena, "calendar/%s.yaml", book->calendar);
	return wubu_rules_file(work->folder, path, work->arena, &record, error) ||
	       rule_calendar_read(calendar, record, work->arena, error) ? -1 : 0;
}

/* FOLDER, or the rules in the work tree of the ledger. */
static const char *folder_of(struct wubu *wubu, const char *folder, struct arena *arena, struct wubu_error *error)
{
	const char *tree = wubu ? store_worktree(wubu->ledger->store) : NULL;
	if (folder)
		return folder;
	if (tree)
		return arena_format(arena, "%s%srules", tree, tree[strlen(tree) - 1] == '/' ? "" : "/");
	error_set(error, WUBU_USAGE, _("there is no ledger here, and no folder with rules was named"));
	return NULL;
}

static const char *each_name(const void *context, size_t i)
{
	const struct rule_names *names = context;
	return i < names->count ? names->items[i] : NULL;
}

static int no_book(const struct rule_names *names, const char *name, struct wubu_error *error)
{
	const char *near = name ? text_nearest(name, each_name, names) : NULL;
	if (!name)
		return error_set(error, WUBU_NOT_FOUND, _("there is no rulebook here"));
	error_set(error, WUBU_NOT_FOUND, _("there is no rulebook “%s” here"), name);
	if (near)
		error_hint(error, _("did you mean “%s”?"), near);
	return -1;
}

/* NAME (NULL: all of them) in FOLDER. */
static int begin(struct work *work, struct wubu *wubu, const char *folder, const char *name,
		 struct arena *arena, struct wubu_error *error)
{
	*work = (struct work){.folder = folder_of(wubu, folder, arena, error), .arena = arena};
	if (!work->folder || wubu_book_names(work->folder, arena, &work->names, error))
		return -1;
	if (!work->names.count || (name && !rule_names_have(&work->names, name)))
		return no_book(&work->names, name, error);
	if (name) {
		work->names.count = 1;
		work->names.items[0] = name;
	}
	return 0;
}

/* ---- examples --------------------------------------------------------------------------------------- */

static int read_examples(const struct work *work, const char *name, struct record **record,
			 struct wubu_error *error)
{
	const char *path = arena_format(work->arena, "%s/examples.yaml", name);
	*record = NULL;
	if (!store_is_there(arena_format(work->arena, "%s/%s", work->folder, path)))
		return 0;
	return wubu_rules_file(work->folder, path, work->arena, record, error);
}

static int run_examples(const struct work *work, const char *name, struct rules_test *test,
			struct rule_findings *findings, struct wubu_error *error)
{
	struct shelf shelf;
	struct rulebook *book;
	struct rule_calendar *calendar;
	struct record *examples;
	if (open_book(work, name, &shelf, &book, error) || open_calendar(work, book, &calendar, error) ||
	    read_examples(work, name, &examples, error))
		return -1;
	test->book = book;
	test->file = shelf.files[0];
	return rule_examples_run(book, calendar, examples, findings, &test->examples, error);
}

static void test_book(const struct work *work, const char *name, bool strict, struct wubu_report *report,
		      enum view_format format, struct buf *out)
{
	struct wubu_error error = {0};
	struct rules_test test = {0};
	if (run_examples(work, name, &test, &report->findings, &error)) {
		gate_refused(&report->findings, "examples.file", &error);
		return;
	}
	if (strict)
		rules_test_missing(&test, &report->findings);
	rules_test_write(&test, format, out);
}

int wubu_rules_test(struct wubu *wubu, const char *rules, const char *name, bool strict,
		    enum wubu_format format, struct buf *out, struct wubu_report **report,
		    struct wubu_error *error)
{
	struct wubu_report *made = report_new("rules test");
	struct work work;
	if (begin(&work, wubu, rules, name, made->arena, error)) {
		wubu_report_free(made);
		return -1;
	}
	for (size_t i = 0; i < work.names.count; i++)
		test_book(&work, work.names.items[i], strict, made, (enum view_format)format, out);
	*report = made;
	return 0;
}

/* ---- lint -------------------------------------------------------------------------------------------- */

static bool person_known(const void *context, const char *id)
{
	return trust_person(context, id) != NULL;
}

static const char *person_name(const void *context, const char *id)
{
	const struct trust_person *person = trust_person(context, id);
	return person ? person->name : id;
}

/* On DAY, or for DATE_NONE at any time. */
static bool person_holds(const void *context, const char *id, const char *role, int32_t day)
{
	const struct trust_person *person = trust_person(context, id);
	for (size_t i = 0; person && day == DATE_NONE && i < person->role_count; i++)
		if (strcmp(person->roles[i].role, role) == 0)
			return true;
	return person && day != DATE_NONE && trust_holds(person, role, day);
}

static const char *each_person(const void *context, size_t i)
{
	const struct trust_people *people = context;
	return i < people->count ? people->people[i].id : NULL;
}

static int read_people(struct work *work, struct wubu_error *error)
{
	struct record *record;
	struct trust_people *people;
	if (!store_is_there(arena_format(work->arena, "%s/people.yaml", work->folder)))
		return 0;
	if (store_is_there(arena_format(work->arena, "%s/ledger.yaml", work->folder)) &&
	    (wubu_rules_file(work->folder, "ledger.yaml", work->arena, &record, error) ||
	     card_read(&work->card, record, work->arena, error)))
		return -1;
	if (wubu_rules_file(work->folder, "people.yaml", work->arena, &record, error) ||
	    trust_people_read(&people, record, work->arena, error))
		return -1;
	work->people = arena_alloc(work->arena, sizeof *work->people);
	*work->people = (struct rule_people){people, person_known, person_name, person_holds, each_person, NULL};
	return 0;
}

static void lint_book(const struct work *work, const char *name, struct rule_findings *findings)
{
	struct wubu_error error = {0};
	struct shelf shelf;
	struct rulebook *book;
	struct rule_calendar *calendar;
	if (open_book(work, name, &shelf, &book, &error) || open_calendar(work, book, &calendar, &error)) {
		gate_refused(findings, "lint.load", &error);
		return;
	}
	bool theirs = !work->card.procedures.count || rule_names_have(&work->card.procedures, name);
	struct rule_linting linting = {book, shelf.files, shelf.count, theirs ? work->people : NULL};
	rule_lint(&linting, findings);
}

int wubu_rules_lint(struct wubu *wubu, const char *rules, const char *name, struct wubu_report **report,
		    struct wubu_error *error)
{
	struct wubu_report *made = report_new("rules lint");
	struct wubu_error people = {0};
	struct work work;
	if (begin(&work, wubu, rules, name, made->arena, error)) {
		wubu_report_free(made);
		return -1;
	}
	if (read_people(&work, &people))
		gate_refused(&made->findings, "lint.load", &people);
	for (size_t i = 0; i < work.names.count; i++)
		lint_book(&work, work.names.items[i], &made->findings);
	*report = made;
	return 0;
}

/* ---- comparing ------------------------------------------------------------------------------------------ */

/* The rulebook NAME as revision OLD of the ledger has it. */
static int old_book(struct wubu *wubu, const char *old, const char *name, struct arena *arena,
		    const struct rulebook **book, struct wubu_error *error)
{
	const struct ledger_rules *rules;
	struct store_commit commit;
	struct store_id id;
	if (!wubu)
		return error_set(error, WUBU_USAGE, _("there is no ledger here, and no folder with rules was named"));
	if (store_revision(wubu->ledger->store, old, &id, error) ||
	    store_read_commit(wubu->ledger->store, &id, arena, &commit, error) ||
	    wubu_rules(wubu, &commit, &rules, error))
		return -1;
	*book = wubu_choose_book(rules, name, &(const struct rule_calendar *){NULL}, error);
	return *book ? 0 : -1;
}

static int book_here(struct wubu *wubu, const char *folder, const char *name, struct arena *arena,
		     const struct rulebook **book, struct wubu_error *error)
{
	struct work work;
	struct shelf shelf;
	struct rulebook *found;
	if (begin(&work, wubu, folder, name, arena, error) || open_book(&work, name, &shelf, &found, error))
		return -1;
	*book = found;
	return 0;
}

int wubu_rules_diff(struct wubu *wubu, const char *rules, const char *old, const char *before,
		    const char *after, enum wubu_format format, struct buf *out, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	const struct rulebook *first, *second;
	int rc = -1;
	if (!before)
		before = after;
	if (!(old ? old_book(wubu, old, before, arena, &first, error)
		  : book_here(wubu, rules, before, arena, &first, error)) &&
	    !book_here(wubu, rules, after, arena, &second, error)) {
		rules_diff_write(first, second, (enum view_format)format, out);
		rc = 0;
	}
	arena_free(arena);
	return rc;
}

/* ---- one rulebook shown --------------------------------------------------------------------------------- */

/* The only book of the ledger's card, or the only one that no other builds on. */
static int choose_here(const struct work *work, const struct rulebook **book, struct wubu_error *error)
{
	struct ledger_rules *rules;
	if (wubu_books_at(work->folder, work->arena, &rules, error))
		return -1;
	*book = wubu_choose_book(rules, NULL, &(const struct rule_calendar *){NULL}, error);
	return *book ? 0 : -1;
}

static int one_book(struct wubu *wubu, const char *folder, const char *name, struct arena *arena,
		    const struct rulebook **book, struct wubu_error *error)
{
	struct work work;
	if (name)
		return book_here(wubu, folder, name, arena, book, error);
	return begin(&work, wubu, folder, NULL, arena, error) || choose_here(&work, book, error) ? -1 : 0;
}

int wubu_schema(struct wubu *wubu, const char *rules, const char *name, enum wubu_format format,
		struct buf *out, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	const struct rulebook *book;
	int rc = one_book(wubu, rules, name, arena, &book, error);
	if (!rc)
		schema_write_record(book, (enum view_format)format, out);
	arena_free(arena);
	return rc;
}

void wubu_schema_rules(enum wubu_format format, struct buf *out)
{
	schema_write_rules((enum view_format)format, out);
}

int wubu_rules_graph(struct wubu *wubu, const char *rules, const char *name, const char *form,
		     struct buf *out, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	const struct rulebook *book;
	int rc = one_book(wubu, rules, name, arena, &book, error);
	if (!rc && graph_write(book, form, out))
		rc = error_set(error, WUBU_USAGE, _("a procedure is drawn as “svg” or “bpmn”, not as “%s”"), form);
	arena_free(arena);
	return rc;
}
