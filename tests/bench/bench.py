#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the gates cost, beside the same work of git without them, in one run.

usage: bench.py WUBU MAKE-LEDGER JUDGE-ONE SOURCE [DECISIONS [RUNS]]      (`make bench` does this)

Makes a ledger of DECISIONS lawful decisions (1,000) in a temporary folder, measures, and prints a table: medians over
RUNS (25) runs, taken in turn so that a noisy moment falls on all alike.  "more" and "ratio" compare with the first row.
Wall time is what a person waits; the least of all runs is what it takes when nothing disturbs; CPU time is that of all
processes that a command starts, user and system.  Nothing here can fail for being slow.  TMPDIR says where the ledger is made.
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

WUBU, MAKE_LEDGER, JUDGE_ONE, SOURCE = (os.path.abspath(p) for p in sys.argv[1:5])
DECISIONS = int(sys.argv[5]) if len(sys.argv) > 5 else 1000
RUNS = int(sys.argv[6]) if len(sys.argv) > 6 else 25
HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg")
VERIFIED = 100  # commits that git is asked to verify one by one


class Bench:
    def __init__(self, folder):
        self.folder, self.clone, self.server = folder, f"{folder}/clone", f"{folder}/server.git"
        self.env = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
                    "GIT_EDITOR": "true", "WUBU_RULES": f"{SOURCE}/rules", "TZ": "Asia/Shanghai"}
        self.count = 0

    def run(self, *command, cwd=None, check=True, **options):
        done = subprocess.run(command, cwd=cwd or self.clone, env=self.env, capture_output=True, text=True, **options)
        if check and done.returncode:
            sys.exit(f"bench: {' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout.strip()

    def time(self, *command, cwd=None):
        """(wall, CPU) of COMMAND in milliseconds; its output goes nowhere."""
        place = os.getcwd()
        os.chdir(cwd or self.clone)
        null = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, f"{self.folder}/said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)]
        begin = time.perf_counter()
        child = os.posix_spawnp(command[0], command, self.env, file_actions=null)
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - begin
        os.chdir(place)
        if status:
            with open(f"{self.folder}/said", encoding="utf-8") as said:
                sys.exit(f"bench: {' '.join(command)}: status {status}\n{said.read()}")
        return wall * 1000, (used.ru_utime + used.ru_stime) * 1000

    # ---- the ledger ------------------------------------------------------------------------

    def found(self):
        begin = time.perf_counter()
        said = self.run(MAKE_LEDGER, str(DECISIONS), "bench", SOURCE, self.folder, cwd=self.folder)
        print(f"{said} (made in {time.perf_counter() - begin:.0f} s)", flush=True)
        key = f"{self.folder}/keys/liu.fang.pub"
        for name, value in (("user.name", "刘芳"), ("user.email", "liu.fang@wangjing.example"), ("user.signingkey", key),
                            ("init.defaultBranch", "main"), ("gc.auto", "0"), ("maintenance.auto", "false")):
            self.run("git", "config", "--global", name, value, cwd=self.folder)
        self.run("git", "init", "-q", "--bare", self.server, cwd=self.folder)
        with open(f"{self.folder}/ledger.pack", "rb") as pack:
            subprocess.run(["git", "-C", self.server, "index-pack", "--stdin"], stdin=pack, env=self.env, check=True,
                           stdout=subprocess.DEVNULL)
        with open(f"{self.folder}/tip", encoding="utf-8") as tip:
            self.run("git", "update-ref", "refs/heads/main", tip.read().strip(), cwd=self.server)
        self.run(WUBU, "init", "--bare", self.server, cwd=self.folder)
        self.run("git", "clone", "-q", self.server, self.clone, cwd=self.folder)
        self.run(WUBU, "init", self.clone, cwd=self.folder)
        records = [p for p in self.run("git", "-c", "core.quotePath=false", "ls-files", "decisions").splitlines()
                   if p.endswith("/decision.yaml")]
        # The last number is the one that make-ledger left open.
        self.record = max(records, key=lambda p: int(re.findall(r"-(\d+)/", p)[-1]))
        with open(f"{self.clone}/{self.record}", encoding="utf-8") as file:
            self.text = file.read()
        self.second = int(self.run("git", "log", "-1", "--format=%ct"))

    def fill(self):
        """Stage another wording of one field of the open decision, a second later."""
        self.count += 1
        text, changed = re.subn(r"^(    finding: |    结论: |    研究结论: )", rf"\g<1>第{self.count}稿 ", self.text, count=1,
                                flags=re.M)
        if not changed:
            sys.exit(f"bench: {self.record} has no field to fill in; try one decision more or less")
        with open(f"{self.clone}/{self.record}", "w", encoding="utf-8") as file:
            file.write(text)
        self.run("git", "add", self.record)
        date = f"{self.second + self.count} +0800"
        self.env.update({"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date})

    # ---- what is measured --------------------------------------------------------------------

    def hook_folder(self, name, hooks):
        """A folder for core.hooksPath with HOOKS of the clone; those of "nothing" do nothing."""
        folder = f"{self.folder}/hooks-{name}"
        os.makedirs(folder, exist_ok=True)
        for hook in hooks:
            if name == "nothing":
                with open(f"{folder}/{hook}", "w", encoding="utf-8") as file:
                    file.write("#!/bin/sh\nexit 0\n")
                os.chmod(f"{folder}/{hook}", 0o755)
            else:
                shutil.copy(f"{self.clone}/.git/hooks/{hook}", folder)
        return folder

    def lawful_message(self):
        path = f"{self.folder}/message"
        with open(path, "w", encoding="utf-8") as file:
            file.write("note\n")
        self.fill()
        self.run(WUBU, "hook", "prepare-commit-msg", path, "message")
        return path

    def commits(self, only):
        """A commit of one record, by each set of hooks in turn."""
        arms = {"no hooks": (), "nothing": HOOKS, **{h: (h,) for h in HOOKS}, "all": HOOKS}
        folders = {name: self.hook_folder(name.replace(" ", "-"), hooks) for name, hooks in arms.items()}
        times = {name: [] for name in arms}
        words = ("--", os.path.dirname(self.record)) if only else ()
        lawful = self.lawful_message()
        for i in range(RUNS + 1):
            for name, folder in folders.items():
                self.fill()
                # Judged alone, commit-msg needs a message that another hook would have written.
                note = ("-F", lawful) if name == "commit-msg" else ("-m", "note")
                spent = self.time("git", "-c", f"core.hooksPath={folder}", "commit", "-q", *note, *words)
                self.run("git", "update-ref", "refs/heads/main", "HEAD~1")  # what comes next is judged against the same
                if i:  # the first round warms up
                    times[name].append(spent)
        return times

    def pushes(self):
        empty = self.hook_folder("nothing", ("pre-receive",))
        arms = {"no hooks": "/dev/null", "nothing": empty, "pre-receive": f"{self.server}/hooks"}
        times = {name: [] for name in (*arms, "pre-push and pre-receive")}
        tip = self.run("git", "rev-parse", "HEAD")
        for i in range(RUNS + 1):
            for name in times:
                self.fill()
                self.run("git", "commit", "-q", "-m", "note")
                way = [] if name not in arms else [
                    "--no-verify", f"--receive-pack=git -c core.hooksPath={arms[name]} receive-pack"]
                spent = self.time("git", "push", "-q", *way, "origin", "main")
                # Back to where it was, around the server's second lock, and without a receipt that says otherwise.
                for words in (("refs/heads/main", tip), ("-d", "refs/heads/receipts")):
                    self.run("git", "-c", "core.hooksPath=/dev/null", "update-ref", *words, cwd=self.server)
                self.run("git", "update-ref", "refs/heads/main", tip)
                self.run("git", "update-ref", "refs/remotes/origin/main", tip)
                if i:
                    times[name].append(spent)
        return times

    def audits(self, commits):
        """The whole history three times, in turn with git's own reading of it; each in µs of wall time a commit."""
        signers = f"{self.folder}/allowed"
        with open(signers, "w", encoding="utf-8") as file:
            for name in sorted(os.listdir(f"{self.folder}/keys")):
                if name.endswith(".pub"):
                    with open(f"{self.folder}/keys/{name}", encoding="utf-8") as key:
                        file.write(f"{name[:-4]}@wangjing.example {key.read()}")
        arms = {
            "git log --raw": (commits, ("git", "log", "--raw")),
            "git fsck --strict": (commits, ("git", "fsck", "--strict", "--no-progress")),
            "git log --format=%G?": (VERIFIED, ("git", "-c", f"gpg.ssh.allowedSignersFile={signers}", "log",
                                                f"-{VERIFIED}", "--format=%G?")),
            "wubu audit": (commits, (WUBU, "audit")),
        }
        times = {name: [] for name in arms}
        for _ in range(3):
            for name, (number, command) in arms.items():
                times[name].append(tuple(t * 1000 / number for t in self.time(*command, cwd=self.server)))
        return times


# ---- tables ------------------------------------------------------------------------------------


def medians(times):
    return {name: tuple(statistics.median(column) for column in zip(*rows)) for name, rows in times.items()}


def table(title, times, base, unit):
    middle, least = medians(times), {name: min(row[0] for row in rows) for name, rows in times.items()}
    print(f"\n{title}\n\n| what | wall {unit} | more | ratio | least {unit} | more | CPU {unit} | more | ratio |\n"
          "|---|---|---|---|---|---|---|---|---|")
    for name, (wall, cpu) in middle.items():
        of = middle[base]
        print(f"| {name} | {wall:.1f} | {wall - of[0]:+.1f} | {wall / of[0]:.2f} "
              f"| {least[name]:.1f} | {least[name] - least[base]:+.1f} "
              f"| {cpu:.1f} | {cpu - of[1]:+.1f} | {cpu / of[1]:.2f} |", flush=True)


def inside():
    said = subprocess.run([JUDGE_ONE, SOURCE], capture_output=True, text=True, check=True).stdout
    names = {"yaml:cn/state-council-713": "the largest rulebook (95 kB): reading its YAML",
             "load:cn/state-council-713": "the largest rulebook: reading and compiling",
             "load:cn/beijing/wangjing": "the office's rulebook with the one it extends",
             "records": "a record before and after (0–10 kB): reading",
             "transition": "judging one transition, the middle one of a decision's",
             "transition:most": "judging one transition, the dearest"}
    print("\nInside the process (µs)\n\n| what | median |\n|---|---|")
    for line in said.splitlines():
        name, value = line.split()
        print(f"| {names[name]} | {float(value):.0f} |")


def main():
    folder = tempfile.mkdtemp(prefix="wubu-bench-")
    try:
        bench = Bench(folder)
        bench.found()
        table(f"`git commit` of one record, signed, in a ledger of {DECISIONS} decisions (ms)", bench.commits(False),
              "no hooks", "ms")
        table("The same as `git commit -- FOLDER` (ms)", bench.commits(True), "no hooks", "ms")
        table("`git push` of one commit to a bare repository on this machine (ms)", bench.pushes(), "no hooks", "ms")
        commits = int(bench.run("git", "rev-list", "--count", "HEAD"))
        table(f"The history of {commits} commits (µs a commit)", bench.audits(commits), "git log --raw", "µs")
        inside()
    finally:
        shutil.rmtree(folder)


main()
