# SPDX-License-Identifier: Apache-2.0
"""A ledger to test with: a server, a clone, keys for everybody, and the worked decisions, act by act.

tests/cases and tests/gate both use it.  The program and the source folder are the first two words of the
command line, or the environment's WUBU and WUBU_SOURCE.
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

import yaml

WUBU, SOURCE = (os.path.abspath(p) for p in (sys.argv[1:] if len(sys.argv) == 3 else
                                             (os.environ["WUBU"], os.environ["WUBU_SOURCE"])))
KEEPER, SECRETARY = "tang.rui", "liu.fang"
# What a finding says of the fault itself; commits, and places that only a written commit has, differ by gate.
COMPARED = ("rule", "verdict", "level", "decision", "step", "file", "line", "column", "basis", "found", "needed",
            "message", "remedy", "who", "by")


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.BaseLoader)


class Failure(Exception):
    pass


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

    @classmethod
    def copy_of(cls, original, folder):
        """ORIGINAL with its server, clone and keys, to be spoilt in FOLDER."""
        shutil.copytree(original.folder, folder, symlinks=True)
        ledger = cls.__new__(cls)
        ledger.__dict__.update(copy.deepcopy(original.__dict__))
        ledger.folder, ledger.clone, ledger.server = folder, f"{folder}/clone", f"{folder}/server.git"
        ledger.env.update({"HOME": folder, "GIT_CONFIG_GLOBAL": f"{folder}/gitconfig"})
        ledger.git("remote", "set-url", "origin", ledger.server)
        return ledger

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
        return rows + [(day, by, step, part, lambda: self.put(
            step, {**(self.now.get(self.key(step)) or section), self.key(part): end}))]

    def staged_acts(self, step):
        def ready(stage):
            self.now.setdefault(self.key(step), {})
            edit(self.now, stage["edits"])
            self.put(step, self.now[self.key(step)])

        stages = self.fault["stages"]
        return [(stage["on"], SECRETARY, step, "change" if stage is stages[-1] else "fill",
                 lambda stage=stage: ready(stage)) for stage in stages]

# ---- findings ----------------------------------------------------------------------------


def findings(text):
    rows = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    rows = [r for r in rows if r.get("level") == "refuse"]
    return [{k: r[k] for k in COMPARED if k in r} for r in rows]
