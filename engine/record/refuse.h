/* SPDX-License-Identifier: Apache-2.0 */
/* What libyaml could not read, said in words for the person who wrote it. */
#ifndef RECORD_REFUSE_H
#define RECORD_REFUSE_H

#include "base/error.h"

#include <yaml.h>

/* Which mark of the parser shows the place best. */
enum refuse_place { REFUSE_AT_PROBLEM, REFUSE_AT_CONTEXT };

/*
 * Fill ERROR with the sentence for PARSER's failure.  AT is the byte that
 * stands at the problem mark (NUL at the end of the file).  Says which mark
 * the caller should show.
 */
enum refuse_place record_refuse(const yaml_parser_t *parser, char at, struct wubu_error *error);

#endif
