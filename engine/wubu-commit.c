/* SPDX-License-Identifier: Apache-2.0 */
/* Making the commit object that a plan describes. */
#include "wubu-inside.h"

#include "store/write.h"

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
