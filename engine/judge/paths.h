/* SPDX-License-Identifier: Apache-2.0 */
/* Which names in a ledger some machines take for one. */
#ifndef JUDGE_PATHS_H
#define JUDGE_PATHS_H

#include "base/bytes.h"

bool path_differs_in_capitals_only(struct wubu_bytes a, struct wubu_bytes b);

#endif
