/* SPDX-License-Identifier: Apache-2.0 */
#include "actor.h"

#include "trust/base64.h"
#include "trust/wire.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

#define TYPE "ssh-ed25519"
#define COLUMNS 70u
#define BLOCK 8u /* what the private part of a key file without passphrase is filled up to */

static void need(bool well, const char *what)
{
	if (well)
		return;
	fprintf(stderr, "make-ledger: %s\n", what);
	exit(1);
}

static struct wubu_bytes raw(const unsigned char *bytes, size_t size)
{
	return (struct wubu_bytes){(const char *)bytes, size};
}

static void put_u32(struct buf *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(out, (char)(number >> shift));
}

/* BEGIN and END lines around base64, as OpenSSH breaks it. */
static void put_armour(struct buf *out, const char *what, struct wubu_bytes bytes)
{
	char *text = heap_alloc(TRUST_BASE64_TEXT(bytes.size) + 1);
	size_t size = trust_base64_encode(bytes, text);
	buf_format(out, "-----BEGIN %s-----\n", what);
	for (size_t at = 0; at < size; at += COLUMNS)
		buf_format(out, "%.*s\n", (int)COLUMNS, text + at);
	buf_format(out, "-----END %s-----\n", what);
	free(text);
}

static EVP_PKEY *key_of(const struct actor *actor)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, actor->secret,
						     sizeof actor->secret);
	need(key != NULL, "OpenSSL takes no Ed25519 key");
	return key;
}

static const char *public_line(const struct actor *actor, struct arena *arena)
{
	char text[128] = "";
	trust_base64_encode(buf_bytes(&actor->blob), text);
	return arena_format(arena, TYPE " %s %s", text, actor->id);
}

void actor_init(struct actor *actor, const char *id, const char *seed, struct arena *arena)
{
	const char *origin = arena_format(arena, "wubu-bench %s %s", seed, id);
	size_t size = sizeof actor->open;
	*actor = (struct actor){.id = id};
	SHA256((const unsigned char *)origin, strlen(origin), actor->secret);
	EVP_PKEY *key = key_of(actor);
	need(EVP_PKEY_get_raw_public_key(key, actor->open, &size) == 1, "an Ed25519 key has no public half");
	EVP_PKEY_free(key);
	buf_init(&actor->blob);
	trust_wire_put(&actor->blob, bytes_of(TYPE));
	trust_wire_put(&actor->blob, raw(actor->open, sizeof actor->open));
	actor->line = public_line(actor, arena);
}

/* PROTOCOL.key of OpenSSH: the part that a passphrase would encrypt. */
static void private_part(const struct actor *actor, struct buf *out)
{
	unsigned char both[64];
	memcpy(both, actor->secret, 32);
	memcpy(both + 32, actor->open, 32);
	put_u32(out, 0);
	put_u32(out, 0);
	trust_wire_put(out, bytes_of(TYPE));
	trust_wire_put(out, raw(actor->open, sizeof actor->open));
	trust_wire_put(out, raw(both, sizeof both));
	trust_wire_put(out, bytes_of(actor->id));
	for (char fill = 1; out->size % BLOCK; fill++)
		buf_char(out, fill);
}

void actor_key_file(const struct actor *actor, struct buf *out)
{
	struct buf whole, part;
	buf_init(&whole);
	buf_init(&part);
	private_part(actor, &part);
	buf_add(&whole, (struct wubu_bytes){"openssh-key-v1", 15});
	trust_wire_put(&whole, bytes_of("none"));
	trust_wire_put(&whole, bytes_of("none"));
	trust_wire_put(&whole, bytes_of(""));
	put_u32(&whole, 1);
	trust_wire_put(&whole, buf_bytes(&actor->blob));
	trust_wire_put(&whole, buf_bytes(&part));
	put_armour(out, "OPENSSH PRIVATE KEY", buf_bytes(&whole));
	buf_release(&whole);
	buf_release(&part);
}

/* The head that what is signed and what is written have in common. */
static void put_purpose(struct buf *out)
{
	trust_wire_put(out, bytes_of("git"));
	trust_wire_put(out, bytes_of(""));
	trust_wire_put(out, bytes_of("sha512"));
}

static void sign_bytes(const struct actor *actor, struct wubu_bytes bytes, unsigned char value[64])
{
	size_t size = 64;
	EVP_PKEY *key = key_of(actor);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	need(context && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
	     EVP_DigestSign(context, value, &size, (const unsigned char *)bytes.data, bytes.size) == 1,
	     "OpenSSL does not sign");
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
}

void actor_sign(const struct actor *actor, struct wubu_bytes payload, struct buf *armour)
{
	unsigned char hash[SHA512_DIGEST_LENGTH], value[64];
	struct buf message, blob, signature;
	buf_init(&message);
	buf_init(&blob);
	buf_init(&signature);
	SHA512((const unsigned char *)payload.data, payload.size, hash);
	buf_text(&message, "SSHSIG");
	put_purpose(&message);
	trust_wire_put(&message, raw(hash, sizeof hash));
	sign_bytes(actor, buf_bytes(&message), value);
	trust_wire_put(&signature, bytes_of(TYPE));
	trust_wire_put(&signature, raw(value, sizeof value));
	buf_text(&blob, "SSHSIG");
	put_u32(&blob, 1);
	trust_wire_put(&blob, buf_bytes(&actor->blob));
	put_purpose(&blob);
	trust_wire_put(&blob, buf_bytes(&signature));
	buf_clear(armour);
	put_armour(armour, "SSH SIGNATURE", buf_bytes(&blob));
	buf_release(&message);
	buf_release(&blob);
	buf_release(&signature);
}
