# SPDX-License-Identifier: Apache-2.0
"""Receipts: what they say, who can check them, what the audit finds when they were tampered with, and witnesses."""
import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess

from ledger import KEEPER, SECRETARY, SOURCE
from world import DECISION, WUBU, ZERO, Failure, Ground, Skip, refusals, same, test

RECEIPTS = "refs/heads/receipts"


def start(place, pushes=1):
    """A ledger with a decision in it; PUSHES pushes of one act each."""
    ground = place.ground()
    ground.take_up(DECISION, 0)
    for _ in range(pushes):
        ground.act()
        push(ground)
    return ground


def push(ground):
    done = ground.push()
    if done.returncode:
        raise Failure(done.stderr)
    return done.stderr


def pin(ground, line=None, **more):
    """The keepers name the server's key in the rules."""
    with open(f"{ground.server}/wubu/server-key.pub", encoding="ascii") as file:
        own = file.read().strip()
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda card: card.update({"server-keys": [line or own], **more}), "rules/ledger.yaml")
    ground.commit()
    push(ground)
    ground.act_as(SECRETARY, ground.day)


def receipt(ground, commit=RECEIPTS, name="receipt", cwd=None):
    return ground.git("show", f"{commit}:{name}", cwd=cwd or ground.server).stdout


def chain(ground):
    return ground.git("rev-list", "--reverse", RECEIPTS, cwd=ground.server).stdout.split()


def sign(ground, text, key=None):
    key = key or f"{ground.server}/wubu/server-key"
    return subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "wubu-receipt", "-f", key], input=text.encode(),
                          capture_output=True, check=True).stdout


def rewrite(ground, edit, key=None, again=True):
    """Make all receipts anew after EDIT changed the list of their texts; AGAIN: with numbers and digests that fit."""
    texts = edit([receipt(ground, commit) for commit in chain(ground)])
    before, previous = None, "none"
    for i, text in enumerate(texts):
        if again:
            text = re.sub(r"^previous: .*", f"previous: {previous}", text, flags=re.M)
            text = re.sub(r"^receipt: .*", f"receipt: {i + 1}", text, flags=re.M)
        previous = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
        put = lambda kind, data: ground.bytes("hash-object", "-w", "-t", kind, "--stdin", stdin=data,
                                              cwd=ground.server).decode().strip()
        tree = ground.bytes("mktree", cwd=ground.server, stdin="".join(
            f"100644 blob {put('blob', data)}\t{name}\n" for name, data in
            (("receipt", text.encode()), ("receipt.sig", sign(ground, text, key)))).encode()).decode().strip()
        before = ground.git("commit-tree", tree, "-m", "receipt", *(["-p", before] if before else []),
                            cwd=ground.server).stdout.strip()
    ground.git("-c", "core.hooksPath=/dev/null", "update-ref", RECEIPTS, before, cwd=ground.server)


def audit(ground, *words, cwd=None):
    """Rules of all findings of an audit in a fresh clone, warnings too; and what it printed."""
    done = ground.run([WUBU, "audit", "--json", *words], check=False, cwd=cwd or ground.fresh_clone())
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"rule"')]
    return {row["rule"] for row in rows}, done


def said(ground, *words, wanted=frozenset(), cwd=None):
    found, done = audit(ground, *words, cwd=cwd)
    same(found, set(wanted), f"the audit {' '.join(words)} says", done.stdout + done.stderr)


def keep(ground, name, *words):
    """What a person files: the output of `wubu receipt show`."""
    path = f"{ground.folder}/{name}"
    shown = ground.run([WUBU, "receipt", "show", *words], cwd=ground.fresh_clone()).stdout
    with open(path, "w", encoding="utf-8") as file:
        file.write(shown)
    return path


# ---- what they are --------------------------------------------------------------------------


@test("each push gets a receipt, and whoever pushed is told its words", "SV-34")
def _(place):
    ground = place.ground()
    ground.take_up(DECISION, 0)
    ground.act()
    told = push(ground)
    text = receipt(ground)
    row = json.loads(ground.run([WUBU, "receipt", "show", "--json"], cwd=ground.server).stdout)
    same({row["sha256"]}, {hashlib.sha256(text.encode()).hexdigest()}, "the digest")
    for part in (row["words"], ground.head()[:12], "Receipt 2"):
        if part not in told:
            raise Failure(f"{part} is not in\n{told}")
    same({row["new"], row["signed-by"], str(row["receipt"])}, {ground.head(), SECRETARY, "2"}, "the receipt")
    same({f"sha256:{hashlib.sha256(receipt(ground, RECEIPTS + '~1').encode()).hexdigest()}"},
         set(re.findall(r"^previous: (.*)$", text, re.M)), "the receipt before it")
    now = datetime.datetime.now(datetime.timezone.utc).timestamp()
    if not now - 600 < row["seconds"] <= now + 1:
        raise Failure(f"received {row['received']}: the time is the client's")
    said(ground)


@test("whoever pushes to several branches gets a receipt for each", "")
def _(place):
    ground = start(place)
    ground.act()
    done = ground.git("push", "-q", "--no-verify", "origin", "HEAD:refs/heads/main", "HEAD:refs/heads/work/a")
    if done.stderr.count("Receipt ") != 2:
        raise Failure(done.stderr)
    said(ground)


@test("the transport's name of the pusher stands in the receipt", "SV-33")
def _(place):
    ground = place.ground()
    ground.take_up(DECISION, 0)
    for env, name in (({"GL_USER": "liu.fang"}, "gitolite liu.fang"), ({"REMOTE_USER": "a b\x1b[2J"}, "http a?b?[2J"),
                      ({"WUBU_USER": "x" * 200}, "ssh " + "x" * 64)):
        ground.act()
        done = ground.push(env=env)
        if done.returncode:
            raise Failure(done.stderr)
        same(set(re.findall(r"^pushed-by: (.*)$", receipt(ground), re.M)), {name}, "the receipt")
    said(ground)


@test("a person checks a receipt with git and ssh-keygen alone, as docs/receipts.md says", "")
def _(place):
    ground = start(place)
    pin(ground)
    with open(f"{SOURCE}/docs/receipts.md", encoding="utf-8") as file:
        blocks = re.findall(r"<!-- runs: by hand -->\n```sh\n(.*?)```", file.read(), re.S)
    if not blocks:
        raise Failure("docs/receipts.md shows no commands")
    # Without wubu anywhere in the way.
    clone = ground.fresh_clone()
    ground.git("checkout", "-q", "main", cwd=clone)
    done = ground.run(["sh", "-euc", "".join(blocks)], cwd=clone)
    if "Good \"wubu-receipt\" signature" not in done.stdout:
        raise Failure(done.stdout + done.stderr)
    # and it fails for a text that was changed
    broken = "".join(blocks).replace("> receipt\n", "| sed 's/late: no/late: ye/' > receipt\n", 1)
    if broken == "".join(blocks) or not ground.run(["sh", "-euc", broken], cwd=clone, check=False).returncode:
        raise Failure("a changed receipt verifies")


# ---- the server's key -----------------------------------------------------------------------


@test("the key that the rules name is told from one that is taken on trust", "")
def _(place):
    ground = start(place)
    for pinned, words in ((False, "taken on trust"), (True, "named by the rules")):
        if pinned:
            pin(ground)
        done = ground.run([WUBU, "audit"], cwd=ground.fresh_clone())
        if words not in " ".join(done.stdout.split()):
            raise Failure(done.stdout)
    said(ground)


@test("receipts by another key than the server's are found", "")
def _(place):
    other = start(place)
    key = f"{other.folder}/{KEEPER}"
    rewrite(other, lambda texts: texts, key)
    other.act()
    push(other)
    said(other, wanted={"receipt.key"})
    ground = start(place)
    pin(ground)
    rewrite(ground, lambda texts: texts, key)
    said(ground, wanted={"receipt.key"})


@test("the server gets a new key by a change of the rules", "ID-09")
def _(place):
    ground = start(place)
    pin(ground)
    for end in ("", ".pub"):
        os.unlink(f"{ground.server}/wubu/server-key{end}")
    ground.act_as(SECRETARY, ground.day)
    ground.act()
    same(refusals(ground.push().stderr), {"push.receipt"}, "the server without a key says")
    ground.run([WUBU, "init", "--bare", ground.server])
    push(ground)
    said(ground, wanted={"receipt.key"})
    twin = start(place)
    pin(twin)
    with open(f"{twin.server}/wubu/server-key.pub", encoding="ascii") as file:
        old = file.read().strip()
    shutil.move(f"{twin.server}/wubu", f"{twin.server}/old")
    twin.run([WUBU, "init", "--bare", twin.server])
    with open(f"{twin.server}/wubu/server-key.pub", encoding="ascii") as file:
        new = file.read().strip()
    twin.act_as(KEEPER, twin.day)
    twin.change(lambda card: card.update({"server-keys": [old, new]}), "rules/ledger.yaml")
    twin.commit()
    push(twin)
    said(twin)


@test("a weak key is not named for the server", "ID-16 ID-17")
def _(place):
    ground = start(place)
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", f"{ground.folder}/weak"], check=True)
    with open(f"{ground.folder}/weak.pub", encoding="ascii") as file:
        line = file.read().strip()
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda card: card.update({"server-keys": [line]}), "rules/ledger.yaml")
    ground.commit_refused()
    same(refusals(ground.push().stderr), {"rules.load"}, "the server says")


# ---- tampering ------------------------------------------------------------------------------


def tampered(title, wanted, edit, again=True):
    @test(f"the audit finds receipts {title}", "SV-34 TM-07")
    def _(place):
        ground = start(place, 3)
        pin(ground)
        rewrite(ground, lambda texts: texts)
        said(ground)  # the twin: the same ones, made anew
        rewrite(ground, edit, again=again)
        said(ground, wanted=set(wanted))


def swapped(texts):
    same_time = re.search(r"^received: .*$", texts[0], re.M).group()
    texts = [re.sub(r"^received: .*$", same_time, text, flags=re.M) for text in texts]
    return [texts[0], texts[2], texts[1], *texts[3:]]


def changed(key, value, at=1):
    def edit(texts):
        texts[at] = re.sub(rf"^{key}: .*", f"{key}: {value}", texts[at], flags=re.M)
        return texts
    return edit


tampered("of which one was taken out", {"receipt.missing"}, lambda texts: texts[:1] + texts[2:])
tampered("of which one was taken out and the numbers left", {"receipt.chain", "receipt.missing"},
         lambda texts: texts[:1] + texts[2:], again=False)
tampered("of which the last was taken out", {"receipt.missing"}, lambda texts: texts[:-1])
tampered("of which the first was taken out", {"receipt.begins"}, lambda texts: texts[1:])
tampered("that were put in another order", {"receipt.rewritten", "receipt.missing"}, swapped)
tampered("of which one is of another ledger", {"receipt.ledger"}, changed("ledger", "0" * 32))
tampered("of which one names another time", {"receipt.order"}, changed("received", "2031-01-01T00:00:00Z"))
tampered("of which one was dated back before its commits", {"time.ahead"}, lambda texts: changed(
    "received", "2001-01-01T00:00:00Z", 1)(changed("received", "2001-01-01T00:00:00Z", 0)(texts)))
tampered("of which one names a commit that is not there", {"receipt.rewritten", "receipt.missing"},
         changed("new", "1" * 40))
tampered("of which one is not written as it should be", {"receipt.form", "receipt.chain", "receipt.missing"},
         changed("late", "maybe"))
tampered("of which one says that it came late", {"receipt.late"}, changed("late", "yes"))


@test("the audit finds a receipt whose signature is not over it", "")
def _(place):
    ground = start(place, 2)
    tree = ground.git("ls-tree", RECEIPTS, cwd=ground.server).stdout
    old = ground.git("rev-parse", f"{RECEIPTS}~1:receipt.sig", cwd=ground.server).stdout.strip()
    tree = re.sub(r"[0-9a-f]{40}(?=\treceipt.sig)", old, tree)
    made = ground.bytes("mktree", stdin=tree.encode(), cwd=ground.server).decode().strip()
    commit = ground.git("commit-tree", made, "-m", "x", "-p", f"{RECEIPTS}~1", cwd=ground.server).stdout.strip()
    ground.git("-c", "core.hooksPath=/dev/null", "update-ref", RECEIPTS, commit, cwd=ground.server)
    said(ground, wanted={"receipt.signature"})


@test("the audit misses receipts that the rules promise", "GH-19")
def _(place):
    ground = start(place)
    clone = ground.fresh_clone("--single-branch")
    said(ground, cwd=clone)
    if "none: when things came" not in ground.run([WUBU, "audit"], cwd=clone).stdout:
        raise Failure("nothing is said of time")
    pin(ground)
    said(ground, wanted={"receipt.none"}, cwd=ground.fresh_clone("--single-branch"))
    said(ground)


@test("commits that are not pushed yet lack no receipt", "")
def _(place):
    ground = start(place)
    pin(ground)
    said(ground, cwd=ground.clone, wanted={"receipt.unfetched"})
    ground.git("fetch", "-q")
    ground.act()
    said(ground, cwd=ground.clone)


# ---- gaps, and the clock --------------------------------------------------------------------


@test("a push whose receipt was not given gets it at the next push, and both say so", "SV-26")
def _(place):
    ground = start(place)
    os.rename(f"{ground.server}/hooks/post-receive", f"{ground.server}/kept")
    ground.act()
    lost = ground.head()
    push(ground)
    said(ground, wanted={"receipt.missing"})
    os.rename(f"{ground.server}/kept", f"{ground.server}/hooks/post-receive")
    ground.act()
    push(ground)
    text = receipt(ground, RECEIPTS + "~1")
    if f"new: {lost}" not in text or "late: yes" not in text or "late: no" not in receipt(ground):
        raise Failure(text)
    said(ground, wanted={"receipt.late"})


@test("`wubu receipt repair` makes a receipt good, once", "SV-26")
def _(place):
    ground = start(place)
    os.rename(f"{ground.server}/hooks/post-receive", f"{ground.server}/kept")
    ground.act()
    push(ground)
    for words in ("Receipt 3", "No receipt is missing"):
        done = ground.run([WUBU, "receipt", "repair"], cwd=ground.server)
        if words not in done.stdout:
            raise Failure(done.stdout)
    said(ground, wanted={"receipt.late"})
    if not ground.run([WUBU, "receipt", "repair"], check=False).returncode:
        raise Failure("a clone gives receipts")


@test("a server whose clock went back takes nothing", "TM-14")
def _(place):
    ground = start(place)
    future = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    rewrite(ground, changed("received", future))
    before = ground.server_tip()
    ground.act()
    done = ground.push()
    same(refusals(done.stderr), {"push.receipt"}, "the server says", done.stderr)
    same({ground.server_tip()}, {before}, "the branch")
    twin = start(place)
    rewrite(twin, lambda texts: texts)
    twin.act()
    push(twin)


@test("what comes later than the ledger allows is refused, and found by the audit", "TM-02 TM-07")
def _(place):
    ground = start(place)
    pin(ground, clocks={"received-within": "2 days"})
    ground.act_as(SECRETARY, ground.day)
    before = ground.server_tip()
    ground.act()
    same(refusals(ground.push().stderr), {"push.late"}, "the server says")
    same({ground.server_tip()}, {before}, "the branch")
    # With a tolerance of many years it may come.
    twin = start(place)
    pin(twin, clocks={"received-within": "9999 days"})
    twin.act_as(SECRETARY, twin.day)
    twin.act()
    push(twin)
    said(twin)
    # A server that does not ask gives a receipt all the same; it is the audit's then.
    with open(f"{ground.server}/hooks/pre-receive", "w", encoding="ascii") as file:
        file.write("#!/bin/sh\nexit 0\n")
    os.unlink(f"{ground.server}/hooks/reference-transaction")
    push(ground)
    said(ground, wanted={"time.received"})


@test("a tolerance that cannot be read is refused", "")
def _(place):
    ground = start(place)
    for wrong in ("2", "two days", "0 days", "99999 days", "2 weeks", {"a": "b"}):
        ground.act_as(KEEPER, ground.day)
        ground.change(lambda card, w=wrong: card.update({"clocks": {"received-within": w}}), "rules/ledger.yaml")
        ground.git("add", "-A")
        done = ground.git("commit", "-q", check=False)
        if not done.returncode or "received-within" not in done.stderr:
            raise Failure(f"{wrong}: {done.stderr}")


# ---- witnesses ------------------------------------------------------------------------------


def backup(ground, name="backup.git"):
    shutil.copytree(ground.server, f"{ground.folder}/{name}", symlinks=True)
    return f"{ground.folder}/{name}"


@test("whoever kept a receipt sees that an older backup was put back", "GH-28")
def _(place):
    ground = start(place)
    old = backup(ground)
    ground.act()
    push(ground)
    kept = keep(ground, "kept.txt")
    words = f"{ground.folder}/words"
    with open(words, "w", encoding="ascii") as file:
        file.write(json.loads(ground.run([WUBU, "receipt", "show", "--json"], cwd=ground.server).stdout)["words"].upper())
    tip = f"{ground.folder}/tip"
    with open(tip, "w", encoding="ascii") as file:
        file.write(ground.head() + "\n")
    for witness in (kept, words, tip):
        said(ground, "--witness", witness)
    shutil.rmtree(ground.server)
    os.rename(old, ground.server)
    said(ground)  # nobody sees it without a witness
    said(ground, "--witness", kept, wanted={"witness.rollback", "witness.rewritten"})
    said(ground, "--witness", words, wanted={"witness.rollback"})
    said(ground, "--witness", tip, wanted={"witness.rewritten"})


@test("whoever kept a receipt sees that two histories are shown", "GH-29")
def _(place):
    ground = start(place)
    other = f"{ground.folder}/other"
    twin = Ground.copy_of(ground, other)
    twin.take_up(DECISION, 1)
    early = keep(ground, "early.txt")
    ground.act()
    push(ground)
    twin.change(lambda record: record["opening"].update(costs="两万元"))
    twin.commit()
    push(twin)
    mine, theirs = keep(ground, "mine.txt"), keep(twin, "theirs.txt")
    said(ground, "--witness", early, "--witness", mine)
    said(twin, "--witness", early, "--witness", theirs)
    said(ground, "--witness", early, "--witness", theirs, wanted={"witness.fork", "witness.rewritten"})


@test("whoever kept a receipt sees that history was rewritten", "GH-01 GH-30")
def _(place):
    ground = start(place, 2)
    kept = keep(ground, "kept.txt", "2")
    ground.git("reset", "-q", "--hard", "HEAD~2")
    ground.take_up(DECISION, 0)
    ground.act_as(SECRETARY, ground.day)
    ground.act()
    ground.push_around()
    found, done = audit(ground, "--witness", kept)
    if "witness.rewritten" not in found or "receipt.rewritten" not in found:
        raise Failure(done.stdout)


@test("a receipt of another ledger is no witness", "ID-13")
def _(place):
    ground = start(place)
    folder = f"{ground.folder}/another"
    os.makedirs(folder)
    other = Ground(folder)
    said(ground, "--witness", keep(other, "kept.txt"), wanted={"witness.ledger"})


@test("what is no receipt is no witness", "")
def _(place):
    ground = start(place)
    path = f"{ground.folder}/kept.txt"
    words = json.loads(ground.run([WUBU, "receipt", "show", "--json"], cwd=ground.server).stdout)["words"]
    slip = words[:5] + ("b" if words[5] != "b" else "d") + words[6:]
    for text in ("", "hello", ZERO[:39], slip, " ".join(words.split()[:8])):
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        done = ground.run([WUBU, "audit", "--witness", path], cwd=ground.server, check=False)
        if done.returncode != 3:
            raise Failure(f"{text}: exit {done.returncode}\n{done.stdout}{done.stderr}")


# ---- time stamps ----------------------------------------------------------------------------


def authority(folder):
    """A time stamp authority on this machine, by `openssl ts`."""
    with open(f"{folder}/tsa.cnf", "w", encoding="ascii") as file:
        file.write("[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=test authority\n[ca]\nbasicConstraints=critical,CA:true\n"
                   "[ts]\nextendedKeyUsage=critical,timeStamping\n[tsa]\ndefault_tsa=one\n[one]\n"
                   f"serial={folder}/serial\nsigner_digest=sha256\ndigests=sha256\ndefault_policy=1.2.3.4\n")
    openssl = lambda *words: subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30",
            "-config", "tsa.cnf", "-extensions", "ca")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "ts.key", "-out", "ts.csr", "-config", "tsa.cnf")
    openssl("x509", "-req", "-in", "ts.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "ts.pem",
            "-extfile", "tsa.cnf", "-extensions", "ts", "-days", "30")
    return openssl


def stamp(ground, openssl, text):
    folder = f"{ground.folder}/tsa"
    with open(f"{folder}/data", "w", encoding="ascii") as file:
        file.write(text)
    openssl("ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query")
    openssl("ts", "-reply", "-queryfile", "query", "-inkey", "ts.key", "-signer", "ts.pem", "-chain", "ca.pem",
            "-config", "tsa.cnf", "-out", "reply.tsr")
    return f"{folder}/reply.tsr"


@test("a time stamp beside a receipt is verified without network", "TM-01")
def _(place):
    if not shutil.which("openssl"):
        raise Skip("openssl is not here")
    ground = start(place)
    os.makedirs(f"{ground.folder}/tsa")
    openssl = authority(f"{ground.folder}/tsa")
    text = ground.run([WUBU, "receipt", "show", "--as", "text"], cwd=ground.server).stdout
    same({text}, {receipt(ground)}, "the text")
    good = stamp(ground, openssl, text)
    for words in (["kept beside receipt 2"], ["has a time stamp already"]):
        done = ground.run([WUBU, "receipt", "stamp", good], cwd=ground.server, check=False)
        if words[0] not in done.stdout + done.stderr:
            raise Failure(done.stdout + done.stderr)
    ca, clone = f"{ground.folder}/tsa/ca.pem", ground.fresh_clone()
    said(ground, "--tsa", ca)
    for words, told in ((["--tsa", ca], "1 good time stamp"), ([], "1 time stamp not verified")):
        if told not in " ".join(ground.run([WUBU, "audit", *words], cwd=clone).stdout.split()):
            raise Failure(told)
    # Receipts go on after it.
    ground.act()
    push(ground)
    said(ground, "--tsa", ca)
    if "receipt 3" not in ground.git("log", "-1", "--format=%s", RECEIPTS, cwd=ground.server).stdout:
        raise Failure("the next receipt has another number")
    # One over something else, and one by an authority that nobody named.
    bad = stamp(ground, openssl, "something else")
    ground.run([WUBU, "receipt", "stamp", bad], cwd=ground.server)
    said(ground, "--tsa", ca, wanted={"receipt.token"})
    os.makedirs(f"{ground.folder}/other")
    authority(f"{ground.folder}/other")
    said(ground, "--tsa", f"{ground.folder}/other/ca.pem", wanted={"receipt.token"})
