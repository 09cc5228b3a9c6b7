/* SPDX-License-Identifier: Apache-2.0 */
/* Days of a step in words: until when, or from when on, how far off that is, and how it was counted. */
#ifndef VIEW_DEADLINE_H
#define VIEW_DEADLINE_H

#include "judge/overview.h"

/* "2021年10月13日（星期三）". */
const char *deadline_day(int32_t day, struct arena *arena);
/* The last day of STEP and how many days are left; NULL: it has none. TODAY may be DATE_NONE. */
const char *deadline_due(const struct overview_step *step, int32_t today, struct arena *arena);
/* The day before which STEP is not over; NULL: it does not wait for one. */
const char *deadline_wait(const struct overview_step *step, int32_t today, struct arena *arena);
/* How the days up to the one of these that counts first were counted; NULL: nothing was. */
const char *deadline_counted(const struct overview_step *step);

#endif
