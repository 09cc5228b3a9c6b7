/* SPDX-License-Identifier: Apache-2.0 */
#include "view/condition.h"

#include "base/buf.h"
#include "base/lang.h"
#include "rule/kinds.h"

static void say_checks(struct rule_check *const *checks, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		buf_text(out, i ? _("; ") : "");
		checks[i]->kind->explain(checks[i], out);
	}
}

const char *condition_words(const struct rule_condition *condition, struct arena *arena)
{
	struct buf out;
	if (!condition)
		return NULL;
	buf_init(&out);
	say_checks(condition->checks, condition->check_count, &out);
	for (size_t i = 0; i < condition->any_count; i++) {
		buf_text(&out, i ? _(", or ") : out.size ? _("; ") : "");
		say_checks(condition->any_of[i]->checks, condition->any_of[i]->check_count, &out);
	}
	const char *words = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return words;
}
