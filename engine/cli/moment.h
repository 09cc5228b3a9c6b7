/* SPDX-License-Identifier: Apache-2.0 */
/* Who acts, and when: asked of git's environment, else of the clock. */
#ifndef CLI_MOMENT_H
#define CLI_MOMENT_H

#include "wubu.h"

/* Returns -1 and fills ERROR when the environment names a time that cannot be read. */
int moment_read(struct wubu_moment *moment, struct wubu_error *error);
/*
 * Read a time as git writes it: "@N +zzzz", "N +zzzz", "YYYY-MM-DDTHH:MM:SS+hh:mm" or
 * "YYYY-MM-DD HH:MM:SS +hhmm".  Without a zone it is the local one.  Returns -1 for all else.
 */
int moment_parse(struct wubu_moment *moment, const char *text);

#endif
