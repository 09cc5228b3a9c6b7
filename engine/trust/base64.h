/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 (RFC 4648, section 4), padded, in its one canonical form. */
#ifndef TRUST_BASE64_H
#define TRUST_BASE64_H

#include "base/bytes.h"

/* Bytes that TEXT_SIZE characters can give at most. */
#define TRUST_BASE64_BYTES(text_size) ((text_size) / 4 * 3)
/* Characters, with the padding, that SIZE bytes take. */
#define TRUST_BASE64_TEXT(size) (((size) + 2) / 3 * 4)

/*
 * Decode TEXT into OUT, which may be where TEXT stands, and fill SIZE.  False for anything that an
 * encoder would not have written: blanks, missing padding, bits that do not count.
 */
bool trust_base64_decode(struct wubu_bytes text, char *out, size_t *size);
/* Write TRUST_BASE64_TEXT(bytes.size) characters to OUT, no NUL; returns their number. */
size_t trust_base64_encode(struct wubu_bytes bytes, char *out);

#endif
