/* SPDX-License-Identifier: Apache-2.0 */
#include "record/image.h"

#include "base/limits.h"

/* All fit: LIMIT_YAML_BYTES bounds every place in a file. */
struct image_node {
	uint32_t line, column, begin, end;
	uint32_t at, size; /* a text: where in the texts, and its bytes; a list or map: SIZE is the count of its items */
	uint8_t kind, plain, flow, unused;
};

struct image_head {
	uint32_t file, source, nodes, texts; /* sizes in bytes; of NODES the count */
};

/* ---- writing ------------------------------------------------------------------------------ */

struct image_writer {
	struct buf nodes, texts;
};

static void write_node(struct image_writer *w, const struct record_node *node)
{
	struct image_node flat = {
		.line = node->line, .column = node->column, .begin = (uint32_t)node->begin, .end = (uint32_t)node->end,
		.at = (uint32_t)w->texts.size, .kind = (uint8_t)node->kind, .plain = node->plain, .flow = node->flow,
		.size = (uint32_t)(node->kind == RECORD_TEXT ? node->text.size : node->count)};
	buf_add(&w->nodes, (struct wubu_bytes){(const char *)&flat, sizeof flat});
	if (node->kind == RECORD_TEXT)
		buf_add(&w->texts, (struct wubu_bytes){node->text.data, node->text.size + 1});
	for (size_t i = 0; node->kind == RECORD_LIST && i < node->count; i++)
		write_node(w, node->items[i]);
	for (size_t i = 0; node->kind == RECORD_MAP && i < node->count; i++) {
		write_node(w, node->entries[i].key);
		write_node(w, node->entries[i].value);
	}
}

void record_image_write(const struct record *record, struct buf *out)
{
	struct image_writer w;
	buf_init(&w.nodes);
	buf_init(&w.texts);
	write_node(&w, record->root);
	struct image_head head = {(uint32_t)strlen(record->file) + 1, (uint32_t)record->source.size + 1,
				  (uint32_t)(w.nodes.size / sizeof(struct image_node)), (uint32_t)w.texts.size};
	buf_add(out, (struct wubu_bytes){(const char *)&head, sizeof head});
	buf_add(out, (struct wubu_bytes){record->file, head.file});
	buf_add(out, (struct wubu_bytes){record->source.data, head.source});
	buf_add(out, buf_bytes(&w.nodes));
	buf_add(out, buf_bytes(&w.texts));
	buf_release(&w.nodes);
	buf_release(&w.texts);
}

/* ---- reading ------------------------------------------------------------------------------- */

struct image_reader {
	struct arena *arena;
	struct wubu_bytes source, nodes, texts;
	struct record_node *next; /* an array with room for all */
	size_t left, depth;
};

/* SIZE bytes off the front of BYTES; NULL when there are not so many. */
static const char *cut(struct wubu_bytes *bytes, size_t size)
{
	const char *front = bytes->data;
	if (size > bytes->size)
		return NULL;
	*bytes = (struct wubu_bytes){bytes->data + size, bytes->size - size};
	return front;
}

/* The same for a text that ends in a NUL, which SIZE counts. */
static const char *cut_text(struct wubu_bytes *bytes, size_t size)
{
	const char *text = size ? cut(bytes, size) : NULL;
	return text && !text[size - 1] ? text : NULL;
}

static struct record_node *read_node(struct image_reader *r);

static int read_text(struct image_reader *r, struct record_node *node, const struct image_node *flat)
{
	if (flat->at >= r->texts.size || flat->size >= r->texts.size - flat->at ||
	    r->texts.data[flat->at + flat->size])
		return -1;
	node->text = (struct wubu_bytes){r->texts.data + flat->at, flat->size};
	return 0;
}

static int read_list(struct image_reader *r, struct record_node *node)
{
	node->items = arena_array(r->arena, node->count, sizeof *node->items);
	for (size_t i = 0; i < node->count; i++)
		if (!(node->items[i] = read_node(r)))
			return -1;
	return 0;
}

static int read_map(struct image_reader *r, struct record_node *node)
{
	node->entries = arena_array(r->arena, node->count, sizeof *node->entries);
	for (size_t i = 0; i < node->count; i++) {
		struct record_node *key = read_node(r), *value = key ? read_node(r) : NULL;
		if (!value || key->kind != RECORD_TEXT)
			return -1;
		node->entries[i] = (struct record_entry){key, key->text.data, value};
	}
	return 0;
}

static struct record_node *read_node(struct image_reader *r)
{
	struct image_node flat;
	const char *bytes = cut(&r->nodes, sizeof flat);
	if (!bytes || r->depth > LIMIT_YAML_DEPTH)
		return NULL;
	memcpy(&flat, bytes, sizeof flat);
	if (flat.kind > RECORD_MAP || flat.begin > flat.end || flat.end > r->source.size)
		return NULL;
	struct record_node *node = r->next++;
	*node = (struct record_node){.kind = (enum record_kind)flat.kind, .line = flat.line, .column = flat.column,
				     .begin = flat.begin, .end = flat.end, .plain = flat.plain, .flow = flat.flow};
	if (node->kind == RECORD_TEXT)
		return read_text(r, node, &flat) ? NULL : node;
	node->count = flat.size;
	/* Each item is a node of its own, so a count beyond them is no count. */
	if (flat.size > r->nodes.size / sizeof flat)
		return NULL;
	r->depth++;
	int rc = node->kind == RECORD_LIST ? read_list(r, node) : read_map(r, node);
	r->depth--;
	return rc ? NULL : node;
}

int record_image_read(struct record **out, struct arena *arena, struct wubu_bytes *image)
{
	struct image_head head;
	const char *bytes = cut(image, sizeof head);
	if (!bytes)
		return -1;
	memcpy(&head, bytes, sizeof head);
	if (!head.nodes || head.nodes > LIMIT_YAML_NODES)
		return -1;
	const char *file = cut_text(image, head.file), *source = file ? cut_text(image, head.source) : NULL;
	const char *nodes = source ? cut(image, head.nodes * sizeof(struct image_node)) : NULL;
	const char *texts = nodes ? cut(image, head.texts) : NULL;
	if (!texts)
		return -1;
	struct image_reader r = {
		.arena = arena, .source = {source, head.source - 1}, .texts = {texts, head.texts},
		.nodes = {nodes, head.nodes * sizeof(struct image_node)},
		.next = arena_array(arena, head.nodes, sizeof *r.next)};
	struct record *record = arena_alloc(arena, sizeof *record);
	*record = (struct record){arena, file, r.source, read_node(&r)};
	if (!record->root || record->root->kind != RECORD_MAP || r.nodes.size)
		return -1;
	*out = record;
	return 0;
}
