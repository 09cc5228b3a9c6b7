#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Commands by their Chinese names, in every language of the run.

load ledger

setup() {
	ledger_program
	ledger_calm
	[ -e "$(dirname "$(readlink -f "$WUBU")")/locale" ] || skip "no catalogue beside the program"
	cd "$BATS_TEST_TMPDIR" || return
}

# NAME<tab>ALIAS of every command.
aliases() {
	wubu --lang zh help | sed -n '/^命令：/,/^$/s/^  \([a-z]\+\( [a-z]\+\)\?\) *\([^a-z -]*\)  .*/\1\t\3/p'
}

@test "every command but that of the hooks has a Chinese name of its own" {
	[ "$(aliases | wc -l)" -ge 30 ]
	[ "$(aliases | awk -F'\t' '$2 == "" {print $1}')" = hook ]
	[ -z "$(aliases | cut -f2 | sort | uniq -d)" ]
}

@test "each name explains the command that it stands for, in both languages" {
	while IFS=$'\t' read -r name alias; do
		[ -n "$alias" ] || continue
		# shellcheck disable=SC2086 # a command may be two words
		diff <(wubu --lang en help $name) <(wubu --lang en "$alias" --help)
		# shellcheck disable=SC2086
		diff <(wubu --lang zh help $name) <(wubu --lang zh 帮助 "$alias")
	done < <(aliases)
}

@test "a word that is no command is not taken for one" {
	run wubu 新建决策
	[ "$status" -eq 2 ]
	run wubu 规则
	[ "$status" -eq 2 ]
}

@test "bash completes the Chinese names, and behind them what their command takes" {
	wubu completion bash >script
	run bash -c 'source ./script; COMP_WORDS=(wubu 待); COMP_CWORD=1; _wubu; printf "%s\n" "${COMPREPLY[@]}"'
	[ "$output" = 待办 ]
	run bash -c 'source ./script; COMP_WORDS=(wubu 待办 --per); COMP_CWORD=2; _wubu; printf "%s\n" "${COMPREPLY[@]}"'
	[ "$output" = --person ]
}
