/* SPDX-License-Identifier: Apache-2.0 */
/* The minute book of a decision, in sentences. */
#ifndef VIEW_LOG_H
#define VIEW_LOG_H

#include "judge/history.h"
#include "rule/rulebook.h"
#include "view/canvas.h"

/* Steps and outcomes are called as BOOK calls them; days are those of its zone. */
void log_write(const struct history *history, const char *id, const struct rulebook *book,
	       enum view_format format, struct buf *out);
/* "Liu Fang signed Public participation: completed". In ARENA. */
const char *log_sentence(const struct history_entry *entry, const struct rulebook *book, struct arena *arena);

#endif
