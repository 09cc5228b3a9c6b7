/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record, a NUL, and what it was before (nothing: it is new), by the shipped Wangjing rulebook: judged as it stands
 * and as a change by somebody without a key.  Such a change is never accepted.
 */
#include "shipped.h"

#include "judge/message.h"
#include "judge/transition.h"
#include "rule/calendar.h"

#define FOLDER "decisions/2021/WJ-2021-003"

static struct arena *kept; /* what all inputs share */
static struct rulebook *book;
static struct rule_calendar *calendar;

static void load_rules(void)
{
	struct wubu_error error = {0};
	struct record *days;
	kept = arena_new();
	demand(!rulebook_load(&book, "cn/beijing/wangjing", shipped_record, NULL, kept, &error));
	demand(!record_read(&days, kept, "cn.yaml", shipped_file("rules/calendar/cn.yaml", kept), &error));
	demand(!rule_calendar_read(&calendar, days, kept, &error));
}

/* ---- nobody is known, and every file is there ----------------------------------------- */

static bool is_known(const void *context, const char *person)
{
	(void)context;
	return person[0] != 'x';
}

static const char *name_of(const void *context, const char *person)
{
	(void)context;
	return person;
}

static bool holds(const void *context, const char *person, const char *role, int32_t day)
{
	(void)context;
	return (person[0] ^ role[0] ^ day) & 1;
}

static const char *each(const void *context, size_t i)
{
	(void)context;
	return i ? NULL : "liu.fang";
}

static const char *digest(void *context, const char *path)
{
	return path[0] == 'x' ? NULL : context;
}

static void judge(struct record *before, struct record *after, struct arena *arena)
{
	static const struct rule_people people = {NULL, is_known, name_of, holds, each, NULL};
	char nine[65];
	struct rule_files files = {memset(nine, '9', 65), digest};
	struct judge_signer signer = {0};
	struct rule_findings findings;
	struct judge_facts facts = {
		.rule = {.book = book, .calendar = calendar, .people = &people, .files = &files,
			 .today = date_from_civil(2021, 6, 1), .before = before, .after = after},
		.folder = FOLDER, .id = "WJ-2021-003", .ledger = "7c9e", .rules_now = "r1", .signer = &signer,
	};
	nine[64] = '\0';
	findings_init(&findings, arena);
	judge_transition(&facts, NULL, &findings);
	demand(findings.refused);
	facts.rule.before = NULL;
	facts.signer = NULL;
	judge_state(&facts, &findings);
	judge_todo(&facts, NULL, &findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct wubu_error error = {0};
	struct wubu_bytes parts[2];
	struct record *records[2] = {NULL, NULL};
	if (!book)
		load_rules();
	split_input(data, size, arena, parts);
	bool readable = !record_read(&records[0], arena, "decision.yaml", parts[0], &error);
	if (readable && parts[1].size)
		readable = !record_read(&records[1], arena, "decision.yaml", parts[1], &error);
	if (readable)
		judge(records[1], records[0], arena);
	arena_free(arena);
	return 0;
}
