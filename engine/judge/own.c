/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/own.h"

#include "base/lang.h"

static const struct {
	const char *rule, *message, *remedy;
	const char *command; /* what to type next; {id}, {step} and {folder} stand for this decision's */
} own_rules[] = {
	[OWN_ID] = {"record.id", N_("the record's id is not the name of its folder, or has not the form that the rulebook gives"),
		    N_("write the id that the folder has; folders are made by `wubu open`"),
			"wubu show {id}"},
	[OWN_FOLDER] = {"record.folder", N_("the record does not stand where the rulebook keeps its records"),
			N_("let `wubu open` make the folder"),
			"wubu open"},
	[OWN_OPENED_SIGNED] = {"transition.opened-signed", N_("a new record already bears a sign-off"),
			       N_("open the record first; each step is signed by a commit of its own"),
			"wubu sign {id} {step}"},
	[OWN_RULES] = {"procedure.rules", N_("the record must name the procedure and the version of the rules that are in force"),
		       N_("copy the value that is needed, or let `wubu open` write it"),
			"wubu rules explain"},
	[OWN_RULES_DATE] = {"procedure.in-force", N_("this rulebook is not in force on this day"),
			    N_("open the decision under the rulebook that is in force"),
			"wubu rules explain"},
	[OWN_TRANSITION] = {"procedure.transition", N_("the rules have changed, and this decision has to adopt them before it goes on"),
			    N_("adopt the rules that are in force, with the reason; then go on"),
			"wubu adopt {id} --because …"},
	[OWN_WITHDRAWN] = {"transition.withdrawn", N_("this decision was withdrawn: nothing in it changes any more"),
			   N_("open a new decision instead"),
			"wubu open"},
	[OWN_ENDED] = {"transition.ended", N_("the time of this decision is over: it has ended, and can only be withdrawn"),
		       N_("withdraw it; if it is still wanted, open a new one"),
			"wubu withdraw {id} --because …"},
	[OWN_ONE_ACT] = {"transition.one-act", N_("one commit does one act: this one does several"),
			 N_("commit them one after the other"),
			"wubu status {id}"},
	[OWN_NOTHING] = {"transition.nothing", N_("nothing that counts has changed in the record"),
			 N_("leave the record as it was, or change what it says"),
			"git diff HEAD -- {folder}"},
	[OWN_ORDER] = {"transition.order", N_("this step is not open yet"),
		       N_("complete the steps before it first"),
			"wubu next {id}"},
	[OWN_NOT_PART] = {"transition.not-part", N_("this step is no part of the procedure for this kind of matter"),
			  N_("take the section out"),
			"wubu rules explain {step}"},
	[OWN_SIGNED_ALREADY] = {"transition.signed-already", N_("this step is signed or skipped already"),
				N_("reopen it if it has to be gone through again"),
			"wubu reopen {id} {step} --because …"},
	[OWN_FROZEN] = {"transition.frozen", N_("this step is signed: no byte of it changes"),
			N_("put it back as it was; if it has to change, the step must be reopened or returned, with the reason"),
			"git diff HEAD -- {folder}"},
	[OWN_FROZEN_FIELD] = {"transition.frozen-field", N_("this field does not change any more: a signed step rests on it"),
			      N_("put it back as it was, or reopen the step that froze it"),
			"git diff HEAD -- {folder}"},
	[OWN_ONLY] = {"transition.only", N_("a commit of this kind changes nothing else"),
		      N_("commit the other changes before it, by themselves"),
			"git reset -q HEAD -- {folder}"},
	[OWN_BY] = {"sign-off.by", N_("the person named is not the one who signs the commit"),
		    N_("whoever signs writes his or her own id"),
			"wubu sign {id} {step}"},
	[OWN_FOR] = {"sign-off.for", N_("whoever acts for somebody says so: “for” names the person whose role it is, and nobody else"),
		     N_("let `wubu sign` write it; `wubu people list` shows who acts for whom"),
			"wubu people list"},
	[OWN_DATE] = {"sign-off.date", N_("the day written down is not the day on which it was done and recorded"),
		      N_("write the day of the act, and record it in time"),
			"wubu sign {id} {step}"},
	[OWN_OUTCOME] = {"sign-off.outcome", N_("the sign-off does not say its outcome"),
			 N_("write one of the outcomes of this step"),
			"wubu sign {id} {step} --outcome …"},
	[OWN_BECAUSE] = {"sign-off.because", N_("a reason is missing"), N_("say why under “because”"),
			"wubu rules explain {step}"},
	[OWN_DRAFT] = {"sign-off.draft", N_("the sign-off does not name the draft as it is now"),
		       N_("let `wubu sign` write the digest of the draft that you have read"),
			"wubu sign {id} {step}"},
	[OWN_MATERIALS] = {"sign-off.materials", N_("the sign-off does not list the files of this step with their digests"),
			   N_("let `wubu sign` write the list"),
			"wubu sign {id} {step}"},
	[OWN_SKIP] = {"skip.not-allowed", N_("the rules do not let this step be skipped here"),
		      N_("go through the step"),
			"wubu fill {id} {step}"},
	[OWN_ROUND] = {"round.entry", N_("the entry of this round is not complete"),
		       N_("let `wubu return` or `wubu reopen` write it"),
			"wubu return {id} {step} --because …"},
	[OWN_ROUND_STEP] = {"round.step", N_("the rules do not let this step be returned or reopened so"),
			    N_("see `wubu rules explain` for what the step allows"),
			"wubu rules explain {step}"},
	[OWN_ROUND_EFFECT] = {"round.effect", N_("a new round takes away the sign-offs of its steps and of all that come after them, and nothing else"),
			      N_("let `wubu return` or `wubu reopen` write the change"),
			"wubu return {id} {step} --because …"},
	[OWN_MISSING] = {"material.missing", N_("this file is not in the record's folder"),
			 N_("put it there and add it to the same commit"),
			"git add {folder}"},
	[OWN_DIGEST] = {"material.digest", N_("this file is not the one that the digest belongs to"),
			N_("if the new file is meant, set the field again: wubu writes the new digest"),
			N_("wubu set {id} FIELD=FILE")},
	[OWN_UNLISTED] = {"material.unlisted", N_("this file is named nowhere in the record"),
			  N_("name it in the field it belongs to, or take it out of the commit"),
			N_("wubu set {id} FIELD=FILE")},
	[OWN_FROZEN_FILE] = {"material.frozen", N_("this file was there when a step was signed: it does not change any more"),
			     N_("put it back as it was; a new version needs the step to be reopened"),
			"git diff HEAD -- {folder}"},
	[OWN_UNSIGNED] = {"signature.missing", N_("this act needs a signed commit"),
			  N_("git config commit.gpgsign true, gpg.format ssh and user.signingkey set it up once"),
			"wubu doctor"},
	[OWN_SIGNATURE] = {"signature.bad", N_("the signature of this commit is not that of an enrolled person"),
			   N_("sign with the key that is enrolled for you in rules/people.yaml"),
			"wubu doctor"},
	[OWN_ROLE] = {"signature.role", N_("whoever signs this must hold a role that may do it"),
		      N_("ask somebody who holds the role"),
			"wubu next {id}"},
	[OWN_IDENTITY] = {"signature.identity", N_("author, committer and signer are not the same person"),
			  N_("set user.name and user.email to those enrolled in rules/people.yaml"),
			"wubu doctor"},
};

/* PATTERN with what it stands for here; a step that is not known leaves the whole procedure to be named. */
static const char *make_command(const struct judging *j, const struct rule_step *step, const char *pattern)
{
	const struct { const char *mark, *text; } marks[] = {
		{"{id}", j->facts->id}, {"{step}", step ? step->name : ""}, {"{folder}", j->facts->folder}};
	struct buf out;
	buf_init(&out);
	while (*pattern) {
		size_t i = 0;
		while (i < 3 && strncmp(pattern, marks[i].mark, strlen(marks[i].mark)) != 0)
			i++;
		if (i < 3) {
			buf_text(&out, marks[i].text);
			pattern += strlen(marks[i].mark);
		} else {
			buf_char(&out, *pattern++);
		}
	}
	while (out.size && out.data[out.size - 1] == ' ')
		out.data[--out.size] = '\0';
	const char *command = arena_copy(j->arena, buf_bytes(&out));
	buf_release(&out);
	return command;
}

void own_tell(const struct judging *j, enum own_rule rule, struct own_detail detail)
{
	struct rule_finding finding = {
		.rule = own_rules[rule].rule, .verdict = RULE_UNMET, .level = RULE_REFUSE,
		.message = _(own_rules[rule].message), .remedy = _(own_rules[rule].remedy),
		.found = detail.found, .needed = detail.needed, .who = detail.who, .by = detail.by,
		.step = detail.step ? detail.step->name : NULL,
		.command = make_command(j, detail.step, _(own_rules[rule].command)),
	};
	const struct rule_bases *basis = detail.basis ? detail.basis
					 : detail.step ? &detail.step->basis : NULL;
	if (basis)
		finding.basis = *basis;
	finding_place(&finding, j->arena, j->rule->after, detail.at);
	findings_add(j->findings, &finding);
}

const struct record_node *own_value(const struct record *record, const char *name)
{
	const struct record_node *node = record ? record_get(record->root, name) : NULL;
	return record_is_empty(node) ? NULL : node;
}

const char *own_text(const struct record_node *node)
{
	return node && node->kind == RECORD_TEXT ? node->text.data : NULL;
}

const char *own_label(const struct rule_step *step)
{
	return rule_say(&step->label, step->name);
}

const char *own_day(const struct judging *j, int32_t day)
{
	char text[DATE_TEXT_SIZE];
	return arena_text(j->arena, date_format(day, text));
}

