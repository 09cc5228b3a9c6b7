/* SPDX-License-Identifier: Apache-2.0 */
/* Persons whose Ed25519 keys follow from a seed, so that they sign the same way each time. */
#ifndef BENCH_ACTOR_H
#define BENCH_ACTOR_H

#include "base/arena.h"
#include "base/buf.h"

struct actor {
	const char *id, *name, *mail;
	const char *line;       /* the public key as a .pub file has it, without newline */
	struct buf blob;        /* the same in SSH's wire format */
	unsigned char secret[32], open[32];
};

/* Fill all but name and mail; texts in ARENA. A failure ends the program. */
void actor_init(struct actor *actor, const char *id, const char *seed, struct arena *arena);
/* The private key as OpenSSH keeps it, without passphrase. */
void actor_key_file(const struct actor *actor, struct buf *out);
/* What `ssh-keygen -Y sign -n git` would print for PAYLOAD. */
void actor_sign(const struct actor *actor, struct wubu_bytes payload, struct buf *armour);

#endif
