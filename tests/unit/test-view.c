/* SPDX-License-Identifier: Apache-2.0 */
/* What people and programs read: exact text, and JSON that another program can parse. */
#include "base/lang.h"
#include "judge/history.h"
#include "judge/overview.h"
#include "store/write.h"
#include "view/explain.h"
#include "view/log.h"
#include "view/next.h"
#include "view/report.h"
#include "view/show.h"
#include "view/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static struct arena *arena;
static struct buf out;
static struct wubu_error error;

static int begin(void **state)
{
	(void)state;
	arena = arena_new();
	buf_init(&out);
	memset(&error, 0, sizeof error);
	return 0;
}

static int end(void **state)
{
	(void)state;
	buf_release(&out);
	arena_free(arena);
	return 0;
}

static const char *written(void)
{
	return out.size ? out.data : "";
}

static void assert_begins(const char *part)
{
	if (strncmp(written(), part, strlen(part)) != 0)
		fail_msg("“%s” does not begin:\n%s", part, written());
}

static void assert_has(const char *part)
{
	if (!strstr(written(), part))
		fail_msg("“%s” is not in:\n%s", part, written());
}

static void assert_has_not(const char *part)
{
	if (strstr(written(), part))
		fail_msg("“%s” is in:\n%s", part, written());
}

static const char *json_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

/* Line LINE (from 0) of what was written, as an object. */
static json_t *json_line(size_t line)
{
	const char *text = written();
	while (line-- > 0)
		text = strchr(text, '\n') + 1;
	json_t *object = json_loadb(text, strcspn(text, "\n"), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(object);
	return object;
}

/* ---- the page ----------------------------------------------------------------------- */

static void wide_characters_stand_in_columns(void **state)
{
	static const char *const cells[] = {"A", "标题", "last", "长长长", "b", "末"};
	struct canvas canvas = {&out, false};
	struct table table = {.arena = arena, .columns = 3};
	(void)state;
	for (size_t i = 0; i < COUNT(cells); i++)
		table_add(&table, PAINT_BAD, cells[i]);
	table_write(&table, &canvas);
	assert_string_equal(written(), "A       标题  last\n"
				       "长长长  b     末\n");
}

static void lines_break_at_blanks_and_between_wide_characters(void **state)
{
	static const struct { const char *text; size_t columns, size; } rows[] = {
		{"one two three", 8, 8},      /* the blank stays on the line that it ends */
		{"one two", 20, 7},
		{"unbreakable", 4, 4},        /* no place: anywhere */
		{"四个汉字", 5, 6},           /* two characters */
		{"四个，汉字", 4, 3},         /* a comma does not begin a line */
		{"四（个汉字", 4, 3},         /* a bracket does not end one */
		{"", 5, 0},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(canvas_break(bytes_of(rows[i].text), rows[i].columns), rows[i].size);
}

static void long_texts_hang_under_their_label(void **state)
{
	struct canvas canvas = {&out, false};
	char text[160] = "";
	(void)state;
	for (int i = 0; i < 30; i++)
		strcat(text, "word ");
	canvas_row(&canvas, "标签", 10, text);
	assert_begins("  标签    word word");
	assert_has("\n          word");
	assert_has_not(" \n");
}

static void what_could_deceive_a_terminal_is_shown(void **state)
{
	struct canvas canvas = {&out, true};
	(void)state;
	canvas_text(&canvas, PAINT_BAD, "a\033[31mb\xE2\x80\xAE" "c\nd");
	assert_string_equal(written(), "\033[1;31ma<U+001B>[31mb<U+202E>c d\033[0m");
}

static void texts_are_cut_by_columns(void **state)
{
	(void)state;
	assert_string_equal(canvas_cut("四个汉字", 8, arena), "四个汉字");
	assert_string_equal(canvas_cut("四个汉字", 7, arena), "四个...");
	assert_string_equal(canvas_cut("plain", 4, arena), "p...");
}

/* ---- findings -------------------------------------------------------------------------- */

static const struct rule_cite cite = {.key = "713", .title = {NULL, "The Order"}};
static struct rule_basis basis[] = {{&cite, "15(1)"}, {&cite, "16"}};

static struct rule_finding sample(void)
{
	return (struct rule_finding){
		.rule = "hearing.period", .verdict = RULE_UNMET, .level = RULE_REFUSE,
		.decision = "W-1", .step = "hearing", .commit = "0123456789abcdef0123456789abcdef01234567",
		.file = "decisions/2021/W-1/decision.yaml", .line = 12, .column = 9,
		.source = "  标题: {closed: x}", .caret = 16, .message = "It lasts thirty days",
		.found = "18 days", .needed = "at least 30 days", .remedy = "Wait.",
		.who = "Secretary (刘芳)", .by = "2021-04-03", .command = "wubu fill W-1 hearing",
		.basis = {basis, 2},
	};
}

static void a_finding_has_its_fixed_parts(void **state)
{
	struct canvas canvas = {&out, false};
	struct rule_finding finding = sample();
	(void)state;
	finding_write(&finding, &canvas);
	assert_string_equal(written(),
			    "x Refused: It lasts thirty days\n"
			    "  decisions/2021/W-1/decision.yaml:12:9\n"
			    "  |   标题: {closed: x}\n"
			    "  |                 ^\n"
			    "  Found       18 days\n"
			    "  Needed      at least 30 days\n"
			    "  Basis       “The Order”, art. 15(1); art. 16\n"
			    "  Who         Secretary (刘芳)\n"
			    "  Date        2021-04-03\n"
			    "  What to do  Wait.\n"
			    "  Next        wubu fill W-1 hearing\n"
			    "  [hearing.period]\n");
}

static void a_bare_finding_is_two_lines(void **state)
{
	struct canvas canvas = {&out, false};
	struct rule_finding finding = {.rule = "a.b", .verdict = RULE_UNKNOWN, .message = "what"};
	(void)state;
	finding_write(&finding, &canvas);
	assert_string_equal(written(), "? Cannot be judged: what\n  [a.b]\n");
}

static void levels_differ_in_sign_and_word(void **state)
{
	static const struct { enum rule_verdict verdict; enum rule_level level; const char *sign, *word; } rows[] = {
		{RULE_UNMET, RULE_REFUSE, "x", "Refused"},
		{RULE_UNMET, RULE_WARN, "!", "Warning"},
		{RULE_UNMET, RULE_TODO, ">", "To do"},
		{RULE_PENDING, RULE_TODO, "~", "Not yet"},
		{RULE_PENDING, RULE_REFUSE, "x", "Refused"},
		{RULE_UNKNOWN, RULE_WARN, "?", "Cannot be judged"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct rule_finding finding = {.verdict = rows[i].verdict, .level = rows[i].level};
		assert_string_equal(finding_face(&finding).sign, rows[i].sign);
		assert_string_equal(finding_face(&finding).word, rows[i].word);
	}
}

static void a_finding_is_one_line_of_json(void **state)
{
	static const struct { const char *key, *value; } rows[] = {
		{"rule", "hearing.period"}, {"verdict", "unmet"}, {"level", "refuse"}, {"decision", "W-1"},
		{"step", "hearing"}, {"commit", "0123456789abcdef0123456789abcdef01234567"},
		{"file", "decisions/2021/W-1/decision.yaml"}, {"found", "18 days"},
		{"needed", "at least 30 days"}, {"message", "It lasts thirty days"}, {"remedy", "Wait."},
		{"who", "Secretary (刘芳)"}, {"by", "2021-04-03"}, {"command", "wubu fill W-1 hearing"},
	};
	struct rule_finding finding = sample();
	(void)state;
	jsonl_write(finding_json(&finding), &out);
	assert_ptr_equal(strchr(written(), '\n'), written() + out.size - 1);
	assert_begins("{\"rule\":\"hearing.period\",\"verdict\"");
	json_t *object = json_line(0);
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(json_text(object, rows[i].key), rows[i].value);
	assert_int_equal(json_integer_value(json_object_get(object, "line")), 12);
	assert_int_equal(json_integer_value(json_object_get(object, "column")), 9);
	json_t *first = json_array_get(json_object_get(object, "basis"), 0);
	assert_string_equal(json_text(first, "cites"), "713");
	assert_string_equal(json_text(first, "article"), "15(1)");
	assert_int_equal(json_object_size(object), COUNT(rows) + 3);
	json_decref(object);
}

static void json_leaves_out_what_is_absent_and_keeps_every_byte(void **state)
{
	struct rule_finding finding = {.rule = "a", .level = RULE_WARN, .message = "b\xE2\x80\xAE\"c\n"};
	(void)state;
	jsonl_write(finding_json(&finding), &out);
	assert_string_equal(written(), "{\"rule\":\"a\",\"verdict\":\"met\",\"level\":\"warn\","
				       "\"message\":\"b\\u202E\\\"c\\n\"}\n");
	json_t *object = json_line(0);
	assert_string_equal(json_text(object, "message"), finding.message);
	json_decref(object);
}

/* ---- reports ----------------------------------------------------------------------------- */

static struct rule_findings findings;

static struct report_tally tally(void)
{
	findings_init(&findings, arena);
	return (struct report_tally){.findings = &findings, .gate = "check", .commits = 3, .decisions = 1,
				     .signatures = 2};
}

static void a_clean_report_says_what_was_judged(void **state)
{
	struct report_tally t = tally();
	(void)state;
	report_write(&t, VIEW_TEXT, false, &out);
	assert_string_equal(written(),
			    "= Nothing refused: 3 commits judged, 1 decision, 2 good signatures.\n");
	assert_int_equal(report_status(&t), 0);
	buf_clear(&out);
	report_write(&t, VIEW_TEXT, true, &out);
	assert_string_equal(written(), "");
}

static void an_audit_says_from_where_to_where(void **state)
{
	struct report_tally t = tally();
	(void)state;
	t.exceptions = 1;
	t.root = "aa";
	t.tip = "bb";
	report_write(&t, VIEW_TEXT, false, &out);
	assert_has("1 lawful exception.\n  First commit  aa\n  Last commit   bb\n");
}

static void a_report_groups_and_counts(void **state)
{
	struct report_tally t = tally();
	struct rule_finding finding = sample();
	(void)state;
	findings_add(&findings, &finding);
	finding.level = RULE_WARN;
	findings_add(&findings, &finding);
	finding.decision = "W-2";
	finding.commit = NULL;
	findings_add(&findings, &finding);
	findings.more = 2;
	report_write(&t, VIEW_TEXT, false, &out);
	assert_begins("W-1, commit 0123456789ab\n\nx Refused");
	assert_has("\n\nW-2\n\n! Warning");
	assert_has("… and 2 more findings that are not listed.\n\n");
	assert_has("x 3 refusals, 2 warnings: 3 commits judged");
	assert_int_equal(report_status(&t), 1);
}

static void what_could_not_be_judged_is_no_pass(void **state)
{
	struct report_tally t = tally();
	(void)state;
	t.unjudged = true;
	t.commits = t.decisions = t.signatures = 0;
	report_write(&t, VIEW_TEXT, false, &out);
	assert_string_equal(written(), "? not all could be judged.\n");
	assert_int_equal(report_status(&t), 3);
	t = tally();
	findings_add(&findings, &(struct rule_finding){.rule = "a", .verdict = RULE_UNKNOWN, .message = "m"});
	assert_int_equal(report_status(&t), 3);
}

static void the_closing_line_of_json_counts(void **state)
{
	struct report_tally t = tally();
	struct rule_finding finding = sample();
	(void)state;
	findings_add(&findings, &finding);
	report_write(&t, VIEW_JSON, false, &out);
	json_t *object = json_line(1);
	assert_string_equal(json_text(object, "report"), "check");
	assert_string_equal(json_text(object, "status"), "refused");
	assert_int_equal(json_integer_value(json_object_get(object, "refused")), 1);
	assert_int_equal(json_integer_value(json_object_get(object, "commits")), 3);
	json_decref(object);
}

static void an_error_wears_the_same_dress(void **state)
{
	(void)state;
	error_set(&error, WUBU_INPUT, "it is broken");
	error_hint(&error, "mend it");
	error_place(&error, "a.yaml", bytes_of("一: 二\n"), 5);
	report_write_error(&error, VIEW_TEXT, &out);
	assert_string_equal(written(), "x Error: it is broken\n"
				       "  a.yaml:1:4\n"
				       "  | 一: 二\n"
				       "  |     ^\n"
				       "  What to do  mend it\n");
	buf_clear(&out);
	report_write_error(&error, VIEW_JSON, &out);
	assert_string_equal(written(), "{\"error\":\"input\",\"message\":\"it is broken\",\"file\":\"a.yaml\","
				       "\"line\":1,\"column\":4,\"remedy\":\"mend it\"}\n");
}

/* ---- decisions ------------------------------------------------------------------------------- */

#define BOOK                                                                                       \
	"rulebook: t\n"                                                                            \
	"version: 1\n"                                                                             \
	"title: {zh: 程序, en: Test procedure}\n"                                                  \
	"in-force: {from: 2020-01-01}\n"                                                           \
	"cites: {law: {zh: 法, en: The Law}}\n"                                                    \
	"time: {zone: Asia/Shanghai, offset: \"+08:00\", calendar: cn, late: 3 days}\n"            \
	"home: {folder: decisions, file: decision.yaml, id: \"W-{year}-{number:3}\"}\n"            \
	"words: {title: {zh: 标题, en: Title}, yes: {zh: 是, en: \"yes\"}, no: {zh: 否, en: \"no\"}}\n" \
	"roles: {clerk: {label: {zh: 秘书, en: Clerk}}, head: {label: {zh: 首长, en: Head}}}\n"    \
	"acts: {open: {role: [clerk], basis: law}, withdraw: {role: [head], basis: law},"          \
	" adopt: {role: [head], basis: law}, rules: {role: [head], basis: law}}\n"                 \
	"matters: {road: {label: {zh: 路, en: Road}}}\n"                                           \
	"steps:\n"                                                                                 \
	"  hearing:\n"                                                                             \
	"    label: {zh: 听证, en: Hearing}\n"                                                     \
	"    basis: \"law:1\"\n"                                                                   \
	"    fill: {role: [clerk]}\n"                                                              \
	"    sign-off:\n"                                                                          \
	"      role: [clerk]\n"                                                                    \
	"      outcomes: {held: {label: {zh: 已举行, en: held}}}\n"                                \
	"    fields:\n"                                                                            \
	"      notice: {label: {zh: 公告, en: Notice}, type: date}\n"                              \
	"      on: {label: {zh: 举行, en: Held on}, type: date, planned: yes}\n"                   \
	"      chair: {label: {zh: 主持, en: Chaired by}, type: person}\n"                         \
	"      open: {label: {zh: 公开, en: In public}, type: yes-no}\n"                           \
	"      guests:\n"                                                                          \
	"        label: {zh: 来宾, en: Guests}\n"                                                  \
	"        type: list\n"                                                                     \
	"        of:\n"                                                                            \
	"          name: {label: {zh: 姓名, en: Name}, type: text}\n"                              \
	"          side: {label: {zh: 方, en: Side}, type: choice, choices: {for: {zh: 赞成, en: in favour}}}\n" \
	"    checks:\n"                                                                            \
	"      period:\n"                                                                          \
	"        title: {zh: 十日, en: Ten days\x27 notice}\n"                                     \
	"        basis: \"law:2\"\n"                                                               \
	"        duration: {from: notice, until: on, at-least: 10 days}\n"                         \
	"        floor: true\n"                                                                    \
	"        remedy: {zh: 推迟, en: Put it off.}\n"                                            \
	"  meeting:\n"                                                                             \
	"    label: {zh: 会议, en: Meeting}\n"                                                     \
	"    basis: \"law:3\"\n"                                                                   \
	"    after: [hearing]\n"                                                                   \
	"    sign-off:\n"                                                                          \
	"      role: [head]\n"                                                                     \
	"      outcomes: {adopted: {label: {zh: 通过, en: adopted}}, rejected: {label: {zh: 否决, en: rejected}, passes: no}}\n" \
	"    reopen: {role: [head]}\n"                                                             \
	"    fields:\n"                                                                            \
	"      minutes: {label: {zh: 纪要, en: Minutes}, type: text}\n"                            \
	"    checks:\n"                                                                            \
	"      minutes: {title: {zh: 有纪要, en: There are minutes}, basis: \"law:4\", present: minutes}\n"

static int one_book(void *context, const char *name, struct arena *into, struct record **record,
		    struct wubu_error *why)
{
	(void)context;
	(void)name;
	return record_read(record, into, "rules/t/rulebook.yaml", bytes_of(BOOK), why);
}

static bool person_known(const void *context, const char *person)
{
	(void)context;
	return strcmp(person, "liu") == 0;
}

static const char *person_name(const void *context, const char *person)
{
	return person_known(context, person) ? "刘芳" : person;
}

static bool person_holds(const void *context, const char *person, const char *role, int32_t day)
{
	(void)day;
	return person_known(context, person) && strcmp(role, "clerk") == 0;
}

static const char *each_person(const void *context, size_t i)
{
	(void)context;
	return i == 0 ? "liu" : NULL;
}

static const struct rule_people people = {NULL, person_known, person_name, person_holds, each_person, NULL};

static struct rulebook *book_of_test(void)
{
	struct rulebook *book = NULL;
	if (rulebook_load(&book, "t", one_book, NULL, arena, &error))
		fail_msg("%s (%s:%u)", error.message, error.file, error.line);
	return book;
}

/* What TEXT (after the header) says on 2021-05-20. */
static struct overview overview_of(const char *id, const char *text)
{
	struct judge_facts *facts = arena_alloc(arena, sizeof *facts);
	struct overview overview;
	struct record *record;
	const char *whole = arena_format(arena, "id: %s\ntitle: 标题\nmatter: road\n"
						"procedure: {name: t, rules: aaaa}\n"
						"draft: {file: draft.md, sha256: bbbb}\n%s", id, text);
	assert_int_equal(record_read(&record, arena, "decision.yaml", bytes_of(whole), &error), 0);
	facts->id = id;
	facts->rules_now = "aaaa";
	facts->rule = (struct rule_facts){.book = book_of_test(), .people = &people,
					  .today = date_from_civil(2021, 5, 20), .after = record};
	overview_make(&overview, facts, arena);
	return overview;
}

#define HEARD "hearing:\n  notice: 2021-05-01\n  on: 2021-05-11\n"
#define SIGNED HEARD "  sign-off: {by: liu, on: 2021-05-12, outcome: held, draft: %s}\n"

static void an_overview_knows_what_each_step_needs(void **state)
{
	static const struct {
		const char *text;
		enum overview_need need;
		const char *command;
	} rows[] = {
		{"", NEED_FILL, "wubu fill W-2021-001 hearing"},
		{"hearing: {notice: 2021-05-18}\n", NEED_FILL, "wubu fill W-2021-001 hearing"},
		{"hearing: {notice: 2021-05-18, on: 2021-05-30}\n", NEED_TIME, NULL},
		{HEARD, NEED_SIGN, "wubu sign W-2021-001 hearing --outcome held"},
		{HEARD "withdrawn: {by: liu, on: 2021-05-13, because: x}\n", NEED_NOTHING, NULL},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct overview overview = overview_of("W-2021-001", rows[i].text);
		assert_int_equal(overview.steps[0].need, rows[i].need);
		assert_string_equal(overview.steps[0].command ? overview.steps[0].command : "",
				    rows[i].command ? rows[i].command : "");
	}
}

static void an_overview_knows_who_signed_and_for_which_draft(void **state)
{
	struct overview overview = overview_of("W-2021-001", arena_format(arena, SIGNED, "bbbb"));
	const struct overview_step *hearing = &overview.steps[0];
	(void)state;
	assert_int_equal(hearing->state, STATE_COMPLETE);
	assert_string_equal(hearing->name, "刘芳");
	assert_string_equal(hearing->outcome->name, "held");
	assert_int_equal(hearing->on, date_from_civil(2021, 5, 12));
	assert_false(hearing->stale);
	assert_true(overview.rules_now);
	assert_int_equal(overview.steps[1].need, NEED_FILL);
	overview = overview_of("W-2021-001", arena_format(arena, SIGNED, "cccc"));
	assert_true(overview.steps[0].stale);
}

static void a_step_that_did_not_pass_needs_a_round(void **state)
{
	const char *text = arena_format(arena, SIGNED "meeting:\n  minutes: m\n"
					"  sign-off: {by: chen, on: 2021-05-13, outcome: rejected, because: no}\n",
					"bbbb");
	struct overview overview = overview_of("W-2021-001", text);
	(void)state;
	assert_int_equal(overview.steps[1].need, NEED_ROUND);
	assert_string_equal(overview.steps[1].command, "wubu reopen W-2021-001 meeting --because REASON");
	assert_string_equal(overview.steps[1].because, "no");
}

static void a_name_that_is_not_plain_goes_into_no_command(void **state)
{
	struct overview overview = overview_of("W;rm", "");
	(void)state;
	assert_null(overview.steps[0].command);
}

static void the_most_urgent_comes_first(void **state)
{
	struct overview all[] = {
		overview_of("later", "hearing: {notice: 2021-05-18, on: 2021-06-20}\n"),
		overview_of("at-once", HEARD),
		overview_of("soon", "hearing: {notice: 2021-05-12}\n"),
	};
	struct overview_task *tasks;
	size_t count;
	(void)state;
	overview_tasks(all, COUNT(all), date_from_civil(2021, 5, 20), arena, &tasks, &count);
	assert_int_equal(count, 3);
	assert_string_equal(tasks[0].overview->id, "soon");
	assert_string_equal(tasks[1].overview->id, "at-once");
	assert_string_equal(tasks[2].overview->id, "later");
}

static struct worklist list_of(const struct overview *overviews, size_t count, const char *person)
{
	struct worklist list;
	worklist_make(&list, overviews, count, &(struct worklist_filter){.person = person}, NULL,
		      date_from_civil(2021, 5, 20), arena);
	return list;
}

static void a_worklist_tells_now_from_later_from_blocked(void **state)
{
	struct overview all[] = {
		overview_of("later", "hearing: {notice: 2021-05-18, on: 2021-06-20}\n"),
		overview_of("at-once", HEARD),
		overview_of("signed", arena_format(arena, SIGNED, "bbbb")),
	};
	struct worklist liu = list_of(all, COUNT(all), "liu"), chen = list_of(all, COUNT(all), "chen");
	(void)state;
	assert_int_equal(liu.items[0].part, WORKLIST_NOW);
	assert_string_equal(liu.items[0].overview->id, "at-once");
	assert_int_equal(liu.items[liu.count - 1].part, WORKLIST_TIME);
	assert_string_equal(liu.items[liu.count - 1].overview->id, "later");
	for (size_t i = 0; i < chen.count; i++)
		assert_false(chen.items[i].part == WORKLIST_NOW && strcmp(chen.items[i].step->step->name, "hearing") == 0);
}

static void next_says_what_who_when_and_how(void **state)
{
	struct overview overview = overview_of("W-2021-001", "hearing: {notice: 2021-05-18}\n");
	(void)state;
	struct worklist list = list_of(&overview, 1, NULL);
	next_write(&list, date_from_civil(2021, 5, 20), true, false, VIEW_TEXT, &out);
	assert_string_equal(written(),
			    "> W-2021-001  Hearing: to be filled in\n"
			    "    > Ten days' notice\n"
			    "      missing: Held on; needed: 2021-05-28 at the earliest\n"
			    "      Put it off.\n"
			    "      “The Law”, art. 2  [hearing.period]\n"
			    "  Who       Clerk (刘芳)\n"
			    "  Date      not before 2021-05-28 (Friday): 8 days more\n"
			    "  Counting  counted from the day after 2021-05-18 (Tuesday) to 2021-05-28 (Friday): 10 days\n"
			    "  Next      wubu fill W-2021-001 hearing\n");
	buf_clear(&out);
	next_write(&list, date_from_civil(2021, 5, 28), true, false, VIEW_JSON, &out);
	json_t *object = json_line(0), *todo = json_array_get(json_object_get(object, "todo"), 0);
	assert_string_equal(json_text(object, "need"), "fill");
	assert_string_equal(json_text(object, "date"), "2021-05-28");
	assert_string_equal(json_text(todo, "rule"), "hearing.period");
	assert_string_equal(json_text(todo, "level"), "todo");
	json_decref(object);
}

static void the_table_has_a_sign_for_each_state(void **state)
{
	struct overview all[] = {
		overview_of("W-2021-001", ""),
		overview_of("W-2021-002", arena_format(arena, SIGNED, "cccc")),
	};
	(void)state;
	status_write_all(all, COUNT(all), false, VIEW_TEXT, &out);
	assert_begins("Decision    1  2 Now at   Date  Title\n"
		      "W-2021-001  >  . Hearing        标题\n"
		      "W-2021-002  #* > Meeting        标题\n"
		      "\n1 Hearing   2 Meeting\n\n# complete   > open");
	buf_clear(&out);
	status_write_all(NULL, 0, false, VIEW_TEXT, &out);
	assert_has("no decision");
	buf_clear(&out);
	status_write_all(all, COUNT(all), false, VIEW_JSON, &out);
	json_t *object = json_line(1), *steps = json_object_get(object, "steps");
	assert_string_equal(json_text(json_array_get(steps, 0), "state"), "complete");
	assert_true(json_is_true(json_object_get(json_array_get(steps, 0), "stale")));
	json_decref(object);
}

static void the_picture_has_a_box_for_each_step(void **state)
{
	struct overview overview = overview_of("W-2021-001", arena_format(arena, SIGNED, "bbbb"));
	(void)state;
	status_write_one(&overview, VIEW_TEXT, &out);
	assert_has("\n1 Hearing                2 Meeting\n"
		   "#################### --> >>>>>>>>>>>>>>>>>>>>\n"
		   "complete 2021-05-12      open\n"
		   "刘芳: held               1 thing to do\n");
	assert_has("\n> W-2021-001  Meeting: to be filled in\n");
	assert_has_not(" \n");
}

static void a_record_is_shown_in_words(void **state)
{
	struct overview overview = overview_of("W-2021-001", HEARD
		"  chair: liu\n  open: yes\n  guests:\n    - {name: 甲, side: for}\n    - {name: 乙}\n");
	(void)state;
	show_write(&overview, VIEW_TEXT, &out);
	assert_has("Title: 标题\n");
	assert_has("\n1 Hearing  > open\n"
		   "  Notice: 2021-05-01\n"
		   "  Held on: 2021-05-11\n"
		   "  Chaired by: 刘芳 (liu)\n"
		   "  In public: yes\n"
		   "  Guests:\n"
		   "    - Name: 甲; Side: in favour\n"
		   "    - Name: 乙\n");
	buf_clear(&out);
	show_write(&overview, VIEW_JSON, &out);
	json_t *object = json_line(0), *record = json_object_get(object, "record");
	json_t *hearing = json_object_get(record, "hearing");
	assert_true(json_is_true(json_object_get(hearing, "open")));
	assert_string_equal(json_text(json_array_get(json_object_get(hearing, "guests"), 0), "side"), "for");
	json_decref(object);
}

/* ---- histories -------------------------------------------------------------------------- */

static struct store *store;

/* A commit with FILES (path, text, …, NULL) on top of its parents' first one. */
static struct store_id commit_of(const char *message, const struct store_id *parents, size_t count,
				 const char *path, const char *text)
{
	struct store_person person = {bytes_of("刘芳"), bytes_of("liu@x"), 1620000000, 480};
	struct store_commit parent = {0};
	struct store_file file = {path, bytes_of(text), false};
	struct store_id tree, id;
	struct buf raw;
	buf_init(&raw);
	if (count)
		assert_int_equal(store_read_commit(store, &parents[0], arena, &parent, &error), 0);
	assert_int_equal(store_write_tree(store, count ? &parent.tree : NULL, &file, 1, &tree, &error), 0);
	store_commit_bytes(&tree, parents, count, &person, &person, message, &raw);
	assert_int_equal(store_write_commit(store, buf_bytes(&raw), &id, &error), 0);
	buf_release(&raw);
	return id;
}

static void a_history_is_what_touched_the_folder(void **state)
{
	char path[] = "/tmp/wubu-view-XXXXXX";
	struct history history;
	(void)state;
	assert_non_null(mkdtemp(path));
	assert_int_equal(store_init(path, true, &error), 0);
	assert_int_equal(store_open(&store, path, STORE_EXACT, &error), 0);
	struct store_id root = commit_of("rules: begin\n", NULL, 0, "rules/a", "1");
	struct store_id opened = commit_of("open(A): record\n\ntitle\n\nDecision: A\nAction: open\n", &root, 1,
					   "d/2021/A/x", "1");
	struct store_id other = commit_of("open(B): record\n", &opened, 1, "d/2021/B/x", "1");
	struct store_id side = commit_of("hearing(A): held\n\ntitle\n\nwhy\nand why\n\nmore\n\nStep: hearing\n"
					 "Action: sign-off\nOutcome: held\n", &opened, 1, "d/2021/A/x", "2");
	struct store_id lines[] = {other, side};
	struct store_id tip = commit_of("Merge\n", lines, 2, "d/2021/A/x", "2");
	assert_int_equal(history_read(&history, store, &tip, "d/2021/A", arena, &error), 0);
	assert_int_equal(history.count, 2);
	assert_true(store_id_equal(&history.entries[0].id, &opened));
	assert_string_equal(history.entries[0].action, "open");
	assert_null(history.entries[0].because);
	assert_string_equal(history.entries[1].step, "hearing");
	assert_string_equal(history.entries[1].outcome, "held");
	assert_string_equal(history.entries[1].because, "why\nand why\n\nmore");
	assert_string_equal(history.entries[1].name, "刘芳");
	store_free(store);
	assert_int_equal(system(arena_format(arena, "rm -rf %s", path)), 0);
}

/* ---- sentences and rules ----------------------------------------------------------------------- */

static void a_log_is_sentences(void **state)
{
	struct history_entry entries[] = {
		{.action = "open", .name = "刘芳", .hex = "0123456789abcdef", .seconds = 1620000000},
		{.action = "sign-off", .step = "meeting", .outcome = "adopted", .name = "陈宇",
		 .hex = "123456789abcdef0", .seconds = 1620748800, .is_signed = true},
		{.action = "return", .step = "meeting", .to = "hearing, other", .name = "\033x",
		 .because = "first\n\nsecond", .hex = "23456789abcdef01", .seconds = 1620748800, .merge = true},
		{.subject = "by hand", .name = "n", .hex = "3456789abcdef012", .seconds = 1620748800},
	};
	struct history history = {entries, COUNT(entries)};
	(void)state;
	log_write(&history, "W-2021-001", book_of_test(), VIEW_TEXT, &out);
	assert_string_equal(written(),
			    "2021-05-03  刘芳 opened the decision\n"
			    "            commit 0123456789ab, not signed\n"
			    "2021-05-12  陈宇 signed Meeting: adopted\n"
			    "            commit 123456789abc, signed\n"
			    "2021-05-12  <U+001B>x returned it from Meeting to Hearing, other\n"
			    "            first  second\n"
			    "            commit 23456789abcd, not signed, a merge\n"
			    "2021-05-12  n: by hand\n"
			    "            commit 3456789abcde, not signed\n");
	buf_clear(&out);
	log_write(&history, "W-2021-001", book_of_test(), VIEW_JSON, &out);
	json_t *object = json_line(1);
	assert_string_equal(json_text(object, "action"), "sign-off");
	assert_string_equal(json_text(object, "day"), "2021-05-12");
	assert_true(json_is_true(json_object_get(object, "signed")));
	json_decref(object);
}

static void rules_are_explained(void **state)
{
	struct rule_facts facts = {.book = book_of_test(), .people = &people,
				   .today = date_from_civil(2021, 5, 20)};
	(void)state;
	assert_int_equal(explain_write(&facts, "hearing.period", VIEW_TEXT, &out, &error), 0);
	assert_string_equal(written(),
			    "Ten days' notice\n"
			    "  Step        Hearing\n"
			    "  Asks        from “Notice” until “Held on” at least 10 days\n"
			    "  Basis       “The Law”, art. 2\n"
			    "  Judged      when the step is signed\n"
			    "  If not met  refused\n"
			    "  Floor       rulebooks that build on this one may tighten it, never loosen it\n"
			    "  What to do  Put it off.\n"
			    "  Accepted    notice: 2021-05-20, on: 2021-05-30 or later\n"
			    "  Written at  rules/t/rulebook.yaml:33:9\n"
			    "  [hearing.period]\n");
	buf_clear(&out);
	assert_int_equal(explain_write(&facts, "meeting", VIEW_TEXT, &out, &error), 0);
	assert_has("2 Meeting  [meeting]\n");
	assert_has("  After         Hearing\n");
	assert_has("adopted (adopted); rejected (rejected, does not pass)\n");
	assert_has("      on record: Minutes\n");
	buf_clear(&out);
	assert_int_equal(explain_write(&facts, NULL, VIEW_TEXT, &out, &error), 0);
	assert_has("Test procedure\n");
	assert_has("\n1 Hearing");
}

static void rules_are_explained_to_programs(void **state)
{
	struct rule_facts facts = {.book = book_of_test(), .today = DATE_NONE};
	(void)state;
	assert_int_equal(explain_write(&facts, NULL, VIEW_JSON, &out, &error), 0);
	json_t *object = json_line(1), *check = json_array_get(json_object_get(object, "checks"), 0);
	assert_string_equal(json_text(object, "step"), "hearing");
	assert_string_equal(json_text(check, "kind"), "duration");
	assert_string_equal(json_text(check, "level"), "refuse");
	json_decref(object);
}

static void an_unknown_rule_gets_the_nearest(void **state)
{
	struct rule_facts facts = {.book = book_of_test(), .today = DATE_NONE};
	(void)state;
	assert_int_equal(explain_write(&facts, "hearing.perio", VIEW_TEXT, &out, &error), -1);
	assert_int_equal(error.code, WUBU_NOT_FOUND);
	assert_string_equal(error.hint, "did you mean “hearing.period”?");
	assert_string_equal(written(), "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(wide_characters_stand_in_columns),
		TEST(lines_break_at_blanks_and_between_wide_characters),
		TEST(long_texts_hang_under_their_label),
		TEST(what_could_deceive_a_terminal_is_shown),
		TEST(texts_are_cut_by_columns),
		TEST(a_finding_has_its_fixed_parts),
		TEST(a_bare_finding_is_two_lines),
		TEST(levels_differ_in_sign_and_word),
		TEST(a_finding_is_one_line_of_json),
		TEST(json_leaves_out_what_is_absent_and_keeps_every_byte),
		TEST(a_clean_report_says_what_was_judged),
		TEST(an_audit_says_from_where_to_where),
		TEST(a_report_groups_and_counts),
		TEST(what_could_not_be_judged_is_no_pass),
		TEST(the_closing_line_of_json_counts),
		TEST(an_error_wears_the_same_dress),
		TEST(an_overview_knows_what_each_step_needs),
		TEST(an_overview_knows_who_signed_and_for_which_draft),
		TEST(a_worklist_tells_now_from_later_from_blocked),
		TEST(a_step_that_did_not_pass_needs_a_round),
		TEST(a_name_that_is_not_plain_goes_into_no_command),
		TEST(the_most_urgent_comes_first),
		TEST(next_says_what_who_when_and_how),
		TEST(the_table_has_a_sign_for_each_state),
		TEST(the_picture_has_a_box_for_each_step),
		TEST(a_record_is_shown_in_words),
		TEST(a_history_is_what_touched_the_folder),
		TEST(a_log_is_sentences),
		TEST(rules_are_explained),
		TEST(rules_are_explained_to_programs),
		TEST(an_unknown_rule_gets_the_nearest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
