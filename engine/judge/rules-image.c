/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/rules-image.h"

#include "base/limits.h"
#include "record/image.h"
#include "store/outside.h"
#include "store/write.h"
#include "trust/digest.h"

/* One of sixteen places, by the tree's first digit: a ledger's decisions are governed by few rules at a time. */
static const char *place(const struct rules_image *image, struct arena *arena)
{
	char hex[STORE_ID_HEX];
	return arena_format(arena, "%swubu/rules-%c", store_folder(image->store), store_id_format(&image->tree, hex)[0]);
}

/* What the file begins with: a line that names the form, the version and the tree.  The form changes with what the YAML reader
   takes and with the image. */
static const char *head_line(const struct rules_image *image, struct arena *arena)
{
	char hex[STORE_ID_HEX];
	return arena_format(arena, "wubu rules 1 " PACKAGE_VERSION " %s\n",
			    store_id_format(&image->tree, hex));
}

/* The file is that line, the SHA-256 of what follows in hex, and the images one after the other. */
static bool is_ours(struct wubu_bytes *bytes, const char *line)
{
	char hex[DIGEST_HEX];
	size_t head = strlen(line), digest = DIGEST_HEX - 1;
	if (bytes->size < head + digest || memcmp(bytes->data, line, head) != 0)
		return false;
	const char *told = bytes->data + head;
	*bytes = (struct wubu_bytes){told + digest, bytes->size - head - digest};
	return memcmp(digest_sha256(*bytes, hex), told, digest) == 0;
}

struct rules_image *rules_image_open(struct store *store, const struct store_id *tree, struct arena *arena)
{
	struct rules_image *image = arena_alloc(arena, sizeof *image);
	struct wubu_error ignored = {0};
	struct wubu_bytes bytes;
	*image = (struct rules_image){.store = store, .tree = *tree};
	if (!store || store_read_outside(place(image, arena), LIMIT_RULES_IMAGE_BYTES, arena, &bytes, &ignored) != 1 ||
	    !is_ours(&bytes, head_line(image, arena)))
		return image;
	while (bytes.size) {
		struct record *record;
		if (record_image_read(&record, arena, &bytes)) {
			image->count = 0;
			break;
		}
		*arena_push(arena, image->records, image->count) = record;
	}
	return image;
}

struct record *rules_image_find(const struct rules_image *image, const char *shown)
{
	for (size_t i = 0; i < image->count; i++)
		if (strcmp(image->records[i]->file, shown) == 0)
			return image->records[i];
	return NULL;
}

void rules_image_add(struct rules_image *image, struct record *record, struct arena *arena)
{
	*arena_push(arena, image->records, image->count) = record;
	image->grown = true;
}

void rules_image_save(const struct rules_image *image, struct arena *arena)
{
	struct wubu_error ignored = {0};
	struct buf images, file;
	char hex[DIGEST_HEX];
	if (!image->store || !image->grown)
		return;
	buf_init(&images);
	buf_init(&file);
	for (size_t i = 0; i < image->count; i++)
		record_image_write(image->records[i], &images);
	buf_text(&file, head_line(image, arena));
	buf_text(&file, digest_sha256(buf_bytes(&images), hex));
	buf_add(&file, buf_bytes(&images));
	const char *folder = arena_format(arena, "%swubu", store_folder(image->store));
	if (file.size <= LIMIT_RULES_IMAGE_BYTES && !store_make_folder(folder, &ignored))
		store_write_outside(place(image, arena), buf_bytes(&file), 0600, &ignored);
	buf_release(&images);
	buf_release(&file);
}
