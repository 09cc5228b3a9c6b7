/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the table of check kinds: the functions that its rows name, and what they share. */
#ifndef RULE_KIND_ROWS_H
#define RULE_KIND_ROWS_H

#include "base/buf.h"
#include "rule/kinds.h"

#define KIND(name)                                                                            \
	struct rule_result judge_##name(const struct rule_check *check,                        \
					const struct rule_judging *judging);                   \
	void explain_##name(const struct rule_check *check, struct buf *out)
KIND(present);
KIND(absent);
KIND(value);
KIND(pattern);
KIND(number);
KIND(count);
KIND(compare);
KIND(ratio);
KIND(duration);
KIND(order);
KIND(same_day);
KIND(silence);
KIND(distinct);
KIND(disjoint);
KIND(covers);
KIND(holds_role);
KIND(holders);
KIND(last_of);
KIND(sequence);
KIND(quorum);
KIND(majority);
KIND(balance);
KIND(current_draft);
KIND(fixed_once);
KIND(recorded_within);
KIND(step);
KIND(listed);
KIND(record);
KIND(matter);
KIND(one_of);
KIND(all_of);
KIND(not);
#undef KIND

/* The argument of the parameter NAME of CHECK's kind; its NODE is NULL when it was not given. */
const struct rule_arg *kind_arg(const struct rule_check *check, const char *name);

/* Answers. FOUND and NEEDED may be NULL. */
struct rule_result kind_met(void);
struct rule_result kind_unmet(const struct record_node *at, const char *found, const char *needed);

/* That the calendar does not reach UNKNOWN_DAY: it cannot be told. */
struct rule_result kind_not_covered(const struct rule_judging *judging, const struct record_node *at,
				    int32_t unknown_day);
/* "2021-05-08" and "7 working days". */
const char *kind_day_words(int32_t day, struct arena *arena);
const char *kind_length_words(int count, enum rule_unit unit, struct arena *arena);
/* The clock that a check of the kind duration runs by; false when its first date is not on record. */
struct rule_clock;
bool kind_clock(const struct rule_check *check, const struct rule_judging *judging, struct rule_clock *clock);

/* What people call the end of PATH, with the names on the way: "Hearing › Held on". */
void kind_say_path(const struct rule_path *path, struct buf *out);
const char *kind_path_words(const struct rule_path *path, struct arena *arena);
/* The words of a list of names, each as LABEL says it. */
const char *kind_join(struct arena *arena, const char *const *items, size_t count, const char *joint);

/* The texts that PATHS lead to, lists taken apart; those that are missing are left out. */
void kind_texts(const struct rule_path *paths, size_t count, const struct rule_judging *judging,
		struct rule_values *texts);
/* Whether a value of PATH is missing, or all are; HOLDER is where the first of them should be. */
bool kind_is_missing(const struct rule_path *path, const struct rule_judging *judging,
		     const struct record_node **holder);
/* What people call VALUE of FIELD: the label of its choice, yes or no, or the value itself. */
const char *kind_value_label(const struct rule_field *field, const char *value);
/* The text of a node as it counts: its canonical word if it has one. */
const char *kind_text(const struct record_node *node);

/* Bounds: "at-least", "at-most", "more-than", "less-than", "odd" of numbers in hundredths. */
bool kind_in_bounds(const struct rule_check *check, int64_t number);
const char *kind_bounds_words(const struct rule_check *check, struct arena *arena);
/* "at least 30": WORDS, such as N_("at least %s"), of WHAT. */
const char *kind_say_bound(struct arena *arena, const char *words, const char *what);
/* "the number of “Experts” is at least 5": of WHAT something is ASKED. */
const char *kind_say_asked(struct arena *arena, const char *what, const char *asked);
/* The value of OPERAND in hundredths; false and MISSING, the answer to give, when it is not on record or cannot be told. */
bool kind_evaluate(const struct rule_operand *operand, const struct rule_judging *judging, int64_t *number,
		   struct rule_result *missing);
/* "the number of “Members”", "Members present + Guests". */
const char *kind_operand_words(const struct rule_operand *operand, struct arena *arena);
/* Word I for what a majority is taken of ("voting"), NULL after the last. */
const char *kind_base(size_t i);
/* Fractions and sums are kept so small that one times the other is still a number. */
#define FRACTION_MOST 1000
#define NUMBER_MOST (INT64_MAX / FRACTION_MOST)
/* Hundredths as people write them. */
void kind_say_number(int64_t hundredths, struct buf *out);

#endif
