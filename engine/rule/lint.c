/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/lint.h"

#include "base/lang.h"
#include "base/text.h"
#include "rule/bounds.h"
#include "rule/compile.h"
#include "rule/kind-rows.h"
#include "rule/roles.h"
#include "rule/stall.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct lint_row;

struct lint {
	const struct rule_linting *on;
	const struct rulebook *book;
	struct arena *arena;
	struct rule_findings *findings;
	const struct lint_row *row;
	const struct rule_step *step; /* whose check is looked at */
};

struct lint_row {
	const char *rule;
	enum rule_level level;
	void (*look)(struct lint *lint);
	const char *message, *remedy;
};

/* ---- telling --------------------------------------------------------------------------------- */

static bool told(const struct lint *lint, const struct rule_finding *finding)
{
	for (size_t i = 0; i < lint->findings->count; i++) {
		const struct rule_finding *other = &lint->findings->items[i];
		if (strcmp(other->rule, finding->rule) == 0 && other->line == finding->line &&
		    other->column == finding->column && other->file && finding->file &&
		    strcmp(other->file, finding->file) == 0 &&
		    strcmp(other->found ? other->found : "", finding->found ? finding->found : "") == 0)
			return true;
	}
	return false;
}

/* The row's sentence at NODE of FILE, with what was found there. */
static void say(struct lint *lint, const struct record *file, const struct record_node *node, const char *found)
{
	const struct lint_row *row = lint->row;
	struct rule_finding finding = {
		.rule = row->rule, .verdict = RULE_UNMET, .level = row->level,
		.step = lint->step ? lint->step->name : NULL,
		.message = _(row->message), .remedy = _(row->remedy), .found = found,
	};
	finding_place(&finding, lint->arena, file, node);
	if (!told(lint, &finding)) /* rulebooks with one parent share what it has */
		findings_add(lint->findings, &finding);
}

/* The newest file in which the keys NAMES lead somewhere, and its node there; else the book's root. */
static const struct record_node *declared(const struct lint *lint, const char *const *names, size_t count,
					  const struct record **file)
{
	for (size_t i = 0; i < lint->on->file_count; i++) {
		const struct record_node *node = lint->on->files[i]->root;
		for (size_t k = 0; node && k < count; k++)
			node = record_get(node, names[k]);
		*file = lint->on->files[i];
		if (node)
			return node;
	}
	*file = lint->on->files[0];
	return (*file)->root;
}

static void say_declared(struct lint *lint, const char *const *names, size_t count, const char *found)
{
	const struct record *file;
	const struct record_node *node = declared(lint, names, count, &file);
	say(lint, file, node, found);
}

static const char *label_of(const struct rule_step *step)
{
	return rule_say(&step->label, step->name);
}

/* ---- walking --------------------------------------------------------------------------------- */

typedef void (*look_at)(struct lint *lint, const struct rule_check *check);

static void each_check(struct lint *lint, look_at look)
{
	for (size_t i = 0; i < lint->book->step_count; i++) {
		lint->step = lint->book->steps[i];
		for (size_t k = 0; k < lint->step->check_count; k++)
			look(lint, lint->step->checks[k]);
	}
	lint->step = NULL;
}

static void inside_condition(struct lint *lint, const struct rule_condition *condition, look_at look);

/* CHECK itself and all that stands in it. */
static void inside_check(struct lint *lint, const struct rule_check *check, look_at look)
{
	look(lint, check);
	inside_condition(lint, check->when, look);
	inside_condition(lint, check->unless, look);
	for (size_t i = 0; i < RULE_ARGS && check->kind->params[i].name; i++) {
		const struct rule_arg *arg = &check->args[i];
		for (size_t k = 0; k < arg->check_count; k++)
			inside_check(lint, arg->checks[k], look);
		inside_condition(lint, arg->condition, look);
		inside_condition(lint, arg->operand.where, look);
	}
}

static void inside_condition(struct lint *lint, const struct rule_condition *condition, look_at look)
{
	for (size_t i = 0; condition && i < condition->check_count; i++)
		inside_check(lint, condition->checks[i], look);
	for (size_t i = 0; condition && i < condition->any_count; i++)
		inside_condition(lint, condition->any_of[i], look);
}

/* ---- what can never be ------------------------------------------------------------------------- */

static bool share_path(const struct rule_check *a, const struct rule_check *b)
{
	for (size_t i = 0; i < a->args[0].path_count; i++)
		for (size_t k = 0; k < b->args[0].path_count; k++)
			if (strcmp(a->args[0].paths[i].text, b->args[0].paths[k].text) == 0)
				return true;
	return false;
}

/* What a check of the kind `value` lets through; false when it only forbids. */
static bool allowed_values(const struct rule_check *check, const struct rule_names **values)
{
	const struct rule_arg *is = kind_arg(check, "is"), *in = kind_arg(check, "in");
	*values = is->node ? &is->names : &in->names;
	return is->node || in->node;
}

static bool forbids(const struct rule_check *check, const char *value)
{
	return rule_names_have(&kind_arg(check, "is-not")->names, value) ||
	       rule_names_have(&kind_arg(check, "not-in")->names, value);
}

/* Whether no value passes both. */
static bool values_exclude(const struct rule_check *a, const struct rule_check *b)
{
	const struct rule_names *mine, *other;
	if (!allowed_values(a, &mine))
		return false;
	bool bounded = allowed_values(b, &other);
	for (size_t i = 0; i < mine->count; i++)
		if (!forbids(b, mine->items[i]) && !forbids(a, mine->items[i]) &&
		    (!bounded || rule_names_have(other, mine->items[i])))
			return false;
	return true;
}

static bool is_kind(const struct rule_check *check, const char *name)
{
	return strcmp(check->kind->name, name) == 0;
}

/* All parameters that are no bounds are the same. */
static bool asks_of_the_same(const struct rule_check *a, const struct rule_check *b)
{
	if (a->kind != b->kind || !a->kind->params[0].name)
		return false;
	for (size_t i = 0; i < RULE_ARGS && a->kind->params[i].name; i++)
		if (bound_side(a->kind->params[i].name) == BOUND_NONE &&
		    a->kind->params[i].type != PARAM_FLAG && !record_equal(a->args[i].node, b->args[i].node))
			return false;
	return true;
}

static bool exclude(const struct rule_check *a, const struct rule_check *b)
{
	if (is_kind(a, "present") && is_kind(b, "absent"))
		return share_path(a, b);
	if (is_kind(a, "absent") && is_kind(b, "present"))
		return share_path(a, b);
	if (is_kind(a, "value") && is_kind(b, "value"))
		return share_path(a, b) && (values_exclude(a, b) || values_exclude(b, a));
	return asks_of_the_same(a, b) && bounds_exclude(a, b);
}

static bool never_holds(const struct rule_condition *condition)
{
	for (size_t i = 0; condition && i < condition->check_count; i++)
		for (size_t k = i; k < condition->check_count; k++)
			if (exclude(condition->checks[i], condition->checks[k]))
				return true;
	return false;
}

/* Whether `when` and `unless` leave nothing. */
static bool never_applies(const struct rule_condition *when, const struct rule_condition *unless)
{
	return never_holds(when) || (when && unless && record_equal(when->node, unless->node));
}

/* ---- steps ---------------------------------------------------------------------------------------- */

static bool some_matter_has(const struct rulebook *book, const struct rule_step *step)
{
	for (size_t i = 0; i < book->matter_count; i++)
		if (!book->matters[i]->steps.count || rule_names_have(&book->matters[i]->steps, step->name) ||
		    rule_names_have(&book->matters[i]->optional, step->name))
			return true;
	return false;
}

static void look_steps_reachable(struct lint *lint)
{
	for (size_t i = 0; i < lint->book->step_count; i++) {
		const struct rule_step *step = lint->book->steps[i];
		const char *names[] = {"steps", step->name};
		if (!some_matter_has(lint->book, step) || never_applies(step->when, step->unless))
			say_declared(lint, names, COUNT(names), label_of(step));
	}
}

static bool held(const struct lint *lint, const char *role)
{
	const struct rule_people *people = lint->on->people;
	const char *person;
	for (size_t i = 0; (person = people->each(people->context, i)); i++)
		if (people->holds(people->context, person, role, DATE_NONE))
			return true;
	return false;
}

static const char *role_words(const struct lint *lint, const struct rule_names *roles)
{
	const char **words = arena_array(lint->arena, roles->count, sizeof *words);
	for (size_t i = 0; i < roles->count; i++) {
		const struct rule_role *role = rule_role(lint->book, roles->items[i]);
		words[i] = role ? rule_say(&role->label, role->name) : roles->items[i];
	}
	return kind_join(lint->arena, words, roles->count, _(", "));
}

static void look_steps_signable(struct lint *lint)
{
	for (size_t i = 0; lint->on->people && i < lint->book->step_count; i++) {
		const struct rule_step *step = lint->book->steps[i];
		const char *names[] = {"steps", step->name, "sign-off"};
		bool found = false;
		for (size_t k = 0; k < step->sign.roles.count; k++)
			found |= held(lint, step->sign.roles.items[k]);
		if (!found)
			say_declared(lint, names, COUNT(names), role_words(lint, &step->sign.roles));
	}
}

/* Whether STEP waits, perhaps by way of others, for what is called NAME. */
static bool waits_for(const struct rulebook *book, const struct rule_step *step, const char *name, size_t deep)
{
	for (size_t i = 0; i < step->after.count && deep < book->step_count; i++) {
		const struct rule_step *before = rule_step(book, step->after.items[i]);
		if (strcmp(before->name, name) == 0 || waits_for(book, before, name, deep + 1))
			return true;
	}
	return false;
}

static bool matter_has(const struct rule_matter *matter, const char *step)
{
	return rule_names_have(&matter->steps, step) || rule_names_have(&matter->optional, step);
}

/* Whether some step before STEP, near or far, is one of MATTER's. */
static bool follows_any(const struct rulebook *book, const struct rule_matter *matter,
			const struct rule_step *step)
{
	for (size_t i = 0; i < book->step_count; i++)
		if (matter_has(matter, book->steps[i]->name) && waits_for(book, step, book->steps[i]->name, 0))
			return true;
	return false;
}

static bool has_any_after(const struct rule_matter *matter, const struct rule_step *step)
{
	for (size_t i = 0; i < step->after.count; i++)
		if (matter_has(matter, step->after.items[i]))
			return true;
	return false;
}

/* A step whose every predecessor is left out begins at once, though others stand farther before it. */
static void look_matter_order(struct lint *lint)
{
	for (size_t i = 0; i < lint->book->matter_count; i++) {
		const struct rule_matter *matter = lint->book->matters[i];
		const char *names[] = {"matters", matter->name, "steps"};
		for (size_t k = 0; k < matter->steps.count; k++) {
			const struct rule_step *step = rule_step(lint->book, matter->steps.items[k]);
			if (!step->after.count || has_any_after(matter, step) ||
			    !follows_any(lint->book, matter, step))
				continue;
			say_declared(lint, names, COUNT(names),
				     arena_format(lint->arena, _("%s (%s)"), label_of(step),
						  rule_say(&matter->label, matter->name)));
		}
	}
}

/* ---- checks ---------------------------------------------------------------------------------------- */

static void look_check_applies(struct lint *lint, const struct rule_check *check)
{
	if (never_applies(check->when, check->unless))
		say(lint, check->file, check->node, check->name);
}

static void look_checks_apply(struct lint *lint)
{
	each_check(lint, look_check_applies);
}

/* The step in whose section PATH ends, when it begins at the record. */
static const struct rule_step *step_of_path(const struct rulebook *book, const struct rule_path *path)
{
	return path->absolute && path->depth ? rule_step(book, path->names[0]) : NULL;
}

static void look_paths_filled(struct lint *lint, const struct rule_check *check)
{
	bool lasting = !is_kind(check, "absent") && !check->when && !check->unless;
	for (size_t i = 0; lasting && i < RULE_ARGS && check->kind->params[i].name; i++)
		for (size_t k = 0; k < check->args[i].path_count; k++) {
			const struct rule_path *path = &check->args[i].paths[k];
			const struct rule_step *other = step_of_path(lint->book, path);
			if (other && waits_for(lint->book, other, lint->step->name, 0))
				say(lint, check->file, check->args[i].node, path->text);
		}
}

static void look_fields_filled(struct lint *lint)
{
	each_check(lint, look_paths_filled);
}

static void look_check_possible(struct lint *lint, const struct rule_check *check)
{
	const struct rule_arg *least = kind_arg(check, "at-least"), *most = kind_arg(check, "at-most");
	bool never_odd = kind_arg(check, "odd")->node && least->node && most->node &&
			 least->number == most->number && least->number % 2 == 0;
	if (bounds_exclude(check, check) || never_odd)
		say(lint, check->file, check->node, NULL);
}

static void look_inside_possible(struct lint *lint, const struct rule_check *check)
{
	inside_check(lint, check, look_check_possible);
}

static bool same_ground(const struct rule_check *a, const struct rule_check *b)
{
	static const char *const keys[] = {"for-each", "when", "unless", "in-force"};
	for (size_t i = 0; i < COUNT(keys); i++)
		if (!record_equal(record_get(a->node, keys[i]), record_get(b->node, keys[i])))
			return false;
	return true;
}

static void look_pairs(struct lint *lint)
{
	for (size_t i = 0; i < lint->book->step_count; i++) {
		lint->step = lint->book->steps[i];
		for (size_t k = 0; k < lint->step->check_count; k++)
			for (size_t j = 0; j < k; j++) {
				const struct rule_check *a = lint->step->checks[j], *b = lint->step->checks[k];
				if (same_ground(a, b) && exclude(a, b))
					say(lint, b->file, b->node,
					    arena_format(lint->arena, "%s, %s", a->name, b->name));
			}
	}
	lint->step = NULL;
}

static void look_contradictions(struct lint *lint)
{
	each_check(lint, look_inside_possible);
	look_pairs(lint);
}

/* ---- people ------------------------------------------------------------------------------------------ */

static size_t holders_of(const struct lint *lint, const struct rule_names *roles)
{
	const struct rule_people *people = lint->on->people;
	const char *person;
	size_t count = 0;
	for (size_t i = 0; (person = people->each(people->context, i)); i++)
		count += roles_held(people, roles, person, DATE_NONE);
	return count;
}

/* The roles of those that LIST of STEP must be filled from, if a check says so. */
static const struct rule_names *roles_of_list(const struct rule_step *step, const struct rule_field *list)
{
	static const struct { const char *kind, *path; } tied[] = {{"holders", "in"}, {"holds-role", "person"}};
	for (size_t i = 0; i < step->check_count; i++)
		for (size_t k = 0; k < COUNT(tied); k++) {
			const struct rule_check *check = step->checks[i];
			const struct rule_arg *path = kind_arg(check, tied[k].path);
			const struct rule_field *mine =
				check->for_each.text ? check->for_each.field
				: path->path_count ? path->paths[0].list : NULL;
			if (is_kind(check, tied[k].kind) && mine == list)
				return &kind_arg(check, "role")->names;
		}
	return NULL;
}

static void look_count_people(struct lint *lint, const struct rule_check *check)
{
	const struct rule_arg *least = kind_arg(check, "at-least");
	if (!is_kind(check, "count") || !least->node)
		return;
	const struct rule_names *roles = roles_of_list(lint->step, check->args[0].paths[0].list);
	size_t holders = roles ? holders_of(lint, roles) : 0;
	if (roles && holders < (size_t)least->number)
		say(lint, check->file, least->node,
		    arena_format(lint->arena, _("at least %lld of %s, which %zu hold"), (long long)least->number,
				 role_words(lint, roles), holders));
}

static void look_counts(struct lint *lint)
{
	if (lint->on->people)
		each_check(lint, look_count_people);
}

/* ---- words -------------------------------------------------------------------------------------------- */

/* What to write into a date, a file, a person or a number its label says. */
static const bool needs_help[] = {[RULE_TEXT] = true, [RULE_CHOICE] = true, [RULE_YES_NO] = true,
				  [RULE_GROUP] = true, [RULE_LIST] = true, [RULE_NAME] = false};

static void look_help_of(struct lint *lint, const struct rule_fields *fields, const char **names, size_t count)
{
	for (size_t i = 0; i < fields->count; i++) {
		const struct rule_field *field = fields->items[i];
		names[count] = field->name;
		if (!field->help.en && !field->help.zh && needs_help[field->type])
			say_declared(lint, names, count + 1, rule_say(&field->label, field->name));
	}
}

/* Fields of a list's items are asked under their list's question. */
static void look_help(struct lint *lint)
{
	const char *names[4] = {"header"};
	look_help_of(lint, &lint->book->header, names, 1);
	for (size_t i = 0; i < lint->book->step_count; i++) {
		names[0] = "steps";
		names[1] = lint->book->steps[i]->name;
		names[2] = "fields";
		look_help_of(lint, &lint->book->steps[i]->fields, names, 3);
	}
}

static void look_remedy(struct lint *lint, const struct rule_check *check)
{
	if (!check->remedy.en && !check->remedy.zh)
		say(lint, check->file, check->node, check->name);
}

static void look_remedies(struct lint *lint)
{
	each_check(lint, look_remedy);
}

/* A field that the rulebook declares has its label; what has none is the engine's. */
static void look_words_of(struct lint *lint, const struct rule_fields *fields)
{
	const char *names[] = {"words"};
	for (size_t i = 0; fields && i < fields->count; i++) {
		const struct rule_field *field = fields->items[i];
		if (!field->label.zh && !field->label.en)
			say_declared(lint, names, 1, field->name);
		for (size_t k = 0; k < field->choice_count; k++)
			if (!field->choices[k].label.zh && !field->choices[k].label.en)
				say_declared(lint, names, 1, field->choices[k].name);
		look_words_of(lint, field->of);
	}
}

static void look_words(struct lint *lint)
{
	static const char *const answers[] = {"yes", "no"};
	const char *names[] = {"words"};
	look_words_of(lint, &lint->book->root);
	for (size_t i = 0; i < COUNT(answers); i++)
		if (!rule_field(&lint->book->words, answers[i]))
			say_declared(lint, names, 1, answers[i]);
}

/* ---- citations ------------------------------------------------------------------------------------------ */

static bool cited_in(const struct rule_bases *bases, const struct rule_cite *cite)
{
	for (size_t i = 0; i < bases->count; i++)
		if (bases->items[i].cite == cite)
			return true;
	return false;
}

static bool cited_by_step(const struct rule_step *step, const struct rule_cite *cite)
{
	const struct rule_act *acts[] = {&step->fill, &step->sign, &step->give_back, &step->reopen, &step->skip};
	bool found = cited_in(&step->basis, cite);
	for (size_t i = 0; i < COUNT(acts); i++)
		found |= cited_in(&acts[i]->basis, cite);
	for (size_t i = 0; i < step->check_count; i++)
		found |= cited_in(&step->checks[i]->basis, cite);
	return found;
}

static bool is_cited(const struct rulebook *book, const struct rule_cite *cite)
{
	const struct rule_act *acts[] = {&book->open, &book->withdraw, &book->adopt, &book->rules};
	bool found = false;
	for (size_t i = 0; i < COUNT(acts); i++)
		found |= cited_in(&acts[i]->basis, cite);
	for (size_t i = 0; i < book->gap_count; i++)
		found |= book->gaps[i].basis.cite == cite;
	for (size_t i = 0; i < book->step_count; i++)
		found |= cited_by_step(book->steps[i], cite);
	return found;
}

static void look_citations(struct lint *lint)
{
	for (size_t i = 0; i < lint->book->cite_count; i++) {
		const struct rule_cite *cite = lint->book->cites[i];
		const char *names[] = {"cites", cite->key};
		if (!is_cited(lint->book, cite))
			say_declared(lint, names, COUNT(names), rule_say(&cite->title, cite->key));
	}
}

/* ---- patterns --------------------------------------------------------------------------------------------- */

/* Its first few characters. */
static const char *beginning(struct arena *arena, const struct buf *text)
{
	uint32_t code;
	size_t size = 0;
	for (size_t i = 0; i < 12 && size < text->size; i++)
		size += text_decode(text->data + size, text->size - size, &code);
	return arena_copy(arena, (struct wubu_bytes){text->data, size});
}

static void look_pattern(struct lint *lint, const struct rule_check *check)
{
	for (size_t i = 0; i < RULE_ARGS && check->kind->params[i].name; i++) {
		const struct rule_arg *arg = &check->args[i];
		struct buf subject;
		if (!arg->pattern)
			continue;
		buf_init(&subject);
		if (stall_find(arg->pattern, arg->node->text.data, &subject))
			say(lint, check->file, arg->node,
			    arena_format(lint->arena, _("it gives up on “%s…” (%zu bytes)"),
					 beginning(lint->arena, &subject), subject.size));
		buf_release(&subject);
	}
}

static void look_inside_pattern(struct lint *lint, const struct rule_check *check)
{
	inside_check(lint, check, look_pattern);
}

static void look_patterns(struct lint *lint)
{
	each_check(lint, look_inside_pattern);
}

/* ---- languages -------------------------------------------------------------------------------------------- */

static bool is_han(uint32_t code)
{
	return (code >= 0x3400 && code <= 0x9FFF) || (code >= 0x20000 && code <= 0x323AF);
}

struct script {
	size_t han, latin;
};

static struct script script_of(struct wubu_bytes text)
{
	struct script script = {0, 0};
	uint32_t code;
	for (size_t i = 0, n; i < text.size && (n = text_decode(text.data + i, text.size - i, &code)); i += n) {
		script.han += is_han(code);
		script.latin += code < 0x80 && ((code | 32) >= 'a' && (code | 32) <= 'z');
	}
	return script;
}

/* Words of at least so many letters are a language; fewer are a name or a sign. */
#define WORDS_LETTERS 12

static void look_pair(struct lint *lint, const struct record *file, const struct record_node *map)
{
	const struct record_node *zh = record_get(map, "zh"), *en = record_get(map, "en");
	if (!zh || !en || zh->kind != RECORD_TEXT || en->kind != RECORD_TEXT)
		return;
	struct script chinese = script_of(zh->text), english = script_of(en->text);
	if (!chinese.han && chinese.latin >= WORDS_LETTERS)
		say(lint, file, zh, zh->text.data);
	else if (english.han && !english.latin)
		say(lint, file, en, en->text.data);
}

static void look_nodes(struct lint *lint, const struct record *file, const struct record_node *node)
{
	if (node->kind == RECORD_MAP)
		look_pair(lint, file, node);
	for (size_t i = 0; i < node->count; i++) {
		if (node->kind == RECORD_MAP)
			look_nodes(lint, file, node->entries[i].value);
		else if (node->kind == RECORD_LIST)
			look_nodes(lint, file, node->items[i]);
	}
}

static void look_languages(struct lint *lint)
{
	for (size_t i = 0; i < lint->on->file_count; i++)
		look_nodes(lint, lint->on->files[i], lint->on->files[i]->root);
}

/* ---- the table --------------------------------------------------------------------------------------------- */

static const struct lint_row rows[] = {
	{"lint.step-unreachable", RULE_REFUSE, look_steps_reachable,
	 N_("no decision ever comes to this step: no kind of matter has it, or its conditions exclude each other"),
	 N_("give it to a kind of matter, or mend its `when` and `unless`")},
	{"lint.step-unsigned", RULE_WARN, look_steps_signable,
	 N_("nobody has ever held a role that signs this step"),
	 N_("enrol somebody in people.yaml, or name another role")},
	{"lint.matter-order", RULE_WARN, look_matter_order,
	 N_("this kind of matter leaves out all that the step comes right after, so that it may begin at once"),
	 N_("let the step come after one that stays, too")},
	{"lint.check-idle", RULE_REFUSE, look_checks_apply,
	 N_("this rule is never concerned: its conditions exclude each other"),
	 N_("mend its `when` and `unless`")},
	{"lint.field-later", RULE_WARN, look_fields_filled,
	 N_("this rule asks for a field that is only filled in after its own step is signed"),
	 N_("put the rule into the later step, or ask for another field")},
	{"lint.contradiction", RULE_REFUSE, look_contradictions,
	 N_("nothing can ever meet this"),
	 N_("mend one of the bounds, or take one of the rules out")},
	{"lint.count-people", RULE_WARN, look_counts,
	 N_("more people are asked for than hold the role"),
	 N_("enrol more people, or ask for fewer")},
	{"lint.help-missing", RULE_WARN, look_help,
	 N_("this field has no `help`: nobody is told what to fill in"),
	 N_("write the question in one sentence: help: {zh: …, en: …}")},
	{"lint.remedy-missing", RULE_WARN, look_remedies,
	 N_("this rule has no `remedy`: a refusal will not say what to do"),
	 N_("write it in one sentence: remedy: {zh: …, en: …}")},
	{"lint.word-missing", RULE_WARN, look_words,
	 N_("one of wubu's own keys has no label"),
	 N_("add it under `words`: {zh: …, en: …}")},
	{"lint.citation-unused", RULE_WARN, look_citations,
	 N_("this text is cited nowhere"),
	 N_("cite it where it asks for something, or take it out")},
	{"lint.pattern-stalls", RULE_REFUSE, look_patterns,
	 N_("this pattern can take so many steps on a text that it gives up: such a text would be refused unjudged"),
	 N_("let no repetition stand in another, and no two next to each other that take the same characters")},
	{"lint.language", RULE_WARN, look_languages,
	 N_("this text stands in the place of the other language"),
	 N_("write it in both languages")},
};

void rule_lint(const struct rule_linting *linting, struct rule_findings *findings)
{
	struct lint lint = {.on = linting, .book = linting->book, .arena = findings->arena, .findings = findings};
	for (size_t i = 0; i < COUNT(rows); i++) {
		lint.row = &rows[i];
		rows[i].look(&lint);
	}
}
