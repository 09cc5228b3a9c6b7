#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Two procedures in one ledger: a contract asks how far the decision that it names has come.

load ledger
bats_require_minimum_version 1.5.0

CONTRACT=cn/beijing/wangjing/contract-review

# The contracts join the ledger of decisions.
add_contracts() {
	mkdir -p "rules/$CONTRACT"
	cp "$SOURCE/rules/$CONTRACT/rulebook.yaml" "rules/$CONTRACT/"
	sed -i "/^procedures:/,\$ s|^\( *\)- cn/beijing/wangjing\$|&\n\1- $CONTRACT|; s|^procedures: \[cn/beijing/wangjing\]|procedures: [cn/beijing/wangjing, $CONTRACT]|" rules/ledger.yaml
	sed -i '/^  liu.fang:/,/roles:/ s|^    roles:|&\n      - {role: contract-officer, from: 2021-02-01}|' rules/people.yaml
	git add rules
	GIT_EDITOR=true on 2021-02-01 as tang.rui git -c gpg.format=ssh -c commit.gpgsign=true commit -q
}

setup() {
	ledger_make
	add_contracts
	echo 合同 >"$BATS_TEST_TMPDIR/contract.md"
	echo 材料 >"$BATS_TEST_TMPDIR/paper.pdf"
}

# A contract on which everything is there; the words are further fields.
contract() {
	on 2021-03-02 as liu.fang wubu open --procedure $CONTRACT --title 施工合同 --matter works --set draft="$BATS_TEST_TMPDIR/contract.md" \
		--set other-party=某公司 --set amount=5000000 "$@" &&
		on 2021-03-02 as liu.fang wubu fill HT-2021-0001 submission --set on=2021-03-02 \
			--set credentials="$BATS_TEST_TMPDIR/paper.pdf" --set approval="$BATS_TEST_TMPDIR/paper.pdf"
}

@test "a contract that is not major needs no decision" {
	contract --set major=no
	on 2021-03-02 as liu.fang wubu sign HT-2021-0001 submission
}

@test "a major contract waits for its decision, which is not there" {
	contract --set major=yes --set decision-record=WJ-2021-001
	run on 2021-03-02 as liu.fang wubu --lang en sign HT-2021-0001 submission
	[ "$status" -eq 1 ]
	[[ "$output" == *"there is no record “WJ-2021-001”"* ]]
	[[ "$output" == *"[submission.major-decided]"* ]]
}

@test "a major contract waits for its decision, which is not taken" {
	on 2021-03-01 as liu.fang wubu open --procedure cn/beijing/wangjing --title 路口 --matter public-construction
	contract --set major=yes --set decision-record=WJ-2021-001
	run on 2021-03-02 as liu.fang wubu --lang en sign HT-2021-0001 submission
	[ "$status" -eq 1 ]
	[[ "$output" == *"WJ-2021-001, Collective decision: not yet open"* ]]
	run on 2021-03-02 as liu.fang wubu --lang en next HT-2021-0001
	[[ "$output" == *"The decision on a major contract has been taken"* ]]
}
