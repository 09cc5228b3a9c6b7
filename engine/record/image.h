/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record as it was read, in one run of bytes, so that the same machine has it again without reading YAML.  What the
 * vocabulary put into the nodes is not part of it.  Whoever keeps such bytes answers for nobody having changed them:
 * what is out of bounds is refused, what is merely untrue is not noticed.
 */
#ifndef RECORD_IMAGE_H
#define RECORD_IMAGE_H

#include "base/buf.h"
#include "record/record.h"

/* Append the image of RECORD to OUT. */
void record_image_write(const struct record *record, struct buf *out);
/* Take one record off the front of IMAGE, into ARENA; its texts stay in IMAGE's bytes. -1: this is no image. */
int record_image_read(struct record **out, struct arena *arena, struct wubu_bytes *image);

#endif
