#!/usr/bin/env bats
# shellcheck disable=SC2016  # the script written here expands what is in it when it runs
# SPDX-License-Identifier: Apache-2.0
# What the READMEs tell people to type is typed here, for each person on the day that the page names, in a
# folder that has what such a person would have: a home, a key, a draft, and a place for the server.

bats_require_minimum_version 1.5.0

source_folder=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

setup() {
	place=$BATS_TEST_TMPDIR
	mkdir -p "$place/bin" "$place/srv"
	ln -s "$WUBU" "$place/bin/wubu"
	cp "$source_folder/rules/people.yaml" "$place/people.yaml"
	for person in tang.rui liu.fang zhao.min auditor; do
		move_in "$person"
	done
	mv "$place/people.yaml" "$place/tang.rui/"
	printf '#!/bin/sh\nprintf "\\npublic-participation:\\n  interpretation: 请专家解释\\n" >>"$1"\n' >"$place/bin/editor"
	chmod +x "$place/bin/editor"
}

# A home with a key, git's settings, and the papers of the example.
move_in() {
	mkdir "$place/$1" "$place/$1/.ssh"
	cp -r "$source_folder/tests/demo/answers" "$source_folder/decisions/2021/WJ-2021-003/materials" \
		"$source_folder/decisions/2021/WJ-2021-003/draft.md" "$place/$1/"
	[ "$1" != auditor ] || return 0
	ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$place/$1/.ssh/id_ed25519"
	key=$(cat "$place/$1/.ssh/id_ed25519.pub")
	name=$(sed -n "/^  $1:/,/name:/s/^    name: //p" "$place/people.yaml")
	git config -f "$place/$1/.gitconfig" user.name "$name"
	git config -f "$place/$1/.gitconfig" user.email "$1@wangjing.example"
	git config -f "$place/$1/.gitconfig" user.signingkey "$place/$1/.ssh/id_ed25519.pub"
	sed -i "s|^  $1:\$|&\n    keys: [{key: \"$key\"}]|" "$place/people.yaml"
}

# The blocks of PAGE that are marked to run, each after a line "@ PERSON DAY".
blocks() {
	awk '/^<!-- runs: / {mark = "@ " $3 " " $4; next}
		/^```sh$/ && mark {print mark; mark = ""; on = 1; next}
		/^```$/ {on = 0} on {print}' "$1"
}

# Run LINES as PERSON on DAY; a line that says "# refused" must be refused.
play() {
	local script=$place/script
	sed -e "s|/srv/|$place/srv/|g" -e 's/^\(.*[^ ]\) *# refused.*/if \1; then echo "not refused" >\&2; exit 9; fi/' \
		<<<"$3" >"$script"
	(
		cd "$place/$1" || exit
		env -i HOME="$place/$1" PATH="$place/bin:/usr/local/bin:/usr/bin:/bin" EDITOR=editor GIT_EDITOR=true \
			GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE="$2T10:00:00+08:00" GIT_COMMITTER_DATE="$2T10:00:00+08:00" \
			WUBU_RULES="$source_folder/rules" ASAN_OPTIONS="${ASAN_OPTIONS-}" LANG=C.UTF-8 bash -eux "$script"
	)
}

play_page() {
	local person='' day='' lines='' line
	while IFS= read -r line; do
		if [[ $line != "@ "* ]]; then
			lines+=$line$'\n'
			continue
		fi
		[ -z "$lines" ] || play "$person" "$day" "$lines"
		read -r _ person day <<<"$line"
		lines=''
	done < <(blocks "$1")
	play "$person" "$day" "$lines"
}

@test "what README.md tells people to type does what it says" {
	play_page "$source_folder/README.md"
}

@test "what README.zh.md tells people to type does what it says" {
	play_page "$source_folder/README.zh.md"
}

@test "both READMEs tell people to type the same" {
	[ "$(blocks "$source_folder/README.md" | grep -c '^@')" -eq 6 ]
	diff <(blocks "$source_folder/README.md" | sed 's/# refused.*//') \
		<(blocks "$source_folder/README.zh.md" | sed 's/# refused.*//')
}

@test "the test command of the READMEs is what CI runs" {
	grep -qx 'exec ./bootstrap check' "$source_folder/.ci/run"
	for page in README.md README.zh.md; do
		grep -q '^\./bootstrap check ' "$source_folder/$page"
		grep -q '^\./bootstrap demo ' "$source_folder/$page"
	done
	"$source_folder/bootstrap" --help | grep -q './bootstrap check'
	"$source_folder/bootstrap" --help | grep -q './bootstrap demo'
}

@test "every page that the project's pages point to is there" {
	for page in "$source_folder"/*.md "$source_folder"/docs/*.md; do
		grep -o '](\([^)#]*\)' "$page" | sed 's/^](//' | grep -v '^http' | while read -r target; do
			[ -e "$(dirname "$page")/$target" ] || { echo "$page points to $target"; exit 1; }
		done
	done
}
