/* SPDX-License-Identifier: Apache-2.0 */
/* Where each step of a record stands: read from the record, stored nowhere. */
#ifndef RULE_STATE_H
#define RULE_STATE_H

#include "rule/facts.h"

enum rule_state {
	STATE_WAITING,       /* steps before it are not done */
	STATE_OPEN,          /* may be worked on, or is being worked on */
	STATE_COMPLETE,
	STATE_RETURNED,      /* signed with an outcome that does not pass */
	STATE_SKIPPED,
	STATE_NOT_CONCERNED,
	STATE_LAPSED,        /* signed, and its time is over */
};
/* The word that rulebooks write: "not-concerned". */
const char *state_name(enum rule_state state);
/* For people, in the language chosen. */
const char *state_say(enum rule_state state);
/* -1: no such state. */
int state_parse(const char *name);

/* RECORD may be FACTS's before or after; without a day nothing has lapsed. */
enum rule_state state_of(const struct rule_facts *facts, const struct record *record,
			 const struct rule_step *step);
/* Complete, skipped or not concerned: what comes after it may begin. */
bool state_done(enum rule_state state);
/* The step of RECORD with which the whole record has ended, or NULL. */
const struct rule_step *state_ended(const struct rule_facts *facts, const struct record *record);
/* Its section in the record, or NULL. */
const struct record_node *state_section(const struct record *record, const struct rule_step *step);

#endif
