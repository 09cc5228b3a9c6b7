/* SPDX-License-Identifier: Apache-2.0 */
/* One finding, for a clerk and for a program. */
#ifndef VIEW_FINDING_H
#define VIEW_FINDING_H

#include "rule/finding.h"
#include "view/canvas.h"
#include "view/jsonl.h"

/* How a finding is announced: a sign and a word, so that the colour is never alone. */
struct face {
	const char *sign, *word; /* WORD in the language chosen */
	enum paint paint;
};
struct face finding_face(const struct rule_finding *finding);

/*
 * In fixed parts, each left out where there is nothing to say: what is asked or wrong, where, the line with a
 * caret, what was found and needed, by which article, who, by when, what to do, what to type; the rule
 * last, for whoever wants to look it up.
 */
void finding_write(const struct rule_finding *finding, const struct canvas *canvas);
/* The same as an object, keys as in docs/json.md. */
json_t *finding_json(const struct rule_finding *finding);

/* "path:12:7" and, where SOURCE is there, the line with a caret under column CARET. */
void finding_write_place(const struct canvas *canvas, const char *file, unsigned line, unsigned column,
			 const char *source, unsigned caret);

/* All citations: "“…”, art. 15(1); …" into OUT, and as a list of objects. */
void finding_say_bases(const struct rule_bases *bases, struct buf *out);
json_t *finding_bases_json(const struct rule_bases *bases);

#endif
