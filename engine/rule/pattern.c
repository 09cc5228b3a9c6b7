/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/pattern.h"

#include "base/lang.h"
#include "base/limits.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static void *take(size_t size, void *arena)
{
	return arena_alloc(arena, size);
}

static void give(void *memory, void *arena)
{
	/* The arena frees all at once. */
	(void)memory;
	(void)arena;
}

void *pattern_compile(const char *text, struct arena *arena, struct wubu_error *error)
{
	if (strlen(text) > LIMIT_PATTERN_BYTES || strncmp(text, "(*", 2) == 0) {
		error_set(error, WUBU_INPUT,
			  _("this pattern is longer than %u bytes or begins with “(*”"),
			  LIMIT_PATTERN_BYTES);
		return NULL;
	}
	int code;
	PCRE2_SIZE offset;
	pcre2_general_context *memory = pcre2_general_context_create(take, give, arena);
	pcre2_compile_context *context = pcre2_compile_context_create(memory);
	pcre2_set_parens_nest_limit(context, 32);
	pcre2_code *pattern = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
					    PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UCP |
						    PCRE2_DOLLAR_ENDONLY | PCRE2_ANCHORED |
						    PCRE2_ENDANCHORED,
					    &code, &offset, context);
	if (!pattern) {
		PCRE2_UCHAR words[160] = "";
		pcre2_get_error_message(code, words, sizeof words);
		error_set(error, WUBU_INPUT, _("this pattern cannot be used: %s (at byte %zu)"),
			  (const char *)words, (size_t)offset);
	}
	return pattern;
}

int pattern_fits(const void *pattern, struct wubu_bytes subject)
{
	if (subject.size > LIMIT_SUBJECT_BYTES)
		return -1;
	int answer = -1;
	pcre2_match_context *context = pcre2_match_context_create(NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	if (context && data) {
		pcre2_set_match_limit(context, LIMIT_MATCH_STEPS);
		pcre2_set_depth_limit(context, LIMIT_MATCH_DEPTH);
		pcre2_set_heap_limit(context, LIMIT_MATCH_HEAP_KIB);
		int rc = pcre2_match(pattern, (PCRE2_SPTR)subject.data, subject.size, 0, PCRE2_NO_JIT,
				     data, context);
		/* 0: it fits, with more groups than there is room for. */
		answer = rc >= 0 ? 1 : rc == PCRE2_ERROR_NOMATCH ? 0 : -1;
	}
	pcre2_match_data_free(data);
	pcre2_match_context_free(context);
	return answer;
}
