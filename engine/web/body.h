/* SPDX-License-Identifier: Apache-2.0 */
/* What comes with a request: the query of its address, and the form that was posted, piece by piece. */
#ifndef WEB_BODY_H
#define WEB_BODY_H

#include "web/web.h"

/* Look at ADDRESS as it came, before anything in it is decoded. */
void web_body_address(struct web_request *request, const char *address);
/* Take PATH, decoded, apart. */
void web_body_path(struct web_request *request, const char *path);
void web_body_query(struct web_request *request, struct MHD_Connection *connection);
/* 0, or the HTTP status to refuse with. */
unsigned web_body_begin(struct web_request *request, struct MHD_Connection *connection);
/* A piece of it; what is too much is not kept, and told at the end. */
void web_body_take(struct web_request *request, const char *data, size_t size);
/* All has come; 0, or the HTTP status to refuse with. */
unsigned web_body_end(struct web_request *request);
void web_body_release(struct web_request *request);

#endif
