/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The repository: objects by their raw bytes, refs, the index, the work tree,
 * configuration.  The only place that knows libgit2.
 *
 * Verdicts rest on objects alone: parents come from the raw commit, entries
 * from the raw tree, every object's hash is checked when it is read.  No
 * revwalk, merge-base, commit-graph, replace ref, graft or attribute has a say.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"

#define STORE_ID_SIZE 20
#define STORE_ID_HEX 41

struct store;

struct store_id {
	unsigned char bytes[STORE_ID_SIZE];
};

enum store_type { STORE_COMMIT, STORE_TREE, STORE_BLOB, STORE_TAG };

static inline bool store_id_equal(const struct store_id *a, const struct store_id *b)
{
	return memcmp(a->bytes, b->bytes, STORE_ID_SIZE) == 0;
}
bool store_id_is_zero(const struct store_id *id);
/* Exactly 40 lower-case hex digits; returns -1 for anything else. */
int store_id_parse(struct store_id *id, struct wubu_bytes hex);
char *store_id_format(const struct store_id *id, char hex[STORE_ID_HEX]);

/* ---- opening --------------------------------------------------------- */

enum store_open {
	STORE_FIND,     /* from PATH or a folder above it; also honours git's own environment
	                   (GIT_DIR, GIT_INDEX_FILE, quarantine), as hooks need */
	STORE_EXACT,    /* PATH is the repository; no environment */
};

/*
 * Open for reading and writing.  Inside a hook git's environment is honoured,
 * with the quarantine's objects (GIT_QUARANTINE_PATH) added; its relative paths are as seen
 * from PATH (NULL: "."), which is therefore "." in a hook.  Shallow, partial,
 * grafted repositories, replace refs and unknown extensions are not refused here but told by
 * store_defects().  Errors: WUBU_NOT_FOUND when there is no repository,
 * WUBU_REPOSITORY for an owner mismatch, SHA-256 objects, or damage.
 */
int store_open(struct store **out, const char *path, enum store_open how, struct wubu_error *error);
void store_free(struct store *store);

/*
 * Every object is checked against its id when it is read.  Files and commits, whose bytes whoever writes them chooses, are hashed by
 * libgit2, which also meets the known ways to make two objects of one id.  Trees, which are nine tenths of what
 * is read and must be well formed to the last byte, are hashed by HASH where one is given: SHA-1 of the two
 * pieces, one after the other.  docs/threat-model.md says what that leaves.
 */
typedef bool (*store_hash)(const struct wubu_bytes pieces[2], unsigned char out[STORE_ID_SIZE]);
void store_hash_trees_by(struct store *store, store_hash hash);

bool store_is_bare(const struct store *store);
/* Folder of the repository (…/.git/) and of the work tree (NULL when bare); end in '/'. */
const char *store_folder(const struct store *store);
const char *store_worktree(const struct store *store);
/* The hooks folder that git will use (core.hooksPath or …/hooks), in ARENA. */
const char *store_hooks(struct store *store, struct arena *arena);

/* Why this copy cannot be judged as it is: one of the bits below. */
enum store_defect {
	STORE_SHALLOW = 1,
	STORE_PARTIAL = 2,
	STORE_GRAFTED = 4,
	STORE_REPLACED = 8,
};
unsigned store_defects(struct store *store);

/* ---- objects --------------------------------------------------------- */

/*
 * Read the object ID; its hash is checked.  SIZE is checked against LIMIT
 * before the bytes are read.  The bytes live in ARENA and are followed by a NUL.
 * WUBU_NOT_FOUND: not there; WUBU_REPOSITORY: damaged or of another type.
 */
int store_read(struct store *store, const struct store_id *id, enum store_type type, size_t limit,
	       struct arena *arena, struct wubu_bytes *bytes, struct wubu_error *error);
/* Whether it is there at all, and of which type; -1 with WUBU_NOT_FOUND else. */
int store_type(struct store *store, const struct store_id *id, enum store_type *type,
	       struct wubu_error *error);

/* One entry of a tree. */
struct store_entry {
	uint32_t mode; /* as written, octal value */
	struct wubu_bytes name; /* in the arena of the tree, NUL after it */
	struct store_id id;
};
enum { STORE_MODE_TREE = 040000, STORE_MODE_FILE = 0100644, STORE_MODE_PROGRAM = 0100755,
       STORE_MODE_LINK = 0120000, STORE_MODE_COMMIT = 0160000 };

struct store_tree {
	struct store_entry *entries;
	size_t count;
};
/*
 * Parse a tree strictly: modes without leading zeros and of the five kinds
 * above, names not empty, without '/' or NUL, not ".", "..", or ".git" in any
 * case, at most LIMIT_NAME_BYTES, in git's order, none twice.  Anything else is
 * WUBU_REPOSITORY.  Names point into RAW.
 */
int store_tree_parse(struct wubu_bytes raw, struct arena *arena, struct store_tree *tree,
		     struct wubu_error *error);
/* Read and parse.  The id of git's empty tree and a zero id give no entries. */
int store_read_tree(struct store *store, const struct store_id *id, struct arena *arena,
		    struct store_tree *tree, struct wubu_error *error);
/* The entry of TREE called NAME, or NULL. */
const struct store_entry *store_tree_find(const struct store_tree *tree, const char *name);
/*
 * The entry at PATH ("a/b/c") below the tree ROOT.  Returns 1 when found, 0 when
 * there is none, -1 on error.
 */
int store_find(struct store *store, const struct store_id *root, const char *path,
	       struct arena *arena, struct store_entry *entry, struct wubu_error *error);

/* One difference between two trees: a file that is in only one, or differs in mode or id. */
struct store_change {
	const char *path; /* from the root, in ARENA */
	struct store_entry before, after; /* mode 0: not there */
};
/* Calls EACH for the entries of the tree ID in their order, until it answers non-zero; returns that, 0, or -1. */
int store_each_entry(struct store *store, const struct store_id *id,
		     int (*each)(void *context, const struct store_entry *entry), void *context,
		     struct wubu_error *error);

/*
 * All differing files below the trees A and B (either may be NULL: no tree), in the
 * order of their paths as bytes; only folders whose ids differ are opened.
 * LIMIT_TREE_DEPTH and LIMIT_TREE_ENTRIES apply (WUBU_LIMIT).
 */
int store_compare(struct store *store, const struct store_id *a, const struct store_id *b,
		  struct arena *arena, struct store_change **changes, size_t *count,
		  struct wubu_error *error);
/* The same of the folder PATH ("a/b", NULL: the root) that is A before and B after. */
int store_compare_below(struct store *store, const char *path, const struct store_id *a,
			const struct store_id *b, struct arena *arena, struct store_change **changes,
			size_t *count, struct wubu_error *error);

/*
 * The deepest folder that holds all that differs between A and B and is on both sides, or only in B: its path, and what it is in A
 * (zero: not there) and in B.  On the way to it, each folder differs in one name alone.
 */
struct store_step {
	struct store_id a, b; /* the folder in which the name stands */
	size_t name, size;    /* the name, in PATH */
	bool is_new;          /* A's folder has no such name */
};
struct store_place {
	struct buf path; /* initialised and released by the caller */
	struct store_id a, b;
	struct store_step steps[LIMIT_TREE_DEPTH];
	size_t depth;
};
/* A folder for which STOP answers true is not entered.  1; 0: a file of the roots differs, or nothing does; -1. */
int store_locate(struct store *store, const struct store_id *a, const struct store_id *b,
		 bool (*stop)(void *context, const char *path), void *context,
		 struct store_place *place, struct wubu_error *error);

/* ---- refs and configuration ------------------------------------------ */

/* The commit that the full name REF points to (symbolic refs followed).  1 found, 0 none, -1 error. */
int store_ref(struct store *store, const char *ref, struct store_id *id, struct wubu_error *error);
/* The full names of all refs that begin with PREFIX, in ARENA. */
int store_ref_names(struct store *store, const char *prefix, struct arena *arena, const char ***names,
		    size_t *count, struct wubu_error *error);
/* Whether this copy itself moved REF, a branch of the server, by its last push, and did not fetch since. */
bool store_was_pushed(struct store *store, const char *ref);
/* What packed-refs says of REF; false when it says nothing, or is being written just now. */
bool store_packed_ref(struct store *store, const char *ref, struct store_id *id);
/* The full name that HEAD points to ("refs/heads/main"), also when unborn; NULL when detached. */
const char *store_head(struct store *store, struct arena *arena);
/* A revision as people write it (id, abbreviated id, branch, tag, HEAD, HEAD~2), for the
   command line only.  Peeled to a commit. */
int store_revision(struct store *store, const char *text, struct store_id *id,
		   struct wubu_error *error);
/*
 * The value of git configuration NAME, or NULL: the repository's own, the person's, the
 * system's, in this order.  GIT_CONFIG_NOSYSTEM, GIT_CONFIG_SYSTEM and GIT_CONFIG_GLOBAL are
 * honoured as git does; "git -c" (GIT_CONFIG_PARAMETERS) and GIT_CONFIG_COUNT are not read.
 */
const char *store_config(struct store *store, const char *name, struct arena *arena);
/* The first setting whose name PATTERN (a regular expression) fits, as "name = value" in ARENA, or NULL. */
const char *store_config_match(struct store *store, const char *pattern, struct arena *arena);
/* Set NAME in the repository's own configuration. */
int store_config_set(struct store *store, const char *name, const char *value,
		     struct wubu_error *error);

#endif
