/* SPDX-License-Identifier: Apache-2.0 */
/* The index as a tree: git is asked each time what it would commit. */
#include "store/store.h"
#include "store/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/wubu-index-XXXXXX";

static void run(const char *command)
{
	if (system(command) != 0)
		fail_msg("%s", command);
}

static int begin(void **state)
{
	(void)state;
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	return !mkdtemp(folder) || chdir(folder) ||
	       system("git init -q . && git config user.name a && git config user.email a@b && "
		      "mkdir -p a/b/c a.b rules && for f in a/b/c/d a/b/e a.b/f a/z rules/y top; do echo $f >$f; done && "
		      "git add . && git commit -qm first");
}

static int end(void **state)
{
	char command[64];
	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return chdir("/") || system(command);
}

static void ask(const char *command, char *out, size_t size)
{
	FILE *pipe = popen(command, "r");
	assert_non_null(pipe);
	if (!fgets(out, (int)size, pipe))
		out[0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	pclose(pipe);
}

/* Our tree is git's, and is there, after PREPARE. */
static void compare(const char *prepare)
{
	char ours[STORE_ID_HEX], gits[STORE_ID_HEX];
	struct wubu_error error = {0};
	struct store *store;
	struct store_id tree;
	run(prepare);
	assert_int_equal(store_open(&store, ".", STORE_EXACT, &error), 0);
	if (store_index_tree(store, &tree, &error))
		fail_msg("%s: %s", prepare, error.message);
	store_free(store);
	ask("git ls-files >/dev/null && cp .git/index .git/kept && git write-tree && mv .git/kept .git/index", gits,
	    sizeof gits);
	assert_string_equal(store_id_format(&tree, ours), gits);
}

static void each_form_of_index_gives_the_tree_that_git_makes(void **state)
{
	static const char *const rows[] = {
		"true",
		"echo 1 >a/b/c/d && git add a/b/c/d",
		"git write-tree >/dev/null",
		"echo 2 >a/b/e && git add a/b/e && echo 2 >top && git add top",
		"echo n >a/b/c/new && git add -N a/b/c/new",
		"mkdir -p only/new && echo n >only/new/f && git add -N only",
		"git rm -q --cached rules/y",
		"git update-index --index-version 4",
		"echo 3 >a/z && git add a/z",
		"git update-index --index-version 2",
		"mkdir -p 1/2/3/4/5/6/7/8/9/10/11 && echo d >1/2/3/4/5/6/7/8/9/10/11/f && git add 1",
		"git update-index --skip-worktree top",
		"chmod +x a/z && git add a/z && ln -s z a/link && git add a/link",
		"git read-tree HEAD",
		"git rm -rq --cached . && git add -f top",
		"git rm -rqf --cached .",
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		compare(rows[i]);
}

/* Write the first SIZE of BYTES as the index, and judge it; only that it ends counts. */
static void read_damaged(struct store *store, struct wubu_bytes bytes, size_t size)
{
	struct wubu_error error = {0};
	struct store_id tree;
	FILE *file = fopen(".git/index", "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes.data, 1, size, file), size);
	fclose(file);
	if (store_index_tree(store, &tree, &error))
		assert_int_not_equal(error.code, WUBU_OK);
}

static void a_damaged_index_is_refused_or_read_never_worse(void **state)
{
	char bytes[16384];
	struct wubu_error error = {0};
	struct store *store;
	(void)state;
	run("git reset -q --hard && git write-tree >/dev/null");
	FILE *file = fopen(".git/index", "rb");
	assert_non_null(file);
	size_t size = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	assert_int_equal(store_open(&store, ".", STORE_EXACT, &error), 0);
	for (size_t i = 0; i < size; i++)
		read_damaged(store, (struct wubu_bytes){bytes, size}, i);
	for (size_t i = 0; i < size; i++) {
		bytes[i] = (char)~bytes[i];
		read_damaged(store, (struct wubu_bytes){bytes, size}, size);
		bytes[i] = (char)~bytes[i];
	}
	store_free(store);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_of_index_gives_the_tree_that_git_makes),
		cmocka_unit_test(a_damaged_index_is_refused_or_read_never_worse),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
