/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/receipt.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/limits.h"
#include "store/commit.h"

#include <stdio.h>

#define DAY_SECONDS 86400
#define NOBODY "unknown"
#define NOTHING "none"
#define DIGEST_PREFIX "sha256:"

/* ---- values -------------------------------------------------------------------------------- */

char *receipt_time(int64_t seconds, char text[RECEIPT_TIME_SIZE])
{
	char day[DATE_TEXT_SIZE];
	unsigned rest = (unsigned)(seconds % DAY_SECONDS);
	snprintf(text, RECEIPT_TIME_SIZE, "%sT%02u:%02u:%02uZ", date_format(date_of_time(seconds, 0), day),
		 rest / 3600 % 24, rest / 60 % 60, rest % 60);
	return text;
}

static int two_digits(const char *text, int end)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return -1;
	int value = (text[0] - '0') * 10 + text[1] - '0';
	return value < end ? value : -1;
}

static bool read_time(int64_t *seconds, struct wubu_bytes text)
{
	if (text.size != RECEIPT_TIME_SIZE - 1 || text.data[10] != 'T' || text.data[13] != ':' ||
	    text.data[16] != ':' || text.data[19] != 'Z')
		return false;
	int32_t day = date_parse((struct wubu_bytes){text.data, 10});
	int hour = two_digits(text.data + 11, 24), minute = two_digits(text.data + 14, 60);
	int second = two_digits(text.data + 17, 60);
	if (day == DATE_NONE || day < 0 || hour < 0 || minute < 0 || second < 0)
		return false;
	*seconds = (int64_t)day * DAY_SECONDS + hour * 3600 + minute * 60 + second;
	return true;
}

static bool read_number(uint64_t *number, struct wubu_bytes text)
{
	*number = 0;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9' || i == 15)
			return false;
		*number = *number * 10 + (uint64_t)(text.data[i] - '0');
	}
	return *number > 0;
}

static bool read_id(struct store_id *id, struct wubu_bytes text)
{
	if (bytes_are(text, NOTHING)) {
		*id = (struct store_id){{0}};
		return true;
	}
	return store_id_parse(id, text) == 0 && !store_id_is_zero(id);
}

/* Printable ASCII: what transports and rulebooks call people. */
static bool is_plain(struct wubu_bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < ' ' || text.data[i] > '~')
			return false;
	return text.size > 0;
}

static bool is_instance(struct wubu_bytes text)
{
	return text.size == 32 && strspn(text.data, "0123456789abcdef") >= 32;
}

/* ---- the rows of the text --------------------------------------------------------------------- */

static void write_number(const struct receipt *r, struct buf *out)
{
	buf_format(out, "%llu", (unsigned long long)r->number);
}

static bool parse_number(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	(void)arena;
	return read_number(&r->number, text);
}

static void write_ledger(const struct receipt *r, struct buf *out)
{
	buf_text(out, r->ledger);
}

static bool parse_ledger(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	r->ledger = arena_copy(arena, text);
	return is_instance(text);
}

static void write_previous(const struct receipt *r, struct buf *out)
{
	buf_format(out, "%s%s", r->previous ? DIGEST_PREFIX : "", r->previous ? r->previous : NOTHING);
}

static bool parse_previous(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	size_t prefix = strlen(DIGEST_PREFIX);
	r->previous = NULL;
	if (bytes_are(text, NOTHING))
		return true;
	if (!bytes_start(text, DIGEST_PREFIX))
		return false;
	text = (struct wubu_bytes){text.data + prefix, text.size - prefix};
	r->previous = arena_copy(arena, text);
	return digest_is_sha256(text);
}

static void write_ref(const struct receipt *r, struct buf *out)
{
	buf_text(out, r->ref);
}

static bool parse_ref(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	r->ref = arena_copy(arena, text);
	return bytes_start(text, "refs/") && !memchr(text.data, ' ', text.size);
}

static void write_id(const struct store_id *id, struct buf *out)
{
	char hex[STORE_ID_HEX];
	buf_text(out, store_id_is_zero(id) ? NOTHING : store_id_format(id, hex));
}

static void write_old(const struct receipt *r, struct buf *out)
{
	write_id(&r->old, out);
}

static bool parse_old(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	(void)arena;
	return read_id(&r->old, text);
}

static void write_new(const struct receipt *r, struct buf *out)
{
	write_id(&r->new, out);
}

static bool parse_new(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	(void)arena;
	return read_id(&r->new, text) && !store_id_is_zero(&r->new);
}

static void write_rules(const struct receipt *r, struct buf *out)
{
	write_id(&r->rules, out);
}

static bool parse_rules(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	(void)arena;
	return read_id(&r->rules, text);
}

static void write_received(const struct receipt *r, struct buf *out)
{
	char text[RECEIPT_TIME_SIZE];
	buf_text(out, receipt_time(r->received, text));
}

static bool parse_received(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	(void)arena;
	return read_time(&r->received, text);
}

static void write_pushed(const struct receipt *r, struct buf *out)
{
	buf_text(out, r->pushed_by ? r->pushed_by : NOBODY);
}

static bool parse_pushed(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	r->pushed_by = bytes_are(text, NOBODY) ? NULL : arena_copy(arena, text);
	return true;
}

static void write_signed(const struct receipt *r, struct buf *out)
{
	buf_text(out, r->signed_by ? r->signed_by : NOBODY);
}

static bool parse_signed(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	r->signed_by = bytes_are(text, NOBODY) ? NULL : arena_copy(arena, text);
	return true;
}

static void write_late(const struct receipt *r, struct buf *out)
{
	buf_text(out, r->late ? "yes" : "no");
}

static bool parse_late(struct receipt *r, struct wubu_bytes text, struct arena *arena)
{
	(void)arena;
	r->late = bytes_are(text, "yes");
	return r->late || bytes_are(text, "no");
}

static const struct row {
	const char *key;
	void (*write)(const struct receipt *r, struct buf *out);
	bool (*parse)(struct receipt *r, struct wubu_bytes text, struct arena *arena);
} rows[] = {
	{"receipt", write_number, parse_number},      {"ledger", write_ledger, parse_ledger},
	{"previous", write_previous, parse_previous}, {"ref", write_ref, parse_ref},
	{"old", write_old, parse_old},                {"new", write_new, parse_new},
	{"rules", write_rules, parse_rules},          {"received", write_received, parse_received},
	{"pushed-by", write_pushed, parse_pushed},    {"signed-by", write_signed, parse_signed},
	{"late", write_late, parse_late},
};
#define ROWS (sizeof rows / sizeof *rows)

void receipt_write(const struct receipt *receipt, struct buf *out)
{
	for (size_t i = 0; i < ROWS; i++) {
		buf_format(out, "%s: ", rows[i].key);
		rows[i].write(receipt, out);
		buf_char(out, '\n');
	}
}

static int refuse_row(const struct row *row, struct wubu_error *error)
{
	return error_set(error, WUBU_INPUT, _("the receipt is not written as wubu writes one: its line “%s”"), row->key);
}

int receipt_parse(struct receipt *receipt, struct wubu_bytes text, struct arena *arena,
		  struct wubu_error *error)
{
	struct wubu_bytes rest = text;
	*receipt = (struct receipt){0};
	if (text.size > LIMIT_RECEIPT_BYTES)
		return error_set(error, WUBU_LIMIT, _("the receipt is longer than %u bytes"), LIMIT_RECEIPT_BYTES);
	for (size_t i = 0; i < ROWS; i++) {
		const char *end = rest.size ? memchr(rest.data, '\n', rest.size) : NULL;
		size_t key = strlen(rows[i].key);
		if (!end || !bytes_start(rest, rows[i].key) || (size_t)(end - rest.data) < key + 2 ||
		    memcmp(rest.data + key, ": ", 2) != 0)
			return refuse_row(&rows[i], error);
		struct wubu_bytes value = {rest.data + key + 2, (size_t)(end - rest.data) - key - 2};
		if (!is_plain(value) || !rows[i].parse(receipt, value, arena))
			return refuse_row(&rows[i], error);
		rest = (struct wubu_bytes){end + 1, rest.size - (size_t)(end + 1 - rest.data)};
	}
	/* The same receipt has one text only, so that it has one digest. */
	struct buf again;
	buf_init(&again);
	receipt_write(receipt, &again);
	bool equal = bytes_equal(buf_bytes(&again), text);
	buf_release(&again);
	if (!equal || (receipt->number == 1) != (receipt->previous == NULL))
		return refuse_row(&rows[0], error);
	receipt->text = (struct wubu_bytes){arena_copy(arena, text), text.size};
	digest_sha256(text, receipt->digest);
	return 0;
}

/* ---- in the repository ----------------------------------------------------------------------------- */

/* The file NAME of TREE; no bytes where there is none. */
static int read_part(struct store *store, const struct store_tree *tree, const char *name,
		     struct arena *arena, struct wubu_bytes *bytes, struct wubu_error *error)
{
	const struct store_entry *entry = store_tree_find(tree, name);
	*bytes = (struct wubu_bytes){NULL, 0};
	if (!entry)
		return 0;
	if (entry->mode != STORE_MODE_FILE)
		return error_set(error, WUBU_INPUT, _("a receipt holds something that is no file: %s"), name);
	return store_read(store, &entry->id, STORE_BLOB, LIMIT_RECEIPT_BYTES, arena, bytes, error);
}

int receipt_read(struct receipt *receipt, struct store *store, const struct store_id *id,
		 struct arena *arena, struct wubu_error *error)
{
	struct store_commit commit;
	struct store_tree tree;
	struct wubu_bytes text, signature, token;
	if (store_read_commit(store, id, arena, &commit, error) ||
	    store_read_tree(store, &commit.tree, arena, &tree, error) ||
	    read_part(store, &tree, RECEIPT_TEXT, arena, &text, error) ||
	    read_part(store, &tree, RECEIPT_SIGNATURE, arena, &signature, error) ||
	    read_part(store, &tree, RECEIPT_TOKEN, arena, &token, error))
		return -1;
	if (commit.parent_count > 1 || tree.count != 2 + (token.size > 0))
		return error_set(error, WUBU_INPUT, _("the branch of receipts holds something that is no receipt"));
	if (receipt_parse(receipt, text, arena, error))
		return -1;
	receipt->signature = signature;
	receipt->token = token;
	receipt->commit = *id;
	receipt->before = commit.parent_count ? commit.parents[0] : (struct store_id){{0}};
	return 0;
}

int receipt_chain(struct store *store, const struct store_id *tip, struct arena *arena,
		  struct store_id **ids, size_t *count, struct wubu_error *error)
{
	struct arena *scratch = arena_new();
	struct store_commit commit = {.parent_count = 1, .parents = {*tip}};
	int rc = 0;
	*ids = NULL;
	*count = 0;
	while (commit.parent_count && !rc) {
		struct store_id id = commit.parents[0];
		*arena_push(arena, *ids, *count) = id;
		arena_reset(scratch);
		rc = store_read_commit(store, &id, scratch, &commit, error);
	}
	arena_free(scratch);
	for (size_t i = 0; i < *count / 2; i++) {
		struct store_id other = (*ids)[i];
		(*ids)[i] = (*ids)[*count - 1 - i];
		(*ids)[*count - 1 - i] = other;
	}
	return rc;
}

int receipt_last(struct receipt *receipt, struct store *store, const char *ref, struct arena *arena,
		 struct wubu_error *error)
{
	struct store_id tip;
	int found = store_ref(store, ref, &tip, error);
	if (found <= 0)
		return found;
	return receipt_read(receipt, store, &tip, arena, error) ? -1 : 1;
}

int receipt_last_before(struct receipt *receipt, struct store *store, const struct receipt *last,
			const char *branch, struct arena *arena, struct wubu_error *error)
{
	*receipt = *last;
	while (strcmp(receipt->ref, branch) != 0) {
		struct store_id before = receipt->before;
		if (store_id_is_zero(&before))
			return 0;
		if (receipt_read(receipt, store, &before, arena, error))
			return -1;
	}
	return 1;
}

int receipt_last_of(struct receipt *receipt, struct store *store, const char *branch, struct arena *arena,
		    struct wubu_error *error)
{
	struct receipt last;
	int found = receipt_last(&last, store, RECEIPT_REF, arena, error);
	return found <= 0 ? found : receipt_last_before(receipt, store, &last, branch, arena, error);
}
