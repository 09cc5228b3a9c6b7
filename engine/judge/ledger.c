/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/ledger.h"

#include "base/lang.h"
#include "base/limits.h"
#include "judge/approval.h"
#include "judge/card.h"
#include "judge/rules-image.h"
#include "store/commit.h"
#include "trust/digest.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define RULES_FOLDER "rules"

/* Digests that are kept for one run of related commits. */
#define DIGESTS_KEPT 4096

struct ledger_library {
	pthread_mutex_t lock; /* on all below: whoever needs rules that nobody has loaded loads them for all */
	struct arena *arena;
	struct ledger_rules **known;
	size_t known_count;
	unsigned users;
};

static struct ledger_library *library_new(void)
{
	struct ledger_library *library = heap_alloc(sizeof *library);
	pthread_mutex_init(&library->lock, NULL);
	library->arena = arena_new();
	return library;
}

static void library_leave(struct ledger_library *library)
{
	if (--library->users)
		return;
	arena_free(library->arena);
	pthread_mutex_destroy(&library->lock);
	free(library);
}

static int open_with(struct ledger **out, const char *path, enum store_open how,
		     struct ledger_library *library, struct wubu_error *error)
{
	struct store *store;
	if (store_open(&store, path, how, error))
		return -1;
	struct ledger *ledger = heap_alloc(sizeof *ledger);
	ledger->store = store;
	store_hash_trees_by(store, digest_sha1);
	ledger->scratch = arena_new();
	ledger->lines = arena_new();
	ledger->library = library ? library : library_new();
	ledger->library->users++;
	ledger->path = strcpy(heap_alloc(strlen(path) + 1), path);
	ledger->how = how;
	*out = ledger;
	return 0;
}

int ledger_open(struct ledger **out, const char *path, enum store_open how, struct wubu_error *error)
{
	return open_with(out, path, how, NULL, error);
}

int ledger_again(struct ledger **out, const struct ledger *ledger, struct wubu_error *error)
{
	return open_with(out, ledger->path, ledger->how, ledger->library, error);
}

static void forget_kept(struct ledger *ledger)
{
	for (size_t i = 0; i < 2; i++)
		arena_free(ledger->kept[i].arena);
	memset(ledger->kept, 0, sizeof ledger->kept);
}

void ledger_settle(struct ledger *ledger)
{
	forget_kept(ledger);
	if (ledger->digest_count <= DIGESTS_KEPT)
		return;
	free(ledger->digests);
	ledger->digests = NULL;
	ledger->digest_count = ledger->digest_size = 0;
}

void ledger_free(struct ledger *ledger)
{
	if (!ledger)
		return;
	forget_kept(ledger);
	store_free(ledger->store);
	library_leave(ledger->library);
	arena_free(ledger->scratch);
	arena_free(ledger->lines);
	free(ledger->digests);
	free(ledger->path);
	free(ledger);
}

void ledger_keep_rules(struct ledger *ledger)
{
	ledger->keeps_rules = true;
}

int ledger_is_whole(struct ledger *ledger, struct wubu_error *error)
{
	static const struct { unsigned bit; const char *what; } defects[] = {
		{STORE_SHALLOW, N_("this copy is shallow: it lacks the older history, so it cannot be judged")},
		{STORE_PARTIAL, N_("this copy is partial: objects are missing, so it cannot be judged")},
		{STORE_GRAFTED, N_("this copy has grafts (info/grafts): its history may not be what it shows")},
		{STORE_REPLACED, N_("this copy has replace refs: its history may not be what it shows")},
	};
	unsigned found = store_defects(ledger->store);
	for (size_t i = 0; i < sizeof defects / sizeof *defects; i++)
		if (found & defects[i].bit) {
			error_set(error, WUBU_REPOSITORY, "%s", _(defects[i].what));
			error_hint(error, _("make a full clone: git clone URL"));
			return -1;
		}
	return 0;
}

/* ---- files of a rules tree ------------------------------------------------------------- */

struct rules_source {
	struct ledger *ledger;
	const struct store_id *tree;
	struct rules_image *read; /* so far; what several rulebooks extend is read once */
};

static int read_rules_object(const struct rules_source *source, const char *path, const char *shown,
			     struct record **record, struct wubu_error *error)
{
	struct ledger *ledger = source->ledger;
	struct store_entry entry;
	struct wubu_bytes bytes;
	int found = store_find(ledger->store, source->tree, path, ledger->library->arena, &entry, error);
	if (found < 0)
		return -1;
	if (!found || entry.mode != STORE_MODE_FILE)
		return error_set(error, WUBU_NOT_FOUND, _("the rules lack the file %s"), shown);
	if (store_read(ledger->store, &entry.id, STORE_BLOB, LIMIT_YAML_BYTES, ledger->library->arena, &bytes, error))
		return -1;
	return record_read(record, ledger->library->arena, shown, bytes, error);
}

/* PATH below the rules tree as a record, which lives as long as the ledger. */
static int read_rules_file(const struct rules_source *source, const char *path, struct record **record,
			   struct wubu_error *error)
{
	const char *shown = arena_format(source->ledger->library->arena, RULES_FOLDER "/%s", path);
	if ((*record = rules_image_find(source->read, shown)))
		return 0;
	if (read_rules_object(source, path, shown, record, error))
		return -1;
	rules_image_add(source->read, *record, source->ledger->library->arena);
	return 0;
}

static int read_rulebook(void *context, const char *name, struct arena *arena, struct record **record,
			 struct wubu_error *error)
{
	const struct rules_source *source = context;
	const char *path = arena_format(arena, "%s/rulebook.yaml", name);
	if (strstr(name, "..") || name[0] == '/')
		return error_set(error, WUBU_INPUT, _("“%s” is no name of a rulebook"), name);
	return read_rules_file(source, path, record, error);
}

/* ---- people, as rules see them ------------------------------------------------------------ */

static bool person_known(const void *context, const char *person)
{
	return trust_person(context, person) != NULL;
}

static const char *person_name(const void *context, const char *person)
{
	const struct trust_person *found = trust_person(context, person);
	return found ? found->name : person;
}

static bool person_holds(const void *context, const char *person, const char *role, int32_t day)
{
	const struct trust_person *found = trust_person(context, person);
	return found && trust_holds(found, role, day);
}

static const char *person_acts_for(const void *context, const char *person, const char *role, int32_t day)
{
	const struct trust_person *found = trust_person(context, person);
	return found ? trust_acts_for(context, found, role, day) : NULL;
}

static const char *each_person(const void *context, size_t i)
{
	const struct trust_people *people = context;
	return i < people->count ? people->people[i].id : NULL;
}

static bool terms_meet(const struct trust_term *a, const struct trust_term *b)
{
	return (a->until == DATE_NONE || b->from == DATE_NONE || b->from <= a->until) &&
	       (b->until == DATE_NONE || a->from == DATE_NONE || a->from <= b->until);
}

static const struct rule_role *role_in(const struct ledger_rules *rules, const char *name)
{
	for (size_t i = 0; i < rules->book_count; i++)
		if (rule_role(rules->books[i], name))
			return rule_role(rules->books[i], name);
	return NULL;
}

static bool keeps_rules(const struct ledger_rules *rules, const char *role)
{
	for (size_t i = 0; i < rules->book_count; i++)
		if (rule_names_have(&rules->books[i]->rules.roles, role))
			return true;
	return false;
}

/* Each role must be one that a rulebook knows, and nobody may hold two that are apart at a time. */
static int check_roles(const struct ledger_rules *rules, const struct trust_person *person,
		       struct wubu_error *error)
{
	for (size_t i = 0; i < person->role_count; i++) {
		const struct trust_role *mine = &person->roles[i];
		const struct rule_role *role = role_in(rules, mine->role);
		if (!role) {
			error_set(error, WUBU_INPUT, _("no rulebook of this ledger knows the role “%s”"), mine->role);
			record_place(rules->people->record, mine->node, error);
			return -1;
		}
		if (mine->holder && keeps_rules(rules, mine->role)) {
			error_set(error, WUBU_INPUT, _("a keeper of the rules has no deputy: persons are counted where rules change"));
			record_place(rules->people->record, mine->node, error);
			return -1;
		}
		for (size_t k = 0; k < person->role_count; k++) {
			const struct trust_role *other = &person->roles[k];
			if (!rule_names_have(&role->apart_from, other->role) ||
			    !terms_meet(&mine->term, &other->term))
				continue;
			error_set(error, WUBU_INPUT, _("%s would hold “%s” and “%s” at the same time, which the rules keep apart"),
				  person->name, mine->role, other->role);
			record_place(rules->people->record, other->node, error);
			return -1;
		}
	}
	return 0;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static int load_books(struct rules_source *source, struct ledger_rules *rules, struct wubu_error *error)
{
	struct ledger *ledger = source->ledger;
	size_t count = rules->card.procedures.count;
	rules->books = arena_array(ledger->library->arena, count, sizeof *rules->books);
	rules->calendars = arena_array(ledger->library->arena, count, sizeof *rules->calendars);
	for (size_t i = 0; i < count; i++) {
		struct rulebook *book;
		struct record *record;
		if (rulebook_load(&book, rules->card.procedures.items[i], read_rulebook, source,
				  ledger->library->arena, error))
			return -1;
		if (strcmp(book->folder, RULES_FOLDER) == 0 || strcmp(book->folder, APPROVAL_FOLDER) == 0)
			return error_set(error, WUBU_INPUT, _("the rulebook “%s” keeps its records in %s/, which is not for records"),
					 book->name, book->folder);
		for (size_t k = 0; k < i; k++)
			if (strcmp(rules->books[k]->folder, book->folder) == 0)
				return error_set(error, WUBU_INPUT,
						 _("the rulebooks “%s” and “%s” keep their records in the same folder"),
						 rules->books[k]->name, book->name);
		rules->books[i] = book;
		rules->book_count = i + 1;
		const char *path = arena_format(ledger->library->arena, "calendar/%s.yaml", book->calendar);
		if (read_rules_file(source, path, &record, error) ||
		    rule_calendar_read(&rules->calendars[i], record, ledger->library->arena, error))
			return -1;
	}
	return 0;
}

int ledger_people(struct ledger_rules *rules, const struct record *record, struct arena *arena,
		  struct wubu_error *error)
{
	struct trust_people *people;
	if (trust_people_read(&people, record, arena, error))
		return -1;
	rules->people = people;
	rules->view = (struct rule_people){people, person_known, person_name, person_holds, each_person,
					   person_acts_for};
	for (size_t i = 0; i < people->count; i++)
		if (check_roles(rules, &people->people[i], error))
			return -1;
	return 0;
}

static bool has_catalogue(const struct ledger_rules *rules, const char *name)
{
	for (size_t i = 0; i < rules->catalogues.count; i++)
		if (strcmp(rules->catalogues.items[i].name, name) == 0)
			return true;
	return false;
}

int ledger_catalogues(struct ledger_rules *rules, struct arena *arena,
		      int (*read)(void *context, const char *path, struct record **record, struct wubu_error *error),
		      void *context, struct wubu_error *error)
{
	rule_shelf_init(&rules->catalogues);
	for (size_t i = 0; i < rules->book_count; i++)
		for (size_t k = 0; k < rules->books[i]->catalogues.count; k++) {
			const char *name = rules->books[i]->catalogues.items[k];
			struct record *record;
			struct rule_catalogue catalogue;
			if (has_catalogue(rules, name))
				continue;
			int found = read(context, arena_format(arena, "catalogue/%s.yaml", name), &record, error);
			if (found < 0 || (found && rule_catalogue_read(&catalogue, name, record, arena, error)))
				return -1;
			if (found)
				*arena_push(arena, rules->catalogues.items, rules->catalogues.count) = catalogue;
		}
	return 0;
}

/* The file at PATH of the rules: 1, or 0 when there is none. */
static int read_if_there(void *context, const char *path, struct record **record, struct wubu_error *error)
{
	struct wubu_error mine = {0};
	if (!read_rules_file(context, path, record, &mine))
		return 1;
	if (mine.code == WUBU_NOT_FOUND)
		return 0;
	*error = mine;
	return -1;
}

static int load_rules(struct ledger *ledger, struct ledger_rules *rules, struct wubu_error *error)
{
	struct record *record;
	struct rules_image *image = rules_image_open(ledger->keeps_rules ? ledger->store : NULL, &rules->tree, ledger->library->arena);
	struct rules_source source = {ledger, &rules->tree, image};
	if (read_rules_file(&source, "ledger.yaml", &record, error) ||
	    card_read(&rules->card, record, ledger->library->arena, error) || load_books(&source, rules, error) ||
	    ledger_catalogues(rules, ledger->library->arena, read_if_there, &source, error) ||
	    read_rules_file(&source, "people.yaml", &record, error) ||
	    ledger_people(rules, record, ledger->library->arena, error))
		return -1;
	rules_image_save(image, ledger->library->arena);
	return 0;
}

static const struct ledger_rules *known_rules(const struct ledger_library *library, const struct store_id *tree)
{
	for (size_t i = library->known_count; i-- > 0;)
		if (store_id_equal(&library->known[i]->tree, tree))
			return library->known[i];
	return NULL;
}

int ledger_rules(struct ledger *ledger, const struct store_id *tree, const struct ledger_rules **rules,
		 struct wubu_error *error)
{
	struct ledger_library *library = ledger->library;
	int rc = 0;
	pthread_mutex_lock(&library->lock);
	*rules = known_rules(library, tree);
	if (!*rules) {
		struct ledger_rules *loaded = arena_alloc(library->arena, sizeof *loaded);
		loaded->tree = *tree;
		store_id_format(tree, loaded->hex);
		rc = load_rules(ledger, loaded, error);
		if (rc == 0)
			*rules = *arena_push(library->arena, library->known, library->known_count) = loaded;
	}
	pthread_mutex_unlock(&library->lock);
	return rc;
}

int ledger_rules_of(struct ledger *ledger, const struct store_id *root,
		    const struct ledger_rules **rules, struct wubu_error *error)
{
	struct store_entry entry;
	struct arena *arena = arena_new();
	int found = store_find(ledger->store, root, RULES_FOLDER, arena, &entry, error);
	arena_free(arena);
	if (found < 0)
		return -1;
	if (!found || entry.mode != STORE_MODE_TREE) {
		error_set(error, WUBU_NOT_FOUND, _("there is no ledger here: the folder rules/ is missing"));
		error_hint(error, _("`wubu init` makes a ledger"));
		return -1;
	}
	return ledger_rules(ledger, &entry.id, rules, error);
}

/* ---- rules that were -------------------------------------------------------------------------- */

/* The rules tree and the first parent (zero: none) of the commit ID, whatever else stands in it. */
static int read_line(struct ledger *ledger, const struct store_id *id, struct arena *arena,
		     struct store_id *rules, struct store_id *parent, struct wubu_error *error)
{
	struct store_commit commit;
	struct store_entry entry;
	*parent = *rules = (struct store_id){{0}};
	if (store_read_commit(ledger->store, id, arena, &commit, error))
		return -1;
	if (commit.parent_count)
		*parent = commit.parents[0];
	int found = store_find(ledger->store, &commit.tree, RULES_FOLDER, arena, &entry, error);
	if (found > 0)
		*rules = entry.id;
	return found < 0 ? -1 : 0;
}

static bool has_tree(const struct store_id *trees, size_t count, const struct store_id *tree)
{
	for (size_t i = count; i-- > 0;)
		if (store_id_equal(&trees[i], tree))
			return true;
	return false;
}

/* Make LINE_RULES those of the line that ends in TIP; where it goes on from the line known, only what is new is read. */
static int follow_line(struct ledger *ledger, const struct store_id *tip, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct store_id *trees = NULL, rules, parent, at = *tip;
	size_t count = 0, known = 0;
	int rc = 0;
	while (!rc && !store_id_is_zero(&at)) {
		if (store_id_equal(&at, &ledger->line_tip)) {
			known = ledger->line_count;
			break;
		}
		arena_reset(ledger->scratch);
		rc = read_line(ledger, &at, ledger->scratch, &rules, &parent, error);
		at = parent;
		if (!rc && !has_tree(trees, count, &rules))
			*arena_push(arena, trees, count) = rules;
	}
	if (!rc) {
		ledger->line_tip = *tip;
		ledger->line_count = known;
		for (size_t i = 0; i < count; i++)
			if (!has_tree(ledger->line_rules, ledger->line_count, &trees[i]))
				*arena_push(ledger->lines, ledger->line_rules, ledger->line_count) = trees[i];
	}
	arena_free(arena);
	return rc;
}

int ledger_had_rules(struct ledger *ledger, const struct store_id *tip, const struct store_id *tree,
		     struct wubu_error *error)
{
	if (!store_id_equal(tip, &ledger->line_tip) && follow_line(ledger, tip, error))
		return -1;
	return has_tree(ledger->line_rules, ledger->line_count, tree);
}

/* ---- whose is what ----------------------------------------------------------------------------- */

const struct rulebook *ledger_book_of(const struct ledger_rules *rules, const char *path,
				      struct arena *arena, const char **folder)
{
	if (folder)
		*folder = NULL;
	for (size_t i = 0; i < rules->book_count; i++) {
		size_t size = strlen(rules->books[i]->folder);
		if (strncmp(path, rules->books[i]->folder, size) != 0 || path[size] != '/')
			continue;
		/* <folder>/<year>/<id>/… */
		const char *year = path + size + 1, *id = strchr(year, '/');
		const char *end = id ? strchr(id + 1, '/') : NULL;
		if (folder && end)
			*folder = arena_copy(arena, (struct wubu_bytes){path, (size_t)(end - path)});
		return rules->books[i];
	}
	return NULL;
}

const struct rulebook *ledger_book(const struct ledger_rules *rules, const char *name,
				   const struct rule_calendar **calendar)
{
	for (size_t i = 0; i < rules->book_count; i++)
		if (strcmp(rules->books[i]->name, name) == 0) {
			if (calendar)
				*calendar = rules->calendars[i];
			return rules->books[i];
		}
	return NULL;
}

/* ---- digests ------------------------------------------------------------------------------------- */

struct ledger_digest {
	struct store_id id;
	char hex[DIGEST_HEX]; /* empty: a free place */
};

static struct ledger_digest *digest_place(struct ledger_digest *table, size_t size,
					  const struct store_id *id)
{
	size_t at;
	memcpy(&at, id->bytes, sizeof at);
	for (at &= size - 1; table[at].hex[0] && !store_id_equal(&table[at].id, id);)
		at = (at + 1) & (size - 1);
	return &table[at];
}

static void grow_digests(struct ledger *ledger)
{
	size_t size = ledger->digest_size ? ledger->digest_size * 2 : 256;
	struct ledger_digest *table = heap_alloc(size * sizeof *table);
	for (size_t i = 0; i < ledger->digest_size; i++)
		if (ledger->digests[i].hex[0])
			*digest_place(table, size, &ledger->digests[i].id) = ledger->digests[i];
	free(ledger->digests);
	ledger->digests = table;
	ledger->digest_size = size;
}

const char *ledger_digest(struct ledger *ledger, const struct store_id *id, struct wubu_error *error)
{
	struct wubu_bytes bytes;
	if (ledger->digest_count * 2 >= ledger->digest_size)
		grow_digests(ledger);
	struct ledger_digest *place = digest_place(ledger->digests, ledger->digest_size, id);
	if (place->hex[0])
		return place->hex;
	arena_reset(ledger->scratch);
	if (store_read(ledger->store, id, STORE_BLOB, LIMIT_MATERIAL_BYTES, ledger->scratch, &bytes, error))
		return NULL;
	place->id = *id;
	digest_sha256(bytes, place->hex);
	ledger->digest_count++;
	arena_reset(ledger->scratch);
	return place->hex;
}

/* ---- records and their files ------------------------------------------------------------------------ */

int ledger_record(struct ledger *ledger, const struct store_id *root, const char *path,
		  struct arena *arena, struct record **record, struct wubu_error *error)
{
	struct store_entry entry;
	int found = store_find(ledger->store, root, path, arena, &entry, error);
	if (found <= 0)
		return found;
	return ledger_record_of(ledger, &entry.id, path, NULL, arena, record, error) ? -1 : 1;
}

int ledger_record_of(struct ledger *ledger, const struct store_id *id, const char *path, const struct record *before,
		     struct arena *arena, struct record **record, struct wubu_error *error)
{
	struct wubu_bytes bytes;
	if (store_read(ledger->store, id, STORE_BLOB, LIMIT_YAML_BYTES, arena, &bytes, error))
		return -1;
	return before ? record_read_after(record, arena, before, path, bytes, error)
		      : record_read(record, arena, path, bytes, error);
}

/* The digests that findings and lists of materials hold must outlive the table's growth. */
static const char *file_digest(void *context, const char *path)
{
	struct ledger_files *files = context;
	const char *whole = files->own ? path : arena_format(files->arena, "%s/%s", files->folder, path);
	struct store_entry entry;
	int found = store_find(files->ledger->store, files->own ? files->own : &files->root, whole, files->arena, &entry, &files->error);
	if (found <= 0 || entry.mode != STORE_MODE_FILE)
		return NULL;
	const char *hex = ledger_digest(files->ledger, &entry.id, &files->error);
	return hex ? arena_text(files->arena, hex) : NULL;
}

void ledger_files_init(struct ledger_files *files, struct ledger *ledger, const struct store_id *root,
		       const char *folder, struct arena *arena)
{
	*files = (struct ledger_files){.ledger = ledger, .root = *root, .folder = folder, .arena = arena};
	files->view = (struct rule_files){files, file_digest};
}

bool ledger_file_id(const struct rule_files *files, const char *path, struct store_id *id)
{
	struct wubu_error ignored = {0};
	struct store_entry entry;
	if (!files || files->digest != file_digest)
		return false;
	const struct ledger_files *here = files->context;
	const char *whole = arena_format(here->arena, "%s/%s", here->folder, path);
	if (store_find(here->ledger->store, &here->root, whole, here->arena, &entry, &ignored) <= 0 ||
	    entry.mode != STORE_MODE_FILE)
		return false;
	*id = entry.id;
	return true;
}
