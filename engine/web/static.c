/* SPDX-License-Identifier: Apache-2.0 */
/* What is the same for everybody: the stylesheet, the icon; and the choice of a language. */
#include "web/pages.h"

void web_stylesheet(struct web_request *request)
{
	request->answer.status = 200;
	request->answer.type = "text/css; charset=utf-8";
	buf_text(&request->answer.body, web_style);
}

void web_icon(struct web_request *request)
{
	request->answer.status = 200;
	request->answer.type = "image/svg+xml";
	buf_text(&request->answer.body,
		 "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"6\" "
		 "fill=\"#1f4e79\"/><path d=\"M5 25h5v-5h5v-5h5v-5h5V6\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\"/></svg>\n");
}

/* Only back to a page of ours: an address of another server begins with two slashes or a scheme. */
void web_language(struct web_request *request)
{
	const char *back = web_value(&request->query, "back");
	const char *wish = request->parts[1];
	bool ours = back && back[0] == '/' && back[1] != '/' && back[1] != '\\' && !strpbrk(back, "\r\n");
	if (strcmp(wish, "zh") != 0 && strcmp(wish, "en") != 0) {
		web_refuse(request, 404);
		return;
	}
	request->answer.cookie = arena_format(
		request->arena, "wubu-lang=%s; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict", wish);
	web_go(request, ours ? back : "/");
}
