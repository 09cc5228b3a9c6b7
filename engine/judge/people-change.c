/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a change of the rules does to who is who: nobody gets rights for days that are past, what was revoked stays
 * so, nobody vanishes, and each step keeps somebody who can sign it.
 */
#include "judge/approval.h"
#include "judge/commit-parts.h"

#include "base/lang.h"

static const char people_file[] = "rules/people.yaml";

struct before_and_after {
	const struct commit_judging *cj;
	const struct ledger_rules *before, *after;
	int32_t today;
	int32_t earliest; /* today, or the day on which the change was proposed */
};

static void tell_at(const struct before_and_after *ba, enum commit_part part, const struct record_node *node,
		    const char *found, const char *needed)
{
	struct rule_finding *finding = part_tell(ba->cj, part, people_file, found, needed);
	if (finding && node)
		finding_place(finding, ba->cj->arena, ba->after->people->record, node);
}

static const char *day_text(const struct before_and_after *ba, int32_t day)
{
	char text[DATE_TEXT_SIZE];
	return arena_text(ba->cj->arena, date_format(day, text));
}

/* ---- roles ------------------------------------------------------------------------------------- */

static bool is_same_role(const struct trust_role *a, const struct trust_role *b)
{
	return strcmp(a->role, b->role) == 0 && !a->holder == !b->holder &&
	       (!a->holder || strcmp(a->holder, b->holder) == 0);
}

/* The last day in a row from ROLE's first on, for which PERSON held it by the rules before; the day before: not even then. */
static int32_t held_until(const struct trust_person *person, const struct trust_role *role)
{
	int32_t last = role->term.from - 1;
	for (size_t i = 0; person && i < person->role_count; i++) {
		const struct trust_role *old = &person->roles[i];
		if (!is_same_role(old, role) || !trust_term_holds(&old->term, last + 1))
			continue;
		if (old->term.until == DATE_NONE)
			return INT32_MAX;
		last = old->term.until;
		i = (size_t)-1; /* another term may go on from there */
	}
	return last;
}

static void judge_role(const struct before_and_after *ba, const struct trust_person *old, const struct trust_role *role)
{
	int32_t last = ba->earliest - 1;
	if (role->term.until != DATE_NONE && role->term.until < last)
		last = role->term.until;
	if (role->term.from > last || held_until(old, role) >= last)
		return;
	tell_at(ba, PART_RULES_BACKDATED, role->node,
		arena_format(ba->cj->arena, _("%s from %s"), role->role, day_text(ba, role->term.from)),
		arena_format(ba->cj->arena, _("from %s or later"), day_text(ba, ba->earliest)));
}

/* ---- keys -------------------------------------------------------------------------------------- */

static const struct trust_person_key *key_like(const struct trust_person *person, const struct trust_key *key, size_t i)
{
	for (; person && i < person->key_count; i++)
		if (bytes_equal(person->keys[i].key.blob, key->blob))
			return &person->keys[i];
	return NULL;
}

static bool has_term(const struct trust_person *person, const struct trust_person_key *key)
{
	const struct trust_person_key *old = key_like(person, &key->key, 0);
	for (; old; old = key_like(person, &key->key, (size_t)(old - person->keys) + 1))
		if (old->term.from == key->term.from && old->term.until == key->term.until)
			return true;
	return false;
}

static bool is_over(const struct before_and_after *ba, const struct trust_term *term)
{
	return term->until != DATE_NONE && term->until < ba->today;
}

static void judge_key(const struct before_and_after *ba, const struct trust_person *old,
		      const struct trust_person *person, size_t i)
{
	const struct trust_person_key *key = &person->keys[i], *was = key_like(old, &key->key, 0);
	const struct record_node *node = record_get(person->node, "keys")->items[i];
	char fingerprint[TRUST_FINGERPRINT];
	if (has_term(old, key))
		return;
	trust_fingerprint(&key->key, fingerprint);
	if (was && is_over(ba, &was->term) && !is_over(ba, &key->term))
		tell_at(ba, PART_RULES_REVOKED, node, arena_text(ba->cj->arena, fingerprint), NULL);
	else if (key->term.from != DATE_NONE && key->term.from < ba->earliest &&
		 !(was && (was->term.from == DATE_NONE || was->term.from <= key->term.from)))
		tell_at(ba, PART_RULES_BACKDATED, node,
			arena_format(ba->cj->arena, _("%s from %s"), fingerprint, day_text(ba, key->term.from)),
			arena_format(ba->cj->arena, _("from %s or later"), day_text(ba, ba->earliest)));
}

/* The list of what was revoked only grows. */
static void judge_dropped_keys(const struct before_and_after *ba, const struct trust_person *old,
			       const struct trust_person *person)
{
	char fingerprint[TRUST_FINGERPRINT];
	for (size_t i = 0; i < old->key_count; i++)
		if (is_over(ba, &old->keys[i].term) && !key_like(person, &old->keys[i].key, 0))
			tell_at(ba, PART_RULES_REVOKED, person->node,
				arena_format(ba->cj->arena, _("%s is gone"),
					     trust_fingerprint(&old->keys[i].key, fingerprint)), NULL);
}

/* A key that was anybody's is nobody else's later. */
static void judge_owner(const struct before_and_after *ba, const struct trust_person *person, size_t i)
{
	const struct trust_people *people = ba->before->people;
	for (size_t k = 0; k < people->count; k++)
		if (strcmp(people->people[k].id, person->id) != 0 && key_like(&people->people[k], &person->keys[i].key, 0))
			tell_at(ba, PART_RULES_REVOKED, record_get(person->node, "keys")->items[i],
				arena_format(ba->cj->arena, _("it was the key of %s"), people->people[k].name), NULL);
}

/* ---- persons and steps --------------------------------------------------------------------------- */

static void judge_person(const struct before_and_after *ba, const struct trust_person *person)
{
	const struct trust_person *old = trust_person(ba->before->people, person->id);
	for (size_t i = 0; i < person->role_count; i++)
		judge_role(ba, old, &person->roles[i]);
	for (size_t i = 0; i < person->key_count; i++) {
		judge_key(ba, old, person, i);
		judge_owner(ba, person, i);
	}
	if (old)
		judge_dropped_keys(ba, old, person);
}

static bool is_held(const struct ledger_rules *rules, const struct rule_names *roles, int32_t day)
{
	for (size_t i = 0; i < rules->people->count; i++)
		for (size_t k = 0; k < roles->count; k++)
			if (trust_holds(&rules->people->people[i], roles->items[k], day))
				return true;
	return false;
}

/* Who could sign before, whether the key was lost or not, is not left without a successor. */
static void judge_holders(const struct before_and_after *ba, const struct rulebook *book)
{
	for (size_t i = 0; i < book->step_count; i++) {
		const struct rule_step *step = book->steps[i];
		if (!step->sign.roles.count || !is_held(ba->before, &step->sign.roles, ba->today) ||
		    is_held(ba->after, &step->sign.roles, ba->today))
			continue;
		struct rule_finding *finding = part_tell(ba->cj, PART_RULES_HOLDER, people_file,
							 rule_say(&step->label, step->name), NULL);
		if (finding)
			finding->basis = step->sign.basis.count ? step->sign.basis : step->basis;
	}
}

int part_judge_people(const struct commit_judging *cj, const struct ledger_rules *after)
{
	struct before_and_after ba = {cj, cj->rules, after, cj->verdict->day, cj->verdict->day};
	struct wubu_bytes words;
	int32_t proposed;
	int found = approval_read(cj->ledger, cj->rules, &cj->commit->tree, after->hex, cj->arena, &words, &proposed, cj->error);
	if (found < 0)
		return -1;
	/* The day was right when the statement was committed; others took their time to agree. */
	if (found && proposed < ba.earliest)
		ba.earliest = proposed;
	for (size_t i = 0; i < ba.before->people->count; i++)
		if (!trust_person(after->people, ba.before->people->people[i].id))
			part_tell(cj, PART_RULES_PERSON, people_file, ba.before->people->people[i].name, NULL);
	for (size_t i = 0; i < after->people->count; i++)
		judge_person(&ba, &after->people->people[i]);
	for (size_t i = 0; i < after->book_count; i++)
		judge_holders(&ba, after->books[i]);
	return 0;
}
