/* SPDX-License-Identifier: Apache-2.0 */
/* Where the program and what came with it stand. */
#ifndef CLI_PLACES_H
#define CLI_PLACES_H

#include "base/arena.h"

struct places {
	const char *program; /* absolute path of the program; "wubu" when the system does not tell */
	const char *catalogues; /* of translations */
	const char *state; /* the person's folder for what a program remembers; NULL: there is none */
	const char *library; /* the rulebooks that came with it; the hooks stand beside */
};

/* ARGV0 is how the program was called. */
void places_find(struct places *places, struct arena *arena, const char *argv0);

#endif
