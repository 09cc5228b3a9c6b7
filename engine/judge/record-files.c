/* SPDX-License-Identifier: Apache-2.0 */
/* The files beside a record: there, listed, unchanged once signed. */
#include "judge/own.h"

#include "base/lang.h"
#include "rule/state.h"

static bool is_touched(const struct judge_facts *facts, const char *file)
{
	for (size_t i = 0; facts->touched && i < facts->touched_count; i++)
		if (strcmp(facts->touched[i], file) == 0)
			return true;
	return !facts->touched;
}

static const char *digest_of(const struct judging *j, const char *file)
{
	const struct rule_files *files = j->rule->files;
	return files ? files->digest(files->context, file) : NULL;
}

/* The digest that is written beside a file, where one is. */
static void judge_written_digest(const struct judging *j, const struct judge_material *material)
{
	const char *written = record_get_text(material->node, "sha256");
	if (written && material->sha256 && strcmp(written, material->sha256) != 0)
		own_tell(j, OWN_DIGEST, (struct own_detail){.at = record_get(material->node, "sha256"),
							.found = material->sha256, .needed = written});
}

static void judge_signed_files(const struct judging *j, const struct rule_step *step)
{
	const struct record_node *sign_off = record_get(state_section(j->rule->after, step), "sign-off");
	const struct record_node *list = record_get(sign_off, "materials");
	for (size_t i = 0; list && list->kind == RECORD_LIST && i < list->count; i++) {
		const char *file = record_get_text(list->items[i], "file");
		const char *seen = record_get_text(list->items[i], "sha256");
		if (!file || !seen || !is_touched(j->facts, file) || j->change->step == step)
			continue;
		const char *now = digest_of(j, file);
		if (!now || strcmp(now, seen) != 0)
			own_tell(j, OWN_FROZEN_FILE, (struct own_detail){.step = step, .at = list->items[i],
								     .found = now ? now : _("the file is gone"),
								     .needed = seen});
	}
}

static bool is_listed(const struct judge_material *materials, size_t count, const char *file)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(materials[i].file, file) == 0)
			return true;
	return false;
}

void own_judge_files(const struct judging *j)
{
	struct judge_material *now = NULL, *was = NULL;
	size_t count = 0, old = 0;
	change_materials(&j->book->root, j->rule->after->root, j->rule->files, j->arena, &now, &count);
	if (j->rule->before)
		change_materials(&j->book->root, j->rule->before->root, NULL, j->arena, &was, &old);
	for (size_t i = 0; i < count; i++) {
		if (!now[i].sha256)
			own_tell(j, OWN_MISSING, (struct own_detail){.at = now[i].node, .found = now[i].file});
		judge_written_digest(j, &now[i]);
	}
	for (size_t i = 0; i < j->book->step_count; i++)
		judge_signed_files(j, j->book->steps[i]);
	for (size_t i = 0; j->facts->touched && i < j->facts->touched_count; i++) {
		const char *file = j->facts->touched[i];
		if (strcmp(file, j->book->file) != 0 && !is_listed(now, count, file) &&
		    !is_listed(was, old, file))
			own_tell(j, OWN_UNLISTED, (struct own_detail){.found = file});
	}
}

