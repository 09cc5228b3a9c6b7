/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/sshsig.h"

#include "base/buf.h"
#include "base/lang.h"
#include "base/limits.h"
#include "trust/base64.h"
#include "trust/ed25519.h"
#include "trust/key.h"
#include "trust/wire.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#define MAGIC "SSHSIG"
#define FORMAT_VERSION 1
#define COLUMNS 70u
#define BEGIN_LINE "-----BEGIN SSH SIGNATURE-----\n"
#define END_LINE "-----END SSH SIGNATURE-----"
#define TOUCHED 1       /* bit of a security key's flags: the user was present */
#define PRESENCE_SIZE 5 /* flags and a counter of four bytes */
#define DER_SIZE 160    /* two numbers of P-521 take 141 */

/* What an SSHSIG blob holds; all point into it. */
struct sshsig {
	struct wubu_bytes key, space, hash;
	struct wubu_bytes algorithm, value; /* of the signature */
	struct wubu_bytes presence;         /* a security key's flags and counter, else what is left over */
};

struct hash {
	const char *name;
	const EVP_MD *(*digest)(void);
};

static const struct hash hashes[] = {{"sha256", EVP_sha256}, {"sha512", EVP_sha512}};

/* A signature as OpenSSL wants it: BYTES point into the blob or into ROOM. */
struct encoded {
	struct wubu_bytes bytes;
	char room[DER_SIZE];
};

struct algorithm {
	const char *name, *key;        /* in the signature; the type of key it goes with */
	const EVP_MD *(*digest)(void); /* NULL: part of the algorithm */
	bool (*encode)(const struct trust_public *key, struct wubu_bytes value, struct encoded *out);
};

/* ---- armour -------------------------------------------------------------- */

static int refuse_armour(struct wubu_error *error)
{
	error_set(error, WUBU_INPUT, _("The signature is not written as ssh-keygen writes one."));
	error_hint(error, _("Sign again with git and gpg.format=ssh; do not reformat or copy signatures."));
	return -1;
}

/* What stands between the BEGIN and END lines, its last newline included. */
static bool find_body(struct wubu_bytes armour, struct wubu_bytes *body)
{
	size_t begin = strlen(BEGIN_LINE), end = strlen(END_LINE);
	if (armour.size && armour.data[armour.size - 1] == '\n')
		armour.size--;
	if (armour.size < begin + end || !bytes_start(armour, BEGIN_LINE))
		return false;
	*body = (struct wubu_bytes){armour.data + begin, armour.size - begin - end};
	return memcmp(body->data + body->size, END_LINE, end) == 0;
}

/* Copy the lines of BODY without their ends; false unless all but the last are full. */
static bool join_lines(struct wubu_bytes body, char *text, size_t *size)
{
	*size = 0;
	while (body.size) {
		const char *end = memchr(body.data, '\n', body.size);
		size_t line = end ? (size_t)(end - body.data) : 0;
		if (line == 0 || line > COLUMNS || (line < COLUMNS && line + 1 != body.size))
			return false;
		memcpy(text + *size, body.data, line);
		*size += line;
		body.data += line + 1;
		body.size -= line + 1;
	}
	return true;
}

static int read_armour(struct wubu_bytes armour, struct arena *arena, struct wubu_bytes *blob,
		       struct wubu_error *error)
{
	struct wubu_bytes body;
	size_t size;
	if (armour.size > LIMIT_COMMIT_BYTES)
		return error_set(error, WUBU_LIMIT, _("A signature of %zu bytes is too long: at most %u are read."),
				 armour.size, LIMIT_COMMIT_BYTES);
	if (!find_body(armour, &body))
		return refuse_armour(error);
	char *text = arena_alloc(arena, body.size + 1);
	if (!join_lines(body, text, &size) ||
	    !trust_base64_decode((struct wubu_bytes){text, size}, text, &blob->size))
		return refuse_armour(error);
	blob->data = text;
	return 0;
}

/* ---- blob ---------------------------------------------------------------- */

static void read_value(struct sshsig *sig, struct wubu_bytes bytes, bool *whole)
{
	struct trust_wire wire = trust_wire(bytes);
	sig->algorithm = trust_wire_string(&wire);
	sig->value = trust_wire_string(&wire);
	sig->presence = wire.rest;
	*whole = !wire.broken;
}

static int check_space(const struct sshsig *sig, const char *space, struct wubu_error *error)
{
	char shown[TRUST_SHOWN];
	if (bytes_are(sig->space, space))
		return 0;
	if (strcmp(space, TRUST_SPACE_COMMIT) != 0)
		return error_set(error, WUBU_INPUT, _("The signature was made for `%s`, not for `%s`."),
				 trust_show(sig->space, shown), space);
	error_set(error, WUBU_INPUT, _("The signature was made for `%s`, not for git."),
		  trust_show(sig->space, shown));
	error_hint(error, _("A signature counts only for what it was made for: sign the commit itself, with `git commit -S` or `wubu sign`."));
	return -1;
}

static int read_sshsig(struct sshsig *sig, struct wubu_bytes blob, const char *space,
		       struct wubu_error *error)
{
	struct trust_wire wire = trust_wire(blob);
	bool whole;
	struct wubu_bytes magic = trust_wire_take(&wire, strlen(MAGIC));
	uint32_t version = trust_wire_u32(&wire);
	sig->key = trust_wire_string(&wire);
	sig->space = trust_wire_string(&wire);
	struct wubu_bytes reserved = trust_wire_string(&wire);
	sig->hash = trust_wire_string(&wire);
	read_value(sig, trust_wire_string(&wire), &whole);
	if (!trust_wire_done(&wire) || !whole || !bytes_are(magic, MAGIC))
		return error_set(error, WUBU_INPUT,
				 _("The signature is damaged: it ends too early or goes on after its end."));
	if (version != FORMAT_VERSION || reserved.size)
		return error_set(error, WUBU_INPUT,
				 _("The signature is of a version that is not known here (%u; known is %d)."),
				 (unsigned)version, FORMAT_VERSION);
	return check_space(sig, space, error);
}

/* ---- algorithms ---------------------------------------------------------- */

static bool encode_ed25519(const struct trust_public *key, struct wubu_bytes value,
			   struct encoded *out)
{
	(void)key;
	out->bytes = value;
	return value.size == ED25519_SIGNATURE;
}

static bool encode_rsa(const struct trust_public *key, struct wubu_bytes value, struct encoded *out)
{
	out->bytes = value;
	return value.size == (size_t)EVP_PKEY_get_size(key->pkey);
}

static char *put_der(char *to, unsigned char tag, size_t size)
{
	*to++ = (char)tag;
	if (size > 127)
		*to++ = (char)0x81;
	*to++ = (char)size;
	return to;
}

static char *put_integer(char *to, struct wubu_bytes number)
{
	to = put_der(to, 0x02, number.size);
	memcpy(to, number.data, number.size);
	return to + number.size;
}

/* SSH's numbers have the same bytes as DER's, so that r and s need only new frames. */
static bool encode_ecdsa(const struct trust_public *key, struct wubu_bytes value,
			 struct encoded *out)
{
	struct trust_wire wire = trust_wire(value);
	struct wubu_bytes r = trust_wire_number(&wire), s = trust_wire_number(&wire);
	size_t most = (size_t)(EVP_PKEY_get_bits(key->pkey) + 7) / 8 + 1;
	if (!trust_wire_done(&wire) || r.size > most || s.size > most)
		return false;
	char *to = put_der(out->room, 0x30, 4 + r.size + s.size);
	to = put_integer(put_integer(to, r), s);
	out->bytes = (struct wubu_bytes){out->room, (size_t)(to - out->room)};
	return true;
}

static const struct algorithm algorithms[] = {
	{"ssh-ed25519", "ssh-ed25519", NULL, encode_ed25519},
	{"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", EVP_sha256, encode_ecdsa},
	{"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384", EVP_sha384, encode_ecdsa},
	{"ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521", EVP_sha512, encode_ecdsa},
	{"rsa-sha2-256", "ssh-rsa", EVP_sha256, encode_rsa},
	{"rsa-sha2-512", "ssh-rsa", EVP_sha512, encode_rsa},
	{"sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519@openssh.com", NULL, encode_ed25519},
	{"sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", EVP_sha256,
	 encode_ecdsa},
};

static const struct algorithm *algorithm_of(const struct trust_public *key, const struct sshsig *sig,
					    struct wubu_error *error)
{
	char shown[TRUST_SHOWN];
	for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
		if (bytes_are(sig->algorithm, algorithms[i].name) &&
		    strcmp(algorithms[i].key, key->type) == 0)
			return &algorithms[i];
	if (bytes_are(sig->algorithm, "ssh-rsa")) {
		error_set(error, WUBU_INPUT, _("The signature uses ssh-rsa, that is SHA-1, which can be forged."));
		error_hint(error, _("Sign with OpenSSH 8.1 or later, which uses rsa-sha2-512, or with an Ed25519 key."));
	} else {
		error_set(error, WUBU_INPUT, _("A %s key cannot make a signature of the kind `%s`."), key->type,
			  trust_show(sig->algorithm, shown));
	}
	return NULL;
}

/* ---- what was signed ----------------------------------------------------- */

static const struct hash *hash_of(struct wubu_bytes name, struct wubu_error *error)
{
	char shown[TRUST_SHOWN];
	for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++)
		if (bytes_are(name, hashes[i].name))
			return &hashes[i];
	error_set(error, WUBU_INPUT, _("The signature uses the digest `%s`; only sha256 and sha512 are taken."),
		  trust_show(name, shown));
	return NULL;
}

/* The digest of BYTES, in ROOM; empty when OpenSSL cannot make it. */
static struct wubu_bytes digest_of(const EVP_MD *digest, struct wubu_bytes bytes,
				   unsigned char room[EVP_MAX_MD_SIZE])
{
	unsigned size = 0;
	if (!EVP_Digest(bytes.data, bytes.size, room, &size, digest, NULL))
		size = 0;
	return (struct wubu_bytes){(const char *)room, size};
}

/* PROTOCOL.sshsig, section 3.  False without the digest: a message that lacks it is good for any
   payload. */
static bool add_signed(struct buf *out, const struct sshsig *sig, const struct hash *hash,
		       struct wubu_bytes payload)
{
	unsigned char room[EVP_MAX_MD_SIZE];
	struct wubu_bytes digest = digest_of(hash->digest(), payload, room);
	buf_text(out, MAGIC);
	trust_wire_put(out, sig->space);
	trust_wire_put(out, bytes_of(""));
	trust_wire_put(out, sig->hash);
	trust_wire_put(out, digest);
	return digest.size > 0;
}

/* A security key signs a digest of that, between what it says of itself (PROTOCOL.u2f). */
static bool wrap_for_touch(struct buf *message, const struct trust_public *key,
			   const struct sshsig *sig)
{
	unsigned char room[EVP_MAX_MD_SIZE], inner[EVP_MAX_MD_SIZE];
	struct wubu_bytes digest = digest_of(EVP_sha256(), buf_bytes(message), inner);
	struct wubu_bytes application = digest_of(EVP_sha256(), key->application, room);
	buf_clear(message);
	buf_add(message, application);
	buf_add(message, sig->presence);
	buf_add(message, digest);
	return digest.size > 0 && application.size > 0;
}

static bool signature_fits(const struct trust_public *key, const struct algorithm *algorithm,
			   struct wubu_bytes signature, struct wubu_bytes message)
{
	if (key->point)
		return trust_ed25519_fits(key->point, signature.data, message);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool fits = context &&
		    EVP_DigestVerifyInit(context, NULL, algorithm->digest ? algorithm->digest() : NULL,
					 NULL, key->pkey) == 1 &&
		    EVP_DigestVerify(context, (const unsigned char *)signature.data, signature.size,
				     (const unsigned char *)message.data, message.size) == 1;
	EVP_MD_CTX_free(context);
	/* What OpenSSL says stays in a list of the thread, where libgit2 would find it as its own. */
	if (!fits)
		ERR_clear_error();
	return fits;
}

static int check_presence(const struct trust_public *key, const struct sshsig *sig,
			  struct wubu_error *error)
{
	if (sig->presence.size != (key->touch ? PRESENCE_SIZE : 0))
		return error_set(error, WUBU_INPUT,
				 _("The signature is damaged: it ends too early or goes on after its end."));
	if (!key->touch || (sig->presence.data[0] & TOUCHED))
		return 0;
	error_set(error, WUBU_INPUT, _("The security key signed without being touched, so nobody need have been there."));
	error_hint(error, _("Make the key without `-O no-touch-required`, and touch it when it blinks."));
	return -1;
}

static int check_signature(const struct trust_public *key, const struct sshsig *sig,
			   struct wubu_bytes payload, struct wubu_error *error)
{
	struct encoded signature;
	struct buf message;
	const struct hash *hash = hash_of(sig->hash, error);
	const struct algorithm *algorithm = hash ? algorithm_of(key, sig, error) : NULL;
	if (!algorithm || check_presence(key, sig, error) < 0)
		return -1;
	if (!algorithm->encode(key, sig->value, &signature))
		return error_set(error, WUBU_INPUT, _("The signature is not in the form that %s gives it."),
				 algorithm->name);
	buf_init(&message);
	bool fits = add_signed(&message, sig, hash, payload) &&
		    (!key->touch || wrap_for_touch(&message, key, sig)) &&
		    signature_fits(key, algorithm, signature.bytes, buf_bytes(&message));
	buf_release(&message);
	if (fits)
		return 0;
	error_set(error, WUBU_INPUT, _("The signature does not fit: what it stands for was changed after it was signed, or somebody else's key made it."));
	error_hint(error, _("Make the commit again and sign it; a signed commit cannot be edited."));
	return -1;
}

int trust_verify(struct wubu_bytes armour, struct wubu_bytes payload, struct arena *arena,
		 struct trust_key *key, struct wubu_error *error)
{
	return trust_verify_for(TRUST_SPACE_COMMIT, armour, payload, arena, key, error);
}

int trust_verify_for(const char *space, struct wubu_bytes armour, struct wubu_bytes payload,
		     struct arena *arena, struct trust_key *key, struct wubu_error *error)
{
	struct wubu_bytes blob;
	struct sshsig sig;
	struct trust_public public;
	if (read_armour(armour, arena, &blob, error) < 0 || read_sshsig(&sig, blob, space, error) < 0 ||
	    trust_public_open(&public, sig.key, error) < 0)
		return -1;
	int result = check_signature(&public, &sig, payload, error);
	trust_public_close(&public);
	if (result == 0) {
		key->blob = sig.key;
		key->type = public.type;
	}
	return result;
}
