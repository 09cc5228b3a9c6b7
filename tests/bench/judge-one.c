/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge-one SOURCE: what loading rules, reading a record and judging one transition cost inside a process, without git.
 * Prints one line each: name, blank, microseconds (the median of many runs).
 */
#include "worked.h"

#include "base/limits.h"
#include "judge/transition.h"
#include "store/outside.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define RUNS 200
#define ACTS_MOST 64

struct bench {
	struct arena *arena, *scratch;
	const char *source;
	struct ledger_rules *rules;
	struct worked worked;
	struct telling telling;
};

static void fail(const char *where, const char *what)
{
	fprintf(stderr, "judge-one: %s: %s\n", where, what);
	exit(1);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double median(double *times, size_t count)
{
	qsort(times, count, sizeof *times, by_size);
	return times[count / 2];
}

/* ---- rules ------------------------------------------------------------------------ */


static int from_source(void *context, const char *name, struct arena *arena, struct record **record,
		       struct wubu_error *error)
{
	const struct bench *bench = context;
	struct wubu_bytes bytes;
	const char *path = arena_format(arena, "%s/rules/%s/rulebook.yaml", bench->source, name);
	if (store_read_outside(path, LIMIT_YAML_BYTES, arena, &bytes, error) != 1)
		return -1;
	return record_read(record, arena, path, bytes, error);
}

static void time_load(struct bench *bench, const char *name)
{
	double times[RUNS];
	struct wubu_error error = {0};
	struct rulebook *book;
	for (size_t i = 0; i < RUNS; i++) {
		arena_reset(bench->scratch);
		double begin = now();
		if (rulebook_load(&book, name, from_source, bench, bench->scratch, &error))
			fail(name, error.message);
		times[i] = now() - begin;
	}
	printf("load:%s %.1f\n", name, median(times, RUNS));
}

static void time_yaml(struct bench *bench, const char *name)
{
	double times[RUNS];
	struct wubu_error error = {0};
	struct record *record;
	for (size_t i = 0; i < RUNS; i++) {
		arena_reset(bench->scratch);
		double begin = now();
		if (from_source(bench, name, bench->scratch, &record, &error))
			fail(name, error.message);
		times[i] = now() - begin;
	}
	printf("yaml:%s %.1f\n", name, median(times, RUNS));
}

/* ---- one transition ------------------------------------------------------------------ */

static const char *digest_of(void *context, const char *path)
{
	const struct telling *telling = context;
	for (size_t i = 0; i < telling->worked->file_count; i++)
		if (strcmp(telling->files[i].path, path) == 0)
			return telling->files[i].hex;
	return NULL;
}

static struct record *read_text(struct bench *bench, const char *text)
{
	struct record *record;
	struct wubu_error error = {0};
	if (record_read(&record, bench->scratch, "decision.yaml", bytes_of(text), &error))
		fail("record", error.message);
	return record;
}

struct timed {
	double reading, judging;
};

static struct timed judge_act(struct bench *bench, size_t act)
{
	const struct worked_step *step = worked_turn(&bench->worked, act);
	const char *text = telling_text(&bench->telling, act, bench->scratch);
	const char *was = act ? telling_text(&bench->telling, act - 1, bench->scratch) : NULL;
	struct rule_files files = {&bench->telling, digest_of};
	struct judge_signer signer = {.person = act % 2 ? step->by : "liu.fang", .mail = "somebody"};
	struct rule_findings findings;
	struct judge_facts facts = {
		.folder = arena_format(bench->scratch, "decisions/%d/%s", bench->worked.year, bench->worked.id),
		.id = bench->worked.id, .ledger = "0", .rules_now = bench->telling.rules, .signer = &signer};
	signer.author_mail = signer.committer_mail = bytes_of(signer.mail);
	double begin = now();
	struct record *after = read_text(bench, text), *before = was ? read_text(bench, was) : NULL;
	double middle = now();
	facts.rule = (struct rule_facts){
		.book = bench->rules->books[0], .calendar = bench->rules->calendars[0], .people = &bench->rules->view,
		.files = &files, .today = step->day, .before = before, .after = after};
	findings_init(&findings, bench->scratch);
	judge_transition(&facts, NULL, &findings);
	double end = now();
	if (findings.refused)
		fail(findings.items[0].rule, findings.items[0].message);
	return (struct timed){middle - begin, end - middle};
}

static void time_transitions(struct bench *bench)
{
	double reading[RUNS], judging[RUNS], all[ACTS_MOST], read[ACTS_MOST];
	size_t acts = bench->worked.acts < ACTS_MOST ? bench->worked.acts : ACTS_MOST;
	for (size_t act = 0; act < acts; act++) {
		for (size_t i = 0; i < RUNS; i++) {
			arena_reset(bench->scratch);
			struct timed timed = judge_act(bench, act);
			reading[i] = timed.reading;
			judging[i] = timed.judging;
		}
		all[act] = median(judging, RUNS);
		read[act] = median(reading, RUNS);
	}
	printf("records %.1f\n", median(read, acts));
	printf("transition %.1f\n", median(all, acts));
	printf("transition:most %.1f\n", all[acts - 1]); /* median() has sorted them */
}

int main(int argc, char **argv)
{
	struct bench bench = {.arena = arena_new(), .scratch = arena_new()};
	struct wubu_error error = {0};
	if (argc != 2) {
		fprintf(stderr, "usage: judge-one SOURCE\n");
		return 2;
	}
	bench.source = argv[1];
	if (wubu_books_at(arena_format(bench.arena, "%s/rules", argv[1]), bench.arena, &bench.rules, &error))
		fail(argv[1], error.message);
	worked_read(&bench.worked, arena_format(bench.arena, "%s/decisions/2021/WJ-2021-003", argv[1]), bench.rules,
		    bench.arena);
	telling_init(&bench.telling, &bench.worked, bench.worked.id, "7777777777777777777777777777777777777777",
		     bench.arena);
	time_yaml(&bench, "cn/state-council-713");
	time_load(&bench, "cn/state-council-713");
	time_load(&bench, "cn/beijing/wangjing");
	time_transitions(&bench);
	arena_free(bench.scratch);
	arena_free(bench.arena);
	return 0;
}
