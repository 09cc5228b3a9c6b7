/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/rulebook.h"

#include "base/lang.h"
#include "rule/kinds.h"

const char *rule_say(const struct rule_label *label, const char *fallback)
{
	const char *first = lang_current() == LANG_ZH ? label->zh : label->en;
	const char *second = lang_current() == LANG_ZH ? label->en : label->zh;
	return first ? first : second ? second : fallback;
}

bool rule_names_have(const struct rule_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (text_same(names->items[i], name))
			return true;
	return false;
}

bool rule_span_holds(const struct rule_span *span, int32_t day)
{
	return (span->from == DATE_NONE || span->from <= day) &&
	       (span->until == DATE_NONE || day <= span->until);
}

const char *rule_type_name(enum rule_type type)
{
	static const char *const names[] = {
		[RULE_TEXT] = "text",     [RULE_NUMBER] = "number", [RULE_MONEY] = "money",
		[RULE_DATE] = "date",     [RULE_PERSON] = "person", [RULE_CHOICE] = "choice",
		[RULE_YES_NO] = "yes-no", [RULE_FILE] = "file",     [RULE_GROUP] = "group",
		[RULE_LIST] = "list",     [RULE_DIGEST] = "digest", [RULE_NAME] = "name",
	};
	return names[type];
}

const struct rule_field *rule_field(const struct rule_fields *fields, const char *name)
{
	for (size_t i = 0; fields && i < fields->count; i++)
		if (text_same(fields->items[i]->name, name))
			return fields->items[i];
	return NULL;
}

/* The lists of named things differ in type only. */
#define FIND_BY_NAME(items, count, wanted)                                                  \
	for (size_t i_ = 0; i_ < (count); i_++)                                              \
		if (text_same((items)[i_]->name, (wanted)))                                  \
			return (items)[i_];                                                  \
	return NULL

const struct rule_step *rule_step(const struct rulebook *book, const char *name)
{
	FIND_BY_NAME(book->steps, book->step_count, name);
}

const struct rule_role *rule_role(const struct rulebook *book, const char *name)
{
	FIND_BY_NAME(book->roles, book->role_count, name);
}

const struct rule_matter *rule_matter(const struct rulebook *book, const char *name)
{
	FIND_BY_NAME(book->matters, book->matter_count, name);
}

const struct rule_choice *rule_outcome(const struct rule_step *step, const char *name)
{
	for (size_t i = 0; i < step->outcome_count; i++)
		if (text_same(step->outcomes[i].name, name))
			return &step->outcomes[i];
	return NULL;
}

const char *rule_word(const struct rulebook *book, const char *key)
{
	const struct rule_field *field = rule_field(&book->words, key);
	return field ? rule_say(&field->label, key) : key;
}

static bool operand_looks_at(const struct rule_operand *operand, const struct rule_field *field)
{
	if (operand->form != OPERAND_NUMBER && operand->path.field == field)
		return true;
	for (size_t i = 0; i < operand->part_count; i++)
		if (operand_looks_at(&operand->parts[i], field))
			return true;
	return false;
}

static bool argument_looks_at(const struct rule_arg *arg, const struct rule_field *field)
{
	for (size_t i = 0; i < arg->path_count; i++)
		if (arg->paths[i].field == field)
			return true;
	for (size_t i = 0; i < arg->check_count; i++)
		if (rule_check_looks_at(arg->checks[i], field))
			return true;
	return operand_looks_at(&arg->operand, field);
}

bool rule_check_looks_at(const struct rule_check *check, const struct rule_field *field)
{
	for (size_t i = 0; i < RULE_ARGS && check->kind->params[i].name; i++)
		if (argument_looks_at(&check->args[i], field))
			return true;
	return false;
}
