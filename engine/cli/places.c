/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/places.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* The program's own path with all links followed, or NULL. */
static const char *own_path(struct arena *arena, const char *argv0)
{
	char *path = realpath("/proc/self/exe", NULL);
	if (!path && argv0 && strchr(argv0, '/'))
		path = realpath(argv0, NULL);
	const char *copy = path ? arena_text(arena, path) : NULL;
	free(path);
	return copy;
}

static const char *folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	return arena_copy(arena, (struct wubu_bytes){path, slash ? (size_t)(slash - path) : 0});
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* The rulebooks of the source tree that FOLDER is in or beside, or NULL. */
static const char *source_rules(struct arena *arena, const char *folder)
{
	static const char *const ways[] = {"", "/..", "/../.."};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		const char *root = arena_format(arena, "%s%s", folder, ways[i]);
		/* A folder called rules may be anybody's; the header tells that it is ours. */
		if (is_there(arena_format(arena, "%s/engine/wubu.h", root)))
			return arena_format(arena, "%s/rules", root);
	}
	return NULL;
}

static const char *library_of(struct arena *arena, const char *folder)
{
	const char *wish = getenv("WUBU_RULES");
	if (wish && *wish)
		return wish;
	const char *rules = folder ? source_rules(arena, folder) : NULL;
	return rules ? rules : PKGDATADIR "/rules";
}

static const char *catalogues_of(struct arena *arena, const char *folder)
{
	const char *built = folder ? arena_format(arena, "%s/locale", folder) : NULL;
	return built && is_there(built) ? built : LOCALEDIR;
}

/* The XDG base directory specification says where. */
static const char *state_of(struct arena *arena)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (state && state[0] == '/')
		return arena_format(arena, "%s/wubu", state);
	return home && home[0] == '/' ? arena_format(arena, "%s/.local/state/wubu", home) : NULL;
}

void places_find(struct places *places, struct arena *arena, const char *argv0)
{
	const char *path = own_path(arena, argv0);
	const char *folder = path ? folder_of(arena, path) : NULL;
	places->program = path ? path : "wubu";
	places->catalogues = catalogues_of(arena, folder);
	places->library = library_of(arena, folder);
	places->state = state_of(arena);
}
