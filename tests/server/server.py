#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The server: receipts, witnesses, the doctor, repair, transports, many pushers at once.

usage: server.py [WUBU SOURCE-FOLDER]     prints TAP
       SERVER=word server.py …            only the tests that have the word in their title or codes
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
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "gate")]
from world import Failure, Ground, Skip  # noqa: E402

MODULES = ("receipts", "doctor", "repair", "crowd", "transports")


class Place:
    """One ledger, made once and copied for each test."""

    def __init__(self, folder):
        self.folder, self.count = folder, 0
        os.makedirs(f"{folder}/base")
        self.base = Ground(f"{folder}/base")

    def ground(self):
        self.count += 1
        return Ground.copy_of(self.base, f"{self.folder}/{self.count}")


def run(test, place):
    try:
        test.run(place)
        return None
    except Skip as reason:
        return reason
    except (Failure, subprocess.CalledProcessError) as problem:
        return f"{type(problem).__name__}: {problem}"
    except Exception:  # pylint: disable=broad-except
        return traceback.format_exc()


def main():
    only = os.environ.get("SERVER", "")
    tests = [t for name in MODULES if os.path.exists(f"{HERE}/{name}.py")
             for t in importlib.import_module(name).TESTS if only in t.title or only in t.codes.split()]
    print(f"1..{len(tests)}", flush=True)
    quick = "/dev/shm" if not os.environ.get("TMPDIR") and os.access("/dev/shm", os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="wubu-server-", dir=quick)
    failed = 0
    try:
        place = Place(folder)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for i, (test, problem) in enumerate(zip(tests, pool.map(lambda t: run(t, place), tests)), 1):
                skip = f" # SKIP {problem}" if isinstance(problem, Skip) else ""
                problem = None if skip else problem
                failed += problem is not None
                print(f"{'ok' if problem is None else 'not ok'} {i} - {test.title}{skip}", flush=True)
                print("".join(f"# {line}\n" for line in (problem or "").splitlines()), end="", flush=True)
    finally:
        if not os.environ.get("SERVER_KEEP"):
            shutil.rmtree(folder)
    sys.exit(1 if failed else 0)


main()
