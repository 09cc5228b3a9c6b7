#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The rules change while a decision is under way, and say what becomes of it.

load ledger
bats_require_minimum_version 1.5.0

BOOK=rules/cn/beijing/wangjing/rulebook.yaml

setup() {
	ledger_make
	on 2021-03-01 as liu.fang wubu open --title 路口 --matter public-construction
}

# A second version of the rules, with the transition in the words.
new_rules() {
	sed -i 's/^version: .*/version: 99/' $BOOK
	printf 'transition: %s\n' "$1" >>$BOOK
	git add rules
	GIT_EDITOR=true on 2021-03-02 as tang.rui git -c gpg.format=ssh -c commit.gpgsign=true commit -q
}

WHY='why: {zh: 按新规则办理, en: goes by the new rules}, basis: wj'

@test "without a word on it, a running decision goes on by its own rules" {
	sed -i 's/^version: .*/version: 99/' $BOOK
	git add rules
	GIT_EDITOR=true on 2021-03-02 as tang.rui git -c gpg.format=ssh -c commit.gpgsign=true commit -q
	on 2021-03-03 as liu.fang wubu set WJ-2021-001 title=路口改造
}

@test "a running decision that must adopt the new rules does nothing else before" {
	new_rules "{adopt: {matter: public-construction}, $WHY}"
	run on 2021-03-03 as liu.fang wubu --lang en set WJ-2021-001 title=路口改造
	[ "$status" -eq 1 ]
	[[ "$output" == *"has to adopt them before it goes on"* ]]
	[[ "$output" == *"goes by the new rules"* ]]
	[[ "$output" == *"[procedure.transition]"* ]]
	on 2021-03-03 as chen.yu wubu adopt WJ-2021-001 --because 新规则施行
	on 2021-03-03 as liu.fang wubu set WJ-2021-001 title=路口改造
	on 2021-03-04 as liu.fang wubu audit
}

@test "one that is excepted goes on, and so does one before its day" {
	new_rules "{unless: {step: opening, is: open}, $WHY}"
	on 2021-03-03 as liu.fang wubu set WJ-2021-001 title=路口改造
}

@test "before the day of the transition a decision goes on" {
	new_rules "{from: 2021-04-01, $WHY}"
	on 2021-03-31 as liu.fang wubu set WJ-2021-001 title=路口改造
	run on 2021-04-01 as liu.fang wubu set WJ-2021-001 title=路口
	[ "$status" -eq 1 ]
}
