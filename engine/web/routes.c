/* SPDX-License-Identifier: Apache-2.0 */
/* Which address is which page. */
#include "web/pages.h"

#include "base/date.h"

/* "*" stands for any one part: an id, a step. */
static const struct route {
	const char *method, *parts[WEB_PARTS];
	void (*answer)(struct web_request *request);
} routes[] = {
	{"GET", {NULL}, web_today},
	{"GET", {"decisions"}, web_decisions},
	{"GET", {"decision", "*"}, web_decision},
	{"GET", {"decision", "*", "file", "*"}, web_file},
	{"GET", {"decision", "*", "head"}, web_head},
	{"POST", {"decision", "*", "head"}, web_head},
	{"GET", {"decision", "*", "fill", "*"}, web_fill},
	{"POST", {"decision", "*", "fill", "*"}, web_fill},
	{"GET", {"decision", "*", "round", "*"}, web_round},
	{"GET", {"decision", "*", "*", "*"}, web_act},
	{"POST", {"decision", "*", "*", "*"}, web_act},
	{"GET", {"decision", "*", "*"}, web_act},
	{"POST", {"decision", "*", "*"}, web_act},
	{"GET", {"open"}, web_open},
	{"POST", {"open"}, web_open},
	{"GET", {"audit"}, web_audit},
	{"POST", {"audit"}, web_audit},
	{"GET", {"year"}, web_year},
	{"GET", {"year", "*"}, web_year},
	{"GET", {"rules"}, web_rules},
	{"GET", {"rules", "*"}, web_rules},
	{"GET", {"language", "*"}, web_language},
	{"GET", {"style.css"}, web_stylesheet},
	{"GET", {"icon.svg"}, web_icon},
};

static bool leads_here(const struct route *route, const struct web_request *request)
{
	size_t i = 0;
	for (; i < WEB_PARTS && route->parts[i]; i++)
		if (i >= request->part_count || (strcmp(route->parts[i], "*") != 0 &&
						 strcmp(route->parts[i], request->parts[i]) != 0))
			return false;
	return i == request->part_count;
}

static bool same_method(const char *route, const char *method)
{
	return strcmp(route, method) == 0 || (strcmp(route, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

void web_answer(struct web_request *request)
{
	bool known = false;
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
		if (!leads_here(&routes[i], request))
			continue;
		known = true;
		if (!same_method(routes[i].method, request->method))
			continue;
		routes[i].answer(request);
		wubu_close(request->wubu);
		request->wubu = NULL;
		return;
	}
	web_refuse(request, known ? 405 : 404);
}

struct wubu *web_ledger(struct web_request *request)
{
	const struct web_options *options = request->web->options;
	struct wubu_moment moment = {0};
	if (request->wubu)
		return request->wubu;
	if (options->moment(&moment, &request->error))
		goto out;
	moment.key_file = options->key_file;
	request->today = date_of_time(moment.seconds, moment.offset);
	if (wubu_open(&request->wubu, NULL, &moment, &request->error) == 0)
		return request->wubu;
	request->wubu = NULL;
out:
	web_page_fail(request);
	return NULL;
}
