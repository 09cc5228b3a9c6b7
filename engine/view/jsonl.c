/* SPDX-License-Identifier: Apache-2.0 */
#include "view/jsonl.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdlib.h>

/* Memory that runs out ends the process, as everywhere; so nothing below can fail for lack of it. */
static void use_own_memory(void)
{
	json_set_alloc_funcs(heap_alloc, free);
}

json_t *jsonl_object(void)
{
	use_own_memory();
	return json_object();
}

json_t *jsonl_array(void)
{
	use_own_memory();
	return json_array();
}

json_t *jsonl_text(const char *text)
{
	struct buf escaped;
	use_own_memory();
	if (text_is_utf8(bytes_of(text), NULL))
		return json_string(text);
	buf_init(&escaped);
	text_escape(&escaped, bytes_of(text));
	json_t *value = json_string(escaped.data);
	buf_release(&escaped);
	return value;
}

void jsonl_put(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, jsonl_text(text));
}

void jsonl_put_number(json_t *object, const char *key, int64_t number)
{
	json_object_set_new(object, key, json_integer(number));
}

void jsonl_put_flag(json_t *object, const char *key, bool flag)
{
	json_object_set_new(object, key, json_boolean(flag));
}

void jsonl_put_value(json_t *object, const char *key, json_t *value)
{
	if (json_array_size(value) || json_object_size(value))
		json_object_set_new(object, key, value);
	else
		json_decref(value);
}

static void write_character(struct buf *out, const char *data, size_t size, uint32_t code)
{
	if (text_danger(code) == TEXT_SAFE)
		buf_add(out, (struct wubu_bytes){data, size});
	else if (code < 0x10000)
		buf_format(out, "\\u%04X", (unsigned)code);
	else
		buf_format(out, "\\u%04X\\u%04X", 0xD800u + (unsigned)((code - 0x10000) >> 10),
			   0xDC00u + (unsigned)((code - 0x10000) & 0x3FF));
}

void jsonl_write(json_t *object, struct buf *out)
{
	char *text = json_dumps(object, JSON_COMPACT);
	struct wubu_bytes bytes = bytes_of(text);
	for (size_t i = 0, n; i < bytes.size; i += n) {
		uint32_t code;
		n = text_decode(bytes.data + i, bytes.size - i, &code);
		if (!n)
			break;
		write_character(out, bytes.data + i, n, code);
	}
	buf_char(out, '\n');
	free(text);
	json_decref(object);
}
