/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many commits at once.  A history is judged in batches, each in two passes that threads share:
 *
 *   looking   in the order of history, where one commit's tree is the next one's "before": which folder holds all that
 *             the commit changed, and which rules were in force;
 *   judging   folder by folder, so that each state of a record is read and parsed once: it is the "after" of one
 *             commit and the "before" of the next.
 *
 * What looking tells saves reading and decides nothing (judge/commit.h); what it cannot tell is left to judging alone.  Each thread
 * has a repository handle of its own and takes the next piece of work when it is done with one.  What was found is put
 * together in the order of history, so that the report is the same whatever the number of threads.
 */
#include "judge/gate.h"

#include "base/lang.h"
#include "judge/paths.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define FIRST_BATCH 4096    /* commits; a history full of faults is noticed before it fills the memory */
#define LARGEST_BATCH 262144
#define LOOKED_AT_ONCE 512  /* neighbours in history that one thread looks at */
#define WORTH_A_THREAD 32   /* with fewer commits than this for each, threads cost more than they bring */
#define MOST_THREADS 64
#define NOBODY UINT32_MAX

/* What judging one commit came to, for the tally. */
struct outcome {
	struct store_id rules, new_rules;
	struct rule_findings *findings; /* NULL: none */
	bool counted_signature, opened, decision, changed_rules, exception, failed, malformed;
};

/* One commit of a batch. */
struct item {
	struct commit_look look; /* PATH NULL: it was not looked at, or nothing could be told */
	struct outcome outcome;
	uint32_t next;           /* in its group; NOBODY after the last */
};

/* Commits that change one folder, in the order of history. */
struct group {
	const char *path;
	uint32_t first, last;
};

struct batch {
	const struct store_id *ids;
	struct item *items;
	size_t count, total, before; /* commits here, in all, and in earlier batches */
	struct group *groups;
	size_t group_count;
	const struct commit_options *options;
	const struct store *walked;
	bool exceptions, full; /* FULL: the report lists no more, so what is found is only counted */
	atomic_size_t taken, done;
	gate_progress progress;
	void *context;
};

/* What one thread works with. */
struct worker {
	struct ledger *ledger;
	struct batch *batch;
	struct arena *scratch; /* of one commit */
	struct arena *kept;    /* of one batch: paths and findings */
	struct store_place place;
	const struct ledger_rules *rules; /* those found last */
	struct store_id clean[LIMIT_TREE_DEPTH]; /* a tree at each depth in which no two names differ in capitals only */
	bool first;            /* the thread that was there before, which tells of progress */
	pthread_t thread;
};

/* ---- the tally ---------------------------------------------------------------------------- */

/* Lawful exceptions: an audit counts and lists them. */
static const char *exception_of(enum judge_act act)
{
	switch (act) {
	case ACT_SKIP:
		return N_("a step was lawfully skipped");
	case ACT_RETURN:
		return N_("steps were returned: a new round began");
	case ACT_REOPEN:
		return N_("a step was reopened: a new round began");
	case ACT_WITHDRAW:
		return N_("the decision was withdrawn");
	case ACT_ADOPT:
		return N_("newer rules were adopted");
	default:
		return NULL;
	}
}

static void list_exception(const struct commit_verdict *verdict, struct rule_findings *findings)
{
	const struct judge_change *change = &verdict->change;
	const char *message = exception_of(change->act);
	char hex[STORE_ID_HEX];
	findings_add(findings, &(struct rule_finding){
		.rule = arena_format(findings->arena, "exception.%s", change_act_name(change->act)),
		.verdict = RULE_MET, .level = RULE_WARN, .message = _(message),
		.found = change->because ? change->because : change->reason,
		.decision = verdict->decision, .step = change->step ? change->step->name : NULL,
		.commit = arena_text(findings->arena, store_id_format(&verdict->id, hex)), .who = verdict->signer});
}

/* Whether the rules that a commit went by were made by one of the commits before it. */
static bool goes_by_new_rules(const struct outcome *outcome, const struct gate_tally *tally)
{
	for (size_t i = 0; i < tally->rules_count; i++)
		if (store_id_equal(&tally->rules[i], &outcome->rules))
			return true;
	return false;
}

static void add_up(const struct outcome *outcome, struct gate_tally *tally, struct rule_findings *findings)
{
	tally->commits++;
	tally->signatures += outcome->counted_signature;
	tally->decisions += outcome->opened;
	tally->after_rules |= outcome->decision && goes_by_new_rules(outcome, tally);
	if (outcome->changed_rules)
		*arena_push(findings->arena, tally->rules, tally->rules_count) = outcome->new_rules;
	tally->exceptions += outcome->exception;
	tally->unjudged |= outcome->failed;
	if (outcome->findings)
		findings_append(findings, outcome->findings);
}

static struct outcome outcome_of(const struct commit_verdict *verdict, bool failed)
{
	bool decision = verdict->sort == COMMIT_DECISION;
	return (struct outcome){
		.rules = verdict->rules, .new_rules = verdict->new_rules,
		.counted_signature = verdict->signer != NULL, .opened = decision && verdict->change.act == ACT_OPEN,
		.decision = decision, .changed_rules = verdict->sort == COMMIT_RULES,
		.exception = decision && exception_of(verdict->change.act), .failed = failed,
		.malformed = verdict->malformed};
}

/* ---- looking ------------------------------------------------------------------------------ */

/* Names of one folder: whether two of them differ in capitals only. */
struct names {
	struct wubu_bytes *items;
	size_t count;
	struct arena *arena;
};

static int gather_name(void *context, const struct store_entry *entry)
{
	struct names *names = context;
	*arena_push(names->arena, names->items, names->count) =
		(struct wubu_bytes){arena_copy(names->arena, entry->name), entry->name.size};
	return 0;
}

static unsigned char folded(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static int by_folded_name(const void *a, const void *b)
{
	const struct wubu_bytes *x = a, *y = b;
	size_t shorter = x->size < y->size ? x->size : y->size;
	for (size_t i = 0; i < shorter; i++)
		if (folded(x->data[i]) != folded(y->data[i]))
			return folded(x->data[i]) - folded(y->data[i]);
	return (x->size > y->size) - (x->size < y->size);
}

static int all_names_differ(struct worker *w, const struct store_id *tree, struct wubu_error *error)
{
	struct names names = {.arena = w->scratch};
	if (store_each_entry(w->ledger->store, tree, gather_name, &names, error) < 0)
		return -1;
	qsort(names.items, names.count, sizeof *names.items, by_folded_name);
	for (size_t i = 1; i < names.count; i++)
		if (by_folded_name(&names.items[i - 1], &names.items[i]) == 0)
			return 0;
	return 1;
}

static int is_like(void *context, const struct store_entry *entry)
{
	return path_differs_in_capitals_only(entry->name, *(const struct wubu_bytes *)context);
}

/*
 * Whether no two names in the folder B at DEPTH can be taken for one another.  Where that is known of A, which B differs from
 * in the entry NAME alone, only a NAME that is new is looked for.
 */
static bool is_clean(struct worker *w, size_t depth)
{
	const struct store_step *step = &w->place.steps[depth];
	struct wubu_bytes name = {w->place.path.data + step->name, step->size};
	struct wubu_error error = {0};
	struct store_id *clean = &w->clean[depth];
	bool known = store_id_equal(clean, &step->b), good = known;
	if (!known && store_id_equal(clean, &step->a) && !store_id_is_zero(clean))
		good = !step->is_new || store_each_entry(w->ledger->store, &step->b, is_like, &name, &error) == 0;
	else if (!known)
		good = all_names_differ(w, &step->b, &error) == 1;
	*clean = good ? step->b : (struct store_id){{0}};
	return good;
}

/* The folder of a record is what is judged as one; there the search ends. */
static bool is_record_folder(void *context, const char *path)
{
	struct worker *w = context;
	const char *folder = NULL;
	ledger_book_of(w->rules, arena_format(w->scratch, "%s/x", path), w->scratch, &folder);
	return folder && strcmp(folder, path) == 0;
}

/* The rules at the parent.  Most commits have those of the one before. */
static bool find_rules(struct worker *w, const struct store_id *root)
{
	struct wubu_error error = {0};
	struct store_entry entry;
	if (store_find(w->ledger->store, root, "rules", w->scratch, &entry, &error) != 1 || entry.mode != STORE_MODE_TREE)
		return false;
	return (w->rules && store_id_equal(&w->rules->tree, &entry.id)) ||
	       ledger_rules(w->ledger, &entry.id, &w->rules, &error) == 0;
}

/* Of a parent that stands just before its child in the batch it is told when it is judged; any other is parsed here. */
static bool parent_is_sound(struct worker *w, size_t i, const struct store_id *parent)
{
	const struct batch *batch = w->batch;
	struct wubu_error error = {0};
	struct store_commit commit;
	return ((i || batch->before) && store_id_equal(&batch->ids[i] - 1, parent)) ||
	       store_read_commit(w->ledger->store, parent, w->scratch, &commit, &error) == 0;
}

/* Whatever stands in the way leaves the look empty, and is found again, and told, when the commit is judged. */
static void look_at(struct worker *w, size_t i)
{
	struct wubu_error error = {0};
	struct store_link own, parent;
	const struct store *walked = w->batch->walked;
	if (!store_walked(walked, &w->batch->ids[i], &own) || own.parent_count != 1 ||
	    !store_walked(walked, &own.parents[0], &parent) || !find_rules(w, &parent.tree) ||
	    store_locate(w->ledger->store, &parent.tree, &own.tree, is_record_folder, w, &w->place, &error) != 1 ||
	    !is_record_folder(w, w->place.path.data) || !parent_is_sound(w, i, &own.parents[0]))
		return;
	for (size_t k = 0; k < w->place.depth; k++)
		if (!is_clean(w, k))
			return;
	w->batch->items[i].look =
		(struct commit_look){arena_copy(w->kept, buf_bytes(&w->place.path)), w->place.a, w->place.b,
				     parent.tree, parent.seconds, w->rules};
}

static void look_at_some(struct worker *w)
{
	struct batch *batch = w->batch;
	size_t begin;
	while ((begin = atomic_fetch_add(&batch->taken, LOOKED_AT_ONCE)) < batch->count)
		for (size_t i = begin; i < begin + LOOKED_AT_ONCE && i < batch->count; i++) {
			look_at(w, i);
			arena_reset(w->scratch);
		}
}

/* ---- groups ------------------------------------------------------------------------------- */

static size_t hash_of(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325u;
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	return (size_t)(hash ^ hash >> 32);
}

/* The group of PATH in TABLE (a power of two, never full), or where it belongs. */
static uint32_t *group_place(const struct batch *batch, uint32_t *table, size_t size, const char *path)
{
	size_t at = hash_of(path) & (size - 1);
	while (table[at] != NOBODY && strcmp(batch->groups[table[at]].path, path) != 0)
		at = (at + 1) & (size - 1);
	return &table[at];
}

/* Commits of one folder are one group; one of which nothing could be told is a group of its own. */
static void make_groups(struct batch *batch)
{
	size_t size = 64;
	while (size < 2 * batch->count)
		size *= 2;
	uint32_t *table = heap_alloc(size * sizeof *table);
	memset(table, 0xff, size * sizeof *table);
	batch->group_count = 0;
	for (size_t i = 0; i < batch->count; i++) {
		struct item *item = &batch->items[i];
		uint32_t alone = NOBODY, *place = &alone;
		item->next = NOBODY;
		if (item->look.path)
			place = group_place(batch, table, size, item->look.path);
		if (*place == NOBODY) {
			*place = (uint32_t)batch->group_count++;
			batch->groups[*place] = (struct group){item->look.path, (uint32_t)i, (uint32_t)i};
			continue;
		}
		struct group *group = &batch->groups[*place];
		batch->items[group->last].next = (uint32_t)i;
		group->last = (uint32_t)i;
	}
	free(table);
}

/* ---- judging ------------------------------------------------------------------------------ */

/* What was found on one commit, where it outlives the commit's own memory. */
static struct rule_findings *keep_findings(struct worker *w, const struct rule_findings *own)
{
	if (!own->count && !own->more)
		return NULL;
	struct rule_findings *kept = arena_alloc(w->kept, sizeof *kept);
	findings_init(kept, w->kept);
	if (w->batch->full)
		*kept = (struct rule_findings){.arena = w->kept, .more = own->count + own->more, .refused = own->refused,
					       .unknown = own->unknown};
	else
		findings_append(kept, own);
	return kept;
}

static void judge_item(struct worker *w, size_t i, const struct commit_look *look)
{
	struct batch *batch = w->batch;
	const struct store_id *id = &batch->ids[i];
	struct rule_findings own;
	struct commit_verdict verdict;
	struct wubu_error error = {0};
	char hex[STORE_ID_HEX];
	findings_init(&own, w->scratch);
	bool failed = judge_commit_seen(w->ledger, id, look, batch->options, &verdict, &own, &error) != 0;
	if (failed)
		gate_unjudged(&own, arena_text(w->scratch, store_id_format(id, hex)), &error);
	struct outcome outcome = outcome_of(&verdict, failed);
	if (batch->exceptions && !failed && outcome.exception)
		list_exception(&verdict, &own);
	outcome.findings = keep_findings(w, &own);
	batch->items[i].outcome = outcome;
	arena_reset(w->scratch);
	size_t done = atomic_fetch_add(&batch->done, 1) + 1;
	if (done > batch->count)
		done = batch->count;
	if (w->first && batch->progress)
		batch->progress(batch->context, batch->before + done, batch->total);
}

static void judge_some(struct worker *w)
{
	struct batch *batch = w->batch;
	size_t at;
	while ((at = atomic_fetch_add(&batch->taken, 1)) < batch->group_count) {
		for (uint32_t i = batch->groups[at].first; i != NOBODY; i = batch->items[i].next)
			judge_item(w, i, batch->items[i].look.path ? &batch->items[i].look : NULL);
		ledger_settle(w->ledger);
	}
}

/* Nothing can rest on a parent that is malformed: what was judged as if it were not is judged again, alone. */
static void judge_after_malformed(struct worker *w, bool malformed)
{
	struct batch *batch = w->batch;
	for (size_t i = 0; i < batch->count; malformed = batch->items[i++].outcome.malformed) {
		struct store_link own;
		if (malformed && batch->items[i].look.path && store_walked(batch->walked, &batch->ids[i], &own) &&
		    store_id_equal(&own.parents[0], &batch->ids[i] - 1))
			judge_item(w, i, NULL);
	}
}

/* ---- threads ------------------------------------------------------------------------------ */

static void *run_looking(void *context)
{
	look_at_some(context);
	return NULL;
}

static void *run_judging(void *context)
{
	judge_some(context);
	return NULL;
}

/* Let all workers RUN; one whose thread cannot be started is missed by nobody, since the others take its work. */
static void run_all(struct worker *workers, size_t count, void *(*run)(void *))
{
	bool started[MOST_THREADS] = {false};
	atomic_store(&workers[0].batch->taken, 0);
	for (size_t i = 1; i < count; i++)
		started[i] = pthread_create(&workers[i].thread, NULL, run, &workers[i]) == 0;
	run(&workers[0]);
	for (size_t i = 1; i < count; i++)
		if (started[i])
			pthread_join(workers[i].thread, NULL);
}

static void start_worker(struct worker *w, struct ledger *ledger, struct batch *batch)
{
	*w = (struct worker){.ledger = ledger, .batch = batch, .scratch = arena_new(), .kept = arena_new()};
	buf_init(&w->place.path);
}

static void end_worker(struct worker *w)
{
	buf_release(&w->place.path);
	arena_free(w->scratch);
	arena_free(w->kept);
	if (w->first)
		ledger_settle(w->ledger);
	else
		ledger_free(w->ledger);
}

/* Workers for COUNT commits; as many as are wanted, worth it, and can be had. */
static size_t start_workers(struct worker *workers, struct ledger *ledger, struct batch *batch, size_t count)
{
	size_t wanted = ledger->threads ? ledger->threads : 1, made = 1;
	struct ledger *again;
	struct wubu_error error = {0};
	if (wanted > MOST_THREADS)
		wanted = MOST_THREADS;
	if (wanted > count / WORTH_A_THREAD)
		wanted = count / WORTH_A_THREAD;
	start_worker(&workers[0], ledger, batch);
	workers[0].first = true;
	for (; made < wanted && ledger_again(&again, ledger, &error) == 0; made++)
		start_worker(&workers[made], again, batch);
	return made;
}

static void judge_batch(struct batch *batch, struct worker *workers, size_t worker_count,
			struct gate_tally *tally, struct rule_findings *findings, bool *malformed)
{
	memset(batch->items, 0, batch->count * sizeof *batch->items);
	atomic_store(&batch->done, 0);
	batch->full = findings->count >= LIMIT_FINDINGS;
	run_all(workers, worker_count, run_looking);
	make_groups(batch);
	run_all(workers, worker_count, run_judging);
	judge_after_malformed(&workers[0], *malformed);
	*malformed = batch->items[batch->count - 1].outcome.malformed;
	for (size_t i = 0; i < batch->count; i++)
		add_up(&batch->items[i].outcome, tally, findings);
	for (size_t i = 0; i < worker_count; i++)
		arena_reset(workers[i].kept);
}

void gate_commits(struct ledger *ledger, const struct store_id *ids, size_t count,
		  const struct commit_options *options, bool exceptions, gate_progress progress,
		  void *context, struct gate_tally *tally, struct rule_findings *findings)
{
	struct worker workers[MOST_THREADS];
	struct batch batch = {.ids = ids, .total = count, .options = options, .walked = ledger->store,
			      .exceptions = exceptions, .progress = progress, .context = context};
	size_t room = count < LARGEST_BATCH ? count : LARGEST_BATCH, worker_count, size = FIRST_BATCH;
	bool malformed = false;
	if (!count)
		return;
	batch.items = heap_alloc(room * sizeof *batch.items);
	batch.groups = heap_alloc(room * sizeof *batch.groups);
	worker_count = start_workers(workers, ledger, &batch, count);
	for (; batch.before < count; batch.before += batch.count, size = LARGEST_BATCH) {
		batch.count = count - batch.before < size ? count - batch.before : size;
		batch.ids = ids + batch.before;
		judge_batch(&batch, workers, worker_count, tally, findings, &malformed);
	}
	for (size_t i = 0; i < worker_count; i++)
		end_worker(&workers[i]);
	free(batch.items);
	free(batch.groups);
}
