/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/receipt-audit.h"

#include "base/lang.h"
#include "base/limits.h"
#include "base/words.h"
#include "store/commit.h"
#include "trust/sshsig.h"
#include "trust/timestamp.h"

#include <stdlib.h>

enum fault {
	FAULT_READ, FAULT_CHAIN, FAULT_LEDGER, FAULT_SIGNATURE, FAULT_KEY, FAULT_ORDER, FAULT_MISSING, FAULT_TAKEN_OUT,
	FAULT_BEGINS, FAULT_UNFETCHED, FAULT_REWRITTEN, FAULT_LATE, FAULT_AHEAD, FAULT_BEHIND, FAULT_TOKEN, FAULT_TOKEN_TIME,
	FAULT_ROLLBACK, FAULT_FORK, FAULT_UNKNOWN_TIP, FAULT_OTHER_LEDGER,
};

#define ASK_SERVER N_("keep your copy as evidence, and ask who has access to the server")

static const struct {
	const char *rule;
	enum rule_level level;
	const char *message, *remedy;
} faults[] = {
	[FAULT_READ] = {"receipt.form", RULE_REFUSE, N_("a receipt cannot be read"), ASK_SERVER},
	[FAULT_CHAIN] = {"receipt.chain", RULE_REFUSE, N_("a receipt does not follow the one before it: receipts were taken out, changed or put in"), ASK_SERVER},
	[FAULT_LEDGER] = {"receipt.ledger", RULE_REFUSE, N_("a receipt is of another ledger"), ASK_SERVER},
	[FAULT_SIGNATURE] = {"receipt.signature", RULE_REFUSE, N_("the signature of a receipt is not good"), ASK_SERVER},
	[FAULT_KEY] = {"receipt.key", RULE_REFUSE, N_("a receipt is signed with a key that is not the server's"),
		       N_("the keys stand in rules/ledger.yaml under server-keys; if the server has a new one, the keepers of the rules add it there")},
	[FAULT_ORDER] = {"receipt.order", RULE_REFUSE, N_("a receipt is older than the one before it"), ASK_SERVER},
	[FAULT_MISSING] = {"receipt.missing", RULE_REFUSE, N_("the branch was moved without a receipt: what came, came around the server's gate"),
			   N_("if it came just now, fetch again; else look on the server with `wubu receipt repair`, and ask how it came there")},
	[FAULT_TAKEN_OUT] = {"receipt.none", RULE_REFUSE, N_("the rules name the server's key, but this copy holds no receipts"),
			     N_("fetch all branches of the server (`git fetch origin`), then audit again")},
	[FAULT_BEGINS] = {"receipt.begins", RULE_WARN, N_("receipts begin in the middle of the branch: when the commits before came, is not known"),
			  N_("ask whoever keeps the server since when it gives receipts")},
	[FAULT_UNFETCHED] = {"receipt.unfetched", RULE_WARN, N_("this copy pushed, and has not fetched the receipts since"), N_("git fetch, then audit again")},
	[FAULT_REWRITTEN] = {"receipt.rewritten", RULE_REFUSE, N_("the server gave a receipt for a state that is no longer part of the branch: it was rewritten or rolled back"), ASK_SERVER},
	[FAULT_LATE] = {"receipt.late", RULE_WARN, N_("a receipt was made good afterwards: when these commits came, and whether by the gate, is not known"),
			N_("ask whoever keeps the server what happened then")},
	[FAULT_AHEAD] = {"time.ahead", RULE_REFUSE, N_("a commit is dated later than the server received it"), N_("ask whoever made it about the clock of that machine")},
	[FAULT_BEHIND] = {"time.received", RULE_REFUSE, N_("a commit reached the server later after its own date than the ledger allows"),
			  N_("push what was signed the same day; the ledger's tolerance stands in rules/ledger.yaml under clocks")},
	[FAULT_TOKEN] = {"receipt.token", RULE_REFUSE, N_("the time stamp of a receipt is not good"), N_("see that --tsa names the certificates of the authority that made it")},
	[FAULT_TOKEN_TIME] = {"receipt.token-time", RULE_REFUSE, N_("the time stamp of a receipt is older than the receipt: the server's clock ran ahead"), ASK_SERVER},
	[FAULT_ROLLBACK] = {"witness.rollback", RULE_REFUSE, N_("somebody kept a later state than this copy holds: the ledger was rolled back"), ASK_SERVER},
	[FAULT_FORK] = {"witness.fork", RULE_REFUSE, N_("somebody was given another receipt under this number: the server shows different histories to different people"), ASK_SERVER},
	[FAULT_UNKNOWN_TIP] = {"witness.rewritten", RULE_REFUSE, N_("a commit that somebody saw here is no longer part of the history: it was rewritten or rolled back"), ASK_SERVER},
	[FAULT_OTHER_LEDGER] = {"witness.ledger", RULE_REFUSE, N_("what was kept is of another ledger"), N_("take the one that belongs to this ledger")},
};

/* What the walk through the receipts knows. */
struct walk {
	struct receipt_audit *audit;
	struct store *store;
	struct rule_findings *findings;
	struct wubu_error *error;
	struct arena *arena;           /* of one receipt */
	struct arena *kept;            /* of the whole walk */
	struct receipt last;           /* the one before; its texts are gone, number 0: none */
	char last_digest[DIGEST_HEX];
	const struct ledger_rules *rules; /* at the last step of the branch; NULL: none yet */
	struct trust_key key;          /* of the receipts before any rules named one */
	struct store_id *line;         /* the branch by first parents, oldest first */
	size_t line_count, covered;    /* how much of it has receipts */
	bool began;
	struct store_id *side;         /* tips of other branches that were received, with their times */
	int64_t *side_times;
	size_t side_count, side_time_count;
};

static void tell(const struct walk *w, enum fault fault, const char *commit, const char *found, const char *needed)
{
	findings_add(w->findings, &(struct rule_finding){
		.rule = faults[fault].rule, .verdict = RULE_UNMET, .level = faults[fault].level,
		.message = _(faults[fault].message), .remedy = _(faults[fault].remedy),
		.commit = commit ? arena_text(w->findings->arena, commit) : NULL,
		.found = found ? arena_text(w->findings->arena, found) : NULL,
		.needed = needed ? arena_text(w->findings->arena, needed) : NULL});
}

static const char *called(const struct walk *w, const struct receipt *r)
{
	return arena_format(w->arena, _("receipt %llu"), (unsigned long long)r->number);
}

/* ---- the ledger's line ---------------------------------------------------------------------------- */

static int read_line(struct walk *w)
{
	struct store_commit commit = {.parent_count = 1, .parents = {w->audit->tip}};
	while (commit.parent_count) {
		struct store_id id = commit.parents[0];
		struct wubu_error unread = {0};
		*arena_push(w->kept, w->line, w->line_count) = id;
		arena_reset(w->arena);
		/* A commit of another form is told where it is judged; the line ends there. */
		if (store_read_commit(w->store, &id, w->arena, &commit, &unread))
			break;
	}
	for (size_t i = 0; i < w->line_count / 2; i++) {
		struct store_id other = w->line[i];
		w->line[i] = w->line[w->line_count - 1 - i];
		w->line[w->line_count - 1 - i] = other;
	}
	return 0;
}

static const struct ledger_rules *rules_at(const struct walk *w, const struct store_id *id)
{
	struct store_commit commit;
	const struct ledger_rules *rules;
	struct wubu_error unread = {0};
	if (store_id_is_zero(id) || store_read_commit(w->store, id, w->arena, &commit, &unread) ||
	    ledger_rules_of(w->audit->ledger, &commit.tree, &rules, &unread))
		return NULL;
	return rules;
}

/* Where ID stands in the line, not before FROM; the line's length when it does not. */
static size_t place_in_line(const struct walk *w, const struct store_id *id, size_t from)
{
	while (from < w->line_count && !store_id_equal(&w->line[from], id))
		from++;
	return from;
}

static const char *short_id(const struct walk *w, const struct store_id *id)
{
	char hex[STORE_ID_HEX];
	return arena_text(w->arena, store_id_format(id, hex));
}

static void tell_uncovered(const struct walk *w, enum fault fault, size_t from, size_t until)
{
	if (from >= until)
		return;
	tell(w, fault, short_id(w, &w->line[until - 1]),
	     arena_format(w->arena, ngettext("%zu commit on the branch without a receipt",
					     "%zu commits on the branch without a receipt", until - from),
			  until - from), NULL);
}

/* The first receipt of the branch may begin in the middle, but not once the rules name the server's key. */
static void begin_line(struct walk *w, const struct receipt *r)
{
	w->began = true;
	if (store_id_is_zero(&r->old))
		return;
	size_t place = place_in_line(w, &r->old, 0);
	const struct ledger_rules *rules = rules_at(w, &r->old);
	tell_uncovered(w, rules && rules->card.server_key_count ? FAULT_MISSING : FAULT_BEGINS, 0,
		       place < w->line_count ? place + 1 : w->line_count);
	if (place < w->line_count)
		w->covered = place + 1;
}

static void cover_line(struct walk *w, const struct receipt *r)
{
	if (!w->began)
		begin_line(w, r);
	const struct store_id *at = w->covered ? &w->line[w->covered - 1] : NULL;
	bool joined = at ? store_id_equal(at, &r->old) : store_id_is_zero(&r->old);
	size_t place = place_in_line(w, &r->new, w->covered);
	if (place == w->line_count) {
		tell(w, FAULT_REWRITTEN, short_id(w, &r->new), called(w, r), NULL);
		return;
	}
	if (!joined) {
		size_t from = store_id_is_zero(&r->old) ? w->line_count : place_in_line(w, &r->old, w->covered);
		if (from < place)
			tell_uncovered(w, FAULT_MISSING, w->covered, from + 1);
		else
			tell(w, FAULT_REWRITTEN, short_id(w, &r->old), called(w, r), NULL);
	}
	w->covered = place + 1;
}

/* ---- one receipt -------------------------------------------------------------------------------------- */

static bool is_one_of(const struct ledger_rules *rules, const struct trust_key *key)
{
	for (size_t i = 0; rules && i < rules->card.server_key_count; i++)
		if (bytes_equal(rules->card.server_keys[i].blob, key->blob))
			return true;
	return false;
}

static bool names_keys(const struct ledger_rules *rules)
{
	return rules && rules->card.server_key_count;
}

/* The rules before or after the step must name the key; before any do, it must stay the same. */
static void judge_key(struct walk *w, const struct receipt *r, const struct trust_key *key,
		      const struct ledger_rules *after)
{
	bool pinned = names_keys(w->rules) || names_keys(after);
	bool good = pinned ? is_one_of(w->rules, key) || is_one_of(after, key)
			   : !w->key.type || bytes_equal(w->key.blob, key->blob);
	/* The key that the rules name first must be the one that was taken on trust until then. */
	if (pinned && !w->audit->pinned && w->key.type && !bytes_equal(w->key.blob, key->blob))
		good = false;
	if (!w->key.type) {
		w->key = *key;
		w->key.blob.data = arena_copy(w->kept, key->blob);
	}
	w->audit->pinned = pinned;
	trust_fingerprint(key, w->audit->key);
	if (!good)
		tell(w, FAULT_KEY, NULL, arena_format(w->arena, "%s, %s", called(w, r), w->audit->key), NULL);
}

static void judge_signature(struct walk *w, const struct receipt *r, const struct ledger_rules *after)
{
	struct wubu_error refused = {0};
	struct trust_key key;
	if (trust_verify_for(TRUST_SPACE_RECEIPT, r->signature, r->text, w->arena, &key, &refused))
		tell(w, FAULT_SIGNATURE, NULL, arena_format(w->arena, "%s: %s", called(w, r), refused.message), NULL);
	else
		judge_key(w, r, &key, after);
}

static void judge_place(struct walk *w, const struct receipt *r)
{
	bool first = !w->last.number;
	bool follows = r->number == w->last.number + 1 &&
		       (first ? !r->previous : r->previous && strcmp(r->previous, w->last_digest) == 0);
	if (!follows)
		tell(w, FAULT_CHAIN, NULL, called(w, r),
		     first ? NULL : arena_format(w->arena, _("receipt %llu"), (unsigned long long)w->last.number + 1));
	if (!first && r->received < w->last.received) {
		char now[RECEIPT_TIME_SIZE], then[RECEIPT_TIME_SIZE];
		tell(w, FAULT_ORDER, NULL, arena_format(w->arena, "%s: %s", called(w, r), receipt_time(r->received, now)),
		     receipt_time(w->last.received, then));
	}
}

static void judge_token(struct walk *w, const struct receipt *r)
{
	struct wubu_error refused = {0};
	int64_t time;
	char said[RECEIPT_TIME_SIZE], then[RECEIPT_TIME_SIZE];
	if (!r->token.size)
		return;
	if (!w->audit->authority) {
		w->audit->unread++;
		return;
	}
	if (trust_timestamp(r->token, r->text, w->audit->authority, &time, &refused)) {
		tell(w, FAULT_TOKEN, NULL, arena_format(w->arena, "%s: %s", called(w, r), refused.message), NULL);
		return;
	}
	w->audit->stamped++;
	if (time + LIMIT_CLOCK_SLACK < r->received)
		tell(w, FAULT_TOKEN_TIME, NULL, arena_format(w->arena, "%s: %s", called(w, r), receipt_time(time, said)),
		     receipt_time(r->received, then));
}

/* ---- times of commits ------------------------------------------------------------------------------------ */

/* Whether COMMIT reached the server in time on another branch. */
static bool came_earlier(const struct walk *w, const struct store_commit *commit, int64_t within)
{
	for (size_t i = 0; i < w->side_count; i++) {
		struct wubu_error unread = {0};
		if (w->side_times[i] - commit->committer.seconds <= within &&
		    store_descends(w->store, &commit->id, &w->side[i], &unread) == 1)
			return true;
	}
	return false;
}

static void judge_time(const struct walk *w, const struct receipt *r, const struct store_commit *commit,
		       int64_t within)
{
	char received[RECEIPT_TIME_SIZE], dated[RECEIPT_TIME_SIZE];
	receipt_time(r->received, received);
	receipt_time(commit->committer.seconds, dated);
	if (commit->committer.seconds > r->received + LIMIT_CLOCK_SLACK)
		tell(w, FAULT_AHEAD, short_id(w, &commit->id), dated, received);
	else if (within && r->received - commit->committer.seconds > within && !came_earlier(w, commit, within))
		tell(w, FAULT_BEHIND, short_id(w, &commit->id), arena_format(w->arena, "%s → %s", dated, received),
		     arena_format(w->arena, _("within %lld hours"), (long long)within / 3600));
}

/* Every commit that came with R, side lines included. */
static int judge_times(struct walk *w, const struct receipt *r, int64_t within)
{
	struct store_id *ids;
	size_t count;
	bool from = !store_id_is_zero(&r->old);
	struct wubu_error unread = {0};
	/* What cannot be walked is told where commits are judged. */
	if (store_walk(w->store, &r->new, 1, &r->old, from ? 1 : 0, 0, w->arena, &ids, &count, &unread))
		return 0;
	struct arena *scratch = arena_new();
	for (size_t i = 0; i < count; i++) {
		struct store_commit commit;
		arena_reset(scratch);
		if (store_read_commit(w->store, &ids[i], scratch, &commit, &unread) == 0)
			judge_time(w, r, &commit, within);
	}
	arena_free(scratch);
	return 0;
}

static void remember_side(struct walk *w, const struct receipt *r)
{
	*arena_push(w->kept, w->side, w->side_count) = r->new;
	*arena_push(w->kept, w->side_times, w->side_time_count) = r->received;
}

static int judge_step(struct walk *w, const struct receipt *r, const struct ledger_rules *after)
{
	/* How late something may be is for the rules before it to say. */
	int64_t within = w->rules ? w->rules->card.received_within : 0;
	cover_line(w, r);
	if (r->late) {
		w->audit->late++;
		tell(w, FAULT_LATE, short_id(w, &r->new), called(w, r), NULL);
	}
	if (after)
		w->rules = after;
	return judge_times(w, r, within);
}

/* ---- witnesses ------------------------------------------------------------------------------------------- */

static void judge_witness(struct walk *w, struct receipt_witness *witness, const struct receipt *r)
{
	bool ours = !witness->ledger || strcmp(witness->ledger, r->ledger) == 0;
	if (!witness->digest || witness->number != r->number || !ours)
		return;
	/* Words tell the beginning of the digest only. */
	if (strncmp(witness->digest, r->digest, strlen(witness->digest)) != 0)
		tell(w, FAULT_FORK, NULL, arena_format(w->arena, "%s: sha256:%s", called(w, r), r->digest),
		     arena_format(w->arena, "%s: sha256:%s", witness->file, witness->digest));
}

/* Words carry no number: the receipt is searched by its digest. */
static void find_by_words(const struct receipt *r, struct receipt_witness *witness)
{
	if (witness->digest && !witness->number && strncmp(witness->digest, r->digest, strlen(witness->digest)) == 0)
		witness->number = r->number;
}

static int end_witness(struct walk *w, const struct receipt_witness *witness)
{
	const char *number = arena_format(w->arena, _("receipt %llu"), (unsigned long long)witness->number);
	if (witness->ledger && w->rules && strcmp(witness->ledger, w->rules->card.id) != 0) {
		tell(w, FAULT_OTHER_LEDGER, NULL, witness->ledger, w->rules->card.id);
		return 0;
	}
	if (witness->digest && (!witness->number || witness->number > w->last.number))
		tell(w, FAULT_ROLLBACK, NULL,
		     arena_format(w->arena, _("receipt %llu"), (unsigned long long)w->last.number),
		     arena_format(w->arena, "%s: %s", witness->file, witness->number ? number : _("a receipt that is not here")));
	if (!witness->has_tip)
		return 0;
	enum store_type type;
	struct wubu_error unknown = {0};
	int part = 0;
	if (store_type(w->store, &witness->tip, &type, &unknown) == 0 && type == STORE_COMMIT)
		part = store_descends(w->store, &witness->tip, &w->audit->tip, w->error);
	if (part == 0)
		tell(w, FAULT_UNKNOWN_TIP, short_id(w, &witness->tip), witness->file, NULL);
	return part < 0 ? -1 : 0;
}

/* ---- all of them ------------------------------------------------------------------------------------------ */

/* A second commit with the same receipt adds a time stamp to it, and nothing else. */
static bool is_stamp(const struct walk *w, const struct receipt *r)
{
	return r->token.size && r->number == w->last.number && strcmp(r->digest, w->last_digest) == 0 &&
	       !w->last.token.size;
}

static int judge_receipt(struct walk *w, const struct store_id *id, struct receipt_witness *witnesses)
{
	struct receipt r;
	struct wubu_error unread = {0};
	if (receipt_read(&r, w->store, id, w->arena, &unread)) {
		if (unread.code != WUBU_INPUT && unread.code != WUBU_LIMIT) {
			*w->error = unread;
			return -1;
		}
		tell(w, FAULT_READ, short_id(w, id), unread.message, NULL);
		return 0;
	}
	bool stamp = is_stamp(w, &r), main_line = strcmp(r.ref, w->audit->branch) == 0;
	const struct ledger_rules *after = stamp || !main_line ? NULL : rules_at(w, &r.new);
	judge_signature(w, &r, after);
	judge_token(w, &r);
	if (!stamp) {
		judge_place(w, &r);
		w->audit->count++;
		w->audit->first = w->audit->first ? w->audit->first : r.received;
		w->audit->last = r.received;
		const struct ledger_rules *rules = after ? after : w->rules;
		if (rules && strcmp(rules->card.id, r.ledger) != 0)
			tell(w, FAULT_LEDGER, NULL, arena_format(w->arena, "%s: %s", called(w, &r), r.ledger), rules->card.id);
		for (size_t i = 0; i < w->audit->witness_count; i++) {
			find_by_words(&r, &witnesses[i]);
			judge_witness(w, &witnesses[i], &r);
		}
		if (!main_line)
			remember_side(w, &r);
		else if (judge_step(w, &r, after))
			return -1;
	}
	w->last = r;
	memcpy(w->last_digest, r.digest, sizeof r.digest);
	return 0;
}

static int judge_chain(struct walk *w, struct receipt_witness *witnesses)
{
	struct store_id tip, *ids = NULL;
	size_t count = 0;
	int found = w->audit->receipts ? store_ref(w->store, w->audit->receipts, &tip, w->error) : 0;
	if (found < 0 || (found && receipt_chain(w->store, &tip, w->kept, &ids, &count, w->error)))
		return -1;
	for (size_t i = 0; i < count; i++) {
		arena_reset(w->arena);
		if (judge_receipt(w, &ids[i], witnesses))
			return -1;
	}
	return 0;
}

int receipt_audit(struct receipt_audit *audit, struct rule_findings *findings, struct wubu_error *error)
{
	struct walk w = {.audit = audit, .store = audit->ledger->store, .findings = findings, .error = error,
			 .arena = arena_new(), .kept = arena_new()};
	struct receipt_witness *witnesses = arena_array(w.kept, audit->witness_count, sizeof *witnesses);
	int rc = -1;
	if (audit->witness_count)
		memcpy(witnesses, audit->witnesses, audit->witness_count * sizeof *witnesses);
	if (read_line(&w) || judge_chain(&w, witnesses))
		goto out;
	arena_reset(w.arena);
	const struct ledger_rules *rules = rules_at(&w, &audit->tip);
	if (!w.rules)
		w.rules = rules;
	if (audit->count)
		tell_uncovered(&w, audit->pushed ? FAULT_UNFETCHED : FAULT_MISSING, w.covered, w.line_count);
	else if (names_keys(rules))
		tell(&w, audit->pushed ? FAULT_UNFETCHED : FAULT_TAKEN_OUT, NULL, NULL, NULL);
	rc = 0;
	for (size_t i = 0; i < audit->witness_count && !rc; i++)
		rc = end_witness(&w, &witnesses[i]);
out:
	arena_free(w.arena);
	arena_free(w.kept);
	return rc;
}
