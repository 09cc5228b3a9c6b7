/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/worklist.h"

#include "rule/roles.h"

const char *worklist_part_name(enum worklist_part part)
{
	static const char *const names[] = {"now", "time", "blocked"};
	return names[part];
}

/* ---- who ---------------------------------------------------------------------------------- */

static bool may_act(const struct overview *overview, const struct rule_names *roles, const char *person)
{
	return !roles || !roles->count || roles_held(overview->facts->people, roles, person, overview->facts->today);
}

static bool unit_acts(const struct overview *overview, const struct overview_step *step, const char *unit,
		      const struct trust_people *people)
{
	for (size_t i = 0; people && step->roles && i < people->count; i++) {
		const struct trust_person *person = &people->people[i];
		if (person->unit && strcmp(person->unit, unit) == 0 && may_act(overview, step->roles, person->id))
			return true;
	}
	return false;
}

/* ---- what is wanted ------------------------------------------------------------------------ */

static bool is_called(const char *wish, const char *name, const struct rule_label *label)
{
	return strcmp(wish, name) == 0 || (label->zh && strcmp(wish, label->zh) == 0) ||
	       (label->en && strcmp(wish, label->en) == 0);
}

static bool waits(const struct overview_step *step)
{
	return step->need != NEED_NOTHING;
}

static bool wants_head(const struct worklist_filter *filter, const struct overview *overview)
{
	const struct rule_matter *matter = overview->matter;
	if (filter->id && strcmp(filter->id, overview->id) != 0)
		return false;
	return !filter->matter || (matter && is_called(filter->matter, matter->name, &matter->label));
}

/* What is asked of one step, whether it waits for somebody or is done. */
static bool wants_place(const struct worklist_filter *filter, const struct overview *overview,
			const struct overview_step *step, const struct trust_people *people)
{
	if (filter->step && !is_called(filter->step, step->step->name, &step->step->label))
		return false;
	if (filter->late && !step->late)
		return false;
	return !filter->unit || unit_acts(overview, step, filter->unit, people);
}

bool worklist_wants_step(const struct worklist_filter *filter, const struct overview *overview,
			 const struct overview_step *step, const struct trust_people *people)
{
	return waits(step) && wants_head(filter, overview) && wants_place(filter, overview, step, people) &&
	       (!filter->person || may_act(overview, step->roles, filter->person));
}

static bool has_place(const struct worklist_filter *filter, const struct overview *overview,
		      const struct trust_people *people)
{
	if (!filter->step && !filter->late && !filter->unit)
		return true;
	for (size_t i = 0; i < overview->step_count; i++)
		if (waits(&overview->steps[i]) && wants_place(filter, overview, &overview->steps[i], people))
			return true;
	return false;
}

static bool has_person(const struct overview *overview, const char *person)
{
	for (size_t i = 0; i < overview->step_count; i++) {
		const struct overview_step *step = &overview->steps[i];
		if ((step->by && strcmp(step->by, person) == 0) ||
		    (waits(step) && may_act(overview, step->roles, person)))
			return true;
	}
	return false;
}

bool worklist_wants(const struct worklist_filter *filter, const struct overview *overview,
		    const struct trust_people *people)
{
	return wants_head(filter, overview) && has_place(filter, overview, people) &&
	       (!filter->person || has_person(overview, filter->person));
}

/* ---- what comes first ------------------------------------------------------------------------ */

static const struct overview_step *step_named(const struct overview *overview, const char *name)
{
	for (size_t i = 0; i < overview->step_count; i++)
		if (strcmp(overview->steps[i].step->name, name) == 0)
			return &overview->steps[i];
	return NULL;
}

static bool is_listed(const struct worklist_item *item, const struct overview_step *step)
{
	for (size_t i = 0; i < item->before_count; i++)
		if (item->before[i] == step)
			return true;
	return false;
}

/* The steps before STEP that wait for somebody; a rulebook's steps form no circle. */
static void add_before(struct worklist_item *item, const struct overview_step *step, struct arena *arena)
{
	for (size_t i = 0; i < step->step->after.count; i++) {
		const struct overview_step *before = step_named(item->overview, step->step->after.items[i]);
		if (!before || is_listed(item, before))
			continue;
		if (waits(before))
			*arena_push(arena, item->before, item->before_count) = before;
		else if (before->state == STATE_WAITING)
			add_before(item, before, arena);
	}
}

/* The first step of OVERVIEW that is PERSON's and not open yet. */
static void add_blocked(struct worklist *list, const struct overview *overview,
			const struct worklist_filter *filter, struct arena *arena)
{
	for (size_t i = 0; !overview->withdrawn && i < overview->step_count; i++) {
		const struct overview_step *step = &overview->steps[i];
		const struct rule_names *roles = &step->step->sign.roles;
		if (step->state != STATE_WAITING || !roles->count || !may_act(overview, roles, filter->person))
			continue;
		struct worklist_item *item = arena_push(arena, list->items, list->count);
		*item = (struct worklist_item){WORKLIST_BLOCKED, overview, step, NULL, 0};
		add_before(item, step, arena);
		return;
	}
}

static void add_tasks(struct worklist *list, enum worklist_part part, const struct overview_task *tasks,
		      size_t count, const struct worklist_filter *filter, const struct trust_people *people,
		      struct arena *arena)
{
	for (size_t i = 0; i < count; i++) {
		const struct overview_task *task = &tasks[i];
		enum worklist_part own = task->step->need == NEED_TIME ? WORKLIST_TIME : WORKLIST_NOW;
		if (own == part && worklist_wants_step(filter, task->overview, task->step, people))
			*arena_push(arena, list->items, list->count) =
				(struct worklist_item){part, task->overview, task->step, NULL, 0};
	}
}

static bool acts_in(const struct worklist *list, const struct overview *overview)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].overview == overview)
			return true;
	return false;
}

void worklist_make(struct worklist *list, const struct overview *overviews, size_t count,
		   const struct worklist_filter *filter, const struct trust_people *people, int32_t today,
		   struct arena *arena)
{
	struct overview_task *tasks;
	size_t task_count;
	*list = (struct worklist){0};
	overview_tasks(overviews, count, today, arena, &tasks, &task_count);
	add_tasks(list, WORKLIST_NOW, tasks, task_count, filter, people, arena);
	add_tasks(list, WORKLIST_TIME, tasks, task_count, filter, people, arena);
	for (size_t i = 0; filter->person && i < count; i++)
		if (wants_head(filter, &overviews[i]) && !filter->step && !filter->late && !filter->unit && !acts_in(list, &overviews[i]))
			add_blocked(list, &overviews[i], filter, arena);
}
