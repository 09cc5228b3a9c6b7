/* SPDX-License-Identifier: Apache-2.0 */
/* The first place where two readings of one part of a record differ. */
#ifndef RECORD_DIFFERENCE_H
#define RECORD_DIFFERENCE_H

#include "record/record.h"

struct record_difference {
	const struct record_node *was, *is; /* either is NULL where it is missing */
	const struct record_node *holder;   /* the map or list, as it is now, in which they stand */
};

/*
 * Compare BEFORE with AFTER as record_equal() does.  True and DIFFERENCE filled with the deepest
 * place, in the order of AFTER; what is only in BEFORE comes last.  False when they are equal.
 */
bool record_first_difference(const struct record_node *before, const struct record_node *after,
			     struct record_difference *difference);

#endif
