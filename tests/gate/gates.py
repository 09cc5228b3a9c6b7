#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Attack the gates with real git: hooks, pushes to a guarded server, forged objects, audits of fresh clones.

usage: gates.py [WUBU SOURCE-FOLDER]     prints TAP
       GATE=word gates.py …              only the tests that have the word in their title or codes
       GATE_TABLE=1 gates.py …           prints the table of README.md instead
"""
import concurrent.futures
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from world import Failure, Skip, Test, World  # noqa: E402

MODULES = ("history", "trees", "commits", "people", "clocks", "merges", "procedure", "rules", "keepers", "hooks", "server", "sizes")
README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "README.md")


def all_tests():
    return [test for name in MODULES for test in importlib.import_module(name).TESTS]


def table():
    rows = {}
    for test in all_tests():
        for code in test.codes.split():
            rows.setdefault(code, []).append(test.title)
    return "".join(f"| {code} | {'; '.join(titles)} |\n" for code, titles in sorted(rows.items()))


def readme_is_true(_):
    with open(README, encoding="utf-8") as file:
        text = file.read()
    if table() not in text:
        raise Failure("README.md's table differs from what GATE_TABLE=1 prints")


def quick_place():
    """In memory where there is room: a server's git waits for the disk at each object."""
    place = "/dev/shm"
    if os.environ.get("TMPDIR") or not os.access(place, os.W_OK) or shutil.disk_usage(place).free < 1 << 30:
        return None
    return place


def run(test, world):
    """None, or what went wrong; a Skip is handed on."""
    try:
        test.run(world)
        return None
    except Skip as reason:
        return reason
    except (Failure, subprocess.CalledProcessError) as problem:
        return f"{type(problem).__name__}: {problem}"
    except Exception:  # pylint: disable=broad-except
        return traceback.format_exc()


def main():
    if os.environ.get("GATE_TABLE"):
        print(table(), end="")
        return
    only = os.environ.get("GATE", "")
    tests = [t for t in all_tests() + [Test("README.md lists every code with its tests", "", readme_is_true)]
             if only in t.title or only in t.codes.split()]
    print(f"1..{len(tests)}", flush=True)
    folder = tempfile.mkdtemp(prefix="wubu-gates-", dir=quick_place())
    failed = 0
    try:
        world = World(folder)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for i, (test, problem) in enumerate(zip(tests, pool.map(lambda t: run(t, world), tests)), 1):
                skip = f" # SKIP {problem}" if isinstance(problem, Skip) else ""
                problem = None if skip else problem
                failed += problem is not None
                print(f"{'ok' if problem is None else 'not ok'} {i} - {test.title}{skip}", flush=True)
                print("".join(f"# {line}\n" for line in (problem or "").splitlines()), end="", flush=True)
    finally:
        if not os.environ.get("GATE_KEEP"):
            shutil.rmtree(folder)
    sys.exit(1 if failed else 0)


main()
