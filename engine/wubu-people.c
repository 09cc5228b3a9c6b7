/* SPDX-License-Identifier: Apache-2.0 */
/* Who is who: changes of rules/people.yaml as splices that keep its comments and layout, and the list of it. */
#include "wubu-keeping.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/limits.h"
#include "record/edit.h"
#include "store/outside.h"
#include "view/people.h"

#define PEOPLE_PATH "rules/people.yaml"

struct changing {
	struct keeping *k;
	const struct wubu_people *ask;
	struct record *record;          /* as changed so far */
	const struct trust_person *old; /* by the rules in force; NULL: somebody new */
	const char *today, *yesterday;
};

static struct wubu_error *error_of(const struct changing *c)
{
	return c->k->error;
}

static const char *day_text(struct changing *c, int32_t day)
{
	char text[DATE_TEXT_SIZE];
	return arena_text(c->k->arena, date_format(day, text));
}

/* ---- edits ------------------------------------------------------------------------------------- */

static int take_text(struct changing *c, struct wubu_bytes text)
{
	return record_read(&c->record, c->k->arena, PEOPLE_PATH, text, error_of(c));
}

/* people.PERSON.… with what follows in REST; DEPTH counts all. */
static struct record_step *path_of(struct changing *c, const char *person, const struct record_step *rest, size_t count)
{
	struct record_step *path = arena_array(c->k->arena, count + 2, sizeof *path);
	path[0] = (struct record_step){.name = "people"};
	path[1] = (struct record_step){.name = person};
	for (size_t i = 0; i < count; i++)
		path[i + 2] = rest[i];
	return path;
}

static int edit(struct changing *c, const char *person, const struct record_step *rest, size_t count,
		const struct record_value *value)
{
	struct buf text;
	struct record_step *path = path_of(c, person, rest, count);
	buf_init(&text);
	int rc = value ? record_edit_put(c->record, path, count + 2, value, &text, error_of(c))
		       : record_edit_drop(c->record, path, count + 2, &text, error_of(c));
	if (!rc)
		rc = take_text(c, (struct wubu_bytes){arena_copy(c->k->arena, buf_bytes(&text)), text.size});
	buf_release(&text);
	return rc;
}

static void put_text(struct changing *c, struct record_value *map, const char *key, const char *text)
{
	if (text)
		record_value_put(c->k->arena, map, key, record_value_text(c->k->arena, text));
}

static int append(struct changing *c, const char *person, const char *list, const struct record_value *item)
{
	const struct record_step rest[] = {{.name = list}, {.name = NULL, .index = RECORD_APPEND}};
	return edit(c, person, rest, 2, item);
}

/* The list of PERSON as it stands in the file now; NULL: none. */
static const struct record_node *list_of(const struct changing *c, const char *person, const char *list)
{
	return record_get(record_get(record_get(c->record->root, "people"), person), list);
}

/* Let item I of PERSON's LIST end with DAY; one that would not have begun by then goes. */
static int end_item(struct changing *c, const char *person, const char *list, size_t i, const char *day)
{
	const struct record_node *items = list_of(c, person, list);
	const char *from = record_get_text(items->items[i], "from");
	const struct record_step rest[] = {{.name = list}, {.name = NULL, .index = i}, {.name = "until"}};
	if (from && strcmp(from, day) > 0)
		return edit(c, person, rest, 2, NULL);
	return edit(c, person, rest, 3, record_value_text(c->k->arena, day));
}

/* ---- keys -------------------------------------------------------------------------------------- */

/* The line of a public key: WORDS itself, or what stands in the file of that name. */
static const char *key_line(struct changing *c, const char *words)
{
	struct wubu_bytes bytes;
	if (strchr(words, ' '))
		return words;
	int found = store_read_outside(words, LIMIT_YAML_SCALAR, c->k->arena, &bytes, error_of(c));
	if (found < 0)
		return NULL;
	if (!found) {
		error_set(error_of(c), WUBU_NOT_FOUND, _("there is no file %s"), words);
		error_hint(error_of(c), _("Name the file of the public key, as in ~/.ssh/id_ed25519.pub."));
		return NULL;
	}
	if (bytes.size >= 10 && memcmp(bytes.data, "-----BEGIN", 10) == 0) {
		error_set(error_of(c), WUBU_INPUT, _("%s is a private key: it must never leave its owner's machine"), words);
		error_hint(error_of(c), _("Name the file beside it that ends in .pub. If the private key was sent to you, have a new one made."));
		return NULL;
	}
	return arena_copy(c->k->arena, (struct wubu_bytes){bytes.data, strcspn(bytes.data, "\r\n")});
}

/* Read a key for enrolment: weak ones, certificates and other people's are refused with the reason. */
static int read_key(struct changing *c, const char *words, const char **line, struct trust_key *key)
{
	const struct trust_people *people = c->k->rules->people;
	*line = key_line(c, words);
	if (!*line || trust_key_parse(key, bytes_of(*line), c->k->arena, error_of(c)))
		return -1;
	for (size_t i = 0; i < people->count; i++)
		for (size_t k = 0; k < people->people[i].key_count; k++) {
			if (!bytes_equal(people->people[i].keys[k].key.blob, key->blob))
				continue;
			error_set(error_of(c), WUBU_CONFLICT, _("this key is %s's already (%s)"), people->people[i].name,
				  people->people[i].id);
			error_hint(error_of(c), _("Each person has keys of his or her own, and a new one each time: ssh-keygen -t ed25519"));
			return -1;
		}
	return 0;
}

static int add_key(struct changing *c, const char *words)
{
	struct trust_key key;
	const char *line;
	char fingerprint[TRUST_FINGERPRINT];
	struct record_value *item = record_value_map(c->k->arena);
	if (read_key(c, words, &line, &key))
		return -1;
	put_text(c, item, "key", line);
	put_text(c, item, "from", c->ask->from ? c->ask->from : c->today);
	put_text(c, item, "until", strcmp(c->ask->verb, "add") == 0 ? c->ask->until : NULL);
	if (append(c, c->ask->person, "keys", item))
		return -1;
	keeping_say(c->k, _("Key of %s: %s. Let the person compare it: ssh-keygen -l -f KEY.pub"), c->ask->person,
		    trust_fingerprint(&key, fingerprint));
	return 0;
}

/* Whether KEY is the one that WANTED names: by its fingerprint, or BLOB; both NULL: each. */
static bool is_wanted(const struct trust_key *key, const char *wanted, const struct trust_key *parsed)
{
	char fingerprint[TRUST_FINGERPRINT];
	if (!wanted)
		return true;
	return parsed->type ? bytes_equal(parsed->blob, key->blob)
			    : strcmp(trust_fingerprint(key, fingerprint), wanted) == 0;
}

/* End the keys of the person that are not over; WANTED as above.  How many, or -1. */
static int end_keys(struct changing *c, const char *wanted)
{
	struct trust_key parsed = {0};
	const struct trust_person *old = c->old;
	int count = 0;
	if (wanted && strncmp(wanted, "SHA256:", 7) != 0) {
		const char *line = key_line(c, wanted);
		if (!line || trust_key_parse(&parsed, bytes_of(line), c->k->arena, error_of(c)))
			return -1;
	}
	/* From the last one on: one that goes does not move those before it. */
	for (size_t i = old->key_count; i-- > 0;) {
		const struct trust_term *term = &old->keys[i].term;
		if (!is_wanted(&old->keys[i].key, wanted, &parsed) ||
		    (term->until != DATE_NONE && term->until < c->k->today))
			continue;
		if (end_item(c, old->id, "keys", i, c->yesterday))
			return -1;
		count++;
	}
	return count;
}

/* ---- the verbs --------------------------------------------------------------------------------- */

static int fail_usage(struct changing *c, const char *message, const char *hint)
{
	error_set(error_of(c), WUBU_USAGE, "%s", message);
	error_hint(error_of(c), "%s", hint);
	return -1;
}

static int need_person(struct changing *c)
{
	if (c->old)
		return 0;
	error_set(error_of(c), WUBU_NOT_FOUND, _("nobody is enrolled as “%s”"), c->ask->person);
	error_hint(error_of(c), _("`wubu people list` lists them all"));
	return -1;
}

static int make_person(struct changing *c)
{
	struct record_value *person = record_value_map(c->k->arena);
	if (!c->ask->name || !c->ask->mail)
		return fail_usage(c, _("somebody new needs a name and a mail address"),
				  _("wubu people add ID --name NAME --mail ADDRESS --role ROLE --public-key FILE.pub"));
	put_text(c, person, "name", c->ask->name);
	put_text(c, person, "mail", c->ask->mail);
	put_text(c, person, "unit", c->ask->unit);
	return edit(c, c->ask->person, NULL, 0, person);
}

static int add_role(struct changing *c, const char *role)
{
	struct record_value *item = record_value_map(c->k->arena);
	put_text(c, item, "role", role);
	put_text(c, item, "from", c->ask->from ? c->ask->from : c->today);
	put_text(c, item, "until", c->ask->until);
	return append(c, c->ask->person, "roles", item);
}

static int do_add(struct changing *c)
{
	if (!c->old && make_person(c))
		return -1;
	if (c->old && !c->ask->role_count && !c->ask->key)
		return fail_usage(c, _("this person is enrolled already: what is to be added?"),
				  _("--role gives a role, --public-key a key; `wubu people rotate` changes a key"));
	for (size_t i = 0; i < c->ask->role_count; i++)
		if (add_role(c, c->ask->roles[i]))
			return -1;
	return c->ask->key ? add_key(c, c->ask->key) : 0;
}

static int do_rotate(struct changing *c)
{
	if (need_person(c))
		return -1;
	if (!c->ask->key)
		return fail_usage(c, _("which is the new key?"), _("wubu people rotate ID --public-key FILE.pub"));
	int ended = end_keys(c, NULL);
	if (ended < 0)
		return -1;
	keeping_say(c->k, ngettext("%d key signs nothing any more.", "%d keys sign nothing any more.", (unsigned long)ended),
		    ended);
	return add_key(c, c->ask->key);
}

static bool is_named(const struct changing *c, const char *role)
{
	for (size_t i = 0; i < c->ask->role_count; i++)
		if (strcmp(c->ask->roles[i], role) == 0)
			return true;
	return !c->ask->role_count;
}

static int end_roles(struct changing *c)
{
	const char *last = c->ask->until ? c->ask->until : c->yesterday;
	int count = 0;
	for (size_t i = c->old->role_count; i-- > 0;) {
		const struct trust_role *role = &c->old->roles[i];
		if (!is_named(c, role->role) || (role->term.until != DATE_NONE && role->term.until < c->k->today))
			continue;
		if (end_item(c, c->old->id, "roles", i, last))
			return -1;
		count++;
	}
	return count;
}

static int do_revoke(struct changing *c)
{
	if (need_person(c))
		return -1;
	bool all = !c->ask->key && !c->ask->role_count;
	int keys = all || c->ask->key ? end_keys(c, c->ask->key) : 0;
	int roles = keys >= 0 && (all || c->ask->role_count) ? end_roles(c) : 0;
	if (keys < 0 || roles < 0)
		return -1;
	if (!keys && !roles)
		return fail_usage(c, _("there is nothing of that kind to revoke"), _("`wubu people list ID` shows roles and keys"));
	keeping_say(c->k, ngettext("%d key signs nothing any more.", "%d keys sign nothing any more.", (unsigned long)keys), keys);
	keeping_say(c->k, ngettext("%d role ends.", "%d roles end.", (unsigned long)roles), roles);
	return 0;
}

static int do_delegate(struct changing *c)
{
	struct record_value *item = record_value_map(c->k->arena);
	if (need_person(c))
		return -1;
	if (!c->ask->deputy || c->ask->role_count != 1 || !c->ask->until || !c->ask->because)
		return fail_usage(c, _("who acts for this person, in which role, until when, and why?"),
				  _("wubu people delegate ID --to DEPUTY --role ROLE --until DAY --because \"…\""));
	if (!trust_person(c->k->rules->people, c->ask->deputy)) {
		error_set(error_of(c), WUBU_NOT_FOUND, _("nobody is enrolled as “%s”"), c->ask->deputy);
		error_hint(error_of(c), _("`wubu people list` lists them all"));
		return -1;
	}
	put_text(c, item, "role", c->ask->roles[0]);
	put_text(c, item, "for", c->ask->person);
	put_text(c, item, "from", c->ask->from ? c->ask->from : c->today);
	put_text(c, item, "until", c->ask->until);
	put_text(c, item, "because", c->ask->because);
	return append(c, c->ask->deputy, "roles", item);
}

static const struct verb {
	const char *name;
	int (*run)(struct changing *c);
} verbs[] = {{"add", do_add}, {"rotate", do_rotate}, {"revoke", do_revoke}, {"delegate", do_delegate}};

/* ---- the contract ------------------------------------------------------------------------------ */

/* people.yaml as it is in force; what was changed in rules/ by hand is not mixed with this. */
static int begin(struct changing *c)
{
	struct store_file *files;
	struct store_entry entry;
	struct wubu_bytes bytes;
	size_t count;
	struct store *store = c->k->wubu->ledger->store;
	if (store_worktree_changes(store, &c->k->tip.tree, "rules", c->k->arena, &files, &count, error_of(c)))
		return -1;
	if (count) {
		error_set(error_of(c), WUBU_CONFLICT, _("%s has changes that are not committed yet"), files[0].path);
		error_hint(error_of(c), _("make them a change of its own first (wubu rules propose), or take them back (git restore)"));
		return -1;
	}
	if (store_find(store, &c->k->tip.tree, PEOPLE_PATH, c->k->arena, &entry, error_of(c)) <= 0 ||
	    store_read(store, &entry.id, STORE_BLOB, LIMIT_YAML_BYTES, c->k->arena, &bytes, error_of(c)))
		return -1;
	c->today = day_text(c, c->k->today);
	c->yesterday = day_text(c, c->k->today - 1);
	c->old = trust_person(c->k->rules->people, c->ask->person);
	return take_text(c, bytes);
}

static int change_people(struct changing *c, struct wubu_report *report)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(verbs[i].name, c->ask->verb) != 0)
			continue;
		if (begin(c) || verbs[i].run(c))
			return -1;
		/* Read as every gate will read it, so that what is wrong is said before anything is made. */
		struct ledger_rules trial = *c->k->rules;
		if (ledger_people(&trial, c->record, c->k->arena, error_of(c)))
			return -1;
		struct store_file file = {PEOPLE_PATH, c->record->source, false};
		int made = keeping_change(c->k, &file, 1, report);
		if (made == 1 && !c->k->dry_run)
			keeping_say(c->k, _("In force from the next commit on; next: git push"));
		return made < 0 ? -1 : 0;
	}
	return error_set(error_of(c), WUBU_USAGE, _("people are not changed by “%s”"), c->ask->verb);
}

int wubu_change_people(struct wubu *wubu, const struct wubu_people *change, struct wubu_report **report,
		       struct buf *done, struct wubu_error *error)
{
	struct wubu_report *made = report_new("people");
	struct keeping k;
	struct changing c = {.k = &k, .ask = change};
	int rc = keeping_begin(&k, wubu, made->arena, error);
	k.dry_run = change->dry_run;
	k.done = change->dry_run ? NULL : done;
	k.plan.because = arena_format(made->arena, "people %s: %s%s%s", change->verb, change->person,
				      change->because ? ": " : "", change->because ? change->because : "");
	if (!rc)
		rc = change_people(&c, made);
	if (rc)
		wubu_report_free(made);
	else
		*report = made;
	return rc;
}

int wubu_list_people(struct wubu *wubu, const char *id, enum wubu_format format, struct buf *out,
		     struct wubu_error *error)
{
	struct arena *arena = arena_new();
	const struct ledger_rules *rules;
	struct store_commit tip;
	int found = wubu_tip(wubu, arena, &tip, error);
	int rc = found <= 0 ? (found < 0 ? -1 : error_set(error, WUBU_NOT_FOUND, _("this branch has no commit yet")))
			    : wubu_rules(wubu, &tip, &rules, error);
	if (!rc && id && !trust_person(rules->people, id)) {
		rc = error_set(error, WUBU_NOT_FOUND, _("nobody is enrolled as “%s”"), id);
		error_hint(error, _("`wubu people list` lists them all"));
	}
	if (!rc)
		people_write(rules, id, rule_day_of(rules->books[0], wubu->moment.seconds), (enum view_format)format, out);
	arena_free(arena);
	return rc;
}
