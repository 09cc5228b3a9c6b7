# SPDX-License-Identifier: Apache-2.0
"""Many pushers at once on one branch: every "ok" is in the history, and has a receipt.

CROWD=8x200 says how many pushers and rounds; `make crowd` runs that, the tests a short version.
"""
import json
import os
import re
import subprocess
import threading

from ledger import SECRETARY
from world import DECISION, FOLDER, WUBU, Failure, Ground, test


def pushers():
    count, rounds = os.environ.get("CROWD", "4x5").split("x")
    return int(count), int(rounds)


class Pusher(threading.Thread):
    """One clone: commits, fetches, puts its own on top, pushes, as often as it takes."""

    def __init__(self, ground, number, rounds, stop):
        super().__init__()
        self.ground, self.number, self.rounds, self.stop = ground, number, rounds, stop
        self.accepted, self.refused, self.problem = [], 0, None

    def git(self, *words, check=True):
        return self.ground.git(*words, check=check)

    def run(self):
        try:
            for i in range(self.rounds):
                self.round(i)
        except Exception as problem:  # pylint: disable=broad-except
            self.problem = problem
            self.stop.set()

    def round(self, i):
        while not self.stop.is_set():
            self.git("fetch", "-q", "origin", "main")
            self.git("reset", "-q", "--hard", "FETCH_HEAD")
            self.ground.act_as(SECRETARY, self.ground.day)
            record = self.ground.read()
            record["opening"]["costs"] = f"{self.number}-{i}"
            self.ground.write(f"{FOLDER}/decision.yaml", record)
            self.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-am", self.message(record))
            commit = self.ground.head()
            done = self.git("push", "-q", "--no-verify", "origin", "HEAD:refs/heads/main", check=False)
            if not done.returncode:
                self.accepted.append((commit, done.stderr))
                return
            self.refused += 1
            if not re.search(r"push\.stale|push\.forward|cannot lock ref|fetch first|failed to update ref|push\.locked|incorrect old value",
                             done.stderr):
                raise Failure(done.stderr)

    def message(self, record):
        return (f"opening({DECISION}): fill\n\n{record['title']}\n\nLedger: {self.ground.instance()}\n"
                f"Decision: {DECISION}\nStep: opening\nAction: fill\nDraft: sha256:{record['draft']['sha256']}\n"
                f"Rules: {record['procedure']['rules']}\nSigned-off-by: 刘芳 <liu.fang@wangjing.example>\n")


@test("every push that was accepted is in the history, once, with its receipt", "SV-21 IO-09")
def _(place):
    count, rounds = pushers()
    ground = place.ground()
    ground.take_up(DECISION, 0)
    ground.act()
    ground.git("push", "-q", "--no-verify", "origin", "main")
    base = int(ground.git("rev-list", "--count", "main", cwd=ground.server).stdout)
    crowd, stop = [], threading.Event()
    for i in range(count):
        copy = Ground.copy_of(ground, f"{ground.folder}-{i}")
        copy.git("remote", "set-url", "origin", ground.server)
        # The clocks of all run on, so that no commit is dated before its parent.
        del copy.env["GIT_COMMITTER_DATE"], copy.env["GIT_AUTHOR_DATE"]
        copy.act_as = lambda *_: None
        crowd.append(Pusher(copy, i, rounds, stop))
    for pusher in crowd:
        pusher.start()
    for pusher in crowd:
        pusher.join()
    problems = [str(pusher.problem) for pusher in crowd if pusher.problem]
    if problems:
        raise Failure("\n".join(problems[:2]))
    line = ground.git("rev-list", "--first-parent", "main", cwd=ground.server).stdout.split()
    told = [commit for pusher in crowd for commit, _ in pusher.accepted]
    lost = [commit for commit in told if commit not in line]
    if lost or len(told) != count * rounds or len(line) != base + len(told):
        raise Failure(f"{len(lost)} of {len(told)} are not in the history of {len(line)}")
    rows = [json.loads(row) for row in ground.run([WUBU, "receipt", "list", "--json"],
                                                  cwd=ground.server).stdout.splitlines()]
    news = [row["new"] for row in rows if row["ref"] == "refs/heads/main"]
    if [commit for commit in told if news.count(commit) != 1]:
        raise Failure("not each has its receipt")
    if any(row["late"] for row in rows):
        raise Failure("a receipt was given late though nobody was killed")
    if [words for pusher in crowd for commit, words in pusher.accepted if commit[:12] not in words]:
        raise Failure("not each was told its receipt")
    ground.audit_is_clean()
    ground.git("fsck", "--full", "--strict", cwd=ground.server)
    with open(os.environ.get("CROWD_SAY", os.devnull), "a", encoding="utf-8") as file:
        file.write(f"{count} pushers, {rounds} rounds each: {len(told)} accepted, {len(lost)} lost, "
                   f"{sum(p.refused for p in crowd)} times refused and tried again\n")
    subprocess.run(["rm", "-rf", *[p.ground.folder for p in crowd]], check=True)
