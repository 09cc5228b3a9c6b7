/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/people.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"
#include "trust/key.h"

#include <stddef.h>

#define ID_MOST 64

/* What the functions below hand to each other. */
struct reader {
	const struct record *record;
	struct arena *arena;
	struct wubu_error *error;
};

/*
 * A key of a map in people.yaml.  READ puts the value at OFFSET of what is being read; NODE is
 * of KIND and not empty.
 */
struct field {
	const char *name;
	enum record_kind kind;
	bool required;
	int (*read)(struct reader *reader, const struct record_node *node, void *target);
	size_t offset;
};

/* A map: its fields up to one without a name, and what it is called in messages. */
struct form {
	const char *what;
	const struct field *fields;
};

static int place(struct reader *reader, const struct record_node *node)
{
	record_place(reader->record, node, reader->error);
	return -1;
}

/* ---- maps by table ------------------------------------------------------- */

static const char *field_name(const void *context, size_t i)
{
	return ((const struct field *)context)[i].name;
}

static const struct field *field_of(const struct form *form, const char *name)
{
	for (const struct field *field = form->fields; field->name; field++)
		if (strcmp(field->name, name) == 0)
			return field;
	return NULL;
}

static int refuse_unknown(struct reader *reader, const struct form *form,
			  const struct record_entry *entry)
{
	char shown[TRUST_SHOWN];
	const char *nearest = text_nearest(entry->name, field_name, form->fields);
	error_set(reader->error, WUBU_INPUT, _("`%s` is not a key of %s."),
		  trust_show(bytes_of(entry->name), shown), _(form->what));
	if (nearest)
		error_hint(reader->error, _("Did you mean `%s`?"), nearest);
	return place(reader, entry->key);
}

static int refuse_kind(struct reader *reader, const struct record_node *node,
		       const struct field *field)
{
	static const char *const kinds[] = {
		[RECORD_TEXT] = N_("a text"),
		[RECORD_LIST] = N_("a list, each item after a `-`"),
		[RECORD_MAP] = N_("a map of keys and values"),
	};
	error_set(reader->error, WUBU_INPUT, _("`%s` must be %s."), field->name, _(kinds[field->kind]));
	return place(reader, node);
}

static int read_field(struct reader *reader, const struct field *field,
		      const struct record_node *node, void *target)
{
	if (record_is_empty(node))
		return 0;
	if (node->kind != field->kind)
		return refuse_kind(reader, node, field);
	return field->read(reader, node, (char *)target + field->offset);
}

static int check_required(struct reader *reader, const struct form *form,
			  const struct record_node *map)
{
	for (const struct field *field = form->fields; field->name; field++) {
		const struct record_node *value = record_get(map, field->name);
		if (!field->required || !record_is_empty(value))
			continue;
		error_set(reader->error, WUBU_INPUT, _("`%s` is missing from %s."), field->name,
			  _(form->what));
		return place(reader, value ? value : map);
	}
	return 0;
}

static int read_map(struct reader *reader, const struct form *form, const struct record_node *map,
		    void *target)
{
	if (map->kind != RECORD_MAP) {
		error_set(reader->error, WUBU_INPUT, _("There must be keys and values here: this is %s."),
			  _(form->what));
		return place(reader, map);
	}
	for (size_t i = 0; i < map->count; i++)
		if (!field_of(form, map->entries[i].name))
			return refuse_unknown(reader, form, &map->entries[i]);
	if (check_required(reader, form, map) < 0)
		return -1;
	for (size_t i = 0; i < map->count; i++)
		if (read_field(reader, field_of(form, map->entries[i].name), map->entries[i].value,
			       target) < 0)
			return -1;
	return 0;
}

/* ---- values -------------------------------------------------------------- */

/* A text that git can put into an author line. */
static int read_line(struct reader *reader, const struct record_node *node, void *target)
{
	for (size_t i = 0; i < node->text.size; i++) {
		if (node->text.data[i] != '\n' && node->text.data[i] != '<' && node->text.data[i] != '>')
			continue;
		error_set(reader->error, WUBU_INPUT,
			  _("This must stand on one line and be free of `<` and `>`, which git cannot put into an author's name."));
		return place(reader, node);
	}
	*(const char **)target = node->text.data;
	return 0;
}

static bool is_mail(struct wubu_bytes text)
{
	const char *at = memchr(text.data, '@', text.size);
	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)text.data[i] <= ' ' || text.data[i] == ',' || text.data[i] == ';')
			return false;
	size_t before = at ? (size_t)(at - text.data) : 0;
	return before > 0 && before + 1 < text.size && !memchr(at + 1, '@', text.size - before - 1);
}

static int read_mail(struct reader *reader, const struct record_node *node, void *target)
{
	if (is_mail(node->text))
		return read_line(reader, node, target);
	error_set(reader->error, WUBU_INPUT, _("`mail` must be one address, as in liu.fang@wangjing.example."));
	return place(reader, node);
}

static int read_day(struct reader *reader, const struct record_node *node, void *target)
{
	char shown[TRUST_SHOWN];
	int32_t day = date_parse(node->text);
	*(int32_t *)target = day;
	if (day != DATE_NONE)
		return 0;
	error_set(reader->error, WUBU_INPUT, _("`%s` is not a day of the calendar."),
		  trust_show(node->text, shown));
	error_hint(reader->error, _("Write days as 2021-03-01."));
	return place(reader, node);
}

static int read_key_text(struct reader *reader, const struct record_node *node, void *target)
{
	if (trust_key_parse(target, node->text, reader->arena, reader->error) == 0)
		return 0;
	return place(reader, node);
}

/* ---- terms: keys and roles ----------------------------------------------- */

static int check_term(struct reader *reader, const struct record_node *map,
		      const struct trust_term *term)
{
	if (term->from == DATE_NONE || term->until == DATE_NONE || term->from <= term->until)
		return 0;
	error_set(reader->error, WUBU_INPUT, _("This term ends before it begins."));
	error_hint(reader->error, _("`until` is the last day of the term; it cannot be before `from`."));
	return place(reader, record_get(map, "until"));
}

bool trust_term_holds(const struct trust_term *term, int32_t day)
{
	return day != DATE_NONE && (term->from == DATE_NONE || term->from <= day) &&
	       (term->until == DATE_NONE || day <= term->until);
}

static bool terms_meet(const struct trust_term *a, const struct trust_term *b)
{
	return (a->from == DATE_NONE || b->until == DATE_NONE || a->from <= b->until) &&
	       (b->from == DATE_NONE || a->until == DATE_NONE || b->from <= a->until);
}

static const struct field key_fields[] = {
	{"key", RECORD_TEXT, true, read_key_text, offsetof(struct trust_person_key, key)},
	{"from", RECORD_TEXT, false, read_day, offsetof(struct trust_person_key, term.from)},
	{"until", RECORD_TEXT, false, read_day, offsetof(struct trust_person_key, term.until)},
	{0},
};
static const struct form key_form = {N_("an item of `keys`"), key_fields};

static const struct field role_fields[] = {
	{"role", RECORD_TEXT, true, read_line, offsetof(struct trust_role, role)},
	{"from", RECORD_TEXT, true, read_day, offsetof(struct trust_role, term.from)},
	{"until", RECORD_TEXT, false, read_day, offsetof(struct trust_role, term.until)},
	{"for", RECORD_TEXT, false, read_line, offsetof(struct trust_role, holder)},
	{"because", RECORD_TEXT, false, read_line, offsetof(struct trust_role, because)},
	{0},
};
static const struct form role_form = {N_("an item of `roles`"), role_fields};

static const struct trust_term open_term = {DATE_NONE, DATE_NONE};

/* TARGET is the `keys` of a person; so below for `roles`. */
static int read_keys(struct reader *reader, const struct record_node *list, void *target)
{
	struct trust_person *person = target;
	person->keys = arena_array(reader->arena, list->count, sizeof *person->keys);
	for (size_t i = 0; i < list->count; i++) {
		struct trust_person_key *key = &person->keys[person->key_count++];
		key->term = open_term;
		if (read_map(reader, &key_form, list->items[i], key) < 0 ||
		    check_term(reader, list->items[i], &key->term) < 0)
			return -1;
	}
	return 0;
}

static int read_roles(struct reader *reader, const struct record_node *list, void *target)
{
	struct trust_person *person = target;
	person->roles = arena_array(reader->arena, list->count, sizeof *person->roles);
	for (size_t i = 0; i < list->count; i++) {
		struct trust_role *role = &person->roles[person->role_count++];
		role->term = open_term;
		role->node = list->items[i];
		if (read_map(reader, &role_form, list->items[i], role) < 0 ||
		    check_term(reader, list->items[i], &role->term) < 0)
			return -1;
	}
	return 0;
}

/* ---- persons ------------------------------------------------------------- */

static const struct field person_fields[] = {
	{"name", RECORD_TEXT, true, read_line, offsetof(struct trust_person, name)},
	{"mail", RECORD_TEXT, true, read_mail, offsetof(struct trust_person, mail)},
	{"unit", RECORD_TEXT, false, read_line, offsetof(struct trust_person, unit)},
	{"keys", RECORD_LIST, false, read_keys, 0},
	{"roles", RECORD_LIST, false, read_roles, 0},
	{0},
};
static const struct form person_form = {N_("a person"), person_fields};

static bool is_id(struct wubu_bytes text)
{
	if (text.size == 0 || text.size > ID_MOST || text.data[0] < 'a' || text.data[0] > 'z')
		return false;
	for (size_t i = 1; i < text.size; i++)
		if (!text.data[i] || !strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", text.data[i]))
			return false;
	return true;
}

static int read_person(struct reader *reader, const struct record_entry *entry,
		       struct trust_person *person)
{
	char shown[TRUST_SHOWN];
	person->id = entry->name;
	person->node = entry->value;
	if (is_id(bytes_of(entry->name)))
		return read_map(reader, &person_form, entry->value, person);
	error_set(reader->error, WUBU_INPUT, _("`%s` cannot be the id of a person."),
		  trust_show(bytes_of(entry->name), shown));
	error_hint(reader->error, _("An id is a letter a to z, then letters, digits, dots and hyphens, at most 64, as in liu.fang."));
	return place(reader, entry->key);
}

static int read_persons(struct reader *reader, const struct record_node *map, void *target)
{
	struct trust_people *people = target;
	people->people = arena_array(reader->arena, map->count, sizeof *people->people);
	people->count = map->count;
	for (size_t i = 0; i < map->count; i++)
		if (read_person(reader, &map->entries[i], &people->people[i]) < 0)
			return -1;
	return 0;
}

static const struct field root_fields[] = {
	{"people", RECORD_MAP, true, read_persons, 0},
	{0},
};
static const struct form root_form = {N_("this file"), root_fields};

/* ---- nobody twice -------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Mail servers do not tell A from a, and neither would a reader. */
static bool same_mail(struct wubu_bytes a, struct wubu_bytes b)
{
	for (size_t i = 0; a.size == b.size && i < a.size; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return a.size == b.size;
}

static int check_mail(struct reader *reader, const struct trust_people *people, size_t index)
{
	const struct trust_person *person = &people->people[index];
	for (size_t i = 0; i < index; i++) {
		if (!same_mail(bytes_of(people->people[i].mail), bytes_of(person->mail)))
			continue;
		error_set(reader->error, WUBU_INPUT, _("%s and %s have the same mail address."),
			  people->people[i].id, person->id);
		error_hint(reader->error, _("A commit's author is known by the address: give each person their own."));
		return place(reader, record_get(person->node, "mail"));
	}
	return 0;
}

/* Compare key K of PERSON with the first COUNT keys of OTHER. */
static int check_key(struct reader *reader, const struct trust_person *person, size_t k,
		     const struct trust_person *other, size_t count)
{
	const struct trust_person_key *key = &person->keys[k];
	for (size_t i = 0; i < count; i++) {
		const struct trust_person_key *old = &other->keys[i];
		if (!bytes_equal(old->key.blob, key->key.blob) ||
		    (other == person && !terms_meet(&old->term, &key->term)))
			continue;
		if (other == person)
			error_set(reader->error, WUBU_INPUT, _("%s has this key twice for the same days."), person->id);
		else
			error_set(reader->error, WUBU_INPUT, _("%s and %s have the same key, so that a signature would not tell who made it."),
				  other->id, person->id);
		error_hint(reader->error, _("Give each person their own key, and each key one term at a time."));
		return place(reader, record_get(person->node, "keys")->items[k]);
	}
	return 0;
}

static int check_keys(struct reader *reader, const struct trust_people *people, size_t index)
{
	const struct trust_person *person = &people->people[index];
	for (size_t k = 0; k < person->key_count; k++) {
		for (size_t i = 0; i < index; i++)
			if (check_key(reader, person, k, &people->people[i], people->people[i].key_count) < 0)
				return -1;
		if (check_key(reader, person, k, person, k) < 0)
			return -1;
	}
	return 0;
}

/* ---- deputies ------------------------------------------------------------ */

static bool ever_holds(const struct trust_person *person, const struct trust_role *wanted)
{
	for (size_t i = 0; person && i < person->role_count; i++)
		if (!person->roles[i].holder && strcmp(person->roles[i].role, wanted->role) == 0 &&
		    terms_meet(&person->roles[i].term, &wanted->term))
			return true;
	return false;
}

/* A deputy acts for somebody who holds the role, until a day that is named, and for a reason. */
static int check_deputies(struct reader *reader, const struct trust_people *people, const struct trust_person *person)
{
	for (size_t i = 0; i < person->role_count; i++) {
		const struct trust_role *role = &person->roles[i];
		const struct trust_person *holder = role->holder ? trust_person(people, role->holder) : NULL;
		if (!role->holder)
			continue;
		if (holder == person || !ever_holds(holder, role)) {
			error_set(reader->error, WUBU_INPUT, _("%s cannot act for %s as %s: %s does not hold this role in that time."),
				  person->id, role->holder, role->role, role->holder);
			error_hint(reader->error, _("Only whoever holds a role can be acted for in it; what was delegated is not passed on."));
		} else if (role->term.until == DATE_NONE || !role->because) {
			error_set(reader->error, WUBU_INPUT, _("Who acts for somebody else does so until a day that is named, and for a reason."));
			error_hint(reader->error, _("Add `until` and `because`."));
		} else {
			continue;
		}
		return place(reader, role->node);
	}
	return 0;
}

/* ---- the contract -------------------------------------------------------- */

int trust_people_read(struct trust_people **out, const struct record *record, struct arena *arena,
		      struct wubu_error *error)
{
	struct reader reader = {record, arena, error};
	struct trust_people *people = arena_alloc(arena, sizeof *people);
	people->record = record;
	if (read_map(&reader, &root_form, record->root, people) < 0)
		return -1;
	for (size_t i = 0; i < people->count; i++)
		if (check_mail(&reader, people, i) < 0 || check_keys(&reader, people, i) < 0 ||
		    check_deputies(&reader, people, &people->people[i]) < 0)
			return -1;
	*out = people;
	return 0;
}

const struct trust_person *trust_person(const struct trust_people *people, const char *id)
{
	for (size_t i = 0; i < people->count; i++)
		if (strcmp(people->people[i].id, id) == 0)
			return &people->people[i];
	return NULL;
}

const struct trust_person *trust_person_of_key(const struct trust_people *people,
					       const struct trust_key *key, int32_t day,
					       const struct trust_person **retired)
{
	if (retired)
		*retired = NULL;
	for (size_t i = 0; i < people->count; i++) {
		const struct trust_person *person = &people->people[i];
		for (size_t k = 0; k < person->key_count; k++) {
			if (!bytes_equal(person->keys[k].key.blob, key->blob))
				continue;
			if (trust_term_holds(&person->keys[k].term, day))
				return person;
			if (retired)
				*retired = person;
		}
	}
	return NULL;
}

const struct trust_person *trust_person_of_mail(const struct trust_people *people, struct wubu_bytes mail)
{
	for (size_t i = 0; i < people->count; i++)
		if (same_mail(bytes_of(people->people[i].mail), mail))
			return &people->people[i];
	return NULL;
}

bool trust_holds(const struct trust_person *person, const char *role, int32_t day)
{
	for (size_t i = 0; i < person->role_count; i++)
		if (!person->roles[i].holder && strcmp(person->roles[i].role, role) == 0 &&
		    trust_term_holds(&person->roles[i].term, day))
			return true;
	return false;
}

const char *trust_acts_for(const struct trust_people *people, const struct trust_person *person, const char *role,
			   int32_t day)
{
	for (size_t i = 0; i < person->role_count; i++) {
		const struct trust_role *mine = &person->roles[i];
		const struct trust_person *holder = mine->holder ? trust_person(people, mine->holder) : NULL;
		if (holder && strcmp(mine->role, role) == 0 && trust_term_holds(&mine->term, day) &&
		    trust_holds(holder, role, day))
			return holder->id;
	}
	return NULL;
}
