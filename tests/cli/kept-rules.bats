#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the hooks keep of the rules that they have read (.git/wubu/rules-*) saves time, and decides nothing.
load ledger

setup() {
	ledger_make
	cd "$LEDGER"
	on 2021-03-01 as liu.fang wubu open --title 路口 --matter public-construction
	on 2021-03-02 as liu.fang touch decisions/2021/WJ-2021-001/draft.md
}

# An unlawful change is staged: the id is another one.
stage_fault() {
	sed -i 's/^id: .*/id: WJ-2021-009/' decisions/2021/WJ-2021-001/decision.yaml
	git add -A
}

refused() {
	run on 2021-03-02 as liu.fang wubu hook pre-commit
	[ "$status" -eq 1 ]
}

kept() {
	find .git/wubu -name 'rules-*' -type f
}

@test "a hook keeps what it has read, for its owner alone, and gives the same verdict from it" {
	rm -rf .git/wubu
	stage_fault
	refused
	first=$output
	[ -n "$(kept)" ]
	[ "$(stat -c %a "$(kept | head -n 1)")" = 600 ]
	refused
	[ "$output" = "$first" ]
}

@test "what was kept is taken: without the rulebook's object a hook can still judge, an audit cannot" {
	stage_fault
	refused
	first=$output
	blob=$(git rev-parse HEAD:rules/cn/state-council-713/rulebook.yaml)
	rm -f ".git/objects/${blob:0:2}/${blob:2}"
	refused
	[ "$output" = "$first" ]
	run wubu audit
	[ "$status" -eq 3 ]
}

@test "kept bytes that were changed, cut or taken from other rules are not believed" {
	stage_fault
	refused
	first=$output
	file=$(kept | head -n 1)
	cp "$file" "$BATS_TEST_TMPDIR/good"
	for spoil in 'printf X | dd of=FILE bs=1 seek=4000 conv=notrunc status=none' 'truncate -s 5000 FILE' ': >FILE' \
		'sed -i "1s/[0-9a-f]\{40\}/0000000000000000000000000000000000000000/" FILE'; do
		cp "$BATS_TEST_TMPDIR/good" "$file"
		sh -c "${spoil//FILE/$file}"
		refused
		[ "$output" = "$first" ]
		cmp "$file" "$BATS_TEST_TMPDIR/good" # and good bytes are kept again
	done
}

@test "where nothing can be kept a hook judges all the same" {
	stage_fault
	rm -rf .git/wubu
	: >.git/wubu
	refused
}
