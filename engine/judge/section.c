/* SPDX-License-Identifier: Apache-2.0 */
/* Sections of a record: which may be written in, and which are closed. */
#include "judge/own.h"

#include "base/lang.h"
#include "record/difference.h"
#include "rule/roles.h"
#include "rule/state.h"

#include <stdlib.h>

bool own_is_signed(const struct record *record, const struct rule_step *step)
{
	const struct record_node *section = state_section(record, step);
	return !record_is_empty(record_get(section, "sign-off")) ||
	       !record_is_empty(record_get(section, "skip"));
}

/* Two sections alike but for their parts sign-off and skip. */
bool own_same_evidence(const struct record_node *a, const struct record_node *b)
{
	struct record_node empty = {.kind = RECORD_MAP}, left = a ? *a : empty, right = b ? *b : empty;
	struct record_node *both[] = {&left, &right};
	struct record_entry *kept[2];
	bool same;
	for (size_t i = 0; i < 2; i++) {
		size_t count = 0;
		kept[i] = heap_alloc((both[i]->count + 1) * sizeof **kept);
		for (size_t k = 0; both[i]->kind == RECORD_MAP && k < both[i]->count; k++) {
			const struct record_entry *entry = &both[i]->entries[k];
			if (strcmp(entry->name, "sign-off") != 0 && strcmp(entry->name, "skip") != 0)
				kept[i][count++] = *entry;
		}
		both[i]->entries = kept[i];
		both[i]->count = count;
	}
	same = record_equal(&left, &right);
	free(kept[0]);
	free(kept[1]);
	return same;
}

static const char *node_words(const struct judging *j, const struct record_node *node)
{
	static const char *const kinds[] = {NULL, N_("a list"), N_("a group")};
	if (!node)
		return _("nothing");
	return node->kind == RECORD_TEXT ? arena_text(j->arena, node->text.data) : _(kinds[node->kind]);
}

/* Points at the first place that differs: a clerk should not have to look for it. */
void own_judge_frozen_section(const struct judging *j, const struct rule_step *step)
{
	const struct record_node *before = state_section(j->rule->before, step);
	const struct record_node *after = state_section(j->rule->after, step);
	struct record_difference d;
	record_first_difference(before, after, &d);
	const struct record_node *at = d.is ? d.is : d.holder ? d.holder : j->rule->after->root;
	own_tell(j, OWN_FROZEN, (struct own_detail){.step = step, .at = at,
						    .found = after ? node_words(j, d.is) : _("the section is gone"),
						    .needed = after ? node_words(j, d.was) : own_label(step)});
}

/* What has to be done before STEP, by its labels, in one line. */
const char *own_unfinished_before(const struct judging *j, const struct record *record,
				     const struct rule_step *step)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < step->after.count; i++) {
		const struct rule_step *before = rule_step(j->book, step->after.items[i]);
		enum rule_state state = state_of(j->rule, record, before);
		if (!state_done(state))
			buf_format(&out, "%s%s", out.size ? _(", ") : "",
				   arena_format(j->arena, _("%s (%s)"), own_label(before), state_say(state)));
	}
	const char *text = arena_copy(j->arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static const char *who_before(const struct judging *j, const struct record *record,
			      const struct rule_step *step)
{
	for (size_t i = 0; i < step->after.count; i++) {
		const struct rule_step *before = rule_step(j->book, step->after.items[i]);
		if (!state_done(state_of(j->rule, record, before)))
			return roles_say(j->rule, &before->sign.roles, j->arena);
	}
	return NULL;
}

void own_judge_not_open(const struct judging *j, const struct record *record,
			   const struct rule_step *step)
{
	const struct record_node *at = state_section(j->rule->after, step);
	own_tell(j, OWN_ORDER, (struct own_detail){
		.step = step, .at = at,
		.found = arena_format(j->arena, _("“%s” was begun"), own_label(step)),
		.needed = arena_format(j->arena, _("first: %s"), own_unfinished_before(j, record, step)),
		.who = who_before(j, record, step)});
}

bool own_excluded(const struct judging *j, const struct rule_step *step)
{
	const struct record_node *node = own_value(j->rule->after, "matter");
	const struct rule_matter *matter = node && node->word ? rule_matter(j->book, node->word) : NULL;
	return matter && matter->steps.count && !rule_names_have(&matter->steps, step->name) &&
	       !rule_names_have(&matter->optional, step->name);
}

/* A section that somebody writes in must be open, in the record before (or in a new one, after). */
void own_judge_section(const struct judging *j, const struct rule_step *step)
{
	const struct record *record = j->rule->before ? j->rule->before : j->rule->after;
	bool touches_ended = j->rule->before && own_is_signed(j->rule->before, step);
	if (own_excluded(j, step)) {
		own_tell(j, OWN_NOT_PART, (struct own_detail){.step = step, .at = state_section(j->rule->after, step)});
	} else if (touches_ended) {
		own_judge_frozen_section(j, step);
	} else if (state_of(j->rule, record, step) == STATE_WAITING) {
		own_judge_not_open(j, record, step);
	} else if (state_of(j->rule, record, step) == STATE_NOT_CONCERNED) {
		/* Begun of free will: what comes before it has to be done all the same. */
		if (state_of(j->rule, j->rule->after, step) == STATE_WAITING)
			own_judge_not_open(j, j->rule->after, step);
	}
}

