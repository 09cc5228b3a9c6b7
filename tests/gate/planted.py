#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ledgers made by chance with faults planted in them: an audit finds all of them and invents none.

    planted.py [COUNT [SEED]]      (prints TAP; COUNT is 6, `make planted` asks for 200)

Each is audited by 1, 2 and 8 threads, and again in two parts: up to a commit in the middle, and then from that checkpoint on.
All four must say the same to the letter, and refuse exactly the commits that make-ledger lists, each by the rule named.
WUBU and MAKE_LEDGER name the programs.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("WUBU_SOURCE", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
WUBU = os.path.abspath(os.environ.get("WUBU", "wubu"))
MAKE_LEDGER = os.path.abspath(os.environ.get("MAKE_LEDGER", "tests/bench/make-ledger"))
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 6
SEED = sys.argv[2] if len(sys.argv) > 2 else "faults"
RUNS = 4


class Ledger:
    def __init__(self, folder, number, chance):
        self.home, self.repo = f"{folder}/{number}", f"{folder}/{number}/ledger.git"
        os.makedirs(self.home)
        self.env = {"PATH": os.environ["PATH"], "HOME": self.home, "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"}
        self.decisions, self.wanted = chance.randint(3, 32), chance.randint(0, 9)
        self.run(MAKE_LEDGER, str(self.decisions), f"{SEED} {number}", SOURCE, self.home, str(self.wanted))
        self.run("git", "init", "-q", "--bare", self.repo)
        with open(f"{self.home}/ledger.pack", "rb") as pack:
            subprocess.run(["git", "-C", self.repo, "index-pack", "--stdin"], stdin=pack, env=self.env, check=True,
                           stdout=subprocess.DEVNULL)
        self.run("git", "-C", self.repo, "symbolic-ref", "HEAD", "refs/heads/main")
        self.tip = self.read("tip").strip()
        self.faults = dict(line.split() for line in self.read("faults").splitlines())
        self.move(self.tip)
        commits = self.run("git", "-C", self.repo, "rev-list", "main").split()
        self.middle = chance.choice(commits)

    def run(self, *command, statuses=(0,)):
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode not in statuses:
            raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def read(self, name):
        with open(f"{self.home}/{name}", encoding="utf-8") as file:
            return file.read()

    def move(self, commit):
        self.run("git", "-C", self.repo, "update-ref", "refs/heads/main", commit)

    def audit(self, *options):
        """What an audit says, line by line as it is; the mark of a checkpoint is taken off and must be there if it is due."""
        said = self.run(WUBU, "-C", self.repo, "--json", "audit", *options, statuses=(0, 1)).splitlines()
        last = json.loads(said[-1])
        resumed = last.pop("resumed", None)
        return said[:-1] + [json.dumps(last)], resumed

    def ways(self):
        """(how, what it said), the last one in two parts."""
        for threads in ("1", "2", "8"):
            yield f"{threads} threads", self.audit("--no-checkpoint", "--threads", threads)[0]
        self.move(self.middle)
        self.audit()
        self.move(self.tip)
        said, resumed = self.audit()
        yield "two parts", said if resumed == self.middle else [f"went on from {resumed}, not {self.middle}"]


def wrong(ledger):
    """Sentences on what is not as it should be."""
    first = None
    for how, said in ledger.ways():
        first = first or said
        if said != first:
            yield f"{how}: another report than by one thread"
    found = {}
    for finding in map(json.loads, first[:-1]):
        if finding["level"] == "refuse":
            found.setdefault(finding.get("commit"), set()).add(finding["rule"])
    for commit, rule in ledger.faults.items():
        if rule not in found.pop(commit, ()):
            yield f"{commit}: {rule} was not found"
    for commit, rules in found.items():
        yield f"{commit}: nothing is wrong with it, but {rules}"


def main():
    chance, folder = random.Random(SEED), tempfile.mkdtemp(prefix="wubu-planted-")
    print(f"1..{COUNT}")
    failed = 0
    try:
        for number in range(1, COUNT + 1):
            ledger = Ledger(folder, number, chance)
            sentences = list(wrong(ledger))
            failed += bool(sentences)
            print(f"{'not ok' if sentences else 'ok'} {number} - {ledger.decisions} decisions, {len(ledger.faults)} faults")
            print("".join(f"# {sentence}\n" for sentence in sentences), end="", flush=True)
            shutil.rmtree(ledger.home)
    finally:
        shutil.rmtree(folder)
    sys.exit(failed > 0)


main()
