/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/wire.h"

struct trust_wire trust_wire(struct wubu_bytes bytes)
{
	return (struct trust_wire){.rest = bytes};
}

struct wubu_bytes trust_wire_take(struct trust_wire *wire, size_t count)
{
	if (wire->broken || count > wire->rest.size) {
		wire->broken = true;
		return (struct wubu_bytes){"", 0};
	}
	struct wubu_bytes taken = {wire->rest.data, count};
	wire->rest.data += count;
	wire->rest.size -= count;
	return taken;
}

uint32_t trust_wire_u32(struct trust_wire *wire)
{
	struct wubu_bytes four = trust_wire_take(wire, 4);
	uint32_t value = 0;
	for (size_t i = 0; i < four.size; i++)
		value = value << 8 | (unsigned char)four.data[i];
	return value;
}

struct wubu_bytes trust_wire_string(struct trust_wire *wire)
{
	return trust_wire_take(wire, trust_wire_u32(wire));
}

/* Above zero and without a leading zero byte that the sign does not need. */
static bool is_canonical(struct wubu_bytes number)
{
	if (number.size == 0 || (number.data[0] & 0x80))
		return false;
	return number.data[0] != 0 || (number.size > 1 && (number.data[1] & 0x80));
}

struct wubu_bytes trust_wire_number(struct trust_wire *wire)
{
	struct wubu_bytes number = trust_wire_string(wire);
	if (!is_canonical(number))
		wire->broken = true;
	return number;
}

bool trust_wire_done(const struct trust_wire *wire)
{
	return !wire->broken && wire->rest.size == 0;
}

void trust_wire_put(struct buf *out, struct wubu_bytes bytes)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(out, (char)(bytes.size >> shift & 0xFF));
	buf_add(out, bytes);
}
