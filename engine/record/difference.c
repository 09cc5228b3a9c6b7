/* SPDX-License-Identifier: Apache-2.0 */
#include "record/difference.h"

static bool differ(const struct record_node *was, const struct record_node *is,
		   const struct record_node *holder, struct record_difference *difference);

static bool maps_differ(const struct record_node *was, const struct record_node *is,
			struct record_difference *difference)
{
	for (size_t i = 0; i < is->count; i++)
		if (differ(record_get(was, is->entries[i].name), is->entries[i].value, is, difference))
			return true;
	for (size_t i = 0; i < was->count; i++)
		if (!record_get(is, was->entries[i].name) &&
		    differ(was->entries[i].value, NULL, is, difference))
			return true;
	return false;
}

static bool lists_differ(const struct record_node *was, const struct record_node *is,
			 struct record_difference *difference)
{
	size_t most = was->count > is->count ? was->count : is->count;
	for (size_t i = 0; i < most; i++)
		if (differ(i < was->count ? was->items[i] : NULL, i < is->count ? is->items[i] : NULL, is,
			   difference))
			return true;
	return false;
}

static bool differ(const struct record_node *was, const struct record_node *is,
		   const struct record_node *holder, struct record_difference *difference)
{
	if (record_equal(was, is))
		return false;
	if (was && is && was->kind == is->kind && is->kind == RECORD_MAP)
		return maps_differ(was, is, difference);
	if (was && is && was->kind == is->kind && is->kind == RECORD_LIST)
		return lists_differ(was, is, difference);
	*difference = (struct record_difference){was, is, holder};
	return true;
}

bool record_first_difference(const struct record_node *before, const struct record_node *after,
			     struct record_difference *difference)
{
	*difference = (struct record_difference){0};
	return differ(before, after, NULL, difference);
}
