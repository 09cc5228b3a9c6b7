/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ledger as it stands in a tree: its instance id, people, calendars and rulebooks.  What is
 * read is kept by object id, so that a history judged under one set of rules reads them once.
 */
#ifndef JUDGE_LEDGER_H
#define JUDGE_LEDGER_H

#include "rule/catalogue.h"
#include "rule/facts.h"
#include "store/store.h"
#include "trust/people.h"

/* rules/ledger.yaml */
struct ledger_card {
	const char *id;          /* 32 hex digits, made at genesis, never changed */
	struct rule_label title;
	bool training;           /* nothing signed here counts anywhere else */
	struct rule_names procedures; /* names of rulebooks */
	size_t keepers_needed;   /* to change the rules */
	struct rule_names also;  /* files outside of rules/ and the homes that may be in the ledger */
	struct trust_key *server_keys; /* that may sign receipts */
	size_t server_key_count;
	int64_t received_within; /* seconds from a commit's date to its receipt; 0: not said */
};

/* One rules tree. */
struct ledger_rules {
	struct store_id tree;
	char hex[STORE_ID_HEX];
	struct ledger_card card;
	const struct trust_people *people;
	struct rule_people view; /* the same, as rules see it */
	struct rulebook **books; /* one for each of the card's procedures */
	struct rule_calendar **calendars; /* of each book; NULL where the file is not there */
	size_t book_count;
	struct rule_shelf catalogues; /* of all books, as far as there are files of them */
};

/* A record that was judged; the next change of it has it as "before". */
struct ledger_kept {
	struct arena *arena; /* holds all of it; NULL: a free place */
	struct store_id blob;
	struct record *record;
	const struct rulebook *home, *book; /* its words were read by these, one after the other */
	unsigned shares; /* how many earlier states of it are in ARENA too, and lend it their nodes */
};

struct ledger {
	struct store *store;
	struct ledger_library *library; /* the rules that were loaded, shared with whatever ledger_again() opened */
	struct ledger_digest *digests; /* blob id → SHA-256, a hash table */
	size_t digest_count, digest_size;
	struct arena *scratch;
	bool keeps_rules;
	struct ledger_kept kept[2]; /* the last one judged, and the one before it */
	unsigned threads;           /* how many may judge a long history at once; 0: one */
	char *path;                 /* where it was opened, and how */
	enum store_open how;
	/* The rules trees on the line of first parents that ends in LINE_TIP; zero: none looked at yet. */
	struct store_id line_tip, *line_rules;
	struct arena *lines; /* holds them */
	size_t line_count;
};

int ledger_open(struct ledger **out, const char *path, enum store_open how, struct wubu_error *error);
/*
 * Open LEDGER once more, for another thread: with a repository handle of its own and the same rules in memory.  Not to be
 * called by two threads at a time; the rules live until the last of them is freed.
 */
int ledger_again(struct ledger **out, const struct ledger *ledger, struct wubu_error *error);
void ledger_free(struct ledger *ledger);
/* From now on take what was kept of rules that were read before (judge/rules-image.h), and keep what is read: for
   gates that are advice. */
void ledger_keep_rules(struct ledger *ledger);
/* Forget kept records and, when there are many, digests: what comes next has nothing to do with them. */
void ledger_settle(struct ledger *ledger);

/*
 * The rules in the rules tree TREE.  -1 and ERROR when anything of them does not load: then
 * nothing can be judged by them.
 */
int ledger_rules(struct ledger *ledger, const struct store_id *tree, const struct ledger_rules **rules,
		 struct wubu_error *error);
/* The same for the entry "rules" of a commit's tree ROOT. WUBU_NOT_FOUND: no ledger there. */
int ledger_rules_of(struct ledger *ledger, const struct store_id *root,
		    const struct ledger_rules **rules, struct wubu_error *error);

/* Take RECORD as the people of RULES, whose books are loaded: each role must be one that a book knows,
   and nobody may hold two at a time that are kept apart. */
int ledger_people(struct ledger_rules *rules, const struct record *record, struct arena *arena,
		  struct wubu_error *error);

/* Read the catalogues that the books of RULES name, by READ: 1, or 0 where there is no such file. */
int ledger_catalogues(struct ledger_rules *rules, struct arena *arena,
		      int (*read)(void *context, const char *path, struct record **record, struct wubu_error *error),
		      void *context, struct wubu_error *error);
/* Whether the rules tree TREE stood on the line of first parents that ends in the commit TIP: 1, 0, -1. */
int ledger_had_rules(struct ledger *ledger, const struct store_id *tip, const struct store_id *tree,
		     struct wubu_error *error);

/* The book of RULES whose records stand in PATH ("decisions/2021/X/…"), or NULL; FOLDER (may be NULL) gets
   "decisions/2021/X" in ARENA when PATH is inside a record's folder. */
const struct rulebook *ledger_book_of(const struct ledger_rules *rules, const char *path,
				      struct arena *arena, const char **folder);
/* The book called NAME and its calendar, or NULL. */
const struct rulebook *ledger_book(const struct ledger_rules *rules, const char *name,
				   const struct rule_calendar **calendar);

/* SHA-256 of the blob ID in hex, remembered; NULL and ERROR when it cannot be read. */
const char *ledger_digest(struct ledger *ledger, const struct store_id *id, struct wubu_error *error);

/* The record at PATH below the tree ROOT: 1 and RECORD, 0 none, -1 error (that it cannot be read as
   YAML is WUBU_INPUT with its place). */
int ledger_record(struct ledger *ledger, const struct store_id *root, const char *path,
		  struct arena *arena, struct record **record, struct wubu_error *error);

/* The same for the record in the blob ID, called PATH; BEFORE (may be NULL): an earlier state of it, which lends it nodes
   (record_read_after). */
int ledger_record_of(struct ledger *ledger, const struct store_id *id, const char *path, const struct record *before,
		     struct arena *arena, struct record **record, struct wubu_error *error);

/* Files of one record's folder, for rule_facts. */
struct ledger_files {
	struct ledger *ledger;
	struct store_id root;
	const char *folder;
	const struct store_id *own; /* the tree that FOLDER is, where it is known; else NULL */
	struct arena *arena;
	struct wubu_error error; /* the first object that could not be read */
	struct rule_files view;
	const struct ledger_rules *rules;  /* of the other records: in force now */
	const struct rule_facts *facts;    /* people and day, by which they are looked at */
	struct rule_records records;
};
void ledger_files_init(struct ledger_files *files, struct ledger *ledger, const struct store_id *root,
		       const char *folder, struct arena *arena);

/* Let FACTS see the other records of the same tree, by RULES.  FILES and FACTS stay where they are while that is judged. */
void ledger_files_show_records(struct ledger_files *files, const struct ledger_rules *rules, struct rule_facts *facts);

/*
 * The book that RECORD, whose words are read, was opened under, and its calendar as in RULES; HOME where it names none.
 * NULL and ERROR when that cannot be read.
 */
const struct rulebook *ledger_pinned_book(struct ledger *ledger, const struct rulebook *home,
					  const struct record *record, struct wubu_error *error);

/* The blob at PATH beside the record, if FILES are a ledger's and it is there. */
bool ledger_file_id(const struct rule_files *files, const char *path, struct store_id *id);

/* What may be judged here at all: 0, or -1 with what is wrong (shallow, replaced, …). */
int ledger_is_whole(struct ledger *ledger, struct wubu_error *error);

#endif
