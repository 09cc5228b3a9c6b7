/* SPDX-License-Identifier: Apache-2.0 */
/* Time stamps by RFC 3161, verified without network. */
#ifndef TRUST_TIMESTAMP_H
#define TRUST_TIMESTAMP_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * Is TOKEN (a TimeStampResp, as `openssl ts -reply` writes it) a good stamp over TEXT, by an authority whose certificates stand in
 * the PEM file AUTHORITY?  0 and its TIME (seconds since 1970), or -1 with the reason.
 */
int trust_timestamp(struct wubu_bytes token, struct wubu_bytes text, const char *authority, int64_t *time,
		    struct wubu_error *error);

#endif
