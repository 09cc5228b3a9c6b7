/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands, in the order in which help lists them. */
#include "base/lang.h"
#include "cli/command.h"

static const char *const init_examples[] = {
	N_("wubu init --procedure NAME --people people.yaml --title \"Our ledger\""),
	N_("Make a ledger here by a shipped rulebook, with its people."),
	"git clone server:ledger.git && wubu init ledger",
	N_("Prepare a clone: the hooks and the settings of git."),
	"wubu init --bare /srv/ledger.git",
	N_("Make the repository of a server that judges what is pushed."), NULL,
};

static const char *const open_examples[] = {
	"wubu open",
	N_("At a terminal: answer one question after the other."),
	N_("wubu open --title \"A new crossing\" --matter NAME --set draft=draft.md"),
	N_("All in one line, as in scripts."), NULL,
};

static const char *const fill_examples[] = {
	N_("wubu fill 2021-003 STEP"),
	N_("At a terminal: be asked for what this step still lacks."),
	N_("wubu fill 2021-003 STEP FIELD=VALUE 'LIST[+].FIELD=VALUE'"),
	N_("Set one field, and one of a new item of a list."),
	N_("wubu fill 2021-003 STEP --from answers.txt"),
	N_("Take fields and values from a file, one line each."), NULL,
};

static const char *const set_examples[] = {
	N_("wubu set 2021-003 title=\"A new crossing\""),
	N_("Correct the title."),
	"wubu set 2021-003 draft=draft-2.md",
	N_("Put in a new draft."), NULL,
};

static const char *const sign_examples[] = {
	N_("wubu sign 2021-003 STEP"),
	N_("Sign with the step's first outcome."),
	N_("wubu sign 2021-003 STEP --outcome NAME --because \"…\""),
	N_("Sign with another outcome; one that does not pass needs its reason."), NULL,
};

static const char *const return_examples[] = {
	N_("wubu return 2021-003 STEP --to EARLIER-STEP --because \"…\""),
	N_("Send it back; what was signed from that step on is to be signed again."), NULL,
};

static const char *const reopen_examples[] = {
	N_("wubu reopen 2021-003 STEP --because \"…\""),
	N_("Begin another round of a step that was signed."), NULL,
};

static const char *const skip_examples[] = {
	N_("wubu skip 2021-003 STEP --reason \"…\" --basis \"…\""),
	N_("Leave a step out, where the rules allow it."), NULL,
};

static const char *const withdraw_examples[] = {
	"wubu withdraw 2021-003 --because \"…\"",
	N_("Stop the procedure; the record stays."), NULL,
};

static const char *const adopt_examples[] = {
	"wubu adopt 2021-003 --because \"…\"",
	N_("Go on by the rules that are in force now."), NULL,
};

static const char *const publish_examples[] = {
	N_("wubu publish 2021-003 FIELD=VALUE"),
	N_("Fill in a field and sign the step."), NULL,
};

static const char *const check_examples[] = {
	"wubu check",
	N_("Judge what was changed in the folder and is not committed."),
	"wubu check --range origin/main..HEAD",
	N_("Judge one's own commits before they are pushed."),
	"wubu check --state --rules rules record.yaml",
	N_("Judge a record outside of any ledger."), NULL,
};

static const char *const audit_examples[] = {
	"wubu audit",
	N_("Judge all that ever happened in this ledger."),
	N_("wubu audit --root OID --since REV"),
	N_("Begin where the last audit ended, and be sure that it is the same ledger."),
	N_("wubu audit --root OID --founder SHA256:…"),
	N_("Be sure of the first commit, and of whose key signed it."),
	"wubu audit --as csv > audit.csv",
	N_("The findings as a table that spreadsheets open."), NULL,
};

static const char *const status_examples[] = {
	"wubu status",
	N_("Where each decision stands."),
	N_("wubu status --step STEP --late"),
	N_("Those at one step whose day is past."),
	"wubu status 2021-003",
	N_("The steps of one decision."), NULL,
};

static const char *const next_examples[] = {
	"wubu next 2021-003",
	N_("What is missing, who has to act, and by when."), NULL,
};

static const char *const todo_examples[] = {
	"wubu todo",
	N_("Your own work today."),
	N_("wubu todo --person NAME"),
	N_("What somebody else has to do."),
	"wubu todo --everybody --late",
	N_("All that is late."), NULL,
};

static const char *const show_examples[] = {
	"wubu show 2021-003",
	N_("All that is recorded, by the names that the rules give it."), NULL,
};

static const char *const log_examples[] = {
	"wubu log 2021-003",
	N_("Who did what and when, from the first commit on."), NULL,
};

static const char *const explain_date_examples[] = {
	N_("wubu explain date 2021-003 STEP.DATE"),
	N_("Which days count, which do not, and on which day it is enough."), NULL,
};

static const char *const explain_examples[] = {
	"wubu rules explain",
	N_("The whole procedure."),
	N_("wubu rules explain STEP.CHECK"),
	N_("One rule: what it asks, by which article, and what to do."), NULL,
};

static const char *const rules_test_examples[] = {
	"wubu rules test",
	N_("Run the examples of all rulebooks here."),
	N_("wubu rules test NAME --strict"),
	N_("Of one rulebook, each of whose rules must have examples."), NULL,
};

static const char *const rules_lint_examples[] = {
	"wubu rules lint",
	N_("Look over all rulebooks here before they are committed."),
	"wubu rules lint --rules ../new-rules",
	N_("Look over those in another folder."), NULL,
};

static const char *const rules_diff_examples[] = {
	N_("wubu rules diff PARENT CHILD"),
	N_("What a rulebook adds to the one that it builds on, and makes stricter."),
	N_("wubu rules diff --old HEAD NAME"),
	N_("What is about to be changed in a rulebook."), NULL,
};

static const char *const rules_new_examples[] = {
	N_("wubu rules new here/contracts"),
	N_("A procedure of its own, in the folder rules/here/contracts."),
	N_("wubu rules new here/decisions --extends PARENT"),
	N_("Rules on top of others, with a step and a rule more to begin with."), NULL,
};

static const char *const rules_simulate_examples[] = {
	"wubu rules simulate ../new-rules",
	N_("What a changed copy of the rules would answer."),
	N_("wubu rules simulate BRANCH"),
	N_("The rules of another branch."), NULL,
};

static const char *const rules_graph_examples[] = {
	"wubu rules graph > procedure.svg",
	N_("A picture that every browser shows."),
	N_("wubu rules graph NAME --format bpmn > procedure.bpmn"),
	N_("For a program that models processes."), NULL,
};

static const char *const people_add_examples[] = {
	N_("wubu people add li.lei --name \"Li Lei\" --mail li.lei@office.example --role ROLE --public-key li-lei.pub"),
	N_("Enrol somebody with a role and a key."),
	"wubu people add li.lei",
	N_("At a terminal: be asked for what is needed."), NULL,
};

static const char *const people_rotate_examples[] = {
	"wubu people rotate li.lei --public-key new.pub",
	N_("A new key; the old ones sign nothing any more."), NULL,
};

static const char *const people_revoke_examples[] = {
	N_("wubu people revoke li.lei --because \"left the office\""),
	N_("End all roles and keys."),
	N_("wubu people revoke li.lei --public-key SHA256:… --because \"the key was lost\""),
	N_("End one key."), NULL,
};

static const char *const people_delegate_examples[] = {
	N_("wubu people delegate li.lei --to han.mei --role ROLE --until 2021-08-31 --because \"on leave\""),
	N_("Han Mei signs in this role for Li Lei until the end of August."), NULL,
};

static const char *const people_list_examples[] = {
	"wubu people list",
	N_("Who holds which role, with which keys, from when until when."), NULL,
};

static const char *const propose_examples[] = {
	N_("wubu rules propose --because \"the new measures are in force\""),
	N_("Commit what was changed in rules/, or put it before the other keepers."), NULL,
};

static const char *const approve_examples[] = {
	"wubu rules approve",
	N_("Look at the change that waits, and agree with it."), NULL,
};

static const char *const pending_examples[] = {
	"wubu rules pending",
	N_("Which changes wait, who agreed, and who has still to."), NULL,
};

static const char *const schema_examples[] = {
	"wubu schema record > record.schema.json",
	N_("For an editor with a YAML language server, of records."),
	"wubu schema rules > rules.schema.json",
	N_("The same for whoever writes rulebooks."), NULL,
};

static const char *const hook_examples[] = {
	"wubu hook pre-commit",
	N_("What the file hooks/pre-commit calls."), NULL,
};

static const char *const serve_examples[] = {
	"wubu serve --open",
	N_("Serve the page, and open it in the browser."),
	"wubu serve --lang zh --port 8713",
	N_("In Chinese, at an address that stays the same but for its secret."), NULL,
};

static const char *const doctor_examples[] = {
	"wubu doctor",
	N_("Look for what is missing, and be told how to put it right."),
	"wubu -C /srv/ledger.git doctor --repair",
	N_("After the server was stopped in the middle of a push."), NULL,
};

static const char *const help_examples[] = {
	"wubu help sign",
	N_("Explain one command."), NULL,
};

static const char *const completion_examples[] = {
	"source <(wubu completion bash)",
	N_("Complete commands, options, decisions and steps in this shell."),
	"wubu completion fish > ~/.config/fish/completions/wubu.fish",
	N_("The same for good, in fish."), NULL,
};

static const char *const setup_examples[] = {
	"wubu setup",
	N_("At a terminal: be asked for name, unit, mail and key."),
	N_("wubu setup --name NAME --unit UNIT --mail name@office.example --key ~/.ssh/id_ed25519"),
	N_("All in one line."), NULL,
};

static const char *const cheatsheet_examples[] = {
	"wubu cheatsheet",
	N_("Which sheets there are."),
	"wubu cheatsheet keeping > sheet.txt",
	N_("The page of those who keep the records, to be printed."), NULL,
};

static const char *const attach_examples[] = {
	N_("wubu attach 2021-003 STEP report ~/report.pdf"),
	N_("Copy a file to the record and enter it in a field."),
	N_("wubu attach 2021-003 STEP 'LIST[+].notice' notice.pdf"),
	N_("Into a new item of a list."), NULL,
};

static const char *const opinions_examples[] = {
	"wubu opinions export 2021-003 opinions.csv",
	N_("Write the table, or an empty one, for a spreadsheet program."),
	"wubu opinions import 2021-003 opinions.csv",
	N_("Take the rows in; they take the place of those that are there."), NULL,
};

static const char *const remind_examples[] = {
	"wubu remind --outbox ~/outbox",
	N_("Write one mail for each who has something to do; a second time on that day nothing."),
	"wubu remind --sendmail -q",
	N_("Hand them to the mail system, as a timer does."), NULL,
};

static const char *const ics_examples[] = {
	"wubu ics --out deadlines.ics",
	N_("All days, for a calendar program."),
	N_("wubu ics --person NAME --out my-days.ics"),
	N_("Those of one person."), NULL,
};

static const char *const receipt_show_examples[] = {
	"wubu receipt show",
	N_("The newest one, for the file."),
	N_("wubu receipt show COMMIT --as svg > receipt.svg"),
	N_("The square code of the one by which a commit came."), NULL,
};

static const char *const receipt_list_examples[] = {
	"wubu receipt list",
	N_("When each push came, and from whom."), NULL,
};

static const char *const receipt_verify_examples[] = {
	"wubu receipt verify",
	N_("Signatures, order and times of all receipts."),
	"wubu receipt verify --witness receipt.txt",
	N_("Whether the ledger still holds what it held when that receipt was given."), NULL,
};

static const char *const receipt_repair_examples[] = {
	"wubu -C /srv/ledger.git receipt repair",
	N_("After the server was stopped in the middle of a push."), NULL,
};

static const char *const receipt_stamp_examples[] = {
	"wubu receipt show --as text > receipt",
	N_("The bytes that an authority stamps: openssl ts -query -data receipt -sha256 -cert."),
	"wubu -C /srv/ledger.git receipt stamp reply.tsr",
	N_("Keep what it answered."), NULL,
};

const struct command commands[] = {
	{"setup", NULL, N_("set up yourself: name, mail, key, and a slip to be enrolled"),
	 N_("For everybody, once. Asks for name, unit and mail address, takes your SSH key or makes one, signs something on "
	    "trial, tells git, and writes an enrolment slip with the fingerprint and the lines of people.yaml, to be "
	    "handed to a keeper of the rules."),
	 0, 0, false, false, NEEDS_NOTHING,
	 {OPTION_NAME, OPTION_UNIT, OPTION_MAIL, OPTION_KEY, OPTION_OUT, OPTION_YES, OPTION_DRY_RUN}, {NULL},
	 setup_examples, cmd_setup},
	{"cheatsheet", N_("[SHEET]"), N_("show a page with what to type"),
	 N_("For everybody. One page for each kind of user: keeping, reviewing, auditing, leading, administering."),
	 0, 1, false, false, NEEDS_NOTHING, {OPTION_END}, {"keeping reviewing auditing leading administering"},
	 cheatsheet_examples, cmd_cheatsheet},
	{"init", N_("[DIR]"), N_("make a ledger, or prepare a clone of one"),
	 N_("For the administrator. With --procedure it makes a new ledger in DIR (or here): the "
	    "rulebook and all that it builds on, the people, the calendar, the hooks, and a signed "
	    "first commit. Without --procedure it prepares a clone: the hooks, and the settings by "
	    "which git signs. With --bare it prepares the repository of a server, whose hook judges "
	    "every push."),
	 0, 1, false, false, NEEDS_NOTHING,
	 {OPTION_PROCEDURE, OPTION_PEOPLE, OPTION_TITLE, OPTION_TRAINING, OPTION_BARE, OPTION_RULES, OPTION_KEY,
	  OPTION_QUIET},
	 {"DIR"}, init_examples, cmd_init},
	{"open", NULL, N_("open a new decision"),
	 N_("For those who keep the records. Makes the record of a new decision and commits it. At a "
	    "terminal, without fields on the command line, it asks for one field after the other, "
	    "shows what will be recorded, and records it when you agree."),
	 0, 0, false, false, NEEDS_LEDGER,
	 {OPTION_TITLE, OPTION_MATTER, OPTION_SET, OPTION_FROM, OPTION_ID, OPTION_PROCEDURE, OPTION_LABELS,
	  OPTION_KEY, OPTION_NO_COMMIT, OPTION_DRY_RUN, OPTION_QUIET},
	 {NULL}, open_examples, cmd_open},
	{"fill", N_("ID STEP [FIELD=VALUE…]"), N_("fill in what a step records"),
	 N_("For those who keep the records. Puts evidence into the record and commits it; comments "
	    "and layout of the file stay. FIELD begins at the step; FIELD[+] is a new item of a "
	    "list; an empty VALUE takes the field away; a file is copied to the record. At a "
	    "terminal, without fields, it asks for them."),
	 2, ANY_NUMBER, false, false, NEEDS_LEDGER,
	 {OPTION_SET, OPTION_FROM, OPTION_KEY, OPTION_NO_COMMIT, OPTION_DRY_RUN, OPTION_QUIET},
	 {"@decision", "@step"}, fill_examples, cmd_fill},
	{"set", N_("ID [FIELD=VALUE…]"), N_("set fields of a record"),
	 N_("For those who keep the records. Like fill, but FIELD begins at the root of the record: "
	    "title, matter, draft and whatever else stands in its head."),
	 1, ANY_NUMBER, false, false, NEEDS_LEDGER,
	 {OPTION_SET, OPTION_FROM, OPTION_KEY, OPTION_NO_COMMIT, OPTION_DRY_RUN, OPTION_QUIET},
	 {"@decision"}, set_examples, cmd_set},
	{"attach", N_("ID STEP FIELD FILE"), N_("put a file to a step"),
	 N_("For those who keep the records. Copies FILE to the record, enters it in FIELD and commits; says what kind of file it "
	    "is, how large, and its SHA-256."),
	 4, 4, false, false, NEEDS_LEDGER, {OPTION_KEY, OPTION_NO_COMMIT, OPTION_DRY_RUN, OPTION_QUIET},
	 {"@decision", "@step"}, attach_examples, cmd_attach},
	{"opinions", N_("import|export ID FILE"), N_("opinions of the public as a table"),
	 N_("For those who keep the records. Opinions go out to a CSV file and come in from one, with the same columns both ways: "
	    "the fields of the list that the rules mark for it. Written in UTF-8 with a mark that spreadsheet programs know; a "
	    "file in GB18030 is told so and not guessed. Texts that a spreadsheet would take for a formula are written with "
	    "an apostrophe before them."),
	 3, 3, false, false, NEEDS_LEDGER, {OPTION_KEY, OPTION_NO_COMMIT, OPTION_DRY_RUN, OPTION_QUIET},
	 {"import export", "@decision", "FILE"}, opinions_examples, cmd_opinions},
	{"sign", N_("ID STEP"), N_("sign a step with your own key"),
	 N_("For whoever the rules say. Ends a step: one commit, signed with your key, that adds the "
	    "sign-off and nothing else. What is signed is frozen. It is judged first, and at a "
	    "terminal you are asked before it is signed."),
	 2, 2, false, false, NEEDS_LEDGER,
	 {OPTION_OUTCOME, OPTION_BECAUSE, OPTION_ON, OPTION_KEY, OPTION_YES, OPTION_NO_COMMIT, OPTION_DRY_RUN,
	  OPTION_QUIET},
	 {"@decision", "@step"}, sign_examples, cmd_sign},
	{"return", N_("ID STEP"), N_("return a decision to earlier steps"),
	 N_("For whoever the rules say. Sends the decision back from STEP to the steps that --to "
	    "names: their sign-offs and all later ones are taken away, and the record counts a "
	    "round. Without --to it goes back to the last step that the rules allow."),
	 2, 2, false, false, NEEDS_LEDGER,
	 {OPTION_TO, OPTION_BECAUSE, OPTION_ON, OPTION_KEY, OPTION_YES, OPTION_NO_COMMIT, OPTION_DRY_RUN,
	  OPTION_QUIET},
	 {"@decision", "@step"}, return_examples, cmd_return},
	{"reopen", N_("ID STEP"), N_("reopen a step that was signed"),
	 N_("For whoever the rules say. Takes away the sign-off of STEP and of all that comes after "
	    "it, so that it can be put right and signed again; the record counts a round."),
	 2, 2, false, false, NEEDS_LEDGER,
	 {OPTION_BECAUSE, OPTION_ON, OPTION_KEY, OPTION_YES, OPTION_NO_COMMIT, OPTION_DRY_RUN, OPTION_QUIET},
	 {"@decision", "@step"}, reopen_examples, cmd_reopen},
	{"skip", N_("ID STEP"), N_("leave out a step, where the rules allow it"),
	 N_("For whoever the rules say. Records that STEP is not gone through, why, and by which "
	    "article. Every audit lists such exceptions."),
	 2, 2, false, false, NEEDS_LEDGER,
	 {OPTION_REASON, OPTION_BASIS, OPTION_ON, OPTION_KEY, OPTION_YES, OPTION_NO_COMMIT, OPTION_DRY_RUN,
	  OPTION_QUIET},
	 {"@decision", "@step"}, skip_examples, cmd_skip},
	{"withdraw", N_("ID"), N_("withdraw a decision"),
	 N_("For whoever the rules say. Ends the procedure without a decision. A record is never "
	    "deleted: it stays, with the reason."),
	 1, 1, false, false, NEEDS_LEDGER,
	 {OPTION_BECAUSE, OPTION_ON, OPTION_KEY, OPTION_YES, OPTION_NO_COMMIT, OPTION_DRY_RUN, OPTION_QUIET},
	 {"@decision"}, withdraw_examples, cmd_withdraw},
	{"adopt", N_("ID"), N_("go on by the rules in force now"),
	 N_("For whoever the rules say. A decision goes by the rules under which it was opened; this "
	    "moves it to the rules in force now, with a reason."),
	 1, 1, false, false, NEEDS_LEDGER,
	 {OPTION_BECAUSE, OPTION_ON, OPTION_KEY, OPTION_YES, OPTION_NO_COMMIT, OPTION_DRY_RUN, OPTION_QUIET},
	 {"@decision"}, adopt_examples, cmd_adopt},
	{"publish", N_("ID [FIELD=VALUE…]"), N_("fill in and sign the publication"),
	 N_("For those who keep the records. The rules name the step that this command signs; fields "
	    "that are given are filled in first, in a commit of their own."),
	 1, ANY_NUMBER, false, false, NEEDS_LEDGER,
	 {OPTION_SET, OPTION_FROM, OPTION_OUTCOME, OPTION_BECAUSE, OPTION_ON, OPTION_KEY, OPTION_YES, OPTION_NO_COMMIT,
	  OPTION_DRY_RUN, OPTION_QUIET},
	 {"@decision"}, publish_examples, cmd_step},
	{"check", N_("[--state FILE…]"), N_("judge what is not committed, or a range of commits"),
	 N_("For everybody, and for the hooks. Without options it judges the changes in the folder, "
	    "each decision as a commit of its own. It writes nothing."),
	 0, ANY_NUMBER, false, false, USES_LEDGER,
	 {OPTION_STAGED, OPTION_RANGE, OPTION_STATE, OPTION_RULES, OPTION_AS, OPTION_QUIET},
	 {"FILE"}, check_examples, cmd_check},
	{"audit", NULL, N_("judge the whole history"),
	 N_("For the auditor. Judges every commit of the branch from the first one on, by the rules "
	    "that were in force before it, and counts the lawful exceptions. A plain clone is "
	    "enough; no key is needed. What time it is, the machine's clock says, and no environment."),
	 0, 0, false, false, NEEDS_LEDGER, {OPTION_ROOT, OPTION_FOUNDER, OPTION_SINCE, OPTION_NOW, OPTION_WITNESS, OPTION_TSA, OPTION_THREADS,
	  OPTION_NO_CHECKPOINT, OPTION_AS, OPTION_QUIET},
	 {NULL}, audit_examples, cmd_audit},
	{"receipt show", N_("[NUMBER|COMMIT]"), N_("show a receipt of the server, to be filed"),
	 N_("For whoever keeps the files. What the server said when it accepted a push: when, what "
	    "the branch was before and after. In nine words that can be written down, as a line, and "
	    "as a square code. Without a number the newest one."),
	 0, 1, false, false, NEEDS_LEDGER, {OPTION_FORM}, {NULL}, receipt_show_examples, cmd_receipt_show},
	{"receipt list", NULL, N_("list the receipts of the server"),
	 N_("For everybody. One line a push that was accepted."),
	 0, 0, false, false, NEEDS_LEDGER, {OPTION_END}, {NULL}, receipt_list_examples, cmd_receipt_list},
	{"receipt verify", NULL, N_("verify the receipts of the server"),
	 N_("For the auditor. The part of `wubu audit` that is about receipts: their order and "
	    "signatures, whether they cover every step of the branch, and what they say of time."),
	 0, 0, false, false, NEEDS_LEDGER, {OPTION_WITNESS, OPTION_TSA, OPTION_QUIET}, {NULL},
	 receipt_verify_examples, cmd_receipt_verify},
	{"receipt repair", NULL, N_("make good a receipt that is missing"),
	 N_("For the administrator, on the server. Where a push was accepted and its receipt could "
	    "not be given, it gives one that says so: when it came is not known any more."),
	 0, 0, false, false, NEEDS_LEDGER, {OPTION_QUIET}, {NULL}, receipt_repair_examples, cmd_receipt_repair},
	{"receipt stamp", N_("FILE"), N_("keep a time stamp beside the newest receipt"),
	 N_("For the administrator, on the server. FILE is the answer of a time stamp authority (RFC "
	    "3161) about the newest receipt. Whoever audits verifies it with --tsa, without network."),
	 1, 1, false, false, NEEDS_LEDGER, {OPTION_QUIET}, {"FILE"}, receipt_stamp_examples, cmd_receipt_stamp},
	{"status", N_("[ID]"), N_("show where decisions stand"),
	 N_("For those who keep the records, and their leader. One line a decision, or the steps of "
	    "one of them. What depends on today is computed now, from the record and the calendar."),
	 0, 1, false, false, NEEDS_LEDGER,
	 {OPTION_STEP, OPTION_MATTER, OPTION_UNIT, OPTION_PERSON, OPTION_LATE, OPTION_SINCE}, {"@decision"},
	 status_examples, cmd_status},
	{"next", N_("[ID]"), N_("show what has to be done next"),
	 N_("For everybody who has to act. What is missing, by which article, who can supply it, by "
	    "when, and the command to type."),
	 0, 1, false, false, NEEDS_LEDGER, {OPTION_STEP, OPTION_MATTER, OPTION_UNIT, OPTION_PERSON, OPTION_LATE},
	 {"@decision"}, next_examples, cmd_next},
	{"todo", N_("[ID]"), N_("show what you can do, what blocks you, and until when"),
	 N_("For everybody. On one page: what you can do now, what only needs a day to come, and what others "
	    "have to do before it is your turn. Who you are is told by git's user.email. Days are counted "
	    "now, from the record and the calendar, and it says how."),
	 0, 1, false, false, NEEDS_LEDGER,
	 {OPTION_PERSON, OPTION_EVERYBODY, OPTION_STEP, OPTION_MATTER, OPTION_UNIT, OPTION_LATE}, {"@decision"},
	 todo_examples, cmd_todo},
	{"remind", NULL, N_("write to those who have something to do"),
	 N_("For the administrator, once a day by a timer. One mail a person with what can be done now, what is late and what to "
	    "type; none while there is nothing. What was sent is noted in .git/wubu: a second run on the same day sends nothing."),
	 0, 0, false, false, NEEDS_LEDGER, {OPTION_OUTBOX, OPTION_SENDMAIL, OPTION_PERSON, OPTION_DRY_RUN, OPTION_QUIET},
	 {NULL}, remind_examples, cmd_remind},
	{"ics", N_("[ID]"), N_("write the days as a calendar"),
	 N_("For everybody. An iCalendar file with a whole-day event for each last day, and each day before which nothing goes on. "
	    "Events keep their names, so that importing it again moves them; what is done is cancelled."),
	 0, 1, false, false, NEEDS_LEDGER, {OPTION_PERSON, OPTION_OUT}, {"@decision"}, ics_examples, cmd_ics},
	{"show", N_("ID"), N_("show a record"),
	 N_("For everybody. The whole record with labels instead of keys."),
	 1, 1, false, false, NEEDS_LEDGER, {OPTION_END}, {"@decision"}, show_examples, cmd_show},
	{"log", N_("ID"), N_("show the minute book of a decision"),
	 N_("For the auditor. One entry a commit: who did what, when, with which key."),
	 1, 1, false, false, NEEDS_LEDGER, {OPTION_END}, {"@decision"}, log_examples, cmd_log},
	{"explain date", N_("ID FIELD"), N_("count out how rules reach a date"),
	 N_("For everybody. Shows for each rule that counts days from or to the date FIELD which day counts, "
	    "which does not and why (weekend, holiday, a clock that stands), which weekend is worked, and on "
	    "which day it is enough or too late."),
	 2, 2, false, false, NEEDS_LEDGER, {OPTION_END}, {"@decision"}, explain_date_examples, cmd_explain_date},
	{"rules explain", N_("[STEP|STEP.CHECK]"), N_("explain the procedure, a step or a rule"),
	 N_("For everybody. In words, with the articles. Outside of a ledger, or with --rules, it "
	    "explains the rulebooks in a folder."),
	 0, 1, false, false, USES_LEDGER, {OPTION_PROCEDURE, OPTION_RULES}, {"@step"}, explain_examples, cmd_explain},
	{"rules test", N_("[NAME]"), N_("run the examples beside the rulebooks"),
	 N_("For the keeper of the rules. Judges each piece of a record in examples.yaml by the rule "
	    "that it is an example of, and says which ones come out otherwise than written, and "
	    "which rules have no example. It reads the files as they stand in the folder."),
	 0, 1, false, false, USES_LEDGER, {OPTION_STRICT, OPTION_RULES, OPTION_QUIET}, {"@procedure"},
	 rules_test_examples, cmd_rules_test},
	{"rules lint", N_("[NAME]"), N_("look over the rulebooks"),
	 N_("For the keeper of the rules. Finds what loads and is wrong all the same: steps that "
	    "nobody comes to or can sign, rules that nothing can meet, patterns that stall, missing "
	    "help, remedies and labels, texts cited nowhere."),
	 0, 1, false, false, USES_LEDGER, {OPTION_RULES, OPTION_AS, OPTION_QUIET}, {"@procedure"}, rules_lint_examples,
	 cmd_rules_lint},
	{"rules diff", N_("[BEFORE] AFTER"), N_("show what one rulebook asks otherwise than another"),
	 N_("For the keeper of the rules, and whoever approves a change of them. Says in words, step "
	    "by step and with the articles, what AFTER adds to BEFORE, makes stricter or looser, "
	    "replaces or drops. With --old, BEFORE is taken from an older revision of the ledger, "
	    "and may be left out."),
	 1, 2, false, false, USES_LEDGER, {OPTION_OLD, OPTION_RULES}, {"@procedure", "@procedure"},
	 rules_diff_examples, cmd_rules_diff},
	{"rules new", N_("NAME"), N_("make a rulebook to begin with"),
	 N_("For the keeper of the rules. Writes a rulebook with comments, and examples beside it, into rules/NAME: "
	    "it loads and lints as it is, and everything in it is there to be changed. Nothing that is there "
	    "is written over, and nothing is committed."),
	 1, 1, false, false, NEEDS_NOTHING, {OPTION_EXTENDS, OPTION_RULES}, {NULL}, rules_new_examples, cmd_rules_new},
	{"rules simulate", N_("NEW"), N_("show what changed rules would answer otherwise"),
	 N_("For the keeper of the rules, and whoever approves a change of them. Judges every decision of "
	    "the ledger as it stands by the rules in force and by those in NEW, a folder or a revision, "
	    "and lists rule by rule which decisions would be judged otherwise. It changes nothing."),
	 1, 1, false, false, NEEDS_LEDGER, {OPTION_END}, {"DIR"}, rules_simulate_examples, cmd_rules_simulate},
	{"rules graph", N_("[NAME]"), N_("draw a procedure"),
	 N_("For everybody. Writes the steps and what each comes after, as a picture (SVG) or as a "
	    "BPMN 2.0 diagram that other programs open. Steps that apply only under a condition "
	    "have a dashed frame."),
	 0, 1, false, false, USES_LEDGER, {OPTION_FORMAT, OPTION_RULES}, {"@procedure"}, rules_graph_examples,
	 cmd_rules_graph},
	{"rules propose", NULL, N_("change the rules, or propose the change"),
	 N_("For the keeper of the rules. Takes what was changed in rules/ and makes the signed commit of it. "
	    "Where rules/ledger.yaml asks for several keepers (rule-changes), the change is put before "
	    "the others instead, in approvals/, with your agreement."),
	 0, 0, false, false, NEEDS_LEDGER, {OPTION_BECAUSE, OPTION_KEY, OPTION_YES, OPTION_DRY_RUN, OPTION_QUIET},
	 {NULL}, propose_examples, cmd_rules_propose},
	{"rules approve", N_("[CHANGE]"), N_("agree with a change of the rules"),
	 N_("For the keeper of the rules. Shows the change that waits (CHANGE: the beginning of its number), and "
	    "signs that you agree with it. The last agreement that is needed puts it into force."),
	 0, 1, false, false, NEEDS_LEDGER, {OPTION_KEY, OPTION_YES, OPTION_DRY_RUN, OPTION_QUIET},
	 {NULL}, approve_examples, cmd_rules_approve},
	{"rules pending", N_("[CHANGE]"), N_("list the changes of the rules that wait"),
	 N_("For everybody. Which changes are proposed, who agreed, who has still to, and how to look at them."),
	 0, 1, false, false, NEEDS_LEDGER, {OPTION_END}, {NULL}, pending_examples, cmd_rules_pending},
	{"people add", "ID", N_("enrol a person, or give a role or a key"),
	 N_("For the keeper of the rules. Writes to rules/people.yaml, whose comments and layout stay, and "
	    "makes the signed commit of it. Weak keys, certificates and keys of somebody else are refused. "
	    "At a terminal it asks for what is missing. Nothing counts before its commit."),
	 1, 1, false, false, NEEDS_LEDGER,
	 {OPTION_PERSON_NAME, OPTION_PERSON_MAIL, OPTION_PERSON_UNIT, OPTION_ROLE, OPTION_PUBLIC_KEY, OPTION_FROM_DAY, OPTION_UNTIL,
	  OPTION_KEY, OPTION_YES, OPTION_DRY_RUN, OPTION_QUIET},
	 {NULL}, people_add_examples, cmd_people},
	{"people rotate", "ID", N_("change the key of a person"),
	 N_("For the keeper of the rules. Enrols a new key; the old ones sign nothing from this commit on."),
	 1, 1, false, false, NEEDS_LEDGER,
	 {OPTION_PUBLIC_KEY, OPTION_BECAUSE, OPTION_KEY, OPTION_YES, OPTION_DRY_RUN, OPTION_QUIET},
	 {NULL}, people_rotate_examples, cmd_people},
	{"people revoke", "ID", N_("end the roles or keys of a person"),
	 N_("For the keeper of the rules. Ends the roles and keys that are named, or all of them. The person stays in "
	    "the list: earlier records name him or her. A step never loses the last who can sign it."),
	 1, 1, false, false, NEEDS_LEDGER,
	 {OPTION_PUBLIC_KEY, OPTION_ROLE, OPTION_UNTIL, OPTION_BECAUSE, OPTION_KEY, OPTION_YES, OPTION_DRY_RUN, OPTION_QUIET},
	 {NULL}, people_revoke_examples, cmd_people},
	{"people delegate", "ID", N_("let somebody act for a person"),
	 N_("For the keeper of the rules. Lets a deputy act in one role of ID, until a day that is named. What "
	    "the deputy signs says for whom. Nobody may pass on what was delegated, and a keeper of the rules "
	    "has no deputy."),
	 1, 1, false, false, NEEDS_LEDGER,
	 {OPTION_DEPUTY, OPTION_ROLE, OPTION_FROM_DAY, OPTION_UNTIL, OPTION_BECAUSE, OPTION_KEY, OPTION_YES, OPTION_DRY_RUN,
	  OPTION_QUIET},
	 {NULL}, people_delegate_examples, cmd_people},
	{"people list", "[ID]", N_("list people, roles and keys"),
	 N_("For everybody. Who holds which role and which key, from when until when."),
	 0, 1, false, false, NEEDS_LEDGER, {OPTION_END}, {NULL}, people_list_examples, cmd_people_list},
	{"schema", N_("record [PROCEDURE], or rules"), N_("write the JSON Schema of records or rulebooks"),
	 N_("For editors and other programs. What a record may hold by the rulebook, by names and "
	    "by labels, or what a rulebook may hold: the structure, not what the checks ask or where "
	    "names lead. An editor that knows it completes keys and marks mistakes."),
	 1, 2, false, false, USES_LEDGER, {OPTION_RULES}, {"record rules", "@procedure"}, schema_examples, cmd_schema},
	{"hook", N_("NAME [ARG…]"), N_("what git calls; not for people"),
	 N_("For git. The files in hooks/ hand over to this command, which judges by the same rules "
	    "as all others. Everything it says goes to standard error."),
	 1, ANY_NUMBER, true, true, NEEDS_LEDGER, {OPTION_END},
	 {"pre-commit prepare-commit-msg commit-msg pre-push pre-receive reference-transaction post-receive"}, hook_examples, cmd_hook},
	{"serve", NULL, N_("show the ledger in the browser"),
	 N_("For everybody who would rather not type. Serves a page to the browser on this machine, and "
	    "to nobody else: today's work, the decisions, forms to fill in and sign. What is recorded "
	    "there is a commit by you, judged like any other. Ctrl-C ends it."),
	 0, 0, false, false, NEEDS_LEDGER, {OPTION_OPEN, OPTION_PORT, OPTION_ADDRESS, OPTION_KEY}, {NULL},
	 serve_examples, cmd_serve},
	{"doctor", NULL, N_("find out whether all is set up right"),
	 N_("For everybody. Looks at this machine and this ledger: key, hooks, settings, rules, "
	    "calendar; on a server also who may write there, and the receipts. It changes nothing "
	    "unless --repair is given: then locks and halves of objects go away that a killed process "
	    "left, if they are older than a minute and nobody is at work."),
	 0, 0, false, false, NEEDS_LEDGER, {OPTION_REPAIR, OPTION_QUIET}, {NULL}, doctor_examples, cmd_doctor},
	{"help", N_("[COMMAND]"), N_("explain a command"),
	 N_("For everybody. Without COMMAND it lists all commands."),
	 0, 2, false, false, NEEDS_NOTHING, {OPTION_END}, {"@command"}, help_examples, cmd_help},
	{"completion", N_("bash|zsh|fish, or names KIND…"), N_("write a script that completes words in a shell"),
	 N_("For everybody who types. The script is made from the same tables as this help. `wubu "
	    "completion names decision` lists what the scripts ask for: decision, step, matter, "
	    "procedure, or outcome STEP."),
	 1, 3, false, false, USES_LEDGER, {OPTION_END}, {"bash zsh fish names"}, completion_examples,
	 cmd_completion},
	{.name = NULL},
};
