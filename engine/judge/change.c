/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/change.h"

#include "rule/roles.h"
#include "rule/state.h"

static const char *const act_names[JUDGE_ACTS] = {
	[ACT_NONE] = "none",         [ACT_OPEN] = "open",     [ACT_FILL] = "fill",
	[ACT_SIGN] = "sign-off",     [ACT_SKIP] = "skip",     [ACT_RETURN] = "return",
	[ACT_REOPEN] = "reopen",     [ACT_WITHDRAW] = "withdraw", [ACT_ADOPT] = "adopt",
};

const char *change_act_name(enum judge_act act)
{
	return act_names[act];
}

static const struct record_node *root_value(const struct record *record, const char *name)
{
	const struct record_node *node = record ? record_get(record->root, name) : NULL;
	return record_is_empty(node) ? NULL : node;
}

static size_t list_size(const struct record_node *node)
{
	return node && node->kind == RECORD_LIST ? node->count : 0;
}

/* NULL where nothing is said, '' included. */
static const char *word_of(const struct record_node *map, const char *name)
{
	const struct record_node *node = record_get(map, name);
	if (record_is_empty(node) || node->kind != RECORD_TEXT || !node->text.size)
		return NULL;
	return node->word ? node->word : node->text.data;
}

/* The first act found stays; a second one is noted. */
static void note_act(struct judge_change *change, enum judge_act act)
{
	if (change->act == ACT_NONE)
		change->act = act;
	else
		change->several = true;
}

/* What SECTION's part (sign-off, skip) says only now; gone parts belong to a round. */
static const struct record_node *added_part(const struct record_node *before,
					    const struct record_node *after, const char *part)
{
	const struct record_node *was = record_get(before, part), *is = record_get(after, part);
	return record_is_empty(was) && !record_is_empty(is) ? is : NULL;
}

static void note_step(struct judge_change *change, const struct rule_facts *facts,
		      const struct rule_step *step)
{
	const struct record_node *before = state_section(facts->before, step);
	const struct record_node *after = state_section(facts->after, step);
	const struct record_node *signed_now = added_part(before, after, "sign-off");
	const struct record_node *skipped_now = added_part(before, after, "skip");
	if (signed_now) {
		note_act(change, ACT_SIGN);
		change->step = step;
		change->outcome = word_of(signed_now, "outcome");
		change->because = word_of(signed_now, "because");
	}
	if (skipped_now) {
		note_act(change, ACT_SKIP);
		change->step = step;
		change->reason = word_of(skipped_now, "reason");
	}
}

static void note_round(struct judge_change *change, const struct rule_facts *facts, struct arena *arena)
{
	const struct record_node *rounds = root_value(facts->after, "rounds");
	size_t before = list_size(root_value(facts->before, "rounds")), after = list_size(rounds);
	if (after <= before)
		return;
	const struct record_node *round = rounds->items[after - 1], *to = record_get(round, "to");
	const char *act = word_of(round, "act"), *from = word_of(round, "from");
	note_act(change, act && strcmp(act, "reopen") == 0 ? ACT_REOPEN : ACT_RETURN);
	change->several |= after > before + 1;
	change->step = from ? rule_step(facts->book, from) : NULL;
	change->because = word_of(round, "because");
	for (size_t i = 0; i < list_size(to); i++)
		*arena_push(arena, change->to.items, change->to.count) =
			to->items[i]->word ? to->items[i]->word : "";
}

static void note_differences(struct judge_change *change, const struct rule_facts *facts,
			     struct arena *arena)
{
	for (size_t i = 0; i < facts->book->step_count; i++) {
		const struct rule_step *step = facts->book->steps[i];
		if (!record_equal(state_section(facts->before, step), state_section(facts->after, step)))
			*arena_push(arena, change->steps, change->step_count) = step;
	}
	for (size_t i = 0; i < facts->book->root.count; i++) {
		const char *name = facts->book->root.items[i]->name;
		if (!rule_step(facts->book, name) &&
		    !record_equal(root_value(facts->before, name), root_value(facts->after, name)))
			*arena_push(arena, change->fields.items, change->fields.count) = name;
	}
}

void change_derive(struct judge_change *change, const struct rule_facts *facts, struct arena *arena)
{
	*change = (struct judge_change){0};
	note_differences(change, facts, arena);
	if (!facts->before) {
		change->act = ACT_OPEN;
		return;
	}
	note_round(change, facts, arena);
	for (size_t i = 0; i < change->step_count; i++)
		note_step(change, facts, change->steps[i]);
	if (!root_value(facts->before, "withdrawn") && root_value(facts->after, "withdrawn")) {
		note_act(change, ACT_WITHDRAW);
		change->because = word_of(root_value(facts->after, "withdrawn"), "because");
	}
	if (rule_names_have(&change->fields, "procedure")) {
		note_act(change, ACT_ADOPT);
		change->because = word_of(root_value(facts->after, "procedure"), "because");
	}
	if (change->act == ACT_NONE && (change->step_count || change->fields.count))
		change->act = ACT_FILL;
	if (change->act == ACT_FILL && change->step_count == 1 && !change->fields.count)
		change->step = change->steps[0];
}

/* ---- who may ------------------------------------------------------------------------- */

static void add_names(struct rule_names *names, const struct rule_names *more, struct arena *arena)
{
	for (size_t i = 0; i < more->count; i++)
		if (!rule_names_have(names, more->items[i]))
			*arena_push(arena, names->items, names->count) = more->items[i];
}

/*
 * Filling in: of one section, whoever its step names; of the header, whoever may open
 * a record.  A section that names nobody is open to all, so it adds no demand.
 */
static const struct rule_names *fill_roles(const struct judge_change *change,
					   const struct rulebook *book, struct arena *arena)
{
	struct rule_names *names = arena_alloc(arena, sizeof *names);
	if (change->fields.count)
		add_names(names, &book->open.roles, arena);
	for (size_t i = 0; i < change->step_count; i++)
		add_names(names, &change->steps[i]->fill.roles, arena);
	return names;
}

const struct rule_names *change_roles(const struct judge_change *change, const struct rulebook *book,
				      const struct rule_bases **basis, struct arena *arena)
{
	static const struct rule_act anybody;
	const struct rule_step *step = change->step;
	const struct rule_act *acts[JUDGE_ACTS] = {
		[ACT_OPEN] = &book->open,
		[ACT_SIGN] = step ? &step->sign : NULL,
		[ACT_SKIP] = step ? &step->skip : NULL,
		[ACT_RETURN] = step ? &step->give_back : NULL,
		[ACT_REOPEN] = step ? &step->reopen : NULL,
		[ACT_WITHDRAW] = &book->withdraw,
		[ACT_ADOPT] = &book->adopt,
	};
	const struct rule_act *act = acts[change->act] ? acts[change->act] : &anybody;
	if (basis)
		*basis = act->basis.count || !step ? &act->basis : &step->basis;
	return change->act == ACT_FILL ? fill_roles(change, book, arena) : &act->roles;
}

const char *change_on_behalf(const struct judge_change *change, const struct rulebook *book,
			     const struct rule_people *people, const char *person, int32_t day, struct arena *arena)
{
	const struct rule_names *roles = change_roles(change, book, NULL, arena);
	const char *holder = person ? roles_acted_for(people, roles, person, day) : NULL;
	if (!person || holder || change->act != ACT_FILL)
		return holder;
	if (change->fields.count)
		holder = roles_acted_for(people, &book->open.roles, person, day);
	for (size_t i = 0; !holder && i < change->step_count; i++)
		holder = roles_acted_for(people, &change->steps[i]->fill.roles, person, day);
	return holder;
}

/* ---- rounds and materials -------------------------------------------------------------- */

static bool comes_after(const struct rulebook *book, const struct rule_step *step,
			const struct rule_names *to)
{
	for (size_t i = 0; i < step->after.count; i++)
		if (rule_names_have(to, step->after.items[i]) ||
		    comes_after(book, rule_step(book, step->after.items[i]), to))
			return true;
	return false;
}

struct rule_names change_undone(const struct rulebook *book, const struct record *record,
				const struct rule_names *to, struct arena *arena)
{
	struct rule_names undone = {0};
	for (size_t i = 0; i < book->step_count; i++) {
		const struct rule_step *step = book->steps[i];
		const struct record_node *section = state_section(record, step);
		bool ended = !record_is_empty(record_get(section, "sign-off")) ||
			     !record_is_empty(record_get(section, "skip"));
		if (ended && (rule_names_have(to, step->name) || comes_after(book, step, to)))
			*arena_push(arena, undone.items, undone.count) = step->name;
	}
	return undone;
}

static void add_material(const struct record_node *node, const struct rule_files *files,
			 struct arena *arena, struct judge_material **materials, size_t *count)
{
	if (!node->word)
		return;
	for (size_t i = 0; i < *count; i++)
		if (strcmp((*materials)[i].file, node->word) == 0)
			return;
	*arena_push(arena, *materials, *count) = (struct judge_material){
		node->word, files ? files->digest(files->context, node->word) : NULL, node};
}

static void walk_materials(const struct rule_field *field, enum rule_type type,
			   const struct record_node *node, const struct rule_files *files,
			   struct arena *arena, struct judge_material **materials, size_t *count)
{
	if (record_is_empty(node))
		return;
	if (type == RULE_FILE)
		add_material(node, files, arena, materials, count);
	else if (type == RULE_GROUP && node->kind == RECORD_MAP)
		change_materials(field->of, node, files, arena, materials, count);
	else if (type == RULE_LIST && node->kind == RECORD_LIST)
		for (size_t i = 0; i < node->count; i++)
			walk_materials(field, field->item, node->items[i], files, arena, materials, count);
}

void change_materials(const struct rule_fields *fields, const struct record_node *section,
		      const struct rule_files *files, struct arena *arena,
		      struct judge_material **materials, size_t *count)
{
	for (size_t i = 0; section && section->kind == RECORD_MAP && i < section->count; i++) {
		const struct rule_field *field = rule_field(fields, section->entries[i].name);
		if (field)
			walk_materials(field, field->type, section->entries[i].value, files, arena,
				       materials, count);
	}
}
