/* SPDX-License-Identifier: Apache-2.0 */
#include "view/people.h"

#include "base/date.h"
#include "base/lang.h"
#include "view/jsonl.h"

struct listing {
	const struct ledger_rules *rules;
	struct arena *arena;
	int32_t day;
};

static const char *day_text(const struct listing *l, int32_t day)
{
	char text[DATE_TEXT_SIZE];
	return day == DATE_NONE ? NULL : arena_text(l->arena, date_format(day, text));
}

/* ", from … until …", and what that means on the day. */
static const char *term_text(const struct listing *l, const struct trust_term *term)
{
	const char *from = day_text(l, term->from), *until = day_text(l, term->until);
	const char *state = trust_term_holds(term, l->day) ? "" : term->until != DATE_NONE && term->until < l->day
			    ? _(" (over)") : _(" (not yet)");
	const char *text = from && until ? arena_format(l->arena, _(", %s to %s"), from, until)
			   : from ? arena_format(l->arena, _(", from %s"), from)
			   : until ? arena_format(l->arena, _(", until %s"), until) : "";
	return arena_format(l->arena, "%s%s", text, state);
}

static const char *role_label(const struct listing *l, const char *name)
{
	for (size_t i = 0; i < l->rules->book_count; i++) {
		const struct rule_role *role = rule_role(l->rules->books[i], name);
		if (role)
			return rule_say(&role->label, name);
	}
	return name;
}

static const char *role_text(const struct listing *l, const struct trust_role *role)
{
	const char *label = role_label(l, role->role), *term = term_text(l, &role->term);
	if (!role->holder)
		return arena_format(l->arena, _("%s (%s)%s"), label, role->role, term);
	return arena_format(l->arena, _("%s (%s) for %s%s: %s"), label, role->role, role->holder, term, role->because);
}

static const char *key_text(const struct listing *l, const struct trust_person_key *key)
{
	char fingerprint[TRUST_FINGERPRINT];
	return arena_format(l->arena, "%s %s%s", key->key.type, trust_fingerprint(&key->key, fingerprint),
			    term_text(l, &key->term));
}

static void write_text(const struct listing *l, const struct trust_person *person, const struct canvas *canvas)
{
	const char *const labels[] = {_("Unit"), _("Roles"), _("Keys")};
	size_t column = canvas_column(labels, 3);
	canvas_text(canvas, PAINT_HEAD, person->id);
	canvas_text(canvas, PAINT_PLAIN, arena_format(l->arena, "  %s <%s>", person->name, person->mail));
	canvas_newline(canvas);
	canvas_row(canvas, labels[0], column, person->unit);
	for (size_t i = 0; i < person->role_count; i++)
		canvas_row(canvas, i ? "" : labels[1], column, role_text(l, &person->roles[i]));
	for (size_t i = 0; i < person->key_count; i++)
		canvas_row(canvas, i ? "" : labels[2], column, key_text(l, &person->keys[i]));
}

static void put_term(const struct listing *l, json_t *object, const struct trust_term *term)
{
	jsonl_put(object, "from", day_text(l, term->from));
	jsonl_put(object, "until", day_text(l, term->until));
	jsonl_put_flag(object, "valid", trust_term_holds(term, l->day));
}

static json_t *roles_json(const struct listing *l, const struct trust_person *person)
{
	json_t *list = jsonl_array();
	for (size_t i = 0; i < person->role_count; i++) {
		json_t *object = json_object();
		jsonl_put(object, "role", person->roles[i].role);
		jsonl_put(object, "for", person->roles[i].holder);
		jsonl_put(object, "because", person->roles[i].because);
		put_term(l, object, &person->roles[i].term);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *keys_json(const struct listing *l, const struct trust_person *person)
{
	json_t *list = jsonl_array();
	char fingerprint[TRUST_FINGERPRINT];
	for (size_t i = 0; i < person->key_count; i++) {
		json_t *object = json_object();
		jsonl_put(object, "type", person->keys[i].key.type);
		jsonl_put(object, "fingerprint", trust_fingerprint(&person->keys[i].key, fingerprint));
		put_term(l, object, &person->keys[i].term);
		json_array_append_new(list, object);
	}
	return list;
}

static void write_json(const struct listing *l, const struct trust_person *person, struct buf *out)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "person", person->id);
	jsonl_put(object, "name", person->name);
	jsonl_put(object, "mail", person->mail);
	jsonl_put(object, "unit", person->unit);
	jsonl_put_value(object, "roles", roles_json(l, person));
	jsonl_put_value(object, "keys", keys_json(l, person));
	jsonl_write(object, out);
}

void people_write(const struct ledger_rules *rules, const char *id, int32_t day, enum view_format format,
		  struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	struct listing l = {rules, arena_new(), day};
	for (size_t i = 0; i < rules->people->count; i++) {
		const struct trust_person *person = &rules->people->people[i];
		if (id && strcmp(person->id, id) != 0)
			continue;
		if (format == VIEW_JSON)
			write_json(&l, person, out);
		else
			write_text(&l, person, &canvas);
	}
	arena_free(l.arena);
}
