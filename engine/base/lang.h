/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The language that people are spoken to in.  Source texts are English; the
 * Chinese ones stand in po/zh_CN.po.  What the law calls things stands in the
 * rulebooks, in both languages, and is picked by lang_current().
 */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include <libintl.h>

#define _(text) gettext(text)
/* Marks a text for translation where it cannot be translated yet. */
#define N_(text) text

enum lang { LANG_EN, LANG_ZH };

/*
 * Choose by WISH ("zh", "en") or, when NULL, by the environment (LC_ALL,
 * LC_MESSAGES, LANG).  CATALOGUES is the folder of the message catalogues.
 * Returns -1, changing nothing, when WISH is neither.
 */
int lang_choose(const char *wish, const char *catalogues);
enum lang lang_current(void);

#endif
