/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a form: what differs from the record becomes settings, and words for the person. */
#include "web/form.h"

#include "base/lang.h"

#include <stdlib.h>

struct reading {
	struct web_form *form;
	struct arena *arena;
};

/* ---- paths ----------------------------------------------------------------------------- */

/* "a[+2].b" as the rulebook has it: "a[+].b". */
static const char *row_path(const struct reading *r, const char *name)
{
	char *path = arena_text(r->arena, name), *to = path;
	for (const char *from = name; *from; from++) {
		*to++ = *from;
		if (*from == '+' && from > name && from[-1] == '[')
			while (from[1] >= '0' && from[1] <= '9')
				from++;
	}
	*to = '\0';
	return path;
}

static const struct wubu_field *row_of(const struct reading *r, const char *path)
{
	const struct wubu_field *field;
	for (size_t i = 0; (field = wubu_field(r->form->fields, i)); i++)
		if (strcmp(field->path, path) == 0)
			return field;
	return NULL;
}

/* Whether a new item, "a[+2].", has anything that is to be recorded. */
static bool has_content(const struct reading *r, const char *item)
{
	const struct web_values *form = &r->form->request->form;
	size_t size = strlen(item);
	for (size_t i = 0; i < form->count; i++) {
		const char *name = form->items[i].name;
		if ((strncmp(name, "f:", 2) == 0 || strncmp(name, "k:", 2) == 0) &&
		    strncmp(name + 2, item, size) == 0 && *form->items[i].text)
			return true;
	}
	return false;
}

/* The number that new item NUMBER of LIST will have: items left blank are not counted. */
static size_t place_of(const struct reading *r, const char *list, size_t number)
{
	const struct wubu_field *row = row_of(r, row_path(r, list));
	size_t place = row && !strstr(list, "[+") ? row->items : 0;
	for (size_t i = 0; i < number; i++)
		place += has_content(r, arena_format(r->arena, "%s[+%zu].", list, i));
	return place;
}

/* NAME with each "[+N]" replaced by the number that the item will have. */
static const char *final_path(const struct reading *r, const char *name)
{
	const char *mark = strstr(name, "[+");
	if (!mark)
		return name;
	char *end;
	size_t number = strtoul(mark + 2, &end, 10);
	const char *list = arena_copy(r->arena, (struct wubu_bytes){name, (size_t)(mark - name)});
	if (*end != ']')
		return name;
	const char *head = arena_format(r->arena, "%s[%zu]", list, place_of(r, list, number));
	/* Inside of a new item all lists are new. */
	const char *rest = end + 1, *inner = strstr(rest, "[+");
	if (!inner)
		return arena_format(r->arena, "%s%s", head, rest);
	number = strtoul(inner + 2, &end, 10);
	return arena_format(r->arena, "%s%.*s[%zu]%s", head, (int)(inner - rest), rest, number, *end ? end + 1 : "");
}

/* ---- settings --------------------------------------------------------------------------------- */

static void set(const struct reading *r, const char *path, const char *value)
{
	size_t size = strlen(r->form->prefix);
	if (strncmp(path, r->form->prefix, size) == 0)
		*arena_push(r->arena, r->form->settings, r->form->setting_count) =
			(struct wubu_setting){path + size, value};
}

/* "Solicitations 2: Channel", so that one knows which. */
static const char *label_of(const struct reading *r, const struct wubu_field *field, const char *path)
{
	const char *bracket = strrchr(path, '[');
	if (!bracket || bracket[1] < '0' || bracket[1] > '9')
		return field->label;
	const char *list = arena_copy(r->arena, (struct wubu_bytes){path, (size_t)(bracket - path)});
	const struct wubu_field *row = row_of(r, list);
	return row ? arena_format(r->arena, _("%s %lu: %s"), row->label, strtoul(bracket + 1, NULL, 10) + 1, field->label)
		   : field->label;
}

/* The words for VALUE: the labels of its choices. */
static const char *words_of(const struct reading *r, const struct wubu_field *field, const char *value)
{
	struct buf out;
	buf_init(&out);
	while (value && *value) {
		size_t size = strcspn(value, "\n");
		const char *word = arena_copy(r->arena, (struct wubu_bytes){value, size});
		for (size_t i = 0; i < field->choice_count; i++)
			if (strcmp(field->choices[i], word) == 0)
				word = field->choice_labels[i];
		buf_format(&out, "%s%s", out.size ? (field->choice_count ? _(", ") : "\n") : "", word);
		value += size + (value[size] == '\n');
	}
	const char *text = out.size ? arena_copy(r->arena, buf_bytes(&out)) : NULL;
	buf_release(&out);
	return text;
}

static void tell(const struct reading *r, const struct wubu_field *field, const char *path, const char *before,
		 const char *after)
{
	*arena_push(r->arena, r->form->changes, r->form->change_count) = (struct web_change){
		label_of(r, field, path), words_of(r, field, before), words_of(r, field, after)};
}

/* Line ends as we write them, without blanks at either end. */
static const char *cleaned(const struct reading *r, const char *text)
{
	char *copy = arena_text(r->arena, text), *to = copy;
	for (const char *from = text; *from; from++)
		if (*from != '\r')
			*to++ = *from;
	while (to > copy && (to[-1] == ' ' || to[-1] == '\n' || to[-1] == '\t'))
		to--;
	*to = '\0';
	return copy + strspn(copy, " \n\t");
}

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* ---- kinds of values ----------------------------------------------------------------------------- */

static void read_text(const struct reading *r, const struct wubu_field *field, const char *name, const char *text)
{
	const char *value = cleaned(r, text), *before = strstr(name, "[+") ? NULL : field->value;
	const char *path = final_path(r, name);
	if (same(value, before))
		return;
	set(r, path, *value ? value : NULL);
	tell(r, field, path, before, value);
}

/* The whole list anew: its values have no names by which one could be changed. */
static void write_lines(const struct reading *r, const struct wubu_field *field, const char *name, const char *lines)
{
	const char *before = strstr(name, "[+") ? NULL : field->value, *path = final_path(r, name);
	if (same(lines, before))
		return;
	tell(r, field, path, before, lines);
	if (before)
		set(r, path, NULL);
	for (size_t i = 0; *lines; i++) {
		size_t size = strcspn(lines, "\n");
		const char *line = cleaned(r, arena_copy(r->arena, (struct wubu_bytes){lines, size}));
		if (*line)
			set(r, arena_format(r->arena, "%s[+]", path), line);
		lines += size + (lines[size] == '\n');
	}
}

static void read_ticks(const struct reading *r, const struct wubu_field *field, const char *name)
{
	const struct web_values *form = &r->form->request->form;
	const char *whole = arena_format(r->arena, "f:%s", name);
	struct buf lines;
	buf_init(&lines);
	/* In the order of the choices, so that ticking back and forth changes nothing. */
	for (size_t c = 0; c < field->choice_count; c++)
		for (size_t i = 0; i < form->count; i++)
			if (strcmp(form->items[i].name, whole) == 0 && strcmp(form->items[i].text, field->choices[c]) == 0) {
				buf_format(&lines, "%s%s", lines.size ? "\n" : "", field->choices[c]);
				break;
			}
	write_lines(r, field, name, arena_copy(r->arena, buf_bytes(&lines)));
	buf_release(&lines);
}

static void read_upload(const struct reading *r, const struct wubu_field *field, const char *name,
			const struct web_upload *upload)
{
	const char *path = final_path(r, name);
	bool list = strcmp(field->type, "list") == 0;
	set(r, list ? arena_format(r->arena, "%s[+]", path) : path, upload->path);
	tell(r, field, path, list || strstr(name, "[+") ? NULL : field->value, upload->name);
}

/* A file that was sent with an earlier page, unless another one has come in its place. */
static void read_kept(const struct reading *r, const char *name, const char *key)
{
	const struct web_values *form = &r->form->request->form;
	const struct wubu_field *field = row_of(r, row_path(r, name));
	const struct web_upload *upload = web_upload_find(r->form->request->web, key);
	const char *now = arena_format(r->arena, "f:%s", name), *then = arena_format(r->arena, "k:%s", name);
	const char *last = web_value(form, then);
	bool list = strcmp(field->type, "list") == 0;
	for (size_t i = 0; i < form->count && !list; i++)
		if (form->items[i].upload && strcmp(form->items[i].name, now) == 0)
			return;
	if (upload && (list || strcmp(last, key) == 0))
		read_upload(r, field, name, upload);
}

static bool is_file(const struct wubu_field *field)
{
	return strcmp(field->type, "file") == 0 || (field->item && strcmp(field->item, "file") == 0);
}

/* A text never names a file here: only what the browser sent is copied in. */
static void read_value(const struct reading *r, const char *name, const struct web_value *value)
{
	const struct wubu_field *field = row_of(r, row_path(r, name));
	if (!field || strcmp(field->type, "group") == 0 || (field->item && strcmp(field->item, "group") == 0))
		return;
	if (is_file(field)) {
		if (value->upload)
			read_upload(r, field, name, value->upload);
	} else if (strcmp(field->type, "list") == 0) {
		if (!field->choice_count)
			write_lines(r, field, name, cleaned(r, value->text));
	} else {
		read_text(r, field, name, value->text);
	}
}

/* ---- what is to be taken away ------------------------------------------------------------------------ */

/* The item that NAME is below of, if that is to be taken away. */
static bool is_dropped(const struct reading *r, const char *name)
{
	const struct web_values *form = &r->form->request->form;
	for (size_t i = 0; i < form->count; i++) {
		const char *drop = form->items[i].name;
		if (strncmp(drop, "drop:", 5) == 0 && strncmp(name, drop + 5, strlen(drop + 5)) == 0 &&
		    name[strlen(drop + 5)] == '.')
			return true;
	}
	return false;
}

static int last_first(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	size_t p = strlen(x), q = strlen(y);
	return p != q ? (p < q ? 1 : -1) : strcmp(y, x);
}

/* From the end on, so that no number changes before it is used. */
static void read_drops(const struct reading *r)
{
	const struct web_values *form = &r->form->request->form;
	const char **paths = NULL;
	size_t count = 0;
	for (size_t i = 0; i < form->count; i++) {
		const char *name = form->items[i].name, *bracket = strrchr(name, '[');
		if (strncmp(name, "drop:", 5) != 0 || !bracket || strstr(name, "[+"))
			continue;
		const char *list = arena_copy(r->arena, (struct wubu_bytes){name + 5, (size_t)(bracket - name - 5)});
		const struct wubu_field *field = row_of(r, list);
		if (!field || strtoul(bracket + 1, NULL, 10) >= field->items)
			continue;
		*arena_push(r->arena, paths, count) = name + 5;
		*arena_push(r->arena, r->form->changes, r->form->change_count) = (struct web_change){
			arena_format(r->arena, "%s %lu", field->label, strtoul(bracket + 1, NULL, 10) + 1), NULL, NULL};
	}
	if (count)
		qsort(paths, count, sizeof *paths, last_first);
	for (size_t i = 0; i < count; i++)
		set(r, paths[i], NULL);
}

/* ---- the whole ------------------------------------------------------------------------------------------ */

void web_form_read(struct web_form *form)
{
	struct reading r = {form, form->request->arena};
	const struct web_values *values = &form->request->form;
	for (size_t i = 0; i < values->count; i++) {
		const struct web_value *value = &values->items[i];
		const char *name = strchr(value->name, ':');
		if (!name++ || is_dropped(&r, name))
			continue;
		const struct wubu_field *field = row_of(&r, row_path(&r, name));
		if (value->name[0] == 'l' && field)
			read_ticks(&r, field, name);
		else if (value->name[0] == 'k' && field)
			read_kept(&r, name, value->text);
		else if (value->name[0] == 'f')
			read_value(&r, name, value);
	}
	read_drops(&r);
}

void web_form_hidden(struct web_request *request)
{
	static const char *const ours[] = {"token", "once", "go", "add"};
	struct buf *out = &request->answer.body;
	for (size_t i = 0; i < request->form.count; i++) {
		const struct web_value *value = &request->form.items[i];
		bool skip = false;
		for (size_t k = 0; k < sizeof ours / sizeof *ours; k++)
			skip |= strcmp(value->name, ours[k]) == 0;
		if (skip)
			continue;
		if (value->upload)
			html_add(out, "<input type=\"hidden\" name=\"k:%a\" value=\"%a\">", value->name + 2, value->upload->key);
		else
			html_add(out, "<input type=\"hidden\" name=\"%a\" value=\"%a\">", value->name, value->text);
	}
}
