/* SPDX-License-Identifier: Apache-2.0 */
/* Doing: the same wubu_do() as behind the commands, asked first whether it would be refused, then for good. */
#ifndef WEB_ACT_H
#define WEB_ACT_H

#include "web/form.h"

/* Which button was pressed. */
bool web_pressed(const struct web_request *request, const char *button);
/*
 * Judge ACT, and with the button "record" do it.  1: it was done, and the answer leads on; 0: nothing is refused, and the
 * person is to be asked; -1: it is refused (REPORT, the caller's) or cannot be done (REPORT NULL, request->error).
 */
int web_do(struct web_request *request, struct wubu *wubu, struct wubu_act *act, struct wubu_report **report);
/* The form of a page that asks for the last word; what it tells comes between. */
void web_confirm_begin(struct web_request *request);
void web_confirm_end(struct web_request *request, const char *button);
/* "WJ-2021-001 · A new crossing", and the way back to it. */
void web_trail(struct web_request *request, const char *id, const char *title);

#endif
