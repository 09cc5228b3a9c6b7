#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What now: the worklist of a person, the table of decisions, and what of them is chosen.

load ledger

# Two decisions: one whose opinions are being heard until 2021-04-01, one that was only opened.
setup() {
	ledger_make
	on 2021-03-01 as liu.fang decision_open
	on 2021-03-01 as liu.fang opening_fill WJ-2021-001
	on 2021-03-01 as liu.fang wubu sign WJ-2021-001 opening
	on 2021-03-02 as liu.fang decision_open
	on 2021-03-02 as liu.fang wubu fill WJ-2021-001 public-participation \
		'solicitations[+].channel=website' 'solicitations[+].published=2021-03-02'
}

@test "a person's own list: what can be done, with days, how they are counted, and the command" {
	run on 2021-03-03 as liu.fang wubu todo
	[ "$status" -eq 0 ]
	[[ $output == "刘芳  2021-03-03 (Wednesday)"* ]]
	[[ $output == *"Can be done now (2)"* ]]
	[[ $output == *"not before 2021-04-01 (Thursday): 29 days more"* ]]
	[[ $output == *"counted from the day after 2021-03-02 (Tuesday) to 2021-04-01 (Thursday): 30 days"* ]]
	[[ $output == *'$ wubu fill WJ-2021-001 public-participation'* ]]
}

@test "who has to wait is told for whom" {
	run on 2021-03-03 as zhao.min wubu todo
	[[ $output == *"Others come first (2)"* ]]
	[[ $output == *"WJ-2021-001  Legality review: first comes: Public participation, by Secretary (刘芳)"* ]]
	[[ $output != *"Can be done now"* ]]
}

@test "days are written as offices write them" {
	run on 2021-03-03 as liu.fang wubu --lang zh todo
	[[ $output == *"2021年3月3日（星期三）"* ]]
	[[ $output == *"不早于2021年4月1日（星期四），还要等29天"* ]]
}

@test "another person is named by short name, name or mail; nobody else is taken for one" {
	for name in liu.fang 刘芳 liu.fang@wangjing.example; do
		run on 2021-03-03 as zhao.min wubu todo --person "$name"
		[ "$status" -eq 0 ]
		[[ $output == *"Can be done now (2)"* ]]
	done
	run on 2021-03-03 as zhao.min wubu todo --person liu.fag
	[ "$status" -eq 2 ]
	[[ $output == *liu.fang* ]]
	GIT_COMMITTER_EMAIL=stranger@example.org run wubu todo
	[ "$status" -eq 2 ]
	[[ $output == *--everybody* ]]
}

@test "the table shows the day that presses, and chooses by step, person, unit, matter and day" {
	chosen() { on 2021-03-03 as liu.fang wubu status "$@" | grep -c '^WJ-' || true; }
	[[ $(on 2021-03-03 as liu.fang wubu status) == *"from 2021-04-01"* ]]
	[ "$(chosen)" -eq 2 ]
	[ "$(chosen --step public-participation)" -eq 1 ]
	[ "$(chosen --step 公众参与)" -eq 1 ]
	[ "$(chosen --person liu.fang)" -eq 2 ]
	[ "$(chosen --person zhao.min)" -eq 0 ]
	[ "$(chosen --unit 综合办公室)" -eq 2 ]
	[ "$(chosen --unit 司法所)" -eq 0 ]
	[ "$(chosen --matter public-construction)" -eq 2 ]
	[ "$(chosen --matter plan)" -eq 0 ]
	[ "$(chosen --late)" -eq 0 ]
	[ "$(chosen --since 2021-03-02)" -eq 2 ]
	[ "$(chosen --since 2021-03-03)" -eq 0 ]
	run on 2021-03-03 as liu.fang wubu status --since yesterday
	[ "$status" -eq 2 ]
}

@test "next is chosen in the same way" {
	[ "$(on 2021-03-03 as liu.fang wubu next --json | wc -l)" -eq 2 ]
	[ "$(on 2021-03-03 as liu.fang wubu next --json --step opening | wc -l)" -eq 1 ]
	[[ $(on 2021-03-03 as liu.fang wubu next --person zhao.min) == *"Nothing is to be done."* ]]
}
