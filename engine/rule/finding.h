/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A finding: a rule that is broken or not met yet, with all that somebody needs to put it
 * right.  All findings of a judgement go into one list through findings_add(), in a
 * stable order: by place in the procedure, then as they were found.
 */
#ifndef RULE_FINDING_H
#define RULE_FINDING_H

#include "rule/rulebook.h"

struct buf;

enum rule_verdict {
	RULE_MET,
	RULE_UNMET,
	RULE_PENDING,       /* not wrong: its time has not come */
	RULE_NOT_CONCERNED,
	RULE_UNKNOWN,       /* cannot be judged: a calendar or a limit is missing; refused as well */
};
const char *rule_verdict_name(enum rule_verdict verdict);

/* What the day of a finding is. */
enum rule_by {
	BY_NONE,
	BY_EARLIEST, /* it is not over before that day */
	BY_LATEST,   /* it has to be done until then */
};
/* "earliest", "latest"; NULL for none. */
const char *rule_by_name(enum rule_by bound);

enum rule_level {
	RULE_REFUSE,
	RULE_WARN,
	RULE_TODO, /* asked for later: what `next` lists */
};
const char *rule_level_name(enum rule_level level);

struct rule_finding {
	const char *rule; /* "step.check", "transition.frozen" */
	enum rule_verdict verdict;
	enum rule_level level;
	const char *decision, *step; /* step NULL: the whole record */
	const char *commit;          /* hex, or NULL: not committed yet */
	const char *file;            /* path in the ledger, or NULL */
	unsigned line, column;       /* 0: unknown */
	const char *field;           /* where in the record: "risk-assessment.risks[0].plan"; NULL: unknown */
	const char *source;          /* the line, escaped; NULL: none */
	unsigned caret;
	const char *message; /* what is asked, or what is wrong */
	const char *found, *needed; /* NULL: nothing to say */
	const char *remedy;  /* what to do */
	const char *who;     /* who can do it: roles and names */
	const char *by;      /* until or from when; NULL: no date */
	enum rule_by bound; /* which of the two */
	const char *counted; /* how the days up to BY were counted; NULL: nothing to count */
	const char *command; /* what to type next; NULL: nothing */
	struct rule_bases basis;
};

struct rule_findings {
	struct arena *arena;
	struct rule_finding *items;
	size_t count;
	size_t more; /* found beyond LIMIT_FINDINGS and not listed */
	bool refused, unknown; /* one of level refuse; one of verdict unknown */
};

void findings_init(struct rule_findings *findings, struct arena *arena);
/* A copy of FINDING (its texts must outlive the list: arena or static). Returns it, or NULL past the limit. */
struct rule_finding *findings_add(struct rule_findings *findings, const struct rule_finding *finding);
/* Add deep copies of all findings of FROM, whose arena may end before that of FINDINGS. */
void findings_append(struct rule_findings *findings, const struct rule_findings *from);
/* Fill file, line, column, source and caret of FINDING for NODE (NULL: the file only). */
void finding_place(struct rule_finding *finding, struct arena *arena, const struct record *record,
		   const struct record_node *node);
/* Title and article, as citations are written in the language chosen. */
void rule_basis_say(const struct rule_basis *basis, struct buf *out);
/*
 * The place alone, as the text cited says it: "26(2)" is "第26条第2款" / "art. 26(2)", "29(1)(3)" is "第29条第1款第3项",
 * unless the rulebook gives another form, such as "reg. 12(2)".  BASIS has an article.
 */
void rule_place_say(const struct rule_basis *basis, struct buf *out);

#endif
