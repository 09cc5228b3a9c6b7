/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mutants NUMBER COUNT KEYS SEED…: COUNT signed commits, each made from one of the SEEDs by chance that NUMBER decides, with what this
 * engine says of each.  Half of them are changed and then signed, so that only their form can be wrong; the others are changed after
 * they were signed, or are signed in odd ways.  KEYS holds the public keys that are enrolled; the signer's own is printed
 * with "mutants key".
 *
 * To standard output, for each: "accepted" or "refused", whether it was signed after it was changed ("signed", "spoilt"), its size and
 * why it was refused, on one line; then its bytes.
 */
#include "bench/actor.h"

#include "store/commit.h"
#include "trust/base64.h"
#include "trust/sshsig.h"
#include "trust/wire.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

#define LONGEST 65536u

static uint64_t state;
static struct actor signer;

/* splitmix64 */
static size_t chance(size_t below)
{
	uint64_t number = state += 0x9e3779b97f4a7c15u;
	number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9u;
	number = (number ^ number >> 27) * 0x94d049bb133111ebu;
	return below ? (size_t)((number ^ number >> 31) % below) : 0;
}

static void fail(const char *what)
{
	fprintf(stderr, "mutants: %s\n", what);
	exit(2);
}

static struct wubu_bytes read_whole(const char *path, struct arena *arena)
{
	char *bytes = arena_alloc(arena, LONGEST + 1);
	FILE *file = fopen(path, "rb");
	if (!file)
		fail(path);
	size_t size = fread(bytes, 1, LONGEST, file);
	fclose(file);
	return (struct wubu_bytes){bytes, size};
}

/* ---- pieces of text ----------------------------------------------------------------------- */

/* Put PIECE in place of SIZE bytes at AT. */
static void replace(struct buf *text, size_t at, size_t size, struct wubu_bytes piece)
{
	struct buf out;
	buf_init(&out);
	buf_add(&out, (struct wubu_bytes){text->data, at});
	buf_add(&out, piece);
	buf_add(&out, (struct wubu_bytes){text->data + at + size, text->size - at - size});
	buf_release(text);
	*text = out;
}

/* The offset of a line by chance, and how long it is with its end. */
static size_t some_line(const struct buf *text, size_t *size)
{
	size_t lines = 1, at = 0;
	for (size_t i = 0; i < text->size; i++)
		lines += text->data[i] == '\n';
	for (size_t skip = chance(lines); skip; skip--)
		at += strcspn(text->data + at, "\n") + 1;
	if (at > text->size)
		at = text->size;
	const char *end = memchr(text->data + at, '\n', text->size - at);
	*size = end ? (size_t)(end - (text->data + at)) + 1 : text->size - at;
	return at;
}

/* The number OF words that begin with WORD… are counted in bytes: where WORD stands, or the end. */
static size_t find(const struct buf *text, const char *word)
{
	const char *at = strstr(text->data, word);
	return at ? (size_t)(at - text->data) : text->size;
}

static struct wubu_bytes one_of(const struct wubu_bytes *pieces, size_t count)
{
	return pieces[chance(count)];
}

#define PIECE(text) {text, sizeof(text) - 1}
#define ONE_OF(pieces) one_of(pieces, sizeof(pieces) / sizeof *(pieces))

/* ---- changes of what is signed -------------------------------------------------------------- */

static void no_change(struct buf *text)
{
	(void)text;
}

static void flip_bit(struct buf *text)
{
	if (text->size)
		text->data[chance(text->size)] ^= (char)(1 << chance(8));
}

static void insert_byte(struct buf *text)
{
	static const struct wubu_bytes bytes[] = {PIECE("\0"), PIECE("\r"), PIECE("\n"), PIECE(" "), PIECE("<"), PIECE(">"),
						  PIECE("\xff"), PIECE("\t"), PIECE("0"), PIECE("\x1b"), PIECE("\x0b")};
	replace(text, chance(text->size + 1), 0, ONE_OF(bytes));
}

static void delete_some(struct buf *text)
{
	size_t at = chance(text->size), size = 1 + chance(8);
	replace(text, at, size > text->size - at ? text->size - at : size, (struct wubu_bytes){"", 0});
}

static void repeat_line(struct buf *text)
{
	size_t size, at = some_line(text, &size);
	char copy[512];
	size = size < sizeof copy ? size : sizeof copy;
	memcpy(copy, text->data + at, size);
	replace(text, at, 0, (struct wubu_bytes){copy, size});
}

static void drop_line(struct buf *text)
{
	size_t size, at = some_line(text, &size);
	replace(text, at, size, (struct wubu_bytes){"", 0});
}

static void insert_line(struct buf *text)
{
	static const struct wubu_bytes lines[] = {
		PIECE("encoding GB18030\n"), PIECE("encoding UTF-8\n"), PIECE("mergetag object 0\n"), PIECE("x-decision other\n"),
		PIECE("HG:extra x\n"), PIECE("parent 1111111111111111111111111111111111111111\n"),
		PIECE("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"), PIECE("author M <m@x> 1700000000 +0000\n"),
		PIECE("committer M <m@x> 1700000000 +0000\n"), PIECE("gpgsig x\n"), PIECE("gpgsig-sha256 x\n"), PIECE(" folded\n"),
		PIECE("\n"), PIECE("Step: publication\n"), PIECE("---\n"), PIECE("# ---- >8 ----\n"), PIECE("STEP : x\n"),
	};
	size_t size, at = some_line(text, &size);
	replace(text, at, 0, ONE_OF(lines));
}

static void change_number(struct buf *text)
{
	static const struct wubu_bytes numbers[] = {PIECE("-1"), PIECE("0"), PIECE("00"), PIECE("253402300799"), PIECE("253402300800"),
						    PIECE("18446744073709551615"), PIECE("18446744073709551616"), PIECE("1e9"), PIECE(""),
						    PIECE("2147483648"), PIECE("0x10"), PIECE("+5")};
	size_t at = find(text, chance(2) ? "\nauthor " : "\ncommitter ");
	const char *close = memchr(text->data + at, '>', text->size - at);
	if (close && close[1] == ' ')
		replace(text, (size_t)(close + 2 - text->data), strspn(close + 2, "0123456789"), ONE_OF(numbers));
}

static void change_zone(struct buf *text)
{
	static const struct wubu_bytes zones[] = {PIECE("+1400"), PIECE("+1401"), PIECE("-1200"), PIECE("-1201"), PIECE("+9999"), PIECE("+0860"),
						  PIECE("0800"), PIECE("+800"), PIECE("+08000"), PIECE("Z"), PIECE(""), PIECE("-0000")};
	size_t at = find(text, " +0800");
	if (at < text->size)
		replace(text, at + 1, 5, ONE_OF(zones));
}

static void change_person(struct buf *text)
{
	static const struct wubu_bytes persons[] = {PIECE("<>"), PIECE("<a@b> <c@d>"), PIECE("a@b"), PIECE("<a\tb>"), PIECE("<a@b"), PIECE("a@b>"),
						    PIECE("< a@b >"), PIECE("<\xff@x>"), PIECE("<a@b\xe2\x80\xae>")};
	size_t at = find(text, "<"), end = find(text, ">");
	if (at < end && end < text->size)
		replace(text, at, end + 1 - at, ONE_OF(persons));
}

static void change_message(struct buf *text)
{
	static const struct wubu_bytes pieces[] = {PIECE("\xe2\x80\xa8"), PIECE("\xc2\x85"), PIECE("\xe2\x80\xae"), PIECE("\xed\xa0\x80"), PIECE("\xc0\x80"),
						   PIECE("a\0b"), PIECE("\nDecision: X\n"), PIECE("\r\n"), PIECE("\n\n\n"), PIECE("K\xd0\xb5y: v\n"),
						   PIECE("-----BEGIN SSH SIGNATURE-----\n"), PIECE("gpgsig -----BEGIN\n")};
	size_t body = find(text, "\n\n") + 2;
	if (body <= text->size)
		replace(text, body + chance(text->size - body + 1), 0, ONE_OF(pieces));
}

/* Words that nobody has anything against: most of what is accepted is as varied as this. */
static void add_words(struct buf *text)
{
	static const struct wubu_bytes words[] = {PIECE("\xe6\x9c\x9b"), PIECE(" a"), PIECE("\xf0\x9f\x8c\xb3"), PIECE("#1"), PIECE("<x>"), PIECE("-- "),
						  PIECE("gpgsig"), PIECE("e\xcc\x81"), PIECE("tree 1"), PIECE("~!@$%^&*()")};
	size_t body = find(text, "\n\n") + 2, first = body + strcspn(body < text->size ? text->data + body : "", "\n");
	for (size_t times = 1 + chance(3); times && first <= text->size; times--)
		replace(text, first, 0, ONE_OF(words));
}

static void move_time(struct buf *text)
{
	char number[24];
	size_t at = find(text, chance(2) ? "\nauthor " : "\ncommitter ");
	const char *close = memchr(text->data + at, '>', text->size - at);
	size_t size = (size_t)snprintf(number, sizeof number, "%zu", chance(2) ? chance(4102444800u) : chance(253402300800u));
	if (close && close[1] == ' ')
		replace(text, (size_t)(close + 2 - text->data), strspn(close + 2, "0123456789"), (struct wubu_bytes){number, size});
}

static void cut_end(struct buf *text)
{
	size_t keep = chance(text->size + 1);
	replace(text, keep, text->size - keep, (struct wubu_bytes){"", 0});
}

static void upper_hex(struct buf *text)
{
	for (size_t i = 5; i < 45 && i < text->size; i++)
		if (text->data[i] >= 'a' && text->data[i] <= 'f' && chance(2))
			text->data[i] = (char)(text->data[i] - 32);
}

typedef void (*change_fn)(struct buf *text);
static const change_fn changes[] = {no_change,   flip_bit,     insert_byte, delete_some,   repeat_line,    drop_line, insert_line,
				    change_number, change_zone, change_person, change_message, cut_end,   upper_hex, change_message,
				    insert_line, no_change, add_words, add_words, move_time, move_time};

/* ---- odd signatures ---------------------------------------------------------------------------- */

/* How a signature is made; a good one has version 1, "git", "", sha512. */
struct manner {
	const char *space, *reserved, *hash, *algorithm;
	uint32_t version;
	const char *after;  /* the blob's end */
	bool key;           /* a security key: with FLAGS */
	unsigned char flags;
};

static void put_u32(struct buf *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(out, (char)(number >> shift));
}

static void put_digest(struct buf *out, const char *name, struct wubu_bytes bytes)
{
	unsigned char value[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	const EVP_MD *digest = EVP_get_digestbyname(name);
	if (!digest || EVP_Digest(bytes.data, bytes.size, value, &size, digest, NULL) != 1)
		fail(name);
	trust_wire_put(out, (struct wubu_bytes){(const char *)value, size});
}

static void ed25519(struct wubu_bytes bytes, unsigned char value[64])
{
	size_t size = 64;
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, signer.secret, sizeof signer.secret);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	if (!key || !context || EVP_DigestSignInit(context, NULL, NULL, NULL, key) != 1 ||
	    EVP_DigestSign(context, value, &size, (const unsigned char *)bytes.data, bytes.size) != 1)
		fail("OpenSSL does not sign");
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
}

/* The signer's key as a security key, made in software. */
static void put_security_key(struct buf *out)
{
	trust_wire_put(out, bytes_of("sk-ssh-ed25519@openssh.com"));
	trust_wire_put(out, (struct wubu_bytes){(const char *)signer.open, sizeof signer.open});
	trust_wire_put(out, bytes_of("ssh:"));
}

/* What a security key signs: its application, flags, counter and the digest of BYTES. */
static void presence(struct buf *message, unsigned char flags)
{
	unsigned char digest[SHA256_DIGEST_LENGTH], application[SHA256_DIGEST_LENGTH];
	SHA256((const unsigned char *)message->data, message->size, digest);
	SHA256((const unsigned char *)"ssh:", 4, application);
	buf_clear(message);
	buf_add(message, (struct wubu_bytes){(const char *)application, sizeof application});
	buf_char(message, (char)flags);
	put_u32(message, 7);
	buf_add(message, (struct wubu_bytes){(const char *)digest, sizeof digest});
}

static void put_value(const struct manner *manner, struct buf *message, struct buf *value)
{
	unsigned char bytes[64];
	if (manner->key)
		presence(message, manner->flags);
	ed25519(buf_bytes(message), bytes);
	trust_wire_put(value, bytes_of(manner->algorithm));
	trust_wire_put(value, (struct wubu_bytes){(const char *)bytes, sizeof bytes});
	if (!manner->key)
		return;
	buf_char(value, (char)manner->flags);
	put_u32(value, 7);
}

static void put_purpose(const struct manner *manner, struct buf *out)
{
	trust_wire_put(out, bytes_of(manner->space));
	trust_wire_put(out, bytes_of(manner->reserved));
	trust_wire_put(out, bytes_of(manner->hash));
}

static void sign_so(const struct manner *manner, struct wubu_bytes payload, struct buf *blob)
{
	struct buf message, value, key;
	buf_init(&message);
	buf_init(&value);
	buf_init(&key);
	buf_text(&message, "SSHSIG");
	put_purpose(manner, &message);
	put_digest(&message, manner->hash, payload);
	put_value(manner, &message, &value);
	if (manner->key)
		put_security_key(&key);
	buf_text(blob, "SSHSIG");
	put_u32(blob, manner->version);
	trust_wire_put(blob, manner->key ? buf_bytes(&key) : buf_bytes(&signer.blob));
	put_purpose(manner, blob);
	trust_wire_put(blob, buf_bytes(&value));
	buf_text(blob, manner->after);
	buf_release(&message);
	buf_release(&value);
	buf_release(&key);
}

static void odd_manner(struct manner *manner)
{
	static const char *const spaces[] = {"file", "git2", "", "Git", "git "}, *const hashes[] = {"sha256", "sha1", "md5", "sha384", "SHA512"};
	static const char *const algorithms[] = {"ssh-rsa", "rsa-sha2-512", "ssh-ed448", "", "ssh-ed25519-cert-v01@openssh.com"};
	static const uint32_t versions[] = {0, 2, 256, 0x01000000};
	switch (chance(8)) {
	case 0: manner->space = spaces[chance(5)]; break;
	case 1: manner->reserved = "x"; break;
	case 2: manner->hash = hashes[chance(5)]; break;
	case 3: manner->algorithm = algorithms[chance(5)]; break;
	case 4: manner->version = versions[chance(4)]; break;
	case 5: manner->after = "x"; break;
	case 6: case 7:
		manner->key = true;
		manner->algorithm = "sk-ssh-ed25519@openssh.com";
		manner->flags = (unsigned char)(chance(2) ? 1 : chance(16));
		break;
	}
}

/* BLOB in armour of lines of WIDTH that end in END. */
static void put_armour(struct wubu_bytes blob, size_t width, const char *end, struct buf *out)
{
	char *text = heap_alloc(TRUST_BASE64_TEXT(blob.size) + 1);
	size_t size = trust_base64_encode(blob, text);
	buf_format(out, "-----BEGIN SSH SIGNATURE-----%s", end);
	for (size_t at = 0; at < size; at += width) {
		size_t line = size - at < width ? size - at : width;
		buf_add(out, (struct wubu_bytes){text + at, line});
		buf_text(out, end);
	}
	buf_format(out, "-----END SSH SIGNATURE-----%s", end);
	free(text);
}

static void sign(struct wubu_bytes payload, bool odd, struct buf *armour)
{
	static const size_t widths[] = {64, 76, 69, 71, 1000};
	struct manner manner = {"git", "", "sha512", "ssh-ed25519", 1, "", false, 0};
	struct buf blob;
	buf_init(&blob);
	if (odd)
		odd_manner(&manner);
	sign_so(&manner, payload, &blob);
	bool armoured = odd && chance(4) == 0;
	put_armour(buf_bytes(&blob), armoured ? widths[chance(5)] : 70, armoured && chance(2) ? "\r\n" : "\n", armour);
	buf_release(&blob);
}

/* Put ARMOUR into the head of OBJECT, as KEY, where git puts it or (ODD) elsewhere. */
static void put_header(struct buf *object, const struct buf *armour, const char *key, bool odd)
{
	struct buf header;
	size_t at = find(object, "\n\n") + 1, size = armour->size;
	buf_init(&header);
	buf_format(&header, "%s ", key);
	while (size && armour->data[size - 1] == '\n')
		size--;
	for (size_t i = 0; i < size; i++) {
		buf_char(&header, armour->data[i]);
		if (armour->data[i] == '\n')
			buf_char(&header, ' ');
	}
	buf_char(&header, '\n');
	if (odd)
		at = chance(2) ? find(object, "author ") : chance(2) ? at + 1 : 0;
	if (at <= object->size)
		replace(object, at, 0, buf_bytes(&header));
	buf_release(&header);
}

/* ---- changes of a signed commit ------------------------------------------------------------------- */

static void spoil_armour(struct buf *text)
{
	static const struct wubu_bytes pieces[] = {PIECE("="), PIECE("\n \n "), PIECE(" "), PIECE("\r"), PIECE("A"), PIECE("-"), PIECE("\n ")};
	size_t begin = find(text, "-----BEGIN SSH"), end = find(text, "-----END SSH");
	if (begin < end && end < text->size)
		replace(text, begin + chance(end - begin + 40 < text->size - begin ? end - begin + 40 : end - begin), chance(2), ONE_OF(pieces));
}

static void spoil_after_end(struct buf *text)
{
	static const struct wubu_bytes pieces[] = {PIECE("\n x"), PIECE("\n "), PIECE(" "), PIECE("\n -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----"),
						   PIECE("\n \n ")};
	static const char mark[] = "-----END SSH SIGNATURE-----";
	size_t at = find(text, mark);
	if (at < text->size)
		replace(text, at + sizeof mark - 1, 0, ONE_OF(pieces));
}

static void rename_header(struct buf *text)
{
	static const struct wubu_bytes names[] = {PIECE("gpgsig-sha256"), PIECE("GPGSIG"), PIECE("gpgsig "), PIECE("gpgsi"), PIECE("\ngpgsig")};
	size_t at = find(text, "gpgsig");
	if (at < text->size)
		replace(text, at, 6, ONE_OF(names));
}

static void pgp_armour(struct buf *text)
{
	static const struct wubu_bytes names[] = {PIECE("PGP SIGNATURE"), PIECE("SIGNED MESSAGE"), PIECE("SSH  SIGNATURE")};
	size_t at = find(text, "SSH SIGNATURE");
	if (at < text->size)
		replace(text, at, 13, ONE_OF(names));
}

static void sign_twice(struct buf *text)
{
	struct buf armour;
	buf_init(&armour);
	sign(buf_bytes(text), false, &armour);
	put_header(text, &armour, "gpgsig", chance(2));
	buf_release(&armour);
}

static const change_fn spoilings[] = {flip_bit,     flip_bit,   insert_byte, delete_some, spoil_armour, spoil_armour,   spoil_after_end, rename_header,
				      pgp_armour, sign_twice, repeat_line, insert_line,  change_number, change_message, drop_line,       no_change};

/* ---- one mutant -------------------------------------------------------------------------------------- */

static void unsign(struct buf *text)
{
	size_t at = find(text, "gpgsig "), end = find(text, "-----END SSH SIGNATURE-----\n");
	if (at < end && end < text->size)
		replace(text, at, end + 28 - at, (struct wubu_bytes){"", 0});
}

/* Whether it was changed before it was signed. */
static bool mutate(struct buf *text)
{
	bool resign = chance(2);
	struct buf armour;
	if (!resign) {
		for (size_t times = 1 + chance(2); times; times--)
			spoilings[chance(sizeof spoilings / sizeof *spoilings)](text);
		return false;
	}
	bool odd = chance(3) == 0;
	unsign(text);
	for (size_t times = 1 + chance(2); times; times--)
		changes[chance(sizeof changes / sizeof *changes)](text);
	buf_init(&armour);
	sign(buf_bytes(text), odd, &armour);
	put_header(text, &armour, "gpgsig", odd && chance(4) == 0);
	buf_release(&armour);
	return true;
}

/* This engine's answer: NULL when it is a good signature of an enrolled key, else why not. */
static const char *judge(struct wubu_bytes raw, const struct trust_key *keys, size_t count, struct arena *arena)
{
	struct wubu_error error = {0};
	struct store_commit commit;
	struct trust_key key;
	if (store_commit_parse(&commit, raw, arena, &error))
		return arena_text(arena, error.message);
	if (!commit.signature.size)
		return "unsigned";
	if (trust_verify(commit.signature, commit.payload, arena, &key, &error))
		return arena_text(arena, error.message);
	for (size_t i = 0; i < count; i++)
		if (bytes_equal(keys[i].blob, key.blob))
			return NULL;
	return "nobody's key";
}

static size_t read_keys(const char *path, struct arena *arena, struct trust_key **keys)
{
	struct wubu_bytes text = read_whole(path, arena);
	size_t count = 0;
	struct wubu_error error = {0};
	for (char *line = strtok((char *)text.data, "\n"); line; line = strtok(NULL, "\n")) {
		struct trust_key key;
		if (!trust_key_parse(&key, bytes_of(line), arena, &error))
			*arena_push(arena, *keys, count) = key;
	}
	return count;
}

static void print_key(void)
{
	struct buf blob;
	char text[256] = "";
	buf_init(&blob);
	put_security_key(&blob);
	trust_base64_encode(buf_bytes(&blob), text);
	printf("%s\nsk-ssh-ed25519@openssh.com %s mutants\n", signer.line, text);
	buf_release(&blob);
}

static void one(const struct wubu_bytes *seeds, size_t count, const struct trust_key *keys, size_t key_count)
{
	struct arena *arena = arena_new();
	struct buf text;
	buf_init(&text);
	buf_add(&text, seeds[chance(count)]);
	bool resigned = mutate(&text);
	const char *why = judge(buf_bytes(&text), keys, key_count, arena);
	printf("%s %s %zu %s\n", why ? "refused" : "accepted", resigned ? "signed" : "spoilt", text.size, why ? why : "");
	fwrite(text.data, 1, text.size, stdout);
	buf_release(&text);
	arena_free(arena);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct trust_key *keys = NULL;
	struct wubu_bytes *seeds = NULL;
	size_t seed_count = 0;
	actor_init(&signer, "mutants", "differential", arena);
	if (argc == 2 && strcmp(argv[1], "key") == 0) {
		print_key();
		return 0;
	}
	if (argc < 5)
		fail("usage: mutants key | mutants NUMBER COUNT KEYS SEED…");
	state = strtoull(argv[1], NULL, 10);
	size_t count = read_keys(argv[3], arena, &keys);
	for (int i = 4; i < argc; i++)
		*arena_push(arena, seeds, seed_count) = read_whole(argv[i], arena);
	for (unsigned long i = strtoul(argv[2], NULL, 10); i; i--)
		one(seeds, seed_count, keys, count);
	arena_free(arena);
	buf_release(&signer.blob);
	return fflush(stdout) ? 2 : 0;
}
