/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Receipts: what a server says of each push that it accepted (docs/receipts.md).  Each is one commit on RECEIPT_REF whose
 * tree holds the text, the server's signature over it, and perhaps a time stamp; its first parent is the receipt before.
 */
#ifndef JUDGE_RECEIPT_H
#define JUDGE_RECEIPT_H

#include "store/store.h"
#include "trust/digest.h"

/* A branch, so that every plain clone brings it along. */
#define RECEIPT_REF "refs/heads/receipts"
#define RECEIPT_TEXT "receipt"
#define RECEIPT_SIGNATURE "receipt.sig"
#define RECEIPT_TOKEN "receipt.tsr"

struct receipt {
	uint64_t number;           /* from 1, without gaps */
	const char *ledger;        /* instance id */
	const char *previous;      /* SHA-256 of the text of the receipt before; NULL: the first one */
	const char *ref;           /* that was moved */
	struct store_id old, new;  /* OLD zero: it was new */
	struct store_id rules;     /* tree of rules/ at NEW; zero: none */
	int64_t received;          /* by the server's clock */
	const char *pushed_by;     /* as the transport knows him; NULL: it does not */
	const char *signed_by;     /* who committed what came, by their ids, blanks between; NULL: nobody known */
	bool late;                 /* made good afterwards: it was there at RECEIVED, and came at some time before */

	/* Not in the text, but beside it. */
	struct wubu_bytes text, signature;
	struct wubu_bytes token;   /* RFC 3161; no bytes: none */
	char digest[DIGEST_HEX];   /* of the text */
	struct store_id commit, before; /* BEFORE: the commit's parent, zero for the first */
};

/* The text of RECEIPT. */
void receipt_write(const struct receipt *receipt, struct buf *out);
/*
 * Read TEXT strictly: there is one way to write each receipt.  What is kept lives in ARENA.  WUBU_INPUT for
 * anything else.
 */
int receipt_parse(struct receipt *receipt, struct wubu_bytes text, struct arena *arena,
		  struct wubu_error *error);
/* The receipt in COMMIT; the signature is not verified here. */
int receipt_read(struct receipt *receipt, struct store *store, const struct store_id *commit,
		 struct arena *arena, struct wubu_error *error);
/* The commits from the first receipt to TIP, oldest first, in ARENA. */
int receipt_chain(struct store *store, const struct store_id *tip, struct arena *arena,
		  struct store_id **ids, size_t *count, struct wubu_error *error);
/* The newest receipt: 1, 0 when there is none on REF, or -1. */
int receipt_last(struct receipt *receipt, struct store *store, const char *ref, struct arena *arena,
		 struct wubu_error *error);

/* The newest receipt of the branch BRANCH on RECEIPT_REF: 1, 0 none, -1. */
int receipt_last_of(struct receipt *receipt, struct store *store, const char *branch, struct arena *arena,
		    struct wubu_error *error);
/* The same, from LAST on backwards. */
int receipt_last_before(struct receipt *receipt, struct store *store, const struct receipt *last,
			const char *branch, struct arena *arena, struct wubu_error *error);

/* SECONDS as 2026-11-25T23:02:11Z. */
#define RECEIPT_TIME_SIZE 21
char *receipt_time(int64_t seconds, char text[RECEIPT_TIME_SIZE]);

#endif
