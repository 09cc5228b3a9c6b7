/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store on repositories that git made, and git on what the store wrote.  Runs itself
 * as a pre-receive hook ("test-store hook") to see the quarantine.
 */
#include "store/commit.h"
#include "store/store.h"
#include "store/write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(rows) (sizeof rows / sizeof *rows)

/* libgit2 1.5 with PCRE2 loses what it matched when it refuses an extension. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2\n";
}

static char top[] = "/tmp/wubu-store-XXXXXX";
static char self[PATH_MAX];

struct fixture {
	struct arena *arena;
	struct wubu_error error;
	struct store *store;
};

__attribute__((format(printf, 1, 2))) static void run(const char *format, ...)
{
	char command[4096];
	va_list args;
	va_start(args, format);
	vsnprintf(command, sizeof command, format, args);
	va_end(args);
	if (system(command) != 0)
		fail_msg("failed: %s", command);
}

/* The first line that a command prints. */
__attribute__((format(printf, 2, 3))) static const char *ask(struct fixture *f, const char *format,
							     ...)
{
	char command[4096], line[4096] = "";
	va_list args;
	va_start(args, format);
	vsnprintf(command, sizeof command, format, args);
	va_end(args);
	FILE *pipe = popen(command, "re");
	assert_non_null(pipe);
	if (!fgets(line, sizeof line, pipe))
		line[0] = '\0';
	pclose(pipe);
	line[strcspn(line, "\n")] = '\0';
	return arena_text(f->arena, line);
}

static struct store_id id_of(struct fixture *f, const char *revision)
{
	struct store_id id;
	const char *hex = ask(f, "git rev-parse '%s'", revision);
	assert_int_equal(store_id_parse(&id, bytes_of(hex)), 0);
	return id;
}

/* Each test has an empty folder, and git's environment is its own. */
static int begin(void **state)
{
	static const char *const forget[] = {"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE",
					     "GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY",
					     "GIT_COMMON_DIR", "XDG_CONFIG_HOME", "SUDO_UID"};
	struct fixture *f = calloc(1, sizeof *f);
	f->arena = arena_new();
	for (size_t i = 0; i < COUNT(forget); i++)
		unsetenv(forget[i]);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_AUTHOR_NAME", "Liu Fang", 1);
	setenv("GIT_AUTHOR_EMAIL", "liu@wangjing.example", 1);
	setenv("GIT_COMMITTER_NAME", "Liu Fang", 1);
	setenv("GIT_COMMITTER_EMAIL", "liu@wangjing.example", 1);
	setenv("HOME", top, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	if (chdir("/") != 0 || system("test -d \"$HOME\" && rm -rf \"$HOME\"/* \"$HOME\"/.[a-z]*") != 0 ||
	    chdir(top) != 0)
		return -1;
	*state = f;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;
	store_free(f->store);
	arena_free(f->arena);
	free(f);
	return 0;
}

/* A repository "r" with one commit, opened; the current folder is its work tree. */
static void make_repository(struct fixture *f)
{
	run("git init -q -b main r && cd r && mkdir -p decisions/2021 rules && "
	    "echo a >decisions/2021/a.yaml && echo b >rules/b.yaml && echo c >c && "
	    "git add . && git commit -qm first");
	assert_int_equal(chdir("r"), 0);
	assert_int_equal(store_open(&f->store, ".", STORE_FIND, &f->error), 0);
}

static void expect_refusal(struct fixture *f, const char *path, enum store_open how, int code,
			   const char *said)
{
	struct wubu_error error = {0};
	struct store *store;
	assert_int_equal(store_open(&store, path, how, &error), -1);
	assert_null(store);
	if ((int)error.code != code || !strstr(error.message, said))
		fail_msg("%s: %d \"%s\"", path, (int)error.code, error.message);
	assert_string_not_equal(error.hint, "");
	(void)f;
}

/* ---- opening ------------------------------------------------------------- */

static void repositories_are_found_or_said_to_be_missing(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	const char *folder = arena_format(f->arena, "%s/r/.git/", top);
	assert_string_equal(store_folder(f->store), folder);
	assert_false(store_is_bare(f->store));
	static const char *const good[] = {"decisions/2021", ".git", "."};
	for (size_t i = 0; i < COUNT(good); i++) {
		struct store *store;
		assert_int_equal(store_open(&store, good[i], STORE_FIND, &f->error), 0);
		assert_string_equal(store_folder(store), folder);
		store_free(store);
	}
	expect_refusal(f, "decisions", STORE_EXACT, WUBU_NOT_FOUND, "no git repository");
	expect_refusal(f, top, STORE_FIND, WUBU_NOT_FOUND, "no git repository");
	expect_refusal(f, "nowhere", STORE_EXACT, WUBU_NOT_FOUND, "no git repository");
	run("rm .git/HEAD");
	expect_refusal(f, ".", STORE_FIND, WUBU_REPOSITORY, "cannot be opened");
	expect_refusal(f, "decisions/2021", STORE_FIND, WUBU_REPOSITORY, "cannot be opened");
}

static void what_cannot_be_judged_is_refused_in_plain_words(void **state)
{
	struct fixture *f = *state;
	run("git init -q --object-format=sha256 s && git init -q w && "
	    "git -C w config core.repositoryformatversion 1 && "
	    "git -C w config extensions.worktreeConfig true");
	expect_refusal(f, "s", STORE_FIND, WUBU_REPOSITORY, "extension");
	expect_refusal(f, "w", STORE_EXACT, WUBU_REPOSITORY, "extension");
	setenv("GIT_DIR", "nowhere", 1);
	expect_refusal(f, ".", STORE_FIND, WUBU_REPOSITORY, "cannot be opened");
	unsetenv("GIT_DIR");
	if (geteuid() != 0)
		return;
	run("git init -q o && chown -R 1234 o");
	expect_refusal(f, "o", STORE_FIND, WUBU_REPOSITORY, "another user");
	unsetenv("GIT_CONFIG_GLOBAL");
	run("git config --global safe.directory /elsewhere");
	expect_refusal(f, "o", STORE_FIND, WUBU_REPOSITORY, "another user");
}

static void hooks_environment_is_honoured(void **state)
{
	struct fixture *f = *state;
	struct store *store;
	make_repository(f);
	run("git worktree add -q ../linked -b other && git clone -q --bare . ../bare.git");
	assert_int_equal(store_open(&store, "../linked", STORE_FIND, &f->error), 0);
	assert_string_equal(store_worktree(store), arena_format(f->arena, "%s/linked/", top));
	assert_string_equal(store_head(store, f->arena), "refs/heads/other");
	assert_string_equal(store_hooks(store, f->arena), arena_format(f->arena, "%s/r/.git/hooks", top));
	store_free(store);
	setenv("GIT_DIR", "../bare.git", 1);
	assert_int_equal(store_open(&store, NULL, STORE_FIND, &f->error), 0);
	assert_true(store_is_bare(store));
	assert_null(store_worktree(store));
	store_free(store);
	setenv("GIT_DIR", arena_format(f->arena, "%s/r/.git/worktrees/linked", top), 1);
	assert_int_equal(store_open(&store, ".", STORE_FIND, &f->error), 0);
	assert_string_equal(store_head(store, f->arena), "refs/heads/other");
	store_free(store);
	setenv("GIT_DIR", "../bare.git", 1);
	setenv("GIT_WORK_TREE", ".", 1);
	assert_int_equal(store_open(&store, ".", STORE_FIND, &f->error), 0);
	assert_string_equal(store_worktree(store), arena_format(f->arena, "%s/r/", top));
	store_free(store);
	setenv("GIT_COMMON_DIR", "/tmp", 1);
	expect_refusal(f, "../r", STORE_FIND, WUBU_REPOSITORY, "GIT_COMMON_DIR");
	assert_int_equal(store_open(&store, ".git", STORE_EXACT, &f->error), 0);
	store_free(store);
}

static void a_copy_that_lacks_or_hides_history_is_told(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	static const struct { const char *command; unsigned defects; } rows[] = {
		{"true", 0},
		{"git rev-parse HEAD >.git/shallow", STORE_SHALLOW},
		{"rm .git/shallow; mkdir -p .git/info; git rev-parse HEAD >.git/info/grafts", STORE_GRAFTED},
		{"rm .git/info/grafts; git config remote.origin.promisor true", STORE_PARTIAL},
		{"git config remote.origin.promisor false; touch .git/objects/pack/pack-1.promisor", STORE_PARTIAL},
		{"rm .git/objects/pack/*; git config extensions.partialClone origin", STORE_PARTIAL},
		{"git config --unset extensions.partialClone; git replace HEAD $(git commit-tree -m x HEAD^{tree})", STORE_REPLACED},
		{"git pack-refs --all", STORE_REPLACED},
		{"git replace -d $(git rev-parse HEAD) >/dev/null", 0},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		run("%s", rows[i].command);
		assert_int_equal(store_defects(f->store), rows[i].defects);
	}
}

static void configuration_has_gits_levels(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	struct store *store;
	run("printf '[user]\\n\\tname = global\\n[wubu]\\n\\tyes\\n' >../named && "
	    "printf '[user]\\n\\tname = home\\n' >../.gitconfig");
	assert_null(store_config(f->store, "user.name", f->arena));
	setenv("GIT_CONFIG_GLOBAL", arena_format(f->arena, "%s/named", top), 1);
	assert_int_equal(store_open(&store, ".", STORE_FIND, &f->error), 0);
	assert_string_equal(store_config(store, "user.name", f->arena), "global");
	assert_string_equal(store_config(store, "wubu.yes", f->arena), "true");
	assert_null(store_config(store, "wubu.no", f->arena));
	assert_null(store_config(store, "nonsense", f->arena));
	assert_int_equal(store_config_set(store, "user.name", "local", &f->error), 0);
	assert_string_equal(store_config(store, "user.name", f->arena), "local");
	assert_string_equal(ask(f, "git config --local user.name"), "local");
	run("git config core.hooksPath mine");
	assert_string_equal(store_hooks(store, f->arena), arena_format(f->arena, "%s/r/mine", top));
	store_free(store);
}

/* ---- objects --------------------------------------------------------------- */

static void objects_are_read_with_their_hash_checked(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	struct wubu_bytes bytes;
	struct store_id c = id_of(f, "HEAD:c"), b = id_of(f, "HEAD:rules/b.yaml");
	struct store_id head = id_of(f, "HEAD"), none = {{1}};
	assert_int_equal(store_read(f->store, &c, STORE_BLOB, 2, f->arena, &bytes, &f->error), 0);
	assert_true(bytes_are(bytes, "c\n"));
	static const struct { int id, type; size_t limit; int code; } rows[] = {
		{0, STORE_BLOB, 1, WUBU_LIMIT},       {0, STORE_TREE, 100, WUBU_REPOSITORY},
		{1, STORE_BLOB, 5000, WUBU_REPOSITORY}, {2, STORE_BLOB, 100, WUBU_NOT_FOUND},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct wubu_error error = {0};
		const struct store_id *ids[] = {&c, &head, &none};
		assert_int_equal(store_read(f->store, ids[rows[i].id], (enum store_type)rows[i].type,
					    rows[i].limit, f->arena, &bytes, &error), -1);
		assert_int_equal(error.code, rows[i].code);
	}
	/* GH-23: the file of another, valid object in its place. */
	char hex_b[STORE_ID_HEX], hex_c[STORE_ID_HEX];
	store_id_format(&b, hex_b);
	store_id_format(&c, hex_c);
	run("cd .git/objects && chmod u+w %.2s/%s && cp %.2s/%s %.2s/%s", hex_b, hex_b + 2, hex_c,
	    hex_c + 2, hex_b, hex_b + 2);
	struct wubu_error error = {0};
	assert_int_equal(store_read(f->store, &b, STORE_BLOB, 100, f->arena, &bytes, &error), -1);
	assert_int_equal(error.code, WUBU_REPOSITORY);
	assert_non_null(strstr(error.message, "does not have that hash"));
}

/* "c" and "d" with a newline, stored by zlib without compression, with their checksums. */
static const char stored_c[] = "\x01\x02\x00\xfd\xff" "c\n\x00\xd2\x00\x6e";
static const char stored_d[] = "\x01\x02\x00\xfd\xff" "d\n\x00\xd4\x00\x6f";

static void damage_in_a_pack_is_seen(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	struct store_id c = id_of(f, "HEAD:c");
	struct wubu_bytes bytes, pack;
	run("git -c core.compression=0 -c pack.compression=0 repack -adFq");
	const char *path = ask(f, "ls .git/objects/pack/*.pack");
	assert_int_equal(store_read_file(f->store, "c", 100, f->arena, &bytes, &f->error), 1);
	run("cp %s pack && chmod u+w pack", path);
	assert_int_equal(store_read_file(f->store, "pack", 100000, f->arena, &pack, &f->error), 1);
	char *place = memmem(pack.data, pack.size, stored_c, sizeof stored_c - 1);
	assert_non_null(place);
	memcpy(place, stored_d, sizeof stored_d - 1);
	assert_int_equal(store_write_outside(path, pack, 0444, &f->error), 0);
	struct wubu_error error = {0};
	struct store *store;
	assert_int_equal(store_open(&store, ".", STORE_EXACT, &f->error), 0);
	int rc = store_read(store, &c, STORE_BLOB, 100, f->arena, &bytes, &error);
	store_free(store);
	assert_int_equal(rc, -1);
	assert_int_equal(error.code, WUBU_REPOSITORY);
	assert_non_null(strstr(error.message, "does not have that hash"));
}

static void paths_are_found_in_trees(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	struct store_id tree = id_of(f, "HEAD^{tree}"), zero = {{0}};
	struct store_entry entry;
	static const struct { const char *path; int rc; uint32_t mode; } rows[] = {
		{"decisions/2021/a.yaml", 1, STORE_MODE_FILE}, {"decisions", 1, STORE_MODE_TREE},
		{"c", 1, STORE_MODE_FILE}, {"c/d", 0, 0}, {"d", 0, 0}, {"decisions/", 0, 0},
		{"/c", 0, 0}, {"", 0, 0}, {"decisions//2021", 0, 0}, {"decision", 0, 0},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		int rc = store_find(f->store, &tree, rows[i].path, f->arena, &entry, &f->error);
		if (rc != rows[i].rc || (rc && entry.mode != rows[i].mode))
			fail_msg("%s: %d", rows[i].path, rc);
	}
	assert_int_equal(store_find(f->store, &zero, "c", f->arena, &entry, &f->error), 0);
}

/* All changes as "-path +path ~path " in their order. */
static const char *changes_text(struct fixture *f, const struct store_id *a,
				const struct store_id *b)
{
	struct store_change *changes;
	size_t count;
	const char *text = "";
	assert_int_equal(store_compare(f->store, a, b, f->arena, &changes, &count, &f->error), 0);
	for (size_t i = 0; i < count; i++)
		text = arena_format(f->arena, "%s%c%s ", text,
				    !changes[i].before.mode ? '+' : !changes[i].after.mode ? '-' : '~',
				    changes[i].path);
	return text;
}

static void trees_are_compared_by_paths(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	struct store_id first = id_of(f, "HEAD^{tree}");
	run("git rm -q c && mkdir c && echo 1 >c/x && echo 2 >c.d && echo 3 >c0 && chmod +x rules/b.yaml && "
	    "git add . && git commit -qm second");
	struct store_id second = id_of(f, "HEAD^{tree}");
	assert_string_equal(changes_text(f, &first, &second), "-c +c.d +c/x +c0 ~rules/b.yaml ");
	assert_string_equal(changes_text(f, &second, &first), "+c -c.d -c/x -c0 ~rules/b.yaml ");
	assert_string_equal(changes_text(f, &first, &first), "");
	assert_string_equal(changes_text(f, NULL, &first), "+c +decisions/2021/a.yaml +rules/b.yaml ");
	assert_string_equal(changes_text(f, &first, NULL), "-c -decisions/2021/a.yaml -rules/b.yaml ");
	assert_string_equal(changes_text(f, NULL, NULL), "");
}

static void tree_bombs_run_into_limits(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	static const struct { int width, depth; } rows[] = {{30, 5}, {1, 12}};
	for (size_t r = 0; r < COUNT(rows); r++) {
		struct store_id id;
		struct store_change *changes;
		size_t count;
		const char *hex = ask(f, "git rev-parse HEAD:c");
		const char *kind = "100644 blob";
		for (int level = 0; level < rows[r].depth; level++) {
			FILE *list = fopen("list", "w");
			for (int i = 0; i < rows[r].width; i++)
				fprintf(list, "%s %s\tn%02d\n", kind, hex, i);
			fclose(list);
			hex = ask(f, "git mktree <list");
			kind = "040000 tree";
		}
		assert_int_equal(store_id_parse(&id, bytes_of(hex)), 0);
		struct wubu_error error = {0};
		assert_int_equal(store_compare(f->store, NULL, &id, f->arena, &changes, &count, &error), -1);
		assert_int_equal(error.code, WUBU_LIMIT);
	}
}

/* ---- commits that git makes -------------------------------------------------- */

static void commits_of_git_are_read(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	run("ssh-keygen -q -t ed25519 -N '' -C '' -f ../key && git config gpg.format ssh && "
	    "git config user.signingkey \"$PWD/../key.pub\" && git checkout -qb side && "
	    "git commit -qS --allow-empty -m '望京: 通过\n\nWhy.\n\nStep: legality-review\nOutcome: passed' && "
	    "git checkout -q main && git commit -qS --allow-empty -m two && "
	    "git merge -q --no-ff -m \"Merge branch 'side'\" -S side");
	struct store_commit c;
	struct store_id id = id_of(f, "HEAD");
	assert_int_equal(store_read_commit(f->store, &id, f->arena, &c, &f->error), 0);
	assert_int_equal(c.parent_count, 2);
	assert_true(c.signature.size > 0);
	id = c.parents[1];
	assert_int_equal(store_read_commit(f->store, &id, f->arena, &c, &f->error), 0);
	assert_true(bytes_are(c.subject, "望京: 通过"));
	assert_true(bytes_are(store_commit_trailer(&c, "Outcome", NULL), "passed"));
	assert_true(store_id_equal(&c.id, &id));
	/* What we take for the payload and the signature, ssh-keygen must find good. */
	FILE *payload = fopen("../payload", "w"), *armour = fopen("../armour", "w");
	fwrite(c.payload.data, 1, c.payload.size, payload);
	fwrite(c.signature.data, 1, c.signature.size, armour);
	fclose(payload);
	fclose(armour);
	run("ssh-keygen -Y check-novalidate -n git -s ../armour <../payload >/dev/null");
}

static void malformed_commits_are_refused_and_walked_past(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	static const struct { const char *raw, *said; } rows[] = {
		{"tree $T\nparent $H\nparent $H\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\n\nx\n", "twice"},
		{"tree $T\nparent $H\nauthor a <b> 1 +9999\ncommitter a <b> 1 +0000\n\nx\n", "author"},
		{"tree $T\nparent $H\nauthor a <b> 1 +0000\ncommitter a <b> -1 +0000\n\nx\n", "committer"},
		{"tree $T\nparent $H\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\nencoding GBK\n\nx\n", "UTF-8"},
		{"tree $T\nparent $H\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\n\nx\\000y\n", "U+0000"},
		{"tree $T\nparent $H\n\nx\n", "author"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		FILE *file = fopen("raw", "w");
		fputs(rows[i].raw, file);
		fclose(file);
		const char *hex = ask(f, "H=$(git rev-parse HEAD) T=$(git rev-parse HEAD^{tree}); printf "
				      "\"$(sed -e \"s/\\$T/$T/\" -e \"s/\\$H/$H/g\" -e 's/$/\\\\n/' raw | tr -d '\\n')\" | "
				      "git hash-object -t commit -w --stdin --literally");
		struct store_id id, *ids;
		size_t count;
		struct store_commit c;
		struct wubu_error error = {0};
		assert_int_equal(store_id_parse(&id, bytes_of(hex)), 0);
		assert_int_equal(store_read_commit(f->store, &id, f->arena, &c, &error), -1);
		if (!strstr(error.message, rows[i].said))
			fail_msg("%zu: %s", i, error.message);
		assert_int_equal(store_walk(f->store, &id, 1, NULL, 0, 0, f->arena, &ids, &count, &f->error), 0);
		assert_int_equal(count, 2);
	}
}

/* ---- history --------------------------------------------------------------- */

#define MOST 60

/* A random history in the store and, as a table, in memory. */
struct model {
	struct store_id ids[MOST];
	bool reaches[MOST][MOST]; /* [descendant][ancestor], itself included */
	size_t count;
};

static unsigned random_number(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % below;
}

static void add_commit(struct fixture *f, struct model *m, unsigned *seed, bool honest)
{
	struct store_id tree = id_of(f, "HEAD^{tree}"), parents[2];
	size_t n = m->count, parent_count = 0, from[2];
	struct buf raw;
	int64_t time = honest ? 1000 + (int64_t)(n / 3) : random_number(seed, 2000);
	struct store_person person = {bytes_of("a"), bytes_of("b"), time, 0};
	m->reaches[n][n] = true;
	for (size_t p = 0; n && p < 1 + random_number(seed, 2); p++) {
		size_t at = n - 1 - random_number(seed, n < 6 ? (unsigned)n : 6);
		if (parent_count && from[0] == at)
			continue;
		from[parent_count] = at;
		parents[parent_count++] = m->ids[at];
		for (size_t i = 0; i < n; i++)
			m->reaches[n][i] |= m->reaches[at][i];
	}
	buf_init(&raw);
	store_commit_bytes(&tree, parents, parent_count, &person, &person,
			   arena_format(f->arena, "%zu\n", n), &raw);
	assert_int_equal(store_write_commit(f->store, buf_bytes(&raw), &m->ids[n], &f->error), 0);
	buf_release(&raw);
	m->count++;
}

static bool contains(const struct store_id *ids, size_t count, const struct store_id *id)
{
	for (size_t i = 0; i < count; i++) {
		if (store_id_equal(&ids[i], id))
			return true;
	}
	return false;
}

static void check_walk(struct fixture *f, const struct model *m, size_t tip, size_t until, bool honest)
{
	struct store_id *ids;
	size_t count, expected = 0;
	assert_int_equal(store_walk(f->store, &m->ids[tip], 1, &m->ids[until], 1, 0, f->arena, &ids,
				    &count, &f->error), 0);
	for (size_t i = 0; i < m->count; i++) {
		bool wanted = m->reaches[tip][i] && !m->reaches[until][i];
		bool listed = contains(ids, count, &m->ids[i]);
		expected += wanted;
		assert_true(listed || !wanted);
		assert_true(m->reaches[tip][i] || !listed);
	}
	if (honest)
		assert_int_equal(count, expected);
	struct wubu_error error = {0};
	if (count > 1)
		assert_int_equal(store_walk(f->store, &m->ids[tip], 1, &m->ids[until], 1, count - 1,
					    f->arena, &ids, &count, &error), -1);
}

static void check_pair(struct fixture *f, const struct model *m, size_t a, size_t b)
{
	struct store_id *ids;
	size_t count, expected = 0;
	assert_int_equal(store_descends(f->store, &m->ids[a], &m->ids[b], &f->error), m->reaches[b][a]);
	assert_int_equal(store_merge_bases(f->store, &m->ids[a], &m->ids[b], f->arena, &ids, &count,
					   &f->error), 0);
	for (size_t i = 0; i < m->count; i++) {
		bool best = m->reaches[a][i] && m->reaches[b][i];
		for (size_t j = 0; j < m->count && best; j++)
			best = j == i || !(m->reaches[a][j] && m->reaches[b][j] && m->reaches[j][i]);
		expected += best;
		assert_int_equal(contains(ids, count, &m->ids[i]), best);
	}
	assert_int_equal(count, expected);
}

static void history_agrees_with_a_table(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	for (unsigned seed = 1; seed <= 8; seed++) {
		struct model m = {0};
		unsigned random = seed;
		bool honest = seed % 2;
		while (m.count < MOST)
			add_commit(f, &m, &random, honest);
		/* A store that has not seen these commits yet. */
		store_free(f->store);
		assert_int_equal(store_open(&f->store, ".", STORE_EXACT, &f->error), 0);
		for (size_t a = 0; a < MOST; a += 1 + a % 3) {
			for (size_t b = 0; b < MOST; b += 1 + b % 4) {
				check_pair(f, &m, a, b);
				check_walk(f, &m, a, b, honest);
			}
		}
	}
}

static void walks_go_parents_first_and_first_parents_line_first(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	run("git checkout -qb side && git commit -qm s1 --allow-empty && git commit -qm s2 --allow-empty && "
	    "git checkout -q main && git commit -qm m1 --allow-empty && git merge -q --no-ff -m m2 side");
	struct store_id head = id_of(f, "HEAD"), *ids;
	size_t count;
	static const char *const order[] = {"main~2", "main~1", "side~1", "side", "main"};
	/* Neither a replacement, nor a graft, nor a shallow mark changes what is walked. */
	run("git replace main~1 $(git commit-tree -m forged main^{tree}) && mkdir -p .git/info && "
	    "git rev-parse main >.git/info/grafts && git rev-parse main >.git/shallow");
	setenv("GIT_NO_REPLACE_OBJECTS", "1", 1);
	assert_int_equal(store_walk(f->store, &head, 1, NULL, 0, 5, f->arena, &ids, &count, &f->error), 0);
	run("rm .git/info/grafts .git/shallow");
	assert_int_equal(count, COUNT(order));
	for (size_t i = 0; i < count; i++) {
		struct store_id expected = id_of(f, order[i]);
		assert_true(store_id_equal(&ids[i], &expected));
	}
	struct wubu_error error = {0};
	assert_int_equal(store_walk(f->store, &head, 1, NULL, 0, 4, f->arena, &ids, &count, &error), -1);
	assert_int_equal(error.code, WUBU_LIMIT);
	unsetenv("GIT_NO_REPLACE_OBJECTS");
}

static void missing_history_is_an_error(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	run("git commit -qm 2 --allow-empty && git commit -qm 3 --allow-empty && "
	    "git clone -q --depth 2 \"file://$PWD\" ../shallow");
	struct store_id head = id_of(f, "HEAD"), root = id_of(f, "HEAD~2"), *ids;
	size_t count;
	struct store *store;
	assert_int_equal(store_open(&store, "../shallow", STORE_FIND, &f->error), 0);
	assert_int_equal(store_defects(store), STORE_SHALLOW);
	struct wubu_error error = {0};
	assert_int_equal(store_walk(store, &head, 1, NULL, 0, 0, f->arena, &ids, &count, &error), -1);
	assert_int_equal(error.code, WUBU_NOT_FOUND);
	error = (struct wubu_error){0};
	assert_int_equal(store_descends(store, &root, &head, &error), -1);
	store_free(store);
}

/* ---- refs ------------------------------------------------------------------ */

static void revisions_and_refs_are_resolved(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	run("git commit -qm 2 --allow-empty && git tag -a -m t v1 HEAD~1 && git tag main HEAD~1");
	struct store_id head = id_of(f, "refs/heads/main"), first = id_of(f, "HEAD~1"), id;
	char hex[STORE_ID_HEX];
	store_id_format(&head, hex);
	const struct { const char *text; const struct store_id *id; } rows[] = {
		{"main", &head}, {"HEAD", &head}, {hex, &head}, {arena_format(f->arena, "%.8s", hex), &head},
		{"HEAD~1", &first}, {"v1", &first}, {"refs/tags/main", &first}, {"nothing", NULL},
		{"HEAD:c", NULL}, {"HEAD@{1}", NULL}, {":/first", NULL}, {"HEAD^{/first}", NULL}, {"", NULL},
		{"0000000000000000000000000000000000000001", NULL}, {"HEAD^{tree}", NULL},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct wubu_error error = {0};
		int rc = store_revision(f->store, rows[i].text, &id, &error);
		if (rc != (rows[i].id ? 0 : -1) || (rc == 0 && !store_id_equal(&id, rows[i].id)))
			fail_msg("%s: %d %s", rows[i].text, rc, error.message);
	}
	assert_int_equal(store_ref(f->store, "refs/heads/main", &id, &f->error), 1);
	assert_true(store_id_equal(&id, &head));
	assert_int_equal(store_ref(f->store, "refs/tags/v1", &id, &f->error), 1);
	assert_true(store_id_equal(&id, &first));
	assert_int_equal(store_ref(f->store, "refs/heads/none", &id, &f->error), 0);
	struct wubu_error error = {0};
	assert_int_equal(store_ref(f->store, "refs/heads/a..b", &id, &error), -1);
	run("echo 0000000000000000000000000000000000000001 >.git/refs/heads/main");
	error = (struct wubu_error){0};
	assert_int_equal(store_ref(f->store, "refs/heads/main", &id, &error), -1);
	assert_string_equal(store_head(f->store, f->arena), "refs/heads/main");
	run("echo %s >.git/HEAD", hex);
	assert_null(store_head(f->store, f->arena));
}

static void refs_move_only_from_where_they_were_seen(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	run("git commit -qm 2 --allow-empty && git pack-refs --all");
	struct store_id new = id_of(f, "HEAD"), old = id_of(f, "HEAD~1"), third = {{7}};
	static const struct { const char *ref; int from, to, rc; } rows[] = {
		{"refs/heads/main", 2, 1, 0},  {"refs/heads/main", 2, 1, WUBU_CONFLICT},
		{"refs/heads/main", 0, 2, WUBU_CONFLICT}, {"refs/heads/main", 3, 2, WUBU_CONFLICT},
		{"HEAD", 1, 2, 0},             {"refs/heads/new", 1, 2, WUBU_CONFLICT},
		{"refs/heads/new", 0, 2, 0},   {"refs/heads/new", 0, 2, WUBU_CONFLICT},
		{"refs/heads/main/x", 0, 2, WUBU_IO}, {"refs/heads/a..b", 0, 2, WUBU_USAGE},
	};
	const struct store_id *ids[] = {NULL, &old, &new, &third};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct wubu_error error = {0};
		int rc = store_move_ref(f->store, rows[i].ref, ids[rows[i].from], ids[rows[i].to], "test",
					&error);
		if (rc != (rows[i].rc ? -1 : 0) || (int)error.code != rows[i].rc)
			fail_msg("%zu: %d %s", i, rc, error.message);
	}
	assert_string_equal(ask(f, "git symbolic-ref HEAD"), "refs/heads/main");
	assert_string_equal(ask(f, "git reflog -1 --format=%%gs main"), "test");
	run("touch .git/refs/heads/main.lock");
	struct wubu_error error = {0};
	assert_int_equal(store_move_ref(f->store, "refs/heads/main", &new, &old, "x", &error), -1);
	assert_int_equal(error.code, WUBU_CONFLICT);
	assert_non_null(strstr(error.hint, "main.lock"));
}

/* ---- writing ----------------------------------------------------------------- */

static void git_accepts_what_we_commit(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	const struct store_file files[] = {
		{.path = "decisions/2021/b/decision.yaml", .bytes = bytes_of("b\n")},
		{.path = "decisions/2021/a.yaml", .remove = true},
		{.path = "decisions/2021-x", .bytes = bytes_of("")},
		{.path = "rules/b.yaml", .remove = true},
		{.path = "nothing/here", .remove = true},
		{.path = "c", .bytes = bytes_of("new\n")},
	};
	struct store_id base = id_of(f, "HEAD^{tree}"), head = id_of(f, "HEAD"), tree, id;
	assert_int_equal(store_write_tree(f->store, &base, files, COUNT(files), &tree, &f->error), 0);
	assert_string_equal(changes_text(f, &base, &tree),
			    "~c +decisions/2021-x -decisions/2021/a.yaml "
			    "+decisions/2021/b/decision.yaml -rules/b.yaml ");
	struct store_person person = {bytes_of("刘芳"), bytes_of("liu@x"), 1633017600, 480};
	struct buf raw;
	buf_init(&raw);
	store_commit_bytes(&tree, &head, 1, &person, &person,
			   "step(WJ-1): passed\n\n望京\n\nStep: y\nOutcome: passed\n", &raw);
	run("ssh-keygen -q -t ed25519 -N '' -C '' -f ../key && "
	    "echo \"liu@x $(cat ../key.pub)\" >../signers && git config gpg.format ssh && "
	    "git config gpg.ssh.allowedSignersFile \"$PWD/../signers\"");
	assert_int_equal(store_write_outside("../payload", buf_bytes(&raw), 0600, &f->error), 0);
	run("ssh-keygen -q -Y sign -n git -f ../key ../payload 2>/dev/null");
	char armour[2048] = "";
	FILE *file = fopen("../payload.sig", "r");
	armour[fread(armour, 1, sizeof armour - 1, file)] = '\0';
	fclose(file);
	store_commit_sign(&raw, armour);
	assert_int_equal(store_write_commit(f->store, buf_bytes(&raw), &id, &f->error), 0);
	assert_int_equal(store_move_ref(f->store, "refs/heads/main", &head, &id, "commit", &f->error), 0);
	buf_release(&raw);
	run("git fsck --strict --no-dangling --no-progress 2>../fsck && test ! -s ../fsck && "
	    "git verify-commit HEAD 2>/dev/null");
	assert_string_equal(ask(f, "git log -1 --format=%%B | git interpret-trailers --parse | tr '\\n' '|'"),
			    "Step: y|Outcome: passed|");
	assert_string_equal(ask(f, "git log -1 --format='%%an %%ae %%aI %%G?'"),
			    "刘芳 liu@x 2021-10-01T00:00:00+08:00 G");
}

static void trees_that_contradict_themselves_are_not_written(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	struct store_id base = id_of(f, "HEAD^{tree}"), tree;
	const struct { struct store_file files[2]; size_t count; } rows[] = {
		{{{.path = "c/d"}}, 1},          {{{.path = "rules"}}, 1},
		{{{.path = "x"}, {.path = "x"}}, 2}, {{{.path = "x"}, {.path = "x/y"}}, 2},
		{{{.path = "../x"}}, 1},         {{{.path = "/x"}}, 1},
		{{{.path = "x//y"}}, 1},         {{{.path = ".git/config"}}, 1},
		{{{.path = "a/.GIT/x"}}, 1},     {{{.path = ""}}, 1},
		{{{.path = "x/"}}, 1},           {{{.path = "1/2/3/4/5/6/7/8/9/10"}}, 1},
		{{{.path = "rules", .remove = true}}, 1},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct wubu_error error = {0};
		if (store_write_tree(f->store, &base, rows[i].files, rows[i].count, &tree, &error) == 0)
			fail_msg("%s", rows[i].files[0].path);
		assert_int_equal(error.code, WUBU_USAGE);
	}
	const struct store_file deep = {.path = "1/2/3/4/5/6/7/8/9"};
	assert_int_equal(store_write_tree(f->store, NULL, &deep, 1, &tree, &f->error), 0);
	assert_string_equal(changes_text(f, NULL, &tree), "+1/2/3/4/5/6/7/8/9 ");
	assert_int_equal(store_write_tree(f->store, NULL, NULL, 0, &tree, &f->error), 0);
	assert_string_equal(changes_text(f, NULL, &tree), "");
	struct store_id id;
	assert_int_equal(store_write_commit(f->store, bytes_of("tree x\n"), &id, &f->error), -1);
}

static void files_are_replaced_and_links_not_followed(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	struct wubu_bytes bytes = bytes_of("new\n");
	static const char *const good[] = {"c", "decisions/2022/x/decision.yaml", "rules/n"};
	run("mkdir ../outside && ln -s ../outside linked && ln -s ../outside/f file && ln -s nowhere dangling && "
	    "mkfifo pipe");
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_int_equal(store_write_file(f->store, good[i], bytes, &f->error), 0);
		assert_int_equal(store_read_file(f->store, good[i], 4, f->arena, &bytes, &f->error), 1);
		assert_true(bytes_are(bytes, "new\n"));
	}
	static const char *const bad[] = {"linked/f", "linked/a/f", "file", "dangling", "decisions", "../x",
					  "/etc/x", "pipe", "c/x", ".git/x"};
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct wubu_error error = {0};
		if (store_write_file(f->store, bad[i], bytes, &error) == 0)
			fail_msg("%s was written", bad[i]);
	}
	static const struct { const char *path; int rc; } reads[] = {
		{"none", 0}, {"none/x", 0}, {"c/x", 0}, {"linked/f", -1}, {"file", -1}, {"pipe", -1},
		{"rules/b.yaml", 1},
	};
	for (size_t i = 0; i < COUNT(reads); i++) {
		struct wubu_error error = {0};
		int rc = store_read_file(f->store, reads[i].path, 100, f->arena, &bytes, &error);
		if (rc != reads[i].rc)
			fail_msg("%s: %d %s", reads[i].path, rc, error.message);
	}
	struct wubu_error error = {0};
	assert_int_equal(store_read_file(f->store, "c", 3, f->arena, &bytes, &error), -1);
	assert_int_equal(error.code, WUBU_LIMIT);
	run("test -z \"$(ls ../outside)\" && test -z \"$(find . -name '.wubu-new*')\"");
	assert_int_equal(store_write_outside(".git/hooks/pre-commit", bytes_of("#!/bin/sh\n"), 0755,
					     &f->error), 0);
	struct stat st;
	assert_int_equal(stat(".git/hooks/pre-commit", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
}

/* ---- the index and the work tree -------------------------------------------- */

static void the_index_becomes_the_tree_that_git_would_commit(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	struct store_id tree, expected;
	run("echo staged >c && git add c && echo later >c && echo n >announced && git add -N announced && "
	    "git rm -q rules/b.yaml");
	expected = id_of(f, "HEAD");
	assert_int_equal(store_id_parse(&expected, bytes_of(ask(f, "git write-tree"))), 0);
	assert_int_equal(store_index_tree(f->store, &tree, &f->error), 0);
	assert_true(store_id_equal(&tree, &expected));
	run("GIT_INDEX_FILE=.git/other git read-tree HEAD");
	setenv("GIT_INDEX_FILE", ".git/other", 1);
	struct store *store;
	assert_int_equal(store_open(&store, ".", STORE_FIND, &f->error), 0);
	assert_int_equal(store_index_tree(store, &tree, &f->error), 0);
	expected = id_of(f, "HEAD^{tree}");
	assert_true(store_id_equal(&tree, &expected));
	store_free(store);
	unsetenv("GIT_INDEX_FILE");
	run("git reset -q --hard && git checkout -qb x && echo 1 >c && git commit -qam 1 && git checkout -q main && "
	    "echo 2 >c && git commit -qam 2 && ! git merge -q x >/dev/null 2>&1");
	struct wubu_error error = {0};
	assert_int_equal(store_index_tree(f->store, &tree, &error), -1);
	assert_int_equal(error.code, WUBU_INPUT);
	run("rm .git/index");
	assert_int_equal(store_index_tree(f->store, &tree, &f->error), 0);
	assert_string_equal(changes_text(f, NULL, &tree), "");
	run("echo nonsense >.git/index");
	error = (struct wubu_error){0};
	assert_int_equal(store_index_tree(f->store, &tree, &error), -1);
	assert_int_equal(error.code, WUBU_REPOSITORY);
}

/* git commit -a and git commit PATH hand hooks another index than .git/index. */
static void hooks_see_the_index_that_is_committed(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	run("printf '#!/bin/sh\\nexec %s index >../seen\\n' >.git/hooks/pre-commit && "
	    "chmod +x .git/hooks/pre-commit", self);
	static const char *const commands[] = {"git commit -qam all", "git commit -qm some -- c",
					       "cd rules && git commit -qam below"};
	for (size_t i = 0; i < COUNT(commands); i++) {
		run("echo %zu >c && echo %zu >rules/b.yaml && %s", i, i, commands[i]);
		assert_string_equal(ask(f, "cat ../seen"), ask(f, "git rev-parse HEAD^{tree}"));
	}
}

static void the_index_is_brought_to_a_tree(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	const struct store_file files[] = {{.path = "c", .bytes = bytes_of("new\n")},
					   {.path = "d/e", .bytes = bytes_of("e\n")},
					   {.path = "rules/b.yaml", .remove = true}};
	static const char *const paths[] = {"c", "d/e", "rules/b.yaml", "not/there"};
	struct store_id base = id_of(f, "HEAD^{tree}"), tree, seen;
	assert_int_equal(store_write_tree(f->store, &base, files, COUNT(files), &tree, &f->error), 0);
	assert_int_equal(store_index_update(f->store, &tree, paths, COUNT(paths), &f->error), 0);
	assert_int_equal(store_id_parse(&seen, bytes_of(ask(f, "git write-tree"))), 0);
	assert_true(store_id_equal(&seen, &tree));
	run("touch .git/index.lock");
	struct wubu_error error = {0};
	assert_int_equal(store_index_update(f->store, &base, paths, COUNT(paths), &error), -1);
	assert_int_equal(error.code, WUBU_CONFLICT);
}

static const char *worktree_text(struct fixture *f, const struct store_id *tree, const char *folder)
{
	struct store_file *files;
	size_t count;
	const char *text = "";
	if (store_worktree_changes(f->store, tree, folder, f->arena, &files, &count, &f->error) < 0)
		fail_msg("%s", f->error.message);
	for (size_t i = 0; i < count; i++)
		text = arena_format(f->arena, "%s%c%s ", text, files[i].remove ? '-' : '+', files[i].path);
	return text;
}

static void the_work_tree_is_compared_by_content(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	struct store_id tree = id_of(f, "HEAD^{tree}");
	assert_string_equal(worktree_text(f, &tree, NULL), "");
	run("touch c && echo x >decisions/2021/a.yaml && echo y >decisions/new && rm rules/b.yaml && "
	    "echo '*.tmp' >.gitignore && echo z >z.tmp && mkdir ignored && echo /ignored/ >>.gitignore && "
	    "echo q >ignored/q && git init -q nested && touch nested/x");
	assert_string_equal(worktree_text(f, &tree, NULL),
			    "+.gitignore +decisions/2021/a.yaml +decisions/new -rules/b.yaml ");
	assert_string_equal(worktree_text(f, &tree, "decisions"), "+decisions/2021/a.yaml +decisions/new ");
	assert_string_equal(worktree_text(f, &tree, "rules/b.yaml"), "-rules/b.yaml ");
	assert_string_equal(worktree_text(f, &tree, "nowhere"), "");
	run("rm -r decisions && echo file >decisions && rm c && mkdir c && echo 1 >c/1");
	assert_string_equal(worktree_text(f, &tree, NULL),
			    "+.gitignore -c +c/1 +decisions -decisions/2021/a.yaml -rules/b.yaml ");
	assert_string_equal(worktree_text(f, &tree, "decisions/2021"), "-decisions/2021/a.yaml ");
	assert_string_equal(worktree_text(f, NULL, "c"), "+c/1 ");
	run("ln -s /etc/passwd link");
	struct store_file *files;
	size_t count;
	struct wubu_error error = {0};
	assert_int_equal(store_worktree_changes(f->store, &tree, NULL, f->arena, &files, &count, &error), -1);
	assert_int_equal(error.code, WUBU_INPUT);
}

static void repositories_are_made_once(void **state)
{
	struct fixture *f = *state;
	for (int bare = 0; bare < 2; bare++) {
		const char *path = bare ? "new/b.git" : "new/w";
		for (int again = 0; again < 2; again++) {
			assert_int_equal(store_init(path, bare, &f->error), 0);
			if (!again)
				run("cd %s && git config wubu.kept yes", path);
		}
		struct store *store;
		assert_int_equal(store_open(&store, path, STORE_EXACT, &f->error), 0);
		assert_int_equal(store_is_bare(store), bare);
		assert_string_equal(store_head(store, f->arena), "refs/heads/main");
		assert_string_equal(store_config(store, "wubu.kept", f->arena), "yes");
		store_free(store);
	}
}

/* ---- receiving a push ---------------------------------------------------------- */

/* Paths with a colon are quoted by git in GIT_ALTERNATE_OBJECT_DIRECTORIES. */
static void pushed_objects_are_seen_in_quarantine(void **state)
{
	struct fixture *f = *state;
	make_repository(f);
	static const char *const servers[] = {"server.git", "s3:x.git"};
	for (size_t i = 0; i < COUNT(servers); i++) {
		run("git init -q --bare '../%s' && git push -q \"file://$PWD/../%s\" main && "
		    "printf '#!/bin/sh\\nexec %s hook\\n' >'../%s/hooks/pre-receive' && "
		    "chmod +x '../%s/hooks/pre-receive'",
		    servers[i], servers[i], self, servers[i], servers[i]);
		for (int unpack = 0; unpack < 2; unpack++) {
			run("git -C '../%s' config receive.unpackLimit %d && echo %d%zu >c && git commit -qam c && "
			    "git push -q \"file://$PWD/../%s\" main 2>../told",
			    servers[i], unpack ? 100 : 1, unpack, i, servers[i]);
		}
	}
}

/* As a hook: each new line is one commit whose tree and file can be read; nothing can be written. */
static int run_as_hook(void)
{
	struct wubu_error error = {0};
	struct store *store;
	struct arena *arena = arena_new();
	char line[512];
	int rc = 1;
	if (store_open(&store, NULL, STORE_FIND, &error) < 0)
		goto out;
	while (fgets(line, sizeof line, stdin)) {
		struct store_id old, new, *ids, id;
		size_t count;
		struct store_commit commit;
		struct store_entry entry;
		struct wubu_bytes bytes;
		rc = 2;
		if (store_id_parse(&old, (struct wubu_bytes){line, 40}) < 0 ||
		    store_id_parse(&new, (struct wubu_bytes){line + 41, 40}) < 0 ||
		    store_walk(store, &new, 1, &old, 1, 10, arena, &ids, &count, &error) < 0 || count != 1 ||
		    store_read_commit(store, &new, arena, &commit, &error) < 0 ||
		    store_find(store, &commit.tree, "c", arena, &entry, &error) != 1 ||
		    store_read(store, &entry.id, STORE_BLOB, 100, arena, &bytes, &error) < 0 ||
		    store_find(store, &commit.tree, "rules/b.yaml", arena, &entry, &error) != 1 ||
		    store_read(store, &entry.id, STORE_BLOB, 100, arena, &bytes, &error) < 0)
			break;
		rc = store_write_blob(store, bytes, &id, &(struct wubu_error){0}) < 0 ? 0 : 3;
	}
	store_free(store);
out:
	if (rc)
		fprintf(stderr, "hook: %d %s\n", rc, error.message);
	arena_free(arena);
	return rc;
}

static int print_index(void)
{
	struct wubu_error error = {0};
	struct store *store;
	struct store_id tree;
	char hex[STORE_ID_HEX];
	if (store_open(&store, NULL, STORE_FIND, &error) < 0)
		return 1;
	int rc = store_index_tree(store, &tree, &error);
	if (rc == 0)
		puts(store_id_format(&tree, hex));
	store_free(store);
	return rc ? 1 : 0;
}

int main(int argc, char **argv)
{
#define row(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		row(repositories_are_found_or_said_to_be_missing),
		row(what_cannot_be_judged_is_refused_in_plain_words),
		row(hooks_environment_is_honoured),
		row(a_copy_that_lacks_or_hides_history_is_told),
		row(configuration_has_gits_levels),
		row(objects_are_read_with_their_hash_checked),
		row(damage_in_a_pack_is_seen),
		row(paths_are_found_in_trees),
		row(trees_are_compared_by_paths),
		row(tree_bombs_run_into_limits),
		row(commits_of_git_are_read),
		row(malformed_commits_are_refused_and_walked_past),
		row(history_agrees_with_a_table),
		row(walks_go_parents_first_and_first_parents_line_first),
		row(missing_history_is_an_error),
		row(revisions_and_refs_are_resolved),
		row(refs_move_only_from_where_they_were_seen),
		row(git_accepts_what_we_commit),
		row(trees_that_contradict_themselves_are_not_written),
		row(files_are_replaced_and_links_not_followed),
		row(the_index_becomes_the_tree_that_git_would_commit),
		row(hooks_see_the_index_that_is_committed),
		row(the_index_is_brought_to_a_tree),
		row(the_work_tree_is_compared_by_content),
		row(repositories_are_made_once),
		row(pushed_objects_are_seen_in_quarantine),
	};
	if (argc > 1)
		return strcmp(argv[1], "hook") == 0 ? run_as_hook() : print_index();
	ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
	if (size < 0 || !mkdtemp(top))
		return 1;
	int rc = cmocka_run_group_tests_name("store", tests, NULL, NULL);
	if (chdir("/") == 0)
		run("rm -rf %s", top);
	return rc;
}
