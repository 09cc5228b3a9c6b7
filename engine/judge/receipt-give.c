/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/receipt-give.h"

#include "base/lang.h"
#include "base/limits.h"
#include "store/outside.h"
#include "store/write.h"
#include "trust/sshsig.h"

#include <stdlib.h>
#include <time.h>

/* Another process that gives a receipt needs some milliseconds; after WAITS pauses it is taken for dead. */
#define PAUSE_NANOSECONDS 20000000
#define WAITS 150
#define ATTEMPTS 500

static void pause_a_little(void)
{
	nanosleep(&(struct timespec){.tv_nsec = PAUSE_NANOSECONDS}, NULL);
}

/* ---- what a receipt says -------------------------------------------------------------------------- */

/* The rules in the commit ID; NULL where there are none that load. */
static const struct ledger_rules *rules_at(struct ledger *ledger, const struct store_id *id, struct arena *arena)
{
	struct store_commit commit;
	const struct ledger_rules *rules;
	struct wubu_error ignored = {0};
	if (store_id_is_zero(id) || store_read_commit(ledger->store, id, arena, &commit, &ignored) ||
	    ledger_rules_of(ledger, &commit.tree, &rules, &ignored))
		return NULL;
	return rules;
}

struct signers {
	const char *ids[LIMIT_RECEIPT_PEOPLE];
	size_t count;
	bool more;
};

static void add_signer(struct signers *signers, const char *id)
{
	for (size_t i = 0; i < signers->count; i++)
		if (strcmp(signers->ids[i], id) == 0)
			return;
	if (signers->count == LIMIT_RECEIPT_PEOPLE)
		signers->more = true;
	else
		signers->ids[signers->count++] = id;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *say_signers(struct signers *signers, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	qsort(signers->ids, signers->count, sizeof *signers->ids, compare_ids);
	for (size_t i = 0; i < signers->count; i++)
		buf_format(&out, "%s%s", i ? " " : "", signers->ids[i]);
	if (signers->more)
		buf_text(&out, " and more");
	const char *text = out.size ? arena_copy(arena, buf_bytes(&out)) : NULL;
	buf_release(&out);
	return text;
}

/* Who signed what NEW has and OLD has not: the gate saw to it that a commit's signer is its committer. */
static int find_signers(const struct receipt_giver *giver, const struct receipt *receipt,
			const struct ledger_rules *rules, struct arena *arena, const char **text,
			struct wubu_error *error)
{
	struct store *store = giver->ledger->store;
	struct signers signers = {.count = 0};
	struct arena *scratch = arena_new();
	struct store_id *ids;
	size_t count;
	bool from = !store_id_is_zero(&receipt->old);
	int rc = store_walk(store, &receipt->new, 1, &receipt->old, from ? 1 : 0, 0, arena, &ids, &count, error);
	for (size_t i = 0; !rc && i < count; i++) {
		struct store_commit commit;
		struct wubu_error unread = {0};
		arena_reset(scratch);
		/* What came around the gate may be no commit of the ledger's form: nobody signed it. */
		if (store_read_commit(store, &ids[i], scratch, &commit, &unread) || !commit.signature.size)
			continue;
		const struct trust_person *person = trust_person_of_mail(rules->people, commit.committer.mail);
		if (person)
			add_signer(&signers, person->id);
	}
	*text = say_signers(&signers, arena);
	arena_free(scratch);
	return rc;
}

/* The receipt that follows LAST (NULL: none) for a move from OLD to NEW. */
static int draw_up(const struct receipt_giver *giver, const struct receipt *last, const struct gate_ref *moved,
		   bool late, struct arena *arena, struct receipt *receipt, struct wubu_error *error)
{
	const struct ledger_rules *rules = rules_at(giver->ledger, &moved->new, arena);
	if (!rules)
		rules = rules_at(giver->ledger, &moved->old, arena);
	const char *ledger = rules ? rules->card.id : last ? last->ledger : NULL;
	if (!ledger)
		return error_set(error, WUBU_NOT_FOUND, _("there is no ledger here: the folder rules/ is missing"));
	*receipt = (struct receipt){
		.number = last ? last->number + 1 : 1, .ledger = ledger, .previous = last ? last->digest : NULL,
		.ref = moved->name, .old = moved->old, .new = moved->new, .received = giver->now,
		.pushed_by = late ? NULL : giver->pusher, .late = late};
	if (rules)
		receipt->rules = rules->tree;
	/* Clocks are read when a process begins, and the one that began first need not write first. */
	if (last && last->received > receipt->received)
		receipt->received = last->received;
	return rules ? find_signers(giver, receipt, rules, arena, &receipt->signed_by, error) : 0;
}

/* ---- writing it ------------------------------------------------------------------------------------- */

static int write_tree(struct store *store, const struct receipt *receipt, struct store_id *tree,
		      struct wubu_error *error)
{
	const struct store_file files[] = {{RECEIPT_TEXT, receipt->text, false},
					   {RECEIPT_SIGNATURE, receipt->signature, false},
					   {RECEIPT_TOKEN, receipt->token, false}};
	return store_write_tree(store, NULL, files, 2 + (receipt->token.size > 0), tree, error);
}

static void write_message(const struct receipt *receipt, struct buf *out)
{
	char old[STORE_ID_HEX], new[STORE_ID_HEX];
	buf_format(out, "receipt %llu: %s %.12s..%.12s\n\nReceipt: sha256:%s\nLate: %s\nStamped: %s\n",
		   (unsigned long long)receipt->number, receipt->ref, store_id_format(&receipt->old, old),
		   store_id_format(&receipt->new, new), receipt->digest, receipt->late ? "yes" : "no",
		   receipt->token.size ? "yes" : "no");
}

/* RECEIPT with its text and signature becomes a commit after BEFORE (NULL: the first), and the branch moves to it. */
static int put_down(const struct receipt_giver *giver, struct receipt *receipt, const struct store_id *before,
		    struct arena *arena, struct wubu_error *error)
{
	struct store *store = giver->ledger->store;
	const char *mail = arena_format(arena, "receipts@%.8s.invalid", receipt->ledger);
	struct store_person server = {bytes_of("wubu"), bytes_of(mail), receipt->received, 0};
	struct store_id tree;
	struct buf message, raw;
	buf_init(&message);
	buf_init(&raw);
	write_message(receipt, &message);
	int rc = write_tree(store, receipt, &tree, error);
	if (!rc) {
		store_commit_bytes(&tree, before, before ? 1 : 0, &server, &server, message.data, &raw);
		rc = store_write_commit(store, buf_bytes(&raw), &receipt->commit, error);
	}
	if (!rc)
		rc = store_move_ref(store, RECEIPT_REF, before, &receipt->commit, "receipt", error);
	buf_release(&message);
	buf_release(&raw);
	return rc;
}

static int write_receipt(const struct receipt_giver *giver, struct receipt *receipt, const struct store_id *before,
			 struct arena *arena, struct wubu_error *error)
{
	struct buf text, armour;
	buf_init(&text);
	buf_init(&armour);
	receipt_write(receipt, &text);
	struct receipt again;
	int rc = trust_sign_for(TRUST_SPACE_RECEIPT, giver->key_file, buf_bytes(&text), &armour, error);
	/* What nobody could read later is not signed for. */
	if (!rc)
		rc = receipt_parse(&again, buf_bytes(&text), arena, error);
	if (!rc) {
		*receipt = again;
		receipt->signature = (struct wubu_bytes){arena_copy(arena, buf_bytes(&armour)), armour.size};
		rc = put_down(giver, receipt, before, arena, error);
	}
	buf_release(&text);
	buf_release(&armour);
	return rc;
}

/* ---- what there is ----------------------------------------------------------------------------------- */

/* The clock must not have gone back behind the last receipt by more than processes may lag. */
static int check_clock(const struct receipt_giver *giver, const struct receipt *last, struct wubu_error *error)
{
	char then[RECEIPT_TIME_SIZE], now[RECEIPT_TIME_SIZE];
	if (giver->now + LIMIT_RECEIPT_LAG >= last->received)
		return 0;
	error_set(error, WUBU_IO, _("the server's clock went back: it says %s, and the last receipt was given at %s"),
		  receipt_time(giver->now, now), receipt_time(last->received, then));
	error_hint(error, _("Set the server's clock right (`timedatectl`), then push again."));
	return -1;
}

int receipt_can_give(const struct receipt_giver *giver, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct wubu_bytes key;
	struct receipt last;
	int rc = -1;
	if (!giver->key_file || store_read_outside(giver->key_file, LIMIT_RECEIPT_BYTES, arena, &key, error) != 1) {
		error_set(error, WUBU_NOT_FOUND, _("the server's key for receipts is missing: %s"),
			  giver->key_file ? giver->key_file : "wubu.serverKey");
		error_hint(error, _("`wubu init --bare` in the server's repository makes one"));
		goto out;
	}
	int found = receipt_last(&last, giver->ledger->store, RECEIPT_REF, arena, error);
	if (found < 0 || (found && check_clock(giver, &last, error)))
		goto out;
	rc = 0;
out:
	arena_free(arena);
	return rc;
}

/* What has to be done for MOVED, as things stand. */
enum need { NEED_ERROR, NEED_NOTHING, NEED_WAIT, NEED_RECEIPT };

static enum need look(const struct receipt_giver *giver, const struct gate_ref *moved, struct arena *arena,
		      struct receipt *last, bool *any, struct receipt *own, struct wubu_error *error)
{
	struct store *store = giver->ledger->store;
	int found = receipt_last(last, store, RECEIPT_REF, arena, error);
	*any = found > 0;
	if (found < 0 || (found && check_clock(giver, last, error)))
		return NEED_ERROR;
	int before = found ? receipt_last_before(own, store, last, moved->name, arena, error) : 0;
	if (before < 0)
		return NEED_ERROR;
	if (!before || strcmp(moved->name, giver->branch) != 0)
		return NEED_RECEIPT;
	if (store_id_equal(&own->new, &moved->old))
		return NEED_RECEIPT;
	/* Somebody who came later may have made it good meanwhile. */
	int covered = store_descends(store, &moved->new, &own->new, error);
	return covered < 0 ? NEED_ERROR : covered ? NEED_NOTHING : NEED_WAIT;
}

/* One attempt; NEED_WAIT when it has to be made again. */
static enum need attempt(const struct receipt_giver *giver, const struct gate_ref *moved, bool waited,
			 struct arena *arena, struct receipt *receipt, struct wubu_error *error)
{
	struct receipt last, own;
	bool any;
	enum need need = look(giver, moved, arena, &last, &any, &own, error);
	if (need == NEED_NOTHING)
		*receipt = own;
	if (need == NEED_ERROR || need == NEED_NOTHING || (need == NEED_WAIT && !waited))
		return need;
	struct gate_ref gap = {moved->name, own.new, moved->old};
	const struct gate_ref *now = need == NEED_WAIT ? &gap : moved;
	if (draw_up(giver, any ? &last : NULL, now, now == &gap, arena, receipt, error))
		return NEED_ERROR;
	if (write_receipt(giver, receipt, any ? &last.commit : NULL, arena, error)) {
		if (error->code != WUBU_CONFLICT)
			return NEED_ERROR;
		*error = (struct wubu_error){0};
		return NEED_WAIT;
	}
	/* After a gap was made good, what was asked for is still to be written. */
	return now == &gap ? NEED_WAIT : NEED_RECEIPT;
}

int receipt_give(const struct receipt_giver *giver, const struct gate_ref *moved, struct arena *arena,
		 struct receipt *receipt, struct wubu_error *error)
{
	for (size_t i = 0; i < ATTEMPTS; i++) {
		enum need need = attempt(giver, moved, i >= WAITS, arena, receipt, error);
		if (need != NEED_WAIT)
			return need == NEED_ERROR ? -1 : need == NEED_RECEIPT;
		pause_a_little();
	}
	return error_set(error, WUBU_CONFLICT, _("another program is changing this repository"));
}

int receipt_make_good(const struct receipt_giver *giver, struct arena *arena, struct receipt *receipt,
		      struct wubu_error *error)
{
	struct store *store = giver->ledger->store;
	struct gate_ref gap = {.name = giver->branch};
	struct receipt last, own;
	if (receipt_can_give(giver, error))
		return -1;
	int there = store_ref(store, giver->branch, &gap.new, error);
	if (there <= 0)
		return there;
	int found = receipt_last(&last, store, RECEIPT_REF, arena, error);
	int mine = found > 0 ? receipt_last_before(&own, store, &last, giver->branch, arena, error) : found;
	if (mine < 0)
		return -1;
	if (mine && store_id_equal(&own.new, &gap.new))
		return 0;
	if (mine)
		gap.old = own.new;
	if (draw_up(giver, found ? &last : NULL, &gap, true, arena, receipt, error) ||
	    write_receipt(giver, receipt, found ? &last.commit : NULL, arena, error))
		return -1;
	return 1;
}

int receipt_stamp(const struct receipt_giver *giver, struct wubu_bytes token, struct arena *arena,
		  struct receipt *receipt, struct wubu_error *error)
{
	int found = receipt_last(receipt, giver->ledger->store, RECEIPT_REF, arena, error);
	if (found < 0)
		return -1;
	if (!found)
		return error_set(error, WUBU_NOT_FOUND, _("there is no receipt here yet"));
	if (receipt->token.size)
		return error_set(error, WUBU_CONFLICT, _("the newest receipt has a time stamp already"));
	struct store_id before = receipt->commit;
	receipt->token = token;
	return put_down(giver, receipt, &before, arena, error);
}
