/* SPDX-License-Identifier: Apache-2.0 */
/* The vocabulary of a rulebook: fields, their types and choices, and the engine's own keys. */
#include "rule/load.h"

#include "base/lang.h"

#include <stdlib.h>

/* ---- what a rulebook declares -------------------------------------------- */

static const char *const declared_types[] = {"text", "number", "money", "date", "person", "choice",
					     "yes-no", "file", "group", "list", NULL};

static const char *type_word(const void *context, size_t i)
{
	return ((const char *const *)context)[i];
}

static int load_type(struct loader *loader, const struct record_node *node, void *target)
{
	const char *word;
	if (load_name(loader, node, &word))
		return -1;
	for (size_t i = 0; declared_types[i]; i++)
		if (strcmp(declared_types[i], word) == 0) {
			*(enum rule_type *)target = (enum rule_type)i;
			return 0;
		}
	return load_unknown(loader, node, _("the type"), word, type_word, declared_types);
}

static int load_choice(struct loader *loader, const struct record_node *node,
		       struct rule_choice *choice)
{
	static const struct load_key keys[] = {
		{"label", load_label, offsetof(struct rule_choice, label), true},
		{"passes", load_flag, offsetof(struct rule_choice, passes), false},
		{"kind-of", load_name, offsetof(struct rule_choice, kind_of), false},
		{NULL, NULL, 0, false},
	};
	choice->passes = true;
	/* {zh, en} alone is enough where nothing else is to be said. */
	if (record_get(node, "zh"))
		return load_label(loader, node, &choice->label);
	return load_map(loader, node, keys, choice);
}

static bool is_same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Whether a word (a name or a label) of one is a word of the other. */
static bool share_word(const char *name, const struct rule_label *label, const char *other,
		       const struct rule_label *other_label)
{
	const char *mine[] = {name, label->zh, label->en};
	const char *theirs[] = {other, other_label->zh, other_label->en};
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			if (is_same(mine[i], theirs[k]))
				return true;
	return false;
}

/* No two choices of FIELD answer to the same word. */
static int check_choice(struct loader *loader, const struct record_node *node,
			const struct rule_field *field, const struct rule_choice *choice)
{
	for (size_t i = 0; i < field->choice_count; i++) {
		const struct rule_choice *other = &field->choices[i];
		if (other != choice && share_word(choice->name, &choice->label, other->name, &other->label))
			return load_fail(loader, node, _("two choices answer to the same word: “%s” and “%s”"),
					 other->name, choice->name);
	}
	return 0;
}

/* What a choice is a kind of is another choice of FIELD, and a kind of nothing itself. */
static int check_kinds_of(struct loader *loader, const struct record_node *node, const struct rule_field *field)
{
	for (size_t i = 0; i < field->choice_count; i++) {
		const char *kind = field->choices[i].kind_of;
		bool found = !kind;
		for (size_t k = 0; !found && k < field->choice_count; k++)
			found = strcmp(field->choices[k].name, kind) == 0 && !field->choices[k].kind_of;
		if (!found)
			return load_fail(loader, node, _("“%s” is a kind of “%s”, which is no choice here"),
					 field->choices[i].name, kind);
	}
	return 0;
}

int load_choices(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_field *field = target;
	if (node->kind != RECORD_MAP || !node->count)
		return load_fail(loader, node, _("here a map of choices is needed"));
	for (size_t i = 0; i < node->count; i++) {
		struct rule_choice *choice = NULL;
		const char *name;
		if (load_name(loader, node->entries[i].key, &name))
			return -1;
		for (size_t j = 0; j < field->choice_count; j++)
			if (strcmp(field->choices[j].name, name) == 0)
				choice = &field->choices[j];
		if (!choice)
			choice = arena_push(loader->arena, field->choices, field->choice_count);
		choice->name = name;
		if (load_choice(loader, node->entries[i].value, choice) ||
		    check_choice(loader, node->entries[i].value, field, choice))
			return -1;
	}
	return check_kinds_of(loader, node, field);
}

static int load_of(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_field *field = target;
	if (!field->of)
		field->of = arena_alloc(loader->arena, sizeof *field->of);
	return load_fields(loader, node, field->of);
}

/* A field of the kind FILE may be a path or {file, sha256}: both can be named by paths. */
static void give_file_parts(struct loader *loader, struct rule_field *field)
{
	static const struct { const char *name; enum rule_type type; } parts[] = {
		{"file", RULE_TEXT}, {"sha256", RULE_DIGEST}};
	field->of = arena_alloc(loader->arena, sizeof *field->of);
	for (size_t i = 0; i < 2; i++) {
		struct rule_field *part = arena_alloc(loader->arena, sizeof *part);
		const struct rule_field *word = rule_field(&loader->book->words, parts[i].name);
		part->name = parts[i].name;
		part->type = parts[i].type;
		if (word)
			part->label = word->label;
		*arena_push(loader->arena, field->of->items, field->of->count) = part;
	}
}

static int check_field(struct loader *loader, const struct record_node *node,
		       struct rule_field *field, bool has_items)
{
	bool needs_choices = field->type == RULE_CHOICE ||
			     (field->type == RULE_LIST && field->item == RULE_CHOICE);
	if (needs_choices != (field->choice_count > 0))
		return load_fail(loader, node, _("“choices” goes with the type “choice”, and only with it"));
	if (field->type == RULE_LIST && (field->of != NULL) == has_items)
		return load_fail(loader, node, _("a list needs either “of” or “items”"));
	if ((field->type == RULE_GROUP) != (field->of != NULL) && field->type != RULE_LIST)
		return load_fail(loader, node, _("“of” goes with groups and lists"));
	if (field->table && (field->type != RULE_LIST || field->item != RULE_GROUP))
		return load_fail(loader, node, _("“table” goes with a list that has “of”"));
	if (has_items && (field->type != RULE_LIST || field->item >= RULE_GROUP))
		return load_fail(loader, node, _("“items” names the type of a list's plain values"));
	return 0;
}

static int load_field(struct loader *loader, const struct record_node *node,
		      struct rule_field *field)
{
	static const struct load_key keys[] = {
		{"label", load_label, offsetof(struct rule_field, label), true},
		{"help", load_label, offsetof(struct rule_field, help), false},
		{"type", load_type, offsetof(struct rule_field, type), true},
		{"items", load_type, offsetof(struct rule_field, item), false},
		{"table", load_flag, offsetof(struct rule_field, table), false},
		{"planned", load_flag, offsetof(struct rule_field, planned), false},
		{"choices", load_choices, 0, false},
		{"of", load_of, 0, false},
		{NULL, NULL, 0, false},
	};
	bool has_items = record_get(node, "items") != NULL, known = field->label.en != NULL;
	bool planned_before = field->planned;
	enum rule_type before = field->type;
	if (known && before == RULE_FILE)
		field->of = NULL; /* made again below */
	field->item = RULE_GROUP;
	if (load_map(loader, node, keys, field) || check_field(loader, node, field, has_items))
		return -1;
	if (known && before != field->type)
		return load_fail(loader, node, _("the parent rulebook gives this field another type"));
	if (known && field->planned && !planned_before)
		return load_fail(loader, node, _("the parent rulebook wants this date to have come"));
	if (field->type == RULE_FILE)
		give_file_parts(loader, field);
	return 0;
}

int load_fields(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_fields *fields = target;
	if (node->kind != RECORD_MAP)
		return load_fail(loader, node, _("here a map of fields is needed"));
	for (size_t i = 0; i < node->count; i++) {
		const char *name;
		if (load_name(loader, node->entries[i].key, &name))
			return -1;
		struct rule_field *field = (struct rule_field *)rule_field(fields, name);
		if (!field) {
			field = arena_alloc(loader->arena, sizeof *field);
			*arena_push(loader->arena, fields->items, fields->count) = field;
		}
		field->name = name;
		field->key = node->entries[i].key;
		field->file = loader->file;
		if (load_field(loader, node->entries[i].value, field))
			return -1;
	}
	return 0;
}

/* ---- what the engine itself keeps in a record ------------------------------ */

struct own_key {
	const char *name;
	enum rule_type type;
	enum rule_type item;
	const struct own_key *of;
};

static const struct own_key file_and_digest[] = {
	{"file", RULE_TEXT, 0, NULL}, {"sha256", RULE_DIGEST, 0, NULL}, {0}};
static const struct own_key procedure_keys[] = {
	{"name", RULE_TEXT, 0, NULL}, {"rules", RULE_NAME, 0, NULL}, {"because", RULE_TEXT, 0, NULL},
	{0}};
static const struct own_key round_keys[] = {
	{"round", RULE_NUMBER, 0, NULL}, {"act", RULE_CHOICE, 0, NULL}, {"from", RULE_CHOICE, 0, NULL},
	{"to", RULE_LIST, RULE_CHOICE, NULL}, {"by", RULE_PERSON, 0, NULL}, {"for", RULE_PERSON, 0, NULL},
	{"on", RULE_DATE, 0, NULL},
	{"because", RULE_TEXT, 0, NULL}, {0}};
static const struct own_key withdrawn_keys[] = {
	{"by", RULE_PERSON, 0, NULL}, {"for", RULE_PERSON, 0, NULL},
	{"on", RULE_DATE, 0, NULL}, {"because", RULE_TEXT, 0, NULL}, {0}};
static const struct own_key sign_off_keys[] = {
	{"by", RULE_PERSON, 0, NULL}, {"for", RULE_PERSON, 0, NULL},
	{"on", RULE_DATE, 0, NULL}, {"outcome", RULE_CHOICE, 0, NULL},
	{"draft", RULE_DIGEST, 0, NULL}, {"materials", RULE_LIST, RULE_GROUP, file_and_digest},
	{"because", RULE_TEXT, 0, NULL}, {0}};
static const struct own_key skip_keys[] = {
	{"reason", RULE_TEXT, 0, NULL}, {"basis", RULE_TEXT, 0, NULL}, {"by", RULE_PERSON, 0, NULL},
	{"for", RULE_PERSON, 0, NULL}, {"on", RULE_DATE, 0, NULL}, {0}};
static const struct own_key section_keys[] = {
	{"skip", RULE_GROUP, 0, skip_keys}, {"sign-off", RULE_GROUP, 0, sign_off_keys}, {0}};
static const struct own_key first_keys[] = {
	{"id", RULE_NAME, 0, NULL}, {"title", RULE_TEXT, 0, NULL}, {"matter", RULE_CHOICE, 0, NULL},
	{"procedure", RULE_GROUP, 0, procedure_keys}, {"draft", RULE_FILE, 0, file_and_digest}, {0}};
static const struct own_key last_keys[] = {
	{"rounds", RULE_LIST, RULE_GROUP, round_keys},
	{"withdrawn", RULE_GROUP, 0, withdrawn_keys}, {0}};

/* The words of values: acts of a round, yes and no. */
static const char *const act_words[] = {"return", "reopen"};

const char *load_word(const void *context, size_t i)
{
	static const char *const others[] = {"yes", "no", "return", "reopen"};
	static const struct own_key *const tables[] = {
		first_keys, procedure_keys, file_and_digest, section_keys, sign_off_keys, skip_keys,
		last_keys, round_keys, withdrawn_keys};
	(void)context;
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (const struct own_key *key = tables[t]; key->name; key++)
			if (i-- == 0)
				return key->name;
	return i < sizeof others / sizeof *others ? others[i] : NULL;
}

static const struct rule_label *word_label(const struct loader *loader, const char *name)
{
	static const struct rule_label none;
	const struct rule_field *word = rule_field(&loader->book->words, name);
	return word ? &word->label : &none;
}

/* Where FIELD is declared, for what fails there. */
static const struct record_node *declared_at(struct loader *loader, const struct rule_field *field)
{
	if (field->key)
		loader->file = field->file;
	return field->key ? field->key : loader->file->root;
}

static int add_own(struct loader *loader, struct rule_fields *fields, const struct own_key *keys)
{
	for (; keys->name; keys++) {
		const struct rule_field *taken = rule_field(fields, keys->name);
		if (taken)
			return load_fail(loader, declared_at(loader, taken),
					 _("“%s” is a key of wubu itself: a rulebook cannot declare it"),
					 keys->name);
		struct rule_field *field = arena_alloc(loader->arena, sizeof *field);
		field->name = keys->name;
		field->label = *word_label(loader, keys->name);
		field->type = keys->type;
		field->item = keys->item;
		if (keys->of) {
			field->of = arena_alloc(loader->arena, sizeof *field->of);
			if (add_own(loader, field->of, keys->of))
				return -1;
		}
		*arena_push(loader->arena, fields->items, fields->count) = field;
	}
	return 0;
}

static struct rule_field *own_field(const struct rule_fields *fields, const char *name)
{
	return (struct rule_field *)rule_field(fields, name);
}

static void add_choice(struct loader *loader, struct rule_field *field, const char *name,
		       const struct rule_label *label)
{
	*arena_push(loader->arena, field->choices, field->choice_count) =
		(struct rule_choice){.name = name, .label = *label, .passes = true};
}

static int build_section(struct loader *loader, struct rule_step *step)
{
	struct rule_field *section = arena_alloc(loader->arena, sizeof *section);
	section->name = step->name;
	section->label = step->label;
	section->help = step->about;
	section->type = RULE_GROUP;
	section->of = arena_alloc(loader->arena, sizeof *section->of);
	for (size_t i = 0; i < step->fields.count; i++)
		*arena_push(loader->arena, section->of->items, section->of->count) =
			step->fields.items[i];
	if (add_own(loader, section->of, section_keys))
		return -1;
	struct rule_field *outcome =
		own_field(own_field(section->of, "sign-off")->of, "outcome");
	outcome->choices = step->outcomes;
	outcome->choice_count = step->outcome_count;
	step->section = section;
	return 0;
}

static int fail_same_word(struct loader *loader, const struct rule_field *one,
			  const struct rule_field *other, const char *where)
{
	return load_fail(loader, declared_at(loader, other->key ? other : one),
			 _("in “%s”, two fields answer to the same word: “%s” and “%s”"), where, one->name,
			 other->name);
}

static int check_labels(struct loader *loader, const struct rule_fields *fields, const char *where)
{
	for (size_t i = 0; i < fields->count; i++) {
		for (size_t j = 0; j < i; j++)
			if (share_word(fields->items[j]->name, &fields->items[j]->label, fields->items[i]->name,
				       &fields->items[i]->label))
				return fail_same_word(loader, fields->items[j], fields->items[i], where);
		if (fields->items[i]->of &&
		    check_labels(loader, fields->items[i]->of, fields->items[i]->name))
			return -1;
	}
	return 0;
}

int load_root(struct loader *loader)
{
	struct rulebook *book = loader->book;
	struct rule_fields *root = &book->root;
	if (add_own(loader, root, first_keys))
		return -1;
	for (size_t i = 0; i < book->header.count; i++)
		*arena_push(loader->arena, root->items, root->count) = book->header.items[i];
	for (size_t i = 0; i < book->step_count; i++) {
		if (build_section(loader, book->steps[i]))
			return -1;
		*arena_push(loader->arena, root->items, root->count) = book->steps[i]->section;
	}
	if (add_own(loader, root, last_keys))
		return -1;
	for (size_t i = 0; i < book->matter_count; i++)
		add_choice(loader, own_field(root, "matter"), book->matters[i]->name,
			   &book->matters[i]->label);
	struct rule_fields *round = own_field(root, "rounds")->of;
	for (size_t i = 0; i < sizeof act_words / sizeof *act_words; i++)
		add_choice(loader, own_field(round, "act"), act_words[i],
			   word_label(loader, act_words[i]));
	for (size_t i = 0; i < book->step_count; i++) {
		add_choice(loader, own_field(round, "from"), book->steps[i]->name, &book->steps[i]->label);
		add_choice(loader, own_field(round, "to"), book->steps[i]->name, &book->steps[i]->label);
	}
	return check_labels(loader, root, "/");
}
