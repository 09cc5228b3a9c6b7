/* SPDX-License-Identifier: Apache-2.0 */
#include "view/schema.h"

#include <stdlib.h>

#define PATH_PART "[^./\\\\\\\\:][^/\\\\\\\\:]*"
/* YAML reads digits as a number and true as a boolean: a text may look so too. */
#define ANY_SCALAR "{\"type\": [\"string\", \"number\", \"boolean\"]}"

/* What each type takes that is one value and needs nothing from the field; as rule/vocabulary.c reads it. */
static const char *const scalars[] = {
	[RULE_TEXT] = ANY_SCALAR,
	[RULE_PERSON] = ANY_SCALAR,
	[RULE_NUMBER] = "{\"anyOf\": [{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 999999999999},"
			" {\"type\": \"string\", \"pattern\": \"^[0-9]{1,12}$\"}]}",
	[RULE_MONEY] = "{\"anyOf\": [{\"type\": \"number\", \"minimum\": 0, \"maximum\": 999999999999.99},"
		       " {\"type\": \"string\", \"pattern\": \"^[0-9]{1,12}(\\\\.[0-9]{1,2})?$\"}]}",
	[RULE_DATE] = "{\"type\": \"string\","
		      " \"pattern\": \"^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$\"}",
	[RULE_FILE] = "{\"type\": \"string\", \"pattern\": \"^" PATH_PART "(/" PATH_PART ")*$\"}",
	[RULE_DIGEST] = "{\"type\": \"string\", \"pattern\": \"^[0-9a-f]{64}$\"}",
	[RULE_NAME] = "{\"anyOf\": [{\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9_-]+$\"},"
		      " {\"type\": \"integer\", \"minimum\": 0}]}",
	[RULE_LIST] = NULL,
};

struct schema {
	const struct rulebook *book;
	struct arena *arena;
	json_t *definitions; /* one for each field, by its path */
};

static json_t *parsed(const char *text)
{
	json_t *value = json_loads(text, 0, NULL);
	return value ? value : jsonl_object();
}

static json_t *reference(const struct schema *schema, const char *path)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "$ref", arena_format(schema->arena, "#/definitions/%s", path));
	return object;
}

static void add_words(json_t *list, const char *name, const struct rule_label *label)
{
	const char *const words[] = {name, label->zh, label->en};
	for (size_t i = 0; i < 3; i++)
		if (words[i])
			json_array_append_new(list, jsonl_text(words[i]));
}

/* A list of words that may repeat, as `enum` wants it: each once. */
static json_t *one_of_words(json_t *words)
{
	json_t *object = jsonl_object(), *list = jsonl_array();
	for (size_t i = 0; i < json_array_size(words); i++) {
		bool known = false;
		for (size_t k = 0; k < json_array_size(list); k++)
			known |= json_equal(json_array_get(list, k), json_array_get(words, i));
		if (!known)
			json_array_append(list, json_array_get(words, i));
	}
	json_decref(words);
	json_object_set_new(object, "enum", list);
	return object;
}

static json_t *choice_schema(const struct rule_field *field)
{
	json_t *words = jsonl_array();
	for (size_t i = 0; i < field->choice_count; i++)
		add_words(words, field->choices[i].name, &field->choices[i].label);
	return one_of_words(words);
}

static json_t *yes_no_schema(const struct schema *schema)
{
	static const struct { const char *word, *other; bool value; } answers[] = {
		{"yes", "true", true}, {"no", "false", false}};
	static const struct rule_label none;
	json_t *words = jsonl_array();
	for (size_t i = 0; i < 2; i++) {
		const struct rule_field *word = rule_field(&schema->book->words, answers[i].word);
		add_words(words, answers[i].word, word ? &word->label : &none);
		json_array_append_new(words, jsonl_text(answers[i].other));
		json_array_append_new(words, json_boolean(answers[i].value));
	}
	return one_of_words(words);
}

static json_t *map_schema(struct schema *schema, const char *path, const struct rule_fields *fields);

static json_t *any_of(json_t *first, json_t *second)
{
	json_t *object = jsonl_object(), *list = jsonl_array();
	json_array_append_new(list, first);
	json_array_append_new(list, second);
	json_object_set_new(object, "anyOf", list);
	return object;
}

static json_t *value_schema(struct schema *schema, const char *path, const struct rule_field *field,
			    enum rule_type type)
{
	if (type == RULE_CHOICE)
		return choice_schema(field);
	if (type == RULE_YES_NO)
		return yes_no_schema(schema);
	if (type == RULE_GROUP)
		return map_schema(schema, path, field->of);
	if (type == RULE_FILE && field->of)
		return any_of(parsed(scalars[type]), map_schema(schema, path, field->of));
	return parsed(scalars[type]);
}

/* What may be left empty may be written as nothing at all. */
static json_t *or_empty(const struct schema *schema, json_t *value)
{
	return any_of(value, reference(schema, "empty"));
}

static json_t *list_schema(struct schema *schema, const char *path, const struct rule_field *field)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "type", "array");
	json_object_set_new(object, "items",
			    or_empty(schema, value_schema(schema, path, field, field->item)));
	return object;
}

/* Both languages, whoever reads it: "zh / en". */
static void put_both(const struct schema *schema, json_t *object, const char *key, const struct rule_label *label)
{
	if (label->zh && label->en)
		jsonl_put(object, key, arena_format(schema->arena, "%s / %s", label->zh, label->en));
	else
		jsonl_put(object, key, rule_say(label, NULL));
}

static void define(struct schema *schema, const char *path, const struct rule_field *field)
{
	json_t *object = jsonl_object();
	put_both(schema, object, "title", &field->label);
	put_both(schema, object, "description", &field->help);
	json_t *value = field->type == RULE_LIST ? list_schema(schema, path, field)
						 : value_schema(schema, path, field, field->type);
	json_t *whole = or_empty(schema, value);
	json_object_update(object, whole);
	json_decref(whole);
	json_object_set_new(schema->definitions, path, object);
}

static json_t *map_schema(struct schema *schema, const char *path, const struct rule_fields *fields)
{
	json_t *object = jsonl_object(), *properties = jsonl_object();
	jsonl_put(object, "type", "object");
	for (size_t i = 0; i < fields->count; i++) {
		const struct rule_field *field = fields->items[i];
		const char *below = *path ? arena_format(schema->arena, "%s.%s", path, field->name) : field->name;
		const char *const keys[] = {field->name, field->label.zh, field->label.en};
		define(schema, below, field);
		for (size_t k = 0; k < 3; k++)
			if (keys[k])
				json_object_set_new(properties, keys[k], reference(schema, below));
	}
	json_object_set_new(object, "properties", properties);
	jsonl_put_flag(object, "additionalProperties", false);
	return object;
}

void schema_write_whole(json_t *object, enum view_format format, struct buf *out)
{
	if (format == VIEW_JSON) {
		jsonl_write(object, out);
		return;
	}
	char *text = json_dumps(object, JSON_INDENT(2));
	buf_text(out, text);
	buf_char(out, '\n');
	free(text);
	json_decref(object);
}

void schema_write_record(const struct rulebook *book, enum view_format format, struct buf *out)
{
	json_t *object = jsonl_object();
	struct schema schema = {book, arena_new(), jsonl_object()};
	jsonl_put(object, "$schema", "http://json-schema.org/draft-07/schema#");
	put_both(&schema, object, "title", &book->title);
	jsonl_put(object, "description", arena_format(schema.arena, "%s, %lld", book->name, (long long)book->version));
	json_object_set_new(schema.definitions, "empty", parsed("{\"enum\": [null, \"\", [], {}]}"));
	json_t *root = map_schema(&schema, "", &book->root);
	json_object_update(object, root);
	json_decref(root);
	json_object_set_new(object, "definitions", schema.definitions);
	schema_write_whole(object, format, out);
	arena_free(schema.arena);
}
