#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Replay the worked decisions with real commits, through real hooks.

For each record below decisions/: every commit of its lawful form is accepted by the client's hooks, by the server's
pre-receive and by the audit of a fresh clone.  For each fault file of tests/cases/: the commit that it names is
refused, by exactly the rules and articles that it names, and finding for finding alike by `check --staged`,
commit-msg, pre-push, pre-receive and the audit.

usage: replay.py [WUBU SOURCE-FOLDER]      (prints TAP; CASES=word replays the faults whose path has the word)
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "gate"))
from ledger import SOURCE, WUBU, Failure, Ledger, Replay, SECRETARY, find_record, findings, load  # noqa: E402


# ---- gates ------------------------------------------------------------------------------------


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
    """Around all hooks into the server, then found by whoever audits a clone: that it came around them is found too."""
    ledger.git("-c", "core.hooksPath=/dev/null", "push", "--no-verify", "-q",
               "--receive-pack=git -c core.hooksPath=/dev/null receive-pack", "origin", "main")
    clone = f"{ledger.folder}/auditor"
    shutil.rmtree(clone, ignore_errors=True)
    ledger.git("clone", "-q", ledger.server, clone, cwd=ledger.folder)
    done = ledger.run([WUBU, "audit", "--json"], check=False, cwd=clone)
    if done.returncode != 1:
        raise Failure(f"the audit exits {done.returncode} on a faulty history\n{done.stdout}{done.stderr}")
    rows = findings(done.stdout)
    around = [row for row in rows if row["rule"] == "receipt.missing"]
    if len(around) != 1:
        raise Failure(f"the audit does not miss the receipt\n{done.stdout}")
    return [row for row in rows if row not in around]


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
