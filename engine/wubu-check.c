/* SPDX-License-Identifier: Apache-2.0 */
/* Checks, the audit and the hooks: they choose what is judged; judge/ judges. */
#include "wubu-receipt.h"
#include "wubu-server.h"

#include "base/lang.h"
#include "base/limits.h"
#include "judge/checkpoint.h"
#include "judge/gate.h"
#include "judge/transition.h"
#include "rule/vocabulary.h"
#include "store/outside.h"
#include "store/write.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- plans ---------------------------------------------------------------------------------- */

static struct store_person person_of(const char *name, const char *mail, const struct wubu_moment *moment)
{
	return (struct store_person){bytes_of(name), bytes_of(mail), moment->seconds, moment->offset};
}

int wubu_plan(struct wubu *wubu, struct arena *arena, struct commit_plan *plan, struct wubu_error *error)
{
	const struct wubu_moment *moment = &wubu->moment;
	struct store_id *parent = arena_alloc(arena, sizeof *parent);
	if (!moment->name || !moment->mail) {
		error_set(error, WUBU_USAGE, _("git does not know who you are"));
		error_hint(error, _("git config user.name \"…\" and git config user.email \"…\", as enrolled in rules/people.yaml"));
		return -1;
	}
	int found = store_ref(wubu->ledger->store, "HEAD", parent, error);
	if (found < 0)
		return -1;
	*plan = (struct commit_plan){
		.parents = parent, .parent_count = (size_t)found,
		.author = person_of(moment->author_name, moment->author_mail, moment),
		.committer = person_of(moment->name, moment->mail, moment),
		.key_file = wubu->key_file,
	};
	return 0;
}

/* A merge that waits to be committed has a second parent. */
static int add_merge_parent(struct wubu *wubu, struct arena *arena, struct commit_plan *plan,
			    struct wubu_error *error)
{
	struct wubu_bytes text;
	const char *path = arena_format(arena, "%sMERGE_HEAD", store_folder(wubu->ledger->store));
	int found = store_read_outside(path, 4096, arena, &text, error);
	struct store_id *parents = arena_array(arena, 2, sizeof *parents);
	if (found <= 0)
		return found;
	parents[0] = plan->parents[0];
	if (text.size != 41 || store_id_parse(&parents[1], (struct wubu_bytes){text.data, 40}))
		return error_set(error, WUBU_INPUT, _("a merge of more than two lines cannot be judged"));
	plan->parents = parents;
	plan->parent_count = 2;
	return 0;
}

static int tree_of(struct wubu *wubu, const struct store_id *commit, struct arena *arena,
		   struct store_id *tree, struct wubu_error *error)
{
	struct store_commit parsed;
	if (store_read_commit(wubu->ledger->store, commit, arena, &parsed, error))
		return -1;
	*tree = parsed.tree;
	return 0;
}

static int staged_plan(struct wubu *wubu, struct arena *arena, struct commit_plan *plan, bool *empty,
		       struct wubu_error *error)
{
	struct store_id head = {{0}};
	*empty = false;
	if (wubu_plan(wubu, arena, plan, error) || add_merge_parent(wubu, arena, plan, error) ||
	    store_write_in_memory(wubu->ledger->store, error) ||
	    store_index_tree(wubu->ledger->store, &plan->tree, error))
		return -1;
	if (plan->parent_count && tree_of(wubu, &plan->parents[0], arena, &head, error))
		return -1;
	*empty = plan->parent_count == 1 && store_id_equal(&head, &plan->tree);
	return 0;
}

static int judge_into(struct wubu *wubu, const struct commit_plan *plan, struct wubu_report *report,
		      struct wubu_error *error)
{
	struct commit_verdict verdict;
	if (judge_plan(wubu->ledger, plan, &verdict, &report->findings, error))
		return -1;
	report->commits++;
	report->decisions += verdict.sort == COMMIT_DECISION;
	return 0;
}

static int check_index(struct wubu *wubu, const char *message, struct wubu_report *report,
		       struct wubu_error *error)
{
	struct commit_plan plan;
	struct store_commit words;
	struct wubu_error unread = {0};
	bool empty;
	if (ledger_is_whole(wubu->ledger, error) || staged_plan(wubu, report->arena, &plan, &empty, error))
		return -1;
	if (empty)
		return 0;
	if (message && store_message_parse(&words, bytes_of(message), report->arena, &unread)) {
		gate_refused(&report->findings, "commit.format", &unread);
		return 0;
	}
	plan.message = message ? &words : NULL;
	return judge_into(wubu, &plan, report, error);
}

/* A failed judgement still hands over what was found so far, in a report that says so. */
static int finish(struct wubu_report *made, int rc, struct wubu_report **report, struct wubu_error *error)
{
	if (rc) {
		gate_unjudged(&made->findings, NULL, error);
		made->unjudged = true;
		*error = (struct wubu_error){0};
	}
	*report = made;
	return 0;
}

int wubu_check_staged(struct wubu *wubu, const char *message, struct wubu_report **report,
		      struct wubu_error *error)
{
	struct wubu_report *made = report_new("check");
	return finish(made, check_index(wubu, message, made, error), report, error);
}

/* ---- the work tree --------------------------------------------------------------------------- */

/* The unit that a changed file belongs to: a decision's folder, the rules, or itself. */
static const char *unit_of(const struct ledger_rules *rules, const char *path, struct arena *arena)
{
	const char *folder = NULL;
	if (strncmp(path, "rules/", 6) == 0)
		return "rules";
	ledger_book_of(rules, path, arena, &folder);
	return folder ? folder : path;
}

static int check_unit(struct wubu *wubu, const struct commit_plan *plan, const struct store_id *head,
		      const struct store_file *files, size_t count, struct wubu_report *report,
		      struct wubu_error *error)
{
	struct commit_plan one = *plan;
	if (store_write_tree(wubu->ledger->store, head, files, count, &one.tree, error))
		return -1;
	return judge_into(wubu, &one, report, error);
}

static int check_files_changed(struct wubu *wubu, struct wubu_report *report, struct wubu_error *error)
{
	struct commit_plan plan;
	struct store_commit tip;
	const struct ledger_rules *rules;
	struct store_file *files;
	size_t count, begin = 0;
	struct arena *arena = report->arena;
	int found = wubu_tip(wubu, arena, &tip, error);
	if (found <= 0)
		return found < 0 ? -1 : error_set(error, WUBU_NOT_FOUND, _("this branch has no commit yet"));
	if (ledger_is_whole(wubu->ledger, error) || wubu_rules(wubu, &tip, &rules, error) ||
	    store_worktree_changes(wubu->ledger->store, &tip.tree, NULL, arena, &files, &count, error))
		return -1;
	/* Who commits matters only where there is something to commit. */
	if (count && (wubu_plan(wubu, arena, &plan, error) || store_write_in_memory(wubu->ledger->store, error)))
		return -1;
	while (begin < count) {
		const char *unit = unit_of(rules, files[begin].path, arena);
		size_t end = begin + 1;
		while (end < count && strcmp(unit_of(rules, files[end].path, arena), unit) == 0)
			end++;
		if (check_unit(wubu, &plan, &tip.tree, files + begin, end - begin, report, error))
			return -1;
		begin = end;
	}
	return 0;
}

int wubu_check_worktree(struct wubu *wubu, struct wubu_report **report, struct wubu_error *error)
{
	struct wubu_report *made = report_new("check");
	return finish(made, check_files_changed(wubu, made, error), report, error);
}

/* ---- records as they stand ------------------------------------------------------------------------ */

struct disk_files {
	const char *folder;
	struct arena *arena;
};

static const char *disk_digest(void *context, const char *path)
{
	const struct disk_files *files = context;
	struct wubu_bytes bytes;
	struct wubu_error ignored = {0};
	char *hex = arena_alloc(files->arena, DIGEST_HEX);
	const char *whole = arena_format(files->arena, "%s/%s", files->folder, path);
	if (store_read_outside(whole, LIMIT_MATERIAL_BYTES, files->arena, &bytes, &ignored) != 1)
		return NULL;
	return digest_sha256(bytes, hex);
}

/* The last parts of a path: "…/decisions/2021/X/decision.yaml" gives "decisions/2021/X". */
static const char *folder_in_ledger(const char *path, const struct rulebook *book, struct arena *arena)
{
	const char *end = strrchr(path, '/'), *begin = end;
	for (int parts = 0; begin && begin > path && parts < 3;) {
		begin--;
		parts += *begin == '/';
	}
	if (!end)
		return arena_format(arena, "%s/?/?", book->folder);
	if (*begin == '/')
		begin++;
	return arena_copy(arena, (struct wubu_bytes){begin, (size_t)(end - begin)});
}

/* The book whose records are called like PATH's file. */
static const struct rulebook *book_for(const struct ledger_rules *rules, const struct record *record,
				       const struct rule_calendar **calendar)
{
	for (size_t i = 0; i < rules->book_count; i++) {
		struct rule_facts words = {.book = rules->books[i], .today = DATE_NONE};
		vocabulary_apply(&words, (struct record *)record, NULL);
		const char *name = record_get_text(record_get(record->root, "procedure"), "name");
		*calendar = rules->calendars[i];
		if (name && strcmp(name, rules->books[i]->name) == 0)
			return rules->books[i];
	}
	return rules->book_count == 1 ? rules->books[0] : NULL;
}

static int check_record(const struct ledger_rules *rules, const char *path, int64_t seconds,
			struct wubu_report *report, struct wubu_error *error)
{
	struct wubu_bytes bytes;
	struct record *record;
	struct wubu_error unread = {0};
	struct arena *arena = report->arena;
	int found = store_read_outside(path, LIMIT_YAML_BYTES, arena, &bytes, &unread);
	if (found == 0)
		return error_set(error, WUBU_NOT_FOUND, _("there is no file %s"), path);
	if (found < 0 || record_read(&record, arena, path, bytes, &unread)) {
		gate_refused(&report->findings, "record.yaml", &unread);
		return 0;
	}
	struct judge_facts facts = {.ledger = rules->card.id};
	facts.rule.book = book_for(rules, record, &facts.rule.calendar);
	if (!facts.rule.book)
		return error_set(error, WUBU_INPUT, _("%s names no procedure of these rules"), path);
	const char *end = strrchr(path, '/');
	struct disk_files files = {
		end ? arena_copy(arena, (struct wubu_bytes){path, (size_t)(end - path)}) : ".", arena};
	struct rule_files view = {&files, disk_digest};
	facts.folder = folder_in_ledger(path, facts.rule.book, arena);
	facts.id = strrchr(facts.folder, '/') + 1;
	facts.rule.catalogues = &rules->catalogues.view;
	facts.rule.people = rules->people ? &rules->view : NULL;
	facts.rule.files = &view;
	facts.rule.today = rule_day_of(facts.rule.book, seconds);
	facts.rule.after = record;
	judge_state(&facts, &report->findings);
	report->decisions++;
	return 0;
}

static int check_records(struct wubu *wubu, const char *folder, const char *const *paths, size_t count,
			 struct wubu_report *report, struct wubu_error *error)
{
	struct ledger_rules *on_disk = NULL;
	const struct ledger_rules *rules;
	struct store_commit tip;
	/* Without a ledger there is no clock either: signed steps are judged by their own days. */
	int64_t seconds = wubu ? wubu->moment.seconds : INT64_C(253402300799);
	if (!wubu && !folder)
		return error_set(error, WUBU_USAGE, _("say with --rules by which rules to judge"));
	if (folder) {
		if (wubu_books_at(folder, report->arena, &on_disk, error))
			return -1;
		rules = on_disk;
	} else if (wubu_tip(wubu, report->arena, &tip, error) <= 0 || wubu_rules(wubu, &tip, &rules, error)) {
		return error->code ? -1 : error_set(error, WUBU_NOT_FOUND, _("this branch has no commit yet"));
	}
	for (size_t i = 0; i < count; i++)
		if (check_record(rules, paths[i], seconds, report, error))
			return -1;
	return 0;
}

int wubu_check_files(struct wubu *wubu, const char *rules, const char *const *paths, size_t count,
		     struct wubu_report **report, struct wubu_error *error)
{
	struct wubu_report *made = report_new("check");
	return finish(made, check_records(wubu, rules, paths, count, made, error), report, error);
}

void wubu_use_threads(struct wubu *wubu, unsigned threads)
{
	wubu->ledger->threads = threads;
}

/* ---- history ------------------------------------------------------------------------------------------ */

static void add_tally(struct wubu_report *report, const struct gate_tally *tally)
{
	report->commits += tally->commits;
	report->decisions += tally->decisions;
	report->signatures += tally->signatures;
	report->exceptions += tally->exceptions;
	report->unjudged |= tally->unjudged;
}

static int judge_range(struct wubu *wubu, const struct store_id *tip, const struct store_id *from,
		       const struct commit_options *options, bool exceptions, wubu_progress progress,
		       void *context, struct wubu_report *report, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct gate_tally tally = {0};
	struct store_id *ids;
	size_t count;
	int rc = store_walk(wubu->ledger->store, tip, 1, from, from ? 1 : 0, 0, arena, &ids, &count, error);
	if (!rc)
		gate_commits(wubu->ledger, ids, count, options, exceptions, progress, context, &tally,
			     &report->findings);
	add_tally(report, &tally);
	arena_free(arena);
	return rc;
}

static int check_range(struct wubu *wubu, const char *range, struct wubu_report *report,
		       struct wubu_error *error)
{
	const char *dots = strstr(range, "..");
	struct commit_options options = {.now = wubu->moment.clock, .rejudge = true};
	struct store_id from, tip;
	const char *end = dots ? dots + 2 : range;
	if (ledger_is_whole(wubu->ledger, error) ||
	    store_revision(wubu->ledger->store, *end ? end : "HEAD", &tip, error))
		return -1;
	if (dots && store_revision(wubu->ledger->store,
				   arena_copy(report->arena, (struct wubu_bytes){range, (size_t)(dots - range)}),
				   &from, error))
		return -1;
	return judge_range(wubu, &tip, dots ? &from : NULL, &options, false, NULL, NULL, report, error);
}

int wubu_check_range(struct wubu *wubu, const char *range, struct wubu_report **report,
		     struct wubu_error *error)
{
	struct wubu_report *made = report_new("check");
	return finish(made, check_range(wubu, range, made, error), report, error);
}

/* The root that the line of first parents ends in; where it passes the checkpoint BEFORE (may be NULL), that one's. */
static int first_root(struct wubu *wubu, const struct store_id *tip, const struct checkpoint *before,
		      struct store_id *root, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct store_link walked;
	struct store_commit commit;
	int rc = 0;
	for (*root = *tip; rc == 0; arena_reset(arena)) {
		if (before && store_id_equal(root, &before->tip)) {
			*root = before->root;
			break;
		}
		bool known = store_walked(wubu->ledger->store, root, &walked);
		rc = known ? 0 : store_read_commit(wubu->ledger->store, root, arena, &commit, error);
		if (rc || !(known ? walked.parent_count : commit.parent_count))
			break;
		*root = known ? walked.parents[0] : commit.parents[0];
	}
	arena_free(arena);
	return rc;
}

/* An audit goes on from FROM only where FROM is still part of what leads to TIP: 1; else 0 and a finding. */
static int goes_on_from(struct wubu *wubu, const struct store_id *from, const struct store_id *tip,
			struct wubu_report *report, struct wubu_error *error)
{
	char hex[STORE_ID_HEX];
	int part = store_descends(wubu->ledger->store, from, tip, error);
	if (part == 0)
		findings_add(&report->findings, &(struct rule_finding){
			.rule = "history.since", .verdict = RULE_UNMET, .level = RULE_REFUSE,
			.message = _("the commit at which the last audit ended is no longer part of the history: it was rewritten"),
			.found = arena_text(report->arena, store_id_format(from, hex)),
			.remedy = _("keep your copy as evidence, and ask who changed the branch on the server")});
	return part;
}

static void tell_beginning(struct wubu_report *report, const char *rule, const char *message, const char *found,
			   const char *needed)
{
	findings_add(&report->findings, &(struct rule_finding){
		.rule = rule, .verdict = RULE_UNMET, .level = RULE_REFUSE, .message = message, .found = found,
		.needed = needed, .commit = report->root,
		.remedy = _("this is not the ledger that you know: keep your copy as evidence, and ask where it came from")});
}

/* Whether the first commit bears the good signature of one of the founders' keys. */
static bool is_founded_by(const struct wubu_audit *audit, const struct store_commit *commit, struct arena *arena,
			  const char **found)
{
	struct wubu_error refused = {0};
	struct trust_key key;
	char fingerprint[TRUST_FINGERPRINT];
	*found = _("no signature");
	if (!commit->signature.size)
		return false;
	if (trust_verify(commit->signature, commit->payload, arena, &key, &refused)) {
		*found = arena_text(arena, refused.message);
		return false;
	}
	*found = arena_text(arena, trust_fingerprint(&key, fingerprint));
	for (size_t i = 0; i < audit->founder_count; i++)
		if (strcmp(audit->founders[i], fingerprint) == 0)
			return true;
	return false;
}

/* What whoever audits knows of the beginning holds wherever the judging goes on from. */
static void judge_beginning(struct wubu *wubu, const struct wubu_audit *audit, const struct store_id *root,
			    struct wubu_report *report)
{
	struct store_commit commit;
	struct wubu_error unread = {0};
	const char *found;
	if (audit->root && strcmp(audit->root, report->root) != 0)
		tell_beginning(report, "history.root", _("the history begins with another commit than the one that you named"),
			       report->root, audit->root);
	/* What cannot be read there is told where the commits are judged. */
	if (!audit->founder_count ||
	    store_read_commit(wubu->ledger->store, root, report->arena, &commit, &unread))
		return;
	if (!is_founded_by(audit, &commit, report->arena, &found))
		tell_beginning(report, "history.founder", _("the first commit is not signed with the key that you named"),
			       found, audit->founders[0]);
}

/* ---- going on from where it stopped ---- */

/* An audit that judges all, now, is what a checkpoint says something of. */
static bool may_resume(const struct wubu_audit *audit)
{
	return audit->checkpoint_key && audit->program && !audit->since && !audit->now;
}

/* What an audit judges. */
struct judged {
	struct wubu *wubu;
	struct wubu_report *report;
	const struct checkpoint *before; /* NULL: all from the root */
	struct arena *arena;
	struct store_id *ids;
	size_t count, first; /* FIRST: of the report's findings that are on commits */
	struct gate_tally tally;
};

static int walk_to(struct judged *judged, const struct store_id *tip, const struct store_id *from,
		   struct wubu_error *error)
{
	judged->arena = arena_new();
	int rc = store_walk(judged->wubu->ledger->store, tip, 1, from, from ? 1 : 0, 0, judged->arena, &judged->ids,
			    &judged->count, error);
	if (rc)
		arena_free(judged->arena);
	return rc;
}

static void judge_walked(struct judged *judged, const struct commit_options *options, wubu_progress progress,
			 void *context)
{
	struct rule_findings *findings = &judged->report->findings;
	judged->first = findings->count;
	if (judged->before) {
		judged->tally = judged->before->tally;
		findings_append(findings, &judged->before->findings);
	}
	gate_commits(judged->wubu->ledger, judged->ids, judged->count, options, true, progress, context, &judged->tally,
		     findings);
	add_tally(judged->report, &judged->tally);
}

/* What could not be judged is tried again the next time. */
static void keep_judged(const struct judged *judged, const struct checkpoint_seal *seal, const struct store_id *tip,
			const struct store_id *root)
{
	struct checkpoint now = {.tip = *tip, .root = *root, .tally = judged->tally, .findings = judged->report->findings};
	now.findings.items += judged->first;
	now.findings.count -= judged->first;
	if (!judged->tally.unjudged && (judged->count || !judged->before))
		checkpoint_write(judged->wubu->ledger, seal, &now);
}

static int audit_history(struct wubu *wubu, const struct wubu_audit *audit, wubu_progress progress, void *context,
			 struct wubu_report *report, struct wubu_error *error)
{
	struct commit_options options = {.now = audit->now ? audit->now_seconds : wubu->moment.clock,
					 .rejudge = true};
	struct checkpoint_seal seal = {audit->checkpoint_key, audit->program};
	struct store_id tip, first, from;
	char hex[STORE_ID_HEX];
	int found = store_ref(wubu->ledger->store, "HEAD", &tip, error);
	if (found <= 0)
		return found < 0 ? -1 : error_set(error, WUBU_NOT_FOUND, _("this branch has no commit yet"));
	if (ledger_is_whole(wubu->ledger, error) ||
	    (audit->since && store_revision(wubu->ledger->store, audit->since, &from, error)))
		return -1;
	/* What was rewritten is judged from its root. */
	int goes_on = audit->since ? goes_on_from(wubu, &from, &tip, report, error) : 0;
	if (goes_on < 0)
		return -1;
	report->now = audit->now;
	report->tip = arena_text(report->arena, store_id_format(&tip, hex));
	struct checkpoint before;
	bool resumes = may_resume(audit) && checkpoint_read(wubu->ledger, &seal, &tip, report->arena, &before);
	if (resumes)
		report->resumed = arena_text(report->arena, store_id_format(&before.tip, hex));
	struct judged judged = {.wubu = wubu, .report = report, .before = resumes ? &before : NULL};
	if (walk_to(&judged, &tip, resumes ? &before.tip : goes_on ? &from : NULL, error))
		return -1;
	/* The root is the one at the end of the ledger's own line; any other is refused. */
	struct wubu_error unread = {0};
	bool known = !first_root(wubu, &tip, judged.before, &first, &unread);
	if (known || (audit->root && !store_id_parse(&first, bytes_of(audit->root))))
		options.root = &first;
	if (known) {
		report->root = arena_text(report->arena, store_id_format(&first, hex));
		judge_beginning(wubu, audit, &first, report);
	}
	if (wubu_audit_receipts(wubu, &tip, &audit->kept, report, error)) {
		arena_free(judged.arena);
		return -1;
	}
	judge_walked(&judged, &options, progress, context);
	if (may_resume(audit) && known)
		keep_judged(&judged, &seal, &tip, &first);
	arena_free(judged.arena);
	return 0;
}

static int check_fingerprints(const struct wubu_audit *audit, struct wubu_error *error)
{
	for (size_t i = 0; i < audit->founder_count; i++) {
		const char *text = audit->founders[i];
		if (strncmp(text, "SHA256:", 7) == 0 && strlen(text) == TRUST_FINGERPRINT - 1)
			continue;
		error_set(error, WUBU_USAGE, _("“%s” is no fingerprint of a key"), text);
		error_hint(error, _("It reads SHA256: and 43 characters, as `ssh-keygen -l -f KEY.pub` prints it."));
		return -1;
	}
	return 0;
}

int wubu_audit(struct wubu *wubu, const struct wubu_audit *audit, wubu_progress progress,
	       void *context, struct wubu_report **report, struct wubu_error *error)
{
	struct store_id pinned;
	if (audit->root && store_id_parse(&pinned, bytes_of(audit->root)))
		return error_set(error, WUBU_USAGE, _("--root needs the 40 hex digits of the first commit"));
	if (check_fingerprints(audit, error))
		return -1;
	struct wubu_report *made = report_new("audit");
	return finish(made, audit_history(wubu, audit, progress, context, made, error), report, error);
}

/* ---- hooks --------------------------------------------------------------------------------------------- */

struct hook_call {
	const char *const *args;
	size_t count;
	struct wubu_bytes input;
};

static int hook_pre_commit(struct wubu *wubu, const struct hook_call *call, struct wubu_report *report,
			   struct wubu_error *error)
{
	(void)call;
	return check_index(wubu, NULL, report, error);
}

static int read_message_file(const struct hook_call *call, struct arena *arena, struct wubu_bytes *text,
			     struct wubu_error *error)
{
	if (call->count < 1)
		return error_set(error, WUBU_USAGE, _("git passes the message's file to this hook"));
	int found = store_read_outside(call->args[0], LIMIT_COMMIT_BYTES, arena, text, error);
	return found == 1 ? 0 : found < 0 ? -1 : error_set(error, WUBU_NOT_FOUND, _("there is no file %s"), call->args[0]);
}

static int hook_commit_msg(struct wubu *wubu, const struct hook_call *call, struct wubu_report *report,
			   struct wubu_error *error)
{
	struct wubu_bytes text;
	if (read_message_file(call, report->arena, &text, error))
		return -1;
	return check_index(wubu, text.data, report, error);
}

/* Merges, amended and squashed commits bring their own message. */
static bool writes_message(const struct hook_call *call)
{
	return call->count < 2 || strcmp(call->args[1], "message") == 0 ||
	       strcmp(call->args[1], "template") == 0;
}

/* A message file in three: what the person wrote, the trailers that stand below it, and the editor's comments. */
struct written {
	struct wubu_bytes body, trailers, comments;
};

static struct wubu_bytes trimmed(struct wubu_bytes text)
{
	while (text.size && strchr(" \t\n", text.data[text.size - 1]))
		text.size--;
	while (text.size && text.data[0] == '\n')
		text = (struct wubu_bytes){text.data + 1, text.size - 1};
	return text;
}

/* Cut the first line off TEXT. */
static struct wubu_bytes cut_line(struct wubu_bytes *text)
{
	const char *end = memchr(text->data, '\n', text->size);
	struct wubu_bytes line = {text->data, end ? (size_t)(end - text->data) : text->size};
	size_t used = line.size + (end != NULL);
	*text = (struct wubu_bytes){text->data + used, text->size - used};
	return line;
}

static bool are_trailers(struct wubu_bytes text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
	bool all = text.size > 0;
	while (all && text.size) {
		struct wubu_bytes line = cut_line(&text);
		size_t n = 0;
		while (n < line.size && strchr(letters, line.data[n]))
			n++;
		all = n && n + 2 < line.size && memcmp(line.data + n, ": ", 2) == 0;
	}
	return all;
}

/* COMMENT is what lines of the editor's begin with; 0: there are none. */
static void part_message(struct wubu_bytes text, char comment, struct written *out)
{
	struct wubu_bytes rest = text, own = text;
	*out = (struct written){0};
	while (comment && rest.size) {
		struct wubu_bytes from = rest, line = cut_line(&rest);
		if (!line.size || line.data[0] != comment)
			continue;
		out->comments = from;
		own.size = (size_t)(from.data - text.data);
		break;
	}
	/* `git commit -s` and --trailer put theirs below an empty line, even where nothing stands above. */
	struct wubu_bytes last = trimmed(own);
	bool alone = own.size && own.data[0] != '\n';
	for (size_t i = last.size; i-- > 1;)
		if (last.data[i] == '\n' && last.data[i - 1] == '\n') {
			last = (struct wubu_bytes){last.data + i + 1, last.size - i - 1};
			alone = false;
			break;
		}
	if (!alone && are_trailers(last)) {
		out->trailers = last;
		own.size = (size_t)(last.data - own.data);
	}
	out->body = trimmed(own);
}

/* What the person wrote becomes paragraphs between the subject and the trailers; his own trailers join ours. */
static void put_message(const struct buf *proposed, const struct written *written, struct buf *out)
{
	const char *ours = strstr(proposed->data, "\nLedger: ");
	struct wubu_bytes theirs = written->trailers;
	size_t head = ours ? (size_t)(ours + 1 - proposed->data) : proposed->size;
	buf_add(out, (struct wubu_bytes){proposed->data, head});
	buf_add(out, written->body);
	buf_text(out, written->body.size ? "\n\n" : "");
	buf_text(out, proposed->data + head);
	while (theirs.size) {
		struct wubu_bytes line = cut_line(&theirs);
		if (!memmem(proposed->data, proposed->size, line.data, line.size)) {
			buf_add(out, line);
			buf_char(out, '\n');
		}
	}
	buf_text(out, written->comments.size ? "\n" : "");
	buf_add(out, written->comments);
}

static char comment_letter(struct wubu *wubu)
{
	const char *set = store_config(wubu->ledger->store, "core.commentChar", wubu->arena);
	return set && strlen(set) == 1 ? *set : '#';
}

static int hook_prepare(struct wubu *wubu, const struct hook_call *call, struct wubu_report *report,
			struct wubu_error *error)
{
	struct commit_plan plan;
	struct wubu_bytes written;
	struct buf proposed, message;
	bool empty;
	if (!writes_message(call))
		return 0;
	if (read_message_file(call, report->arena, &written, error) ||
	    staged_plan(wubu, report->arena, &plan, &empty, error))
		return -1;
	/* A message that says whose ledger it is was written by wubu before. */
	if (empty || plan.parent_count > 1 || strstr(written.data, "\nLedger: "))
		return 0;
	buf_init(&proposed);
	buf_init(&message);
	int rc = judge_plan_message(wubu->ledger, &plan, &proposed, error);
	if (!rc && proposed.size) {
		bool typed = call->count > 1 && strcmp(call->args[1], "message") == 0;
		struct written parts;
		part_message(written, typed ? 0 : comment_letter(wubu), &parts);
		put_message(&proposed, &parts, &message);
		rc = store_write_outside(call->args[0], buf_bytes(&message), 0644, error);
	}
	buf_release(&proposed);
	buf_release(&message);
	return rc;
}

/* The words of a line, at most FOUR. */
static size_t split_line(struct wubu_bytes line, struct wubu_bytes words[4])
{
	size_t count = 0, begin = 0;
	for (size_t i = 0; i <= line.size; i++) {
		if (i < line.size && line.data[i] != ' ')
			continue;
		if (count == 4)
			return 5;
		words[count++] = (struct wubu_bytes){line.data + begin, i - begin};
		begin = i + 1;
	}
	return count;
}

/* pre-receive reads "OLD NEW REF", pre-push "LOCAL-REF NEW REMOTE-REF OLD". */
static const struct push_form {
	size_t words, name, old, new;
} form_receive = {3, 2, 0, 1}, form_push = {4, 2, 3, 1};

static int read_refs(struct wubu_bytes input, const struct push_form *form, struct arena *arena,
		     struct gate_ref **refs, size_t *count, struct wubu_error *error)
{
	for (size_t begin = 0; begin < input.size;) {
		const char *start = input.data + begin, *end = memchr(start, '\n', input.size - begin);
		struct wubu_bytes words[4], line = {start, end ? (size_t)(end - start) : input.size - begin};
		struct gate_ref *ref = arena_push(arena, *refs, *count);
		begin += line.size + 1;
		if (split_line(line, words) != form->words ||
		    store_id_parse(&ref->old, words[form->old]) || store_id_parse(&ref->new, words[form->new]))
			return error_set(error, WUBU_INPUT, _("git handed over a line that is not of the form expected"));
		ref->name = arena_copy(arena, words[form->name]);
		if (strlen(ref->name) != words[form->name].size)
			return error_set(error, WUBU_INPUT, _("git handed over a line that is not of the form expected"));
		if (*count > LIMIT_PUSH_REFS)
			break; /* too many already: the gate says so */
	}
	return 0;
}

static int judge_push(struct wubu *wubu, const struct hook_call *call, const struct push_form *form,
		      struct wubu_report *report, struct wubu_error *error)
{
	struct gate_ref *refs = NULL;
	struct gate_tally tally = {0};
	size_t count = 0;
	bool server = form == &form_receive;
	if (ledger_is_whole(wubu->ledger, error) ||
	    read_refs(call->input, form, report->arena, &refs, &count, error))
		return -1;
	if (server)
		server_prepare(wubu, report);
	int rc = gate_push(wubu->ledger, refs, count, wubu_branch(wubu), server, wubu->moment.clock, &tally,
			   &report->findings, error);
	add_tally(report, &tally);
	return rc || !server ? rc : server_note_pass(wubu, refs, count, report, error);
}

static int hook_pre_push(struct wubu *wubu, const struct hook_call *call, struct wubu_report *report,
			 struct wubu_error *error)
{
	/* Nothing to push is nothing to judge; only a server is suspicious of silence. */
	return call->input.size ? judge_push(wubu, call, &form_push, report, error) : 0;
}

static int hook_pre_receive(struct wubu *wubu, const struct hook_call *call, struct wubu_report *report,
			    struct wubu_error *error)
{
	return judge_push(wubu, call, &form_receive, report, error);
}

static int hook_post_receive(struct wubu *wubu, const struct hook_call *call, struct wubu_report *report,
			     struct wubu_error *error)
{
	struct gate_ref *refs = NULL;
	size_t count = 0;
	if (read_refs(call->input, &form_receive, report->arena, &refs, &count, error))
		return -1;
	return server_received(wubu, refs, count, report, error);
}

/* Only what is about to be written can still be refused. */
static int hook_transaction(struct wubu *wubu, const struct hook_call *call, struct wubu_report *report,
			    struct wubu_error *error)
{
	if (call->count < 1)
		return error_set(error, WUBU_USAGE, _("git says to this hook what is being done"));
	return strcmp(call->args[0], "prepared") == 0 ? server_lock(wubu, call->input, report, error) : 0;
}

static const struct hook {
	const char *name;
	bool reads_input;
	bool advice; /* somebody else judges again, so it may take what was kept of the rules */
	int (*run)(struct wubu *wubu, const struct hook_call *call, struct wubu_report *report,
		   struct wubu_error *error);
} hooks[] = {
	{"pre-commit", false, true, hook_pre_commit},
	{"prepare-commit-msg", false, true, hook_prepare},
	{"commit-msg", false, true, hook_commit_msg},
	{"pre-push", true, false, hook_pre_push},
	{"pre-receive", true, false, hook_pre_receive},
	{"reference-transaction", true, false, hook_transaction},
	{"post-receive", true, false, hook_post_receive},
};

static const struct hook *hook_called(const char *name)
{
	for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++)
		if (strcmp(hooks[i].name, name) == 0)
			return &hooks[i];
	return NULL;
}

int wubu_hook_reads_input(const char *name)
{
	const struct hook *hook = hook_called(name);
	return hook ? hook->reads_input : -1;
}

int wubu_hook(struct wubu *wubu, const char *name, const char *const *args, size_t count,
	      struct wubu_bytes input, struct wubu_report **report, struct wubu_error *error)
{
	const struct hook *hook = hook_called(name);
	struct hook_call call = {args, count, input};
	if (!hook)
		return error_set(error, WUBU_USAGE, _("wubu knows no hook “%s”"), name);
	if (hook->advice)
		ledger_keep_rules(wubu->ledger);
	struct wubu_report *made = report_new(hook->name);
	return finish(made, hook->run(wubu, &call, made, error), report, error);
}
