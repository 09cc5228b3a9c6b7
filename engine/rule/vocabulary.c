/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/vocabulary.h"

#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdlib.h>

struct walk {
	const struct rule_facts *facts;
	struct record *record;
	struct rule_findings *findings;
	struct arena *arena;
	const struct record_node *first_name, *first_label; /* keys written this way and that */
};

static void say_found(struct walk *walk, const struct record_node *node, const char *rule,
		      const char *message, const char *found, const char *remedy)
{
	if (!walk->findings)
		return;
	struct rule_finding finding = {.rule = rule, .verdict = RULE_UNMET, .level = RULE_REFUSE,
				       .message = message, .found = found, .remedy = remedy};
	finding_place(&finding, walk->arena, walk->record, node);
	findings_add(walk->findings, &finding);
}

static void say(struct walk *walk, const struct record_node *node, const char *rule,
		const char *message, const char *remedy)
{
	say_found(walk, node, rule, message, NULL, remedy);
}

/* ---- keys ------------------------------------------------------------------ */

static bool answers_to(const struct rule_field *field, const char *word)
{
	return text_same(field->name, word) ||
	       (field->label.zh && text_same(field->label.zh, word)) ||
	       (field->label.en && text_same(field->label.en, word));
}

static const struct rule_field *field_called(const struct rule_fields *fields, const char *word)
{
	for (size_t i = 0; i < fields->count; i++)
		if (answers_to(fields->items[i], word))
			return fields->items[i];
	return NULL;
}

/* Names and Chinese labels, one after the other. */
static const char *known_word(const void *context, size_t i)
{
	const struct rule_fields *fields = context;
	if (i >= fields->count * 2)
		return NULL;
	const struct rule_field *field = fields->items[i / 2];
	return i % 2 && field->label.zh ? field->label.zh : field->name;
}

static const char *did_you_mean(struct arena *arena, const char *near)
{
	return near ? arena_format(arena, _("did you mean “%s”?"), near) : NULL;
}

static void unknown_key(struct walk *walk, const struct record_entry *entry,
			const struct rule_fields *fields)
{
	const char *near = text_nearest(entry->name, known_word, fields);
	const char *remedy = did_you_mean(walk->arena, near);
	say(walk, entry->key, "record.unknown-key",
	    arena_format(walk->arena, _("the key “%s” is not known here"), entry->name),
	    remedy ? remedy : _("take the key out, or ask the keeper of the rules to add a field for it"));
}

static void note_language(struct walk *walk, const struct rule_field *field,
			  const struct record_entry *entry)
{
	bool by_name = strcmp(field->name, entry->name) == 0;
	if (!field->label.zh || strcmp(field->label.zh, field->name) == 0)
		return;
	if (by_name && !walk->first_name)
		walk->first_name = entry->key;
	if (!by_name && !walk->first_label)
		walk->first_label = entry->key;
}

/* ---- values ------------------------------------------------------------------- */

static void wrong_value(struct walk *walk, const struct record_node *node,
			const struct rule_field *field, const char *needed, const char *remedy)
{
	say_found(walk, node, "record.type",
		  arena_format(walk->arena, _("“%s” cannot be read: %s is needed here"),
			       rule_say(&field->label, field->name), needed),
		  node->kind == RECORD_TEXT ? node->text.data : NULL, remedy);
}

static bool is_digits(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return size > 0;
}

static void apply_number(struct walk *walk, struct record_node *node, const struct rule_field *field)
{
	struct wubu_bytes text = node->text;
	const char *point = field->type == RULE_MONEY ? memchr(text.data, '.', text.size) : NULL;
	size_t whole = point ? (size_t)(point - text.data) : text.size;
	size_t places = point ? text.size - whole - 1 : 0;
	if (!is_digits(text.data, whole) || whole > 12 || places > 2 ||
	    (point && !is_digits(point + 1, places))) {
		wrong_value(walk, node, field,
			    field->type == RULE_MONEY ? _("an amount in digits, such as 6200000 or 12.50")
						      : _("a whole number in digits"), NULL);
		return;
	}
	node->number = strtoll(text.data, NULL, 10) * 100;
	for (size_t i = 0; i < places; i++)
		node->number += (point[1 + i] - '0') * (i ? 1 : 10);
}

static void apply_date(struct walk *walk, struct record_node *node, const struct rule_field *field)
{
	char today[DATE_TEXT_SIZE];
	node->day = date_parse(node->text);
	if (node->day == DATE_NONE) {
		wrong_value(walk, node, field, _("a day that exists, such as 2021-03-04"), NULL);
	} else if (!field->planned && walk->facts->today != DATE_NONE &&
		   node->day > walk->facts->today) {
		say(walk, node, "record.future",
		    arena_format(walk->arena, _("“%s” says %s, which has not come yet (today is %s)"),
				 rule_say(&field->label, field->name), node->text.data,
				 date_format(walk->facts->today, today)),
		    _("record what has happened, on the day it happens or after"));
	}
}

static void apply_person(struct walk *walk, struct record_node *node, const struct rule_field *field)
{
	const struct rule_people *people = walk->facts->people;
	const char *id, *near = NULL;
	node->word = node->text.data;
	if (!people || people->known(people->context, node->word))
		return;
	for (size_t i = 0; !near && (id = people->each(people->context, i)); i++)
		if (strcmp(people->name(people->context, id), node->word) == 0)
			near = id;
	say(walk, node, "record.person",
	    arena_format(walk->arena, _("“%s” names “%s”, who is not in rules/people.yaml"),
			 rule_say(&field->label, field->name), node->word),
	    near ? did_you_mean(walk->arena, near)
		 : _("write the person's id; the keeper of the rules can enrol somebody new"));
}

static const char *choice_label(const void *context, size_t i)
{
	const struct rule_field *field = context;
	if (i >= field->choice_count * 2)
		return NULL;
	const struct rule_choice *choice = &field->choices[i / 2];
	return i % 2 && choice->label.zh ? choice->label.zh : choice->name;
}

/* "对, 错 (for, against)": what may stand here. */
static const char *all_choices(struct walk *walk, const struct rule_field *field)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < field->choice_count; i++)
		buf_format(&out, "%s%s", i ? " / " : "",
			   rule_say(&field->choices[i].label, field->choices[i].name));
	const char *text = arena_copy(walk->arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static void apply_choice(struct walk *walk, struct record_node *node, const struct rule_field *field)
{
	for (size_t i = 0; i < field->choice_count; i++) {
		const struct rule_choice *choice = &field->choices[i];
		bool is_label = (choice->label.zh && bytes_are(node->text, choice->label.zh)) ||
				(choice->label.en && bytes_are(node->text, choice->label.en));
		if (is_label || bytes_are(node->text, choice->name)) {
			node->word = choice->name;
			return;
		}
	}
	wrong_value(walk, node, field,
		    arena_format(walk->arena, _("one of: %s"), all_choices(walk, field)),
		    did_you_mean(walk->arena, text_nearest(node->text.data, choice_label, field)));
}

static void apply_yes_no(struct walk *walk, struct record_node *node, const struct rule_field *field)
{
	static const char *const words[] = {"yes", "no"};
	static const char *const others[] = {"true", "false"};
	for (size_t i = 0; i < 2; i++) {
		const struct rule_field *word = rule_field(&walk->facts->book->words, words[i]);
		if (bytes_are(node->text, words[i]) || bytes_are(node->text, others[i]) ||
		    (word && answers_to(word, node->text.data))) {
			node->word = words[i];
			return;
		}
	}
	wrong_value(walk, node, field,
		    arena_format(walk->arena, _("“%s” or “%s”"), rule_word(walk->facts->book, "yes"),
				 rule_word(walk->facts->book, "no")), NULL);
}

bool vocabulary_is_file_path(struct wubu_bytes path)
{
	size_t part = 0;
	if (!path.size || path.size > LIMIT_PATH_BYTES)
		return false;
	for (size_t i = 0; i <= path.size; i++) {
		char c = i < path.size ? path.data[i] : '/';
		if (c == '\\' || c == ':' || (unsigned char)c < 0x20)
			return false;
		if (c != '/')
			continue;
		/* No empty part, none that begins with a dot: no "..", no hidden file. */
		if (i == part || path.data[part] == '.' || i - part > LIMIT_NAME_BYTES)
			return false;
		part = i + 1;
	}
	return true;
}

static void apply_file(struct walk *walk, struct record_node *node, const struct rule_field *field)
{
	if (vocabulary_is_file_path(node->text))
		node->word = node->text.data;
	else
		wrong_value(walk, node, field, _("a path below the record's folder, such as materials/notice.pdf"),
			    _("put the file into the folder of this record and write its path from there"));
}

static void apply_digest(struct walk *walk, struct record_node *node, const struct rule_field *field)
{
	bool good = node->text.size == 64 &&
		    strspn(node->text.data, "0123456789abcdef") == node->text.size;
	if (!good)
		wrong_value(walk, node, field, _("a SHA-256 digest of 64 lower-case hex digits"), NULL);
}

static void apply_name(struct walk *walk, struct record_node *node, const struct rule_field *field)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	if (strspn(node->text.data, allowed) != node->text.size)
		wrong_value(walk, node, field, _("ASCII letters, digits, “-” and “_”"), NULL);
}

static void apply_text(struct walk *walk, struct record_node *node, const struct rule_field *field)
{
	(void)walk;
	(void)field;
	node->word = node->text.data;
}

static void (*const scalar_types[])(struct walk *, struct record_node *, const struct rule_field *) = {
	[RULE_TEXT] = apply_text,     [RULE_NUMBER] = apply_number, [RULE_MONEY] = apply_number,
	[RULE_DATE] = apply_date,     [RULE_PERSON] = apply_person, [RULE_CHOICE] = apply_choice,
	[RULE_YES_NO] = apply_yes_no, [RULE_FILE] = apply_file,     [RULE_DIGEST] = apply_digest,
	[RULE_NAME] = apply_name,     [RULE_LIST] = NULL,
};

static void apply_map(struct walk *walk, struct record_node *node, const struct rule_fields *fields);

static void apply_value(struct walk *walk, struct record_node *node, const struct rule_field *field,
			enum rule_type type)
{
	node->day = DATE_NONE;
	if (record_is_empty(node))
		return;
	bool map = type == RULE_GROUP || (type == RULE_FILE && node->kind == RECORD_MAP);
	if (map && node->kind == RECORD_MAP) {
		apply_map(walk, node, field->of);
		const struct record_node *file = type == RULE_FILE ? record_get(node, "file") : NULL;
		if (file && file->kind == RECORD_TEXT)
			apply_file(walk, (struct record_node *)file, field);
		node->word = file && file->kind == RECORD_TEXT ? file->word : NULL;
	} else if (type == RULE_LIST && node->kind == RECORD_LIST) {
		for (size_t i = 0; i < node->count; i++)
			apply_value(walk, node->items[i], field, field->item);
	} else if (map || type == RULE_LIST || node->kind != RECORD_TEXT) {
		wrong_value(walk, node, field,
			    map ? _("a group of “key: value” lines") :
			    type == RULE_LIST ? _("a list, each item on a line that begins with “- ”") :
			    _("one value"), NULL);
	} else {
		scalar_types[type](walk, node, field);
	}
}

static void apply_map(struct walk *walk, struct record_node *node, const struct rule_fields *fields)
{
	for (size_t i = 0; i < node->count; i++) {
		struct record_entry *entry = &node->entries[i];
		const struct rule_field *field = field_called(fields, entry->key->text.data);
		if (!field) {
			unknown_key(walk, entry, fields);
			continue;
		}
		note_language(walk, field, entry);
		entry->name = field->name;
		if (record_entry(node, field->name) != entry)
			say(walk, entry->key, "record.unknown-key",
			    arena_format(walk->arena, _("“%s” is here twice, once by its name and once by its label"),
					 rule_say(&field->label, field->name)),
			    _("keep one of the two"));
		apply_value(walk, entry->value, field, field->type);
	}
}

void vocabulary_apply(const struct rule_facts *facts, struct record *record,
		      struct rule_findings *findings)
{
	struct walk walk = {.facts = facts, .record = record, .findings = findings,
			    .arena = findings ? findings->arena : record->arena};
	/* Keys are looked at in the order of the file, so a later duplicate is the one told of. */
	apply_map(&walk, record->root, &facts->book->root);
	if (walk.first_name && walk.first_label) {
		bool label_later = walk.first_label->begin > walk.first_name->begin;
		const struct record_node *node = label_later ? walk.first_label : walk.first_name;
		say(&walk, node, "record.language",
		    arena_format(walk.arena, _("“%s” is in another language than the keys before it"),
				 node->text.data),
		    _("one record keeps to one language: all keys by their names, or all by their labels"));
	}
}

static bool labels_below(const struct record_node *map)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct record_entry *entry = &map->entries[i];
		if (strcmp(entry->name, entry->key->text.data) != 0)
			return true;
	}
	return false;
}

bool vocabulary_uses_labels(const struct rulebook *book, const struct record *record)
{
	(void)book;
	return labels_below(record->root);
}

/* ---- paths ----------------------------------------------------------------------- */

int vocabulary_path(struct rule_path *path, const char *text, const struct rulebook *book,
		    const struct rule_fields *section, const struct rule_fields *item,
		    struct arena *arena)
{
	const struct rule_fields *fields = item ? item : section;
	*path = (struct rule_path){.text = text, .absolute = text[0] == '/'};
	if (path->absolute) {
		fields = &book->root;
		text++;
	}
	while (fields) {
		size_t size = strcspn(text, ".");
		const char *name = arena_copy(arena, (struct wubu_bytes){text, size});
		path->field = rule_field(fields, name);
		if (!path->field)
			return -1;
		if (path->field->type == RULE_LIST)
			path->list = path->field;
		*arena_push(arena, path->names, path->depth) = name;
		if (!text[size])
			return 0;
		fields = path->field->of;
		text += size + 1;
	}
	return -1;
}

static void collect(const struct record_node *node, const struct record_node *holder,
		    const struct rule_path *path, size_t depth, struct arena *arena,
		    struct rule_values *values)
{
	/* An empty list on the way is as good as none. */
	bool empty = record_is_empty(node);
	if (depth == path->depth || empty) {
		*arena_push(arena, values->items, values->count) =
			(struct rule_value){empty ? NULL : node, holder};
	} else if (node->kind == RECORD_LIST) {
		for (size_t i = 0; i < node->count; i++)
			collect(node->items[i], node->items[i], path, depth, arena, values);
	} else {
		collect(record_get(node, path->names[depth]), node, path, depth + 1, arena, values);
	}
}

void vocabulary_values(const struct rule_path *path, const struct rule_scope *scope,
		       struct arena *arena, struct rule_values *values)
{
	const struct record_node *from = path->absolute ? scope->root
					 : scope->item ? scope->item : scope->section;
	*values = (struct rule_values){0};
	collect(from, from, path, 0, arena, values);
}

const struct record_node *vocabulary_value(const struct rule_path *path,
					   const struct rule_scope *scope)
{
	const struct record_node *node = path->absolute ? scope->root
					 : scope->item ? scope->item : scope->section;
	for (size_t i = 0; node && i < path->depth; i++) {
		if (node->kind == RECORD_LIST)
			node = node->count ? node->items[0] : NULL;
		node = record_get(node, path->names[i]);
	}
	return record_is_empty(node) ? NULL : node;
}

/* ---- paths of edits ------------------------------------------------------------------ */

/* "[3]" or "[+]" at TEXT: fills INDEX, returns its length, 0 when there is none, -1 when wrong. */
static int parse_index(const char *text, size_t *index)
{
	char *end;
	if (text[0] != '[')
		return 0;
	if (strncmp(text, "[+]", 3) == 0) {
		*index = RECORD_APPEND;
		return 3;
	}
	*index = strtoul(text + 1, &end, 10);
	return end == text + 1 || *end != ']' || end - text > 8 ? -1 : (int)(end - text) + 1;
}

static int no_such_field(const char *word, const struct rule_fields *fields,
			 struct wubu_error *error)
{
	error_set(error, WUBU_USAGE, _("there is no field “%s” here"), word);
	const char *near = text_nearest(word, known_word, fields);
	if (near)
		error_hint(error, _("did you mean “%s”?"), near);
	return -1;
}

int vocabulary_resolve(const struct rulebook *book, const struct record *record, const char *text,
		       struct arena *arena, struct record_step **path, size_t *depth,
		       const struct rule_field **field, struct wubu_error *error)
{
	const struct rule_fields *fields = &book->root;
	bool labels = vocabulary_uses_labels(book, record);
	*path = NULL;
	*depth = 0;
	while (fields) {
		size_t size = strcspn(text, ".["), index;
		const char *word = arena_copy(arena, (struct wubu_bytes){text, size});
		*field = field_called(fields, word);
		if (!*field)
			return no_such_field(word, fields, error);
		*arena_push(arena, *path, *depth) = (struct record_step){
			(*field)->name, labels && (*field)->label.zh ? (*field)->label.zh : NULL, 0};
		text += size;
		int length = parse_index(text, &index);
		if (length < 0 || (length > 0 && (*field)->type != RULE_LIST))
			return error_set(error, WUBU_USAGE, _("“%s” cannot be numbered so"), word);
		if (length > 0)
			*arena_push(arena, *path, *depth) = (struct record_step){NULL, NULL, index};
		text += length;
		if (!*text)
			return 0;
		if (*text != '.')
			break;
		text++;
		fields = (*field)->type == RULE_LIST && length == 0 ? NULL : (*field)->of;
	}
	return error_set(error, WUBU_USAGE, _("“%s” cannot be found in this record"), text);
}
