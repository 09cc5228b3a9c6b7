/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

/* Cut TEXT where a UTF-8 character ends, so that it fits with its NUL. */
static void cut_at_character(char *text)
{
	size_t n = strlen(text);
	size_t begin = n;
	while (begin > 0 && n - begin < 4) {
		uint32_t code;
		begin--;
		if (((unsigned char)text[begin] & 0xC0) == 0x80)
			continue;
		if (text_decode(text + begin, n - begin, &code) != n - begin)
			text[begin] = '\0';
		return;
	}
}

int error_set(struct wubu_error *error, enum wubu_error_code code, const char *format, ...)
{
	if (error->code != WUBU_OK)
		return -1;
	va_list args;
	va_start(args, format);
	error->code = code;
	vsnprintf(error->message, sizeof error->message, format, args);
	va_end(args);
	cut_at_character(error->message);
	return -1;
}

void error_hint(struct wubu_error *error, const char *format, ...)
{
	if (error->hint[0])
		return;
	va_list args;
	va_start(args, format);
	vsnprintf(error->hint, sizeof error->hint, format, args);
	va_end(args);
	cut_at_character(error->hint);
}

void error_place(struct wubu_error *error, const char *file, struct wubu_bytes source,
		 size_t offset)
{
	if (error->file[0] || error->line)
		return;
	if (offset > source.size)
		offset = source.size;
	snprintf(error->file, sizeof error->file, "%s", file ? file : "");
	cut_at_character(error->file);
	text_position(source, offset, &error->line, &error->column);
	error->caret = text_excerpt(source, offset, error->source, sizeof error->source);
}
