/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a receipt: one way to write each, and nothing else is read. */
#include "base/words.h"
#include "judge/receipt-audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define LEDGER "0123456789abcdef0123456789abcdef"
#define OLD "1111111111111111111111111111111111111111"
#define NEW "2222222222222222222222222222222222222222"
#define BEFORE "3333333333333333333333333333333333333333333333333333333333333333"

static const char good[] = "receipt: 2\nledger: " LEDGER "\nprevious: sha256:" BEFORE "\nref: refs/heads/main\nold: " OLD
			   "\nnew: " NEW "\nrules: none\nreceived: 2026-11-25T23:02:11Z\npushed-by: ssh liu.fang\n"
			   "signed-by: liu.fang zhao.min\nlate: no\n";

static int parse(const char *text, struct arena *arena, struct receipt *receipt)
{
	struct wubu_error error = {0};
	return receipt_parse(receipt, bytes_of(text), arena, &error);
}

static void a_receipt_is_read_and_written_the_same(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct receipt receipt;
	struct buf out;
	char time[RECEIPT_TIME_SIZE];
	buf_init(&out);
	assert_int_equal(parse(good, arena, &receipt), 0);
	assert_int_equal(receipt.number, 2);
	assert_int_equal(receipt.received, 1795647731);
	assert_string_equal(receipt_time(receipt.received, time), "2026-11-25T23:02:11Z");
	assert_string_equal(receipt.pushed_by, "ssh liu.fang");
	assert_false(receipt.late);
	assert_true(store_id_is_zero(&receipt.rules));
	receipt_write(&receipt, &out);
	assert_string_equal(out.data, good);
	buf_release(&out);
	arena_free(arena);
}

/* Each row: what is put in the place of what. */
static void another_way_of_writing_is_refused(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"receipt: 2", "receipt: 02"}, {"receipt: 2", "receipt: 0"}, {"receipt: 2", "receipt: 1"},
		{"receipt: 2", "receipt: 2 "}, {"receipt: 2", "receipt:  2"}, {"receipt: 2", "Receipt: 2"},
		{"receipt: 2", "receipt: 9999999999999999"}, {"receipt: 2", "receipt: +2"},
		{LEDGER, "0123456789ABCDEF0123456789abcdef"}, {LEDGER, "0123"},
		{"sha256:" BEFORE, "none"}, {"sha256:" BEFORE, BEFORE}, {BEFORE, OLD},
		{"refs/heads/main", "main"}, {"refs/heads/main", "refs/heads/a b"}, {"refs/heads/main", ""},
		{"old: " OLD, "old: 0000000000000000000000000000000000000000"}, {"new: " NEW, "new: none"},
		{"2026-11-25T", "2026-11-31T"}, {"23:02:11Z", "24:02:11Z"}, {"23:02:11Z", "23:60:11Z"},
		{"23:02:11Z", "23:02:60Z"}, {"23:02:11Z", "23:02:11"}, {"23:02:11Z", "23:02:11+00:00"},
		{"2026-11-25T", "1969-12-31T"}, {"ssh liu.fang", ""}, {"ssh liu.fang", "ssh \033[2J"},
		{"ssh liu.fang", "刘芳"}, {"late: no", "late: maybe"}, {"late: no\n", "late: no"},
		{"late: no\n", "late: no\n\n"}, {"late: no\n", "late: no\nmore: x\n"}, {"\n", "\r\n"},
		{"rules: none\n", ""}, {"late: no\n", ""},
	};
	struct arena *arena = arena_new();
	struct receipt receipt;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *at = strstr(good, rows[i][0]);
		assert_non_null(at);
		const char *text = arena_format(arena, "%.*s%s%s", (int)(at - good), good, rows[i][1], at + strlen(rows[i][0]));
		if (parse(text, arena, &receipt) == 0)
			fail_msg("%s is read for %s", rows[i][1], rows[i][0]);
	}
	for (size_t size = 0; size < sizeof good - 1; size++) {
		struct wubu_error error = {0};
		assert_int_equal(receipt_parse(&receipt, (struct wubu_bytes){good, size}, arena, &error), -1);
	}
	arena_free(arena);
}

static int witness(const char *text, struct arena *arena, struct receipt_witness *out)
{
	struct wubu_error error = {0};
	return receipt_witness_read(out, "kept", bytes_of(text), arena, &error);
}

static void a_witness_is_read_in_each_of_its_forms(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct receipt receipt;
	struct receipt_witness kept;
	struct buf out;
	unsigned char bytes[WORDS_BYTES] = {0xab, 0xcd};
	buf_init(&out);
	assert_int_equal(parse(good, arena, &receipt), 0);
	assert_int_equal(witness(good, arena, &kept), 0);
	assert_int_equal(kept.number, 2);
	assert_string_equal(kept.digest, receipt.digest);
	buf_text(&out, "read by a telephone: ");
	receipt_line(&receipt, &out);
	buf_text(&out, "\nand filed\n");
	assert_int_equal(witness(out.data, arena, &kept), 0);
	assert_int_equal(kept.number, 2);
	assert_string_equal(kept.ledger, LEDGER);
	assert_string_equal(kept.digest, receipt.digest);
	assert_true(kept.has_tip && store_id_equal(&kept.tip, &receipt.new));
	buf_clear(&out);
	words_write(bytes, &out);
	assert_int_equal(witness(out.data, arena, &kept), 0);
	assert_string_equal(kept.digest, "abcd000000000000000000000000000000");
	assert_false(kept.has_tip);
	assert_int_equal(witness(NEW "\n", arena, &kept), 0);
	assert_true(kept.has_tip && !kept.digest);
	assert_int_equal(witness("", arena, &kept), -1);
	assert_int_equal(witness("WUBU:1:", arena, &kept), -1);
	assert_int_equal(witness("WUBU:1:X:2:" NEW ":abc:1", arena, &kept), -1);
	buf_release(&out);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_receipt_is_read_and_written_the_same),
		cmocka_unit_test(another_way_of_writing_is_refused),
		cmocka_unit_test(a_witness_is_read_in_each_of_its_forms),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
