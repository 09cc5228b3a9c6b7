#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""wubu's audit and the second auditor on the same random histories: both must refuse the same commits.

usage: compare.py [WUBU SOURCE-FOLDER [COUNT [FIRST]]]      TAP; every second history has one fault
       SECOND_KEEP=1 compare.py …                       leaves the histories where they were made
"""
import collections
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from auditor import Auditor  # noqa: E402
from faults import FAULTS  # noqa: E402
from histories import History, Source  # noqa: E402

WUBU, SOURCE = (os.path.abspath(p) for p in (sys.argv[1:3] if len(sys.argv) > 2 else
                                             (os.environ["WUBU"], os.environ["WUBU_SOURCE"])))
COUNT, FIRST = (int(sys.argv[i]) if len(sys.argv) > i else n for i, n in ((3, 40), (4, 0)))
state = {}


def prepare(folder):
    state["folder"], state["source"] = folder, Source(SOURCE, f"{folder}/keys")


def wubu_says(path, folder):
    """The commits that wubu's audit refuses, with the rules it names."""
    env = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
           **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}}
    done = subprocess.run([WUBU, "-C", path, "--json", "audit"], env=env, capture_output=True, text=True, check=False)
    refused = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        if row.get("level") == "refuse" and row.get("verdict") != "met":
            refused.setdefault(row.get("commit", "?"), []).append(row.get("rule"))
    if done.returncode not in (0, 1, 3) or (done.returncode == 0) != (not refused):
        refused["exit"] = [str(done.returncode), done.stderr]
    return refused


def one(number):
    try:
        return compare(number)
    except Exception:  # pylint: disable=broad-except
        return number, None, f"history {number}\n{traceback.format_exc()}"


def compare(number):
    path = f"{state['folder']}/{number}.git"
    history = History(state["source"], number, path, FAULTS if number % 2 else None)
    theirs, ours = Auditor(path).refused, wubu_says(path, state["folder"])
    said = ""
    if set(theirs) != set(ours):
        said = f"history {number}, fault {history.fault}\nwubu: {ours}\nsecond auditor: {theirs}"
    elif history.fault and not ours:
        said = f"history {number}: nobody refuses {history.fault}"
    elif ours and not history.fault:
        said = f"history {number} has no fault: {ours}"
    if not os.environ.get("SECOND_KEEP"):
        shutil.rmtree(path)
    return number, history.fault, said


def place():
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) and shutil.disk_usage("/dev/shm").free > 1 << 29 else None


def main():
    print(f"1..{COUNT}", flush=True)
    folder, bad, faults = tempfile.mkdtemp(prefix="wubu-second-", dir=place()), 0, collections.Counter()
    os.mkdir(f"{folder}/keys")
    Source(SOURCE, f"{folder}/keys")
    try:
        with multiprocessing.Pool(os.cpu_count(), prepare, (folder,)) as pool:
            for i, (number, fault, said) in enumerate(pool.imap(one, range(FIRST, FIRST + COUNT)), 1):
                bad += bool(said)
                faults[fault] += fault is not None
                print(f"{'not ok' if said else 'ok'} {i} - history {number}: {fault or 'lawful'}", flush=True)
                print("".join(f"# {line}\n" for line in said.splitlines()), end="", flush=True)
    finally:
        if not os.environ.get("SECOND_KEEP"):
            shutil.rmtree(folder)
        else:
            print(f"# {folder}")
    print(f"# {COUNT - bad} of {COUNT} alike; {sum(faults.values())} with a fault, of {len(faults) - (None in faults)} kinds "
          f"of {len(FAULTS)}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
