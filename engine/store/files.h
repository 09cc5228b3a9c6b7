/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files and folders by their handles.  For this folder's .c files alone.  What fails
 * returns -1 and leaves the reason in errno; ELOOP is a symbolic link.
 */
#ifndef STORE_FILES_H
#define STORE_FILES_H

#include "base/arena.h"
#include "base/error.h"

/* Say in ERROR that PATH failed for the reason NUMBER (an errno); returns -1. */
int store_file_fail(struct wubu_error *error, const char *path, int number);
/*
 * Open the folder that holds PATH, below TOP; NAME is the last part of PATH.  With MAKE,
 * missing folders are made.  The caller closes it.
 */
int store_file_open_parent(const char *top, const char *path, bool make, const char **name);
/* Read the plain file NAME in FOLDER. EFBIG: larger than LIMIT; EISDIR: a folder; EINVAL: neither. */
int store_file_read_at(int folder, const char *name, size_t limit, struct arena *arena,
		 struct wubu_bytes *bytes);
/*
 * Put BYTES at NAME in FOLDER: a new file beside it, fsync, rename, fsync of the folder.
 * MODE is cut by the umask unless it is EXACT.
 */
int store_file_replace(int folder, const char *name, struct wubu_bytes bytes, unsigned mode, bool exact);

#endif
