#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Who is let in to the local page, and what an attacker at another site, name, account or file name gets: nothing.
# Numbers in brackets are rows of the list of attacks (WB-…).

load page

setup() {
	command -v curl >/dev/null || skip "curl is not here"
	page_ledger '<script>alert(1)</script> "停车" '\''&amp;'
}

teardown() {
	page_stop
}

@test "the first address lets in once, with a cookie that scripts and other sites cannot use" {
	page_start
	run curl -si -c "$JAR" "$ADDRESS"
	[[ $output == *"200 OK"* ]]
	[[ $output == *"Set-Cookie: wubu-"*"; Path=/; HttpOnly; SameSite=Strict"* ]]
	[ "$(status_of /)" = 200 ]
	run curl -s -o /dev/null -w '%{http_code}' "$ADDRESS"
	[ "$output" = 403 ]
	# Another browser gets another one.
	second=$(grep -o 'http://[^ ]*' "$BATS_TEST_TMPDIR/served" | tail -n 1)
	[ "$second" != "$ADDRESS" ]
	run curl -s -o /dev/null -w '%{http_code}' "$second"
	[ "$output" = 200 ]
}

@test "without the cookie nothing is shown, not even a name (WB-08)" {
	page_start
	for path in / /decisions /decision/WJ-2021-001 /style.css /rules /nowhere "/?key=" "/?key=0123"; do
		run curl -s -w '%{http_code}' "http://$HOST$path"
		[[ $output == *403 ]]
		[[ $output != *刘芳* && $output != *WJ-2021* ]]
	done
	run curl -s -o /dev/null -w '%{http_code}' -H "Cookie: ${HOST#*:}=x; wubu-${HOST#*:}=$(printf '0%.0s' {1..64})" "http://$HOST/"
	[ "$output" = 403 ]
}

@test "the address stands in a file that only this user can read (WB-08)" {
	page_start
	[ "$(stat -c %a "$XDG_RUNTIME_DIR"/wubu-serve-*)" = 700 ]
	[ "$(stat -c %a "$XDG_RUNTIME_DIR"/wubu-serve-*/start.html)" = 600 ]
	grep -q "key=" "$XDG_RUNTIME_DIR"/wubu-serve-*/start.html
	page_stop
	run ls "$XDG_RUNTIME_DIR"
	[ -z "$output" ]
}

@test "it is served to this machine alone (WB-07)" {
	for address in 0.0.0.0 :: 192.168.0.1 10.0.0.1 example.org 127.0.0.1.example.org ''; do
		run wubu --lang en serve --address "$address"
		[ "$status" -eq 2 ]
		[[ $output == *"for this machine alone"* ]]
	done
	page_start 2021-03-10 --address 127.8.9.10
	[[ $HOST == 127.8.9.10:* ]]
	page_enter
	[ "$(status_of /)" = 200 ]
	run curl -s -m 5 -o /dev/null "http://127.0.0.1:${HOST#*:}/"
	[ "$status" -eq 7 ]
}

@test "a name that leads here by an attacker's DNS is refused (WB-02)" {
	page_start
	page_enter
	for name in evil.example "evil.example:${HOST#*:}" localhost "localhost:${HOST#*:}" "127.0.0.1" "$HOST.evil.example" ""; do
		[ "$(status_of / -H "Host: $name")" = 421 ] || [ "$(status_of / -H "Host: $name")" = 400 ]
	done
	[ "$(status_of / -H "Host: $HOST")" = 200 ]
}

@test "an address that hides where it leads is refused (WB-04)" {
	page_start
	page_enter
	for path in /decision/..%2f..%2fetc%2fpasswd /decision/../../etc/passwd /decision/WJ-2021-001/file/..%2f..%2fpeople.yaml \
		/decision/WJ-2021-001/file/%00 /style.css%00.html '/decision/%5c..%5c' /decision/%2e%2e/x //decisions; do
		[ "$(status_of "$path")" = 400 ]
	done
	# Files are found by what they are, among those of that decision.
	other=$(git -C "$LEDGER" rev-parse HEAD:rules/people.yaml)
	for path in "/decision/WJ-2021-001/file/$other" /decision/WJ-2021-001/file/people.yaml /decision/WJ-2021-009; do
		[ "$(status_of "$path")" = 404 ]
	done
}

@test "a file is for saving: no browser shows or runs it" {
	page_start
	page_enter
	oid=$(git -C "$LEDGER" rev-parse HEAD:decisions/2021/WJ-2021-001/draft.md)
	run get "/decision/WJ-2021-001/file/$oid"
	[[ $output == *"Content-Type: application/octet-stream"* ]]
	[[ $output == *"X-Content-Type-Options: nosniff"* ]]
	[[ $output == *"Content-Disposition: attachment;"*"filename*=UTF-8''draft.md"* ]]
	curl -s -b "$JAR" "http://$HOST/decision/WJ-2021-001/file/$oid" |
		cmp - <(git -C "$LEDGER" cat-file blob "$oid")
}

@test "markup in a title stays text on every page (WB-03)" {
	page_start
	page_enter
	for path in / /decisions /decision/WJ-2021-002; do
		run get "$path"
		[[ $output == *"200 OK"* ]]
		[[ $output != *"<script"* ]]
		[[ $output == *"&lt;script&gt;alert(1)&lt;/script&gt;"* ]]
		[[ $output == *"Content-Security-Policy: default-src 'none';"* ]]
	done
	run get "/decision/%3Cscript%3E"
	[[ $output != *"<script"* ]]
}

@test "letters that deceive the eye are shown by their numbers (WB-10)" {
	git -C "$LEDGER" config user.name $'刘\u202eеvil'
	page_start
	page_enter
	run get /
	[[ $output == *'刘<code class="danger">U+202E</code>е<code class="danger">U+0435</code>vil'* ||
		$output == *刘芳* ]]
	run bash -c "printf '%s' '$output' | grep -c $'\u202e'"
	[ "$output" = 0 ]
}

@test "what is too large is refused, and does no harm (WB-05)" {
	page_start
	page_enter
	run status_of "/?$(head -c 60000 /dev/zero | tr '\0' x)"
	[[ $output == 4* || $output == 000 ]]
	run status_of / -H "X-Long: $(head -c 60000 /dev/zero | tr '\0' x)"
	[[ $output == 4* || $output == 000 ]]
	run status_of / -X POST -H "Origin: http://$HOST" -H 'Content-Type: application/x-www-form-urlencoded' \
		-H 'Content-Length: 99999999999' --data ''
	[ "$output" = 413 ]
	[ "$(status_of /)" = 200 ]
}

# Connections FIRST to LAST, each of which begins a request and does not end it.
dawdle() {
	for i in $(seq "$1" "$2"); do
		eval "exec $((20 + i))<>/dev/tcp/${HOST%:*}/${HOST#*:}"
		eval "printf 'GET / HTTP/1.1\r\n' >&$((20 + i))"
	done
}

@test "who sends slowly keeps nobody else waiting, and is cut off (WB-05)" {
	page_start
	page_enter
	dawdle 1 24
	[ "$(status_of / -m 5)" = 200 ]
	dawdle 25 40
	[ "$(status_of / -m 1)" = 000 ]
	# A byte now and then does not help them.
	for _ in $(seq 18); do
		sleep 1
		for i in $(seq 40); do (eval "printf 'x' >&$((20 + i))") 2>/dev/null || true; done
	done
	[ "$(status_of / -m 5)" = 200 ]
	for i in $(seq 40); do eval "exec $((20 + i))>&-"; done
}

@test "SIGTERM ends it cleanly, and it can be begun again at once" {
	page_start 2021-03-10
	port=${HOST#*:}
	page_enter
	kill "$SERVER_PID"
	wait "$SERVER_PID"
	[ $? -eq 0 ]
	page_start 2021-03-10 --port "$port"
	page_enter
	[ "$(status_of /)" = 200 ]
	# The old cookie was the old server's.
	kill -INT "$SERVER_PID"
}

@test "a method that is no question is refused" {
	page_start
	page_enter
	for method in PUT DELETE PATCH OPTIONS TRACE CONNECT; do
		run status_of / -X "$method"
		[[ $output == 405 || $output == 400 || $output == 501 ]]
	done
	[ "$(status_of /decisions -X POST -H "Origin: http://$HOST" -d a=b)" = 403 ]
}
