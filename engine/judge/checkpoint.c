/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/checkpoint.h"

#include "base/lang.h"
#include "store/outside.h"
#include "store/write.h"
#include "trust/digest.h"

#include <stdio.h>
#include <stdlib.h>

#define FORM "wubu checkpoint 1"
#define KEY_BYTES 32
#define FIELD_DIGITS 9 /* of a text's length */

/* ---- fields ----------------------------------------------------------------------------------- */

/* A text is "LENGTH:bytes,", none is "-,"; a number is a text. */
static void put_text(struct buf *out, const char *text)
{
	if (text)
		buf_format(out, "%zu:%s,", strlen(text), text);
	else
		buf_text(out, "-,");
}

static void put_number(struct buf *out, uint64_t number)
{
	char digits[24];
	snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
	put_text(out, digits);
}

struct reader {
	struct wubu_bytes rest;
	struct arena *arena;
	bool broken;
};

static const char *stop(struct reader *r)
{
	r->broken = true;
	return NULL;
}

static const char *take_text(struct reader *r)
{
	size_t digits = 0, size = 0;
	if (r->rest.size >= 2 && memcmp(r->rest.data, "-,", 2) == 0) {
		r->rest = (struct wubu_bytes){r->rest.data + 2, r->rest.size - 2};
		return NULL;
	}
	while (digits < r->rest.size && digits < FIELD_DIGITS && r->rest.data[digits] >= '0' && r->rest.data[digits] <= '9')
		size = size * 10 + (size_t)(r->rest.data[digits++] - '0');
	if (!digits || r->rest.size < digits + 2 + size || r->rest.data[digits] != ':' ||
	    r->rest.data[digits + 1 + size] != ',')
		return stop(r);
	const char *text = arena_copy(r->arena, (struct wubu_bytes){r->rest.data + digits + 1, size});
	r->rest = (struct wubu_bytes){r->rest.data + digits + 2 + size, r->rest.size - digits - 2 - size};
	return text;
}

static uint64_t take_number(struct reader *r)
{
	const char *text = take_text(r);
	if (!text)
		stop(r);
	return text ? strtoull(text, NULL, 10) : 0;
}

/* ---- findings --------------------------------------------------------------------------------- */

/* The texts of a finding, one row each. */
static const size_t texts[] = {
	offsetof(struct rule_finding, rule), offsetof(struct rule_finding, decision), offsetof(struct rule_finding, step),
	offsetof(struct rule_finding, commit), offsetof(struct rule_finding, file), offsetof(struct rule_finding, source),
	offsetof(struct rule_finding, message), offsetof(struct rule_finding, found), offsetof(struct rule_finding, needed),
	offsetof(struct rule_finding, remedy), offsetof(struct rule_finding, who), offsetof(struct rule_finding, by),
	offsetof(struct rule_finding, command), offsetof(struct rule_finding, field), offsetof(struct rule_finding, counted),
};
/* A row that is forgotten shows: tests/gate/planted.py compares what comes back with what was told at first. */
#define TEXTS (sizeof texts / sizeof *texts)

static const char **text_at(struct rule_finding *finding, size_t i)
{
	return (const char **)((char *)finding + texts[i]);
}

static void put_finding(struct buf *out, const struct rule_finding *finding)
{
	struct rule_finding copy = *finding;
	for (size_t i = 0; i < TEXTS; i++)
		put_text(out, *text_at(&copy, i));
	put_number(out, finding->verdict);
	put_number(out, finding->level);
	put_number(out, finding->line);
	put_number(out, finding->column);
	put_number(out, finding->caret);
	put_number(out, finding->bound);
	put_number(out, finding->basis.count);
	for (size_t i = 0; i < finding->basis.count; i++) {
		const struct rule_basis *basis = &finding->basis.items[i];
		put_text(out, basis->cite->key);
		put_text(out, basis->cite->title.zh);
		put_text(out, basis->cite->title.en);
		put_text(out, basis->cite->number);
		put_text(out, basis->cite->place.zh);
		put_text(out, basis->cite->place.en);
		put_text(out, basis->article);
	}
}

static void take_bases(struct reader *r, struct rule_bases *bases)
{
	uint64_t count = take_number(r);
	for (uint64_t i = 0; !r->broken && i < count; i++) {
		struct rule_cite *cite = arena_alloc(r->arena, sizeof *cite);
		cite->key = take_text(r);
		cite->title.zh = take_text(r);
		cite->title.en = take_text(r);
		cite->number = take_text(r);
		cite->place.zh = take_text(r);
		cite->place.en = take_text(r);
		*arena_push(r->arena, bases->items, bases->count) = (struct rule_basis){cite, take_text(r)};
	}
}

static void take_finding(struct reader *r, struct rule_findings *findings)
{
	struct rule_finding finding = {0};
	for (size_t i = 0; i < TEXTS; i++)
		*text_at(&finding, i) = take_text(r);
	finding.verdict = (enum rule_verdict)take_number(r);
	finding.level = (enum rule_level)take_number(r);
	finding.line = (unsigned)take_number(r);
	finding.column = (unsigned)take_number(r);
	finding.caret = (unsigned)take_number(r);
	finding.bound = (enum rule_by)take_number(r);
	take_bases(r, &finding.basis);
	if (!r->broken)
		findings_add(findings, &finding);
}

/* ---- the seal --------------------------------------------------------------------------------- */

/* The key in hex; a new one where there is none. A file that others may read is no key. */
static const char *read_key(const struct checkpoint_seal *seal, bool make, struct arena *arena)
{
	struct wubu_error ignored = {0};
	struct wubu_bytes bytes;
	char key[2 * KEY_BYTES + 1];
	if (!seal->key_file)
		return NULL;
	int found = store_is_private(seal->key_file) ? store_read_outside(seal->key_file, sizeof key, arena, &bytes, &ignored) : 0;
	if (found == 1 && bytes.size == 2 * KEY_BYTES)
		return bytes.data;
	const char *end = strrchr(seal->key_file, '/');
	if (!make || store_is_there(seal->key_file) || !end || digest_random(KEY_BYTES, key) ||
	    store_make_folder(arena_copy(arena, (struct wubu_bytes){seal->key_file, (size_t)(end - seal->key_file)}), &ignored) ||
	    store_write_outside(seal->key_file, bytes_of(key), 0600, &ignored))
		return NULL;
	return arena_text(arena, key);
}

static const char *place(struct ledger *ledger, struct arena *arena)
{
	return arena_format(arena, "%swubu/checkpoint", store_folder(ledger->store));
}

/* All that must be the same for what was judged to count: form, program, language, repository. */
static const char *circumstances(struct ledger *ledger, const struct checkpoint_seal *seal, struct arena *arena)
{
	struct wubu_error ignored = {0};
	struct wubu_bytes program;
	char hex[DIGEST_HEX];
	const char *folder = store_folder(ledger->store), *self = store_identity(folder, arena);
	if (!self || !seal->program ||
	    store_read_outside(seal->program, LIMIT_MATERIAL_BYTES, arena, &program, &ignored) != 1)
		return NULL;
	return arena_format(arena, FORM " " PACKAGE_VERSION " %s %d %s %s\n", digest_sha256(program, hex),
			    (int)lang_current(), self, folder);
}

/* ---- the file --------------------------------------------------------------------------------- */

static void put_checkpoint(const struct checkpoint *checkpoint, struct buf *out)
{
	char hex[STORE_ID_HEX];
	const struct gate_tally *tally = &checkpoint->tally;
	put_text(out, store_id_format(&checkpoint->tip, hex));
	put_text(out, store_id_format(&checkpoint->root, hex));
	put_number(out, tally->commits);
	put_number(out, tally->signatures);
	put_number(out, tally->decisions);
	put_number(out, tally->exceptions);
	put_number(out, checkpoint->findings.refused);
	put_number(out, checkpoint->findings.unknown);
	put_number(out, checkpoint->findings.more);
	put_number(out, checkpoint->findings.count);
	for (size_t i = 0; i < checkpoint->findings.count; i++)
		put_finding(out, &checkpoint->findings.items[i]);
}

static bool take_id(struct reader *r, struct store_id *id)
{
	const char *hex = take_text(r);
	return hex && store_id_parse(id, bytes_of(hex)) == 0;
}

static int take_checkpoint(struct reader *r, struct checkpoint *checkpoint)
{
	struct gate_tally *tally = &checkpoint->tally;
	*checkpoint = (struct checkpoint){.findings = {.arena = r->arena}};
	if (!take_id(r, &checkpoint->tip) || !take_id(r, &checkpoint->root))
		return 0;
	tally->commits = take_number(r);
	tally->signatures = take_number(r);
	tally->decisions = take_number(r);
	tally->exceptions = take_number(r);
	bool refused = take_number(r), unknown = take_number(r);
	size_t more = take_number(r), count = take_number(r);
	for (size_t i = 0; !r->broken && i < count; i++)
		take_finding(r, &checkpoint->findings);
	checkpoint->findings.refused |= refused;
	checkpoint->findings.unknown |= unknown;
	checkpoint->findings.more += more;
	return !r->broken && !r->rest.size;
}

/* The file is the seal in hex, the circumstances, and the checkpoint. */
static int read_file(struct ledger *ledger, const struct checkpoint_seal *seal, struct arena *arena,
		     struct checkpoint *checkpoint)
{
	struct wubu_error ignored = {0};
	struct wubu_bytes bytes;
	char hex[DIGEST_HEX];
	const char *key = read_key(seal, false, arena), *now = key ? circumstances(ledger, seal, arena) : NULL;
	if (!now || store_read_outside(place(ledger, arena), LIMIT_CHECKPOINT_BYTES, arena, &bytes, &ignored) != 1)
		return 0;
	size_t head = DIGEST_HEX - 1, same = strlen(now);
	if (bytes.size < head + same || memcmp(bytes.data + head, now, same) != 0)
		return 0;
	struct wubu_bytes sealed = {bytes.data + head, bytes.size - head};
	if (!digest_sealed(bytes_of(key), sealed, hex) || memcmp(hex, bytes.data, head) != 0)
		return 0;
	struct reader r = {{sealed.data + same, sealed.size - same}, arena, false};
	return take_checkpoint(&r, checkpoint);
}

int checkpoint_read(struct ledger *ledger, const struct checkpoint_seal *seal, const struct store_id *tip,
		    struct arena *arena, struct checkpoint *checkpoint)
{
	struct wubu_error ignored = {0};
	return read_file(ledger, seal, arena, checkpoint) &&
	       store_descends(ledger->store, &checkpoint->tip, tip, &ignored) == 1;
}

void checkpoint_write(struct ledger *ledger, const struct checkpoint_seal *seal, const struct checkpoint *checkpoint)
{
	struct arena *arena = arena_new();
	struct wubu_error ignored = {0};
	struct buf sealed, file;
	char hex[DIGEST_HEX];
	const char *key = read_key(seal, true, arena), *now = key ? circumstances(ledger, seal, arena) : NULL;
	buf_init(&sealed);
	buf_init(&file);
	buf_text(&sealed, now ? now : "");
	put_checkpoint(checkpoint, &sealed);
	if (now && digest_sealed(bytes_of(key), buf_bytes(&sealed), hex) && sealed.size < LIMIT_CHECKPOINT_BYTES &&
	    store_make_folder(arena_format(arena, "%swubu", store_folder(ledger->store)), &ignored) == 0) {
		buf_text(&file, hex);
		buf_add(&file, buf_bytes(&sealed));
		store_write_outside(place(ledger, arena), buf_bytes(&file), 0600, &ignored);
	}
	buf_release(&sealed);
	buf_release(&file);
	arena_free(arena);
}
