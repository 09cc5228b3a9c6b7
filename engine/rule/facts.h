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
	bool (*holds)(const void *context, const char *person, const char *role, int32_t day);
	/* Person number I (from 0), NULL after the last. */
	const char *(*each)(const void *context, size_t i);
};

/* The files beside the record. */
struct rule_files {
	void *context;
	/* SHA-256 of the file at PATH (relative to the record's folder) in hex, or NULL: not there. */
	const char *(*digest)(void *context, const char *path);
};

struct rule_facts {
	const struct rulebook *book;
	const struct rule_calendar *calendar;
	const struct rule_people *people;
	const struct rule_files *files;
	int32_t today;               /* the day of the commit, in the rulebook's zone */
	const struct record *before; /* NULL: there was none */
	const struct record *after;
};

#endif
