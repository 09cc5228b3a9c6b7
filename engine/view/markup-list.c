/* SPDX-License-Identifier: Apache-2.0 */
#include "view/markup.h"

#include "base/html.h"
#include "base/lang.h"
#include "view/deadline.h"

static const char *label_of(const struct overview_step *each)
{
	return rule_say(&each->step->label, each->step->name);
}

/* Where it is now: withdrawn, at which steps, or finished. */
static void add_place(const struct overview *overview, struct buf *out)
{
	size_t count = 0;
	if (overview->withdrawn) {
		html_add(out, "%t", _("withdrawn"));
		return;
	}
	for (size_t i = 0; i < overview->step_count; i++) {
		const struct overview_step *each = &overview->steps[i];
		if (each->need != NEED_NOTHING)
			html_add(out, "%t%t", count++ ? _(", ") : "", label_of(each));
	}
	if (!count)
		html_add(out, "%t", _("finished"));
}

/* The first last day of all its steps. */
static const struct overview_step *most_urgent(const struct overview *overview)
{
	const struct overview_step *first = NULL;
	for (size_t i = 0; i < overview->step_count; i++) {
		const struct overview_step *each = &overview->steps[i];
		if (each->need != NEED_NOTHING && each->day != DATE_NONE && (!first || each->day < first->day))
			first = each;
	}
	return first;
}

static void add_day(const struct overview *overview, struct arena *arena, struct buf *out)
{
	const struct overview_step *step = most_urgent(overview);
	const char *words = step ? deadline_due(step, overview->facts->today, arena) : NULL;
	if (step && !words)
		words = deadline_wait(step, overview->facts->today, arena);
	if (!words)
		return;
	if (step->late)
		html_add(out, "<span class=\"tag late\">%t</span> ", _("late"));
	html_add(out, "%t", words);
}

static void add_row(const struct overview *overview, struct arena *arena, struct buf *out)
{
	const struct rule_matter *matter = overview->matter;
	html_add(out, "<tr><td><a href=\"/decision/%u\"><strong>%t</strong></a><br><span class=\"faint\">%t", overview->id,
		 overview->title ? overview->title : overview->id, overview->id);
	if (matter)
		html_add(out, " · %t", rule_say(&matter->label, matter->name));
	html_add(out, "</span></td><td>");
	markup_band(overview, out);
	html_add(out, "</td><td>");
	add_place(overview, out);
	html_add(out, "</td><td>");
	add_day(overview, arena, out);
	html_add(out, "</td></tr>");
}

void markup_list(const struct overview *overviews, size_t count, bool chosen, struct buf *out)
{
	struct arena *arena;
	if (!count) {
		html_add(out, "<p class=\"card\">%t</p>", chosen ? _("No decision is as asked.")
								 : _("There is no decision in this ledger yet."));
		return;
	}
	arena = arena_new();
	html_add(out, "<div class=\"card\"><table class=\"list\"><thead><tr><th scope=\"col\">%t</th><th scope=\"col\">%t</th>"
		 "<th scope=\"col\">%t</th><th scope=\"col\">%t</th></tr></thead><tbody>",
		 _("Decision"), _("Steps done"), _("Now at"), _("Date"));
	for (size_t i = 0; i < count; i++)
		add_row(&overviews[i], arena, out);
	html_add(out, "</tbody></table></div>");
	arena_free(arena);
}
