/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside judge_transition(): what the engine itself asks of every change, whatever the rulebook says.  The
 * table of its findings stands in own.c; a finding leaves through own_tell() only.
 */
#ifndef JUDGE_OWN_H
#define JUDGE_OWN_H

#include "judge/transition.h"

/* One judgement on its way. */
struct judging {
	const struct judge_facts *facts;
	const struct rule_facts *rule;
	const struct rulebook *book;
	struct judge_change *change;
	struct rule_findings *findings;
	struct arena *arena;
};


/* What the engine itself asks, wherever it is broken: one row a finding. */
enum own_rule {
	OWN_ID, OWN_FOLDER, OWN_OPENED_SIGNED, OWN_RULES, OWN_RULES_DATE, OWN_TRANSITION, OWN_WITHDRAWN, OWN_ENDED, OWN_ONE_ACT, OWN_NOTHING,
	OWN_ORDER, OWN_NOT_PART, OWN_SIGNED_ALREADY, OWN_FROZEN, OWN_FROZEN_FIELD, OWN_ONLY,
	OWN_BY, OWN_FOR, OWN_DATE, OWN_OUTCOME, OWN_BECAUSE, OWN_DRAFT, OWN_MATERIALS, OWN_SKIP, OWN_ROUND,
	OWN_ROUND_STEP, OWN_ROUND_EFFECT, OWN_MISSING, OWN_DIGEST, OWN_UNLISTED, OWN_FROZEN_FILE,
	OWN_UNSIGNED, OWN_SIGNATURE, OWN_ROLE, OWN_IDENTITY,
};

/* What a row of the table is told with. All may be NULL. */
struct own_detail {
	const struct rule_step *step;
	const struct rule_bases *basis;
	const struct record_node *at;
	const char *found, *needed, *who, *by;
};

void own_tell(const struct judging *j, enum own_rule rule, struct own_detail detail);

/* Small readings. */
const struct record_node *own_value(const struct record *record, const char *name); /* at the root, not empty */
const char *own_text(const struct record_node *node);
const char *own_label(const struct rule_step *step);
const char *own_day(const struct judging *j, int32_t day);

/* header.c */
/* Whether ID has the form PATTERN; YEAR gets the year in it, 0 when there is none. */
bool own_id_fits(const char *pattern, const char *id, int *year);
void own_judge_place(const struct judging *j);
void own_judge_procedure(const struct judging *j);
/* Whether the rulebook in force lets a record of an older one go on; it tells if not. */
bool own_judge_running(const struct judging *j);
void own_judge_frozen_fields(const struct judging *j);

/* section.c */
bool own_is_signed(const struct record *record, const struct rule_step *step); /* or skipped */
bool own_same_evidence(const struct record_node *a, const struct record_node *b); /* but for sign-off and skip */
bool own_excluded(const struct judging *j, const struct rule_step *step); /* by the kind of matter */
/* "Expert review (open), …": the steps before STEP that are not done; empty when all are. */
const char *own_unfinished_before(const struct judging *j, const struct record *record,
				  const struct rule_step *step);
void own_judge_not_open(const struct judging *j, const struct record *record, const struct rule_step *step);
void own_judge_frozen_section(const struct judging *j, const struct rule_step *step);
void own_judge_section(const struct judging *j, const struct rule_step *step);

/* sign-off.c */
/* Whom the signer acts for in this change; NULL: nobody. */
const char *own_on_behalf(const struct judging *j);
/* `by` (with `for`) and `on` of PART (a sign-off, a skip, a round …), told at AT where they are missing. */
void own_judge_person(const struct judging *j, const struct rule_step *step,
		      const struct record_node *part, const struct record_node *at);
void own_judge_day(const struct judging *j, const struct rule_step *step,
		   const struct record_node *part, const struct record_node *at);
void own_judge_checks(const struct judging *j, const struct rule_step *step, bool at_change_only);
void own_judge_sign_off(const struct judging *j, const struct rule_step *step);
void own_judge_act_sign(const struct judging *j);
void own_judge_skip(const struct judging *j, const struct rule_step *step);
void own_judge_act_skip(const struct judging *j);

/* round.c, record-files.c, signer.c */
void own_judge_act_round(const struct judging *j);
void own_judge_files(const struct judging *j);
void own_judge_signer(const struct judging *j);
void own_judge_message(const struct judging *j);

#endif
