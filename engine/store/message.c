/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commit messages: a subject, text, and trailers in the last paragraph.  Tools differ on
 * what a trailer is; a line that any of them could take for one of wubu's stands in
 * the one form that all read alike, or the message is refused.
 */
#include "store/handle.h"

#include "base/lang.h"
#include "base/text.h"

#include <strings.h>

/* The keys that verdicts rest on. */
static const char *const commit_keys[] = {"Ledger", "Decision", "Step",  "Action",
					  "Outcome", "Draft",   "Materials", "Rules",
					  "Reason", "To",       "Round", "Signed-off-by"};

#define SCISSORS "# ------------------------ >8 ------------------------"
#define FULLWIDTH_COLON "\xEF\xBC\x9A"

static int fail_at(struct wubu_error *error, struct wubu_bytes line, const char *sentence)
{
	struct buf shown;
	buf_init(&shown);
	text_escape(&shown, line);
	error_set(error, WUBU_INPUT, "%s: \"%.120s\"", _(sentence), shown.data);
	buf_release(&shown);
	return -1;
}

/* Cut the first line off TEXT; a last line may lack its newline. */
static bool next_line(struct wubu_bytes *text, struct wubu_bytes *line)
{
	if (!text->size)
		return false;
	const char *end = memchr(text->data, '\n', text->size);
	line->data = text->data;
	line->size = end ? (size_t)(end - text->data) : text->size;
	size_t used = line->size + (end != NULL);
	text->data += used;
	text->size -= used;
	return true;
}

static bool is_key_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static size_t key_length(struct wubu_bytes line)
{
	size_t n = 0;
	while (n < line.size && is_key_letter(line.data[n]))
		n++;
	return n;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_divider(struct wubu_bytes line)
{
	return bytes_start(line, "---") && (line.size == 3 || is_blank(line.data[3]));
}

/* "Key: value", and nothing that two programs read in two ways. */
static bool parse_trailer(struct wubu_bytes line, struct store_trailer *trailer)
{
	size_t n = key_length(line);
	if (n == 0 || line.size < n + 3 || memcmp(line.data + n, ": ", 2) != 0)
		return false;
	trailer->key = (struct wubu_bytes){line.data, n};
	trailer->value = (struct wubu_bytes){line.data + n + 2, line.size - n - 2};
	return !is_blank(trailer->value.data[0]) && !is_blank(line.data[line.size - 1]);
}

/* The own key that WORD is, whatever its case, or NULL. */
static const char *own_key(struct wubu_bytes word)
{
	for (size_t i = 0; i < sizeof commit_keys / sizeof *commit_keys; i++) {
		if (word.size == strlen(commit_keys[i]) &&
		    strncasecmp(word.data, commit_keys[i], word.size) == 0)
			return commit_keys[i];
	}
	return NULL;
}

/* The own key that LINE begins with and that a colon ends, as written; or no bytes. */
static struct wubu_bytes own_key_before_colon(struct wubu_bytes line)
{
	while (line.size && is_blank(line.data[0])) {
		line.data++;
		line.size--;
	}
	struct wubu_bytes key = {line.data, key_length(line)};
	if (!key.size || !own_key(key))
		return (struct wubu_bytes){0};
	size_t n = key.size;
	while (n < line.size && is_blank(line.data[n]))
		n++;
	struct wubu_bytes rest = {line.data + n, line.size - n};
	bool colon = bytes_start(rest, ":") || bytes_start(rest, FULLWIDTH_COLON);
	return colon ? key : (struct wubu_bytes){0};
}

/*
 * Could somebody, or some program, take LINE for one of our trailers?  No program looks for
 * one in the subject, and "rules: add a step" is a good one; but what has the capitals
 * of a trailer deceives a reader even there.
 */
static bool looks_like_own(struct wubu_bytes line, bool is_subject)
{
	struct wubu_bytes key = own_key_before_colon(line);
	return key.size && (!is_subject || bytes_are(key, own_key(key)));
}

/* The last paragraph of TEXT, if it is not the first one: the subject's can hold no trailers. */
static struct wubu_bytes last_paragraph(struct wubu_bytes text)
{
	while (text.size && text.data[text.size - 1] == '\n')
		text.size--;
	for (size_t i = text.size; i > 1; i--) {
		if (text.data[i - 1] == '\n' && text.data[i - 2] == '\n')
			return (struct wubu_bytes){text.data + i, text.size - i};
	}
	return (struct wubu_bytes){text.data + text.size, 0};
}

/* Is each line of PARAGRAPH a trailer, and at least one there? */
static bool is_all_trailers(struct wubu_bytes paragraph)
{
	struct wubu_bytes line;
	struct store_trailer trailer;
	if (!paragraph.size)
		return false;
	while (next_line(&paragraph, &line)) {
		if (!parse_trailer(line, &trailer))
			return false;
	}
	return true;
}

/* Take the trailers; OWN says whether one of ours is among them. */
static int take_trailers(struct store_commit *commit, struct wubu_bytes paragraph, bool *own,
			 struct wubu_error *error)
{
	struct wubu_bytes line;
	while (next_line(&paragraph, &line)) {
		struct store_trailer trailer = {0};
		parse_trailer(line, &trailer);
		const char *key = own_key(trailer.key);
		if (line.size > LIMIT_TRAILER_BYTES)
			return fail_at(error, line, N_("a trailer of the commit message is too long"));
		if (commit->trailer_count == LIMIT_COMMIT_TRAILERS)
			return fail_at(error, line, N_("the commit message has too many trailers"));
		if (key && !bytes_are(trailer.key, key))
			return fail_at(error, line,
				       N_("a trailer's key is not written with its own capitals"));
		*own |= key != NULL;
		commit->trailers[commit->trailer_count++] = trailer;
	}
	return 0;
}

/* The lines before the trailers: none may pass for a trailer, or make git read them otherwise. */
static int check_body(struct wubu_bytes body, bool own, struct wubu_error *error)
{
	const char *subject = body.data;
	struct wubu_bytes line;
	while (next_line(&body, &line)) {
		if (looks_like_own(line, line.data == subject)) {
			error_hint(error, _("Trailers stand together at the end of the message after an "
					    "empty line, each as \"Key: value\"."));
			return fail_at(error, line,
				       N_("a line looks like a trailer but does not stand among the trailers"));
		}
		if (own && ((line.size && line.data[0] == '#') || is_divider(line) ||
			    memmem(line.data, line.size, "--- >8 ---", 10)))
			return fail_at(error, line,
				       N_("a line before the trailers makes programs read them differently"));
	}
	return 0;
}

static int check_text(struct wubu_bytes text, struct wubu_error *error)
{
	uint32_t code;
	for (size_t i = 0, n; i < text.size; i += n) {
		n = text_decode(text.data + i, text.size - i, &code);
		if (!n)
			return error_set(error, WUBU_INPUT, _("the commit message is not in UTF-8"));
		if (text_danger(code) != TEXT_SAFE)
			return error_set(error, WUBU_INPUT,
					 _("the commit message holds the invisible or control "
					   "character U+%04X"),
					 (unsigned)code);
	}
	return 0;
}

int store_message_read(struct store_commit *commit, struct wubu_bytes text,
		       struct wubu_error *error)
{
	bool own = false;
	if (check_text(text, error) < 0)
		return -1;
	if (text.size && text.data[0] == '\n')
		return error_set(error, WUBU_INPUT, _("the commit message begins with an empty line"));
	commit->message = text;
	struct wubu_bytes rest = text, body = text, trailers = last_paragraph(text);
	next_line(&rest, &commit->subject);
	if (is_all_trailers(trailers)) {
		body.size = (size_t)(trailers.data - text.data);
		if (take_trailers(commit, trailers, &own, error) < 0)
			return -1;
	}
	return check_body(body, own, error);
}

/* ---- a message before git has cleaned it ------------------------------- */

static bool is_space(char c)
{
	return is_blank(c) || (c >= '\n' && c <= '\r');
}

/* Append LINE without the blanks at its end; of several empty lines, one stays. */
static void add_clean_line(struct buf *out, struct wubu_bytes line, bool *gap)
{
	while (line.size && is_space(line.data[line.size - 1]))
		line.size--;
	if (!line.size) {
		*gap = true;
		return;
	}
	if (*gap && out->size)
		buf_char(out, '\n');
	*gap = false;
	buf_add(out, line);
	buf_char(out, '\n');
}

int store_message_parse(struct store_commit *commit, struct wubu_bytes message, struct arena *arena,
			struct wubu_error *error)
{
	struct buf clean;
	struct wubu_bytes line;
	bool gap = false;
	*commit = (struct store_commit){0};
	buf_init(&clean);
	while (next_line(&message, &line) && !bytes_are(line, SCISSORS)) {
		if (!line.size || line.data[0] != '#')
			add_clean_line(&clean, line, &gap);
	}
	struct wubu_bytes text = {arena_copy(arena, buf_bytes(&clean)), clean.size};
	buf_release(&clean);
	if (text.size > LIMIT_COMMIT_BYTES)
		return error_set(error, WUBU_LIMIT, _("the commit message is too long"));
	return store_message_read(commit, text, error);
}
