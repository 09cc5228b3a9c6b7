/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The receipts of a history: is their chain whole and signed by the server's key, does it cover every step of the ledger's line,
 * and what does it say of time.  And witnesses: what somebody kept of an earlier state.
 */
#ifndef JUDGE_RECEIPT_AUDIT_H
#define JUDGE_RECEIPT_AUDIT_H

#include "judge/ledger.h"
#include "judge/receipt.h"
#include "rule/finding.h"

/* What somebody kept: a receipt, or only the name of a commit. */
struct receipt_witness {
	const char *file;         /* where it was read */
	const char *ledger;       /* NULL: not known */
	uint64_t number;          /* 0: not known */
	const char *digest;       /* hex, the whole SHA-256 of the receipt's text, or the beginning of it; NULL */
	bool has_tip;
	struct store_id tip;
};

/* What is audited, and what came out of it. */
struct receipt_audit {
	struct ledger *ledger;
	const char *receipts;     /* the ref that holds them here; NULL: this copy has none */
	const char *branch;       /* the ledger's, as the server calls it */
	struct store_id tip;      /* of that branch */
	bool pushed;              /* this copy pushed last and did not fetch since: it has no receipt for that yet */
	const struct receipt_witness *witnesses;
	size_t witness_count;
	const char *authority;    /* file with the certificates by which time stamps are verified; NULL: they are not */

	size_t count, late, stamped; /* receipts; those that were made good; those with a good time stamp */
	size_t unread;            /* time stamps that nobody verified */
	int64_t first, last;      /* times of the first and the last */
	char key[TRUST_FINGERPRINT]; /* of whoever signed the last; "" none */
	bool pinned;              /* by a key that the rules name */
};

/* Findings go to FINDINGS; -1 when it could not be judged. */
int receipt_audit(struct receipt_audit *audit, struct rule_findings *findings, struct wubu_error *error);

/*
 * Read BYTES of FILE as a witness: a receipt's text, its line "WUBU:1:…", its words, or 40 hex digits of a commit.
 * Where it holds several of them, the first in this order is taken.
 */
int receipt_witness_read(struct receipt_witness *witness, const char *file, struct wubu_bytes bytes,
			 struct arena *arena, struct wubu_error *error);
/* The line "WUBU:1:LEDGER:NUMBER:COMMIT:SHA256:TIME" in capitals, as the square code holds it. */
void receipt_line(const struct receipt *receipt, struct buf *out);

#endif
