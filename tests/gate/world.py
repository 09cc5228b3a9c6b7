# SPDX-License-Identifier: Apache-2.0
"""What the attacks work with: ledgers at every stage of one decision, forged objects, raw pushes, and the gates.

An attack is a Case: what is done to a ledger, the rules that refuse it, and a benign twin, the nearest thing that is
lawful.  Case.run() shows that the attack is refused by the server, and found by the audit of a fresh clone when it went
around the server; and that the twin passes hooks, server and audit.
"""
import dataclasses
import glob
import hashlib
import itertools
import os
import re
import shutil
import struct
import subprocess
import tempfile
import threading
import typing

import yaml

from ledger import KEEPER, SECRETARY, WUBU, Failure, Ledger, Replay, findings, load

REVIEWER, CHAIR = "zhao.min", "chen.yu"
SECOND, NOBODY = "wu.qi", "luo.yi"
DECISION = "WJ-2021-003"
FOLDER = f"decisions/2021/{DECISION}"
RECORD = f"{FOLDER}/decision.yaml"
ZERO = "0" * 40
NO_HOOKS = ("-c", "core.hooksPath=/dev/null")
# Whoever can start receive-pack with options of his own goes around everything that the server checks.
AROUND = ("git -c core.hooksPath=/dev/null -c receive.fsckObjects=false -c transfer.fsckObjects=false "
          "-c receive.denyNonFastForwards=false -c receive.denyDeletes=false receive-pack")
NO_RECEIPT = {"receipt.missing", "receipt.rewritten"}
# After which act of the decision a ledger is kept: (step, kind), as ledger.Replay.acts() says it.
STAGES = {
    "opened": ("opening", "fill"),
    "started": ("opening", "sign-off"),
    "asked": ("public-participation", "fill"),
    "heard": ("public-participation", "sign-off"),
    "assessed": ("risk-assessment", "sign-off"),
    "submitted": ("legality-review", "fill"),
    "reviewed": ("legality-review", "sign-off"),
    "discussed": ("collective-decision", "fill"),
    "decided": ("collective-decision", "sign-off"),
    "published": ("publication", "sign-off"),
}


class Ground(Ledger):
    """A ledger of one's own to attack."""

    client = None  # rules by which the client's hooks refused, when they were asked
    around = False # the server's branch was moved around its hooks

    def enrol(self):
        """Two more: a second secretary, and a clerk without any role."""
        self.people["people"].update({
            "wu.qi": {"name": "吴琪", "mail": "wu.qi@wangjing.example",
                      "roles": [{"role": "secretary", "from": "2021-01-01"}]},
            "luo.yi": {"name": "罗一", "mail": "luo.yi@wangjing.example"}})
        super().enrol()

    # ---- the decision

    def take_up(self, name, done):
        """Go on with decision NAME, of whose acts DONE have been committed."""
        self.replay = Replay(self, name)
        self.acts, self.done = self.replay.acts(), done
        if done:
            self.replay.now = load(f"{self.clone}/{RECORD}")

    def ready(self):
        """Make the work tree ready for the next act; its day and person."""
        day, person, step, kind, ready = self.acts[self.done]
        ready()
        self.done += 1
        self.act_as(person, day)
        self.day = day
        return step, kind

    def act(self):
        """The next act, through the hooks."""
        self.ready()
        self.commit()

    def until(self, stage):
        while self.ready() != STAGES[stage]:
            self.commit()
        self.commit()

    def path(self, name):
        return f"{self.clone}/{name}"

    def read(self, name=RECORD):
        return load(self.path(name))

    def write(self, name, content):
        """CONTENT: bytes, a text, or a record."""
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        if not isinstance(content, (bytes, str)):
            content = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=200)
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def change(self, edit, name=RECORD):
        """EDIT (a function) changes the record in place."""
        record = self.read(name)
        edit(record)
        self.write(name, record)
        if name == RECORD:
            self.replay.now = record

    def bump(self, name, edit=lambda book: None):
        """Change a rulebook, and raise its version."""
        def both(book):
            book["version"] = str(int(book["version"]) + 1)
            edit(book)
        self.change(both, f"rules/{name}/rulebook.yaml")

    # ---- commits

    def head(self, name="HEAD"):
        return self.git("rev-parse", name).stdout.strip()

    def commit(self, *words, env=None):
        """Everything in the work tree, by hooks that accept it."""
        self.git("add", "-A")
        self.git("commit", "-q", *words, env=env)
        return self.head()

    def commit_refused(self, *words, env=None):
        """The hooks refuse it; --no-verify passes them by."""
        self.git("add", "-A")
        done = self.git("commit", "-q", *words, check=False, env=env)
        if not done.returncode:
            raise Failure("the client's hooks accepted the commit")
        printable(done.stderr)
        self.client = refusals(done.stderr)
        self.git("commit", "-q", "--no-verify", *words, env=env)
        return self.head()

    def commit_unhooked(self, message="x", *words, env=None):
        self.git("add", "-A")
        self.git(*NO_HOOKS, "commit", "-q", "-m", message, *words, env=env)
        return self.head()

    def proposed(self):
        """The message that the hook writes for what is staged."""
        path = f"{self.folder}/message"
        with open(path, "w", encoding="utf-8"):
            pass
        self.run([WUBU, "hook", "prepare-commit-msg", path])
        with open(path, encoding="utf-8") as file:
            return file.read()

    # ---- forged objects

    def raw(self, name="HEAD", kind="commit"):
        return self.bytes("cat-file", kind, name)

    def bytes(self, *words, stdin=None, cwd=None):
        done = subprocess.run(["git", *words], cwd=cwd or self.clone, env=self.env, input=stdin, capture_output=True,
                              check=False)
        if done.returncode:
            raise Failure(f"git {' '.join(words)}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def put(self, kind, content):
        return self.bytes("hash-object", "-t", kind, "-w", "--stdin", "--literally", stdin=content).decode().strip()

    def armour(self, payload, person, namespace="git"):
        """Person: whose key, or the path of a key."""
        key = person if person.startswith("/") else f"{self.folder}/{person}"
        done = subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", key], input=payload,
                              capture_output=True, check=True)
        return done.stdout

    def signed(self, payload, person, namespace="git"):
        return with_signature(payload, self.armour(payload, person, namespace))

    def forge(self, change=lambda payload: payload, after=lambda raw: raw, person=SECRETARY, namespace="git"):
        """The last commit once more: CHANGE what is signed, sign it (PERSON None: do not), change it AFTER that."""
        payload = change(without_signature(self.raw()))
        raw = after(self.signed(payload, person, namespace) if person else payload)
        commit = self.put("commit", raw)
        self.bytes("update-ref", "refs/heads/main", commit)
        return commit

    def tree(self, entries):
        """A tree of (mode, name, id) in the order given."""
        return self.put("tree", b"".join(mode + b" " + name + b"\0" + bytes.fromhex(id) for mode, name, id in entries))

    def entries(self, name):
        """(mode, name, id) of a tree."""
        rows = self.bytes("ls-tree", "-z", name).split(b"\0")[:-1]
        return [(mode.lstrip(b"0"), path, id.decode()) for mode, _, id, path in
                (row.replace(b"\t", b" ", 1).split(b" ", 3) for row in rows)]

    def forge_tree(self, edit, folder=FOLDER, message=None):
        """A commit on the last one in which EDIT changed the entries of FOLDER."""
        def build(above, below):
            entries = self.entries("HEAD:" + "/".join(above))
            if not below:
                return self.tree(edit(entries))
            name = below[0].encode()
            child = build(above + below[:1], below[1:])
            return self.tree([(m, n, child if n == name else i) for m, n, i in entries])

        tree = build([], [p for p in folder.split("/") if p])
        payload = re.sub(rb"^tree .*\n(parent .*\n)*", f"tree {tree}\nparent {self.head()}\n".encode(),
                         without_signature(self.raw()))
        payload = re.sub(rb"\n\n.*", b"\n\n" + (message or self.file_message()).encode(), payload, flags=re.S)
        commit = self.put("commit", self.signed(payload, SECRETARY))
        self.bytes("update-ref", "refs/heads/main", commit)
        return commit

    def file_message(self):
        """What a commit says that changes only files of the decision."""
        record = load_text(self.git("show", f"HEAD:{RECORD}").stdout)
        return (f"fill({DECISION}): record\n\n{record['title']}\n\nLedger: {self.instance()}\nDecision: {DECISION}\n"
                f"Action: fill\nDraft: sha256:{record['draft']['sha256']}\nRules: {record['procedure']['rules']}\n"
                f"Signed-off-by: 刘芳 <liu.fang@wangjing.example>\n")

    def instance(self):
        return load_text(self.git("show", "HEAD:rules/ledger.yaml").stdout)["ledger"]

    # ---- pushing

    def push(self, *words, what="HEAD:refs/heads/main", env=None):
        """A push without the client's hook."""
        done = self.git("push", "--no-verify", *words, "origin", what, check=False, env=env)
        printable(done.stderr)
        return done

    def push_around(self, what="+HEAD:refs/heads/main"):
        self.git(*NO_HOOKS, "push", "-q", "--no-verify", f"--receive-pack={AROUND}", "origin", what)
        self.around = True

    def on_server_around(self, *words):
        """A command of git on the server by somebody who turns its hooks off."""
        self.git(*NO_HOOKS, *words, cwd=self.server)
        self.around = True

    def server_tip(self, ref="refs/heads/main"):
        done = self.git("rev-parse", "-q", "--verify", ref, cwd=self.server, check=False)
        return done.stdout.strip()

    def raw_push(self, *commands, pack=None, lines=(), env=None):
        """Speak to git-receive-pack as no git does.  COMMANDS: (old, new, ref).  What it said."""
        if pack is None and any(new != ZERO for _, new, _ in commands):
            pack = b"PACK" + struct.pack(">II", 2, 0)
            pack += hashlib.sha1(pack).digest()
        text = b"".join(pkt(line) for line in lines)
        for i, (old, new, ref) in enumerate(commands):
            ref = ref if isinstance(ref, bytes) else ref.encode()
            text += pkt(f"{old} {new} ".encode() + ref + (b"\0report-status" if i == 0 else b""))
        done = subprocess.run(["git", "receive-pack", self.server], input=text + b"0000" + (pack or b""),
                              env={**self.env, **(env or {})}, capture_output=True, check=False)
        said = done.stderr.decode(errors="replace")
        printable(said)
        return said, done.stdout.decode(errors="replace")

    def share_objects(self):
        """Lay all objects of the clone into the server: an earlier push left them there."""
        shutil.copytree(f"{self.clone}/.git/objects", f"{self.server}/objects", dirs_exist_ok=True)

    # ---- auditing

    def fresh_clone(self, *words):
        clone = tempfile.mkdtemp(prefix="audit-", dir=self.folder)
        self.git("clone", "-q", "--no-checkout", *words, self.server, clone, cwd=self.folder)
        return clone

    def audit(self, *words, clone=None, env=None):
        """Exit status and refusals of an audit in a fresh clone.  What came around the server has no receipt: the audit
        has to say so, and that is left out here."""
        done = self.run([WUBU, "audit", "--json", *words], check=False, cwd=clone or self.fresh_clone(), env=env)
        rows = findings(done.stdout)
        other = [row for row in rows if row["rule"] not in NO_RECEIPT]
        if self.around and rows == other:
            raise Failure(f"the audit misses no receipt\n{done.stdout}{done.stderr}")
        return done.returncode, other if self.around else rows, done

    def audit_is_clean(self):
        status, rows, done = self.audit()
        if rows or status != (1 if self.around else 0):
            raise Failure(f"the audit exits {status}\n{done.stdout}{done.stderr}")

    def accepted(self):
        """Push what is there; the server takes it and the audit finds nothing."""
        done = self.push()
        if done.returncode:
            raise Failure(f"the server refused it\n{done.stderr}")
        self.audit_is_clean()


class Skip(Exception):
    """The machine cannot show it."""


def load_text(text):
    return yaml.load(text, Loader=yaml.BaseLoader)


def pkt(line):
    return f"{len(line) + 4:04x}".encode() + line


def with_signature(payload, armour):
    lines = armour.decode().rstrip("\n").replace("\n", "\n ")
    head, _, message = payload.partition(b"\n\n")
    return head + f"\ngpgsig {lines}\n\n".encode() + message


def without_signature(raw):
    return re.sub(rb"\ngpgsig .*(\n .*)*", b"", raw, count=1)


def printable(text):
    """What a terminal shows holds no control character but the newline, and no invisible one."""
    bad = re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", text)
    if bad:
        raise Failure(f"unescaped {bad.group()!a} in:\n{text!a}")


def refusals(text):
    """The rules named at the ends of refusals that a hook printed; warnings are none."""
    rules, refusal = set(), False
    for line in text.splitlines():
        line = line.removeprefix("remote: ").rstrip()
        if re.match(r"[x?!>~] ", line):
            refusal = line[0] in "x?"
        name = re.fullmatch(r"  \[([a-z0-9.-]+)\]", line)
        if name and refusal:
            rules.add(name.group(1))
    return rules


def same(found, wanted, where, text=""):
    if found != wanted:
        raise Failure(f"{where}: {sorted(found)}\nexpected: {sorted(wanted)}\n{text}")


# ---- stages ---------------------------------------------------------------------------------


class World:
    """Ledgers at all stages, made once and copied for each test."""

    def __init__(self, folder):
        self.folder, self.count, self.lock, self.stages = folder, itertools.count(), threading.Lock(), {}
        os.makedirs(f"{folder}/base")
        base = Ground(f"{folder}/base")
        for sample in glob.glob(f"{folder}/base/*/hooks/*.sample") + glob.glob(f"{folder}/base/*/.git/hooks/*.sample"):
            os.unlink(sample)
        self.keep("founded", base, 0)
        base.take_up(DECISION, 0)
        for stage in STAGES:
            base.until(stage)
            base.git("push", "-q", "origin", "main")
            self.keep(stage, base, base.done)

    def keep(self, stage, base, done):
        kept = Ground.copy_of(base, f"{self.folder}/{stage}") if not done else self.copy(base, stage)
        for place in (kept.clone, kept.server):
            kept.git("repack", "-adq", cwd=place)
        self.stages[stage] = (kept, done)

    def copy(self, base, stage):
        # The replay is bound to the ledger that it was made for.
        parts = {name: base.__dict__.pop(name) for name in ("replay", "acts", "done")}
        try:
            return Ground.copy_of(base, f"{self.folder}/{stage}")
        finally:
            base.__dict__.update(parts)

    def at(self, stage):
        kept, done = self.stages[stage]
        with self.lock:
            number = next(self.count)
        ground = Ground.copy_of(kept, f"{self.folder}/{number}")
        ground.take_up(DECISION, done)
        if done:
            ground.day = ground.acts[done - 1][0]
            ground.act_as(SECRETARY, ground.day)
        return ground


# ---- cases ----------------------------------------------------------------------------------


@dataclasses.dataclass
class Case:
    """An attack and its twin; a row of a table."""

    title: str
    codes: str                  # of the catalogue, separated by blanks
    stage: str
    rules: typing.Any           # the rule that refuses it, or a set of them
    attack: typing.Callable     # leaves main of the clone where the bad commit is
    twin: typing.Callable       # the same for a good one
    client: typing.Any = None   # rules by the client's hooks, where others than in the audit
    git: bool = False           # git's own check of objects stops it before the hook is asked
    status: int = 1             # of the audit

    def run(self, world):
        wanted = {self.rules} if isinstance(self.rules, str) else set(self.rules)
        ground = world.at(self.stage)
        self.attack(ground)
        before = ground.server_tip()
        if ground.client is not None:
            same(ground.client, self.client or wanted, "the client's hooks say")
        done = ground.push()
        if self.git:
            if not done.returncode or "fsck" not in done.stderr:
                raise Failure(f"git's own check let it pass:\n{done.stderr}")
            for key in ("receive.fsckObjects", "transfer.fsckObjects"):
                ground.git("config", key, "false", cwd=ground.server)
            done = ground.push()
        if not done.returncode:
            raise Failure("the server accepted it")
        same(refusals(done.stderr), wanted, "the server says", done.stderr)
        if ground.server_tip() != before:
            raise Failure("the server's branch moved all the same")
        ground.push_around()
        status, rows, done = ground.audit()
        same({r["rule"] for r in rows}, wanted, "the audit says", done.stdout + done.stderr)
        if status != self.status:
            raise Failure(f"the audit exits {status}, not {self.status}")
        twin = world.at(self.stage)
        self.twin(twin)
        twin.accepted()


@dataclasses.dataclass
class Test:
    """Anything else: a function of a World."""

    title: str
    codes: str
    body: typing.Callable

    def run(self, world):
        self.body(world)


def test(title, codes=""):
    """Decorator: make a Test and add it to the list TESTS of the function's module."""
    def add(body):
        body.__globals__.setdefault("TESTS", []).append(Test(title, codes, body))
        return body
    return add


__all__ = [name for name in dir() if not name.startswith("__")]
