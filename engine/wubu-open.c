/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a ledger and finding things in it. */
#include "wubu-inside.h"

#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"
#include "judge/card.h"
#include "rule/vocabulary.h"
#include "store/outside.h"

#include <stdlib.h>

/* ---- opening ---------------------------------------------------------------------------- */

static const char *own_text(struct wubu *wubu, const char *given, const char *name)
{
	return given ? arena_text(wubu->arena, given) : store_config(wubu->ledger->store, name, wubu->arena);
}

static bool config_is(struct wubu *wubu, const char *name, const char *value)
{
	const char *text = store_config(wubu->ledger->store, name, wubu->arena);
	return text && strcmp(text, value) == 0;
}

/* Commits are signed when git signs them: by configuration, with an SSH key. */
static const char *signing_key(struct wubu *wubu)
{
	static const char *const yes[] = {"true", "yes", "on", "1"};
	bool sign = false;
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		sign |= config_is(wubu, "commit.gpgsign", yes[i]);
	if (!sign || !config_is(wubu, "gpg.format", "ssh"))
		return NULL;
	return store_config_path(wubu->ledger->store, "user.signingkey", wubu->arena);
}

int wubu_open(struct wubu **out, const char *path, const struct wubu_moment *moment,
	      struct wubu_error *error)
{
	struct ledger *ledger;
	if (ledger_open(&ledger, path ? path : ".", STORE_FIND, error))
		return -1;
	struct wubu *wubu = heap_alloc(sizeof *wubu);
	wubu->ledger = ledger;
	wubu->arena = arena_new();
	wubu->moment = *moment;
	if (!moment->clock)
		wubu->moment.clock = moment->seconds;
	wubu->moment.name = own_text(wubu, moment->name, "user.name");
	wubu->moment.mail = own_text(wubu, moment->mail, "user.email");
	wubu->moment.author_name = moment->author_name ? arena_text(wubu->arena, moment->author_name)
						       : wubu->moment.name;
	wubu->moment.author_mail = moment->author_mail ? arena_text(wubu->arena, moment->author_mail)
						       : wubu->moment.mail;
	wubu->moment.pusher = moment->pusher ? arena_text(wubu->arena, moment->pusher) : NULL;
	wubu->key_file = moment->key_file ? arena_text(wubu->arena, moment->key_file) : signing_key(wubu);
	*out = wubu;
	return 0;
}

void wubu_close(struct wubu *wubu)
{
	if (!wubu)
		return;
	ledger_free(wubu->ledger);
	arena_free(wubu->arena);
	free(wubu);
}

struct wubu_report *report_new(const char *gate)
{
	struct wubu_report *report = heap_alloc(sizeof *report);
	report->arena = arena_new();
	report->gate = gate;
	findings_init(&report->findings, report->arena);
	return report;
}

/* ---- what is at the tip --------------------------------------------------------------------- */

int wubu_tip(struct wubu *wubu, struct arena *arena, struct store_commit *commit, struct wubu_error *error)
{
	struct store_id id;
	int found = store_ref(wubu->ledger->store, "HEAD", &id, error);
	if (found <= 0)
		return found;
	return store_read_commit(wubu->ledger->store, &id, arena, commit, error) ? -1 : 1;
}

int wubu_rules(struct wubu *wubu, const struct store_commit *tip, const struct ledger_rules **rules,
	       struct wubu_error *error)
{
	return ledger_rules_of(wubu->ledger, &tip->tree, rules, error);
}

const char *wubu_branch(struct wubu *wubu)
{
	struct store *store = wubu->ledger->store;
	const char *set = store_config(store, "wubu.branch", wubu->arena);
	if (set)
		return strncmp(set, "refs/", 5) == 0 ? set : arena_format(wubu->arena, "refs/heads/%s", set);
	const char *head = store_is_bare(store) ? store_head(store, wubu->arena) : NULL;
	return head ? head : "refs/heads/main";
}

/* ---- decisions -------------------------------------------------------------------------------- */

/* Calls EACH for the folder of each record of BOOK at ROOT: "decisions/2021", "WJ-2021-003". Stops when it answers non-zero. */
static int each_record(struct wubu *wubu, const struct store_id *root, const struct rulebook *book,
		       struct arena *arena, int (*each)(void *context, const char *year, const char *id),
		       void *context, struct wubu_error *error)
{
	struct store_entry home;
	struct store_tree years, ids;
	int found = store_find(wubu->ledger->store, root, book->folder, arena, &home, error);
	if (found <= 0)
		return found;
	if (store_read_tree(wubu->ledger->store, &home.id, arena, &years, error))
		return -1;
	for (size_t i = 0; i < years.count; i++) {
		if (years.entries[i].mode != STORE_MODE_TREE)
			continue;
		if (store_read_tree(wubu->ledger->store, &years.entries[i].id, arena, &ids, error))
			return -1;
		const char *year = arena_format(arena, "%s/%s", book->folder, years.entries[i].name.data);
		for (size_t k = 0; k < ids.count; k++)
			if (ids.entries[k].mode == STORE_MODE_TREE &&
			    each(context, year, ids.entries[k].name.data))
				return 1;
	}
	return 0;
}

struct finding_id {
	const char *id, *folder;
	struct arena *arena;
	const char **ids;
	size_t count;
};

static int match_id(void *context, const char *year, const char *id)
{
	struct finding_id *wanted = context;
	*arena_push(wanted->arena, wanted->ids, wanted->count) = id;
	if (strcmp(id, wanted->id) != 0)
		return 0;
	wanted->folder = arena_format(wanted->arena, "%s/%s", year, id);
	return 1;
}

static const char *next_id(const void *context, size_t i)
{
	const struct finding_id *wanted = context;
	return i < wanted->count ? wanted->ids[i] : NULL;
}

static int no_such_decision(const struct finding_id *wanted, struct wubu_error *error)
{
	const char *near = text_nearest(wanted->id, next_id, wanted);
	error_set(error, WUBU_NOT_FOUND, _("there is no decision “%s” in this ledger"), wanted->id);
	error_hint(error, near ? _("did you mean “%s”?") : _("`wubu status` lists them all"), near);
	return 0;
}

int wubu_decision_facts(struct wubu *wubu, const struct store_id *root, struct arena *arena,
			struct wubu_decision *decision, struct wubu_error *error)
{
	const struct rulebook *home = ledger_book_of(decision->rules, decision->path, arena, NULL);
	struct judge_facts *facts = &decision->facts;
	struct rule_facts words = {.book = home, .today = DATE_NONE};
	vocabulary_apply(&words, decision->record, NULL);
	decision->book = ledger_pinned_book(wubu->ledger, home, decision->record, error);
	if (!decision->book)
		return -1;
	ledger_files_init(&decision->files, wubu->ledger, root, decision->folder, arena);
	*facts = (struct judge_facts){.folder = decision->folder, .id = decision->id,
				      .ledger = decision->rules->card.id, .rules_now = decision->rules->hex};
	facts->rule = (struct rule_facts){
		.book = decision->book, .people = &decision->rules->view, .catalogues = &decision->rules->catalogues.view,
	 .files = &decision->files.view,
		.today = rule_day_of(decision->book, wubu->moment.seconds),
		.after = decision->record};
	ledger_files_show_records(&decision->files, decision->rules, &facts->rule);
	ledger_book(decision->rules, decision->book->name, &facts->rule.calendar);
	if (!facts->rule.calendar)
		ledger_book(decision->rules, home->name, &facts->rule.calendar);
	vocabulary_apply(&facts->rule, decision->record, NULL);
	return 0;
}

static int find_folder(struct wubu *wubu, const struct store_commit *tip, const struct ledger_rules *rules,
		       struct finding_id *wanted, const struct rulebook **home, struct wubu_error *error)
{
	int found = 0;
	for (size_t i = 0; found == 0 && i < rules->book_count; i++) {
		*home = rules->books[i];
		found = each_record(wubu, &tip->tree, *home, wanted->arena, match_id, wanted, error);
	}
	return found;
}

int wubu_decision(struct wubu *wubu, const char *id, struct arena *arena, struct wubu_decision *decision,
		  struct wubu_error *error)
{
	struct store_commit tip;
	struct finding_id wanted = {.id = id, .arena = arena};
	const struct rulebook *home;
	*decision = (struct wubu_decision){.id = id};
	int found = wubu_tip(wubu, arena, &tip, error);
	if (found <= 0)
		return found < 0 ? -1 : no_such_decision(&wanted, error);
	if (wubu_rules(wubu, &tip, &decision->rules, error))
		return -1;
	found = find_folder(wubu, &tip, decision->rules, &wanted, &home, error);
	if (found <= 0)
		return found < 0 ? -1 : no_such_decision(&wanted, error);
	decision->folder = wanted.folder;
	decision->path = arena_format(arena, "%s/%s", wanted.folder, home->file);
	found = ledger_record(wubu->ledger, &tip.tree, decision->path, arena, &decision->record, error);
	if (found <= 0)
		return found < 0 ? -1 : no_such_decision(&wanted, error);
	return wubu_decision_facts(wubu, &tip.tree, arena, decision, error) ? -1 : 1;
}

static int collect_id(void *context, const char *year, const char *id)
{
	struct finding_id *all = context;
	(void)year;
	*arena_push(all->arena, all->ids, all->count) = id;
	return 0;
}

int wubu_decisions(struct wubu *wubu, struct arena *arena, const char ***ids, size_t *count,
		   struct wubu_error *error)
{
	struct store_commit tip;
	const struct ledger_rules *rules;
	struct finding_id all = {.arena = arena};
	int found = wubu_tip(wubu, arena, &tip, error);
	if (found < 0 || (found && wubu_rules(wubu, &tip, &rules, error)))
		return -1;
	for (size_t i = 0; found && i < rules->book_count; i++)
		if (each_record(wubu, &tip.tree, rules->books[i], arena, collect_id, &all, error) < 0)
			return -1;
	*ids = all.ids;
	*count = all.count;
	return 0;
}

const char *wubu_command_step(struct wubu *wubu, const char *name)
{
	struct wubu_error error = {0};
	struct store_commit tip;
	const struct ledger_rules *rules;
	if (wubu_tip(wubu, wubu->arena, &tip, &error) <= 0 || wubu_rules(wubu, &tip, &rules, &error))
		return NULL;
	for (size_t i = 0; i < rules->book_count; i++)
		for (size_t k = 0; k < rules->books[i]->step_count; k++) {
			const struct rule_step *step = rules->books[i]->steps[k];
			if (step->command && strcmp(step->command, name) == 0)
				return step->name;
		}
	return NULL;
}

/* ---- rules in a folder --------------------------------------------------------------------------- */

struct folder_source {
	const char *folder;
};

int wubu_rules_file(const char *folder, const char *path, struct arena *arena, struct record **record,
		    struct wubu_error *error)
{
	struct wubu_bytes bytes;
	const char *whole = arena_format(arena, "%s/%s", folder, path);
	int found = store_read_outside(whole, LIMIT_YAML_BYTES, arena, &bytes, error);
	if (!found)
		return error_set(error, WUBU_NOT_FOUND, _("the rules lack the file %s"), whole);
	if (found < 0) {
		error_place(error, whole, bytes_of(""), 0);
		return -1;
	}
	return record_read(record, arena, whole, bytes, error);
}

static int folder_rulebook(void *context, const char *name, struct arena *arena, struct record **record,
			   struct wubu_error *error)
{
	const struct folder_source *source = context;
	return wubu_rules_file(source->folder, arena_format(arena, "%s/rulebook.yaml", name), arena, record, error);
}

/* All rulebooks below FOLDER, when no ledger.yaml says which count. */
int wubu_book_names(const char *folder, struct arena *arena, struct rule_names *names,
		    struct wubu_error *error)
{
	static const char tail[] = "/rulebook.yaml";
	const char **paths;
	size_t count;
	if (store_list_outside(folder, arena, &paths, &count, error))
		return -1;
	for (size_t i = 0; i < count; i++) {
		size_t size = strlen(paths[i]);
		if (size > sizeof tail && strcmp(paths[i] + size - sizeof tail + 1, tail) == 0)
			*arena_push(arena, names->items, names->count) =
				arena_copy(arena, (struct wubu_bytes){paths[i], size - sizeof tail + 1});
	}
	return 0;
}

struct catalogue_folder {
	const char *folder;
	struct arena *arena;
};

static int read_if_there(void *context, const char *path, struct record **record, struct wubu_error *error)
{
	const struct catalogue_folder *at = context;
	if (!store_is_there(arena_format(at->arena, "%s/%s", at->folder, path)))
		return 0;
	return wubu_rules_file(at->folder, path, at->arena, record, error) ? -1 : 1;
}

int wubu_books_at(const char *folder, struct arena *arena, struct ledger_rules **out,
		  struct wubu_error *error)
{
	struct folder_source source = {folder};
	struct ledger_rules *rules = arena_alloc(arena, sizeof *rules);
	struct rule_names *names = &rules->card.procedures;
	struct record *record;
	if (store_is_there(arena_format(arena, "%s/ledger.yaml", folder))) {
		if (wubu_rules_file(folder, "ledger.yaml", arena, &record, error) ||
		    card_read(&rules->card, record, arena, error))
			return -1;
	} else if (wubu_book_names(folder, arena, names, error)) {
		return -1;
	}
	rules->books = arena_array(arena, names->count, sizeof *rules->books);
	rules->calendars = arena_array(arena, names->count, sizeof *rules->calendars);
	for (size_t i = 0; i < names->count; i++) {
		if (rulebook_load(&rules->books[i], names->items[i], folder_rulebook, &source, arena, error))
			return -1;
		rules->book_count = i + 1;
		const char *calendar = arena_format(arena, "calendar/%s.yaml", rules->books[i]->calendar);
		if (wubu_rules_file(folder, calendar, arena, &record, error) ||
		    rule_calendar_read(&rules->calendars[i], record, arena, error))
			return -1;
	}
	if (ledger_catalogues(rules, arena, read_if_there, &(struct catalogue_folder){folder, arena}, error))
		return -1;
	if (store_is_there(arena_format(arena, "%s/people.yaml", folder)) &&
	    (wubu_rules_file(folder, "people.yaml", arena, &record, error) ||
	     ledger_people(rules, record, arena, error)))
		return -1;
	*out = rules;
	return 0;
}
