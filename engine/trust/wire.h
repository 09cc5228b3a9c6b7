/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SSH's wire format (RFC 4251, section 5): what keys and signatures are made of.
 * A reader that meets an end too early or a number that is not canonical breaks and
 * then gives only empty values; it is enough to ask trust_wire_done() at the end.
 */
#ifndef TRUST_WIRE_H
#define TRUST_WIRE_H

#include "base/buf.h"
#include "base/bytes.h"

struct trust_wire {
	struct wubu_bytes rest; /* what is not read yet; points into the caller's bytes */
	bool broken;
};

struct trust_wire trust_wire(struct wubu_bytes bytes);
/* The next COUNT bytes. */
struct wubu_bytes trust_wire_take(struct trust_wire *wire, size_t count);
uint32_t trust_wire_u32(struct trust_wire *wire);
struct wubu_bytes trust_wire_string(struct trust_wire *wire);
/* A number above zero in its shortest form, as two's complement bytes (the first may be 0). */
struct wubu_bytes trust_wire_number(struct trust_wire *wire);
/* All was read and nothing was wrong. */
bool trust_wire_done(const struct trust_wire *wire);

/* Append BYTES to OUT as a wire string. */
void trust_wire_put(struct buf *out, struct wubu_bytes bytes);

#endif
