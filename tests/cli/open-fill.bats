#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# From an empty folder to a signed first step, by options and by the wizard.

load ledger

setup() {
	ledger_make
}

@test "a ledger is made with its hooks, and audits clean" {
	[ -x .git/hooks/pre-commit ]
	run wubu audit
	[ "$status" -eq 0 ]
}

@test "a decision is opened, filled in and signed by options" {
	on 2021-03-01 as liu.fang decision_open
	[ -f decisions/2021/WJ-2021-001/decision.yaml ]
	[ -f decisions/2021/WJ-2021-001/draft.md ]
	on 2021-03-01 as liu.fang opening_fill WJ-2021-001
	on 2021-03-01 as liu.fang wubu sign WJ-2021-001 opening
	grep -q 'outcome: started' decisions/2021/WJ-2021-001/decision.yaml
	run wubu audit
	[ "$status" -eq 0 ]
	[ -z "$(git status --porcelain)" ]
}

@test "who does not hold the role cannot sign, and is told so" {
	on 2021-03-01 as liu.fang decision_open
	on 2021-03-01 as liu.fang opening_fill WJ-2021-001
	run on 2021-03-01 as gao.wei wubu sign WJ-2021-001 opening
	[ "$status" -eq 1 ]
	[ "$(git log --format=%s | wc -l)" -eq 3 ]
}
