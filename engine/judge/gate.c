/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/gate.h"

#include "base/lang.h"
#include "base/limits.h"
#include "judge/receipt.h"

static void add_error(struct rule_findings *findings, const char *rule, enum rule_verdict verdict,
		      const char *commit, const struct wubu_error *error)
{
	struct arena *arena = findings->arena;
	findings_add(findings, &(struct rule_finding){
		.rule = rule, .verdict = verdict, .level = RULE_REFUSE, .commit = commit,
		.message = arena_text(arena, error->message),
		.remedy = error->hint[0] ? arena_text(arena, error->hint) : NULL,
		.file = error->file[0] ? arena_text(arena, error->file) : NULL,
		.line = error->line, .column = error->column, .caret = error->caret,
		.source = error->source[0] ? arena_text(arena, error->source) : NULL});
}

void gate_unjudged(struct rule_findings *findings, const char *commit, const struct wubu_error *error)
{
	add_error(findings, "judge.impossible", RULE_UNKNOWN, commit, error);
}

void gate_refused(struct rule_findings *findings, const char *rule, const struct wubu_error *error)
{
	add_error(findings, rule, RULE_UNMET, NULL, error);
}

/* ---- pushes ------------------------------------------------------------------------------ */

enum push_rule { PUSH_REFS, PUSH_COMMITS, PUSH_NAME, PUSH_DELETE, PUSH_STALE, PUSH_FORWARD, PUSH_FIRST, PUSH_TYPE, PUSH_RULES,
		 PUSH_LATE, PUSH_LOCKED, PUSH_RECEIPTS, PUSH_REPLACE };

static const struct {
	const char *rule, *message, *remedy, *command;
} push_rules[] = {
	[PUSH_REFS] = {"push.refs", N_("this push touches too many refs, or none"), N_("push the ledger's branch only"), "git push origin HEAD"},
	[PUSH_COMMITS] = {"push.commits", N_("this push brings too many commits at once"), N_("push them in parts"), "git push origin COMMIT:BRANCH"},
	[PUSH_NAME] = {"push.ref", N_("this ref has no place on the server of a ledger"),
		       N_("push to the ledger's branch, or to a branch below work/"), "git push origin HEAD:refs/heads/work/…"},
	[PUSH_DELETE] = {"push.delete", N_("the ledger's branch is never deleted"), N_("leave it where it is"), NULL},
	[PUSH_STALE] = {"push.stale", N_("the branch is not where this push thinks it is"),
			N_("fetch, look at what is new, and push again"), "git fetch"},
	[PUSH_FORWARD] = {"push.forward", N_("this push would rewrite history: what the ledger's branch holds now would be lost from it"),
			  N_("fetch and put your own commits on top: git pull --rebase, then push again"), "git pull --rebase"},
	[PUSH_FIRST] = {"push.first-parent", N_("the ledger's line must stay the first parent of a merge"),
			N_("merge your branch into the ledger's branch, not the other way round"), "git merge …"},
	[PUSH_RULES] = {"push.rules", N_("this push changes the rules and then makes use of the change"),
			N_("push the change of the rules by itself; what rests on it goes in a later push"), "git push origin COMMIT:BRANCH"},
	[PUSH_LATE] = {"push.late", N_("this push brings a commit that is older than the ledger allows"),
		       N_("make the commit anew today and say in the record when the act was; the tolerance stands in rules/ledger.yaml under clocks"), NULL},
	[PUSH_LOCKED] = {"push.locked", N_("the ledger's branch moves by a push alone, which this server has judged"),
			 N_("push to this repository as everybody else does"), "git push"},
	[PUSH_RECEIPTS] = {"push.receipts", N_("the branch of receipts is written by the server alone"),
			   N_("leave it where it is"), NULL},
	[PUSH_REPLACE] = {"push.replace", N_("replace refs would let git show another history than there is"),
			  N_("make no replace refs in a ledger"), NULL},
	[PUSH_TYPE] = {"push.type", N_("a branch points at commits only"), N_("push a commit"), NULL},
};

static void tell(struct rule_findings *findings, enum push_rule rule, const struct gate_ref *ref)
{
	char old[STORE_ID_HEX], new[STORE_ID_HEX];
	findings_add(findings, &(struct rule_finding){
		.rule = push_rules[rule].rule, .verdict = RULE_UNMET, .level = RULE_REFUSE,
		.message = _(push_rules[rule].message), .remedy = _(push_rules[rule].remedy),
		.command = push_rules[rule].command,
		.found = ref ? arena_format(findings->arena, "%s: %.12s → %.12s", ref->name,
					    store_id_format(&ref->old, old), store_id_format(&ref->new, new))
			     : NULL});
}

/* Whether OLD lies on the line of first parents of NEW. */
static int on_first_line(struct ledger *ledger, const struct store_id *old, const struct store_id *new,
			 struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct store_id at = *new;
	struct store_commit commit;
	int found = 0;
	for (size_t i = 0; found == 0 && i <= LIMIT_PUSH_COMMITS; i++) {
		arena_reset(arena);
		if (store_id_equal(&at, old))
			found = 1;
		else if (store_read_commit(ledger->store, &at, arena, &commit, error))
			found = -1;
		else if (!commit.parent_count)
			break;
		else
			at = commit.parents[0];
		/* So long a line brings too many commits, which is told when they are listed. */
		if (i == LIMIT_PUSH_COMMITS && found == 0)
			found = 1;
	}
	arena_free(arena);
	return found;
}

static int judge_move(struct ledger *ledger, const struct gate_ref *ref, struct rule_findings *findings,
		      struct wubu_error *error)
{
	if (store_id_is_zero(&ref->old))
		return 0;
	int descends = store_descends(ledger->store, &ref->old, &ref->new, error);
	if (descends < 0)
		return -1;
	if (!descends) {
		tell(findings, PUSH_FORWARD, ref);
		return 1;
	}
	struct wubu_error format = {0};
	int first = on_first_line(ledger, &ref->old, &ref->new, &format);
	/* A commit that cannot be parsed is told when it is judged. */
	if (first == 0)
		tell(findings, PUSH_FIRST, ref);
	return 0;
}

static int is_stale(struct ledger *ledger, const struct gate_ref *ref, struct wubu_error *error)
{
	struct store_id now;
	int found = store_ref(ledger->store, ref->name, &now, error);
	if (found < 0)
		return -1;
	return found ? !store_id_equal(&now, &ref->old) : !store_id_is_zero(&ref->old);
}

/* Before a push: what the other side has and this one never fetched. */
static bool is_unknown(struct ledger *ledger, const struct store_id *old)
{
	struct wubu_error error = {0};
	enum store_type type;
	return !store_id_is_zero(old) && store_type(ledger->store, old, &type, &error) != 0;
}

/* Whether COMMIT came to the server by another branch already. */
static bool came_before(struct ledger *ledger, const struct store_id *commit)
{
	struct arena *arena = arena_new();
	const char **names;
	size_t count;
	struct wubu_error unread = {0};
	bool found = false;
	if (store_ref_names(ledger->store, "refs/heads/work/", arena, &names, &count, &unread))
		count = 0;
	for (size_t i = 0; i < count && !found; i++) {
		struct store_id tip;
		found = store_ref(ledger->store, names[i], &tip, &unread) == 1 &&
			store_descends(ledger->store, commit, &tip, &unread) == 1;
	}
	arena_free(arena);
	return found;
}

/* What is older than the ledger allows when it comes; how old that is, the rules at UNTIL say. */
static void judge_lateness(struct ledger *ledger, const struct gate_ref *ref, const struct store_id *until,
			   const struct store_id *ids, size_t count, int64_t now, struct rule_findings *findings)
{
	struct arena *arena = arena_new();
	struct store_commit commit;
	const struct ledger_rules *rules;
	struct wubu_error unread = {0};
	/* What cannot be read is told where it is judged. */
	if (store_read_commit(ledger->store, until, arena, &commit, &unread) ||
	    ledger_rules_of(ledger, &commit.tree, &rules, &unread) || !rules->card.received_within)
		count = 0;
	for (size_t i = 0; i < count; i++) {
		arena_reset(arena);
		if (store_read_commit(ledger->store, &ids[i], arena, &commit, &unread) == 0 &&
		    now - commit.committer.seconds > rules->card.received_within &&
		    !came_before(ledger, &ids[i])) {
			tell(findings, PUSH_LATE, ref);
			break;
		}
	}
	arena_free(arena);
}

static int judge_new_commits(struct ledger *ledger, const struct gate_ref *ref, const struct store_id *until,
			     bool server, int64_t now, struct gate_tally *tally, struct rule_findings *findings,
			     struct wubu_error *error)
{
	struct commit_options options = {.now = now, .rejudge = true};
	struct arena *arena = arena_new();
	struct store_id *ids;
	size_t count;
	bool known = !store_id_is_zero(until);
	/* A ledger that is there has its first commit: no other one is taken. */
	if (known)
		options.root = until;
	int rc = store_walk(ledger->store, &ref->new, 1, until, known ? 1 : 0, LIMIT_PUSH_COMMITS, arena, &ids,
			    &count, error);
	if (rc && error->code == WUBU_LIMIT) {
		*error = (struct wubu_error){0};
		tell(findings, PUSH_COMMITS, ref);
		rc = 0;
	} else if (!rc) {
		gate_commits(ledger, ids, count, &options, false, NULL, NULL, tally, findings);
		/* Nobody grants himself a role in the push that uses it; a ledger that moves to a new server may. */
		if (known && tally->after_rules)
			tell(findings, PUSH_RULES, ref);
		if (known && server)
			judge_lateness(ledger, ref, until, ids, count, now, findings);
	}
	arena_free(arena);
	return rc;
}

static bool is_ours(const char *name, const char *branch)
{
	return strcmp(name, branch) == 0 || strncmp(name, "refs/heads/work/", 16) == 0;
}

static int judge_ref(struct ledger *ledger, const struct gate_ref *ref, const char *branch, bool server,
		     int64_t now, struct gate_tally *tally, struct rule_findings *findings,
		     struct wubu_error *error)
{
	bool main_line = strcmp(ref->name, branch) == 0;
	enum store_type type;
	struct store_id until = ref->old;
	if (!is_ours(ref->name, branch)) {
		tell(findings, PUSH_NAME, ref);
		return 0;
	}
	/* Deletion first: a client may claim that there was nothing before. */
	if (store_id_is_zero(&ref->new)) {
		if (main_line || store_id_is_zero(&ref->old))
			tell(findings, PUSH_DELETE, ref);
		return 0;
	}
	int stale = server ? is_stale(ledger, ref, error) : is_unknown(ledger, &ref->old);
	if (stale < 0 || store_type(ledger->store, &ref->new, &type, error))
		return -1;
	if (type != STORE_COMMIT) {
		tell(findings, PUSH_TYPE, ref);
		return 0;
	}
	if (stale) {
		tell(findings, PUSH_STALE, ref);
		return 0;
	}
	int moved = main_line ? judge_move(ledger, ref, findings, error) : 0;
	if (moved)
		return moved < 0 ? -1 : 0;
	/* A side branch is judged from where it left the ledger's line. */
	int there = main_line ? 1 : store_ref(ledger->store, branch, &until, error);
	if (there < 0)
		return -1;
	if (!there)
		until = (struct store_id){{0}};
	return judge_new_commits(ledger, ref, &until, server, now, tally, findings, error);
}

int gate_push(struct ledger *ledger, const struct gate_ref *refs, size_t count, const char *branch,
	      bool server, int64_t now, struct gate_tally *tally, struct rule_findings *findings,
	      struct wubu_error *error)
{
	if (!count || count > LIMIT_PUSH_REFS) {
		tell(findings, PUSH_REFS, NULL);
		return 0;
	}
	for (size_t i = 0; i < count; i++)
		if (judge_ref(ledger, &refs[i], branch, server, now, tally, findings, error))
			return -1;
	return 0;
}

/* ---- the second lock ------------------------------------------------------------------------ */

/* Git takes a loose ref away after it packed it, which looks like a deletion but leaves the ref where it was. */
static bool is_packing(struct ledger *ledger, const struct gate_ref *ref)
{
	struct store_id packed;
	return store_packed_ref(ledger->store, ref->name, &packed) && store_id_equal(&packed, &ref->old);
}

static int judge_lock(struct ledger *ledger, const struct gate_ref *ref, gate_passed passed, void *context,
		      struct rule_findings *findings, struct wubu_error *error)
{
	struct gate_ref now = *ref;
	int found = store_ref(ledger->store, ref->name, &now.old, error);
	if (found < 0)
		return -1;
	if (!found)
		now.old = (struct store_id){{0}};
	if (store_id_is_zero(&ref->new)) {
		if (!is_packing(ledger, ref))
			tell(findings, PUSH_DELETE, ref);
		return 0;
	}
	if (store_id_equal(&now.old, &ref->new))
		return 0;
	if (!passed(context, &now)) {
		tell(findings, PUSH_LOCKED, &now);
		return 0;
	}
	return judge_move(ledger, &now, findings, error) < 0 ? -1 : 0;
}

/* Receipts are not written through git, so that whatever comes here is somebody else's. */
static int judge_receipts(struct ledger *ledger, const struct gate_ref *ref, struct rule_findings *findings,
			  struct wubu_error *error)
{
	struct store_id now;
	int found = store_ref(ledger->store, ref->name, &now, error);
	if (found < 0)
		return -1;
	bool kept = (found && store_id_equal(&now, &ref->new)) ||
		    (store_id_is_zero(&ref->new) && is_packing(ledger, ref));
	if (!kept)
		tell(findings, PUSH_RECEIPTS, ref);
	return 0;
}

int gate_transaction(struct ledger *ledger, const struct gate_ref *refs, size_t count, const char *branch,
		     gate_passed passed, void *context, struct rule_findings *findings,
		     struct wubu_error *error)
{
	for (size_t i = 0; i < count; i++) {
		int rc = 0;
		if (strcmp(refs[i].name, branch) == 0)
			rc = judge_lock(ledger, &refs[i], passed, context, findings, error);
		else if (strcmp(refs[i].name, RECEIPT_REF) == 0)
			rc = judge_receipts(ledger, &refs[i], findings, error);
		else if (strncmp(refs[i].name, "refs/replace/", 13) == 0 && !store_id_is_zero(&refs[i].new))
			tell(findings, PUSH_REPLACE, &refs[i]);
		if (rc)
			return -1;
	}
	return 0;
}
