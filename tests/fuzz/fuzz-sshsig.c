/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three kinds of input, told by how they begin:
 *   "SSHSIG"  a signature's blob, put into armour here, over PAYLOAD
 *   0         a key's blob, put into a line here (a mutator does not find its way through base64)
 *   else      armour, a NUL, and what it may stand for, which is also read as a key line
 * What is good must stay good without its last newline, and be refused for another payload.
 */
#include "base/buf.h"
#include "trust/base64.h"
#include "trust/sshsig.h"

#include <stdlib.h>

#define PAYLOAD "passed\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_good(struct wubu_bytes armour, struct wubu_bytes payload, struct arena *arena)
{
	struct trust_key key = {0};
	struct wubu_error error = {0};
	char text[TRUST_FINGERPRINT];
	if (trust_verify(armour, payload, arena, &key, &error) < 0) {
		if (error.code == WUBU_OK || !error.message[0])
			abort();
		return false;
	}
	if (strlen(trust_fingerprint(&key, text)) != TRUST_FINGERPRINT - 1)
		abort();
	return true;
}

static void try_armour(struct wubu_bytes armour, struct wubu_bytes payload, struct arena *arena)
{
	if (!is_good(armour, payload, arena))
		return;
	if (payload.size && is_good(armour, (struct wubu_bytes){payload.data, payload.size - 1}, arena))
		abort();
	armour.size -= armour.data[armour.size - 1] == '\n';
	if (!is_good(armour, payload, arena))
		abort();
}

static void try_line(struct wubu_bytes line, struct arena *arena)
{
	struct trust_key key;
	struct wubu_error error = {0};
	if (trust_key_parse(&key, line, arena, &error) < 0 && !error.message[0])
		abort();
}

static struct wubu_bytes base64(struct wubu_bytes blob, struct arena *arena)
{
	char *text = arena_alloc(arena, TRUST_BASE64_TEXT(blob.size) + 1);
	return (struct wubu_bytes){text, trust_base64_encode(blob, text)};
}

static void try_blob(struct wubu_bytes blob, struct arena *arena)
{
	struct wubu_bytes text = base64(blob, arena);
	struct buf armour;
	buf_init(&armour);
	buf_text(&armour, "-----BEGIN SSH SIGNATURE-----\n");
	for (size_t i = 0; i < text.size; i += 70) {
		size_t line = text.size - i < 70 ? text.size - i : 70;
		buf_add(&armour, (struct wubu_bytes){text.data + i, line});
		buf_char(&armour, '\n');
	}
	buf_text(&armour, "-----END SSH SIGNATURE-----\n");
	try_armour(buf_bytes(&armour), bytes_of(PAYLOAD), arena);
	buf_release(&armour);
}

static void try_key(struct wubu_bytes blob, struct arena *arena)
{
	/* The type, after its four bytes of length, all of which but the last are zero. */
	size_t most = blob.size > 4 ? blob.size - 4 : 0, length = blob.size > 4 ? (unsigned char)blob.data[3] : 0;
	struct buf line;
	buf_init(&line);
	buf_add(&line, (struct wubu_bytes){blob.data + (most ? 4 : 0), length < most ? length : most});
	buf_char(&line, ' ');
	buf_add(&line, base64(blob, arena));
	try_line(buf_bytes(&line), arena);
	buf_release(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wubu_bytes input = {size ? (const char *)data : "", size};
	const char *nul = memchr(input.data, 0, size);
	struct arena *arena = arena_new();
	if (bytes_start(input, "SSHSIG")) {
		try_blob(input, arena);
	} else if (nul == input.data) {
		try_key(input, arena);
	} else if (nul) {
		struct wubu_bytes armour = {input.data, (size_t)(nul - input.data)};
		struct wubu_bytes payload = {nul + 1, size - armour.size - 1};
		try_armour(armour, payload, arena);
		try_line(payload, arena);
	}
	arena_free(arena);
	return 0;
}
