/* SPDX-License-Identifier: Apache-2.0 */
#include "view/proposal.h"

#include "base/lang.h"
#include "judge/approval.h"
#include "view/jsonl.h"

static void add_name(const char ***names, size_t *count, const char *name, struct arena *arena)
{
	*arena_push(arena, *names, *count) = name;
}

int proposal_read(struct proposal *proposal, struct ledger *ledger, const struct ledger_rules *rules,
		  const struct store_id *root, const struct store_id *copy, int32_t day, struct arena *arena,
		  struct wubu_error *error)
{
	size_t agreed = 0;
	if (approval_persons(ledger, rules, rules, root, proposal->tree, day, arena, &proposal->agreed, error) ||
	    store_compare(ledger->store, &rules->tree, copy, arena, &proposal->changes, &proposal->change_count, error))
		return -1;
	for (size_t i = 0; i < rules->people->count; i++) {
		const struct trust_person *person = &rules->people->people[i];
		if (rule_names_have(&proposal->agreed, person->id))
			add_name(&proposal->agreed_names, &agreed, person->name, arena);
		else if (approval_is_keeper(rules, NULL, person->id, day))
			add_name(&proposal->waiting_names, &proposal->waiting_count, person->name, arena);
	}
	/* The statement says from which rules the change goes: others than those in force have been changed meanwhile. */
	int found = approval_read(ledger, rules, root, proposal->tree, arena, &proposal->words, &proposal->day, error);
	proposal->outdated = !found;
	return found < 0 ? -1 : 0;
}

static char sign_of(const struct store_change *change)
{
	return !change->before.mode ? '+' : !change->after.mode ? '-' : '~';
}

static const char *join(const char *const *names, size_t count, struct arena *arena)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < count; i++)
		buf_format(&out, "%s%s", i ? _(", ") : "", names[i]);
	const char *text = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static void write_text(const struct proposal *proposal, const struct canvas *canvas, struct arena *arena)
{
	const char *const labels[] = {_("Agreed"), _("Waits for"), _("Changes"), _("To look at it"), _("To agree")};
	size_t column = canvas_column(labels, 5);
	canvas_text(canvas, PAINT_HEAD, arena_format(arena, "%.12s", proposal->tree));
	if (proposal->outdated)
		canvas_text(canvas, PAINT_CARE, _("  out of date: the rules have changed since"));
	canvas_newline(canvas);
	canvas_row(canvas, labels[0], column,
		   arena_format(arena, _("%zu of %zu: %s"), proposal->agreed.count, proposal->needed,
				join(proposal->agreed_names, proposal->agreed.count, arena)));
	canvas_row(canvas, labels[1], column, join(proposal->waiting_names, proposal->waiting_count, arena));
	for (size_t i = 0; i < proposal->change_count; i++)
		canvas_row(canvas, i ? "" : labels[2], column,
			   arena_format(arena, "%c rules/%s", sign_of(&proposal->changes[i]), proposal->changes[i].path));
	canvas_row(canvas, labels[3], column,
		   arena_format(arena, "git diff HEAD:rules HEAD:%s/%s/rules", APPROVAL_FOLDER, proposal->tree));
	if (!proposal->outdated)
		canvas_row(canvas, labels[4], column, arena_format(arena, "wubu rules approve %.12s", proposal->tree));
}

static json_t *names_json(const char *const *names, size_t count)
{
	json_t *list = jsonl_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, jsonl_text(names[i]));
	return list;
}

static json_t *changes_json(const struct proposal *proposal, struct arena *arena)
{
	json_t *list = jsonl_array();
	for (size_t i = 0; i < proposal->change_count; i++)
		json_array_append_new(list, jsonl_text(arena_format(arena, "rules/%s", proposal->changes[i].path)));
	return list;
}

void proposal_write(const struct proposal *proposal, enum view_format format, struct buf *out)
{
	struct canvas canvas = {out, format == VIEW_COLOR};
	struct arena *arena = arena_new();
	if (format != VIEW_JSON) {
		write_text(proposal, &canvas, arena);
	} else {
		json_t *object = jsonl_object();
		jsonl_put(object, "change", proposal->tree);
		jsonl_put_number(object, "needed", (int64_t)proposal->needed);
		jsonl_put_value(object, "agreed", names_json((const char *const *)proposal->agreed.items, proposal->agreed.count));
		jsonl_put_value(object, "waiting", names_json(proposal->waiting_names, proposal->waiting_count));
		jsonl_put_value(object, "files", changes_json(proposal, arena));
		jsonl_put_flag(object, "outdated", proposal->outdated);
		jsonl_write(object, out);
	}
	arena_free(arena);
}
