/* SPDX-License-Identifier: Apache-2.0 */
#include "view/markup.h"

#include "base/html.h"
#include "base/lang.h"
#include "view/log.h"

#define SHORT_HEX 12

static void add_entry(const struct history_entry *entry, const struct rulebook *book, struct arena *arena,
		      struct buf *out)
{
	char day[DATE_TEXT_SIZE];
	html_add(out, "<li><time>%t</time><div><p>%t</p>",
		 date_format(date_of_time(entry->seconds, book->offset), day), log_sentence(entry, book, arena));
	if (entry->because)
		html_add(out, "<blockquote>%t</blockquote>", entry->because);
	html_add(out, "<p class=\"faint\"><code>%t</code> %t%t</p></div></li>",
		 arena_format(arena, "%.*s", SHORT_HEX, entry->hex), entry->is_signed ? _("signed") : _("not signed"),
		 entry->merge ? _(", a merge") : "");
}

void markup_log(const struct history *history, const struct rulebook *book, struct buf *out)
{
	struct arena *arena = arena_new();
	html_add(out, "<ol class=\"timeline\">");
	for (size_t i = history->count; i-- > 0;)
		add_entry(&history->entries[i], book, arena, out);
	html_add(out, "</ol>");
	arena_free(arena);
}
