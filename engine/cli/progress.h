/* SPDX-License-Identifier: Apache-2.0 */
/* A line on a terminal that tells how far a long work has come. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "cli/output.h"

struct progress {
	struct output *output;
	double began; /* seconds of a clock that is never set */
	bool shown;   /* standard error is a terminal and nobody asked for quiet */
	bool written;
};

void progress_begin(struct progress *progress, struct output *output, bool quiet);
/* A wubu_progress; CONTEXT is the struct progress. */
void progress_show(void *context, size_t done, size_t total);
/* Take the line away. */
void progress_end(struct progress *progress);

#endif
