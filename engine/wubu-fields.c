/* SPDX-License-Identifier: Apache-2.0 */
/* What can be filled in: fields with their questions, and names for completion. */
#include "wubu-inside.h"

#include "base/lang.h"
#include "rule/kinds.h"
#include "rule/state.h"
#include "rule/vocabulary.h"

#include <stdlib.h>

struct wubu_fields {
	struct arena *arena;
	struct wubu_field *items;
	size_t count;
	const char *label, *version;
	struct wubu_finding *findings;
	size_t finding_count;
};

struct listing {
	struct wubu_fields *fields;
	const struct trust_people *people;
	bool form; /* each item of a list stands for itself too */
	const struct rulebook *book;
	const struct rule_step *step;
	const struct rule_findings *todo;
};

/* A group or list is taken apart; a list's items stand once, as "[+]". */
static bool has_parts(const struct rule_field *field)
{
	return field->of && (field->type == RULE_GROUP ||
			     (field->type == RULE_LIST && field->item == RULE_GROUP));
}

static void add_choices(struct arena *arena, struct wubu_field *out, const struct rule_field *field)
{
	const char **names = arena_array(arena, field->choice_count, sizeof *names);
	const char **labels = arena_array(arena, field->choice_count, sizeof *labels);
	for (size_t i = 0; i < field->choice_count; i++) {
		names[i] = field->choices[i].name;
		labels[i] = rule_say(&field->choices[i].label, names[i]);
	}
	out->choices = names;
	out->choice_labels = labels;
	out->choice_count = field->choice_count;
}

/* A form offers people, and yes and no, as choices. */
static void add_form_choices(const struct listing *listing, struct wubu_field *out, const struct rule_field *field)
{
	static const char *const words[] = {"yes", "no"};
	struct arena *arena = listing->fields->arena;
	enum rule_type type = field->type == RULE_LIST ? field->item : field->type;
	size_t count = type == RULE_PERSON && listing->people ? listing->people->count : type == RULE_YES_NO ? 2 : 0;
	const char **names = arena_array(arena, count, sizeof *names);
	const char **labels = arena_array(arena, count, sizeof *labels);
	for (size_t i = 0; i < count; i++) {
		const struct trust_person *person = type == RULE_PERSON ? &listing->people->people[i] : NULL;
		names[i] = person ? person->id : words[i];
		labels[i] = !person ? rule_word(listing->book, words[i])
			    : person->unit ? arena_format(arena, _("%s (%s)"), person->name, person->unit)
					   : person->name;
	}
	if (!count)
		return;
	out->choices = names;
	out->choice_labels = labels;
	out->choice_count = count;
}

static const char *value_text(struct arena *arena, const struct record_node *node)
{
	if (record_is_empty(node))
		return NULL;
	/* A file with its digest is called by its name. */
	if (node->kind == RECORD_MAP && record_get(node, "file"))
		return value_text(arena, record_get(node, "file"));
	if (node->kind == RECORD_TEXT)
		return arena_text(arena, node->text.data);
	return node->word ? arena_text(arena, node->word) : NULL;
}

/* The values of a plain list, one a line. */
static const char *value_lines(struct arena *arena, const struct record_node *list)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; list && list->kind == RECORD_LIST && i < list->count; i++) {
		const char *text = value_text(arena, list->items[i]);
		buf_format(&out, "%s%s", i ? "\n" : "", text ? text : "");
	}
	const char *lines = out.size ? arena_copy(arena, buf_bytes(&out)) : NULL;
	buf_release(&out);
	return lines;
}

static void add_rules(const struct listing *listing, struct wubu_field *out, const struct rule_field *field)
{
	const char **names = NULL;
	for (size_t i = 0; listing->step && i < listing->step->check_count; i++)
		if (rule_check_looks_at(listing->step->checks[i], field))
			*arena_push(listing->fields->arena, names, out->rule_count) =
				arena_text(listing->fields->arena, listing->step->checks[i]->name);
	out->rules = names;
}

/* The first check of the step that looks at FIELD: why it is asked. */
static const struct rule_check *check_of(const struct rule_step *step, const struct rule_field *field)
{
	for (size_t i = 0; step && i < step->check_count; i++) {
		const struct rule_check *check = step->checks[i];
		for (size_t k = 0; k < RULE_ARGS && check->kind->params[k].name; k++)
			for (size_t p = 0; p < check->args[k].path_count; p++)
				if (check->args[k].paths[p].field == field)
					return check;
	}
	return NULL;
}

static bool is_asked(const struct rule_findings *todo, const struct rule_check *check)
{
	for (size_t i = 0; check && i < todo->count; i++)
		if (strcmp(todo->items[i].rule, check->name) == 0)
			return true;
	return false;
}

static void add_basis(struct arena *arena, struct wubu_field *out, const struct rule_bases *basis)
{
	struct buf text;
	if (!basis->count)
		return;
	buf_init(&text);
	rule_basis_say(&basis->items[0], &text);
	out->basis = arena_copy(arena, buf_bytes(&text));
	buf_release(&text);
}

static void list_fields(struct listing *listing, const struct rule_fields *fields, const char *prefix,
			const struct record_node *map);

static void add_for_form(const struct listing *listing, struct wubu_field *out, const struct rule_field *field,
			 const struct record_node *node)
{
	add_form_choices(listing, out, field);
	add_rules(listing, out, field);
	if (field->type == RULE_LIST && !field->of)
		out->value = value_lines(listing->fields->arena, node);
}

static void list_field(struct listing *listing, const struct rule_field *field, const char *prefix,
		       const struct record_node *node)
{
	struct arena *arena = listing->fields->arena;
	const char *path = arena_format(arena, "%s%s%s", prefix, *prefix ? "." : "", field->name);
	const struct rule_check *check = check_of(listing->step, field);
	struct wubu_field *out = arena_push(arena, listing->fields->items, listing->fields->count);
	*out = (struct wubu_field){
		.path = path, .label = arena_text(arena, rule_say(&field->label, field->name)),
		.help = field->help.en ? arena_text(arena, rule_say(&field->help, "")) : NULL,
		.type = rule_type_name(field->type), .value = value_text(arena, node),
		.items = node && node->kind == RECORD_LIST ? node->count : 0,
		.asked = is_asked(listing->todo, check),
		.item = field->type == RULE_LIST ? rule_type_name(field->item) : NULL};
	if (field->choice_count)
		add_choices(arena, out, field);
	if (check)
		add_basis(arena, out, &check->basis);
	if (listing->form)
		add_for_form(listing, out, field, node);
	if (!has_parts(field))
		return;
	bool list = field->type == RULE_LIST;
	for (size_t i = 0; listing->form && list && node && node->kind == RECORD_LIST && i < node->count; i++)
		list_fields(listing, field->of, arena_format(arena, "%s[%zu]", path, i), node->items[i]);
	list_fields(listing, field->of, list ? arena_format(arena, "%s[+]", path) : path, list ? NULL : node);
}

static void list_fields(struct listing *listing, const struct rule_fields *fields, const char *prefix,
			const struct record_node *map)
{
	for (size_t i = 0; i < fields->count; i++)
		list_field(listing, fields->items[i], prefix,
			   map ? record_get(map, fields->items[i]->name) : NULL);
}

/* The keys of the header that people fill in; the rest the engine writes itself. */
static void list_header(struct listing *listing, const struct record_node *root)
{
	static const char *const own[] = {"title", "matter", "draft"};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		list_field(listing, rule_field(&listing->book->root, own[i]), "",
			   root ? record_get(root, own[i]) : NULL);
	list_fields(listing, &listing->book->header, "", root);
}

/* What is asked for. */
struct asking {
	const char *procedure, *id, *step;
	bool form;
};

static int list_new(struct wubu *wubu, const struct asking *asking, struct wubu_fields *fields,
		    struct wubu_error *error)
{
	struct store_commit tip;
	const struct ledger_rules *rules;
	struct rule_findings none;
	struct listing listing = {.fields = fields, .todo = &none, .form = asking->form};
	findings_init(&none, fields->arena);
	int found = wubu_tip(wubu, fields->arena, &tip, error);
	if (found <= 0)
		return found < 0 ? -1 : error_set(error, WUBU_NOT_FOUND, _("this branch has no commit yet"));
	if (wubu_rules(wubu, &tip, &rules, error))
		return -1;
	listing.people = rules->people;
	listing.book = asking->procedure ? ledger_book(rules, asking->procedure, NULL) : rules->books[0];
	if (!listing.book)
		return error_set(error, WUBU_NOT_FOUND, _("there is no rulebook “%s” here"), asking->procedure);
	list_header(&listing, NULL);
	fields->label = arena_text(fields->arena, rule_say(&listing.book->title, listing.book->name));
	return 0;
}

static const struct rule_step *step_called(const struct rulebook *book, const char *name)
{
	for (size_t i = 0; i < book->step_count; i++)
		if (strcmp(book->steps[i]->name, name) == 0 ||
		    (book->steps[i]->label.zh && strcmp(book->steps[i]->label.zh, name) == 0))
			return book->steps[i];
	return NULL;
}

static int list_decision(struct wubu *wubu, const struct asking *asking, struct wubu_fields *fields,
			 struct wubu_error *error)
{
	struct wubu_decision decision;
	struct rule_findings todo;
	char hex[DIGEST_HEX];
	findings_init(&todo, fields->arena);
	if (wubu_decision(wubu, asking->id, fields->arena, &decision, error) <= 0)
		return -1;
	struct listing listing = {.fields = fields, .people = decision.rules->people, .book = decision.book,
				  .todo = &todo, .form = asking->form};
	fields->version = arena_text(fields->arena, digest_sha256(decision.record->source, hex));
	if (!asking->step) {
		list_header(&listing, decision.record->root);
		fields->label = arena_text(fields->arena, _("Head of the record"));
		return 0;
	}
	listing.step = step_called(decision.book, asking->step);
	if (!listing.step)
		return error_set(error, WUBU_USAGE, _("the procedure has no step “%s”"), asking->step);
	judge_todo(&decision.facts, listing.step, &todo);
	list_fields(&listing, &listing.step->fields, listing.step->name,
		    state_section(decision.record, listing.step));
	fields->label = arena_text(fields->arena, rule_say(&listing.step->label, listing.step->name));
	fields->findings = wubu_findings_data(&todo, fields->arena);
	fields->finding_count = todo.count;
	return 0;
}

static int list_all(struct wubu *wubu, const struct asking *asking, struct wubu_fields **out, struct wubu_error *error)
{
	struct wubu_fields *fields = heap_alloc(sizeof *fields);
	*fields = (struct wubu_fields){.arena = arena_new(), .version = ""};
	int rc = asking->id ? list_decision(wubu, asking, fields, error) : list_new(wubu, asking, fields, error);
	if (rc)
		wubu_fields_free(fields);
	else
		*out = fields;
	return rc;
}

int wubu_fields(struct wubu *wubu, const char *id, const char *step, struct wubu_fields **out,
		struct wubu_error *error)
{
	return list_all(wubu, &(struct asking){NULL, id, step, false}, out, error);
}

int wubu_form(struct wubu *wubu, const char *procedure, const char *id, const char *step, struct wubu_fields **out,
	      struct wubu_error *error)
{
	return list_all(wubu, &(struct asking){procedure, id, step, true}, out, error);
}

const char *wubu_fields_label(const struct wubu_fields *fields)
{
	return fields->label;
}

const char *wubu_fields_version(const struct wubu_fields *fields)
{
	return fields->version;
}

const struct wubu_finding *wubu_fields_finding(const struct wubu_fields *fields, size_t i)
{
	return i < fields->finding_count ? &fields->findings[i] : NULL;
}

const struct wubu_field *wubu_field(const struct wubu_fields *fields, size_t i)
{
	return i < fields->count ? &fields->items[i] : NULL;
}

void wubu_fields_free(struct wubu_fields *fields)
{
	if (!fields)
		return;
	arena_free(fields->arena);
	free(fields);
}

/* ---- names ------------------------------------------------------------------------------------- */

static void name_steps(const struct rulebook *book, struct buf *out)
{
	for (size_t i = 0; i < book->step_count; i++)
		buf_format(out, "%s\n", book->steps[i]->name);
}

static void name_matters(const struct rulebook *book, struct buf *out)
{
	for (size_t i = 0; i < book->matter_count; i++)
		buf_format(out, "%s\n", book->matters[i]->name);
}

static void name_book(const struct rulebook *book, struct buf *out)
{
	buf_format(out, "%s\n", book->name);
}

static const struct {
	const char *kind;
	void (*name)(const struct rulebook *book, struct buf *out);
} name_kinds[] = {{"step", name_steps}, {"matter", name_matters}, {"procedure", name_book}};

static int name_decisions(struct wubu *wubu, struct arena *arena, struct buf *out, struct wubu_error *error)
{
	const char **ids;
	size_t count;
	if (wubu_decisions(wubu, arena, &ids, &count, error))
		return -1;
	for (size_t i = 0; i < count; i++)
		buf_format(out, "%s\n", ids[i]);
	return 0;
}

static void name_people(const struct trust_people *people, struct buf *out)
{
	for (size_t i = 0; people && i < people->count; i++)
		buf_format(out, "%s\n", people->people[i].id);
}

static void name_outcomes(const struct rulebook *book, const char *name, struct buf *out)
{
	const struct rule_step *step = rule_step(book, name);
	for (size_t i = 0; step && i < step->outcome_count; i++)
		buf_format(out, "%s\n", step->outcomes[i].name);
}

static int name_rules(struct wubu *wubu, const char *kind, struct arena *arena, struct buf *out,
		      struct wubu_error *error)
{
	struct store_commit tip;
	const struct ledger_rules *rules;
	int found = wubu_tip(wubu, arena, &tip, error);
	if (found < 0 || (found && wubu_rules(wubu, &tip, &rules, error)))
		return -1;
	if (found && strcmp(kind, "person") == 0)
		name_people(rules->people, out);
	for (size_t b = 0; found && b < rules->book_count; b++) {
		if (strncmp(kind, "outcome ", 8) == 0)
			name_outcomes(rules->books[b], kind + 8, out);
		for (size_t i = 0; i < sizeof name_kinds / sizeof *name_kinds; i++)
			if (strcmp(name_kinds[i].kind, kind) == 0)
				name_kinds[i].name(rules->books[b], out);
	}
	return 0;
}

int wubu_names(struct wubu *wubu, const char *kind, struct buf *out, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	int rc = strcmp(kind, "decision") == 0 ? name_decisions(wubu, arena, out, error)
					       : name_rules(wubu, kind, arena, out, error);
	arena_free(arena);
	return rc;
}
