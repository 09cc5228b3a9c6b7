/* SPDX-License-Identifier: Apache-2.0 */
#include "base/lang.h"
#include "base/text.h"
#include "cli/aliases.h"
#include "cli/help.h"

int cmd_help(struct run *run)
{
	if (!run->word_count)
		return help_program(run, CHANNEL_DATA);
	const char *name = run->word_count == 1 ? run->words[0]
			 : arena_format(run->arena, "%s %s", run->words[0], run->words[1]);
	const struct command *command = command_find(name);
	if (!command)
		command = alias_find(run, name);
	if (command)
		return help_command(run, command);
	if (command_is_group(name))
		return help_group(run, name);
	const char *nearest = text_nearest(name, command_name_at, NULL);
	if (nearest)
		error_hint(&run->error, _("Did you mean `wubu %s`?"), nearest);
	return run_refuse_usage(run, _("There is no command %s."), name);
}
