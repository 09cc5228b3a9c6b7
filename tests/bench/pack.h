/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes one git pack file, object by object: the fast way to a large repository.  The index beside it
 * is left to `git index-pack`.
 */
#ifndef BENCH_PACK_H
#define BENCH_PACK_H

#include "base/buf.h"
#include "store/store.h"

struct pack;

/* What an object is stored against: only the middle in which both differ is written. */
struct pack_base {
	int64_t offset; /* where pack_add() put it; 0: none, written whole */
	struct wubu_bytes bytes;
};

/* A failure to write ends the program. */
struct pack *pack_new(const char *path);
/*
 * Add an object; ID gets its name.  BASE may be NULL.  An object that is there already is not written
 * again.  Returns where it stands, 0 when it was there.
 */
int64_t pack_add(struct pack *pack, enum store_type type, struct wubu_bytes bytes,
		 const struct pack_base *base, struct store_id *id);
/* The name that an object has, without writing it. */
void pack_name(enum store_type type, struct wubu_bytes bytes, struct store_id *id);
/* Write the ends, close, free; returns the number of objects. */
size_t pack_finish(struct pack *pack);

/* A file in a folder to be written. */
struct pack_file {
	const char *path; /* from that folder */
	struct store_id id;
};
/* Write the tree of FILES, sorted by path as bytes, and the trees below it. */
void pack_tree(struct pack *pack, const struct pack_file *files, size_t count, struct store_id *id);
/* Append one entry to the bytes of a tree. */
void pack_entry(struct buf *tree, const char *mode, struct wubu_bytes name, const struct store_id *id);

#endif
