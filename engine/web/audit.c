/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit, in a process of its own: it may take long, and the page goes on meanwhile.  It hands its report over in a file
 * of the server's folder.
 */
#include "web/pages.h"

#include "base/lang.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Handles that the browser's connections hang on must not stay open here. */
#define HANDLES 1024

static const char *report_path(const struct web *web, struct arena *arena)
{
	return arena_format(arena, "%s/audit", web->folder);
}

/* ---- in the process of its own ------------------------------------------------------------ */

static void write_report(struct web_request *request, struct buf *out)
{
	struct wubu_report *report = NULL;
	struct wubu *wubu = web_ledger(request);
	if (!wubu || wubu_audit(wubu, &(struct wubu_audit){0}, NULL, NULL, &report, &request->error))
		wubu_error_write(&request->error, WUBU_HTML, out);
	else
		wubu_report_write(report, WUBU_HTML, false, out);
	wubu_report_free(report);
}

static void audit(struct web_request *request)
{
	const char *path = report_path(request->web, request->arena), *begun = arena_format(request->arena, "%s.new", path);
	struct buf out;
	for (int handle = 3; handle < HANDLES; handle++)
		close(handle);
	buf_init(&out);
	write_report(request, &out);
	int file = open(begun, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool whole = file >= 0 && write(file, out.data, out.size) == (ssize_t)out.size;
	_exit(whole && rename(begun, path) == 0 ? 0 : 1);
}

/* ---- beside it -------------------------------------------------------------------------------- */

static void start(struct web_request *request)
{
	struct web *web = request->web;
	if (web->auditor)
		return;
	unlink(report_path(web, request->arena));
	pid_t child = fork();
	if (child == 0)
		audit(request);
	if (child > 0)
		web->auditor = child;
}

static bool is_running(struct web *web)
{
	if (web->auditor && waitpid((pid_t)web->auditor, NULL, WNOHANG) != 0)
		web->auditor = 0;
	return web->auditor != 0;
}

static bool add_report(struct web_request *request)
{
	char piece[4096];
	ssize_t got;
	int file = open(report_path(request->web, request->arena), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0)
		return false;
	while ((got = read(file, piece, sizeof piece)) > 0)
		buf_add(&request->answer.body, (struct wubu_bytes){piece, (size_t)got});
	close(file);
	return true;
}

void web_audit(struct web_request *request)
{
	struct buf *out = &request->answer.body;
	/* Before the ledger is opened: its handles would be closed under the auditor. */
	if (strcmp(request->method, "POST") == 0) {
		start(request);
		web_go(request, "/audit");
		return;
	}
	if (!web_ledger(request))
		return;
	bool running = is_running(request->web);
	request->answer.refresh = running;
	web_page_begin(request, _("Audit"));
	html_add(out, "<p class=\"lead\">%t</p>",
		 _("Judges every commit from the first one on by the rules that were in force before it, and counts the exceptions. "
		   "It needs no key and changes nothing."));
	if (running)
		html_add(out, "<p class=\"card\" role=\"status\">%t</p>", _("It is running; this page comes again by itself."));
	else
		add_report(request);
	html_add(out, "<form method=\"post\" action=\"/audit\" enctype=\"multipart/form-data\">");
	web_form_secrets(request);
	html_add(out, "<p class=\"buttons\"><button%h>%t</button></p></form>", running ? " disabled" : "",
		 _("Judge the whole history"));
	web_page_end(request);
}

void web_audit_end(struct web *web)
{
	if (web->auditor) {
		kill((pid_t)web->auditor, SIGKILL);
		waitpid((pid_t)web->auditor, NULL, 0);
	}
	if (!web->folder)
		return;
	unlink(report_path(web, web->arena));
	unlink(arena_format(web->arena, "%s.new", report_path(web, web->arena)));
}
