/* SPDX-License-Identifier: Apache-2.0 */
#include "view/markup.h"

#include "base/html.h"
#include "base/lang.h"

const char *markup_sign(enum rule_state state)
{
	static const char *const signs[] = {
		[STATE_WAITING] = "·",  [STATE_OPEN] = "▶",    [STATE_COMPLETE] = "✓",
		[STATE_RETURNED] = "↩", [STATE_SKIPPED] = "⤼", [STATE_NOT_CONCERNED] = "–",
	};
	return signs[state];
}

static const char *label_of(const struct overview_step *each)
{
	return rule_say(&each->step->label, each->step->name);
}

static const char *need_words(const struct overview_step *each)
{
	switch (each->need) {
	case NEED_FILL:
		return _("to be filled in");
	case NEED_TIME:
		return _("time is running");
	case NEED_SIGN:
		return _("ready to be signed");
	case NEED_ROUND:
		return _("needs a new round");
	case NEED_NOTHING:
		break;
	}
	return NULL;
}

static void add_day(struct buf *out, int32_t day)
{
	char text[DATE_TEXT_SIZE];
	if (day != DATE_NONE)
		html_add(out, "<p class=\"day\"><time>%t</time></p>", date_format(day, text));
}

static void add_step(struct buf *out, const struct overview_step *each, size_t number)
{
	/* What is empty has no place further down to go to. */
	bool told = each->begun || each->todo_count;
	html_add(out, "<li class=\"step is-%a\"><span class=\"sign\" aria-hidden=\"true\">%t</span>", state_name(each->state),
		 markup_sign(each->state));
	if (told)
		html_add(out, "<a class=\"name\" href=\"#step-%a\">%n %t</a>", each->step->name, number, label_of(each));
	else
		html_add(out, "<span class=\"name\">%n %t</span>", number, label_of(each));
	html_add(out, "<p class=\"state\">%t</p>", state_say(each->state));
	if (each->name && each->outcome)
		html_add(out, "<p>%t · %t</p>", rule_say(&each->outcome->label, each->outcome->name), each->name);
	else if (each->name)
		html_add(out, "<p>%t</p>", each->name);
	add_day(out, each->on);
	if (each->need != NEED_NOTHING)
		html_add(out, "<p class=\"need\">%t</p>", need_words(each));
	if (each->stale)
		html_add(out, "<p class=\"care\">%t</p>", _("the draft has changed since"));
	html_add(out, "</li>");
}

void markup_steps(const struct overview *overview, struct buf *out)
{
	html_add(out, "<ol class=\"steps\">");
	for (size_t i = 0; i < overview->step_count; i++)
		add_step(out, &overview->steps[i], i + 1);
	html_add(out, "</ol>");
}

void markup_band(const struct overview *overview, struct buf *out)
{
	size_t done = 0, concerned = 0;
	html_add(out, "<span class=\"band\" aria-hidden=\"true\">");
	for (size_t i = 0; i < overview->step_count; i++) {
		enum rule_state state = overview->steps[i].state;
		html_add(out, "<i class=\"is-%a\">%t</i>", state_name(state), markup_sign(state));
		concerned += state != STATE_NOT_CONCERNED;
		done += state == STATE_COMPLETE || state == STATE_SKIPPED;
	}
	html_add(out, "</span><span class=\"count\">%n / %n</span>", done, concerned);
}
