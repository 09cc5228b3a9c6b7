#!/usr/bin/env bats
# shellcheck disable=SC2016  # backquotes are Markdown's
# SPDX-License-Identifier: Apache-2.0
# docs/json.md explains every key that is printed.

source_folder=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

# The ledger of the demo, and a copy in which something is wrong, are looked at in every way.
setup_file() {
	export TMPDIR=$BATS_FILE_TMPDIR WUBU_RULES=$source_folder/rules LANG=C.UTF-8 GIT_CONFIG_NOSYSTEM=1
	"$source_folder/tests/demo/demo.sh" --lang en --keep >/dev/null
	story=$(echo "$BATS_FILE_TMPDIR"/wubu-demo.*)
	export HOME=$story GIT_CONFIG_GLOBAL=$story/gitconfig
	printed=$BATS_FILE_TMPDIR/printed
	export printed story
	cd "$story/liu.fang" || return
	{
		for words in status next "todo --everybody" "todo --person zhao.min" "log WJ-2021-001" "show WJ-2021-001" audit check doctor \
			"rules explain" "rules explain legality-review" "rules explain legality-review.review-period"; do
			# shellcheck disable=SC2086  # words of a command line
			"$WUBU" $words --json
		done
		GIT_COMMITTER_DATE=2021-11-01T10:00:00+08:00 "$WUBU" --json reopen WJ-2021-001 publication --because 更正
		"$WUBU" status --json
		"$WUBU" next --json
		"$WUBU" log WJ-2021-001 --json
		"$WUBU" -C "$story/auditor-2" audit --json || true
		"$WUBU" -C "$story/auditor-2" doctor --json || true
		"$WUBU" -C / status --json 2>&1 || true
		printf 'a: [\n' >"$story/broken.yaml"
		"$WUBU" check --state "$story/broken.yaml" --json 2>&1 || true
	} >"$printed"
}

@test "every line is an object" {
	[ "$(wc -l <"$printed")" -gt 70 ]
	grep -q '"action":"reopen"' "$printed"
	jq -e 'type == "object"' "$printed" | sort -u | diff - <(echo true)
}

@test "every key that is printed is explained" {
	jq -r 'del(.record) | paths | .[] | strings' "$printed" | sort -u >"$BATS_TEST_TMPDIR/keys"
	grep -o '`[a-z_-]*`' "$source_folder/docs/json.md" | tr -d '`' | sort -u >"$BATS_TEST_TMPDIR/explained"
	[ -z "$(comm -23 "$BATS_TEST_TMPDIR/keys" "$BATS_TEST_TMPDIR/explained" | tee /dev/stderr)" ]
}

@test "there is neither null nor an empty list" {
	[ -z "$(jq -c 'del(.record) | .. | select(. == null or . == [] or . == {})' "$printed")" ]
}

@test "the names are the same in Chinese" {
	cd "$story/liu.fang" || return
	for words in status next "todo --everybody" "log WJ-2021-001" "rules explain"; do
		# shellcheck disable=SC2086  # words of a command line
		diff <("$WUBU" --json --lang zh $words | jq -c '[.rule, .step, .state, .need, .action, .outcome]') \
			<("$WUBU" --json --lang en $words | jq -c '[.rule, .step, .state, .need, .action, .outcome]')
	done
}
