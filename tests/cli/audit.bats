#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# An auditor who kept a number finds out when the history behind it was changed.

bats_require_minimum_version 1.5.0
load ledger

setup() {
	ledger_make --bare
	cd "$LEDGER" || return
	on 2021-03-01 as liu.fang wubu open --title 甲 --matter plan
	first=$(git rev-list --max-parents=0 HEAD)
	seen=$(git rev-parse HEAD)
	on 2021-03-02 as liu.fang wubu set WJ-2021-001 title=乙
}

@test "an audit goes on where the last one ended" {
	run -0 wubu audit --root "$first" --since "$seen"
	[[ $output == *"1 commit judged"* ]]
}

@test "an audit says so when the commit at which it ended is gone from the history" {
	kept=$(git rev-parse HEAD)
	git reset -q --hard "$seen"
	on 2021-03-03 as liu.fang wubu set WJ-2021-001 title=丙
	run -1 wubu audit --since "$kept"
	[[ $output == *"[history.since]"* ]]
	[[ $output == *"3 commits judged"* ]]
}

@test "an audit pinned to another root refuses the history" {
	run -1 wubu audit --root "$seen"
	[[ $output == *"[history.root]"* ]]
}

@test "an audit refuses a number that is none" {
	run wubu audit --root 12
	[ "$status" -ge 2 ]
	run -3 wubu audit --since nowhere
}

@test "an audit is sure of whose key signed the first commit" {
	founder=$(ssh-keygen -l -f "$KEYS/tang.rui.pub" | cut -d' ' -f2)
	other=$(ssh-keygen -l -f "$KEYS/chen.yu.pub" | cut -d' ' -f2)
	run -0 wubu audit --founder "$founder" --since "$seen"
	run -0 wubu audit --founder "$other" --founder "$founder"
	run -1 wubu audit --founder "$other" --since "$seen"
	[[ $output == *"[history.founder]"* ]]
	run -2 wubu audit --founder SHA256:short
}

@test "a pin of the first commit holds where the audit goes on from a later one" {
	run -1 wubu audit --root "$seen" --since "$seen"
	[[ $output == *"[history.root]"* ]]
}

@test "no environment tells an auditor what time it is" {
	on 2099-01-01 as liu.fang wubu set WJ-2021-001 title=丙
	on 2099-01-02 run -1 wubu audit
	[[ $output == *"[commit.time]"* ]]
	on 2099-01-02 run -1 wubu check --range HEAD~1..HEAD
	[[ $output == *"[commit.time]"* ]]
	run -0 wubu audit --now 2099-01-02T00:00:00+08:00
	[[ $output == *"2099-01-02T00:00:00+08:00"* ]]
	run -0 wubu audit --now 2099-01-02T00:00:00+08:00 --json
	[[ $output == *'"now":"2099-01-02T00:00:00+08:00"'* ]]
	run -2 wubu audit --now tomorrow
}
