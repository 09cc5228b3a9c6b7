#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016  # the scripts written here expand what is in them when they run
# The demo holds what it tells, in both languages, and says so when it does not.

setup() {
	demo=$BATS_TEST_DIRNAME/demo.sh
	export TMPDIR=$BATS_TEST_TMPDIR
}

@test "the demo ends well in English" {
	LC_ALL=C run "$demo" --lang en
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"8 breaches were refused, and the audit is clean."* ]]
}

@test "the demo ends well in Chinese" {
	LC_ALL=C run "$demo" --lang zh
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"8 次违规全部被拒绝，审计无异常。"* ]]
}

@test "the locale chooses the language of the demo" {
	LC_ALL='' LC_MESSAGES='' LANG=zh_CN.UTF-8 WUBU=/nonexistent run "$demo"
	[ "$status" -eq 1 ]
	[[ $output == *"演示失败"* ]]
}

@test "the demo fails where a breach is let in" {
	printf '#!/bin/sh\ncase $1 in audit) exit 0 ;; esac\nexec "%s" "$@"\n' "$WUBU" >"$TMPDIR/lax"
	chmod +x "$TMPDIR/lax"
	WUBU=$TMPDIR/lax run "$demo" --lang en
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *"this command should have been refused: wubu audit"* ]]
}

@test "the demo fails where another rule refuses than the one told" {
	printf '#!/bin/sh\n"%s" "$@" >out 2>&1; s=$?; sed "s/transition.order/some.thing/" out; rm out; exit $s\n' "$WUBU" >"$TMPDIR/other"
	chmod +x "$TMPDIR/other"
	WUBU=$TMPDIR/other run "$demo" --lang en
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *"it should have been refused by transition.order"* ]]
}

@test "the demo leaves nothing behind" {
	"$demo" --lang en >/dev/null
	[ -z "$(find "$TMPDIR" -mindepth 1 -maxdepth 1 -name 'wubu-demo.*')" ]
}
