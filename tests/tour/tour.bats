#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# docs/tour/ shows what the program shows.  After a change that is meant: tests/tour/tour.sh docs/tour, and read what changed.

source_folder=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

setup_file() {
	command -v python3 >/dev/null || skip "no python3"
	mkdir "$BATS_FILE_TMPDIR/tour"
	"$source_folder/tests/tour/tour.sh" "$BATS_FILE_TMPDIR/tour"
}

@test "a secretary's first task is as told, in both languages" {
	diff "$source_folder/docs/tour/secretary.zh.txt" "$BATS_FILE_TMPDIR/tour/secretary.zh.txt"
	diff "$source_folder/docs/tour/secretary.en.txt" "$BATS_FILE_TMPDIR/tour/secretary.en.txt"
}

@test "a reviewer's first task is as told, in both languages" {
	diff "$source_folder/docs/tour/reviewer.zh.txt" "$BATS_FILE_TMPDIR/tour/reviewer.zh.txt"
	diff "$source_folder/docs/tour/reviewer.en.txt" "$BATS_FILE_TMPDIR/tour/reviewer.en.txt"
}

@test "an auditor's first task is as told, in both languages" {
	diff "$source_folder/docs/tour/auditor.zh.txt" "$BATS_FILE_TMPDIR/tour/auditor.zh.txt"
	diff "$source_folder/docs/tour/auditor.en.txt" "$BATS_FILE_TMPDIR/tour/auditor.en.txt"
}

@test "each of them ends with the task done" {
	grep -q '已启动\|started' "$source_folder/docs/tour/secretary.zh.txt"
	tail -4 "$source_folder/docs/tour/reviewer.zh.txt" | grep -q 没有要办的事
	grep -q 没有拒绝事项 "$source_folder/docs/tour/auditor.zh.txt"
}
