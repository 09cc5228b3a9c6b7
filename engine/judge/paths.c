/* SPDX-License-Identifier: Apache-2.0 */
/* Paths in a ledger: plain files, under names that all machines read alike. */
#include "judge/paths.h"

#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"
#include "judge/commit-parts.h"

#include <strings.h>

static bool is_plain_name(const char *path)
{
	struct wubu_bytes bytes = bytes_of(path);
	uint32_t code;
	for (size_t i = 0, n; i < bytes.size; i += n) {
		n = text_decode(bytes.data + i, bytes.size - i, &code);
		bool starts = i == 0 || bytes.data[i - 1] == '/';
		if (!n || text_danger(code) != TEXT_SAFE || code == '\n' || code == '\t' ||
		    code == '\\' || (starts && code == '.'))
			return false;
	}
	return bytes.size <= LIMIT_PATH_BYTES;
}

bool path_differs_in_capitals_only(struct wubu_bytes a, struct wubu_bytes b)
{
	/* Names in one folder mostly differ at their ends. */
	return a.size == b.size && a.size && ((a.data[a.size - 1] ^ b.data[a.size - 1]) & ~0x20) == 0 &&
	       strncasecmp(a.data, b.data, a.size) == 0 && memcmp(a.data, b.data, a.size) != 0;
}

/* One folder on the way of a path. */
struct neighbours {
	const struct commit_judging *cj;
	const char *path;
	struct wubu_bytes name;
	struct store_id here; /* what is called NAME */
	bool found;
};

static int look_at(void *context, const struct store_entry *entry)
{
	struct neighbours *n = context;
	if (bytes_equal(entry->name, n->name)) {
		n->here = entry->id;
		n->found = true;
	} else if (path_differs_in_capitals_only(entry->name, n->name)) {
		part_tell(n->cj, PART_COLLISION, n->path, arena_copy(n->cj->arena, entry->name), NULL);
	}
	return 0;
}

/* A new name, or a folder on the way to it, beside one that some machines take for the same. */
static int judge_neighbours(const struct commit_judging *cj, const char *path)
{
	struct neighbours n = {.cj = cj, .path = path};
	struct store_id folder = cj->look ? cj->look->b : cj->commit->tree;
	for (const char *name = path + (cj->look ? strlen(cj->look->path) + 1 : 0), *end; ; name = end + 1) {
		end = strchrnul(name, '/');
		n.name = (struct wubu_bytes){name, (size_t)(end - name)};
		n.found = false;
		if (store_each_entry(cj->ledger->store, &folder, look_at, &n, cj->error))
			return -1;
		if (!*end || !n.found)
			return 0;
		folder = n.here;
	}
}

int part_judge_path(const struct commit_judging *cj, const struct store_change *change)
{
	enum store_type type;
	if (!change->after.mode)
		return 0;
	if (!change->before.mode && judge_neighbours(cj, change->path))
		return -1;
	/* What a plain file names must be there, and be a file: nothing else reads all of them. */
	if (change->after.mode == STORE_MODE_FILE &&
	    (store_type(cj->ledger->store, &change->after.id, &type, cj->error) || type != STORE_BLOB))
		return error_set(cj->error, WUBU_REPOSITORY, _("%s is no file in this repository"), change->path);
	if (change->after.mode != STORE_MODE_FILE)
		part_tell(cj, PART_MODE, change->path, NULL, NULL);
	if (!is_plain_name(change->path))
		part_tell(cj, PART_NAME, change->path, NULL, NULL);
	return 0;
}
