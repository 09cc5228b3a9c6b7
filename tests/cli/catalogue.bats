#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A catalogue in rules/ says what may be decided; who keeps the rules changes it.

load ledger
bats_require_minimum_version 1.5.0

BOOK=rules/cn/beijing/wangjing/rulebook.yaml
CATALOGUE=rules/catalogue/yearly.yaml

commit_rules() {
	git add rules
	GIT_EDITOR=true on "$1" as tang.rui git -c gpg.format=ssh -c commit.gpgsign=true commit -q
}

setup() {
	ledger_make
	sed -i '0,/^    checks:$/s//    checks:\n      in-catalogue:\n        title: {zh: 列入目录, en: It is listed}\n        basis: wj\n        at: change\n        listed: {value: \/title, in: yearly}/' $BOOK
	sed -i 's/^version: .*/version: 99\ncatalogues: [yearly]/' $BOOK
	mkdir -p rules/catalogue
	cat >$CATALOGUE <<-'YAML'
		format: wubu-catalogue/1
		title: {zh: 年度目录, en: This year}
		entries:
		  - {id: 北桥改建, title: {zh: 北桥改建, en: North bridge}, from: 2021-02-01}
	YAML
	commit_rules 2021-02-01
}

@test "what is listed goes on" {
	on 2021-03-01 as liu.fang wubu open --title 北桥改建 --matter public-construction
	on 2021-03-01 as liu.fang wubu fill WJ-2021-001 opening --set proposal.from=居民
	on 2021-03-01 as liu.fang wubu audit
}

@test "what is not listed does not, until it is" {
	on 2021-03-01 as liu.fang wubu open --title 新水井 --matter public-construction
	run on 2021-03-01 as liu.fang wubu --lang en fill WJ-2021-001 opening --set proposal.from=居民
	[ "$status" -eq 1 ]
	[[ "$output" == *"“新水井” is not listed"* ]]
	echo '  - {id: 新水井, title: {zh: 新水井, en: New well}, from: 2021-03-02}' >>$CATALOGUE
	commit_rules 2021-03-02
	on 2021-03-03 as liu.fang wubu fill WJ-2021-001 opening --set proposal.from=居民
}

@test "a catalogue that is not one does not load" {
	echo '  - {id: 北桥改建, title: {zh: 又一次, en: Again}, from: 2021-03-02}' >>$CATALOGUE
	git add rules
	run on 2021-03-02 as tang.rui wubu --lang en check --staged
	[ "$status" -ne 0 ]
	[[ "$output" == *"“北桥改建” is in the catalogue already"* ]]
	[[ "$output" == *"rules/catalogue/yearly.yaml:5:"* ]]
}

@test "an entry ends, and is not taken out" {
	sed -i '/id: 北桥改建/d; s/^entries:/entries: []/' $CATALOGUE
	git add rules
	run on 2021-03-02 as tang.rui wubu --lang en check --staged
	[ "$status" -eq 1 ]
	[[ "$output" == *"北桥改建"* ]]
	[[ "$output" == *"[rules.entry]"* ]]
	git checkout -q HEAD -- rules
	sed -i 's/from: 2021-02-01/&, until: 2021-03-01, because: {zh: 已经建成, en: Built}/' $CATALOGUE
	commit_rules 2021-03-02
	on 2021-03-03 as liu.fang wubu open --title 北桥改建 --matter public-construction
	run on 2021-03-03 as liu.fang wubu fill WJ-2021-001 opening --set proposal.from=居民
	[ "$status" -eq 1 ]
}
