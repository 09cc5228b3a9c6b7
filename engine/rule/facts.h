/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a verdict may rest on, and nothing else: rules are pure.  No clock, no
 * environment, no file: whoever judges has put all of it in here.
 */
#ifndef RULE_FACTS_H
#define RULE_FACTS_H

#include "rule/calendar.h"
#include "rule/rulebook.h"

/* Who is who: answers by the people in force just before the commit. */
struct rule_people {
	const void *context;
	bool (*known)(const void *context, const char *person);
	/* In the language chosen or as written; PERSON itself when unknown. */
	const char *(*name)(const void *context, const char *person);
	/* Himself, not for somebody else. */
	bool (*holds)(const void *context, const char *person, const char *role, int32_t day);
	/* Person number I (from 0), NULL after the last. */
	const char *(*each)(const void *context, size_t i);
	/* Whom PERSON acts for in ROLE on DAY, or NULL.  May be NULL: nobody has deputies. */
	const char *(*acts_for)(const void *context, const char *person, const char *role, int32_t day);
};

/* The files beside the record. */
struct rule_files {
	void *context;
	/* SHA-256 of the file at PATH (relative to the record's folder) in hex, or NULL: not there. */
	const char *(*digest)(void *context, const char *path);
};

/* Why the state of another record cannot be told, instead of one of enum rule_state. */
enum {
	RECORD_NOT_THERE = -1,
	RECORD_NO_PROCEDURE = -2, /* this ledger holds none of that name */
	RECORD_NO_STEP = -3,
	RECORD_UNREADABLE = -4,
	RECORD_IS_WITHDRAWN = -5,
};

/* The other records of the ledger, as they stand in the tree that is judged. */
struct rule_records {
	void *context;
	/* How STEP of the record ID stands, which goes by PROCEDURE or by one that extends it; LABEL gets what people call the step. */
	int (*state)(void *context, const char *procedure, const char *id, const char *step,
		     const struct rule_label **label);
};

/* The catalogues in force. */
struct rule_catalogues {
	const void *context;
	/* Whether ID stands in the catalogue NAME on DAY: 1 or 0; -1: there is no such catalogue. */
	int (*listed)(const void *context, const char *name, const char *id, int32_t day);
};

struct rule_facts {
	const struct rulebook *book;
	const struct rule_calendar *calendar;
	const struct rule_people *people;
	const struct rule_files *files;
	const struct rule_records *records; /* NULL: other records are not at hand */
	const struct rule_catalogues *catalogues; /* NULL: none are at hand */
	int32_t today;               /* the day of the commit, in the rulebook's zone */
	const struct record *before; /* NULL: there was none */
	const struct record *after;
};

#endif
