/* SPDX-License-Identifier: Apache-2.0 */
/* The doctor: is this machine, this clone and this ledger set up right, and if not, what to do. */
#include "wubu-inside.h"
#include "wubu-setup.h"

#include "base/lang.h"
#include "base/limits.h"
#include "rule/calendar.h"
#include "store/outside.h"

struct visit {
	struct wubu *wubu;
	struct store *store;
	const char *program;
	struct arena *arena;
	struct wubu_report *report;
	struct buf *out;
	const struct ledger_rules *rules; /* NULL: none could be read */
	bool bare;
};

static void well(struct visit *v, const char *text)
{
	buf_format(v->out, "✓ %s\n", text);
}

static void ill(struct visit *v, const char *rule, enum rule_level level, const char *message,
		const char *found, const char *remedy)
{
	findings_add(&v->report->findings, &(struct rule_finding){
		.rule = rule, .verdict = RULE_UNMET, .level = level, .message = message,
		.found = found, .remedy = remedy});
}

/* ---- the copy ---------------------------------------------------------------------------------- */

static void see_copy(struct visit *v)
{
	struct wubu_error error = {0};
	if (ledger_is_whole(v->wubu->ledger, &error))
		ill(v, "doctor.copy", RULE_REFUSE, arena_text(v->arena, error.message), NULL,
		    arena_text(v->arena, error.hint));
	else
		well(v, _("this copy is whole"));
}

static void see_rules(struct visit *v)
{
	struct wubu_error error = {0};
	struct store_commit tip;
	int found = wubu_tip(v->wubu, v->arena, &tip, &error);
	if (found > 0 && wubu_rules(v->wubu, &tip, &v->rules, &error) == 0) {
		well(v, arena_format(v->arena, _("the rules load: %s"), v->rules->books[0]->name));
		return;
	}
	v->rules = NULL;
	ill(v, "doctor.rules", found == 0 && v->bare ? RULE_WARN : RULE_REFUSE,
	    found == 0 ? _("there is no ledger here yet") : arena_text(v->arena, error.message), NULL,
	    found == 0 ? _("`wubu init --procedure NAME` founds one; a server gets it by the first push")
		       : _("see `wubu rules explain`"));
}

/* Holidays of the next year are known from autumn on: from November on it is missed. */
#define MISSED_FROM_MONTH 11

static bool misses_next_year(const struct rule_calendar *calendar, int32_t today)
{
	int year, month, day;
	date_to_civil(today, &year, &month, &day);
	return month >= MISSED_FROM_MONTH &&
	       rule_calendar_day(calendar, date_from_civil(year + 1, 1, 1)) == RULE_DAY_UNKNOWN;
}

static void see_calendar(struct visit *v)
{
	for (size_t i = 0; v->rules && i < v->rules->book_count; i++) {
		int32_t today = rule_day_of(v->rules->books[i], v->wubu->moment.seconds);
		const struct rule_calendar *calendar = v->rules->calendars[i];
		int year = date_year(today);
		if (rule_calendar_day(calendar, today) == RULE_DAY_UNKNOWN)
			ill(v, "doctor.calendar", RULE_WARN,
			    _("the calendar of working days does not reach this year: what counts working days cannot be judged"),
			    arena_format(v->arena, "%d", year),
			    _("let a keeper of the rules add the year to rules/calendar"));
		else if (misses_next_year(calendar, today))
			ill(v, "doctor.calendar", RULE_WARN, _("the calendar of working days does not reach next year yet"),
			    arena_format(v->arena, "%d", year + 1),
			    _("once the holidays are announced, let a keeper of the rules add the year to rules/calendar"));
		else
			well(v, arena_format(v->arena, _("the calendar reaches %d"), year));
	}
}

/* ---- git's settings -------------------------------------------------------------------------------- */

static void see_settings(struct visit *v)
{
	for (const struct setup_setting *e = setup_settings; e->name; e++) {
		if (e->bare != v->bare || !e->why)
			continue;
		const char *value = store_config(v->store, e->name, v->arena);
		if (value && (!e->value || strcmp(value, e->value) == 0)) {
			well(v, arena_format(v->arena, "git config %s = %s", e->name, value));
			continue;
		}
		ill(v, "doctor.settings", RULE_REFUSE,
		    arena_format(v->arena, _("git is not set up so that %s"), _(e->why)),
		    arena_format(v->arena, "%s = %s", e->name, value ? value : ""),
		    arena_format(v->arena, "git config %s %s", e->name, e->value ? e->value : "…"));
	}
}

static void see_person(struct visit *v)
{
	struct wubu_bytes line;
	struct trust_key key;
	struct wubu_error error = {0};
	const char *file = v->wubu->key_file;
	if (v->bare || !v->rules || !file)
		return;
	size_t size = strlen(file);
	if (size < 4 || strcmp(file + size - 4, ".pub") != 0)
		file = arena_format(v->arena, "%s.pub", file);
	if (store_read_outside(file, LIMIT_COMMIT_BYTES, v->arena, &line, &error) != 1 ||
	    trust_key_parse(&key, line, v->arena, &error)) {
		ill(v, "doctor.key", RULE_REFUSE, _("the signing key cannot be read"),
		    error.code ? arena_text(v->arena, error.message) : file, _("ssh-keygen -t ed25519 makes one"));
		return;
	}
	int32_t today = rule_day_of(v->rules->books[0], v->wubu->moment.seconds);
	const struct trust_person *person = trust_person_of_key(v->rules->people, &key, today, NULL);
	char fingerprint[TRUST_FINGERPRINT];
	trust_fingerprint(&key, fingerprint);
	if (!person)
		ill(v, "doctor.enrolled", RULE_REFUSE, _("your key is not enrolled in this ledger"),
		    arena_text(v->arena, fingerprint), _("hand the public key to a keeper of the rules, who adds it to rules/people.yaml"));
	else if (!v->wubu->moment.mail || strcmp(person->mail, v->wubu->moment.mail) != 0)
		ill(v, "doctor.mail", RULE_REFUSE, _("git's user.email is not the one enrolled with your key"),
		    v->wubu->moment.mail, arena_format(v->arena, "git config user.email %s", person->mail));
	else
		well(v, arena_format(v->arena, _("you are enrolled as %s (%s), key %s"), person->id, person->name,
				     fingerprint));
}

/* ---- hooks -------------------------------------------------------------------------------------------- */

/* The hook's last line becomes wubu, so that its answer is the hook's. */
static bool hands_over(struct visit *v, struct wubu_bytes text, const char *name)
{
	while (text.size && text.data[text.size - 1] == '\n')
		text.size--;
	const char *before = text.size ? memrchr(text.data, '\n', text.size) : NULL;
	size_t skipped = before ? (size_t)(before + 1 - text.data) : 0;
	const char *line = arena_copy(v->arena, (struct wubu_bytes){text.data + skipped, text.size - skipped});
	return strncmp(line, "exec ", 5) == 0 && strstr(line, "wubu") &&
	       strstr(line, arena_format(v->arena, " hook %s \"$@\"", name));
}

static const char *hook_fault(struct visit *v, const char *path, const char *name)
{
	struct wubu_bytes text;
	struct wubu_error ignored = {0};
	if (!store_is_there(path))
		return _("it is missing");
	if (store_read_outside(path, LIMIT_COMMIT_BYTES, v->arena, &text, &ignored) != 1)
		return _("it cannot be read, or is a link to nothing");
	if (!text.size)
		return _("it is empty: git takes it as “all is well”");
	if (!store_is_program(path))
		return _("it may not be executed: git passes it over");
	if (!strstr(text.data, "wubu"))
		return _("it does not call wubu");
	if (!hands_over(v, text, name))
		return _("it does not end by handing over to wubu, so that wubu's answer may be lost");
	return NULL;
}

static void see_hooks(struct visit *v)
{
	const char *folder = store_hooks(v->store, v->arena);
	const char *set = store_config(v->store, "core.hooksPath", v->arena);
	if (set)
		ill(v, "doctor.hooks-path", RULE_WARN, _("core.hooksPath sends git to another folder for hooks"), set,
		    _("git config --unset core.hooksPath, unless that folder holds wubu's hooks"));
	for (const struct setup_hook *hook = setup_hooks; hook->name; hook++) {
		if (hook->bare != v->bare)
			continue;
		const char *path = arena_format(v->arena, "%s/%s", folder, hook->name);
		const char *fault = hook_fault(v, path, hook->name);
		if (fault)
			ill(v, "doctor.hook", RULE_REFUSE,
			    arena_format(v->arena, _("the hook %s does not guard this repository"), hook->name),
			    fault, v->bare ? _("`wubu init --bare` in this repository puts it back")
					   : _("`wubu init` in this clone puts it back"));
		else
			well(v, arena_format(v->arena, _("hook %s"), hook->name));
	}
}

/* ---- the daily digest ------------------------------------------------------------------------------------ */

#define DIGEST_DAYS 4 /* over a weekend nothing may be due */

/* Where digests were sent from this copy before, they should not have stopped. */
static void see_digest(struct visit *v)
{
	struct wubu_error ignored = {0};
	struct buf sent;
	buf_init(&sent);
	int32_t last = DATE_NONE, today = date_of_time(v->wubu->moment.seconds, v->wubu->moment.offset);
	if (wubu_note_read(v->wubu, "sent", &sent, &ignored) == 1 && sent.size >= DATE_TEXT_SIZE)
		last = date_parse((struct wubu_bytes){sent.data, DATE_TEXT_SIZE - 1});
	const char *day = arena_copy(v->arena, (struct wubu_bytes){sent.data, last == DATE_NONE ? 0 : DATE_TEXT_SIZE - 1});
	buf_release(&sent);
	if (last == DATE_NONE)
		return;
	if (today - last > DIGEST_DAYS)
		ill(v, "doctor.digest", RULE_WARN, _("no digest was sent for days: the timer may have stopped"), day,
		    _("systemctl --user list-timers 'wubu-remind@*', or `wubu remind --dry-run` to see whether there is anything to send"));
	else
		well(v, arena_format(v->arena, _("the last digest was sent on %s"), day));
}

/* ---- the visit ------------------------------------------------------------------------------------------ */

int wubu_doctor(struct wubu *wubu, const char *program, enum wubu_format format, struct buf *out,
		struct wubu_report **report, struct wubu_error *error)
{
	struct wubu_report *made = report_new("doctor");
	struct buf ignored;
	buf_init(&ignored);
	struct visit v = {.wubu = wubu, .store = wubu->ledger->store, .program = program, .arena = made->arena,
			  .report = made, .out = format == WUBU_JSON ? &ignored : out,
			  .bare = store_is_bare(wubu->ledger->store)};
	(void)error;
	see_copy(&v);
	see_rules(&v);
	see_calendar(&v);
	see_settings(&v);
	see_person(&v);
	see_hooks(&v);
	see_digest(&v);
	buf_release(&ignored);
	*report = made;
	return 0;
}
