/* SPDX-License-Identifier: Apache-2.0 */
/* rules/ledger.yaml: which ledger this is and which procedures it holds. */
#ifndef JUDGE_CARD_H
#define JUDGE_CARD_H

#include "judge/ledger.h"

/*
 *   ledger: 32 hex digits          made at random when the ledger is founded
 *   title: {zh: …, en: …}
 *   training: yes                  optional: nothing signed here counts elsewhere
 *   procedures: [cn/beijing/wangjing]
 *   also: [README.md]              optional: files outside of rules/ and the records' folders
 *   server-keys: [ssh-ed25519 AAAA…]        optional: by which the server signs receipts (docs/receipts.md)
 *   clocks: {received-within: 2 days}       optional: how long after its own date a commit may reach the server
 *   rule-changes: {at-least: 2}    optional: how many keepers of the rules must agree to a change of them; else one
 */
int card_read(struct ledger_card *card, const struct record *record, struct arena *arena,
	      struct wubu_error *error);

#endif
