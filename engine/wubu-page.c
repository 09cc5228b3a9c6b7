/* SPDX-License-Identifier: Apache-2.0 */
/* What a front end that draws for itself asks for: whose ledger this is, and the files of a decision. */
#include "wubu-overviews.h"

#include "base/lang.h"
#include "base/limits.h"
#include "rule/roles.h"
#include "view/markup.h"

#include <stdlib.h>

/* ---- whose ledger ------------------------------------------------------------------- */

static const char *roles_of(const struct ledger_rules *rules, const struct trust_person *person, int32_t day,
			    struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < person->role_count; i++) {
		const char *name = person->roles[i].role;
		const struct rule_role *role = NULL;
		for (size_t k = 0; k < rules->book_count && !role; k++)
			role = rule_role(rules->books[k], name);
		if (trust_holds(person, name, day))
			buf_format(&out, "%s%s", out.size ? _(", ") : "", role ? rule_say(&role->label, name) : name);
	}
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

int wubu_card(struct wubu *wubu, struct wubu_card *card, struct wubu_error *error)
{
	struct store_commit tip;
	const struct ledger_rules *rules;
	*card = (struct wubu_card){.name = wubu->moment.name, .roles = "", .signs = wubu->key_file != NULL};
	int found = wubu_tip(wubu, wubu->arena, &tip, error);
	if (found <= 0)
		return found < 0 ? -1 : error_set(error, WUBU_NOT_FOUND, _("this branch has no commit yet"));
	if (wubu_rules(wubu, &tip, &rules, error))
		return -1;
	const struct trust_person *person =
		rules->people && wubu->moment.mail ? trust_person_of_mail(rules->people, bytes_of(wubu->moment.mail)) : NULL;
	card->title = rule_say(&rules->card.title, NULL);
	card->training = rules->card.training;
	if (!person)
		return 0;
	int offset = rules->book_count ? rules->books[0]->offset : wubu->moment.offset;
	card->person = person->id;
	card->name = person->name;
	card->roles = roles_of(rules, person, date_of_time(wubu->moment.seconds, offset), wubu->arena);
	return 0;
}

/* ---- choices --------------------------------------------------------------------------------- */

struct choosing {
	struct arena *arena;
	const struct ledger_rules *rules;
	struct wubu_choice *items;
	size_t count;
};

/* Several procedures may have one of the same name. */
static void add_choice(struct choosing *c, const char *name, const struct rule_label *label)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->items[i].name, name) == 0)
			return;
	*arena_push(c->arena, c->items, c->count) = (struct wubu_choice){name, rule_say(label, name)};
}

static void choose_steps(struct choosing *c)
{
	for (size_t b = 0; b < c->rules->book_count; b++)
		for (size_t i = 0; i < c->rules->books[b]->step_count; i++)
			add_choice(c, c->rules->books[b]->steps[i]->name, &c->rules->books[b]->steps[i]->label);
}

static void choose_matters(struct choosing *c)
{
	for (size_t b = 0; b < c->rules->book_count; b++)
		for (size_t i = 0; i < c->rules->books[b]->matter_count; i++)
			add_choice(c, c->rules->books[b]->matters[i]->name, &c->rules->books[b]->matters[i]->label);
}

static void choose_procedures(struct choosing *c)
{
	for (size_t b = 0; b < c->rules->book_count; b++)
		add_choice(c, c->rules->books[b]->name, &c->rules->books[b]->title);
}

static void choose_people(struct choosing *c)
{
	for (size_t i = 0; c->rules->people && i < c->rules->people->count; i++) {
		const struct trust_person *person = &c->rules->people->people[i];
		const char *label = person->unit ? arena_format(c->arena, _("%s (%s)"), person->name, person->unit)
						 : person->name;
		add_choice(c, person->id, &(struct rule_label){label, label});
	}
}

int wubu_choices(struct wubu *wubu, const char *kind, const struct wubu_choice **choices, size_t *count,
		 struct wubu_error *error)
{
	static const struct {
		const char *kind;
		void (*choose)(struct choosing *choosing);
	} kinds[] = {{"step", choose_steps}, {"matter", choose_matters}, {"procedure", choose_procedures},
		     {"person", choose_people}};
	struct choosing choosing = {.arena = wubu->arena};
	struct store_commit tip;
	int found = wubu_tip(wubu, wubu->arena, &tip, error);
	if (found < 0 || (found && wubu_rules(wubu, &tip, &choosing.rules, error)))
		return -1;
	for (size_t i = 0; found && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			kinds[i].choose(&choosing);
	*choices = choosing.items;
	*count = choosing.count;
	return 0;
}

/* ---- what can be done ------------------------------------------------------------------------ */

struct chances {
	struct arena *arena;
	const struct overview *overview;
	const char *me; /* NULL: nobody of this ledger */
	struct wubu_chance *items;
	size_t count;
};

static struct wubu_chance *add_chance(struct chances *c, const char *act, const struct overview_step *each,
				      const struct rule_names *roles)
{
	const struct rule_facts *facts = c->overview->facts;
	struct wubu_chance *chance = arena_push(c->arena, c->items, c->count);
	*chance = (struct wubu_chance){
		.act = act, .step = each ? each->step->name : NULL,
		.label = each ? rule_say(&each->step->label, each->step->name) : NULL,
		.who = roles_say(facts, roles, c->arena),
		.mine = c->me && (!roles->count || roles_held(facts->people, roles, c->me, facts->today))};
	return chance;
}

/* The outcomes of a sign-off, those that pass first. */
static void offer_outcomes(struct chances *c, struct wubu_chance *chance, const struct rule_step *step)
{
	struct wubu_choice *choices = arena_array(c->arena, step->outcome_count, sizeof *choices);
	for (size_t round = 0; round < 2; round++)
		for (size_t i = 0; i < step->outcome_count; i++) {
			const struct rule_choice *outcome = &step->outcomes[i];
			if (outcome->passes != (round == 0))
				continue;
			chance->passing += outcome->passes;
			choices[chance->choice_count++] =
				(struct wubu_choice){outcome->name, rule_say(&outcome->label, outcome->name)};
		}
	chance->choices = choices;
}

/* Where a decision may be returned to. */
static void offer_targets(struct chances *c, struct wubu_chance *chance, const struct rule_names *targets)
{
	struct wubu_choice *choices = arena_array(c->arena, targets->count, sizeof *choices);
	for (size_t i = 0; i < targets->count; i++) {
		const struct rule_step *step = rule_step(c->overview->book, targets->items[i]);
		choices[chance->choice_count++] = (struct wubu_choice){
			targets->items[i], step ? rule_say(&step->label, step->name) : targets->items[i]};
	}
	chance->choices = choices;
}

static void add_step_chances(struct chances *c, const struct overview_step *each)
{
	const struct rule_step *step = each->step;
	bool open = each->state == STATE_OPEN, signed_off = each->state == STATE_COMPLETE || each->state == STATE_RETURNED;
	if (open)
		add_chance(c, "fill", each, &step->fill.roles);
	if (open && step->outcome_count)
		offer_outcomes(c, add_chance(c, "sign", each, &step->sign.roles), step);
	if (open && step->skip.allowed)
		add_chance(c, "skip", each, &step->skip.roles);
	if (signed_off && step->give_back.allowed && step->give_back.targets.count)
		offer_targets(c, add_chance(c, "return", each, &step->give_back.roles), &step->give_back.targets);
	if ((signed_off || each->state == STATE_SKIPPED) && step->reopen.allowed)
		add_chance(c, "reopen", each, &step->reopen.roles);
}

static void add_whole_chances(struct chances *c)
{
	const struct rulebook *book = c->overview->book;
	if (book->withdraw.allowed)
		add_chance(c, "withdraw", NULL, &book->withdraw.roles);
	if (book->adopt.allowed && !c->overview->rules_now)
		add_chance(c, "adopt", NULL, &book->adopt.roles);
}

int wubu_chances(struct wubu *wubu, const char *id, const struct wubu_chance **chances, size_t *count,
		 struct wubu_error *error)
{
	struct overviews all = {.arena = wubu->arena};
	struct chances c = {.arena = wubu->arena, .me = wubu_me(wubu)};
	if (overviews_make(wubu, id, &all, error))
		return -1;
	c.overview = &all.items[0];
	for (size_t i = 0; !c.overview->withdrawn && i < c.overview->step_count; i++)
		add_step_chances(&c, &c.overview->steps[i]);
	if (!c.overview->withdrawn)
		add_whole_chances(&c);
	*chances = c.items;
	*count = c.count;
	return 0;
}

int wubu_title(struct wubu *wubu, const char *id, const char **title, const char **draft, struct wubu_error *error)
{
	struct overviews all = {.arena = wubu->arena};
	if (overviews_make(wubu, id, &all, error))
		return -1;
	*title = all.items[0].title;
	*draft = all.items[0].draft;
	return 0;
}

/* ---- a year ------------------------------------------------------------------------------------ */

/* The year in "decisions/2021/WJ-2021-003"; 0 when it is none. */
static int year_of(const char *folder)
{
	const char *last = strrchr(folder, '/');
	return last && last - folder > 4 ? atoi(last - 4) : 0;
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

int wubu_years(struct wubu *wubu, const int **years, size_t *count, struct wubu_error *error)
{
	struct overviews all = {.arena = wubu->arena};
	int *found = NULL;
	size_t known = 0, kept = 0;
	if (overviews_make(wubu, NULL, &all, error))
		return -1;
	for (size_t i = 0; i < all.count; i++)
		*arena_push(wubu->arena, found, known) = year_of(all.folders[i]);
	if (known)
		qsort(found, known, sizeof *found, by_number);
	for (size_t i = 0; i < known; i++)
		if (!kept || found[kept - 1] != found[i])
			found[kept++] = found[i];
	*years = found;
	*count = kept;
	return 0;
}

int wubu_year(struct wubu *wubu, int year, struct buf *out, struct wubu_error *error)
{
	struct overviews all = {.arena = arena_new()};
	int rc = overviews_make(wubu, NULL, &all, error);
	size_t kept = 0;
	for (size_t i = 0; !rc && i < all.count; i++)
		if (year_of(all.folders[i]) == year)
			all.items[kept++] = all.items[i];
	if (!rc)
		markup_year(all.items, kept, out);
	arena_free(all.arena);
	return rc;
}

/* ---- files ----------------------------------------------------------------------------------- */

struct search {
	struct store *store;
	struct arena *arena;
	const struct store_id *wanted;
	const char *name; /* when found */
	size_t visited;
	struct wubu_error *error;
};

/* A folder of the record, and those in it; 1 found, 0 not here, -1 error. */
static int search_tree(struct search *search, const struct store_id *tree, size_t depth)
{
	struct store_tree entries;
	if (depth > LIMIT_TREE_DEPTH)
		return error_set(search->error, WUBU_LIMIT, _("folders inside of folders are too deep here"));
	if (store_read_tree(search->store, tree, search->arena, &entries, search->error))
		return -1;
	for (size_t i = 0; i < entries.count; i++) {
		const struct store_entry *entry = &entries.entries[i];
		if (++search->visited > LIMIT_TREE_ENTRIES)
			return error_set(search->error, WUBU_LIMIT, _("this folder holds too many files"));
		if (entry->mode == STORE_MODE_FILE && store_id_equal(&entry->id, search->wanted)) {
			search->name = entry->name.data;
			return 1;
		}
		int found = entry->mode == STORE_MODE_TREE ? search_tree(search, &entry->id, depth + 1) : 0;
		if (found)
			return found;
	}
	return 0;
}

static int find_file(struct wubu *wubu, const char *id, struct search *search)
{
	struct wubu_decision decision;
	struct store_commit tip;
	struct store_entry folder;
	if (wubu_decision(wubu, id, search->arena, &decision, search->error) != 1 ||
	    wubu_tip(wubu, search->arena, &tip, search->error) != 1 ||
	    store_find(search->store, &tip.tree, decision.folder, search->arena, &folder, search->error) != 1)
		return -1;
	return search_tree(search, &folder.id, 0);
}

int wubu_file(struct wubu *wubu, const char *id, const char *oid, const char **name, struct buf *out,
	      struct wubu_error *error)
{
	struct store_id wanted;
	struct wubu_bytes bytes;
	struct search search = {.store = wubu->ledger->store, .arena = arena_new(), .wanted = &wanted, .error = error};
	int rc = -1;
	int found = store_id_parse(&wanted, bytes_of(oid)) ? 0 : find_file(wubu, id, &search);
	if (found == 0)
		error_set(error, WUBU_NOT_FOUND, _("this decision has no such file"));
	if (found != 1 || store_read(search.store, &wanted, STORE_BLOB, LIMIT_MATERIAL_BYTES, search.arena, &bytes, error))
		goto out;
	buf_add(out, bytes);
	*name = arena_text(wubu->arena, search.name);
	rc = 0;
out:
	arena_free(search.arena);
	return rc;
}
