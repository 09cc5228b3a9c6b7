/* SPDX-License-Identifier: Apache-2.0 */
/* Who is who, and when: people.yaml. */
#include "base/date.h"
#include "trust/people.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* The public keys of RFC 8032, section 7.1, tests 1 to 3. */
#define KEY_1 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
#define KEY_2 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM"
#define KEY_3 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRzY5iGKGjjaR+0AIw8FgIFu0TujMDrF3rkRVIkIAl"

#define GOOD                                                                                       \
	"people:\n"                                                                                \
	"  liu.fang:\n"                                                                            \
	"    name: 刘芳\n"                                                                       \
	"    mail: liu.fang@wangjing.example\n"                                                    \
	"    unit: 城市管理办公室\n"                                                      \
	"    keys:\n"                                                                              \
	"      - {key: " KEY_1 " liu fang, until: 2021-12-31}\n"                                   \
	"      - {key: " KEY_2 ", from: 2022-01-01}\n"                                             \
	"    roles:\n"                                                                             \
	"      - {role: secretary, from: 2021-01-01, until: 2021-06-30}\n"                         \
	"      - {role: chair, from: 2021-07-01}\n"                                                \
	"  sun.li:\n"                                                                              \
	"    name: 孙莉\n"                                                                       \
	"    mail: sun.li@wangjing.example\n"                                                      \
	"    keys: []\n"

static struct arena *arena;
static struct wubu_error error;

static const struct trust_people *people_of(const char *text)
{
	struct record *record;
	struct trust_people *people = NULL;
	memset(&error, 0, sizeof error);
	assert_int_equal(record_read(&record, arena, "rules/people.yaml", bytes_of(text), &error), 0);
	int result = trust_people_read(&people, record, arena, &error);
	assert_int_equal(result == 0, error.code == WUBU_OK);
	return result == 0 ? people : NULL;
}

static struct trust_key key_of(const char *line)
{
	struct trust_key key;
	struct wubu_error none = {0};
	assert_int_equal(trust_key_parse(&key, bytes_of(line), arena, &none), 0);
	return key;
}

static int32_t day(const char *text)
{
	return date_parse(bytes_of(text));
}

static int begin(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void people_are_found_by_id_and_mail(void **state)
{
	(void)state;
	const struct trust_people *people = people_of(GOOD);
	assert_non_null(people);
	assert_int_equal(people->count, 2);
	const struct trust_person *liu = trust_person(people, "liu.fang");
	assert_string_equal(liu->name, "刘芳");
	assert_string_equal(liu->unit, "城市管理办公室");
	assert_int_equal(liu->key_count, 2);
	assert_int_equal(liu->role_count, 2);
	assert_int_equal(liu->roles[1].node->line, 11);
	const struct trust_person *sun = trust_person(people, "sun.li");
	assert_null(sun->unit);
	assert_int_equal(sun->key_count + sun->role_count, 0);
	assert_null(trust_person(people, "sun"));
	assert_ptr_equal(trust_person_of_mail(people, bytes_of("Sun.Li@wangjing.EXAMPLE")), sun);
	assert_null(trust_person_of_mail(people, bytes_of("sun.li@wangjing")));
	assert_null(trust_person_of_mail(people, bytes_of("")));
}

static void keys_and_roles_hold_in_their_terms(void **state)
{
	(void)state;
	static const struct {
		const char *key, *day;
		bool holds, retired;
	} keys[] = {
		{KEY_1, "1999-01-01", true, false},  {KEY_1, "2021-12-31", true, false},
		{KEY_1, "2022-01-01", false, true},  {KEY_2, "2021-12-31", false, true},
		{KEY_2, "2022-01-01", true, false},  {KEY_2, "2999-01-01", true, false},
		{KEY_3, "2022-01-01", false, false}, {KEY_1, "no day", false, true},
	};
	static const struct {
		const char *role, *day;
		bool holds;
	} roles[] = {
		{"secretary", "2020-12-31", false}, {"secretary", "2021-01-01", true},
		{"secretary", "2021-06-30", true},  {"secretary", "2021-07-01", false},
		{"chair", "2021-06-30", false},     {"chair", "2021-07-01", true},
		{"chair", "2999-01-01", true},      {"clerk", "2021-07-01", false},
		{"chair", "no day", false},
	};
	const struct trust_people *people = people_of(GOOD);
	const struct trust_person *liu = trust_person(people, "liu.fang"), *retired;
	for (size_t i = 0; i < COUNT(keys); i++) {
		struct trust_key key = key_of(keys[i].key);
		assert_ptr_equal(trust_person_of_key(people, &key, day(keys[i].day), &retired),
				 keys[i].holds ? liu : NULL);
		assert_ptr_equal(retired, keys[i].retired ? liu : NULL);
		assert_ptr_equal(trust_person_of_key(people, &key, day(keys[i].day), NULL),
				 keys[i].holds ? liu : NULL);
	}
	for (size_t i = 0; i < COUNT(roles); i++)
		assert_int_equal(trust_holds(liu, roles[i].role, day(roles[i].day)), roles[i].holds);
}

#define LIU "people:\n  liu.fang:\n    name: 刘芳\n    mail: l@w.example\n"
#define SUN "  sun.li:\n    name: 孙莉\n    mail: s@w.example\n"

static void what_is_wrong_is_said_where_it_stands(void **state)
{
	(void)state;
	static const struct {
		const char *text, *said;
		unsigned line, column;
		const char *hint;
	} rows[] = {
		{"peple:\n  a: {}\n", "`peple` is not a key of this file", 1, 1, "Did you mean `people`?"},
		{"people:\n", "`people` is missing", 1, 8, ""},
		{"people: {}\n", "`people` is missing", 1, 9, ""},
		{"people: [a]\n", "`people` must be a map", 1, 9, ""},
		{"people:\n  Liu: {}\n", "`Liu` cannot be the id", 2, 3, "as in liu.fang"},
		{"people:\n  刘芳: {}\n", "`刘芳` cannot be the id", 2, 3, "as in liu.fang"},
		{"people:\n  a1234567890123456789012345678901234567890123456789012345678901234: {}\n",
		 "cannot be the id", 2, 3, "64"},
		{"people:\n  a: b\n", "keys and values here", 2, 6, ""},
		{"people:\n  a: {name: A}\n", "`mail` is missing from a person", 2, 6, ""},
		{"people:\n  a: {name: '', mail: a@b}\n", "`name` is missing", 2, 13, ""},
		{"people:\n  a:\n    name: [A]\n    mail: a@b\n", "`name` must be a text", 3, 11, ""},
		{"people:\n  a:\n    name: A <a@b>\n    mail: a@b\n", "free of `<`", 3, 11, ""},
		{"people:\n  a:\n    name: A\n    mail: a b@c\n", "one address", 4, 11, ""},
		{"people:\n  a:\n    name: A\n    mail: a@b@c\n", "one address", 4, 11, ""},
		{"people:\n  a:\n    name: A\n    mail: '@c'\n", "one address", 4, 11, ""},
		{"people:\n  a:\n    name: A\n    mail: c@\n", "one address", 4, 11, ""},
		{LIU "    keyes: []\n", "`keyes` is not a key of a person", 5, 5, "Did you mean `keys`?"},
		{LIU "    telephone: 1\n", "`telephone` is not a key", 5, 5, ""},
		{LIU "    keys: {key: x}\n", "`keys` must be a list", 5, 11, ""},
		{LIU "    keys:\n      - " KEY_1 "\n", "keys and values here", 6, 9, ""},
		{LIU "    keys:\n      - {from: 2021-01-01}\n", "`key` is missing", 6, 9, ""},
		{LIU "    keys:\n      - {key: ssh-ed2519 AAAA}\n", "not a type of key", 6, 15, "`ssh-ed25519`"},
		{LIU "    keys:\n      - {key: " KEY_1 ", form: 2021-01-01}\n", "`form` is not a key", 6, 97, "`from`"},
		{LIU "    keys:\n      - {key: " KEY_1 ", from: 2021-02-29}\n", "`2021-02-29` is not a day", 6, 103, "2021-03-01"},
		{LIU "    keys:\n      - {key: " KEY_1 "}\n      - {key: " KEY_1 "}\n", "twice", 7, 9, "own key"},
		{LIU "    keys:\n      - {key: " KEY_1 ", until: 2021-05-01}\n      - {key: " KEY_1
		 ", from: 2021-05-01}\n", "twice", 7, 9, "own key"},
		{LIU "    keys:\n      - {key: " KEY_1 "}\n" SUN "    keys:\n      - {key: " KEY_1
		 " sun, until: 2000-01-01}\n", "liu.fang and sun.li have the same key", 11, 9, "own key"},
		{LIU "  sun.li:\n    name: 孙莉\n    mail: L@w.example\n", "same mail", 7, 11, "their own"},
		{LIU "    roles:\n      - {role: chair}\n", "`from` is missing", 6, 9, ""},
		{LIU "    roles:\n      - {from: 2021-01-01}\n", "`role` is missing", 6, 9, ""},
		{LIU "    roles:\n      - {role: chair, from: 2021-01-02, until: 2021-01-01}\n",
		 "ends before it begins", 6, 48, "last day"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_null(people_of(rows[i].text));
		if (!strstr(error.message, rows[i].said) || !strstr(error.hint, rows[i].hint) ||
		    error.line != rows[i].line || error.column != rows[i].column)
			fail_msg("row %zu: %u:%u %s / %s", i, error.line, error.column, error.message,
				 error.hint);
		assert_string_equal(error.file, "rules/people.yaml");
	}
}

static void one_key_may_have_two_terms_that_do_not_meet(void **state)
{
	(void)state;
	assert_non_null(people_of(LIU "    keys:\n      - {key: " KEY_1 ", until: 2021-05-01}\n"
				      "      - {key: " KEY_1 ", from: 2021-05-02}\n"));
	assert_non_null(people_of(LIU "    keys:\n    roles:\n" SUN "    roles: []\n"));
	assert_non_null(people_of(LIU "    roles:\n      - {role: chair, from: 2021-01-01, until: 2021-01-01}\n"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_are_found_by_id_and_mail),
		cmocka_unit_test(keys_and_roles_hold_in_their_terms),
		cmocka_unit_test(what_is_wrong_is_said_where_it_stands),
		cmocka_unit_test(one_key_may_have_two_terms_that_do_not_meet),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
