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

static const struct store_entry *find_name(const struct store_tree *tree, struct wubu_bytes name)
{
	const struct store_entry *entry = search(tree->entries, tree->count, name, false);
	return entry ? entry : search(tree->entries, tree->count, name, true);
}

const struct store_entry *store_tree_find(const struct store_tree *tree, const char *name)
{
	return find_name(tree, bytes_of(name));
}

/* ---- trees as they are --------------------------------------------------- */

/* Only where files and folders stand side by side can two of them have one name. */
static int check_mixed(struct wubu_bytes raw, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct store_tree tree;
	int rc = store_tree_parse(raw, arena, &tree, error);
	arena_free(arena);
	return rc;
}

int store_tree_check(struct wubu_bytes raw, struct wubu_error *error)
{
	struct wubu_bytes rest = raw;
	struct store_entry last = {0}, entry;
	size_t count = 0;
	const char *wrong = raw.size > LIMIT_TREE_BYTES ? "" : NULL;
	for (; rest.size && !wrong && count <= LIMIT_TREE_ENTRIES; last = entry, count++) {
		wrong = parse_entry(&rest, &entry);
		if (!wrong && count && (is_tree(&entry) != is_tree(&last) || entry_compare(&last, &entry) >= 0))
			wrong = "";
	}
	/* What is not plain is told, or let pass, by the one who looks closer. */
	return wrong || count > LIMIT_TREE_ENTRIES ? check_mixed(raw, error) : 0;
}

/* The trees that were read last: one commit's tree is the next one's "before". */
static git_odb_object *recall(struct store *store, const struct store_id *id)
{
	for (size_t i = 0; i < RECENT_TREES; i++) {
		struct recent_tree *recent = &store->recent[i];
		git_odb_object *again = NULL;
		if (!recent->object || memcmp(git_odb_object_id(recent->object), id->bytes, STORE_ID_SIZE) != 0 ||
		    git_odb_object_dup(&again, recent->object) < 0)
			continue;
		recent->used = ++store->recent_clock;
		return again;
	}
	return NULL;
}

static void forget(struct store *store, struct recent_tree *recent)
{
	if (recent->object)
		store->recent_bytes -= git_odb_object_size(recent->object);
	git_odb_object_free(recent->object);
	*recent = (struct recent_tree){0};
}

static struct recent_tree *least_recent(struct store *store, bool full)
{
	struct recent_tree *least = NULL;
	for (size_t i = 0; i < RECENT_TREES; i++) {
		struct recent_tree *recent = &store->recent[i];
		if ((!full || recent->object) && (!least || recent->used < least->used))
			least = recent;
	}
	return least;
}

static void remember(struct store *store, git_odb_object *object)
{
	size_t size = git_odb_object_size(object);
	if (size > RECENT_TREES_BYTES / 4)
		return;
	while (store->recent_bytes + size > RECENT_TREES_BYTES)
		forget(store, least_recent(store, true));
	struct recent_tree *place = least_recent(store, false);
	forget(store, place);
	if (git_odb_object_dup(&place->object, object) == 0) {
		place->used = ++store->recent_clock;
		store->recent_bytes += size;
	}
}

static struct wubu_bytes bytes_in(git_odb_object *object)
{
	return (struct wubu_bytes){git_odb_object_data(object), git_odb_object_size(object)};
}

int store_tree_object(struct store *store, const struct store_id *id, git_odb_object **object,
		      struct wubu_error *error)
{
	*object = NULL;
	if (store_id_is_zero(id) || store_id_equal(id, &empty_tree) || (*object = recall(store, id)))
		return 0;
	if (store_object(store, id, STORE_TREE, LIMIT_TREE_BYTES, object, error) < 0)
		return -1;
	if (store_tree_check(bytes_in(*object), error) < 0) {
		git_odb_object_free(*object);
		*object = NULL;
		return -1;
	}
	remember(store, *object);
	return 0;
}

void store_tree_take(struct wubu_bytes *rest, struct store_entry *entry)
{
	const char *blank = memchr(rest->data, ' ', rest->size), *name = blank + 1;
	size_t size = strlen(name);
	entry->mode = 0;
	for (const char *digit = rest->data; digit < blank; digit++)
		entry->mode = entry->mode << 3 | (uint32_t)(*digit - '0');
	entry->name = (struct wubu_bytes){name, size};
	memcpy(entry->id.bytes, name + size + 1, STORE_ID_SIZE);
	const char *end = name + size + 1 + STORE_ID_SIZE;
	*rest = (struct wubu_bytes){end, rest->size - (size_t)(end - rest->data)};
}

bool store_tree_seek(struct wubu_bytes raw, struct wubu_bytes name, struct store_entry *entry)
{
	while (raw.size) {
		store_tree_take(&raw, entry);
		if (bytes_equal(entry->name, name))
			return true;
	}
	return false;
}

int store_read_tree(struct store *store, const struct store_id *id, struct arena *arena,
		    struct store_tree *tree, struct wubu_error *error)
{
	git_odb_object *object;
	*tree = (struct store_tree){0};
	if (store_tree_object(store, id, &object, error) < 0)
		return -1;
	if (!object)
		return 0;
	struct wubu_bytes raw = bytes_in(object);
	raw.data = arena_copy(arena, raw);
	git_odb_object_free(object);
	return store_tree_parse(raw, arena, tree, error);
}

int store_each_entry(struct store *store, const struct store_id *id,
		     int (*each)(void *context, const struct store_entry *entry), void *context,
		     struct wubu_error *error)
{
	git_odb_object *object;
	struct store_entry entry;
	int answer = 0;
	if (store_tree_object(store, id, &object, error) < 0)
		return -1;
	for (struct wubu_bytes rest = object ? bytes_in(object) : (struct wubu_bytes){0}; rest.size && !answer;) {
		store_tree_take(&rest, &entry);
		answer = each(context, &entry);
	}
	git_odb_object_free(object);
	return answer;
}

/* The entry NAME in the tree ID: 1, with its name in ARENA, 0, -1. */
static int find_entry(struct store *store, const struct store_id *id, struct wubu_bytes name,
		      struct arena *arena, struct store_entry *entry, struct wubu_error *error)
{
	git_odb_object *object;
	if (store_tree_object(store, id, &object, error) < 0)
		return -1;
	bool found = object && store_tree_seek(bytes_in(object), name, entry);
	if (found)
		entry->name.data = arena_copy(arena, name);
	git_odb_object_free(object);
	return found;
}

int store_find(struct store *store, const struct store_id *root, const char *path,
	       struct arena *arena, struct store_entry *entry, struct wubu_error *error)
{
	struct store_id folder = *root;
	for (size_t depth = 0; depth <= LIMIT_TREE_DEPTH; depth++) {
		const char *end = strchrnul(path, '/');
		struct store_entry here;
		int found = find_entry(store, &folder, (struct wubu_bytes){path, (size_t)(end - path)}, arena, &here, error);
		if (found <= 0 || (*end && !is_tree(&here)))
			return found < 0 ? -1 : 0;
		if (!*end) {
			*entry = here;
			return 1;
		}
		folder = here.id;
		path = end + 1;
	}
	return error_set(error, WUBU_LIMIT, _("folders are nested more than %d deep"),
			 LIMIT_TREE_DEPTH);
}
