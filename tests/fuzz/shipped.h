/* SPDX-License-Identifier: Apache-2.0 */
/* What several fuzz targets share: the shipped files, and a demand that ends the process when it does not hold. */
#ifndef FUZZ_SHIPPED_H
#define FUZZ_SHIPPED_H

#include "rule/rulebook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void demand(bool condition);
/* A refusal says what is wrong. */
void demand_reason(const struct wubu_error *error);

/* A file of $WUBU_SOURCE, as text. */
struct wubu_bytes shipped_file(const char *path, struct arena *arena);
/* rule_source: the shipped rulebook NAME, whose file is opened once. */
int shipped_record(void *context, const char *name, struct arena *arena, struct record **record,
		   struct wubu_error *error);

/* DATA up to the first NUL, and what follows it; both end in a NUL in ARENA. */
void split_input(const uint8_t *data, size_t size, struct arena *arena, struct wubu_bytes parts[2]);

#endif
