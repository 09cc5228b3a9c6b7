/* SPDX-License-Identifier: Apache-2.0 */
/* Making a ledger: hooks and settings of a repository, and the signed first commit. */
#include "wubu-server.h"
#include "wubu-setup.h"

#include "base/lang.h"
#include "base/limits.h"
#include "judge/gate.h"
#include "record/edit.h"
#include "store/outside.h"
#include "store/write.h"

#include <stdlib.h>

#define TEXT_LIMIT (64u * 1024u)
#define WESTERNMOST (-12 * 60) /* minutes ahead of UTC */

struct founding {
	const struct wubu_init *init;
	struct wubu *wubu;
	struct arena *arena;
	struct buf *done;
	struct wubu_error *error;
	struct store_file *files;
	size_t count;
	const char *calendar; /* that the rulebook counts by */
};

/* ---- hooks and settings --------------------------------------------------------------------- */

static int set_up_git(struct founding *f)
{
	bool bare = store_is_bare(f->wubu->ledger->store);
	for (const struct setup_setting *s = setup_settings; s->name; s++)
		if (s->bare == bare && s->value &&
		    store_config_set(f->wubu->ledger->store, s->name, s->value, f->error))
			return -1;
	buf_text(f->done, bare ? _("git settings: deletion and rewriting refused, objects checked\n")
			       : _("git settings: commits are signed with your SSH key\n"));
	return 0;
}

static int install_hook(struct founding *f, const char *folder, const char *name)
{
	struct buf out;
	const char *target = arena_format(f->arena, "%s/%s", folder, name);
	buf_init(&out);
	if (setup_hook_text(f->init->library, name, f->init->program, f->arena, &out, f->error)) {
		buf_release(&out);
		return -1;
	}
	struct wubu_bytes there;
	struct wubu_error ignored = {0};
	/* An empty hook is what a full disk leaves; a link may be anything. */
	int read = store_read_outside(target, TEXT_LIMIT, f->arena, &there, &ignored);
	bool other = read == 1 ? there.size && !strstr(there.data, "wubu") : store_is_there(target);
	int rc = 0;
	if (other) {
		error_set(f->error, WUBU_CONFLICT, _("there is another hook already: %s"), target);
		error_hint(f->error, _("move it away, then run this again"));
		rc = -1;
	} else {
		rc = store_write_outside(target, buf_bytes(&out), 0755, f->error);
	}
	buf_release(&out);
	return rc;
}

static int install_hooks(struct founding *f)
{
	bool bare = store_is_bare(f->wubu->ledger->store);
	const char *folder = store_hooks(f->wubu->ledger->store, f->arena);
	if (store_make_folder(folder, f->error))
		return -1;
	for (const struct setup_hook *hook = setup_hooks; hook->name; hook++) {
		if (hook->bare != bare)
			continue;
		if (install_hook(f, folder, hook->name))
			return -1;
		buf_format(f->done, _("hook %s\n"), hook->name);
	}
	return 0;
}

/* ---- the first rules -------------------------------------------------------------------------- */

static int add_file(struct founding *f, const char *path, struct wubu_bytes bytes)
{
	*arena_push(f->arena, f->files, f->count) =
		(struct store_file){arena_format(f->arena, "rules/%s", path), bytes, false};
	return 0;
}

static int copy_file(struct founding *f, const char *source, const char *path)
{
	struct wubu_bytes bytes;
	int found = store_read_outside(source, LIMIT_YAML_BYTES, f->arena, &bytes, f->error);
	if (found <= 0)
		return found < 0 ? -1 : error_set(f->error, WUBU_NOT_FOUND, _("there is no file %s"), source);
	return add_file(f, path, bytes);
}

/* The rulebook and all that it extends. */
static int copy_rulebooks(struct founding *f)
{
	const char *name = f->init->procedure;
	for (size_t i = 0; name; i++) {
		const char *path = arena_format(f->arena, "%s/rulebook.yaml", name);
		struct record *record;
		if (i == LIMIT_EXTENDS)
			return error_set(f->error, WUBU_LIMIT, _("the rulebooks extend each other in a circle"));
		if (copy_file(f, arena_format(f->arena, "%s/%s", f->init->library, path), path) ||
		    record_read(&record, f->arena, path, f->files[f->count - 1].bytes, f->error))
			return -1;
		/* What a rulebook says of time replaces what its parent says. */
		if (!f->calendar)
			f->calendar = record_get_text(record_get(record->root, "time"), "calendar");
		name = record_get_text(record->root, "extends");
	}
	return 0;
}

static int copy_calendar(struct founding *f)
{
	if (!f->calendar)
		return error_set(f->error, WUBU_INPUT, _("the rulebook %s names no calendar"), f->init->procedure);
	const char *path = arena_format(f->arena, "calendar/%s.yaml", f->calendar);
	return copy_file(f, arena_format(f->arena, "%s/%s", f->init->library, path), path);
}

static int write_card(struct founding *f)
{
	char id[33];
	struct buf out;
	if (digest_random(16, id))
		return error_set(f->error, WUBU_IO, _("the system gives no random numbers"));
	buf_init(&out);
	struct record_value *map = record_value_map(f->arena), *list = record_value_list(f->arena);
	const char *title = f->init->title ? f->init->title : f->init->procedure;
	struct record_value *titles = record_value_map(f->arena);
	record_value_put(f->arena, map, "ledger", record_value_text(f->arena, id));
	record_value_put(f->arena, titles, "zh", record_value_text(f->arena, title));
	record_value_put(f->arena, titles, "en", record_value_text(f->arena, title));
	record_value_put(f->arena, map, "title", titles);
	if (f->init->training)
		record_value_put(f->arena, map, "training", record_value_text(f->arena, "yes"));
	record_value_add(f->arena, list, record_value_text(f->arena, f->init->procedure));
	record_value_put(f->arena, map, "procedures", list);
	record_write(map, &out);
	int rc = add_file(f, "ledger.yaml", (struct wubu_bytes){arena_copy(f->arena, buf_bytes(&out)), out.size});
	buf_release(&out);
	buf_format(f->done, _("ledger %s\n"), id);
	return rc;
}

/* An id of the founder: what stands before the "@", in the letters that ids have. */
static const char *founder_id(struct founding *f, const char *mail)
{
	struct buf out;
	buf_init(&out);
	for (const char *p = mail; *p && *p != '@'; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
		bool letter = c >= 'a' && c <= 'z';
		bool later = out.size && ((c >= '0' && c <= '9') || c == '.' || c == '-');
		if (letter || later)
			buf_char(&out, c);
	}
	const char *id = out.size ? arena_copy(f->arena, buf_bytes(&out)) : "founder";
	buf_release(&out);
	return id;
}

/* The role that may change the rules, as the rulebook or one that it extends names it. */
static const char *keeper_role(struct founding *f)
{
	for (size_t i = 0; i < f->count; i++) {
		struct record *record;
		struct wubu_error ignored = {0};
		if (record_read(&record, f->arena, f->files[i].path, f->files[i].bytes, &ignored))
			continue;
		const struct record_node *act = record_get(record_get(record->root, "acts"), "rules");
		const struct record_node *role = record_get(act, "role");
		if (role && role->kind == RECORD_LIST && role->count)
			role = role->items[0];
		if (role && role->kind == RECORD_TEXT)
			return role->text.data;
	}
	return NULL;
}

static int write_people(struct founding *f)
{
	struct wubu_bytes key;
	struct buf out;
	const struct wubu_moment *moment = &f->wubu->moment;
	const char *file = f->wubu->key_file, *role = keeper_role(f);
	if (f->init->people)
		return copy_file(f, f->init->people, "people.yaml");
	if (!file || !role) {
		error_set(f->error, WUBU_USAGE, _("the first rules must be signed, and git names no SSH key to sign with"));
		error_hint(f->error, _("git config user.signingkey ~/.ssh/id_ed25519.pub"));
		return -1;
	}
	size_t size = strlen(file);
	if (size < 4 || strcmp(file + size - 4, ".pub") != 0)
		file = arena_format(f->arena, "%s.pub", file);
	if (store_read_outside(file, TEXT_LIMIT, f->arena, &key, f->error) != 1)
		return error_set(f->error, WUBU_NOT_FOUND, _("the signing key %s cannot be found"), file);
	char *line = arena_copy(f->arena, (struct wubu_bytes){key.data, strcspn(key.data, "\r\n")});
	struct record_value *root = record_value_map(f->arena), *people = record_value_map(f->arena);
	struct record_value *person = record_value_map(f->arena), *keys = record_value_list(f->arena);
	struct record_value *one_key = record_value_map(f->arena), *roles = record_value_list(f->arena);
	struct record_value *one_role = record_value_map(f->arena);
	record_value_put(f->arena, person, "name", record_value_text(f->arena, moment->name));
	record_value_put(f->arena, person, "mail", record_value_text(f->arena, moment->mail));
	record_value_put(f->arena, one_key, "key", record_value_text(f->arena, line));
	record_value_add(f->arena, keys, one_key);
	record_value_put(f->arena, person, "keys", keys);
	char today[DATE_TEXT_SIZE];
	/* A day that has begun everywhere, whatever zone the rulebook counts in. */
	date_format(date_of_time(moment->seconds, WESTERNMOST), today);
	record_value_put(f->arena, one_role, "role", record_value_text(f->arena, role));
	record_value_put(f->arena, one_role, "from", record_value_text(f->arena, today));
	record_value_add(f->arena, roles, one_role);
	record_value_put(f->arena, person, "roles", roles);
	record_value_put(f->arena, people, founder_id(f, moment->mail), person);
	record_value_put(f->arena, root, "people", people);
	buf_init(&out);
	record_write(root, &out);
	int rc = add_file(f, "people.yaml", (struct wubu_bytes){arena_copy(f->arena, buf_bytes(&out)), out.size});
	buf_release(&out);
	return rc;
}

/* ---- the first commit ---------------------------------------------------------------------------- */

static int commit_genesis(struct founding *f, struct wubu_report *report)
{
	struct commit_options options = {.now = f->wubu->moment.seconds};
	struct commit_verdict verdict;
	struct commit_plan plan;
	struct store_id id;
	struct store *store = f->wubu->ledger->store;
	const char **paths = arena_array(f->arena, f->count, sizeof *paths);
	if (wubu_plan(f->wubu, f->arena, &plan, f->error) ||
	    store_write_tree(store, NULL, f->files, f->count, &plan.tree, f->error) ||
	    wubu_build_commit(f->wubu, &plan, &id, f->error) ||
	    judge_commit(f->wubu->ledger, &id, &options, &verdict, &report->findings, f->error))
		return -1;
	report->commits = 1;
	if (report->findings.refused)
		return 0;
	for (size_t i = 0; i < f->count; i++) {
		paths[i] = f->files[i].path;
		if (store_write_file(store, f->files[i].path, f->files[i].bytes, f->error))
			return -1;
	}
	const char *branch = store_head(store, f->arena);
	char hex[STORE_ID_HEX];
	if (store_index_update(store, &plan.tree, paths, f->count, f->error) ||
	    store_move_ref(store, branch ? branch : "refs/heads/main", NULL, &id, "commit (initial): ledger", f->error))
		return -1;
	buf_format(f->done, _("first commit %s: keep this number, audits can be pinned to it\n"),
		   store_id_format(&id, hex));
	return 0;
}

static int found_ledger(struct founding *f, struct wubu_report *report)
{
	struct store_id head;
	int there = store_ref(f->wubu->ledger->store, "HEAD", &head, f->error);
	if (there < 0)
		return -1;
	if (there)
		return error_set(f->error, WUBU_CONFLICT, _("this repository has commits already: a ledger begins in an empty one"));
	if (copy_rulebooks(f) || copy_calendar(f) || write_card(f) || write_people(f))
		return -1;
	return commit_genesis(f, report);
}

/* ---- a server -------------------------------------------------------------------------------------- */

/* What HEAD is set to later does not change which branch is the ledger. */
static int pin_branch(struct founding *f)
{
	const char *branch = wubu_branch(f->wubu);
	if (store_config(f->wubu->ledger->store, "wubu.branch", f->arena))
		return 0;
	return store_config_set(f->wubu->ledger->store, "wubu.branch", branch, f->error);
}

/* The key by which receipts are signed; one that is there is kept. */
static int make_server_key(struct founding *f)
{
	struct wubu_bytes line;
	const char *key = server_key(f->wubu);
	const char *folder = arena_format(f->arena, "%swubu", store_folder(f->wubu->ledger->store));
	if (store_make_folder(folder, f->error))
		return -1;
	if (!store_is_there(key) && trust_key_make(key, "wubu-receipts", f->error))
		return -1;
	if (store_read_outside(arena_format(f->arena, "%s.pub", key), TEXT_LIMIT, f->arena, &line, f->error) != 1)
		return error_set(f->error, WUBU_NOT_FOUND, _("the server's public key is missing: %s.pub"), key);
	buf_format(f->done, _("receipts are signed with this key; name it in rules/ledger.yaml under server-keys:\n  - %.*s\n"),
		   (int)strcspn(line.data, "\r\n"), line.data);
	return 0;
}

static int run(struct founding *f, struct wubu_report *report)
{
	bool bare = store_is_bare(f->wubu->ledger->store);
	if (install_hooks(f) || set_up_git(f))
		return -1;
	if (bare && (pin_branch(f) || make_server_key(f)))
		return -1;
	return f->init->procedure && !bare ? found_ledger(f, report) : 0;
}

int wubu_init(const struct wubu_init *init, const struct wubu_moment *moment, struct buf *done,
	      struct wubu_report **report, struct wubu_error *error)
{
	struct founding f = {.init = init, .done = done, .error = error};
	if (store_init(init->path, init->bare, error) || wubu_open(&f.wubu, init->path, moment, error))
		return -1;
	/* What is set up here counts for the first commit too. */
	if (!f.wubu->key_file)
		f.wubu->key_file = store_config_path(f.wubu->ledger->store, "user.signingkey", f.wubu->arena);
	struct wubu_report *made = report_new("init");
	f.arena = made->arena;
	made->owned = f.wubu;
	int rc = run(&f, made);
	if (rc)
		wubu_report_free(made);
	else
		*report = made;
	return rc;
}
