/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one place through which the program speaks: data on standard output, talk on
 * standard error.  A write that fails is remembered, and the program then does not exit 0.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/buf.h"
#include "wubu.h"

enum status {
	STATUS_FINE = 0,     /* nothing refused */
	STATUS_REFUSED = 1,
	STATUS_USAGE = 2,
	STATUS_UNJUDGED = 3, /* could not judge, or could not say what was judged */
};

enum channel { CHANNEL_DATA = 1, CHANNEL_TALK = 2 };

struct output {
	enum wubu_format formats[3]; /* by channel */
	int broken; /* errno of the first write to CHANNEL_DATA that failed */
};

/* Descriptors 0 to 2 are there afterwards, so that no file of the ledger is ever taken for one of
   them; one that was closed stays useless. */
void output_guard(void);
/* When to use colours is said by WHEN ("auto" or NULL, "always", "never"). */
void output_choose(struct output *output, bool json, const char *when);
/* Data as FORM ("text", "json", "sarif", …), whatever was chosen for it before; -1: there is no such form. */
int output_choose_form(struct output *output, const char *form);

void output_put(struct output *output, enum channel channel, const struct buf *text);
void output_text(struct output *output, enum channel channel, const char *text);
void output_format(struct output *output, enum channel channel, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Close standard output; returns STATUS, or STATUS_UNJUDGED when what was to be said got lost. */
int output_finish(struct output *output, int status);

#endif
