/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer to a field's question must look like, by the type of the field. */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "cli/command.h"

/* The form of an answer of TYPE in words, translated; NULL when there is nothing to say. */
const char *answer_form(const char *type);
/* ANSWER as it is recorded (the name of a choice for its number, …), in ARENA; NULL when it does not fit. */
const char *answer_take(struct arena *arena, const struct wubu_field *field, const char *answer);
/* VALUE, as it is recorded, for people: the label of a choice. */
const char *answer_say(const struct wubu_field *field, const char *value);

#endif
