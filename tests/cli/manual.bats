#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The manual pages say what the program's tables say: every command with every option, and nothing else.

load ledger

setup() {
	ledger_program
	export LANG=C.UTF-8
	unset LC_ALL LC_MESSAGES
}

# The commands, one a line, as `wubu help` lists them.
commands() {
	wubu help | sed -n '/^Commands:/,/^$/s/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p'
}

# The options of a help text: their long names, and -C.
options() {
	grep -o '^  \(-., \)\?--\?[A-Za-z-]*' | grep -o -e '--[a-z-]*' -e '-C$' | sort -u
}

# The options of command $1 alone, without those that every command has.
own_options() {
	# shellcheck disable=SC2086 # a command may be two words
	wubu help $1 | sed -n '/^Options:/,/^$/p' | options
}

# What page $1 says of command $2, backslashes of hyphens taken away.
section() {
	sed 's/\\-/-/g' "$1" | awk -v head="wubu $2" '
		/^\.S[SH]/ { text = $0; sub(/^\.S[SH] "?/, "", text); sub(/"$/, "", text)
			inside = text == head || index(text, head " ") == 1 }
		inside'
}

check_page() {
	local page=$1 name option missing=0
	while read -r name; do
		[[ -n $(section "$page" "$name") ]] || { echo "$page lacks the command $name"; missing=1; }
		for option in $(own_options "$name"); do
			section "$page" "$name" | grep -qe "$option\\\\fR" ||
				{ echo "$page: $name lacks $option"; missing=1; }
		done
	done < <(commands)
	return $missing
}

check_surplus() {
	local page=$1 known option surplus=0
	known=$(while read -r name; do own_options "$name"; done < <(commands); wubu help | options)
	for option in $(sed 's/\\-/-/g' "$page" | grep -o -e '\(^\|[^a-z-]\|\\fB\)--[a-z][a-z-]*' | grep -o -e '--.*' | sort -u); do
		grep -qxe "$option" <<<"$known" || { echo "$page names $option, which is nowhere"; surplus=1; }
	done
	return $surplus
}

@test "there are commands to be looked for" {
	[ "$(commands | wc -l)" -ge 20 ]
	commands | grep -qx 'rules explain'
	own_options sign | grep -qxe --outcome
}

@test "the English page has every command with every option" {
	check_page "$SOURCE/man/wubu.1"
}

@test "the Chinese page has every command with every option" {
	check_page "$SOURCE/man/zh_CN/wubu.1"
}

@test "the English page names no option that is nowhere" {
	check_surplus "$SOURCE/man/wubu.1"
}

@test "the Chinese page names no option that is nowhere" {
	check_surplus "$SOURCE/man/zh_CN/wubu.1"
}

@test "both pages name the options of every command and the exit statuses" {
	for page in "$SOURCE/man/wubu.1" "$SOURCE/man/zh_CN/wubu.1"; do
		for option in -C --json --lang --color --no-color --help --version; do
			sed 's/\\-/-/g' "$page" | grep -qe "\\\\fB$option\\\\fR"
		done
		for number in 0 1 2 3; do grep -qx "\.B $number" "$page"; done
	done
}

@test "groff takes the English page without a warning" {
	command -v groff || skip "no groff"
	run groff -man -Tutf8 -ww -K utf8 -z "$SOURCE/man/wubu.1"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "git wubu has its page" {
	[ "$(cat "$SOURCE/man/git-wubu.1")" = ".so man1/wubu.1" ]
}
