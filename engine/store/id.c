/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

static const char digits[] = "0123456789abcdef";

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool store_id_is_zero(const struct store_id *id)
{
	static const struct store_id zero;
	return store_id_equal(id, &zero);
}

int store_id_parse(struct store_id *id, struct wubu_bytes hex)
{
	if (hex.size != STORE_ID_HEX - 1)
		return -1;
	for (size_t i = 0; i < STORE_ID_SIZE; i++) {
		int high = digit_value(hex.data[2 * i]), low = digit_value(hex.data[2 * i + 1]);
		if (high < 0 || low < 0)
			return -1;
		id->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

char *store_id_format(const struct store_id *id, char hex[STORE_ID_HEX])
{
	for (size_t i = 0; i < STORE_ID_SIZE; i++) {
		hex[2 * i] = digits[id->bytes[i] >> 4];
		hex[2 * i + 1] = digits[id->bytes[i] & 15];
	}
	hex[STORE_ID_HEX - 1] = '\0';
	return hex;
}
