/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is who, and when: rules/people.yaml.
 *
 *   people:
 *     li.lei:
 *       name: Li Lei
 *       mail: li.lei@office.example
 *       unit: General office           # optional
 *       keys:                          # optional: a member who never signs needs none
 *         - {key: ssh-ed25519 AAAA…, from: 2021-01-01, until: 2023-12-31}   # both dates optional
 *       roles:
 *         - {role: clerk, from: 2021-01-01, until: 2022-06-30}          # until optional
 *         - {role: head, for: han.mei, from: 2021-08-01, until: 2021-08-31, because: on leave}   # acts for her
 *
 * FROM and UNTIL are both inside the term.  Ids: [a-z][a-z0-9.-]*, at most 64 characters.
 */
#ifndef TRUST_PEOPLE_H
#define TRUST_PEOPLE_H

#include "record/record.h"
#include "trust/sshsig.h"

struct trust_term {
	int32_t from, until; /* DATE_NONE: open */
};

struct trust_person_key {
	struct trust_key key;
	struct trust_term term;
};

struct trust_role {
	const char *role;
	struct trust_term term;
	const char *holder, *because; /* of a deputy: for whom, and why; NULL: the role is his own */
	const struct record_node *node;
};

struct trust_person {
	const char *id, *name, *mail, *unit; /* UNIT may be NULL */
	struct trust_person_key *keys;
	size_t key_count;
	struct trust_role *roles;
	size_t role_count;
	const struct record_node *node;
};

struct trust_people {
	const struct record *record;
	struct trust_person *people;
	size_t count;
};

/*
 * Read people.yaml.  Refused: unknown keys (with the nearest), bad ids, dates or keys, the same
 * key for two people, the same mail for two people, a term that ends before it begins, a deputy of nobody, for ever
 * or without a reason.
 */
int trust_people_read(struct trust_people **out, const struct record *record, struct arena *arena,
		      struct wubu_error *error);
const struct trust_person *trust_person(const struct trust_people *people, const char *id);
/* Who has KEY in a term that holds DAY; NULL else.  RETIRED (may be NULL) gets the person whose
   key it is outside of its term. */
const struct trust_person *trust_person_of_key(const struct trust_people *people,
					       const struct trust_key *key, int32_t day,
					       const struct trust_person **retired);
const struct trust_person *trust_person_of_mail(const struct trust_people *people, struct wubu_bytes mail);
bool trust_term_holds(const struct trust_term *term, int32_t day);
/* Whether PERSON holds ROLE himself on DAY. */
bool trust_holds(const struct trust_person *person, const char *role, int32_t day);
/* Whom PERSON acts for in ROLE on DAY: somebody who holds it himself that day; NULL: nobody. */
const char *trust_acts_for(const struct trust_people *people, const struct trust_person *person, const char *role,
			   int32_t day);

#endif
