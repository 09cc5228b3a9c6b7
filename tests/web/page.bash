# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The local page, for tests: a ledger with decisions, a server, and a browser that is curl.
#
#   page_ledger        $LEDGER as in tests/cli/ledger.bash, with three decisions
#   page_start [DAY]   serve it on that day as the secretary; $HOST, $JAR; page_stop ends it
#   get PATH […]       the page, its headers first, into $output (use with run); post PATH NAME=VALUE… with the secrets

# shellcheck source=tests/cli/ledger.bash
source "${BASH_SOURCE[0]%/*}/../cli/ledger.bash"

page_ledger() {
	ledger_make
	on 2021-03-01 as liu.fang decision_open >/dev/null
	on 2021-03-01 as liu.fang opening_fill WJ-2021-001 >/dev/null
	on 2021-03-01 as liu.fang wubu sign WJ-2021-001 opening >/dev/null
	on 2021-03-02 as liu.fang decision_open --title "${1:-老旧小区停车管理办法}" >/dev/null
	page_person liu.fang
}

# Who sits at the browser.
page_person() {
	git -C "$LEDGER" config user.name "$(grep -A1 "^  $1:" "$PEOPLE" | sed -n 's/^ *name: //p')"
	git -C "$LEDGER" config user.email "$1@wangjing.example"
	git -C "$LEDGER" config user.signingkey "$KEYS/$1"
}

page_start() {
	export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR/run
	JAR=$BATS_TEST_TMPDIR/jar
	mkdir -p -m 700 "$XDG_RUNTIME_DIR"
	cd "$LEDGER" || return
	GIT_COMMITTER_DATE=${1:-2021-03-10}T09:00:00+08:00 wubu --lang en serve "${@:2}" \
		>"$BATS_TEST_TMPDIR/served" 2>&1 3>&- &
	SERVER_PID=$!
	for _ in $(seq 100); do
		ADDRESS=$(grep -o 'http://[^ ]*' "$BATS_TEST_TMPDIR/served" | tail -n 1) || true
		[[ -z $ADDRESS ]] || break
		sleep 0.1
	done
	HOST=${ADDRESS#http://}
	HOST=${HOST%%/*}
	rm -f "$JAR"
}

page_enter() {
	curl -s -o /dev/null -c "$JAR" "$ADDRESS"
}

page_stop() {
	[[ -z ${SERVER_PID:-} ]] || kill "$SERVER_PID" 2>/dev/null || true
	wait "${SERVER_PID:-}" 2>/dev/null || true
	SERVER_PID=
}

get() {
	curl -si --path-as-is -b "$JAR" "${@:2}" "http://$HOST$1"
}

status_of() {
	curl -s --path-as-is -o /dev/null -w '%{http_code}' -b "$JAR" "${@:2}" "http://$HOST$1"
}

# The value of the hidden field NAME of a page.
hidden() {
	curl -s -b "$JAR" "http://$HOST$2" | grep -o "name=\"$1\" value=\"[^\"]*\"" | head -n 1 | sed 's/.*value="//; s/"$//'
}

# post PATH NAME=VALUE…: a form as the browser would send it from our own page.
post() {
	local path=$1 each fields=()
	for each in "${@:2}"; do fields+=(--form-string "$each"); done
	curl -si -b "$JAR" -H "Origin: http://$HOST" "${fields[@]}" "http://$HOST$path"
}
