/* SPDX-License-Identifier: Apache-2.0 */
#include "store/handle.h"

#include "base/lang.h"
#include "base/text.h"

static const struct {
	git_object_t object;
	const char *name;
} kinds[] = {
	[STORE_COMMIT] = {GIT_OBJECT_COMMIT, "commit"},
	[STORE_TREE] = {GIT_OBJECT_TREE, "tree"},
	[STORE_BLOB] = {GIT_OBJECT_BLOB, "blob"},
	[STORE_TAG] = {GIT_OBJECT_TAG, "tag"},
};
#define KINDS (sizeof kinds / sizeof *kinds)

int store_fail(struct wubu_error *error, enum wubu_error_code code, const char *what)
{
	const git_error *last = git_error_last();
	struct buf said;
	buf_init(&said);
	text_escape(&said, bytes_of(last && last->message ? last->message : "?"));
	error_set(error, code, "%s: %s", what, said.data);
	buf_release(&said);
	return -1;
}

/* An object that could not be read: say whether it is missing or damaged. */
static int fail_to_read(const struct store_id *id, int rc, struct wubu_error *error)
{
	char hex[STORE_ID_HEX], what[128];
	store_id_format(id, hex);
	if (rc == GIT_ENOTFOUND) {
		error_set(error, WUBU_NOT_FOUND, _("object %s is not in this repository"), hex);
		error_hint(error, _("A shallow or partial copy lacks objects: fetch all of them "
				    "(git fetch --unshallow, --refetch) or make a full clone."));
		return -1;
	}
	if (rc == GIT_EMISMATCH)
		error_set(error, WUBU_REPOSITORY,
			  _("object %s is damaged: its content does not have that hash"), hex);
	snprintf(what, sizeof what, _("object %s cannot be read"), hex);
	store_fail(error, WUBU_REPOSITORY, what);
	error_hint(error, _("Run git fsck --full, and restore the repository from a good copy."));
	return -1;
}

static int fail_on_kind(const struct store_id *id, git_object_t is, enum store_type type,
			struct wubu_error *error)
{
	char hex[STORE_ID_HEX];
	const char *name = git_object_type2string(is);
	return error_set(error, WUBU_REPOSITORY, _("object %s is a %s where a %s should be"),
			 store_id_format(id, hex), name && *name ? name : "?", kinds[type].name);
}

static int check_size(const struct store_id *id, size_t size, size_t limit,
		      struct wubu_error *error)
{
	char hex[STORE_ID_HEX];
	if (size <= limit)
		return 0;
	return error_set(error, WUBU_LIMIT, _("object %s has %zu bytes; at most %zu are allowed"),
			 store_id_format(id, hex), size, limit);
}

/* Whether BYTES of the kind IS have the id ID; store_hash_trees_by() says who is asked. */
static bool has_id(const struct store *store, const struct store_id *id, git_object_t is,
		   struct wubu_bytes bytes)
{
	char head[32];
	unsigned char hash[STORE_ID_SIZE];
	git_oid own;
	if (is != GIT_OBJECT_TREE || !store->hash)
		return git_odb_hash(&own, bytes.data, bytes.size, is) == 0 &&
		       memcmp(own.id, id->bytes, STORE_ID_SIZE) == 0;
	int size = snprintf(head, sizeof head, "tree %zu", bytes.size) + 1;
	const struct wubu_bytes pieces[2] = {{head, (size_t)size}, bytes};
	return store->hash(pieces, hash) && memcmp(hash, id->bytes, STORE_ID_SIZE) == 0;
}

/* Read the object whatever it is; its hash is checked, its size before it is read. */
static int read_object(struct store *store, const struct store_id *id, size_t limit,
		       git_odb_object **object, struct wubu_error *error)
{
	size_t size = 0;
	git_object_t is;
	int rc = git_odb_read_header(&size, &is, store->odb, oid_of(id));
	if (rc < 0)
		return fail_to_read(id, rc, error);
	if (check_size(id, size, limit, error) < 0)
		return -1;
	rc = git_odb_read(object, store->odb, oid_of(id));
	if (rc < 0)
		return fail_to_read(id, rc, error);
	struct wubu_bytes raw = {git_odb_object_data(*object), git_odb_object_size(*object)};
	if (has_id(store, id, git_odb_object_type(*object), raw))
		return 0;
	git_odb_object_free(*object);
	*object = NULL;
	git_error_set_str(GIT_ERROR_ODB, "object hash mismatch");
	return fail_to_read(id, GIT_EMISMATCH, error);
}

int store_object(struct store *store, const struct store_id *id, enum store_type type,
		 size_t limit, git_odb_object **object, struct wubu_error *error)
{
	*object = NULL;
	if (read_object(store, id, limit, object, error) < 0)
		return -1;
	/* The header that was looked at before carries no hash: only what was read counts. */
	git_object_t is = git_odb_object_type(*object);
	if (is != kinds[type].object)
		fail_on_kind(id, is, type, error);
	else if (check_size(id, git_odb_object_size(*object), limit, error) == 0)
		return 0;
	git_odb_object_free(*object);
	*object = NULL;
	return -1;
}

int store_read(struct store *store, const struct store_id *id, enum store_type type, size_t limit,
	       struct arena *arena, struct wubu_bytes *bytes, struct wubu_error *error)
{
	git_odb_object *object = NULL;
	if (store_object(store, id, type, limit, &object, error) < 0)
		return -1;
	struct wubu_bytes raw = {git_odb_object_data(object), git_odb_object_size(object)};
	*bytes = (struct wubu_bytes){arena_copy(arena, raw), raw.size};
	git_odb_object_free(object);
	return 0;
}

int store_type(struct store *store, const struct store_id *id, enum store_type *type,
	       struct wubu_error *error)
{
	size_t size = 0;
	git_object_t is = GIT_OBJECT_INVALID;
	int rc = git_odb_read_header(&size, &is, store->odb, oid_of(id));
	if (rc < 0)
		return fail_to_read(id, rc, error);
	for (size_t i = 0; i < KINDS; i++) {
		if (kinds[i].object == is) {
			*type = (enum store_type)i;
			return 0;
		}
	}
	return fail_to_read(id, GIT_EMISMATCH, error);
}
