#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What is done on the local page: the same acts as by the commands, judged alike, as commits by the person at the browser;
# and what forms from elsewhere do: nothing.

load page

setup() {
	command -v curl >/dev/null || skip "curl is not here"
	page_ledger
	page_start
	page_enter
}

teardown() {
	page_stop
}

head_of() {
	git -C "$LEDGER" rev-parse HEAD
}

# secrets PATH: the token of a form, a number that is good once, and what the form has seen of the record.
secrets() {
	TOKEN=$(hidden token "$1")
	ONCE=$(hidden once "$1")
	SEEN=$(hidden seen "$1")
}

step=/decision/WJ-2021-001/fill/public-participation
field=f:public-participation

@test "a form that does not come from our own page changes nothing (WB-01)" {
	secrets $step
	before=$(head_of)
	data=(-d "seen=$SEEN" -d "once=$ONCE" -d "go=record" --data-urlencode "$field.interpretation=x")
	# No origin, another one, a null one, one that only begins alike; another site's fetch; no token, or a wrong one.
	[ "$(status_of $step "${data[@]}" -d "token=$TOKEN")" = 403 ]
	for origin in "http://evil.example" null "http://$HOST.evil.example" "https://$HOST" "http://127.0.0.1:1"; do
		[ "$(status_of $step "${data[@]}" -d "token=$TOKEN" -H "Origin: $origin")" = 403 ]
	done
	[ "$(status_of $step "${data[@]}" -d "token=$TOKEN" -H "Origin: http://$HOST" -H 'Sec-Fetch-Site: same-site')" = 403 ]
	[ "$(status_of $step "${data[@]}" -H "Origin: http://$HOST")" = 403 ]
	[ "$(status_of $step "${data[@]}" -d "token=${TOKEN/[0-9]/z}" -H "Origin: http://$HOST")" = 403 ]
	[ "$(JAR=/dev/null status_of $step "${data[@]}" -d "token=$TOKEN" -H "Origin: http://$HOST")" = 403 ]
	# A question never changes anything.
	[ "$(status_of "$step?token=$TOKEN&go=record&$field.interpretation=x")" = 200 ]
	[ "$(head_of)" = "$before" ]
}

@test "filling in is judged, shown in words, and recorded as a commit by that person" {
	secrets $step
	run post $step token="$TOKEN" once="$ONCE" seen="$SEEN" go=check \
		"$field.solicitations[+0].channel=区政府网站" "$field.solicitations[+0].published=2021-03-04" \
		"$field.solicitations[+0].closed=2021-04-06"
	[[ $output == *"200 OK"* ]]
	[[ $output == *"Is this right?"* ]]
	[[ $output == *"<ins>2021-04-06</ins>"* ]]
	[ "$(git -C "$LEDGER" log -1 --format=%s)" = "opening(WJ-2021-002): open" ] || git -C "$LEDGER" log -1 --format=%s
	before=$(head_of)
	run post $step token="$TOKEN" once="$ONCE" seen="$SEEN" go=record \
		"$field.solicitations[+0].channel=区政府网站" "$field.solicitations[+0].published=2021-03-04" \
		"$field.solicitations[+0].closed=2021-04-06"
	[[ $output == *"303 See Other"* ]]
	[[ $output == *"Location: /decision/WJ-2021-001"* ]]
	[ "$(git -C "$LEDGER" rev-parse HEAD^)" = "$before" ]
	[ "$(git -C "$LEDGER" log -1 --format=%ce)" = liu.fang@wangjing.example ]
	[ "$(git -C "$LEDGER" log -1 --format='%(trailers:key=Step,valueonly,separator=)')" = public-participation ]
	git -C "$LEDGER" log -1 --format=%B | grep -q . && git -C "$LEDGER" cat-file commit HEAD | grep -q 'BEGIN SSH SIGNATURE'
	run wubu --lang en audit
	[ "$status" -eq 0 ]
	# Sent twice, recorded once.
	now=$(head_of)
	run post $step token="$TOKEN" once="$ONCE" seen="$(hidden seen $step)" go=record "$field.solicitations[+0].channel=again"
	[[ $output == *"303 See Other"* ]]
	[ "$(head_of)" = "$now" ]
	run get /decision/WJ-2021-001
	[[ $output == *"not recorded twice"* ]]
}

@test "a refusal stands at the field, with the article and what to do, and what was typed is kept" {
	secrets $step
	run post $step token="$TOKEN" once="$ONCE" seen="$SEEN" go=check \
		"$field.solicitations[+0].channel=区政府网站" "$field.solicitations[+0].published=2021-13-41" \
		"$field.solicitations[+0].received=viele"
	[[ $output == *"This cannot be recorded yet"* ]]
	[[ $output == *'value="2021-13-41"'* ]]
	[[ $output == *'value="viele"'* ]]
	[[ $output == *'aria-invalid="true"'* || $output == *'role="alert"'* ]]
}

@test "several new items, one more, one taken away" {
	secrets $step
	run post $step token="$TOKEN" once="$ONCE" seen="$SEEN" "add=public-participation.meetings" "$field.interpretation=so"
	[[ $output == *'name="f:public-participation.meetings[+0].form"'* ]]
	[[ $output == *'>so</textarea>'* ]]
	run post $step token="$TOKEN" once="$ONCE" seen="$SEEN" go=record \
		"$field.meetings[+0].form=symposium" "$field.meetings[+0].on=2021-03-08" \
		"$field.meetings[+1].form=" "$field.meetings[+1].on=" \
		"$field.meetings[+2].on=2021-03-09" "$field.meetings[+2].form=questionnaire"
	[[ $output == *"303 See Other"* ]]
	run wubu show WJ-2021-001 --json
	[ "$(jq -c '.record["public-participation"].meetings' <<<"$output")" = \
		'[{"form":"symposium","on":"2021-03-08"},{"on":"2021-03-09","form":"questionnaire"}]' ] ||
		[ "$(jq -c '.record["public-participation"].meetings|map(.form)' <<<"$output")" = '["symposium","questionnaire"]' ]
	secrets $step
	run post $step token="$TOKEN" once="$ONCE" seen="$SEEN" go=record "drop:public-participation.meetings[0]=1"
	[[ $output == *"303 See Other"* ]]
	run wubu show WJ-2021-001 --json
	[ "$(jq -c '.record["public-participation"].meetings|map(.form)' <<<"$output")" = '["questionnaire"]' ]
}

@test "a file is sent, kept over the question, and copied in under its plain name" {
	printf 'minutes\n' >"$BATS_TEST_TMPDIR/会议记录.pdf"
	secrets $step
	run curl -si -b "$JAR" -H "Origin: http://$HOST" -F token="$TOKEN" -F once="$ONCE" -F seen="$SEEN" -F go=check \
		-F "$field.opinions-report=@$BATS_TEST_TMPDIR/会议记录.pdf;filename=../../会议记录.pdf" "http://$HOST$step"
	[[ $output == *"Is this right?"* ]]
	key=$(grep -o 'name="k:[^"]*" value="[0-9a-f]*"' <<<"$output" | head -n 1 | sed 's/.*value="//; s/"$//')
	[ "${#key}" -eq 64 ]
	run post $step token="$TOKEN" once="$ONCE" seen="$SEEN" go=record "k:public-participation.opinions-report=$key"
	[[ $output == *"303 See Other"* ]]
	[ "$(git -C "$LEDGER" show "HEAD:decisions/2021/WJ-2021-001/materials/会议记录.pdf")" = minutes ]
}

@test "a path typed where a file is wanted copies nothing from this machine" {
	secrets $step
	before=$(head_of)
	run post $step token="$TOKEN" once="$ONCE" seen="$SEEN" go=record "$field.opinions-report=/etc/passwd" \
		"k:public-participation.opinions-report=/etc/passwd" "f:procedure.rules=0" "f:nothing.of.this=1"
	[[ $output == *"Nothing is different"* ]]
	[ "$(head_of)" = "$before" ]
}

@test "a record that somebody else changed meanwhile is not written over" {
	secrets $step
	(cd "$LEDGER" && on 2021-03-09 as liu.fang wubu fill WJ-2021-001 public-participation interpretation=meanwhile >/dev/null)
	before=$(head_of)
	run post $step token="$TOKEN" once="$ONCE" seen="$SEEN" go=record "$field.interpretation=mine"
	[[ $output == *"Somebody has changed this record"* ]]
	[[ $output == *">mine</textarea>"* ]]
	[ "$(head_of)" = "$before" ]
}

@test "a new decision is opened" {
	secrets /open
	draft=$(paper draft.md "# 草案")
	run curl -si -b "$JAR" -H "Origin: http://$HOST" -F token="$TOKEN" -F once="$ONCE" -F seen= -F go=record \
		-F "f:title=大望京绿色步道" -F "f:matter=public-construction" -F "f:draft=@$draft" "http://$HOST/open"
	[[ $output == *"Location: /decision/WJ-2021-003"* ]]
	run get /decision/WJ-2021-003
	[[ $output == *"<h1>大望京绿色步道</h1>"* ]]
}

@test "signing is refused with reasons while something is missing, and to those whose turn it is not" {
	page=/decision/WJ-2021-001/sign/public-participation
	secrets $page
	before=$(head_of)
	run post $page token="$TOKEN" once="$ONCE" go=record outcome=completed
	[[ $output == *"This cannot be recorded yet"* ]]
	[ "$(head_of)" = "$before" ]
	page_person zhao.min
	run get $page
	[[ $output == *"This is not yours to do."* ]]
	run post /decision/WJ-2021-001/withdraw token="$TOKEN" once="$ONCE" go=record because=x
	[[ $output == *"This cannot be recorded yet"* ]]
	[ "$(head_of)" = "$before" ]
}

@test "a step is signed with the person's own key, reopened with its reason, and the audit holds" {
	secrets /decision/WJ-2021-002/fill/opening
	(cd "$LEDGER" && on 2021-03-09 as liu.fang opening_fill WJ-2021-002 >/dev/null)
	page=/decision/WJ-2021-002/sign/opening
	secrets $page
	run post $page token="$TOKEN" once="$ONCE" go=check outcome=started
	[[ $output == *"Is this right?"* && $output == *"Sign it with my key"* ]]
	run post $page token="$TOKEN" once="$ONCE" go=record outcome=started
	[[ $output == *"303 See Other"* ]]
	[ "$(git -C "$LEDGER" log -1 --format='%(trailers:key=Action,valueonly,separator=)')" = sign-off ]
	page=/decision/WJ-2021-002/reopen/opening
	secrets $page
	run post $page token="$TOKEN" once="$ONCE" go=record because=
	[[ $output == *"This cannot be recorded yet"* || $output == *'role="alert"'* ]]
	run post $page token="$TOKEN" once="$ONCE" go=record because=漏填
	[[ $output == *"303 See Other"* ]]
	run wubu --lang en audit
	[ "$status" -eq 0 ]
}

@test "a key that asks for a passphrase is refused with what to do, and the server goes on" {
	(cd "$LEDGER" && on 2021-03-09 as liu.fang opening_fill WJ-2021-002 >/dev/null)
	ssh-keygen -q -p -P '' -N secret -f "$KEYS/liu.fang"
	page_person liu.fang
	page=/decision/WJ-2021-002/sign/opening
	secrets $page
	run timeout 20 bash -c "source '$BATS_TEST_DIRNAME/page.bash'; HOST=$HOST JAR=$JAR; post $page token=$TOKEN once=$ONCE go=record outcome=started"
	[[ $output == *"ssh-add"* ]]
	[ "$(status_of /)" = 200 ]
}

@test "both languages, chosen on the page and kept" {
	run get /
	[[ $output == *'<html lang="en">'* && $output == *"You can do this now"* ]]
	run curl -si -b "$JAR" -c "$JAR" "http://$HOST/language/zh?back=%2Fdecisions"
	[[ $output == *"Location: /decisions"* ]]
	run get /
	[[ $output == *'<html lang="zh-CN">'* && $output == *"现在可以办"* ]]
	for back in //evil.example 'http://evil.example' '/\evil.example' '%2F%2Fevil.example'; do
		run curl -si -b "$JAR" "http://$HOST/language/en?back=$back"
		[[ $output == *$'Location: /\r'* ]]
	done
}

@test "no page is larger than 100 KB" {
	for path in / /decisions /open /decision/WJ-2021-001 $step /decision/WJ-2021-002/fill/opening /rules; do
		size=$(curl -s -o /dev/null -w '%{size_download}' -b "$JAR" "http://$HOST$path")
		[ "$size" -gt 500 ]
		[ "$size" -lt 100000 ] || { echo "$path: $size"; false; }
	done
}
