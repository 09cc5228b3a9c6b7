/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form drawn from the rulebook's own fields, and what was typed into it as settings for wubu_do().  Names of inputs
 * are "f:" and the path of the field; a new item of a list is "[+0]", "[+1]", ….  Beside them come "k:PATH" (the key of a file
 * that was sent before), "l:PATH" (a list of ticks is here), "more:PATH" (how many new items are shown), "drop:PATH" (take it
 * away), "add" (show one more).
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "web/web.h"

struct web_form {
	struct web_request *request;
	const struct wubu_fields *fields;
	const struct wubu_finding **findings; /* to be shown at their fields */
	size_t finding_count;
	const char *prefix;  /* of all paths, to be left off in settings: "public-participation."; "" for none */
	struct wubu_setting *settings;
	size_t setting_count;
	struct web_change *changes; /* the same, for people */
	size_t change_count;
};

/* A change in words. */
struct web_change {
	const char *label, *before, *after; /* BEFORE, AFTER NULL: nothing */
};

/* Read what was posted; nothing that is as it was becomes a setting. */
void web_form_read(struct web_form *form);
/* All fields, with what was posted or else what is on record. */
void web_form_draw(struct web_form *form);
/* What is wrong, with links to the fields; nothing when nothing is. */
void web_form_summary(struct web_form *form);
/* All that was posted again, hidden, for a page that only asks whether it is right. */
void web_form_hidden(struct web_request *request);
void web_form_changes(const struct web_form *form);

#endif
