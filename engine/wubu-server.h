/* SPDX-License-Identifier: Apache-2.0 */
/* What a server's hooks do beside judging: the note that a push has passed, the second lock, receipts. */
#ifndef WUBU_SERVER_H
#define WUBU_SERVER_H

#include "wubu-inside.h"

#include "judge/receipt-give.h"

/* Whether this repository gives receipts (git config wubu.receipts, set by `wubu init --bare`). */
bool server_gives_receipts(struct wubu *wubu);
/* Who gives them here. */
struct receipt_giver server_giver(struct wubu *wubu);
/* The server's private key; it need not be there. */
const char *server_key(struct wubu *wubu);

/* pre-receive, before and after the judging: a push that could get no receipt is refused; one that passed is noted. */
void server_prepare(struct wubu *wubu, struct wubu_report *report);
int server_note_pass(struct wubu *wubu, const struct gate_ref *refs, size_t count, struct wubu_report *report,
		     struct wubu_error *error);
/* post-receive: a receipt for each ref, told to whoever pushed. */
int server_received(struct wubu *wubu, const struct gate_ref *refs, size_t count, struct wubu_report *report,
		    struct wubu_error *error);
/* reference-transaction, "prepared": INPUT as git hands it over. */
int server_lock(struct wubu *wubu, struct wubu_bytes input, struct wubu_report *report,
		struct wubu_error *error);

#endif
