/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Acts: a change of one record, made as the commit it will be, judged as every gate will judge it, and
 * only then put into the work tree and onto the branch.
 */
#include "wubu-doing.h"

#include "base/lang.h"
#include "base/limits.h"
#include "judge/gate.h"
#include "rule/state.h"
#include "rule/vocabulary.h"
#include "store/outside.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- preparing ------------------------------------------------------------------------------------------------ */

/* Whose id goes into the record: by the key that will sign, else by the address. */
static void name_person(struct doing *d)
{
	const struct trust_people *people = d->decision.rules->people;
	const struct trust_person *person =
		d->wubu->moment.mail ? trust_person_of_mail(people, bytes_of(d->wubu->moment.mail)) : NULL;
	d->person = person ? person->id : d->wubu->moment.mail;
}

/*
 * The clerk's own edits that are not committed yet: filling in goes on from them; any other act would mix them
 * with what it does.
 */
static int take_edits(struct doing *d, const struct doing_row *row)
{
	struct store_file *files;
	struct wubu_bytes bytes;
	size_t count;
	if (store_worktree_changes(d->wubu->ledger->store, &d->tip.tree, d->decision.folder, d->arena, &files,
				   &count, d->error))
		return -1;
	if (!count)
		return 0;
	if (strcmp(row->name, "fill") != 0) {
		error_set(d->error, WUBU_CONFLICT, _("%s has changes that are not committed yet"), files[0].path);
		error_hint(d->error, _("commit them first (git commit), or take them back (git restore)"));
		return -1;
	}
	int found = store_read_file(d->wubu->ledger->store, d->decision.path, LIMIT_YAML_BYTES, d->arena, &bytes,
				    d->error);
	if (found < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (!files[i].remove && strcmp(files[i].path, d->decision.path) != 0)
			*arena_push(d->arena, d->files, d->file_count) = files[i];
	return found ? doing_take_text(d, bytes) : 0;
}

static int find_step(struct doing *d, const struct doing_row *row)
{
	if (!d->act->step)
		return row->needs_step ? error_set(d->error, WUBU_USAGE, _("a step is needed")) : 0;
	for (size_t i = 0; i < doing_book(d)->step_count; i++) {
		const struct rule_step *step = doing_book(d)->steps[i];
		if (strcmp(step->name, d->act->step) == 0 ||
		    (step->label.zh && strcmp(step->label.zh, d->act->step) == 0))
			d->step = step;
	}
	if (d->step)
		return 0;
	error_set(d->error, WUBU_USAGE, _("the procedure has no step “%s”"), d->act->step);
	error_hint(d->error, _("`wubu rules explain` lists the steps"));
	return -1;
}

static int prepare(struct doing *d, const struct doing_row *row)
{
	struct wubu *wubu = d->wubu;
	if (store_is_bare(wubu->ledger->store))
		return error_set(d->error, WUBU_USAGE, _("this repository is a server's: work in a clone of it"));
	if (ledger_is_whole(wubu->ledger, d->error) || wubu_plan(wubu, d->arena, &d->plan, d->error))
		return -1;
	int found = wubu_tip(wubu, d->arena, &d->tip, d->error);
	if (found <= 0)
		return found < 0 ? -1 : error_set(d->error, WUBU_NOT_FOUND, _("this branch has no commit yet"));
	if (row->opens) {
		if (wubu_rules(wubu, &d->tip, &d->decision.rules, d->error))
			return -1;
	} else {
		if (!d->act->id)
			return error_set(d->error, WUBU_USAGE, _("say which decision"));
		if (wubu_decision(wubu, d->act->id, d->arena, &d->decision, d->error) <= 0 ||
		    take_edits(d, row) || find_step(d, row))
			return -1;
	}
	name_person(d);
	const struct rulebook *any = d->decision.rules->books[0];
	char text[DATE_TEXT_SIZE];
	d->today = d->act->on ? d->act->on
			      : arena_text(d->arena, date_format(rule_day_of(doing_book(d) ? doing_book(d) : any, wubu->moment.seconds), text));
	return 0;
}

/* ---- committing --------------------------------------------------------------------------------------------------- */

static int build_tree(struct doing *d)
{
	*arena_push(d->arena, d->files, d->file_count) =
		(struct store_file){d->decision.path, d->decision.record->source, false};
	return store_write_tree(d->wubu->ledger->store, &d->tip.tree, d->files, d->file_count, &d->plan.tree,
				d->error);
}

static int commit_it(struct doing *d, struct wubu_report *report, struct buf *done)
{
	struct wubu_making making = {.plan = &d->plan, .dry_run = d->act->dry_run,
				     .arena = d->arena};
	if (build_tree(d))
		return -1;
	making.files = d->files;
	making.count = d->file_count;
	if (d->act->no_commit) {
		/* Only the files: the commit is judged when it is made. */
		if (!d->act->dry_run && wubu_put_in_place(d->wubu, &making, NULL, NULL, d->error))
			return -1;
		if (done)
			buf_format(done, _("%s: written and added, not committed yet"), d->decision.path);
		return 0;
	}
	report->decisions = 1;
	return wubu_make_commit(d->wubu, &making, report, done, d->error);
}

int wubu_do(struct wubu *wubu, const struct wubu_act *act, struct wubu_report **report, struct buf *done,
	    struct wubu_error *error)
{
	const struct doing_row *row = doing_row(act->act);
	if (!row)
		return error_set(error, WUBU_USAGE, _("wubu knows no act “%s”"), act->act);
	struct wubu_report *made = report_new("act");
	struct doing d = {.wubu = wubu, .act = act, .arena = made->arena, .error = error};
	if (prepare(&d, row) || row->run(&d) || commit_it(&d, made, done)) {
		wubu_report_free(made);
		return -1;
	}
	made->decision = d.decision.id;
	*report = made;
	return 0;
}
