/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/commit.h"

#include "base/lang.h"
#include "base/text.h"
#include "judge/approval.h"
#include "judge/commit-parts.h"
#include "store/outside.h"
#include "base/limits.h"
#include "judge/message.h"
#include "rule/roles.h"
#include "rule/vocabulary.h"

#include <stdlib.h>

/* How far a client's clock may be ahead of the one that judges. */
#define CLOCK_TOLERANCE 300

static const struct {
	const char *rule, *message, *remedy;
} own_rules[] = {
	[PART_FORMAT] = {"commit.format", N_("this commit is not of the form that every reader reads alike"),
			 N_("make the commit with git or wubu, without other tools")},
	[PART_TIME] = {"commit.time", N_("the time of this commit cannot be right"),
		       N_("set the clock of the machine, then commit again")},
	[PART_EMPTY] = {"commit.empty", N_("this commit changes nothing"), N_("leave it out")},
	[PART_MIXED] = {"commit.mixed", N_("one commit changes either the rules or one decision"),
			N_("commit them one after the other")},
	[PART_ONE_DECISION] = {"commit.one-decision", N_("one commit changes one decision: this one changes several"),
			       N_("commit each decision by itself: git commit -- FOLDER")},
	[PART_PATH] = {"path.unlisted", N_("this file has no place in a ledger"),
		       N_("a ledger holds rules/ and the records' folders; other files are named in rules/ledger.yaml under “also”")},
	[PART_MODE] = {"path.mode", N_("only plain files may stand in a ledger: no links, programs or submodules"),
		       N_("put the file itself there, not executable")},
	[PART_NAME] = {"path.name", N_("this file name cannot be shown the same way everywhere"),
		       N_("choose a name of letters, digits, “-”, “_” and “.” that does not begin with a dot")},
	[PART_COLLISION] = {"path.collision", N_("this name differs from another one in its capitals only: some machines cannot tell them apart"),
			    N_("choose another name")},
	[PART_DELETED] = {"transition.deleted", N_("a record is never deleted, moved or renamed"),
			  N_("put it back; a decision that is given up is withdrawn: wubu withdraw ID")},
	[PART_YAML] = {"record.yaml", N_("the record cannot be read"), NULL},
	[PART_ROOT] = {"history.root", N_("only the ledger's first commit may have no parent"),
		       N_("make the change on top of the ledger's branch")},
	[PART_GENESIS] = {"history.genesis", N_("the first commit of a ledger holds its rules and nothing else"),
			  N_("let `wubu init` make it")},
	[PART_RULES_LOAD] = {"rules.load", N_("the rules do not load after this change: nothing could be judged by them"),
			     N_("mend the file; `wubu rules explain` reads it")},
	[PART_RULES_ID] = {"rules.ledger", N_("the ledger's instance id never changes"), N_("put it back")},
	[PART_RULES_VERSION] = {"rules.version", N_("a rulebook that changes needs a higher version"),
				N_("raise “version” in the rulebook")},
	[PART_RULES_GONE] = {"rules.gone", N_("a procedure that the ledger holds cannot be taken out"),
			     N_("leave it in; end its time with “in-force: {until: …}”")},
	[PART_RULES_ENTRY] = {"rules.entry", N_("what stood in a catalogue is neither taken out nor put back in time"),
			      N_("leave the entry as it was; end it with “until” and “because”")},
	[PART_RULES_NOBODY] = {"rules.nobody", N_("after this change nobody could change the rules any more"),
			       N_("keep somebody with a key in the role that may change the rules")},
	[PART_RULES_ROLE] = {"rules.role", N_("a change of the rules must be signed by somebody whom the rules before it name"),
			     N_("ask a keeper of the rules to make and sign this change")},
	[PART_RULES_AGREED] = {"rules.agreed", N_("a change of the rules needs the agreement of more keepers of the rules"),
			       N_("let `wubu rules propose` put the change before them instead of committing it; each of them then agrees")},
	[PART_RULES_ROLLBACK] = {"rules.rollback", N_("these are the rules as they stood here once before: rules are never rolled back"),
				 N_("make the change that is wanted now as a new one, with a higher version")},
	[PART_RULES_HOLDER] = {"rules.holder", N_("after this change nobody could sign this step any more"),
			       N_("give the role to somebody else in the same change")},
	[PART_RULES_BACKDATED] = {"rules.back-dated", N_("nobody gets a role or a key for days that are past"),
				  N_("let it begin today or later")},
	[PART_RULES_REVOKED] = {"rules.revoked", N_("a key that was revoked stays revoked"),
				N_("leave its entry as it is, and enrol a new key")},
	[PART_RULES_PERSON] = {"rules.person", N_("a person is never taken out: earlier records name him or her"),
			       N_("leave the person in; end roles and keys with “until”: wubu people revoke ID")},
	[PART_APPROVAL] = {"approval.bad", N_("this is not the agreement of a keeper of the rules with this change"),
			   N_("let `wubu rules approve` make it")},
	[PART_APPROVAL_KEPT] = {"approval.kept", N_("what was agreed is kept: it is neither changed nor taken away"),
				N_("put it back as it was")},
	[PART_APPROVAL_RULES] = {"approval.rules", N_("the rules proposed here are not those that the folder's name stands for"),
				 N_("let `wubu rules propose` write the folder")},
	[PART_MERGE_BASES] = {"merge.bases", N_("these two lines have no single point at which they parted"),
			      N_("rebase your own commits on the ledger's branch instead of merging")},
	[PART_MERGE_BOTH] = {"merge.both", N_("both lines changed this since they parted: a merge cannot decide between them"),
			     N_("take the ledger's branch as it is and make your change again on top of it")},
	[PART_MERGE_OTHER] = {"merge.dishonest", N_("a merge takes each decision as one of the two lines has it, and changes nothing itself"),
			      N_("merge again without editing; commit changes by themselves")},
	[PART_UNSIGNED] = {"signature.missing", N_("this commit must be signed by somebody who is enrolled"),
			   N_("git config commit.gpgsign true, gpg.format ssh and user.signingkey set it up once")},
	[PART_SIGNATURE] = {"signature.bad", N_("the signature of this commit is not that of an enrolled person"),
			    N_("sign with the key that is enrolled for you in rules/people.yaml")},
	[PART_IDENTITY] = {"signature.identity", N_("author, committer and signer are not the same person"),
			   N_("set user.name and user.email to those enrolled in rules/people.yaml")},
};

struct rule_finding *part_tell(const struct commit_judging *cj, enum commit_part part, const char *file,
			       const char *found, const char *needed)
{
	struct rule_finding finding = {
		.rule = own_rules[part].rule, .verdict = RULE_UNMET, .level = RULE_REFUSE,
		.message = _(own_rules[part].message), .found = found, .needed = needed,
		.remedy = own_rules[part].remedy ? _(own_rules[part].remedy) : NULL,
		.file = file,
	};
	return findings_add(cj->findings, &finding);
}

void part_tell_error(const struct commit_judging *cj, enum commit_part part, const char *file,
		     const struct wubu_error *error)
{
	struct rule_finding *finding =
		part_tell(cj, part, error->file[0] ? arena_text(cj->arena, error->file) : file,
			  arena_text(cj->arena, error->message), NULL);
	if (!finding)
		return;
	finding->line = error->line;
	finding->column = error->column;
	finding->caret = error->caret;
	finding->source = error->source[0] ? arena_text(cj->arena, error->source) : NULL;
	if (error->hint[0])
		finding->remedy = arena_text(cj->arena, error->hint);
}

/* ---- who signed ---------------------------------------------------------------------------- */

static void name_signer(const struct commit_judging *cj, const struct trust_key *key, int32_t day,
			struct judge_signer *signer)
{
	const struct trust_person *retired = NULL;
	const struct trust_person *person = trust_person_of_key(cj->people->people, key, day, &retired);
	char fingerprint[TRUST_FINGERPRINT];
	if (person) {
		signer->person = person->id;
		signer->mail = person->mail;
	} else if (retired) {
		signer->problem = arena_format(cj->arena, _("the key %s of %s is not valid on this day"),
					       trust_fingerprint(key, fingerprint), retired->name);
	} else {
		signer->problem = arena_format(cj->arena, _("the key %s is nobody's in rules/people.yaml"),
					       trust_fingerprint(key, fingerprint));
	}
}

void part_signer(const struct commit_judging *cj, int32_t day, struct judge_signer *signer)
{
	const struct store_commit *commit = cj->commit;
	struct wubu_error error = {0};
	struct trust_key key;
	*signer = (struct judge_signer){.author_mail = commit->author.mail,
					.committer_mail = commit->committer.mail,
					.committer_name = commit->committer.name};
	if (cj->planned_key)
		name_signer(cj, cj->planned_key, day, signer);
	else if (!commit->signature.size)
		return;
	else if (trust_verify(commit->signature, commit->payload, cj->arena, &key, &error))
		signer->problem = arena_text(cj->arena, error.message);
	else
		name_signer(cj, &key, day, signer);
}

void part_judge_signature(const struct commit_judging *cj, const struct judge_signer *signer)
{
	bool same = signer->person && bytes_are(signer->author_mail, signer->mail) &&
		    bytes_are(signer->committer_mail, signer->mail);
	if (signer->problem)
		part_tell(cj, PART_SIGNATURE, NULL, signer->problem, NULL);
	else if (!signer->person)
		part_tell(cj, PART_UNSIGNED, NULL, NULL, NULL);
	else if (!same)
		part_tell(cj, PART_IDENTITY, NULL,
			  arena_format(cj->arena, "%.*s / %.*s", (int)signer->author_mail.size,
				       signer->author_mail.data, (int)signer->committer_mail.size,
				       signer->committer_mail.data), signer->mail);
}

/* ---- one decision -------------------------------------------------------------------------------- */

struct decision {
	const char *folder;
	const struct rulebook *home; /* the book in force now for this folder */
	const char **touched;        /* paths below the folder */
	size_t touched_count;
};

static const char *pinned(const struct record *record, const char *key)
{
	return record ? record_get_text(record_get(record->root, "procedure"), key) : NULL;
}

/* Give keys their names by the book of the folder, so that the pin can be read whatever the language. */
static void read_words(const struct rulebook *book, struct record *record)
{
	struct rule_facts facts = {.book = book, .today = DATE_NONE};
	if (record)
		vocabulary_apply(&facts, record, NULL);
}

/*
 * The book that governs: the one the record was opened under, unless this commit opens the
 * record or adopts newer rules; then the one in force.
 */
static int governing_book(const struct commit_judging *cj, const struct decision *decision,
			  const struct record *before, const struct record *after,
			  const struct rulebook **book)
{
	const char *hex = pinned(before, "rules"), *name = pinned(before, "name");
	const char *next = pinned(after, "rules");
	const struct ledger_rules *rules;
	struct store_id tree;
	*book = decision->home;
	if (!before || (hex && next && strcmp(hex, next) != 0 && strcmp(next, cj->rules->hex) == 0))
		return 0;
	if (!hex || !name || store_id_parse(&tree, bytes_of(hex)))
		return error_set(cj->error, WUBU_REPOSITORY, _("the record in %s names no rules"), decision->folder);
	if (ledger_rules(cj->ledger, &tree, &rules, cj->error))
		return -1;
	*book = ledger_book(rules, name, NULL);
	if (!*book)
		return error_set(cj->error, WUBU_REPOSITORY, _("the rules that %s was opened under do not hold “%s”"),
				 decision->folder, name);
	return 0;
}

/* The record's file in the folder FOLDER ("a/b", whole trees BEFORE and TREE), 1, 0 or -1. */
static int find_record(const struct commit_judging *cj, const struct decision *decision, bool after,
		       struct store_id *blob)
{
	const struct commit_look *look = cj->look;
	const struct store_id *root = after ? &cj->commit->tree : cj->before;
	const char *path = decision->home->file;
	struct store_entry entry;
	if (look && strcmp(look->path, decision->folder) == 0)
		root = after ? &look->b : &look->a;
	else
		path = arena_format(cj->arena, "%s/%s", decision->folder, path);
	int found = root ? store_find(cj->ledger->store, root, path, cj->arena, &entry, cj->error) : 0;
	if (found > 0)
		*blob = entry.id;
	return found;
}

/* The record that BLOB was when it was last judged, its words read by HOME and then by the book that governed. */
static struct ledger_kept *kept_record(const struct commit_judging *cj, const struct store_id *blob,
				       const struct rulebook *home)
{
	for (size_t i = 0; cj->look && i < 2; i++) {
		struct ledger_kept *kept = &cj->ledger->kept[i];
		if (kept->arena && store_id_equal(&kept->blob, blob) && kept->home == home)
			return kept;
	}
	return NULL;
}

/* States of one record that may lie side by side in memory. */
#define MOST_SHARED 64

/* One side of a decision: its record, and the place where it is kept. */
struct side {
	struct store_id blob;
	struct record *record;
	const struct ledger_kept *kept; /* NULL: it was read for this commit */
};

/* Read what find_record() found; one that cannot be read afterwards is a finding (-2). */
static int read_side(const struct commit_judging *cj, const struct decision *decision, bool after,
		     const struct record *before, struct arena *arena, struct side *side)
{
	struct wubu_error error = {0};
	const char *path = arena_format(cj->arena, "%s/%s", decision->folder, decision->home->file);
	side->kept = NULL;
	if (ledger_record_of(cj->ledger, &side->blob, path, before, arena, &side->record, &error) == 0) {
		read_words(decision->home, side->record);
		return 1;
	}
	if (after && (error.code == WUBU_INPUT || error.code == WUBU_LIMIT)) {
		part_tell_error(cj, PART_YAML, path, &error);
		return -2;
	}
	*cj->error = error;
	return -1;
}

/* The record before: kept from the commit that made it, else read. */
static int side_before(const struct commit_judging *cj, const struct decision *decision, struct side *side)
{
	int found = find_record(cj, decision, false, &side->blob);
	side->record = NULL;
	if (found <= 0)
		return found;
	side->kept = kept_record(cj, &side->blob, decision->home);
	if (!side->kept)
		return read_side(cj, decision, false, NULL, cj->arena, side);
	side->record = side->kept->record;
	return 1;
}

/* The record after, which is read into a place of its own where it may be wanted again. */
static int side_after(const struct commit_judging *cj, const struct decision *decision, const struct side *before,
		      struct side *side)
{
	struct ledger_kept *kept = cj->ledger->kept;
	int found = find_record(cj, decision, true, &side->blob);
	if (found <= 0)
		return found;
	if (!cj->look)
		return read_side(cj, decision, true, NULL, cj->arena, side);
	if (before->kept && store_id_equal(&before->blob, &side->blob)) {
		*side = *before;
		return 1;
	}
	/* It lies beside the one that is "before" now, whose nodes it shares; a long row of them begins anew. */
	bool shares = before->kept && before->kept->shares < MOST_SHARED;
	struct ledger_kept *place = shares ? &kept[before->kept - kept] : before->kept == &kept[0] ? &kept[1] : &kept[0];
	if (!place->arena)
		place->arena = arena_new();
	else if (!shares)
		arena_reset(place->arena);
	place->shares = shares ? place->shares + 1 : 0;
	place->blob = (struct store_id){{0}};
	int read = read_side(cj, decision, true, shares ? before->record : NULL, place->arena, side);
	if (read == 1)
		side->kept = place;
	return read;
}

/* What RECORD's words were read by is remembered with it, when it is kept. */
static void keep_side(const struct side *side, const struct rulebook *home, const struct rulebook *book)
{
	struct ledger_kept *kept = (struct ledger_kept *)side->kept;
	if (kept)
		*kept = (struct ledger_kept){kept->arena, side->blob, side->record, home, book, kept->shares};
}

static void fill_facts(const struct commit_judging *cj, const struct decision *decision,
		       const struct rulebook *book, struct judge_facts *facts)
{
	const struct rule_calendar *calendar = NULL;
	/* The calendar is the one in force now, not the one of the day the record was opened. */
	ledger_book(cj->people, book->name, &calendar);
	if (!calendar)
		ledger_book(cj->people, decision->home->name, &calendar);
	facts->rule.book = book;
	facts->rule.calendar = calendar;
	facts->rule.people = &cj->people->view;
	facts->rule.catalogues = &cj->people->catalogues.view;
	facts->rule.today = rule_day_of(book, cj->commit->committer.seconds);
	facts->folder = decision->folder;
	facts->id = strrchr(decision->folder, '/') + 1;
	facts->ledger = cj->rules->card.id;
	facts->rules_now = cj->rules->hex;
	facts->in_force = decision->home;
	facts->commit = cj->has_message ? cj->commit : NULL;
	facts->touched = decision->touched;
	facts->touched_count = decision->touched_count;
}

/* Both sides, each with its words read by the book that is in force now: 1, 0 when that is a finding already, -1. */
static int read_sides(const struct commit_judging *cj, const struct decision *decision, struct side *before,
		      struct side *after)
{
	int was = side_before(cj, decision, before);
	int is = was < 0 ? was : side_after(cj, decision, before, after);
	if (is == -2)
		return 0;
	if (was < 0 || is < 0)
		return -1;
	if (is)
		return 1;
	const char *path = arena_format(cj->arena, "%s/%s", decision->folder, decision->home->file);
	part_tell(cj, was ? PART_DELETED : PART_PATH, was ? path : decision->folder, NULL, was ? NULL : path);
	return 0;
}

int part_decision_facts(const struct commit_judging *cj, const char *folder, const struct rulebook *home,
			const char **touched, size_t touched_count, struct judge_facts *facts,
			struct ledger_files *files)
{
	struct decision decision = {folder, home, touched, touched_count};
	struct side before = {0}, after = {0};
	const struct rulebook *book;
	int rc = read_sides(cj, &decision, &before, &after);
	if (rc <= 0)
		return rc;
	if (governing_book(cj, &decision, before.record, after.record, &book))
		return -1;
	/* What was read by another book is read afresh: the words of the one must not shine through. */
	if (before.kept && before.kept->book != book) {
		before.kept = after.kept = NULL;
		if (read_side(cj, &decision, false, NULL, cj->arena, &before) != 1 ||
		    read_side(cj, &decision, true, NULL, cj->arena, &after) != 1)
			return -1;
	}
	*facts = (struct judge_facts){0};
	fill_facts(cj, &decision, book, facts);
	facts->before_is_read = before.kept != NULL;
	ledger_files_init(files, cj->ledger, &cj->commit->tree, folder, cj->arena);
	files->own = cj->look && strcmp(cj->look->path, folder) == 0 ? &cj->look->b : NULL;
	facts->rule.files = &files->view;
	ledger_files_show_records(files, cj->rules, &facts->rule);
	facts->rule.before = before.record;
	facts->rule.after = after.record;
	keep_side(&after, home, book);
	return 1;
}

static int judge_decision(struct commit_judging *cj, const struct decision *decision)
{
	struct judge_facts facts;
	struct ledger_files files;
	struct judge_signer signer;
	int rc = part_decision_facts(cj, decision->folder, decision->home, decision->touched,
				     decision->touched_count, &facts, &files);
	if (rc <= 0)
		return rc;
	part_signer(cj, facts.rule.today, &signer);
	facts.signer = &signer;
	cj->verdict->day = facts.rule.today;
	cj->verdict->signer = signer.person;
	cj->verdict->folder = decision->folder;
	cj->verdict->decision = facts.id;
	judge_transition(&facts, &cj->verdict->change, cj->findings);
	if (files.error.code != WUBU_OK) {
		*cj->error = files.error;
		return -1;
	}
	return 0;
}

/* ---- sorting what changed ------------------------------------------------------------------------- */

struct sorted {
	bool rules;
	struct decision *decisions;
	size_t count;
	struct store_change *approvals;
	size_t approval_count;
	bool stray;
};

static struct decision *decision_of(struct commit_judging *cj, struct sorted *sorted, const char *folder,
				    const struct rulebook *home)
{
	for (size_t i = 0; i < sorted->count; i++)
		if (strcmp(sorted->decisions[i].folder, folder) == 0)
			return &sorted->decisions[i];
	struct decision *decision = arena_push(cj->arena, sorted->decisions, sorted->count);
	*decision = (struct decision){.folder = folder, .home = home};
	return decision;
}

static int sort_change(struct commit_judging *cj, const struct store_change *change, struct sorted *sorted)
{
	const char *folder = NULL;
	const struct rulebook *home = ledger_book_of(cj->rules, change->path, cj->arena, &folder);
	if (part_judge_path(cj, change))
		return -1;
	if (strncmp(change->path, "rules/", 6) == 0) {
		sorted->rules = true;
	} else if (approval_is_below(change->path)) {
		*arena_push(cj->arena, sorted->approvals, sorted->approval_count) = *change;
	} else if (home && folder) {
		struct decision *decision = decision_of(cj, sorted, folder, home);
		*arena_push(cj->arena, decision->touched, decision->touched_count) =
			change->path + strlen(folder) + 1;
	} else {
		sorted->stray = true;
		if (!rule_names_have(&cj->rules->card.also, change->path))
			part_tell(cj, PART_PATH, change->path, NULL, NULL);
	}
	return 0;
}

/* Files that are neither rules nor records: anybody who is enrolled, and no word of any step. */
static void judge_other(struct commit_judging *cj)
{
	struct judge_signer signer;
	part_signer(cj, cj->verdict->day, &signer);
	cj->verdict->signer = signer.person;
	part_judge_signature(cj, &signer);
	if (cj->has_message)
		message_check_claims(cj->commit, NULL, cj->findings);
}

int part_changes(const struct commit_judging *cj, struct store_change **changes, size_t *count)
{
	const struct commit_look *look = cj->look;
	if (!look)
		return store_compare(cj->ledger->store, cj->before, &cj->commit->tree, cj->arena, changes, count, cj->error);
	return store_compare_below(cj->ledger->store, look->path, store_id_is_zero(&look->a) ? NULL : &look->a, &look->b,
				   cj->arena, changes, count, cj->error);
}

static enum commit_sort sort_of(const struct sorted *sorted)
{
	return sorted->rules ? COMMIT_RULES : sorted->count ? COMMIT_DECISION
	       : sorted->approval_count ? COMMIT_APPROVAL : COMMIT_OTHER;
}

static int judge_changes(struct commit_judging *cj)
{
	struct store_change *changes;
	struct sorted sorted = {0};
	size_t count;
	if (part_changes(cj, &changes, &count))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (sort_change(cj, &changes[i], &sorted))
			return -1;
	cj->verdict->sort = sort_of(&sorted);
	if (!count)
		part_tell(cj, PART_EMPTY, NULL, NULL, NULL);
	if (((sorted.rules || sorted.approval_count) && (sorted.count || sorted.stray)) ||
	    (sorted.count && sorted.stray))
		part_tell(cj, PART_MIXED, NULL, NULL, NULL);
	if (sorted.count > 1)
		part_tell(cj, PART_ONE_DECISION, NULL, sorted.decisions[1].folder, sorted.decisions[0].folder);
	if (sorted.rules && part_judge_rules(cj))
		return -1;
	if (sorted.approval_count &&
	    part_judge_approvals(cj, sorted.approvals, sorted.approval_count, sorted.rules))
		return -1;
	for (size_t i = 0; i < sorted.count; i++)
		if (judge_decision(cj, &sorted.decisions[i]))
			return -1;
	if (cj->verdict->sort == COMMIT_OTHER)
		judge_other(cj);
	return 0;
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static void judge_time(const struct commit_judging *cj, const struct store_commit *parents)
{
	const struct store_commit *commit = cj->commit;
	for (size_t i = 0; i < commit->parent_count; i++)
		if (commit->committer.seconds < parents[i].committer.seconds)
			part_tell(cj, PART_TIME, NULL,
				  arena_format(cj->arena, _("%lld seconds before the commit that it follows"),
					       (long long)(parents[i].committer.seconds - commit->committer.seconds)),
				  _("not before it"));
	if (cj->options->now && commit->committer.seconds > cj->options->now + CLOCK_TOLERANCE)
		part_tell(cj, PART_TIME, NULL,
			  arena_format(cj->arena, _("%lld seconds ahead of this machine"),
				       (long long)(commit->committer.seconds - cj->options->now)),
			  _("not in the future"));
}

static int judge_root(struct commit_judging *cj)
{
	cj->verdict->sort = COMMIT_GENESIS;
	if (cj->options->root && !store_id_equal(cj->options->root, &cj->commit->id)) {
		part_tell(cj, PART_ROOT, NULL, NULL, NULL);
		return 0;
	}
	return part_judge_genesis(cj);
}

/* Of a parent its tree and time count, which a look has told already. */
static int read_parents(struct commit_judging *cj, struct store_commit *parents)
{
	const struct store_commit *commit = cj->commit;
	if (cj->look) {
		parents[0].tree = cj->look->parent_tree;
		parents[0].committer.seconds = cj->look->parent_seconds;
		cj->rules = cj->look->rules;
		return 0;
	}
	for (size_t i = 0; i < commit->parent_count; i++)
		if (store_read_commit(cj->ledger->store, &commit->parents[i], cj->arena, &parents[i], cj->error))
			return -1;
	return 0;
}

static int judge_parsed(struct commit_judging *cj)
{
	struct store_commit parents[LIMIT_COMMIT_PARENTS];
	const struct store_commit *commit = cj->commit;
	cj->verdict->seconds = commit->committer.seconds;
	if (read_parents(cj, parents))
		return -1;
	judge_time(cj, parents);
	if (!commit->parent_count)
		return judge_root(cj);
	if (!cj->rules && ledger_rules_of(cj->ledger, &parents[0].tree, &cj->rules, cj->error))
		return -1;
	if (!cj->people)
		cj->people = cj->rules;
	cj->before = &parents[0].tree;
	cj->verdict->rules = cj->rules->tree;
	cj->verdict->day = rule_day_of(cj->rules->books[0], commit->committer.seconds);
	if (commit->parent_count == 2) {
		cj->verdict->sort = COMMIT_MERGE;
		return part_judge_merge(cj, parents);
	}
	return judge_changes(cj);
}

static void stamp(const struct commit_judging *cj, size_t first)
{
	char hex[STORE_ID_HEX];
	const char *commit = store_id_is_zero(&cj->commit->id)
				     ? NULL : arena_text(cj->arena, store_id_format(&cj->commit->id, hex));
	for (size_t i = first; i < cj->findings->count; i++)
		if (!cj->findings->items[i].commit)
			cj->findings->items[i].commit = commit;
}

int part_judge(struct commit_judging *cj)
{
	size_t first = cj->findings->count;
	cj->arena = cj->findings->arena;
	int rc = judge_parsed(cj);
	stamp(cj, first);
	return rc;
}

int judge_commit(struct ledger *ledger, const struct store_id *id, const struct commit_options *options,
		 struct commit_verdict *verdict, struct rule_findings *findings, struct wubu_error *error)
{
	return judge_commit_seen(ledger, id, NULL, options, verdict, findings, error);
}

int judge_commit_seen(struct ledger *ledger, const struct store_id *id, const struct commit_look *look,
		      const struct commit_options *options, struct commit_verdict *verdict,
		      struct rule_findings *findings, struct wubu_error *error)
{
	struct store_commit *commit = arena_alloc(findings->arena, sizeof *commit);
	struct wubu_error reading = {0};
	struct commit_judging cj = {.ledger = ledger, .commit = commit, .options = options,
				    .verdict = verdict, .findings = findings, .error = error,
				    .arena = findings->arena, .has_message = true, .look = look};
	*verdict = (struct commit_verdict){.id = *id};
	if (store_read_commit(ledger->store, id, findings->arena, commit, &reading)) {
		if (reading.code != WUBU_INPUT && reading.code != WUBU_LIMIT) {
			*error = reading;
			return -1;
		}
		commit->id = *id;
		verdict->malformed = true;
		part_tell_error(&cj, PART_FORMAT, NULL, &reading);
		stamp(&cj, findings->count - 1);
		return 0;
	}
	return part_judge(&cj);
}

/* ---- plans --------------------------------------------------------------------------------------------- */

static int read_key(const char *path, struct trust_key *key, struct arena *arena, struct wubu_error *error)
{
	struct wubu_bytes line;
	const char *public_path = path;
	size_t size = strlen(path);
	if (size < 4 || strcmp(path + size - 4, ".pub") != 0)
		public_path = arena_format(arena, "%s.pub", path);
	int found = store_read_outside(public_path, 64 * 1024, arena, &line, error);
	if (found < 0)
		return -1;
	if (!found)
		return error_set(error, WUBU_NOT_FOUND, _("the signing key %s cannot be found"), public_path);
	return trust_key_parse(key, line, arena, error);
}

static void plan_commit(const struct commit_plan *plan, struct store_commit *commit)
{
	struct store_commit none = {0};
	*commit = plan->message ? *plan->message : none;
	commit->tree = plan->tree;
	commit->author = plan->author;
	commit->committer = plan->committer;
	commit->signature = (struct wubu_bytes){0};
	commit->parent_count = plan->parent_count;
	for (size_t i = 0; i < plan->parent_count; i++)
		commit->parents[i] = plan->parents[i];
}

int judge_plan(struct ledger *ledger, const struct commit_plan *plan, struct commit_verdict *verdict,
	       struct rule_findings *findings, struct wubu_error *error)
{
	static const struct commit_options options = {.rejudge = true};
	struct store_commit *commit = arena_alloc(findings->arena, sizeof *commit);
	struct trust_key key;
	struct commit_judging cj = {.ledger = ledger, .commit = commit, .options = &options,
				    .verdict = verdict, .findings = findings, .error = error,
				    .has_message = plan->message != NULL};
	*verdict = (struct commit_verdict){0};
	if (plan->parent_count > LIMIT_COMMIT_PARENTS)
		return error_set(error, WUBU_INPUT, _("a commit of a ledger has at most two parents"));
	if (plan->key_file) {
		if (read_key(plan->key_file, &key, findings->arena, error))
			return -1;
		cj.planned_key = &key;
	}
	plan_commit(plan, commit);
	return part_judge(&cj);
}

/* Whom the committer, known by his address, acts for. */
static const char *behalf_of(const struct commit_judging *cj, const struct judge_facts *facts,
			     const struct judge_change *change)
{
	const struct trust_person *person = trust_person_of_mail(cj->people->people, cj->commit->committer.mail);
	return person ? change_on_behalf(change, facts->rule.book, facts->rule.people, person->id, facts->rule.today, cj->arena)
		      : NULL;
}

static int write_decision_message(const struct commit_judging *cj, const char *folder,
				  const struct rulebook *home, struct buf *out)
{
	struct judge_facts facts;
	struct ledger_files files;
	struct judge_change change;
	int rc = part_decision_facts(cj, folder, home, NULL, 0, &facts, &files);
	if (rc <= 0)
		return rc;
	if (facts.rule.before)
		vocabulary_apply(&facts.rule, (struct record *)facts.rule.before, NULL);
	vocabulary_apply(&facts.rule, (struct record *)facts.rule.after, NULL);
	change_derive(&change, &facts.rule, cj->arena);
	if (change.act == ACT_NONE)
		change.act = ACT_FILL;
	struct message_facts message = {&facts.rule, &change, facts.ledger, facts.id,
					cj->commit->committer.name, cj->commit->committer.mail,
					behalf_of(cj, &facts, &change)};
	message_write(&message, out);
	return 0;
}

/* The first thing that changed says what the message is about; judging refuses what is mixed. */
static int write_message(struct commit_judging *cj, struct buf *out)
{
	struct approval_path place = {.part = APPROVAL_OTHER};
	struct store_change *changes;
	size_t count;
	bool rules = false;
	if (store_compare(cj->ledger->store, cj->before, &cj->commit->tree, cj->arena, &changes, &count, cj->error))
		return -1;
	for (size_t i = 0; i < count; i++) {
		const char *folder = NULL;
		const struct rulebook *home = ledger_book_of(cj->rules, changes[i].path, cj->arena, &folder);
		if (home && folder)
			return write_decision_message(cj, folder, home, out);
		rules |= strncmp(changes[i].path, "rules/", 6) == 0;
		if (place.part == APPROVAL_OTHER)
			approval_path_read(changes[i].path, cj->arena, &place);
	}
	if (rules)
		part_rules_message(cj, cj->rules->card.id, "rules", NULL, out);
	else if (place.part != APPROVAL_OTHER)
		part_rules_message(cj, cj->rules->card.id, part_approval_action(changes, count),
				   strchr(place.folder, '/') + 1, out);
	return 0;
}

int judge_plan_message(struct ledger *ledger, const struct commit_plan *plan, struct buf *out,
		       struct wubu_error *error)
{
	static const struct commit_options options;
	struct arena *arena = arena_new();
	struct rule_findings ignored;
	struct commit_verdict verdict = {0};
	struct store_commit commit, parent;
	struct commit_judging cj = {.ledger = ledger, .commit = &commit, .options = &options,
				    .verdict = &verdict, .findings = &ignored, .error = error, .arena = arena,
				    .because = plan->because};
	int rc = 0;
	findings_init(&ignored, arena);
	plan_commit(plan, &commit);
	if (plan->parent_count == 1) {
		rc = store_read_commit(ledger->store, &plan->parents[0], arena, &parent, error) ||
		     ledger_rules_of(ledger, &parent.tree, &cj.rules, error) ? -1 : 0;
		cj.before = &parent.tree;
		cj.people = cj.rules;
		if (!rc)
			rc = write_message(&cj, out);
	} else if (!plan->parent_count) {
		rc = ledger_rules_of(ledger, &plan->tree, &cj.rules, error);
		if (!rc)
			part_rules_message(&cj, cj.rules->card.id, "rules", NULL, out);
	}
	arena_free(arena);
	return rc;
}
