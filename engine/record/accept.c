/* SPDX-License-Identifier: Apache-2.0 */
#include "record/reader.h"

#include "base/lang.h"

int record_stop(struct record_reader *r, enum wubu_error_code code, size_t offset,
		const char *message, const char *hint)
{
	error_set(r->error, code, "%s", message);
	if (hint)
		error_hint(r->error, "%s", hint);
	error_place(r->error, r->record->file, r->record->source, offset);
	return -1;
}

static char byte_at(const struct record_reader *r, size_t offset)
{
	return record_byte(r->record->source, offset);
}

int record_accept_properties(struct record_reader *r, size_t begin)
{
	char c = byte_at(r, begin);
	if (c == '&')
		return record_stop(r, WUBU_INPUT, begin,
				   _("A word that begins with '&' names a value to repeat it elsewhere "
				     "(YAML anchor); this is not accepted."),
				   _("Write the value itself, or put the text in double quotes."));
	if (c != '!')
		return 0;
	return record_stop(r, WUBU_INPUT, begin,
			   _("A word that begins with '!' is a YAML type tag; tags are not accepted."),
			   _("Remove it, or put the text in double quotes."));
}

/* ---- keys ---------------------------------------------------------------- */

/* Where the next key of MAP begins if only blanks, comments and a comma stand before it. */
static size_t key_expected_at(const struct record_reader *r, const struct record_node *map)
{
	struct wubu_bytes source = r->record->source;
	size_t at = map->count ? map->entries[map->count - 1].value->end : map->begin + map->flow;
	at = record_skip_filler(source, at);
	return map->flow && byte_at(r, at) == ',' ? record_skip_filler(source, at + 1) : at;
}

static bool is_no_text(const struct record_reader *r, const struct record_node *map,
		       const struct record_node *key)
{
	(void)r;
	(void)map;
	return key->kind != RECORD_TEXT;
}

static bool is_missing(const struct record_reader *r, const struct record_node *map,
		       const struct record_node *key)
{
	(void)r;
	(void)map;
	return key->text.size == 0;
}

static bool is_merge(const struct record_reader *r, const struct record_node *map,
		     const struct record_node *key)
{
	(void)r;
	(void)map;
	return bytes_are(key->text, "<<");
}

static bool is_broken(const struct record_reader *r, const struct record_node *map,
		      const struct record_node *key)
{
	(void)r;
	(void)map;
	return memchr(key->text.data, '\n', key->text.size) ||
	       memchr(key->text.data, '\t', key->text.size);
}

/* Only a '?' can stand unseen between what came before and KEY. */
static bool is_marked(const struct record_reader *r, const struct record_node *map,
		      const struct record_node *key)
{
	return key_expected_at(r, map) != key->begin;
}

static bool has_no_colon(const struct record_reader *r, const struct record_node *map,
			 const struct record_node *key)
{
	(void)map;
	return byte_at(r, record_skip_blanks(r->record->source, key->end)) != ':';
}

/* What a key may not be; the first row that it is speaks. */
static const struct {
	bool (*is)(const struct record_reader *r, const struct record_node *map,
		   const struct record_node *key);
	const char *message, *hint;
} faults[] = {
	{is_no_text, N_("A key must be a text; here a list or map stands in its place."), NULL},
	{is_missing, N_("The key before the colon is missing."), NULL},
	{is_merge, N_("The key '<<' copies other keys in (YAML merge); this is not accepted."),
	 N_("Write the keys themselves.")},
	{is_broken, N_("A key may not hold a line break or a tab."), NULL},
	{is_marked, N_("Keys marked with '?' are not accepted."), N_("Write 'key: value'.")},
	{has_no_colon, N_("This key between '{' and '}' has no colon and no value."),
	 N_("Write 'key: value', or use '[' and ']' for a list.")},
};

int record_accept_key(struct record_reader *r, const struct record_node *map,
		      const struct record_node *key)
{
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (faults[i].is(r, map, key))
			return record_stop(r, WUBU_INPUT, key->begin, _(faults[i].message),
					   faults[i].hint ? _(faults[i].hint) : NULL);
	return 0;
}

/* ---- texts --------------------------------------------------------------- */

size_t record_block_text_end(const struct record_reader *r, const struct record_node *text)
{
	struct wubu_bytes source = r->record->source;
	size_t lines = text->text.size && text->text.data[text->text.size - 1] != '\n';
	for (size_t i = 0; i < text->text.size; i++)
		lines += text->text.data[i] == '\n';
	size_t end = text->begin + (byte_at(r, text->begin + 1) == '-' ? 2 : 1);
	for (; lines; lines--) {
		const char *newline = memchr(source.data + end, '\n', source.size - end);
		if (!newline)
			return source.size;
		end = (size_t)(newline - source.data) + 1;
		newline = memchr(source.data + end, '\n', source.size - end);
		end = newline ? (size_t)(newline - source.data) : source.size;
	}
	return end;
}

int record_accept_block(struct record_reader *r, const struct record_node *text)
{
	char c = byte_at(r, text->begin + 1);
	if (c == '-')
		c = byte_at(r, text->begin + 2);
	if (byte_at(r, text->begin) == '>')
		return record_stop(r, WUBU_INPUT, text->begin,
				   _("A text after '>' is shown in other lines than it is written in; "
				     "this is not accepted."),
				   _("Use '|', which keeps the lines as they are."));
	if (c == '+' || (c >= '0' && c <= '9'))
		return record_stop(r, WUBU_INPUT, text->begin,
				   _("After '|' no '+' and no number is accepted."),
				   _("Write '|' alone, or '|-' for a text without a last line end."));
	if (c && !strchr(" \t\n", c))
		return record_stop(r, WUBU_INPUT, text->begin,
				   _("After '|' only '-' and a comment may stand; the text begins on "
				     "the next line."),
				   _("Write '|' alone at the end of the line."));
	return 0;
}
