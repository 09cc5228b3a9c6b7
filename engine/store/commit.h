/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commits, parsed strictly from the raw object by our own code: tree, at most
 * two different parents, author, committer, at most one gpgsig, nothing else;
 * a message in UTF-8 without NUL.  Where git and libgit2 read the same bytes
 * differently, the commit is refused.
 */
#ifndef STORE_COMMIT_H
#define STORE_COMMIT_H

#include "base/limits.h"
#include "store/store.h"

struct store_person {
	struct wubu_bytes name, mail; /* as written */
	int64_t seconds;              /* since 1970, UTC; never negative */
	int offset;                   /* minutes ahead of UTC, -720 … +840 */
};

struct store_trailer {
	struct wubu_bytes key, value; /* "Key: value", exact bytes */
};

struct store_commit {
	struct store_id id, tree;
	struct store_id parents[LIMIT_COMMIT_PARENTS];
	size_t parent_count;
	struct store_person author, committer;
	struct wubu_bytes signature; /* the armour as ssh-keygen writes it, with its last newline, NUL
	                                after it; no bytes when unsigned */
	struct wubu_bytes payload;   /* what is signed: the object without its gpgsig header */
	struct wubu_bytes message;
	struct wubu_bytes subject;   /* the first line */
	/* Trailers: the last paragraph, when each of its lines is "Key: value" (ASCII letters,
	   digits and '-' in the key, one blank, a value that is not empty). */
	struct store_trailer trailers[LIMIT_COMMIT_TRAILERS];
	size_t trailer_count;
};

/*
 * Parse RAW (a commit object's bytes).  WUBU_INPUT with a sentence on what is
 * wrong otherwise.  All slices point into RAW or ARENA.  What is refused: any
 * header but the five in that order; a second gpgsig; more than two parents or
 * the same parent twice; names or mail with '<', '>', newline; a time that is negative,
 * larger than 253402300799, or an impossible zone; an encoding header; NUL, CR,
 * other control characters or dangerous characters (base/text.h) in the message;
 * a trailer-like line with one of wubu's own keys (commit_keys[] in message.c) outside the last
 * paragraph, in whatever capitals (in the subject only in the key's own: "rules: add a step" is
 * a good subject); with such trailers, a line before them that begins with '#' or is a
 * "---" divider, since programs differ on those; a message that begins with an empty line;
 * more trailers or longer ones than the limits; a signature armour that is not exactly
 * "-----BEGIN SSH SIGNATURE-----", lines of base64 of one width, "-----END SSH
 * SIGNATURE-----".  WUBU_LIMIT when it is larger than LIMIT_COMMIT_BYTES.
 */
int store_commit_parse(struct store_commit *commit, struct wubu_bytes raw, struct arena *arena,
		       struct wubu_error *error);

/* Read and parse; ID must be a commit of at most LIMIT_COMMIT_BYTES. */
int store_read_commit(struct store *store, const struct store_id *id, struct arena *arena,
		      struct store_commit *commit, struct wubu_error *error);

/* The value of the only trailer KEY, or no bytes; COUNT (may be NULL) says how many there are. */
struct wubu_bytes store_commit_trailer(const struct store_commit *commit, const char *key,
				       size_t *count);

/*
 * Trailers of a message alone (commit-msg, before there is a commit), by the same grammar.
 * Comment lines ('#') and what follows a scissors line are taken away first, as git does.
 */
int store_message_parse(struct store_commit *commit, struct wubu_bytes message, struct arena *arena,
			struct wubu_error *error);

/*
 * Commits reachable from TIPS and not from UNTIL, parents before children, by raw
 * parents only; of two lines, the first parent's comes first.  Stops with WUBU_LIMIT
 * after LIMIT commits (0: none).  IDs live in ARENA.  Never leaves out a commit; where commit
 * times run backwards it may list some that UNTIL reaches too.
 */
int store_walk(struct store *store, const struct store_id *tips, size_t tip_count,
	       const struct store_id *until, size_t until_count, size_t limit,
	       struct arena *arena, struct store_id **ids, size_t *count, struct wubu_error *error);

/*
 * What walks have read of the commit ID, for whoever reads history in another order: false when none has met it, or when it
 * is not of the form of a commit.  It was not parsed strictly, and its time may be anything.  Threads may ask at once,
 * as long as nobody walks.
 */
struct store_link {
	struct store_id id, tree, parents[LIMIT_COMMIT_PARENTS];
	size_t parent_count;
	int64_t seconds; /* the committer's */
};
bool store_walked(const struct store *store, const struct store_id *id, struct store_link *link);

/* 1 when ANCESTOR is DESCENDANT or one of its ancestors, 0 when not, -1 on error. */
int store_descends(struct store *store, const struct store_id *ancestor,
		   const struct store_id *descendant, struct wubu_error *error);

/* The best common ancestors of A and B (none that is an ancestor of another one). */
int store_merge_bases(struct store *store, const struct store_id *a, const struct store_id *b,
		      struct arena *arena, struct store_id **ids, size_t *count,
		      struct wubu_error *error);

#endif
