/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A broken machine is an error; a broken rule is a finding (rule/finding.h).
 * One error struct, owned by the caller, filled where the failure happens.
 * The first failure stays: nobody overwrites it on the way up.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/bytes.h"

enum wubu_error_code {
	WUBU_OK = 0,
	WUBU_USAGE,      /* the caller asked for something that cannot be asked */
	WUBU_INPUT,      /* bytes that cannot be read as what they should be */
	WUBU_LIMIT,      /* an input is larger than base/limits.h allows */
	WUBU_NOT_FOUND,  /* a file, an object or a ref is not there */
	WUBU_REPOSITORY, /* the repository is damaged, partial or unsupported */
	WUBU_IO,         /* the operating system said no */
	WUBU_CONFLICT,   /* somebody else changed it meanwhile */
};

struct wubu_error {
	enum wubu_error_code code;
	char message[512];    /* in the language chosen, one sentence, UTF-8, no newline */
	char hint[256];       /* what to do about it, or empty */
	char file[256];       /* the file that it is about, or empty */
	unsigned line, column; /* 1-based, 0 when unknown; columns count characters */
	char source[256];     /* that line of the file, cut and escaped, or empty */
	unsigned caret;       /* where in SOURCE, in terminal columns, 0-based */
};

/* Fill ERROR unless it already holds a failure.  Always returns -1. */
int error_set(struct wubu_error *error, enum wubu_error_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Add what to do, unless a hint is there already. */
void error_hint(struct wubu_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Say where, unless a place is there already: byte OFFSET of SOURCE. */
void error_place(struct wubu_error *error, const char *file, struct wubu_bytes source,
		 size_t offset);

#endif
