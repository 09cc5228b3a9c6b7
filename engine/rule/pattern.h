/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions of rulebooks: PCRE2 without what a rule file could use to stall or to
 * mislead.  A pattern always has to fit the whole text.
 */
#ifndef RULE_PATTERN_H
#define RULE_PATTERN_H

#include "base/arena.h"
#include "base/error.h"

/* Compile TEXT into ARENA.  NULL and ERROR when it cannot be used. */
void *pattern_compile(const char *text, struct arena *arena, struct wubu_error *error);
/* 1 fits, 0 does not, -1 could not be decided within the limits. */
int pattern_fits(const void *pattern, struct wubu_bytes subject);

#endif
