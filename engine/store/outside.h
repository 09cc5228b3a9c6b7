/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are not of the repository: keys, shipped rules, scans on their way in. */
#ifndef STORE_OUTSIDE_H
#define STORE_OUTSIDE_H

#include "store/store.h"

/* The bytes of the plain file PATH (links are followed: it is the user's own). 1 found, 0 none, -1 error. */
int store_read_outside(const char *path, size_t limit, struct arena *arena, struct wubu_bytes *bytes,
		       struct wubu_error *error);
/*
 * The plain files below FOLDER, as paths from there, in the order of their bytes; hidden ones are
 * left out.  LIMIT_TREE_DEPTH and LIMIT_TREE_ENTRIES apply.
 */
int store_list_outside(const char *folder, struct arena *arena, const char ***paths, size_t *count,
		       struct wubu_error *error);
/* A folder and all that is missing on the way to it. */
int store_make_folder(const char *path, struct wubu_error *error);
/* The value of git configuration NAME as a path, with "~" opened; NULL when it is not set. */
const char *store_config_path(struct store *store, const char *name, struct arena *arena);
/* Whether PATH is a plain file of the person who runs this, which nobody else may read or write; no link is followed. */
bool store_is_private(const char *path);
/* What tells this folder from a copy of it: its device and inode, in ARENA; NULL when it is not there. */
const char *store_identity(const char *path, struct arena *arena);
/* Take the file PATH away; that it is gone already is as good. */
void store_remove_outside(const char *path);
/* Whether PATH is there, and whether it may be executed (as a program); no link is followed for the first. */
bool store_is_there(const char *path);
bool store_is_program(const char *path);

#endif
