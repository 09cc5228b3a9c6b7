/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/progress.h"

#include "base/lang.h"

#include <time.h>
#include <unistd.h>

/* Back to the line's first column, and all of it away. */
#define TAKE_LINE_AWAY "\r\033[K"

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_begin(struct progress *progress, struct output *output, bool quiet)
{
	*progress = (struct progress){.output = output, .began = now()};
	progress->shown = !quiet && output->formats[CHANNEL_TALK] != WUBU_JSON && isatty(CHANNEL_TALK);
}

void progress_show(void *context, size_t done, size_t total)
{
	struct progress *progress = context;
	double seconds = now() - progress->began;
	double rate = seconds > 0 ? (double)done / seconds : 0;
	if (rate <= 0 || done > total)
		return;
	output_text(progress->output, CHANNEL_TALK, TAKE_LINE_AWAY);
	output_format(progress->output, CHANNEL_TALK,
		      _("%zu of %zu commits, %.0f a second, %.0f s left"), done, total, rate,
		      (double)(total - done) / rate);
	progress->written = true;
}

void progress_end(struct progress *progress)
{
	if (progress->written)
		output_text(progress->output, CHANNEL_TALK, TAKE_LINE_AWAY);
}
