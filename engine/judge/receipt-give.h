/* SPDX-License-Identifier: Apache-2.0 */
/* Giving receipts: what a server does after it accepted a push. */
#ifndef JUDGE_RECEIPT_GIVE_H
#define JUDGE_RECEIPT_GIVE_H

#include "judge/gate.h"
#include "judge/receipt.h"

/* Who gives receipts, and when. */
struct receipt_giver {
	struct ledger *ledger;
	const char *branch;   /* the ledger's, a full name */
	const char *key_file; /* the server's own */
	int64_t now;          /* by its clock */
	const char *pusher;   /* NULL: the transport does not say */
};

/*
 * Whether a receipt could be given now: the key is there, the last receipt can be read, the clock did not go back behind
 * it.  -1 with the reason: then nothing should be accepted.
 */
int receipt_can_give(const struct receipt_giver *giver, struct wubu_error *error);
/*
 * The receipt for MOVED, a ref that was moved just now.  Receipts of the ledger's branch follow each other without gap:
 * where the one before is still being written by another process it is waited for, and where it does not come it is
 * made good, as late.  1 when this call wrote it, 0 when it was there; texts in ARENA.
 */
int receipt_give(const struct receipt_giver *giver, const struct gate_ref *moved, struct arena *arena,
		 struct receipt *receipt, struct wubu_error *error);
/* Make good what the branch lacks: 1 and RECEIPT, 0 when nothing is missing, -1. */
int receipt_make_good(const struct receipt_giver *giver, struct arena *arena, struct receipt *receipt,
		      struct wubu_error *error);
/*
 * Put TOKEN, a time stamp (RFC 3161) of the newest receipt's text, beside it.
 */
int receipt_stamp(const struct receipt_giver *giver, struct wubu_bytes token, struct arena *arena,
		  struct receipt *receipt, struct wubu_error *error);

#endif
