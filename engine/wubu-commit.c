/* SPDX-License-Identifier: Apache-2.0 */
/* Making the commit object that a plan describes. */
#include "wubu-inside.h"

#include "base/lang.h"

int wubu_build_commit(struct wubu *wubu, const struct commit_plan *plan, struct store_id *id,
		      struct wubu_error *error)
{
	struct buf message, raw, armour;
	buf_init(&message);
	buf_init(&raw);
	buf_init(&armour);
	int rc = judge_plan_message(wubu->ledger, plan, &message, error);
	if (!rc) {
		store_commit_bytes(&plan->tree, plan->parents, plan->parent_count, &plan->author,
				   &plan->committer, message.data, &raw);
		if (plan->key_file && !(rc = trust_sign(plan->key_file, buf_bytes(&raw), &armour, error)))
			store_commit_sign(&raw, armour.data);
	}
	if (!rc)
		rc = store_write_commit(wubu->ledger->store, buf_bytes(&raw), id, error);
	buf_release(&message);
	buf_release(&raw);
	buf_release(&armour);
	return rc;
}

static int judge_built(struct wubu *wubu, const struct store_id *id, struct wubu_report *report,
		       struct wubu_error *error)
{
	struct commit_options options = {.now = wubu->moment.seconds};
	struct commit_verdict verdict;
	if (judge_commit(wubu->ledger, id, &options, &verdict, &report->findings, error))
		return -1;
	report->commits = 1;
	report->signatures = verdict.signer != NULL;
	return 0;
}

static int put_files(struct wubu *wubu, const struct wubu_making *making, struct wubu_error *error)
{
	struct store *store = wubu->ledger->store;
	for (size_t i = 0; i < making->count; i++) {
		const struct store_file *file = &making->files[i];
		if (file->remove ? store_remove_file(store, file->path, error)
				 : store_write_file(store, file->path, file->bytes, error))
			return -1;
	}
	return 0;
}

int wubu_put_in_place(struct wubu *wubu, const struct wubu_making *making, const struct store_id *id,
		      const char *subject, struct wubu_error *error)
{
	struct store *store = wubu->ledger->store;
	const struct commit_plan *plan = making->plan;
	const char **paths = arena_array(making->arena, making->count, sizeof *paths);
	const char *branch = store_head(store, making->arena);
	if (!branch)
		return error_set(error, WUBU_USAGE, _("HEAD is on no branch: check out the ledger's branch first"));
	for (size_t i = 0; i < making->count; i++)
		paths[i] = making->files[i].path;
	if (put_files(wubu, making, error) ||
	    store_index_update(store, &plan->tree, paths, making->count, error))
		return -1;
	if (!id)
		return 0;
	return store_move_ref(store, branch, plan->parent_count ? &plan->parents[0] : NULL, id,
			      arena_format(making->arena, "commit: %s", subject), error);
}

static const char *subject_of(struct wubu *wubu, const struct store_id *id, struct arena *arena)
{
	struct store_commit commit;
	struct wubu_error ignored = {0};
	if (store_read_commit(wubu->ledger->store, id, arena, &commit, &ignored))
		return "";
	return arena_copy(arena, commit.subject);
}

int wubu_make_commit(struct wubu *wubu, const struct wubu_making *making, struct wubu_report *report,
		     struct buf *done, struct wubu_error *error)
{
	struct store_id id;
	struct commit_verdict verdict;
	char hex[STORE_ID_HEX];
	if (making->dry_run)
		return judge_plan(wubu->ledger, making->plan, &verdict, &report->findings, error);
	if (wubu_build_commit(wubu, making->plan, &id, error) || judge_built(wubu, &id, report, error))
		return -1;
	if (report->findings.refused)
		return 0;
	const char *subject = subject_of(wubu, &id, making->arena);
	if (wubu_put_in_place(wubu, making, &id, subject, error))
		return -1;
	if (done)
		buf_format(done, _("[%.10s] %s"), store_id_format(&id, hex), subject);
	return 0;
}
