/* SPDX-License-Identifier: Apache-2.0 */
/* The work tree and the index: what the user has before him, never what a verdict rests on. */
#include "store/files.h"
#include "store/handle.h"
#include "store/write.h"

#include "base/lang.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int check_worktree(struct store *store, struct wubu_error *error)
{
	if (store_worktree(store))
		return 0;
	error_set(error, WUBU_USAGE, _("this repository has no work tree"));
	error_hint(error, _("Do this in a clone of it."));
	return -1;
}

int store_read_file(struct store *store, const char *path, size_t limit, struct arena *arena,
		    struct wubu_bytes *bytes, struct wubu_error *error)
{
	const char *name;
	if (check_worktree(store, error) < 0 || store_path_check(path, error) < 0)
		return -1;
	int folder = store_file_open_parent(store_worktree(store), path, false, &name);
	int rc = folder < 0 ? -1 : store_file_read_at(folder, name, limit, arena, bytes);
	int number = errno;
	if (folder >= 0)
		close(folder);
	if (rc == 0)
		return 1;
	if (number == ENOENT || number == ENOTDIR)
		return 0;
	if (number == EFBIG)
		return error_set(error, WUBU_LIMIT, _("%.300s has more than %zu bytes"), path, limit);
	return store_file_fail(error, path, number);
}

int store_write_file(struct store *store, const char *path, struct wubu_bytes bytes,
		     struct wubu_error *error)
{
	const char *name;
	if (check_worktree(store, error) < 0 || store_path_check(path, error) < 0)
		return -1;
	int folder = store_file_open_parent(store_worktree(store), path, true, &name);
	int rc = folder < 0 ? -1 : store_file_replace(folder, name, bytes, 0666, false);
	if (rc < 0)
		store_file_fail(error, path, errno);
	if (folder >= 0)
		close(folder);
	return rc;
}

/* Take the empty folders away that PATH stood in; one that holds something ends it. */
static void remove_folders(const char *top, const char *path)
{
	struct arena *arena = arena_new();
	char *rest = arena_text(arena, path), *slash;
	int rc = 0;
	while (rc == 0 && (slash = strrchr(rest, '/'))) {
		const char *name;
		*slash = '\0';
		int folder = store_file_open_parent(top, rest, false, &name);
		rc = folder < 0 ? -1 : unlinkat(folder, name, AT_REMOVEDIR);
		if (folder >= 0)
			close(folder);
	}
	arena_free(arena);
}

int store_remove_file(struct store *store, const char *path, struct wubu_error *error)
{
	const char *name;
	if (check_worktree(store, error) < 0 || store_path_check(path, error) < 0)
		return -1;
	int folder = store_file_open_parent(store_worktree(store), path, false, &name);
	int rc = folder < 0 ? -1 : unlinkat(folder, name, 0);
	int number = errno;
	if (folder >= 0)
		close(folder);
	if (rc < 0 && number != ENOENT && number != ENOTDIR)
		return store_file_fail(error, path, number);
	if (rc == 0)
		remove_folders(store_worktree(store), path);
	return 0;
}

/* ---- the index ----------------------------------------------------------- */

static int update_entry(struct store *store, git_index *index, const struct store_id *tree,
			const char *path, struct arena *arena, struct wubu_error *error)
{
	struct store_entry found;
	git_index_entry entry = {0};
	int there = store_find(store, tree, path, arena, &found, error);
	if (there < 0)
		return -1;
	/* What is in conflict has entries in other stages. */
	git_index_conflict_remove(index, path);
	if (!there || found.mode == STORE_MODE_TREE) {
		int rc = git_index_remove(index, path, 0);
		return rc == GIT_ENOTFOUND ? 0 : rc;
	}
	entry.path = path;
	entry.mode = found.mode;
	memcpy(entry.id.id, found.id.bytes, STORE_ID_SIZE);
	return git_index_add(index, &entry);
}

int store_index_update(struct store *store, const struct store_id *tree, const char *const *paths,
		       size_t count, struct wubu_error *error)
{
	git_index *index = NULL;
	struct arena *arena = arena_new();
	int rc = store_index_open(store, &index, error);
	for (size_t i = 0; i < count && rc == 0; i++)
		rc = update_entry(store, index, tree, paths[i], arena, error);
	if (rc == 0)
		rc = git_index_write(index);
	if (rc < 0) {
		store_fail(error, rc == GIT_ELOCKED ? WUBU_CONFLICT : WUBU_IO,
			   _("git's index cannot be written"));
		error_hint(error, _("Try again. If no git or wubu is running, delete %s.lock"),
			   store->index);
	}
	git_index_free(index);
	arena_free(arena);
	return rc < 0 ? -1 : 0;
}

/* ---- what differs ---------------------------------------------------------- */

struct survey {
	struct store *store;
	struct arena *arena, *scratch; /* a file that did not change is not kept */
	struct store_file *files;
	size_t count, visited, depth;
	struct wubu_error *error;
};

static int survey_folder(struct survey *s, const char *path, int fd, const struct store_id *id);

static bool is_ignored(struct survey *s, const char *path, bool folder)
{
	int ignored = 0;
	const char *name = folder ? arena_format(s->arena, "%s/", path) : path;
	return git_ignore_path_is_ignored(&ignored, s->store->repo, name) == 0 && ignored;
}

static void note(struct survey *s, const char *path, struct wubu_bytes bytes, bool removed)
{
	*arena_push(s->arena, s->files, s->count) =
		(struct store_file){.path = path, .bytes = bytes, .remove = removed};
}

static bool has_content(struct wubu_bytes bytes, const struct store_id *id)
{
	git_oid oid;
	return git_odb_hash(&oid, bytes.size ? bytes.data : "", bytes.size, GIT_OBJECT_BLOB) == 0 &&
	       memcmp(oid.id, id->bytes, STORE_ID_SIZE) == 0;
}

/* A plain file of the work tree; ENTRY is what the tree has by that name, or NULL. */
static int survey_file(struct survey *s, const char *path, int folder, const char *name,
		       const struct store_entry *entry)
{
	struct wubu_bytes bytes;
	if (!entry && is_ignored(s, path, false))
		return 0;
	arena_reset(s->scratch);
	if (store_file_read_at(folder, name, LIMIT_MATERIAL_BYTES, s->scratch, &bytes) < 0)
		return store_file_fail(s->error, path, errno);
	bool plain = entry && entry->mode != STORE_MODE_TREE && entry->mode != STORE_MODE_LINK;
	if (!plain || !has_content(bytes, &entry->id))
		note(s, path, (struct wubu_bytes){arena_copy(s->arena, bytes), bytes.size}, false);
	return 0;
}

/* A symbolic link is no record and no material; one that was always there does no harm. */
static int survey_link(struct survey *s, const char *path, int folder, const char *name,
		       const struct store_entry *entry)
{
	char target[LIMIT_PATH_BYTES];
	ssize_t size = readlinkat(folder, name, target, sizeof target);
	if (size < 0)
		return store_file_fail(s->error, path, errno);
	bool known = entry && entry->mode == STORE_MODE_LINK &&
		     has_content((struct wubu_bytes){target, (size_t)size}, &entry->id);
	if (known || (!entry && is_ignored(s, path, false)))
		return 0;
	error_set(s->error, WUBU_INPUT, _("%.300s is a symbolic link"), path);
	error_hint(s->error, _("A ledger holds plain files only: put the file itself there."));
	return -1;
}

/* Note all files below the tree TREE as removed. */
static int note_removed(struct survey *s, const char *path, const struct store_id *tree)
{
	struct store_change *changes;
	size_t count;
	if (store_compare(s->store, tree, NULL, s->arena, &changes, &count, s->error) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		note(s, arena_format(s->arena, "%s/%s", path, changes[i].path),
		     (struct wubu_bytes){0}, true);
	return 0;
}

static int survey_subfolder(struct survey *s, const char *path, int folder, const char *name,
			    const struct store_entry *entry)
{
	static const struct store_id nothing;
	bool known = entry && entry->mode == STORE_MODE_TREE;
	if (!known && is_ignored(s, path, true))
		return 0;
	/* A repository inside the repository is its own affair. */
	int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return store_file_fail(s->error, path, errno);
	if (!known && faccessat(fd, ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		close(fd);
		return 0;
	}
	if (entry && !known && entry->mode != STORE_MODE_COMMIT)
		note(s, path, (struct wubu_bytes){0}, true);
	return survey_folder(s, path, fd, known ? &entry->id : &nothing);
}

/* What the tree has at PATH and the work tree has not. */
static int survey_missing(struct survey *s, const char *path, const struct store_entry *entry)
{
	if (entry->mode == STORE_MODE_TREE)
		return note_removed(s, path, &entry->id);
	/* The place of a submodule may be empty. */
	if (entry->mode != STORE_MODE_COMMIT)
		note(s, path, (struct wubu_bytes){0}, true);
	return 0;
}

/* NAME in the open FOLDER, which is PATH; ENTRY is what the tree has there, or NULL. */
static int survey_name(struct survey *s, const char *path, int folder, const char *name,
		       const struct store_entry *entry)
{
	struct stat st;
	if (++s->visited > LIMIT_TREE_ENTRIES)
		return error_set(s->error, WUBU_LIMIT, _("the work tree holds more than %u files"),
				 LIMIT_TREE_ENTRIES);
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		if (errno != ENOENT)
			return store_file_fail(s->error, path, errno);
		return entry ? survey_missing(s, path, entry) : 0;
	}
	if (S_ISDIR(st.st_mode))
		return survey_subfolder(s, path, folder, name, entry);
	if (entry && entry->mode == STORE_MODE_TREE && note_removed(s, path, &entry->id) < 0)
		return -1;
	if (S_ISLNK(st.st_mode))
		return survey_link(s, path, folder, name, entry);
	if (S_ISREG(st.st_mode))
		return survey_file(s, path, folder, name, entry);
	return entry ? survey_missing(s, path, entry) : 0;
}

static const char *path_below(struct survey *s, const char *path, const char *name)
{
	return *path ? arena_format(s->arena, "%s/%s", path, name) : arena_text(s->arena, name);
}

/* All names in the open folder FD that could stand in a tree. */
static int survey_present(struct survey *s, const char *path, int fd, const struct store_tree *tree)
{
	int again = dup(fd), rc = 0;
	DIR *folder = again < 0 ? NULL : fdopendir(again);
	if (!folder) {
		if (again >= 0)
			close(again);
		return store_file_fail(s->error, path, errno);
	}
	for (struct dirent *e; rc == 0 && (e = readdir(folder));) {
		if (store_name_is_sound(e->d_name, strlen(e->d_name)))
			rc = survey_name(s, path_below(s, path, e->d_name), fd, e->d_name,
					 store_tree_find(tree, e->d_name));
	}
	closedir(folder);
	return rc;
}

static int survey_absent(struct survey *s, const char *path, int fd, const struct store_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct store_entry *entry = &tree->entries[i];
		if (faccessat(fd, entry->name.data, F_OK, AT_SYMLINK_NOFOLLOW) < 0 &&
		    survey_missing(s, path_below(s, path, entry->name.data), entry) < 0)
			return -1;
	}
	return 0;
}

/* Takes FD and closes it. */
static int survey_folder(struct survey *s, const char *path, int fd, const struct store_id *id)
{
	struct store_tree tree;
	int rc = -1;
	if (s->depth++ > LIMIT_TREE_DEPTH)
		error_set(s->error, WUBU_LIMIT, _("folders are nested more than %d deep"),
			  LIMIT_TREE_DEPTH);
	else if (store_read_tree(s->store, id, s->arena, &tree, s->error) == 0 &&
		 survey_present(s, path, fd, &tree) == 0)
		rc = survey_absent(s, path, fd, &tree);
	s->depth--;
	close(fd);
	return rc;
}

static int survey_top(struct survey *s, const struct store_id *tree)
{
	int fd = open(store_worktree(s->store), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return store_file_fail(s->error, store_worktree(s->store), errno);
	return survey_folder(s, "", fd, tree);
}

/* The same for what is at or below PATH. */
static int survey_path(struct survey *s, const struct store_id *tree, const char *path)
{
	struct store_entry entry;
	const char *name;
	int known = store_find(s->store, tree, path, s->arena, &entry, s->error);
	if (known < 0)
		return -1;
	int folder = store_file_open_parent(store_worktree(s->store), path, false, &name);
	if (folder < 0 && (errno == ENOENT || errno == ENOTDIR))
		return known ? survey_missing(s, path, &entry) : 0;
	if (folder < 0)
		return store_file_fail(s->error, path, errno);
	int rc = survey_name(s, path, folder, name, known ? &entry : NULL);
	close(folder);
	return rc;
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(((const struct store_file *)a)->path, ((const struct store_file *)b)->path);
}

int store_worktree_changes(struct store *store, const struct store_id *tree, const char *folder,
			   struct arena *arena, struct store_file **files, size_t *count,
			   struct wubu_error *error)
{
	static const struct store_id nothing;
	struct survey s = {.store = store, .arena = arena, .error = error};
	*files = NULL;
	*count = 0;
	if (check_worktree(store, error) < 0 || (folder && store_path_check(folder, error) < 0))
		return -1;
	s.scratch = arena_new();
	tree = tree ? tree : &nothing;
	int rc = folder ? survey_path(&s, tree, arena_text(arena, folder)) : survey_top(&s, tree);
	arena_free(s.scratch);
	if (rc < 0)
		return -1;
	if (s.count)
		qsort(s.files, s.count, sizeof *s.files, compare_files);
	*files = s.files;
	*count = s.count;
	return 0;
}
