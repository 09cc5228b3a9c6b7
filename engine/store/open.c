/* SPDX-License-Identifier: Apache-2.0 */
#include "store/handle.h"

#include "base/lang.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <git2/sys/repository.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* Git's objects that libgit2 may keep in memory: an audit reads each once. */
#define CACHE_BYTES (ssize_t)(64 * 1024 * 1024)

static const char *environment(const char *name)
{
	const char *value = getenv(name);
	return value && *value ? value : NULL;
}

/* Git's own reading of a yes or no in the environment. */
static bool is_yes(const char *name)
{
	const char *value = environment(name);
	int yes = 0;
	return value && (git_config_parse_bool(&yes, value) < 0 || yes);
}

/* libgit2 looks for these by itself when it checks who owns a repository. */
static void hide_levels(void)
{
	if (is_yes("GIT_CONFIG_NOSYSTEM")) {
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_SYSTEM, "");
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_PROGRAMDATA, "");
	}
	if (getenv("GIT_CONFIG_GLOBAL")) {
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, "");
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, "");
	}
}

int store_library(struct wubu_error *error)
{
	int users = git_libgit2_init();
	if (users < 0)
		return error_set(error, WUBU_IO, _("libgit2 cannot be started"));
	if (users > 1)
		return 0;
	/* Each object that is read is hashed by us (object.c). */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, CACHE_BYTES);
	hide_levels();
	return 0;
}

/* ---- configuration ----------------------------------------------------- */

static int add_config(struct store *store, const char *file, git_config_level_t level)
{
	int rc = git_config_add_file_ondisk(store->config, file, level, store->repo, 1);
	return rc == GIT_ENOTFOUND ? 0 : rc;
}

/* Add the level's file named by the environment VARIABLE, or else the one that FIND finds. */
static int add_level(struct store *store, const char *variable, int (*find)(git_buf *),
		     git_config_level_t level)
{
	const char *named = getenv(variable);
	if (named)
		return *named ? add_config(store, named, level) : 0;
	git_buf file = {0};
	int rc = find(&file) == 0 ? add_config(store, file.ptr, level) : 0;
	git_buf_dispose(&file);
	return rc;
}

static int load_config(struct store *store, struct wubu_error *error)
{
	struct buf local;
	buf_init(&local);
	buf_format(&local, "%sconfig", git_repository_commondir(store->repo));
	int rc = git_config_new(&store->config);
	if (rc == 0 && !is_yes("GIT_CONFIG_NOSYSTEM"))
		rc = add_level(store, "GIT_CONFIG_SYSTEM", git_config_find_system,
			       GIT_CONFIG_LEVEL_SYSTEM);
	/* GIT_CONFIG_GLOBAL stands for both files of a person. */
	if (rc == 0 && !getenv("GIT_CONFIG_GLOBAL"))
		rc = add_level(store, "GIT_CONFIG_GLOBAL", git_config_find_xdg, GIT_CONFIG_LEVEL_XDG);
	if (rc == 0)
		rc = add_level(store, "GIT_CONFIG_GLOBAL", git_config_find_global,
			       GIT_CONFIG_LEVEL_GLOBAL);
	if (rc == 0)
		rc = add_config(store, local.data, GIT_CONFIG_LEVEL_LOCAL);
	if (rc == 0)
		rc = git_repository_set_config(store->repo, store->config);
	if (rc < 0)
		store_fail(error, WUBU_REPOSITORY, _("git's configuration cannot be read"));
	buf_release(&local);
	return rc < 0 ? -1 : 0;
}

const char *store_config(struct store *store, const char *name, struct arena *arena)
{
	git_config_entry *entry = NULL;
	const char *value = NULL;
	if (git_config_get_entry(&entry, store->config, name) == 0)
		/* "[section] key" alone means yes */
		value = arena_text(arena, entry->value ? entry->value : "true");
	git_config_entry_free(entry);
	return value;
}

struct config_match {
	struct arena *arena;
	const char *text;
};

static int keep_entry(const git_config_entry *entry, void *payload)
{
	struct config_match *match = payload;
	match->text = arena_format(match->arena, "%s = %s", entry->name, entry->value ? entry->value : "");
	return 1;
}

const char *store_config_match(struct store *store, const char *pattern, struct arena *arena)
{
	struct config_match match = {arena, NULL};
	git_config_foreach_match(store->config, pattern, keep_entry, &match);
	return match.text;
}

int store_config_set(struct store *store, const char *name, const char *value,
		     struct wubu_error *error)
{
	git_config *local = NULL;
	int rc = git_config_open_level(&local, store->config, GIT_CONFIG_LEVEL_LOCAL);
	if (rc == 0)
		rc = git_config_set_string(local, name, value);
	if (rc < 0)
		store_fail(error, WUBU_IO, _("git's configuration cannot be written"));
	git_config_free(local);
	return rc < 0 ? -1 : 0;
}

/* ---- opening ------------------------------------------------------------- */

/* NAME as seen from the folder FROM, as a path that does not depend on the current folder. */
static void resolve(struct buf *out, const char *from, const char *name)
{
	char here[PATH_MAX];
	buf_clear(out);
	if (name[0] != '/') {
		if (from[0] != '/' && getcwd(here, sizeof here))
			buf_format(out, "%s/", here);
		buf_format(out, "%s/", from);
	}
	buf_text(out, name);
}

static bool has_entry(const char *folder, const char *entry)
{
	struct buf name;
	buf_init(&name);
	buf_format(&name, "%s/%s", folder, entry);
	bool there = access(name.data, F_OK) == 0;
	buf_release(&name);
	return there;
}

/* Is there a .git in PATH, or (UP) above it, whatever its state? */
static bool has_dot_git(const char *path, bool up)
{
	char *folder = realpath(path, NULL);
	bool found = folder && has_entry(folder, ".git");
	for (char *end; folder && up && !found && (end = strrchr(folder, '/'));) {
		*end = '\0';
		found = has_entry(folder, ".git");
	}
	free(folder);
	return found;
}

/*
 * libgit2 answers "not found" also when it dislikes the owner; so nothing counts as
 * "no repository here" but its own sentence for that.
 */
static int fail_to_open(const char *path, int rc, bool named, bool up, struct wubu_error *error)
{
	const git_error *last = git_error_last();
	const char *said = last && last->message ? last->message : "";
	if (rc == GIT_EOWNER || strstr(said, "safe.directory") || strstr(said, "not owned by")) {
		error_set(error, WUBU_REPOSITORY,
			  _("the repository at %.200s belongs to another user, so it is not used"), path);
		error_hint(error, _("Run as its owner, or name its exact path: "
				    "git config --global --add safe.directory /path/of/repository"));
		return -1;
	}
	if (strstr(said, "extension")) {
		store_fail(error, WUBU_REPOSITORY,
			   _("this repository uses an extension of git that wubu cannot judge"));
		error_hint(error, _("SHA-256 repositories, worktree configuration and partial clones "
				    "are not supported: make a plain full clone."));
		return -1;
	}
	bool none = strncmp(said, "could not find repository", 25) == 0 || access(path, F_OK) < 0;
	if (rc == GIT_ENOTFOUND && none && !named && !has_dot_git(path, up)) {
		error_set(error, WUBU_NOT_FOUND, _("there is no git repository at %.200s"), path);
		error_hint(error, _("Go into the ledger's folder, or make one with wubu init."));
		return -1;
	}
	store_fail(error, WUBU_REPOSITORY, _("the repository cannot be opened"));
	error_hint(error, _("Run wubu doctor, and git fsck --full."));
	return -1;
}

/* The objects of a push that is being received stand in a folder of their own. */
static int add_quarantine(struct store *store, const char *from, struct wubu_error *error)
{
	static const char *const variables[] = {"GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY"};
	struct buf folder;
	int rc = 0;
	buf_init(&folder);
	store->quarantined = environment("GIT_QUARANTINE_PATH") != NULL;
	for (size_t i = 0; rc == 0 && i < sizeof variables / sizeof *variables; i++) {
		const char *named = environment(variables[i]);
		if (!named)
			continue;
		resolve(&folder, from, named);
		rc = access(folder.data, R_OK | X_OK) < 0
			     ? -1
			     : git_odb_add_disk_alternate(store->odb, folder.data);
		if (rc < 0)
			error_set(error, WUBU_REPOSITORY,
				  _("the objects named by %s cannot be read"), variables[i]);
	}
	buf_release(&folder);
	return rc < 0 ? -1 : 0;
}

static int check_common_folder(struct store *store, const char *from, struct wubu_error *error)
{
	const char *named = environment("GIT_COMMON_DIR");
	if (!named)
		return 0;
	struct buf folder;
	buf_init(&folder);
	resolve(&folder, from, named);
	char *wanted = realpath(folder.data, NULL);
	char *is = realpath(git_repository_commondir(store->repo), NULL);
	bool equal = wanted && is && strcmp(wanted, is) == 0;
	free(wanted);
	free(is);
	buf_release(&folder);
	if (equal)
		return 0;
	error_set(error, WUBU_REPOSITORY,
		  _("GIT_COMMON_DIR names another repository, which is not supported"));
	error_hint(error, _("Take GIT_COMMON_DIR out of the environment."));
	return -1;
}

static int set_worktree(struct store *store, const char *from, struct wubu_error *error)
{
	const char *named = environment("GIT_WORK_TREE");
	if (!named)
		return 0;
	struct buf folder;
	buf_init(&folder);
	resolve(&folder, from, named);
	int rc = git_repository_set_workdir(store->repo, folder.data, 0);
	if (rc < 0)
		store_fail(error, WUBU_REPOSITORY, _("GIT_WORK_TREE cannot be used"));
	buf_release(&folder);
	return rc < 0 ? -1 : 0;
}

static void choose_index(struct store *store, const char *from, bool honour)
{
	const char *named = honour ? environment("GIT_INDEX_FILE") : NULL;
	struct buf file;
	buf_init(&file);
	if (named)
		resolve(&file, from, named);
	else
		buf_format(&file, "%sindex", git_repository_path(store->repo));
	store->index = file.data;
}

static int open_repository(struct store *store, const char *path, enum store_open how,
			   struct wubu_error *error)
{
	const char *named = how == STORE_FIND ? environment("GIT_DIR") : NULL;
	unsigned flags = how == STORE_EXACT ? GIT_REPOSITORY_OPEN_NO_SEARCH : 0;
	struct buf place;
	buf_init(&place);
	if (named) {
		resolve(&place, path, named);
		flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT;
	} else {
		buf_text(&place, path);
	}
	git_error_clear();
	int rc = git_repository_open_ext(&store->repo, place.data, flags, NULL);
	if (rc < 0)
		fail_to_open(place.data, rc, named != NULL, how == STORE_FIND, error);
	buf_release(&place);
	return rc < 0 ? -1 : 0;
}

/* What git's environment adds to the repository; a hook's paths are as seen from PATH. */
static int honour_environment(struct store *store, const char *path, struct wubu_error *error)
{
	if (check_common_folder(store, path, error) < 0 || set_worktree(store, path, error) < 0)
		return -1;
	return add_quarantine(store, path, error);
}

int store_open(struct store **out, const char *path, enum store_open how, struct wubu_error *error)
{
	*out = NULL;
	if (store_library(error) < 0)
		return -1;
	struct store *store = heap_alloc(sizeof *store);
	if (!path)
		path = ".";
	if (open_repository(store, path, how, error) < 0 || load_config(store, error) < 0)
		goto fail;
	if (git_repository_odb(&store->odb, store->repo) < 0) {
		store_fail(error, WUBU_REPOSITORY, _("the repository's objects cannot be opened"));
		goto fail;
	}
	choose_index(store, path, how == STORE_FIND);
	if (how == STORE_FIND && honour_environment(store, path, error) < 0)
		goto fail;
	*out = store;
	return 0;
fail:
	store_free(store);
	return -1;
}

void store_free(struct store *store)
{
	if (!store)
		return;
	store_graph_free(store->graph);
	for (size_t i = 0; i < RECENT_TREES; i++)
		git_odb_object_free(store->recent[i].object);
	git_odb_free(store->odb);
	git_config_free(store->config);
	git_repository_free(store->repo);
	free(store->index);
	free(store);
	git_libgit2_shutdown();
}

void store_hash_trees_by(struct store *store, store_hash hash)
{
	store->hash = hash;
}

bool store_is_bare(const struct store *store)
{
	return git_repository_is_bare(store->repo) != 0;
}

const char *store_folder(const struct store *store)
{
	return git_repository_path(store->repo);
}

const char *store_worktree(const struct store *store)
{
	return git_repository_workdir(store->repo);
}

const char *store_hooks(struct store *store, struct arena *arena)
{
	git_buf set = {0};
	const char *folder;
	const char *common = git_repository_commondir(store->repo);
	const char *top = store_worktree(store);
	if (git_config_get_path(&set, store->config, "core.hookspath") < 0 || !set.size)
		folder = arena_format(arena, "%shooks", common);
	else if (set.ptr[0] == '/')
		folder = arena_text(arena, set.ptr);
	else
		/* git reads it from where hooks run */
		folder = arena_format(arena, "%s%s", top ? top : store_folder(store), set.ptr);
	git_buf_dispose(&set);
	return folder;
}

/* ---- defects ------------------------------------------------------------- */

/* Does the file NAME of the repository hold anything? */
static bool has_content(struct store *store, const char *name)
{
	struct buf path;
	buf_init(&path);
	buf_format(&path, "%s%s", git_repository_commondir(store->repo), name);
	FILE *file = fopen(path.data, "re");
	bool content = file ? getc(file) != EOF : errno != ENOENT;
	if (file)
		fclose(file);
	buf_release(&path);
	return content;
}

/* Stops at a setting that git makes in a partial clone. */
static int stop_at_partial(const git_config_entry *entry, void *payload)
{
	static const char *const endings[] = {".promisor", ".partialclonefilter", ".partialclone"};
	size_t size = strlen(entry->name);
	(void)payload;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t n = strlen(endings[i]);
		int yes = 0;
		if (size < n || strcmp(entry->name + size - n, endings[i]) != 0)
			continue;
		if (!entry->value || git_config_parse_bool(&yes, entry->value) < 0 || yes)
			return 1;
	}
	return 0;
}

static bool has_promisor_pack(struct store *store)
{
	struct buf path;
	bool found = false;
	buf_init(&path);
	buf_format(&path, "%sobjects/pack", git_repository_commondir(store->repo));
	DIR *folder = opendir(path.data);
	for (struct dirent *e; folder && !found && (e = readdir(folder));) {
		size_t n = strlen(e->d_name);
		found = n > 9 && strcmp(e->d_name + n - 9, ".promisor") == 0;
	}
	if (folder)
		closedir(folder);
	buf_release(&path);
	return found;
}

static bool is_partial(struct store *store)
{
	return git_config_foreach(store->config, stop_at_partial, NULL) != 0 ||
	       has_promisor_pack(store);
}

static int stop_at_name(const char *name, void *payload)
{
	(void)name;
	(void)payload;
	return 1;
}

unsigned store_defects(struct store *store)
{
	unsigned defects = 0;
	if (has_content(store, "shallow"))
		defects |= STORE_SHALLOW;
	if (has_content(store, "info/grafts"))
		defects |= STORE_GRAFTED;
	if (is_partial(store))
		defects |= STORE_PARTIAL;
	if (git_reference_foreach_glob(store->repo, "refs/replace/*", stop_at_name, NULL) != 0)
		defects |= STORE_REPLACED;
	return defects;
}
