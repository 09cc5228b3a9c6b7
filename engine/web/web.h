/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request of a browser on its way: server.c reads it, guard.c lets it in, routes.c finds its page, a page
 * function answers it.  Requests are answered one after the other, so a language is chosen for one and no two
 * write at a time; each opens the ledger anew and sees it as it is.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/arena.h"
#include "base/html.h"
#include "base/lang.h"
#include "base/limits.h"
#include "web/serve.h"

struct MHD_Connection;
struct MHD_PostProcessor;

/* 32 random bytes in hex, and a NUL. */
#define WEB_SECRET_SIZE 65
#define WEB_PARTS 6

/* A file that a form sent, until it is recorded or the server ends. */
struct web_upload {
	char key[WEB_SECRET_SIZE]; /* by which the form names it when it comes again */
	const char *path, *name;   /* where it lies; what the person called it */
};

struct web {
	const struct web_options *options;
	char entry[WEB_SECRET_SIZE];   /* in the first address; good once */
	char session[WEB_SECRET_SIZE]; /* in the cookie */
	char token[WEB_SECRET_SIZE];   /* in each form */
	char host[80];                 /* "127.0.0.1:8713": the only one that we answer to */
	char cookie[32];               /* the cookie's name; browsers keep one jar for all ports */
	const char *folder;            /* 0700, for what is ours alone */
	struct arena *arena;           /* lives as long as the server */
	struct web_upload uploads[LIMIT_WEB_UPLOADS];
	size_t upload_count;           /* ever made; the oldest place is used again */
	char used[LIMIT_WEB_UPLOADS][WEB_SECRET_SIZE]; /* forms that were recorded */
	size_t used_count;
	long auditor;                  /* the process of a running audit; 0: none */
	char flash[512];               /* for the next page; empty: nothing */
};

struct web_value {
	const char *name, *text;
	const struct web_upload *upload; /* of a file; TEXT is then its name */
};
struct web_values {
	struct web_value *items;
	size_t count;
};
/* The last value called NAME that is not empty, or NULL. */
const char *web_value(const struct web_values *values, const char *name);

struct web_answer {
	unsigned status;
	const char *type;        /* NULL: a page */
	const char *location;    /* where to go on; NULL: nowhere */
	const char *cookie;      /* to be set; NULL: none */
	const char *attachment;  /* the file's name; NULL: none */
	bool refresh;            /* ask again in a second or two */
	struct buf body;
};

struct web_request {
	struct web *web;
	struct arena *arena;
	const char *method;     /* "GET" or "POST" */
	const char *address;    /* the path as it was asked for */
	const char *parts[WEB_PARTS]; /* its parts, decoded */
	size_t part_count;
	struct web_values query, form;
	const char *lang;
	bool deceptive;         /* the address hides a slash, a dot or a NUL */
	bool over_limit;        /* the form is too large */
	size_t received;        /* bytes of the body */
	int file;               /* that a part of the form is being written to; -1 */
	struct buf part;        /* of the form, as far as it came */
	const char *part_name, *part_file;
	struct MHD_PostProcessor *post;
	int32_t today;          /* where the person is; known with the ledger */
	struct wubu *wubu;      /* opened when a page asks for it */
	struct wubu_error error;
	struct web_answer answer;
};

/* ---- guard.c ---------------------------------------------------------------------- */

/* What the browser says of itself, before anything is looked at. */
struct web_claims {
	const char *host, *origin, *site, *cookies, *length; /* NULL: not said */
};
/* 0, or the HTTP status to refuse with.  ENTERS is set when the request brings the secret of the first address. */
unsigned web_guard(struct web_request *request, const struct web_claims *claims, bool *enters);
/* Whether the form brings the token; asked when all of it is there. */
bool web_guard_form(const struct web_request *request);
void web_secret(char secret[WEB_SECRET_SIZE]);
/* The value of cookie NAME among COOKIES, in ARENA, or NULL. */
const char *web_cookie(const char *cookies, const char *name, struct arena *arena);

/* ---- upload.c ------------------------------------------------------------------------- */

/* Begin a file that the browser calls NAME; the handle to write to, or -1. */
int web_upload_begin(struct web *web, const char *name, const struct web_upload **upload);
/* The upload that a form names by KEY, or NULL. */
const struct web_upload *web_upload_find(const struct web *web, const char *key);
void web_upload_clear(struct web *web);

/* ---- entry.c ------------------------------------------------------------------------------ */

/* Make a new first address and hand it to the front end. */
void web_invite(struct web *web);
/* The secret of the first address came: answer with the cookie. */
void web_enter(struct web_request *request);
/* Clear away what lies in the server's folder. */
void web_leave(struct web *web);

/* ---- routes.c, page.c -------------------------------------------------------------------- */

/* Find the page and let it answer. */
void web_answer(struct web_request *request);
/* The ledger, opened for this request; NULL when it cannot be: a page that says so is the answer then. */
struct wubu *web_ledger(struct web_request *request);

/* A page with TITLE begins; what follows goes into answer.body.  web_page_end() closes it. */
void web_page_begin(struct web_request *request, const char *title);
void web_page_end(struct web_request *request);
/* A short page that says why the request is refused with STATUS. */
void web_refuse(struct web_request *request, unsigned status);
/* The same with request->error. */
void web_page_fail(struct web_request *request);
/* Something that the next page is to say first. */
void web_flash(struct web *web, const char *text);
void web_go(struct web_request *request, const char *location);
/* The hidden fields that each form needs. */
void web_form_secrets(struct web_request *request);

extern const char web_style[];

#endif
