/* SPDX-License-Identifier: Apache-2.0 */
#include "view/condition.h"

#include "base/buf.h"
#include "base/lang.h"
#include "rule/calendar.h"
#include "rule/kinds.h"

#include <stdlib.h>

const char *condition_words(const struct rule_condition *condition, struct arena *arena)
{
	struct buf out;
	if (!condition)
		return NULL;
	buf_init(&out);
	rule_condition_say(condition, &out);
	const char *words = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return words;
}

static const char *steps_words(const struct rulebook *book, const struct rule_names *names, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < names->count; i++) {
		const struct rule_step *step = rule_step(book, names->items[i]);
		buf_format(&out, "%s%s", i ? _(", ") : "", step ? rule_say(&step->label, step->name) : names->items[i]);
	}
	const char *words = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return words;
}

const char *condition_lapse_words(const struct rulebook *book, const struct rule_step *step, struct arena *arena)
{
	const struct rule_lapse *lapse = &step->lapse;
	struct buf length;
	if (!lapse->given)
		return NULL;
	buf_init(&length);
	rule_duration_say(lapse->after.count, lapse->after.unit, &length);
	const char *words = arena_format(arena, lapse->ends ? _("%s after it; the whole record ends") : _("%s after it"),
					 length.data);
	buf_release(&length);
	return lapse->until.count ? arena_format(arena, _("%s, unless this has come: %s"), words,
						 steps_words(book, &lapse->until, arena)) : words;
}

const char *condition_transition_words(const struct rulebook *book, struct arena *arena)
{
	const struct rule_transition *transition = &book->transition;
	char day[DATE_TEXT_SIZE];
	if (!transition->given)
		return NULL;
	const char *words = rule_say(&transition->why, "");
	const char *adopt = condition_words(transition->adopt, arena), *unless = condition_words(transition->unless, arena);
	if (transition->from != DATE_NONE)
		words = arena_format(arena, _("%s; from %s"), words, date_format(transition->from, day));
	if (adopt)
		words = arena_format(arena, _("%s; only when %s"), words, adopt);
	return unless ? arena_format(arena, _("%s; unless %s"), words, unless) : words;
}

static const char *offset_words(int minutes, struct arena *arena)
{
	return arena_format(arena, "%c%02d:%02d", minutes < 0 ? '-' : '+', abs(minutes) / 60, abs(minutes) % 60);
}

const char *condition_zone_words(const struct rulebook *book, struct arena *arena)
{
	const char *plain = offset_words(book->offset, arena);
	if (!book->summer_count)
		return arena_format(arena, _("%s (%s)"), book->zone, plain);
	return arena_format(arena, _("%s (%s, in summer %s)"), book->zone, plain,
			    offset_words(book->summers[book->summer_count - 1].offset, arena));
}
