/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What bytes and characters a YAML file may hold at all.  Looked at before a
 * parser sees them, because a parser may take for a line break what an editor
 * and `git diff` show as nothing.
 */
#ifndef RECORD_SCAN_H
#define RECORD_SCAN_H

#include "base/bytes.h"
#include "base/error.h"

/* The whole file: size, UTF-8, no character that hides or breaks.  0, or -1 with ERROR and its place. */
int record_scan_source(const char *file, struct wubu_bytes source, struct wubu_error *error);

/* One text that came by escapes or from a caller; newline and tab are allowed.  0, or -1 with
   ERROR, without a place. */
int record_scan_text(struct wubu_bytes text, struct wubu_error *error);

#endif
