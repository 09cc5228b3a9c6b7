/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys and signatures.  What is good is made by ssh-keygen, and what wubu makes is shown to
 * ssh-keygen and git.  What no honest program makes is put together here, piece by piece.
 */
#include "base/buf.h"
#include "trust/base64.h"
#include "trust/ed25519.h"
#include "trust/digest.h"
#include "trust/sshsig.h"
#include "trust/wire.h"

#include <openssl/ec.h>
#include <openssl/evp.h>

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define PAYLOAD "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor 刘芳 <liu.fang@wangjing.example> 0 +0800\n\n通过\n"

/* The keys that ssh-keygen makes in the folder of the test. */
static const struct {
	const char *file, *arguments, *type;
} made[] = {
	{"ed25519", "-t ed25519", "ssh-ed25519"},
	{"p256", "-t ecdsa -b 256", "ecdsa-sha2-nistp256"},
	{"p384", "-t ecdsa -b 384", "ecdsa-sha2-nistp384"},
	{"p521", "-t ecdsa -b 521", "ecdsa-sha2-nistp521"},
	{"rsa", "-t rsa -b 3072", "ssh-rsa"},
};

static char folder[] = "/tmp/wubu-test-trust-XXXXXX";
static struct arena *arena;
static struct wubu_error error;

static const char *in_folder(const char *name)
{
	return arena_format(arena, "%s/%s", folder, name);
}

static int shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int shell(const char *format, ...)
{
	char command[2048];
	int used = snprintf(command, sizeof command, "cd %s && exec >>log 2>&1 && ", folder);
	va_list args;
	va_start(args, format);
	vsnprintf(command + used, sizeof command - (size_t)used, format, args);
	va_end(args);
	return system(command);
}

static struct wubu_bytes file_bytes(const char *name)
{
	struct buf buf;
	char piece[4096];
	size_t got;
	FILE *file = fopen(in_folder(name), "rb");
	assert_non_null(file);
	buf_init(&buf);
	while ((got = fread(piece, 1, sizeof piece, file)) > 0)
		buf_add(&buf, (struct wubu_bytes){piece, got});
	fclose(file);
	struct wubu_bytes bytes = {arena_copy(arena, buf_bytes(&buf)), buf.size};
	buf_release(&buf);
	return bytes;
}

static void put_file(const char *name, struct wubu_bytes bytes)
{
	FILE *file = fopen(in_folder(name), "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
	fclose(file);
}

static struct wubu_bytes key_line(const char *name)
{
	return file_bytes(arena_format(arena, "%s.pub", name));
}

/* PAYLOAD signed by ssh-keygen with key NAME for SPACE. */
static struct wubu_bytes signed_by(const char *name, const char *space)
{
	put_file("payload", bytes_of(PAYLOAD));
	assert_int_equal(shell("rm -f payload.sig; ssh-keygen -Y sign -n %s -f %s payload", space, name), 0);
	return file_bytes("payload.sig");
}

static int verify(struct wubu_bytes armour, struct wubu_bytes payload)
{
	struct trust_key key = {0};
	memset(&error, 0, sizeof error);
	int result = trust_verify(armour, payload, arena, &key, &error);
	assert_int_equal(result == 0, error.code == WUBU_OK);
	assert_int_equal(result == 0, key.type != NULL);
	return result;
}

static int parse(struct wubu_bytes line)
{
	struct trust_key key = {0};
	memset(&error, 0, sizeof error);
	return trust_key_parse(&key, line, arena, &error);
}

static void assert_said(const char *words)
{
	if (!strstr(error.message, words))
		fail_msg("\"%s\" is not in \"%s\"", words, error.message);
}

static int make_keys(void **state)
{
	(void)state;
	arena = arena_new();
	assert_non_null(mkdtemp(folder));
	setenv("HOME", folder, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	unsetenv("SSH_AUTH_SOCK");
	for (size_t i = 0; i < COUNT(made); i++)
		assert_int_equal(shell("ssh-keygen -q -N '' -C 'liu fang' %s -f %s", made[i].arguments,
				       made[i].file), 0);
	assert_int_equal(shell("ssh-keygen -q -N '' -t rsa -b 2048 -f rsa2048"), 0);
	assert_int_equal(shell("ssh-keygen -q -N secret -t ed25519 -f locked"), 0);
	return 0;
}

static int remove_keys(void **state)
{
	(void)state;
	int status = shell("rm -rf %s", folder);
	arena_free(arena);
	return status;
}

/* ---- digests and wire ---------------------------------------------------- */

static void digests_are_those_of_the_standard(void **state)
{
	(void)state;
	static const struct {
		const char *text, *hex;
	} rows[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	char hex[DIGEST_HEX];
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(digest_sha256(bytes_of(rows[i].text), hex), rows[i].hex);
	assert_true(digest_is_sha256(bytes_of(rows[0].hex)));
	assert_false(digest_is_sha256(bytes_of("")));
	assert_false(digest_is_sha256((struct wubu_bytes){rows[0].hex, 63}));
	hex[0] = 'E';
	assert_false(digest_is_sha256(bytes_of(hex)));
	hex[0] = '\0';
	assert_false(digest_is_sha256((struct wubu_bytes){hex, 64}));
}

static void random_digits_are_not_the_same_twice(void **state)
{
	(void)state;
	char a[201], b[201];
	assert_int_equal(digest_random(100, a), 0);
	assert_int_equal(digest_random(100, b), 0);
	assert_int_equal(strlen(a), 200);
	assert_int_equal(strspn(a, "0123456789abcdef"), 200);
	assert_string_not_equal(a, b);
	assert_int_equal(digest_random(0, a), 0);
	assert_string_equal(a, "");
}

static void base64_has_one_form(void **state)
{
	(void)state;
	static const struct {
		const char *text, *bytes; /* NULL: refused */
	} rows[] = {
		{"Zg==", "f"}, {"Zm8=", "fo"}, {"Zm9v", "foo"}, {"Zm9vYmFy", "foobar"},
		{"", NULL}, {"Zg", NULL}, {"Zg=", NULL}, {"Zh==", NULL}, {"Zm9=", NULL}, {"Z===", NULL},
		{"====", NULL}, {"Zg==Zg==", NULL}, {"Zm9v\n", NULL}, {"Zm 9", NULL}, {"Zm-_", NULL},
		{"Zm9vZ===", NULL}, {"Z=9v", NULL}, {"Zm=v", NULL},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		char bytes[16] = "", text[17] = "";
		size_t size;
		assert_int_equal(trust_base64_decode(bytes_of(rows[i].text), bytes, &size), rows[i].bytes != NULL);
		if (!rows[i].bytes)
			continue;
		assert_true(bytes_are((struct wubu_bytes){bytes, size}, rows[i].bytes));
		trust_base64_encode(bytes_of(rows[i].bytes), text);
		assert_string_equal(text, rows[i].text);
	}
}

/* ---- pieces -------------------------------------------------------------- */

static struct wubu_bytes keep(struct buf *buf)
{
	struct wubu_bytes bytes = {arena_copy(arena, buf_bytes(buf)), buf->size};
	buf_release(buf);
	return bytes;
}

static void put_u32(struct buf *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(out, (char)(value >> shift & 0xFF));
}

static struct wubu_bytes base64(struct wubu_bytes bytes)
{
	char *text = arena_alloc(arena, TRUST_BASE64_TEXT(bytes.size) + 1);
	return (struct wubu_bytes){text, trust_base64_encode(bytes, text)};
}

static struct wubu_bytes armour_of(struct wubu_bytes blob, size_t columns)
{
	struct wubu_bytes text = base64(blob);
	struct buf out;
	buf_init(&out);
	buf_text(&out, "-----BEGIN SSH SIGNATURE-----\n");
	for (size_t i = 0; i < text.size; i += columns) {
		size_t line = text.size - i < columns ? text.size - i : columns;
		buf_add(&out, (struct wubu_bytes){text.data + i, line});
		buf_char(&out, '\n');
	}
	buf_text(&out, "-----END SSH SIGNATURE-----\n");
	return keep(&out);
}

static struct wubu_bytes line_of(const char *type, struct wubu_bytes blob)
{
	struct buf out;
	buf_init(&out);
	buf_text(&out, type);
	buf_char(&out, ' ');
	buf_add(&out, base64(blob));
	return keep(&out);
}

/* A blob of wire strings: type first, up to a string without data. */
static struct wubu_bytes strings(const struct wubu_bytes *parts)
{
	struct buf out;
	buf_init(&out);
	for (; parts->data; parts++)
		trust_wire_put(&out, *parts);
	return keep(&out);
}

static struct wubu_bytes raw(const void *data, size_t size)
{
	return (struct wubu_bytes){data, size};
}

static struct wubu_bytes blob_of(const char *name)
{
	struct trust_key key;
	memset(&error, 0, sizeof error);
	assert_int_equal(trust_key_parse(&key, key_line(name), arena, &error), 0);
	return key.blob;
}

/* ---- keys ---------------------------------------------------------------- */

static void keys_of_ssh_keygen_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(made); i++) {
		struct trust_key key;
		char text[TRUST_FINGERPRINT];
		memset(&error, 0, sizeof error);
		assert_int_equal(trust_key_parse(&key, key_line(made[i].file), arena, &error), 0);
		assert_string_equal(key.type, made[i].type);
		assert_int_equal(shell("ssh-keygen -l -f %s.pub | grep -q -F ' %s '", made[i].file,
				       trust_fingerprint(&key, text)), 0);
	}
}

static void lines_that_are_not_one_key_are_refused(void **state)
{
	(void)state;
	const char *good = key_line("ed25519").data;
	struct wubu_bytes blob = blob_of("ed25519");
	const struct {
		const char *line, *said;
	} rows[] = {
		{"", "empty"},
		{"\n", "empty"},
		{arena_format(arena, "%s%s", good, good), "one line"},
		{arena_format(arena, " %s", good), "not a type"},
		{arena_format(arena, "no-pty %s", good), "`no-pty` is not a type"},
		{"ssh-ed25519", "not base64"},
		{"ssh-ed25519 AAAA====", "not base64"},
		{arena_format(arena, "ssh-ed25519 %.20s", good + 12), "damaged"},
		{arena_format(arena, "ssh-rsa %s", good + 12), "calls itself ssh-rsa"},
		{line_of("ssh-ed2551", blob).data, "not a type"},
		{line_of("ssh-dss", blob).data, "DSA"},
		{line_of("ssh-ed25519-cert-v01@openssh.com", blob).data, "certificate"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(parse(bytes_of(rows[i].line)), -1);
		assert_said(rows[i].said);
	}
	assert_int_equal(parse(bytes_of(arena_format(arena, "%.80s%20000s", good, "liu"))), -1);
	assert_said("too long");
	parse(line_of("ssh-ed2551", blob));
	assert_string_equal(error.hint, "Did you mean `ssh-ed25519`?");
	assert_int_equal(parse(bytes_of(arena_format(arena, "%.80s", good))), 0);
}

static void small_order_and_unreduced_points_are_refused(void **state)
{
	(void)state;
	static const char *const points[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};
	for (size_t i = 0; i < COUNT(points); i++)
		for (int sign = 0; sign < 2; sign++) {
			unsigned char point[32];
			for (size_t k = 0; k < 32; k++)
				assert_int_equal(sscanf(points[i] + 2 * k, "%2hhx", &point[k]), 1);
			point[31] |= (unsigned char)(sign << 7);
			const struct wubu_bytes parts[] = {bytes_of("ssh-ed25519"), raw(point, 32), {0}};
			assert_int_equal(parse(line_of("ssh-ed25519", strings(parts))), -1);
			assert_said("weak");
		}
}

/* An RSA blob with a modulus of BITS bits whose last byte is LAST. */
static struct wubu_bytes rsa_blob(size_t bits, unsigned char last, struct wubu_bytes exponent)
{
	size_t size = bits / 8 + 1;
	unsigned char *modulus = arena_alloc(arena, size);
	memset(modulus + 1, 0xA5, size - 1);
	modulus[size - 1] = last;
	const struct wubu_bytes parts[] = {bytes_of("ssh-rsa"), exponent, raw(modulus, size), {0}};
	return strings(parts);
}

static void rsa_keys_must_be_strong_and_sane(void **state)
{
	(void)state;
	const struct wubu_bytes e = raw("\x01\x00\x01", 3);
	const struct {
		struct wubu_bytes blob;
		const char *said; /* NULL: taken */
	} rows[] = {
		{rsa_blob(3072, 0x07, e), NULL},
		{rsa_blob(16384, 0x07, e), NULL},
		{rsa_blob(3072, 0x07, raw("\x03", 1)), NULL},
		{rsa_blob(3072, 0x07, raw("\x7f\0\0\0\0\0\0\x01", 8)), NULL},
		{rsa_blob(3072, 0x07, raw("\0\xff\0\0\0\0\0\0\x01", 9)), NULL},
		{rsa_blob(3064, 0x07, e), "3064 bits is too weak"},
		{rsa_blob(1024, 0x07, e), "too weak"},
		{rsa_blob(16392, 0x07, e), "too large"},
		{rsa_blob(65536, 0x07, e), "too large"},
		{rsa_blob(3072, 0x06, e), "even"},
		{rsa_blob(3072, 0x07, raw("\x01", 1)), "exponent"},
		{rsa_blob(3072, 0x07, raw("\x02", 1)), "exponent"},
		{rsa_blob(3072, 0x07, raw("\x01\0\0\0\0\0\0\0\x01", 9)), "exponent"},
		{rsa_blob(3072, 0x07, raw("\x00", 1)), "damaged"},
		{rsa_blob(3072, 0x07, raw("", 0)), "damaged"},
		{rsa_blob(3072, 0x07, raw("\x00\x03", 2)), "damaged"},
		{rsa_blob(3072, 0x07, raw("\x83", 1)), "damaged"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(parse(line_of("ssh-rsa", rows[i].blob)), rows[i].said ? -1 : 0);
		assert_said(rows[i].said ? rows[i].said : "");
	}
	assert_int_equal(parse(key_line("rsa2048")), -1);
	assert_said("2048 bits is too weak");
}

static void curve_points_must_be_on_their_curve(void **state)
{
	(void)state;
	struct wubu_bytes blob = blob_of("p256");
	const size_t point = 4 + 19 + 4 + 8 + 4;
	for (size_t i = 0; i < 64; i += 7) {
		char *bad = arena_copy(arena, blob);
		bad[point + 1 + i] ^= 1;
		assert_int_equal(parse(line_of("ecdsa-sha2-nistp256", raw(bad, blob.size))), -1);
		assert_said("not a point");
	}
	char *compressed = arena_copy(arena, raw(blob.data + point, 33));
	compressed[0] = (char)(2 + (blob.data[blob.size - 1] & 1));
	const struct wubu_bytes short_point[] = {bytes_of("ecdsa-sha2-nistp256"), bytes_of("nistp256"),
						 raw(compressed, 33), {0}};
	const struct wubu_bytes infinity[] = {bytes_of("ecdsa-sha2-nistp256"), bytes_of("nistp256"),
					      raw("\0", 1), {0}};
	const struct wubu_bytes other[] = {bytes_of("ecdsa-sha2-nistp256"), bytes_of("nistp384"),
					   raw(blob.data + point, 65), {0}};
	assert_int_equal(parse(line_of("ecdsa-sha2-nistp256", strings(short_point))), -1);
	assert_said("not a point");
	assert_int_equal(parse(line_of("ecdsa-sha2-nistp256", strings(infinity))), -1);
	assert_said("not a point");
	assert_int_equal(parse(line_of("ecdsa-sha2-nistp256", strings(other))), -1);
	assert_said("another curve");
}

static void keys_cut_or_made_longer_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(made); i++) {
		struct wubu_bytes blob = blob_of(made[i].file);
		for (size_t size = 0; size < blob.size; size++)
			assert_int_equal(parse(line_of(made[i].type, raw(blob.data, size))), -1);
		/* arena_copy() puts a NUL behind. */
		blob = raw(arena_copy(arena, blob), blob.size + 1);
		assert_int_equal(parse(line_of(made[i].type, blob)), -1);
		assert_said("damaged");
	}
}

/* ---- signatures of ssh-keygen -------------------------------------------- */

static void signatures_of_ssh_keygen_are_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(made); i++) {
		struct trust_key key;
		struct wubu_bytes armour = signed_by(made[i].file, "git");
		memset(&error, 0, sizeof error);
		assert_int_equal(trust_verify(armour, bytes_of(PAYLOAD), arena, &key, &error), 0);
		assert_string_equal(key.type, made[i].type);
		assert_true(bytes_equal(key.blob, blob_of(made[i].file)));
		armour.size--;
		assert_int_equal(verify(armour, bytes_of(PAYLOAD)), 0);
		assert_int_equal(verify(armour, bytes_of(PAYLOAD "\n")), -1);
		assert_said("does not fit");
		assert_int_equal(verify(armour, bytes_of("")), -1);
	}
}

static void other_namespaces_and_weak_keys_are_refused(void **state)
{
	(void)state;
	assert_int_equal(verify(signed_by("ed25519", "file"), bytes_of(PAYLOAD)), -1);
	assert_said("`file`");
	assert_int_equal(verify(signed_by("ed25519", "gi"), bytes_of(PAYLOAD)), -1);
	assert_int_equal(verify(signed_by("rsa2048", "git"), bytes_of(PAYLOAD)), -1);
	assert_said("too weak");
}

static void certificates_are_refused(void **state)
{
	(void)state;
	assert_int_equal(shell("ssh-keygen -q -s p256 -I liu -n liu ed25519.pub"), 0);
	struct wubu_bytes line = file_bytes("ed25519-cert.pub");
	assert_int_equal(parse(line), -1);
	assert_said("certificate");
	/* Signed with a certificate in place of the key. */
	assert_int_equal(shell("cp ed25519 c && cp ed25519-cert.pub c-cert.pub && cp ed25519-cert.pub c.pub"), 0);
	assert_int_equal(verify(signed_by("c", "git"), bytes_of(PAYLOAD)), -1);
	assert_said("certificate");
}

static void no_changed_byte_is_overlooked(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(made); i++) {
		struct wubu_bytes armour = signed_by(made[i].file, "git");
		char *changed = arena_copy(arena, armour), *payload = arena_text(arena, PAYLOAD);
		for (size_t at = 0; at < armour.size; at += i == 0 ? 1 : 13)
			for (int bit = 0; bit < 8; bit++) {
				changed[at] ^= (char)(1 << bit);
				assert_int_equal(verify(raw(changed, armour.size), bytes_of(PAYLOAD)), -1);
				changed[at] = armour.data[at];
			}
		for (size_t at = 0; at < strlen(PAYLOAD); at += 5) {
			payload[at] ^= 0x20;
			assert_int_equal(verify(armour, raw(payload, strlen(PAYLOAD))), -1);
			payload[at] ^= 0x20;
		}
	}
}

static void no_cut_signature_is_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(made); i++) {
		struct wubu_bytes armour = signed_by(made[i].file, "git");
		for (size_t size = 0; size + 1 < armour.size; size++) {
			/* Copied to its own memory, so that a sanitizer sees a read beyond it. */
			char *cut = malloc(size ? size : 1);
			assert_non_null(cut);
			memcpy(cut, armour.data, size);
			assert_int_equal(verify(raw(cut, size), bytes_of(PAYLOAD)), -1);
			free(cut);
		}
	}
}

static void armour_has_one_layout(void **state)
{
	(void)state;
	struct wubu_bytes armour = signed_by("ed25519", "git");
	const char *body = strchr(armour.data, '\n') + 1;
	const char *begin = "-----BEGIN SSH SIGNATURE-----", *end = "-----END SSH SIGNATURE-----";
	const char *rows[] = {
		arena_format(arena, "%s\n", armour.data),
		arena_format(arena, "%sx", armour.data),
		arena_format(arena, " %s", armour.data),
		arena_format(arena, "\n%s", armour.data),
		arena_format(arena, "%s%s", armour.data, armour.data),
		arena_format(arena, "%s\r\n%s", begin, body),
		arena_format(arena, "%s\n\n%s", begin, body),
		arena_format(arena, "%s \n%s", begin, body),
		arena_format(arena, "%s\n%.70s\n\n%s", begin, body, body + 71),
		arena_format(arena, "%s\n%.70s %s", begin, body, body + 71),
		arena_format(arena, "%s\n%.70s%s", begin, body, body + 71),
		arena_format(arena, "%s\n%s\n", begin, end),
		arena_format(arena, "%s\n%s", begin, end),
		arena_format(arena, "%s%s", begin, end),
		arena_format(arena, "%.*s=%s\n", (int)(armour.size - strlen(end) - 2), armour.data, end),
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		if (verify(bytes_of(rows[i]), bytes_of(PAYLOAD)) == 0)
			fail_msg("layout %zu is taken", i);
	assert_int_equal(verify(armour, bytes_of(PAYLOAD)), 0);
	assert_int_equal(verify(bytes_of(arena_format(arena, "%s%70000s", armour.data, "")), bytes_of(PAYLOAD)), -1);
	assert_said("too long");
}

/* ---- signatures put together here ---------------------------------------- */

/* An SSHSIG with one thing wrong with it, or none; made with a real key.  What is not said is honest. */
struct forgery {
	const char *said; /* NULL: good */
	const char *magic, *space, *reserved, *hash, *algorithm, *after, *tail;
	const char *application; /* of a security key; NULL: the key is none */
	int newer;               /* added to the version */
	unsigned flip;           /* changed in a security key's flags */
	size_t columns;
};
#define SK_ED25519 "sk-ssh-ed25519@openssh.com"
#define SK_ECDSA "sk-ecdsa-sha2-nistp256@openssh.com"

static const struct forgery forgeries[] = {
	{.said = NULL},
	{NULL, .hash = "sha256"},
	{"damaged", .magic = "SSHSIg"},
	{"version", .newer = 1},
	{"version", .newer = -1},
	{"version", .reserved = "x"},
	{"made for `file`", .space = "file"},
	{"made for ``", .space = ""},
	{"digest `sha1`", .hash = "sha1"},
	{"digest `sha384`", .hash = "sha384"},
	{"SHA-1", .algorithm = "ssh-rsa"},
	{"of the kind `rsa-sha2-512`", .algorithm = "rsa-sha2-512"},
	{"of the kind `" SK_ED25519, .algorithm = SK_ED25519},
	{"damaged", .after = "x"},
	{"damaged", .tail = "x"},
	{"written as ssh-keygen", .columns = 64},
	{NULL, .application = "ssh:"},
	{NULL, .application = "ssh:", .flip = 4},
	{NULL, .application = "ssh:wangjing"},
	{"without being touched", .application = "ssh:", .flip = 1},
	{"without being touched", .application = "ssh:", .flip = 5},
	{"damaged", .application = "ssh:", .tail = "x"},
	{"of the kind `ssh-ed25519", .application = "ssh:", .algorithm = "ssh-ed25519"},
};

static const char *or_else(const char *text, const char *usual)
{
	return text ? text : usual;
}

static char flags_of(const struct forgery *f)
{
	return (char)(1 ^ f->flip);
}

static struct wubu_bytes hashed(const char *name, struct wubu_bytes bytes)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size;
	assert_true(EVP_Digest(bytes.data, bytes.size, digest, &size, EVP_get_digestbyname(name), NULL));
	return raw(arena_copy(arena, raw(digest, size)), size);
}

static struct wubu_bytes sign_raw(EVP_PKEY *pkey, const EVP_MD *digest, struct wubu_bytes message)
{
	unsigned char out[512];
	size_t size = sizeof out;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	assert_int_equal(EVP_DigestSignInit(context, NULL, digest, NULL, pkey), 1);
	assert_int_equal(EVP_DigestSign(context, out, &size, (const unsigned char *)message.data, message.size), 1);
	EVP_MD_CTX_free(context);
	return raw(arena_copy(arena, raw(out, size)), size);
}

static void put_frame(struct buf *out, const struct forgery *f)
{
	trust_wire_put(out, bytes_of(or_else(f->space, "git")));
	trust_wire_put(out, bytes_of(or_else(f->reserved, "")));
	trust_wire_put(out, bytes_of(or_else(f->hash, "sha512")));
}

static struct wubu_bytes message_of(const struct forgery *f)
{
	struct buf out;
	buf_init(&out);
	buf_text(&out, "SSHSIG");
	put_frame(&out, f);
	trust_wire_put(&out, hashed(or_else(f->hash, "sha512"), bytes_of(PAYLOAD)));
	if (!f->application)
		return keep(&out);
	struct wubu_bytes inner = keep(&out);
	buf_add(&out, hashed("sha256", bytes_of(f->application)));
	buf_char(&out, flags_of(f));
	put_u32(&out, 7);
	buf_add(&out, hashed("sha256", inner));
	return keep(&out);
}

/* KEY: the blob.  VALUE: the raw signature, as its algorithm puts it. */
static struct wubu_bytes forge(const struct forgery *f, const char *algorithm, struct wubu_bytes key,
			       struct wubu_bytes value)
{
	struct buf signature, out;
	buf_init(&signature);
	buf_init(&out);
	trust_wire_put(&signature, bytes_of(or_else(f->algorithm, algorithm)));
	trust_wire_put(&signature, value);
	if (f->application) {
		buf_char(&signature, flags_of(f));
		put_u32(&signature, 7);
	}
	buf_text(&signature, or_else(f->tail, ""));
	buf_text(&out, or_else(f->magic, "SSHSIG"));
	put_u32(&out, (uint32_t)(1 + f->newer));
	trust_wire_put(&out, key);
	put_frame(&out, f);
	trust_wire_put(&out, buf_bytes(&signature));
	buf_text(&out, or_else(f->after, ""));
	buf_release(&signature);
	return armour_of(keep(&out), f->columns ? f->columns : 70);
}

static void ed25519_forgeries_are_told_from_honest_ones(void **state)
{
	(void)state;
	unsigned char point[32];
	size_t size = sizeof point;
	EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	assert_int_equal(EVP_PKEY_get_raw_public_key(pkey, point, &size), 1);
	for (size_t i = 0; i < COUNT(forgeries); i++) {
		const struct forgery *f = &forgeries[i];
		const char *type = f->application ? SK_ED25519 : "ssh-ed25519";
		const struct wubu_bytes parts[] = {bytes_of(type), raw(point, 32),
						   bytes_of(f->application), {0}};
		struct wubu_bytes value = sign_raw(pkey, NULL, message_of(f));
		int result = verify(forge(f, type, strings(parts), value), bytes_of(PAYLOAD));
		if (result != (f->said ? -1 : 0))
			fail_msg("row %zu: %d %s", i, result, error.message);
		assert_said(f->said ? f->said : "");
	}
	EVP_PKEY_free(pkey);
}

/* The signature that OpenSSL gives as DER, as SSH writes it; R and S may be spoilt. */
static struct wubu_bytes ssh_numbers(struct wubu_bytes der, const char *before_r, const char *after_s)
{
	const unsigned char *at = (const unsigned char *)der.data + 2;
	struct buf out, r;
	buf_init(&out);
	buf_init(&r);
	buf_add(&r, raw(before_r, before_r[0] == '0'));
	if (r.size)
		r.data[0] = '\0';
	buf_add(&r, raw(at + 2, at[1]));
	trust_wire_put(&out, buf_bytes(&r));
	buf_release(&r);
	at += 2 + at[1];
	trust_wire_put(&out, raw(at + 2, at[1]));
	buf_text(&out, after_s);
	return keep(&out);
}

static void ecdsa_security_keys_need_touch_and_one_form(void **state)
{
	(void)state;
	unsigned char point[65];
	size_t size = sizeof point;
	EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	assert_int_equal(EVP_PKEY_get_octet_string_param(pkey, "pub", point, size, &size), 1);
	const struct wubu_bytes parts[] = {bytes_of(SK_ECDSA), bytes_of("nistp256"), raw(point, size),
					   bytes_of("ssh:"), {0}};
	static const struct {
		const char *said, *before_r, *after_s;
		unsigned flip;
	} rows[] = {
		{NULL, "", "", 0},
		{"without being touched", "", "", 1},
		{"in the form", "0", "", 0},
		{"in the form", "", "x", 0},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct forgery f = {.application = "ssh:", .flip = rows[i].flip};
		struct wubu_bytes der = sign_raw(pkey, EVP_sha256(), message_of(&f));
		struct wubu_bytes value = ssh_numbers(der, rows[i].before_r, rows[i].after_s);
		assert_int_equal(verify(forge(&f, SK_ECDSA, strings(parts), value), bytes_of(PAYLOAD)),
				 rows[i].said ? -1 : 0);
		assert_said(rows[i].said ? rows[i].said : "");
	}
	EVP_PKEY_free(pkey);
}

/* With the identity point as key, R the identity and S zero fit every message in OpenSSL. */
static void the_key_that_fits_everything_fits_nothing(void **state)
{
	(void)state;
	static const char identity[32] = {1}, value[64] = {1};
	const struct forgery honest = {0};
	const struct wubu_bytes parts[] = {bytes_of("ssh-ed25519"), raw(identity, 32), {0}};
	assert_int_equal(verify(forge(&honest, "ssh-ed25519", strings(parts), raw(value, 64)),
				bytes_of(PAYLOAD)), -1);
	assert_said("weak");
}

/* ---- two libraries, one verdict -------------------------------------------- */

#define TRIALS 400

static bool openssl_fits(const char *point, const char *signature, struct wubu_bytes message)
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)point, 32);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool fits = pkey && EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey) == 1 &&
		    EVP_DigestVerify(context, (const unsigned char *)signature, 64,
				     (const unsigned char *)message.data, message.size) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(pkey);
	return fits;
}

/* The order of the group, little endian; S + L is a second writing of S. */
static const unsigned char group_order[32] = {
	0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};

static void add_order(char *s)
{
	for (unsigned i = 0, carry = 0; i < 32; i++) {
		carry += (unsigned char)s[i] + group_order[i];
		s[i] = (char)carry;
		carry >>= 8;
	}
}

/* What is done to key, signature (R, then S) and message; ONLY_OPENSSL: it takes some of these, and we do not. */
static const struct {
	const char *what;
	enum { HONEST, FLIP_POINT, FLIP_SIGNATURE, FLIP_MESSAGE, ADD_ORDER, SMALL_R, UNREDUCED_R, WEAK_KEY } how;
	bool only_openssl;
} spoilings[] = {
	{"honest", HONEST, false},           {"another key", FLIP_POINT, false},
	{"another signature", FLIP_SIGNATURE, false}, {"another message", FLIP_MESSAGE, false},
	{"S + L", ADD_ORDER, false},         {"R of small order", SMALL_R, false},
	{"R above p", UNREDUCED_R, false},   {"the key that fits all, R the identity, S zero", WEAK_KEY, true},
};

static void spoil(int how, char point[32], char signature[64], char *message, unsigned at)
{
	switch (how) {
	case FLIP_POINT: point[at % 32] ^= (char)(1 << at % 8); break;
	case FLIP_SIGNATURE: signature[at % 64] ^= (char)(1 << at % 8); break;
	case FLIP_MESSAGE: message[at % 8] ^= 1; break;
	case ADD_ORDER: add_order(signature + 32); break;
	case SMALL_R: memset(signature, 0, 32); signature[0] = (char)(at % 2); break;
	case UNREDUCED_R: memset(signature, 0xff, 32); signature[31] = (char)(0x7f | at << 7); break;
	case WEAK_KEY:
		memset(point, 0, 32);
		memset(signature, 0, 64);
		point[0] = signature[0] = 1;
		break;
	default: break;
	}
}

static void both_libraries_say_the_same_of_ed25519(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TRIALS; i++) {
		char point[32], signature[64], message[8] = {(char)i, (char)(i >> 8), 'w', 'u', 'b', 'u', 0, 1};
		size_t size = sizeof point, row = i % COUNT(spoilings);
		EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
		assert_int_equal(EVP_PKEY_get_raw_public_key(pkey, (unsigned char *)point, &size), 1);
		memcpy(signature, sign_raw(pkey, NULL, raw(message, 8)).data, 64);
		EVP_PKEY_free(pkey);
		spoil((int)spoilings[row].how, point, signature, message, i / (unsigned)COUNT(spoilings));
		bool ours = trust_ed25519_fits(point, signature, raw(message, 8));
		bool theirs = openssl_fits(point, signature, raw(message, 8));
		if (ours != (spoilings[row].how == HONEST) || theirs != (ours || spoilings[row].only_openssl))
			fail_msg("%s, trial %u: libsodium %d, OpenSSL %d", spoilings[row].what, i, ours, theirs);
	}
}

/* ---- signing ------------------------------------------------------------- */

static size_t files_in(const char *path)
{
	size_t count = 0;
	DIR *dir = opendir(path);
	assert_non_null(dir);
	for (struct dirent *entry; (entry = readdir(dir));)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

static int sign(const char *key, struct buf *out)
{
	buf_init(out);
	memset(&error, 0, sizeof error);
	return trust_sign(in_folder(key), bytes_of(PAYLOAD), out, &error);
}

static void what_wubu_signs_ssh_keygen_accepts(void **state)
{
	(void)state;
	struct buf armour;
	assert_int_equal(shell("mkdir -p desk"), 0);
	setenv("TMPDIR", in_folder("desk"), 1);
	put_file("payload", bytes_of(PAYLOAD));
	for (size_t i = 0; i < COUNT(made); i++) {
		assert_int_equal(sign(made[i].file, &armour), 0);
		put_file("armour", buf_bytes(&armour));
		assert_int_equal(shell("ssh-keygen -Y check-novalidate -n git -s armour <payload"), 0);
		buf_release(&armour);
	}
	assert_int_equal(files_in(in_folder("desk")), 0);
	unsetenv("TMPDIR");
}

static void what_wubu_signs_git_accepts(void **state)
{
	(void)state;
	static const char head[] = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
				   "author 刘芳 <liu.fang@wangjing.example> 1614556800 +0800\n"
				   "committer 刘芳 <liu.fang@wangjing.example> 1614556800 +0800\n";
	static const char message[] = "\nlegality-review(WJ-2021-003): passed\n";
	struct buf armour, commit;
	buf_init(&armour);
	memset(&error, 0, sizeof error);
	assert_int_equal(trust_sign(in_folder("ed25519"), bytes_of(arena_format(arena, "%s%s", head, message)),
				    &armour, &error), 0);
	buf_init(&commit);
	buf_format(&commit, "%sgpgsig ", head);
	for (size_t i = 0; i < armour.size; i++) {
		buf_char(&commit, armour.data[i]);
		if (armour.data[i] == '\n' && i + 1 < armour.size)
			buf_char(&commit, ' ');
	}
	buf_text(&commit, message);
	put_file("commit", buf_bytes(&commit));
	buf_release(&armour);
	buf_release(&commit);
	assert_int_equal(shell("git init -q r && git -C r hash-object -t tree -w --stdin </dev/null && "
			       "echo \"liu.fang@wangjing.example $(cat ed25519.pub)\" >allowed && "
			       "git -C r -c gpg.ssh.allowedSignersFile=%s/allowed verify-commit "
			       "$(git -C r hash-object -t commit -w --stdin <commit)", folder), 0);
}

static void an_agent_signs_for_a_public_key(void **state)
{
	(void)state;
	struct buf armour;
	if (shell("ssh-agent -a %s/agent.sock >agent.env", folder) != 0)
		skip();
	setenv("SSH_AUTH_SOCK", in_folder("agent.sock"), 1);
	assert_int_equal(shell("ssh-keygen -q -N '' -t ed25519 -f held && ssh-add -q held && rm held"), 0);
	assert_int_equal(sign("held.pub", &armour), 0);
	buf_release(&armour);
	assert_int_equal(shell(". ./agent.env; kill $SSH_AGENT_PID"), 0);
	unsetenv("SSH_AUTH_SOCK");
}

static void a_signature_that_cannot_be_made_is_explained(void **state)
{
	(void)state;
	struct buf armour;
	assert_int_equal(shell("mkdir -p desk"), 0);
	setenv("TMPDIR", in_folder("desk"), 1);
	setenv("SSH_ASKPASS", "/bin/false", 1);
	setenv("SSH_ASKPASS_REQUIRE", "force", 1);
	static const struct {
		const char *key, *said;
	} rows[] = {
		{"none", "No such file"},
		{"log", "ssh-keygen did not sign"},
		{"locked", "passphrase"},
		{"rsa2048", "too weak"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(sign(rows[i].key, &armour), -1);
		assert_said(rows[i].said);
		assert_int_equal(armour.size, 0);
		buf_release(&armour);
	}
	assert_int_equal(files_in(in_folder("desk")), 0);
	setenv("TMPDIR", in_folder("nowhere"), 1);
	assert_int_equal(sign("ed25519", &armour), -1);
	assert_said("No such file");
	buf_release(&armour);
	unsetenv("TMPDIR");
	const char *path = arena_text(arena, getenv("PATH"));
	setenv("PATH", in_folder("nowhere"), 1);
	assert_int_equal(sign("ed25519", &armour), -1);
	assert_said("cannot be run");
	setenv("PATH", path, 1);
	buf_release(&armour);
}

static void an_interrupted_signature_leaves_nothing(void **state)
{
	(void)state;
	int status;
	assert_int_equal(shell("rm -f asked; printf '#!/bin/sh\\n>%s/asked\\nexec sleep 60\\n' >ask && "
			       "chmod +x ask && mkdir -p desk", folder), 0);
	setenv("TMPDIR", in_folder("desk"), 1);
	setenv("SSH_ASKPASS", in_folder("ask"), 1);
	setenv("SSH_ASKPASS_REQUIRE", "force", 1);
	pid_t pid = fork();
	if (pid == 0) {
		struct buf armour;
		setpgid(0, 0);
		_exit(sign("locked", &armour) == 0 ? 0 : 1);
	}
	while (access(in_folder("asked"), F_OK) < 0)
		usleep(1000);
	assert_true(files_in(in_folder("desk")) > 0);
	/* As the terminal does it: to ssh-keygen as well. */
	assert_int_equal(kill(-pid, SIGINT), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
	assert_int_equal(files_in(in_folder("desk")), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_standard),
		cmocka_unit_test(random_digits_are_not_the_same_twice),
		cmocka_unit_test(base64_has_one_form),
		cmocka_unit_test(keys_of_ssh_keygen_are_read),
		cmocka_unit_test(lines_that_are_not_one_key_are_refused),
		cmocka_unit_test(small_order_and_unreduced_points_are_refused),
		cmocka_unit_test(rsa_keys_must_be_strong_and_sane),
		cmocka_unit_test(curve_points_must_be_on_their_curve),
		cmocka_unit_test(keys_cut_or_made_longer_are_refused),
		cmocka_unit_test(signatures_of_ssh_keygen_are_good),
		cmocka_unit_test(other_namespaces_and_weak_keys_are_refused),
		cmocka_unit_test(certificates_are_refused),
		cmocka_unit_test(no_changed_byte_is_overlooked),
		cmocka_unit_test(no_cut_signature_is_good),
		cmocka_unit_test(armour_has_one_layout),
		cmocka_unit_test(ed25519_forgeries_are_told_from_honest_ones),
		cmocka_unit_test(both_libraries_say_the_same_of_ed25519),
		cmocka_unit_test(ecdsa_security_keys_need_touch_and_one_form),
		cmocka_unit_test(the_key_that_fits_everything_fits_nothing),
		cmocka_unit_test(what_wubu_signs_ssh_keygen_accepts),
		cmocka_unit_test(what_wubu_signs_git_accepts),
		cmocka_unit_test(an_agent_signs_for_a_public_key),
		cmocka_unit_test(a_signature_that_cannot_be_made_is_explained),
		cmocka_unit_test(an_interrupted_signature_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, make_keys, remove_keys);
}
