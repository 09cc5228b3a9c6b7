/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Public keys inside the trust floor: what kinds there are, and a key opened for
 * whoever verifies with it.  To add a kind: one row in key.c, one in the algorithms of sshsig.c.
 */
#ifndef TRUST_KEY_H
#define TRUST_KEY_H

#include "base/bytes.h"
#include "base/error.h"

struct evp_pkey_st; /* OpenSSL's EVP_PKEY */
struct trust_kind;

struct trust_public {
	const struct trust_kind *kind;
	const char *type;              /* the kind's name: never freed */
	bool touch;                    /* a security key, which must prove that it was touched */
	struct wubu_bytes application; /* of a security key; points into the blob */
	const char *point;             /* Ed25519: inside the blob; NULL: another kind */
	struct evp_pkey_st *pkey;      /* of the other kinds */
};

/*
 * Open BLOB, which must outlive KEY.  Refused as in trust_key_parse().  KEY is closed by the
 * caller after success only.
 */
int trust_public_open(struct trust_public *key, struct wubu_bytes blob, struct wubu_error *error);
void trust_public_close(struct trust_public *key);

/* Text from outside, made harmless and short enough for a message; returns OUT. */
#define TRUST_SHOWN 80
char *trust_show(struct wubu_bytes text, char out[TRUST_SHOWN]);

#endif
