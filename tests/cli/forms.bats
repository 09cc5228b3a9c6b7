#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Findings as other programs take them: --as sarif, junit, csv.
bats_require_minimum_version 1.5.0
load ledger

setup() {
	ledger_make
	cd "$LEDGER"
	on 2021-03-01 as liu.fang wubu open --title 路口 --matter public-construction
	RECORD=decisions/2021/WJ-2021-001/decision.yaml
}

# A word that a spreadsheet would take for a formula, and XML for a tag.
stage_fault() {
	sed -i "s/^matter: .*/matter: '=HYPERLINK(\"x\")<b>'/" "$RECORD"
	git add -A
}

findings() {
	on 2021-03-02 as liu.fang wubu --lang "${LANGUAGE_OF:-en}" check --staged "$@"
}

@test "sarif: one result a finding, with its place, its rule and all that --json says" {
	stage_fault
	run -1 findings --as sarif
	jq -e '.version == "2.1.0" and .runs[0].tool.driver.name == "wubu"' <<<"$output"
	json=$(findings --json || true)
	[ "$(jq '.runs[0].results | length' <<<"$output")" = "$(grep -c '^{"rule"' <<<"$json")" ]
	jq -e --arg file "$RECORD" '[.runs[0].results[] | select(.level == "error")
		| .locations[0].physicalLocation | select(.artifactLocation.uri == $file and .region.startLine > 0)] | length > 0' <<<"$output"
	jq -e '[.runs[0].results[].ruleId] - [.runs[0].tool.driver.rules[].id] == []' <<<"$output"
	jq -e '.runs[0].invocations[0] | .executionSuccessful and .exitCode == 1' <<<"$output"
}

@test "sarif: nothing found is an empty list, and that nothing could be judged is no success" {
	run -0 wubu audit --as sarif
	jq -e '.runs[0].results == [] and .runs[0].properties.commits > 0' <<<"$output"
	git clone -q --depth 1 "file://$LEDGER" "$BATS_TEST_TMPDIR/shallow"
	run -3 wubu -C "$BATS_TEST_TMPDIR/shallow" audit --as sarif
	jq -e '.runs[0].invocations[0].executionSuccessful == false' <<<"$output"
}

@test "junit: well-formed, counts what it holds, and has one case that passed where nothing is refused" {
	stage_fault
	run -1 findings --as junit
	python3 - "$output" <<'PY'
import sys, xml.etree.ElementTree as tree
suite = tree.fromstring(sys.argv[1].encode()).find("testsuite")
cases = suite.findall("testcase")
assert len(cases) == int(suite.get("tests")) > 0
assert len(suite.findall("testcase/failure")) == int(suite.get("failures")) > 0
assert any("<b>" in (f.text or "") for f in suite.iter("failure"))
PY
	run -0 wubu audit --as junit
	python3 -c 'import sys, xml.etree.ElementTree as tree
suite = tree.fromstring(sys.argv[1].encode()).find("testsuite")
assert suite.get("tests") == "1" and suite.get("failures") == "0" and len(suite[0]) == 0' "$output"
}

@test "csv: a row a finding, the same columns in both languages, and no cell is a formula" {
	stage_fault
	for LANGUAGE_OF in zh en; do
		findings --as csv >"$BATS_TEST_TMPDIR/$LANGUAGE_OF.csv" || [ $? -eq 1 ]
	done
	python3 - "$BATS_TEST_TMPDIR" <<'PY'
import csv, sys
tables = {}
for language in ("zh", "en"):
    raw = open(f"{sys.argv[1]}/{language}.csv", "rb").read()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
    tables[language] = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert tables[language]
    for row in tables[language]:
        assert None not in row and not any(cell[:1] in tuple("=+-@\t") for cell in row.values() if cell), row
assert tables["zh"][0].keys() == tables["en"][0].keys()
assert [r["rule"] for r in tables["zh"]] == [r["rule"] for r in tables["en"]]
assert any("=HYPERLINK" in cell for row in tables["en"] for cell in row.values()), tables["en"]
PY
}

@test "a form that there is not is said, with those that there are" {
	run -2 wubu audit --as pdf
	[[ $output == *"sarif, junit or csv"* ]]
}
