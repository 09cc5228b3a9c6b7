/* SPDX-License-Identifier: Apache-2.0 */
#include "store/write.h"

#include "store/handle.h"

#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

#include "base/lang.h"
#include "base/text.h"

#include <stdlib.h>

/* What is larger is not read whole again after it was written. */
#define READ_BACK_BYTES LIMIT_TREE_BYTES

/* ---- objects ------------------------------------------------------------- */

/* In a hook that receives a push, an object would stay behind when the push is refused. */
static int check_writable(const struct store *store, struct wubu_error *error)
{
	if (!store->quarantined)
		return 0;
	return error_set(error, WUBU_USAGE, _("nothing can be written while a push is being received"));
}

static int read_back(struct store *store, const struct store_id *id, enum store_type type,
		     struct wubu_bytes bytes, struct wubu_error *error)
{
	git_odb_object *object = NULL;
	enum store_type is;
	if (bytes.size > READ_BACK_BYTES)
		return store_type(store, id, &is, error);
	if (store_object(store, id, type, READ_BACK_BYTES, &object, error) < 0)
		return -1;
	struct wubu_bytes is_now = {git_odb_object_data(object), git_odb_object_size(object)};
	bool equal = bytes_equal(is_now, bytes);
	git_odb_object_free(object);
	return equal ? 0 : error_set(error, WUBU_IO, _("an object was not written as it should be"));
}

int store_write_object(struct store *store, enum store_type type, struct wubu_bytes bytes,
		       struct store_id *id, struct wubu_error *error)
{
	static const git_object_t types[] = {[STORE_COMMIT] = GIT_OBJECT_COMMIT,
					     [STORE_TREE] = GIT_OBJECT_TREE,
					     [STORE_BLOB] = GIT_OBJECT_BLOB,
					     [STORE_TAG] = GIT_OBJECT_TAG};
	git_oid oid;
	if (check_writable(store, error) < 0)
		return -1;
	/* libgit2 wants an address even for no bytes */
	if (git_odb_write(&oid, store->odb, bytes.size ? bytes.data : "", bytes.size, types[type]) < 0) {
		store_fail(error, WUBU_IO, _("an object cannot be written"));
		error_hint(error, _("Nothing was changed. Is the disk full, or the repository read-only?"));
		return -1;
	}
	struct store_id written;
	memcpy(written.bytes, oid.id, STORE_ID_SIZE);
	if (read_back(store, &written, type, bytes, error) < 0)
		return -1;
	*id = written;
	return 0;
}

int store_write_in_memory(struct store *store, struct wubu_error *error)
{
	git_odb_backend *memory = NULL;
	if (store->in_memory)
		return 0;
	/* The highest priority of all: it is asked first, and takes what is written. */
	if (git_mempack_new(&memory) < 0 || git_odb_add_backend(store->odb, memory, 999) < 0)
		return store_fail(error, WUBU_IO, _("objects cannot be kept in memory"));
	store->in_memory = true;
	return 0;
}

int store_write_blob(struct store *store, struct wubu_bytes bytes, struct store_id *id,
		     struct wubu_error *error)
{
	return store_write_object(store, STORE_BLOB, bytes, id, error);
}

/* ---- trees --------------------------------------------------------------- */

struct tree_writer {
	struct store *store;
	struct arena *arena;
	const struct store_file **files; /* a folder's paths stand together */
	struct wubu_error *error;
};

/* Some of the files, and how much of their paths is the folder they are in. */
struct group {
	size_t from, to, prefix, depth;
};

static int write_folder(struct tree_writer *w, const struct store_id *base, struct group group,
			struct store_entry *folder);

/* '/' before all other bytes: what is in a folder stands together, after the folder's name. */
static int compare_paths(const void *a, const void *b)
{
	const unsigned char *x = (const unsigned char *)(*(const struct store_file *const *)a)->path;
	const unsigned char *y = (const unsigned char *)(*(const struct store_file *const *)b)->path;
	for (; *x == *y; x++, y++) {
		if (!*x)
			return 0;
	}
	int p = *x == '/' ? 1 : *x ? *x + 1 : 0, q = *y == '/' ? 1 : *y ? *y + 1 : 0;
	return p - q;
}

static int fail_on_path(struct tree_writer *w, const char *path)
{
	struct buf shown;
	buf_init(&shown);
	text_escape(&shown, bytes_of(path));
	error_set(w->error, WUBU_USAGE, _("%.200s is a file and a folder at once"), shown.data);
	buf_release(&shown);
	return -1;
}

/* ENTRY becomes what FILE wants; mode 0: not there. */
static int apply_file(struct tree_writer *w, const struct store_file *file,
		      struct store_entry *entry)
{
	if (entry->mode == STORE_MODE_TREE)
		return fail_on_path(w, file->path);
	entry->mode = file->remove ? 0 : STORE_MODE_FILE;
	return file->remove ? 0 : store_write_blob(w->store, file->bytes, &entry->id, w->error);
}

/* The same for the files GROUP, all below the name at their PREFIX. */
static int apply_group(struct tree_writer *w, struct group group, size_t name_size,
		       struct store_entry *entry)
{
	const struct store_file *first = w->files[group.from];
	bool is_file = first->path[group.prefix + name_size] == '\0';
	if (is_file && group.to - group.from > 1)
		return fail_on_path(w, first->path);
	if (is_file)
		return apply_file(w, first, entry);
	if (entry->mode && entry->mode != STORE_MODE_TREE)
		return fail_on_path(w, first->path);
	group.prefix += name_size + 1;
	group.depth++;
	return write_folder(w, entry->mode ? &entry->id : NULL, group, entry);
}

static int compare_entries(const void *a, const void *b)
{
	const struct store_entry *x = a, *y = b;
	return store_name_compare(x->name, x->mode == STORE_MODE_TREE, y->name,
				  y->mode == STORE_MODE_TREE);
}

/* Write the entries that are there; FOLDER's mode is 0 when none is. */
static int write_entries(struct tree_writer *w, struct store_entry *entries, size_t count,
			 struct store_entry *folder)
{
	struct buf raw;
	buf_init(&raw);
	if (count)
		qsort(entries, count, sizeof *entries, compare_entries);
	for (size_t i = 0; i < count; i++) {
		if (!entries[i].mode)
			continue;
		buf_format(&raw, "%o ", (unsigned)entries[i].mode);
		buf_add(&raw, entries[i].name);
		buf_char(&raw, '\0');
		buf_add(&raw, (struct wubu_bytes){(const char *)entries[i].id.bytes, STORE_ID_SIZE});
	}
	folder->mode = raw.size ? STORE_MODE_TREE : 0;
	int rc = store_write_object(w->store, STORE_TREE, buf_bytes(&raw), &folder->id, w->error);
	buf_release(&raw);
	return rc;
}

static size_t end_of_group(const struct tree_writer *w, struct group group, size_t name_size)
{
	const char *name = w->files[group.from]->path + group.prefix;
	size_t to = group.from + 1;
	for (; to < group.to; to++) {
		const char *other = w->files[to]->path + group.prefix;
		if (strncmp(name, other, name_size) != 0 ||
		    (other[name_size] && other[name_size] != '/'))
			break;
	}
	return to;
}

static int write_folder(struct tree_writer *w, const struct store_id *base, struct group group,
			struct store_entry *folder)
{
	struct store_tree tree = {0};
	if (base && store_read_tree(w->store, base, w->arena, &tree, w->error) < 0)
		return -1;
	size_t count = tree.count;
	struct store_entry *entries =
		arena_array(w->arena, count + group.to - group.from, sizeof *entries);
	if (count)
		memcpy(entries, tree.entries, count * sizeof *entries);
	for (struct group part = group; part.from < group.to; part.from = part.to) {
		const char *name = w->files[part.from]->path + group.prefix;
		size_t size = (size_t)(strchrnul(name, '/') - name);
		const char *text = arena_copy(w->arena, (struct wubu_bytes){name, size});
		const struct store_entry *old = store_tree_find(&tree, text);
		struct store_entry *entry = old ? &entries[old - tree.entries] : &entries[count++];
		entry->name = (struct wubu_bytes){text, size};
		part.to = group.to;
		part.to = end_of_group(w, part, size);
		if (apply_group(w, part, size, entry) < 0)
			return -1;
	}
	return write_entries(w, entries, count, folder);
}

int store_write_tree(struct store *store, const struct store_id *base,
		     const struct store_file *files, size_t count, struct store_id *tree,
		     struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct tree_writer w = {store, arena, arena_array(arena, count, sizeof *w.files), error};
	struct store_entry root = {0};
	int rc = 0;
	for (size_t i = 0; i < count && rc == 0; i++) {
		w.files[i] = &files[i];
		rc = store_path_check(files[i].path, error);
	}
	if (rc == 0) {
		if (count)
			qsort(w.files, count, sizeof *w.files, compare_paths);
		rc = write_folder(&w, base, (struct group){.to = count}, &root);
	}
	if (rc == 0)
		*tree = root.id;
	arena_free(arena);
	return rc;
}

/* ---- commits ------------------------------------------------------------- */

static void add_id_line(struct buf *out, const char *key, const struct store_id *id)
{
	char hex[STORE_ID_HEX];
	buf_format(out, "%s %s\n", key, store_id_format(id, hex));
}

static void add_person_line(struct buf *out, const char *key, const struct store_person *person)
{
	int minutes = person->offset < 0 ? -person->offset : person->offset;
	buf_format(out, "%s ", key);
	buf_add(out, person->name);
	buf_text(out, " <");
	buf_add(out, person->mail);
	buf_format(out, "> %lld %c%02d%02d\n", (long long)person->seconds,
		   person->offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

void store_commit_bytes(const struct store_id *tree, const struct store_id *parents, size_t count,
			const struct store_person *author, const struct store_person *committer,
			const char *message, struct buf *out)
{
	buf_clear(out);
	add_id_line(out, "tree", tree);
	for (size_t i = 0; i < count; i++)
		add_id_line(out, "parent", &parents[i]);
	add_person_line(out, "author", author);
	add_person_line(out, "committer", committer);
	buf_char(out, '\n');
	buf_text(out, message);
}

void store_commit_sign(struct buf *commit, const char *armour)
{
	const char *end = strstr(commit->data, "\n\n");
	size_t header = end ? (size_t)(end - commit->data) + 1 : commit->size;
	struct buf whole;
	buf_init(&whole);
	buf_add(&whole, (struct wubu_bytes){commit->data, header});
	buf_text(&whole, "gpgsig");
	for (const char *line = armour, *stop; *line; line = *stop ? stop + 1 : stop) {
		stop = strchrnul(line, '\n');
		buf_char(&whole, ' ');
		buf_add(&whole, (struct wubu_bytes){line, (size_t)(stop - line)});
		buf_char(&whole, '\n');
	}
	buf_add(&whole, (struct wubu_bytes){commit->data + header, commit->size - header});
	buf_release(commit);
	*commit = whole;
}

int store_write_commit(struct store *store, struct wubu_bytes raw, struct store_id *id,
		       struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct store_commit commit;
	int rc = store_commit_parse(&commit, raw, arena, error);
	arena_free(arena);
	return rc < 0 ? -1 : store_write_object(store, STORE_COMMIT, raw, id, error);
}

/* ---- refs ---------------------------------------------------------------- */

static int fail_to_move(struct store *store, const char *ref, int rc, struct wubu_error *error)
{
	if (rc == GIT_EMODIFIED || rc == GIT_EEXISTS || rc == GIT_ENOTFOUND) {
		error_set(error, WUBU_CONFLICT, _("%.200s was changed by somebody else meanwhile"), ref);
		error_hint(error, _("Nothing was changed. Look at the newest state and try again."));
		return -1;
	}
	if (rc == GIT_ELOCKED) {
		store_fail(error, WUBU_CONFLICT, _("another program is changing this repository"));
		error_hint(error, _("Try again. If no git or wubu is running, delete %s%s.lock"),
			   git_repository_commondir(store->repo), ref);
		return -1;
	}
	return store_fail(error, rc == GIT_EINVALIDSPEC ? WUBU_USAGE : WUBU_IO,
			  _("a branch cannot be moved"));
}

/* Does REF hold exactly ID now?  1, 0, or -1: it cannot be read. */
static int is_at(struct store *store, const char *ref, const struct store_id *id)
{
	git_oid oid;
	int rc = git_reference_name_to_id(&oid, store->repo, ref);
	return rc == 0 ? memcmp(oid.id, id->bytes, STORE_ID_SIZE) == 0 : rc == GIT_ENOTFOUND ? 0 : -1;
}

/* Nobody knows what REF holds; FAILURE says why at most. */
static void fail_to_tell(const char *ref, struct wubu_error *failure)
{
	struct wubu_error cause = *failure;
	*failure = (struct wubu_error){0};
	if (cause.code == WUBU_OK)
		error_set(failure, WUBU_IO, _("it cannot be told whether %.200s was moved"), ref);
	else
		error_set(failure, WUBU_IO, _("it cannot be told whether %.200s was moved: %.250s"), ref, cause.message);
	error_hint(failure, _("Look at it with git log before you try again."));
}

int store_move_ref(struct store *store, const char *ref, const struct store_id *old,
		   const struct store_id *new, const char *reflog, struct wubu_error *error)
{
	static const struct store_id none;
	struct arena *arena = arena_new();
	git_reference *moved = NULL;
	const char *target = strcmp(ref, "HEAD") == 0 ? store_head(store, arena) : NULL;
	if (target)
		ref = target;
	int rc = check_writable(store, error);
	if (rc < 0)
		goto out;
	/* A zero OLD is compared under the lock too: the ref must not have come meanwhile. */
	rc = git_reference_create_matching(&moved, store->repo, ref, oid_of(new), 1,
					   oid_of(old ? old : &none), reflog);
	git_reference_free(moved);
	struct wubu_error failure = {0};
	if (rc < 0)
		fail_to_move(store, ref, rc, &failure);
	/* An error may come after the ref has moved: only what it holds now counts. */
	int there = is_at(store, ref, new);
	if (there > 0 && rc != GIT_EMODIFIED) {
		rc = 0;
		goto out;
	}
	if (rc == 0 || (there < 0 && failure.code == WUBU_IO))
		fail_to_tell(ref, &failure);
	if (error->code == WUBU_OK)
		*error = failure;
	rc = -1;
out:
	arena_free(arena);
	return rc;
}

int store_init(const char *path, bool bare, struct wubu_error *error)
{
	git_repository_init_options options = {.version = GIT_REPOSITORY_INIT_OPTIONS_VERSION};
	git_repository *repo = NULL;
	if (store_library(error) < 0)
		return -1;
	options.flags = GIT_REPOSITORY_INIT_MKPATH | GIT_REPOSITORY_INIT_NO_REINIT |
			(bare ? GIT_REPOSITORY_INIT_BARE : 0);
	options.initial_head = "main";
	int rc = git_repository_init_ext(&repo, path, &options);
	if (rc == GIT_EEXISTS)
		rc = 0;
	if (rc < 0)
		store_fail(error, WUBU_IO, _("a repository cannot be made there"));
	git_repository_free(repo);
	git_libgit2_shutdown();
	return rc < 0 ? -1 : 0;
}
