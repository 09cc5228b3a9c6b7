/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index as a tree: gitformat-index(5), versions 2 and 3.  libgit2 hashes the whole file and then reads
 * every folder of the new tree again, which takes longer than all the rest of a hook; git itself takes
 * each folder whose id it has noted in the index (the cache tree) as it is, and so do we: what is judged is
 * what git will commit.  Other forms of index are left to libgit2.
 */
#include "store/files.h"
#include "store/handle.h"
#include "store/write.h"

#include "base/lang.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_SIZE 12u        /* "DIRC", version, number of entries */
#define MODE_AT 24u          /* in an entry */
#define ID_AT 40u
#define FLAGS_AT 60u
#define NAME_AT 62u          /* two more when there are more flags */
#define STAGE 0x3000u        /* in the flags */
#define EXTENDED 0x4000u
#define ANNOUNCED 0x2000u    /* in the second flags: git add -N */
#define SHORTEST_ENTRY 64u
#define EXTENSION_HEAD 8u    /* name, size */

struct entry {
	struct wubu_bytes path;
	const char *id;
	uint32_t mode;
	bool announced;
};

/* What git noted of a folder when it last made its tree. */
struct noted {
	struct wubu_bytes name;
	size_t entries; /* files below it; NOT_NOTED: something changed since */
	struct store_id id;
	struct noted *folders;
	size_t count;
};
#define NOT_NOTED SIZE_MAX

struct index {
	struct store *store;
	struct arena *arena;
	struct wubu_bytes whole, rest; /* the file; what is not read yet */
	uint32_t version;
	size_t count;
	struct entry *entries; /* listed only where folders are to be made */
	struct noted *root; /* NULL: nothing is noted */
	bool conflict;
	struct wubu_error *error;
};

/* ---- reading ---------------------------------------------------------------- */

static uint32_t number_at(const char *data)
{
	const unsigned char *p = (const unsigned char *)data;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static unsigned flags_at(const char *data)
{
	return (unsigned)(unsigned char)data[0] << 8 | (unsigned char)data[1];
}

static void pass(struct index *x, size_t size)
{
	x->rest.data += size;
	x->rest.size -= size;
}

/* Read the next entry. */
static bool read_entry(struct index *x, struct entry *entry)
{
	const char *data = x->rest.data;
	if (x->rest.size < SHORTEST_ENTRY)
		return false;
	unsigned flags = flags_at(data + FLAGS_AT);
	size_t name = flags & EXTENDED ? NAME_AT + 2 : NAME_AT;
	const char *end = memchr(data + name, '\0', x->rest.size - name);
	if (!end || (flags & EXTENDED && x->version < 3))
		return false;
	*entry = (struct entry){{data + name, (size_t)(end - data) - name}, data + ID_AT, number_at(data + MODE_AT),
				flags & EXTENDED && flags_at(data + NAME_AT) & ANNOUNCED};
	x->conflict |= (flags & STAGE) != 0;
	/* One to eight NUL bring it to a multiple of eight. */
	size_t size = (name + entry->path.size + 8) / 8 * 8;
	if (size > x->rest.size || entry->path.size > LIMIT_PATH_BYTES)
		return false;
	pass(x, size);
	return true;
}

/* A number in decimal digits up to END, which is passed too. */
static bool read_count(struct wubu_bytes *rest, char end, size_t *count)
{
	*count = 0;
	size_t i = 0;
	for (; i < rest->size && i < 9 && rest->data[i] >= '0' && rest->data[i] <= '9'; i++)
		*count = *count * 10 + (size_t)(rest->data[i] - '0');
	if (i == 0 || i == rest->size || rest->data[i] != end)
		return false;
	*rest = (struct wubu_bytes){rest->data + i + 1, rest->size - i - 1};
	return true;
}

static bool read_noted(struct index *x, struct wubu_bytes *rest, unsigned depth, struct noted *noted)
{
	const char *end = rest->size ? memchr(rest->data, '\0', rest->size) : NULL;
	if (!end || depth > LIMIT_TREE_DEPTH)
		return false;
	noted->name = (struct wubu_bytes){rest->data, (size_t)(end - rest->data)};
	*rest = (struct wubu_bytes){end + 1, rest->size - noted->name.size - 1};
	noted->entries = NOT_NOTED;
	if (rest->size > 3 && memcmp(rest->data, "-1 ", 3) == 0)
		*rest = (struct wubu_bytes){rest->data + 3, rest->size - 3};
	else if (!read_count(rest, ' ', &noted->entries))
		return false;
	/* A folder below takes four bytes at least. */
	if (!read_count(rest, '\n', &noted->count) || noted->count > rest->size / 4)
		return false;
	if (noted->entries != NOT_NOTED) {
		if (rest->size < STORE_ID_SIZE)
			return false;
		memcpy(noted->id.bytes, rest->data, STORE_ID_SIZE);
		*rest = (struct wubu_bytes){rest->data + STORE_ID_SIZE, rest->size - STORE_ID_SIZE};
	}
	noted->folders = arena_array(x->arena, noted->count, sizeof *noted->folders);
	for (size_t i = 0; i < noted->count; i++)
		if (!read_noted(x, rest, depth + 1, &noted->folders[i]))
			return false;
	return true;
}

/* What follows the entries.  A name in small letters is something that must be understood. */
static bool read_extensions(struct index *x)
{
	while (x->rest.size > STORE_ID_SIZE) {
		const char *name = x->rest.data;
		if (x->rest.size < EXTENSION_HEAD + STORE_ID_SIZE || name[0] < 'A' || name[0] > 'Z')
			return false;
		size_t size = number_at(name + 4);
		pass(x, EXTENSION_HEAD);
		if (size > x->rest.size - STORE_ID_SIZE)
			return false;
		struct wubu_bytes content = {x->rest.data, size};
		if (memcmp(name, "TREE", 4) == 0) {
			x->root = arena_alloc(x->arena, sizeof *x->root);
			if (!read_noted(x, &content, 0, x->root) || content.size)
				return false;
		}
		pass(x, size);
	}
	return x->rest.size == STORE_ID_SIZE; /* a hash of the file, which git does not look at either */
}

/* False when the file has a form that is not read here. */
static bool read_index(struct index *x)
{
	struct entry entry;
	x->rest = x->whole;
	if (x->rest.size < HEAD_SIZE + STORE_ID_SIZE || memcmp(x->rest.data, "DIRC", 4) != 0)
		return false;
	x->version = number_at(x->rest.data + 4);
	x->count = number_at(x->rest.data + 8);
	if ((x->version != 2 && x->version != 3) || x->count > x->rest.size / SHORTEST_ENTRY)
		return false;
	pass(x, HEAD_SIZE);
	for (size_t i = 0; i < x->count; i++)
		if (!read_entry(x, &entry))
			return false;
	return read_extensions(x);
}

/* Once more, for an index that has been read well. */
static void list_entries(struct index *x)
{
	x->entries = arena_array(x->arena, x->count, sizeof *x->entries);
	x->rest = x->whole;
	pass(x, HEAD_SIZE);
	for (size_t i = 0; i < x->count; i++)
		read_entry(x, &x->entries[i]);
}

/* ---- trees -------------------------------------------------------------------- */

/* The entries from BEGIN on that stand in the folder whose path is the first PREFIX bytes of the first one. */
static size_t folder_end(const struct index *x, size_t begin, size_t end, size_t prefix)
{
	const char *path = x->entries[begin].path.data;
	size_t at = begin + 1;
	while (at < end && x->entries[at].path.size > prefix && memcmp(x->entries[at].path.data, path, prefix) == 0)
		at++;
	return at;
}

static struct noted *folder_noted(const struct noted *noted, struct wubu_bytes name)
{
	for (size_t i = 0; noted && i < noted->count; i++)
		if (bytes_equal(noted->folders[i].name, name))
			return &noted->folders[i];
	return NULL;
}

static int make_tree(struct index *x, const struct noted *noted, size_t begin, size_t end, size_t prefix,
		     struct store_id *id);

static void add_entry(struct buf *tree, uint32_t mode, struct wubu_bytes name, const void *id)
{
	buf_format(tree, "%o %.*s", (unsigned)mode, (int)name.size, name.data);
	buf_char(tree, '\0');
	buf_add(tree, (struct wubu_bytes){id, STORE_ID_SIZE});
}

/* The folder that the entry at BEGIN is in; one with nothing but announced files is left out. */
static int add_folder(struct index *x, const struct noted *noted, size_t begin, size_t end, size_t prefix,
		      struct buf *tree)
{
	static const struct store_id empty;
	const char *name = x->entries[begin].path.data + prefix;
	struct wubu_bytes whole = {name, (size_t)(strchr(name, '/') - name)};
	struct store_id id = empty;
	if (make_tree(x, folder_noted(noted, whole), begin, end, prefix + whole.size + 1, &id))
		return -1;
	if (!store_id_is_zero(&id))
		add_entry(tree, STORE_MODE_TREE, whole, id.bytes);
	return 0;
}

static int add_entries(struct index *x, const struct noted *noted, size_t begin, size_t end, size_t prefix,
		       struct buf *tree)
{
	for (size_t i = begin, next; i < end; i = next) {
		const struct entry *entry = &x->entries[i];
		const char *name = entry->path.data + prefix, *slash = strchr(name, '/');
		next = i + 1;
		if (!slash) {
			if (!entry->announced)
				add_entry(tree, entry->mode, bytes_of(name), entry->id);
			continue;
		}
		next = folder_end(x, i, end, (size_t)(slash + 1 - entry->path.data));
		if (add_folder(x, noted, i, next, prefix, tree))
			return -1;
	}
	return 0;
}

/* The tree of the entries from BEGIN to END, whose paths have PREFIX bytes in common; ID is left alone when it would
   be empty and is not the root. */
static int make_tree(struct index *x, const struct noted *noted, size_t begin, size_t end, size_t prefix,
		     struct store_id *id)
{
	struct buf tree;
	if (noted && noted->entries == end - begin) {
		*id = noted->id;
		return 0;
	}
	buf_init(&tree);
	int rc = add_entries(x, noted, begin, end, prefix, &tree);
	if (rc == 0 && (tree.size || !prefix))
		rc = store_write_object(x->store, STORE_TREE, buf_bytes(&tree), id, x->error);
	buf_release(&tree);
	return rc;
}

/* ---- what is left to libgit2 ------------------------------------------------------ */

int store_index_open(struct store *store, git_index **index, struct wubu_error *error)
{
	if (git_index_open(index, store->index) == 0)
		return 0;
	store_fail(error, WUBU_REPOSITORY, _("git's index cannot be read"));
	error_hint(error, _("A sparse or split index is not supported: git sparse-checkout disable, "
			    "git update-index --no-split-index."));
	return -1;
}

/* Git leaves out of a commit what "git add -N" only announced. */
static int drop_announced(git_index *index)
{
	for (size_t i = git_index_entrycount(index); i-- > 0;) {
		const git_index_entry *entry = git_index_get_byindex(index, i);
		bool announced = entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD;
		if (announced && git_index_remove(index, entry->path, 0) < 0)
			return -1;
	}
	return 0;
}

static int refuse_conflict(struct wubu_error *error)
{
	error_set(error, WUBU_INPUT, _("the index holds a merge that is not resolved"));
	error_hint(error, _("Resolve it, git add the files, and commit again."));
	return -1;
}

static int other_tree(struct store *store, struct store_id *tree, struct wubu_error *error)
{
	git_index *index = NULL;
	git_oid oid;
	int rc = store_index_open(store, &index, error);
	if (rc == 0 && git_index_has_conflicts(index))
		rc = refuse_conflict(error);
	if (rc == 0 && (drop_announced(index) < 0 || git_index_write_tree_to(&oid, index, store->repo) < 0))
		rc = store_fail(error, WUBU_IO, _("the index cannot be written as a tree"));
	if (rc == 0)
		memcpy(tree->bytes, oid.id, STORE_ID_SIZE);
	git_index_free(index);
	return rc;
}

/* ---- the contract ------------------------------------------------------------------- */

static int tree_of(struct index *x, struct store_id *tree)
{
	if (!read_index(x))
		return other_tree(x->store, tree, x->error);
	if (x->conflict)
		return refuse_conflict(x->error);
	if (!x->root || x->root->entries != x->count)
		list_entries(x);
	return make_tree(x, x->root, 0, x->count, 0, tree);
}

/* The file is mapped, as git does it: programs put another one in its place and never cut it off. */
static int map_index(struct index *x)
{
	struct stat st;
	int fd = open(x->store->index, O_RDONLY | O_CLOEXEC);
	void *data = MAP_FAILED;
	if (fd < 0)
		return errno == ENOENT ? 0 : store_file_fail(x->error, x->store->index, errno);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (data != MAP_FAILED)
		x->whole = (struct wubu_bytes){data, (size_t)st.st_size};
	return 0;
}

int store_index_tree(struct store *store, struct store_id *tree, struct wubu_error *error)
{
	enum store_type type;
	struct index x = {.store = store, .error = error};
	if (store->quarantined)
		return error_set(error, WUBU_USAGE, _("nothing can be written while a push is being received"));
	if (map_index(&x))
		return -1;
	x.arena = arena_new();
	int rc = tree_of(&x, tree);
	if (rc == 0)
		rc = store_type(store, tree, &type, error);
	arena_free(x.arena);
	if (x.whole.size)
		munmap((void *)x.whole.data, x.whole.size);
	return rc;
}
