#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: measure.sh sanitize|coverage|memcheck      in the folder of a build
# Builds once more, beside the build that is there, from the files that a release would have, and measures that.
# Called by `make sanitize`, `make coverage` and `make memcheck`.
set -eu
what=${1-}
place=$PWD/build-$what
jobs=$(nproc 2>/dev/null || echo 1)

need() {
	command -v "$1" >/dev/null || { echo "$what needs $1 (apt-get install $2)" >&2; exit 1; }
}

# build OPTION…: a fresh build in $place, configured so.
build() {
	rm -rf "$place"
	${MAKE:-make} -s distdir distdir="build-$what" >/dev/null
	chmod -R u+w "$place"
	cd "$place"
	./configure -q "$@" >configure.out 2>&1 || { tail configure.out >&2; exit 1; }
	${MAKE:-make} -s -j"$jobs"
}

case $what in
sanitize)
	build --enable-sanitizers --enable-werror CFLAGS="-g -O1"
	exec ${MAKE:-make} -s -j"$jobs" check
	;;
coverage)
	need gcovr gcovr
	build --enable-coverage CFLAGS="-g -O0"
	# The figures count although a test fails; the status says that one did.
	status=0
	${MAKE:-make} -s -j"$jobs" check || status=$?
	gcovr --root . --filter engine/ --print-summary --txt coverage.txt --html-details coverage.html
	echo "By file, with the lines that no test runs: $place/coverage.txt; in colours: $place/coverage.html"
	exit "$status"
	;;
memcheck)
	need valgrind valgrind
	build CFLAGS="-g -O1"
	${MAKE:-make} -s -j"$jobs" check TESTS=
	status=0
	for test in tests/unit/test-*[a-z] tests/kinds/test-kinds; do
		[ -x "$test" ] || continue
		printf '%s: ' "$test"
		if WUBU_SOURCE=$PWD WUBU=$PWD/wubu valgrind -q --suppressions=tests/memcheck.supp --leak-check=full --errors-for-leak-kinds=definite,indirect \
			--error-exitcode=99 "./$test" >"$test.memcheck" 2>&1; then
			echo clean
		else
			echo "status $?; see $place/$test.memcheck"
			status=1
		fi
	done
	exit "$status"
	;;
*)
	sed -n '3,4s/^# //p' "$0" >&2
	exit 2
	;;
esac
