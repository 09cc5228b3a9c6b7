/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kinds of check: one table.  A row says the name that rulebooks write, the
 * parameters it takes and how it is judged.  To add a kind: one row and one function
 * here, one paragraph in docs/rulebook.md, one table in tests/kinds/ (test-kinds fails
 * for a kind without one).
 */
#ifndef RULE_KINDS_H
#define RULE_KINDS_H

#include "rule/facts.h"
#include "rule/finding.h"
#include "rule/vocabulary.h"

enum rule_param_type {
	PARAM_PATH,      /* one path */
	PARAM_PATHS,     /* one or a list */
	PARAM_DATE,      /* one path that ends at a date */
	PARAM_DATES,     /* one or a list */
	PARAM_AMOUNT,    /* one path that ends at a number or at money */
	PARAM_LIST,      /* a path that ends at a list */
	PARAM_KEY,       /* a field of the items of the list given before it */
	PARAM_KEY_DATE,  /* the same, a date */
	PARAM_VALUES,    /* one value or a list, of the field given before it */
	PARAM_NUMBER,
	PARAM_DURATION,
	PARAM_FRACTION,
	PARAM_OPERAND,
	PARAM_FLAG,      /* yes */
	PARAM_PATTERN,
	PARAM_LABEL,     /* {zh, en} */
	PARAM_CONDITION, /* paths begin at the items of the list given before it */
	PARAM_CHECKS,
	PARAM_CHECK,
	PARAM_STEP,
	PARAM_STEPS,
	PARAM_STATES,
	PARAM_ROLES,
	PARAM_MATTERS,
	PARAM_CATALOGUE, /* one of the rulebook's catalogues */
	PARAM_BOOK,      /* the name of a rulebook */
	PARAM_WORD,      /* one name that another rulebook knows */
	PARAM_BASE,      /* what a majority is taken of: kind_base() */
};

enum {
	PARAM_REQUIRED = 1,
	PARAM_MAIN = 2,       /* may be written without a map: `present: report` */
	PARAM_ONE_NEEDED = 4, /* one at least of those with this flag: else nothing would be asked */
	PARAM_BEFORE = 8,     /* asked of the record before: an item that is gone counts too */
	PARAM_WITH_NEXT = 16, /* only together with the parameter after it */
	PARAM_WITH_LAST = 32, /* only together with the one before it */
};

struct rule_param {
	const char *name;
	enum rule_param_type type;
	unsigned flags;
};

struct rule_judging {
	const struct rule_facts *facts;
	struct rule_scope scope;  /* in the record after */
	struct rule_scope before; /* the same place in the record before; NULLs when it was not there */
	struct arena *arena;
};

/* What a kind answers; texts are in the judging's arena, in the language chosen. */
struct rule_result {
	enum rule_verdict verdict;
	const struct record_node *at; /* the value that it is about, or the map where one is missing */
	const char *found, *needed, *by;
	enum rule_by bound;  /* of BY, with how it was counted; as in a finding */
	const char *counted;
};

struct rule_kind {
	const char *name;
	struct rule_param params[RULE_ARGS];
	struct rule_result (*judge)(const struct rule_check *check, const struct rule_judging *judging);
	/* One clause on what is asked, for `rules explain`: into OUT, in the language chosen. */
	void (*explain)(const struct rule_check *check, struct buf *out);
};

/* Row I of the table, NULL after the last; in the order of docs/rulebook.md. */
const struct rule_kind *rule_kind_row(size_t i);
const struct rule_kind *rule_kind(const char *name);

/* Judge one check where it stands (without for-each, when and unless). */
struct rule_result rule_judge_here(const struct rule_check *check, const struct rule_judging *judging);
/* Whether CONDITION (NULL: yes) holds. RULE_MET, RULE_UNMET or RULE_UNKNOWN. */
enum rule_verdict rule_condition_holds(const struct rule_condition *condition,
				       const struct rule_judging *judging);

/* What CHECK asks, and who or what counts for it where it counts only some: one clause, in the language chosen. */
void rule_explain(const struct rule_check *check, struct buf *out);
/* What must hold (CONDITION is not NULL). */
void rule_condition_say(const struct rule_condition *condition, struct buf *out);

/*
 * Judge CHECK of STEP with its for-each, when, unless and dates; add a finding of LEVEL for
 * each answer that is unmet, pending or unknown.  Returns the worst answer.
 */
enum rule_verdict rule_judge(const struct rule_check *check, const struct rule_step *step,
			     const struct rule_facts *facts, enum rule_level level,
			     struct rule_findings *findings);

#endif
