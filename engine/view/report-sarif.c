/* SPDX-License-Identifier: Apache-2.0 */
#include "view/report-forms.h"

#include "base/text.h"

#include <stdlib.h>

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static json_t *text_object(const char *text)
{
	json_t *object = jsonl_object();
	jsonl_put(object, "text", text);
	return object;
}

/* A path as a relative URI: what is no plain letter, digit or one of "/-._~" is written %XX. */
static json_t *place_uri(const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~";
	struct buf uri;
	json_t *object = jsonl_object();
	buf_init(&uri);
	for (; *path; path++)
		if (strchr(plain, *path))
			buf_char(&uri, *path);
		else
			buf_format(&uri, "%%%02X", (unsigned char)*path);
	jsonl_put(object, "uri", uri.data);
	jsonl_put(object, "uriBaseId", "LEDGER");
	buf_release(&uri);
	return object;
}

static json_t *location(const struct rule_finding *finding)
{
	json_t *place = jsonl_object(), *physical = jsonl_object(), *region = jsonl_object(), *logical = jsonl_array();
	if (finding->line)
		jsonl_put_number(region, "startLine", finding->line);
	if (finding->line && finding->column)
		jsonl_put_number(region, "startColumn", finding->column);
	if (finding->file)
		jsonl_put_value(physical, "artifactLocation", place_uri(finding->file));
	jsonl_put_value(physical, "region", region);
	if (finding->decision) {
		json_t *name = jsonl_object();
		jsonl_put(name, "name", finding->decision);
		jsonl_put(name, "kind", "resource");
		json_array_append_new(logical, name);
	}
	jsonl_put_value(place, "physicalLocation", physical);
	jsonl_put_value(place, "logicalLocations", logical);
	return place;
}

/* What is asked, and below it what was found, what is needed and what to do, for readers that show only the message. */
static json_t *message(const struct rule_finding *finding)
{
	const char *const parts[] = {finding->message ? finding->message : finding->rule, finding->found,
				     finding->needed, finding->remedy};
	struct buf text;
	buf_init(&text);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i])
			buf_format(&text, "%s%s", i ? "\n" : "", parts[i]);
	json_t *object = text_object(text.data);
	buf_release(&text);
	return object;
}

static const char *level_of(const struct rule_finding *finding)
{
	static const char *const levels[] = {[RULE_REFUSE] = "error", [RULE_WARN] = "warning", [RULE_TODO] = "note"};
	return finding->verdict == RULE_UNKNOWN ? "error" : levels[finding->level];
}

static json_t *result(const struct rule_finding *finding)
{
	json_t *object = jsonl_object(), *places = jsonl_array(), *place = location(finding);
	jsonl_put(object, "ruleId", finding->rule);
	jsonl_put(object, "level", level_of(finding));
	jsonl_put_value(object, "message", message(finding));
	if (json_object_size(place))
		json_array_append(places, place);
	json_decref(place);
	jsonl_put_value(object, "locations", places);
	jsonl_put_value(object, "properties", finding_json(finding));
	return object;
}

static bool named_before(const struct rule_findings *findings, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(findings->items[k].rule, findings->items[i].rule) == 0)
			return true;
	return false;
}

static json_t *rules(const struct rule_findings *findings)
{
	json_t *list = jsonl_array();
	for (size_t i = 0; i < findings->count; i++) {
		const struct rule_finding *finding = &findings->items[i];
		struct buf basis;
		if (named_before(findings, i))
			continue;
		json_t *rule = jsonl_object();
		buf_init(&basis);
		finding_say_bases(&finding->basis, &basis);
		jsonl_put(rule, "id", finding->rule);
		if (basis.size)
			jsonl_put_value(rule, "fullDescription", text_object(basis.data));
		json_array_append_new(list, rule);
		buf_release(&basis);
	}
	return list;
}

static json_t *tool(const struct report_tally *tally)
{
	json_t *object = jsonl_object(), *driver = jsonl_object();
	jsonl_put(driver, "name", "wubu");
	jsonl_put(driver, "version", PACKAGE_VERSION);
	jsonl_put_value(driver, "rules", rules(tally->findings));
	jsonl_put_value(object, "driver", driver);
	return object;
}

static json_t *invocation(const struct report_tally *tally)
{
	json_t *list = jsonl_array(), *object = jsonl_object();
	jsonl_put_flag(object, "executionSuccessful", report_status(tally) != 3);
	jsonl_put_number(object, "exitCode", report_status(tally));
	json_array_append_new(list, object);
	return list;
}

static json_t *run(const struct report_tally *tally)
{
	json_t *object = jsonl_object(), *results = jsonl_array();
	for (size_t i = 0; i < tally->findings->count; i++)
		json_array_append_new(results, result(&tally->findings->items[i]));
	jsonl_put_value(object, "tool", tool(tally));
	jsonl_put_value(object, "invocations", invocation(tally));
	jsonl_put(object, "columnKind", "unicodeCodePoints");
	/* An empty list says that all was looked at and nothing found: it must be there. */
	json_object_set_new(object, "results", results);
	jsonl_put_value(object, "properties", report_closing_json(tally));
	return object;
}

void report_write_sarif(const struct report_tally *tally, struct buf *out)
{
	json_t *object = jsonl_object(), *runs = jsonl_array();
	json_array_append_new(runs, run(tally));
	jsonl_put(object, "$schema", SCHEMA);
	jsonl_put(object, "version", "2.1.0");
	jsonl_put_value(object, "runs", runs);
	jsonl_write(object, out);
}
