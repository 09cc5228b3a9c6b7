/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds that count heads: quorum, majority, balance. */
#include "rule/kind-rows.h"

#include "base/lang.h"

/* ---- what the three share ------------------------------------------------------------ */

static bool equal_or_more(int64_t a, int64_t b) { return a >= b; }
static bool more(int64_t a, int64_t b) { return a > b; }
static bool equal_or_less(int64_t a, int64_t b) { return a <= b; }

static const struct share_bound {
	const char *param, *words;
	bool (*holds)(int64_t a, int64_t b);
} share_bounds[] = {
	{"at-least", N_("at least %s"), equal_or_more},
	{"more-than", N_("more than %s"), more},
	{"each-at-least", N_("at least %s"), equal_or_more},
	{"each-at-most", N_("at most %s"), equal_or_less},
};
#define SHARE_BOUNDS (sizeof share_bounds / sizeof *share_bounds)

static const char *fraction_words(const struct rule_fraction *fraction, struct arena *arena)
{
	return arena_format(arena, "%lld/%lld", (long long)fraction->over, (long long)fraction->under);
}

/* "more than 1/2", or "at least 1/4, at most 1/2". */
static const char *shares_words(const struct rule_check *check, struct arena *arena)
{
	const char **words = NULL;
	size_t count = 0;
	for (size_t i = 0; i < SHARE_BOUNDS; i++) {
		const struct rule_arg *arg = kind_arg(check, share_bounds[i].param);
		if (arg->node)
			*arena_push(arena, words, count) = kind_say_bound(arena, share_bounds[i].words,
									  fraction_words(&arg->fraction, arena));
	}
	return kind_join(arena, words, count, _(", "));
}

/* Whether PART of WHOLE keeps all bounds; of nothing no share can be told. */
static bool share_fits(const struct rule_check *check, int64_t part, int64_t whole)
{
	for (size_t i = 0; i < SHARE_BOUNDS; i++) {
		const struct rule_arg *arg = kind_arg(check, share_bounds[i].param);
		if (arg->node && (whole <= 0 || !share_bounds[i].holds(part * arg->fraction.under,
								       whole * arg->fraction.over)))
			return false;
	}
	return true;
}

static const struct record_node *here(const struct rule_judging *judging)
{
	return judging->scope.item ? judging->scope.item : judging->scope.section;
}

static struct rule_result not_told(const struct rule_judging *judging, const char *found)
{
	struct rule_result result = kind_unmet(here(judging), found, NULL);
	result.verdict = RULE_UNKNOWN;
	return result;
}

/* The items of the parameter "of" that satisfy "where"; -1 when that cannot be told. */
static int items_where(const struct rule_check *check, const struct rule_judging *judging,
		       struct rule_values *items)
{
	const struct rule_condition *where = kind_arg(check, "where")->condition;
	const struct record_node *list = vocabulary_value(kind_arg(check, "of")->paths, &judging->scope);
	*items = (struct rule_values){0};
	for (size_t i = 0; list && list->kind == RECORD_LIST && i < list->count; i++) {
		struct rule_judging inner = *judging;
		inner.scope.item = list->items[i];
		enum rule_verdict holds = rule_condition_holds(where, &inner);
		if (holds == RULE_UNKNOWN)
			return -1;
		if (holds == RULE_MET)
			*arena_push(judging->arena, items->items, items->count) =
				(struct rule_value){list->items[i], list};
	}
	return 0;
}

/* The value of the key BY of an item as it counts, or NULL. */
static const char *key_of(const struct rule_path *by, const struct rule_judging *judging,
			  const struct record_node *item)
{
	struct rule_scope scope = {judging->scope.root, judging->scope.section, item};
	const struct record_node *node = vocabulary_value(by, &scope);
	return node ? kind_text(node) : NULL;
}

/* ---- quorum ---------------------------------------------------------------------------- */

struct rule_result judge_quorum(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *entitled = kind_arg(check, "entitled"), *without = kind_arg(check, "recused");
	struct rule_values present;
	struct rule_result missing;
	int64_t whole, off = 0;
	if (items_where(check, judging, &present))
		return not_told(judging, NULL);
	if (!kind_evaluate(&entitled->operand, judging, &whole, &missing) ||
	    (without->node && !kind_evaluate(&without->operand, judging, &off, &missing)))
		return missing;
	whole = (whole - off) / 100;
	if (share_fits(check, (int64_t)present.count, whole))
		return kind_met();
	return kind_unmet(here(judging),
			  arena_format(judging->arena, _("%lld of %lld present"), (long long)present.count, (long long)whole),
			  shares_words(check, judging->arena));
}

void explain_quorum(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct rule_arg *without = kind_arg(check, "recused");
	buf_format(out, _("present in “%s”: %s of all who may vote (%s)"),
		   kind_path_words(kind_arg(check, "of")->paths, arena), shares_words(check, arena),
		   kind_operand_words(&kind_arg(check, "entitled")->operand, arena));
	if (without->node)
		buf_format(out, _(", without those who withdrew (%s)"), kind_operand_words(&without->operand, arena));
	arena_free(arena);
}

/* ---- majority ---------------------------------------------------------------------------- */

struct tally {
	int64_t in_favour, against, others; /* OTHERS abstained or said nothing */
};

static struct tally count_votes(const struct rule_check *check, const struct rule_judging *judging,
				const struct rule_values *ballots)
{
	const struct rule_names *yes = &kind_arg(check, "for")->names, *no = &kind_arg(check, "against")->names;
	struct tally tally = {0};
	for (size_t i = 0; i < ballots->count; i++) {
		const char *vote = key_of(kind_arg(check, "vote")->paths, judging, ballots->items[i].node);
		if (vote && rule_names_have(yes, vote))
			tally.in_favour++;
		else if (vote && rule_names_have(no, vote))
			tally.against++;
		else
			tally.others++;
	}
	return tally;
}

/* Of what the share is taken: the rows are the words that a rulebook may write. */
static const struct {
	const char *word, *of;
} bases[] = {
	{"voting", N_("of those who voted for or against")},
	{"present", N_("of those present, abstentions included")},
	{"entitled", N_("of all who may vote")},
};

const char *kind_base(size_t i)
{
	return i < sizeof bases / sizeof *bases ? bases[i].word : NULL;
}

static size_t base_of(const struct rule_check *check)
{
	size_t i = 0;
	while (strcmp(bases[i].word, kind_arg(check, "base")->names.items[0]) != 0)
		i++;
	return i;
}

/* Hundredths are not asked here: heads are whole.  False and MISSING when it is not on record. */
static bool whole_of(const struct rule_check *check, const struct rule_judging *judging, const struct tally *tally,
		     int64_t *whole, struct rule_result *missing)
{
	const char *base = bases[base_of(check)].word;
	*whole = tally->in_favour + tally->against;
	if (strcmp(base, "present") == 0)
		*whole += tally->others;
	if (strcmp(base, "entitled") != 0)
		return true;
	if (!kind_evaluate(&kind_arg(check, "entitled")->operand, judging, whole, missing))
		return false;
	*whole /= 100;
	return true;
}

/* As many for as against: the casting vote decides, where there is one. */
static bool casting_carries(const struct rule_check *check, const struct rule_judging *judging,
			    const struct tally *tally)
{
	const struct rule_arg *casting = kind_arg(check, "casting");
	if (!casting->node || !tally->in_favour || tally->in_favour != tally->against)
		return false;
	const struct record_node *node = vocabulary_value(casting->paths, &judging->scope);
	return node && rule_names_have(&kind_arg(check, "for")->names, kind_text(node));
}

struct rule_result judge_majority(const struct rule_check *check, const struct rule_judging *judging)
{
	struct rule_values ballots;
	struct rule_result missing;
	int64_t whole;
	if (items_where(check, judging, &ballots))
		return not_told(judging, NULL);
	struct tally tally = count_votes(check, judging, &ballots);
	if (!whole_of(check, judging, &tally, &whole, &missing))
		return missing;
	if (share_fits(check, tally.in_favour, whole) || casting_carries(check, judging, &tally))
		return kind_met();
	const char *found = arena_format(judging->arena, _("%lld for, %lld against, %lld neither"),
					 (long long)tally.in_favour, (long long)tally.against, (long long)tally.others);
	if (tally.in_favour && tally.in_favour == tally.against)
		found = arena_format(judging->arena, _("%s: a tie"), found);
	return kind_unmet(here(judging), found,
			  arena_format(judging->arena, _("%s %s (%lld)"), shares_words(check, judging->arena),
				       _(bases[base_of(check)].of), (long long)whole));
}

void explain_majority(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	const struct rule_arg *vote = kind_arg(check, "vote"), *casting = kind_arg(check, "casting");
	buf_format(out, _("“%s” is “%s” in %s %s"), kind_path_words(vote->paths, arena),
		   kind_value_label(vote->paths[0].field, kind_arg(check, "for")->names.items[0]),
		   shares_words(check, arena), _(bases[base_of(check)].of));
	if (casting->node)
		buf_format(out, _("; in a tie “%s” decides"), kind_path_words(casting->paths, arena));
	arena_free(arena);
}

/* ---- balance ------------------------------------------------------------------------------- */

struct group {
	const char *value;
	int64_t count;
};

static struct group *group_called(struct group *groups, size_t count, const char *value)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(groups[i].value, value) == 0)
			return &groups[i];
	return NULL;
}

/* The groups that are compared: those named, else all choices there are, else those that occur. */
static struct group *groups_of(const struct rule_check *check, const struct rule_judging *judging,
			       const struct rule_values *items, size_t *count)
{
	const struct rule_arg *by = kind_arg(check, "by"), *named = kind_arg(check, "groups");
	const struct rule_field *field = by->paths[0].field;
	struct group *groups = NULL;
	*count = 0;
	for (size_t i = 0; i < named->names.count; i++)
		*arena_push(judging->arena, groups, *count) = (struct group){named->names.items[i], 0};
	for (size_t i = 0; !named->node && i < field->choice_count; i++)
		*arena_push(judging->arena, groups, *count) = (struct group){field->choices[i].name, 0};
	bool open = *count == 0;
	for (size_t i = 0; i < items->count; i++) {
		const char *value = key_of(by->paths, judging, items->items[i].node);
		struct group *group = value ? group_called(groups, *count, value) : NULL;
		if (!group && value && open) {
			group = arena_push(judging->arena, groups, *count);
			*group = (struct group){value, 0};
		}
		if (group)
			group->count++;
	}
	return groups;
}

/* "for 5, against 3" */
static const char *groups_words(const struct rule_check *check, const struct group *groups, size_t count,
				struct arena *arena)
{
	const struct rule_field *field = kind_arg(check, "by")->paths[0].field;
	const char **words = NULL;
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		*arena_push(arena, words, n) = arena_format(arena, _("%s: %lld"), kind_value_label(field, groups[i].value),
							    (long long)groups[i].count);
	return kind_join(arena, words, n, _(", "));
}

static const char *balance_words(const struct rule_check *check, struct arena *arena)
{
	const struct rule_arg *differ = kind_arg(check, "differ-at-most");
	const char *shares = shares_words(check, arena);
	if (!differ->node)
		return arena_format(arena, _("each group %s of all"), shares);
	const char *apart = arena_format(arena, _("the groups differ by at most %lld"), (long long)differ->number);
	return *shares ? arena_format(arena, _("%s, and each group is %s of all"), apart, shares) : apart;
}

struct rule_result judge_balance(const struct rule_check *check, const struct rule_judging *judging)
{
	const struct rule_arg *differ = kind_arg(check, "differ-at-most");
	struct rule_values items;
	int64_t most = 0, least = INT64_MAX;
	bool fits = true;
	size_t count;
	if (items_where(check, judging, &items))
		return not_told(judging, NULL);
	const struct group *groups = groups_of(check, judging, &items, &count);
	for (size_t i = 0; i < count; i++) {
		most = groups[i].count > most ? groups[i].count : most;
		least = groups[i].count < least ? groups[i].count : least;
		fits &= share_fits(check, groups[i].count, (int64_t)items.count);
	}
	if (count && fits && (!differ->node || most - least <= differ->number))
		return kind_met();
	return kind_unmet(here(judging), count ? groups_words(check, groups, count, judging->arena) : _("nobody"),
			  balance_words(check, judging->arena));
}

void explain_balance(const struct rule_check *check, struct buf *out)
{
	struct arena *arena = arena_new();
	buf_format(out, _("“%s” by “%s”: %s"), kind_path_words(kind_arg(check, "of")->paths, arena),
		   kind_path_words(kind_arg(check, "by")->paths, arena), balance_words(check, arena));
	arena_free(arena);
}
