/* SPDX-License-Identifier: Apache-2.0 */
/* The pages, one function each; routes.c says at which address. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/web.h"

/* look.c */
void web_today(struct web_request *request);
void web_decisions(struct web_request *request);
void web_decision(struct web_request *request);
void web_file(struct web_request *request);
void web_year(struct web_request *request);
void web_rules(struct web_request *request);
/* fill.c */
void web_open(struct web_request *request);
void web_head(struct web_request *request);
void web_fill(struct web_request *request);
/* sign.c */
void web_act(struct web_request *request);
void web_round(struct web_request *request);
/* What can be done with the decision of this page. */
void web_add_chances(struct web_request *request, const struct wubu_chance *chances, size_t count);
/* audit.c */
void web_audit(struct web_request *request);
/* End a running one, and clear its report away. */
void web_audit_end(struct web *web);
/* static.c */
void web_stylesheet(struct web_request *request);
void web_icon(struct web_request *request);
void web_language(struct web_request *request);

#endif
