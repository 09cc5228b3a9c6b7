#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Founding a ledger, with nothing but a name, an address and a key.

source_folder=${WUBU_SOURCE:-$BATS_TEST_DIRNAME/../..}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export HOME=$PWD GIT_CONFIG_GLOBAL=$PWD/gitconfig GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8
	export WUBU_RULES=$source_folder/rules
	unset GIT_DIR GIT_INDEX_FILE GIT_COMMITTER_DATE GIT_AUTHOR_DATE
	ssh-keygen -q -t ed25519 -N '' -f key
	git config --global user.name "Tang Rui"
	git config --global user.email tang.rui@office.example
	git config --global user.signingkey "$PWD/key.pub"
	git config --global init.defaultBranch main
}

wubu() {
	"${WUBU:-$source_folder/wubu}" --lang en "$@"
}

@test "every shipped rulebook founds a ledger whose founder keeps the rules, with its calendar only" {
	found=0
	for book in $(cd "$WUBU_RULES" && find . -name rulebook.yaml | sed 's|^\./||; s|/rulebook\.yaml$||'); do
		rm -rf ledger
		wubu init --procedure "$book" ledger >out 2>&1 || { echo "$book"; cat out; return 1; }
		wubu -C ledger audit >out 2>&1 || { echo "$book"; cat out; return 1; }
		[ "$(ls ledger/rules/calendar | wc -l)" -eq 1 ]
		grep -q 'tang.rui' ledger/rules/people.yaml
		found=$((found + 1))
	done
	[ "$found" -ge 17 ]
}

@test "who may not keep the rules cannot found the ledger, and is told so" {
	printf 'people:\n  tang.rui:\n    name: Tang Rui\n    mail: tang.rui@office.example\n    keys: [{key: "%s"}]\n    roles: [{role: secretary, from: 2021-01-01}]\n' \
		"$(cut -d' ' -f1,2 key.pub)" >people.yaml
	run wubu init --procedure cn/beijing/wangjing --people people.yaml ledger
	[ "$status" -eq 1 ]
	[[ "$output" == *"[rules.role]"* ]]
	[ ! -e ledger/rules ]
	run git -C ledger rev-parse -q --verify HEAD
	[ "$status" -ne 0 ]
}

@test "without a key nothing is founded, and the cure is named" {
	git config --global --unset user.signingkey
	run wubu init --procedure cn/beijing/wangjing ledger
	[ "$status" -ne 0 ]
	[[ "$output" == *"user.signingkey"* ]]
	[ ! -e ledger/rules ]
}
