/* SPDX-License-Identifier: Apache-2.0 */
/* Commands by their Chinese names.  The names stand in the catalogue of translations; they are known in every language. */
#ifndef CLI_ALIASES_H
#define CLI_ALIASES_H

#include "cli/command.h"

/* The Chinese name of COMMAND, in RUN's arena, or NULL: it has none. */
const char *alias_of(const struct run *run, const struct command *command);
/* The command whose Chinese name is WORD, or NULL. */
const struct command *alias_find(const struct run *run, const char *word);

#endif
