/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ed25519, verified by libsodium, which takes 0.4 of OpenSSL's time (docs/speed.md).  It refuses whatever OpenSSL
 * refuses and, besides, a signature whose R has a small order, which only the key's own holder can make.
 */
#ifndef TRUST_ED25519_H
#define TRUST_ED25519_H

#include "base/bytes.h"

#define ED25519_POINT 32
#define ED25519_SIGNATURE 64

/* Whether SIGNATURE of ED25519_SIGNATURE bytes is one of MESSAGE by the key POINT of ED25519_POINT bytes. */
bool trust_ed25519_fits(const char *point, const char *signature, struct wubu_bytes message);

#endif
