/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping the rules: a change is put into force by one keeper, or put before the others, who agree with it. */
#include "wubu-keeping.h"

#include "base/lang.h"
#include "base/limits.h"
#include "judge/approval.h"
#include "view/proposal.h"

#include <stdarg.h>
#include <stdio.h>

/* The tip and the rules in force there. */
static int look(struct keeping *k, struct wubu *wubu, struct arena *arena, struct wubu_error *error)
{
	*k = (struct keeping){.wubu = wubu, .arena = arena, .error = error};
	if (ledger_is_whole(wubu->ledger, error))
		return -1;
	int found = wubu_tip(wubu, arena, &k->tip, error);
	if (found <= 0)
		return found < 0 ? -1 : error_set(error, WUBU_NOT_FOUND, _("this branch has no commit yet"));
	if (wubu_rules(wubu, &k->tip, &k->rules, error))
		return -1;
	k->today = rule_day_of(k->rules->books[0], wubu->moment.seconds);
	return 0;
}

int keeping_begin(struct keeping *k, struct wubu *wubu, struct arena *arena, struct wubu_error *error)
{
	if (store_is_bare(wubu->ledger->store))
		return error_set(error, WUBU_USAGE, _("this repository is a server's: work in a clone of it"));
	if (look(k, wubu, arena, error) || wubu_plan(wubu, arena, &k->plan, error))
		return -1;
	k->me = trust_person_of_mail(k->rules->people, bytes_of(wubu->moment.mail));
	return 0;
}

void keeping_say(struct keeping *k, const char *format, ...)
{
	char line[1024];
	va_list args;
	if (!k->done)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	buf_format(k->done, "%s%s", k->done->size ? "\n" : "", line);
}

/* ---- files ------------------------------------------------------------------------------------- */

struct files {
	struct store_file *items;
	size_t count;
};

static void add_file(struct keeping *k, struct files *files, const char *path, struct wubu_bytes bytes, bool remove)
{
	*arena_push(k->arena, files->items, files->count) = (struct store_file){path, bytes, remove};
}

/* What makes the folder HERE, which now holds the tree FROM (NULL: nothing), hold TO (NULL: nothing). */
static int add_difference(struct keeping *k, struct files *files, const char *here, const struct store_id *from,
			  const struct store_id *to)
{
	struct store *store = k->wubu->ledger->store;
	struct store_change *changes;
	size_t count;
	if (store_compare(store, from, to, k->arena, &changes, &count, k->error))
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct wubu_bytes bytes = {0};
		bool gone = !changes[i].after.mode;
		if (!gone && store_read(store, &changes[i].after.id, STORE_BLOB, LIMIT_YAML_BYTES * 4, k->arena, &bytes, k->error))
			return -1;
		add_file(k, files, arena_format(k->arena, "%s/%s", here, changes[i].path), bytes, gone);
	}
	return 0;
}

static int make(struct keeping *k, const struct files *files, struct wubu_report *report)
{
	struct wubu_making making = {.plan = &k->plan, .files = files->items, .count = files->count,
				     .dry_run = k->dry_run, .arena = k->arena};
	struct buf line;
	if (store_write_tree(k->wubu->ledger->store, &k->tip.tree, files->items, files->count, &k->plan.tree, k->error))
		return -1;
	buf_init(&line);
	int rc = wubu_make_commit(k->wubu, &making, report, &line, k->error);
	if (!rc && line.size)
		keeping_say(k, "%s", line.data);
	buf_release(&line);
	return rc;
}

/* The tree "rules" of the tree that the tip's becomes with FILES. */
static int rules_tree(struct keeping *k, const struct store_file *files, size_t count, struct store_id *root,
		      struct store_id *tree)
{
	struct store *store = k->wubu->ledger->store;
	struct store_entry entry;
	if (store_write_tree(store, &k->tip.tree, files, count, root, k->error))
		return -1;
	int found = store_find(store, root, "rules", k->arena, &entry, k->error);
	if (found < 0)
		return -1;
	if (!found)
		return error_set(k->error, WUBU_INPUT, _("nothing would be left of the rules"));
	*tree = entry.id;
	return 0;
}

/* ---- agreeing ---------------------------------------------------------------------------------- */

/* My agreement with the statement WORDS on the change to HEX. */
static int add_signature(struct keeping *k, struct files *files, const char *hex, struct wubu_bytes words)
{
	struct buf armour;
	if (!k->me || !k->plan.key_file) {
		error_set(k->error, WUBU_USAGE, k->me ? _("git names no SSH key to sign with")
						      : _("nobody is enrolled under your mail address"));
		error_hint(k->error, _("`wubu doctor` says what is not set up"));
		return -1;
	}
	buf_init(&armour);
	int rc = trust_sign_for(TRUST_SPACE_RULES, k->plan.key_file, words, &armour, k->error);
	if (!rc)
		add_file(k, files, arena_format(k->arena, APPROVAL_FOLDER "/%s/%s" APPROVAL_SUFFIX, hex, k->me->id),
			 (struct wubu_bytes){arena_copy(k->arena, buf_bytes(&armour)), armour.size}, false);
	buf_release(&armour);
	return rc;
}

static struct wubu_bytes add_statement(struct keeping *k, struct files *files, const char *hex)
{
	struct buf text;
	buf_init(&text);
	approval_statement(k->rules->card.id, k->rules->hex, hex, k->today, &text);
	struct wubu_bytes words = {arena_copy(k->arena, buf_bytes(&text)), text.size};
	add_file(k, files, arena_format(k->arena, APPROVAL_FOLDER "/%s/" APPROVAL_STATEMENT, hex), words, false);
	buf_release(&text);
	return words;
}

/* Whether all that is wrong with the change of PLAN is that others have not agreed yet: 1, 0, -1; findings go to REPORT. */
static int lacks_agreement(struct keeping *k, struct wubu_report *report)
{
	struct rule_findings findings;
	struct commit_verdict verdict;
	bool lacks = false, other = false;
	findings_init(&findings, k->arena);
	if (judge_plan(k->wubu->ledger, &k->plan, &verdict, &findings, k->error))
		return -1;
	for (size_t i = 0; i < findings.count; i++) {
		bool agreement = strcmp(findings.items[i].rule, "rules.agreed") == 0;
		lacks |= agreement;
		other |= !agreement && findings.items[i].level == RULE_REFUSE;
	}
	if (other)
		findings_append(&report->findings, &findings);
	return lacks && !other;
}

static void say_pending(struct keeping *k, const char *hex)
{
	keeping_say(k, _("This ledger asks for %zu keepers of the rules: the change waits as %.12s."),
		    k->rules->card.keepers_needed, hex);
	keeping_say(k, _("Next: git push. Each of the other keepers then runs: git pull && wubu rules approve %.12s"), hex);
}

static int propose(struct keeping *k, const struct store_file *files, size_t count, const struct store_id *tree,
		   struct wubu_report *report)
{
	struct files all = {0};
	struct store_entry there;
	char hex[STORE_ID_HEX];
	store_id_format(tree, hex);
	const char *copy = arena_format(k->arena, APPROVAL_FOLDER "/%s/rules", hex);
	int found = store_find(k->wubu->ledger->store, &k->tip.tree, copy, k->arena, &there, k->error);
	if (found < 0)
		return -1;
	if (found) {
		error_set(k->error, WUBU_CONFLICT, _("this change is proposed already"));
		error_hint(k->error, _("agree with it: wubu rules approve %.12s"), hex);
		return -1;
	}
	if (add_difference(k, &all, copy, NULL, tree))
		return -1;
	struct wubu_bytes words = add_statement(k, &all, hex);
	/* Until the others have agreed the rules stay as they are, in the work tree too. */
	for (size_t i = 0; i < count; i++) {
		struct store_entry entry;
		struct wubu_bytes bytes = {0};
		found = store_find(k->wubu->ledger->store, &k->tip.tree, files[i].path, k->arena, &entry, k->error);
		if (found < 0 || (found && store_read(k->wubu->ledger->store, &entry.id, STORE_BLOB, LIMIT_YAML_BYTES * 4,
						      k->arena, &bytes, k->error)))
			return -1;
		add_file(k, &all, files[i].path, bytes, !found);
	}
	if (!k->dry_run && add_signature(k, &all, hex, words))
		return -1;
	if (make(k, &all, report))
		return -1;
	if (!report->findings.refused && !k->dry_run)
		say_pending(k, hex);
	return 0;
}

int keeping_change(struct keeping *k, const struct store_file *files, size_t count, struct wubu_report *report)
{
	struct files all = {(struct store_file *)files, count};
	struct store_id tree;
	if (rules_tree(k, files, count, &k->plan.tree, &tree))
		return -1;
	if (store_id_equal(&tree, &k->rules->tree))
		return error_set(k->error, WUBU_USAGE, _("nothing would change in the rules"));
	int lacks = lacks_agreement(k, report);
	if (lacks < 0)
		return -1;
	if (lacks)
		return propose(k, files, count, &tree, report);
	if (report->findings.refused)
		return 0;
	if (make(k, &all, report))
		return -1;
	return !report->findings.refused;
}

/* ---- proposals --------------------------------------------------------------------------------- */

/* What waits at the tip: each folder of approvals/ that still holds the rules proposed. */
static int read_proposals(struct keeping *k, struct proposal **proposals, size_t *count)
{
	struct store *store = k->wubu->ledger->store;
	struct store_entry folder, copy;
	struct store_tree tree;
	int found = store_find(store, &k->tip.tree, APPROVAL_FOLDER, k->arena, &folder, k->error);
	*proposals = NULL;
	*count = 0;
	if (found <= 0)
		return found;
	if (store_read_tree(store, &folder.id, k->arena, &tree, k->error))
		return -1;
	for (size_t i = 0; i < tree.count; i++) {
		const char *hex = tree.entries[i].name.data;
		found = store_find(store, &tree.entries[i].id, "rules", k->arena, &copy, k->error);
		if (found < 0)
			return -1;
		if (!found)
			continue;
		struct proposal *one = arena_push(k->arena, *proposals, *count);
		*one = (struct proposal){.tree = hex, .needed = k->rules->card.keepers_needed};
		if (proposal_read(one, k->wubu->ledger, k->rules, &k->tip.tree, &copy.id, k->today, k->arena, k->error))
			return -1;
	}
	return 0;
}

/* The proposal whose name begins with WHICH; without it the only one that is not out of date. */
static const struct proposal *choose(struct keeping *k, const char *which)
{
	struct proposal *all;
	const struct proposal *chosen = NULL;
	size_t count, matching = 0;
	if (read_proposals(k, &all, &count))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (which ? strncmp(all[i].tree, which, strlen(which)) != 0 : all[i].outdated)
			continue;
		chosen = &all[i];
		matching++;
	}
	if (matching == 1)
		return chosen;
	if (!matching)
		error_set(k->error, WUBU_NOT_FOUND, which ? _("no change of the rules is proposed as %s")
							  : _("no change of the rules waits for agreement"), which);
	else
		error_set(k->error, WUBU_USAGE, _("several changes of the rules wait: say which"));
	error_hint(k->error, _("`wubu rules pending` lists them"));
	return NULL;
}

/* The change itself: the rules become those proposed, their copy goes, the agreements stay. */
static int enactment(struct keeping *k, const struct proposal *proposal, struct files *files)
{
	struct store_id tree;
	store_id_parse(&tree, bytes_of(proposal->tree));
	const char *copy = arena_format(k->arena, APPROVAL_FOLDER "/%s/rules", proposal->tree);
	return add_difference(k, files, "rules", &k->rules->tree, &tree) ||
	       add_difference(k, files, copy, &tree, NULL) ? -1 : 0;
}

static bool has_agreed(const struct keeping *k, const struct proposal *proposal)
{
	return k->me && rule_names_have(&proposal->agreed, k->me->id);
}

static int approve(struct keeping *k, const char *which, struct wubu_report *report)
{
	struct files mine = {0}, all = {0};
	const struct proposal *proposal = choose(k, which);
	if (!proposal)
		return -1;
	if (proposal->outdated) {
		error_set(k->error, WUBU_CONFLICT, _("the rules have changed since this change was proposed"));
		error_hint(k->error, _("make the change again on the rules in force, and propose it: wubu rules propose"));
		return -1;
	}
	if (!has_agreed(k, proposal) && !k->dry_run && add_signature(k, &mine, proposal->tree, proposal->words))
		return -1;
	for (size_t i = 0; i < mine.count; i++)
		*arena_push(k->arena, all.items, all.count) = mine.items[i];
	if (enactment(k, proposal, &all) ||
	    store_write_tree(k->wubu->ledger->store, &k->tip.tree, all.items, all.count, &k->plan.tree, k->error))
		return -1;
	int lacks = lacks_agreement(k, report);
	if (lacks < 0 || (!lacks && report->findings.refused))
		return lacks < 0 ? -1 : 0;
	if (lacks && has_agreed(k, proposal)) {
		error_set(k->error, WUBU_CONFLICT, _("you have agreed with this change already"));
		error_hint(k->error, _("it waits for others: wubu rules pending"));
		return -1;
	}
	if (lacks && k->dry_run)
		return 0;
	if (make(k, lacks ? &mine : &all, report))
		return -1;
	if (!report->findings.refused && !k->dry_run)
		keeping_say(k, lacks ? _("You agreed. The change still waits for others; next: git push")
				     : _("The change is in force here; next: git push"));
	return 0;
}

/* ---- the contract --------------------------------------------------------------------------------- */

static int end(struct wubu_report *made, int rc, struct wubu_report **report)
{
	if (rc < 0)
		wubu_report_free(made);
	else
		*report = made;
	return rc < 0 ? -1 : 0;
}

int wubu_propose(struct wubu *wubu, const char *because, bool dry_run, struct wubu_report **report, struct buf *done,
		 struct wubu_error *error)
{
	struct wubu_report *made = report_new("rules");
	struct store_file *files;
	struct keeping k;
	size_t count = 0;
	int rc = keeping_begin(&k, wubu, made->arena, error);
	k.done = done;
	k.dry_run = dry_run;
	k.plan.because = because;
	if (!rc)
		rc = store_worktree_changes(wubu->ledger->store, &k.tip.tree, "rules", made->arena, &files, &count, error);
	if (!rc && !count) {
		rc = error_set(error, WUBU_USAGE, _("nothing in rules/ differs from the rules in force"));
		error_hint(error, _("change the files in rules/ first; `wubu rules pending` lists what waits for agreement"));
	}
	if (!rc)
		rc = keeping_change(&k, files, count, made);
	return end(made, rc, report);
}

int wubu_approve(struct wubu *wubu, const char *which, bool dry_run, struct wubu_report **report, struct buf *done,
		 struct wubu_error *error)
{
	struct wubu_report *made = report_new("rules");
	struct keeping k;
	int rc = keeping_begin(&k, wubu, made->arena, error);
	k.done = done;
	k.dry_run = dry_run;
	if (!rc)
		rc = approve(&k, which, made);
	return end(made, rc, report);
}

int wubu_pending(struct wubu *wubu, const char *which, enum wubu_format format, struct buf *out,
		 struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct proposal *all = NULL;
	struct keeping k;
	size_t count = 0;
	int rc = look(&k, wubu, arena, error) || read_proposals(&k, &all, &count) ? -1 : 0;
	for (size_t i = 0; !rc && i < count; i++)
		if (!which || strncmp(all[i].tree, which, strlen(which)) == 0)
			proposal_write(&all[i], (enum view_format)format, out);
	if (!rc && !count && format != WUBU_JSON)
		buf_format(out, "%s\n", _("No change of the rules waits for agreement."));
	arena_free(arena);
	return rc;
}
