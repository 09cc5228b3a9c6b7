/* SPDX-License-Identifier: Apache-2.0 */
/* What this copy notes for its own use, below .git/wubu/desk: drafts, what was sent. Never authority, never pushed. */
#include "wubu-inside.h"

#include "base/lang.h"
#include "base/limits.h"
#include "store/outside.h"
#include "store/write.h"

#include <errno.h>
#include <stdio.h>

/* Names come from front ends: they stay in the folder. */
static bool is_name(const char *name)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
	return *name && *name != '.' && strlen(name) < LIMIT_NAME_BYTES && strspn(name, plain) == strlen(name);
}

static const char *path_of(struct wubu *wubu, const char *name, struct arena *arena, struct wubu_error *error)
{
	if (!is_name(name)) {
		error_set(error, WUBU_USAGE, _("“%s” cannot be the name of a note"), name);
		return NULL;
	}
	return arena_format(arena, "%swubu/desk/%s", store_folder(wubu->ledger->store), name);
}

int wubu_note_read(struct wubu *wubu, const char *name, struct buf *out, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct wubu_bytes text;
	const char *path = path_of(wubu, name, arena, error);
	int found = path ? store_read_outside(path, LIMIT_YAML_BYTES, arena, &text, error) : -1;
	if (found == 1)
		buf_add(out, text);
	arena_free(arena);
	return found;
}

int wubu_note_write(struct wubu *wubu, const char *name, struct wubu_bytes text, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	const char *path = path_of(wubu, name, arena, error);
	int rc = -1;
	if (path && text.size > LIMIT_YAML_BYTES)
		error_set(error, WUBU_LIMIT, _("%s is longer than %zu bytes."), path, (size_t)LIMIT_YAML_BYTES);
	else if (path)
		rc = store_make_folder(arena_format(arena, "%swubu/desk", store_folder(wubu->ledger->store)), error) ||
				     store_write_outside(path, text, 0600, error)
			     ? -1 : 0;
	arena_free(arena);
	return rc;
}

int wubu_write_file(const char *path, struct wubu_bytes text, struct wubu_error *error)
{
	return store_write_outside(path, text, 0644, error);
}

int wubu_note_drop(struct wubu *wubu, const char *name, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	const char *path = path_of(wubu, name, arena, error);
	int rc = !path ? -1 : remove(path) == 0 || errno == ENOENT ? 0
		 : error_set(error, WUBU_IO, _("Cannot remove %s: %s"), path, strerror(errno));
	arena_free(arena);
	return rc;
}
