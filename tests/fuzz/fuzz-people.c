/* SPDX-License-Identifier: Apache-2.0 */
/* people.yaml: read or refused with a reason; what is read has one person for each key and mail. */
#include "shipped.h"

#include "trust/people.h"

static void check_key(const struct trust_people *people, const struct trust_person *person,
		      const struct trust_person_key *key)
{
	const struct trust_person *retired = NULL;
	int32_t day = key->term.from != DATE_NONE ? key->term.from : key->term.until;
	char text[TRUST_FINGERPRINT];
	demand(trust_person_of_key(people, &key->key, day == DATE_NONE ? 0 : day, &retired) == person);
	demand(strlen(trust_fingerprint(&key->key, text)) == TRUST_FINGERPRINT - 1);
	if (key->term.until != DATE_NONE && person->key_count == 1)
		demand(!trust_person_of_key(people, &key->key, key->term.until + 1, &retired) && retired == person);
}

static void check(const struct trust_people *people)
{
	for (size_t i = 0; i < people->count; i++) {
		const struct trust_person *person = &people->people[i];
		demand(trust_person(people, person->id) == person);
		demand(trust_person_of_mail(people, bytes_of(person->mail)) == person);
		for (size_t k = 0; k < person->key_count; k++)
			check_key(people, person, &person->keys[k]);
		for (size_t k = 0; k < person->role_count; k++) {
			const struct trust_term *term = &person->roles[k].term;
			demand(term->until == DATE_NONE || term->from <= term->until);
			if (term->from != DATE_NONE)
				demand(trust_holds(person, person->roles[k].role, term->from));
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct wubu_error error = {0};
	struct record *record;
	struct trust_people *people;
	if (record_read(&record, arena, "people.yaml", (struct wubu_bytes){(const char *)data, size}, &error) ||
	    trust_people_read(&people, record, arena, &error))
		demand_reason(&error);
	else
		check(people);
	arena_free(arena);
	return 0;
}
