/* SPDX-License-Identifier: Apache-2.0 */
/* Commits and messages, parsed from bytes: what is read, and what is refused. */
#include "store/commit.h"
#include "store/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(rows) (sizeof rows / sizeof *rows)

#define TREE "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
#define PARENT(digit) "parent 000000000000000000000000000000000000000" digit "\n"
#define AUTHOR "author Liu Fang <liu@wangjing.example> 1633017600 +0800\n"
#define COMMITTER "committer 刘芳 <liu@wangjing.example> 1633017601 +0800\n"
#define PEOPLE AUTHOR COMMITTER
#define LINE70 "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgbQ/EZoFSWKbeQYWbPWO51pWSjN"
#define SIGNATURE                                                                         \
	"gpgsig -----BEGIN SSH SIGNATURE-----\n " LINE70 "\n " LINE70 "\n QUJD\n"            \
	" -----END SSH SIGNATURE-----\n"
#define TRAILERS "Decision: WJ-2021-003\nStep: legality-review\nOutcome: passed\n"
#define MESSAGE "legality-review(WJ-2021-003): passed\n\n望京西路\n\n" TRAILERS

/* SIZE 0: up to the NUL. */
struct row {
	const char *name, *bytes;
	size_t size;
	const char *said; /* part of the refusal; NULL: good */
};
#define WITH_NUL(text) text, sizeof(text) - 1

static int parse(const struct row *row, struct store_commit *commit, struct arena *arena,
		 struct wubu_error *error)
{
	/* A copy of its exact size: reading beyond it is seen by the sanitizer. */
	size_t size = row->size ? row->size : strlen(row->bytes);
	char *exact = malloc(size + 1);
	memcpy(exact, row->bytes, size);
	exact[size] = '\0';
	struct wubu_bytes kept = {arena_copy(arena, (struct wubu_bytes){exact, size}), size};
	free(exact);
	return store_commit_parse(commit, kept, arena, error);
}

static void check_rows(const struct row *rows, size_t count)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < count; i++) {
		struct wubu_error error = {0};
		struct store_commit commit;
		int rc = parse(&rows[i], &commit, arena, &error);
		if (rc != (rows[i].said ? -1 : 0) ||
		    (rows[i].said && !strstr(error.message, rows[i].said)))
			fail_msg("%s: %d \"%s\"", rows[i].name, rc, error.message);
	}
	arena_free(arena);
}

static void a_signed_commit_is_taken_apart(void **state)
{
	(void)state;
	static const struct row row = {"signed", TREE PARENT("1") PARENT("2") PEOPLE SIGNATURE
				       "\n" MESSAGE, 0, NULL};
	struct arena *arena = arena_new();
	struct wubu_error error = {0};
	struct store_commit c;
	size_t count;
	assert_int_equal(parse(&row, &c, arena, &error), 0);
	assert_int_equal(c.parent_count, 2);
	assert_int_equal(c.parents[1].bytes[19], 2);
	assert_true(bytes_are(c.committer.name, "刘芳"));
	assert_true(bytes_are(c.author.mail, "liu@wangjing.example"));
	assert_int_equal(c.author.seconds, 1633017600);
	assert_int_equal(c.author.offset, 480);
	assert_true(bytes_are(c.payload, TREE PARENT("1") PARENT("2") PEOPLE "\n" MESSAGE));
	assert_true(bytes_are(c.signature, "-----BEGIN SSH SIGNATURE-----\n" LINE70 "\n" LINE70
					   "\nQUJD\n-----END SSH SIGNATURE-----\n"));
	assert_true(bytes_are(c.message, MESSAGE));
	assert_true(bytes_are(c.subject, "legality-review(WJ-2021-003): passed"));
	assert_int_equal(c.trailer_count, 3);
	assert_true(bytes_are(store_commit_trailer(&c, "Step", &count), "legality-review"));
	assert_int_equal(count, 1);
	assert_int_equal(store_commit_trailer(&c, "step", &count).size, 0);
	assert_int_equal(count, 0);
	arena_free(arena);
}

static void headers_are_the_five_and_nothing_else(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"root, unsigned", TREE PEOPLE "\n" MESSAGE, 0, NULL},
		{"no message", TREE PEOPLE "\n", 0, NULL},
		{"empty", "", 0, "begin with the id of a tree"},
		{"cut in tree", "tree 4b825dc642cb6eb9a060e54bf8d69288fbee490\n" PEOPLE "\nx", 0, "tree"},
		{"capitals in id", "tree 4B825dc642cb6eb9a060e54bf8d69288fbee4904\n" PEOPLE "\nx", 0, "tree"},
		{"no tree", PEOPLE "\nx", 0, "tree"},
		{"two trees", TREE TREE PEOPLE "\nx", 0, "author"},
		{"same parent twice", TREE PARENT("1") PARENT("1") PEOPLE "\nx", 0, "twice"},
		{"three parents", TREE PARENT("1") PARENT("2") PARENT("3") PEOPLE "\nx", 0, "more than two"},
		{"parent after author", TREE AUTHOR PARENT("1") COMMITTER "\nx", 0, "committer"},
		{"parent no id", TREE "parent x\n" PEOPLE "\nx", 0, "not an id"},
		{"no author", TREE COMMITTER "\nx", 0, "author"},
		{"two authors", TREE AUTHOR PEOPLE "\nx", 0, "committer"},
		{"no committer", TREE AUTHOR "\nx", 0, "committer"},
		{"no end", TREE PEOPLE, 0, "no end"},
		{"no last newline", TREE AUTHOR "committer a <b> 1 +0000", 0, "committer"},
		{"encoding", TREE PEOPLE "encoding GB18030\n\nx", 0, "UTF-8"},
		{"encoding UTF-8", TREE PEOPLE "encoding UTF-8\n\nx", 0, "UTF-8"},
		{"mergetag", TREE PEOPLE "mergetag object 1\n type commit\n\nx", 0, "signed tag"},
		{"x-header", TREE PEOPLE "x-decision other\n\nx", 0, "does not belong"},
		{"header after signature", TREE PEOPLE SIGNATURE "x-decision other\n\nx", 0, "does not belong"},
		{"stray continuation", TREE PEOPLE " x\n\nx", 0, "does not belong"},
		{"continued author", TREE AUTHOR " x\n" COMMITTER "\nx", 0, "committer"},
		{"CR", "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\r\n" PEOPLE "\nx", 0, "tree"},
	};
	check_rows(rows, COUNT(rows));
}

#define PERSON(text) TREE "author " text "\n" COMMITTER "\nx\n"

static void people_and_times_are_plain(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"latest", PERSON("a <b> 253402300799 +1400"), 0, NULL},
		{"first", PERSON("a <b> 0 -1200"), 0, NULL},
		{"later", PERSON("a <b> 253402300800 +0000"), 0, "author"},
		{"2^64-1", PERSON("a <b> 18446744073709551615 +0000"), 0, "author"},
		{"negative", PERSON("a <b> -5 +0000"), 0, "author"},
		{"plus", PERSON("a <b> +5 +0000"), 0, "author"},
		{"leading zero", PERSON("a <b> 05 +0000"), 0, "author"},
		{"no time", PERSON("a <b>"), 0, "author"},
		{"no zone", PERSON("a <b> 5"), 0, "author"},
		{"zone +9999", PERSON("a <b> 5 +9999"), 0, "author"},
		{"zone +1401", PERSON("a <b> 5 +1401"), 0, "author"},
		{"zone -1201", PERSON("a <b> 5 -1201"), 0, "author"},
		{"zone 60 minutes", PERSON("a <b> 5 +0160"), 0, "author"},
		{"zone letters", PERSON("a <b> 5 +08xx"), 0, "author"},
		{"zone long", PERSON("a <b> 5 +08000"), 0, "author"},
		{"blank after zone", PERSON("a <b> 5 +0800 "), 0, "author"},
		{"two blanks", PERSON("a <b>  5 +0800"), 0, "author"},
		{"no name", PERSON("<b> 5 +0800"), 0, "author"},
		{"blank name", PERSON(" <b> 5 +0800"), 0, "author"},
		{"no mail", PERSON("a <> 5 +0800"), 0, "author"},
		{"no brackets", PERSON("a b 5 +0800"), 0, "author"},
		{"unclosed", PERSON("a <b 5 +0800"), 0, "author"},
		{"< in name", PERSON("a < <b> 5 +0800"), 0, "author"},
		{"> in name", PERSON("a > <b> 5 +0800"), 0, "author"},
		{"two mails", PERSON("a <b> <c> 5 +0800"), 0, "author"},
		{"no blank before mail", PERSON("a<b> 5 +0800"), 0, "author"},
		{"override in name", PERSON("a\xE2\x80\xAE <b> 5 +0800"), 0, "author"},
		{"tab in name", PERSON("a\tb <b> 5 +0800"), 0, "author"},
		{"not UTF-8", PERSON("a\xff <b> 5 +0800"), 0, "author"},
		{"NUL in name", WITH_NUL(PERSON("a\0b <b> 5 +0800")), "author"},
	};
	check_rows(rows, COUNT(rows));
}

#define SIGNED(lines) TREE PEOPLE "gpgsig " lines "\nsubject\n"
#define BEGIN "-----BEGIN SSH SIGNATURE-----\n"
#define END " -----END SSH SIGNATURE-----\n"
#define USUAL "the commit's signature is not"

static void signatures_have_one_form(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"short", SIGNED(BEGIN " QUJD\n" END), 0, NULL},
		{"padded", SIGNED(BEGIN " QUI=\n" END), 0, NULL},
		{"two gpgsig (CO-04)", TREE PEOPLE SIGNATURE SIGNATURE "\nx", 0, "more than one signature"},
		{"gpgsig before author", TREE SIGNATURE PEOPLE "\nx", 0, "author"},
		{"gpgsig-sha256 (CO-06)", TREE PEOPLE "gpgsig-sha256 x\n\nx", 0, "another kind"},
		{"nested header", SIGNED(BEGIN " gpgsig QUJD\n" END), 0, USUAL},
		{"trail after END (CO-13)", SIGNED(BEGIN " QUJD\n" END " x\n"), 0, "does not belong"},
		{"empty line after END", SIGNED(BEGIN " QUJD\n" END " \n"), 0, "does not belong"},
		{"empty line inside", SIGNED(BEGIN " QUJD\n \n QUJD\n" END), 0, USUAL},
		{"CRLF", SIGNED(BEGIN " QUJD\r\n" END), 0, USUAL},
		{"two blanks", SIGNED(BEGIN "  QUJD\n" END), 0, USUAL},
		{"no lines", SIGNED(BEGIN END), 0, USUAL},
		{"no end", SIGNED(BEGIN " QUJD\n"), 0, USUAL},
		{"cut", TREE PEOPLE "gpgsig " BEGIN " QUJ", 0, USUAL},
		{"uneven lines", SIGNED(BEGIN " QUJD\n QUJDQUJD\n" END), 0, USUAL},
		{"short line inside", SIGNED(BEGIN " QUJDQUJD\n QUJD\n QUJD\n" END), 0, USUAL},
		{"not a multiple of four", SIGNED(BEGIN " QUJ\n" END), 0, USUAL},
		{"padding inside", SIGNED(BEGIN " QUI=\n QUJD\n" END), 0, USUAL},
		{"three paddings", SIGNED(BEGIN " Q===\n" END), 0, USUAL},
		{"not base64", SIGNED(BEGIN " QU-D\n" END), 0, USUAL},
		{"wide", SIGNED(BEGIN " " LINE70 "QUJDQUJD\n" END), 0, USUAL},
		{"PGP", SIGNED("-----BEGIN PGP SIGNATURE-----\n QUJD\n -----END PGP SIGNATURE-----\n"), 0, USUAL},
		{"nothing", TREE PEOPLE "gpgsig \n\nx", 0, USUAL},
		/* movebody (CO-05): it is text there, and the commit is unsigned */
		{"in the body", TREE PEOPLE "\nx\n\n" SIGNATURE, 0, NULL},
	};
	check_rows(rows, COUNT(rows));
	struct arena *arena = arena_new();
	struct wubu_error error = {0};
	struct store_commit commit;
	assert_int_equal(parse(&rows[COUNT(rows) - 1], &commit, arena, &error), 0);
	assert_int_equal(commit.signature.size, 0);
	arena_free(arena);
}

#define TEXT(message) TREE PEOPLE "\n" message
#define PLACE "does not stand among the trailers"
#define BEFORE "read them differently"

static void messages_are_read_one_way_only(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"merge by git", TEXT("Merge branch 'work/3'\n"), 0, NULL},
		{"no trailers", TEXT("base: do x\n\nThe problem: none.\n"), 0, NULL},
		{"area rules", TEXT("rules: add a step\n\nWhy.\n"), 0, NULL},
		{"others' trailers", TEXT("x\n\nCo-authored-by: A <a@b>\nKey: v\n"), 0, NULL},
		{"prose at the end", TEXT("x\n\nCo-authored-by: A <a@b>\nand more\n"), 0, NULL},
		{"#12 without trailers", TEXT("#12 mend\n\n# Conflicts:\n"), 0, NULL},
		{"divider without trailers", TEXT("x\n\n---\nmore\n"), 0, NULL},
		{"no last newline", TEXT("x\n\nStep: y"), 0, NULL},
		{"empty lines at the end", TEXT("x\n\nStep: y\n\n\n"), 0, NULL},
		{"NUL (CO-02)", WITH_NUL(TEXT("x\n\0\nStep: y\n")), "U+0000"},
		{"CR (CO-19)", TEXT("x\n\nStep: y\r\n"), 0, "U+000D"},
		{"VT", TEXT("x\n\nStep: y\v\n"), 0, "U+000B"},
		{"LS", TEXT("x\n\nStep: y\xE2\x80\xA8" "Draft: z\n"), 0, "U+2028"},
		{"ESC", TEXT("x\x1b[2J\n"), 0, "U+001B"},
		{"override", TEXT("x\xE2\x80\xAE\n"), 0, "U+202E"},
		{"GB18030", TEXT("\xcd\xfb\xbe\xa9\n"), 0, "UTF-8"},
		{"empty line first", TEXT("\nx\n"), 0, "empty line"},
		{"subject (CO-16)", TEXT("Step: y\n"), 0, PLACE},
		{"first paragraph", TEXT("x\nStep: y\n"), 0, PLACE},
		{"not last (CO-16)", TEXT("x\n\nStep: y\n\nmore\n"), 0, PLACE},
		{"not last, others last", TEXT("x\n\nStep: y\n\nKey: v\n"), 0, PLACE},
		{"among prose", TEXT("x\n\nStep: y\nand more\n"), 0, PLACE},
		{"cherry-pick (CO-24)", TEXT("x\n\nStep: y\n(cherry picked from commit 1)\n"), 0, PLACE},
		{"after --- (CO-16)", TEXT("x\n\n---\n\nStep: y\n"), 0, BEFORE},
		{"scissors (CO-17)", TEXT("x\n\n# --- >8 ---\n\nStep: y\n"), 0, BEFORE},
		{"scissors of another kind", TEXT("x\n\n; ------------------------ >8 ------------------------\n\nStep: y\n"), 0, BEFORE},
		{"comment (CO-17)", TEXT("x\n\n# y\n\nStep: y\n"), 0, BEFORE},
		{"comment among them", TEXT("x\n\nStep: y\n# y\nDraft: z\n"), 0, PLACE},
		{"empty value (CO-18)", TEXT("x\n\nStep:\nId: 1\n"), 0, PLACE},
		{"blank value", TEXT("x\n\nStep: \nId: 1\n"), 0, PLACE},
		{"folded (CO-20)", TEXT("x\n\nStep: y\n z\n"), 0, PLACE},
		{"blank before colon (CO-21)", TEXT("x\n\nStep : y\n"), 0, PLACE},
		{"no blank after colon", TEXT("x\n\nStep:y\n"), 0, PLACE},
		{"two blanks after colon", TEXT("x\n\nStep:  y\n"), 0, PLACE},
		{"blank at the end", TEXT("x\n\nStep: y \n"), 0, PLACE},
		{"blank in front", TEXT("x\n\n Step: y\n"), 0, PLACE},
		{"tab after colon", TEXT("x\n\nStep:\ty\n"), 0, PLACE},
		{"wide colon", TEXT("x\n\nStep：y\n"), 0, PLACE},
		{"blank line before", TEXT("x\n \nStep: y\n"), 0, PLACE},
		{"blank line after", TEXT("x\n\nStep: y\n \n"), 0, PLACE},
		{"capitals", TEXT("x\n\nSTEP: y\n"), 0, "its own capitals"},
		{"small letters in the body", TEXT("x\n\nstep: y\n\nmore\n"), 0, PLACE},
		{"homoglyph (CO-22)", TEXT("x\n\nDecision: y\nSt\xD0\xB5p: approve\n"), 0, PLACE},
		{"signed off by git -s", TEXT("x\n\nSigned-off-by: A <a@b>\n"), 0, NULL},
	};
	check_rows(rows, COUNT(rows));
}

static void sizes_have_limits(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	static const struct { int trailers, value; bool good; } rows[] = {
		{LIMIT_COMMIT_TRAILERS, 10, true},  {LIMIT_COMMIT_TRAILERS + 1, 10, false},
		{1, LIMIT_TRAILER_BYTES - 6, true}, {1, LIMIT_TRAILER_BYTES - 5, false},
		{10, 70000, false},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf raw;
		struct wubu_error error = {0};
		struct store_commit commit;
		buf_init(&raw);
		buf_text(&raw, TEXT("x\n\n"));
		for (int t = 0; t < rows[i].trailers; t++) {
			buf_text(&raw, "Step: ");
			buf_fill(&raw, 'v', (size_t)rows[i].value);
			buf_char(&raw, '\n');
		}
		int rc = store_commit_parse(&commit, buf_bytes(&raw), arena, &error);
		assert_int_equal(rc, rows[i].good ? 0 : -1);
		buf_release(&raw);
	}
	arena_free(arena);
}

static void messages_are_cleaned_as_git_cleans_them(void **state)
{
	(void)state;
	static const struct { const char *in, *out; size_t trailers; } rows[] = {
		{"\n\nx  \n\n\n\n望京\t\n\nStep: y\r\n\n\n", "x\n\n望京\n\nStep: y\n", 1},
		{"x\n\nStep: y\n# On branch main\n#\n", "x\n\nStep: y\n", 1},
		{"x\n# ------------------------ >8 ------------------------\n\nStep: y\n", "x\n", 0},
		{"# only\n", "", 0},
		{"", "", 0},
		{"x", "x\n", 0},
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct wubu_error error = {0};
		struct store_commit c;
		assert_int_equal(store_message_parse(&c, bytes_of(rows[i].in), arena, &error), 0);
		assert_true(bytes_are(c.message, rows[i].out));
		assert_int_equal(c.trailer_count, rows[i].trailers);
	}
	struct wubu_error error = {0};
	struct store_commit c;
	assert_int_equal(store_message_parse(&c, bytes_of("x\n\nStep:y\n"), arena, &error), -1);
	assert_int_equal(error.code, WUBU_INPUT);
	assert_string_not_equal(error.hint, "");
	arena_free(arena);
}

static void commits_are_written_as_they_are_read(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct wubu_error error = {0};
	struct store_commit read;
	struct buf raw;
	struct store_person person = {bytes_of("刘芳"), bytes_of("liu@x"), 1633017600, -570};
	struct store_id tree = {{1}}, parents[2] = {{{2}}, {{3}}};
	buf_init(&raw);
	store_commit_bytes(&tree, parents, 2, &person, &person, MESSAGE, &raw);
	char *unsigned_bytes = arena_copy(arena, buf_bytes(&raw));
	store_commit_sign(&raw, "-----BEGIN SSH SIGNATURE-----\nQUJD\n-----END SSH SIGNATURE-----\n");
	assert_int_equal(store_commit_parse(&read, buf_bytes(&raw), arena, &error), 0);
	assert_true(bytes_are(read.payload, unsigned_bytes));
	assert_true(bytes_are(read.signature,
			      "-----BEGIN SSH SIGNATURE-----\nQUJD\n-----END SSH SIGNATURE-----\n"));
	assert_int_equal(read.author.offset, -570);
	assert_true(store_id_equal(&read.parents[1], &parents[1]));
	buf_release(&raw);
	arena_free(arena);
}

#define ID "\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21\22\23\24"
#define ENTRY(mode, name) mode " " name "\0" ID
#define TREE_ROW(name, text, said) {name, text, sizeof(text) - 1, said}

static void trees_are_parsed_strictly(void **state)
{
	(void)state;
	static const struct row rows[] = {
		TREE_ROW("five kinds", ENTRY("100644", "a") ENTRY("40000", "b") ENTRY("120000", "c")
			 ENTRY("160000", "d") ENTRY("100755", "e"), NULL),
		TREE_ROW("git's order", ENTRY("100644", "a-b") ENTRY("40000", "a") ENTRY("100644", "a0"), NULL),
		TREE_ROW("dots", ENTRY("100644", ".gitignore") ENTRY("100644", "..."), "out of order"),
		TREE_ROW("hidden", ENTRY("100644", "...") ENTRY("100644", ".gitignore"), NULL),
		TREE_ROW("twice (TR-01)", ENTRY("100644", "a") ENTRY("100644", "a"), "twice"),
		TREE_ROW("file and folder (TR-02)", ENTRY("100644", "a") ENTRY("40000", "a"), "same name"),
		TREE_ROW("file and folder, apart", ENTRY("100644", "a") ENTRY("100644", "a.b")
			 ENTRY("40000", "a"), "same name"),
		TREE_ROW("unsorted (TR-03)", ENTRY("100644", "b") ENTRY("100644", "a"), "out of order"),
		TREE_ROW("folder as file", ENTRY("40000", "a") ENTRY("100644", "a-b"), "out of order"),
		TREE_ROW("zero-padded (TR-04)", ENTRY("0100644", "a"), "mode"),
		TREE_ROW("padded folder", ENTRY("040000", "a"), "mode"),
		TREE_ROW("100777 (TR-05)", ENTRY("100777", "a"), "mode"),
		TREE_ROW("100664", ENTRY("100664", "a"), "mode"),
		TREE_ROW("overflow (TR-06)", ENTRY("777777777777", "a"), "mode"),
		TREE_ROW("no mode", ENTRY("", "a"), "mode"),
		TREE_ROW("dot", ENTRY("100644", "."), "name"),
		TREE_ROW("dot dot", ENTRY("40000", ".."), "name"),
		TREE_ROW(".GIT (TR-09)", ENTRY("40000", ".GiT"), "name"),
		TREE_ROW("git~1", ENTRY("40000", "GIT~1"), "name"),
		TREE_ROW("slash", ENTRY("100644", "a/b"), "name"),
		TREE_ROW("no name", ENTRY("100644", ""), "name"),
		TREE_ROW("cut", "100644 a\0" "\1\2\3", "cut off"),
		TREE_ROW("cut after mode", "100644 ", "cut off"),
		TREE_ROW("cut in mode", "1006", "mode"),
		TREE_ROW("rest", ENTRY("100644", "a") "x", "mode"),
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct wubu_error error = {0};
		struct store_tree tree;
		struct wubu_bytes raw = {rows[i].bytes, rows[i].size};
		int rc = store_tree_parse(raw, arena, &tree, &error);
		if (rc != (rows[i].said ? -1 : 0) ||
		    (rows[i].said && !strstr(error.message, rows[i].said)))
			fail_msg("%s: %d \"%s\"", rows[i].name, rc, error.message);
	}
	struct wubu_error error = {0};
	struct store_tree tree;
	assert_int_equal(store_tree_parse((struct wubu_bytes){rows[1].bytes, rows[1].size}, arena, &tree,
					  &error), 0);
	assert_int_equal(tree.count, 3);
	assert_int_equal(store_tree_find(&tree, "a")->mode, STORE_MODE_TREE);
	assert_int_equal(store_tree_find(&tree, "a0")->mode, STORE_MODE_FILE);
	assert_int_equal(store_tree_find(&tree, "a0")->id.bytes[19], 20);
	assert_null(store_tree_find(&tree, "a1"));
	arena_free(arena);
}

static void long_names_are_refused(void **state)
{
	(void)state;
	for (size_t size = LIMIT_NAME_BYTES; size <= LIMIT_NAME_BYTES + 1; size++) {
		struct arena *arena = arena_new();
		struct wubu_error error = {0};
		struct store_tree tree;
		struct buf raw;
		buf_init(&raw);
		buf_text(&raw, "100644 ");
		buf_fill(&raw, 'n', size);
		buf_add(&raw, (struct wubu_bytes){"\0" ID, 21});
		assert_int_equal(store_tree_parse(buf_bytes(&raw), arena, &tree, &error),
				 size == LIMIT_NAME_BYTES ? 0 : -1);
		buf_release(&raw);
		arena_free(arena);
	}
}

static void ids_are_forty_small_hex_digits(void **state)
{
	(void)state;
	static const char good[] = "0123456789abcdef0123456789abcdef01234567";
	static const char *const bad[] = {"", "0123", "0123456789ABCDEF0123456789abcdef01234567",
					  "0123456789abcdef0123456789abcdef012345678",
					  "0123456789abcdeg0123456789abcdef01234567",
					  "0123456789abcdef0123456789abcdef0123456 "};
	struct store_id id;
	char hex[STORE_ID_HEX];
	assert_int_equal(store_id_parse(&id, bytes_of(good)), 0);
	assert_string_equal(store_id_format(&id, hex), good);
	assert_false(store_id_is_zero(&id));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(store_id_parse(&id, bytes_of(bad[i])), -1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signed_commit_is_taken_apart),
		cmocka_unit_test(headers_are_the_five_and_nothing_else),
		cmocka_unit_test(people_and_times_are_plain),
		cmocka_unit_test(signatures_have_one_form),
		cmocka_unit_test(messages_are_read_one_way_only),
		cmocka_unit_test(sizes_have_limits),
		cmocka_unit_test(messages_are_cleaned_as_git_cleans_them),
		cmocka_unit_test(commits_are_written_as_they_are_read),
		cmocka_unit_test(trees_are_parsed_strictly),
		cmocka_unit_test(long_names_are_refused),
		cmocka_unit_test(ids_are_forty_small_hex_digits),
	};
	return cmocka_run_group_tests_name("commit", tests, NULL, NULL);
}
