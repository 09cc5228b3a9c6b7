/* SPDX-License-Identifier: Apache-2.0 */
/* Looking: what wubu.h gives to read, brought together from the judge and shown by the views. */
#include "wubu-inside.h"
#include "wubu-overviews.h"

#include "base/lang.h"
#include "base/text.h"
#include "judge/history.h"
#include "rule/vocabulary.h"
#include "view/explain-date.h"
#include "view/explain.h"
#include "view/log.h"
#include "view/report.h"
#include "view/show.h"

#include <stdlib.h>

/* The floor below may not know wubu.h, so it has the same formats under names of its own. */
_Static_assert((int)WUBU_TEXT == (int)VIEW_TEXT && (int)WUBU_COLOR == (int)VIEW_COLOR &&
	       (int)WUBU_JSON == (int)VIEW_JSON && (int)WUBU_HTML == (int)VIEW_HTML && (int)WUBU_CSV == (int)VIEW_CSV,
	       "formats differ");

static enum view_format view_of(enum wubu_format format)
{
	return (enum view_format)format;
}

/* ---- reports ---------------------------------------------------------------------------- */

static struct report_tally tally_of(const struct wubu_report *report)
{
	return (struct report_tally){
		.findings = &report->findings, .gate = report->gate, .commits = report->commits,
		.decisions = report->decisions, .signatures = report->signatures,
		.exceptions = report->exceptions, .tip = report->tip, .root = report->root, .resumed = report->resumed,
		.now = report->now, .receipts = report->receipts, .receipt_count = report->receipt_count,
		.told = report->told, .unjudged = report->unjudged,
	};
}

void wubu_report_free(struct wubu_report *report)
{
	if (!report)
		return;
	wubu_close(report->owned);
	arena_free(report->arena);
	free(report);
}

int wubu_report_status(const struct wubu_report *report)
{
	struct report_tally tally = tally_of(report);
	return report_status(&tally);
}

bool wubu_report_tells(const struct wubu_report *report)
{
	return report->told != NULL && *report->told;
}

size_t wubu_report_count(const struct wubu_report *report)
{
	return report->findings.count + report->findings.more;
}

void wubu_report_write(const struct wubu_report *report, enum wubu_format format, bool quiet,
		       struct buf *out)
{
	struct report_tally tally = tally_of(report);
	report_write(&tally, view_of(format), quiet, out);
}

static const char *bases_words(const struct rule_bases *bases, struct arena *arena)
{
	struct buf text;
	buf_init(&text);
	finding_say_bases(bases, &text);
	const char *words = text.size ? arena_copy(arena, buf_bytes(&text)) : NULL;
	buf_release(&text);
	return words;
}

struct wubu_finding *wubu_findings_data(const struct rule_findings *findings, struct arena *arena)
{
	struct wubu_finding *out = arena_array(arena, findings->count, sizeof *out);
	for (size_t i = 0; i < findings->count; i++) {
		const struct rule_finding *finding = &findings->items[i];
		out[i] = (struct wubu_finding){
			.rule = finding->rule, .face = finding_face(finding).word,
			.message = finding->message ? finding->message : finding->rule, .found = finding->found,
			.needed = finding->needed, .remedy = finding->remedy,
			.basis = bases_words(&finding->basis, arena), .who = finding->who, .by = finding->by,
			.field = finding->field, .refuses = finding->level == RULE_REFUSE};
	}
	return out;
}

const char *wubu_report_decision(const struct wubu_report *report)
{
	return report->decision;
}

const struct wubu_finding *wubu_report_finding(struct wubu_report *report, size_t i)
{
	if (!report->data)
		report->data = wubu_findings_data(&report->findings, report->arena);
	return i < report->findings.count ? &report->data[i] : NULL;
}

void wubu_error_write(const struct wubu_error *error, enum wubu_format format, struct buf *out)
{
	report_write_error(error, view_of(format), out);
}

/* ---- a record --------------------------------------------------------------------------------- */

int wubu_show(struct wubu *wubu, const char *id, enum wubu_format format, struct buf *out,
	      struct wubu_error *error)
{
	struct overviews all = {.arena = arena_new()};
	int rc = overviews_make(wubu, id, &all, error);
	for (size_t i = 0; !rc && i < all.count; i++)
		show_write(&all.items[i], view_of(format), out);
	arena_free(all.arena);
	return rc;
}

int wubu_log(struct wubu *wubu, const char *id, enum wubu_format format, struct buf *out,
	     struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct wubu_decision decision;
	struct store_commit tip;
	struct history history;
	int rc = -1;
	if (wubu_decision(wubu, id, arena, &decision, error) != 1 ||
	    wubu_tip(wubu, arena, &tip, error) != 1 ||
	    history_read(&history, wubu->ledger->store, &tip.id, decision.folder, arena, error))
		goto out;
	log_write(&history, id, decision.book, view_of(format), out);
	rc = 0;
out:
	arena_free(arena);
	return rc;
}

int wubu_explain_date(struct wubu *wubu, const char *id, const char *field, enum wubu_format format,
		      struct buf *out, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct wubu_decision decision;
	struct record_step *path;
	size_t depth;
	const struct rule_field *found;
	int rc = -1;
	if (wubu_decision(wubu, id, arena, &decision, error) == 1 &&
	    !vocabulary_resolve(decision.book, decision.record, field, arena, &path, &depth, &found, error))
		rc = explain_date_write(&decision.facts.rule, id, found, view_of(format), out, error);
	arena_free(arena);
	return rc;
}

/* ---- rules --------------------------------------------------------------------------------------- */

static int rules_here(struct wubu *wubu, struct arena *arena, const struct ledger_rules **rules,
		      struct wubu_error *error)
{
	struct store_commit tip;
	if (!wubu)
		return error_set(error, WUBU_USAGE, _("there is no ledger here, and no folder with rules was named"));
	int found = wubu_tip(wubu, arena, &tip, error);
	if (found == 0)
		error_set(error, WUBU_NOT_FOUND, _("this ledger has no commit yet"));
	return found == 1 ? wubu_rules(wubu, &tip, rules, error) : -1;
}

static const char *each_book(const void *context, size_t i)
{
	const struct ledger_rules *rules = context;
	return i < rules->book_count ? rules->books[i]->name : NULL;
}

const struct rulebook *wubu_choose_book(const struct ledger_rules *rules, const char *name,
					const struct rule_calendar **calendar, struct wubu_error *error)
{
	const struct rulebook *chosen = name ? ledger_book(rules, name, calendar) : NULL;
	size_t count = 0;
	for (size_t i = 0; !name && i < rules->book_count; i++) {
		bool built_on = false;
		for (size_t k = 0; k < rules->book_count; k++)
			built_on |= rules->books[k]->extends &&
				    strcmp(rules->books[k]->extends, rules->books[i]->name) == 0;
		if (built_on)
			continue;
		count++;
		chosen = ledger_book(rules, rules->books[i]->name, calendar);
	}
	if (chosen && count <= 1)
		return chosen;
	const char *near = name ? text_nearest(name, each_book, rules) : each_book(rules, 0);
	if (name)
		error_set(error, WUBU_NOT_FOUND, _("there is no rulebook “%s” here"), name);
	else if (count)
		error_set(error, WUBU_USAGE, _("there are several procedures here: say which one"));
	else
		error_set(error, WUBU_NOT_FOUND, _("there is no rulebook here"));
	if (near)
		error_hint(error, name ? _("did you mean “%s”?") : _("such as “%s”"), near);
	return NULL;
}

int wubu_explain(struct wubu *wubu, const char *rules, const char *procedure, const char *rule,
		 enum wubu_format format, struct buf *out, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	const struct ledger_rules *found = NULL;
	struct ledger_rules *read = NULL;
	struct rule_facts facts = {.today = DATE_NONE};
	int rc = rules ? wubu_books_at(rules, arena, &read, error) : rules_here(wubu, arena, &found, error);
	if (!rc) {
		found = rules ? read : found;
		facts.book = wubu_choose_book(found, procedure, &facts.calendar, error);
		facts.people = found->people ? &found->view : NULL;
	}
	if (facts.book && wubu)
		facts.today = rule_day_of(facts.book, wubu->moment.seconds);
	rc = facts.book ? explain_write(&facts, rule, view_of(format), out, error) : -1;
	arena_free(arena);
	return rc;
}
