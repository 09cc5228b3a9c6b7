/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far a history has been judged on this machine, so that the next audit need only judge what is new.
 *
 * A checkpoint is a file in the repository's own folder, sealed with a key that lies outside of it and belongs to the person who
 * audits (HMAC-SHA-256).  It counts only for the same program, the same repository (place, device and inode), the same
 * language, and a branch that still leads back to its commit; whatever else is found there is passed over and the history is judged from its
 * root.  So it protects against a repository that was handed over with a checkpoint of somebody else's, not against
 * whoever can read that person's key.  Objects that were judged before are not read again: `--no-checkpoint` reads all.
 */
#ifndef JUDGE_CHECKPOINT_H
#define JUDGE_CHECKPOINT_H

#include "judge/gate.h"

struct checkpoint {
	struct store_id tip, root;  /* judged up to here; the first commit */
	struct gate_tally tally;    /* so far, but for the rules trees */
	struct rule_findings findings;
};

/* Where checkpoints of LEDGER count: KEY_FILE is made when it is not there; PROGRAM is the file of the program that judges. */
struct checkpoint_seal {
	const char *key_file, *program;
};

/* The checkpoint of LEDGER that TIP leads back to, into ARENA: 1, or 0 when there is none that counts. */
int checkpoint_read(struct ledger *ledger, const struct checkpoint_seal *seal, const struct store_id *tip,
		    struct arena *arena, struct checkpoint *checkpoint);
/* Keep CHECKPOINT; that it cannot be kept is nobody's loss but time. */
void checkpoint_write(struct ledger *ledger, const struct checkpoint_seal *seal, const struct checkpoint *checkpoint);

#endif
