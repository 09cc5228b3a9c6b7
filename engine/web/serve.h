/* SPDX-License-Identifier: Apache-2.0 */
/* The local page: a front end of libwubu that a browser on this machine shows. */
#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include "wubu.h"

struct web_options {
	const char *address;    /* of this machine alone: 127.0.0.0/8 or ::1; NULL: 127.0.0.1 */
	unsigned port;          /* 0: one that is free */
	const char *lang;       /* "zh", "en": what a browser is spoken to in until it chooses; NULL: the present one */
	const char *catalogues; /* for lang_choose() */
	const char *key_file;   /* the signing key; NULL: from git's configuration */
	/* Who acts and when; asked for each request, because a page stays open over night. */
	int (*moment)(struct wubu_moment *moment, struct wubu_error *error);
	/* Called with the address to be opened, the secret in it, and with START, a file that only this user can read and
	   that leads there; then again with a new address each time one was used up. */
	void (*ready)(void *context, const char *address, const char *start);
	void *context;
};

/*
 * Serve the ledger that is here until SIGINT or SIGTERM comes; that is no error.  -1 when it cannot be begun.
 */
int web_serve(const struct web_options *options, struct wubu_error *error);

#endif
