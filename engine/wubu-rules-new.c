/* SPDX-License-Identifier: Apache-2.0 */
/* A rulebook to begin with: a skeleton of the library with its names filled in, and examples beside it. */
#include "wubu-inside.h"

#include "base/lang.h"
#include "base/limits.h"
#include "store/outside.h"
#include "store/write.h"

struct founding {
	const char *library, *folder, *name, *parent;
	const struct rulebook *base; /* the parent, loaded; NULL: there is none */
	const char *today;
	struct arena *arena;
	struct buf *done;
	struct wubu_error *error;
};

static bool is_part(const char *part, size_t size)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	for (size_t i = 0; i < size; i++)
		if (!strchr(letters, part[i]))
			return false;
	return size && size <= 64 && *part != '-';
}

/* "place/procedure": parts of lower-case letters, digits and hyphens. */
static bool is_book_name(const char *name)
{
	for (size_t size; size = strcspn(name, "/"), is_part(name, size); name += size + 1)
		if (!name[size])
			return true;
	return false;
}

/* What stands for PLACEHOLDER ("name}}…"), or NULL. */
static const char *filling(const struct founding *f, const char *placeholder)
{
	const struct rule_step *last = f->base ? f->base->steps[f->base->step_count - 1] : NULL;
	const struct { const char *word, *text; } words[] = {
		{"name}}", f->name}, {"parent}}", f->parent}, {"today}}", f->today},
		{"step}}", last ? last->name : ""}, {"role}}", last ? last->sign.roles.items[0] : ""}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(placeholder, words[i].word, strlen(words[i].word)) == 0)
			return words[i].text;
	return NULL;
}

static void fill_in(const struct founding *f, const char *text, struct buf *out)
{
	for (const char *gap; (gap = strstr(text, "{{"));) {
		const char *word = filling(f, gap + 2);
		buf_add(out, (struct wubu_bytes){text, (size_t)(gap - text)});
		buf_text(out, word ? word : "{{");
		text = word ? strstr(gap, "}}") + 2 : gap + 2;
	}
	buf_text(out, text);
}

static int read_library(const struct founding *f, const char *path, struct wubu_bytes *text)
{
	const char *whole = arena_format(f->arena, "%s/%s", f->library, path);
	int found = store_read_outside(whole, LIMIT_YAML_BYTES, f->arena, text, f->error);
	return found == 1 ? 0 : found < 0 ? -1 : error_set(f->error, WUBU_NOT_FOUND, _("there is no file %s"), whole);
}

static int write_file(const struct founding *f, const char *path, struct wubu_bytes text)
{
	if (store_write_outside(path, text, 0644, f->error))
		return -1;
	buf_format(f->done, "%s\n", path);
	return 0;
}

/* The skeleton FROM of the library as TO beside the new rulebook. */
static int write_part(const struct founding *f, const char *from, const char *to)
{
	struct wubu_bytes text;
	struct buf out;
	if (read_library(f, arena_format(f->arena, "skeleton/%s.yaml", from), &text))
		return -1;
	buf_init(&out);
	fill_in(f, text.data, &out);
	int rc = write_file(f, arena_format(f->arena, "%s/%s/%s", f->folder, f->name, to), buf_bytes(&out));
	buf_release(&out);
	return rc;
}

static int shelf_file(void *context, const char *name, struct arena *arena, struct record **record,
		      struct wubu_error *error)
{
	return wubu_rules_file(context, arena_format(arena, "%s/rulebook.yaml", name), arena, record, error);
}

static int load(const struct founding *f, const char *name, const struct rulebook **book)
{
	struct rulebook *loaded;
	if (rulebook_load(&loaded, name, shelf_file, (void *)f->folder, f->arena, f->error))
		return -1;
	*book = loaded;
	return 0;
}

/* The calendar that the new rulebook counts by, where it is not there yet and the library has one. */
static int write_calendar(const struct founding *f, const struct rulebook *book)
{
	struct wubu_bytes text;
	const char *path = arena_format(f->arena, "calendar/%s.yaml", book->calendar);
	const char *here = arena_format(f->arena, "%s/%s", f->folder, path);
	if (store_is_there(here))
		return 0;
	return read_library(f, path, &text) ||
	       store_make_folder(arena_format(f->arena, "%s/calendar", f->folder), f->error) ||
	       write_file(f, here, text) ? -1 : 0;
}

static int found_book(struct founding *f)
{
	const struct rulebook *book;
	const char *home = arena_format(f->arena, "%s/%s", f->folder, f->name);
	const char *form = f->parent ? "extending" : "alone";
	if (!is_book_name(f->name))
		return error_set(f->error, WUBU_USAGE, _("a rulebook is named by parts of lower-case letters, digits and "
							 "hyphens, with “/” between them: “%s” is none"), f->name);
	if (store_is_there(arena_format(f->arena, "%s/rulebook.yaml", home)))
		return error_set(f->error, WUBU_USAGE, _("there is a rulebook “%s” already"), f->name);
	if ((f->parent && load(f, f->parent, &f->base)) || store_make_folder(home, f->error) ||
	    write_part(f, form, "rulebook.yaml") ||
	    write_part(f, arena_format(f->arena, "%s-examples", form), "examples.yaml") || load(f, f->name, &book))
		return -1;
	return write_calendar(f, book);
}

int wubu_rules_new(const char *library, const char *folder, const char *name, const char *parent, int64_t seconds,
		   struct buf *done, struct wubu_error *error)
{
	char today[DATE_TEXT_SIZE];
	struct founding f = {.library = library, .folder = folder, .name = name, .parent = parent, .arena = arena_new(),
			     .today = date_format(date_of_time(seconds, 0), today), .done = done, .error = error};
	int rc = found_book(&f);
	arena_free(f.arena);
	return rc;
}
