/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML, and the one place where text becomes part of it.  Nothing a person wrote gets into a page but
 * through here, so a title cannot become markup and a letter cannot pass for another one.
 */
#ifndef BASE_HTML_H
#define BASE_HTML_H

#include "base/buf.h"

/*
 * Append FORMAT, which is markup and written by us, with what stands for:
 *   %t  a text between tags; NULL is nothing.  What could deceive the eye is shown by its code point
 *   %a  a text inside of a quoted attribute, byte for byte the same when a form sends it back
 *   %u  a text as one part of an address, or as one value of its query
 *   %n  a size_t
 *   %h  markup that html_add() made before
 *   %%  a percent sign
 */
void html_add(struct buf *out, const char *format, ...) __attribute__((nonnull(1, 2)));

/* As %t, for bytes. */
void html_text(struct buf *out, struct wubu_bytes text);

#endif
