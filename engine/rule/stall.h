/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patterns that can take so many steps that they give up: found by trying them on texts made of their own characters,
 * again and again, with an end that does not fit.
 */
#ifndef RULE_STALL_H
#define RULE_STALL_H

#include "base/buf.h"

/* Whether PATTERN (compiled from TEXT) gives up on some text within LIMIT_SUBJECT_BYTES; that text is left in SUBJECT. */
bool stall_find(const void *pattern, const char *text, struct buf *subject);
/* The same for texts of one letter and a few dozen bytes: what explodes, and quick enough to ask at every load. */
bool stall_find_soon(const void *pattern, const char *text, struct buf *subject);

#endif
