/* SPDX-License-Identifier: Apache-2.0 */
/* The way in: an address with a secret that is good once, in a file that only this user can read. */
#include "web/pages.h"

#include <fcntl.h>
#include <unistd.h>

static const char *start_path(struct web *web)
{
	return arena_format(web->arena, "%s/start.html", web->folder);
}

/* A program's arguments can be seen by everybody, so a browser is given the file and not the address. */
static const char *write_start(struct web *web, const char *address)
{
	const char *path = start_path(web);
	struct buf page;
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return NULL;
	buf_init(&page);
	html_add(&page, "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>wubu</title>"
		 "<meta http-equiv=\"refresh\" content=\"0; url=%a\"></head><body><a href=\"%a\">wubu</a></body></html>\n",
		 address, address);
	bool whole = write(fd, page.data, page.size) == (ssize_t)page.size;
	buf_release(&page);
	return close(fd) == 0 && whole ? path : NULL;
}

void web_invite(struct web *web)
{
	web_secret(web->entry);
	const char *address = arena_format(web->arena, "http://%s/?key=%s", web->host, web->entry);
	web->options->ready(web->options->context, address, write_start(web, address));
}

/*
 * A page, and not a redirect: where the way began at a file or another site, browsers keep a Strict cookie from a
 * redirect that follows, but not from what this page asks for.
 */
void web_enter(struct web_request *request)
{
	struct web *web = request->web;
	struct web_answer *answer = &request->answer;
	answer->status = 200;
	answer->cookie = arena_format(request->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict", web->cookie,
				      web->session);
	html_add(&answer->body, "<!DOCTYPE html>\n<html lang=\"%a\"><head><meta charset=\"utf-8\"><title>wubu</title>"
		 "<meta http-equiv=\"refresh\" content=\"0; url=/\"></head><body><main><h1>wubu</h1>"
		 "<p><a href=\"/\">%t</a></p></main></body></html>\n", request->lang, _("Go in"));
	web_invite(web);
}

void web_leave(struct web *web)
{
	web_upload_clear(web);
	web_audit_end(web);
	if (!web->folder)
		return;
	unlink(start_path(web));
	rmdir(web->folder);
}
