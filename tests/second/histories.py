# SPDX-License-Identifier: Apache-2.0
"""Random ledgers of the Wangjing procedure, with real signatures: lawful ones, and such with one fault in them.

A history is made by its number alone: decisions of decisions/ side by side, each through some of its steps, with rounds,
skips, withdrawals, side lines that are merged, and changes of the rules between them.  Objects are written by this file
itself, so that commits can be made that no git would make.
"""
import copy
import datetime
import glob
import hashlib
import os
import random
import re
import subprocess
import zlib

import yaml

KEEPER, SECRETARY, REVIEWER, CHAIR, SECOND, NOBODY, STRANGER = (
    "tang.rui", "liu.fang", "zhao.min", "chen.yu", "wu.qi", "luo.yi", "stranger")
ORDER = ["opening", "public-participation", "expert-review", "risk-assessment", "legality-review", "collective-decision",
         "party-report", "publication"]
LEDGER = "5ec0" * 8
FILE_KEYS = ("document", "legal-inventory", "explanation", "feedback", "minutes", "record", "opinions-report", "report",
             "procedure-statement", "public-opinions", "expert-opinions", "risk-report", "legality-opinion", "fair-competition")


def load(text):
    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def dump(value):
    return yaml.dump(value, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True, sort_keys=False,
                     width=200).encode()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


class Source:
    """The worked decisions, the rules and keys for everybody; made once."""

    def __init__(self, source, folder):
        self.folder, self.signed = folder, {}
        self.rules = {}
        for name in ("calendar/cn.yaml", "cn/beijing/wangjing/rulebook.yaml", "cn/state-council-713/rulebook.yaml"):
            with open(f"{source}/rules/{name}", "rb") as file:
                self.rules[f"rules/{name}"] = file.read()
        with open(f"{source}/rules/people.yaml", encoding="utf-8") as file:
            self.people = load(file)["people"]
        self.people[SECOND] = {"name": "吴琪", "mail": "wu.qi@wangjing.example",
                               "roles": [{"role": "secretary", "from": "2021-01-01"}]}
        self.people[NOBODY] = {"name": "罗一", "mail": "luo.yi@wangjing.example"}
        for name in [*self.people, STRANGER, "new-key"]:
            if not os.path.exists(f"{folder}/{name}"):
                subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", f"{folder}/{name}"], check=True)
        for name, row in self.people.items():
            row["keys"] = [{"key": self.public(name)}]
        self.decisions = {}
        for path in sorted(glob.glob(f"{source}/decisions/*/*/decision.yaml")):
            with open(path, encoding="utf-8") as file:
                record = load(file)
            if "id" in record:
                self.decisions[os.path.dirname(path)] = record

    def public(self, name):
        with open(f"{self.folder}/{name}.pub", encoding="utf-8") as file:
            return file.read().strip()

    def armour(self, key, payload, namespace="git"):
        """Ed25519 signs the same bytes alike, so what two histories share is signed once."""
        known = key, namespace, payload
        if known not in self.signed:
            done = subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", f"{self.folder}/{key}"],
                                  input=payload, capture_output=True, check=True)
            self.signed[known] = done.stdout
        return self.signed[known]


class Store:
    """A bare repository of loose objects."""

    def __init__(self, path):
        self.path, self.known = path, set()
        for name in ("objects", "refs/heads"):
            os.makedirs(f"{path}/{name}")
        for name, text in (("HEAD", "ref: refs/heads/main\n"),
                           ("config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n")):
            with open(f"{path}/{name}", "w", encoding="ascii") as file:
                file.write(text)

    def put(self, kind, content):
        whole = f"{kind} {len(content)}".encode() + b"\0" + content
        name = hashlib.sha1(whole).hexdigest()
        if name not in self.known:
            self.known.add(name)
            os.makedirs(f"{self.path}/objects/{name[:2]}", exist_ok=True)
            with open(f"{self.path}/objects/{name[:2]}/{name[2:]}", "wb") as file:
                file.write(zlib.compress(whole, 1))
        return name

    def tree(self, files, modes):
        """FILES: path → content; MODES: path → mode, where it is not a plain file's."""
        entries, folders = [], {}
        for path, content in files.items():
            name, _, rest = path.partition("/")
            if rest:
                folders.setdefault(name, {})[rest] = content
            else:
                entries.append((name, modes.get(path, b"100644"), self.put("blob", content)))
        for name, below in folders.items():
            inner = {p[len(name) + 1:]: m for p, m in modes.items() if p.startswith(name + "/")}
            entries.append((name, b"40000", self.tree(below, inner)))
        entries.sort(key=lambda e: e[0].encode() + (b"/" if e[1] == b"40000" else b""))
        return self.put("tree", b"".join(m + b" " + n.encode() + b"\0" + bytes.fromhex(i) for n, m, i in entries))

    def branch(self, tip):
        with open(f"{self.path}/refs/heads/main", "w", encoding="ascii") as file:
            file.write(tip + "\n")


class Act:
    """One commit to come: on DAY, PERSON does ACT to STEP of decision FOLDER; EDIT changes a copy of its record."""

    def __init__(self, day, person, folder, act, step, edit, **more):
        self.day, self.person, self.folder, self.act, self.step, self.edit = day, person, folder, act, step, edit
        self.files = more.pop("files", {})
        self.outcome, self.to, self.steps = more.pop("outcome", None), more.pop("to", None), more.pop("steps", None)
        self.then = more.pop("then", None)
        assert not more


class History:
    """History NUMBER; with FAULT one of faults.FAULTS is injected, and .fault is its name."""

    def __init__(self, source, number, path, faults=None):
        self.source, self.random, self.store = source, random.Random(number), Store(path)
        self.files, self.modes, self.records, self.minute, self.fault = {}, {}, {}, 0, None
        self.people = copy.deepcopy(source.people)
        self.keys = {name: name for name in self.people}
        self.tip, self.time, self.side = None, 0, None
        self.found()
        acts = self.plan()
        place = self.random.randrange(len(acts)) if faults else None
        # Each kind has its turn; where it fits nowhere, any other one comes instead.
        faults = faults and faults[number // 2 % len(faults):] + faults[:number // 2 % len(faults)]
        dead = set()
        for i, act in enumerate(acts):
            if act.folder in dead:
                continue
            if faults and self.fault is None and i >= place:
                self.try_faults(faults[:1], act, dead)
                if act.folder in dead:
                    continue
            self.do(act)
            if self.side is None and self.random.random() < 0.05:
                self.change_rules(act.day)
            self.side_line(act, acts[i + 1:])
        if faults and self.fault is None:
            self.try_faults(faults, acts[-1], dead)
            assert self.fault
        if self.side:
            self.merge(self.day)
        self.store.branch(self.tip)

    def try_faults(self, faults, act, dead):
        """The first that can be committed here; the decision that it harmed goes no further."""
        for fault in faults:
            done = fault(self, act)
            if done:
                self.fault = fault.__name__
                if done is not act:
                    dead.add(act.folder)
                return

    # ---- what is to come

    def plan(self):
        folders = self.random.sample(list(self.source.decisions), self.random.choice([1, 1, 2, 3]))
        acts = []
        for folder in folders:
            some = self.acts_of(folder)
            acts.append(some[:self.random.randint(2, len(some))])
        rows = [act for some in acts for act in some]
        return sorted(rows, key=lambda a: a.day)

    def acts_of(self, source):
        full = copy.deepcopy(self.source.decisions[source])
        folder = f"decisions/{full['id'][3:7]}/{full['id']}"
        exempt = self.random.random() < 0.1 and full["matter"] != "yearly-budget"
        steps = sorted((s for s in ORDER if s in full and "sign-off" in full[s]), key=lambda s: full[s]["sign-off"]["on"])
        header = {k: v for k, v in full.items() if not isinstance(v, dict) or k in ("procedure", "draft")}
        if exempt:
            header.update({"disclosure": "exempt", "disclosure-basis": "保守国家秘密法第九条"})
            steps = [s for s in steps if s in ("opening", "expert-review", "risk-assessment")]
        with open(f"{source}/{header['draft']['file']}", "rb") as file:
            draft = {header["draft"]["file"]: file.read()}
        day = full["opening"]["sign-off"]["on"]
        whole = self.random.random() < 0.5 or exempt
        opening = {"opening": evidence(full["opening"])} if whole else {}
        acts = [Act(day, SECRETARY, folder, "open", None, lambda r: opened(header, opening),
                    steps=list(opening), files={**draft, **(self.materials(source, full["opening"]) if whole else {})})]
        for step in steps:
            acts += self.step_acts(source, folder, full, step, filled=whole and step == "opening")
            if exempt and step == "opening":
                entry = {"reason": "依法不予公开", "basis": "保守国家秘密法第九条", "by": SECRETARY, "on": day}
                acts.append(Act(day, SECRETARY, folder, "skip", "public-participation",
                                lambda r: {**r, "public-participation": {"skip": entry}}))
        if "sign-off" not in full.get("execution", {"sign-off": ""}) and not exempt:
            acts.append(Act(acts[-1].day, SECRETARY, folder, "fill", "execution", lambda r: {**r, "execution": full["execution"]}))
        if self.random.random() < 0.15:
            cut = self.random.randint(1, len(acts))
            acts = acts[:cut] + [withdrawal(acts[cut - 1].day, folder)]
        return acts

    def step_acts(self, source, folder, full, step, filled):
        section, acts = full[step], []
        day, by = section["sign-off"]["on"], section["sign-off"]["by"]
        secretary = self.random.choice([SECRETARY, SECRETARY, SECOND])
        if not filled:
            acts.append(Act(day, secretary, folder, "fill", step, lambda r: {**r, step: evidence(section)},
                            files=self.materials(source, section)))
        if step == "legality-review" and self.random.random() < 0.15:
            acts.append(round_of("return", day, REVIEWER, folder, step, ["public-participation"]))
            acts.append(self.signing(source, folder, full, "public-participation", day, SECRETARY))
        if step in ("legality-review", "collective-decision") and self.random.random() < 0.1:
            outcome = "rejected" if step == "legality-review" else "not-adopted"
            acts.append(self.signing(source, folder, full, step, day, by, outcome))
            acts.append(round_of("reopen", day, by, folder, step, [step]))
        acts.append(self.signing(source, folder, full, step, day, by))
        if self.random.random() < 0.08:
            who = by if step in ("legality-review", "collective-decision") else SECRETARY
            acts.append(round_of("reopen", day, who, folder, step, [step]))
            acts.append(self.signing(source, folder, full, step, day, by))
        return acts

    def materials(self, source, section):
        found = {}
        for name in files_of(section):
            with open(f"{source}/{name}", "rb") as file:
                found[name] = file.read()
        return found

    def signing(self, source, folder, full, step, day, by, outcome=None):
        content = self.materials(source, full[step])
        entry = {"by": by, "on": day, "outcome": outcome or full[step]["sign-off"]["outcome"],
                 "draft": full["draft"]["sha256"]}
        if outcome:
            entry["because"] = "还要修改"
        if content:
            entry["materials"] = [{"file": f, "sha256": sha256(content[f])} for f in files_of(full[step])]
        return Act(day, by, folder, "sign-off", step, lambda r: {**r, step: {**r.get(step, {}), "sign-off": entry}},
                   outcome=entry["outcome"])

    # ---- commits

    def moment(self, day):
        """A minute later than the last commit, on DAY."""
        self.minute += 1
        start = datetime.datetime.fromisoformat(day + "T09:00:00+08:00").timestamp()
        self.time = max(self.time + 1, int(start) + 60 * (self.minute % 400))
        self.day = day
        return self.time

    def payload(self, tree, parents, person, message, seconds, author=None):
        row = self.people[person]
        who = f"{row['name']} <{row['mail']}> {seconds} +0800"
        lines = [f"tree {tree}", *(f"parent {p}" for p in parents), f"author {author or who}", f"committer {who}", "", message]
        return "\n".join(lines).encode()

    def commit(self, person, day, message, **odd):
        """Put what is in .files on the branch.  ODD: what is not as it should be."""
        tree = self.store.tree(self.files, self.modes)
        parents = odd.get("parents", [self.tip] if self.tip else [])
        seconds = odd.get("seconds") or self.moment(day)
        payload = self.payload(tree, parents, person, message, seconds, odd.get("author"))
        payload = odd.get("before", lambda p: p)(payload)
        key = odd.get("key", self.keys.get(person, person))
        raw = signed(payload, self.source.armour(key, payload, odd.get("namespace", "git"))) if key else payload
        self.tip = self.store.put("commit", odd.get("after", lambda r: r)(raw))
        return self.tip

    def message(self, act, record, person):
        """What wubu's own message would be, written by the rules of docs/ledger.md."""
        name = self.people[person]["name"], self.people[person]["mail"]
        steps = act.steps if act.steps is not None else []
        head, tail = act.step or act.act, act.outcome or (act.act if act.step else "several steps" if steps else "record")
        if act.act == "open" and act.step is None:
            tail = "several steps" if steps else "record"
        lines = [("Ledger", LEDGER), ("Decision", record["id"]), ("Step", act.step or ", ".join(steps)), ("Action", act.act),
                 ("Outcome", act.outcome), ("To", ", ".join(act.to or [])),
                 ("Round", str(len(record["rounds"])) if act.act in ("return", "reopen") else None),
                 ("Draft", f"sha256:{record['draft']['sha256']}"), ("Materials", materials_line(act, record)),
                 ("Rules", record["procedure"]["rules"]), ("Signed-off-by", "{} <{}>".format(*name))]
        return f"{head}({record['id']}): {tail}\n\n{record['title']}\n\n" + "".join(f"{k}: {v}\n" for k, v in lines if v)

    def prepare(self, act):
        """The record after ACT, its files put in place."""
        record = act.edit(copy.deepcopy(self.records.get(act.folder)))
        if act.act == "open":
            record["procedure"] = {"name": "cn/beijing/wangjing", "rules": self.rules_tree()}
        self.place(act.folder, record, act.files)
        return record

    def place(self, folder, record, files=()):
        for name in files or {}:
            self.files[f"{folder}/{name}"] = files[name]
        self.files[f"{folder}/decision.yaml"] = dump(record)

    def do(self, act, person=None, message=None, edit=None, **odd):
        """Commit ACT.  EDIT changes the record, MESSAGE the text of the message."""
        person = person or act.person
        record = self.prepare(act)
        if edit:
            record = edit(record)
            self.place(act.folder, record)
        text = self.message(act, record, person)
        self.commit(person, act.day, message(text) if message else text, **odd)
        self.records[act.folder] = record

    # ---- rules

    def found(self):
        self.files.update(self.source.rules)
        self.card = {"ledger": LEDGER, "title": {"zh": "账本", "en": "Ledger"}, "training": "yes",
                     "procedures": ["cn/beijing/wangjing"]}
        self.put_rules()
        self.commit(KEEPER, "2021-01-04", self.rules_message("found the ledger"))

    def put_rules(self):
        self.files["rules/people.yaml"] = dump({"people": self.people})
        self.files["rules/ledger.yaml"] = dump(self.card)

    def rules_tree(self):
        return self.store.tree({p[6:]: c for p, c in self.files.items() if p.startswith("rules/")}, {})

    def rules_message(self, what="change the rules", person=KEEPER):
        row = self.people[person]
        return f"rules: {what}\n\nLedger: {LEDGER}\nAction: rules\nSigned-off-by: {row['name']} <{row['mail']}>\n"

    def change_rules(self, day):
        self.random.choice([self.rotate, self.bump, self.hire])(day)
        self.commit(KEEPER, day, self.rules_message())

    def rotate(self, day):
        """The second secretary gets another key; the old one is dead at once."""
        self.people[SECOND]["keys"] = [{"key": self.source.public("new-key"), "from": day}]
        self.keys[SECOND] = "new-key"
        self.people[SECOND]["unit"] = f"综合办公室{self.random.randrange(1000)}"
        self.put_rules()

    def bump(self, day, version=1):
        name = "rules/cn/beijing/wangjing/rulebook.yaml"
        text = self.files[name].decode()
        old = int(re.search(r"^version: (\d+)", text, re.M).group(1))
        self.files[name] = re.sub(r"^version: .*", f"version: {old + version}", text, flags=re.M).encode()
        self.files[name] += b"# changed on " + day.encode() + b"\n"

    def hire(self, day):
        name = f"p{len(self.people)}.x"
        self.people[name] = {"name": "新人", "mail": f"{name}@wangjing.example",
                             "roles": [{"role": "rule-keeper", "from": day}]}
        self.put_rules()

    # ---- side lines

    def side_line(self, act, rest):
        """Now and then another decision goes on beside this one, and comes back by an honest merge."""
        if self.side is None and self.random.random() < 0.06 and any(a.folder != act.folder for a in rest):
            self.side = (self.tip, dict(self.files), act.folder)
        elif self.side and self.random.random() < 0.4:
            self.merge(act.day)

    def merge(self, day, **odd):
        """All that was done since the line was left is the side; the line itself did not move, or did one more act."""
        base, files, _ = self.side
        self.side = None
        if base == self.tip:
            return
        side, tip = self.tip, base
        mine = dict(self.files)
        self.files, self.tip = files, tip
        self.people[NOBODY]["unit"] = f"{self.minute}"
        # The ledger's own line goes on with something that touches no decision.
        self.put_rules()
        self.commit(KEEPER, day, self.rules_message())
        mine.update({p: c for p, c in self.files.items() if p.startswith("rules/")})
        self.files = mine
        odd.pop("edit", lambda h: None)(self)
        self.commit(SECRETARY, day, "merge a side line\n", parents=[self.tip, side], **odd)


# ---- records --------------------------------------------------------------------------------


def evidence(section):
    return {k: v for k, v in section.items() if k not in ("sign-off", "skip")}


def opened(header, sections):
    return copy.deepcopy({**header, **sections})


def files_of(node, key=None):
    if isinstance(node, dict):
        found = [f for k, v in node.items() if k not in ("sign-off", "skip") for f in files_of(v, k)]
    elif isinstance(node, list):
        found = [f for v in node for f in files_of(v, key)]
    else:
        found = [node] if key in FILE_KEYS and node.startswith("materials/") else []
    return list(dict.fromkeys(found))


def materials_line(act, record):
    listed = record.get(act.step, {}).get("sign-off", {}).get("materials") if act.act == "sign-off" else None
    text = "".join(f"{row.get('sha256', '')}  {row['file']}\n" for row in listed or [])
    return "sha256:" + sha256(text.encode()) if text else None


def after_all(step, to, table):
    return any(s in to or after_all(s, to, table) for s in table[step])


AFTER = {"opening": [], "public-participation": ["opening"], "expert-review": ["opening"], "risk-assessment": ["opening"]}
AFTER["legality-review"] = ["opening", "public-participation", "expert-review", "risk-assessment"]
AFTER["collective-decision"] = AFTER["party-report"] = AFTER["legality-review"] + ["legality-review"]
AFTER["publication"] = ["collective-decision", "party-report"]
AFTER["execution"] = AFTER["publication"] + ["publication"]


def round_of(act, day, by, folder, step, to):
    def edit(record):
        rounds = record.setdefault("rounds", [])
        rounds.append({"round": str(len(rounds) + 1), "act": act, "from": step, "to": to, "by": by, "on": day,
                       "because": "要补充"})
        for name in AFTER:
            if name in record and (name in to or after_all(name, to, AFTER)):
                record[name].pop("sign-off", None)
                record[name].pop("skip", None)
                if not record[name]:
                    del record[name]
        return record
    return Act(day, by, folder, act, step, edit, to=to)


def withdrawal(day, folder):
    entry = {"by": CHAIR, "on": day, "because": "不再需要"}
    return Act(day, CHAIR, folder, "withdraw", None, lambda r: {**r, "withdrawn": entry})


def signed(payload, armour):
    lines = armour.decode().rstrip("\n").replace("\n", "\n ")
    head, _, message = payload.partition(b"\n\n")
    return head + f"\ngpgsig {lines}\n\n".encode() + message
