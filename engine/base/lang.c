/* SPDX-License-Identifier: Apache-2.0 */
#include "base/lang.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static enum lang current = LANG_EN;

static const char *environment_wish(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? "zh" : "en";
	}
	return "en";
}

int lang_choose(const char *wish, const char *catalogues)
{
	if (!wish)
		wish = environment_wish();
	if (strcmp(wish, "zh") != 0 && strcmp(wish, "en") != 0)
		return -1;
	current = strcmp(wish, "zh") == 0 ? LANG_ZH : LANG_EN;
	/* gettext looks at LANGUAGE only outside of the "C" locale; C.UTF-8 is on every machine,
	   zh_CN.UTF-8 is not. */
	if (!setlocale(LC_CTYPE, "C.UTF-8") || !setlocale(LC_MESSAGES, "C.UTF-8"))
		return 0;
	setenv("LANGUAGE", current == LANG_ZH ? "zh_CN" : "en", 1);
	bindtextdomain("wubu", catalogues);
	bind_textdomain_codeset("wubu", "UTF-8");
	textdomain("wubu");
	return 0;
}

enum lang lang_current(void)
{
	return current;
}
