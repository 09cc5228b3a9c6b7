/* SPDX-License-Identifier: Apache-2.0 */
#include "wubu-server.h"

#include "base/lang.h"
#include "base/limits.h"
#include "store/outside.h"
#include "store/write.h"
#include "view/receipt.h"

/* ---- places ----------------------------------------------------------------------------------- */

static const char *own_place(struct wubu *wubu, const char *name)
{
	return arena_format(wubu->arena, "%swubu/%s", store_folder(wubu->ledger->store), name);
}

bool server_gives_receipts(struct wubu *wubu)
{
	const char *set = store_config(wubu->ledger->store, "wubu.receipts", wubu->arena);
	return set && strcmp(set, "true") == 0;
}

const char *server_key(struct wubu *wubu)
{
	const char *set = store_config_path(wubu->ledger->store, "wubu.serverKey", wubu->arena);
	return set ? set : own_place(wubu, "server-key");
}

struct receipt_giver server_giver(struct wubu *wubu)
{
	return (struct receipt_giver){
		.ledger = wubu->ledger, .branch = wubu_branch(wubu), .key_file = server_key(wubu),
		.now = wubu->moment.clock, .pusher = wubu->moment.pusher};
}

/* ---- what has passed ------------------------------------------------------------------------------ */

/*
 * A verdict on a move is the same whoever makes it, so that the note needs no name of a process, and one that is left
 * over does no harm.
 */
static const char *pass_place(struct wubu *wubu, const struct gate_ref *ref, struct arena *arena)
{
	char old[STORE_ID_HEX], new[STORE_ID_HEX], name[DIGEST_HEX];
	const char *text = arena_format(arena, "%s %s %s", store_id_format(&ref->old, old),
					store_id_format(&ref->new, new), ref->name);
	return own_place(wubu, arena_format(arena, "passed/%.40s", digest_sha256(bytes_of(text), name)));
}

static bool has_passed(void *context, const struct gate_ref *ref)
{
	struct wubu *wubu = context;
	return store_is_there(pass_place(wubu, ref, wubu->arena));
}

int server_note_pass(struct wubu *wubu, const struct gate_ref *refs, size_t count, struct wubu_report *report,
		     struct wubu_error *error)
{
	if (!server_gives_receipts(wubu) || report->findings.refused || report->findings.unknown ||
	    report->unjudged)
		return 0;
	if (store_make_folder(own_place(wubu, "passed"), error))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (store_write_outside(pass_place(wubu, &refs[i], report->arena), bytes_of("passed\n"), 0600, error))
			return -1;
	return 0;
}

void server_prepare(struct wubu *wubu, struct wubu_report *report)
{
	struct receipt_giver giver = server_giver(wubu);
	struct wubu_error error = {0};
	if (server_gives_receipts(wubu) && receipt_can_give(&giver, &error))
		gate_refused(&report->findings, "push.receipt", &error);
}

/* ---- after the push ----------------------------------------------------------------------------------- */

static int give_one(struct wubu *wubu, const struct gate_ref *ref, struct buf *told, struct wubu_report *report,
		    struct wubu_error *error)
{
	struct receipt_giver giver = server_giver(wubu);
	struct receipt receipt;
	if (receipt_give(&giver, ref, report->arena, &receipt, error) < 0)
		return -1;
	receipt_view_short(&receipt, told);
	store_remove_outside(pass_place(wubu, ref, report->arena));
	return 0;
}

int server_received(struct wubu *wubu, const struct gate_ref *refs, size_t count, struct wubu_report *report,
		    struct wubu_error *error)
{
	struct buf told;
	int rc = 0;
	if (!server_gives_receipts(wubu))
		return 0;
	buf_init(&told);
	for (size_t i = 0; i < count && !rc; i++)
		/* What was taken away needs none, and receipts get none of their own. */
		if (!store_id_is_zero(&refs[i].new) && strcmp(refs[i].name, RECEIPT_REF) != 0)
			rc = give_one(wubu, &refs[i], &told, report, error);
	report->told = arena_copy(report->arena, buf_bytes(&told));
	buf_release(&told);
	if (rc)
		error_hint(error, _("The push itself was accepted. The next push makes its receipt good, or `wubu receipt repair` on the server."));
	return rc;
}

/* ---- the second lock -------------------------------------------------------------------------------------- */

static bool is_guarded(struct wubu *wubu, struct wubu_bytes name)
{
	return bytes_are(name, wubu_branch(wubu)) || bytes_are(name, RECEIPT_REF) || bytes_start(name, "refs/replace/");
}

/* "OLD NEW REF"; what is not guarded is passed over, whatever it says. */
static int read_line(struct wubu *wubu, struct wubu_bytes line, struct arena *arena, struct gate_ref **refs,
		     size_t *count, struct wubu_error *error)
{
	const char *end = line.data + line.size, *name = line.size ? memrchr(line.data, ' ', line.size) : NULL;
	if (!name)
		return error_set(error, WUBU_INPUT, _("git handed over a line that is not of the form expected"));
	name++;
	if (!is_guarded(wubu, (struct wubu_bytes){name, (size_t)(end - name)}))
		return 0;
	struct gate_ref *ref = arena_push(arena, *refs, *count);
	size_t hex = STORE_ID_HEX - 1;
	if ((size_t)(name - line.data) != 2 * STORE_ID_HEX || line.data[hex] != ' ' ||
	    store_id_parse(&ref->old, (struct wubu_bytes){line.data, hex}) ||
	    store_id_parse(&ref->new, (struct wubu_bytes){line.data + STORE_ID_HEX, hex}))
		return error_set(error, WUBU_INPUT, _("git handed over a line that is not of the form expected"));
	ref->name = arena_copy(arena, (struct wubu_bytes){name, (size_t)(end - name)});
	return 0;
}

int server_lock(struct wubu *wubu, struct wubu_bytes input, struct wubu_report *report, struct wubu_error *error)
{
	struct gate_ref *refs = NULL;
	size_t count = 0;
	for (size_t begin = 0; begin < input.size;) {
		const char *start = input.data + begin, *end = memchr(start, '\n', input.size - begin);
		struct wubu_bytes line = {start, end ? (size_t)(end - start) : input.size - begin};
		begin += line.size + 1;
		if (read_line(wubu, line, report->arena, &refs, &count, error))
			return -1;
	}
	return gate_transaction(wubu->ledger, refs, count, wubu_branch(wubu), has_passed, wubu, &report->findings,
				error);
}
