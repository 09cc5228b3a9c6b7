/* SPDX-License-Identifier: Apache-2.0 */
/* A person's worklist on one page: what can be done, what only needs time, what waits for others. */
#ifndef VIEW_TODO_H
#define VIEW_TODO_H

#include "judge/worklist.h"
#include "view/canvas.h"

/* NAME: whose it is (NULL: everybody's). */
void todo_write(const struct worklist *list, const char *name, int32_t today, enum view_format format,
		struct buf *out);
/* What an item needs, in words: "to be filled in"; of what is blocked: what comes before it, and whose that is. */
const char *todo_words(const struct worklist_item *item, struct arena *arena);

#endif
