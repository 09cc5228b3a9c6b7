/* SPDX-License-Identifier: Apache-2.0 */
#include "store/handle.h"

#include "base/lang.h"
#include "base/text.h"
#include "store/outside.h"

#define LONGEST_REVISION 256

static void id_from(struct store_id *id, const git_oid *oid)
{
	memcpy(id->bytes, oid->id, STORE_ID_SIZE);
}

static int peel(struct store *store, const char *name, git_object *object, struct store_id *id,
		struct wubu_error *error)
{
	git_object *commit = NULL;
	enum store_type type;
	int rc = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
	if (rc < 0) {
		error_set(error, WUBU_NOT_FOUND, _("%.100s does not name a commit"), name);
	} else {
		id_from(id, git_object_id(commit));
		rc = store_type(store, id, &type, error);
	}
	git_object_free(commit);
	return rc < 0 ? -1 : 0;
}

int store_ref(struct store *store, const char *ref, struct store_id *id, struct wubu_error *error)
{
	git_oid oid;
	enum store_type type;
	git_object *object = NULL;
	int rc = git_reference_name_to_id(&oid, store->repo, ref);
	if (rc == GIT_ENOTFOUND)
		return 0;
	if (rc == GIT_EINVALIDSPEC)
		return error_set(error, WUBU_USAGE, _("%.100s is not a name of a ref"), ref);
	if (rc < 0)
		return store_fail(error, WUBU_REPOSITORY, _("a ref cannot be read"));
	id_from(id, &oid);
	if (store_type(store, id, &type, error) < 0)
		return -1;
	if (type == STORE_COMMIT)
		return 1;
	if (git_object_lookup(&object, store->repo, &oid, GIT_OBJECT_ANY) < 0)
		return store_fail(error, WUBU_REPOSITORY, _("a ref cannot be read"));
	rc = peel(store, ref, object, id, error);
	git_object_free(object);
	return rc < 0 ? -1 : 1;
}

int store_ref_names(struct store *store, const char *prefix, struct arena *arena, const char ***names,
		    size_t *count, struct wubu_error *error)
{
	git_reference_iterator *refs = NULL;
	const char *name;
	*names = NULL;
	*count = 0;
	if (git_reference_iterator_new(&refs, store->repo) < 0)
		return store_fail(error, WUBU_REPOSITORY, _("a ref cannot be read"));
	int rc;
	while ((rc = git_reference_next_name(&name, refs)) == 0)
		if (strncmp(name, prefix, strlen(prefix)) == 0)
			*arena_push(arena, *names, *count) = arena_text(arena, name);
	git_reference_iterator_free(refs);
	return rc == GIT_ITEROVER ? 0 : store_fail(error, WUBU_REPOSITORY, _("a ref cannot be read"));
}

bool store_was_pushed(struct store *store, const char *ref)
{
	git_reflog *log = NULL;
	bool pushed = false;
	if (git_reflog_read(&log, store->repo, ref) == 0 && git_reflog_entrycount(log)) {
		const char *message = git_reflog_entry_message(git_reflog_entry_byindex(log, 0));
		pushed = message && strcmp(message, "update by push") == 0;
	}
	git_reflog_free(log);
	return pushed;
}

bool store_packed_ref(struct store *store, const char *ref, struct store_id *id)
{
	struct arena *arena = arena_new();
	struct wubu_bytes text = {NULL, 0};
	struct wubu_error unread = {0};
	const char *folder = git_repository_commondir(store->repo);
	bool found = false;
	/* Git deletes from it under this lock, and packs loose refs away only after it. */
	if (!store_is_there(arena_format(arena, "%spacked-refs.lock", folder)) &&
	    store_read_outside(arena_format(arena, "%spacked-refs", folder), LIMIT_PACKED_REFS, arena, &text,
			       &unread) == 1) {
		const char *line = arena_format(arena, " %s\n", ref);
		const char *copy = arena_copy(arena, text), *at = strstr(copy, line);
		found = at && at - copy >= STORE_ID_HEX - 1 &&
			(at - copy == STORE_ID_HEX - 1 || at[-STORE_ID_HEX] == '\n') &&
			store_id_parse(id, (struct wubu_bytes){at - (STORE_ID_HEX - 1), STORE_ID_HEX - 1}) == 0;
	}
	arena_free(arena);
	return found;
}

const char *store_head(struct store *store, struct arena *arena)
{
	git_reference *head = NULL;
	const char *target = NULL;
	if (git_reference_lookup(&head, store->repo, "HEAD") == 0)
		target = git_reference_symbolic_target(head);
	if (target)
		target = arena_text(arena, target);
	git_reference_free(head);
	return target;
}

/* Reflogs and searches in messages are no names of commits here, and have had loops. */
static bool is_searching(const char *text)
{
	static const char *const parts[] = {"@{", "{/", ":"};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (strstr(text, parts[i]))
			return true;
	}
	return strlen(text) > LONGEST_REVISION;
}

static int revparse(struct store *store, const char *text, struct store_id *id,
		    struct wubu_error *error)
{
	git_object *object = NULL;
	struct buf shown;
	int rc = is_searching(text) ? GIT_EINVALIDSPEC
				    : git_revparse_single(&object, store->repo, text);
	buf_init(&shown);
	text_escape(&shown, bytes_of(text));
	/* libgit2 calls every abbreviation ambiguous that is shorter than git takes at all. */
	if (rc == GIT_EAMBIGUOUS && strlen(text) >= GIT_OID_MINPREFIXLEN)
		error_set(error, WUBU_USAGE, _("%.100s is the beginning of several ids"), shown.data);
	else if (rc < 0)
		error_set(error, WUBU_NOT_FOUND, _("%.100s does not name a commit"), shown.data);
	else
		rc = peel(store, shown.data, object, id, error);
	git_object_free(object);
	buf_release(&shown);
	return rc < 0 ? -1 : 0;
}

int store_revision(struct store *store, const char *text, struct store_id *id,
		   struct wubu_error *error)
{
	enum store_type type;
	struct buf branch;
	int valid = 0, found = 0;
	if (store_id_parse(id, bytes_of(text)) == 0) {
		struct wubu_error ignored = {0};
		if (store_type(store, id, &type, &ignored) == 0 && type == STORE_COMMIT)
			return 0;
	}
	/* A tag that is called like the branch must not take its place. */
	buf_init(&branch);
	buf_format(&branch, "refs/heads/%s", text);
	if (git_reference_name_is_valid(&valid, branch.data) == 0 && valid)
		found = store_ref(store, branch.data, id, error);
	buf_release(&branch);
	return found ? (found < 0 ? -1 : 0) : revparse(store, text, id, error);
}
