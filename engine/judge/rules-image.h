/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a rules tree as they were read last time, in .git/wubu/: what a hook on the clerk's machine would spend most of
 * its time on is reading the same rulebooks again.
 *
 * It is no authority.  Who can write there can as well take the hooks away, so it serves only gates that are advice
 * (ledger_keep_rules() in judge/ledger.h); those that others rely on read the objects.  It counts only for
 * the tree whose id it bears, written by this version, with its digest right; else it is as if it were not there, and it
 * can be deleted at any time.
 */
#ifndef JUDGE_RULES_IMAGE_H
#define JUDGE_RULES_IMAGE_H

#include "record/record.h"
#include "store/store.h"

struct rules_image {
	struct store *store;
	struct store_id tree;
	struct record **records; /* as they came from the file or were added */
	size_t count;
	bool grown;              /* one was added */
};

/* What is kept of TREE in STORE, empty when there is nothing; without a STORE nothing is kept. Its texts live in ARENA. */
struct rules_image *rules_image_open(struct store *store, const struct store_id *tree, struct arena *arena);
/* The record whose file is called SHOWN, or NULL. */
struct record *rules_image_find(const struct rules_image *image, const char *shown);
void rules_image_add(struct rules_image *image, struct record *record, struct arena *arena);
/* Keep it, if it has grown. That it could not be kept does not matter. */
void rules_image_save(const struct rules_image *image, struct arena *arena);

#endif
