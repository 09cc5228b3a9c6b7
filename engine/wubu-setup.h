/* SPDX-License-Identifier: Apache-2.0 */
/* What a repository needs to be a guarded ledger: `init` sets it up, `doctor` looks whether it is so. */
#ifndef WUBU_SETUP_H
#define WUBU_SETUP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>

struct setup_setting {
	const char *name;
	const char *value; /* NULL: the person's own, not set by init */
	bool bare;         /* of a server's repository; else of a clone */
	const char *why;   /* NULL: a convenience that doctor does not ask for */
};
extern const struct setup_setting setup_settings[]; /* ended by a row without name */

struct setup_hook {
	const char *name;
	bool bare;
};
extern const struct setup_hook setup_hooks[]; /* ended by a row without name */

/* Append what hook NAME is, for PROGRAM; the shipped texts stand beside the folder LIBRARY. */
int setup_hook_text(const char *library, const char *name, const char *program, struct arena *arena,
		    struct buf *out, struct wubu_error *error);

#endif
