/* SPDX-License-Identifier: Apache-2.0 */
#include "view/receipt.h"

#include "base/lang.h"
#include "base/words.h"
#include "view/jsonl.h"
#include "view/qr.h"

#include <stdlib.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define WORDS_IN_LINE 5

/* ---- words ------------------------------------------------------------------------------------ */

static void digest_bytes(const char *hex, unsigned char bytes[WORDS_BYTES])
{
	for (size_t i = 0; i < WORDS_BYTES; i++) {
		char pair[] = {hex[2 * i], hex[2 * i + 1], '\0'};
		bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
	}
}

static const char *words_of(const struct receipt *receipt, struct arena *arena)
{
	unsigned char bytes[WORDS_BYTES];
	struct buf out;
	buf_init(&out);
	digest_bytes(receipt->digest, bytes);
	words_write(bytes, &out);
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

void receipt_view_short(const struct receipt *receipt, struct buf *out)
{
	struct arena *arena = arena_new();
	char time[RECEIPT_TIME_SIZE], hex[STORE_ID_HEX];
	buf_format(out, _("Receipt %llu: %.12s on %s, received %s\n"), (unsigned long long)receipt->number,
		   store_id_format(&receipt->new, hex), receipt->ref, receipt_time(receipt->received, time));
	buf_format(out, "  %s\n", words_of(receipt, arena));
	arena_free(arena);
}

/* ---- one, for people ---------------------------------------------------------------------------- */

static const char *id_or_none(const struct store_id *id, struct arena *arena)
{
	char hex[STORE_ID_HEX];
	return store_id_is_zero(id) ? NULL : arena_text(arena, store_id_format(id, hex));
}

static const char *line_of(const struct receipt *receipt, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	receipt_line(receipt, &out);
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static void write_rows(const struct receipt *receipt, const struct canvas *canvas, struct arena *arena)
{
	char time[RECEIPT_TIME_SIZE];
	const struct { const char *label, *text; } rows[] = {
		{_("Ledger"), receipt->ledger},
		{_("Received"), receipt_time(receipt->received, time)},
		{_("Branch"), receipt->ref},
		{_("Was at"), id_or_none(&receipt->old, arena)},
		{_("Is at"), id_or_none(&receipt->new, arena)},
		{_("Rules"), id_or_none(&receipt->rules, arena)},
		{_("Pushed by"), receipt->pushed_by},
		{_("Signed by"), receipt->signed_by},
		{_("Before it"), receipt->previous},
		{_("SHA-256"), receipt->digest},
		{_("Note"), receipt->late ? _("made good afterwards: it came at some time before") : NULL},
		{_("Time stamp"), receipt->token.size ? _("there is one beside it (RFC 3161)") : NULL},
	};
	const char *labels[COUNT(rows)];
	for (size_t i = 0; i < COUNT(rows); i++)
		labels[i] = rows[i].label;
	size_t column = canvas_column(labels, COUNT(rows));
	for (size_t i = 0; i < COUNT(rows); i++)
		canvas_row(canvas, rows[i].label, column, rows[i].text);
}

static void write_words(const char *words, const struct canvas *canvas)
{
	size_t word = 0;
	buf_text(canvas->out, "    ");
	for (const char *p = words; *p; p++) {
		if (*p != ' ')
			buf_char(canvas->out, *p);
		else
			buf_text(canvas->out, ++word % WORDS_IN_LINE ? " " : "\n    ");
	}
	canvas_newline(canvas);
}

static void write_for_people(const struct receipt *receipt, const struct canvas *canvas, bool qr)
{
	struct arena *arena = arena_new();
	const char *line = line_of(receipt, arena);
	canvas_text(canvas, PAINT_HEAD, arena_format(arena, _("Receipt %llu"), (unsigned long long)receipt->number));
	buf_text(canvas->out, "\n\n");
	write_rows(receipt, canvas, arena);
	canvas_newline(canvas);
	canvas_fill(canvas, _("Keep these words or this line. Whoever audits the ledger later (wubu audit --witness FILE) sees by them whether it still holds what it held now."), 0, 0);
	canvas_newline(canvas);
	write_words(words_of(receipt, arena), canvas);
	buf_format(canvas->out, "\n%s\n", line);
	if (qr) {
		canvas_newline(canvas);
		qr_write(line, canvas);
	}
	arena_free(arena);
}

/* ---- for programs ----------------------------------------------------------------------------------- */

static json_t *as_json(const struct receipt *receipt)
{
	struct arena *arena = arena_new();
	char time[RECEIPT_TIME_SIZE];
	json_t *object = jsonl_object();
	jsonl_put_number(object, "receipt", (int64_t)receipt->number);
	const struct { const char *key, *text; } texts[] = {
		{"ledger", receipt->ledger}, {"previous", receipt->previous}, {"ref", receipt->ref},
		{"old", id_or_none(&receipt->old, arena)}, {"new", id_or_none(&receipt->new, arena)},
		{"rules", id_or_none(&receipt->rules, arena)}, {"received", receipt_time(receipt->received, time)},
		{"pushed-by", receipt->pushed_by}, {"signed-by", receipt->signed_by},
		{"sha256", receipt->digest}, {"words", words_of(receipt, arena)}, {"line", line_of(receipt, arena)},
		{"commit", id_or_none(&receipt->commit, arena)},
	};
	for (size_t i = 0; i < COUNT(texts); i++)
		jsonl_put(object, texts[i].key, texts[i].text);
	jsonl_put_number(object, "seconds", receipt->received);
	jsonl_put_flag(object, "late", receipt->late);
	jsonl_put_flag(object, "stamped", receipt->token.size > 0);
	arena_free(arena);
	return object;
}

void receipt_view(const struct receipt *receipt, enum view_format format, bool qr, struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	if (format == VIEW_JSON)
		jsonl_write(as_json(receipt), out);
	else
		write_for_people(receipt, &canvas, qr);
}

void receipt_view_line(const struct receipt *receipt, enum view_format format, struct buf *out)
{
	char time[RECEIPT_TIME_SIZE], old[STORE_ID_HEX], new[STORE_ID_HEX];
	if (format == VIEW_JSON) {
		jsonl_write(as_json(receipt), out);
		return;
	}
	buf_format(out, "%6llu  %s  %.12s → %.12s  %s", (unsigned long long)receipt->number,
		   receipt_time(receipt->received, time), store_id_format(&receipt->old, old),
		   store_id_format(&receipt->new, new), receipt->ref);
	buf_format(out, "  %s%s%s\n", receipt->pushed_by ? receipt->pushed_by : "-",
		   receipt->late ? _(", made good afterwards") : "", receipt->token.size ? _(", time stamp") : "");
}

int receipt_view_svg(const struct receipt *receipt, struct buf *out)
{
	struct arena *arena = arena_new();
	int rc = qr_svg(line_of(receipt, arena), out);
	arena_free(arena);
	return rc;
}

/* ---- what an audit says ---------------------------------------------------------------------------------- */

const char *receipt_view_closing(const struct receipt_audit *audit, struct arena *arena)
{
	char first[RECEIPT_TIME_SIZE], last[RECEIPT_TIME_SIZE];
	if (!audit->count)
		return _("none: when things came is only what clients said themselves");
	const char *text = arena_format(
		arena, ngettext("%zu, of %s to %s, key %s (%s)", "%zu, from %s to %s, key %s (%s)", audit->count),
		audit->count, receipt_time(audit->first, first), receipt_time(audit->last, last), audit->key,
		audit->pinned ? _("named by the rules") : _("not named by the rules: taken on trust"));
	if (audit->stamped)
		text = arena_format(arena, ngettext("%s; %zu good time stamp", "%s; %zu good time stamps", audit->stamped),
				    text, audit->stamped);
	if (audit->unread)
		text = arena_format(arena, ngettext("%s; %zu time stamp not verified (--tsa)",
						    "%s; %zu time stamps not verified (--tsa)", audit->unread),
				    text, audit->unread);
	return text;
}
