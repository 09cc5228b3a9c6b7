/* SPDX-License-Identifier: Apache-2.0 */
/* Square codes (QR, ISO/IEC 18004). */
#ifndef VIEW_QR_H
#define VIEW_QR_H

#include "view/canvas.h"

/* TEXT, of capitals, digits and ":" at best, as blocks for a terminal or a printer; -1 when it is too long. */
int qr_write(const char *text, const struct canvas *canvas);
/* The same as a picture of its own. */
int qr_svg(const char *text, struct buf *out);

#endif
