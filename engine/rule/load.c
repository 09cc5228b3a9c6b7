/* SPDX-License-Identifier: Apache-2.0 */
/* A rulebook from its files, parents first. */
#include "rule/load.h"

#include "base/lang.h"
#include "base/limits.h"
#include "rule/vocabulary.h"

#include <stdio.h>

/* ---- citations --------------------------------------------------------- */

static const char *cite_key(const void *context, size_t i)
{
	const struct rulebook *book = context;
	return i < book->cite_count ? book->cites[i]->key : NULL;
}

static int load_basis(struct loader *loader, const struct record_node *node,
		      struct rule_basis *basis)
{
	const char *text = NULL;
	if (load_text(loader, node, &text))
		return -1;
	const char *colon = strchr(text, ':');
	size_t size = colon ? (size_t)(colon - text) : strlen(text);
	for (size_t i = 0; i < loader->book->cite_count; i++) {
		const struct rule_cite *cite = loader->book->cites[i];
		if (bytes_equal(bytes_of(cite->key), (struct wubu_bytes){text, size})) {
			*basis = (struct rule_basis){cite, colon ? colon + 1 : NULL};
			if (colon && !colon[1])
				return load_fail(loader, node, _("an article is missing after “:”"));
			return 0;
		}
	}
	return load_unknown(loader, node, _("the text cited"),
			    arena_copy(loader->arena, (struct wubu_bytes){text, size}), cite_key,
			    loader->book);
}

int load_bases(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_bases *bases = target;
	*bases = (struct rule_bases){0};
	if (node->kind == RECORD_TEXT)
		return load_basis(loader, node, arena_push(loader->arena, bases->items, bases->count));
	if (node->kind != RECORD_LIST || !node->count)
		return load_fail(loader, node, _("here a citation or a list of citations is needed"));
	for (size_t i = 0; i < node->count; i++)
		if (load_basis(loader, node->items[i],
			       arena_push(loader->arena, bases->items, bases->count)))
			return -1;
	return 0;
}

/* How a place of a text is cited: each language says once where the place itself goes. */
static int load_place(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_label *label = target;
	if (load_label(loader, node, label))
		return -1;
	const char *texts[] = {label->zh, label->en};
	for (size_t i = 0; i < 2; i++) {
		const char *gap = strstr(texts[i], "{}");
		if (!gap || strstr(gap + 2, "{}"))
			return load_fail(loader, node, _("here “{}” is needed once, where the place goes: \"reg. {}\""));
	}
	return 0;
}

static int load_cites(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"zh", load_text, offsetof(struct rule_cite, title.zh), true},
		{"en", load_text, offsetof(struct rule_cite, title.en), true},
		{"number", load_text, offsetof(struct rule_cite, number), false},
		{"place", load_place, offsetof(struct rule_cite, place), false},
		{NULL, NULL, 0, false},
	};
	struct rulebook *book = target;
	if (node->kind != RECORD_MAP)
		return load_fail(loader, node, _("here a map of keys and values is needed"));
	for (size_t i = 0; i < node->count; i++) {
		struct rule_cite *cite = NULL;
		for (size_t j = 0; j < book->cite_count; j++)
			if (strcmp(book->cites[j]->key, node->entries[i].name) == 0)
				cite = book->cites[j];
		if (!cite) {
			cite = arena_alloc(loader->arena, sizeof *cite);
			*arena_push(loader->arena, book->cites, book->cite_count) = cite;
		}
		cite->key = node->entries[i].name;
		if (load_map(loader, node->entries[i].value, keys, cite))
			return -1;
	}
	return 0;
}

/* ---- the parts of a rulebook -------------------------------------------- */

/* The length of "{year}", "{number}" or "{number:3}" at TEXT, 0 when it is none of them. */
static size_t placeholder(const char *text, bool *number)
{
	*number = strncmp(text, "{number", 7) == 0;
	if (strncmp(text, "{year}", 6) == 0)
		return 6;
	if (strncmp(text, "{number}", 8) == 0)
		return 8;
	return *number && text[7] == ':' && text[8] >= '1' && text[8] <= '9' && text[9] == '}' ? 10 : 0;
}

/* Names of folders come of it, and where a number ends must be plain. */
static bool is_id_pattern(const char *text)
{
	static const char literal[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	int numbers = 0;
	bool number;
	while (*text) {
		size_t size = placeholder(text, &number);
		char next = text[size];
		if (size ? next == '{' || (next >= '0' && next <= '9') : !strchr(literal, next))
			return false;
		numbers += size && number;
		text += size ? size : 1;
	}
	return numbers == 1;
}

static int load_home(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"folder", load_name, offsetof(struct rulebook, folder), true},
		{"file", load_text, offsetof(struct rulebook, file), true},
		{"id", load_text, offsetof(struct rulebook, id), true},
		{NULL, NULL, 0, false},
	};
	struct rulebook *book = target;
	if (load_map(loader, node, keys, book))
		return -1;
	if (strchr(book->file, '/') || !vocabulary_is_file_path(bytes_of(book->file)))
		return load_fail(loader, record_get(node, "file"),
				 _("a file name has no “/” and does not begin with a dot"));
	if (!is_id_pattern(book->id))
		return load_fail(loader, record_get(node, "id"),
				 _("an id pattern is made of letters, digits, “-”, “_”, {year} and one number, "
				   "such as \"A-{year}-{number:3}\""));
	return 0;
}

/* The thing called NAME in a list of pointers that begin with their name, or a new one at its end. */
static void *named(struct loader *loader, void *list, size_t *count, const char *name, size_t size)
{
	void ***items = list;
	for (size_t i = 0; i < *count; i++)
		if (strcmp(*(const char **)(*items)[i], name) == 0)
			return (*items)[i];
	void *item = arena_alloc(loader->arena, size);
	*(const char **)item = name;
	*arena_push(loader->arena, *items, *count) = item;
	return item;
}

/* Read a map of names to maps, each by KEYS into the thing called so. */
static int load_named(struct loader *loader, const struct record_node *node,
		      const struct load_key *keys, void *list, size_t *count, size_t size)
{
	if (node->kind != RECORD_MAP)
		return load_fail(loader, node, _("here a map of keys and values is needed"));
	for (size_t i = 0; i < node->count; i++) {
		const char *name;
		if (load_name(loader, node->entries[i].key, &name))
			return -1;
		void *item = named(loader, list, count, name, size);
		if (load_map(loader, node->entries[i].value, keys, item))
			return -1;
	}
	return 0;
}

/* A rulebook that extends another may name more, never fewer. */
static int load_more_names(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_names *names = target, more;
	if (load_names(loader, node, &more))
		return -1;
	for (size_t i = 0; i < more.count; i++)
		if (!rule_names_have(names, more.items[i]))
			*arena_push(loader->arena, names->items, names->count) = more.items[i];
	return 0;
}

static int load_roles(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"label", load_label, offsetof(struct rule_role, label), true},
		{"apart-from", load_more_names, offsetof(struct rule_role, apart_from), false},
		{NULL, NULL, 0, false},
	};
	struct rulebook *book = target;
	return load_named(loader, node, keys, &book->roles, &book->role_count,
			  sizeof(struct rule_role));
}

static int load_matters(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"label", load_label, offsetof(struct rule_matter, label), true},
		{"note", load_label, offsetof(struct rule_matter, note), false},
		{"kind-of", load_name, offsetof(struct rule_matter, kind_of), false},
		{"steps", load_names, offsetof(struct rule_matter, steps), false},
		{"optional", load_names, offsetof(struct rule_matter, optional), false},
		{NULL, NULL, 0, false},
	};
	static const char *const fixed[] = {"kind-of", "steps", "optional"};
	struct rulebook *book = target;
	for (size_t i = 0; node->kind == RECORD_MAP && i < node->count; i++) {
		if (!rule_matter(book, node->entries[i].name))
			continue;
		/* The parent rulebook has it: it may be called otherwise, and no more. */
		for (size_t k = 0; k < sizeof fixed / sizeof *fixed; k++) {
			const struct record_node *value = record_get(node->entries[i].value, fixed[k]);
			if (value)
				return load_fail(loader, value, _("only a new kind of matter may say “%s”: for this "
								  "one the parent rulebook has said it"), fixed[k]);
		}
	}
	return load_named(loader, node, keys, &book->matters, &book->matter_count,
			  sizeof(struct rule_matter));
}

static int load_act(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"role", load_names, offsetof(struct rule_act, roles), true},
		{"basis", load_bases, offsetof(struct rule_act, basis), false},
		{NULL, NULL, 0, false},
	};
	((struct rule_act *)target)->allowed = true;
	return load_map(loader, node, keys, target);
}

static int load_return(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"role", load_names, offsetof(struct rule_act, roles), true},
		{"basis", load_bases, offsetof(struct rule_act, basis), false},
		{"to", load_names, offsetof(struct rule_act, targets), true},
		{NULL, NULL, 0, false},
	};
	((struct rule_act *)target)->allowed = true;
	return load_map(loader, node, keys, target);
}

static int load_new_act(struct loader *loader, const struct record_node *node, void *target)
{
	if (((struct rule_act *)target)->allowed)
		return load_fail(loader, node, _("the parent rulebook says who may do this"));
	return load_act(loader, node, target);
}

static int load_acts(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"open", load_new_act, offsetof(struct rulebook, open), false},
		{"withdraw", load_new_act, offsetof(struct rulebook, withdraw), false},
		{"adopt", load_new_act, offsetof(struct rulebook, adopt), false},
		{"rules", load_new_act, offsetof(struct rulebook, rules), false},
		{NULL, NULL, 0, false},
	};
	return load_map(loader, node, keys, target);
}

static int load_outcomes(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_step *step = target;
	struct rule_field choices = {.choices = step->outcomes, .choice_count = step->outcome_count};
	if (load_choices(loader, node, &choices))
		return -1;
	step->outcomes = choices.choices;
	step->outcome_count = choices.choice_count;
	return 0;
}

static int load_sign_off(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"role", load_names, offsetof(struct rule_step, sign.roles), true},
		{"basis", load_bases, offsetof(struct rule_step, sign.basis), false},
		{"outcomes", load_outcomes, 0, true},
		{NULL, NULL, 0, false},
	};
	((struct rule_step *)target)->sign.allowed = true;
	return load_map(loader, node, keys, target);
}

static int load_lapse(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"after", load_duration, offsetof(struct rule_lapse, after), true},
		{"from", load_name, offsetof(struct rule_lapse, from), false},
		{"outcomes", load_names, offsetof(struct rule_lapse, outcomes), false},
		{"until", load_names, offsetof(struct rule_lapse, until), false},
		{"ends", load_flag, offsetof(struct rule_lapse, ends), false},
		{"basis", load_bases, offsetof(struct rule_lapse, basis), false},
		{NULL, NULL, 0, false},
	};
	struct rule_lapse *lapse = target;
	if (lapse->given)
		return load_fail(loader, node, _("the parent rulebook says when this lapses"));
	lapse->given = true;
	return load_map(loader, node, keys, lapse);
}

/*
 * A rulebook that extends another adds outcomes to its steps; such as pass must say which one of the parent's they
 * are a kind of, so that whatever the parent asks of that one is asked of them too.
 */
static int load_more_outcomes(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_step *step = target;
	struct rule_choice *known = step->outcomes;
	size_t count = step->outcome_count;
	struct rule_field choices = {0};
	for (size_t i = 0; i < count; i++)
		*arena_push(loader->arena, choices.choices, choices.choice_count) = known[i];
	step->outcomes = choices.choices;
	if (load_outcomes(loader, node, step))
		return -1;
	for (size_t i = 0; i < step->outcome_count; i++) {
		const struct rule_choice *choice = &step->outcomes[i];
		const struct record_node *at = record_get(node, choice->name);
		const struct rule_choice *kind = choice->kind_of ? rule_outcome(step, choice->kind_of) : NULL;
		if (i < count && (choice->passes != known[i].passes || choice->kind_of != known[i].kind_of))
			return load_fail(loader, at, _("the parent rulebook says what comes of this outcome"));
		if (i >= count && choice->passes && (!kind || !kind->passes || kind >= step->outcomes + count))
			return load_fail(loader, at, _("an outcome that passes is “kind-of” one of the parent rulebook's that "
						       "passes"));
	}
	return 0;
}

static int load_more_sign_off(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"outcomes", load_more_outcomes, 0, true},
		{NULL, NULL, 0, false},
	};
	return load_map(loader, node, keys, target);
}

static int load_skip(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"when", load_condition, offsetof(struct rule_step, skip_when), true},
		{"role", load_names, offsetof(struct rule_step, skip.roles), true},
		{"basis", load_bases, offsetof(struct rule_step, skip.basis), false},
		{"needs", load_names, offsetof(struct rule_step, skip_needs), true},
		{NULL, NULL, 0, false},
	};
	((struct rule_step *)target)->skip.allowed = true;
	return load_map(loader, node, keys, target);
}

/* What may be said again of a step that the parent rulebook has. */
static const struct load_key inherited_step_keys[] = {
	{"label", load_label, offsetof(struct rule_step, label), false},
	{"about", load_label, offsetof(struct rule_step, about), false},
	{"after", load_more_names, offsetof(struct rule_step, after), false},
	{"fill", load_act, offsetof(struct rule_step, fill), false},
	{"sign-off", load_more_sign_off, 0, false},
	{"lapses", load_lapse, offsetof(struct rule_step, lapse), false},
	{"freezes", load_more_names, offsetof(struct rule_step, freezes), false},
	{"command", load_name, offsetof(struct rule_step, command), false},
	{"fields", load_fields, offsetof(struct rule_step, fields), false},
	{"checks", load_checks, 0, false},
	{NULL, NULL, 0, false},
};

static int load_steps(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"label", load_label, offsetof(struct rule_step, label), false},
		{"about", load_label, offsetof(struct rule_step, about), false},
		{"basis", load_bases, offsetof(struct rule_step, basis), false},
		{"after", load_names, offsetof(struct rule_step, after), false},
		{"when", load_condition, offsetof(struct rule_step, when), false},
		{"unless", load_condition, offsetof(struct rule_step, unless), false},
		{"fill", load_act, offsetof(struct rule_step, fill), false},
		{"skip", load_skip, 0, false},
		{"sign-off", load_sign_off, 0, false},
		{"return", load_return, offsetof(struct rule_step, give_back), false},
		{"reopen", load_act, offsetof(struct rule_step, reopen), false},
		{"lapses", load_lapse, offsetof(struct rule_step, lapse), false},
		{"freezes", load_names, offsetof(struct rule_step, freezes), false},
		{"command", load_name, offsetof(struct rule_step, command), false},
		{"fields", load_fields, offsetof(struct rule_step, fields), false},
		{"checks", load_checks, 0, false},
		{NULL, NULL, 0, false},
	};
	struct rulebook *book = target;
	size_t known = book->step_count;
	if (node->kind != RECORD_MAP)
		return load_fail(loader, node, _("here a map of keys and values is needed"));
	for (size_t i = 0; i < node->count; i++) {
		const char *name;
		if (load_name(loader, node->entries[i].key, &name))
			return -1;
		bool inherited = false;
		for (size_t j = 0; j < known; j++)
			inherited |= strcmp(book->steps[j]->name, name) == 0;
		void *step = named(loader, &book->steps, &book->step_count, name,
				   sizeof(struct rule_step));
		if (load_map(loader, node->entries[i].value, inherited ? inherited_step_keys : keys,
			     step))
			return -1;
	}
	return 0;
}

static int load_gaps(struct loader *loader, const struct record_node *node, void *target)
{
	struct rulebook *book = target;
	if (node->kind != RECORD_MAP)
		return load_fail(loader, node, _("here a map of keys and values is needed"));
	for (size_t i = 0; i < node->count; i++) {
		struct rule_gap *gap = arena_push(loader->arena, book->gaps, book->gap_count);
		if (load_basis(loader, node->entries[i].key, &gap->basis) ||
		    load_label(loader, node->entries[i].value, &gap->why))
			return -1;
	}
	return 0;
}

/* Of the newest file alone: how an older rulebook came in is over. */
static int load_transition(struct loader *loader, const struct record_node *node, void *target)
{
	static const struct load_key keys[] = {
		{"adopt", load_condition, offsetof(struct rule_transition, adopt), false},
		{"unless", load_condition, offsetof(struct rule_transition, unless), false},
		{"from", load_date, offsetof(struct rule_transition, from), false},
		{"why", load_label, offsetof(struct rule_transition, why), true},
		{"basis", load_bases, offsetof(struct rule_transition, basis), true},
		{NULL, NULL, 0, false},
	};
	struct rule_transition *transition = target;
	*transition = (struct rule_transition){.given = true, .from = DATE_NONE};
	return load_map(loader, node, keys, transition);
}

static bool is_word(const char *name)
{
	const char *word;
	for (size_t i = 0; (word = load_word(NULL, i)); i++)
		if (strcmp(word, name) == 0)
			return true;
	return false;
}

static int load_words(struct loader *loader, const struct record_node *node, void *target)
{
	struct rule_fields *words = target;
	if (node->kind != RECORD_MAP)
		return load_fail(loader, node, _("here a map of keys and values is needed"));
	for (size_t i = 0; i < node->count; i++) {
		const char *name = node->entries[i].name;
		if (!is_word(name))
			return load_unknown(loader, node->entries[i].key, _("the word"), name, load_word, NULL);
		struct rule_field *word = named(loader, &words->items, &words->count, name, sizeof *word);
		if (load_label(loader, node->entries[i].value, &word->label))
			return -1;
	}
	return 0;
}

/* ---- the whole ------------------------------------------------------------ */

static const struct load_key rulebook_keys[] = {
	{"rulebook", load_text, offsetof(struct rulebook, name), true},
	{"version", load_number, offsetof(struct rulebook, version), true},
	{"extends", load_text, offsetof(struct rulebook, extends), false},
	{"title", load_label, offsetof(struct rulebook, title), true},
	{"in-force", load_span, offsetof(struct rulebook, in_force), true},
	{"cites", load_cites, 0, false},
	{"time", load_time, 0, false},
	{"home", load_home, 0, false},
	{"catalogues", load_more_names, offsetof(struct rulebook, catalogues), false},
	{"words", load_words, offsetof(struct rulebook, words), false},
	{"roles", load_roles, 0, false},
	{"acts", load_acts, 0, false},
	{"matters", load_matters, 0, false},
	{"header", load_fields, offsetof(struct rulebook, header), false},
	{"steps", load_steps, 0, false},
	{"transition", load_transition, offsetof(struct rulebook, transition), false},
	{"not-judged", load_gaps, 0, false},
	{NULL, NULL, 0, false},
};

/*
 * Citations are looked up while the rest is read, so they are read first wherever they
 * stand in the file.
 */
static int load_file(struct loader *loader, const char *name)
{
	const struct record_node *root = loader->file->root;
	const struct record_node *cites = record_get(root, "cites");
	if (cites && load_cites(loader, cites, loader->book))
		return -1;
	if (load_map(loader, root, rulebook_keys, loader->book))
		return -1;
	if (strcmp(loader->book->name, name) != 0)
		return load_fail(loader, record_get(root, "rulebook"),
				 _("this rulebook calls itself “%s”, its folder says “%s”"),
				 loader->book->name, name);
	return 0;
}

/* NAME's file and those of its ancestors, the oldest last. */
static int read_chain(const char *name, rule_source source, void *context, struct arena *arena,
		      struct record **files, const char **names, size_t *count,
		      struct wubu_error *error)
{
	const struct record_node *extends = NULL;
	while (name) {
		if (*count == LIMIT_EXTENDS)
			error_set(error, WUBU_LIMIT,
				  _("more than %d rulebooks extend each other, or they go in a circle"),
				  LIMIT_EXTENDS);
		if (*count == LIMIT_EXTENDS || source(context, name, arena, &files[*count], error)) {
			/* Unless the file itself is at fault, the one that asks for it is. */
			if (extends)
				record_place(files[*count - 1], extends, error);
			return -1;
		}
		names[*count] = name;
		extends = record_get(files[(*count)++]->root, "extends");
		name = extends && extends->kind == RECORD_TEXT ? extends->text.data : NULL;
	}
	return 0;
}

static int check_whole(struct loader *loader)
{
	const struct rulebook *book = loader->book;
	static const struct { const char *key; size_t offset; } needed[] = {
		{"time", offsetof(struct rulebook, zone)},
		{"home", offsetof(struct rulebook, folder)},
		{"steps", offsetof(struct rulebook, steps)},
		{"matters", offsetof(struct rulebook, matters)},
		{"roles", offsetof(struct rulebook, roles)},
	};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!*(void *const *)((const char *)book + needed[i].offset))
			return load_fail(loader, loader->file->root, _("the key “%s” is missing here"),
					 needed[i].key);
	for (size_t i = 0; i < book->step_count; i++)
		if (!book->steps[i]->label.en || !book->steps[i]->sign.allowed)
			return load_fail(loader,
					 load_find(loader, (const char *[]){"steps", book->steps[i]->name, NULL}),
					 _("the step “%s” needs a label and a sign-off"),
					 book->steps[i]->name);
	return 0;
}

int rulebook_load(struct rulebook **out, const char *name, rule_source source, void *context,
		  struct arena *arena, struct wubu_error *error)
{
	struct record *files[LIMIT_EXTENDS];
	const char *names[LIMIT_EXTENDS];
	size_t count = 0;
	if (read_chain(name, source, context, arena, files, names, &count, error))
		return -1;
	struct rulebook *book = arena_alloc(arena, sizeof *book);
	struct loader loader = {.book = book, .arena = arena, .error = error, .files = files,
				.file_count = count};
	book->arena = arena;
	while (count--) {
		loader.file = files[count];
		loader.inherits = files[count]->root != NULL && book->name != NULL;
		if (load_file(&loader, names[count]))
			return -1;
	}
	book->extends = record_get_text(loader.file->root, "extends");
	if (check_whole(&loader) || load_root(&loader) || load_compile(&loader) ||
	    load_floors(&loader))
		return -1;
	*out = book;
	return 0;
}
