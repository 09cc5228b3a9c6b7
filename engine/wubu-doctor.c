/* SPDX-License-Identifier: Apache-2.0 */
/* The doctor: is this machine, this clone and this ledger set up right, and if not, what to do. */
#include "wubu-server.h"
#include "wubu-setup.h"

#include "base/lang.h"
#include "base/limits.h"
#include "rule/calendar.h"
#include "store/outside.h"
#include "store/repair.h"

struct visit {
	struct wubu *wubu;
	struct store *store;
	const char *library; /* beside which the hooks' texts stand; NULL: not known */
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

/* What the hook's last line hands over to: the program between the quotes of "exec '…' hook NAME "$@""; NULL: nothing. */
static const char *program_in(struct visit *v, struct wubu_bytes text, const char *name)
{
	while (text.size && text.data[text.size - 1] == '\n')
		text.size--;
	const char *before = text.size ? memrchr(text.data, '\n', text.size) : NULL;
	size_t skipped = before ? (size_t)(before + 1 - text.data) : 0;
	char *line = arena_copy(v->arena, (struct wubu_bytes){text.data + skipped, text.size - skipped});
	char *end = strstr(line, arena_format(v->arena, "' hook %s \"$@\"", name));
	if (strncmp(line, "exec '", 6) != 0 || !end)
		return NULL;
	*end = '\0';
	return line + 6;
}

/* Anything else than what this wubu installs may lose its answer, or do more. */
static bool is_as_shipped(struct visit *v, struct wubu_bytes text, const char *name, const char *program)
{
	struct buf shipped;
	struct wubu_error unread = {0};
	buf_init(&shipped);
	bool same = !v->library || setup_hook_text(v->library, name, program, v->arena, &shipped, &unread) ||
		    bytes_equal(text, buf_bytes(&shipped));
	buf_release(&shipped);
	return same;
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
	if (memchr(text.data, '\0', text.size) || !strstr(text.data, "wubu"))
		return _("it does not call wubu");
	const char *program = program_in(v, text, name);
	if (!program)
		return _("it does not end by handing over to wubu, so that wubu's answer may be lost");
	if (!store_is_program(program))
		return _("the program that it calls is not there");
	if (!is_as_shipped(v, text, name, program))
		return _("it is not what this wubu installs");
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

/* ---- settings from elsewhere ----------------------------------------------------------------------------- */

/* Settings that let somebody else decide what the gate decides, or that come from another file. */
static const struct {
	const char *pattern;
	enum rule_level level;
	const char *message, *remedy;
} sources[] = {
	{"^receive\\.procreceiverefs$", RULE_REFUSE, N_("receive.procReceiveRefs hands refs to another program than the gate"),
	 N_("git config --unset-all receive.procReceiveRefs")},
	{"^include\\.path$", RULE_WARN, N_("git takes further settings from another file"),
	 N_("git config --show-origin --list shows them; take the include out, or see that only the owner may write that file")},
	{"^includeif\\..*\\.path$", RULE_WARN, N_("git takes further settings from another file under a condition"),
	 N_("git config --show-origin --list shows them; take the include out, or see that only the owner may write that file")},
};

static void see_sources(struct visit *v)
{
	for (size_t i = 0; v->bare && i < sizeof sources / sizeof *sources; i++) {
		const char *found = store_config_match(v->store, sources[i].pattern, v->arena);
		if (found)
			ill(v, "doctor.source", sources[i].level, _(sources[i].message), found, _(sources[i].remedy));
	}
}

/* ---- what was left behind ---------------------------------------------------------------------------------- */

static void see_leftovers(struct visit *v)
{
	struct store_leftover *left;
	size_t count;
	struct wubu_error unread = {0};
	if (store_leftovers(v->store, v->wubu->moment.clock, LIMIT_LEFTOVER_AGE, v->arena, &left, &count, &unread))
		count = 0;
	for (size_t i = 0; i < count; i++)
		if (!left[i].in_use)
			ill(v, "doctor.leftover", RULE_WARN,
			    _("a process that was killed left this behind; a lock blocks all who come after it"),
			    left[i].shown, _("wubu doctor --repair"));
}

/* ---- a server --------------------------------------------------------------------------------------------------- */

static void see_modes(struct visit *v)
{
	static const char *const messages[] = {
		[STORE_OPEN_TO_GROUP] = N_("a group may write here and so go around the gate"),
		[STORE_OPEN_TO_ALL] = N_("everybody may write here and so go around the gate"),
		[STORE_OWNED_BY_OTHER] = N_("this belongs to another user than the repository"),
	};
	const char *folder = store_folder(v->store), *hooks = store_hooks(v->store, v->arena);
	const char *const places[] = {
		arena_format(v->arena, "%s.", folder), arena_format(v->arena, "%sconfig", folder), hooks,
		arena_format(v->arena, "%s/pre-receive", hooks), arena_format(v->arena, "%s/reference-transaction", hooks),
		arena_format(v->arena, "%s/post-receive", hooks), arena_format(v->arena, "%sobjects", folder),
		arena_format(v->arena, "%srefs/heads", folder), arena_format(v->arena, "%swubu", folder)};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		enum store_guard guard = store_guard(v->store, places[i]);
		if (guard != STORE_GUARDED)
			ill(v, "doctor.modes", guard == STORE_OPEN_TO_GROUP ? RULE_WARN : RULE_REFUSE, _(messages[guard]),
			    places[i], _("give it to the account that the repository belongs to, and let nobody else write it (chmod go-w)"));
	}
	if (!store_is_closed(server_key(v->wubu)))
		ill(v, "doctor.modes", RULE_REFUSE, _("others may read the key by which receipts are signed"),
		    server_key(v->wubu), _("chmod 600, and take a new key: this one may have been copied"));
}

/* Clones check out what HEAD names, and everybody judges by the branch that is pinned. */
static void see_branch(struct visit *v)
{
	const char *head = store_head(v->store, v->arena), *branch = wubu_branch(v->wubu);
	if (!head || strcmp(head, branch) != 0)
		ill(v, "doctor.branch", RULE_REFUSE, _("HEAD names another branch than the ledger's"), head,
		    arena_format(v->arena, "git symbolic-ref HEAD %s", branch));
}

static void see_receipts(struct visit *v)
{
	struct wubu_error error = {0};
	struct store_id tip;
	struct receipt last;
	struct receipt_giver giver = server_giver(v->wubu);
	struct store *store = v->store;
	if (receipt_can_give(&giver, &error)) {
		ill(v, "doctor.receipts", RULE_REFUSE, arena_text(v->arena, error.message), NULL,
		    arena_text(v->arena, error.hint));
		return;
	}
	if (store_ref(store, giver.branch, &tip, &error) != 1)
		return;
	int found = receipt_last_of(&last, store, giver.branch, v->arena, &error);
	if (found == 1 && store_id_equal(&last.new, &tip))
		well(v, arena_format(v->arena, _("receipt %llu covers the branch"), (unsigned long long)last.number));
	else
		ill(v, "doctor.receipts", RULE_WARN, _("the newest commits of the branch have no receipt"), NULL,
		    _("`wubu receipt repair`, and ask how they came"));
	if (v->rules && !v->rules->card.server_key_count)
		ill(v, "doctor.server-key", RULE_WARN, _("the rules do not name the server's key, so that its receipts are taken on trust"),
		    NULL, _("let the keepers of the rules name wubu/server-key.pub in rules/ledger.yaml under server-keys"));
}

static void see_server(struct visit *v)
{
	see_modes(v);
	see_branch(v);
	if (server_gives_receipts(v->wubu))
		see_receipts(v);
}

/* ---- the visit ------------------------------------------------------------------------------------------ */

int wubu_doctor(struct wubu *wubu, const char *library, enum wubu_format format, struct buf *out,
		struct wubu_report **report, struct wubu_error *error)
{
	struct wubu_report *made = report_new("doctor");
	struct buf ignored;
	buf_init(&ignored);
	struct visit v = {.wubu = wubu, .store = wubu->ledger->store, .library = library, .arena = made->arena,
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
	see_sources(&v);
	see_leftovers(&v);
	if (v.bare)
		see_server(&v);
	buf_release(&ignored);
	*report = made;
	return 0;
}

/* ---- repair ----------------------------------------------------------------------------------------------- */

static int refuse_at_work(long pid, struct wubu_error *error)
{
	error_set(error, WUBU_CONFLICT, _("process %ld is at work in this repository"), pid);
	error_hint(error, _("Wait until it has ended; if it hangs, end it, then repair."));
	return -1;
}

int wubu_repair(struct wubu *wubu, struct buf *done, struct wubu_error *error)
{
	struct store *store = wubu->ledger->store;
	struct store_leftover *left;
	size_t count;
	struct arena *arena = arena_new();
	long pid = store_at_work(store);
	int rc = pid ? refuse_at_work(pid, error)
		     : store_leftovers(store, wubu->moment.clock, LIMIT_LEFTOVER_AGE, arena, &left, &count, error);
	for (size_t i = 0; !rc && i < count; i++) {
		if (left[i].in_use)
			continue;
		rc = store_take_away(&left[i], error);
		if (!rc)
			buf_format(done, ngettext("taken away: %s (%lld minute old)\n", "taken away: %s (%lld minutes old)\n",
						  (unsigned long)left[i].age / 60), left[i].shown, (long long)left[i].age / 60);
	}
	if (!rc && !done->size)
		buf_text(done, _("Nothing was left behind.\n"));
	arena_free(arena);
	if (!rc && store_is_bare(store) && server_gives_receipts(wubu))
		rc = wubu_receipt_repair(wubu, done, error);
	return rc;
}
