/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/finding.h"

#include "base/buf.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"

const char *rule_verdict_name(enum rule_verdict verdict)
{
	static const char *const names[] = {"met", "unmet", "pending", "not-concerned", "unknown"};
	return names[verdict];
}

const char *rule_by_name(enum rule_by bound)
{
	static const char *const names[] = {NULL, "earliest", "latest"};
	return names[bound];
}

const char *rule_level_name(enum rule_level level)
{
	static const char *const names[] = {"refuse", "warn", "todo"};
	return names[level];
}

void findings_init(struct rule_findings *findings, struct arena *arena)
{
	*findings = (struct rule_findings){.arena = arena};
}

struct rule_finding *findings_add(struct rule_findings *findings, const struct rule_finding *finding)
{
	findings->refused |= finding->level == RULE_REFUSE;
	findings->unknown |= finding->verdict == RULE_UNKNOWN;
	if (findings->count >= LIMIT_FINDINGS) {
		findings->more++;
		return NULL;
	}
	struct rule_finding *copy = arena_push(findings->arena, findings->items, findings->count);
	*copy = *finding;
	return copy;
}

static const char *keep(struct arena *arena, const char *text)
{
	return text ? arena_text(arena, text) : NULL;
}

void findings_append(struct rule_findings *findings, const struct rule_findings *from)
{
	struct arena *arena = findings->arena;
	for (size_t i = 0; i < from->count; i++) {
		struct rule_finding *copy = findings_add(findings, &from->items[i]);
		if (!copy)
			continue;
		const char **texts[] = {&copy->rule, &copy->decision, &copy->step, &copy->commit,
					&copy->file, &copy->field, &copy->source, &copy->message, &copy->found,
					&copy->needed, &copy->remedy, &copy->who, &copy->by,
					&copy->counted, &copy->command};
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
			*texts[k] = keep(arena, *texts[k]);
	}
	findings->more += from->more;
	findings->refused |= from->refused;
	findings->unknown |= from->unknown;
}

/* The way from FROM, whose own way is WAY, to NODE; NULL: it is not below. */
static const char *way_to(const struct record_node *from, const struct record_node *node, const char *way,
			  struct arena *arena)
{
	const char *found = from == node ? way : NULL;
	for (size_t i = 0; !found && from->kind == RECORD_MAP && i < from->count; i++)
		found = way_to(from->entries[i].value, node,
			       arena_format(arena, "%s%s%s", way, *way ? "." : "", from->entries[i].name), arena);
	for (size_t i = 0; !found && from->kind == RECORD_LIST && i < from->count; i++)
		found = way_to(from->items[i], node, arena_format(arena, "%s[%zu]", way, i), arena);
	return found;
}

void finding_place(struct rule_finding *finding, struct arena *arena, const struct record *record,
		   const struct record_node *node)
{
	char line[sizeof ((struct wubu_error *)0)->source];
	finding->file = record ? record->file : NULL;
	if (!record || !node)
		return;
	finding->field = way_to(record->root, node, "", arena);
	finding->line = node->line;
	finding->column = node->column;
	finding->caret = text_excerpt(record->source, node->begin, line, sizeof line);
	finding->source = arena_text(arena, line);
}

/* What stands in the brackets at *TEXT, which goes on behind them; empty when there are none. */
static struct wubu_bytes bracketed(const char **text)
{
	const char *begin = *text + 1;
	size_t size = **text == '(' ? strcspn(begin, "()") : 0;
	if (!size || begin[size] != ')')
		return (struct wubu_bytes){0};
	*text = begin + size + 1;
	return (struct wubu_bytes){begin, size};
}

/* In the first brackets stands a paragraph, in the second ones an item of it. */
static void say_article(const char *article, struct buf *out)
{
	int size = (int)strcspn(article, "(");
	const char *rest = article + size;
	struct wubu_bytes paragraph = bracketed(&rest), item = bracketed(&rest);
	if (!size || *rest || !paragraph.size)
		buf_format(out, _("art. %s"), article);
	else if (!item.size)
		buf_format(out, _("art. %.*s(%.*s)"), size, article, (int)paragraph.size, paragraph.data);
	else
		buf_format(out, _("art. %.*s(%.*s)(%.*s)"), size, article, (int)paragraph.size, paragraph.data,
			   (int)item.size, item.data);
}

void rule_place_say(const struct rule_basis *basis, struct buf *out)
{
	const char *form = rule_say(&basis->cite->place, NULL);
	if (!form) {
		say_article(basis->article, out);
		return;
	}
	const char *gap = strstr(form, "{}");
	buf_format(out, "%.*s%s%s", (int)(gap - form), form, basis->article, gap + 2);
}

void rule_basis_say(const struct rule_basis *basis, struct buf *out)
{
	const char *title = rule_say(&basis->cite->title, basis->cite->key);
	if (!basis->article) {
		buf_format(out, _("“%s”"), title);
		return;
	}
	/* The title of a text; an article of it follows. */
	buf_format(out, _("“%s”, "), title);
	rule_place_say(basis, out);
}
