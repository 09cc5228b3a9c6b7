/* SPDX-License-Identifier: Apache-2.0 */
/* A file on its way into a record. */
#include "base/lang.h"
#include "cli/command.h"
#include "cli/done.h"

/* Whether GIVEN, a path below the step, leads to FIELD: "LIST[2].x" leads to "LIST[+].x". */
static bool leads_to(const char *given, const char *field)
{
	while (*given && *field) {
		if (*given == '[' && *field == '[') {
			given += strcspn(given, "]");
			field += strcspn(field, "]");
		}
		if (*given++ != *field++)
			return false;
	}
	return !*given && !*field;
}

/* The fields that take a file, for who named another one. */
static int refuse_field(struct run *run, const struct wubu_fields *fields, const char *given)
{
	const struct wubu_field *field;
	struct buf names;
	buf_init(&names);
	for (size_t i = 0; (field = wubu_field(fields, i)); i++)
		if (field->type && strcmp(field->type, "file") == 0)
			buf_format(&names, "%s%s", names.size ? _(", ") : "", field->path + strcspn(field->path, ".") + 1);
	int status = run_refuse_usage(run, _("%s is no field for a file; those of this step are: %s"), given,
				      names.size ? names.data : "-");
	buf_release(&names);
	return status;
}

static int check_field(struct run *run)
{
	struct wubu_fields *fields = NULL;
	const struct wubu_field *field;
	const char *given = run->words[2];
	int status = -1;
	if (wubu_fields(run->wubu, run->words[0], run->words[1], &fields, &run->error) != 0)
		return run_fail(run);
	for (size_t i = 0; status < 0 && (field = wubu_field(fields, i)); i++) {
		bool called = strcmp(field->label, given) == 0 ||
			      leads_to(given, field->path + strcspn(field->path, ".") + 1);
		if (called && field->type && (strcmp(field->type, "file") == 0 || strcmp(field->type, "list") == 0))
			status = STATUS_FINE;
	}
	if (status < 0)
		status = refuse_field(run, fields, given);
	wubu_fields_free(fields);
	return status;
}

int cmd_attach(struct run *run)
{
	struct wubu_setting setting = {run->words[2], run->words[3]};
	struct wubu_act act = {.act = "fill", .id = run->words[0], .step = run->words[1], .settings = &setting,
			       .setting_count = 1, .no_commit = run_given(run, OPTION_NO_COMMIT),
			       .dry_run = run_given(run, OPTION_DRY_RUN)};
	struct buf facts;
	int status = check_field(run);
	if (status)
		return status;
	buf_init(&facts);
	if (wubu_file_say(setting.value, &facts, &run->error) != 0)
		status = run_fail(run);
	else
		done_say(run, &facts);
	buf_release(&facts);
	return status ? status : done_act(run, &act);
}
