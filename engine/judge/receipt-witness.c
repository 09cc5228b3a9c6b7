/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what somebody kept: a file, a line, nine words, or the name of a commit. */
#include "judge/receipt-audit.h"

#include "base/lang.h"
#include "base/words.h"

#include <stdlib.h>

#define LINE_MARK "WUBU:1:"

static void add_capitals(struct buf *out, const char *text)
{
	for (; *text; text++)
		buf_char(out, *text >= 'a' && *text <= 'z' ? (char)(*text - 32) : *text);
}

void receipt_line(const struct receipt *receipt, struct buf *out)
{
	char hex[STORE_ID_HEX];
	buf_text(out, LINE_MARK);
	add_capitals(out, receipt->ledger);
	buf_format(out, ":%llu:", (unsigned long long)receipt->number);
	add_capitals(out, store_id_format(&receipt->new, hex));
	buf_char(out, ':');
	add_capitals(out, receipt->digest);
	buf_format(out, ":%lld", (long long)receipt->received);
}

/* The part of LINE up to the next colon or blank, in small letters. */
static const char *next_part(const char **line, struct arena *arena)
{
	size_t size = strcspn(*line, ": \t\r\n");
	char *part = arena_copy(arena, (struct wubu_bytes){*line, size});
	for (size_t i = 0; i < size; i++)
		if (part[i] >= 'A' && part[i] <= 'Z')
			part[i] = (char)(part[i] + 32);
	*line += size + ((*line)[size] == ':');
	return part;
}

static bool read_line(struct receipt_witness *witness, const char *text, struct arena *arena)
{
	const char *line = strstr(text, LINE_MARK);
	if (!line)
		return false;
	line += strlen(LINE_MARK);
	witness->ledger = next_part(&line, arena);
	witness->number = strtoull(next_part(&line, arena), NULL, 10);
	witness->has_tip = store_id_parse(&witness->tip, bytes_of(next_part(&line, arena))) == 0;
	witness->digest = next_part(&line, arena);
	return witness->number && witness->has_tip && digest_is_sha256(bytes_of(witness->digest));
}

static bool read_text(struct receipt_witness *witness, struct wubu_bytes bytes, struct arena *arena)
{
	struct receipt receipt;
	struct wubu_error unread = {0};
	if (receipt_parse(&receipt, bytes, arena, &unread))
		return false;
	witness->ledger = receipt.ledger;
	witness->number = receipt.number;
	witness->digest = arena_text(arena, receipt.digest);
	witness->tip = receipt.new;
	witness->has_tip = true;
	return true;
}

static bool read_words(struct receipt_witness *witness, struct wubu_bytes bytes, struct arena *arena)
{
	unsigned char digest[WORDS_BYTES];
	static const char digits[] = "0123456789abcdef";
	if (!words_read(bytes, digest))
		return false;
	char *hex = arena_alloc(arena, 2 * WORDS_BYTES + 1);
	for (size_t i = 0; i < WORDS_BYTES; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	witness->digest = hex;
	return true;
}

static bool read_commit(struct receipt_witness *witness, struct wubu_bytes bytes)
{
	while (bytes.size && strchr(" \t\r\n", bytes.data[bytes.size - 1]))
		bytes.size--;
	witness->has_tip = store_id_parse(&witness->tip, bytes) == 0;
	return witness->has_tip;
}

int receipt_witness_read(struct receipt_witness *witness, const char *file, struct wubu_bytes bytes,
			 struct arena *arena, struct wubu_error *error)
{
	const char *text = arena_copy(arena, bytes);
	*witness = (struct receipt_witness){.file = file};
	if (read_text(witness, bytes, arena) || read_line(witness, text, arena) ||
	    read_words(witness, bytes, arena) || read_commit(witness, bytes))
		return 0;
	error_set(error, WUBU_INPUT, _("%s holds no receipt: neither its text, nor its line, nor its words, nor a commit"), file);
	error_hint(error, _("What `wubu receipt show` printed can be taken as it is; words are nine, each of six letters."));
	return -1;
}
