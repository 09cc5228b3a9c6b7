#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Everyday commands: setup, cheatsheet, attach, opinions, remind, ics, and answers that are kept.

load ledger

opened() {
	ledger_make
	on 2021-03-01 as liu.fang decision_open
	on 2021-03-01 as liu.fang opening_fill WJ-2021-001
	on 2021-03-01 as liu.fang wubu sign WJ-2021-001 opening
}

typed() { # the words are run at a terminal, lines of standard input are typed
	python3 "$SOURCE/tests/cli/terminal.py" "$@"
}

# ---- setup ---------------------------------------------------------------------

@test "setup makes a key, tells git, signs on trial and writes a slip" {
	ledger_program
	ledger_calm
	cd "$BATS_TEST_TMPDIR"
	run on 2021-03-01 wubu setup --name 刘芳 --unit 综合办公室 --mail Liu.Fang@wangjing.example --key "$HOME/.ssh/new"
	[ "$status" -eq 0 ]
	[ -f .ssh/new ]
	[ "$(git config --global user.email)" = Liu.Fang@wangjing.example ]
	[ "$(git config --global user.signingkey)" = "$HOME/.ssh/new" ]
	grep -qF "$(ssh-keygen -lf .ssh/new.pub | cut -d' ' -f2)" enrolment-liu.fang.txt
	grep -qF "      - {key: $(cut -d' ' -f1,2 .ssh/new.pub), from: 2021-03-01}" enrolment-liu.fang.txt
}

@test "the lines of the slip are lines that people.yaml takes" {
	ledger_program
	ledger_calm
	cd "$BATS_TEST_TMPDIR"
	on 2021-01-01 wubu setup --name 'A "B" \C' --mail tang@wangjing.example --key "$HOME/key" >/dev/null 2>&1
	{ echo people:; sed -n '/^  tang:/,/^$/p' enrolment-tang.txt | sed 's/role: …/role: rule-keeper/'; } >people.yaml
	run on 2021-01-04 wubu init --procedure cn/beijing/wangjing --people people.yaml --key "$HOME/key" made
	[ "$status" -eq 0 ]
}

@test "setup asks at a terminal, and keeps a key that is there" {
	command -v python3 || skip "no python3"
	ledger_program
	ledger_calm
	cd "$BATS_TEST_TMPDIR"
	ssh-keygen -q -t ed25519 -N '' -f key </dev/null
	before=$(cat key.pub)
	run typed wubu setup --dry-run <<<"$(printf '赵敏\n司法所\nzhao.min@wangjing.example\n%s/key' "$PWD")"
	[ "$status" -eq 0 ]
	[ "$(cat key.pub)" = "$before" ]
	grep -q 司法所 enrolment-zhao.min.txt
	[ -z "$(git config --global user.name || true)" ]
}

@test "there is a sheet for each kind of user, and each command on it is one" {
	ledger_program
	ledger_calm
	for sheet in $(wubu cheatsheet | sed 's/wubu cheatsheet \([a-z]*\).*/\1/'); do
		wubu cheatsheet "$sheet" >page
		[ "$(wc -l <page)" -le 40 ]
		while read -r name; do
			wubu help | grep -q "^  $name" || { echo "$sheet: wubu $name"; return 1; }
		done < <(grep -o 'wubu [a-z]*' page | grep -v '`' | cut -d' ' -f2)
		[ -n "$(wubu --lang zh cheatsheet "$sheet")" ]
	done
	run wubu cheatsheet nothing
	[ "$status" -eq 2 ]
}

# ---- files and tables --------------------------------------------------------------

@test "attach copies a file in, says its kind and digest, and refuses a field that is none for files" {
	opened
	printf '%%PDF-1.4\n' >"$BATS_TEST_TMPDIR/report.pdf"
	run on 2021-03-02 as liu.fang wubu attach WJ-2021-001 public-participation opinions-report "$BATS_TEST_TMPDIR/report.pdf"
	[ "$status" -eq 0 ]
	[[ $output == *"PDF document, 9 bytes, SHA-256 $(sha256sum <"$BATS_TEST_TMPDIR/report.pdf" | cut -d' ' -f1)"* ]]
	[ -f decisions/2021/WJ-2021-001/materials/report.pdf ]
	run on 2021-03-02 as liu.fang wubu attach WJ-2021-001 public-participation interpretation "$BATS_TEST_TMPDIR/report.pdf"
	[ "$status" -eq 2 ]
	[[ $output == *opinions-report* ]]
	run on 2021-03-02 as liu.fang wubu attach WJ-2021-001 public-participation opinions-report nowhere.pdf
	[ "$status" -eq 3 ]
}

table() {
	printf '\xef\xbb\xbf'
	printf '%s\r\n' 序号,收到日期,提出途径,提出人,意见内容,采纳情况,理由 \
		'1,2021/3/5,网站,居民甲,"加一条""斑马线"", 并减速",采纳,' '2,2021-03-06,来信,居民乙,=1+1,未采纳,无关'
}

@test "opinions come in from a table and go out as the same one" {
	opened
	table >opinions.csv
	run on 2021-03-10 as liu.fang wubu opinions import WJ-2021-001 opinions.csv
	[ "$status" -eq 0 ]
	grep -q 'adopted: not-adopted' decisions/2021/WJ-2021-001/decision.yaml
	wubu --lang zh opinions export WJ-2021-001 out.csv
	[ "$(head -c 3 out.csv)" = $'\xef\xbb\xbf' ]
	diff <(tr -d '\r' <out.csv) <(table | tr -d '\r' | sed 's|2021/3/5|2021-03-05|; s|=1+1|"'"'"'=1+1"|')
	run on 2021-03-11 as liu.fang wubu opinions import WJ-2021-001 out.csv
	wubu --lang zh opinions export WJ-2021-001 again.csv
	cmp out.csv again.csv
}

@test "a table in GB18030, with an unknown column or a ragged row is refused with words, and nothing is written" {
	opened
	before=$(git rev-parse HEAD)
	table | tail -c +4 | iconv -f UTF-8 -t GB18030 >gb.csv
	run on 2021-03-10 as liu.fang wubu opinions import WJ-2021-001 gb.csv
	[ "$status" -eq 3 ]
	[[ $output == *GB18030* ]]
	printf '序号,收到日起\n1,2021-03-05\n' >typo.csv
	run on 2021-03-10 as liu.fang wubu opinions import WJ-2021-001 typo.csv
	[ "$status" -eq 3 ]
	[[ $output == *收到日起* ]]
	printf '序号,收到日期\n1,2021-03-05,x\n' >ragged.csv
	run on 2021-03-10 as liu.fang wubu opinions import WJ-2021-001 ragged.csv
	[[ $output == *ragged.csv:2* ]]
	printf '序号,意见内容\n1,"no end\n' >quote.csv
	run on 2021-03-10 as liu.fang wubu opinions import WJ-2021-001 quote.csv
	[ "$status" -eq 3 ]
	[ "$(git rev-parse HEAD)" = "$before" ]
}

# ---- letters and calendars -----------------------------------------------------------

@test "two runs of remind send one digest; the next day there is another one" {
	opened
	remind() { on "$1" as tang.rui wubu remind --outbox "$BATS_TEST_TMPDIR/outbox"; }
	run remind 2021-03-02
	[ "$status" -eq 0 ]
	[[ $output == *liu.fang@wangjing.example* ]]
	[ "$(ls "$BATS_TEST_TMPDIR/outbox")" = 2021-03-02-liu.fang.eml ]
	sha256sum "$BATS_TEST_TMPDIR/outbox"/* >before
	run remind 2021-03-02
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	sha256sum -c before
	run remind 2021-03-03
	[ "$(find "$BATS_TEST_TMPDIR/outbox" -type f | wc -l)" -eq 2 ]
}

@test "a letter is a mail that other programs read" {
	command -v python3 || skip "no python3"
	opened
	on 2021-03-02 as tang.rui wubu --lang zh remind --outbox outbox >/dev/null
	python3 - outbox/2021-03-02-liu.fang.eml <<-'END'
		import email, email.policy, sys
		raw = open(sys.argv[1], "rb").read()
		assert b"\n" not in raw.replace(b"\r\n", b"") and max(map(len, raw.split(b"\r\n"))) <= 78
		mail = email.message_from_bytes(raw, policy=email.policy.default)
		assert not mail.defects, mail.defects
		assert mail["To"].addresses[0].display_name == "刘芳", mail["To"]
		assert "2021年3月2日（星期二）：待办1项" == mail["Subject"], mail["Subject"]
		assert mail["Date"].datetime.isoformat() == "2021-03-02T09:00:00+08:00"
		assert "wubu fill WJ-2021-001 public-participation" in mail.get_content()
	END
}

@test "sendmail gets the letters, and what it refuses is tried again" {
	opened
	printf '#!/bin/sh\nexit 75\n' >"$BATS_TEST_TMPDIR/bin/sendmail"
	chmod +x "$BATS_TEST_TMPDIR/bin/sendmail"
	run on 2021-03-02 as tang.rui wubu remind --sendmail
	[ "$status" -eq 3 ]
	printf '#!/bin/sh\ncat >>"%s/got"\n' "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/bin/sendmail"
	run on 2021-03-02 as tang.rui wubu remind --sendmail
	[ "$status" -eq 0 ]
	grep -q '^To: .*<liu.fang@wangjing.example>' "$BATS_TEST_TMPDIR/got"
	run on 2021-03-02 as tang.rui wubu remind --sendmail
	[ "$(grep -c ^To: "$BATS_TEST_TMPDIR/got")" -eq 1 ]
}

@test "the calendar keeps its events' names, counts changes, and cancels what is done" {
	opened
	on 2021-03-02 as liu.fang wubu fill WJ-2021-001 public-participation 'solicitations[+].channel=website' \
		'solicitations[+].published=2021-03-02'
	on 2021-03-03 as liu.fang wubu ics >one
	on 2021-03-03 as liu.fang wubu ics >two
	cmp one two
	tr -d '\r' <one | grep -qx 'DTSTART;VALUE=DATE:20210401'
	[ -z "$(tr -d '\n' <one | tr '\r' '\n' | grep -E '.{76}' | LC_ALL=C grep -E '.{76}' || true)" ]
	[ "$(grep -c $'\r$' one)" -eq "$(wc -l <one)" ]
	uid=$(grep ^UID one)
	sequence=$(tr -d '\r' <one | sed -n 's/^SEQUENCE://p')
	on 2021-03-04 as liu.fang wubu fill WJ-2021-001 public-participation 'solicitations[0].published=2021-03-04'
	on 2021-03-04 as liu.fang wubu ics >three
	[ "$(grep ^UID three)" = "$uid" ]
	[ "$(tr -d '\r' <three | sed -n 's/^SEQUENCE://p')" -gt "$sequence" ]
	tr -d '\r' <three | grep -qx 'DTSTART;VALUE=DATE:20210403'
	on 2021-03-05 as chen.yu wubu withdraw WJ-2021-001 --because 不办了 -y
	on 2021-03-05 as liu.fang wubu ics >four
	[ "$(grep ^UID four)" = "$uid" ]
	tr -d '\r' <four | grep -qx STATUS:CANCELLED
}

# ---- answers that are kept ---------------------------------------------------------------

@test "answers survive a hang-up and are gone on with" {
	command -v python3 || skip "no python3"
	ledger_make
	on 2021-03-01 as liu.fang decision_open
	run on 2021-03-01 as liu.fang typed --hang-up wubu fill WJ-2021-001 opening <<<$'4\n区人大代表建议'
	grep -qx proposal.source=deputy .git/wubu/desk/draft-WJ-2021-001-opening
	[ -z "$(git status --porcelain)" ]
	run on 2021-03-02 as liu.fang typed wubu fill WJ-2021-001 opening <<<$'yes\n.\nyes'
	[ "$status" -eq 0 ]
	grep -q 'source: deputy' decisions/2021/WJ-2021-001/decision.yaml
}

@test "what is not recorded is kept, and recorded the next time" {
	command -v python3 || skip "no python3"
	ledger_make
	on 2021-03-01 as liu.fang decision_open
	run on 2021-03-01 as liu.fang typed wubu fill WJ-2021-001 opening <<<$'1\n区人大代表建议\n.\nno'
	[ "$status" -eq 1 ]
	[[ $output == *"Your answers are kept"* ]]
	grep -qx 'proposal.from=区人大代表建议' .git/wubu/desk/draft-WJ-2021-001-opening
	run on 2021-03-02 as liu.fang typed wubu fill WJ-2021-001 opening <<<$'yes\n.\nyes'
	[ "$status" -eq 0 ]
	[[ $output == *"From an earlier time"* ]]
	grep -q 区人大代表建议 decisions/2021/WJ-2021-001/decision.yaml
	[ ! -e .git/wubu/desk/draft-WJ-2021-001-opening ]
}

# ---- the doctor ----------------------------------------------------------------------------

@test "the doctor misses next year's calendar from November on, and digests that stopped" {
	opened
	[[ $(on 2026-10-31 as liu.fang wubu doctor) != *"next year"* ]]
	[[ $(on 2026-11-01 as liu.fang wubu doctor) == *"does not reach next year yet"* ]]
	on 2021-03-02 as tang.rui wubu remind --outbox outbox >/dev/null
	[[ $(on 2021-03-05 as tang.rui wubu doctor) == *"the last digest was sent on 2021-03-02"* ]]
	[[ $(on 2021-03-09 as tang.rui wubu doctor) == *"the timer may have stopped"* ]]
}
