/* SPDX-License-Identifier: Apache-2.0 */
/* Inside wubu_do(): one act on its way.  For the files wubu-act.c, wubu-edit.c and wubu-forms.c alone. */
#ifndef WUBU_DOING_H
#define WUBU_DOING_H

#include "record/edit.h"
#include "store/write.h"
#include "wubu-inside.h"

struct doing {
	struct wubu *wubu;
	const struct wubu_act *act;
	struct arena *arena;
	struct wubu_error *error;
	struct commit_plan plan;
	struct store_commit tip;
	struct wubu_decision decision; /* RECORD is the text being changed */
	const struct rule_step *step;
	struct store_file *files; /* copied in; the record itself comes last */
	size_t file_count;
	struct rule_names appended; /* lists that have got a new item in this act */
	const char *today;
	const char *person; /* whose id goes under `by` */
};

static inline const struct rulebook *doing_book(const struct doing *d)
{
	return d->decision.book;
}

/* wubu-edit.c: each changes the record's text and reads it again. */
int doing_take_text(struct doing *d, struct wubu_bytes text);
/* VALUE NULL takes it away. */
int doing_put_value(struct doing *d, const struct record_step *path, size_t depth,
		    const struct record_value *value);
int doing_resolve(struct doing *d, const char *text, struct record_step **path, size_t *depth,
		  const struct rule_field **field);
/* The key NAME below FIELDS as this record writes it. */
const char *doing_spelled(const struct doing *d, const struct rule_fields *fields, const char *name);
/* TEXT (NULL: nothing) under the key NAME of MAP. */
void doing_put_text(struct doing *d, struct record_value *map, const struct rule_fields *fields,
		    const char *name, const char *text);
int doing_apply_setting(struct doing *d, const char *path, const char *value);
int doing_apply_settings(struct doing *d);

/* wubu-forms.c: the table of acts. */
struct doing_row {
	const char *name;
	bool opens, needs_step;
	int (*run)(struct doing *d);
};
const struct doing_row *doing_row(const char *name);

#endif
