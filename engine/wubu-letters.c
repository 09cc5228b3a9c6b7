/* SPDX-License-Identifier: Apache-2.0 */
/* One letter a person a day on what there is to do; what was sent is noted, so that nothing comes twice. */
#include "wubu-overviews.h"

#include "base/lang.h"
#include "trust/base64.h"
#include "view/deadline.h"
#include "view/todo.h"

#include <stdlib.h>

#define SENT "sent"
#define LINE_CHARACTERS 76

struct wubu_letters {
	struct asking asking;
	struct wubu_letter *items;
	size_t count;
};

/* ---- the form of a mail (RFC 5322, 2045, 2047) ------------------------------------------------- */

static const char *base64_of(struct wubu_bytes text, struct arena *arena)
{
	char *out = arena_alloc(arena, TRUST_BASE64_TEXT(text.size) + 1);
	trust_base64_encode(text, out);
	return out;
}

static bool is_plain(const char *text)
{
	for (const char *p = text; *p; p++)
		if (*p < 0x20 || *p > 0x7E || strchr("\"\\<>()[]:;@,", *p))
			return false;
	return true;
}

/* NAME: words that are not ASCII as encoded words, each short enough and of whole characters. */
static void add_words(struct buf *out, const char *text, struct arena *arena)
{
	enum { WORD_BYTES = 42 };
	struct wubu_bytes rest = bytes_of(text);
	if (is_plain(text)) {
		buf_text(out, text);
		return;
	}
	for (bool first = true; rest.size; first = false) {
		size_t cut = rest.size < WORD_BYTES ? rest.size : WORD_BYTES;
		while (cut < rest.size && cut > 1 && ((unsigned char)rest.data[cut] & 0xC0) == 0x80)
			cut--;
		buf_format(out, "%s=?UTF-8?B?%s?=", first ? "" : "\r\n ",
			   base64_of((struct wubu_bytes){rest.data, cut}, arena));
		rest = (struct wubu_bytes){rest.data + cut, rest.size - cut};
	}
}

static void add_address(struct buf *out, const char *header, const char *name, const char *mail, struct arena *arena)
{
	buf_format(out, "%s: ", header);
	add_words(out, name, arena);
	buf_format(out, " <%s>\r\n", mail);
}

static void add_date(struct buf *out, int64_t seconds, int offset)
{
	static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int32_t day = date_of_time(seconds, offset);
	int year, month, day_of_month, rest = (int)((seconds + (int64_t)offset * 60) % 86400);
	date_to_civil(day, &year, &month, &day_of_month);
	buf_format(out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n", weekdays[date_weekday(day) - 1],
		   day_of_month, months[month - 1], year, rest / 3600, rest / 60 % 60, rest % 60, offset < 0 ? '-' : '+',
		   abs(offset) / 60, abs(offset) % 60);
}

static void add_body(struct buf *out, const char *text, struct arena *arena)
{
	const char *code = base64_of(bytes_of(text), arena);
	for (size_t left = strlen(code), n; left; code += n, left -= n) {
		n = left < LINE_CHARACTERS ? left : LINE_CHARACTERS;
		buf_format(out, "%.*s\r\n", (int)n, code);
	}
}

/* ---- one letter ------------------------------------------------------------------------------------ */

static size_t count_part(const struct worklist *list, enum worklist_part part, bool late)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].part == part && (!late || list->items[i].step->late);
	return count;
}

static const char *subject_of(const struct worklist *list, int32_t today, struct arena *arena)
{
	size_t now = count_part(list, WORKLIST_NOW, false), late = count_part(list, WORKLIST_NOW, true);
	const char *day = deadline_day(today, arena);
	if (late)
		return arena_format(arena, _("%s: %zu to do, %zu of them late"), day, now, late);
	return arena_format(arena, ngettext("%s: %zu thing to do", "%s: %zu things to do", now), day, now);
}

static const char *body_of(const struct worklist *list, const char *name, int32_t today, struct arena *arena)
{
	struct buf text;
	buf_init(&text);
	todo_write(list, name, today, VIEW_TEXT, &text);
	buf_format(&text, "\n%s\n", _("This comes once a day, while there is something to do. What counts is the ledger: `wubu todo` "
				      "shows how it stands now."));
	const char *copy = arena_copy(arena, buf_bytes(&text));
	buf_release(&text);
	return copy;
}

static const char *message_of(struct wubu *wubu, const struct wubu_letter *letter, const char *body, const char *key,
			      struct arena *arena)
{
	const struct wubu_moment *moment = &wubu->moment;
	char hex[DIGEST_HEX];
	struct buf out;
	buf_init(&out);
	if (moment->mail)
		add_address(&out, "From", moment->name ? moment->name : "wubu", moment->mail, arena);
	add_address(&out, "To", letter->name, letter->mail, arena);
	buf_text(&out, "Subject: ");
	add_words(&out, letter->subject, arena);
	buf_text(&out, "\r\n");
	add_date(&out, moment->seconds, moment->offset);
	digest_sha256(bytes_of(key), hex);
	buf_format(&out, "Message-ID: <%.32s@wubu>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
			 "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", hex);
	add_body(&out, body, arena);
	const char *copy = arena_copy(arena, buf_bytes(&out));
	buf_release(&out);
	return copy;
}

/* ---- all letters ------------------------------------------------------------------------------------- */

static const char *key_of(const char *person, int32_t today, struct arena *arena)
{
	char day[DATE_TEXT_SIZE];
	return arena_format(arena, "%s %s\n", date_format(today, day), person);
}

static void write_letter(struct wubu *wubu, struct wubu_letters *made, const struct trust_person *person)
{
	struct asking *asking = &made->asking;
	struct arena *arena = asking->all.arena;
	asking->filter.person = person->id;
	struct worklist list = asking_list(asking);
	if (!count_part(&list, WORKLIST_NOW, false))
		return;
	char day[DATE_TEXT_SIZE];
	struct wubu_letter *letter = arena_push(arena, made->items, made->count);
	*letter = (struct wubu_letter){.person = person->id, .name = person->name, .mail = person->mail,
				       .subject = subject_of(&list, asking->all.today, arena)};
	letter->file = arena_format(arena, "%s-%s.eml", date_format(asking->all.today, day), person->id);
	letter->key = key_of(person->id, asking->all.today, arena);
	letter->message = message_of(wubu, letter, body_of(&list, person->name, asking->all.today, arena),
				     letter->key, arena);
}

static int write_letters(struct wubu *wubu, struct wubu_letters *made, struct wubu_error *error)
{
	struct asking *asking = &made->asking;
	const char *only = asking->filter.person;
	struct buf sent;
	buf_init(&sent);
	int found = wubu_note_read(wubu, SENT, &sent, error);
	for (size_t i = 0; found >= 0 && asking->all.count && i < asking->people->count; i++) {
		const struct trust_person *person = &asking->people->people[i];
		bool wanted = !only || strcmp(only, person->id) == 0;
		if (wanted && person->mail && !strstr(sent.data, key_of(person->id, asking->all.today, asking->all.arena)))
			write_letter(wubu, made, person);
	}
	buf_release(&sent);
	return found < 0 ? -1 : 0;
}

int wubu_letters(struct wubu *wubu, const struct wubu_filter *filter, struct wubu_letters **out,
		 struct wubu_error *error)
{
	struct wubu_letters *made = heap_alloc(sizeof *made);
	*made = (struct wubu_letters){.count = 0};
	if (asking_begin(&made->asking, wubu, filter, error) || write_letters(wubu, made, error)) {
		wubu_letters_free(made);
		return -1;
	}
	*out = made;
	return 0;
}

const struct wubu_letter *wubu_letter(const struct wubu_letters *letters, size_t i)
{
	return i < letters->count ? &letters->items[i] : NULL;
}

int wubu_letter_sent(struct wubu *wubu, const struct wubu_letter *letter, struct wubu_error *error)
{
	struct buf sent, kept;
	buf_init(&sent);
	buf_init(&kept);
	int rc = wubu_note_read(wubu, SENT, &sent, error) < 0 ? -1 : 0;
	/* Other days' lines are of no use any more. */
	for (const char *line = sent.data; !rc && *line; line += strcspn(line, "\n") + 1)
		if (strncmp(line, letter->key, DATE_TEXT_SIZE - 1) == 0)
			buf_add(&kept, (struct wubu_bytes){line, strcspn(line, "\n") + 1});
	buf_text(&kept, letter->key);
	if (!rc)
		rc = wubu_note_write(wubu, SENT, buf_bytes(&kept), error);
	buf_release(&kept);
	buf_release(&sent);
	return rc;
}

void wubu_letters_free(struct wubu_letters *letters)
{
	if (!letters)
		return;
	asking_end(&letters->asking);
	free(letters);
}
