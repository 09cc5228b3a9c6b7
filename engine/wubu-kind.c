/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of file it is, by its first bytes and not by its name. */
#include "wubu-inside.h"

#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/outside.h"

static const struct {
	const char *begin;
	size_t size, at;
	const char *name;
} kinds[] = {
	{"%PDF-", 5, 0, N_("PDF document")},
	{"\x89PNG\r\n\x1A\n", 8, 0, N_("PNG picture")},
	{"\xFF\xD8\xFF", 3, 0, N_("JPEG picture")},
	{"II*\0", 4, 0, N_("TIFF picture")},
	{"MM\0*", 4, 0, N_("TIFF picture")},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, 0, N_("older office document (DOC, XLS, WPS)")},
	{"PK\x03\x04", 4, 0, N_("archive or office document (DOCX, XLSX, OFD, ZIP)")},
	{"{\\rtf", 5, 0, N_("RTF document")},
	{"ftyp", 4, 4, N_("video or sound (MP4)")},
	{"RIFF", 4, 0, N_("sound or video (WAV, AVI)")},
	{"ID3", 3, 0, N_("sound (MP3)")},
	{"MZ", 2, 0, N_("a program, which is hardly what you mean")},
	{"\x7F" "ELF", 4, 0, N_("a program, which is hardly what you mean")},
};

static const char *kind_of(struct wubu_bytes bytes)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (bytes.size >= kinds[i].at + kinds[i].size &&
		    memcmp(bytes.data + kinds[i].at, kinds[i].begin, kinds[i].size) == 0)
			return _(kinds[i].name);
	if (!bytes.size)
		return _("empty file");
	return text_is_utf8(bytes, NULL) && !memchr(bytes.data, '\0', bytes.size) ? _("plain text (UTF-8)") : _("file of an unknown kind");
}

int wubu_file_say(const char *path, struct buf *out, struct wubu_error *error)
{
	struct arena *arena = arena_new();
	struct wubu_bytes bytes;
	char hex[DIGEST_HEX];
	int found = store_read_outside(path, LIMIT_MATERIAL_BYTES, arena, &bytes, error);
	if (found == 0)
		error_set(error, WUBU_NOT_FOUND, _("there is no file %s"), path);
	if (found == 1)
		buf_format(out, _("%s, %zu bytes, SHA-256 %s\n"), kind_of(bytes), bytes.size, digest_sha256(bytes, hex));
	arena_free(arena);
	return found == 1 ? 0 : -1;
}
