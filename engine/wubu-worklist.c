/* SPDX-License-Identifier: Apache-2.0 */
/* What now: where decisions stand and what is to be done, for everybody or for one person. */
#include "wubu-overviews.h"

#include "base/lang.h"
#include "base/text.h"
#include "view/deadline.h"
#include "view/next.h"
#include "view/status.h"
#include "view/todo.h"

#include <stdlib.h>

/* ---- overviews ----------------------------------------------------------------------------- */

static int add_overview(struct wubu *wubu, const char *id, struct overviews *all, struct wubu_error *error)
{
	/* The overview points into the decision, so that one stays too. */
	struct wubu_decision *decision = arena_alloc(all->arena, sizeof *decision);
	if (wubu_decision(wubu, id, all->arena, decision, error) != 1)
		return -1;
	if (!all->count) {
		all->today = decision->facts.rule.today;
		all->people = decision->rules->people;
	}
	size_t count = all->count;
	overview_make(arena_push(all->arena, all->items, all->count), &decision->facts, all->arena);
	*arena_push(all->arena, all->folders, count) = decision->folder;
	if (decision->files.error.code == WUBU_OK)
		return 0;
	*error = decision->files.error;
	return -1;
}

int overviews_make(struct wubu *wubu, const char *id, struct overviews *all, struct wubu_error *error)
{
	const char **ids = &id;
	size_t count = 1;
	all->today = DATE_NONE;
	if (!id && wubu_decisions(wubu, all->arena, &ids, &count, error))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (add_overview(wubu, ids[i], all, error))
			return -1;
	return 0;
}

/* ---- who ------------------------------------------------------------------------------------ */

static const struct ledger_rules *rules_now(struct wubu *wubu, struct arena *arena, struct wubu_error *error)
{
	struct store_commit tip;
	const struct ledger_rules *rules;
	int found = wubu_tip(wubu, arena, &tip, error);
	if (found == 0)
		error_set(error, WUBU_NOT_FOUND, _("this ledger has no commit yet"));
	return found == 1 && wubu_rules(wubu, &tip, &rules, error) == 0 ? rules : NULL;
}

const char *wubu_me(struct wubu *wubu)
{
	struct wubu_error ignored = {0};
	const struct ledger_rules *rules = rules_now(wubu, wubu->arena, &ignored);
	const struct trust_person *person =
		rules && wubu->moment.mail ? trust_person_of_mail(rules->people, bytes_of(wubu->moment.mail)) : NULL;
	return person ? person->id : NULL;
}

static const char *person_at(const void *context, size_t i)
{
	const struct trust_people *people = context;
	return i < people->count ? people->people[i].id : NULL;
}

/* Whom WORD means: an id, a mail, or a name that only one person bears. */
static const struct trust_person *find_person(const struct trust_people *people, const char *word,
					      struct wubu_error *error)
{
	const struct trust_person *found = trust_person(people, word), *named = NULL;
	size_t count = 0;
	if (!found)
		found = trust_person_of_mail(people, bytes_of(word));
	for (size_t i = 0; !found && i < people->count; i++)
		if (strcmp(people->people[i].name, word) == 0) {
			named = &people->people[i];
			count++;
		}
	if (found || count == 1)
		return found ? found : named;
	error_set(error, WUBU_USAGE, count ? _("several persons are called “%s”: give the short name")
					   : _("nobody in rules/people.yaml is “%s”"), word);
	const char *near = count ? NULL : text_nearest(word, person_at, people);
	if (near)
		error_hint(error, _("did you mean “%s”?"), near);
	return NULL;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static int read_filter(struct asking *asking, const struct wubu_filter *wish, struct wubu_error *error)
{
	static const struct wubu_filter nothing = {0};
	const struct trust_person *person = NULL;
	if (!wish)
		wish = &nothing;
	if (wish->person && !(person = find_person(asking->people, wish->person, error)))
		return -1;
	asking->name = person ? person->name : NULL;
	asking->filter = (struct worklist_filter){wish->id, wish->step, wish->unit, person ? person->id : NULL,
						  wish->matter, wish->late};
	asking->since = wish->since ? date_parse(bytes_of(wish->since)) : DATE_NONE;
	if (!wish->since || asking->since != DATE_NONE)
		return 0;
	return error_set(error, WUBU_USAGE, _("“%s” is no day: write it like 2021-03-01"), wish->since);
}

int asking_begin(struct asking *asking, struct wubu *wubu, const struct wubu_filter *wish,
		 struct wubu_error *error)
{
	*asking = (struct asking){.all = {.arena = arena_new(), .today = DATE_NONE}};
	const struct ledger_rules *rules = rules_now(wubu, asking->all.arena, error);
	if (!rules)
		return -1;
	asking->people = rules->people;
	if (read_filter(asking, wish, error) || overviews_make(wubu, wish ? wish->id : NULL, &asking->all, error))
		return -1;
	/* Without a decision the day is that of the first rulebook. */
	if (asking->all.today == DATE_NONE)
		asking->all.today = date_of_time(wubu->moment.seconds, rules->books[0]->offset);
	return 0;
}

void asking_end(struct asking *asking)
{
	arena_free(asking->all.arena);
}

struct worklist asking_list(const struct asking *asking)
{
	struct worklist list;
	worklist_make(&list, asking->all.items, asking->all.count, &asking->filter, asking->people,
		      asking->all.today, asking->all.arena);
	return list;
}

/* ---- what was changed ----------------------------------------------------------------------------- */

/* The tree of the ledger before the first second of DAY; a zero id when there was no commit yet. */
static int tree_before(struct wubu *wubu, int32_t day, int offset, struct arena *arena, struct store_id *tree,
		       struct wubu_error *error)
{
	int64_t begin = (int64_t)day * 86400 - (int64_t)offset * 60;
	struct store_commit commit;
	*tree = (struct store_id){{0}};
	if (wubu_tip(wubu, arena, &commit, error) != 1)
		return -1;
	while (commit.committer.seconds >= begin) {
		if (!commit.parent_count)
			return 0;
		struct store_id parent = commit.parents[0];
		if (store_read_commit(wubu->ledger->store, &parent, arena, &commit, error))
			return -1;
	}
	*tree = commit.tree;
	return 0;
}

static int folder_id(struct wubu *wubu, const struct store_id *tree, const char *folder, struct arena *arena,
		     struct store_id *id, struct wubu_error *error)
{
	struct store_entry entry;
	int found = store_id_is_zero(tree) ? 0 : store_find(wubu->ledger->store, tree, folder, arena, &entry, error);
	*id = found == 1 ? entry.id : (struct store_id){{0}};
	return found < 0 ? -1 : 0;
}

/* Keep of ASKING's decisions those whose folder is not what it was before SINCE. */
static int keep_changed(struct asking *asking, struct wubu *wubu, struct wubu_error *error)
{
	struct overviews *all = &asking->all;
	struct store_commit tip;
	struct store_id old, was, is;
	size_t kept = 0;
	if (asking->since == DATE_NONE || !all->count)
		return 0;
	if (wubu_tip(wubu, all->arena, &tip, error) != 1 ||
	    tree_before(wubu, asking->since, all->items[0].book->offset, all->arena, &old, error))
		return -1;
	for (size_t i = 0; i < all->count; i++) {
		if (folder_id(wubu, &old, all->folders[i], all->arena, &was, error) ||
		    folder_id(wubu, &tip.tree, all->folders[i], all->arena, &is, error))
			return -1;
		if (!store_id_equal(&was, &is))
			all->items[kept++] = all->items[i];
	}
	all->count = kept;
	return 0;
}

static bool has_text(const struct overview *overview, const struct wubu_filter *filter)
{
	return !filter || !filter->text || strstr(overview->id, filter->text) ||
	       (overview->title && strstr(overview->title, filter->text));
}

/* Keep of the first COUNT those of the page that is asked for. */
static size_t keep_page(struct overviews *all, size_t count, const struct wubu_filter *filter)
{
	size_t first = filter->first < count ? filter->first : count;
	size_t most = filter->most ? filter->most : count;
	if (filter->found)
		*filter->found = count;
	count = count - first < most ? count - first : most;
	if (first)
		memmove(all->items, all->items + first, count * sizeof *all->items);
	return count;
}

/* ---- texts ------------------------------------------------------------------------------------- */

int wubu_status(struct wubu *wubu, const struct wubu_filter *filter, enum wubu_format format, struct buf *out,
		struct wubu_error *error)
{
	struct asking asking;
	int rc = asking_begin(&asking, wubu, filter, error);
	size_t before = asking.all.count, count = 0;
	if (!rc)
		rc = keep_changed(&asking, wubu, error);
	for (size_t i = 0; !rc && i < asking.all.count; i++)
		if (worklist_wants(&asking.filter, &asking.all.items[i], asking.people) &&
		    has_text(&asking.all.items[i], filter))
			asking.all.items[count++] = asking.all.items[i];
	if (!rc && filter)
		count = keep_page(&asking.all, count, filter);
	if (!rc && asking.filter.id && count)
		status_write_one(asking.all.items, (enum view_format)format, out);
	else if (!rc)
		status_write_all(asking.all.items, count, count < before, (enum view_format)format, out);
	asking_end(&asking);
	return rc;
}

int wubu_next(struct wubu *wubu, const struct wubu_filter *filter, enum wubu_format format, struct buf *out,
	      struct wubu_error *error)
{
	struct asking asking;
	int rc = asking_begin(&asking, wubu, filter, error);
	if (!rc) {
		struct worklist list = asking_list(&asking);
		next_write(&list, asking.all.today, asking.filter.id != NULL, asking.all.count > 1,
			   (enum view_format)format, out);
	}
	asking_end(&asking);
	return rc;
}

int wubu_todo(struct wubu *wubu, const struct wubu_filter *filter, enum wubu_format format, struct buf *out,
	      struct wubu_error *error)
{
	struct asking asking;
	int rc = asking_begin(&asking, wubu, filter, error);
	if (!rc) {
		struct worklist list = asking_list(&asking);
		todo_write(&list, asking.name, asking.all.today, (enum view_format)format, out);
	}
	asking_end(&asking);
	return rc;
}

/* ---- data ---------------------------------------------------------------------------------------- */

struct wubu_worklist {
	struct asking asking;
	struct wubu_task *tasks;
	size_t count;
};

static const char **things_of(const struct overview_step *step, struct arena *arena)
{
	const char **things = arena_array(arena, step->todo_count + 1, sizeof *things);
	for (size_t i = 0; i < step->todo_count; i++)
		things[i] = step->todo[i].message;
	return things;
}

static struct wubu_task task_of(const struct worklist_item *item, int32_t today, struct arena *arena)
{
	const struct overview_step *step = item->step;
	return (struct wubu_task){
		.id = item->overview->id, .title = item->overview->title, .step = step->step->name,
		.label = rule_say(&step->step->label, step->step->name), .part = worklist_part_name(item->part),
		.need = item->part == WORKLIST_BLOCKED ? NULL : overview_need_name(step->need),
		.words = todo_words(item, arena), .who = step->who,
		.due = step->due ? step->due->by : NULL, .due_words = deadline_due(step, today, arena),
		.earliest = step->wait ? step->wait->by : NULL,
		.earliest_words = deadline_wait(step, today, arena), .counted = deadline_counted(step),
		.command = step->command, .other = step->other, .things = things_of(step, arena),
		.thing_count = step->todo_count, .late = step->late};
}

int wubu_worklist(struct wubu *wubu, const struct wubu_filter *filter, struct wubu_worklist **out,
		  struct wubu_error *error)
{
	struct wubu_worklist *made = heap_alloc(sizeof *made);
	*made = (struct wubu_worklist){.count = 0};
	if (asking_begin(&made->asking, wubu, filter, error)) {
		wubu_worklist_free(made);
		return -1;
	}
	struct worklist list = asking_list(&made->asking);
	for (size_t i = 0; i < list.count; i++)
		*arena_push(made->asking.all.arena, made->tasks, made->count) =
			task_of(&list.items[i], made->asking.all.today, made->asking.all.arena);
	*out = made;
	return 0;
}

const struct wubu_task *wubu_task(const struct wubu_worklist *list, size_t i)
{
	return i < list->count ? &list->tasks[i] : NULL;
}

void wubu_worklist_free(struct wubu_worklist *list)
{
	if (!list)
		return;
	asking_end(&list->asking);
	free(list);
}
