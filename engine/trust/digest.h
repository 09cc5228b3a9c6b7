/* SPDX-License-Identifier: Apache-2.0 */
/* Digests; SHA-256 as records and trailers write it: 64 lower-case hex digits. */
#ifndef TRUST_DIGEST_H
#define TRUST_DIGEST_H

#include "base/bytes.h"

#define DIGEST_HEX 65

/* Writes the digest of BYTES and a NUL; returns HEX. */
char *digest_sha256(struct wubu_bytes bytes, char hex[DIGEST_HEX]);
bool digest_is_sha256(struct wubu_bytes hex);
/* SHA-1 of two pieces, one after the other: what git calls objects by. False when OpenSSL cannot make it. */
bool digest_sha1(const struct wubu_bytes pieces[2], unsigned char out[20]);
/* HMAC-SHA-256 of BYTES under KEY, in hex; false when OpenSSL cannot make it. */
bool digest_sealed(struct wubu_bytes key, struct wubu_bytes bytes, char hex[DIGEST_HEX]);
/* N random bytes as 2N hex digits and a NUL; -1 when the system gives none. */
int digest_random(size_t n, char *hex);

#endif
