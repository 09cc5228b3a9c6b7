/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/overview.h"

#include "rule/roles.h"
#include "rule/vocabulary.h"

#include <stdlib.h>

/* A date no further off than this comes before what has no date. */
#define SOON_DAYS 7

const char *overview_need_name(enum overview_need need)
{
	static const char *const names[] = {
		[NEED_NOTHING] = "nothing", [NEED_FILL] = "fill", [NEED_TIME] = "wait",
		[NEED_SIGN] = "sign",       [NEED_ROUND] = "round",
	};
	return names[need];
}

static const char *word_of(const struct record_node *map, const char *name)
{
	const struct record_node *node = record_get(map, name);
	return node && node->kind == RECORD_TEXT && node->text.size
		       ? (node->word ? node->word : node->text.data) : NULL;
}

/* ---- what was done ------------------------------------------------------------------------ */

static void note_signature(struct overview_step *each, const struct overview *overview,
			   const struct record_node *part, const char *reason)
{
	const struct rule_people *people = overview->facts->people;
	const struct record_node *on = record_get(part, "on");
	const char *outcome = word_of(part, "outcome"), *draft = word_of(part, "draft");
	each->by = word_of(part, "by");
	each->name = each->by && people ? people->name(people->context, each->by) : each->by;
	each->on = on && on->kind == RECORD_TEXT ? on->day : DATE_NONE;
	each->outcome = outcome ? rule_outcome(each->step, outcome) : NULL;
	each->because = word_of(part, reason);
	each->stale = draft && overview->draft_digest && strcmp(draft, overview->draft_digest) != 0;
}

static void note_past(struct overview_step *each, const struct overview *overview)
{
	const struct record_node *section = state_section(overview->record, each->step);
	const struct record_node *sign_off = record_get(section, "sign-off");
	const struct record_node *skip = record_get(section, "skip");
	each->begun = section != NULL;
	if (!record_is_empty(sign_off))
		note_signature(each, overview, sign_off, "because");
	else if (!record_is_empty(skip))
		note_signature(each, overview, skip, "reason");
}

/* ---- what is to be done ------------------------------------------------------------------------ */

static bool only_waits(const struct rule_finding *finding)
{
	/* A pending rule that needs nothing is over when its day comes. */
	return finding->verdict == RULE_PENDING && !finding->needed;
}

static enum overview_need need_of(const struct overview_step *each)
{
	if (each->state == STATE_RETURNED || each->state == STATE_LAPSED)
		return NEED_ROUND;
	if (each->state != STATE_OPEN || !each->step->outcome_count)
		return NEED_NOTHING;
	for (size_t i = 0; i < each->todo_count; i++)
		if (!only_waits(&each->todo[i]))
			return NEED_FILL;
	return each->todo_count ? NEED_TIME : NEED_SIGN;
}

static const struct rule_act *round_act(const struct rule_step *step)
{
	return step->reopen.allowed || !step->give_back.allowed ? &step->reopen : &step->give_back;
}

static const struct rule_names *roles_for(const struct overview_step *each)
{
	const struct rule_step *step = each->step;
	if (each->need == NEED_ROUND)
		return &round_act(step)->roles;
	return each->need == NEED_FILL && step->fill.roles.count ? &step->fill.roles : &step->sign.roles;
}

/* Names of folders come from a tree that anybody may have made: only plain ones go into a command. */
static bool is_plain(const char *id)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
	return *id && *id != '-' && strspn(id, plain) == strlen(id);
}

static const char *first_passing(const struct rule_step *step)
{
	for (size_t i = 0; i < step->outcome_count; i++)
		if (step->outcomes[i].passes)
			return step->outcomes[i].name;
	return step->outcomes[0].name;
}

/* Once more, or back to where it can be put right; where the rules know neither it ends here. */
static void command_round(struct overview_step *each, const char *id, struct arena *arena)
{
	const struct rule_step *step = each->step;
	const struct rule_act *back = &step->give_back;
	if (step->reopen.allowed)
		each->command = arena_format(arena, "wubu reopen %s %s --because REASON", id, step->name);
	if (back->allowed && back->targets.count)
		each->other = arena_format(arena, "wubu return %s %s --to %s --because REASON", id,
					   step->name, back->targets.items[0]);
	if (!each->command) {
		each->command = each->other ? each->other
					    : arena_format(arena, "wubu withdraw %s --because REASON", id);
		each->other = NULL;
	}
}

static void command_sign(struct overview_step *each, const char *id, struct arena *arena)
{
	const struct rule_step *step = each->step;
	each->command = step->command
		? arena_format(arena, "wubu %s %s", step->command, id)
		: arena_format(arena, "wubu sign %s %s --outcome %s", id, step->name, first_passing(step));
}

static void command_fill(struct overview_step *each, const char *id, struct arena *arena)
{
	each->command = arena_format(arena, "wubu fill %s %s", id, each->step->name);
}

static void (*const commands[])(struct overview_step *each, const char *id, struct arena *arena) = {
	[NEED_NOTHING] = NULL,      [NEED_FILL] = command_fill, [NEED_TIME] = NULL,
	[NEED_SIGN] = command_sign, [NEED_ROUND] = command_round,
};

static int32_t day_of(const struct rule_finding *finding)
{
	return finding && finding->by ? date_parse(bytes_of(finding->by)) : DATE_NONE;
}

/* The first of the last days presses; what must be waited for is over with the last of its days. */
static void note_day(struct overview_step *each, const struct rule_finding *finding)
{
	int32_t day = day_of(finding);
	if (day == DATE_NONE)
		return;
	if (finding->bound == BY_LATEST && (!each->due || day < day_of(each->due)))
		each->due = finding;
	if (finding->bound == BY_EARLIEST && (!each->wait || day > day_of(each->wait)))
		each->wait = finding;
}

static void note_todo(struct overview_step *each, const struct overview *overview,
		      const struct judge_facts *facts, struct arena *arena)
{
	struct rule_findings findings;
	findings_init(&findings, arena);
	each->day = DATE_NONE;
	if (each->state == STATE_OPEN && !overview->withdrawn)
		judge_todo(facts, each->step, &findings);
	each->todo = findings.items;
	each->todo_count = findings.count;
	each->need = overview->withdrawn ? NEED_NOTHING : need_of(each);
	if (each->need == NEED_NOTHING)
		return;
	each->roles = roles_for(each);
	each->who = roles_say(overview->facts, each->roles, arena);
	if (commands[each->need] && is_plain(overview->id))
		commands[each->need](each, overview->id, arena);
	for (size_t i = 0; i < findings.count; i++) {
		findings.items[i].command = each->command;
		note_day(each, &findings.items[i]);
	}
	each->day = day_of(each->due ? each->due : each->wait);
	each->late = each->due && overview->facts->today != DATE_NONE && each->day < overview->facts->today;
}

/* ---- the whole ------------------------------------------------------------------------------------ */

static void note_header(struct overview *overview, const struct judge_facts *facts)
{
	const struct record_node *root = overview->record->root;
	const struct record_node *rounds = record_get(root, "rounds");
	const struct record_node *withdrawn = record_get(root, "withdrawn");
	const char *matter = word_of(root, "matter");
	overview->id = facts->id;
	overview->title = word_of(root, "title");
	overview->matter = matter ? rule_matter(overview->book, matter) : NULL;
	overview->draft = word_of(record_get(root, "draft"), "file");
	overview->draft_digest = word_of(record_get(root, "draft"), "sha256");
	overview->rules = word_of(record_get(root, "procedure"), "rules");
	overview->rules_now = overview->rules && facts->rules_now &&
			      strcmp(overview->rules, facts->rules_now) == 0;
	overview->rounds = rounds && rounds->kind == RECORD_LIST ? rounds->count : 0;
	overview->withdrawn = record_is_empty(withdrawn) ? NULL : withdrawn;
}

void overview_make(struct overview *overview, const struct judge_facts *facts, struct arena *arena)
{
	*overview = (struct overview){.book = facts->rule.book, .facts = &facts->rule,
				      .record = facts->rule.after};
	vocabulary_apply(&facts->rule, (struct record *)facts->rule.after, NULL);
	note_header(overview, facts);
	overview->step_count = overview->book->step_count;
	overview->steps = arena_array(arena, overview->step_count, sizeof *overview->steps);
	for (size_t i = 0; i < overview->step_count; i++) {
		struct overview_step *each = &overview->steps[i];
		each->step = overview->book->steps[i];
		each->on = DATE_NONE;
		each->state = state_of(overview->facts, overview->record, each->step);
		note_past(each, overview);
		note_todo(each, overview, facts, arena);
	}
}

/* ---- the most urgent first -------------------------------------------------------------------------- */

struct ranked {
	struct overview_task task;
	int32_t day;
	size_t place; /* equal ones keep the order in which they came */
};

static int by_urgency(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

void overview_tasks(const struct overview *overviews, size_t count, int32_t today, struct arena *arena,
		    struct overview_task **tasks, size_t *task_count)
{
	struct ranked *ranked = NULL;
	size_t found = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < overviews[i].step_count; k++) {
			const struct overview_step *step = &overviews[i].steps[k];
			if (step->need == NEED_NOTHING)
				continue;
			int32_t day = step->day != DATE_NONE ? step->day
				      : today != DATE_NONE ? today + SOON_DAYS : 0;
			size_t place = found;
			*arena_push(arena, ranked, found) =
				(struct ranked){{&overviews[i], step}, day, place};
		}
	if (found)
		qsort(ranked, found, sizeof *ranked, by_urgency);
	*task_count = found;
	*tasks = arena_array(arena, found, sizeof **tasks);
	for (size_t i = 0; i < found; i++)
		(*tasks)[i] = ranked[i].task;
}
