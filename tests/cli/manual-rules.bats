#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# wubu-rules(7), in both languages, and docs/rulebook.md have every key, kind and parameter of the rule language: what
# the schema of rulebooks knows, which is made from the engine's tables.

load ledger

setup() {
	ledger_program
	command -v jq >/dev/null || skip "no jq"
	wubu --lang en schema rules >"$BATS_TEST_TMPDIR/schema"
	PAGES=("$SOURCE/man/wubu-rules.7" "$SOURCE/man/zh_CN/wubu-rules.7")
}

# Lines "kind parameter" of all kinds; a kind without parameters has a line of its own.
parameters() {
	jq -r '.definitions | to_entries[] | select(.key | startswith("kind-")) | (.key | ltrimstr("kind-")) as $kind
		| "\($kind) .", ([.value | .. | .properties? // empty | keys[]] | unique[] | "\($kind) \(.)")' "$BATS_TEST_TMPDIR/schema"
}

# All keys of maps whose keys the language gives; the engine's own words and the kinds are told elsewhere.
keys() {
	jq -r '(.properties | keys[]), (.definitions | to_entries[]
		| select((.key | startswith("kind-") or . == "kinds" or . == "words") | not) | .value.properties? // {} | keys[])' \
		"$BATS_TEST_TMPDIR/schema" | sort -u
}

# What page $1 says below the heading $2.
below() {
	sed 's/\\-/-/g' "$1" | awk -v head=".SS $2" '/^\.S[SH]/ { inside = $0 == head } inside'
}

@test "there is something to be looked for" {
	[ "$(parameters | cut -d' ' -f1 | sort -u | wc -l)" -ge 24 ]
	[ "$(keys | wc -l)" -ge 50 ]
}

@test "both pages have every kind of check with every parameter" {
	local page kind parameter missing=0
	for page in "${PAGES[@]}"; do
		while read -r kind parameter; do
			[ "$parameter" = . ] && parameter="$kind"
			below "$page" "$kind" | grep -qe "^\.B $parameter\$" -e "^\.SS $parameter\$" ||
				{ echo "$page: $kind lacks $parameter"; missing=1; }
		done < <(parameters)
	done
	return $missing
}

@test "both pages have every key of the language" {
	local page key missing=0
	for page in "${PAGES[@]}"; do
		for key in $(keys); do
			sed 's/\\-/-/g' "$page" | grep -qxe "\.B $key" -e "\.SS $key" || { echo "$page lacks $key"; missing=1; }
		done
	done
	return $missing
}

@test "neither page names a key or a kind that is nowhere" {
	local page name surplus=0 known
	known=$(keys; parameters | tr ' ' '\n')
	for page in "${PAGES[@]}"; do
		for name in $(sed -n 's/\\-/-/g; s/^\.B \([a-z-]*\)$/\1/p; s/^\.SS \([a-z-]*\)$/\1/p' "$page"); do
			grep -qxe "$name" <<<"$known" || { echo "$page names $name"; surplus=1; }
		done
	done
	return $surplus
}

@test "the Chinese page explains in Chinese" {
	# Below each key and kind stands a line with Chinese in it.
	[ -z "$(awk '/^\.B [a-z]|^\.SS/ { name = $0; getline; if ($0 !~ /[^\001-\177]/) print name ": " $0 }' "${PAGES[1]}" | tee /dev/stderr)" ]
}

@test "docs/rulebook.md names every kind and every parameter" {
	local kind parameter missing=0
	while read -r kind parameter; do
		[ "$parameter" = . ] && parameter="$kind"
		grep -qE "(^|[^a-z-])$parameter([^a-z-]|\$)" "$SOURCE/docs/rulebook.md" || { echo "$kind: $parameter"; missing=1; }
		grep -qE "^\| \`$kind\` \|" "$SOURCE/docs/rulebook.md" || { echo "no row of $kind"; missing=1; }
	done < <(parameters)
	return $missing
}

@test "groff takes both pages without a warning" {
	command -v groff || skip "no groff"
	run groff -man -Tutf8 -ww -K utf8 -z "${PAGES[0]}"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}
