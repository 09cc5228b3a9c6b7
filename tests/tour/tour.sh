#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Three people's first task, as they see it: a secretary opens a decision, a reviewer signs, an auditor judges. Writes
# secretary, reviewer and auditor, in both languages, to the folder given; tour.bats compares them with docs/tour/.
#
#   tour.sh FOLDER
set -euo pipefail

out=$(cd "$1" && pwd)
BATS_TEST_TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/wubu-tour.XXXXXX")
trap 'cd /; rm -rf "$BATS_TEST_TMPDIR"' EXIT
tests=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
# shellcheck source=tests/cli/ledger.bash
. "$tests/cli/ledger.bash"
answers=$SOURCE/tests/demo/answers example=$SOURCE/decisions/2021/WJ-2021-003
cd "$tests/.."
export GIT_EDITOR=true
ledger_make >/dev/null
record=$LEDGER/decisions/2021/WJ-2021-001/decision.yaml

# What differs from run to run (numbers of commits, keys, folders) is not of interest.
calm() {
	sed -E -e "s|$BATS_TEST_TMPDIR|~|g" -e 's/\r$//' -e 's/[[:space:]]+$//' -e 's/ssh-ed25519 [A-Za-z0-9+/=]+/ssh-ed25519 AAAA…/g' \
		-e 's/SHA256:[A-Za-z0-9+/=]+/SHA256:…/g' -e 's/\b[0-9a-f]{64}\b/…/g' -e 's/\b[0-9a-f]{40}\b/…/g' \
		-e 's/\b[0-9a-f]{10}\b/…/g' -e 's/\b[0-9a-f]{12}\b/…/g'
}

# show DAY PERSON LINE: the line as it is typed, and what comes of it; standard input is typed at a terminal, if there is any.
show() {
	local day=$1 person=$2 line=$3
	printf '$ %s\n' "$line"
	if [[ -t 0 || $# -eq 3 ]]; then
		on "$day" as "$person" bash -c "$line" </dev/null 2>&1 || true
	else
		on "$day" as "$person" python3 "$tests/cli/terminal.py" bash -c "$line" <<<"$4" 2>&1 || true
	fi | calm
	printf '\n'
}

# quiet DAY PERSON WORDS…: what happens meanwhile.
quiet() {
	on "$1" as "$2" "${@:3}" >/dev/null
}

# section STEP: what the worked example records of this step, without its sign-off.
section() {
	awk -v step="$1:" '$0 == step {on = 1} on && $0 != step && /^[^ #]/ {exit}
		on && /^  sign-off:/ {exit} on && NF {print}' "$example/decision.yaml"
}

by_hand() {
	cp "$example/materials/$3" "$LEDGER/decisions/2021/WJ-2021-001/materials/"
	printf '\n%s\n' "$(section "$1")" | cat -s >>"$record"
	git add decisions
	quiet "$2" liu.fang git commit -q
	quiet "$2" liu.fang wubu sign WJ-2021-001 "$1"
}

# ---- the secretary ------------------------------------------------------------------------------

cp -r "$example/draft.md" "$answers" "$example/materials" "$BATS_TEST_TMPDIR/"
secretary() {
	show 2021-05-17 liu.fang "wubu cheatsheet keeping"
	show 2021-05-17 liu.fang "wubu todo"
	show 2021-05-17 liu.fang "wubu open" "$(printf '%s\n' 望京西路与阜通西大街路口改造 public-construction '~/draft.md' . no)"
	show 2021-05-17 liu.fang "wubu open" "$(printf '%s\n' yes . yes)"
	show 2021-05-17 liu.fang "wubu next WJ-2021-001"
	show 2021-05-17 liu.fang "wubu set WJ-2021-001 --from ~/answers/header.txt"
	show 2021-06-17 liu.fang "wubu attach WJ-2021-001 opening legal-inventory ~/materials/legal-inventory.md"
	show 2021-06-17 liu.fang "wubu fill WJ-2021-001 opening --from ~/answers/opening.txt"
	show 2021-06-17 liu.fang "wubu todo"
	show 2021-06-17 liu.fang "wubu sign WJ-2021-001 opening -y"
	show 2021-06-17 liu.fang "wubu todo"
	show 2021-06-17 liu.fang "wubu status WJ-2021-001"
}

# ---- what happens until the review ----------------------------------------------------------------

until_review() {
	git reset -q --hard "$founded"
	rm -rf .git/wubu/desk
	quiet 2021-05-17 liu.fang wubu open --title 望京西路与阜通西大街路口改造 --matter public-construction \
		--from "$answers/header.txt" --set "draft=$example/draft.md"
	quiet 2021-06-17 liu.fang wubu fill WJ-2021-001 opening --from "$answers/opening.txt"
	quiet 2021-06-17 liu.fang wubu sign WJ-2021-001 opening
	quiet 2021-06-21 liu.fang wubu fill WJ-2021-001 public-participation --from "$answers/notice.txt" 'solicitations[+].closed=2021-07-21'
	cp "$example/materials/"{symposium,hearing-record,opinions-report}.md decisions/2021/WJ-2021-001/materials/
	quiet 2021-08-25 liu.fang wubu fill WJ-2021-001 public-participation --from "$answers/participation.txt"
	quiet 2021-08-25 liu.fang wubu sign WJ-2021-001 public-participation
	by_hand expert-review 2021-09-02 expert-report.md
	by_hand risk-assessment 2021-09-15 risk-report.md
	quiet 2021-09-28 liu.fang wubu fill WJ-2021-001 legality-review submitted=2021-09-28 \
		'legal-bases[+]=重大行政决策程序暂行条例' "procedure-statement=$example/materials/procedure-statement.md"
}

# ---- the reviewer and the auditor -------------------------------------------------------------------

reviewer() {
	show 2021-10-08 zhao.min "wubu todo"
	show 2021-10-08 zhao.min "wubu rules explain legality-review.review-period"
	quiet 2021-10-09 zhao.min wubu fill WJ-2021-001 legality-review --from "$answers/opinion.txt" opinion.issued=2021-10-09
	show 2021-10-09 zhao.min "wubu sign WJ-2021-001 legality-review -y"
	show 2021-10-13 zhao.min "wubu fill WJ-2021-001 legality-review opinion.issued=2021-10-13"
	show 2021-10-13 zhao.min "wubu sign WJ-2021-001 legality-review -y"
	show 2021-10-13 zhao.min "wubu todo"
}

auditor() {
	show 2021-11-01 zhao.min "wubu audit"
	show 2021-11-01 zhao.min "wubu status"
	show 2021-11-01 zhao.min "wubu log WJ-2021-001"
	show 2021-11-01 zhao.min "wubu rules explain legality-review"
}

# ---- all -----------------------------------------------------------------------------------------------

founded=$(git rev-parse HEAD)
for language in zh en; do
	export LANG=en_US.UTF-8
	[ "$language" = en ] || export LANG=zh_CN.UTF-8
	git reset -q --hard "$founded"
	rm -rf .git/wubu/desk
	secretary >"$out/secretary.$language.txt"
	until_review
	cp "$example/materials/legality-opinion.md" decisions/2021/WJ-2021-001/materials/
	reviewer >"$out/reviewer.$language.txt"
	auditor >"$out/auditor.$language.txt"
done
