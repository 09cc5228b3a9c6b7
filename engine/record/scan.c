/* SPDX-License-Identifier: Apache-2.0 */
#include "record/scan.h"

#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"

/* Why a character is refused; the first row that holds it speaks. */
struct refusal {
	uint32_t first, last;
	const char *what, *why;
};

static const struct refusal refusals[] = {
	{0x00, 0x00, N_("the NUL character"), N_("many programs stop reading there")},
	{0x0D, 0x0D, N_("carriage return, a Windows or old Macintosh line end"),
	 N_("some programs begin a new line there and others do not")},
	{0x85, 0x85, N_("next line"), N_("YAML begins a new line there that editors do not show")},
	{0x2028, 0x2029, N_("line or paragraph separator"),
	 N_("YAML begins a new line there that editors do not show")},
	{0xFEFF, 0xFEFF, N_("byte order mark"), N_("it is invisible and changes how the file is read")},
};

static const struct refusal by_danger[] = {
	[TEXT_CONTROL] = {0, 0, N_("a control character"),
			  N_("it can change what a screen shows")},
	[TEXT_BREAK] = {0, 0, N_("a hidden line break"), N_("not every program sees it")},
	[TEXT_DIRECTION] = {0, 0, N_("a mark of writing direction"),
			    N_("it can make a text look different from what it is")},
	[TEXT_INVISIBLE] = {0, 0, N_("an invisible character"),
			    N_("it can hide a difference between two texts")},
};

static const struct refusal no_character = {
	0, 0, N_("no character at all"), N_("Unicode keeps this number free for programs' own use")};

/* Unicode sets these code points aside for ever. */
static bool is_no_character(uint32_t code)
{
	return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

static bool is_ascii_text(char c)
{
	return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

/* What most of a file consists of, asked first; nothing here is dangerous (tests/unit/test-record). */
static bool is_han_and_the_like(uint32_t code)
{
	return code >= 0x2E80 && code < 0xD800;
}

static const struct refusal *refusal_of(uint32_t code)
{
	if (is_han_and_the_like(code))
		return NULL;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (code >= refusals[i].first && code <= refusals[i].last)
			return &refusals[i];
	if (is_no_character(code))
		return &no_character;
	enum text_danger danger = text_danger(code);
	return danger == TEXT_SAFE ? NULL : &by_danger[danger];
}

/* Look through TEXT; on refusal OFFSET is where. */
static int scan(struct wubu_bytes text, size_t *offset, struct wubu_error *error)
{
	const struct refusal *refusal;
	uint32_t code;
	for (size_t i = 0, n; i < text.size; i += n) {
		n = 1;
		if (is_ascii_text(text.data[i]))
			continue;
		n = text_decode(text.data + i, text.size - i, &code);
		*offset = i;
		if (!n)
			return error_set(error, WUBU_INPUT,
					 _("The byte 0x%02X is not part of UTF-8 text; save the "
					   "file in the encoding UTF-8."),
					 (unsigned)(unsigned char)text.data[i]);
		if ((refusal = refusal_of(code)))
			return error_set(error, WUBU_INPUT,
					 _("The character U+%04X (%s) is not accepted: %s."),
					 (unsigned)code, _(refusal->what), _(refusal->why));
	}
	return 0;
}

static bool looks_like_utf16(struct wubu_bytes source)
{
	return bytes_start(source, "\xFF\xFE") || bytes_start(source, "\xFE\xFF");
}

int record_scan_source(const char *file, struct wubu_bytes source, struct wubu_error *error)
{
	size_t offset = 0;
	int rc;
	if (source.size > LIMIT_YAML_BYTES) {
		offset = LIMIT_YAML_BYTES;
		rc = error_set(error, WUBU_LIMIT,
			       _("The file has %zu bytes; a record or rule file may have %u."),
			       source.size, LIMIT_YAML_BYTES);
	} else if (looks_like_utf16(source)) {
		rc = error_set(error, WUBU_INPUT,
			       _("The file is in the encoding UTF-16; save it in UTF-8."));
	} else {
		rc = scan(source, &offset, error);
	}
	if (rc < 0)
		error_place(error, file, source, offset);
	return rc;
}

int record_scan_text(struct wubu_bytes text, struct wubu_error *error)
{
	size_t offset;
	return scan(text, &offset, error);
}
