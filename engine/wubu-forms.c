/* SPDX-License-Identifier: Apache-2.0 */
/* What each act writes into the record. */
#include "wubu-doing.h"

#include "base/lang.h"
#include "rule/roles.h"
#include "rule/state.h"
#include "rule/vocabulary.h"
#include "store/outside.h"

#include <stdlib.h>

/* ---- open ------------------------------------------------------------------------------------------ */

/* The pattern "WJ-{year}-{number:3}" filled in. */
static const char *make_id(const struct doing *d, const struct rulebook *book, int year, unsigned number)
{
	struct buf out;
	buf_init(&out);
	for (const char *p = book->id; *p; p++) {
		if (*p != '{') {
			buf_char(&out, *p);
			continue;
		}
		const char *end = strchr(p, '}'), *colon = memchr(p, ':', (size_t)(end - p));
		if (strncmp(p, "{year", 5) == 0)
			buf_format(&out, "%04d", year);
		else
			buf_format(&out, "%0*u", colon ? atoi(colon + 1) : 1, number);
		p = end;
	}
	const char *id = arena_copy(d->arena, buf_bytes(&out));
	buf_release(&out);
	return id;
}

static bool is_taken(const char *const *ids, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

static int choose_id(struct doing *d, int year)
{
	const char **ids;
	size_t count;
	if (wubu_decisions(d->wubu, d->arena, &ids, &count, d->error))
		return -1;
	if (d->act->id) {
		d->decision.id = d->act->id;
		return is_taken(ids, count, d->act->id)
			       ? error_set(d->error, WUBU_USAGE, _("there is a decision %s already"), d->act->id) : 0;
	}
	for (unsigned number = 1; number < 1000000; number++) {
		const char *id = make_id(d, doing_book(d), year, number);
		const char *folder = arena_format(d->arena, "%s%s/%04d/%s", store_worktree(d->wubu->ledger->store),
						  doing_book(d)->folder, year, id);
		/* A record that somebody began by hand and did not commit yet has its number too. */
		if (!is_taken(ids, count, id) && !store_is_there(folder)) {
			d->decision.id = id;
			return 0;
		}
	}
	return error_set(d->error, WUBU_LIMIT, _("all numbers of this year are taken"));
}

static const struct rulebook *choose_book(struct doing *d)
{
	const struct ledger_rules *rules = d->decision.rules;
	const struct rulebook *book = d->act->procedure ? ledger_book(rules, d->act->procedure, NULL)
				      : rules->book_count == 1 ? rules->books[0] : NULL;
	if (!book)
		error_set(d->error, WUBU_USAGE, _("say by --procedure which rulebook this decision goes by"));
	return book;
}

/* The keys that every record begins with; what was set follows as edits. */
static void first_text(struct doing *d, struct buf *out)
{
	const struct rule_fields *root = &doing_book(d)->root;
	bool labels = d->act->labels;
	struct record_value *map = record_value_map(d->arena), *procedure = record_value_map(d->arena);
	const struct rule_field *field = rule_field(root, "procedure");
	const struct rule_field *keys[] = {rule_field(root, "id"), rule_field(field->of, "name"),
					   rule_field(field->of, "rules"), field};
	const char *names[4];
	for (size_t i = 0; i < 4; i++)
		names[i] = labels && keys[i]->label.zh ? keys[i]->label.zh : keys[i]->name;
	record_value_put(d->arena, procedure, names[1], record_value_text(d->arena, doing_book(d)->name));
	record_value_put(d->arena, procedure, names[2], record_value_text(d->arena, d->decision.rules->hex));
	record_value_put(d->arena, map, names[0], record_value_text(d->arena, d->decision.id));
	record_value_put(d->arena, map, names[3], procedure);
	record_write(map, out);
}

static int do_open(struct doing *d)
{
	struct buf text;
	d->decision.book = choose_book(d);
	if (!d->decision.book)
		return -1;
	int32_t today = rule_day_of(doing_book(d), d->wubu->moment.seconds);
	int year = date_year(today);
	if (choose_id(d, year))
		return -1;
	d->decision.folder = arena_format(d->arena, "%s/%04d/%s", doing_book(d)->folder, year, d->decision.id);
	d->decision.path = arena_format(d->arena, "%s/%s", d->decision.folder, doing_book(d)->file);
	buf_init(&text);
	first_text(d, &text);
	int rc = doing_take_text(d, buf_bytes(&text));
	buf_release(&text);
	return rc ? -1 : doing_apply_settings(d);
}

/* ---- sign, skip, rounds, withdraw, adopt --------------------------------------------------------------- */

static int do_fill(struct doing *d)
{
	if (!d->act->setting_count)
		return error_set(d->error, WUBU_USAGE, _("nothing is to be filled in"));
	return doing_apply_settings(d);
}

static const struct rule_fields *part_fields(const struct doing *d, const char *part)
{
	return rule_field(d->step->section->of, part)->of;
}

static struct record_value *materials_value(struct doing *d, const struct rule_fields *fields)
{
	struct judge_material *materials = NULL;
	size_t count = 0;
	const struct rule_fields *of = rule_field(fields, "materials")->of;
	struct record_value *list = record_value_list(d->arena);
	change_materials(&d->step->fields, state_section(d->decision.record, d->step), &d->decision.files.view,
			 d->arena, &materials, &count);
	for (size_t i = 0; i < count; i++) {
		struct record_value *item = record_value_map(d->arena);
		doing_put_text(d, item, of, "file", materials[i].file);
		doing_put_text(d, item, of, "sha256", materials[i].sha256);
		record_value_add(d->arena, list, item);
	}
	return count ? list : NULL;
}

static const char *outcome_spelled(const struct doing *d, const struct rule_choice *choice)
{
	bool labels = vocabulary_uses_labels(doing_book(d), d->decision.record);
	return labels && choice->label.zh ? choice->label.zh : choice->name;
}

static const struct rule_choice *choose_outcome(struct doing *d)
{
	if (!d->act->outcome)
		return &d->step->outcomes[0];
	for (size_t i = 0; i < d->step->outcome_count; i++) {
		const struct rule_choice *choice = &d->step->outcomes[i];
		if (strcmp(choice->name, d->act->outcome) == 0 ||
		    (choice->label.zh && strcmp(choice->label.zh, d->act->outcome) == 0) ||
		    (choice->label.en && strcmp(choice->label.en, d->act->outcome) == 0))
			return choice;
	}
	error_set(d->error, WUBU_USAGE, _("“%s” is no outcome of this step"), d->act->outcome);
	return NULL;
}

static int put_part(struct doing *d, const char *part, const struct record_value *value)
{
	struct record_step *path;
	size_t depth;
	const struct rule_field *field;
	if (doing_resolve(d, arena_format(d->arena, "%s.%s", d->step->name, part), &path, &depth, &field))
		return -1;
	return doing_put_value(d, path, depth, value);
}

/* Who acts, and for whom where he does it for somebody in one of ROLES. */
static void put_person(struct doing *d, struct record_value *map, const struct rule_fields *fields,
		       const struct rule_names *roles)
{
	const struct rule_people *people = &d->decision.rules->view;
	int32_t today = rule_day_of(doing_book(d), d->wubu->moment.seconds);
	doing_put_text(d, map, fields, "by", d->person);
	doing_put_text(d, map, fields, "for", roles_acted_for(people, roles, d->person, today));
}

static int do_sign(struct doing *d)
{
	const struct rule_fields *fields = part_fields(d, "sign-off");
	const struct rule_choice *outcome = choose_outcome(d);
	const struct record_node *draft = record_get(record_get(d->decision.record->root, "draft"), "sha256");
	struct record_value *map = record_value_map(d->arena);
	if (!outcome)
		return -1;
	put_person(d, map, fields, &d->step->sign.roles);
	doing_put_text(d, map, fields, "on", d->today);
	doing_put_text(d, map, fields, "outcome", outcome_spelled(d, outcome));
	doing_put_text(d, map, fields, "draft", draft ? draft->text.data : NULL);
	struct record_value *materials = materials_value(d, fields);
	if (materials)
		record_value_put(d->arena, map, doing_spelled(d, fields, "materials"), materials);
	doing_put_text(d, map, fields, "because", d->act->because);
	return put_part(d, "sign-off", map);
}

static int do_skip(struct doing *d)
{
	const struct rule_fields *fields = part_fields(d, "skip");
	struct record_value *map = record_value_map(d->arena);
	doing_put_text(d, map, fields, "reason", d->act->reason);
	doing_put_text(d, map, fields, "basis", d->act->basis);
	put_person(d, map, fields, &d->step->skip.roles);
	doing_put_text(d, map, fields, "on", d->today);
	return put_part(d, "skip", map);
}

static int undo_steps(struct doing *d, const struct rule_names *to)
{
	static const char *const parts[] = {"sign-off", "skip"};
	struct rule_names undone = change_undone(doing_book(d), d->decision.record, to, d->arena);
	for (size_t i = 0; i < undone.count; i++)
		for (size_t k = 0; k < 2; k++) {
			const char *path = arena_format(d->arena, "%s.%s", undone.items[i], parts[k]);
			if (doing_apply_setting(d, path, NULL))
				return -1;
		}
	return 0;
}

static const char *choice_spelled(const struct doing *d, const struct rule_field *field, const char *name)
{
	bool labels = vocabulary_uses_labels(doing_book(d), d->decision.record);
	for (size_t i = 0; labels && i < field->choice_count; i++)
		if (strcmp(field->choices[i].name, name) == 0 && field->choices[i].label.zh)
			return field->choices[i].label.zh;
	return name;
}

static int add_round(struct doing *d, const char *act, const struct rule_names *to)
{
	const struct rule_field *rounds = rule_field(&doing_book(d)->root, "rounds");
	const struct record_node *list = record_get(d->decision.record->root, "rounds");
	struct record_value *map = record_value_map(d->arena), *steps = record_value_list(d->arena);
	struct record_step path[2] = {
		{"rounds", doing_spelled(d, &doing_book(d)->root, "rounds"), 0}, {NULL, NULL, RECORD_APPEND}};
	size_t number = (list && list->kind == RECORD_LIST ? list->count : 0) + 1;
	for (size_t i = 0; i < to->count; i++)
		record_value_add(d->arena, steps, record_value_text(
			d->arena, choice_spelled(d, rule_field(rounds->of, "to"), to->items[i])));
	doing_put_text(d, map, rounds->of, "round", arena_format(d->arena, "%zu", number));
	doing_put_text(d, map, rounds->of, "act", choice_spelled(d, rule_field(rounds->of, "act"), act));
	doing_put_text(d, map, rounds->of, "from", choice_spelled(d, rule_field(rounds->of, "from"), d->step->name));
	record_value_put(d->arena, map, doing_spelled(d, rounds->of, "to"), steps);
	put_person(d, map, rounds->of, strcmp(act, "return") == 0 ? &d->step->give_back.roles : &d->step->reopen.roles);
	doing_put_text(d, map, rounds->of, "on", d->today);
	doing_put_text(d, map, rounds->of, "because", d->act->because);
	return doing_put_value(d, path, 2, map);
}

static int do_return(struct doing *d)
{
	struct rule_names to = {0};
	for (size_t i = 0; i < d->act->to_count; i++)
		*arena_push(d->arena, to.items, to.count) = d->act->to[i];
	if (!to.count && d->step->give_back.targets.count)
		*arena_push(d->arena, to.items, to.count) =
			d->step->give_back.targets.items[d->step->give_back.targets.count - 1];
	return undo_steps(d, &to) || add_round(d, "return", &to) ? -1 : 0;
}

static int do_reopen(struct doing *d)
{
	struct rule_names to = {0};
	*arena_push(d->arena, to.items, to.count) = d->step->name;
	return undo_steps(d, &to) || add_round(d, "reopen", &to) ? -1 : 0;
}

static int do_withdraw(struct doing *d)
{
	const struct rule_field *field = rule_field(&doing_book(d)->root, "withdrawn");
	struct record_value *map = record_value_map(d->arena);
	struct record_step path[1] = {{"withdrawn", doing_spelled(d, &doing_book(d)->root, "withdrawn"), 0}};
	put_person(d, map, field->of, &doing_book(d)->withdraw.roles);
	doing_put_text(d, map, field->of, "on", d->today);
	doing_put_text(d, map, field->of, "because", d->act->because);
	return doing_put_value(d, path, 1, map);
}

static int do_adopt(struct doing *d)
{
	return doing_apply_setting(d, "procedure.rules", d->decision.rules->hex) ||
	       doing_apply_setting(d, "procedure.because", d->act->because) ? -1 : 0;
}

/* ---- the table --------------------------------------------------------------------------------------------- */

static const struct doing_row act_rows[] = {
	{"open", true, false, do_open},          {"fill", false, false, do_fill},
	{"sign", false, true, do_sign},          {"skip", false, true, do_skip},
	{"return", false, true, do_return},      {"reopen", false, true, do_reopen},
	{"withdraw", false, false, do_withdraw}, {"adopt", false, false, do_adopt},
};

const struct doing_row *doing_row(const char *name)
{
	for (size_t i = 0; i < sizeof act_rows / sizeof *act_rows; i++)
		if (strcmp(act_rows[i].name, name) == 0)
			return &act_rows[i];
	return NULL;
}
