/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of every page: who is here, where one can go, in which language. */
#include "web/web.h"

#include "base/lang.h"

#include <stdio.h>

/* Where the navigation leads. */
static const struct {
	const char *address, *label;
} places[] = {
	{"/", N_("Today")}, {"/decisions", N_("Decisions")}, {"/open", N_("New decision")},
	 {"/year", N_("The year")}, {"/audit", N_("Audit")}, {"/rules", N_("Procedure")},
};

static bool is_here(const struct web_request *request, const char *address)
{
	size_t size = strlen(address);
	if (size == 1)
		return strcmp(request->address, address) == 0;
	return strncmp(request->address, address, size) == 0;
}

static void add_places(struct web_request *request, struct buf *out)
{
	html_add(out, "<nav aria-label=\"%a\"><ul>", _("Pages"));
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		html_add(out, "<li><a href=\"%a\"%h>%t</a></li>", places[i].address,
			 is_here(request, places[i].address) ? " aria-current=\"page\"" : "", _(places[i].label));
	html_add(out, "</ul></nav>");
}

/* The name of a language is written in it; &#20013;&#25991; is how Chinese calls itself. */
static void add_languages(struct web_request *request, struct buf *out)
{
	bool zh = lang_current() == LANG_ZH;
	const char *back = strcmp(request->method, "GET") == 0 ? request->address : "/";
	html_add(out, "<p class=\"lang\"><a href=\"/language/%h?back=%u\" lang=\"%h\" hreflang=\"%h\">%h</a></p>",
		 zh ? "en" : "zh", back, zh ? "en" : "zh-CN", zh ? "en" : "zh-CN", zh ? "English" : "&#20013;&#25991;");
}

static void add_me(struct web_request *request, struct buf *out)
{
	struct wubu_card card;
	struct wubu_error ignored = {0};
	if (!request->wubu || wubu_card(request->wubu, &card, &ignored))
		return;
	if (card.training)
		html_add(out, "<p class=\"training\">%t</p>", _("Training copy: nothing signed here counts"));
	html_add(out, "<p class=\"me\">");
	if (card.person)
		html_add(out, "<strong>%t</strong> %t", card.name, card.roles);
	else
		html_add(out, "<strong>%t</strong> %t", card.name ? card.name : "?", _("not on the list of people"));
	html_add(out, "</p>");
}

void web_page_begin(struct web_request *request, const char *title)
{
	struct buf *out = &request->answer.body;
	if (!request->answer.status)
		request->answer.status = 200;
	html_add(out, "<!DOCTYPE html>\n<html lang=\"%a\"><head><meta charset=\"utf-8\"><title>%t · wubu</title>"
		 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
		 "<meta name=\"color-scheme\" content=\"light dark\">"
		 "<link rel=\"stylesheet\" href=\"/style.css\"><link rel=\"icon\" href=\"/icon.svg\"></head>\n<body>"
		 "<a class=\"skip\" href=\"#main\">%t</a><header><a class=\"brand\" href=\"/\">%t</a>",
		 request->lang, title, _("Skip to the content"), _("wubu"));
	add_places(request, out);
	html_add(out, "<div class=\"who\">");
	add_me(request, out);
	add_languages(request, out);
	html_add(out, "</div></header>\n<main id=\"main\" tabindex=\"-1\">");
	if (*request->web->flash)
		html_add(out, "<p class=\"flash\" role=\"status\">%t</p>", request->web->flash);
	*request->web->flash = '\0';
	html_add(out, "<h1>%t</h1>", title);
}

void web_page_end(struct web_request *request)
{
	html_add(&request->answer.body, "</main>\n<footer><p>%t</p></footer></body></html>\n",
		 _("This page is served by wubu on this machine, to you alone. What you record is a commit by you."));
}

void web_page_fail(struct web_request *request)
{
	request->answer.status = request->error.code == WUBU_NOT_FOUND ? 404
				 : request->error.code == WUBU_USAGE   ? 400
								       : 500;
	web_page_begin(request, _("That did not work"));
	wubu_error_write(&request->error, WUBU_HTML, &request->answer.body);
	web_page_end(request);
}

/* ---- refusals ------------------------------------------------------------------------ */

static const struct {
	unsigned status;
	const char *title, *why;
} refusals[] = {
	{400, N_("This address cannot be read"), N_("It hides something from the eye, or is not whole.")},
	{403, N_("You are not let in"),
	 N_("Open the address that `wubu serve` printed; each is good once, and a new one is printed after it. A form that "
	    "has been open since before the server was started must be opened again.")},
	{404, N_("There is no such page"), N_("It may have been moved, or its address was cut.")},
	{405, N_("That cannot be done here"), N_("This address is for looking only.")},
	{413, N_("This is too much at once"), N_("Send fewer or smaller files, and shorter texts.")},
	{415, N_("This form cannot be read"), N_("Send it from the page itself.")},
	{421, N_("You are not let in"), N_("This server answers only to the address that it printed.")},
};

/* Who was not let in sees no more than why: no name, no way on. */
void web_refuse(struct web_request *request, unsigned status)
{
	struct buf *out = &request->answer.body;
	size_t row = 0;
	while (row + 1 < sizeof refusals / sizeof *refusals && refusals[row].status != status)
		row++;
	request->answer.status = status;
	html_add(out, "<!DOCTYPE html>\n<html lang=\"%a\"><head><meta charset=\"utf-8\"><title>%t · wubu</title>"
		 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head><body><main><h1>%t</h1>"
		 "<p>%t</p></main></body></html>\n",
		 request->lang ? request->lang : "en", _(refusals[row].title), _(refusals[row].title),
		 _(refusals[row].why));
}

void web_flash(struct web *web, const char *text)
{
	snprintf(web->flash, sizeof web->flash, "%s", text);
}

void web_go(struct web_request *request, const char *location)
{
	request->answer.status = 303;
	request->answer.location = arena_text(request->arena, location);
}

void web_form_secrets(struct web_request *request)
{
	char once[WEB_SECRET_SIZE];
	web_secret(once);
	html_add(&request->answer.body, "<input type=\"hidden\" name=\"token\" value=\"%a\">"
		 "<input type=\"hidden\" name=\"once\" value=\"%a\">", request->web->token, once);
}
