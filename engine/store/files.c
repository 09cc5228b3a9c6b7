/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files, by handles of their folders: no symbolic link on the way is followed, and a
 * file is either its old self or its new one, whenever the machine stops.
 */
#include "store/files.h"

#include "store/write.h"

#include "base/lang.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY ".wubu-new-%ld-%u"
#define TEMPORARY_SIZE 64

int store_file_fail(struct wubu_error *error, const char *path, int number)
{
	struct buf shown;
	buf_init(&shown);
	text_escape(&shown, bytes_of(path));
	if (number == ELOOP)
		error_set(error, WUBU_IO, _("%.300s: a symbolic link is on the way, and is not followed"),
			  shown.data);
	else
		error_set(error, WUBU_IO, "%.300s: %s", shown.data, strerror(number));
	buf_release(&shown);
	return -1;
}

/* Open the folder NAME in AT; errno is ELOOP when it is a link. */
static int open_folder(int at, const char *name, bool make)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int folder = openat(at, name, flags);
	if (folder < 0 && errno == ENOENT && make) {
		if (mkdirat(at, name, 0777) < 0 && errno != EEXIST)
			return -1;
		/* The new folder's name must be on the disk before its files count. */
		if (fsync(at) < 0)
			return -1;
		folder = openat(at, name, flags);
	}
	int number = errno;
	struct stat st;
	if (folder < 0 && number == ENOTDIR && fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISLNK(st.st_mode))
		number = ELOOP;
	errno = number;
	return folder;
}

int store_file_open_parent(const char *top, const char *path, bool make, const char **name)
{
	char part[LIMIT_NAME_BYTES + 1];
	int folder = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *slash;
	for (; folder >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
		size_t size = (size_t)(slash - path);
		if (size >= sizeof part) {
			close(folder);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(part, path, size);
		part[size] = '\0';
		int next = open_folder(folder, part, make);
		int number = errno;
		close(folder);
		errno = number;
		folder = next;
	}
	*name = path;
	return folder;
}

/* All of the file FD, up to LIMIT bytes; errno EFBIG when it is larger. */
static int read_all(int fd, size_t limit, struct arena *arena, struct wubu_bytes *bytes)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return -1;
	if (!S_ISREG(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		return -1;
	}
	if ((uint64_t)st.st_size > limit) {
		errno = EFBIG;
		return -1;
	}
	size_t size = (size_t)st.st_size, got = 0;
	char *data = arena_alloc(arena, size + 1);
	while (got < size) {
		ssize_t n = read(fd, data + got, size - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	*bytes = (struct wubu_bytes){data, got};
	return 0;
}

int store_file_read_at(int folder, const char *name, size_t limit, struct arena *arena,
		 struct wubu_bytes *bytes)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -1;
	int rc = read_all(fd, limit, arena, bytes);
	int number = errno;
	close(fd);
	errno = number;
	return rc;
}

static int write_all(int fd, struct wubu_bytes bytes)
{
	while (bytes.size) {
		ssize_t n = write(fd, bytes.data, bytes.size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		bytes.data += n;
		bytes.size -= (size_t)n;
	}
	return 0;
}

/* A new file beside the one that it is to replace; its name goes to NAME. */
static int create_beside(int folder, char name[TEMPORARY_SIZE], unsigned mode)
{
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, TEMPORARY_SIZE, TEMPORARY, (long)getpid(), i);
		int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

/* Is there something at NAME that a file cannot take the place of?  Then errno says what. */
static bool is_taken(int folder, const char *name)
{
	struct stat st;
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno != ENOENT;
	errno = S_ISLNK(st.st_mode) ? ELOOP : S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	return !S_ISREG(st.st_mode);
}

int store_file_replace(int folder, const char *name, struct wubu_bytes bytes, unsigned mode, bool exact)
{
	char beside[TEMPORARY_SIZE];
	if (is_taken(folder, name))
		return -1;
	int fd = create_beside(folder, beside, mode);
	if (fd < 0)
		return -1;
	int rc = exact ? fchmod(fd, mode) : 0;
	if (rc == 0)
		rc = write_all(fd, bytes);
	if (rc == 0)
		rc = fsync(fd);
	int number = errno;
	if (close(fd) < 0 && rc == 0) {
		rc = -1;
		number = errno;
	}
	if (rc == 0 && (rc = renameat(folder, beside, folder, name)) < 0)
		number = errno;
	if (rc < 0)
		unlinkat(folder, beside, 0);
	else if ((rc = fsync(folder)) < 0)
		number = errno;
	errno = number;
	return rc;
}

int store_write_outside(const char *path, struct wubu_bytes bytes, unsigned mode,
			struct wubu_error *error)
{
	const char *slash = strrchr(path, '/');
	struct buf top;
	buf_init(&top);
	if (slash)
		buf_add(&top, (struct wubu_bytes){path, (size_t)(slash - path) + 1});
	else
		buf_text(&top, ".");
	int folder = open(top.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	buf_release(&top);
	int rc = folder < 0 ? -1 : store_file_replace(folder, slash ? slash + 1 : path, bytes, mode, true);
	if (rc < 0)
		store_file_fail(error, path, errno);
	if (folder >= 0)
		close(folder);
	return rc;
}
