/* SPDX-License-Identifier: Apache-2.0 */
/* A change of the rules that waits for the agreement of their keepers. */
#ifndef VIEW_PROPOSAL_H
#define VIEW_PROPOSAL_H

#include "judge/ledger.h"
#include "view/canvas.h"

struct proposal {
	const char *tree;   /* hex: the rules as they would be */
	size_t needed;      /* how many must agree */
	bool outdated;      /* the rules have changed since */
	struct wubu_bytes words; /* what is signed */
	int32_t day;        /* on which it was proposed */
	struct rule_names agreed;  /* ids */
	const char **agreed_names, **waiting_names; /* WAITING: who may still agree */
	size_t waiting_count;
	struct store_change *changes; /* paths below rules/ */
	size_t change_count;
};

/* Fill PROPOSAL, of which TREE and NEEDED are set: COPY is the tree of the rules proposed, ROOT the tree that holds the agreements. */
int proposal_read(struct proposal *proposal, struct ledger *ledger, const struct ledger_rules *rules,
		  const struct store_id *root, const struct store_id *copy, int32_t day, struct arena *arena,
		  struct wubu_error *error);
void proposal_write(const struct proposal *proposal, enum view_format format, struct buf *out);

#endif
