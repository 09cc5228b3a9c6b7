/* SPDX-License-Identifier: Apache-2.0 */
#include "store/repair.h"

#include "base/lang.h"
#include "base/limits.h"
#include "store/files.h"
#include "store/handle.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH 8
#define LINK_BYTES 4096

/* ---- what looks like one ------------------------------------------------------------------------ */

/* Names by their beginning or end, and in which part of the repository they count. */
static const struct pattern {
	const char *below;  /* from the repository's folder; "": all of it; NULL: the work tree */
	const char *begins, *ends;
	bool folder;
} patterns[] = {
	{"", NULL, ".lock", false},
	{"objects", "tmp_objdir-", NULL, true},
	{"objects", "tmp_", NULL, false},
	{"objects", "pack_git2_", NULL, false},
	{"objects", ".tmp-", NULL, false},
	{"", ".wubu-new-", NULL, false},
	{NULL, ".wubu-new-", NULL, false},
};

struct search {
	struct arena *arena;
	struct store_leftover *items;
	size_t count;
	int64_t now, shortest;
	bool work_tree;
};

static bool matches(const struct pattern *p, const struct search *s, const char *below, const char *name, bool folder)
{
	size_t size = strlen(name), end = p->ends ? strlen(p->ends) : 0;
	if (p->folder != folder || (p->below == NULL) != s->work_tree)
		return false;
	if (p->below && strncmp(below, p->below, strlen(p->below)) != 0)
		return false;
	return (!p->begins || strncmp(name, p->begins, strlen(p->begins)) == 0) &&
	       (!p->ends || (size > end && strcmp(name + size - end, p->ends) == 0));
}

static bool is_leftover(const struct search *s, const char *below, const char *name, bool folder)
{
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		if (matches(&patterns[i], s, below, name, folder))
			return true;
	return false;
}

static int search_folder(struct search *s, const char *top, const char *below, unsigned depth,
			 struct wubu_error *error);

static int look_at(struct search *s, const char *top, const char *below, const char *name, unsigned depth,
		   struct wubu_error *error)
{
	struct stat st;
	const char *shown = *below ? arena_format(s->arena, "%s/%s", below, name) : arena_text(s->arena, name);
	const char *path = arena_format(s->arena, "%s%s", top, shown);
	if (lstat(path, &st))
		return errno == ENOENT ? 0 : store_file_fail(error, path, errno);
	bool folder = S_ISDIR(st.st_mode);
	if (is_leftover(s, below, name, folder)) {
		int64_t age = s->now - (int64_t)st.st_mtime;
		if (age >= s->shortest)
			*arena_push(s->arena, s->items, s->count) =
				(struct store_leftover){path, shown, age, folder, false};
		return 0;
	}
	return folder && depth < DEPTH && strcmp(name, ".git") != 0
		       ? search_folder(s, top, shown, depth + 1, error) : 0;
}

static int search_folder(struct search *s, const char *top, const char *below, unsigned depth,
			 struct wubu_error *error)
{
	const char *path = arena_format(s->arena, "%s%s", top, below);
	struct dirent *entry;
	int rc = 0;
	DIR *folder = opendir(path);
	if (!folder)
		return errno == ENOENT ? 0 : store_file_fail(error, path, errno);
	while (!rc && (entry = readdir(folder)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = look_at(s, top, below, entry->d_name, depth, error);
	closedir(folder);
	return rc;
}

/* ---- processes ------------------------------------------------------------------------------------ */

static bool read_link(const char *path, char target[LINK_BYTES])
{
	ssize_t size = readlink(path, target, LINK_BYTES - 1);
	if (size < 0)
		return false;
	target[size] = '\0';
	return true;
}

static bool lies_in(const char *path, const char *folder)
{
	size_t size = strlen(folder);
	while (size && folder[size - 1] == '/')
		size--;
	return strncmp(path, folder, size) == 0 && (!path[size] || path[size] == '/');
}

/* Mark those of S that process PID has open; one of another user cannot be looked into. */
static void mark_open(struct search *s, const char *pid)
{
	char name[64], target[LINK_BYTES];
	snprintf(name, sizeof name, "/proc/%.20s/fd", pid);
	DIR *folder = opendir(name);
	for (struct dirent *e; folder && (e = readdir(folder));) {
		char link[sizeof name + NAME_MAX + 2];
		snprintf(link, sizeof link, "%s/%s", name, e->d_name);
		if (!read_link(link, target))
			continue;
		for (size_t i = 0; i < s->count; i++)
			s->items[i].in_use |= lies_in(target, s->items[i].path);
	}
	if (folder)
		closedir(folder);
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* The parent of PID and what it is called, from /proc/PID/stat: "12 (git) S 11 …". */
static long parent_of(long pid, char command[32])
{
	char name[64], text[512];
	long parent = 0;
	snprintf(name, sizeof name, "/proc/%ld/stat", pid);
	FILE *file = fopen(name, "re");
	size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
	if (file)
		fclose(file);
	text[size] = '\0';
	const char *open = strchr(text, '('), *close = strrchr(text, ')');
	command[0] = '\0';
	if (open && close && close > open) {
		snprintf(command, 32, "%.*s", (int)(close - open - 1) < 31 ? (int)(close - open - 1) : 31, open + 1);
		parent = strtol(close + 1 + strcspn(close + 1, "0123456789"), NULL, 10);
	}
	return parent;
}

static bool is_above(long pid)
{
	char ignored[32];
	for (long at = (long)getpid(); at > 0; at = parent_of(at, ignored))
		if (at == pid)
			return true;
	return false;
}

long store_at_work(struct store *store)
{
	char name[64], target[LINK_BYTES], command[32];
	char *folder = realpath(git_repository_path(store->repo), NULL);
	long found = 0;
	DIR *all = folder ? opendir("/proc") : NULL;
	for (struct dirent *e; all && !found && (e = readdir(all));) {
		if (!is_number(e->d_name))
			continue;
		long pid = strtol(e->d_name, NULL, 10);
		snprintf(name, sizeof name, "/proc/%ld/cwd", pid);
		parent_of(pid, command);
		bool ours = strncmp(command, "git", 3) == 0 || strncmp(command, "wubu", 4) == 0;
		if (ours && read_link(name, target) && lies_in(target, folder) && !is_above(pid))
			found = pid;
	}
	if (all)
		closedir(all);
	free(folder);
	return found;
}

int store_leftovers(struct store *store, int64_t now, int64_t shortest, struct arena *arena,
		    struct store_leftover **leftovers, size_t *count, struct wubu_error *error)
{
	struct search s = {.arena = arena, .now = now, .shortest = shortest};
	if (search_folder(&s, git_repository_commondir(store->repo), "", 0, error))
		return -1;
	s.work_tree = true;
	if (store_worktree(store) && search_folder(&s, store_worktree(store), "", 0, error))
		return -1;
	DIR *all = s.count ? opendir("/proc") : NULL;
	for (struct dirent *e; all && (e = readdir(all));)
		if (is_number(e->d_name))
			mark_open(&s, e->d_name);
	if (all)
		closedir(all);
	*leftovers = s.items;
	*count = s.count;
	return 0;
}

/* ---- taking away --------------------------------------------------------------------------------------- */

static int remove_below(int at, const char *name, unsigned depth)
{
	if (unlinkat(at, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	int folder = depth < DEPTH ? openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
	DIR *list = folder >= 0 ? fdopendir(folder) : NULL;
	int rc = list ? 0 : -1;
	for (struct dirent *e; list && !rc && (e = readdir(list));)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			rc = remove_below(dirfd(list), e->d_name, depth + 1);
	if (list)
		closedir(list);
	return rc ? rc : unlinkat(at, name, AT_REMOVEDIR);
}

int store_take_away(const struct store_leftover *leftover, struct wubu_error *error)
{
	return remove_below(AT_FDCWD, leftover->path, 0) ? store_file_fail(error, leftover->path, errno) : 0;
}

/* ---- who may write ---------------------------------------------------------------------------------------- */

enum store_guard store_guard(struct store *store, const char *path)
{
	struct stat own, st;
	if (stat(git_repository_commondir(store->repo), &own) || lstat(path, &st))
		return STORE_GUARDED;
	if (st.st_uid != own.st_uid && st.st_uid != 0)
		return STORE_OWNED_BY_OTHER;
	if (S_ISLNK(st.st_mode))
		return STORE_GUARDED;
	return st.st_mode & S_IWOTH ? STORE_OPEN_TO_ALL : st.st_mode & S_IWGRP ? STORE_OPEN_TO_GROUP : STORE_GUARDED;
}

bool store_is_closed(const char *path)
{
	struct stat st;
	return stat(path, &st) || !(st.st_mode & (S_IRWXG | S_IRWXO));
}
