#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Who is who, and changes of the rules that several keepers agree with: without knowing any git.

bats_require_minimum_version 1.5.0
load ledger

setup() {
	ledger_make
	cd "$LEDGER" || return
}

keeper() { on "$1" as tang.rui wubu "${@:2}"; }

new_key() {
	ssh-keygen -q -t "${2:-ed25519}" ${3:+-b "$3"} -N '' -C "$1" -f "$KEYS/$1" </dev/null
}

# Two keepers from now on: zhou.jie besides tang.rui.
need_two() {
	keeper 2021-02-01 people add zhou.jie --role rule-keeper
	sed -i 's/^procedures/rule-changes: {at-least: 2}\nprocedures/' rules/ledger.yaml
	keeper 2021-02-01 rules propose --because 两人共管
}

@test "somebody is enrolled, and all else in the file stays as it was" {
	new_key li.lei
	run -0 keeper 2021-02-01 people add li.lei --name 李雷 --mail li.lei@wangjing.example --role member \
		--public-key "$KEYS/li.lei.pub"
	[[ $output == *"$(ssh-keygen -l -f "$KEYS/li.lei.pub" | cut -d' ' -f2)"* ]]
	[[ $output == *"git push"* ]]
	[ "$(git show --numstat --format= HEAD | cut -f2)" = 0 ]
	run -0 wubu people list li.lei
	[[ $output == *"from 2021-02-01"* ]]
	run -0 wubu people list --json li.lei
	[[ $output == *'"valid":false'* || $output == *'"valid":true'* ]]
	run -0 wubu audit
}

@test "a key that is weak, somebody else's, or no public key is not enrolled" {
	new_key weak rsa 2048
	run -3 keeper 2021-02-01 people add gao.wei --public-key "$KEYS/weak.pub"
	[[ $output == *2048* && $output == *"ssh-keygen -t ed25519"* ]]
	run -3 keeper 2021-02-01 people add gao.wei --public-key "$KEYS/chen.yu.pub"
	[[ $output == *陈宇* ]]
	run -3 keeper 2021-02-01 people add gao.wei --public-key "$KEYS/chen.yu"
	[[ $output == *"private key"* ]]
	ssh-keygen -q -s "$KEYS/tang.rui" -I x -n x "$KEYS/gao.wei.pub"
	run -3 keeper 2021-02-01 people add gao.wei --public-key "$KEYS/gao.wei-cert.pub"
	[[ $output == *certificate* ]]
	# The identity, the point of order four, and a coordinate that is not reduced: every text fits such a key.
	for point in 01 00 ee; do
		tail=$([ $point = ee ] && printf 'ff%.0s' {1..30} && echo 7f || printf '00%.0s' {1..31})
		blob=$({ printf '\0\0\0\13ssh-ed25519\0\0\0\40'; printf '%b' "$(sed 's/../\\x&/g' <<<"$point$tail")"; } | base64 -w0)
		run -3 keeper 2021-02-01 people add gao.wei --public-key "ssh-ed25519 $blob"
		[[ $output == *"weak one"* ]]
	done
	run -3 keeper 2021-02-01 people add gao.wei --public-key "ssh-dss AAAAB3NzaC1kc3MAAAAA"
	[[ $output == *DSA* ]]
	[ "$(git rev-list --count HEAD)" = 1 ]
}

@test "a role that no rulebook knows is not given, and nobody is enrolled twice" {
	run -3 keeper 2021-02-01 people add gao.wei --role emperor
	[[ $output == *emperor* ]]
	run -2 keeper 2021-02-01 people add gao.wei
	run -2 keeper 2021-02-01 people add li.lei --role member
	run -1 keeper 2021-02-01 people add gao.wei --role secretary --from 2020-01-01
	[[ $output == *"[rules.back-dated]"* ]]
	run -1 on 2021-02-01 as liu.fang wubu people add gao.wei --role secretary
	[[ $output == *"[rules.role]"* ]]
}

@test "after a rotation the old key signs nothing, the new one does" {
	new_key second
	on 2021-02-01 as liu.fang wubu open --title 甲 --matter plan
	run -0 keeper 2021-02-02 people rotate liu.fang --public-key "$KEYS/second.pub"
	[[ $output == *"1 key signs nothing any more"* ]]
	run -1 on 2021-02-02 as liu.fang wubu set WJ-2021-001 title=乙
	[[ $output == *"[signature.bad]"* ]]
	run -0 on 2021-02-02 as liu.fang wubu set WJ-2021-001 title=乙 --key "$KEYS/second"
	run -0 wubu audit
}

@test "who is revoked stays in the list, and the last who can sign a step is not taken away" {
	keeper 2021-02-01 people revoke gao.wei --because 调离
	run -0 wubu people list gao.wei
	[[ $output == *"(over)"* ]]
	run -1 keeper 2021-02-02 people revoke zhao.min --because 调离
	[[ $output == *"[rules.holder]"* ]]
	run -1 keeper 2021-02-02 people revoke tang.rui --because 调离
	[[ $output == *"[rules.nobody]"* ]]
	run -2 keeper 2021-02-02 people revoke gao.wei --because 调离
	run -3 keeper 2021-02-02 people revoke nobody --because 调离
}

@test "a deputy acts visibly for somebody, until the day that was named" {
	run -2 keeper 2021-02-01 people delegate liu.fang --to gao.wei --role secretary
	keeper 2021-02-01 people delegate liu.fang --to gao.wei --role secretary --until 2021-03-31 --because 休假
	run -0 wubu people list gao.wei
	[[ $output == *"for liu.fang"*休假* ]]
	on 2021-03-01 as gao.wei wubu open --title 甲 --matter plan
	[ "$(git log -1 --format='%(trailers:key=On-behalf-of,valueonly)')" = liu.fang ]
	run -1 on 2021-04-01 as gao.wei wubu set WJ-2021-001 title=乙
	[[ $output == *"[signature.role]"* ]]
	run -0 wubu audit
}

@test "nobody passes on what was delegated, and a keeper of the rules has no deputy" {
	keeper 2021-02-01 people delegate liu.fang --to gao.wei --role secretary --until 2021-03-31 --because 休假
	run -3 keeper 2021-02-02 people delegate gao.wei --to xu.ning --role secretary --until 2021-03-31 --because 休假
	[[ $output == *"does not hold this role"* ]]
	run -3 keeper 2021-02-02 people delegate tang.rui --to xu.ning --role rule-keeper --until 2021-03-31 --because 休假
	[[ $output == *deputy* ]]
	# Who reviews does not act for who drafts.
	run -3 keeper 2021-02-02 people delegate liu.fang --to zhao.min --role secretary --until 2021-03-31 --because 休假
	[[ $output == *legal-reviewer* ]]
}

@test "two keepers change the rules together, and nobody needs to know git" {
	need_two
	run -0 keeper 2021-02-02 people add gao.wei --role rule-keeper
	change=$(sed -n 's/.*waits as \([0-9a-f]*\).*/\1/p' <<<"$output")
	[ "${#change}" = 12 ]
	git diff --quiet HEAD
	[ -z "$(git status --porcelain)" ]
	run -0 wubu rules pending
	[[ $output == *唐睿* && $output == *周杰* && $output == *"$change"* ]]
	run -0 wubu rules pending --json
	[[ $output == *'"agreed":["tang.rui"]'* ]]
	run -3 keeper 2021-02-02 rules approve
	[[ $output == *already* ]]
	run -1 on 2021-02-03 as liu.fang wubu rules approve "$change"
	[[ $output == *"[rules.role]"* ]]
	run -0 on 2021-02-03 as zhou.jie wubu rules approve "$change"
	[[ $output == *"in force"* ]]
	[ -z "$(git status --porcelain)" ]
	[ ! -e "approvals/$(git rev-parse HEAD:rules)/rules" ]
	run -0 wubu rules pending
	run -0 wubu audit
	# Read by ssh-keygen alone.
	cd "approvals/$(git rev-parse HEAD:rules)"
	printf '%s %s\n' zhou.jie "$(cut -d' ' -f1,2 "$KEYS/zhou.jie.pub")" >"$BATS_TEST_TMPDIR/allowed"
	ssh-keygen -Y verify -f "$BATS_TEST_TMPDIR/allowed" -I zhou.jie -n wubu-rules -s zhou.jie.sig <statement
}

@test "a change that was overtaken by another one is proposed anew" {
	need_two
	keeper 2021-02-02 people add gao.wei --role rule-keeper
	keeper 2021-02-02 people add xu.ning --role rule-keeper
	run -2 on 2021-02-03 as zhou.jie wubu rules approve
	[[ $output == *several* ]]
	change=$(wubu rules pending --json | sed -n '1s/.*"change":"\([0-9a-f]*\)".*/\1/p')
	other=$(wubu rules pending --json | sed -n '2s/.*"change":"\([0-9a-f]*\)".*/\1/p')
	on 2021-02-03 as zhou.jie wubu rules approve "$change"
	run -3 on 2021-02-03 as zhou.jie wubu rules approve "$other"
	[[ $output == *"propose it"* ]]
	run -0 wubu audit
}

@test "who may not sign at all is told so first" {
	on 2021-02-01 as liu.fang wubu open --title 甲 --matter plan
	run -1 on 2021-02-02 as gao.wei wubu sign WJ-2021-001 opening
	[[ $(grep -m1 '^  \[' <<<"$output") == *"[signature.role]"* ]]
}
