/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema of rulebooks: check kinds from their table, all other keys from the one below. */
#include "view/schema.h"

#include "base/lang.h"
#include "rule/kinds.h"
#include "rule/load.h"
#include "rule/state.h"
#include "view/jsonl.h"

#include <stdio.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define REF(name) "{\"$ref\": \"#/definitions/" name "\"}"
#define NAME_PATTERN "^[a-z0-9][a-z0-9-]{0,63}$"
/* A map whose keys the rulebook chooses. */
#define NAMED(type)                                                                                            \
	"{\"type\": \"object\", \"propertyNames\": {\"pattern\": \"" NAME_PATTERN "\"}, \"additionalProperties\": " \
	REF(type) "}"

/* ---- values ----------------------------------------------------------------------------------------- */

/* YAML reads digits as a number and yes, in its older version, as a boolean. */
static const struct {
	const char *name, *schema;
} values[] = {
	{"text", "{\"type\": [\"string\", \"number\", \"boolean\"], \"minLength\": 1}"},
	{"whole-number", "{\"anyOf\": [{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 999999999999},"
			 " {\"type\": \"string\", \"pattern\": \"^[0-9]{1,12}$\"}]}"},
	{"name", "{\"anyOf\": [{\"type\": \"string\", \"pattern\": \"" NAME_PATTERN "\"},"
		 " {\"type\": \"integer\", \"minimum\": 0}, {\"type\": \"boolean\"}]}"},
	{"names", "{\"anyOf\": [" REF("name") ", {\"type\": \"array\", \"items\": " REF("name") ", \"minItems\": 1}]}"},
	{"texts", "{\"anyOf\": [" REF("text") ", {\"type\": \"array\", \"items\": " REF("text") ", \"minItems\": 1}]}"},
	{"flag", "{\"enum\": [\"yes\", \"no\", \"true\", \"false\", true, false]}"},
	{"only-yes", "{\"enum\": [\"yes\", \"true\", true]}"},
	{"date", "{\"type\": \"string\", \"pattern\": \"^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$\"}"},
	{"duration", "{\"type\": \"string\", \"pattern\":"
		     " \"^[0-9]{1,5} ((clear |working |clear working )?days?|weeks?|months?|years?)$\"}"},
	{"fraction", "{\"type\": \"string\", \"pattern\": \"^[0-9]{1,4}/[1-9][0-9]{0,3}$\"}"},
	{"turn", "{\"type\": \"string\", \"minLength\": 1}"},
	{"summers", "{\"anyOf\": [" REF("summer") ", {\"type\": \"array\", \"items\": " REF("summer") "}]}"},
	{"offset", "{\"type\": \"string\", \"pattern\": \"^[+-][0-9]{2}:[0-5][0-9]$\"}"},
	{"field-type", "{\"enum\": [\"text\", \"number\", \"money\", \"date\", \"person\", \"choice\", \"yes-no\", \"file\","
		       " \"group\", \"list\"]}"},
	{"level", "{\"enum\": [\"refuse\", \"warn\"]}"},
	{"moment", "{\"enum\": [\"sign-off\", \"change\"]}"},
	{"operand", "{\"anyOf\": [" REF("text") ", " REF("counted") ", " REF("summed") "]}"},
	{"operands", "{\"type\": \"array\", \"items\": " REF("operand") ", \"minItems\": 1}"},
	{"nested", "{\"allOf\": [" REF("kinds") ", {\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 1}]}"},
	{"nested-checks", "{\"anyOf\": [" REF("nested") ", {\"type\": \"array\", \"items\": " REF("nested")
			  ", \"minItems\": 1}]}"},
	{"conditions", "{\"type\": \"array\", \"items\": " REF("condition") ", \"minItems\": 1}"},
	{"cites", "{\"type\": \"object\", \"additionalProperties\": " REF("cite") "}"},
	{"gaps", "{\"type\": \"object\", \"additionalProperties\": " REF("label") "}"},
	{"roles", NAMED("role")},
	{"matters", NAMED("matter")},
	{"fields", NAMED("field")},
	{"steps", NAMED("step")},
	{"checks", NAMED("check")},
	{"choice", "{\"anyOf\": [" REF("label") ", " REF("choice-in-full") "]}"},
	{"choices", "{\"allOf\": [" NAMED("choice") ", {\"minProperties\": 1}]}"},
};

/* What a parameter of each type takes. */
static const char *const params[] = {
	[PARAM_PATH] = "text",
	[PARAM_PATHS] = "texts",
	[PARAM_DATE] = "text",
	[PARAM_DATES] = "texts",
	[PARAM_AMOUNT] = "text",
	[PARAM_LIST] = "text",
	[PARAM_KEY] = "text",
	[PARAM_KEY_DATE] = "text",
	[PARAM_BOOK] = "text",
	[PARAM_WORD] = "name",
	[PARAM_BASE] = "name",
	[PARAM_CATALOGUE] = "name",
	[PARAM_VALUES] = "texts",
	[PARAM_NUMBER] = "whole-number",
	[PARAM_DURATION] = "duration",
	[PARAM_FRACTION] = "fraction",
	[PARAM_OPERAND] = "operand",
	[PARAM_FLAG] = "only-yes",
	[PARAM_PATTERN] = "text",
	[PARAM_LABEL] = "label",
	[PARAM_CONDITION] = "condition",
	[PARAM_CHECKS] = "nested-checks",
	[PARAM_CHECK] = "nested",
	[PARAM_STEP] = "name",
	[PARAM_STEPS] = "names",
	[PARAM_STATES] = "states",
	[PARAM_ROLES] = "names",
	[PARAM_MATTERS] = "names",
};

/* ---- maps whose keys the language gives --------------------------------------------------------------------- */

static const struct key {
	const char *map, *name, *type;
	bool required;
	const char *about;
} keys[] = {
	{"rulebook", "rulebook", "text", true, N_("its name, the same as its folder")},
	{"rulebook", "version", "whole-number", true, N_("a whole number that grows with every change")},
	{"rulebook", "extends", "text", false, N_("the rulebook that this one builds on")},
	{"rulebook", "title", "label", true, N_("what people call it")},
	{"rulebook", "in-force", "span", true, N_("a decision is opened by it on these days")},
	{"rulebook", "cites", "cites", false, N_("the texts that its rules cite, by short keys")},
	{"rulebook", "time", "time", false, N_("by which clock and calendar days are counted")},
	{"rulebook", "home", "home", false, N_("where its records stand, and how they are numbered")},
	{"rulebook", "words", "words", false, N_("the labels of the keys that the engine itself knows")},
	{"rulebook", "roles", "roles", false, N_("who acts in it, and who may not be both")},
	{"rulebook", "acts", "acts", false, N_("who opens and withdraws, adopts newer rules, changes the rules")},
	{"rulebook", "matters", "matters", false, N_("the kinds of matter, and which steps each goes through")},
	{"rulebook", "catalogues", "names", false, N_("the catalogues that checks ask: rules/catalogue/NAME.yaml")},
	{"rulebook", "header", "fields", false, N_("fields at the root of a record")},
	{"rulebook", "steps", "steps", false, N_("the steps, in the order in which people name them")},
	{"rulebook", "transition", "transition", false, N_("what becomes of the records that run by older rules")},
	{"transition", "adopt", "condition", false, N_("those for which this holds go on by these rules")},
	{"transition", "unless", "condition", false, N_("but not those for which this holds")},
	{"transition", "from", "date", false, N_("from this day on")},
	{"transition", "why", "label", true, N_("why, in one sentence")},
	{"transition", "basis", "texts", true, N_("the article that says so")},
	{"rulebook", "not-judged", "gaps", false, N_("what no machine can judge, and why")},

	{"label", "zh", "text", true, N_("in Chinese")},
	{"label", "en", "text", true, N_("in English")},
	{"cite", "zh", "text", true, N_("in Chinese")},
	{"cite", "en", "text", true, N_("in English")},
	{"cite", "number", "text", false, N_("its official number")},
	{"cite", "place", "label", false, N_("how a place in it is cited: \"reg. {}\"")},
	{"span", "from", "date", false, N_("the first day")},
	{"span", "until", "date", false, N_("the last day")},
	{"time", "zone", "text", true, N_("the time zone, such as Asia/Shanghai")},
	{"time", "offset", "offset", true, N_("its offset from UTC, in quotes")},
	{"time", "calendar", "name", true, N_("the file in rules/calendar that says which days are worked")},
	{"time", "late", "duration", false, N_("how long after its day a sign-off may be recorded")},
	{"time", "summer", "summers", false, N_("when clocks are put forward, and by how much")},
	{"summer", "since", "whole-number", false, N_("the first year in which it is so")},
	{"summer", "offset", "offset", true, N_("the offset from UTC in summer")},
	{"summer", "begins", "turn", true, N_("when it begins: last Sun Mar 01:00 UTC")},
	{"summer", "ends", "turn", true, N_("when it ends: last Sun Oct 01:00 UTC")},
	{"home", "folder", "name", true, N_("the folder of its records")},
	{"home", "file", "text", true, N_("what the file of a record is called")},
	{"home", "id", "text", true, N_("the pattern of ids, with {year} and {number} or {number:3}")},
	{"role", "label", "label", true, N_("what people call it")},
	{"role", "apart-from", "names", false, N_("nobody holds both roles")},
	{"acts", "open", "act", false, N_("who opens a decision")},
	{"acts", "withdraw", "act", false, N_("who withdraws one")},
	{"acts", "adopt", "act", false, N_("who moves one to newer rules")},
	{"acts", "rules", "act", false, N_("who changes the rules")},
	{"act", "role", "names", true, N_("the roles that may")},
	{"act", "basis", "texts", false, N_("the article that says so")},
	{"return", "role", "names", true, N_("the roles that may")},
	{"return", "basis", "texts", false, N_("the article that says so")},
	{"return", "to", "names", true, N_("the steps that it may go back to")},
	{"matter", "label", "label", true, N_("what people call it")},
	{"matter", "note", "label", false, N_("what belongs to it")},
	{"matter", "kind-of", "name", false, N_("the matter that it is a kind of")},
	{"matter", "steps", "names", false, N_("the steps that it goes through; all where it is left out")},
	{"matter", "optional", "names", false, N_("steps that apply once somebody has begun them")},

	{"step", "label", "label", false, N_("what people call it")},
	{"step", "about", "label", false, N_("what it is for, in one sentence")},
	{"step", "basis", "texts", false, N_("the article that says so")},
	{"step", "after", "names", false, N_("steps that must be done before it begins")},
	{"step", "when", "condition", false, N_("it applies only then")},
	{"step", "unless", "condition", false, N_("it does not apply then")},
	{"step", "fill", "act", false, N_("who may write its evidence; anybody where it is left out")},
	{"step", "skip", "skip", false, N_("when it may lawfully be left out, and by whom")},
	{"step", "sign-off", "sign-off", false, N_("who ends it, and with which outcomes")},
	{"step", "return", "return", false, N_("who may send it back, and to which steps")},
	{"step", "reopen", "act", false, N_("who may begin another round of it")},
	{"step", "lapses", "lapse", false, N_("when what was signed is no longer good")},
	{"lapse", "after", "duration", true, N_("after so long")},
	{"lapse", "from", "name", false, N_("counted from this date of the step; its sign-off where it is left out")},
	{"lapse", "outcomes", "names", false, N_("only these outcomes lapse")},
	{"lapse", "until", "names", false, N_("not once one of these steps is done")},
	{"lapse", "ends", "flag", false, N_("whether the whole procedure ends with it")},
	{"lapse", "basis", "texts", false, N_("the article that says so")},
	{"step", "freezes", "names", false, N_("header fields that do not change once it is signed")},
	{"step", "command", "name", false, N_("the command that signs it: `wubu publish ID`")},
	{"step", "fields", "fields", false, N_("what it records")},
	{"step", "checks", "checks", false, N_("what must be so before it is signed")},
	{"sign-off", "role", "names", false, N_("the roles that may")},
	{"sign-off", "basis", "texts", false, N_("the article that says so")},
	{"sign-off", "outcomes", "choices", true, N_("how it may end")},
	{"skip", "when", "condition", true, N_("lawful only then")},
	{"skip", "role", "names", true, N_("the roles that may")},
	{"skip", "basis", "texts", false, N_("the article that says so")},
	{"skip", "needs", "names", true, N_("what must be written down with it")},
	{"choice-in-full", "label", "label", true, N_("what people call it")},
	{"choice-in-full", "kind-of", "name", false, N_("the choice that it is a kind of")},
	{"choice-in-full", "passes", "flag", false, N_("whether the step is done with it")},
	{"field", "label", "label", true, N_("what people call it")},
	{"field", "help", "label", false, N_("the question that is asked when it is filled in")},
	{"field", "type", "field-type", true, N_("what it holds")},
	{"field", "items", "field-type", false, N_("what each value of a plain list is")},
	{"field", "planned", "flag", false, N_("a date that may lie in the future")},
	{"field", "table", "flag", false, N_("a list that may be kept as a table in a file of its own")},
	{"field", "choices", "choices", false, N_("the values to choose from")},
	{"field", "of", "fields", false, N_("the fields of a group, or of each item of a list")},

	{"check", "title", "label", true, N_("what is asked, in one short sentence")},
	{"check", "basis", "texts", true, N_("the article that asks it, as CITE:ARTICLE")},
	{"check", "remedy", "label", false, N_("what to do, in one sentence")},
	{"check", "at", "moment", false, N_("judged when the step is signed, or at every change of it")},
	{"check", "level", "level", false, N_("refused, or only warned of")},
	{"check", "floor", "flag", false, N_("a rulebook that builds on this one may tighten it, never loosen it")},
	{"check", "in-force", "span", false, N_("judged only on these days")},
	{"check", "for-each", "text", false, N_("judged for each item of this list; paths begin at the item")},
	{"check", "when", "condition", false, N_("asked only then")},
	{"check", "unless", "condition", false, N_("not asked then")},

	{"counted", "count", "text", true, N_("the list whose items are counted")},
	{"counted", "where", "condition", false, N_("only those that this holds for")},
	{"summed", "sum", "operands", true, N_("what is added up")},
	{"condition", "field", "text", false, N_("this field `is`, `is-not`, is `in` or `not-in` values")},
	{"condition", "is", "texts", false, N_("one of these")},
	{"condition", "is-not", "texts", false, N_("none of these")},
	{"condition", "in", "texts", false, N_("one of these")},
	{"condition", "not-in", "texts", false, N_("none of these")},
	{"condition", "any-of", "conditions", false, N_("one of these conditions holds")},
};

struct writing {
	json_t *definitions;
};

static json_t *parsed(const char *text)
{
	json_t *value = json_loads(text, 0, NULL);
	return value ? value : jsonl_object();
}

static json_t *reference(const char *name)
{
	char path[80];
	json_t *object = jsonl_object();
	snprintf(path, sizeof path, "#/definitions/%s", name);
	jsonl_put(object, "$ref", path);
	return object;
}

/* A reference with its explanation beside it; editors show it. */
static json_t *explained(const char *type, const char *about)
{
	json_t *object = jsonl_object(), *list = jsonl_array();
	jsonl_put(object, "description", about);
	json_array_append_new(list, reference(type));
	json_object_set_new(object, "allOf", list);
	return object;
}

/* ---- check kinds ----------------------------------------------------------------------------------------- */

static json_t *param_schema(const struct rule_param *param)
{
	const char *type = param->type < COUNT(params) ? params[param->type] : NULL;
	return type ? reference(type) : jsonl_object();
}

static json_t *names_with(const struct rule_kind *kind, unsigned flag)
{
	json_t *list = jsonl_array();
	for (size_t i = 0; i < RULE_ARGS && kind->params[i].name; i++)
		if (kind->params[i].flags & flag)
			json_array_append_new(list, jsonl_text(kind->params[i].name));
	return list;
}

/* One at least of the parameters NAMES. */
static json_t *one_needed(json_t *names)
{
	json_t *list = jsonl_array();
	for (size_t i = 0; i < json_array_size(names); i++) {
		json_t *one = jsonl_object(), *required = jsonl_array();
		json_array_append(required, json_array_get(names, i));
		json_object_set_new(one, "required", required);
		json_array_append_new(list, one);
	}
	json_decref(names);
	return list;
}

/* Parameters that go only together with the one after or before them. */
static json_t *neighbours(const struct rule_kind *kind)
{
	json_t *object = jsonl_object();
	for (size_t i = 0; i < RULE_ARGS && kind->params[i].name; i++) {
		const struct rule_param *param = &kind->params[i];
		json_t *others = jsonl_array();
		if (param->flags & PARAM_WITH_NEXT)
			json_array_append_new(others, jsonl_text(param[1].name));
		if (param->flags & PARAM_WITH_LAST)
			json_array_append_new(others, jsonl_text(param[-1].name));
		jsonl_put_value(object, param->name, others);
	}
	return object;
}

static json_t *params_schema(const struct rule_kind *kind)
{
	json_t *object = jsonl_object(), *properties = jsonl_object();
	json_t *alternatives = one_needed(names_with(kind, PARAM_ONE_NEEDED));
	jsonl_put(object, "type", "object");
	for (size_t i = 0; i < RULE_ARGS && kind->params[i].name; i++)
		json_object_set_new(properties, kind->params[i].name, param_schema(&kind->params[i]));
	json_object_set_new(object, "properties", properties);
	jsonl_put_flag(object, "additionalProperties", false);
	jsonl_put_value(object, "required", names_with(kind, PARAM_REQUIRED));
	jsonl_put_value(object, "anyOf", alternatives);
	jsonl_put_value(object, "dependencies", neighbours(kind));
	return object;
}

/* In full, or where a kind has a main parameter as the value of that alone. */
static json_t *kind_schema(const struct rule_kind *kind)
{
	const struct rule_param *main = NULL;
	for (size_t i = 0; i < RULE_ARGS && kind->params[i].name; i++)
		main = kind->params[i].flags & PARAM_MAIN ? &kind->params[i] : main;
	if (main && main->type == PARAM_CHECK)
		return param_schema(main);
	if (!main)
		return params_schema(kind);
	json_t *object = jsonl_object(), *list = jsonl_array();
	json_array_append_new(list, param_schema(main));
	json_array_append_new(list, params_schema(kind));
	json_object_set_new(object, "anyOf", list);
	return object;
}

static void define_kinds(const struct writing *writing)
{
	const struct rule_kind *kind;
	char name[64];
	json_t *object = jsonl_object(), *properties = jsonl_object();
	for (size_t i = 0; (kind = rule_kind_row(i)); i++) {
		snprintf(name, sizeof name, "kind-%s", kind->name);
		json_object_set_new(writing->definitions, name, kind_schema(kind));
		json_object_set_new(properties, kind->name, reference(name));
	}
	json_object_set_new(object, "properties", properties);
	jsonl_put_flag(object, "additionalProperties", false);
	json_object_set_new(writing->definitions, "kinds", object);
}

/* ---- maps -------------------------------------------------------------------------------------------------- */

static json_t *map_schema(const char *map)
{
	json_t *object = jsonl_object(), *properties = jsonl_object(), *required = jsonl_array();
	jsonl_put(object, "type", "object");
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (strcmp(keys[i].map, map) != 0)
			continue;
		json_object_set_new(properties, keys[i].name, explained(keys[i].type, _(keys[i].about)));
		if (keys[i].required)
			json_array_append_new(required, jsonl_text(keys[i].name));
	}
	json_object_set_new(object, "properties", properties);
	jsonl_put_flag(object, "additionalProperties", false);
	jsonl_put_value(object, "required", required);
	return object;
}

static void define_maps(const struct writing *writing)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (!json_object_get(writing->definitions, keys[i].map))
			json_object_set_new(writing->definitions, keys[i].map, map_schema(keys[i].map));
}

/* Kinds stand among the keys of a check, exactly one of them, and among those of a condition, as many as are needed. */
static void join_kinds(const struct writing *writing)
{
	json_t *check = json_object_get(writing->definitions, "check");
	json_t *condition = json_object_get(writing->definitions, "condition");
	json_t *one = jsonl_array();
	const struct rule_kind *kind;
	char name[64];
	for (size_t i = 0; (kind = rule_kind_row(i)); i++) {
		json_t *has = jsonl_object(), *required = jsonl_array();
		snprintf(name, sizeof name, "kind-%s", kind->name);
		json_array_append_new(required, jsonl_text(kind->name));
		json_object_set_new(has, "required", required);
		json_array_append_new(one, has);
		json_object_set_new(json_object_get(check, "properties"), kind->name, reference(name));
		json_object_set_new(json_object_get(condition, "properties"), kind->name, reference(name));
	}
	json_object_set_new(check, "oneOf", one);
	json_object_set_new(condition, "minProperties", json_integer(1));
	/* `step: NAME` with `is: STATE` is short for the kind in full; values are asked of a field. */
	json_object_set_new(json_object_get(condition, "properties"), "step",
			    parsed("{\"anyOf\": [" REF("name") ", " REF("kind-step") "]}"));
	json_object_set_new(condition, "dependencies",
			    parsed("{\"field\": {\"anyOf\": [{\"required\": [\"is\"]}, {\"required\": [\"is-not\"]},"
				   " {\"required\": [\"in\"]}, {\"required\": [\"not-in\"]}]},"
				   " \"is\": {\"anyOf\": [{\"required\": [\"field\"]}, {\"required\": [\"step\"]}]},"
				   " \"is-not\": [\"field\"], \"in\": [\"field\"], \"not-in\": [\"field\"]}"));
}

/* ---- what leans on something else ------------------------------------------------------------------------------ */

static void put_word_keys(const struct writing *writing)
{
	json_t *object = jsonl_object(), *properties = jsonl_object();
	const char *word;
	jsonl_put(object, "type", "object");
	for (size_t i = 0; (word = load_word(NULL, i)); i++)
		json_object_set_new(properties, word, reference("label"));
	json_object_set_new(object, "properties", properties);
	jsonl_put_flag(object, "additionalProperties", false);
	json_object_set_new(writing->definitions, "words", object);
}

static void define_states(const struct writing *writing)
{
	json_t *words = jsonl_array(), *one = jsonl_object();
	for (int i = 0; i <= STATE_LAPSED; i++)
		json_array_append_new(words, jsonl_text(state_name((enum rule_state)i)));
	json_object_set_new(one, "enum", words);
	json_object_set_new(writing->definitions, "state", one);
	json_object_set_new(writing->definitions, "states",
			    parsed("{\"anyOf\": [" REF("state") ", {\"type\": \"array\", \"items\": " REF("state")
				   ", \"minItems\": 1}]}"));
}

/* A list needs `of` or `items`, a group `of`, a choice `choices`; a rulebook without parent needs its parts, a step its own. */
static void put_dependencies(const struct writing *writing)
{
	json_object_set_new(
		json_object_get(writing->definitions, "field"), "allOf",
		parsed("[{\"if\": {\"properties\": {\"type\": {\"const\": \"group\"}}, \"required\": [\"type\"]},"
		       " \"then\": {\"required\": [\"of\"]}},"
		       " {\"if\": {\"properties\": {\"type\": {\"const\": \"list\"}}, \"required\": [\"type\"]},"
		       " \"then\": {\"oneOf\": [{\"required\": [\"of\"]}, {\"required\": [\"items\"]}]},"
		       " \"else\": {\"not\": {\"required\": [\"items\"]}}},"
		       " {\"if\": {\"properties\": {\"type\": {\"enum\": [\"group\", \"list\"]}}, \"required\": [\"type\"]},"
		       " \"else\": {\"not\": {\"required\": [\"of\"]}}},"
		       " {\"if\": {\"anyOf\": [{\"properties\": {\"type\": {\"const\": \"choice\"}}, \"required\": [\"type\"]},"
		       " {\"properties\": {\"items\": {\"const\": \"choice\"}}, \"required\": [\"items\"]}]},"
		       " \"then\": {\"required\": [\"choices\"]}, \"else\": {\"not\": {\"required\": [\"choices\"]}}}]"));
	json_object_set_new(
		json_object_get(writing->definitions, "rulebook"), "if", parsed("{\"required\": [\"extends\"]}"));
	json_object_set_new(
		json_object_get(writing->definitions, "rulebook"), "else",
		parsed("{\"required\": [\"time\", \"home\", \"roles\", \"matters\", \"steps\"], \"properties\": {\"steps\":"
		       " {\"additionalProperties\": {\"required\": [\"label\", \"sign-off\"], \"properties\":"
		       " {\"sign-off\": {\"required\": [\"role\", \"outcomes\"]}}}}}}"));
}

void schema_write_rules(enum view_format format, struct buf *out)
{
	struct writing writing = {jsonl_object()};
	json_t *object = jsonl_object();
	jsonl_put(object, "$schema", "http://json-schema.org/draft-07/schema#");
	jsonl_put(object, "title", _("A rulebook of wubu"));
	for (size_t i = 0; i < COUNT(values); i++)
		json_object_set_new(writing.definitions, values[i].name, parsed(values[i].schema));
	define_states(&writing);
	put_word_keys(&writing);
	define_maps(&writing);
	define_kinds(&writing);
	join_kinds(&writing);
	put_dependencies(&writing);
	json_object_update(object, json_object_get(writing.definitions, "rulebook"));
	json_object_del(writing.definitions, "rulebook");
	json_object_set_new(object, "definitions", writing.definitions);
	schema_write_whole(object, format, out);
}
