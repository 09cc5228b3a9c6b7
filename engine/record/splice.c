/* SPDX-License-Identifier: Apache-2.0 */
#include "record/splice.h"

#include "base/lang.h"

#define NOT_THERE SIZE_MAX

static size_t child_index(const struct record_node *node, const struct record_step *step)
{
	if (step->name && node->kind == RECORD_MAP) {
		for (size_t i = 0; i < node->count; i++)
			if (strcmp(node->entries[i].name, step->name) == 0)
				return i;
	} else if (!step->name && node->kind == RECORD_LIST && step->index < node->count) {
		return step->index;
	}
	return NOT_THERE;
}

int record_edit_begin(struct record_edit *edit, const struct record *record,
		      const struct record_step *path, size_t depth, struct wubu_error *error)
{
	*edit = (struct record_edit){.record = record, .path = path, .depth = depth,
				     .arena = arena_new(), .error = error};
	buf_init(&edit->text);
	edit->nodes[0] = record->root;
	if (depth == 0)
		return record_edit_refuse(edit, WUBU_USAGE,
					  _("A change needs the name of a field."));
	if (depth > LIMIT_YAML_DEPTH)
		return record_edit_refuse(edit, WUBU_LIMIT,
					  _("This field would stand too deep in the record."));
	while (edit->known < depth) {
		const struct record_node *node = edit->nodes[edit->known];
		size_t i = child_index(node, &path[edit->known]);
		if (i == NOT_THERE)
			break;
		edit->index[edit->known++] = i;
		edit->nodes[edit->known] = record_child(node, i);
	}
	return 0;
}

void record_edit_end(struct record_edit *edit)
{
	buf_release(&edit->text);
	arena_free(edit->arena);
}

int record_edit_refuse(struct record_edit *edit, enum wubu_error_code code, const char *message)
{
	error_set(edit->error, code, "%s", message);
	record_place(edit->record, edit->nodes[edit->known], edit->error);
	return -1;
}

struct record_value *record_edit_value(struct record_edit *edit)
{
	return record_value_of(edit->arena, edit->record->root);
}

struct record_value *record_edit_part(struct record_edit *edit, struct record_value *root,
				      size_t level)
{
	for (size_t i = 0; i < level; i++)
		root = root->pairs[edit->index[i]].value;
	return root;
}

bool record_holds(const struct record_node *node, const struct record_value *value)
{
	if (node->kind != value->kind)
		return false;
	if (node->kind == RECORD_TEXT)
		return strcmp(node->text.data, value->text) == 0;
	if (node->count != value->count)
		return false;
	for (size_t i = 0; i < node->count; i++) {
		const char *key = value->pairs[i].key;
		if (key && strcmp(node->entries[i].key->text.data, key) != 0)
			return false;
		if (!record_holds(record_child(node, i), value->pairs[i].value))
			return false;
	}
	return true;
}

/* Read RESULT; it must hold EXPECTED. */
static int prove(struct record_edit *edit, struct wubu_bytes result,
		 const struct record_value *expected)
{
	struct wubu_error why = {0};
	struct record *after;
	if (record_read(&after, edit->arena, edit->record->file, result, &why) < 0) {
		error_set(edit->error, why.code, _("With this change the record could not be read: %s"),
			  why.message);
		record_place(edit->record, edit->nodes[edit->known], edit->error);
		return -1;
	}
	if (record_holds(after->root, expected))
		return 0;
	record_edit_refuse(edit, WUBU_INPUT,
			   _("This change cannot be written here without changing something else."));
	error_hint(edit->error, _("Make it by hand in an editor."));
	return -1;
}

int record_edit_finish(struct record_edit *edit, const struct record_value *expected,
		       struct buf *out)
{
	struct wubu_bytes source = edit->record->source;
	struct buf result;
	buf_init(&result);
	buf_add(&result, (struct wubu_bytes){source.data, edit->begin});
	buf_add(&result, buf_bytes(&edit->text));
	buf_add(&result, (struct wubu_bytes){source.data + edit->end, source.size - edit->end});
	/* New lines at the end of a file end as lines do. */
	bool lines = edit->end == source.size && edit->text.data && strchr(edit->text.data, '\n');
	if (lines && result.data[result.size - 1] != '\n')
		buf_char(&result, '\n');
	int rc = prove(edit, buf_bytes(&result), expected);
	if (rc == 0)
		buf_add(out, buf_bytes(&result));
	buf_release(&result);
	return rc;
}
