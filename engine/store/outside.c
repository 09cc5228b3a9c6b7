/* SPDX-License-Identifier: Apache-2.0 */
#include "store/outside.h"

#include "base/lang.h"
#include "base/limits.h"
#include "store/files.h"
#include "store/handle.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int store_read_outside(const char *path, size_t limit, struct arena *arena, struct wubu_bytes *bytes,
		       struct wubu_error *error)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc = -1;
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : store_file_fail(error, path, errno);
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		error_set(error, WUBU_IO, _("%s is no plain file"), path);
	} else if ((size_t)st.st_size > limit) {
		error_set(error, WUBU_LIMIT, _("%s is larger than %zu bytes"), path, limit);
	} else {
		char *data = arena_alloc(arena, (size_t)st.st_size + 1);
		size_t size = 0;
		ssize_t n = 1;
		while (size < (size_t)st.st_size && n > 0) {
			n = read(fd, data + size, (size_t)st.st_size - size);
			size += n > 0 ? (size_t)n : 0;
		}
		*bytes = (struct wubu_bytes){data, size};
		rc = n < 0 ? store_file_fail(error, path, errno) : 1;
	}
	close(fd);
	return rc;
}

struct listing {
	const char **paths;
	size_t count;
};

static int list_folder(const char *top, const char *below, unsigned depth, struct arena *arena,
		       struct listing *listing, struct wubu_error *error);

static int list_name(const char *top, const char *path, unsigned depth, struct arena *arena,
		     struct listing *listing, struct wubu_error *error)
{
	struct stat st;
	const char *whole = arena_format(arena, "%s/%s", top, path);
	if (stat(whole, &st))
		return store_file_fail(error, whole, errno);
	if (S_ISDIR(st.st_mode))
		return list_folder(top, path, depth + 1, arena, listing, error);
	if (listing->count == LIMIT_TREE_ENTRIES)
		return error_set(error, WUBU_LIMIT, _("%s holds too many files"), top);
	if (S_ISREG(st.st_mode))
		*arena_push(arena, listing->paths, listing->count) = path;
	return 0;
}

static int list_folder(const char *top, const char *below, unsigned depth, struct arena *arena,
		       struct listing *listing, struct wubu_error *error)
{
	const char *whole = *below ? arena_format(arena, "%s/%s", top, below) : top;
	struct dirent *entry;
	int rc = 0;
	if (depth > LIMIT_TREE_DEPTH)
		return error_set(error, WUBU_LIMIT, _("%s has folders nested too deep"), top);
	DIR *folder = opendir(whole);
	if (!folder)
		return store_file_fail(error, whole, errno);
	while (!rc && (entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			rc = list_name(top, arena_format(arena, "%s%s%s", below, *below ? "/" : "", entry->d_name),
				       depth, arena, listing, error);
	closedir(folder);
	return rc;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int store_list_outside(const char *folder, struct arena *arena, const char ***paths, size_t *count,
		       struct wubu_error *error)
{
	struct listing listing = {0};
	if (list_folder(folder, "", 0, arena, &listing, error))
		return -1;
	if (listing.count)
		qsort(listing.paths, listing.count, sizeof *listing.paths, compare_texts);
	*paths = listing.paths;
	*count = listing.count;
	return 0;
}

int store_make_folder(const char *path, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	char *part = arena_text(arena, path);
	int rc = 0;
	for (char *slash = part + 1; !rc && *slash; slash++) {
		if (*slash != '/')
			continue;
		*slash = '\0';
		if (mkdir(part, 0777) && errno != EEXIST)
			rc = store_file_fail(error, part, errno);
		*slash = '/';
	}
	if (!rc && mkdir(part, 0777) && errno != EEXIST)
		rc = store_file_fail(error, part, errno);
	arena_free(arena);
	return rc;
}

const char *store_config_path(struct store *store, const char *name, struct arena *arena)
{
	git_buf path = {0};
	const char *text = NULL;
	if (git_config_get_path(&path, store->config, name) == 0 && path.size)
		text = arena_text(arena, path.ptr);
	git_buf_dispose(&path);
	return text;
}

void store_remove_outside(const char *path)
{
	unlink(path);
}

bool store_is_there(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0;
}

bool store_is_program(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && access(path, X_OK) == 0;
}

bool store_is_private(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & 077);
}

const char *store_identity(const char *path, struct arena *arena)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return NULL;
	return arena_format(arena, "%llx:%llx", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
}
