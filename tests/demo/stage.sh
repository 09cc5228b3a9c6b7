# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# The stage that demo.sh plays on: two languages, persons with their keys and clones, commands that are shown
# before they run, and refusals that must come from the rule expected.

# ---- speaking -------------------------------------------------------------------------------

bold='' faint='' good='' bad='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM-dumb}" != dumb ]; then
	bold=$'\e[1m' faint=$'\e[2m' good=$'\e[32m' bad=$'\e[31m' plain=$'\e[0m'
fi

# choose ZH EN: the text in the language of this run.
choose() {
	if [ "$language" = zh ]; then printf '%s' "$1"; else printf '%s' "$2"; fi
}

say() {
	printf '%s\n' "$(choose "$1" "$2")"
}

chapters=0
chapter() {
	chapters=$((chapters + 1))
	printf '\n%s%d. %s%s\n\n' "$bold" "$chapters" "$(choose "$1" "$2")" "$plain"
}

# The demo has found out that something is not as it should be.
give_up() {
	printf '\n%s%s%s\n' "$bad" "$(choose "演示失败：$1" "The demo failed: $2")" "$plain" >&2
	exit 1
}

# ---- persons --------------------------------------------------------------------------------

declare -A called=(
	[liu.fang]="刘芳|Liu Fang" [zhao.min]="赵敏|Zhao Min" [chen.yu]="陈宇|Chen Yu" [tang.rui]="唐睿|Tang Rui"
)
declare -A part=(
	[liu.fang]="经办秘书|secretary" [zhao.min]="合法性审查人员|legal reviewer"
	[chen.yu]="行政首长|head of the office" [tang.rui]="规则管理员|rule-keeper"
)

in_words() {
	choose "${1%%|*}" "${1##*|}"
}

# give_key PERSON: a key pair of this person's own, and its public half into people.yaml.
give_key() {
	ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$work/keys/$1"
	local key
	key=$(cat "$work/keys/$1.pub")
	sed -i "s|^  $1:\$|&\n    keys: [{key: \"$key\"}]|" "$work/people.yaml"
}

# use_key PERSON: what every person sets up once in his or her clone.
use_key() {
	git config user.name "${called[$1]%%|*}"
	git config user.email "$1@wangjing.example"
	git config user.signingkey "$work/keys/$1.pub"
}

minutes=0
# act PERSON DAY: what follows is done by this person, in a clone of his or her own, on this day.
act() {
	cd "$work/$1" || exit 1
	minutes=$(((minutes + 7) % 480))
	at "$2"
	git pull -q 2>/dev/null || true
	printf '%s[%s · %s (%s)]%s\n' "$faint" "$2" "$(in_words "${called[$1]}")" "$(in_words "${part[$1]}")" "$plain"
}

# The clock of the story: later on each call of a day.
at() {
	local clock
	clock=$(printf '%sT%02d:%02d:00+08:00' "$1" $((9 + minutes / 60)) $((minutes % 60)))
	export GIT_AUTHOR_DATE=$clock GIT_COMMITTER_DATE=$clock
}

# ---- doing ----------------------------------------------------------------------------------

show_output() {
	sed 's/^/    /; s/[[:space:]]*$//' "$work/output"
	printf '\n'
}

# Show the command line as somebody would type it, and run it; its output goes to a file and its status is returned.
type_in() {
	printf '  %s$ %s%s\n' "$bold" "$1" "$plain"
	eval "$1" >"$work/output" 2>&1 </dev/null
}

# run LINE: it must succeed; what it says is shown.
run() {
	if ! type_in "$1"; then
		show_output
		give_up "这条命令本应成功：$1" "this command should have succeeded: $1"
	fi
	show_output
}

# quick LINE: the same, but what it says does not matter here.
quick() {
	if ! type_in "$1"; then
		show_output
		give_up "这条命令本应成功：$1" "this command should have succeeded: $1"
	fi
}

refusals=0
# refused RULE LINE: it must be refused, and by this rule.
refused() {
	local status=0
	type_in "$2" || status=$?
	show_output
	[ "$status" -ne 0 ] || give_up "这条命令本应被拒绝：$2" "this command should have been refused: $2"
	grep -qF "[$1]" "$work/output" ||
		give_up "拒绝的理由应当是 $1" "it should have been refused by $1"
	refusals=$((refusals + 1))
	printf '  %s%s%s ' "$good" "$(choose "✓ 拒绝得对（第 $refusals 次）：" "✓ Rightly refused (no. $refusals):")" "$plain"
}

# write_by_hand LINES: what somebody types at the end of the record, in an editor.
write_by_hand() {
	printf '\n%s\n' "$1" | cat -s >>"$record"
	printf '  %s%s%s\n' "$faint" "$(choose "（用编辑器在 decision.yaml 末尾写入 $(wc -l <<<"$1") 行）" \
		"(types $(wc -l <<<"$1") lines at the end of decision.yaml, in an editor)")" "$plain"
}

# section STEP: what the worked example records of this step, without its sign-off.
section() {
	awk -v step="$1:" '$0 == step {on = 1} on && $0 != step && /^[^ #]/ {exit}
		on && /^  sign-off:/ {exit} on && NF {print}' "$example/decision.yaml"
}

# sign_off STEP: the sign-off of this step in the worked example.
sign_off() {
	awk -v step="$1:" '$0 == step {on = 1} on && $0 != step && /^[^ #]/ {exit}
		on && /^  sign-off:/ {inside = 1} on && inside && NF {print}' "$example/decision.yaml"
}
