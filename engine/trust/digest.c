/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <unistd.h>

#define RANDOM_PIECE 64

static const char digits[] = "0123456789abcdef";

static void write_hex(const unsigned char *bytes, size_t size, char *hex)
{
	for (size_t i = 0; i < size; i++) {
		*hex++ = digits[bytes[i] >> 4];
		*hex++ = digits[bytes[i] & 15];
	}
	*hex = '\0';
}

/* A digest that cannot be made must not look like one: end as base/arena.h does. */
static void no_digest(void)
{
	static const char text[] = "wubu: OpenSSL cannot make a SHA-256\n";
	ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
	(void)ignored;
	_exit(3);
}

char *digest_sha256(struct wubu_bytes bytes, char hex[DIGEST_HEX])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	if (!EVP_Digest(bytes.data, bytes.size, digest, &size, EVP_sha256(), NULL) || size != 32)
		no_digest();
	write_hex(digest, size, hex);
	return hex;
}

bool digest_sha1(const struct wubu_bytes pieces[2], unsigned char out[20])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool made = context && EVP_DigestInit_ex(context, EVP_sha1(), NULL) == 1 &&
		    EVP_DigestUpdate(context, pieces[0].data, pieces[0].size) == 1 &&
		    EVP_DigestUpdate(context, pieces[1].data, pieces[1].size) == 1 &&
		    EVP_DigestFinal_ex(context, out, NULL) == 1;
	EVP_MD_CTX_free(context);
	return made;
}

bool digest_sealed(struct wubu_bytes key, struct wubu_bytes bytes, char hex[DIGEST_HEX])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	if (!HMAC(EVP_sha256(), key.data, (int)key.size, (const unsigned char *)bytes.data, bytes.size, digest, &size) ||
	    size != 32)
		return false;
	write_hex(digest, size, hex);
	return true;
}

bool digest_is_sha256(struct wubu_bytes hex)
{
	if (hex.size != DIGEST_HEX - 1)
		return false;
	for (size_t i = 0; i < hex.size; i++)
		if (!hex.data[i] || !strchr(digits, hex.data[i]))
			return false;
	return true;
}

int digest_random(size_t n, char *hex)
{
	unsigned char piece[RANDOM_PIECE];
	*hex = '\0';
	while (n) {
		size_t now = n < sizeof piece ? n : sizeof piece;
		if (RAND_bytes(piece, (int)now) != 1)
			return -1;
		write_hex(piece, now, hex);
		hex += 2 * now;
		n -= now;
	}
	return 0;
}
