/* SPDX-License-Identifier: Apache-2.0 */
/* What a commit does to one decision: derived from the record before and the record after. */
#ifndef JUDGE_CHANGE_H
#define JUDGE_CHANGE_H

#include "base/buf.h"
#include "rule/facts.h"

enum judge_act {
	ACT_NONE,
	ACT_OPEN,
	ACT_FILL,
	ACT_SIGN,
	ACT_SKIP,
	ACT_RETURN,
	ACT_REOPEN,
	ACT_WITHDRAW,
	ACT_ADOPT,
};
#define JUDGE_ACTS (ACT_ADOPT + 1)

struct judge_change {
	enum judge_act act;
	bool several;                 /* more than one act: ACT is the first found */
	const struct rule_step *step; /* signed, skipped, returned from, reopened, or the only one filled in */
	const char *outcome;          /* of a sign-off */
	const char *because;          /* of a return, reopening, withdrawal, or an outcome that does not pass */
	const char *reason;           /* of a skip */
	struct rule_names to;         /* of a return or reopening: the steps named */
	/* Steps whose section differs, and header fields (entries of the root that are no step) that do. */
	const struct rule_step **steps;
	size_t step_count;
	struct rule_names fields;
};

/* Both records have been through vocabulary_apply(). FACTS->before may be NULL. */
void change_derive(struct judge_change *change, const struct rule_facts *facts, struct arena *arena);

/* "sign-off", "fill", …: the word that the trailer Action says. */
const char *change_act_name(enum judge_act act);

/* Which roles may do it; no names: anybody. BASIS (may be NULL) gets what says so. */
const struct rule_names *change_roles(const struct judge_change *change, const struct rulebook *book,
				      const struct rule_bases **basis, struct arena *arena);

/* Whom PERSON acts for in doing it on DAY; NULL: nobody, he may do it himself or not at all. */
const char *change_on_behalf(const struct judge_change *change, const struct rulebook *book,
			     const struct rule_people *people, const char *person, int32_t day, struct arena *arena);

/*
 * The sections that lose their sign-off or skip when TO (steps) are gone through again: they and all
 * that comes after them, as far as they are signed or skipped in RECORD.
 */
struct rule_names change_undone(const struct rulebook *book, const struct record *record,
				const struct rule_names *to, struct arena *arena);

/* A file with its digest, as sign-offs list them. */
struct judge_material {
	const char *file, *sha256; /* SHA256 NULL: the file is not there */
	const struct record_node *node;
};
/* The files that the fields of SECTION name, in the order of the record, each once. */
void change_materials(const struct rule_fields *fields, const struct record_node *section,
		      const struct rule_files *files, struct arena *arena,
		      struct judge_material **materials, size_t *count);

#endif
