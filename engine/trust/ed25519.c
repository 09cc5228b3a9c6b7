/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/ed25519.h"

#include <sodium.h>

_Static_assert(ED25519_POINT == crypto_sign_ed25519_PUBLICKEYBYTES &&
	       ED25519_SIGNATURE == crypto_sign_ed25519_BYTES, "the sizes of Ed25519");

bool trust_ed25519_fits(const char *point, const char *signature, struct wubu_bytes message)
{
	/* Threads may do this at once, and again. */
	return sodium_init() >= 0 &&
	       crypto_sign_ed25519_verify_detached((const unsigned char *)signature,
						   (const unsigned char *)message.data, message.size,
						   (const unsigned char *)point) == 0;
}
