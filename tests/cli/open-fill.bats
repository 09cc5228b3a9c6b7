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

@test "the time comes from git's environment, in the local zone if it names none" {
	GIT_COMMITTER_DATE='2021-03-01 09:30:00' GIT_AUTHOR_DATE= as liu.fang decision_open
	[ "$(git log -1 --format=%cI)" = 2021-03-01T09:30:00+08:00 ]
	GIT_COMMITTER_DATE='@1614650400 +0100' as liu.fang wubu set WJ-2021-001 title=另一标题
	[ "$(git log -1 --format=%cI)" = 2021-03-02T03:00:00+01:00 ]
	[ "$(git log -1 --format='%an <%ae>')" = '刘芳 <liu.fang@wangjing.example>' ]
}

@test "fields, steps and choices may be named by their labels" {
	on 2021-03-01 as liu.fang wubu open --labels --title 标签 --matter 重大公共建设项目 --set 决策机关=街道办事处
	grep -q '^标题: 标签' decisions/2021/WJ-2021-001/decision.yaml
	on 2021-03-01 as liu.fang wubu fill WJ-2021-001 决策启动 决策建议.建议来源=人大代表建议 '承办单位[+].单位=城管办'
	grep -q '单位: 城管办' decisions/2021/WJ-2021-001/decision.yaml
}

@test "a file of answers is read, with longer texts and Chinese punctuation" {
	on 2021-03-01 as liu.fang decision_open
	printf '%s\n' '# 备注' '' 'proposal.source: deputy' 'study.unit：城管办' 'study.finding=第一行' '  第二行' \
		>"$BATS_TEST_TMPDIR/answers"
	on 2021-03-01 as liu.fang wubu fill WJ-2021-001 opening --from "$BATS_TEST_TMPDIR/answers" study.on=2021-02-10
	grep -q '第二行' decisions/2021/WJ-2021-001/decision.yaml
	grep -q 'unit: 城管办' decisions/2021/WJ-2021-001/decision.yaml
	printf 'proposal.from: x\nnonsense\n' >"$BATS_TEST_TMPDIR/answers"
	run on 2021-03-01 as liu.fang wubu fill WJ-2021-001 opening --from "$BATS_TEST_TMPDIR/answers"
	[ "$status" -eq 3 ]
	[[ $output == *answers:2* ]]
	run on 2021-03-01 as liu.fang wubu fill WJ-2021-001 opening --from - <<<'proposal.from: 居民'
	[ "$status" -eq 0 ]
}

@test "without a terminal nothing is asked: what is missing is named, and it exits 2" {
	on 2021-03-01 as liu.fang decision_open
	run on 2021-03-01 as liu.fang wubu fill WJ-2021-001 opening </dev/null
	[ "$status" -eq 2 ]
	[[ $output == *proposal.source* ]]
	run on 2021-03-01 as liu.fang wubu open </dev/null
	[ "$status" -eq 2 ]
	run on 2021-03-01 as liu.fang wubu withdraw WJ-2021-001 </dev/null
	[ "$status" -eq 2 ]
	[[ $output == *--because* ]]
}

@test "--dry-run writes nothing, --no-commit commits nothing" {
	on 2021-03-01 as liu.fang decision_open
	before=$(git rev-parse HEAD)
	run on 2021-03-01 as liu.fang wubu fill WJ-2021-001 opening proposal.source=deputy --dry-run
	[ "$status" -eq 0 ]
	[ -z "$(git status --porcelain)" ]
	run on 2021-03-01 as liu.fang wubu fill WJ-2021-001 opening proposal.source=deputy --no-commit
	[ "$status" -eq 0 ]
	[ -n "$(git status --porcelain)" ]
	[ "$(git rev-parse HEAD)" = "$before" ]
	GIT_EDITOR=true on 2021-03-01 as liu.fang git commit -q
	[ "$(git rev-parse HEAD^)" = "$before" ]
}

@test "what was done is data, why it was refused is talk" {
	[ -n "$(on 2021-03-01 as liu.fang decision_open 2>/dev/null)" ]
	[ -z "$(on 2021-03-01 as liu.fang wubu sign WJ-2021-001 opening 2>/dev/null || true)" ]
	run on 2021-03-01 as liu.fang wubu sign WJ-2021-001 opening
	[ "$status" -eq 1 ]
	on 2021-03-01 as liu.fang wubu set WJ-2021-001 title=新标题 --json | jq -e .done
	[ -z "$(on 2021-03-01 as liu.fang wubu set WJ-2021-001 title=再改 --quiet)" ]
}

@test "a signed step is reopened, and a decision withdrawn" {
	on 2021-03-01 as liu.fang decision_open
	on 2021-03-01 as liu.fang opening_fill WJ-2021-001
	on 2021-03-01 as liu.fang wubu sign WJ-2021-001 opening
	on 2021-03-02 as liu.fang wubu reopen WJ-2021-001 opening --because 漏列单位
	grep -q 'because: 漏列单位' decisions/2021/WJ-2021-001/decision.yaml
	on 2021-03-03 as chen.yu wubu withdraw WJ-2021-001 --because 不再需要
	grep -q '^withdrawn:' decisions/2021/WJ-2021-001/decision.yaml
	wubu audit --quiet
}

@test "looking and completing work on a ledger" {
	on 2021-03-01 as liu.fang decision_open
	for line in status "status WJ-2021-001" next "next WJ-2021-001" "show WJ-2021-001" "log WJ-2021-001" "rules explain" \
		"rules explain opening" "rules explain opening.one-lead"; do
		# shellcheck disable=SC2086
		run wubu $line
		[ "$status" -eq 0 ] || { echo "wubu $line: $status $output"; return 1; }
		[ -n "$output" ]
		# shellcheck disable=SC2086
		wubu $line --json | jq -es 'length > 0' >/dev/null || { echo "wubu $line --json"; return 1; }
	done
	[ "$(wubu completion names decision)" = WJ-2021-001 ]
	wubu completion names step | grep -qx opening
	wubu completion names matter | grep -qx plan
	wubu completion names outcome opening | grep -qx started
	run wubu show WJ-2021-002
	[ "$status" -eq 3 ]
	[[ $output == *WJ-2021-001* ]]
}

# ---- the wizard ----------------------------------------------------------------

# The words after -- are run at a terminal; standard input is typed.
at_terminal() {
	python3 "$SOURCE/tests/cli/terminal.py" "$@"
}

answers() {
	printf '%s\n' "$@"
}

@test "the wizard opens a decision" {
	command -v python3 || skip "no python3"
	answers 路口改造 99 public-construction "$(paper draft.md)" 4 open '' '?' n . maybe yes >in
	run on 2021-03-01 as liu.fang at_terminal wubu open <in
	[ "$status" -eq 0 ]
	record=decisions/2021/WJ-2021-001/decision.yaml
	grep -q '^title: 路口改造' "$record"
	grep -q '^matter: public-construction' "$record"
	grep -q '^decision-body: street-office' "$record"
	[[ $output == *"does not fit"* ]]
	[[ $output == *"The field is called professional."* ]]
}

@test "the wizard asks for the items of lists, and names the article that asks" {
	command -v python3 || skip "no python3"
	on 2021-03-01 as liu.fang decision_open
	answers deputy 代表 2021-02-01 '' '' '' '' '' 城管办 2021-02-10 启动 2021-02-20 chen.yu nowhere.md "$(paper start.md)" \
		yes 城管办 yes yes 平安办 no no . yes >in
	run on 2021-03-02 as liu.fang at_terminal wubu fill WJ-2021-001 opening <in
	[ "$status" -eq 0 ]
	[ "$(grep -c 'unit: .*办$' decisions/2021/WJ-2021-001/decision.yaml)" -eq 3 ]
	[ -f decisions/2021/WJ-2021-001/materials/start.md ]
	[[ $output == *"art. 10"* ]]
	[[ $output == *nowhere.md* ]]
}

@test "an answer that the rules refuse is asked again" {
	command -v python3 || skip "no python3"
	on 2021-03-01 as liu.fang decision_open
	answers deputy 代表 2021-12-31 2021-02-01 . yes >in
	run on 2021-03-02 as liu.fang at_terminal wubu fill WJ-2021-001 opening <in
	[ "$status" -eq 0 ]
	[[ $output == *record.future* ]]
	grep -q 'on: 2021-02-01' decisions/2021/WJ-2021-001/decision.yaml
}

@test "who says no, or nothing, records nothing" {
	command -v python3 || skip "no python3"
	before=$(git rev-parse HEAD)
	run on 2021-03-01 as liu.fang at_terminal wubu open <<<$'标题\n.\nno'
	[ "$status" -eq 1 ]
	run on 2021-03-01 as liu.fang at_terminal wubu open </dev/null
	[ "$status" -eq 0 ]
	[ "$(git rev-parse HEAD)" = "$before" ]
}

@test "a signature is asked for at a terminal, and not without one" {
	command -v python3 || skip "no python3"
	on 2021-03-01 as liu.fang decision_open
	on 2021-03-01 as liu.fang opening_fill WJ-2021-001
	run on 2021-03-01 as liu.fang at_terminal wubu sign WJ-2021-001 opening <<<no
	[ "$status" -eq 1 ]
	[[ $output == *刘芳* ]]
	run on 2021-03-01 as liu.fang at_terminal wubu sign WJ-2021-001 opening <<<yes
	[ "$status" -eq 0 ]
	run on 2021-03-02 as liu.fang at_terminal wubu reopen WJ-2021-001 opening <<<$'漏了一项\nyes'
	[ "$status" -eq 0 ]
	grep -q 漏了一项 decisions/2021/WJ-2021-001/decision.yaml
}

# ---- hooks ---------------------------------------------------------------------

@test "git commit goes through the hooks, which write the message" {
	on 2021-03-01 as liu.fang decision_open
	sed -i 's/^title: .*/title: 改过的标题/' decisions/2021/WJ-2021-001/decision.yaml
	git add -A
	GIT_EDITOR=true on 2021-03-01 as liu.fang git commit -q
	git log -1 --format=%B | grep -q '^Decision: WJ-2021-001$'
	echo 'nonsense: 1' >>decisions/2021/WJ-2021-001/decision.yaml
	git add -A
	GIT_EDITOR=true run on 2021-03-01 as liu.fang git commit
	[ "$status" -ne 0 ]
	[[ $output == *nonsense* ]]
}

@test "a server refuses what a clone pushed without its hooks" {
	ledger_server
	on 2021-03-01 as liu.fang decision_open
	git push -q origin main
	echo 'nonsense: 1' >>decisions/2021/WJ-2021-001/decision.yaml
	on 2021-03-01 as liu.fang git commit -qnam 'anything'
	run git push --no-verify origin main
	[ "$status" -ne 0 ]
	[[ $output == *nonsense* ]]
}
