/* SPDX-License-Identifier: Apache-2.0 */
#include "view/rules-diff.h"

#include "base/lang.h"
#include "rule/bounds.h"
#include "rule/calendar.h"
#include "rule/kind-rows.h"
#include "view/condition.h"
#include "view/finding.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* What a change does to whoever goes by the rules. */
enum effect { NEW, DROPPED, STRICTER, LOOSER, OTHER, EFFECTS };

static const struct {
	const char *name, *sign, *words;
	enum paint paint;
} effects[] = {
	[NEW] = {"new", "+", N_("new"), PAINT_GOOD},
	[DROPPED] = {"dropped", "-", N_("dropped"), PAINT_BAD},
	[STRICTER] = {"stricter", "^", N_("stricter"), PAINT_CARE},
	[LOOSER] = {"looser", "v", N_("looser"), PAINT_BAD},
	[OTHER] = {"changed", "~", N_("changed"), PAINT_PLAIN},
};

struct change {
	enum effect effect;
	const char *what;          /* "at least", "Signed by", "new rule": what it is about */
	const char *before, *after; /* NULL: nothing was, or is, said */
	const struct rule_step *step;   /* NULL: the rulebook as a whole */
	const struct rule_check *check; /* NULL: the step as a whole */
};

struct diff {
	const struct rulebook *before, *after;
	struct arena *arena;
	struct change *changes;
	size_t count;
	const struct rule_step *step; /* being compared */
	const struct rule_check *check;
};

static void add(struct diff *diff, enum effect effect, const char *what, const char *before, const char *after)
{
	*arena_push(diff->arena, diff->changes, diff->count) =
		(struct change){effect, what, before, after, diff->step, diff->check};
}

/* Nothing when both say the same. */
static void add_text(struct diff *diff, enum effect effect, const char *what, const char *before,
		     const char *after)
{
	if (strcmp(before ? before : "", after ? after : "") != 0)
		add(diff, effect, what, before, after);
}

/* ---- things in words ------------------------------------------------------------------------------ */

static const char *kept(const struct diff *diff, struct buf *buf)
{
	const char *text = buf->size ? arena_copy(diff->arena, buf_bytes(buf)) : NULL;
	buf_release(buf);
	return text;
}

static const char *label_text(const struct rule_label *label)
{
	return rule_say(label, NULL);
}

typedef const char *(*name_words)(const struct rulebook *book, const char *name);

static const char *role_name(const struct rulebook *book, const char *name)
{
	const struct rule_role *role = rule_role(book, name);
	return role ? rule_say(&role->label, name) : name;
}

static const char *step_name(const struct rulebook *book, const char *name)
{
	const struct rule_step *step = rule_step(book, name);
	return step ? rule_say(&step->label, name) : name;
}

static const char *field_name(const struct rulebook *book, const char *name)
{
	const struct rule_field *field = rule_field(&book->root, name);
	return field ? rule_say(&field->label, name) : name;
}

static const char *names_text(const struct diff *diff, const struct rulebook *book, const struct rule_names *names,
			      name_words words)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < names->count; i++)
		buf_format(&out, "%s%s", i ? _(", ") : "", words(book, names->items[i]));
	return kept(diff, &out);
}

static const char *bases_text(const struct diff *diff, const struct rule_bases *bases)
{
	struct buf out;
	buf_init(&out);
	finding_say_bases(bases, &out);
	return kept(diff, &out);
}

static const char *asks_text(const struct diff *diff, const struct rule_check *check)
{
	struct buf out;
	buf_init(&out);
	rule_explain(check, &out);
	return kept(diff, &out);
}

static const char *span_text(const struct diff *diff, const struct rule_span *span)
{
	char from[DATE_TEXT_SIZE] = "", until[DATE_TEXT_SIZE] = "";
	if (span->from == DATE_NONE && span->until == DATE_NONE)
		return NULL;
	if (span->from != DATE_NONE)
		date_format(span->from, from);
	if (span->until != DATE_NONE)
		date_format(span->until, until);
	return arena_format(diff->arena, "%s … %s", from, until);
}

/* ---- checks ------------------------------------------------------------------------------------------ */

static const struct {
	const char *param, *words;
} bounds[] = {
	{"at-least", N_("at least")},
	{"at-most", N_("at most")},
	{"more-than", N_("more than")},
	{"less-than", N_("less than")},
};

static const char *bound_words(const char *param)
{
	for (size_t i = 0; i < COUNT(bounds); i++)
		if (strcmp(bounds[i].param, param) == 0)
			return _(bounds[i].words);
	return param;
}

/* "at least 30 days"; NULL when it is not given. */
static const char *bound_text(const struct diff *diff, const struct rule_param *param, const struct rule_arg *arg)
{
	struct buf out;
	if (!arg->node)
		return NULL;
	buf_init(&out);
	buf_format(&out, "%s ", bound_words(param->name));
	if (param->type == PARAM_DURATION)
		rule_duration_say(arg->duration.count, arg->duration.unit, &out);
	else if (arg->node->kind == RECORD_TEXT)
		buf_add(&out, arg->node->text);
	else
		buf_text(&out, "…");
	return kept(diff, &out);
}

/* A bound that comes asks for more, one that goes for less. */
static enum effect bound_effect(const struct rule_param *param, const struct rule_arg *before,
				const struct rule_arg *after)
{
	int order;
	if (!before->node || !after->node)
		return before->node ? LOOSER : STRICTER;
	if (!bound_order(before, after, param->type, &order) || order == 0)
		return OTHER;
	return order == (int)bound_side(param->name) ? STRICTER : LOOSER;
}

static bool same_but_bounds(const struct rule_check *before, const struct rule_check *after)
{
	if (before->kind != after->kind)
		return false;
	for (size_t i = 0; i < RULE_ARGS && before->kind->params[i].name; i++)
		if (bound_side(before->kind->params[i].name) == BOUND_NONE &&
		    !record_equal(before->args[i].node, after->args[i].node))
			return false;
	return true;
}

static void diff_bounds(struct diff *diff, const struct rule_check *before, const struct rule_check *after)
{
	for (size_t i = 0; i < RULE_ARGS && before->kind->params[i].name; i++) {
		const struct rule_param *param = &before->kind->params[i];
		if (bound_side(param->name) != BOUND_NONE &&
		    !record_equal(before->args[i].node, after->args[i].node))
			add(diff, bound_effect(param, &before->args[i], &after->args[i]), _("Asks"),
			    bound_text(diff, param, &before->args[i]), bound_text(diff, param, &after->args[i]));
	}
}

static void diff_asked(struct diff *diff, const struct rule_check *before, const struct rule_check *after)
{
	if (same_but_bounds(before, after))
		diff_bounds(diff, before, after);
	else
		add(diff, OTHER, _("Asks"), asks_text(diff, before), asks_text(diff, after));
}

/* GONE is the effect of a condition that goes away, COME of one that comes. */
static void diff_condition(struct diff *diff, const char *what, enum effect gone, enum effect come,
			   const struct rule_condition *before, const struct rule_condition *after)
{
	const struct record_node *old = before ? before->node : NULL, *now = after ? after->node : NULL;
	if (!record_equal(old, now))
		add(diff, !now ? gone : !old ? come : OTHER, what, condition_words(before, diff->arena),
		    condition_words(after, diff->arena));
}

static const char *level_text(bool warn)
{
	return warn ? _("a warning") : _("refused");
}

static const char *at_text(bool at_change)
{
	return at_change ? _("at every change of the step") : _("when the step is signed");
}

static void diff_flags(struct diff *diff, const struct rule_check *before, const struct rule_check *after)
{
	add_text(diff, after->warn ? LOOSER : STRICTER, _("If not met"), level_text(before->warn),
		 level_text(after->warn));
	add_text(diff, after->at_change ? STRICTER : LOOSER, _("Judged"), at_text(before->at_change),
		 at_text(after->at_change));
	if (before->floor != after->floor)
		add(diff, OTHER, _("Floor"), before->floor ? _("yes") : _("no"), after->floor ? _("yes") : _("no"));
	add_text(diff, OTHER, _("In force"), span_text(diff, &before->in_force),
		 span_text(diff, &after->in_force));
	add_text(diff, OTHER, _("For each"), before->for_each.text, after->for_each.text);
}

static void diff_check(struct diff *diff, const struct rule_check *before, const struct rule_check *after)
{
	diff->check = after;
	diff_asked(diff, before, after);
	diff_condition(diff, _("Only when"), STRICTER, LOOSER, before->when, after->when);
	diff_condition(diff, _("Exception"), STRICTER, LOOSER, before->unless, after->unless);
	diff_flags(diff, before, after);
	add_text(diff, OTHER, _("Title"), label_text(&before->title), label_text(&after->title));
	add_text(diff, OTHER, _("Basis"), bases_text(diff, &before->basis), bases_text(diff, &after->basis));
	add_text(diff, OTHER, _("What to do"), label_text(&before->remedy), label_text(&after->remedy));
	diff->check = NULL;
}

static const struct rule_check *check_in(const struct rule_step *step, const char *name)
{
	for (size_t i = 0; step && i < step->check_count; i++)
		if (strcmp(step->checks[i]->name, name) == 0)
			return step->checks[i];
	return NULL;
}

/* A rule as a whole that comes or goes. */
static void whole_check(struct diff *diff, enum effect effect, const struct rule_check *check)
{
	const char *asks = asks_text(diff, check);
	diff->check = check;
	add(diff, effect, NULL, effect == DROPPED ? asks : NULL, effect == NEW ? asks : NULL);
	diff->check = NULL;
}

static void diff_checks(struct diff *diff, const struct rule_step *before, const struct rule_step *after)
{
	for (size_t i = 0; i < after->check_count; i++) {
		const struct rule_check *check = after->checks[i];
		const struct rule_check *old = check_in(before, check->name);
		if (!old)
			whole_check(diff, NEW, check);
		else
			diff_check(diff, old, check);
	}
	for (size_t i = 0; before && i < before->check_count; i++)
		if (!check_in(after, before->checks[i]->name))
			whole_check(diff, DROPPED, before->checks[i]);
}

/* ---- fields ------------------------------------------------------------------------------------------- */

static const struct rule_choice *choice_in(const struct rule_choice *choices, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(choices[i].name, name) == 0)
			return &choices[i];
	return NULL;
}

/* Choices of PATH, which is a field or the outcomes of a step. */
static void diff_choices(struct diff *diff, const char *what, const struct rule_choice *before,
			 size_t before_count, const struct rule_choice *after, size_t after_count)
{
	for (size_t i = 0; i < after_count; i++) {
		const struct rule_choice *old = choice_in(before, before_count, after[i].name);
		const char *label = label_text(&after[i].label);
		if (!old)
			add(diff, NEW, what, NULL, label);
		else
			add_text(diff, OTHER, what, label_text(&old->label), label);
		if (old && old->passes != after[i].passes)
			add(diff, old->passes ? STRICTER : LOOSER, label, old->passes ? _("passes") : _("does not pass"),
			    after[i].passes ? _("passes") : _("does not pass"));
	}
	for (size_t i = 0; i < before_count; i++)
		if (!choice_in(after, after_count, before[i].name))
			add(diff, DROPPED, what, label_text(&before[i].label), NULL);
}

static void diff_fields(struct diff *diff, const char *where, const struct rule_fields *before,
			const struct rule_fields *after);

static void diff_field(struct diff *diff, const char *what, const struct rule_field *before,
		       const struct rule_field *after)
{
	add_text(diff, OTHER, what, label_text(&before->label), label_text(&after->label));
	add_text(diff, OTHER, what, label_text(&before->help), label_text(&after->help));
	if (before->type != after->type)
		add(diff, OTHER, what, rule_type_name(before->type), rule_type_name(after->type));
	diff_choices(diff, what, before->choices, before->choice_count, after->choices, after->choice_count);
	if (after->type == RULE_GROUP || after->type == RULE_LIST)
		diff_fields(diff, what, before->of, after->of);
}

/* "Field Hearing › Held on" */
static const char *field_path(const struct diff *diff, const char *where, const struct rule_field *field)
{
	const char *label = rule_say(&field->label, field->name);
	return where ? arena_format(diff->arena, "%s › %s", where, label)
		     : arena_format(diff->arena, _("Field %s"), label);
}

static void diff_fields(struct diff *diff, const char *where, const struct rule_fields *before,
			const struct rule_fields *after)
{
	static const struct rule_fields none;
	before = before ? before : &none;
	after = after ? after : &none;
	for (size_t i = 0; i < after->count; i++) {
		const struct rule_field *field = after->items[i], *old = rule_field(before, field->name);
		const char *what = field_path(diff, where, field);
		if (!old)
			add(diff, NEW, what, NULL, rule_type_name(field->type));
		else
			diff_field(diff, what, old, field);
	}
	for (size_t i = 0; i < before->count; i++)
		if (!rule_field(after, before->items[i]->name))
			add(diff, DROPPED, field_path(diff, where, before->items[i]),
			    rule_type_name(before->items[i]->type), NULL);
}

/* ---- steps ----------------------------------------------------------------------------------------------- */

static void diff_names(struct diff *diff, const char *what, const struct rule_names *before,
		       const struct rule_names *after, name_words words)
{
	bool same = before->count == after->count;
	for (size_t i = 0; same && i < before->count; i++)
		same = strcmp(before->items[i], after->items[i]) == 0;
	if (!same) /* that a role has another label is told where the role is */
		add(diff, !before->count ? NEW : !after->count ? DROPPED : OTHER, what,
		    names_text(diff, diff->before, before, words),
		    names_text(diff, diff->after, after, words));
}

static void diff_acts(struct diff *diff, const struct rule_step *before, const struct rule_step *after)
{
	const struct { const char *what; const struct rule_names *before, *after; name_words words; } rows[] = {
		{_("After"), &before->after, &after->after, step_name},
		{_("Filled in by"), &before->fill.roles, &after->fill.roles, role_name},
		{_("Signed by"), &before->sign.roles, &after->sign.roles, role_name},
		{_("Skipped by"), &before->skip.roles, &after->skip.roles, role_name},
		{_("Returned to"), &before->give_back.targets, &after->give_back.targets, step_name},
		{_("Returned by"), &before->give_back.roles, &after->give_back.roles, role_name},
		{_("Reopened by"), &before->reopen.roles, &after->reopen.roles, role_name},
		{_("Freezes"), &before->freezes, &after->freezes, field_name},
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		diff_names(diff, rows[i].what, rows[i].before, rows[i].after, rows[i].words);
}

static void diff_step(struct diff *diff, const struct rule_step *before, const struct rule_step *after)
{
	add_text(diff, OTHER, _("Label"), label_text(&before->label), label_text(&after->label));
	add_text(diff, OTHER, _("What for"), label_text(&before->about), label_text(&after->about));
	add_text(diff, OTHER, _("Basis"), bases_text(diff, &before->basis), bases_text(diff, &after->basis));
	diff_acts(diff, before, after);
	diff_condition(diff, _("Only when"), STRICTER, LOOSER, before->when, after->when);
	diff_condition(diff, _("Unless"), STRICTER, LOOSER, before->unless, after->unless);
	diff_condition(diff, _("Skipped"), STRICTER, LOOSER, before->skip_when, after->skip_when);
	add_text(diff, before->lapse.given ? OTHER : STRICTER, _("Lapses"), condition_lapse_words(diff->before, before, diff->arena),
		 condition_lapse_words(diff->after, after, diff->arena));
	diff_choices(diff, _("Outcome"), before->outcomes, before->outcome_count, after->outcomes,
		     after->outcome_count);
	diff_fields(diff, NULL, &before->fields, &after->fields);
	diff_checks(diff, before, after);
}

/* A step that comes: who signs it, after what, and all its rules. */
static void new_step(struct diff *diff, const struct rule_step *step)
{
	add(diff, NEW, NULL, NULL, label_text(&step->about));
	diff_acts(diff, &(struct rule_step){.name = step->name}, step);
	diff_fields(diff, NULL, NULL, &step->fields);
	diff_checks(diff, NULL, step);
}

static void diff_steps(struct diff *diff)
{
	for (size_t i = 0; i < diff->after->step_count; i++) {
		const struct rule_step *old = rule_step(diff->before, diff->after->steps[i]->name);
		diff->step = diff->after->steps[i];
		if (old)
			diff_step(diff, old, diff->step);
		else
			new_step(diff, diff->step);
	}
	for (size_t i = 0; i < diff->before->step_count; i++) {
		diff->step = diff->before->steps[i];
		if (!rule_step(diff->after, diff->step->name))
			add(diff, DROPPED, NULL, label_text(&diff->step->about), NULL);
	}
	diff->step = NULL;
}

/* ---- the rulebook as a whole ---------------------------------------------------------------------------------- */

/* A kind of thing that has a name and a label, listed by pointers. */
struct thing {
	const char *name;
	const struct rule_label *label;
};
typedef bool (*thing_at)(const struct rulebook *book, size_t i, struct thing *thing);

static bool role_at(const struct rulebook *book, size_t i, struct thing *thing)
{
	if (i < book->role_count)
		*thing = (struct thing){book->roles[i]->name, &book->roles[i]->label};
	return i < book->role_count;
}

static bool matter_at(const struct rulebook *book, size_t i, struct thing *thing)
{
	if (i < book->matter_count)
		*thing = (struct thing){book->matters[i]->name, &book->matters[i]->label};
	return i < book->matter_count;
}

static bool cite_at(const struct rulebook *book, size_t i, struct thing *thing)
{
	if (i < book->cite_count)
		*thing = (struct thing){book->cites[i]->key, &book->cites[i]->title};
	return i < book->cite_count;
}

static bool find_thing(const struct rulebook *book, thing_at at, const char *name, struct thing *thing)
{
	for (size_t i = 0; at(book, i, thing); i++)
		if (strcmp(thing->name, name) == 0)
			return true;
	return false;
}

static void diff_things(struct diff *diff, const char *what, thing_at at)
{
	struct thing thing, old;
	for (size_t i = 0; at(diff->after, i, &thing); i++) {
		if (!find_thing(diff->before, at, thing.name, &old))
			add(diff, NEW, what, NULL, label_text(thing.label));
		else
			add_text(diff, OTHER, what, label_text(old.label), label_text(thing.label));
	}
	for (size_t i = 0; at(diff->before, i, &thing); i++)
		if (!find_thing(diff->after, at, thing.name, &old))
			add(diff, DROPPED, what, label_text(thing.label), NULL);
}

static void diff_book_acts(struct diff *diff)
{
	const struct rulebook *before = diff->before, *after = diff->after;
	const struct { const char *what; const struct rule_act *before, *after; } rows[] = {
		{_("Opened by"), &before->open, &after->open},
		{_("Withdrawn by"), &before->withdraw, &after->withdraw},
		{_("Moved to newer rules by"), &before->adopt, &after->adopt},
		{_("Rules changed by"), &before->rules, &after->rules},
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		diff_names(diff, rows[i].what, &rows[i].before->roles, &rows[i].after->roles, role_name);
}

static void diff_book(struct diff *diff)
{
	const struct rulebook *before = diff->before, *after = diff->after;
	add_text(diff, OTHER, _("Title"), label_text(&before->title), label_text(&after->title));
	add_text(diff, OTHER, _("In force"), span_text(diff, &before->in_force), span_text(diff, &after->in_force));
	add_text(diff, OTHER, _("Calendar"), before->calendar, after->calendar);
	add_text(diff, OTHER, _("Time zone"), condition_zone_words(before, diff->arena),
		 condition_zone_words(after, diff->arena));
	add_text(diff, OTHER, _("Running records"), condition_transition_words(before, diff->arena),
		 condition_transition_words(after, diff->arena));
	add_text(diff, OTHER, _("Number"), before->id, after->id);
	diff_book_acts(diff);
	diff_things(diff, _("Text cited"), cite_at);
	diff_things(diff, _("Role"), role_at);
	diff_things(diff, _("Matter"), matter_at);
	diff_fields(diff, NULL, &before->header, &after->header);
	diff_steps(diff);
}

/* ---- text ------------------------------------------------------------------------------------------------------ */

static const char *change_words(const struct diff *diff, const struct change *change)
{
	const char *text = change->before && change->after
				   ? arena_format(diff->arena, "%s → %s", change->before, change->after)
				   : change->after ? change->after : change->before;
	if (change->effect == DROPPED || change->effect == NEW || !(change->before && change->after))
		text = arena_format(diff->arena, _("%s (%s)"), text ? text : "", change->after ? _("new") : _("dropped"));
	if (change->effect == STRICTER || change->effect == LOOSER)
		text = arena_format(diff->arena, _("%s, %s"), text, _(effects[change->effect].words));
	return change->what ? arena_format(diff->arena, _("%s: %s"), change->what, text) : text;
}

static void write_sign(const struct canvas *canvas, enum effect effect, size_t indent)
{
	buf_fill(canvas->out, ' ', indent);
	canvas_text(canvas, effects[effect].paint, effects[effect].sign);
	buf_char(canvas->out, ' ');
}

static void write_step_head(const struct canvas *canvas, const struct change *change)
{
	canvas_newline(canvas);
	canvas_text(canvas, PAINT_HEAD, rule_say(&change->step->label, change->step->name));
	buf_text(canvas->out, "  ");
	canvas_text(canvas, PAINT_FAINT, "[");
	canvas_text(canvas, PAINT_FAINT, change->step->name);
	canvas_text(canvas, PAINT_FAINT, "]");
	canvas_newline(canvas);
}

/* The rule's title, article and name, with the sign of its first change. */
static void write_check_head(const struct diff *diff, const struct canvas *canvas, const struct change *change)
{
	const struct rule_check *check = change->check;
	enum effect effect = change->what ? OTHER : change->effect;
	const char *title = rule_say(&check->title, check->name);
	write_sign(canvas, effect, 2);
	if (!change->what)
		title = arena_format(diff->arena, effect == NEW ? _("new rule: %s") : _("rule dropped: %s"), title);
	canvas_fill(canvas, title, 4, 4);
	buf_fill(canvas->out, ' ', 4);
	canvas_fill(canvas, arena_format(diff->arena, "%s  [%s]", bases_text(diff, &check->basis), check->name), 4, 4);
}

static void write_change(const struct diff *diff, const struct canvas *canvas, const struct change *change)
{
	size_t indent = change->check ? 4 : 2;
	if (!change->what) {
		/* A whole rule or step: its head said that it is new; here is what it asks. */
		const char *text = change->after ? change->after : change->before;
		if (!change->check) {
			write_sign(canvas, change->effect, 2);
			canvas_fill(canvas, change->effect == NEW ? _("new step") : _("step dropped"), 4, 4);
		}
		if (text) {
			buf_fill(canvas->out, ' ', 4);
			canvas_fill(canvas, text, 4, 4);
		}
		return;
	}
	write_sign(canvas, change->effect, indent);
	canvas_fill(canvas, change_words(diff, change), indent + 2, indent + 2);
}

static void write_text(const struct diff *diff, const struct canvas *canvas)
{
	canvas_text(canvas, PAINT_HEAD, arena_format(diff->arena, "%s → %s", diff->before->name, diff->after->name));
	canvas_newline(canvas);
	for (size_t i = 0; i < diff->count; i++) {
		const struct change *change = &diff->changes[i], *last = i ? change - 1 : NULL;
		if (change->step && (!last || last->step != change->step))
			write_step_head(canvas, change);
		if (change->check && (!last || last->check != change->check))
			write_check_head(diff, canvas, change);
		write_change(diff, canvas, change);
	}
	if (!diff->count)
		buf_format(canvas->out, "%s\n", _("They ask the same."));
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static json_t *change_json(const struct change *change)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "change", effects[change->effect].name);
	jsonl_put(object, "step", change->step ? change->step->name : NULL);
	jsonl_put(object, "rule", change->check ? change->check->name : NULL);
	jsonl_put(object, "title", change->check ? label_text(&change->check->title) : NULL);
	jsonl_put(object, "what", change->what);
	jsonl_put(object, "before", change->before);
	jsonl_put(object, "after", change->after);
	if (change->check)
		jsonl_put_value(object, "basis", finding_bases_json(&change->check->basis));
	return object;
}

static void write_json(const struct diff *diff, struct buf *out)
{
	size_t counts[EFFECTS] = {0};
	for (size_t i = 0; i < diff->count; i++) {
		counts[diff->changes[i].effect]++;
		jsonl_write(change_json(&diff->changes[i]), out);
	}
	json_t *object = jsonl_object();
	jsonl_put(object, "diff", diff->after->name);
	jsonl_put(object, "against", diff->before->name);
	for (size_t i = 0; i < EFFECTS; i++)
		jsonl_put_number(object, effects[i].name, (int64_t)counts[i]);
	jsonl_write(object, out);
}

void rules_diff_write(const struct rulebook *before, const struct rulebook *after, enum view_format format,
		      struct buf *out)
{
	struct diff diff = {.before = before, .after = after, .arena = arena_new()};
	struct canvas canvas = {out, format == VIEW_COLOR};
	diff_book(&diff);
	if (format == VIEW_JSON)
		write_json(&diff, out);
	else
		write_text(&diff, &canvas);
	arena_free(diff.arena);
}
