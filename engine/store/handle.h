/* SPDX-License-Identifier: Apache-2.0 */
/* What an open repository is inside this floor.  For this folder's .c files alone. */
#ifndef STORE_HANDLE_H
#define STORE_HANDLE_H

#include "store/commit.h"
#include "store/store.h"

#include <git2.h>
#include <stdio.h>

struct graph;

/* Trees that are kept for reading them again: how many, and how large all of them may be. */
#define RECENT_TREES 64
#define RECENT_TREES_BYTES (32u * 1024u * 1024u)

/* A tree that was read, its hash checked and its entries looked through. */
struct recent_tree {
	git_odb_object *object; /* NULL: a free place */
	uint64_t used;          /* when last */
};

struct store {
	git_repository *repo;
	git_odb *odb;
	git_config *config;
	char *index;      /* file of the index, GIT_INDEX_FILE honoured */
	store_hash hash; /* of trees; NULL: libgit2's */
	struct recent_tree recent[RECENT_TREES];
	size_t recent_bytes;
	uint64_t recent_clock;
	bool quarantined; /* a push is being received: nothing may be written */
	bool in_memory;   /* objects that are written live as long as this handle */
	struct graph *graph; /* commits that were walked, by their raw parents; NULL until then */
};

/* libgit2 with checks and fsync on; each call is paired with a git_libgit2_shutdown(). */
int store_library(struct wubu_error *error);

/* Fill ERROR with CODE and "WHAT: what libgit2 said"; returns -1. */
int store_fail(struct wubu_error *error, enum wubu_error_code code, const char *what);

/*
 * Read an object as libgit2 keeps it, hash and type checked; git_odb_object_free() it.
 * The errors are those of store_read().
 */
int store_object(struct store *store, const struct store_id *id, enum store_type type,
		 size_t limit, git_odb_object **object, struct wubu_error *error);

/*
 * The tree ID as it is, strictly looked through (store_tree_check); git_odb_object_free() it.  NULL in OBJECT, and no error,
 * for a tree that stands for none: git's empty one and a zero id.
 */
int store_tree_object(struct store *store, const struct store_id *id, git_odb_object **object,
		      struct wubu_error *error);
/* What store_tree_parse() asks of RAW, without keeping its entries. */
int store_tree_check(struct wubu_bytes raw, struct wubu_error *error);
/* Take the first entry off REST, the bytes of a tree that was looked through. */
void store_tree_take(struct wubu_bytes *rest, struct store_entry *entry);
/* The entry NAME of such a tree, a file before a folder of that name; false: none. */
bool store_tree_seek(struct wubu_bytes raw, struct wubu_bytes name, struct store_entry *entry);

/* Write an object and read it back: ID is filled only when the bytes are there. */
int store_write_object(struct store *store, enum store_type type, struct wubu_bytes bytes,
		       struct store_id *id, struct wubu_error *error);

/* The index that git is about to commit, as libgit2 reads it; git_index_free() it. */
int store_index_open(struct store *store, git_index **index, struct wubu_error *error);

/*
 * Read TEXT, a message as it stands in a commit, into COMMIT's message, subject and
 * trailers; slices point into TEXT.
 */
int store_message_read(struct store_commit *commit, struct wubu_bytes text,
		       struct wubu_error *error);

/* Frees the commits that store_walk() and its like remember. */
void store_graph_free(struct graph *graph);

/*
 * Is PATH "a/b/c": names that are not empty, ".", ".." or ".git" in any case, within
 * the limits?  WUBU_USAGE when not.
 */
int store_path_check(const char *path, struct wubu_error *error);
/* The same for one name of SIZE bytes. */
bool store_name_is_sound(const char *name, size_t size);

/* Git's order of two tree entries: a folder's name counts as if '/' followed. */
int store_name_compare(struct wubu_bytes a, bool a_is_tree, struct wubu_bytes b, bool b_is_tree);

static inline const git_oid *oid_of(const struct store_id *id)
{
	return (const git_oid *)id;
}

#endif
