#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each header of engine/ compiles alone, and twice in a row; the public one as C++ as well.  Prints TAP.
set -u
source=${WUBU_SOURCE:-$(dirname "$0")/..}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cases=0 failed=0
flags=$(pkg-config --cflags yaml-0.1 libgit2 libcrypto libpcre2-8 jansson 2>/dev/null || :)

# compiles COMPILER FILE: the messages become comments.
compiles() {
	# shellcheck disable=SC2086  # both may hold several words
	$1 -D_GNU_SOURCE -Wall -Wextra -Werror -I"$source/engine" $flags -fsyntax-only "$2" >"$work/said" 2>&1
}

# say WHAT: how the command before it went.
say() {
	status=$?
	cases=$((cases + 1))
	if [ "$status" -eq 0 ]; then
		echo "ok $cases - $1"
	else
		failed=$((failed + 1))
		sed 's/^/# /' "$work/said"
		echo "not ok $cases - $1"
	fi
}

# A unit that includes HEADER before anything else.
unit() {
	printf '#include "%s"\n#include "%s"\nextern int unit;\n' "$1" "$1" >"$work/$2"
}

for header in $(cd "$source/engine" && find . -name '*.h' | sed 's,^\./,,' | LC_ALL=C sort); do
	unit "$header" unit.c
	compiles "${CC:-cc} -std=c11" "$work/unit.c"
	say "$header compiles alone"
done

if command -v "${CXX:-g++}" >/dev/null 2>&1; then
	unit wubu.h unit.cc
	compiles "${CXX:-g++} -std=c++11" "$work/unit.cc"
	say "wubu.h compiles as C++"
fi

# The test held to itself.
printf 'struct rulebook *book(size_t i);\n' >"$work/planted.h"
printf '#include "%s"\n' "$work/planted.h" >"$work/unit.c"
! compiles "${CC:-cc} -std=c11" "$work/unit.c"
say "it would see a header that leans on another one"
[ "$cases" -gt 50 ]
say "there are headers to look at"
echo "1..$cases"
exit "$((failed > 0))"
