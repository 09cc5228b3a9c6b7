/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a table of tests/kinds and making a rulebook of it. */
#ifndef TESTS_KINDS_TABLE_H
#define TESTS_KINDS_TABLE_H

#include "rule/calendar.h"
#include "rule/facts.h"

struct table {
	const char *kind;
	const char *file; /* path, as complaints name it */
	struct arena *arena;
	struct record *record;
	struct rule_calendar *calendar; /* NULL: the table has none */
};

/* Reads $WUBU_SOURCE/tests/kinds/<NAME>.yaml; false, and a complaint, when that cannot be done.  To be closed
   in either case. */
bool table_open(struct table *table, const char *name);
void table_close(struct table *table);

/* Count a failure and say it as "file:line: …". */
void table_fail(const struct table *table, const struct record_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
size_t table_failures(void);

/* Say, as one line of TAP, how the case went that began when there were FAILURES_BEFORE. */
void table_case(size_t failures_before, const struct table *table, const char *says);
/* Say how many cases there were; whether all went well. */
bool table_end(void);

/* Whether NODE is a map that has only KEYS (ended by NULL); complains. */
bool table_keys(const struct table *table, const struct record_node *node, const char *const *keys);
/* Whether NODE has KEY; complains. */
bool table_needs(const struct table *table, const struct record_node *node, const char *key);

/* The rulebook whose step `work` has the table's fields and CHECK; false, and a complaint, if it does not load. */
bool table_book(const struct table *table, const struct record_node *check, struct rulebook **book);

/* NODE's own lines, with HEAD before them, read as a record. */
struct record *table_cut(const struct table *table, const struct record_node *node, const char *head);
struct record *table_record(const struct table *table, const char *text);

/* The persons of the table, as rules ask for them. */
struct table_people {
	struct rule_people people;
	const struct record_node *map;
};
void table_people(const struct table *table, struct table_people *people);

#endif
