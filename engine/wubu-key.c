/* SPDX-License-Identifier: Apache-2.0 */
/* A signing key before there is a ledger: what it is called, and whether it signs. */
#include "wubu-inside.h"

#include "base/lang.h"
#include "store/outside.h"

static const char *public_path(const char *file, struct arena *arena)
{
	size_t size = strlen(file);
	bool is_public = size > 4 && strcmp(file + size - 4, ".pub") == 0;
	return is_public ? arena_text(arena, file) : arena_format(arena, "%s.pub", file);
}

int wubu_key_read(const char *file, struct buf *line, struct buf *fingerprint, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct wubu_bytes text;
	struct trust_key key;
	char print[TRUST_FINGERPRINT];
	const char *path = public_path(file, arena);
	int found = store_read_outside(path, LIMIT_COMMIT_BYTES, arena, &text, error);
	if (found == 0)
		error_set(error, WUBU_NOT_FOUND, _("there is no public key %s"), path);
	int rc = found == 1 ? trust_key_parse(&key, text, arena, error) : -1;
	if (!rc) {
		/* Type and key; what follows is a comment. */
		size_t size = strcspn(text.data, " ");
		size += text.data[size] ? 1 + strcspn(text.data + size + 1, " \n") : 0;
		buf_add(line, (struct wubu_bytes){text.data, size});
		buf_text(fingerprint, trust_fingerprint(&key, print));
	}
	arena_free(arena);
	return rc;
}

int wubu_key_try(const char *file, struct wubu_error *error)
{
	struct buf armour;
	buf_init(&armour);
	int rc = trust_sign(file, bytes_of("wubu: a trial signature\n"), &armour, error);
	buf_release(&armour);
	return rc;
}
