/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/pusher.h"

#include <stdlib.h>

#define LONGEST_NAME 64

/* What servers put into the environment of hooks; the first that is there counts (docs/server.md). */
static const struct { const char *variable, *transport; } places[] = {
	{"GL_USERNAME", "gitlab"}, {"GITEA_PUSHER_NAME", "gitea"}, {"GL_USER", "gitolite"},
	{"WUBU_USER", "ssh"},      {"REMOTE_USER", "http"},        {"REMOTE_ADDR", "address"},
	{"LOGNAME", "account"},
};

static const char *clean(const char *transport, const char *name, struct arena *arena)
{
	char *text = arena_format(arena, "%s %.*s", transport, LONGEST_NAME, name);
	for (char *p = text + strlen(transport) + 1; *p; p++)
		if (*p < '!' || *p > '~')
			*p = '?';
	return text;
}

const char *pusher_read(struct arena *arena)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const char *name = getenv(places[i].variable);
		if (name && *name)
			return clean(places[i].transport, name, arena);
	}
	return NULL;
}
