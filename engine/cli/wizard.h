/* SPDX-License-Identifier: Apache-2.0 */
/* Filling in at a terminal: one question after the other, each answer checked at once. */
#ifndef CLI_WIZARD_H
#define CLI_WIZARD_H

#include "cli/command.h"

/* Ask for the fields of ACT ("open" or "fill"), show what will be recorded, and do it if the person agrees.
   Returns the exit status. */
int wizard_run(struct run *run, struct wubu_act *act);

#endif
