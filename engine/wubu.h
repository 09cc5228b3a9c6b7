/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public face of libwubu: what front ends (the command line, the local page, other programs)
 * may ask of a ledger.  Types are opaque; there is one error type (base/error.h).
 *
 * Every function returns 0, or -1 and fills ERROR: -1 means that it could not be judged or done, and a
 * caller takes that as a refusal.  That something was judged and refused is said by the report.
 * Reports and results live until they are freed; texts in them are UTF-8, in the language that was
 * chosen (base/lang.h) when they were made.  Nothing here prints.
 */
#ifndef WUBU_H
#define WUBU_H

#include "base/buf.h"
#include "base/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a ledger ------------------------------------------------------------------- */

struct wubu;

/* Who acts, and when: gathered by the front end, because the engine has neither clock nor environment. */
struct wubu_moment {
	const char *name, *mail;         /* of the committer; NULL: from git's configuration */
	const char *author_name, *author_mail; /* NULL: the committer's */
	int64_t seconds;                 /* of the act, since 1970 */
	int offset;                      /* minutes ahead of UTC */
	int64_t clock;                   /* what the machine's clock says, by which histories are judged; 0: SECONDS */
	const char *key_file;            /* the signing key; NULL: from git's configuration */
	const char *pusher;              /* on a server: who the transport says is pushing; NULL: it does not */
};

/*
 * Open the ledger at PATH (NULL: here, or where git's environment says, as in hooks).  A repository without
 * rules/ opens too: wubu_init() needs it.
 */
int wubu_open(struct wubu **out, const char *path, const struct wubu_moment *moment,
	      struct wubu_error *error);
void wubu_close(struct wubu *wubu);

/* ---- reports ---------------------------------------------------------------------- */

struct wubu_report;

enum wubu_format {
	WUBU_TEXT,  /* for people */
	WUBU_COLOR, /* the same with colours of a terminal */
	WUBU_JSON,  /* one object a line; docs/json.md */
	WUBU_HTML,  /* a piece of a page: of reports, errors, status, show and log */
	/* Of a report alone, one whole document: */
	WUBU_SARIF, /* 2.1.0 */
	WUBU_JUNIT, /* XML, as CI servers read it */
	WUBU_CSV,   /* for spreadsheets */
};

void wubu_report_free(struct wubu_report *report);
/* 0 nothing refused, 1 something refused, 3 something could not be judged. */
int wubu_report_status(const struct wubu_report *report);
/* Whether it has lines of its own beside findings, for people. */
bool wubu_report_tells(const struct wubu_report *report);
/* Number of findings, those not listed included. */
size_t wubu_report_count(const struct wubu_report *report);
/* Append all findings and, unless QUIET, a closing line on what was judged. */
void wubu_report_write(const struct wubu_report *report, enum wubu_format format, bool quiet,
		       struct buf *out);
/* Finding I as data, or NULL after the last; lives as long as the report. */
struct wubu_finding {
	const char *rule, *face; /* FACE: "Refused", "To do", … */
	const char *message, *found, *needed, *remedy, *basis, *who, *by;
	const char *field; /* the path at which it stands in the record; NULL: none */
	bool refuses;
};
const struct wubu_finding *wubu_report_finding(struct wubu_report *report, size_t i);
/* Of an act, the decision that it was about; lives as long as the report. */
const char *wubu_report_decision(const struct wubu_report *report);
/* Of a form what is still missing in its step. */
struct wubu_fields;
const struct wubu_finding *wubu_fields_finding(const struct wubu_fields *fields, size_t i);
/* Append ERROR in the same dress: message, place with caret, what to do. */
void wubu_error_write(const struct wubu_error *error, enum wubu_format format, struct buf *out);

/* ---- judging ------------------------------------------------------------------------ */

/*
 * The change that `git commit` is about to make (the index against HEAD); with MESSAGE (the text of the
 * message file) its words too.  Empty changes are left to git.
 */
int wubu_check_staged(struct wubu *wubu, const char *message, struct wubu_report **report,
		      struct wubu_error *error);
/* The work tree against HEAD: each decision that differs is judged as a commit of its own. */
int wubu_check_worktree(struct wubu *wubu, struct wubu_report **report, struct wubu_error *error);
/*
 * Records as they stand in files, without history or signatures; RULES is a folder with rules (NULL: the
 * ledger's).  Needs no repository: WUBU may be NULL when RULES is given.
 */
int wubu_check_files(struct wubu *wubu, const char *rules, const char *const *paths, size_t count,
		     struct wubu_report **report, struct wubu_error *error);
/* Every commit of RANGE ("A..B", or "B": all that leads to it). */
int wubu_check_range(struct wubu *wubu, const char *range, struct wubu_report **report,
		     struct wubu_error *error);

/* How many threads may judge a long history at once (0: one).  What is found, and in which order, does not depend on it. */
void wubu_use_threads(struct wubu *wubu, unsigned threads);

/* Called with what is done and what there is to do, a few times a second; may be NULL. */
typedef void (*wubu_progress)(void *context, size_t done, size_t total);

/* What somebody kept of an earlier state of the ledger, and by what time stamps are verified. */
struct wubu_witnesses {
	const char *const *files; /* each holds a receipt, its words, its line, or the name of a commit */
	size_t count;
	const char *authority;    /* PEM file of the authorities whose time stamps count; NULL: they are not looked at */
};

struct wubu_audit {
	const char *root;  /* 40 hex digits: the history must begin with this commit; NULL: with any that is sound */
	const char *const *founders; /* fingerprints, "SHA256:…": one of them signed the first commit */
	size_t founder_count;
	const char *since; /* a revision: only what came after it is judged; NULL: all */
	const char *now;   /* what the report says of NOW_SECONDS; NULL: judged by the moment's clock */
	int64_t now_seconds;
	/* The person's own key for checkpoints, a file that is made when it is needed, and the program's file: then only what
	   came since the last audit here is judged (judge/checkpoint.h).  NULL: all.  Not with SINCE or NOW. */
	const char *checkpoint_key, *program;
	struct wubu_witnesses kept;
};
/* The whole history of the branch from its root. */
int wubu_audit(struct wubu *wubu, const struct wubu_audit *audit, wubu_progress progress,
	       void *context, struct wubu_report **report, struct wubu_error *error);

/* ---- hooks ---------------------------------------------------------------------------- */

/*
 * What git calls: NAME is the hook's name, ARGS its arguments, INPUT its standard input (all of it; NULL where the
 * hook has none).  REPORT says what to tell and how to exit.  prepare-commit-msg writes the message file
 * itself.  An unknown name is WUBU_USAGE.
 */
int wubu_hook(struct wubu *wubu, const char *name, const char *const *args, size_t count,
	      struct wubu_bytes input, struct wubu_report **report, struct wubu_error *error);
/* Whether hook NAME reads standard input; -1 when there is no such hook. */
int wubu_hook_reads_input(const char *name);

/* ---- acts --------------------------------------------------------------------------------- */

/* A value for a field: PATH as in "public-participation.solicitations[+].channel"; VALUE NULL takes it away.
   For a field that holds a file, VALUE may be a path outside of the record's folder: it is copied in. */
struct wubu_setting {
	const char *path, *value;
};

struct wubu_act {
	const char *act;     /* "open", "fill", "sign", "return", "reopen", "skip", "withdraw", "adopt" */
	const char *id;      /* the decision; for "open" NULL lets the rulebook's pattern choose the next one */
	const char *procedure; /* for "open": the rulebook, NULL when the ledger holds one */
	const char *step;    /* for "fill" (paths then begin at the step), "sign", "return" (from), "reopen", "skip" */
	const char *outcome; /* for "sign": NULL takes the step's first */
	const char *because; /* for "return", "reopen", "withdraw", "adopt", an outcome that does not pass */
	const char *reason, *basis; /* for "skip" */
	const char *const *to; /* for "return": steps */
	size_t to_count;
	const char *on;      /* the day it bears, YYYY-MM-DD; NULL: today */
	const struct wubu_setting *settings; /* for "open" and "fill" */
	size_t setting_count;
	bool labels;         /* for "open": write the keys as Chinese labels */
	bool no_commit;      /* write the files and the index only */
	bool dry_run;        /* judge only, write nothing */
};

/*
 * Do it: write the change, judge the commit that it would be, and only if nothing is refused put it
 * into the work tree and onto the branch, signed with the person's key.  DONE (may be NULL) gets one line on what was
 * done, or on what would be.
 */
int wubu_do(struct wubu *wubu, const struct wubu_act *act, struct wubu_report **report,
	    struct buf *done, struct wubu_error *error);

/*
 * The list of decision ID that its rulebook marks with `table: yes`, as a CSV table (UTF-8 with a byte order mark), and
 * back: ACT says id, no_commit and dry_run; the rows of the file PATH take the place of the list's items.
 */
int wubu_table_export(struct wubu *wubu, const char *id, struct buf *out, struct wubu_error *error);
int wubu_table_import(struct wubu *wubu, const struct wubu_act *act, const char *path, struct wubu_report **report,
		      struct buf *done, struct wubu_error *error);
/* What kind of file PATH is, its size and SHA-256: one line, appended. */
int wubu_file_say(const char *path, struct buf *out, struct wubu_error *error);

/* The step that the rulebook's `command: NAME` names ("publish"), or NULL. Lives as long as WUBU. */
const char *wubu_command_step(struct wubu *wubu, const char *name);

/* A field to be filled in, with its question. Texts live as long as the list. */
struct wubu_field {
	const char *path;   /* from the root of the record */
	const char *label, *help; /* HELP NULL: none */
	const char *type;   /* "text", "date", "choice", "list", … */
	const char *const *choices, *const *choice_labels;
	size_t choice_count;
	const char *value;  /* what is there now; NULL: nothing */
	size_t items;       /* of a list: how many it has */
	bool asked;         /* a check of the step needs it and it is missing */
	const char *basis;  /* which article asks for it; NULL */
	const char *item;   /* type of a list's values; NULL: no list */
	const char *const *rules; /* the checks of the step that look at it */
	size_t rule_count;
};
struct wubu_fields;
/* The fields of STEP of decision ID (of the header for STEP NULL; for ID NULL those of a new record), depth first;
   the fields of a list's items stand once, with [+] in their path. */
int wubu_fields(struct wubu *wubu, const char *id, const char *step, struct wubu_fields **out,
		struct wubu_error *error);
/*
 * The same for a form: each item of a list stands for itself too, "[0]", "[1]", …, before the one with [+]; persons and yes-no
 * fields have choices; values of a plain list are lines.  For a new record PROCEDURE (NULL: the only one) counts.
 */
int wubu_form(struct wubu *wubu, const char *procedure, const char *id, const char *step, struct wubu_fields **out,
	      struct wubu_error *error);
/* What the fields stand for: the name of the step; and a word that differs when the record does. */
const char *wubu_fields_label(const struct wubu_fields *fields);
const char *wubu_fields_version(const struct wubu_fields *fields);
const struct wubu_field *wubu_field(const struct wubu_fields *fields, size_t i); /* NULL after the last */
void wubu_fields_free(struct wubu_fields *fields);

/* Names for completion and prompts: KIND is "decision", "step", "matter", "person", "procedure", "outcome STEP". One a line. */
int wubu_names(struct wubu *wubu, const char *kind, struct buf *out, struct wubu_error *error);

/* ---- keeping the rules ---------------------------------------------------------------------- */

/*
 * A change of the rules: in force at once where one keeper is enough, else it waits in approvals/ until as many have
 * agreed as rules/ledger.yaml asks for.  REPORT as for wubu_do(); DONE (may be NULL) gets lines on what was done and what
 * comes next.
 */
/* What was changed in rules/ of the work tree. */
int wubu_propose(struct wubu *wubu, const char *because, bool dry_run, struct wubu_report **report, struct buf *done,
		 struct wubu_error *error);
/* Agree with the change that WHICH (the beginning of its tree's id; NULL: the only one) names; with the last agreement it
   comes into force. */
int wubu_approve(struct wubu *wubu, const char *which, bool dry_run, struct wubu_report **report, struct buf *done,
		 struct wubu_error *error);
/* Append what waits (WHICH NULL: all). */
int wubu_pending(struct wubu *wubu, const char *which, enum wubu_format format, struct buf *out,
		 struct wubu_error *error);

/* A change of rules/people.yaml.  Days are YYYY-MM-DD; what is not given is NULL. */
struct wubu_people {
	const char *verb;    /* "add", "rotate", "revoke", "delegate" */
	const char *person;  /* id */
	const char *name, *mail, *unit;  /* of somebody new */
	const char *const *roles; /* to give ("add"), to end ("revoke"), to act in ("delegate": one) */
	size_t role_count;
	const char *key;     /* "add", "rotate": file of the public key, or the key itself; "revoke": the same, or its fingerprint */
	const char *deputy;  /* "delegate": who acts for PERSON */
	const char *from, *until, *because;
	bool dry_run;
};
int wubu_change_people(struct wubu *wubu, const struct wubu_people *change, struct wubu_report **report,
		       struct buf *done, struct wubu_error *error);
/* Append who is who (ID NULL: everybody): roles and keys with their terms. */
int wubu_list_people(struct wubu *wubu, const char *id, enum wubu_format format, struct buf *out,
		     struct wubu_error *error);

/* ---- looking ---------------------------------------------------------------------------------- */

/* Which decisions or steps; what is NULL does not matter. */
struct wubu_filter {
	const char *id;
	const char *step, *matter; /* name or label */
	const char *unit;   /* of somebody who must act */
	const char *person; /* id, name or mail: who must act; for the status also who has signed */
	bool late;          /* a last day is past */
	const char *since;  /* YYYY-MM-DD: changed on that day or later; for the status only */
	const char *text;   /* in the id or the title; for the status only, as what follows */
	size_t first, most; /* of those wanted, where to begin and how many at most; MOST 0: all */
	size_t *found;      /* gets how many are wanted; may be NULL */
};

/* Each appends to OUT.  FILTER NULL: all decisions. */
int wubu_status(struct wubu *wubu, const struct wubu_filter *filter, enum wubu_format format, struct buf *out,
		struct wubu_error *error);
int wubu_next(struct wubu *wubu, const struct wubu_filter *filter, enum wubu_format format, struct buf *out,
	      struct wubu_error *error);
/* The worklist of FILTER's person on one page; without a person everybody's. */
int wubu_todo(struct wubu *wubu, const struct wubu_filter *filter, enum wubu_format format, struct buf *out,
	      struct wubu_error *error);

/* The same as data: a step that somebody can do something about, now, later, or after others. */
struct wubu_task {
	const char *id, *title, *step, *label;
	const char *part;    /* "now", "time" (a day must come), "blocked" (others come first) */
	const char *need;    /* "fill", "wait", "sign", "round"; NULL: blocked */
	const char *words;   /* what it needs, or what comes first */
	const char *who;     /* roles and names; NULL: anybody */
	const char *due, *due_words;           /* the last day: YYYY-MM-DD, and with days left; NULL */
	const char *earliest, *earliest_words; /* the day before which it is not over; NULL */
	const char *counted; /* how the days up to it are counted; NULL */
	const char *command, *other; /* to type; NULL */
	const char *const *things; /* what is missing or not over yet */
	size_t thing_count;
	bool late;
};
struct wubu_worklist;
int wubu_worklist(struct wubu *wubu, const struct wubu_filter *filter, struct wubu_worklist **out,
		  struct wubu_error *error);
const struct wubu_task *wubu_task(const struct wubu_worklist *list, size_t i); /* NULL after the last */
void wubu_worklist_free(struct wubu_worklist *list);

/*
 * The days of open steps as a calendar (RFC 5545).  What was given out before from this copy and is not any more is
 * cancelled; for that it notes in .git/wubu what it gave out.
 */
int wubu_ics(struct wubu *wubu, const struct wubu_filter *filter, struct buf *out, struct wubu_error *error);

/* A letter to a person on what there is to do: one a day at most, none while there is nothing. */
struct wubu_letter {
	const char *person, *name, *mail, *subject;
	const char *message; /* the whole mail, RFC 5322 */
	const char *file;    /* a name for it: the same for the same person and day */
	const char *key;     /* by which it is noted */
};
struct wubu_letters;
/* Those that were not sent yet today from this copy. */
int wubu_letters(struct wubu *wubu, const struct wubu_filter *filter, struct wubu_letters **out,
		 struct wubu_error *error);
const struct wubu_letter *wubu_letter(const struct wubu_letters *letters, size_t i); /* NULL after the last */
/* Note that LETTER was sent: it does not come again. */
int wubu_letter_sent(struct wubu *wubu, const struct wubu_letter *letter, struct wubu_error *error);
void wubu_letters_free(struct wubu_letters *letters);

/*
 * Notes of this copy alone (.git/wubu/desk), such as unfinished answers: never authority, never pushed.  NAME is
 * of letters, digits, '-', '_', '.'.  Reading answers 1, or 0 when there is none.
 */
int wubu_note_read(struct wubu *wubu, const char *name, struct buf *out, struct wubu_error *error);
int wubu_note_write(struct wubu *wubu, const char *name, struct wubu_bytes text, struct wubu_error *error);
int wubu_note_drop(struct wubu *wubu, const char *name, struct wubu_error *error);
/* Write TEXT to the file PATH, whole or not at all; for what people are handed. */
int wubu_write_file(const char *path, struct wubu_bytes text, struct wubu_error *error);

/* The id of the person who acts (by the moment's mail), or NULL: nobody of this ledger. Lives as long as WUBU. */
const char *wubu_me(struct wubu *wubu);

/* ID NULL: all decisions. */
int wubu_show(struct wubu *wubu, const char *id, enum wubu_format format, struct buf *out,
	      struct wubu_error *error);
/* The minute book of a decision: one entry a commit. */
int wubu_log(struct wubu *wubu, const char *id, enum wubu_format format, struct buf *out,
	     struct wubu_error *error);
/* How rules count days from or to FIELD (a date of decision ID, as "step.field"), day by day. */
int wubu_explain_date(struct wubu *wubu, const char *id, const char *field, enum wubu_format format,
		      struct buf *out, struct wubu_error *error);
/* A rule ("step.check"), a step, or (NULL) the procedure; RULES as for wubu_check_files(). */
int wubu_explain(struct wubu *wubu, const char *rules, const char *procedure, const char *rule,
		 enum wubu_format format, struct buf *out, struct wubu_error *error);

/* ---- for front ends that draw for themselves ------------------------------------------------------- */

/* Whose ledger this is, and who looks at it.  Texts live as long as WUBU. */
struct wubu_card {
	const char *title;  /* NULL: it has none */
	bool training;      /* nothing signed here counts elsewhere */
	const char *person; /* id by the moment's mail; NULL: nobody of this ledger */
	const char *name, *roles; /* NAME NULL: unknown; ROLES held now, in words */
	bool signs;         /* there is a key to sign with */
};
int wubu_card(struct wubu *wubu, struct wubu_card *card, struct wubu_error *error);

/* What can be chosen from: KIND is "step", "matter", "procedure" or "person".  Live as long as WUBU. */
struct wubu_choice {
	const char *name, *label;
};
int wubu_choices(struct wubu *wubu, const char *kind, const struct wubu_choice **choices, size_t *count,
		 struct wubu_error *error);

/* Something that can be done with a decision as it stands, by whoever holds the roles. */
struct wubu_chance {
	const char *act;          /* as in struct wubu_act */
	const char *step, *label; /* NULL: it is about the whole decision */
	const char *who;          /* roles and names; NULL: anybody */
	bool mine;                /* the one who looks may */
	const struct wubu_choice *choices; /* outcomes of a sign-off, targets of a return */
	size_t choice_count, passing;      /* of the outcomes the first PASSING ones pass */
};
/* In the order of the procedure.  Live as long as WUBU. */
int wubu_chances(struct wubu *wubu, const char *id, const struct wubu_chance **chances, size_t *count,
		 struct wubu_error *error);
/* The title of decision ID and its draft; NULL: it has none. */
int wubu_title(struct wubu *wubu, const char *id, const char **title, const char **draft, struct wubu_error *error);

/* The years in which decisions were opened, ascending; live as long as WUBU. */
int wubu_years(struct wubu *wubu, const int **years, size_t *count, struct wubu_error *error);
/* The decisions that were opened in YEAR in numbers, as a piece of a page: by matter, by step, each exception. */
int wubu_year(struct wubu *wubu, int year, struct buf *out, struct wubu_error *error);

/*
 * The file of decision ID whose blob is OID (hex), as it stands at the tip: its bytes are appended to OUT, NAME (lives as
 * long as WUBU) gets what it is called.  Whatever else the repository holds is WUBU_NOT_FOUND.
 */
int wubu_file(struct wubu *wubu, const char *id, const char *oid, const char **name, struct buf *out,
	      struct wubu_error *error);

/* ---- rulebooks ------------------------------------------------------------------------------------- */

/*
 * Tools for whoever writes rulebooks.  They read the files in the folder RULES (NULL: the ledger's work tree) as they
 * stand, and need no repository: WUBU may be NULL when RULES is given.
 */

/*
 * Run the examples beside the rulebook NAME (NULL: beside all of them).  Each that fails is a finding; OUT gets how
 * many held and which rules have none.  STRICT: a rule of the book's own without an example that is met and one
 * that is unmet is refused.
 */
int wubu_rules_test(struct wubu *wubu, const char *rules, const char *name, bool strict,
		    enum wubu_format format, struct buf *out, struct wubu_report **report,
		    struct wubu_error *error);
/* What is wrong with the rulebook NAME (NULL: with any of them): findings "lint.…". */
int wubu_rules_lint(struct wubu *wubu, const char *rules, const char *name, struct wubu_report **report,
		    struct wubu_error *error);

/*
 * What rulebook AFTER asks otherwise than BEFORE, both in RULES.  With OLD (a revision of the ledger, may be NULL) BEFORE
 * is taken from there; BEFORE NULL is then the same name as AFTER.
 */
int wubu_rules_diff(struct wubu *wubu, const char *rules, const char *old, const char *before,
		    const char *after, enum wubu_format format, struct buf *out, struct wubu_error *error);

/*
 * Make the rulebook NAME in the folder FOLDER, with examples, from the skeletons of LIBRARY: on top of PARENT, or (NULL) on its
 * own.  It is in force from the day of SECONDS.  Loads and lints clean; nothing that is there is written over.  DONE gets
 * the files written, one a line.
 */
int wubu_rules_new(const char *library, const char *folder, const char *name, const char *parent, int64_t seconds,
		   struct buf *done, struct wubu_error *error);

/*
 * Judge every decision by the rules in the folder or revision CHANGED as well as by those in force, and say which verdicts
 * differ.  Writes nothing.
 */
int wubu_rules_simulate(struct wubu *wubu, const char *changed, enum wubu_format format, struct buf *out,
			struct wubu_error *error);

/* The JSON Schema of rulebooks. */
void wubu_schema_rules(enum wubu_format format, struct buf *out);
/* The JSON Schema of the records of rulebook NAME (NULL: the one that no other builds on). */
int wubu_schema(struct wubu *wubu, const char *rules, const char *name, enum wubu_format format,
		struct buf *out, struct wubu_error *error);
/* Its steps as a picture: FORM is "svg" or "bpmn" (BPMN 2.0 with places for all it draws). */
int wubu_rules_graph(struct wubu *wubu, const char *rules, const char *name, const char *form,
		     struct buf *out, struct wubu_error *error);

/* ---- receipts ------------------------------------------------------------------------------------- */

/* What a server says of each push that it accepted (docs/receipts.md). Each appends to OUT. */
int wubu_receipt_list(struct wubu *wubu, enum wubu_format format, struct buf *out, struct wubu_error *error);
/*
 * One of them: WHICH is a number, a commit (the receipt by which it came), or NULL for the newest.  FORM: "words" (no
 * square code), "svg" (the square code), "text", "sig" (the receipt's bytes and those of its signature), NULL (all).
 */
int wubu_receipt_show(struct wubu *wubu, const char *which, const char *form, enum wubu_format format,
		      struct buf *out, struct wubu_error *error);
/* The receipts' part of an audit alone. */
int wubu_receipt_verify(struct wubu *wubu, const struct wubu_witnesses *given, struct wubu_report **report,
			struct wubu_error *error);
/* On the server: make good a receipt that could not be given. */
int wubu_receipt_repair(struct wubu *wubu, struct buf *done, struct wubu_error *error);
/* On the server: keep the time stamp in FILE (RFC 3161) beside the newest receipt. */
int wubu_receipt_stamp(struct wubu *wubu, const char *file, struct buf *done, struct wubu_error *error);

/* ---- administration ------------------------------------------------------------------------------ */

struct wubu_init {
	const char *path;      /* where; made if it is not there */
	bool bare;             /* a server's repository: hooks and receive settings only */
	const char *library;   /* folder with the shipped rulebooks */
	const char *procedure; /* rulebook to start with; NULL: hooks only (a clone of a ledger) */
	const char *people;    /* file to take as people.yaml; NULL: one with only the founder, who keeps the rules */
	const char *title;     /* of the ledger */
	const char *program;   /* absolute path of wubu, for the hooks */
	bool training;
};
/* Make a ledger, or prepare a clone of one: hooks, git settings, the signed first commit. DONE gets lines on what was done. */
int wubu_init(const struct wubu_init *init, const struct wubu_moment *moment, struct buf *done,
	      struct wubu_report **report, struct wubu_error *error);

/* The public half of the signing key FILE: "type key", and its fingerprint, appended. */
int wubu_key_read(const char *file, struct buf *line, struct buf *fingerprint, struct wubu_error *error);
/* Sign something with the key FILE and verify it. */
int wubu_key_try(const char *file, struct wubu_error *error);

/* Is this machine and ledger set up right: a report of findings "doctor.…" with cures; OUT lists what is well. LIBRARY: the
   folder of the shipped rulebooks, beside which the hooks' texts stand. */
int wubu_doctor(struct wubu *wubu, const char *library, enum wubu_format format, struct buf *out,
		struct wubu_report **report, struct wubu_error *error);
/* Clear what killed processes left behind, if nobody is at work; on a server make a missing receipt good. DONE gets lines. */
int wubu_repair(struct wubu *wubu, struct buf *done, struct wubu_error *error);

#ifdef __cplusplus
}
#endif

#endif
