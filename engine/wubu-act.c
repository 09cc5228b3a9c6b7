/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Acts: a change of one record, made as the commit it will be, judged as every gate will judge it, and
 * only then put into the work tree and onto the branch.
 */
#include "wubu-inside.h"

#include "base/lang.h"
#include "base/limits.h"
#include "judge/gate.h"
#include "record/edit.h"
#include "rule/state.h"
#include "rule/vocabulary.h"
#include "store/outside.h"
#include "store/write.h"

#include <stdio.h>
#include <stdlib.h>

struct doing {
	struct wubu *wubu;
	const struct wubu_act *act;
	struct arena *arena;
	struct wubu_error *error;
	struct commit_plan plan;
	struct store_commit tip;
	struct wubu_decision decision; /* RECORD is the text being changed */
	const struct rule_step *step;
	struct store_file *files; /* copied in; the record itself comes last */
	size_t file_count;
	struct rule_names appended; /* lists that have got a new item in this act */
	const char *today;
	const char *person; /* whose id goes under `by` */
};

static const struct rulebook *book_of(const struct doing *d)
{
	return d->decision.book;
}

/* ---- changing the text ---------------------------------------------------------------------- */

/* Read the new text in place of the old one, with its words. */
static int take_text(struct doing *d, struct wubu_bytes text)
{
	struct record *record;
	if (record_read(&record, d->arena, d->decision.path, text, d->error))
		return -1;
	d->decision.record = record;
	d->decision.facts.rule.after = record;
	struct rule_facts words = {.book = book_of(d), .today = DATE_NONE};
	vocabulary_apply(&words, record, NULL);
	return 0;
}

static int put_value(struct doing *d, const struct record_step *path, size_t depth,
		     const struct record_value *value)
{
	struct buf out;
	buf_init(&out);
	int rc = value ? record_edit_put(d->decision.record, path, depth, value, &out, d->error)
		       : record_edit_drop(d->decision.record, path, depth, &out, d->error);
	if (!rc)
		rc = take_text(d, buf_bytes(&out));
	buf_release(&out);
	return rc;
}

static int resolve(struct doing *d, const char *text, struct record_step **path, size_t *depth,
		   const struct rule_field **field)
{
	return vocabulary_resolve(book_of(d), d->decision.record, text, d->arena, path, depth, field, d->error);
}

/* The key NAME below FIELDS as this record writes it. */
static const char *spelled(const struct doing *d, const struct rule_fields *fields, const char *name)
{
	const struct rule_field *field = rule_field(fields, name);
	bool labels = vocabulary_uses_labels(book_of(d), d->decision.record);
	return labels && field && field->label.zh ? field->label.zh : name;
}

static void put_text(struct doing *d, struct record_value *map, const struct rule_fields *fields,
		     const char *name, const char *text)
{
	if (text)
		record_value_put(d->arena, map, spelled(d, fields, name), record_value_text(d->arena, text));
}

/* ---- settings ---------------------------------------------------------------------------------- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Several fields may name one file; two files never share a name. */
static int add_file(struct doing *d, const char *path, struct wubu_bytes bytes)
{
	const char *full = arena_format(d->arena, "%s/%s", d->decision.folder, path);
	for (size_t i = 0; i < d->file_count; i++) {
		if (strcmp(d->files[i].path, full) != 0)
			continue;
		if (bytes_equal(d->files[i].bytes, bytes))
			return 0;
		error_set(d->error, WUBU_USAGE, _("two different files would both become %s"), full);
		error_hint(d->error, _("give one of them another name"));
		return -1;
	}
	*arena_push(d->arena, d->files, d->file_count) = (struct store_file){full, bytes, false};
	return 0;
}

/* Whether the file is in the record's folder already: as it will be in the commit. */
static int find_inside(struct doing *d, const char *path, struct wubu_bytes *bytes)
{
	if (!vocabulary_is_file_path(bytes_of(path)))
		return 0;
	return store_read_file(d->wubu->ledger->store, arena_format(d->arena, "%s/%s", d->decision.folder, path),
			       LIMIT_MATERIAL_BYTES, d->arena, bytes, d->error);
}

/*
 * VALUE names a file: one in the record's folder stays where it is, any other one is copied in.  The draft stands
 * beside the record, with its digest, because sign-offs bind it.
 */
static struct record_value *file_value(struct doing *d, const struct rule_field *field, const char *value)
{
	struct wubu_bytes bytes;
	bool draft = field == rule_field(&book_of(d)->root, "draft");
	const char *path = value;
	int found = find_inside(d, value, &bytes);
	if (found < 0)
		return NULL;
	if (!found) {
		path = draft ? base_name(value) : arena_format(d->arena, "materials/%s", base_name(value));
		found = store_read_outside(value, LIMIT_MATERIAL_BYTES, d->arena, &bytes, d->error);
		if (found < 0)
			return NULL;
		if (!found || !vocabulary_is_file_path(bytes_of(path))) {
			error_set(d->error, WUBU_NOT_FOUND, _("there is no file %s"), value);
			return NULL;
		}
	}
	if (add_file(d, path, bytes))
		return NULL;
	if (!draft)
		return record_value_text(d->arena, path);
	char hex[DIGEST_HEX];
	struct record_value *map = record_value_map(d->arena);
	put_text(d, map, field->of, "file", path);
	put_text(d, map, field->of, "sha256", digest_sha256(bytes, hex));
	return map;
}

static struct record_value *value_of(struct doing *d, const struct rule_field *field, enum rule_type type,
				     const char *value)
{
	if (type == RULE_FILE)
		return file_value(d, field, value);
	if (type == RULE_LIST) {
		/* "a, b, c" fills a list of plain values. */
		struct record_value *list = record_value_list(d->arena);
		const char *text = value;
		while (*text) {
			size_t size = strcspn(text, ",");
			size_t lead = strspn(text, " "), end = size;
			while (end > lead && text[end - 1] == ' ')
				end--;
			const char *item = end > lead ? arena_copy(d->arena, (struct wubu_bytes){text + lead, end - lead}) : "";
			struct record_value *one = value_of(d, field, field->item, item);
			if (!one)
				return NULL;
			record_value_add(d->arena, list, one);
			text += size + (text[size] == ',');
		}
		return list;
	}
	return record_value_text(d->arena, value);
}

static const struct record_node *node_at(const struct record *record, const struct record_step *path, size_t depth)
{
	const struct record_node *node = record->root;
	for (size_t i = 0; node && i < depth; i++) {
		if (path[i].name)
			node = record_get(node, path[i].name);
		else
			node = node->kind == RECORD_LIST && path[i].index < node->count
				       ? node->items[path[i].index] : NULL;
	}
	return node;
}

/*
 * "[+]" makes a new item the first time, and means the same item in what follows, until a field of it that
 * is already filled in is set again.
 */
static void settle_appends(struct doing *d, const char *text, struct record_step *path, size_t depth)
{
	for (size_t i = 0; i < depth; i++) {
		if (path[i].name || path[i].index != RECORD_APPEND)
			continue;
		const struct record_node *list = node_at(d->decision.record, path, i);
		const char *prefix = arena_copy(d->arena, (struct wubu_bytes){text, (size_t)(strstr(text, "[+]") - text)});
		bool again = rule_names_have(&d->appended, prefix) && list && list->kind == RECORD_LIST &&
			     list->count;
		if (again && i + 1 < depth) {
			path[i].index = list->count - 1;
			if (node_at(d->decision.record, path, depth))
				path[i].index = RECORD_APPEND;
		}
		*arena_push(d->arena, d->appended.items, d->appended.count) = prefix;
	}
}

static int apply_setting(struct doing *d, const char *path_text, const char *text)
{
	struct record_step *path;
	size_t depth;
	const struct rule_field *field;
	const char *value = text && *text ? text : NULL;
	if (resolve(d, path_text, &path, &depth, &field))
		return -1;
	settle_appends(d, path_text, path, depth);
	if (field->type == RULE_GROUP && value)
		return error_set(d->error, WUBU_USAGE, _("“%s” is a group: set its parts, such as %s.%s"), path_text,
				 path_text, field->of->items[0]->name);
	bool item = depth && !path[depth - 1].name;
	if (!value)
		return node_at(d->decision.record, path, depth) ? put_value(d, path, depth, NULL) : 0;
	struct record_value *made = value_of(d, field, item ? field->item : field->type, value);
	return made ? put_value(d, path, depth, made) : -1;
}

static int apply_settings(struct doing *d)
{
	for (size_t i = 0; i < d->act->setting_count; i++) {
		const struct wubu_setting *setting = &d->act->settings[i];
		const char *path = setting->path;
		if (d->act->step)
			path = arena_format(d->arena, "%s.%s", d->step->name, path);
		if (apply_setting(d, path, setting->value))
			return -1;
	}
	return 0;
}

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
		const char *id = make_id(d, book_of(d), year, number);
		const char *folder = arena_format(d->arena, "%s%s/%04d/%s", store_worktree(d->wubu->ledger->store),
						  book_of(d)->folder, year, id);
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
	const struct rule_fields *root = &book_of(d)->root;
	bool labels = d->act->labels;
	struct record_value *map = record_value_map(d->arena), *procedure = record_value_map(d->arena);
	const struct rule_field *field = rule_field(root, "procedure");
	const struct rule_field *keys[] = {rule_field(root, "id"), rule_field(field->of, "name"),
					   rule_field(field->of, "rules"), field};
	const char *names[4];
	for (size_t i = 0; i < 4; i++)
		names[i] = labels && keys[i]->label.zh ? keys[i]->label.zh : keys[i]->name;
	record_value_put(d->arena, procedure, names[1], record_value_text(d->arena, book_of(d)->name));
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
	int32_t today = date_of_time(d->wubu->moment.seconds, book_of(d)->offset);
	int year = date_year(today);
	if (choose_id(d, year))
		return -1;
	d->decision.folder = arena_format(d->arena, "%s/%04d/%s", book_of(d)->folder, year, d->decision.id);
	d->decision.path = arena_format(d->arena, "%s/%s", d->decision.folder, book_of(d)->file);
	buf_init(&text);
	first_text(d, &text);
	int rc = take_text(d, buf_bytes(&text));
	buf_release(&text);
	return rc ? -1 : apply_settings(d);
}

/* ---- sign, skip, rounds, withdraw, adopt --------------------------------------------------------------- */

static int do_fill(struct doing *d)
{
	if (!d->act->setting_count)
		return error_set(d->error, WUBU_USAGE, _("nothing is to be filled in"));
	return apply_settings(d);
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
		put_text(d, item, of, "file", materials[i].file);
		put_text(d, item, of, "sha256", materials[i].sha256);
		record_value_add(d->arena, list, item);
	}
	return count ? list : NULL;
}

static const char *outcome_spelled(const struct doing *d, const struct rule_choice *choice)
{
	bool labels = vocabulary_uses_labels(book_of(d), d->decision.record);
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
	if (resolve(d, arena_format(d->arena, "%s.%s", d->step->name, part), &path, &depth, &field))
		return -1;
	return put_value(d, path, depth, value);
}

static int do_sign(struct doing *d)
{
	const struct rule_fields *fields = part_fields(d, "sign-off");
	const struct rule_choice *outcome = choose_outcome(d);
	const struct record_node *draft = record_get(record_get(d->decision.record->root, "draft"), "sha256");
	struct record_value *map = record_value_map(d->arena);
	if (!outcome)
		return -1;
	put_text(d, map, fields, "by", d->person);
	put_text(d, map, fields, "on", d->today);
	put_text(d, map, fields, "outcome", outcome_spelled(d, outcome));
	put_text(d, map, fields, "draft", draft ? draft->text.data : NULL);
	struct record_value *materials = materials_value(d, fields);
	if (materials)
		record_value_put(d->arena, map, spelled(d, fields, "materials"), materials);
	put_text(d, map, fields, "because", d->act->because);
	return put_part(d, "sign-off", map);
}

static int do_skip(struct doing *d)
{
	const struct rule_fields *fields = part_fields(d, "skip");
	struct record_value *map = record_value_map(d->arena);
	put_text(d, map, fields, "reason", d->act->reason);
	put_text(d, map, fields, "basis", d->act->basis);
	put_text(d, map, fields, "by", d->person);
	put_text(d, map, fields, "on", d->today);
	return put_part(d, "skip", map);
}

static int undo_steps(struct doing *d, const struct rule_names *to)
{
	static const char *const parts[] = {"sign-off", "skip"};
	struct rule_names undone = change_undone(book_of(d), d->decision.record, to, d->arena);
	for (size_t i = 0; i < undone.count; i++)
		for (size_t k = 0; k < 2; k++) {
			const char *path = arena_format(d->arena, "%s.%s", undone.items[i], parts[k]);
			if (apply_setting(d, path, NULL))
				return -1;
		}
	return 0;
}

static const char *choice_spelled(const struct doing *d, const struct rule_field *field, const char *name)
{
	bool labels = vocabulary_uses_labels(book_of(d), d->decision.record);
	for (size_t i = 0; labels && i < field->choice_count; i++)
		if (strcmp(field->choices[i].name, name) == 0 && field->choices[i].label.zh)
			return field->choices[i].label.zh;
	return name;
}

static int add_round(struct doing *d, const char *act, const struct rule_names *to)
{
	const struct rule_field *rounds = rule_field(&book_of(d)->root, "rounds");
	const struct record_node *list = record_get(d->decision.record->root, "rounds");
	struct record_value *map = record_value_map(d->arena), *steps = record_value_list(d->arena);
	struct record_step path[2] = {
		{"rounds", spelled(d, &book_of(d)->root, "rounds"), 0}, {NULL, NULL, RECORD_APPEND}};
	size_t number = (list && list->kind == RECORD_LIST ? list->count : 0) + 1;
	for (size_t i = 0; i < to->count; i++)
		record_value_add(d->arena, steps, record_value_text(
			d->arena, choice_spelled(d, rule_field(rounds->of, "to"), to->items[i])));
	put_text(d, map, rounds->of, "round", arena_format(d->arena, "%zu", number));
	put_text(d, map, rounds->of, "act", choice_spelled(d, rule_field(rounds->of, "act"), act));
	put_text(d, map, rounds->of, "from", choice_spelled(d, rule_field(rounds->of, "from"), d->step->name));
	record_value_put(d->arena, map, spelled(d, rounds->of, "to"), steps);
	put_text(d, map, rounds->of, "by", d->person);
	put_text(d, map, rounds->of, "on", d->today);
	put_text(d, map, rounds->of, "because", d->act->because);
	return put_value(d, path, 2, map);
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
	const struct rule_field *field = rule_field(&book_of(d)->root, "withdrawn");
	struct record_value *map = record_value_map(d->arena);
	struct record_step path[1] = {{"withdrawn", spelled(d, &book_of(d)->root, "withdrawn"), 0}};
	put_text(d, map, field->of, "by", d->person);
	put_text(d, map, field->of, "on", d->today);
	put_text(d, map, field->of, "because", d->act->because);
	return put_value(d, path, 1, map);
}

static int do_adopt(struct doing *d)
{
	return apply_setting(d, "procedure.rules", d->decision.rules->hex);
}

/* ---- the table --------------------------------------------------------------------------------------------- */

static const struct act_row {
	const char *name;
	bool opens, needs_step;
	int (*run)(struct doing *d);
} act_rows[] = {
	{"open", true, false, do_open},          {"fill", false, false, do_fill},
	{"sign", false, true, do_sign},          {"skip", false, true, do_skip},
	{"return", false, true, do_return},      {"reopen", false, true, do_reopen},
	{"withdraw", false, false, do_withdraw}, {"adopt", false, false, do_adopt},
};

static const struct act_row *act_called(const char *name)
{
	for (size_t i = 0; i < sizeof act_rows / sizeof *act_rows; i++)
		if (strcmp(act_rows[i].name, name) == 0)
			return &act_rows[i];
	return NULL;
}

/* ---- preparing ------------------------------------------------------------------------------------------------ */

/* Whose id goes into the record: by the key that will sign, else by the address. */
static void name_person(struct doing *d)
{
	const struct trust_people *people = d->decision.rules->people;
	const struct trust_person *person =
		d->wubu->moment.mail ? trust_person_of_mail(people, bytes_of(d->wubu->moment.mail)) : NULL;
	d->person = person ? person->id : d->wubu->moment.mail;
}

/*
 * The clerk's own edits that are not committed yet: filling in goes on from them; any other act would mix them
 * with what it does.
 */
static int take_edits(struct doing *d, const struct act_row *row)
{
	struct store_file *files;
	struct wubu_bytes bytes;
	size_t count;
	if (store_worktree_changes(d->wubu->ledger->store, &d->tip.tree, d->decision.folder, d->arena, &files,
				   &count, d->error))
		return -1;
	if (!count)
		return 0;
	if (strcmp(row->name, "fill") != 0) {
		error_set(d->error, WUBU_CONFLICT, _("%s has changes that are not committed yet"), files[0].path);
		error_hint(d->error, _("commit them first (git commit), or take them back (git restore)"));
		return -1;
	}
	int found = store_read_file(d->wubu->ledger->store, d->decision.path, LIMIT_YAML_BYTES, d->arena, &bytes,
				    d->error);
	if (found < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (!files[i].remove && strcmp(files[i].path, d->decision.path) != 0)
			*arena_push(d->arena, d->files, d->file_count) = files[i];
	return found ? take_text(d, bytes) : 0;
}

static int find_step(struct doing *d, const struct act_row *row)
{
	if (!d->act->step)
		return row->needs_step ? error_set(d->error, WUBU_USAGE, _("a step is needed")) : 0;
	for (size_t i = 0; i < book_of(d)->step_count; i++) {
		const struct rule_step *step = book_of(d)->steps[i];
		if (strcmp(step->name, d->act->step) == 0 ||
		    (step->label.zh && strcmp(step->label.zh, d->act->step) == 0))
			d->step = step;
	}
	if (d->step)
		return 0;
	error_set(d->error, WUBU_USAGE, _("the procedure has no step “%s”"), d->act->step);
	error_hint(d->error, _("`wubu rules explain` lists the steps"));
	return -1;
}

static int prepare(struct doing *d, const struct act_row *row)
{
	struct wubu *wubu = d->wubu;
	if (store_is_bare(wubu->ledger->store))
		return error_set(d->error, WUBU_USAGE, _("this repository is a server's: work in a clone of it"));
	if (ledger_is_whole(wubu->ledger, d->error) || wubu_plan(wubu, d->arena, &d->plan, d->error))
		return -1;
	int found = wubu_tip(wubu, d->arena, &d->tip, d->error);
	if (found <= 0)
		return found < 0 ? -1 : error_set(d->error, WUBU_NOT_FOUND, _("this branch has no commit yet"));
	if (row->opens) {
		if (wubu_rules(wubu, &d->tip, &d->decision.rules, d->error))
			return -1;
	} else {
		if (!d->act->id)
			return error_set(d->error, WUBU_USAGE, _("say which decision"));
		if (wubu_decision(wubu, d->act->id, d->arena, &d->decision, d->error) <= 0 ||
		    take_edits(d, row) || find_step(d, row))
			return -1;
	}
	name_person(d);
	const struct rulebook *any = d->decision.rules->books[0];
	char text[DATE_TEXT_SIZE];
	d->today = d->act->on ? d->act->on
			      : arena_text(d->arena, date_format(date_of_time(wubu->moment.seconds,
									     book_of(d) ? book_of(d)->offset : any->offset), text));
	return 0;
}

/* ---- committing --------------------------------------------------------------------------------------------------- */

static int build_tree(struct doing *d)
{
	*arena_push(d->arena, d->files, d->file_count) =
		(struct store_file){d->decision.path, d->decision.record->source, false};
	return store_write_tree(d->wubu->ledger->store, &d->tip.tree, d->files, d->file_count, &d->plan.tree,
				d->error);
}

/* The commit object, signed: not on any branch yet. */
static int build_commit(struct doing *d, struct store_id *id)
{
	struct buf message, raw, armour;
	int rc;
	buf_init(&message);
	buf_init(&raw);
	buf_init(&armour);
	rc = judge_plan_message(d->wubu->ledger, &d->plan, &message, d->error);
	if (!rc) {
		store_commit_bytes(&d->plan.tree, d->plan.parents, d->plan.parent_count, &d->plan.author,
				   &d->plan.committer, message.data, &raw);
		if (d->plan.key_file) {
			rc = trust_sign(d->plan.key_file, buf_bytes(&raw), &armour, d->error);
			if (!rc)
				store_commit_sign(&raw, armour.data);
		}
	}
	if (!rc)
		rc = store_write_commit(d->wubu->ledger->store, buf_bytes(&raw), id, d->error);
	buf_release(&message);
	buf_release(&raw);
	buf_release(&armour);
	return rc;
}

static int judge_built(struct doing *d, const struct store_id *id, struct wubu_report *report)
{
	struct commit_options options = {.now = d->wubu->moment.seconds};
	struct commit_verdict verdict;
	if (judge_commit(d->wubu->ledger, id, &options, &verdict, &report->findings, d->error))
		return -1;
	report->commits = 1;
	report->decisions = 1;
	report->signatures = verdict.signer != NULL;
	return 0;
}

static int write_files(struct doing *d)
{
	for (size_t i = 0; i < d->file_count; i++)
		if (store_write_file(d->wubu->ledger->store, d->files[i].path, d->files[i].bytes, d->error))
			return -1;
	return 0;
}

/* Files first, the index next, the branch last: whatever fails, nothing that was there is lost. */
static int put_in_place(struct doing *d, const struct store_id *id, const char *subject)
{
	struct store *store = d->wubu->ledger->store;
	const char **paths = arena_array(d->arena, d->file_count, sizeof *paths);
	const char *branch = store_head(store, d->arena);
	if (!branch)
		return error_set(d->error, WUBU_USAGE, _("HEAD is on no branch: check out the ledger's branch first"));
	for (size_t i = 0; i < d->file_count; i++)
		paths[i] = d->files[i].path;
	if (write_files(d) || store_index_update(store, &d->plan.tree, paths, d->file_count, d->error))
		return -1;
	if (!id)
		return 0;
	return store_move_ref(store, branch, d->plan.parent_count ? &d->plan.parents[0] : NULL, id,
			      arena_format(d->arena, "commit: %s", subject), d->error);
}

static const char *subject_of(struct doing *d, const struct store_id *id)
{
	struct store_commit commit;
	struct wubu_error ignored = {0};
	if (store_read_commit(d->wubu->ledger->store, id, d->arena, &commit, &ignored))
		return d->decision.id;
	return arena_copy(d->arena, commit.subject);
}

static int commit_it(struct doing *d, struct wubu_report *report, struct buf *done)
{
	struct store_id id;
	char hex[STORE_ID_HEX];
	if (build_tree(d))
		return -1;
	if (d->act->no_commit) {
		/* Only the files: the commit is judged when it is made. */
		if (!d->act->dry_run && put_in_place(d, NULL, NULL))
			return -1;
		if (done)
			buf_format(done, _("%s: written and added, not committed yet"), d->decision.path);
		return 0;
	}
	if (d->act->dry_run) {
		struct commit_verdict verdict;
		return judge_plan(d->wubu->ledger, &d->plan, &verdict, &report->findings, d->error);
	}
	if (build_commit(d, &id) || judge_built(d, &id, report))
		return -1;
	if (report->findings.refused)
		return 0;
	const char *subject = subject_of(d, &id);
	if (put_in_place(d, &id, subject))
		return -1;
	if (done)
		buf_format(done, "[%.10s] %s", store_id_format(&id, hex), subject);
	return 0;
}

int wubu_do(struct wubu *wubu, const struct wubu_act *act, struct wubu_report **report, struct buf *done,
	    struct wubu_error *error)
{
	const struct act_row *row = act_called(act->act);
	if (!row)
		return error_set(error, WUBU_USAGE, _("wubu knows no act “%s”"), act->act);
	struct wubu_report *made = report_new("act");
	struct doing d = {.wubu = wubu, .act = act, .arena = made->arena, .error = error};
	if (prepare(&d, row) || row->run(&d) || commit_it(&d, made, done)) {
		wubu_report_free(made);
		return -1;
	}
	*report = made;
	return 0;
}
