/* SPDX-License-Identifier: Apache-2.0 */
/* Help, made from the rows of commands and options. Each returns an exit status. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"

int help_version(struct run *run);
int help_program(struct run *run, enum channel channel);
int help_command(struct run *run, const struct command *command);
/* The commands of two words that begin with NAME, as a complaint. */
int help_group(struct run *run, const char *name);

#endif
