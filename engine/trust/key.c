/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/key.h"

#include "base/buf.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"
#include "trust/base64.h"
#include "trust/ed25519.h"
#include "trust/sshsig.h"
#include "trust/wire.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <stdio.h>

#define RSA_LEAST_BITS 3072
#define RSA_MOST_BITS 16384 /* what OpenSSL and OpenSSH still calculate with */
#define RSA_EXPONENT_BITS 64

/* What stands in a blob after its type; each kind fills its own. */
struct parts {
	struct wubu_bytes curve, point;       /* ECDSA, Ed25519 (no curve) */
	struct wubu_bytes exponent, modulus;  /* RSA */
};

struct trust_kind {
	const char *name;
	void (*read)(struct trust_wire *wire, struct parts *parts);
	/* The key for who verifies with it; false and ERROR when it is weak or no key at all. */
	bool (*make)(const struct parts *parts, struct trust_public *key, struct wubu_error *error);
	bool touch;
	const char *curve; /* as the blob names it */
	const char *group; /* as OpenSSL names it */
	size_t coordinate; /* bytes */
};

char *trust_show(struct wubu_bytes text, char out[TRUST_SHOWN])
{
	struct buf buf;
	buf_init(&buf);
	text.size = text.size < TRUST_SHOWN ? text.size : TRUST_SHOWN;
	text_escape(&buf, text);
	size_t size = buf.size < TRUST_SHOWN ? buf.size : TRUST_SHOWN - 1;
	while (size < buf.size && ((unsigned char)buf.data[size] & 0xC0) == 0x80)
		size--;
	memcpy(out, buf.data, size);
	out[size] = '\0';
	buf_release(&buf);
	return out;
}

/* ---- reading the blob ---------------------------------------------------- */

static void read_point(struct trust_wire *wire, struct parts *parts)
{
	parts->point = trust_wire_string(wire);
}

static void read_curve_and_point(struct trust_wire *wire, struct parts *parts)
{
	parts->curve = trust_wire_string(wire);
	parts->point = trust_wire_string(wire);
}

static void read_numbers(struct trust_wire *wire, struct parts *parts)
{
	parts->exponent = trust_wire_number(wire);
	parts->modulus = trust_wire_number(wire);
}

/* ---- Ed25519 ------------------------------------------------------------- */

/*
 * The y coordinates of the eight points whose order divides 8, little endian: order 4, 1, 8, 8, 2.
 * The sign of x does not count, so five are enough.  With such a key a signature can be made that
 * fits every message.
 */
static const unsigned char small_order[][ED25519_POINT] = {
	{0},
	{1},
	{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
	 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
	{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
	 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
	{0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
};

/* Y, without the sign of x, is below 2^255 - 19. */
static bool is_reduced(const unsigned char y[ED25519_POINT])
{
	if (y[31] != 0x7f)
		return true;
	for (size_t i = 30; i > 0; i--)
		if (y[i] != 0xff)
			return true;
	return y[0] < 0xed;
}

static bool is_strong_point(struct wubu_bytes point)
{
	unsigned char y[ED25519_POINT];
	memcpy(y, point.data, sizeof y);
	y[31] &= 0x7f;
	for (size_t i = 0; i < sizeof small_order / sizeof *small_order; i++)
		if (memcmp(y, small_order[i], sizeof y) == 0)
			return false;
	return is_reduced(y);
}

static bool make_ed25519(const struct parts *parts, struct trust_public *key, struct wubu_error *error)
{
	if (parts->point.size != ED25519_POINT) {
		error_set(error, WUBU_INPUT, _("An Ed25519 key has 32 bytes, this one has %zu."),
			  parts->point.size);
		return false;
	}
	if (!is_strong_point(parts->point)) {
		error_set(error, WUBU_INPUT,
			  _("This Ed25519 key is a weak one that can be made to fit any text."));
		error_hint(error, _("No honest program makes such a key: make a new one with `ssh-keygen -t ed25519`."));
		return false;
	}
	key->point = parts->point.data;
	return true;
}

/* ---- ECDSA and RSA ------------------------------------------------------- */

static EVP_PKEY *pkey_of(const char *algorithm, OSSL_PARAM *params)
{
	EVP_PKEY *pkey = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, algorithm, NULL);
	if (context && EVP_PKEY_fromdata_init(context) > 0)
		EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params);
	EVP_PKEY_CTX_free(context);
	return pkey;
}

static bool make_ecdsa(const struct parts *parts, struct trust_public *key, struct wubu_error *error)
{
	const struct trust_kind *kind = key->kind;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)kind->group, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)parts->point.data,
						  parts->point.size),
		OSSL_PARAM_construct_end(),
	};
	if (!bytes_are(parts->curve, kind->curve)) {
		error_set(error, WUBU_INPUT, _("The key calls itself %s but names another curve inside."),
			  kind->name);
		return false;
	}
	/* Of the forms that a point has, OpenSSH writes the uncompressed one only; a second one
	   would be a second name for the same key. */
	if (parts->point.size == 1 + 2 * kind->coordinate && parts->point.data[0] == 4)
		key->pkey = pkey_of("EC", params);
	if (!key->pkey)
		error_set(error, WUBU_INPUT, _("The key is not a point of the curve %s."), kind->curve);
	return key->pkey;
}

static EVP_PKEY *pkey_of_rsa(const BIGNUM *modulus, const BIGNUM *exponent)
{
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM *params = NULL;
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	if (builder && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) &&
	    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent))
		params = OSSL_PARAM_BLD_to_param(builder);
	if (params)
		pkey = pkey_of("RSA", params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(builder);
	return pkey;
}

static int check_rsa(const BIGNUM *modulus, const BIGNUM *exponent, struct wubu_error *error)
{
	int bits = BN_num_bits(modulus);
	if (bits < RSA_LEAST_BITS) {
		error_set(error, WUBU_INPUT, _("An RSA key of %d bits is too weak: at least %d are needed."),
			  bits, RSA_LEAST_BITS);
		error_hint(error, _("Make a new key with `ssh-keygen -t ed25519`."));
		return -1;
	}
	if (bits > RSA_MOST_BITS)
		return error_set(error, WUBU_LIMIT, _("An RSA key of %d bits is too large: at most %d are read."),
				 bits, RSA_MOST_BITS);
	if (!BN_is_odd(modulus))
		return error_set(error, WUBU_INPUT, _("The modulus of this RSA key is even: it is no RSA key."));
	if (!BN_is_odd(exponent) || BN_is_one(exponent) || BN_num_bits(exponent) > RSA_EXPONENT_BITS)
		return error_set(error, WUBU_INPUT,
				 _("The exponent of this RSA key is even, 1, or larger than %d bits."),
				 RSA_EXPONENT_BITS);
	return 0;
}

static BIGNUM *number_of(struct wubu_bytes bytes)
{
	/* One bit more than the largest key: check_rsa() then still sees that it is too large. */
	size_t most = RSA_MOST_BITS / 8 + 2;
	int size = (int)(bytes.size < most ? bytes.size : most);
	return BN_bin2bn((const unsigned char *)bytes.data, size, NULL);
}

static bool make_rsa(const struct parts *parts, struct trust_public *key, struct wubu_error *error)
{
	BIGNUM *modulus = number_of(parts->modulus), *exponent = number_of(parts->exponent);
	if (modulus && exponent && check_rsa(modulus, exponent, error) == 0)
		key->pkey = pkey_of_rsa(modulus, exponent);
	BN_free(modulus);
	BN_free(exponent);
	return key->pkey;
}

/* ---- the kinds ----------------------------------------------------------- */

static const struct trust_kind kinds[] = {
	{"ssh-ed25519", read_point, make_ed25519, false, NULL, NULL, 0},
	{"ecdsa-sha2-nistp256", read_curve_and_point, make_ecdsa, false, "nistp256", "P-256", 32},
	{"ecdsa-sha2-nistp384", read_curve_and_point, make_ecdsa, false, "nistp384", "P-384", 48},
	{"ecdsa-sha2-nistp521", read_curve_and_point, make_ecdsa, false, "nistp521", "P-521", 66},
	{"ssh-rsa", read_numbers, make_rsa, false, NULL, NULL, 0},
	{"sk-ssh-ed25519@openssh.com", read_point, make_ed25519, true, NULL, NULL, 0},
	{"sk-ecdsa-sha2-nistp256@openssh.com", read_curve_and_point, make_ecdsa, true, "nistp256",
	 "P-256", 32},
};

static const struct trust_kind *kind_of(struct wubu_bytes name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (bytes_are(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

static const char *kind_name(const void *context, size_t i)
{
	(void)context;
	return i < sizeof kinds / sizeof *kinds ? kinds[i].name : NULL;
}

static bool ends_in(struct wubu_bytes text, const char *suffix)
{
	size_t size = strlen(suffix);
	return text.size >= size && memcmp(text.data + text.size - size, suffix, size) == 0;
}

static int refuse_type(struct wubu_bytes type, struct wubu_error *error)
{
	char shown[TRUST_SHOWN];
	trust_show(type, shown);
	if (ends_in(type, "-cert-v01@openssh.com") || ends_in(type, "-cert-v00@openssh.com")) {
		error_set(error, WUBU_INPUT, _("`%s` is an SSH certificate; only plain keys are taken."), shown);
		error_hint(error, _("Use the public key that the certificate was made for."));
	} else if (bytes_are(type, "ssh-dss")) {
		error_set(error, WUBU_INPUT, _("DSA keys (ssh-dss) are too weak and are not taken."));
		error_hint(error, _("Make a new key with `ssh-keygen -t ed25519`."));
	} else {
		const char *nearest = text_nearest(shown, kind_name, NULL);
		error_set(error, WUBU_INPUT, _("`%s` is not a type of key that is known here."), shown);
		if (nearest)
			error_hint(error, _("Did you mean `%s`?"), nearest);
		else
			error_hint(error, _("A key begins with its type, as in the .pub file: ssh-ed25519, ecdsa-sha2-nistp256, ssh-rsa …"));
	}
	return -1;
}

int trust_public_open(struct trust_public *key, struct wubu_bytes blob, struct wubu_error *error)
{
	struct parts parts = {0};
	struct trust_wire wire = trust_wire(blob);
	struct wubu_bytes type = trust_wire_string(&wire);
	const struct trust_kind *kind = kind_of(type);
	memset(key, 0, sizeof *key);
	if (!kind)
		return refuse_type(type, error);
	kind->read(&wire, &parts);
	if (kind->touch)
		key->application = trust_wire_string(&wire);
	if (!trust_wire_done(&wire))
		return error_set(error, WUBU_INPUT,
				 _("The %s key is damaged: it ends too early, goes on after its end, or is not in its shortest form."),
				 kind->name);
	key->kind = kind;
	key->type = kind->name;
	key->touch = kind->touch;
	if (kind->make(&parts, key, error))
		return 0;
	/* What OpenSSL says stays in a list of the thread, where libgit2 would find it as its own. */
	ERR_clear_error();
	return error_set(error, WUBU_INPUT, _("OpenSSL cannot read this %s key."), kind->name);
}

void trust_public_close(struct trust_public *key)
{
	EVP_PKEY_free(key->pkey);
	key->pkey = NULL;
}

/* ---- a line of text ------------------------------------------------------ */

/* Cut the next word, and the blanks after it, from the front of TEXT. */
static struct wubu_bytes next_word(struct wubu_bytes *text)
{
	struct wubu_bytes word = {text->data, 0};
	while (word.size < text->size && word.data[word.size] != ' ')
		word.size++;
	size_t skip = word.size;
	while (skip < text->size && text->data[skip] == ' ')
		skip++;
	text->data += skip;
	text->size -= skip;
	return word;
}

static bool is_one_line(struct wubu_bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)text.data[i] < ' ')
			return false;
	return true;
}

static int decode_blob(struct wubu_bytes *blob, struct wubu_bytes text, struct arena *arena,
		       struct wubu_error *error)
{
	char *bytes = arena_alloc(arena, TRUST_BASE64_BYTES(text.size) + 1);
	blob->data = bytes;
	if (trust_base64_decode(text, bytes, &blob->size))
		return 0;
	error_set(error, WUBU_INPUT, _("The key is not whole: what follows its type is not base64."));
	error_hint(error, _("Copy the whole line of the .pub file."));
	return -1;
}

int trust_key_parse(struct trust_key *key, struct wubu_bytes line, struct arena *arena,
		    struct wubu_error *error)
{
	struct trust_public public;
	struct wubu_bytes blob;
	if (line.size > LIMIT_YAML_SCALAR)
		return error_set(error, WUBU_LIMIT, _("A key of %zu bytes is too long: at most %u are read."),
				 line.size, LIMIT_YAML_SCALAR);
	if (line.size && line.data[line.size - 1] == '\n')
		line.size--;
	if (line.size == 0)
		return error_set(error, WUBU_INPUT, _("The key is empty."));
	if (!is_one_line(line))
		return error_set(error, WUBU_INPUT, _("A key stands on one line, without tabs."));
	struct wubu_bytes type = next_word(&line);
	if (!kind_of(type))
		return refuse_type(type, error);
	if (decode_blob(&blob, next_word(&line), arena, error) < 0 ||
	    trust_public_open(&public, blob, error) < 0)
		return -1;
	key->blob = blob;
	key->type = public.type;
	trust_public_close(&public);
	if (!bytes_are(type, key->type))
		return error_set(error, WUBU_INPUT, _("The key calls itself %s but is one of type %s inside."),
				 kind_of(type)->name, key->type);
	return 0;
}

char *trust_fingerprint(const struct trust_key *key, char text[TRUST_FINGERPRINT])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	char base64[TRUST_BASE64_TEXT(32)];
	unsigned size = 0;
	text[0] = '\0';
	if (!EVP_Digest(key->blob.data, key->blob.size, digest, &size, EVP_sha256(), NULL) || size != 32)
		return text;
	trust_base64_encode((struct wubu_bytes){(const char *)digest, size}, base64);
	/* OpenSSH leaves the padding away. */
	snprintf(text, TRUST_FINGERPRINT, "SHA256:%.43s", base64);
	return text;
}
