#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# How the program is called: help, mistakes, exit statuses, colours, languages, output that cannot be written.

load ledger

setup() {
	ledger_program
	ledger_calm
	cd "$BATS_TEST_TMPDIR" || return
	RECORD=$SOURCE/decisions/2021/WJ-2021-003/decision.yaml
}

commands() {
	wubu help | sed -n '/^Commands:/,/^$/s/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p'
}

# ---- help --------------------------------------------------------------------

@test "without a command it shows the help on standard error and exits 2" {
	run wubu
	[ "$status" -eq 2 ]
	[[ $output == *Usage:* ]]
	[ -z "$(wubu 2>/dev/null || true)" ]
}

@test "--help, -h and help are the same and exit 0" {
	wubu --help >a
	wubu -h >b
	wubu help >c
	cmp a b
	cmp a c
}

@test "every command explains itself, with usage, options, examples and exit statuses" {
	while read -r name; do
		# shellcheck disable=SC2086 # two words
		run wubu $name --help
		[ "$status" -eq 0 ]
		for part in "Usage: wubu $name" "Options of every command:" "Examples:" "Exit status:"; do
			[[ $output == *"$part"* ]] || { echo "$name lacks $part"; return 1; }
		done
		# shellcheck disable=SC2086
		[ "$output" = "$(wubu help $name)" ]
	done < <(commands)
}

@test "no line of any help is wider than a terminal" {
	while read -r name; do
		# shellcheck disable=SC2086
		if wubu help $name | sed '/^Examples:/,$d' | grep -E '.{81}'; then return 1; fi
	done < <(commands)
}

@test "--version prints one line" {
	run wubu --version
	[ "$status" -eq 0 ]
	[[ $output =~ ^wubu\ [0-9]+\.[0-9]+ ]]
}

@test "git finds it: git wubu" {
	run git wubu --version
	[ "$status" -eq 0 ]
	[[ $output == wubu* ]]
}

# ---- mistakes ------------------------------------------------------------------

@test "an unknown command exits 2 and names the nearest" {
	run wubu sgin
	[ "$status" -eq 2 ]
	[[ $output == *"wubu sign"* ]]
}

@test "an unknown option exits 2 and names the nearest" {
	run wubu sign --outcom x
	[ "$status" -eq 2 ]
	[[ $output == *--outcome* ]]
	run wubu --jsn status
	[ "$status" -eq 2 ]
	[[ $output == *--json* ]]
}

@test "what is missing, too much or contradictory exits 2" {
	for line in "fill X" "sign X" "show" "show A B" "rules" "rules expl" "help nothing" "hep" "check --staged --range A..B" \
		"check --state" "check file" "status -C" "sign --outcome" "audit --quiet=yes" "--lang fr help" \
		"--color=blue help" "completion ksh" "completion names" "-x" "fill --nothing"; do
		# shellcheck disable=SC2086
		run wubu $line
		[ "$status" -eq 2 ] || { echo "wubu $line: $status"; return 1; }
	done
}

@test "complaints go to standard error" {
	[ -z "$(wubu sgin 2>/dev/null || true)" ]
	[ -z "$(wubu status 2>/dev/null || true)" ]
}

@test "options of every command stand before it or after it" {
	mkdir -p a/b
	run wubu -C a -C b status
	[ "$status" -eq 3 ]
	run wubu status -C a -Cb
	[ "$status" -eq 3 ]
	run wubu status -C nowhere
	[ "$status" -eq 3 ]
	[[ $output == *nowhere* ]]
}

@test "outside of any repository it cannot judge: 3" {
	for line in status "next X" audit "check" "check --staged" doctor "open --title x"; do
		# shellcheck disable=SC2086
		run wubu $line
		[ "$status" -eq 3 ] || { echo "wubu $line: $status"; return 1; }
	done
}

@test "a hook never exits otherwise than 0 or 1" {
	for line in "hook" "hook nothing" "hook pre-commit" "hook --nonsense" "hook pre-receive"; do
		# shellcheck disable=SC2086
		run wubu $line </dev/null
		[ "$status" -eq 1 ] || { echo "wubu $line: $status"; return 1; }
	done
	[ -z "$(wubu hook pre-commit 2>/dev/null || true)" ]
}

# ---- time ------------------------------------------------------------------------

@test "a time that cannot be read is an error, not a guess" {
	git init -q ledger
	for date in yesterday 2021-03-01 "2021-03-01T09:00" "2021-02-30T09:00:00Z" "@" "@12x" "2021-03-01T09:00:00+0860" \
		"2021-03-01T24:00:00Z" "2021-03-01T09:00:00 CET" "@99999999999999999999 +0000" "1970-01-01T00:00:00+08:00"; do
		GIT_COMMITTER_DATE=$date run wubu -C ledger status
		[ "$status" -eq 3 ] || { echo "$date: $status"; return 1; }
		[[ $output == *GIT_COMMITTER_DATE* ]] || { echo "$date: $output"; return 1; }
	done
}

@test "the times that git writes are read" {
	git init -q ledger
	for date in "@1614560400 +0800" "1614560400 +0800" "@1614560400" "2021-03-01T09:00:00+08:00" "2021-03-01T09:00:00Z" \
		"2021-03-01 09:00:00 +0800" "2021-03-01 09:00:00" ""; do
		GIT_COMMITTER_DATE=$date run wubu -C ledger status
		[[ $output != *GIT_COMMITTER_DATE* ]] || { echo "$date: $output"; return 1; }
	done
}

# ---- languages and colours ---------------------------------------------------------

@test "Chinese is chosen by option and by environment" {
	[ -e "$(dirname "$(readlink -f "$WUBU")")/locale" ] || skip "no catalogue beside the program"
	[[ $(wubu --lang zh help) == *用法* ]]
	[[ $(LANG=zh_CN.UTF-8 wubu help) == *用法* ]]
	[[ $(LANG=zh_CN.UTF-8 wubu --lang en help) == *Usage* ]]
	run wubu --lang=zh sgin
	[[ $output == *没有*sgin* ]]
}

@test "every text of the command line has its Chinese" {
	command -v msgattrib || skip "no gettext"
	[ -z "$(msgattrib --untranslated --no-obsolete "$SOURCE/po/zh_CN.po")" ]
	[ -z "$(msgattrib --only-fuzzy --no-obsolete "$SOURCE/po/zh_CN.po")" ]
	msgfmt --check-format -o /dev/null "$SOURCE/po/zh_CN.po"
}

escape=$'\033'

@test "a pipe gets no colours, unless they are asked for" {
	run wubu check --state "$RECORD" --rules "$SOURCE/rules"
	[[ $output != *"$escape"* ]]
	run wubu --color=always check --state "$RECORD" --rules "$SOURCE/rules"
	[[ $output == *"$escape"* ]]
	run wubu --color=always --no-color check --state "$RECORD" --rules "$SOURCE/rules"
	[[ $output != *"$escape"* ]]
	run wubu --color=never check --state "$RECORD" --rules "$SOURCE/rules"
	[[ $output != *"$escape"* ]]
}

@test "a terminal gets colours; NO_COLOR, if not empty, and TERM=dumb forbid them" {
	command -v python3 || skip "no python3"
	at_terminal() {
		python3 "$SOURCE/tests/cli/terminal.py" wubu check --state "$RECORD" --rules "$SOURCE/rules" </dev/null
	}
	export TERM=xterm
	run at_terminal
	[[ $output == *"$escape"* ]]
	NO_COLOR='' run at_terminal
	[[ $output == *"$escape"* ]]
	NO_COLOR=1 run at_terminal
	[[ $output != *"$escape"* ]]
	TERM=dumb run at_terminal
	[[ $output != *"$escape"* ]]
}

# ---- output ------------------------------------------------------------------------

@test "--json is JSON, one object a line" {
	command -v jq || skip "no jq"
	wubu check --json --state "$RECORD" --rules "$SOURCE/rules" >out || true
	[ -s out ]
	while IFS= read -r line; do jq -e 'type == "object"' <<<"$line" >/dev/null; done <out
}

@test "a closed or full standard output is not success" {
	run bash -c 'wubu help >&-'
	[ "$status" -eq 3 ]
	[ -w /dev/full ] || skip "no /dev/full"
	run bash -c 'wubu help >/dev/full'
	[ "$status" -eq 3 ]
	[[ $output == *write* ]]
}

@test "a refusal stays a refusal when it cannot be written" {
	[ -w /dev/full ] || skip "no /dev/full"
	sed 's/adopted: 87/adopted: 999/' "$RECORD" >broken.yaml
	run bash -c "wubu check --state broken.yaml --rules '$SOURCE/rules' >/dev/full"
	[ "$status" -eq 1 ]
}

@test "a closed pipe ends it quietly" {
	run bash -c 'wubu help | head -n 1; exit "${PIPESTATUS[0]}"'
	[ "$status" -eq 0 ]
	run bash -c 'set -o pipefail; wubu completion zsh 2>&1 | true'
	[ -z "$output" ]
}

@test "closed standard input and error do no harm" {
	run bash -c 'wubu help <&- 2>&- | head -n 1'
	[ "$status" -eq 0 ]
	[[ $output == wubu* ]]
}

# ---- completion ----------------------------------------------------------------------

@test "the bash script loads, and completes commands and options" {
	wubu completion bash >script
	bash -n script
	complete_line() { # words…; prints the completions of the last one
		bash -c '. ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _wubu; printf "%s\n" "${COMPREPLY[@]}"' - "$@"
	}
	[ "$(complete_line wubu wit)" = withdraw ]
	[[ $(complete_line wubu rules '') == *explain* ]]
	[ "$(complete_line wubu sign --outc)" = --outcome ]
	[ "$(complete_line wubu sign --no-comm)" = --no-commit ]
	[ "$(complete_line wubu --lang z)" = zh ]
	[ "$(complete_line wubu -C . help wit)" = withdraw ]
	[ "$(complete_line wubu hook pre-r)" = pre-receive ]
}

@test "git's own completion finds it" {
	wubu completion bash >script
	run bash -c '. ./script; COMP_WORDS=(git -C x wubu wit); COMP_CWORD=4; _git_wubu; echo "${COMPREPLY[@]}"'
	[ "$output" = withdraw ]
}

@test "the zsh and fish scripts are read by their shells" {
	wubu completion zsh >script.zsh
	wubu completion fish >script.fish
	[ -s script.zsh ] && [ -s script.fish ]
	if command -v zsh; then zsh -n script.zsh; fi
	if command -v fish; then fish -n script.fish; fi
}

@test "where there is no ledger, completion offers no names and keeps silent" {
	run wubu completion names decision
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

# ---- hooks ---------------------------------------------------------------------------

@test "a hook whose program is gone refuses" {
	for hook in pre-commit prepare-commit-msg commit-msg pre-push pre-receive; do
		sh -n "$SOURCE/hooks/$hook"
		sed 's|@WUBU@|/nowhere/wubu|g' "$SOURCE/hooks/$hook" >hook
		run sh ./hook
		[ "$status" -eq 1 ]
		[[ $output == *"/nowhere/wubu"* ]]
	done
}
