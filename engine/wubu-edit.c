/* SPDX-License-Identifier: Apache-2.0 */
/* Changes to the text of a record: values, files that are copied in, items that are appended. */
#include "wubu-doing.h"

#include "base/lang.h"
#include "base/limits.h"
#include "rule/vocabulary.h"
#include "store/outside.h"

/* ---- changing the text ---------------------------------------------------------------------- */

/* Read the new text in place of the old one, with its words. */
int doing_take_text(struct doing *d, struct wubu_bytes text)
{
	struct record *record;
	if (record_read(&record, d->arena, d->decision.path, text, d->error))
		return -1;
	d->decision.record = record;
	d->decision.facts.rule.after = record;
	struct rule_facts words = {.book = doing_book(d), .today = DATE_NONE};
	vocabulary_apply(&words, record, NULL);
	return 0;
}

int doing_put_value(struct doing *d, const struct record_step *path, size_t depth,
		     const struct record_value *value)
{
	struct buf out;
	buf_init(&out);
	int rc = value ? record_edit_put(d->decision.record, path, depth, value, &out, d->error)
		       : record_edit_drop(d->decision.record, path, depth, &out, d->error);
	if (!rc)
		rc = doing_take_text(d, buf_bytes(&out));
	buf_release(&out);
	return rc;
}

int doing_resolve(struct doing *d, const char *text, struct record_step **path, size_t *depth,
		   const struct rule_field **field)
{
	return vocabulary_resolve(doing_book(d), d->decision.record, text, d->arena, path, depth, field, d->error);
}

/* The key NAME below FIELDS as this record writes it. */
const char *doing_spelled(const struct doing *d, const struct rule_fields *fields, const char *name)
{
	const struct rule_field *field = rule_field(fields, name);
	bool labels = vocabulary_uses_labels(doing_book(d), d->decision.record);
	return labels && field && field->label.zh ? field->label.zh : name;
}

void doing_put_text(struct doing *d, struct record_value *map, const struct rule_fields *fields,
		     const char *name, const char *text)
{
	if (text)
		record_value_put(d->arena, map, doing_spelled(d, fields, name), record_value_text(d->arena, text));
}

/* ---- settings ---------------------------------------------------------------------------------- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Several fields may name one file; two files never share a name. */
static int add_file(struct doing *d, const char *path, struct wubu_bytes bytes)
{
	const char *full = arena_format(d->arena, "%s/%s", d->decision.folder, path);
	for (size_t i = 0; i < d->file_count; i++) {
		if (strcmp(d->files[i].path, full) != 0)
			continue;
		if (bytes_equal(d->files[i].bytes, bytes))
			return 0;
		error_set(d->error, WUBU_USAGE, _("two different files would both become %s"), full);
		error_hint(d->error, _("give one of them another name"));
		return -1;
	}
	*arena_push(d->arena, d->files, d->file_count) = (struct store_file){full, bytes, false};
	return 0;
}

/* Whether the file is in the record's folder already: as it will be in the commit. */
static int find_inside(struct doing *d, const char *path, struct wubu_bytes *bytes)
{
	if (!vocabulary_is_file_path(bytes_of(path)))
		return 0;
	return store_read_file(d->wubu->ledger->store, arena_format(d->arena, "%s/%s", d->decision.folder, path),
			       LIMIT_MATERIAL_BYTES, d->arena, bytes, d->error);
}

/*
 * VALUE names a file: one in the record's folder stays where it is, any other one is copied in.  The draft stands
 * beside the record, with its digest, because sign-offs bind it.
 */
static struct record_value *file_value(struct doing *d, const struct rule_field *field, const char *value)
{
	struct wubu_bytes bytes;
	bool draft = field == rule_field(&doing_book(d)->root, "draft");
	const char *path = value;
	int found = find_inside(d, value, &bytes);
	if (found < 0)
		return NULL;
	if (!found) {
		path = draft ? base_name(value) : arena_format(d->arena, "materials/%s", base_name(value));
		found = store_read_outside(value, LIMIT_MATERIAL_BYTES, d->arena, &bytes, d->error);
		if (found < 0)
			return NULL;
		if (!found || !vocabulary_is_file_path(bytes_of(path))) {
			error_set(d->error, WUBU_NOT_FOUND, _("there is no file %s"), value);
			return NULL;
		}
	}
	if (add_file(d, path, bytes))
		return NULL;
	if (!draft)
		return record_value_text(d->arena, path);
	char hex[DIGEST_HEX];
	struct record_value *map = record_value_map(d->arena);
	doing_put_text(d, map, field->of, "file", path);
	doing_put_text(d, map, field->of, "sha256", digest_sha256(bytes, hex));
	return map;
}

static struct record_value *value_of(struct doing *d, const struct rule_field *field, enum rule_type type,
				     const char *value)
{
	if (type == RULE_FILE)
		return file_value(d, field, value);
	if (type == RULE_LIST) {
		/* "a, b, c" fills a list of plain values. */
		struct record_value *list = record_value_list(d->arena);
		const char *text = value;
		while (*text) {
			size_t size = strcspn(text, ",");
			size_t lead = strspn(text, " "), end = size;
			while (end > lead && text[end - 1] == ' ')
				end--;
			const char *item = end > lead ? arena_copy(d->arena, (struct wubu_bytes){text + lead, end - lead}) : "";
			struct record_value *one = value_of(d, field, field->item, item);
			if (!one)
				return NULL;
			record_value_add(d->arena, list, one);
			text += size + (text[size] == ',');
		}
		return list;
	}
	return record_value_text(d->arena, value);
}

static const struct record_node *node_at(const struct record *record, const struct record_step *path, size_t depth)
{
	const struct record_node *node = record->root;
	for (size_t i = 0; node && i < depth; i++) {
		if (path[i].name)
			node = record_get(node, path[i].name);
		else
			node = node->kind == RECORD_LIST && path[i].index < node->count
				       ? node->items[path[i].index] : NULL;
	}
	return node;
}

/*
 * "[+]" makes a new item the first time, and means the same item in what follows, until a field of it that
 * is already filled in is set again.
 */
static void settle_appends(struct doing *d, const char *text, struct record_step *path, size_t depth)
{
	for (size_t i = 0; i < depth; i++) {
		if (path[i].name)
			continue;
		const struct record_node *list = node_at(d->decision.record, path, i);
		size_t count = list && list->kind == RECORD_LIST ? list->count : 0;
		/* The number one past the last item means a new one, too. */
		if (path[i].index == count) {
			path[i].index = RECORD_APPEND;
			continue;
		}
		if (path[i].index != RECORD_APPEND)
			continue;
		const char *prefix = arena_copy(d->arena, (struct wubu_bytes){text, (size_t)(strstr(text, "[+]") - text)});
		bool again = rule_names_have(&d->appended, prefix) && list && list->kind == RECORD_LIST &&
			     list->count;
		if (again && i + 1 < depth) {
			path[i].index = list->count - 1;
			if (node_at(d->decision.record, path, depth))
				path[i].index = RECORD_APPEND;
		}
		*arena_push(d->arena, d->appended.items, d->appended.count) = prefix;
	}
}

int doing_apply_setting(struct doing *d, const char *path_text, const char *text)
{
	struct record_step *path;
	size_t depth;
	const struct rule_field *field;
	const char *value = text && *text ? text : NULL;
	if (doing_resolve(d, path_text, &path, &depth, &field))
		return -1;
	settle_appends(d, path_text, path, depth);
	if (field->type == RULE_GROUP && value)
		return error_set(d->error, WUBU_USAGE, _("“%s” is a group: set its parts, such as %s.%s"), path_text,
				 path_text, field->of->items[0]->name);
	bool item = depth && !path[depth - 1].name;
	if (!value)
		return node_at(d->decision.record, path, depth) ? doing_put_value(d, path, depth, NULL) : 0;
	struct record_value *made = value_of(d, field, item ? field->item : field->type, value);
	return made ? doing_put_value(d, path, depth, made) : -1;
}

int doing_apply_settings(struct doing *d)
{
	for (size_t i = 0; i < d->act->setting_count; i++) {
		const struct wubu_setting *setting = &d->act->settings[i];
		const char *path = setting->path;
		if (d->act->step)
			path = arena_format(d->arena, "%s.%s", d->step->name, path);
		if (doing_apply_setting(d, path, setting->value))
			return -1;
	}
	return 0;
}
