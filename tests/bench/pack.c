/* SPDX-License-Identifier: Apache-2.0 */
/* gitformat-pack(5): what is not said there is not used here. */
#include "pack.h"

#include "base/arena.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#define OFS_DELTA 6
#define COPY_MOST 0xffffffu /* bytes that one copy of a delta can take */
#define INSERT_MOST 127u

static const struct {
	const char *name;
	int number;
} kinds[] = {
	[STORE_COMMIT] = {"commit", 1},
	[STORE_TREE] = {"tree", 2},
	[STORE_BLOB] = {"blob", 3},
	[STORE_TAG] = {"tag", 4},
};

struct pack {
	FILE *file;
	int64_t offset;
	struct store_id *known; /* a hash table of what was written; zero: a free place */
	size_t count, size;
	struct buf delta, packed;
};

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

struct pack *pack_new(const char *path)
{
	static const char head[12] = {'P', 'A', 'C', 'K', 0, 0, 0, 2};
	struct pack *pack = heap_alloc(sizeof *pack);
	pack->file = fopen(path, "w+b");
	if (!pack->file || fwrite(head, 1, sizeof head, pack->file) != sizeof head)
		fail(path);
	pack->offset = sizeof head;
	buf_init(&pack->delta);
	buf_init(&pack->packed);
	return pack;
}

/* ---- names -------------------------------------------------------------------- */

void pack_name(enum store_type type, struct wubu_bytes bytes, struct store_id *id)
{
	char head[32];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int size = snprintf(head, sizeof head, "%s %zu", kinds[type].name, bytes.size) + 1;
	if (!context || !EVP_DigestInit_ex(context, EVP_sha1(), NULL) ||
	    !EVP_DigestUpdate(context, head, (size_t)size) ||
	    !EVP_DigestUpdate(context, bytes.data, bytes.size) ||
	    !EVP_DigestFinal_ex(context, id->bytes, NULL))
		fail("SHA-1");
	EVP_MD_CTX_free(context);
}

static struct store_id *place_of(struct store_id *table, size_t size, const struct store_id *id)
{
	size_t at;
	memcpy(&at, id->bytes, sizeof at);
	for (at &= size - 1; !store_id_is_zero(&table[at]) && !store_id_equal(&table[at], id);)
		at = (at + 1) & (size - 1);
	return &table[at];
}

static void grow(struct pack *pack)
{
	size_t size = pack->size ? pack->size * 2 : 4096;
	struct store_id *table = heap_alloc(size * sizeof *table);
	for (size_t i = 0; i < pack->size; i++)
		if (!store_id_is_zero(&pack->known[i]))
			*place_of(table, size, &pack->known[i]) = pack->known[i];
	free(pack->known);
	pack->known = table;
	pack->size = size;
}

/* Remember ID; false when it was known. */
static bool is_new(struct pack *pack, const struct store_id *id)
{
	if (pack->count * 2 >= pack->size)
		grow(pack);
	struct store_id *place = place_of(pack->known, pack->size, id);
	if (!store_id_is_zero(place))
		return false;
	*place = *id;
	pack->count++;
	return true;
}

/* ---- deltas ------------------------------------------------------------------- */

static void put_size(struct buf *out, size_t size)
{
	for (; size > 127; size >>= 7)
		buf_char(out, (char)(size | 128));
	buf_char(out, (char)size);
}

static void put_copy(struct buf *out, size_t from, size_t size)
{
	for (size_t part; size; from += part, size -= part) {
		part = size < COPY_MOST ? size : COPY_MOST;
		buf_char(out, (char)0xff); /* all four bytes of the place and three of the size follow */
		for (int i = 0; i < 4; i++)
			buf_char(out, (char)(from >> 8 * i));
		for (int i = 0; i < 3; i++)
			buf_char(out, (char)(part >> 8 * i));
	}
}

static void put_insert(struct buf *out, const char *data, size_t size)
{
	for (size_t part; size; data += part, size -= part) {
		part = size < INSERT_MOST ? size : INSERT_MOST;
		buf_char(out, (char)part);
		buf_add(out, (struct wubu_bytes){data, part});
	}
}

/* What stands before and after the middle in which A and B differ is copied. */
static void make_delta(struct wubu_bytes a, struct wubu_bytes b, struct buf *out)
{
	size_t shorter = a.size < b.size ? a.size : b.size, front = 0, back = 0;
	while (front < shorter && a.data[front] == b.data[front])
		front++;
	while (back < shorter - front && a.data[a.size - 1 - back] == b.data[b.size - 1 - back])
		back++;
	buf_clear(out);
	put_size(out, a.size);
	put_size(out, b.size);
	put_copy(out, 0, front);
	put_insert(out, b.data + front, b.size - front - back);
	put_copy(out, a.size - back, back);
}

/* ---- objects ------------------------------------------------------------------ */

static void put_head(struct buf *out, int number, size_t size)
{
	char first = (char)(number << 4 | (int)(size & 15));
	size >>= 4;
	buf_char(out, (char)(size ? first | (char)128 : first));
	if (size)
		put_size(out, size);
}

/* How far back the base is: base 128, most significant first, each further byte counts one more. */
static void put_distance(struct buf *out, int64_t distance)
{
	char bytes[10];
	size_t at = sizeof bytes;
	bytes[--at] = (char)(distance & 127);
	while (distance >>= 7)
		bytes[--at] = (char)(128 | (--distance & 127));
	buf_add(out, (struct wubu_bytes){bytes + at, sizeof bytes - at});
}

static void deflate_to(struct buf *out, struct wubu_bytes bytes)
{
	uLongf size = compressBound((uLong)bytes.size);
	Bytef *room = heap_alloc(size);
	if (compress2(room, &size, (const Bytef *)bytes.data, (uLong)bytes.size, 1) != Z_OK)
		fail("zlib");
	buf_add(out, (struct wubu_bytes){(const char *)room, size});
	free(room);
}

int64_t pack_add(struct pack *pack, enum store_type type, struct wubu_bytes bytes,
		 const struct pack_base *base, struct store_id *id)
{
	int64_t here = pack->offset;
	pack_name(type, bytes, id);
	if (!is_new(pack, id))
		return 0;
	buf_clear(&pack->packed);
	if (base && base->offset) {
		make_delta(base->bytes, bytes, &pack->delta);
		put_head(&pack->packed, OFS_DELTA, pack->delta.size);
		put_distance(&pack->packed, here - base->offset);
		bytes = buf_bytes(&pack->delta);
	} else {
		put_head(&pack->packed, kinds[type].number, bytes.size);
	}
	deflate_to(&pack->packed, bytes);
	if (fwrite(pack->packed.data, 1, pack->packed.size, pack->file) != pack->packed.size)
		fail("pack");
	pack->offset += (int64_t)pack->packed.size;
	return here;
}

static void put_count(struct pack *pack)
{
	unsigned char count[4];
	for (int i = 0; i < 4; i++)
		count[i] = (unsigned char)(pack->count >> (24 - 8 * i));
	if (fseek(pack->file, 8, SEEK_SET) || fwrite(count, 1, sizeof count, pack->file) != sizeof count)
		fail("pack");
}

/* The hash of the whole file is its last twenty bytes. */
static void put_hash(struct pack *pack)
{
	static char piece[1 << 16];
	unsigned char hash[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t got;
	rewind(pack->file);
	if (!context || !EVP_DigestInit_ex(context, EVP_sha1(), NULL))
		fail("SHA-1");
	while ((got = fread(piece, 1, sizeof piece, pack->file)) > 0)
		EVP_DigestUpdate(context, piece, got);
	EVP_DigestFinal_ex(context, hash, NULL);
	EVP_MD_CTX_free(context);
	if (fseek(pack->file, 0, SEEK_END) || fwrite(hash, 1, STORE_ID_SIZE, pack->file) != STORE_ID_SIZE)
		fail("pack");
}

size_t pack_finish(struct pack *pack)
{
	size_t count = pack->count;
	put_count(pack);
	put_hash(pack);
	if (fclose(pack->file))
		fail("pack");
	buf_release(&pack->delta);
	buf_release(&pack->packed);
	free(pack->known);
	free(pack);
	return count;
}

/* ---- trees -------------------------------------------------------------------- */

void pack_entry(struct buf *tree, const char *mode, struct wubu_bytes name, const struct store_id *id)
{
	buf_format(tree, "%s %.*s", mode, (int)name.size, name.data);
	buf_char(tree, '\0');
	buf_add(tree, (struct wubu_bytes){(const char *)id->bytes, STORE_ID_SIZE});
}

/* How many of FILES, from the first, stand in the folder called NAME (its '/' included) at SKIP. */
static size_t folder_size(const struct pack_file *files, size_t count, size_t skip, size_t name)
{
	size_t n = 1;
	while (n < count && strncmp(files[n].path + skip, files[0].path + skip, name) == 0)
		n++;
	return n;
}

static void tree_below(struct pack *pack, const struct pack_file *files, size_t count, size_t skip,
		       struct store_id *id)
{
	struct buf tree;
	buf_init(&tree);
	for (size_t i = 0, n; i < count; i += n) {
		const char *name = files[i].path + skip, *slash = strchr(name, '/');
		struct store_id below;
		n = 1;
		if (!slash) {
			pack_entry(&tree, "100644", bytes_of(name), &files[i].id);
			continue;
		}
		size_t size = (size_t)(slash - name);
		n = folder_size(files + i, count - i, skip, size + 1);
		tree_below(pack, files + i, n, skip + size + 1, &below);
		pack_entry(&tree, "40000", (struct wubu_bytes){name, size}, &below);
	}
	pack_add(pack, STORE_TREE, buf_bytes(&tree), NULL, id);
	buf_release(&tree);
}

void pack_tree(struct pack *pack, const struct pack_file *files, size_t count, struct store_id *id)
{
	tree_below(pack, files, count, 0, id);
}
