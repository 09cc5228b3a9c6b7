/* SPDX-License-Identifier: Apache-2.0 */
/* Paragraphs for a terminal: lines that are not too long, in English and in Chinese. */
#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include "base/buf.h"

#define WRAP_COLUMNS 79

/*
 * Append TEXT from column AT on (where OUT stands now), in lines of at most WRAP_COLUMNS; the later
 * lines begin INDENT columns in.  A newline in TEXT begins a new line.  Ends with a newline.
 */
void wrap_text(struct buf *out, const char *text, size_t at, size_t indent);

#endif
