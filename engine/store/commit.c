/* SPDX-License-Identifier: Apache-2.0 */
#include "store/handle.h"

#include "base/lang.h"
#include "base/text.h"

#define LATEST_SECOND INT64_C(253402300799) /* 9999-12-31T23:59:59Z */
#define WESTMOST (-720)
#define EASTMOST 840

/* What is left to read of a commit object, and where a failure is told. */
struct reader {
	struct wubu_bytes rest;
	struct store_commit *commit;
	struct arena *arena;
	struct wubu_error *error;
};

static int fail(struct reader *r, const char *sentence)
{
	return error_set(r->error, WUBU_INPUT, "%s", _(sentence));
}

/* The next line, without its newline; false when there is no newline any more. */
static bool peek_line(const struct reader *r, struct wubu_bytes *line)
{
	const char *end = r->rest.size ? memchr(r->rest.data, '\n', r->rest.size) : NULL;
	if (!end)
		return false;
	*line = (struct wubu_bytes){r->rest.data, (size_t)(end - r->rest.data)};
	return true;
}

static void skip(struct wubu_bytes *bytes, size_t count)
{
	bytes->data += count;
	bytes->size -= count;
}

/* When the next line begins with KEY and a blank, take the line and give its VALUE. */
static bool take_header(struct reader *r, const char *key, struct wubu_bytes *value)
{
	struct wubu_bytes line;
	size_t n = strlen(key);
	if (!peek_line(r, &line) || !bytes_start(line, key) || line.size <= n || line.data[n] != ' ')
		return false;
	*value = (struct wubu_bytes){line.data + n + 1, line.size - n - 1};
	skip(&r->rest, line.size + 1);
	return true;
}

/* ---- header ------------------------------------------------------------ */

static int read_tree_line(struct reader *r)
{
	struct wubu_bytes value;
	if (!take_header(r, "tree", &value) || store_id_parse(&r->commit->tree, value) < 0)
		return fail(r, N_("the commit does not begin with the id of a tree"));
	return 0;
}

static int read_parents(struct reader *r)
{
	struct store_commit *c = r->commit;
	struct wubu_bytes value;
	while (take_header(r, "parent", &value)) {
		struct store_id id;
		if (store_id_parse(&id, value) < 0)
			return fail(r, N_("the commit has a parent that is not an id"));
		if (c->parent_count == LIMIT_COMMIT_PARENTS)
			return fail(r, N_("the commit has more than two parents"));
		if (c->parent_count == 1 && store_id_equal(&id, &c->parents[0]))
			return fail(r, N_("the commit has the same parent twice"));
		c->parents[c->parent_count++] = id;
	}
	return 0;
}

static bool is_plain_name(struct wubu_bytes name)
{
	uint32_t code;
	if (!name.size || name.data[0] == ' ' || name.data[name.size - 1] == ' ')
		return false;
	for (size_t i = 0, n; i < name.size; i += n) {
		n = text_decode(name.data + i, name.size - i, &code);
		if (!n || code < 0x20 || code == '<' || code == '>' || text_danger(code) != TEXT_SAFE)
			return false;
	}
	return true;
}

static bool take_seconds(struct wubu_bytes *rest, int64_t *seconds)
{
	size_t n = 0;
	*seconds = 0;
	while (n < rest->size && rest->data[n] >= '0' && rest->data[n] <= '9') {
		*seconds = *seconds * 10 + (rest->data[n++] - '0');
		if (*seconds > LATEST_SECOND)
			return false;
	}
	if (n == 0 || (n > 1 && rest->data[0] == '0'))
		return false;
	skip(rest, n);
	return true;
}

/* "+0800": exactly five bytes. */
static bool parse_zone(struct wubu_bytes zone, int *offset)
{
	if (zone.size != 5 || (zone.data[0] != '+' && zone.data[0] != '-'))
		return false;
	for (size_t i = 1; i < 5; i++) {
		if (zone.data[i] < '0' || zone.data[i] > '9')
			return false;
	}
	int hours = (zone.data[1] - '0') * 10 + zone.data[2] - '0';
	int minutes = (zone.data[3] - '0') * 10 + zone.data[4] - '0';
	*offset = (hours * 60 + minutes) * (zone.data[0] == '-' ? -1 : 1);
	return minutes < 60 && *offset >= WESTMOST && *offset <= EASTMOST;
}

static bool parse_person(struct wubu_bytes text, struct store_person *person)
{
	const char *open = memchr(text.data, '<', text.size);
	const char *close = open ? memchr(open, '>', text.size - (size_t)(open - text.data)) : NULL;
	if (!close || open == text.data || open[-1] != ' ')
		return false;
	person->name = (struct wubu_bytes){text.data, (size_t)(open - text.data) - 1};
	person->mail = (struct wubu_bytes){open + 1, (size_t)(close - open) - 1};
	skip(&text, (size_t)(close - text.data) + 1);
	if (!is_plain_name(person->name) || !is_plain_name(person->mail))
		return false;
	if (!text.size || text.data[0] != ' ')
		return false;
	skip(&text, 1);
	if (!take_seconds(&text, &person->seconds) || !text.size || text.data[0] != ' ')
		return false;
	skip(&text, 1);
	return parse_zone(text, &person->offset);
}

static int read_people(struct reader *r)
{
	struct wubu_bytes value;
	if (!take_header(r, "author", &value) || !parse_person(value, &r->commit->author))
		return fail(r, N_("the commit's author line is not a name, <mail>, time and zone"));
	if (!take_header(r, "committer", &value) || !parse_person(value, &r->commit->committer))
		return fail(r, N_("the commit's committer line is not a name, <mail>, time and zone"));
	return 0;
}

/* ---- signature ----------------------------------------------------------- */

#define ARMOUR_BEGIN "-----BEGIN SSH SIGNATURE-----"
#define ARMOUR_END "-----END SSH SIGNATURE-----"
#define ARMOUR_WIDTH 76

/* Bytes of base64 at the front of LINE; '=' ends it. */
static size_t base64_length(struct wubu_bytes line)
{
	size_t i = 0;
	for (; i < line.size; i++) {
		char c = line.data[i];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (!letter && (c < '0' || c > '9') && c != '+' && c != '/')
			break;
	}
	return i;
}

/*
 * Take the continuation lines up to the armour's end into ARMOUR.  One signature has one form:
 * lines of one width, the last one shorter or equal, padding only at its end.
 */
static bool read_armour(struct reader *r, struct buf *armour)
{
	size_t width = 0, total = 0;
	bool last = false;
	struct wubu_bytes line;
	while (peek_line(r, &line) && line.size > 1 && line.data[0] == ' ') {
		skip(&r->rest, line.size + 1);
		skip(&line, 1);
		buf_add(armour, line);
		buf_char(armour, '\n');
		if (bytes_are(line, ARMOUR_END))
			return total && total % 4 == 0;
		size_t letters = base64_length(line), padding = line.size - letters;
		width = width ? width : line.size;
		if (last || !letters || line.size > width || line.size > ARMOUR_WIDTH || padding > 2 ||
		    strncmp("==", line.data + letters, padding) != 0)
			return false;
		last = line.size < width || padding;
		total += line.size;
	}
	return false;
}

static int read_signature(struct reader *r, struct wubu_bytes raw)
{
	struct store_commit *c = r->commit;
	struct wubu_bytes value;
	const char *begin = r->rest.data;
	c->payload = raw;
	if (!take_header(r, "gpgsig", &value))
		return 0;
	struct buf armour;
	buf_init(&armour);
	buf_text(&armour, ARMOUR_BEGIN "\n");
	bool good = bytes_are(value, ARMOUR_BEGIN) && read_armour(r, &armour);
	if (good) {
		c->signature.data = arena_copy(r->arena, buf_bytes(&armour));
		c->signature.size = armour.size;
		size_t before = (size_t)(begin - raw.data);
		char *payload = arena_alloc(r->arena, before + r->rest.size + 1);
		memcpy(payload, raw.data, before);
		memcpy(payload + before, r->rest.data, r->rest.size);
		c->payload = (struct wubu_bytes){payload, before + r->rest.size};
	}
	buf_release(&armour);
	return good ? 0 : fail(r, N_("the commit's signature is not an SSH signature in its usual form"));
}

/* Headers that git knows and a ledger does not, with why. */
static const struct {
	const char *key, *sentence;
} refused_headers[] = {
	{"gpgsig", N_("the commit has more than one signature")},
	{"gpgsig-sha256", N_("the commit has a signature for another kind of repository")},
	{"encoding", N_("the commit's text is not in UTF-8")},
	{"mergetag", N_("the commit merges a signed tag: merge the branch instead")},
};

static int end_header(struct reader *r)
{
	struct wubu_bytes line, value;
	if (!peek_line(r, &line))
		return fail(r, N_("the commit's header has no end"));
	if (!line.size) {
		skip(&r->rest, 1);
		return 0;
	}
	for (size_t i = 0; i < sizeof refused_headers / sizeof *refused_headers; i++) {
		if (take_header(r, refused_headers[i].key, &value))
			return fail(r, refused_headers[i].sentence);
	}
	return fail(r, N_("the commit has a header line that does not belong there"));
}

/* ---- reading whole commits ------------------------------------------------- */

int store_commit_parse(struct store_commit *commit, struct wubu_bytes raw, struct arena *arena,
		       struct wubu_error *error)
{
	struct reader r = {raw, commit, arena, error};
	*commit = (struct store_commit){0};
	if (raw.size > LIMIT_COMMIT_BYTES)
		return error_set(error, WUBU_LIMIT, _("the commit has %zu bytes; at most %u are allowed"),
				 raw.size, LIMIT_COMMIT_BYTES);
	if (read_tree_line(&r) < 0 || read_parents(&r) < 0 || read_people(&r) < 0 ||
	    read_signature(&r, raw) < 0 || end_header(&r) < 0)
		return -1;
	return store_message_read(commit, r.rest, error);
}

int store_read_commit(struct store *store, const struct store_id *id, struct arena *arena,
		      struct store_commit *commit, struct wubu_error *error)
{
	struct wubu_bytes raw;
	if (store_read(store, id, STORE_COMMIT, LIMIT_COMMIT_BYTES, arena, &raw, error) < 0 ||
	    store_commit_parse(commit, raw, arena, error) < 0)
		return -1;
	commit->id = *id;
	return 0;
}

struct wubu_bytes store_commit_trailer(const struct store_commit *commit, const char *key,
				       size_t *count)
{
	struct wubu_bytes value = {0};
	size_t found = 0;
	for (size_t i = 0; i < commit->trailer_count; i++) {
		if (!bytes_are(commit->trailers[i].key, key))
			continue;
		value = commit->trailers[i].value;
		found++;
	}
	if (count)
		*count = found;
	return found == 1 ? value : (struct wubu_bytes){0};
}
