#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: run.sh SOURCE [TARGET…]      in the folder of a build
# Builds the fuzz targets with clang's libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer into build-fuzz/ and runs each
# for $FUZZ_SECONDS (60) seconds, beginning with its corpus.  A crash, an input that takes more than a second
# ($FUZZ_TIMEOUT: a busy machine needs more) or more than $FUZZ_RSS (256) MB fails the run; the input is then in build-fuzz/.  The last lines are the figures of docs/testing.md.
# With FUZZ_SECONDS=0 the targets are built only.
set -eu
source=$(cd "$1" && pwd)
shift
place=$PWD/build-fuzz
flags() { pkg-config "$1" libgit2 yaml-0.1 libcrypto libpcre2-8 jansson libsodium; }
command -v clang >/dev/null || { echo "fuzzing needs clang (apt-get install clang)" >&2; exit 1; }
[ $# -gt 0 ] || set -- record image rulebook judge commit message sshsig people calendar date path hook
mkdir -p "$place"
cd "$place"

# Only what changed is compiled anew: make knows which.
{
	# shellcheck disable=SC2016  # $(…) is for make
	printf 'CFLAGS = -g -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -std=c11 -D_GNU_SOURCE -DPACKAGE_VERSION=%s -I%s/engine %s\n' \
		"'\"fuzz\"'" "$source" "$(flags --cflags)"
	printf 'LDLIBS = %s\n' "$(flags --libs)"
	objects=
	for file in "$source"/engine/base/*.c "$source"/engine/record/*.c "$source"/engine/store/*.c "$source"/engine/trust/*.c \
		"$source"/engine/rule/*.c "$source"/engine/judge/*.c "$source"/engine/view/*.c "$source"/engine/wubu-*.c "$source"/tests/fuzz/shipped.c; do
		[ "$(basename "$file")" != no-tls.c ] || continue
		object=$(echo "${file#"$source"/}" | tr / _).o
		objects="$objects $object"
		# shellcheck disable=SC2016
		printf '%s: %s\n\tclang $(CFLAGS) -c -o $@ $<\n' "$object" "$file"
	done
	for target in "$@"; do
		# shellcheck disable=SC2016
		printf 'fuzz-%s: %s/tests/fuzz/fuzz-%s.c %s\n\tclang $(CFLAGS) -fsanitize=fuzzer $^ $(LDLIBS) -o $@\n' \
			"$target" "$source" "$target" "$objects"
	done
	printf 'all:'
	printf ' fuzz-%s' "$@"
	printf '\n'
} >Makefile
${MAKE:-make} -s -j"${FUZZ_JOBS:-1}" all
[ "${FUZZ_SECONDS:-60}" -gt 0 ] || exit 0

# target: executions, executions a second, the slowest input in milliseconds at least, peak RSS in MB.
figures() {
	sed -n 's/^stat::\([a-z_]*\): *\([0-9]*\)$/\1 \2/p' "$1.log" | awk -v name="$1" '
		{ value[$1] = $2 }
		END { printf "%-10s %11d executions %7d a second  slowest %d s  peak %d MB  %d new inputs\n", name,
			value["number_of_executed_units"], value["average_exec_per_sec"], value["slowest_unit_time_sec"],
			value["peak_rss_mb"], value["new_units_added"] }'
}

WUBU_SOURCE=$source
ASAN_OPTIONS=quarantine_size_mb=8:malloc_context_size=8
UBSAN_OPTIONS=print_stacktrace=1
export WUBU_SOURCE ASAN_OPTIONS UBSAN_OPTIONS
status=0
: >figures.txt
for target in "$@"; do
	mkdir -p "found-$target"
	if nice -n 19 "./fuzz-$target" -max_total_time="${FUZZ_SECONDS:-60}" -timeout="${FUZZ_TIMEOUT:-1}" -rss_limit_mb="${FUZZ_RSS:-256}" -print_final_stats=1 \
		-artifact_prefix="$target-" "found-$target" "$source/tests/fuzz/corpus/$target" >"$target.log" 2>&1; then
		figures "$target" | tee -a figures.txt
	else
		status=1
		echo "$target: something was found; see $place/$target.log" | tee -a figures.txt
		grep -aE 'ERROR|SUMMARY|Test unit written' "$target.log" || true
	fi
done
exit $status
