/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256, as records and trailers write it: 64 lower-case hex digits. */
#ifndef TRUST_DIGEST_H
#define TRUST_DIGEST_H

#include "base/bytes.h"

#define DIGEST_HEX 65

/* Writes the digest of BYTES and a NUL; returns HEX. */
char *digest_sha256(struct wubu_bytes bytes, char hex[DIGEST_HEX]);
bool digest_is_sha256(struct wubu_bytes hex);
/* N random bytes as 2N hex digits and a NUL; -1 when the system gives none. */
int digest_random(size_t n, char *hex);

#endif
