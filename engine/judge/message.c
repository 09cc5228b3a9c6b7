/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/message.h"

#include "base/lang.h"
#include "rule/finding.h"
#include "store/commit.h"
#include "trust/digest.h"

#define LINES 16

struct line {
	const char *key, *value;
};

/*
 * One SHA-256 over the list of materials that a sign-off saw, as `sha256sum` would print it: the signed
 * message binds their contents and not only git's own ids.
 */
static const char *materials_digest(const struct message_facts *facts, struct arena *arena)
{
	const struct judge_change *change = facts->change;
	const struct record_node *section =
		change->step ? record_get(facts->rule->after->root, change->step->name) : NULL;
	const struct record_node *list = record_get(record_get(section, "sign-off"), "materials");
	char hex[DIGEST_HEX];
	struct buf lines;
	if (change->act != ACT_SIGN || !list || list->kind != RECORD_LIST || !list->count)
		return NULL;
	buf_init(&lines);
	for (size_t i = 0; i < list->count; i++) {
		const char *file = record_get_text(list->items[i], "file");
		const char *digest = record_get_text(list->items[i], "sha256");
		buf_format(&lines, "%s  %s\n", digest ? digest : "", file ? file : "");
	}
	const char *text = arena_format(arena, "sha256:%s", digest_sha256(buf_bytes(&lines), hex));
	buf_release(&lines);
	return text;
}

/* What the message of FACTS' change says, in this order; lines without value are left out. */
static size_t make_lines(const struct message_facts *facts, struct arena *arena, struct line lines[LINES])
{
	const struct judge_change *change = facts->change;
	const struct record_node *root = facts->rule->after->root;
	const char *draft = record_get_text(record_get(root, "draft"), "sha256");
	const struct record_node *round = record_get(root, "rounds");
	struct buf to, steps;
	buf_init(&to);
	buf_init(&steps);
	for (size_t i = 0; i < change->to.count; i++)
		buf_format(&to, "%s%s", i ? ", " : "", change->to.items[i]);
	for (size_t i = 0; i < change->step_count && !change->step; i++)
		buf_format(&steps, "%s%s", i ? ", " : "", change->steps[i]->name);
	bool rounds = change->act == ACT_RETURN || change->act == ACT_REOPEN;
	const struct line all[] = {
		{"Ledger", facts->ledger},
		{"Decision", facts->id},
		{"Step", change->step ? change->step->name : steps.size ? arena_copy(arena, buf_bytes(&steps)) : NULL},
		{"Action", change_act_name(change->act)},
		{"Outcome", change->outcome},
		{"To", to.size ? arena_copy(arena, buf_bytes(&to)) : NULL},
		{"Round", rounds && round && round->kind == RECORD_LIST
				  ? arena_format(arena, "%zu", round->count) : NULL},
		{"Draft", draft ? arena_format(arena, "sha256:%s", draft) : NULL},
		{"Materials", materials_digest(facts, arena)},
		{"Rules", record_get_text(record_get(root, "procedure"), "rules")},
		{"On-behalf-of", facts->behalf},
		{"Signed-off-by", arena_format(arena, "%.*s <%.*s>", (int)facts->name.size, facts->name.data,
					       (int)facts->mail.size, facts->mail.data)},
	};
	size_t count = 0;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].value)
			lines[count++] = all[i];
	buf_release(&to);
	buf_release(&steps);
	return count;
}

static const char *make_subject(const struct message_facts *facts, struct arena *arena)
{
	const struct judge_change *change = facts->change;
	const char *act = change_act_name(change->act);
	const char *head = change->step ? change->step->name : act;
	const char *tail = change->outcome ? change->outcome : change->step ? act
			   : change->step_count ? "several steps" : "record";
	return arena_format(arena, "%s(%s): %s", head, facts->id, tail);
}

/* The first line of a text of several, so that it can stand in a paragraph of its own. */
static void add_paragraph(struct buf *out, const char *text)
{
	if (!text)
		return;
	buf_add(out, (struct wubu_bytes){text, strcspn(text, "\n")});
	buf_text(out, "\n\n");
}

void message_write(const struct message_facts *facts, struct buf *out)
{
	struct arena *arena = arena_new();
	struct line lines[LINES];
	size_t count = make_lines(facts, arena, lines);
	buf_format(out, "%s\n\n", make_subject(facts, arena));
	add_paragraph(out, record_get_text(facts->rule->after->root, "title"));
	add_paragraph(out, facts->change->because);
	add_paragraph(out, facts->change->reason);
	for (size_t i = 0; i < count; i++)
		buf_format(out, "%s: %s\n", lines[i].key, lines[i].value);
	arena_free(arena);
}

static void tell(struct rule_findings *findings, const char *message, const char *found,
		 const char *needed)
{
	findings_add(findings, &(struct rule_finding){
		.rule = "commit.message", .verdict = RULE_UNMET, .level = RULE_REFUSE,
		.message = message, .found = found, .needed = needed,
		.remedy = _("leave the message that the hook proposes as it is; you may add paragraphs above its last one")});
}

static const char *as_text(struct rule_findings *findings, struct wubu_bytes bytes)
{
	return arena_copy(findings->arena, bytes);
}

/* The keys by which a message says what was done to a decision; anybody may add others. */
static bool is_own_key(struct wubu_bytes key)
{
	static const char *const own[] = {"Ledger", "Decision", "Step", "Action", "Outcome", "To", "Round",
					  "Draft", "Rules", "Materials", "Reason", "On-behalf-of"};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (bytes_are(key, own[i]))
			return true;
	return false;
}

static void tell_claim(struct rule_findings *findings, const struct store_trailer *trailer)
{
	tell(findings, _("the message claims something that the change does not do"),
	     arena_format(findings->arena, "%.*s: %.*s", (int)trailer->key.size, trailer->key.data,
			  (int)trailer->value.size, trailer->value.data), _("no such line"));
}

static bool is_expected(const struct line *lines, size_t count, const struct store_trailer *trailer)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_are(trailer->key, lines[i].key))
			return true;
	/* What others add (Co-authored-by, a change id) is theirs to say. */
	return !is_own_key(trailer->key);
}

void message_check(const struct message_facts *facts, const struct store_commit *commit,
		   struct rule_findings *findings)
{
	struct line lines[LINES];
	size_t count = make_lines(facts, findings->arena, lines);
	const char *subject = make_subject(facts, findings->arena);
	if (!bytes_are(commit->subject, subject))
		tell(findings, _("the first line of the message says something else than the change does"),
		     as_text(findings, commit->subject), subject);
	for (size_t i = 0; i < count; i++) {
		size_t times;
		struct wubu_bytes value = store_commit_trailer(commit, lines[i].key, &times);
		if (times == 1 && bytes_are(value, lines[i].value))
			continue;
		tell(findings, _("the message says something else than the change does"),
		     times ? arena_format(findings->arena, "%s: %.*s", lines[i].key, (int)value.size,
					  value.data ? value.data : "")
			   : _("nothing"),
		     arena_format(findings->arena, "%s: %s", lines[i].key, lines[i].value));
	}
	for (size_t i = 0; i < commit->trailer_count; i++)
		if (!is_expected(lines, count, &commit->trailers[i]))
			tell_claim(findings, &commit->trailers[i]);
}

static bool is_allowed(const char *const *allowed, const struct store_commit *commit,
		       const struct store_trailer *trailer, struct arena *arena)
{
	const struct store_person *who = &commit->committer;
	if (bytes_are(trailer->key, "Signed-off-by"))
		return bytes_are(trailer->value, arena_format(arena, "%.*s <%.*s>", (int)who->name.size,
							      who->name.data, (int)who->mail.size,
							      who->mail.data));
	for (size_t i = 0; allowed && allowed[i]; i++)
		if (bytes_are(trailer->key, allowed[i]))
			return true;
	return !is_own_key(trailer->key);
}

void message_check_claims(const struct store_commit *commit, const char *const *allowed,
			  struct rule_findings *findings)
{
	for (size_t i = 0; i < commit->trailer_count; i++)
		if (!is_allowed(allowed, commit, &commit->trailers[i], findings->arena))
			tell_claim(findings, &commit->trailers[i]);
}
