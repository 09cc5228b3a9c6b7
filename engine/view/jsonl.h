/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Lines: one object a line, keys in the order in which they were put, what is absent left out.
 * Texts keep every byte; characters that could trick a reader's terminal are written as \uXXXX.
 */
#ifndef VIEW_JSONL_H
#define VIEW_JSONL_H

#include "base/buf.h"

#include <jansson.h>

json_t *jsonl_object(void);
json_t *jsonl_array(void);
/* TEXT NULL: nothing is put. */
void jsonl_put(json_t *object, const char *key, const char *text);
void jsonl_put_number(json_t *object, const char *key, int64_t number);
void jsonl_put_flag(json_t *object, const char *key, bool flag);
/* Takes VALUE over; an empty array or object is not put. */
void jsonl_put_value(json_t *object, const char *key, json_t *value);
/* TEXT as a value; bytes that are no UTF-8 are shown as <0xFF>. */
json_t *jsonl_text(const char *text);
/* One line, with its newline; OBJECT is released. */
void jsonl_write(json_t *object, struct buf *out);

#endif
