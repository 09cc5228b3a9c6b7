#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A second opinion on a ledger of the Wangjing procedure: order, roles and signatures, by other means than wubu's.

usage: auditor.py REPOSITORY [BRANCH]     prints each refused commit with its reasons; exit 1 when there is one

It uses git and ssh-keygen and shares no code with the engine, nor does it read the rulebook: what the procedure asks is
written down here a second time, in the tables below.  What the steps themselves must hold (periods, quorum, experts)
is not judged here.
"""
import base64
import datetime
import hashlib
import os
import re
import struct
import subprocess
import sys
import tempfile

import yaml

# ---- the procedure, said a second time -------------------------------------------------------

# step: (after, who fills in, who signs, outcomes that pass, outcomes that do not)
STEPS = {
    "opening": ([], {"secretary"}, {"secretary"}, {"started"}, {"not-started"}),
    "public-participation": (["opening"], {"secretary"}, {"secretary"}, {"completed"}, {"insufficient"}),
    "expert-review": (["opening"], {"secretary"}, {"secretary"}, {"completed"}, {"insufficient"}),
    "risk-assessment": (["opening"], {"secretary"}, {"secretary"}, {"completed"}, {"insufficient"}),
    "legality-review": (["opening", "public-participation", "expert-review", "risk-assessment"],
                        {"secretary", "legal-reviewer"}, {"legal-reviewer"}, {"passed", "passed-with-risk-stated"}, {"rejected"}),
    "collective-decision": (["opening", "public-participation", "expert-review", "risk-assessment", "legality-review"],
                            {"secretary"}, {"chair"}, {"adopted"}, {"not-adopted"}),
    "party-report": (["opening", "public-participation", "expert-review", "risk-assessment", "legality-review"],
                     {"secretary"}, {"secretary"}, {"completed"}, {"refused"}),
    "publication": (["collective-decision", "party-report"], {"secretary"}, {"secretary"}, {"published"}, set()),
    "archive": (["collective-decision", "party-report", "publication"], {"secretary"}, {"secretary"}, {"filed"}, set()),
    "execution": (["collective-decision", "party-report", "publication"], {"secretary"}, {"secretary"},
                  {"carried-out", "changed"}, set()),
    "post-evaluation": (["collective-decision", "party-report", "publication", "execution"], {"secretary"}, {"secretary"},
                        {"evaluated"}, set()),
    "adjustment": (["collective-decision", "party-report", "publication", "execution", "post-evaluation"], {"secretary"},
                   {"chair"}, {"adjusted"}, set()),
}
WHEN = {"expert-review": lambda r: r.get("professional") == "yes",
        "risk-assessment": lambda r: r.get("affects-stability") == "yes",
        "publication": lambda r: r.get("disclosure") == "open",
        "post-evaluation": lambda r: of(r, "execution").get("evaluate") == "yes",
        "adjustment": lambda r: of(r, "execution").get("adjust") == "yes"}
RETURNS = {"legality-review": ({"legal-reviewer"}, {"opening", "public-participation", "expert-review", "risk-assessment"}),
           "collective-decision": ({"chair"}, {"opening", "public-participation", "expert-review", "risk-assessment",
                                               "legality-review"})}
REOPENS = {step: {"legal-reviewer"} if step == "legality-review" else {"chair"}
           if step in ("collective-decision", "adjustment") else {"secretary"} for step in STEPS}
BUDGET = {"opening", "collective-decision", "party-report", "publication", "archive", "execution", "post-evaluation", "adjustment"}
FROZEN_BY = {"opening": {"title", "matter", "decision-body", "disclosure", "disclosure-basis", "professional",
                         "affects-stability", "specific-groups", "market-actors", "widely-noticed", "touches-other-units",
                         "exploratory", "congress", "hearing-required-by", "excluded", "own-procedure", "governed-by",
                         "catalogue"},
             "collective-decision": {"draft"}}
APART = [{"legal-reviewer", "secretary"}, {"legal-reviewer", "chair"}, {"rule-keeper", "secretary"}]
LATE_DAYS = 3
OWN_KEYS = {"Ledger", "Decision", "Step", "Action", "Outcome", "To", "Round", "Draft", "Rules", "Materials", "Reason"}
# Fields of a step that name files, wherever they are; the draft is the header's.
FILES = {"document", "legal-inventory", "explanation", "feedback", "minutes", "record", "opinions-report", "report",
         "procedure-statement", "public-opinions", "expert-opinions", "risk-report", "legality-opinion", "inventory",
         "fair-competition"}


def of(record, key):
    value = record.get(key) if isinstance(record, dict) else None
    return value if isinstance(value, dict) else {}


# ---- git ------------------------------------------------------------------------------------


class Repository:
    """Objects, by one `git cat-file --batch`."""

    said = {}  # by the ids of blobs, for all repositories

    def __init__(self, path):
        self.env = {**os.environ, "GIT_DIR": path, "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C"}
        self.batch = subprocess.Popen(["git", "cat-file", "--batch"], env=self.env, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)
        self.trees = {}

    def close(self):
        self.batch.stdin.close()
        self.batch.stdout.close()
        self.batch.wait()

    def read(self, name):
        self.batch.stdin.write(name.encode() + b"\n")
        self.batch.stdin.flush()
        head = self.batch.stdout.readline().split()
        if len(head) != 3:
            raise LookupError(name)
        content = self.batch.stdout.read(int(head[2]))
        self.batch.stdout.read(1)
        return head[1].decode(), content

    def tip(self, branch):
        done = subprocess.run(["git", "rev-parse", "--verify", branch], env=self.env, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def yaml(self, blob):
        """What a file says; not to be changed."""
        if blob not in self.said:
            self.said[blob] = load(self.read(blob)[1])
        return self.said[blob]

    def tree(self, name):
        """All files below: path → (mode, id)."""
        if name not in self.trees:
            files, raw = {}, self.read(name)[1]
            while raw:
                head, raw = raw.split(b"\0", 1)
                mode, entry = head.split(b" ", 1)
                child, raw = raw[:20].hex(), raw[20:]
                entry = entry.decode("utf-8", "backslashreplace")
                if mode == b"40000":
                    files.update({f"{entry}/{path}": value for path, value in self.tree(child).items()})
                else:
                    files[entry] = (mode, child)
            self.trees[name] = files
        return self.trees[name]

    def subtree(self, tree, name):
        raw = self.read(tree)[1]
        at = raw.find(b"40000 " + name.encode() + b"\0")
        return raw[at + len(name) + 7:at + len(name) + 27].hex() if at >= 0 else None


class Commit:
    """A commit by the only form that is accepted; .bad says what is wrong with it otherwise."""

    def __init__(self, name, raw):
        self.name, self.bad, self.signature = name, None, b""
        head, _, message = raw.partition(b"\n\n")
        lines = re.findall(rb"[^\n]*(?:\n [^\n]*)*", head)
        lines = [line for line in lines if line]
        keys = [line.split(b" ", 1)[0] for line in lines]
        self.parents = [line.split(b" ")[1].decode() for line in lines if line.startswith(b"parent ")]
        wanted = [b"tree"] + [b"parent"] * len(self.parents) + [b"author", b"committer"]
        if keys not in (wanted, wanted + [b"gpgsig"]) or len(self.parents) > 2 or len(set(self.parents)) < len(self.parents):
            self.bad = f"headers {b' '.join(keys).decode(errors='replace')}"
            return
        self.tree = lines[0][5:].decode()
        self.author, self.committer = (self.person(lines[keys.index(key)]) for key in (b"author", b"committer"))
        if keys[-1] == b"gpgsig":
            self.signature = lines[-1][7:].replace(b"\n ", b"\n") + b"\n"
        self.payload = b"\n".join(line for line in lines if not line.startswith(b"gpgsig ")) + b"\n\n" + message
        try:
            self.message = message.decode()
        except UnicodeDecodeError:
            self.bad = "the message is no UTF-8"
            return
        if re.search("[\0\r\x0b\x0c\x1b\u2028\u2029\u0085]", self.message):
            self.bad = "control characters in the message"
        self.subject = self.message.split("\n", 1)[0]
        last = self.message.rstrip("\n").split("\n\n")[-1].split("\n")
        self.trailers = []
        if self.message.count("\n\n") and all(re.match(r"[A-Za-z0-9-]+: \S", line) for line in last):
            self.trailers = [tuple(line.split(": ", 1)) for line in last]
        for line in self.message.split("\n")[:-len(last) - 1]:
            if line.split(":")[0] in OWN_KEYS and ":" in line:
                self.bad = f"a trailer above the last paragraph: {line}"

    @staticmethod
    def person(line):
        name, mail, seconds, zone = re.fullmatch(rb"\w+ (.*) <(.*)> (\d+) ([+-]\d{4})", line).groups()
        return name.decode(), mail.decode(), int(seconds), zone

    def trailer(self, key):
        values = [v for k, v in self.trailers if k == key]
        return values[0] if len(values) == 1 else None


# ---- signatures and people ------------------------------------------------------------------


def fingerprint(key):
    blob = base64.b64decode(key.split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def weak(key):
    """RSA under 3072 bits, or a kind of key that is not accepted."""
    kind, blob = key.split()[0], base64.b64decode(key.split()[1])
    if kind == "ssh-rsa":
        at = 4 + struct.unpack(">I", blob[:4])[0]
        at += 4 + struct.unpack(">I", blob[at:at + 4])[0]
        return (struct.unpack(">I", blob[at:at + 4])[0] - 1) * 8 < 3072
    return kind not in ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
                        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com")


def who_signed(commit):
    """The fingerprint of the key whose good signature it is, or None."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(commit.signature)
        file.flush()
        done = subprocess.run(["ssh-keygen", "-Y", "check-novalidate", "-n", "git", "-s", file.name], input=commit.payload,
                              capture_output=True, check=False)
    found = re.search(rb"SHA256:[A-Za-z0-9+/]{43}", done.stdout)
    return found.group().decode() if done.returncode == 0 and found else None


def in_term(row, day):
    return row.get("from", "0000-00-00") <= day <= row.get("until", "9999-99-99")


def holds(person, roles, day):
    return any(row["role"] in roles and in_term(row, day) for row in person.get("roles", []))


def day_of(commit):
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=commit.committer[2] + 8 * 3600)
    return moment.strftime("%Y-%m-%d")


def load(raw):
    return yaml.load(raw.decode(), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


# ---- one record -----------------------------------------------------------------------------


def empty(value):
    return value in (None, "", [], {})


def ended(record, step):
    section = of(record, step)
    return not empty(section.get("sign-off")) or not empty(section.get("skip"))


def excluded(record, step):
    return record.get("matter") == "yearly-budget" and step not in BUDGET | {"legality-review"}


def state(record, step):
    section = of(record, step)
    if not empty(section.get("sign-off")):
        return "complete" if of(section, "sign-off").get("outcome") in STEPS[step][3] else "returned"
    if not empty(section.get("skip")):
        return "skipped"
    applies = WHEN.get(step, lambda r: True)(record) and not (record.get("matter") == "yearly-budget" and step not in BUDGET)
    if not section and not applies:
        return "not-concerned"
    return "waiting" if unfinished(record, step) else "open"


def unfinished(record, step):
    return [s for s in STEPS[step][0] if state(record, s) not in ("complete", "skipped", "not-concerned")]


def evidence(section):
    return {k: v for k, v in section.items() if k not in ("sign-off", "skip")}


def files_of(node, key=None):
    """The files that a section names, in its order, each once."""
    if isinstance(node, dict):
        found = [f for k, v in node.items() if k not in ("sign-off", "skip") for f in files_of(v, k)]
    elif isinstance(node, list):
        found = [f for v in node for f in files_of(v, key)]
    else:
        found = [node] if key in FILES and isinstance(node, str) and node.startswith("materials/") else []
    return list(dict.fromkeys(found))


def after_all(step, to):
    return any(s in to or after_all(s, to) for s in STEPS[step][0])


class Act:
    """What a commit does to a record, and whether it may."""

    def __init__(self, judge, commit, folder, before, after, files, touched):
        self.judge, self.commit, self.folder, self.before, self.after = judge, commit, folder, before, after
        self.files, self.touched, self.id = files, touched, folder.split("/")[-1]
        self.steps = [s for s in STEPS if of(before or {}, s) != of(after, s)]
        self.fields = [k for k in {**(before or {}), **after} if k not in STEPS and (before or {}).get(k) != after.get(k)]
        self.derive()

    def say(self, reason):
        self.judge.say(self.commit, reason)

    def derive(self):
        acts, self.step, self.round, self.several = [], None, None, False
        if self.before is None:
            self.act = "open"
            return
        rounds, old = self.after.get("rounds") or [], self.before.get("rounds") or []
        if len(rounds) > len(old):
            self.round = rounds[-1]
            acts += ["reopen" if self.round.get("act") == "reopen" else "return"] + ["more"] * (len(rounds) - len(old) - 1)
            self.step = self.round.get("from") if self.round.get("from") in STEPS else None
        for step in self.steps:
            for part, act in (("sign-off", "sign-off"), ("skip", "skip")):
                if empty(of(self.before, step).get(part)) and not empty(of(self.after, step).get(part)):
                    acts.append(act)
                    self.step = step
        if empty(self.before.get("withdrawn")) and not empty(self.after.get("withdrawn")):
            acts.append("withdraw")
        if "procedure" in self.fields:
            acts.append("adopt")
        if not acts and (self.steps or self.fields or self.touched - {"decision.yaml"}):
            acts = ["fill"]
        self.several = len(acts) > 1
        self.act = acts[0] if acts else None
        if self.act == "fill" and len(self.steps) == 1 and not self.fields:
            self.step = self.steps[0]

    # ---- the questions

    def judge_all(self):
        if self.before and not empty(self.before.get("withdrawn")):
            return self.say("the decision was withdrawn")
        if self.act is None:
            return self.say("nothing changed")
        if self.several:
            self.say("several acts")
        if self.after.get("id") != self.id or self.folder != f"decisions/{self.id[3:7]}/{self.id}":
            self.say("id and folder differ")
        self.judge_procedure()
        self.judge_bystanders()
        getattr(self, "judge_" + self.act.replace("-", "_"))()
        self.judge_files()
        self.judge_signer()
        if not self.several:
            self.judge_message()

    def judge_procedure(self):
        procedure = of(self.after, "procedure")
        if self.act in ("open", "adopt") and (procedure.get("name") != "cn/beijing/wangjing" or
                                              procedure.get("rules") != self.judge.rules_tree):
            self.say("not the rules in force")

    def judge_bystanders(self):
        own = {"return": "rounds", "reopen": "rounds", "withdraw": "withdrawn", "adopt": "procedure"}.get(self.act)
        free = self.act in ("open", "fill")
        for step in self.steps:
            signed = self.before is not None and ended(self.before, step)
            if not free and step != self.step and self.act not in ("return", "reopen"):
                self.say(f"{step} changes besides")
            elif free and signed:
                self.say(f"{step} is signed and changes")
            elif free:
                self.judge_section(step)
        if not free:
            for field in self.fields:
                if field != own:
                    self.say(f"{field} changes besides")
            if self.touched - {"decision.yaml"}:
                self.say("files change besides")
        elif self.before is not None and {"rounds", "id"} & set(self.fields):
            self.say("rounds or id change")
        for step, names in FROZEN_BY.items():
            if self.before is not None and state(self.before, step) == "complete" and names & set(self.fields):
                self.say(f"{step} froze what changes")

    def judge_section(self, step):
        record = self.before if self.before is not None else self.after
        was = state(record, step)
        if excluded(self.after, step) or was == "waiting" or (was == "not-concerned" and state(self.after, step) == "waiting"):
            self.say(f"{step} is not open")

    def judge_open(self):
        if any(ended(self.after, s) for s in STEPS) or "rounds" in self.after or "withdrawn" in self.after:
            self.say("opened with a sign-off")

    def judge_fill(self):
        pass

    def judge_part(self, part):
        if part.get("by") != self.judge.signer_id(self.commit) and self.judge.signer_id(self.commit):
            self.say("by is not the signer")
        today, on = day_of(self.commit), part.get("on", "")
        try:
            latest = (datetime.date.fromisoformat(on) + datetime.timedelta(LATE_DAYS)).isoformat()
        except ValueError:
            return self.say("no day")
        if on > today or today > latest:
            self.say(f"{on} is recorded on {today}")

    def judge_end(self, part):
        """What signing and skipping have in common."""
        was = state(self.before, self.step)
        if ended(self.before, self.step) or excluded(self.after, self.step) or was == "waiting" or \
                (was == "not-concerned" and unfinished(self.before, self.step)):
            self.say(f"{self.step} is not open")
        if evidence(of(self.before, self.step)) != evidence(of(self.after, self.step)):
            self.say("evidence changes with the sign-off")
        self.judge_part(part)

    def judge_sign_off(self):
        part = of(of(self.after, self.step), "sign-off")
        self.judge_end(part)
        if part.get("draft") != of(self.after, "draft").get("sha256"):
            self.say("the sign-off names another draft")
        listed = [(row.get("file"), row.get("sha256")) for row in part.get("materials") or []]
        if sorted(listed, key=str) != sorted(((f, self.digest(f)) for f in files_of(of(self.after, self.step))), key=str):
            self.say("the sign-off lists other files")
        if part.get("outcome") not in STEPS[self.step][3] | STEPS[self.step][4]:
            self.say("no outcome")
        if part.get("outcome") in STEPS[self.step][4] and empty(part.get("because")):
            self.say("no reason")

    def judge_skip(self):
        part = of(of(self.after, self.step), "skip")
        self.judge_end(part)
        if self.step != "public-participation" or self.after.get("disclosure") != "exempt":
            self.say("may not be skipped")
        if empty(part.get("reason")) or empty(part.get("basis")):
            self.say("no reason or basis")

    def judge_return(self):
        old, rounds, to = self.before.get("rounds") or [], self.after["rounds"], self.round.get("to") or []
        if rounds[:len(old)] != old or self.round.get("round") != str(len(rounds)) or empty(self.round.get("because")):
            self.say("the round's entry is wrong")
        self.judge_part(self.round)
        reopen = self.act == "reopen"
        if not to or self.step is None:
            self.say("from or to where is not said")
        elif reopen and (to != [self.step] or not ended(self.before, self.step)):
            self.say("may not be reopened so")
        elif not reopen and (self.step not in RETURNS or not set(to) <= RETURNS[self.step][1] or
                             state(self.before, self.step) == "waiting"):
            self.say("may not be returned so")
        for step in STEPS:
            was, now = of(self.before, step), of(self.after, step)
            undo = ended(self.before, step) and (step in to or after_all(step, to))
            if (evidence(was) != now) if undo else (was != now):
                self.say(f"{step} is not as the round leaves it")

    judge_reopen = judge_return

    def judge_withdraw(self):
        self.judge_part(of(self.after, "withdrawn"))
        if empty(of(self.after, "withdrawn").get("because")):
            self.say("no reason")

    def judge_adopt(self):
        if empty(of(self.after, "procedure").get("because")):
            self.say("no reason")

    # ---- files, signer, message

    def digest(self, name):
        entry = self.files.get(f"{self.folder}/{name}")
        return self.judge.sha256(entry[1]) if entry else None

    def judge_files(self):
        draft = of(self.after, "draft")
        named = {draft.get("file")} | {f for s in STEPS for f in files_of(of(self.after, s))}
        was = {of(self.before or {}, "draft").get("file")} | {f for s in STEPS for f in files_of(of(self.before or {}, s))}
        for name in named - {None}:
            if self.digest(name) is None:
                self.say(f"{name} is not there")
        if draft and self.digest(draft.get("file")) not in (None, draft.get("sha256")):
            self.say("the draft is another one")
        for name in self.touched - {"decision.yaml"} - named - was:
            self.say(f"{name} is named nowhere")
        for step in STEPS:
            if self.act == "sign-off" and step == self.step:
                continue
            for row in of(of(self.after, step), "sign-off").get("materials") or []:
                if row.get("file") in self.touched and self.digest(row["file"]) != row.get("sha256"):
                    self.say(f"{row['file']} was signed and changes")

    def roles(self):
        """Sets of roles, of each of which the signer must hold one."""
        if self.act == "open":
            return [{"secretary"}]
        if self.act in ("withdraw", "adopt"):
            return [{"chair"}]
        if self.act == "sign-off":
            return [STEPS[self.step][2]]
        if self.act == "skip":
            return [{"secretary"}]
        if self.act == "return":
            return [RETURNS[self.step][0]] if self.step in RETURNS else []
        if self.act == "reopen":
            return [REOPENS[self.step]] if self.step else []
        wanted = [STEPS[s][1] for s in self.steps] + ([{"secretary"}] if self.fields else [])
        for name in self.touched - {"decision.yaml"}:
            naming = [STEPS[s][1] for s in STEPS if name in files_of(of(self.after, s)) + files_of(of(self.before, s))]
            wanted.append(set().union(*naming) if naming else {"secretary"})
        return wanted

    def judge_signer(self):
        person = self.judge.identify(self.commit)
        if person and not all(holds(person, roles, day_of(self.commit)) for roles in self.roles()):
            self.say("the signer lacks the role")

    def judge_message(self):
        part = of(of(self.after, self.step), self.act) if self.step else {}
        to = ", ".join(self.round.get("to") or []) if self.round else ""
        materials = part.get("materials") if self.act == "sign-off" else None
        text = "".join(f"{row.get('sha256', '')}  {row.get('file', '')}\n" for row in materials or [])
        outcome = part.get("outcome") if self.act == "sign-off" else None
        draft = of(self.after, "draft").get("sha256")
        wanted = {"Ledger": self.judge.ledger, "Decision": self.id,
                  "Step": self.step or ", ".join(self.steps) or None, "Action": self.act, "Outcome": outcome, "To": to or None,
                  "Round": str(len(self.after["rounds"])) if self.round else None, "Draft": draft and f"sha256:{draft}",
                  "Materials": "sha256:" + hashlib.sha256(text.encode()).hexdigest() if text else None,
                  "Rules": of(self.after, "procedure").get("rules"),
                  "Signed-off-by": "{} <{}>".format(*self.commit.committer[:2])}
        tail = outcome or (self.act if self.step else "several steps" if self.steps else "record")
        if self.commit.subject != f"{self.step or self.act}({self.id}): {tail}":
            self.say("the subject says something else")
        for key, value in wanted.items():
            if value is not None and self.commit.trailer(key) != value:
                self.say(f"{key}: the message says something else")
        for key, _ in self.commit.trailers:
            if key in OWN_KEYS and wanted.get(key) is None:
                self.say(f"{key}: the change does not call for it")


# ---- the history ----------------------------------------------------------------------------


class Auditor:
    """Judges each commit of a branch; .refused maps commits to reasons."""

    def __init__(self, path, branch="refs/heads/main"):
        self.repository, self.refused, self.commits, self.digests = Repository(path), {}, {}, {}
        self.signers = {}
        try:
            self.walk(self.repository.tip(branch))
        finally:
            self.repository.close()

    def say(self, commit, reason):
        self.refused.setdefault(commit.name, []).append(reason)

    def commit(self, name):
        if name not in self.commits:
            self.commits[name] = Commit(name, self.repository.read(name)[1])
        return self.commits[name]

    def walk(self, tip):
        order, stack, first = [], [tip], tip
        while stack:
            name = stack.pop()
            if name in self.commits:
                continue
            order.append(name)
            stack += self.commit(name).parents
        while self.commit(first).parents:
            first = self.commit(first).parents[0]
        self.root = first
        for name in order:
            self.judge(self.commit(name))

    def sha256(self, blob):
        if blob not in self.digests:
            self.digests[blob] = hashlib.sha256(self.repository.read(blob)[1]).hexdigest()
        return self.digests[blob]

    # ---- who

    def signer_id(self, commit):
        """Whose key signed, by the people in force before."""
        if commit.name not in self.signers:
            self.signers[commit.name] = who_signed(commit) if commit.signature else None
        made = self.signers[commit.name]
        for name, row in self.people.items():
            for key in row.get("keys", []):
                if made and fingerprint(key["key"]) == made and in_term(key, day_of(commit)) and not weak(key["key"]):
                    return name
        return None

    def identify(self, commit):
        """The person, or None and a reason said."""
        name = self.signer_id(commit)
        if name is None:
            self.say(commit, "no good signature of an enrolled person")
            return None
        person = self.people[name]
        if commit.author[1] != person["mail"] or commit.committer[1] != person["mail"]:
            self.say(commit, "author, committer and signer differ")
        return person

    # ---- what

    def rules_of(self, commit):
        self.rules_tree = self.repository.subtree(commit.tree, "rules")
        files = self.repository.tree(commit.tree)
        self.people = self.repository.yaml(files["rules/people.yaml"][1])["people"]
        self.card = self.repository.yaml(files["rules/ledger.yaml"][1])
        self.ledger = self.card["ledger"]

    def judge(self, commit, people=None):
        """PEOPLE: those of the line that a side line joins; it is judged once more by them."""
        if commit.bad:
            return self.say(commit, commit.bad)
        parents = [self.commit(p) for p in commit.parents]
        if any(p.bad for p in parents):
            return self.say(commit, "a parent cannot be read")
        if any(commit.committer[2] < p.committer[2] for p in parents):
            self.say(commit, "earlier than its parent")
        if not parents:
            if commit.name != self.root:
                return self.say(commit, "a second root")
            self.rules_of(commit)
            return self.judge_rules(commit, None, set(self.repository.tree(commit.tree)))
        self.rules_of(parents[0])
        self.people = people or self.people
        if len(parents) == 2:
            return self.judge_merge(commit, parents, people is None)
        return self.judge_changes(commit, parents[0])

    def judge_changes(self, commit, parent):
        was, now = self.repository.tree(parent.tree), self.repository.tree(commit.tree)
        paths = {p for p in {**was, **now} if was.get(p) != now.get(p)}
        folders = {m.group() for m in (re.match(r"decisions/[^/]+/[^/]+(?=/)", p) for p in paths) if m}
        rules = any(p.startswith("rules/") for p in paths)
        stray = [p for p in paths if not p.startswith("rules/") and not any(p.startswith(f + "/") for f in folders)]
        if not paths or stray or len(folders) > 1 or (rules and folders):
            self.say(commit, "nothing, or more than one thing changes")
        for path in paths:
            if path in now and (now[path][0] != b"100644" or re.search(r"(^|/)\.|[\0-\x1f\\]", path)):
                self.say(commit, f"{path}: mode or name")
            if any(p != path and p.lower() == path.lower() for p in now):
                self.say(commit, f"{path} collides")
        if rules:
            self.judge_rules(commit, parent, paths)
        for folder in folders:
            self.judge_record(commit, folder, was, now, paths)

    def judge_record(self, commit, folder, was, now, paths):
        name = f"{folder}/decision.yaml"
        if name not in now:
            return self.say(commit, "the record is gone")
        before = self.repository.yaml(was[name][1]) if name in was else None
        try:
            after = self.repository.yaml(now[name][1])
        except yaml.YAMLError:
            return self.say(commit, "no YAML")
        touched = {p[len(folder) + 1:] for p in paths if p.startswith(folder + "/")}
        return Act(self, commit, folder, before, after, now, touched).judge_all()

    def judge_rules(self, commit, parent, paths):
        person = self.identify(commit)
        if person and not holds(person, {"rule-keeper"}, day_of(commit)):
            self.say(commit, "the signer keeps no rules")
        if commit.trailer("Ledger") != self.ledger or commit.trailer("Action") != "rules":
            self.say(commit, "the message of a change of the rules")
        if {k for k, _ in commit.trailers} & OWN_KEYS - {"Ledger", "Action"}:
            self.say(commit, "the message claims more")
        files = self.repository.tree(commit.tree)
        try:
            people = self.repository.yaml(files["rules/people.yaml"][1])["people"]
            card = self.repository.yaml(files["rules/ledger.yaml"][1])
        except (KeyError, yaml.YAMLError):
            return self.say(commit, "the rules do not load")
        self.judge_people(commit, people)
        if parent is None:
            if any(not p.startswith("rules/") for p in paths):
                self.say(commit, "the first commit holds more than rules")
            return None
        if card["ledger"] != self.ledger or not set(self.card["procedures"]) <= set(card["procedures"]):
            self.say(commit, "another ledger, or a procedure is gone")
        old = self.repository.tree(parent.tree)
        for path in paths:
            if path.endswith("/rulebook.yaml") and path in old and path in files:
                versions = [int(self.repository.yaml(t[path][1])["version"]) for t in (old, files)]
                if versions[1] <= versions[0]:
                    self.say(commit, "the version does not grow")
        return None

    def judge_people(self, commit, people):
        keys = [k["key"].split()[1] for row in people.values() for k in row.get("keys", [])]
        owners = {(k["key"].split()[1], name) for name, row in people.items() for k in row.get("keys", [])}
        mails = [row["mail"] for row in people.values()]
        if len(owners) > len(set(keys)) or len(set(mails)) < len(mails) or any(
                weak(k["key"]) for row in people.values() for k in row.get("keys", [])):
            self.say(commit, "a key or address of two persons, or a weak key")
        for row in people.values():
            roles = row.get("roles", [])
            if any({a["role"], b["role"]} in APART and overlap(a, b) for a in roles for b in roles):
                self.say(commit, "roles that are kept apart")
        if not any(row.get("keys") and holds(row, {"rule-keeper"}, day_of(commit)) for row in people.values()):
            self.say(commit, "nobody keeps the rules")

    # ---- merges

    def ancestors(self, name):
        seen, stack = set(), [name]
        while stack:
            name = stack.pop()
            if name not in seen:
                seen.add(name)
                stack += self.commit(name).parents
        return seen

    def judge_merge(self, commit, parents, again):
        self.identify(commit)
        if {k for k, _ in commit.trailers} & OWN_KEYS:
            self.say(commit, "a merge claims something")
        ours, theirs = (self.ancestors(p.name) for p in parents)
        shared = ours & theirs
        bases = [c for c in shared if not any(c in self.ancestors(d) for d in shared - {c})]
        if len(bases) != 1:
            return self.say(commit, "no single base")
        base, one, two, now = (self.units(self.commit(c).tree) for c in (bases[0], parents[0].name, parents[1].name, commit.name))
        for unit in {**base, **one, **two, **now}:
            changed = one.get(unit) != base.get(unit), two.get(unit) != base.get(unit)
            if all(changed) or now.get(unit) != (two if changed[1] else one).get(unit):
                self.say(commit, f"{unit} is not one line's")
        return self.judge_side(commit, parents[0], theirs - ours) if again else None

    def judge_side(self, commit, joined, side):
        """What the side line did without knowing of the rules that it joins is judged by the people in office there."""
        self.rules_of(joined)
        people, rules, knew = self.people, self.rules_tree, {}

        def knows(name):
            if name not in side:
                return self.repository.subtree(self.commit(name).tree, "rules") == rules
            if name not in knew:
                knew[name] = any(knows(p) for p in self.commit(name).parents)
            return knew[name]

        if any(self.commit(name).bad for name in side):
            return self.say(commit, "the side line cannot be read")
        for name in side:
            if not knows(name):
                self.judge(self.commit(name), people)
        return None

    def units(self, tree):
        units = {}
        for path, entry in self.repository.tree(tree).items():
            found = re.match(r"decisions/[^/]+/[^/]+(?=/)|rules(?=/)", path)
            units.setdefault(found.group() if found else path, {})[path] = entry
        return units


def overlap(a, b):
    return a is not b and max(a.get("from", ""), b.get("from", "")) <= min(a.get("until", "9"), b.get("until", "9"))


def main():
    path = sys.argv[1]
    path = f"{path}/.git" if os.path.isdir(f"{path}/.git") else path
    auditor = Auditor(path, *sys.argv[2:3])
    for name, reasons in auditor.refused.items():
        print(name, "; ".join(reasons))
    sys.exit(1 if auditor.refused else 0)


if __name__ == "__main__":
    main()
