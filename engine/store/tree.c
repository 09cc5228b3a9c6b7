/* SPDX-License-Identifier: Apache-2.0 */
#include "store/handle.h"

#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"

#include <strings.h>

/* "40000 a", NUL and an id: no entry is shorter. */
#define SHORTEST_ENTRY (7 + 1 + STORE_ID_SIZE)

static const struct {
	struct wubu_bytes text;
	uint32_t mode;
} modes[] = {
	{{"40000", 5}, STORE_MODE_TREE},     {{"100644", 6}, STORE_MODE_FILE},
	{{"100755", 6}, STORE_MODE_PROGRAM}, {{"120000", 6}, STORE_MODE_LINK},
	{{"160000", 6}, STORE_MODE_COMMIT},
};

static uint32_t mode_of(struct wubu_bytes text)
{
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		if (bytes_equal(text, modes[i].text))
			return modes[i].mode;
	}
	return 0;
}

static const struct store_id empty_tree = {{0x4b, 0x82, 0x5d, 0xc6, 0x42, 0xcb, 0x6e,
					    0xb9, 0xa0, 0x60, 0xe5, 0x4b, 0xf8, 0xd6,
					    0x92, 0x88, 0xfb, 0xee, 0x49, 0x04}};

static bool is_tree(const struct store_entry *entry)
{
	return entry->mode == STORE_MODE_TREE;
}

int store_name_compare(struct wubu_bytes a, bool a_is_tree, struct wubu_bytes b, bool b_is_tree)
{
	size_t shorter = a.size < b.size ? a.size : b.size;
	int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
	if (order)
		return order;
	unsigned char next_a = a.size > shorter ? (unsigned char)a.data[shorter] : a_is_tree ? '/' : 0;
	unsigned char next_b = b.size > shorter ? (unsigned char)b.data[shorter] : b_is_tree ? '/' : 0;
	return next_a - next_b;
}

static int entry_compare(const struct store_entry *a, const struct store_entry *b)
{
	return store_name_compare(a->name, is_tree(a), b->name, is_tree(b));
}

bool store_name_is_sound(const char *name, size_t size)
{
	if (size == 0 || size > LIMIT_NAME_BYTES || memchr(name, '/', size))
		return false;
	if (name[0] != '.' && name[0] != 'g' && name[0] != 'G')
		return true;
	static const char *const reserved[] = {".", "..", ".git", "git~1"};
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
		if (size == strlen(reserved[i]) && strncasecmp(name, reserved[i], size) == 0)
			return false;
	}
	return true;
}

int store_path_check(const char *path, struct wubu_error *error)
{
	size_t depth = 0;
	bool sound = strlen(path) <= LIMIT_PATH_BYTES;
	for (const char *name = path, *end; sound; name = end + 1) {
		end = strchrnul(name, '/');
		sound = store_name_is_sound(name, (size_t)(end - name)) &&
			++depth <= LIMIT_TREE_DEPTH + 1;
		if (!*end)
			break;
	}
	if (sound)
		return 0;
	struct buf shown;
	buf_init(&shown);
	text_escape(&shown, bytes_of(path));
	error_set(error, WUBU_USAGE, _("\"%.200s\" cannot be a path in a ledger"), shown.data);
	buf_release(&shown);
	return -1;
}

static const struct store_entry *search(const struct store_entry *entries, size_t count,
					struct wubu_bytes name, bool tree)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = store_name_compare(name, tree, entries[middle].name,
					       is_tree(&entries[middle]));
		if (order == 0)
			return &entries[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Read "mode name NUL id" from the front of REST; returns a sentence on what is wrong, or NULL. */
static const char *parse_entry(struct wubu_bytes *rest, struct store_entry *entry)
{
	const char *blank = memchr(rest->data, ' ', rest->size < 8 ? rest->size : 8);
	if (!blank)
		return N_("an entry has no mode");
	struct wubu_bytes mode = {rest->data, (size_t)(blank - rest->data)};
	entry->mode = mode_of(mode);
	if (!entry->mode)
		return N_("an entry has a mode that is not one of git's five");
	size_t left = rest->size - mode.size - 1;
	const char *name = blank + 1, *end = memchr(name, '\0', left);
	if (!end || left - (size_t)(end - name) < 1 + STORE_ID_SIZE)
		return N_("an entry is cut off");
	entry->name = (struct wubu_bytes){name, (size_t)(end - name)};
	if (!store_name_is_sound(name, entry->name.size))
		return N_("a name is empty, too long, or one that git keeps for itself");
	memcpy(entry->id.bytes, end + 1, STORE_ID_SIZE);
	*rest = (struct wubu_bytes){end + 1 + STORE_ID_SIZE,
				    left - entry->name.size - 1 - STORE_ID_SIZE};
	return NULL;
}

/* Does the last of COUNT entries, FILES of them no folders, stand where it should, under a name
   of its own? */
static const char *check_order(const struct store_entry *entries, size_t count, size_t files)
{
	const struct store_entry *last = &entries[count - 1];
	if (count > 1 && entry_compare(last - 1, last) >= 0)
		return N_("entries are out of order or stand there twice");
	if (is_tree(last) && files && search(entries, count - 1, last->name, false))
		return N_("a file and a folder have the same name");
	return NULL;
}

int store_tree_parse(struct wubu_bytes raw, struct arena *arena, struct store_tree *tree,
		     struct wubu_error *error)
{
	*tree = (struct store_tree){0};
	size_t most = raw.size / SHORTEST_ENTRY, files = 0;
	if (raw.size > LIMIT_TREE_BYTES)
		return error_set(error, WUBU_LIMIT, _("a folder has more than %u bytes of entries"),
				 LIMIT_TREE_BYTES);
	tree->entries = arena_array(arena, most, sizeof *tree->entries);
	while (raw.size) {
		if (tree->count == LIMIT_TREE_ENTRIES)
			return error_set(error, WUBU_LIMIT, _("a folder has more than %u entries"),
					 LIMIT_TREE_ENTRIES);
		/* An entry cut off at the end may be shorter than the shortest whole one. */
		struct store_entry entry;
		const char *wrong = parse_entry(&raw, &entry);
		if (!wrong) {
			tree->entries[tree->count++] = entry;
			files += !is_tree(&entry);
			wrong = check_order(tree->entries, tree->count, files);
		}
		if (wrong)
			return error_set(error, WUBU_REPOSITORY, _("a folder's object is malformed: %s"),
					 _(wrong));
	}
	return 0;
}

int store_read_tree(struct store *store, const struct store_id *id, struct arena *arena,
		    struct store_tree *tree, struct wubu_error *error)
{
	struct wubu_bytes raw;
	*tree = (struct store_tree){0};
	if (store_id_is_zero(id) || store_id_equal(id, &empty_tree))
		return 0;
	if (store_read(store, id, STORE_TREE, LIMIT_TREE_BYTES, arena, &raw, error) < 0)
		return -1;
	return store_tree_parse(raw, arena, tree, error);
}

static const struct store_entry *find_name(const struct store_tree *tree, struct wubu_bytes name)
{
	const struct store_entry *entry = search(tree->entries, tree->count, name, false);
	return entry ? entry : search(tree->entries, tree->count, name, true);
}

const struct store_entry *store_tree_find(const struct store_tree *tree, const char *name)
{
	return find_name(tree, bytes_of(name));
}

int store_find(struct store *store, const struct store_id *root, const char *path,
	       struct arena *arena, struct store_entry *entry, struct wubu_error *error)
{
	struct store_id folder = *root;
	for (size_t depth = 0; depth <= LIMIT_TREE_DEPTH; depth++) {
		const char *end = strchrnul(path, '/');
		struct store_tree tree;
		if (store_read_tree(store, &folder, arena, &tree, error) < 0)
			return -1;
		const struct store_entry *found =
			find_name(&tree, (struct wubu_bytes){path, (size_t)(end - path)});
		if (!found || (*end && !is_tree(found)))
			return 0;
		if (!*end) {
			*entry = *found;
			return 1;
		}
		folder = found->id;
		path = end + 1;
	}
	return error_set(error, WUBU_LIMIT, _("folders are nested more than %d deep"),
			 LIMIT_TREE_DEPTH);
}
