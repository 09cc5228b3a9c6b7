#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: tap.sh COMMAND…
# Runs a test that knows only its exit status, and says so in the test anything protocol: one test, named
# by the last word of the command.
# What the test prints becomes comments. Status 77 means skipped, as everywhere with automake.
# A test that speaks the protocol itself is passed on as it is.
set -u
for name; do :; done
name=$(basename "$name")
output=$("$@" 2>&1)
status=$?
if printf '%s\n' "$output" | grep -q '^1\.\.[0-9]'; then
	printf '%s\n' "$output"
	exit "$status"
fi
echo 1..1
printf '%s\n' "$output" | sed 's/^/# /'
case $status in
0) echo "ok 1 - $name" ;;
77) echo "ok 1 - $name # SKIP" ;;
*) echo "not ok 1 - $name (exit status $status)" ;;
esac
