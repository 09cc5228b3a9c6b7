/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/aliases.h"

#include "base/lang.h"

#define MARK "alias:"

/* TRANSLATORS: what one types in Chinese in place of the command: one word. */
static const char *const keys[] = {
	N_("alias:setup"), N_("alias:cheatsheet"), N_("alias:init"), N_("alias:open"), N_("alias:fill"), N_("alias:attach"),
	N_("alias:opinions"), N_("alias:set"), N_("alias:sign"), N_("alias:return"), N_("alias:reopen"), N_("alias:skip"),
	N_("alias:withdraw"), N_("alias:adopt"), N_("alias:publish"), N_("alias:check"), N_("alias:audit"),
	N_("alias:status"), N_("alias:next"), N_("alias:todo"), N_("alias:remind"), N_("alias:ics"), N_("alias:show"),
	N_("alias:log"), N_("alias:rules explain"), N_("alias:rules test"), N_("alias:rules lint"), N_("alias:rules diff"),
	N_("alias:rules graph"), N_("alias:schema"), N_("alias:doctor"), N_("alias:serve"), N_("alias:help"), N_("alias:completion"),
	N_("alias:receipt show"), N_("alias:receipt list"), N_("alias:receipt verify"),
	N_("alias:receipt repair"), N_("alias:receipt stamp"), N_("alias:explain date"), N_("alias:rules new"),
	N_("alias:rules simulate"), N_("alias:rules propose"), N_("alias:rules approve"),
	N_("alias:rules pending"), N_("alias:people add"), N_("alias:people rotate"), N_("alias:people revoke"),
	N_("alias:people delegate"), N_("alias:people list"),
};
#define KEYS (sizeof keys / sizeof *keys)

/* The translation of KEY, whichever language is chosen; NULL when there is none. */
static const char *in_chinese(const struct run *run, const char *key)
{
	bool chinese = lang_current() == LANG_ZH;
	if (!chinese)
		lang_choose("zh", run->places.catalogues);
	const char *text = _(key);
	const char *copy = text == key || strncmp(text, MARK, strlen(MARK)) == 0 ? NULL : arena_text(run->arena, text);
	if (!chinese)
		lang_choose("en", run->places.catalogues);
	return copy;
}

const char *alias_of(const struct run *run, const struct command *command)
{
	for (size_t i = 0; i < KEYS; i++)
		if (strcmp(keys[i] + strlen(MARK), command->name) == 0)
			return in_chinese(run, keys[i]);
	return NULL;
}

const struct command *alias_find(const struct run *run, const char *word)
{
	/* Nobody else's word begins with a byte beyond ASCII. */
	if (!((unsigned char)*word & 0x80))
		return NULL;
	for (size_t i = 0; i < KEYS; i++) {
		const char *alias = in_chinese(run, keys[i]);
		if (alias && strcmp(alias, word) == 0)
			return command_find(keys[i] + strlen(MARK));
	}
	return NULL;
}
