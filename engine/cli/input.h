/* SPDX-License-Identifier: Apache-2.0 */
/* What is typed, piped in or read from a file that somebody names. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "cli/command.h"

/* Append all that comes from FD; more than LIMIT bytes is WUBU_LIMIT.  WHAT names it in errors. */
int input_read(int fd, size_t limit, const char *what, struct buf *out, struct wubu_error *error);

/* Whether there is somebody to ask: a person reads standard error and types on standard input. */
bool input_can_ask(const struct run *run);
/* Ask QUESTION; the line that is typed, without blanks around it, in the arena; NULL at its end. */
const char *input_ask(struct run *run, const char *question);
/* Ask for yes or no until one of them comes; the end of input is no. */
bool input_agree(struct run *run, const char *question);
/* Y and N in either language; -1 when TEXT is neither. */
int input_is_yes(const char *text);

/* TEXT without the blanks around it, in ARENA. */
const char *input_trim(struct arena *arena, struct wubu_bytes text);

#endif
