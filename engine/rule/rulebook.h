/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rulebook in memory: docs/rulebook.md is the language, this is what the loader
 * (load.c) makes of it.  All of it lives in one arena and does not change afterwards,
 * so that threads may judge by the same one.
 */
#ifndef RULE_RULEBOOK_H
#define RULE_RULEBOOK_H

#include "base/date.h"
#include "record/record.h"
#include "rule/zone.h"

/* A text for people in both languages; either may be NULL. */
struct rule_label {
	const char *zh, *en;
};
/* The one of the language chosen, else the other one, else FALLBACK. */
const char *rule_say(const struct rule_label *label, const char *fallback);

/* A list of names. */
struct rule_names {
	const char **items;
	size_t count;
};
bool rule_names_have(const struct rule_names *names, const char *name);

/* Days, both inside; DATE_NONE is open. */
struct rule_span {
	int32_t from, until;
};
bool rule_span_holds(const struct rule_span *span, int32_t day);

struct rule_cite {
	const char *key;
	struct rule_label title;
	const char *number; /* its official number, or NULL */
	struct rule_label place; /* how a place in it is cited: "reg. {}"; NULLs: as an article */
};

/* One place of a text: "713:15(1)". */
struct rule_basis {
	const struct rule_cite *cite;
	const char *article; /* "15(1)", or NULL: the text as a whole */
};
struct rule_bases {
	struct rule_basis *items;
	size_t count;
};

enum rule_type {
	RULE_TEXT, RULE_NUMBER, RULE_MONEY, RULE_DATE, RULE_PERSON, RULE_CHOICE, RULE_YES_NO,
	RULE_FILE, RULE_GROUP, RULE_LIST, RULE_DIGEST, RULE_NAME,
};
/* The word that a rulebook writes for TYPE. */
const char *rule_type_name(enum rule_type type);

struct rule_choice {
	const char *name;
	struct rule_label label;
	bool passes;         /* of an outcome */
	const char *kind_of; /* of an outcome that a rulebook further down adds: it counts as this one; NULL: as itself */
};

struct rule_field {
	const char *name;
	struct rule_label label, help;
	enum rule_type type;
	bool planned;
	bool table;              /* a list that goes out and comes in as a table */
	enum rule_type item; /* of a list: RULE_GROUP or the type of its values */
	struct rule_choice *choices;
	size_t choice_count;
	struct rule_fields *of; /* of a group, of a list's groups, of a file's map */
	const struct record_node *key; /* where it is declared in FILE; NULL: the engine's own */
	const struct record *file;
};
struct rule_fields {
	struct rule_field **items;
	size_t count;
};
const struct rule_field *rule_field(const struct rule_fields *fields, const char *name);

/* Where a value stands: "/draft.sha256", "experts.name". */
struct rule_path {
	const char *text;
	bool absolute;
	const char **names;
	size_t depth;
	const struct rule_field *field; /* what stands at its end */
	const struct rule_field *list;  /* the last list on its way, itself included; NULL: none */
};

enum rule_unit { RULE_DAYS, RULE_WORKING_DAYS, RULE_CLEAR_DAYS, RULE_CLEAR_WORKING_DAYS,
		 RULE_WEEKS, RULE_MONTHS, RULE_YEARS };
struct rule_duration {
	int count;
	enum rule_unit unit;
};

struct rule_fraction {
	int64_t over, under;
};

struct rule_kind;
struct rule_check;
struct rule_condition;

struct rule_operand {
	enum { OPERAND_NUMBER, OPERAND_PATH, OPERAND_COUNT, OPERAND_SUM } form;
	int64_t number;
	struct rule_path path;
	struct rule_condition *where; /* may be NULL */
	struct rule_operand *parts;
	size_t part_count;
};

/* What a check says for one parameter of its kind (kinds.h). */
struct rule_arg {
	const struct record_node *node; /* NULL: not given */
	struct rule_path *paths;
	size_t path_count;
	struct rule_names names;
	int64_t number;
	struct rule_duration duration;
	struct rule_fraction fraction;
	struct rule_operand operand;
	struct rule_label label;
	struct rule_condition *condition;
	struct rule_check **checks;
	size_t check_count;
	void *pattern; /* a compiled one (pattern.h) */
};
#define RULE_ARGS 16 /* of a kind, at most */

/* A check without its name: what a kind judges.  Conditions and alternatives hold these. */
struct rule_check {
	const struct rulebook *book; /* for the labels of what it names */
	const char *name;  /* "step.check"; of a nested one its parent's */
	const char *short_name;
	const struct rule_kind *kind;
	struct rule_arg *args; /* one for each parameter of KIND */
	const struct record_node *node;
	const struct record *file;

	struct rule_label title, remedy;
	struct rule_bases basis;
	struct rule_path for_each; /* TEXT NULL: none */
	struct rule_condition *when, *unless;
	bool at_change, warn, floor;
	struct rule_span in_force;
};

/* All of CHECKS must be met; of ANY_OF (if there are any) one. */
struct rule_condition {
	const struct record_node *node;
	const struct record *file;
	struct rule_check **checks;
	size_t check_count;
	struct rule_condition **any_of;
	size_t any_count;
};

struct rule_act {
	struct rule_names roles;
	struct rule_bases basis;
	struct rule_names targets; /* of `return`: to which steps */
	bool allowed;
};

/* When what was signed ends of itself. */
struct rule_lapse {
	bool given, ends; /* ENDS: the whole record ends with it */
	struct rule_duration after;
	struct rule_names outcomes; /* of these alone; none: of those that pass */
	struct rule_names until;    /* no more once one of these steps has passed */
	struct rule_bases basis;
	const char *from;           /* the step's date that it runs from; NULL: the day of the sign-off */
};

struct rule_step {
	const char *name;
	struct rule_label label, about;
	struct rule_bases basis;
	struct rule_names after;
	struct rule_condition *when, *unless;
	struct rule_act fill, sign, give_back, reopen, skip;
	struct rule_condition *skip_when;
	struct rule_names skip_needs;
	struct rule_choice *outcomes;
	size_t outcome_count;
	struct rule_lapse lapse;
	struct rule_names freezes;
	const char *command;
	struct rule_fields fields; /* its own; the section's field has sign-off and skip too */
	struct rule_field *section;
	struct rule_check **checks;
	size_t check_count;
};

struct rule_role {
	const char *name;
	struct rule_label label;
	struct rule_names apart_from;
};

struct rule_matter {
	const char *name;
	struct rule_label label, note;
	const char *kind_of;
	struct rule_names steps, optional; /* STEPS empty: all */
};

struct rule_gap {
	struct rule_basis basis;
	struct rule_label why;
};

/* What this rulebook does to records that were opened under an earlier one. */
struct rule_transition {
	bool given;
	struct rule_condition *adopt; /* those for which this holds must adopt it; NULL: all of them */
	struct rule_condition *unless; /* but not these */
	int32_t from;                 /* the day from which they must; DATE_NONE: at once */
	struct rule_label why;
	struct rule_bases basis;
};

struct rulebook {
	struct arena *arena;
	const char *name;
	int64_t version;
	const char *extends; /* NULL: nothing */
	struct rule_label title;
	struct rule_span in_force;
	const char *zone, *calendar;
	int offset; /* minutes ahead of UTC, but for summer: see rule_day_of() */
	struct rule_summer *summers;
	size_t summer_count;
	struct rule_duration late;
	const char *folder, *file, *id; /* home */
	struct rule_names catalogues;

	struct rule_cite **cites;
	size_t cite_count;
	struct rule_role **roles;
	size_t role_count;
	struct rule_matter **matters;
	size_t matter_count;
	struct rule_step **steps;
	size_t step_count;
	struct rule_gap *gaps;
	size_t gap_count;
	struct rule_act open, withdraw, adopt, rules;
	struct rule_transition transition;
	struct rule_fields header;
	struct rule_fields words; /* labels of the engine's own keys: fields without a type */
	struct rule_fields root;  /* the whole record: engine's keys, header, a group for each step */
};

const struct rule_step *rule_step(const struct rulebook *book, const char *name);
const struct rule_role *rule_role(const struct rulebook *book, const char *name);
const struct rule_matter *rule_matter(const struct rulebook *book, const char *name);
const struct rule_choice *rule_outcome(const struct rule_step *step, const char *name);
/* Whether CHECK, or one that it is made of, looks at FIELD. */
bool rule_check_looks_at(const struct rule_check *check, const struct rule_field *field);
/* The label of one of the engine's own keys, or the key. */
const char *rule_word(const struct rulebook *book, const char *key);

/*
 * Gives the file of rulebook NAME ("place/procedure"), read into ARENA, or fills
 * ERROR (WUBU_NOT_FOUND when there is none).
 */
typedef int (*rule_source)(void *context, const char *name, struct arena *arena,
			   struct record **record, struct wubu_error *error);

/*
 * Load NAME and what it extends, parents first.  -1 and ERROR with file, line and caret for
 * anything that docs/rulebook.md does not allow.
 */
int rulebook_load(struct rulebook **out, const char *name, rule_source source, void *context,
		  struct arena *arena, struct wubu_error *error);

#endif
