/* SPDX-License-Identifier: Apache-2.0 */
/* How an act is reported: what was done is data, why it was refused is talk. */
#ifndef CLI_DONE_H
#define CLI_DONE_H

#include "cli/command.h"

/* Write each line of DONE. */
void done_say(struct run *run, const struct buf *done);
/* Write the findings of an act, if there are any; returns the status. Frees REPORT. */
int done_report(struct run *run, struct wubu_report *report);
/* Do ACT and say what became of it; returns the exit status. */
int done_act(struct run *run, const struct wubu_act *act);

#endif
