/* SPDX-License-Identifier: Apache-2.0 */
#include "view/markup.h"

#include "base/html.h"
#include "base/lang.h"
#include "rule/vocabulary.h"

#define STATES (STATE_NOT_CONCERNED + 1)

/* What is counted under one label: of a matter where its decisions are, of a step its states. */
struct row {
	const char *name, *label;
	size_t all, numbers[STATES];
};

struct rows {
	struct arena *arena;
	struct row *items;
	size_t count;
};

enum { OVER, GOING, ENDED }; /* of a decision: finished, under way, withdrawn */

static struct row *row_called(struct rows *rows, const char *name, const char *label)
{
	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(rows->items[i].name, name) == 0)
			return &rows->items[i];
	struct row *row = arena_push(rows->arena, rows->items, rows->count);
	*row = (struct row){.name = name, .label = label};
	return row;
}

static size_t stand_of(const struct overview *overview)
{
	if (overview->withdrawn)
		return ENDED;
	for (size_t i = 0; i < overview->step_count; i++)
		if (overview->steps[i].need != NEED_NOTHING)
			return GOING;
	return OVER;
}

static void count_decision(struct rows *matters, struct rows *steps, const struct overview *overview)
{
	const struct rule_matter *matter = overview->matter;
	struct row *row = row_called(matters, matter ? matter->name : "", matter ? rule_say(&matter->label, matter->name)
										: _("no kind of matter"));
	row->all++;
	row->numbers[stand_of(overview)]++;
	for (size_t i = 0; i < overview->step_count; i++) {
		const struct overview_step *each = &overview->steps[i];
		row = row_called(steps, each->step->name, rule_say(&each->step->label, each->step->name));
		row->all++;
		row->numbers[each->state]++;
	}
}

/* ---- tables --------------------------------------------------------------------------- */

static void add_table(struct buf *out, const char *caption, const struct rows *rows, const char *const *heads,
		      const size_t *which, size_t count)
{
	html_add(out, "<div class=\"wide card\" role=\"region\" tabindex=\"0\" aria-label=\"%a\"><table><caption>%t</caption><thead><tr>"
		 "<td></td><th scope=\"col\" class=\"number\">%t</th>", caption, caption, _("All"));
	for (size_t i = 0; i < count; i++)
		html_add(out, "<th scope=\"col\" class=\"number\">%t</th>", heads[i]);
	html_add(out, "</tr></thead><tbody>");
	for (size_t r = 0; r < rows->count; r++) {
		html_add(out, "<tr><th scope=\"row\">%t</th><td class=\"number\">%n</td>", rows->items[r].label,
			 rows->items[r].all);
		for (size_t i = 0; i < count; i++)
			html_add(out, "<td class=\"number%h\">%n</td>", rows->items[r].numbers[which[i]] ? "" : " none",
				 rows->items[r].numbers[which[i]]);
		html_add(out, "</tr>");
	}
	html_add(out, "</tbody></table></div>");
}

static void add_matters(struct buf *out, const struct rows *matters)
{
	const char *const heads[] = {_("finished"), _("under way"), _("withdrawn")};
	static const size_t which[] = {OVER, GOING, ENDED};
	add_table(out, _("By kind of matter"), matters, heads, which, 3);
}

static void add_steps(struct buf *out, const struct rows *steps)
{
	static const enum rule_state order[] = {STATE_COMPLETE, STATE_SKIPPED, STATE_RETURNED, STATE_OPEN, STATE_WAITING,
						STATE_NOT_CONCERNED};
	const char *heads[STATES];
	size_t which[STATES];
	for (size_t i = 0; i < STATES; i++) {
		heads[i] = state_say(order[i]);
		which[i] = order[i];
	}
	add_table(out, _("By step"), steps, heads, which, STATES);
}

/* ---- exceptions ------------------------------------------------------------------------------ */

static void add_exception(struct buf *out, size_t *count, const struct overview *overview, const char *what,
			  const char *because)
{
	if (!(*count)++)
		html_add(out, "<ul class=\"items card\">");
	html_add(out, "<li><a href=\"/decision/%u\">%t</a> %t%t", overview->id,
		 overview->title ? overview->title : overview->id, _(": "), what);
	if (because)
		html_add(out, "<blockquote>%t</blockquote>", because);
	html_add(out, "</li>");
}

static void add_rounds(struct buf *out, size_t *count, const struct overview *overview, struct arena *arena)
{
	const struct record_node *rounds = record_get(overview->record->root, "rounds");
	for (size_t i = 0; i < overview->rounds; i++) {
		const char *from = record_get_text(rounds->items[i], "from");
		const struct rule_step *step = NULL;
		const struct record_node *node = record_get(rounds->items[i], "from");
		if (node)
			step = rule_step(overview->book, node->word ? node->word : from);
		add_exception(out, count, overview,
			      arena_format(arena, _("another round from %s"), step ? rule_say(&step->label, step->name)
										  : from ? from : "?"),
			      record_get_text(rounds->items[i], "because"));
	}
}

static void add_exceptions(struct buf *out, const struct overview *overviews, size_t count, struct arena *arena)
{
	size_t found = 0;
	html_add(out, "<h2>%t</h2>", _("Exceptions, each with its reason"));
	for (size_t i = 0; i < count; i++) {
		const struct overview *overview = &overviews[i];
		for (size_t k = 0; k < overview->step_count; k++)
			if (overview->steps[k].state == STATE_SKIPPED)
				add_exception(out, &found, overview,
					      arena_format(arena, _("%s left out"),
							   rule_say(&overview->steps[k].step->label, overview->steps[k].step->name)),
					      overview->steps[k].because);
		add_rounds(out, &found, overview, arena);
		if (overview->withdrawn)
			add_exception(out, &found, overview, _("withdrawn"), record_get_text(overview->withdrawn, "because"));
	}
	html_add(out, found ? "</ul>" : "<p class=\"card\">%t</p>", _("None."));
}

void markup_year(const struct overview *overviews, size_t count, struct buf *out)
{
	struct arena *arena = arena_new();
	struct rows matters = {.arena = arena}, steps = {.arena = arena};
	size_t stands[3] = {0};
	for (size_t i = 0; i < count; i++) {
		count_decision(&matters, &steps, &overviews[i]);
		stands[stand_of(&overviews[i])]++;
	}
	html_add(out, "<ul class=\"numbers\"><li><strong>%n</strong> %t</li><li><strong>%n</strong> %t</li><li><strong>%n</strong> %t</li>"
		 "<li><strong>%n</strong> %t</li></ul>", count, _("opened"), stands[GOING], _("under way"), stands[OVER],
		 _("finished"), stands[ENDED], _("withdrawn"));
	if (count) {
		add_matters(out, &matters);
		add_steps(out, &steps);
		add_exceptions(out, overviews, count, arena);
	}
	arena_free(arena);
}
