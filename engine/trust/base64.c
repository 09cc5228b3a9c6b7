/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/base64.h"

static const char alphabet[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The six bits of C, or -1. */
static int bits_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Decode USED characters (2 to 4) that give USED - 1 bytes. */
static bool decode_group(const char *text, size_t used, char *out)
{
	uint32_t group = 0;
	for (size_t i = 0; i < 4; i++) {
		int bits = i < used ? bits_of(text[i]) : 0;
		if (bits < 0)
			return false;
		group = group << 6 | (uint32_t)bits;
	}
	for (size_t i = 0; i + 1 < used; i++)
		out[i] = (char)(group >> (16 - 8 * i) & 0xFF);
	uint32_t beyond = 0xFFFFFF >> (8 * (used - 1));
	return (group & beyond) == 0;
}

bool trust_base64_decode(struct wubu_bytes text, char *out, size_t *size)
{
	*size = 0;
	if (text.size == 0 || text.size % 4)
		return false;
	size_t padding = text.data[text.size - 1] != '=' ? 0 : text.data[text.size - 2] != '=' ? 1 : 2;
	size_t length = text.size;
	for (size_t i = 0; i < length; i += 4) {
		size_t used = i + 4 == length ? 4 - padding : 4;
		if (!decode_group(text.data + i, used, out + *size))
			return false;
		*size += used - 1;
	}
	return true;
}

size_t trust_base64_encode(struct wubu_bytes bytes, char *out)
{
	char *to = out;
	for (size_t i = 0; i < bytes.size; i += 3) {
		size_t have = bytes.size - i < 3 ? bytes.size - i : 3;
		uint32_t group = 0;
		for (size_t k = 0; k < 3; k++)
			group = group << 8 | (k < have ? (unsigned char)bytes.data[i + k] : 0u);
		for (size_t k = 0; k < 4; k++)
			*to++ = k <= have ? alphabet[group >> (18 - 6 * k) & 63] : '=';
	}
	return (size_t)(to - out);
}
