#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command at a terminal of its own and types lines into it.

Usage: terminal.py [--hang-up] COMMAND… <answers
Each line of standard input is typed when the command waits; after the last one comes Ctrl-D, or with --hang-up the
terminal goes away.
What the terminal shows goes to standard output; exits as the command does.
"""
import os
import pty
import select
import sys
import time

QUIET = 0.15  # seconds without output: the command waits for an answer
LIMIT = 60    # seconds for all


def read_some(fd, wait):
    """What the terminal shows within WAIT seconds; None at its end."""
    if not select.select([fd], [], [], wait)[0]:
        return b""
    try:
        return os.read(fd, 4096) or None
    except OSError:
        return None


def main():
    answers = sys.stdin.buffer.read().splitlines()
    hang_up = sys.argv[1] == "--hang-up"
    command = sys.argv[2:] if hang_up else sys.argv[1:]
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    end = time.monotonic() + LIMIT
    shown = b""
    while time.monotonic() < end:
        more = read_some(fd, QUIET)
        if more is None:
            break
        sys.stdout.buffer.write(more)
        shown += more
        waits = shown.rstrip(b" ").endswith((b">", b"]", b"?")) and not more
        if waits and hang_up and not answers:
            os.close(fd)
            break
        if waits:
            os.write(fd, answers.pop(0) + b"\n" if answers else b"\x04")
            shown = b""
    else:
        os.kill(pid, 9)
        print("terminal.py: still running after %d s" % LIMIT, file=sys.stderr)
    sys.stdout.flush()
    status = os.waitpid(pid, 0)[1]
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 99


sys.exit(main())
