/* SPDX-License-Identifier: Apache-2.0 */
/* Fields and their values, as the command line and files give them. */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "cli/command.h"

struct settings {
	struct wubu_setting *items; /* all in the run's arena */
	size_t count;
};

void settings_add(struct run *run, struct settings *settings, const char *path, const char *value);
/*
 * Gather what --title, --matter, --from, --set and the words from FIRST on say, in this order.
 * Returns -1 and fills the run's error when something cannot be read.
 */
int settings_gather(struct run *run, size_t first, struct settings *settings);
/* Read lines "field: value" or "field=value"; a line that begins with a blank goes on the value before. */
int settings_read(struct run *run, const char *file, struct wubu_bytes text, struct settings *settings);

#endif
