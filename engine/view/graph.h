/* SPDX-License-Identifier: Apache-2.0 */
/* A procedure as a picture: what comes after what, in layers from left to right. */
#ifndef VIEW_GRAPH_H
#define VIEW_GRAPH_H

#include "base/buf.h"
#include "rule/rulebook.h"

/* FORM is "svg" or "bpmn"; -1 for any other. */
int graph_write(const struct rulebook *book, const char *form, struct buf *out);

#endif
