#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What becomes of an act when the machine fails under it: full disk, I/O errors, too many files, kill -9.

usage: faults.py [WUBU SOURCE-FOLDER]     TAP; a sample of the points
       FAULTS=all faults.py …             every point (make faults)
       FAULTS=sign:write … faults.py      the points of that name only

Each of `wubu open`, `fill` and `sign` is run once under strace, which counts its system calls; then once for each call and
each thing that can happen to it, once or from there on, on a fresh copy of the ledger.  Afterwards git must find the
repository sound, the branch must be where it was or where the act brings it, and what was said must be true; after
one command that clears away what was left, the act must succeed or be there.  A silent loss is an act that was said to be
done and is not in the history.
"""
import collections
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../gate"))
from world import DECISION, RECORD, SECRETARY, WUBU, Ground  # noqa: E402

ERRORS = {"write": ("EIO", "ENOSPC"), "pwrite64": ("EIO", "ENOSPC"), "writev": ("EIO", "ENOSPC"), "fsync": ("EIO", "ENOSPC"),
          "fdatasync": ("EIO", "ENOSPC"), "rename": ("EIO", "ENOSPC"), "renameat": ("EIO", "ENOSPC"), "link": ("EIO", "ENOSPC"),
          "linkat": ("EIO", "ENOSPC"), "openat": ("EIO", "ENOSPC", "EMFILE"), "mkdir": ("EIO", "ENOSPC"),
          "mkdirat": ("EIO", "ENOSPC"), "unlink": (), "unlinkat": (), "ftruncate": ("EIO",), "clone": (), "pipe2": ("EMFILE",)}
ACTS = {"sign": ["sign", DECISION, "opening", "--outcome", "started"],
        "fill": ["fill", DECISION, "opening", "costs=二十万元"],
        "open": ["open", "--title", "绿道", "--matter", "public-policy", "--set", "draft=../draft.md"]}
SAMPLE = 40  # points tried by `make check`


class Point:
    """One thing that happens to one call of one act."""

    def __init__(self, act, call, number, what, lasting):
        self.act, self.call, self.number, self.what, self.lasting = act, call, number, what, lasting

    def __str__(self):
        return f"{self.act}:{self.call} {self.number}{'+' if self.lasting else ''} {self.what}"

    def words(self):
        when = f"when={self.number}{'+' if self.lasting else ''}"
        return f"inject={self.call}:{'signal=KILL' if self.what == 'KILL' else f'error={self.what}'}:{when}"


class Machine:
    """The ledger to begin with, and what each act does when nothing happens."""

    def __init__(self, folder):
        self.folder = folder
        os.mkdir(f"{folder}/base")
        self.base = Ground(f"{folder}/base")
        self.base.take_up(DECISION, 0)
        self.base.until("opened")
        self.base.act_as(SECRETARY, self.base.day)
        self.base.write("../draft.md", "绿道草案\n")
        self.base.git("repack", "-adq")
        shutil.rmtree(self.base.server)
        for sample in glob.glob(f"{self.base.clone}/.git/hooks/*.sample"):
            os.unlink(sample)
        self.base.env["TZ"] = "Asia/Shanghai"
        self.old, self.calls, self.new = self.base.head(), {}, {}
        for act in ACTS:
            self.count(act)

    def count(self, act):
        """The calls that ACT makes, and the tree that it leads to."""
        ground = self.copy(act)
        log = f"{ground.folder}/strace"
        done = ground.run(["strace", "-qq", "-o", log, "-e", f"trace={','.join(ERRORS)}", WUBU, *ACTS[act]])
        with open(log, encoding="utf-8", errors="replace") as file:
            self.calls[act] = collections.Counter(m.group(1) for m in re.finditer(r"^(\w+)\(", file.read(), re.M))
        self.new[act] = ground.head("HEAD^{tree}")
        assert self.new[act] != self.base.head("HEAD^{tree}"), done.stderr
        shutil.rmtree(ground.folder)

    def copy(self, name):
        ground = Ground.__new__(Ground)
        ground.__dict__.update(self.base.__dict__)
        ground.folder = tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder)
        ground.clone = f"{ground.folder}/clone"
        shutil.copytree(self.base.clone, ground.clone, symlinks=True)
        shutil.copy(f"{self.base.folder}/draft.md", f"{ground.folder}/draft.md")
        return ground

    def points(self):
        for act, calls in self.calls.items():
            for call, times in calls.items():
                for number in range(1, times + 1):
                    yield Point(act, call, number, "KILL", False)
                    for error in ERRORS[call]:
                        yield Point(act, call, number, error, False)
                        yield Point(act, call, number, error, True)


class Outcome:
    """What one point came to: .faults lists what must not be."""

    def __init__(self, machine, point):
        self.machine, self.point, self.faults, self.lock = machine, point, [], False
        self.ground = machine.copy(point.act)
        try:
            self.run()
        finally:
            shutil.rmtree(self.ground.folder)

    def run(self):
        ground, point = self.ground, self.point
        done = subprocess.run(["strace", "-qq", "-o", "/dev/null", "-e", f"trace={point.call}", "-e", point.words(), WUBU,
                               *ACTS[point.act]], cwd=ground.clone, env=ground.env, capture_output=True, text=True,
                              errors="replace", check=False)
        self.said, self.status = done.stdout + done.stderr, done.returncode
        self.look()
        self.clear()

    def say(self, fault):
        self.faults.append(f"{fault} (exit {self.status}, said: {self.said.strip()[:300]!r})")

    def look(self):
        """The repository as the fault left it."""
        ground = self.ground
        check = ground.git("fsck", "--full", "--no-dangling", check=False)
        if check.returncode or re.search("error|missing|corrupt|broken", check.stdout + check.stderr):
            self.say(f"fsck: {check.stdout}{check.stderr}")
        tip = ground.git("rev-parse", "-q", "--verify", "refs/heads/main^{commit}", check=False).stdout.strip()
        self.moved = tip != self.machine.old
        tree = ground.git("rev-parse", "-q", "--verify", f"{tip}^{{tree}}", check=False).stdout.strip()
        if self.moved and (ground.git("rev-parse", f"{tip}^", check=False).stdout.strip() != self.machine.old or
                           self.point.act != "open" and tree != self.machine.new[self.point.act]):
            self.say(f"the branch is at {tip or 'nothing'}, neither old nor new")
        if self.status == 0 and not self.moved:
            self.say("SILENT LOSS")
        if self.status not in (0, -9, 137) and self.moved and self.said.strip() and not self.admits(tip):
            self.say("it is in the history, and nothing says so")
        self.lock = bool(locks(ground))
        if self.lock and self.point.what != "KILL":
            self.say(f"locks stay: {locks(ground)}")
        self.compare_files(tip)

    def admits(self, tip):
        """The act is told by its commit, or it is said that nothing can be told or shown any more."""
        return tip[:7] in self.said or "it cannot be told whether" in self.said or "cannot write the result" in self.said

    def compare_files(self, tip):
        """The record in the work tree is whole: the old one or the new one."""
        path = self.ground.path(RECORD)
        versions = [self.ground.git("show", f"{c}:{RECORD}").stdout for c in {tip, self.machine.old}]
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if text not in versions and self.point.act != "open":
            wanted = self.ground.git("hash-object", path).stdout.strip()
            if wanted not in self.ground.git("ls-tree", "-r", self.machine.new[self.point.act], check=False).stdout and \
                    not self.new_record(text):
                self.say("the record in the work tree is neither old nor new")

    def new_record(self, text):
        return {"sign": "sign-off:", "fill": "costs"}[self.point.act] in text

    def clear(self):
        """One command, and the act again."""
        ground = self.ground
        if self.lock:
            cleared = clear_locks(ground)
            if locks(ground):
                return self.say(f"locks stay after clearing: {locks(ground)} {cleared}")
        if self.moved:
            return None
        ground.git("reset", "-q", "--hard")
        ground.git("clean", "-qfd")
        again = ground.run([WUBU, *ACTS[self.point.act]], check=False)
        if again.returncode or ground.head() == self.machine.old:
            self.say(f"it does not succeed afterwards: {again.stdout}{again.stderr}")
        return None


def locks(ground):
    return [os.path.relpath(p, ground.clone) for p in glob.glob(f"{ground.clone}/.git/**/*.lock", recursive=True)]


def clear_locks(ground):
    """What clears away what a killed process left."""
    for name in locks(ground):
        os.unlink(ground.path(name))


def chosen(points):
    want = os.environ.get("FAULTS", "")
    if want == "all":
        return points
    if want:
        return [p for p in points if str(p).startswith(want)]
    step = max(1, len(points) // SAMPLE)
    # Where the branch moves the machine must not fail unnoticed: those points are tried all.
    last = [p for p in points if p.act == "sign" and p.call == "openat" and p.lasting and p.what == "EMFILE"][-12:]
    return points[step // 2::step] + last


def can_trace():
    done = subprocess.run(["strace", "-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"], capture_output=True, check=False)
    return done.returncode == 0


def tell(number, outcome):
    print(f"{'not ok' if outcome.faults else 'ok'} {number} - {outcome.point}")
    print("".join(f"# {line}\n" for fault in outcome.faults for line in fault.splitlines()), end="", flush=True)


def main():
    if not shutil.which("strace") or not can_trace():
        print("1..0 # SKIP strace is not here, or may not trace")
        return
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="wubu-faults-", dir=place)
    try:
        machine = Machine(folder)
        points = chosen(list(machine.points()))
        print(f"1..{len(points)}", flush=True)
        count = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for number, outcome in enumerate(pool.map(lambda p: Outcome(machine, p), points), 1):
                tell(number, outcome)
                count["bad"] += bool(outcome.faults)
                count["silent"] += any("SILENT" in f for f in outcome.faults)
                count["kill"] += outcome.point.what == "KILL"
                count["locks"] += outcome.lock
                count["moved"] += outcome.moved
        print(f"# silent losses {count['silent']} of {len(points)}: {len(points) - count['kill']} errors, {count['kill']} kills; in "
              f"{count['moved']} the act is in the history; {count['locks']} left a lock")
    finally:
        shutil.rmtree(folder)
    sys.exit(1 if count["bad"] else 0)


if __name__ == "__main__":
    main()
