#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Tools on rulebooks: examples, lint, comparison. The village in tests/rules/invented is nowhere.

load ledger

setup() {
	ledger_program
	ledger_calm
	cd "$BATS_TEST_TMPDIR" || return
	cp -r "$SOURCE/tests/rules/invented" village-rules
	rm -r village-rules/village/whole
	PLAIN=village-rules/village/plain
	STRICT=village-rules/village/strict
}

tool() {
	run wubu --lang en rules "$@" --rules village-rules
}

# ---- examples ------------------------------------------------------------------

@test "examples that give their verdict pass, and are counted" {
	tool test village/plain
	[ "$status" -eq 0 ]
	[[ $output == *"village/plain: 13 examples hold, 0 fail; 5 of 5 rules"* ]]
}

@test "an example that comes out otherwise is refused, with its place and what was found" {
	sed -i 's/taken-down: 2024-03-10/taken-down: 2024-03-12/' $PLAIN/examples.yaml
	tool test village/plain
	[ "$status" -eq 1 ]
	[[ $output == *"examples.yaml:8:12"* ]]
	[[ $output == *"Found       met"* && $output == *"Needed      unmet"* ]]
	[[ $output == *"ten days"* ]]
	run wubu --json rules test village/plain --rules village-rules
	[[ $output == *'"rule":"examples.verdict"'*'"line":8'* ]]
	[[ $output == *'"held":12,"failed":1'* ]]
}

@test "what is found is said in words too" {
	sed -i 's/taken-down: 2024-03-11}}$/taken-down: 2024-03-02}}/' $PLAIN/examples.yaml
	tool test village/plain
	[ "$status" -eq 1 ]
	[[ $output == *"unmet (1 day"* ]]
}

@test "a piece that is no record by the rulebook fails" {
	sed -i 's/number: seven/nubmer: seven/' $PLAIN/examples.yaml
	tool test village/plain
	[ "$status" -eq 1 ]
	[[ $output == *"[record.unknown-key]"* && $output == *number* ]]
}

@test "a file of examples with a mistake is refused at its line" {
	local row
	for row in 's/rule: notice.numbered/rule: notice.nubmered/|did you mean “notice.numbered”' 's/    unmet: {council/    unmeet: {council/|unmeet' \
		's/today: 2024-03-05/today: soon/|a date' 's/people: {han.mei: \[elder\]/people: {han.mei: {}/|name' \
		's/^examples:/sample:/|sample' 's/met: {hearing: {held: 2024-03-20}}/met: yes/|map'; do
		cp "$SOURCE/tests/rules/invented/village/plain/examples.yaml" $PLAIN/examples.yaml
		sed -i "${row%|*}" $PLAIN/examples.yaml
		tool test village/plain
		[ "$status" -eq 1 ] || { echo "$row: $status $output"; return 1; }
		[[ $output == *examples.file* && $output == *examples.yaml:*"${row#*|}"* ||
			$output == *"${row#*|}"*examples.yaml:*examples.file* ||
			$output == *examples.yaml:*"${row#*|}"*examples.file* ]] || { echo "$row: $output"; return 1; }
	done
}

@test "checks without examples are listed; --strict refuses them" {
	tool test village/strict
	[ "$status" -eq 0 ]
	[[ $output == *"notice.long-enough"*"accounts.within"* ]]
	[[ $output != *"council.two-elders"* ]]
	tool test village/strict --strict
	[ "$status" -eq 1 ]
	[[ $output == *"“accounts.within” lacks an example"* && $output == *"strict/rulebook.yaml:"* ]]
	tool test village/plain --strict
	[ "$status" -eq 0 ]
}

@test "without a name all rulebooks are tested; an unknown one is not found" {
	tool test
	[ "$status" -eq 0 ]
	[[ $output == *village/plain* && $output == *village/strict* ]]
	tool test village/plian
	[ "$status" -eq 3 ]
	[[ $output == *"village/plain"* ]]
}

# ---- lint ----------------------------------------------------------------------

@test "a clean rulebook has no finding" {
	tool lint
	[ "$status" -eq 0 ]
	[ "$output" = "= Nothing refused." ]
}

# finding, refused or not, what is done to the rulebook
rows() {
	cat <<'END'
lint.step-unreachable	1	s/^  well: {/  well: {steps: [notice, council], /; s/^  road: {/  road: {steps: [notice, council], /
lint.step-unreachable	1	s/when: {field: \/loud, is: yes}/&\n    unless: {field: \/loud, is: yes}/
lint.step-unreachable	1	s/when: {field: \/loud, is: yes}/when: {present: \/cost, absent: \/cost}/
lint.step-unsigned	0	s/^      role: \[elder\]/      role: [judge]/; s/^  keeper: {/  judge: {label: {zh: 法官, en: Judge}}\n&/
lint.matter-order	0	s/^  well: {/  well: {steps: [notice, council], /; s/after: \[notice, hearing\]/after: [hearing]/
lint.check-idle	1	s/unless: {present: urgent-because}/&\n        when: {present: urgent-because}/
lint.check-idle	1	s/unless: {present: urgent-because}/when: {field: \/loud, is: yes, not-in: [yes]}/
lint.field-later	0	s/present: held/present: [held, \/council.met]/
lint.contradiction	1	s/at-least: 10 days/at-least: 10 days, at-most: 1 weeks/
lint.contradiction	1	s/at-least: 2}/at-least: 2, less-than: 2}/
lint.contradiction	1	s/at-least: 2}/at-least: 2, at-most: 2, odd: yes}/
lint.contradiction	1	s/^      elders-only:/      one-elder:\n        title: {zh: 至多一位, en: One at most}\n        basis: charter\n        count: {of: present, at-most: 1}\n        remedy: {zh: 走。, en: Leave.}\n&/
lint.contradiction	1	s/^      numbered:/      nameless:\n        title: {zh: 无编号, en: No number}\n        basis: charter\n        unless: {present: urgent-because}\n        not: {one-of: [{number: {field: \/cost, at-least: 3, at-most: 2}}]}\n        remedy: {zh: 走。, en: Leave.}\n&/
lint.count-people	0	s/at-least: 2}/at-least: 3}/
lint.help-missing	0	/help: {zh: 谁到会/d
lint.remedy-missing	0	/remedy: {zh: 举行听证/d
lint.word-missing	0	/^  withdrawn:/d
lint.word-missing	0	/^  reopen:/d
lint.word-missing	0	/^  yes:/d
lint.citation-unused	0	s/^  charter:/  custom: {zh: 习惯, en: Custom}\n&/
lint.load	1	s/"\[0-9\]{4}-\[0-9\]+"/"([0-9]+)+-"/
lint.load	1	s/"\[0-9\]{4}-\[0-9\]+"/"(a|aa)+b"/
lint.pattern-stalls	1	s/"\[0-9\]{4}-\[0-9\]+"/"(ab|ba)*(ab|a)*c"/
lint.pattern-stalls	1	s/"\[0-9\]{4}-\[0-9\]+"/"(ab?c?)*(abc)*d"/
lint.pattern-stalls	1	s/"\[0-9\]{4}-\[0-9\]+"/"[一-龥]+第[一-龥]+号[一-龥]+"/
lint.language	0	s/title: {zh: 已听证,/title: {zh: The hearing was held,/
lint.language	0	s/en: The hearing was held/en: 已听证/
lint.load	1	s/present: held/present: hedl/
END
}

@test "each thing that can be wrong is found, at its line, and nothing else is" {
	local rule refused change seen=0
	while IFS=$'\t' read -r rule refused change; do
		cp "$SOURCE/tests/rules/invented/village/plain/rulebook.yaml" $PLAIN/rulebook.yaml
		sed -i "$change" $PLAIN/rulebook.yaml
		! cmp -s "$SOURCE/tests/rules/invented/village/plain/rulebook.yaml" $PLAIN/rulebook.yaml
		tool lint village/plain
		[ "$status" -eq "$refused" ] || { echo "$rule, $change: $status $output"; return 1; }
		[ "$(grep -o '^  \[lint[.a-z-]*\]' <<<"$output" | sort -u)" = "  [$rule]" ] || { echo "$change: $output"; return 1; }
		[[ $output == *plain/rulebook.yaml:* ]]
		seen=$((seen + 1))
	done < <(rows)
	[ "$seen" -ge 25 ]
}

# The same places changed in a way that looks alike and is well.
twins() {
	cat <<'END'
lint.step-unreachable	s/^  well: {/  well: {steps: [notice, council], optional: [hearing], /; s/^  road: {/  road: {steps: [notice, council], optional: [hearing], /
lint.step-unreachable	s/when: {field: \/loud, is: yes}/&\n    unless: {field: \/loud, is: no}/
lint.step-unsigned	s/^      role: \[elder\]/      role: [clerk, elder]/
lint.matter-order	s/^  well: {/  well: {steps: [notice, council], /
lint.check-idle	s/unless: {present: urgent-because}/&\n        when: {present: number}/
lint.field-later	s/present: held/present: [held, \/notice.posted]/
lint.contradiction	s/at-least: 10 days/at-least: 10 days, at-most: 2 weeks/
lint.contradiction	s/at-least: 2}/at-least: 2, less-than: 3}/
lint.contradiction	s/at-least: 2}/at-least: 2, at-most: 3, odd: yes}/
lint.count-people	s/at-least: 2}/at-least: 1}/
lint.help-missing	s/help: {zh: 谁到会？, en: Who came?}/help: {zh: 到会的人, en: Those who came}/
lint.remedy-missing	s/remedy: {zh: 举行听证。, en: Hold it.}/remedy: {zh: 办。, en: Do.}/
lint.word-missing	s/^  reopen: {zh: 重开, en: Reopen}/  reopen: {zh: 再开, en: Open again}/
lint.citation-unused	s/^  charter:/  custom: {zh: 习惯, en: Custom}\n&/; s/basis: "charter:3"/basis: ["charter:3", custom]/
lint.pattern-stalls	s/"\[0-9\]{4}-\[0-9\]+"/"([0-9]{1,4}-)?[0-9]+"/
lint.pattern-stalls	s/"\[0-9\]{4}-\[0-9\]+"/"[一-龥]+[0-9]+号"/
lint.language	s/title: {zh: 已听证,/title: {zh: OK,/
lint.load	s/present: held/present: [held]/
END
}

@test "what looks alike and is well has no finding" {
	local rule change
	while IFS=$'\t' read -r rule change; do
		cp "$SOURCE/tests/rules/invented/village/plain/rulebook.yaml" $PLAIN/rulebook.yaml
		sed -i "$change" $PLAIN/rulebook.yaml
		! cmp -s "$SOURCE/tests/rules/invented/village/plain/rulebook.yaml" $PLAIN/rulebook.yaml
		tool lint village/plain
		[ "$output" = "= Nothing refused." ] || { echo "$rule, $change: $output"; return 1; }
	done < <(twins)
}

@test "every finding of the table is tried, and stands in the documentation" {
	local rule
	for rule in $(grep -o '{"lint\.[a-z-]*"' "$SOURCE/engine/rule/lint.c" | tr -d '{"'); do
		rows | grep -q "^$rule	" || { echo "$rule is not tried"; return 1; }
		twins | grep -q "^$rule	" || { echo "$rule has no twin that is well"; return 1; }
		grep -q "\`$rule\`" "$SOURCE/docs/rulebook.md" || { echo "$rule is not explained"; return 1; }
	done
}

@test "good patterns are let be" {
	local pattern
	for pattern in '[0-9]{4}-[0-9]+' '第[0-9]+号' '[A-Z]{2}-[0-9]{1,6}(/[0-9]{2})?' '(甲|乙|丙)级' '[a-z]+' '.{1,200}'; do
		cp "$SOURCE/tests/rules/invented/village/plain/rulebook.yaml" $PLAIN/rulebook.yaml
		sed -i "s#\"\\[0-9\\]{4}-\\[0-9\\]+\"#\"$pattern\"#" $PLAIN/rulebook.yaml
		tool lint village/plain
		[ "$output" = "= Nothing refused." ] || { echo "$pattern: $output"; return 1; }
	done
}

@test "what a parent has wrong is told once" {
	sed -i '/remedy: {zh: 举行听证/d' $PLAIN/rulebook.yaml
	tool lint
	[ "$status" -eq 0 ]
	[ "$(grep -c remedy-missing <<<"$output")" -eq 1 ]
}

@test "the shipped rulebooks have nothing that is refused" {
	run wubu --lang en rules lint --rules "$SOURCE/rules"
	[ "$status" -eq 0 ]
}

# ---- diff ----------------------------------------------------------------------

@test "what a child adds and makes stricter is said in words" {
	tool diff village/plain village/strict
	[ "$status" -eq 0 ]
	for words in "at least 10 days → at least 15 days, stricter" "Exception: on record: Why urgent (dropped), stricter" "new step" \
		"new rule: Within the budget" "“Village charter”, art. 2  [notice.long-enough]" "Matter: Mill (new)" "Signed by: Clerk (new)"; do
		[[ $output == *"$words"* ]] || { echo "$words: $output"; return 1; }
	done
	[[ $output != *council.two-elders* ]]
}

@test "the other way round it is looser" {
	tool diff village/strict village/plain --json
	[[ $output == *'"change":"looser"'*'"before":"at least 15 days","after":"at least 10 days"'* ]]
	[[ $output == *'"diff":"village/plain","against":"village/strict"'* ]]
	[[ ${lines[-1]} == *'"stricter":0,"looser":2,'* ]]
}

@test "a rulebook compared with itself is the same" {
	tool diff village/plain village/plain
	[[ $output == *"They ask the same."* ]]
}

@test "in Chinese the rulebook speaks Chinese" {
	run wubu --lang zh rules diff village/plain village/strict --rules village-rules
	[[ $output == *公告不少于十五日* && $output == *村规* ]]
}

@test "a rulebook is compared with an older revision of the ledger" {
	ledger_make
	sed -i 's/at-least: 7 working days/at-least: 9 working days/' rules/cn/beijing/wangjing/rulebook.yaml
	run wubu --lang en rules diff --old HEAD cn/beijing/wangjing
	[ "$status" -eq 0 ]
	[[ $output == *"at least 7 working days → at least 9 working days, stricter"* ]]
	[[ $(grep -c '→' <<<"$output") -eq 2 ]]
	run wubu rules diff --old nowhere cn/beijing/wangjing
	[ "$status" -eq 3 ]
	run wubu rules diff cn/beijing/wangjing
	[ "$status" -eq 2 ]
}

# ---- simulate -------------------------------------------------------------------------

@test "changed rules are tried on the whole ledger, and nothing is changed" {
	local id before
	ledger_make
	id=$(on 2021-03-01 as liu.fang decision_open --json | jq -r '.done' | grep -o 'WJ-2021-[0-9]*')
	on 2021-03-01 as liu.fang opening_fill "$id" >/dev/null
	on 2021-03-01 as liu.fang wubu sign "$id" opening --yes >/dev/null
	on 2021-03-02 as liu.fang wubu fill "$id" public-participation 'solicitations[+].channel=网站' \
		solicitations[0].published=2021-03-02 solicitations[0].closed=2021-04-02 >/dev/null
	before=$(git rev-parse HEAD; git status --porcelain)
	cp -r rules ../new-rules
	sed -i 's/at-least: 30 days/at-least: 40 days/' ../new-rules/cn/state-council-713/rulebook.yaml
	run on 2021-05-01 wubu --lang en rules simulate ../new-rules
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	[[ $output == *"[public-participation.solicitation-period]"* ]]
	[[ $output == *"$id  met → not met"* ]]
	[[ $output == *"31 days"* && $output == *"at least 40 days"* ]]
	[[ $output == *"1 decision was judged by both; 1 verdicts of 1 of them change."* ]]
	run on 2021-05-01 wubu --lang zh rules simulate ../new-rules
	[[ $output == *"$id  符合 → 不符合"* && $output == *"未作任何改动"* ]]
	run on 2021-05-01 wubu --json rules simulate ../new-rules
	[[ ${lines[0]} == *'"simulated":"public-participation.solicitation-period"'*'"before":"met","after":"unmet"'* ]]
	[[ ${lines[-1]} == *'"decisions":1,"changed":1,"verdicts":1,"withdrawn":0,"turns":[{"before":"met","after":"unmet","count":1}]'* ]]
	[ "$before" = "$(git rev-parse HEAD; git status --porcelain)" ]
}

@test "rules that ask the same change no verdict; a revision is tried like a folder" {
	ledger_make
	on 2021-03-01 as liu.fang decision_open >/dev/null
	run on 2021-03-02 wubu --lang en rules simulate HEAD~1
	[ "$status" -eq 0 ]
	[[ $output == *"no verdict changes."* ]]
	run wubu rules simulate nowhere
	[ "$status" -eq 3 ]
	sed -i 's/^version: 1$/verzion: 1/' rules/cn/state-council-713/rulebook.yaml
	run wubu rules simulate rules
	[ "$status" -eq 3 ]
	[[ $output == *verzion* ]]
}

# ---- new -------------------------------------------------------------------------------

@test "a new rulebook loads, lints clean and passes its examples, alone and on top of another" {
	export WUBU_RULES=$SOURCE/rules
	mkdir -p fresh && cd fresh || return
	run wubu rules new here/contracts
	[ "$status" -eq 0 ]
	[ "$(sort <<<"$output" | tr '\n' ' ')" = "rules/calendar/cn.yaml rules/here/contracts/examples.yaml rules/here/contracts/rulebook.yaml " ]
	cp -r "$SOURCE/rules/cn" "$SOURCE/rules/us" "$SOURCE/rules/uk" rules
	cp "$SOURCE"/rules/calendar/* rules/calendar
	for parent in here/contracts cn/beijing/wangjing cn/state-council-713 us/federal/notice-and-comment uk/england/greenwich; do
		run wubu rules new "on-top/$parent" --extends $parent
		[ "$status" -eq 0 ] || { echo "$parent: $output"; return 1; }
	done
	run wubu --lang en rules lint --rules rules
	[ "$output" = "= Nothing refused." ] || { echo "$output"; return 1; }
	for name in here/contracts on-top/cn/beijing/wangjing on-top/us/federal/notice-and-comment; do
		run wubu --lang en rules test $name --strict --rules rules
		[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	done
	! grep -rq '{{' rules/here rules/on-top
}

@test "nothing is written over, and no folder is left" {
	export WUBU_RULES=$SOURCE/rules
	wubu rules new a/b --rules mine >/dev/null
	echo kept >mine/a/b/rulebook.yaml
	for name in a/b ../out A/b a//b /a a/ ""; do
		run wubu rules new "$name" --rules mine
		[ "$status" -eq 2 ] || { echo "$name: $status $output"; return 1; }
	done
	run wubu rules new c --extends nowhere --rules mine
	[ "$status" -eq 3 ]
	[ "$(cat mine/a/b/rulebook.yaml)" = kept ]
	[ "$(find mine -type f | wc -l)" -eq 3 ]
}

# ---- dates ------------------------------------------------------------------------------

@test "a date is counted out day by day, with holidays and make-up days by name" {
	local id=WJ-2021-001
	ledger_make
	on 2021-03-01 as liu.fang decision_open >/dev/null
	printf 'legality-review:\n  submitted: 2021-09-28\n  opinion: {issued: 2021-10-12}\n' >>decisions/2021/$id/decision.yaml
	git add -A
	on 2021-10-14 as zhao.min git commit -qm x --no-verify
	run on 2021-10-20 wubu --lang en explain date $id legality-review.opinion.issued
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	[[ $output == *"2021-09-28  Tuesday "*"-  the day itself, not counted"* ]]
	[[ $output == *"2021-10-07  Thursday "*"-  holiday (National Day)"* ]]
	[[ $output == *"2021-10-09  Saturday "*"4  make-up working day (National Day)"* ]]
	[[ $output == *"2021-10-12  Tuesday "*"6  ← on record"* ]]
	[[ ${lines[-1]} == *"2021-10-13  Wednesday "*"7  ← at the earliest" ]]
	run on 2021-10-20 wubu --lang zh explain date $id 合法性审查.送审日期
	[[ $output == *"星期六"*"调休上班，计入（国庆节）"* ]] || { echo "$output"; return 1; }
	run on 2021-10-20 wubu --json explain date $id legality-review.submitted
	[[ $output == *'"bound":"at-least"'*'"deadline":"2021-10-13"'*'{"day":"2021-10-09","weekday":"星期六","why":"make-up","counted":4'* ||
		$output == *'"deadline":"2021-10-13"'*'"why":"make-up","counted":4'* ]]
	run on 2021-10-20 wubu --lang en check --state --rules rules decisions/2021/$id/decision.yaml
	run on 2021-10-20 wubu explain date $id title
	[ "$status" -eq 3 ]
	run on 2021-10-20 wubu explain date $id legality-review.submited
	[ "$status" -ne 0 ]
}

# ---- graph and schema ------------------------------------------------------------

@test "a procedure is drawn: every step, with its labels, dashed where it has a condition" {
	tool graph village/strict
	[ "$status" -eq 0 ]
	[ "$(grep -c '<g id="step-' <<<"$output")" -eq 4 ]
	[ "$(grep -c 'class="conditional"' <<<"$output")" -eq 1 ]
	[[ $output == *'<title id="title">How the village decides, strictly</title>'* ]]
	[[ $output == *'<desc id="desc">Notice; Hearing after Notice; Council after Notice, Hearing; Accounts after Council</desc>'* ]]
	[[ $output == *">3 Council</text>"*">长老会</text>"*">signed by: Elder</text>"* ]]
	[[ ${output//http:\/\/www.w3.org\/2000\/svg/} != *http* ]]
	run wubu --lang zh rules graph village/strict --rules village-rules
	[[ $output == *'lang="zh"'* ]]
}

@test "the picture and the diagram are well-formed" {
	command -v xmllint || skip "no xmllint"
	sed -i 's/zh: 公告, en: Notice}/zh: "公告 <\&\\">", en: "Notice <\&\\">"}/' $PLAIN/rulebook.yaml
	for rulebook in village/plain village/strict; do
		for form in svg bpmn; do
			wubu rules graph $rulebook --rules village-rules --format $form | xmllint --noout -
		done
	done
	wubu rules graph village/plain --rules village-rules --format svg | grep -q 'Notice &lt;&amp;&quot;&gt;\|公告 &lt;&amp;&quot;&gt;'
}

@test "every element of the diagram has its place, and every line its ends" {
	local id
	wubu rules graph village/strict --rules village-rules --format bpmn >diagram
	[ "$(grep -c '<userTask ' diagram)" -eq 4 ]
	for id in $(grep -o '<\(userTask\|startEvent\|endEvent\|parallelGateway\|sequenceFlow\) id="[^"]*"' diagram | cut -d'"' -f2); do
		[ "$(grep -c "bpmnElement=\"$id\"" diagram)" -eq 1 ] || { echo "$id"; return 1; }
	done
	for id in $(grep -o '\(sourceRef\|targetRef\)="[^"]*"' diagram | cut -d'"' -f2 | sort -u); do
		grep -q "<[a-zA-Z]* id=\"$id\"" diagram || { echo "$id"; return 1; }
	done
}

@test "an unknown form, procedure or schema is refused" {
	run wubu rules graph village/plain --rules village-rules --format png
	[ "$status" -eq 2 ]
	run wubu rules graph village/palin --rules village-rules
	[ "$status" -eq 3 ]
	run wubu schema people --rules village-rules
	[ "$status" -eq 2 ]
}

@test "the schema has every field by name and by label, and nothing else" {
	command -v jq || skip "no jq"
	wubu schema record village/strict --rules village-rules >schema
	[ "$(jq -r '."$schema"' schema)" = "http://json-schema.org/draft-07/schema#" ]
	for key in notice 公告 Notice accounts cost id sign-off; do
		jq -e --arg key "$key" '[.. | .properties? // empty | has($key)] | any' schema >/dev/null || { echo "$key"; return 1; }
	done
	jq -e '[.. | objects | select(has("properties")) | .additionalProperties == false] | all' schema >/dev/null
	jq -e '[.. | ."$ref"? // empty | ltrimstr("#/definitions/")] - (.definitions | keys) == []' schema >/dev/null
	jq -e '.definitions.loud | .title == "扰民 / Loud" and .description == "施工会不会扰民？ / Will the works be loud?"' schema
	[ "$(wubu schema record --json --rules village-rules | wc -l)" -eq 1 ]
}

@test "what a rulebook adds to its parent's steps and clocks is told" {
	run wubu --lang en --no-color rules diff village/plain village/whole --rules "$SOURCE/tests/rules/invented"
	[ "$status" -eq 0 ]
	[[ "$output" == *"UTC (+00:00, in summer +01:00)"* ]]
	[[ "$output" == *"Lapses: 1 year after it; the whole record ends"* ]]
	[[ "$output" == *"Outcome: put off (new)"* ]]
	[[ "$output" == *"Freezes: Bridge first (new)"* ]]
}
