/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SSH signatures (SSHSIG, OpenSSH PROTOCOL.sshsig) over a commit's payload, as git
 * makes them with gpg.format=ssh: namespace "git".  Verified in this process by OpenSSL.
 */
#ifndef TRUST_SSHSIG_H
#define TRUST_SSHSIG_H

#include "base/arena.h"
#include "base/error.h"

/* A public key in SSH wire format (what stands in base64 in a .pub file). */
struct trust_key {
	struct wubu_bytes blob;
	const char *type; /* "ssh-ed25519", "ecdsa-sha2-nistp256", … ; NULL: no key */
};
#define TRUST_FINGERPRINT 51 /* "SHA256:" and 43 characters of base64, NUL */

/*
 * Read "type base64 [comment]".  Refused (WUBU_INPUT, with the reason): unknown types,
 * certificates, DSA, RSA under 3072 bits, small-order or non-canonical Ed25519 points,
 * bytes left over.
 */
int trust_key_parse(struct trust_key *key, struct wubu_bytes line, struct arena *arena,
		    struct wubu_error *error);
char *trust_fingerprint(const struct trust_key *key, char text[TRUST_FINGERPRINT]);

/* What a signature is made for (the namespace of SSHSIG): none counts for anything else. */
#define TRUST_SPACE_COMMIT "git"          /* a commit's payload */
#define TRUST_SPACE_RULES "wubu-rules"     /* agreement with a change of the rules, docs/people.md */
#define TRUST_SPACE_RECEIPT "wubu-receipt" /* a server's receipt, docs/receipts.md */

/*
 * Check ARMOUR over PAYLOAD.  0: the signature is good and KEY is who made it (its blob in
 * ARENA; whether that key is anybody's is not asked here).  -1 and WUBU_INPUT with the reason:
 * not canonical armour, wrong namespace, weak algorithm (ssh-rsa, RSA under 3072), a
 * security key without touch, or a signature that does not fit.
 */
int trust_verify(struct wubu_bytes armour, struct wubu_bytes payload, struct arena *arena,
		 struct trust_key *key, struct wubu_error *error);
/* The same for a signature made for SPACE instead of a commit. */
int trust_verify_for(const char *space, struct wubu_bytes armour, struct wubu_bytes payload,
		     struct arena *arena, struct trust_key *key, struct wubu_error *error);

/*
 * Sign PAYLOAD with `ssh-keygen -Y sign -n git -f KEY_FILE` (KEY_FILE may be a public key whose
 * private half an agent holds), as git does; the armour goes to OUT and is verified before
 * it is returned.
 */
struct buf;
int trust_sign(const char *key_file, struct wubu_bytes payload, struct buf *out,
	       struct wubu_error *error);
/* The same for SPACE instead of a commit. */
int trust_sign_for(const char *space, const char *key_file, struct wubu_bytes payload, struct buf *out,
		   struct wubu_error *error);

/*
 * Make a key pair without passphrase, for a machine: FILE (readable by its owner alone) and FILE.pub, with COMMENT.
 * FILE must not be there yet.
 */
int trust_key_make(const char *file, const char *comment, struct wubu_error *error);

#endif
