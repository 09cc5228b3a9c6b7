#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Replay the worked decisions with real commits, through real hooks.

For each record below decisions/: every commit of its lawful form is accepted by the client's hooks, by the server's
pre-receive and by the audit of a fresh clone.  For each fault file of tests/cases/: the commit that it names is
refused, by exactly the rules and articles that it names, and finding for finding alike by `check --staged`,
commit-msg, pre-push, pre-receive and the audit.

usage: replay.py [WUBU SOURCE-FOLDER]      (prints TAP; CASES=word replays the faults whose path has the word)
"""
import copy
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

WUBU, SOURCE = (os.path.abspath(p) for p in sys.argv[1:] or (os.environ["WUBU"], os.environ["WUBU_SOURCE"]))
KEEPER, SECRETARY = "tang.rui", "liu.fang"
# What a finding says of the fault itself; commits, and places that only a written commit has, differ by gate.
COMPARED = ("rule", "verdict", "level", "decision", "step", "file", "line", "column", "basis", "found", "needed",
            "message", "remedy", "who", "by")


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.BaseLoader)


class Words:
    """The rulebook's words: what a step or key is called in the language of a record."""

    def __init__(self):
        self.steps, self.words, self.needed = [], {}, {}
        for name in ("cn/state-council-713", "cn/beijing/wangjing"):
            book = load(f"{SOURCE}/rules/{name}/rulebook.yaml")
            self.words.update({k: v["zh"] for k, v in book.get("words", {}).items()})
            for step, row in book["steps"].items():
                if "label" in row and step not in self.words:
                    self.steps.append(step)
                    self.words[step] = row["label"]["zh"]

    def called(self, record, name):
        return name if "id" in record else self.words[name]


WORDS = Words()


class Ledger:
    """A server, and one clone that all persons work in, each with a key of their own."""

    def __init__(self, folder):
        self.folder, self.clone, self.server = folder, f"{folder}/clone", f"{folder}/server.git"
        self.minute = 0
        self.env = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "GIT_EDITOR": "true",
                    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": f"{folder}/gitconfig",
                    "WUBU_RULES": f"{SOURCE}/rules", "TZ": "Asia/Shanghai"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LLVM_PROFILE_FILE", "GCOV_PREFIX"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        with open(f"{folder}/gitconfig", "w", encoding="utf-8") as file:
            file.write("[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n")
        self.people = load(f"{SOURCE}/rules/people.yaml")
        self.enrol()
        self.run(["git", "init", "-q", self.clone], cwd=folder)
        self.act_as(KEEPER, "2021-01-04")
        self.run([WUBU, "init", "--procedure", "cn/beijing/wangjing", "--people", f"{folder}/people.yaml",
                  self.clone], cwd=folder)
        self.run([WUBU, "init", "--bare", self.server], cwd=folder)
        self.run(["git", "remote", "add", "origin", self.server])
        self.run(["git", "push", "-q", "origin", "main"])

    def enrol(self):
        for person, row in self.people["people"].items():
            key = f"{self.folder}/{person}"
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", key], check=True)
            with open(f"{key}.pub", encoding="utf-8") as file:
                row["keys"] = [{"key": file.read().strip()}]
        with open(f"{self.folder}/people.yaml", "w", encoding="utf-8") as file:
            yaml.safe_dump(self.people, file, allow_unicode=True, sort_keys=False)

    def act_as(self, person, day):
        """Everything that follows is done by PERSON on DAY, a minute later each time."""
        row = self.people["people"][person]
        self.minute += 1
        date = f"{day}T{9 + self.minute // 60 % 12:02d}:{self.minute % 60:02d}:00+08:00"
        self.env.update({"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date})
        for name, value in (("user.name", row["name"]), ("user.email", row["mail"]),
                            ("user.signingkey", f"{self.folder}/{person}.pub")):
            subprocess.run(["git", "config", "--global", name, value], env=self.env, check=True)

    def run(self, command, check=True, cwd=None, stdin=None, env=None):
        done = subprocess.run(command, cwd=cwd or self.clone, env={**self.env, **(env or {})}, input=stdin,
                              capture_output=True, text=True)
        if check and done.returncode:
            raise Failure(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def git(self, *words, **options):
        return self.run(["git", *words], **options)

    def rules_tree(self):
        return self.git("rev-parse", "HEAD:rules").stdout.strip()


class Failure(Exception):
    pass


# ---- records -------------------------------------------------------------------------------


def find_record(name):
    return glob.glob(f"{SOURCE}/decisions/*/{name}/decision.yaml")[0]


def walk_path(record, path):
    parts = [int(p) if p.isdigit() else p for p in re.findall(r"[^.\[\]]+", path)]
    for part in parts[:-1]:
        record = record.setdefault(part, {}) if isinstance(record, dict) else record[part]
    return record, parts[-1]


def edit(record, edits):
    for row in edits:
        holder, last = walk_path(record, row.get("set") or row["drop"])
        if "set" in row:
            holder[last] = row["to"]
        else:
            del holder[last]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class Replay:
    """One record, step by step in the order of its sign-offs."""

    def __init__(self, ledger, name, fault=None, fault_folder=None):
        self.ledger, self.fault = ledger, fault or {}
        self.source = os.path.dirname(find_record(name))
        self.target = f"{ledger.clone}/" + os.path.relpath(self.source, SOURCE)
        self.full = load(find_record(name))
        edit(self.full, self.fault.get("edits", []))
        self.key = lambda word: WORDS.called(self.full, word)
        self.first_draft = None
        draft = self.fault.get("draft")
        if draft:
            self.first_draft = digest(f"{fault_folder}/{draft['first']}")
            self.draft_source = f"{fault_folder}/{draft['first']}"
        self.now = {}

    def ending(self, step):
        """How the step ends in the full record: its sign-off or its skip, and the word for that."""
        section = self.full[self.key(step)]
        for part in ("sign-off", "skip"):
            if self.key(part) in section:
                return part, section[self.key(part)]
        return None, None

    def sections(self):
        steps = [s for s in WORDS.steps if self.key(s) in self.full and self.ending(s)[0]]
        return sorted(steps, key=lambda s: self.ending(s)[1][self.key("on")])

    def header(self):
        steps = {self.key(s) for s in WORDS.steps}
        head = {k: v for k, v in self.full.items() if k not in steps}
        head[self.key("procedure")][self.key("rules")] = self.ledger.rules_tree()
        return copy.deepcopy(head)

    def put_draft(self, source, hexdigest):
        name = self.full[self.key("draft")][self.key("file")]
        shutil.copyfile(source, f"{self.target}/{name}")
        self.now[self.key("draft")][self.key("sha256")] = hexdigest

    def write(self):
        os.makedirs(self.target, exist_ok=True)
        with open(f"{self.target}/decision.yaml", "w", encoding="utf-8") as file:
            yaml.safe_dump(self.now, file, allow_unicode=True, sort_keys=False, width=200)

    def files_of(self, node, names):
        """Every file below the record's folder that a text of NODE names."""
        if isinstance(node, dict):
            for value in node.values():
                self.files_of(value, names)
        elif isinstance(node, list):
            for value in node:
                self.files_of(value, names)
        elif isinstance(node, str) and os.path.isfile(f"{self.source}/{node}"):
            names.add(node)

    def copy_files(self, section):
        names = set()
        self.files_of(section, names)
        for name in names:
            os.makedirs(os.path.dirname(f"{self.target}/{name}"), exist_ok=True)
            shutil.copyfile(f"{self.source}/{name}", f"{self.target}/{name}")

    def list_materials(self, section, sign_off):
        """The sign-off lists the files that the step names, as they are."""
        names = set()
        self.files_of(section, names)
        sign_off.pop(self.key("materials"), None)
        if names:
            sign_off[self.key("materials")] = [
                {self.key("file"): n, self.key("sha256"): digest(f"{self.source}/{n}")} for n in sorted(names)]

    def put(self, step, section):
        self.now[self.key(step)] = section
        self.copy_files(section)
        self.write()

    def begin(self):
        draft = self.full[self.key("draft")]
        self.now = self.header()
        os.makedirs(self.target, exist_ok=True)
        if self.first_draft:
            self.put_draft(self.draft_source, self.first_draft)
        else:
            shutil.copyfile(f"{self.source}/{draft[self.key('file')]}", f"{self.target}/{draft[self.key('file')]}")

    def change_draft(self):
        draft = self.full[self.key("draft")]
        self.put_draft(f"{self.source}/{draft[self.key('file')]}", draft[self.key("sha256")])
        self.write()

    def acts(self):
        """(day, person, step, kind, what makes the work tree ready), in the order in which they are committed."""
        rows, change = [], self.fault.get("draft")
        changed = False
        for step in self.sections():
            rows += self.step_acts(step, self.first_draft if change and not changed else None)
            if change and change["until"] == step:
                rows.append((change["on"], SECRETARY, step, "draft", self.change_draft))
                changed = True
        day, person, step, kind, ready = rows[0]
        rows[0] = (day, person, step, kind, lambda: (self.begin(), ready()))
        return rows

    def step_acts(self, step, first_draft):
        section = copy.deepcopy(self.full[self.key(step)])
        part = self.ending(step)[0]
        end = section.pop(self.key(part))
        day, by = end[self.key("on")], end[self.key("by")]
        if self.fault.get("refused-at") == step and "stages" in self.fault:
            return self.staged_acts(step)
        if first_draft:
            end[self.key("draft")] = first_draft
        if part == "sign-off":
            self.list_materials(section, end)
        rows = [(day, SECRETARY, step, "fill", lambda: self.put(step, section))] if section else []
        return rows + [(day, by, step, part, lambda: self.put(step, {**section, self.key(part): end}))]

    def staged_acts(self, step):
        def ready(stage):
            self.now.setdefault(self.key(step), {})
            edit(self.now, stage["edits"])
            self.put(step, self.now[self.key(step)])

        stages = self.fault["stages"]
        return [(stage["on"], SECRETARY, step, "change" if stage is stages[-1] else "fill",
                 lambda stage=stage: ready(stage)) for stage in stages]


# ---- gates ------------------------------------------------------------------------------------


def findings(text):
    rows = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    rows = [r for r in rows if r.get("level") == "refuse"]
    return [{k: r[k] for k in COMPARED if k in r} for r in rows]


def rules_of(rows):
    return {(r["rule"], tuple(sorted(f"{b['cites']}:{b['article']}" if b.get("article") else b["cites"]
                                     for b in r.get("basis", [])))) for r in rows}


def expected_rules(fault):
    return {(r["rule"], tuple(sorted(r["basis"]))) for r in fault["expect"]}


def add_all(ledger):
    ledger.git("add", "-A")


def gate_staged(ledger):
    return findings(ledger.run([WUBU, "check", "--staged", "--json"], check=False).stdout)


def gate_commit_msg(ledger):
    """The message that the hook would write, judged by commit-msg."""
    path = f"{ledger.folder}/message"
    with open(path, "w", encoding="utf-8"):
        pass
    ledger.run([WUBU, "hook", "prepare-commit-msg", path])
    done = ledger.run([WUBU, "hook", "--json", "commit-msg", path], check=False)
    return findings(done.stdout + done.stderr)


def gate_pre_push(ledger):
    old = ledger.git("rev-parse", "origin/main").stdout.strip()
    new = ledger.git("rev-parse", "HEAD").stdout.strip()
    done = ledger.run([WUBU, "hook", "--json", "pre-push", "origin", ledger.server], check=False,
                      stdin=f"refs/heads/main {new} refs/heads/main {old}\n")
    return findings(done.stdout + done.stderr)


def gate_pre_receive(ledger):
    """A real push, with the server's hook speaking JSON."""
    hook = f"{ledger.server}/hooks/pre-receive"
    with open(hook, encoding="utf-8") as file:
        kept = file.read()
    with open(hook, "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\nexec {WUBU} hook --json pre-receive\n")
    done = ledger.git("push", "--no-verify", "origin", "main", check=False)
    with open(hook, "w", encoding="utf-8") as file:
        file.write(kept)
    if done.returncode == 0:
        raise Failure("the server accepted the faulty commit")
    return findings(re.sub(r"^remote: ", "", done.stderr, flags=re.M).replace("\x1b[K", ""))


def gate_audit(ledger):
    """Around all hooks into the server, then found by whoever audits a clone."""
    ledger.git("-c", "core.hooksPath=/dev/null", "push", "--no-verify", "-q",
               "--receive-pack=git -c core.hooksPath=/dev/null receive-pack", "origin", "main")
    clone = f"{ledger.folder}/auditor"
    shutil.rmtree(clone, ignore_errors=True)
    ledger.git("clone", "-q", ledger.server, clone, cwd=ledger.folder)
    done = ledger.run([WUBU, "audit", "--json"], check=False, cwd=clone)
    if done.returncode != 1:
        raise Failure(f"the audit exits {done.returncode} on a faulty history\n{done.stdout}{done.stderr}")
    return findings(done.stdout)


def compare_gates(ledger, staged):
    """The refused change again, through every other gate; the same findings in the same order."""
    gates = {"commit-msg": gate_commit_msg(ledger)}
    ledger.git("commit", "-q", "--no-verify")
    gates["pre-push"] = gate_pre_push(ledger)
    gates["pre-receive"] = gate_pre_receive(ledger)
    gates["audit"] = gate_audit(ledger)
    for name, rows in gates.items():
        if rows != staged:
            raise Failure(f"{name} differs from check --staged:\n{json.dumps(rows, ensure_ascii=False, indent=1)}\n"
                          f"{json.dumps(staged, ensure_ascii=False, indent=1)}")


# ---- tests --------------------------------------------------------------------------------------


def commit(ledger, what):
    add_all(ledger)
    done = ledger.git("commit", "-q", check=False)
    if done.returncode:
        raise Failure(f"{what} was refused:\n{done.stdout}{done.stderr}")


def check_plain_git(ledger):
    """What git itself makes of our commits."""
    ledger.git("fsck", "--strict", "--no-dangling")
    for line in ledger.git("log", "--format=%H").stdout.split():
        body = ledger.git("log", "-1", "--format=%B", line).stdout
        parsed = ledger.git("interpret-trailers", "--parse", stdin=body).stdout
        wanted = [l for l in body.strip().split("\n\n")[-1].splitlines() if l]
        if parsed.splitlines() != wanted:
            raise Failure(f"git reads other trailers in {line}:\n{parsed}\n{wanted}")
    with open(f"{ledger.folder}/allowed", "w", encoding="utf-8") as file:
        for row in ledger.people["people"].values():
            file.write(f"{row['mail']} {row['keys'][0]['key']}\n")
    bad = [l for l in ledger.git("-c", f"gpg.ssh.allowedSignersFile={ledger.folder}/allowed", "log",
                                 "--format=%G? %H").stdout.splitlines() if not l.startswith("G ")]
    if bad:
        raise Failure(f"git does not verify: {bad}")


def lawful(ledger, names):
    """All records side by side, as in life: their commits in the order of their days."""
    acts = []
    for name in names:
        acts += [(*row, name) for row in Replay(ledger, name).acts()]
    for day, person, step, kind, ready, name in sorted(acts, key=lambda row: row[0]):
        ready()
        ledger.act_as(person, day)
        commit(ledger, f"{name} {step} {kind}")
    ledger.git("push", "-q", "origin", "main")


def audited(ledger):
    clone = f"{ledger.folder}/fresh"
    ledger.git("clone", "-q", ledger.server, clone, cwd=ledger.folder)
    done = ledger.run([WUBU, "audit", "--json"], check=False, cwd=clone)
    if done.returncode or findings(done.stdout):
        raise Failure(f"exit {done.returncode}\n{done.stdout}{done.stderr}")
    check_plain_git(ledger)


def faulty(ledger, path):
    fault = load(path)
    wanted = (fault["refused-at"], fault.get("refused", "sign-off"))
    replay = Replay(ledger, fault["record"], fault, os.path.dirname(path))
    for day, person, step, kind, ready in replay.acts():
        ready()
        ledger.act_as(person, day)
        if (step, kind) != wanted:
            commit(ledger, f"{step} {kind}")
            continue
        ledger.git("push", "-q", "origin", "main")
        add_all(ledger)
        staged = gate_staged(ledger)
        if rules_of(staged) != expected_rules(fault):
            raise Failure(f"refused by {sorted(rules_of(staged))}\nexpected {sorted(expected_rules(fault))}")
        done = ledger.git("commit", "-q", check=False)
        if not done.returncode or not all(r["rule"] in done.stderr for r in fault["expect"]):
            raise Failure(f"git commit: exit {done.returncode}\n{done.stderr}")
        compare_gates(ledger, staged)
        return
    raise Failure(f"{wanted} was never reached")


def main():
    records = sorted(os.path.basename(os.path.dirname(p)) for p in glob.glob(f"{SOURCE}/decisions/*/*/decision.yaml"))
    records.sort(key=lambda n: load(find_record(n)).get("id") or n)
    faults = sorted(glob.glob(f"{SOURCE}/tests/cases/*/fault*.yaml"))
    only = os.environ.get("CASES")
    tests = []
    if not only:
        shared = {}

        def ledger_of_all(_):
            shared["ledger"] = Ledger(shared["folder"])

        tests.append(("a ledger is founded, its server guarded", ledger_of_all, None))
        tests.append((f"the {len(records)} worked decisions go through all their steps",
                      lambda names: lawful(shared["ledger"], names), records))
        tests.append(("the whole ledger is found sound by an auditor, by git fsck and by git's own verification",
                      lambda _: audited(shared["ledger"]), None))
    for path in faults:
        if not only or only in path:
            tests.append((os.path.relpath(path, SOURCE), None, path))
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    shared_folder = tempfile.mkdtemp(prefix="wubu-cases-")
    for i, (title, run, argument) in enumerate(tests, 1):
        folder = tempfile.mkdtemp(prefix="wubu-case-")
        try:
            if run:
                shared["folder"] = shared_folder
                run(argument)
            else:
                faulty(Ledger(folder), argument)
            print(f"ok {i} - {title}", flush=True)
        except (Failure, subprocess.CalledProcessError, KeyError, ValueError) as problem:
            failed += 1
            print(f"not ok {i} - {title}", flush=True)
            print("".join(f"# {line}\n" for line in f"{type(problem).__name__}: {problem}".splitlines()), flush=True)
        finally:
            shutil.rmtree(folder)
    shutil.rmtree(shared_folder)
    sys.exit(1 if failed else 0)


main()
