/* SPDX-License-Identifier: Apache-2.0 */
#include "web/act.h"

#include "base/lang.h"

#include <stdlib.h>

bool web_pressed(const struct web_request *request, const char *button)
{
	const char *go = web_value(&request->form, "go");
	return go && strcmp(go, button) == 0;
}

/* ---- once ----------------------------------------------------------------------------- */

static bool was_used(const struct web *web, const char *once)
{
	for (size_t i = 0; i < LIMIT_WEB_UPLOADS; i++)
		if (once && strcmp(web->used[i], once) == 0)
			return true;
	return false;
}

static void use(struct web *web, const char *once)
{
	char *place = web->used[web->used_count++ % LIMIT_WEB_UPLOADS];
	size_t size = once ? strlen(once) : 0;
	if (size < WEB_SECRET_SIZE)
		memcpy(place, once ? once : "", size + 1);
}

/* ---- doing --------------------------------------------------------------------------------- */

static void lead_on(struct web_request *request, const char *id)
{
	struct buf address;
	buf_init(&address);
	html_add(&address, id ? "/decision/%u" : "/", id);
	web_go(request, address.data);
	buf_release(&address);
}

static int record(struct web_request *request, struct wubu *wubu, struct wubu_act *act, struct wubu_report **report)
{
	const char *once = web_value(&request->form, "once");
	struct buf done;
	if (was_used(request->web, once)) {
		web_flash(request->web, _("This was recorded already; it was not recorded twice."));
		lead_on(request, act->id);
		return 1;
	}
	buf_init(&done);
	int rc = wubu_do(wubu, act, report, &done, &request->error);
	bool refused = !rc && wubu_report_status(*report) != 0;
	if (!rc && !refused) {
		use(request->web, once);
		web_flash(request->web, arena_format(request->arena, _("Recorded: %s"), done.data));
		lead_on(request, wubu_report_decision(*report));
	}
	buf_release(&done);
	return rc || refused ? -1 : 1;
}

int web_do(struct web_request *request, struct wubu *wubu, struct wubu_act *act, struct wubu_report **report)
{
	*report = NULL;
	if (web_pressed(request, "record"))
		return record(request, wubu, act, report);
	act->dry_run = true;
	if (wubu_do(wubu, act, report, NULL, &request->error))
		return -1;
	return wubu_report_status(*report) == 0 ? 0 : -1;
}

/* ---- asking for the last word ----------------------------------------------------------------- */

void web_confirm_begin(struct web_request *request)
{
	struct buf *out = &request->answer.body;
	html_add(out, "<form method=\"post\" action=\"%a\" enctype=\"multipart/form-data\" class=\"card\">", request->address);
	web_form_secrets(request);
	web_form_hidden(request);
}

void web_confirm_end(struct web_request *request, const char *button)
{
	html_add(&request->answer.body, "<p class=\"faint\">%t</p><p class=\"buttons\"><button name=\"go\" value=\"record\">%t</button>"
		 "<button class=\"plain\" name=\"go\" value=\"edit\">%t</button></p></form>",
		 _("It becomes a commit by you, judged like any other, and stays on record."), button,
		 _("Go back and change it"));
}

void web_trail(struct web_request *request, const char *id, const char *title)
{
	html_add(&request->answer.body, "<p class=\"trail\"><a href=\"/decision/%u\">%t</a> %t</p>", id, id, title);
}
