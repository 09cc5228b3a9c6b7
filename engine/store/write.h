/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing: objects first, read back; the work tree and the index next; the ref last,
 * and only if nobody moved it.  A failure at any point leaves what the user had.
 * Inside a push that is being received (GIT_QUARANTINE_PATH) all writing to the repository
 * is refused with WUBU_USAGE.
 */
#ifndef STORE_WRITE_H
#define STORE_WRITE_H

#include "store/commit.h"
#include "store/store.h"

/* A file to put at PATH (content in BYTES) or, with REMOVE, to take away. */
struct store_file {
	const char *path;
	struct wubu_bytes bytes;
	bool remove;
};

/*
 * From now on objects are written into memory: for judging what is no commit yet, where git makes
 * the same objects itself afterwards, or nobody does.
 */
int store_write_in_memory(struct store *store, struct wubu_error *error);

int store_write_blob(struct store *store, struct wubu_bytes bytes, struct store_id *id,
		     struct wubu_error *error);
/* The tree that BASE (NULL: none) becomes with FILES changed, in any order, each path once;
   mode 100644.  A folder that gets empty goes away. */
int store_write_tree(struct store *store, const struct store_id *base,
		     const struct store_file *files, size_t count, struct store_id *tree,
		     struct wubu_error *error);
/* The bytes of an unsigned commit object; OUT is cleared first. */
void store_commit_bytes(const struct store_id *tree, const struct store_id *parents, size_t count,
			const struct store_person *author, const struct store_person *committer,
			const char *message, struct buf *out);
/* Put ARMOUR (an SSH signature) into an unsigned commit's bytes, as git does. */
void store_commit_sign(struct buf *commit, const char *armour);
/* Parse (see store_commit_parse), write the object and read it back: the id is returned only when the bytes are there. */
int store_write_commit(struct store *store, struct wubu_bytes raw, struct store_id *id,
		       struct wubu_error *error);
/*
 * Move REF from OLD (NULL: it must not exist) to NEW with a reflog line, then read it
 * back.  WUBU_CONFLICT when it is not at OLD, or another program holds its lock.  HEAD means
 * the branch that it points to.
 */
int store_move_ref(struct store *store, const char *ref, const struct store_id *old,
		   const struct store_id *new, const char *reflog, struct wubu_error *error);

/* A file of the work tree: its bytes in ARENA.  1 found, 0 none, -1 error. No link is followed. */
int store_read_file(struct store *store, const char *path, size_t limit, struct arena *arena,
		    struct wubu_bytes *bytes, struct wubu_error *error);
/* Write PATH in the work tree: a new file beside it, fsync, rename, fsync of the folder.
   Missing folders are made; a symbolic link on the way or at PATH is an error. */
int store_write_file(struct store *store, const char *path, struct wubu_bytes bytes,
		     struct wubu_error *error);
/* Take PATH out of the work tree, and the folders that get empty by it.  It need not be there. */
int store_remove_file(struct store *store, const char *path, struct wubu_error *error);
/* The same as store_write_file() for any path of the file system, with MODE (for hooks: 0755). */
int store_write_outside(const char *path, struct wubu_bytes bytes, unsigned mode,
			struct wubu_error *error);

/*
 * The index that git is about to commit (GIT_INDEX_FILE honoured) as a tree object.
 * In a pre-commit hook this writes the tree into the object store, as git itself will.
 */
int store_index_tree(struct store *store, struct store_id *tree, struct wubu_error *error);
/* Bring PATHS of the index to what TREE has, leaving all others. */
int store_index_update(struct store *store, const struct store_id *tree, const char *const *paths,
		       size_t count, struct wubu_error *error);
/*
 * Paths at or below FOLDER (NULL: all) whose work tree file differs from the tree TREE (NULL:
 * none) or is not in it, in order, with the file's bytes; REMOVE for those that only TREE has.
 * Contents are compared, not times.  Ignored files are left out; a new or changed symbolic
 * link is WUBU_INPUT.
 */
int store_worktree_changes(struct store *store, const struct store_id *tree, const char *folder,
			   struct arena *arena, struct store_file **files, size_t *count,
			   struct wubu_error *error);

/* Make a repository at PATH whose HEAD is refs/heads/main.  An existing one is left alone. */
int store_init(const char *path, bool bare, struct wubu_error *error);

#endif
