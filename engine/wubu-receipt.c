/* SPDX-License-Identifier: Apache-2.0 */
/* Receipts as commands: showing, verifying, making good, stamping; and their part of an audit. */
#include "wubu-server.h"

#include "base/lang.h"
#include "base/limits.h"
#include "store/outside.h"
#include "view/receipt.h"
#include "wubu-receipt.h"

#include <stdlib.h>

/* ---- where they are ------------------------------------------------------------------------------ */

/* The short name of the ledger's branch. */
static const char *short_branch(struct wubu *wubu)
{
	const char *branch = wubu_branch(wubu);
	return strncmp(branch, "refs/heads/", 11) == 0 ? branch + 11 : branch;
}

/* What the server's branch NAME is called in this copy; NULL when it is not here. */
static const char *server_ref(struct wubu *wubu, const char *name)
{
	struct store *store = wubu->ledger->store;
	const char *remote = store_config(store, "wubu.remote", wubu->arena);
	struct wubu_error ignored = {0};
	struct store_id id;
	const char *ref = store_is_bare(store)
				  ? arena_format(wubu->arena, "refs/heads/%s", name)
				  : arena_format(wubu->arena, "refs/remotes/%s/%s", remote ? remote : "origin", name);
	return store_ref(store, ref, &id, &ignored) == 1 ? ref : NULL;
}

static const char *receipts_ref(struct wubu *wubu)
{
	return server_ref(wubu, RECEIPT_REF + strlen("refs/heads/"));
}

/* ---- the audit's part --------------------------------------------------------------------------------- */

static int read_witnesses(const struct wubu_witnesses *given, struct arena *arena, struct receipt_witness **out,
			  struct wubu_error *error)
{
	*out = arena_array(arena, given->count, sizeof **out);
	for (size_t i = 0; i < given->count; i++) {
		struct wubu_bytes bytes;
		int found = store_read_outside(given->files[i], LIMIT_WITNESS_BYTES, arena, &bytes, error);
		if (found <= 0)
			return found < 0 ? -1 : error_set(error, WUBU_NOT_FOUND, _("there is no file %s"), given->files[i]);
		if (receipt_witness_read(&(*out)[i], given->files[i], bytes, arena, error))
			return -1;
	}
	return 0;
}

int wubu_audit_receipts(struct wubu *wubu, const struct store_id *tip, const struct wubu_witnesses *given,
			struct wubu_report *report, struct wubu_error *error)
{
	struct receipt_witness *witnesses;
	struct receipt_audit audit = {.ledger = wubu->ledger, .receipts = receipts_ref(wubu),
				      .branch = wubu_branch(wubu), .tip = *tip, .witness_count = given->count,
				      .authority = given->authority};
	if (read_witnesses(given, report->arena, &witnesses, error))
		return -1;
	audit.witnesses = witnesses;
	/* What was committed here and not pushed yet can have none: the server's branch is what they are about. */
	const char *line = server_ref(wubu, short_branch(wubu));
	if (audit.receipts && line && store_ref(wubu->ledger->store, line, &audit.tip, error) < 0)
		return -1;
	audit.pushed = line && !store_is_bare(wubu->ledger->store) && store_was_pushed(wubu->ledger->store, line);
	if (receipt_audit(&audit, &report->findings, error))
		return -1;
	report->receipt_count = audit.count;
	report->receipts = receipt_view_closing(&audit, report->arena);
	return 0;
}

/* ---- looking ------------------------------------------------------------------------------------------- */

static int each_receipt(struct wubu *wubu, int (*each)(void *context, const struct receipt *receipt),
			void *context, struct wubu_error *error)
{
	struct arena *arena = arena_new(), *scratch = arena_new();
	const char *ref = receipts_ref(wubu);
	struct store_id tip, *ids;
	size_t count;
	int rc = ref ? store_ref(wubu->ledger->store, ref, &tip, error) : 0;
	if (rc <= 0) {
		rc = rc < 0 ? -1 : error_set(error, WUBU_NOT_FOUND, _("there is no receipt here yet"));
		error_hint(error, _("A server that `wubu init --bare` made gives one for each push; `git fetch` brings them."));
	} else {
		rc = receipt_chain(wubu->ledger->store, &tip, arena, &ids, &count, error);
	}
	for (size_t i = 0; !rc && i < count; i++) {
		struct receipt receipt;
		arena_reset(scratch);
		rc = receipt_read(&receipt, wubu->ledger->store, &ids[i], scratch, error) ? -1
											   : each(context, &receipt);
	}
	arena_free(arena);
	arena_free(scratch);
	return rc < 0 ? -1 : 0;
}

struct listing {
	enum view_format format;
	struct buf *out;
	uint64_t last; /* written */
};

static int list_one(void *context, const struct receipt *receipt)
{
	struct listing *listing = context;
	if (receipt->number != listing->last)
		receipt_view_line(receipt, listing->format, listing->out);
	listing->last = receipt->number;
	return 0;
}

int wubu_receipt_list(struct wubu *wubu, enum wubu_format format, struct buf *out, struct wubu_error *error)
{
	struct listing listing = {(enum view_format)format, out, 0};
	return each_receipt(wubu, list_one, &listing, error);
}

/* The receipt that is asked for: by its number, by a commit, or the newest. */
struct wanted {
	struct wubu *wubu;
	uint64_t number;
	bool commit;
	struct store_id id;
	struct receipt found;
	struct arena *arena;
	const char *ref; /* of the ledger */
};

/* The first one that brought the commit; of a number the last, which has the time stamp if there is one. */
static bool is_wanted(const struct wanted *w, const struct receipt *receipt)
{
	struct wubu_error unread = {0};
	if (w->number)
		return receipt->number == w->number;
	if (!w->commit)
		return true;
	if (w->found.number)
		return receipt->number == w->found.number;
	return strcmp(receipt->ref, w->ref) == 0 &&
	       store_descends(w->wubu->ledger->store, &w->id, &receipt->new, &unread) == 1;
}

static int look_at(void *context, const struct receipt *receipt)
{
	struct wanted *w = context;
	return is_wanted(w, receipt) &&
	       receipt_read(&w->found, w->wubu->ledger->store, &receipt->commit, w->arena, &(struct wubu_error){0});
}

static int find(struct wubu *wubu, const char *which, struct arena *arena, struct receipt *receipt,
		struct wubu_error *error)
{
	struct wanted w = {.wubu = wubu, .arena = arena, .ref = wubu_branch(wubu)};
	bool digits = which && strspn(which, "0123456789") == strlen(which) && strlen(which) < 10;
	if (digits)
		w.number = strtoull(which, NULL, 10);
	if (which && !w.number) {
		w.commit = true;
		if (store_revision(wubu->ledger->store, which, &w.id, error))
			return -1;
	}
	if (each_receipt(wubu, look_at, &w, error))
		return -1;
	*receipt = w.found;
	return w.found.number ? 0 : error_set(error, WUBU_NOT_FOUND, _("there is no receipt for %s"), which);
}

int wubu_receipt_show(struct wubu *wubu, const char *which, const char *form, enum wubu_format format,
		      struct buf *out, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct receipt receipt;
	int rc = find(wubu, which, arena, &receipt, error);
	if (!rc && form && strcmp(form, "svg") == 0)
		rc = receipt_view_svg(&receipt, out);
	else if (!rc && form && strcmp(form, "text") == 0)
		buf_add(out, receipt.text);
	else if (!rc && form && strcmp(form, "sig") == 0)
		buf_add(out, receipt.signature);
	else if (!rc)
		receipt_view(&receipt, (enum view_format)format, !form || strcmp(form, "words") != 0, out);
	arena_free(arena);
	return rc;
}

/* ---- verifying ---------------------------------------------------------------------------------------------- */

int wubu_receipt_verify(struct wubu *wubu, const struct wubu_witnesses *given, struct wubu_report **report,
			struct wubu_error *error)
{
	struct wubu_report *made = report_new("receipts");
	struct store_id tip;
	int found = store_ref(wubu->ledger->store, "HEAD", &tip, error);
	int rc = found < 0 || ledger_is_whole(wubu->ledger, error) ? -1 : 0;
	if (!rc && !found)
		rc = error_set(error, WUBU_NOT_FOUND, _("this branch has no commit yet"));
	if (!rc)
		rc = wubu_audit_receipts(wubu, &tip, given, made, error);
	if (rc)
		wubu_report_free(made);
	else
		*report = made;
	return rc;
}

/* ---- on the server --------------------------------------------------------------------------------------------- */

static int on_server(struct wubu *wubu, struct wubu_error *error)
{
	if (store_is_bare(wubu->ledger->store) && server_gives_receipts(wubu))
		return 0;
	error_set(error, WUBU_USAGE, _("this is no server's repository that gives receipts"));
	error_hint(error, _("Run it where `wubu init --bare` was run."));
	return -1;
}

int wubu_receipt_repair(struct wubu *wubu, struct buf *done, struct wubu_error *error)
{
	struct receipt_giver giver = server_giver(wubu);
	struct arena *arena = arena_new();
	struct receipt receipt;
	int made = on_server(wubu, error) ? -1 : receipt_make_good(&giver, arena, &receipt, error);
	if (made > 0)
		receipt_view_short(&receipt, done);
	else if (!made)
		buf_text(done, _("No receipt is missing.\n"));
	arena_free(arena);
	return made < 0 ? -1 : 0;
}

int wubu_receipt_stamp(struct wubu *wubu, const char *file, struct buf *done, struct wubu_error *error)
{
	struct receipt_giver giver = server_giver(wubu);
	struct arena *arena = arena_new();
	struct receipt receipt;
	struct wubu_bytes token;
	int rc = on_server(wubu, error);
	int found = rc ? -1 : store_read_outside(file, LIMIT_RECEIPT_BYTES, arena, &token, error);
	if (!rc && (found == 0 || (found == 1 && !token.size)))
		rc = error_set(error, WUBU_NOT_FOUND, _("there is no file %s"), file);
	if (!rc)
		rc = found < 0 ? -1 : receipt_stamp(&giver, token, arena, &receipt, error);
	if (!rc)
		buf_format(done, _("time stamp kept beside receipt %llu\n"), (unsigned long long)receipt.number);
	arena_free(arena);
	return rc;
}
