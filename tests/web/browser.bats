#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The local page in Chromium: no violation that axe-core knows, on any page, in both languages, in light and dark, wide and
# narrow; and a day's work without script and without mouse.  Needs Chromium, node and `npm ci` in this folder
# (`make check-web` does that); without them it skips itself.

load page

setup() {
	CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "chromium is not here"
	command -v node >/dev/null || skip "node is not here"
	[ -d "$BATS_TEST_DIRNAME/node_modules/playwright-core" ] || skip "npm ci was not run in tests/web"
	export CHROMIUM
	page_ledger
	page_start
}

teardown() {
	page_stop
}

browse() {
	run timeout 300 node "$BATS_TEST_DIRNAME/browser.mjs" "$1" "$ADDRESS" "$2"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "axe-core finds nothing on any page, in Chinese" {
	browse axe zh
}

@test "axe-core finds nothing on any page, in English" {
	browse axe en
}

@test "a day's work without script and without mouse, in Chinese" {
	browse keyboard zh
}

@test "a day's work without script and without mouse, in English" {
	browse keyboard en
}
