#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Signed commits, changed by chance: what this engine accepts, `git verify-commit` and `ssh-keygen -Y verify` accept too.

usage: signatures.py [MUTANTS [COUNT [NUMBER]]]      TAP; MUTANTS is the program made of mutants.c, beside $WUBU

What git accepts and this engine refuses is sorted by the reason that the engine gives; each of them is one of EXPLAINED
(docs/differential.md), or the test fails.  git is asked about every mutant that the engine accepts, and of those that it
refuses about every fourth that was signed after it was changed, and every fortieth of the others.
"""
import collections
import concurrent.futures
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True
MUTANTS = sys.argv[1] if len(sys.argv) > 1 else f"{os.path.dirname(os.environ['WUBU'])}/tests/differential/mutants"
COUNT, NUMBER = (int(sys.argv[i]) if len(sys.argv) > i else n for i, n in ((2, 1000), (3, 1)))
SAMPLE_SIGNED, SAMPLE_SPOILT = 4, 40
KINDS = [("ed25519", []), ("ecdsa-256", ["-b", "256"]), ("ecdsa-384", ["-b", "384"]), ("ecdsa-521", ["-b", "521"]),
         ("rsa-3072", ["-b", "3072"]), ("rsa-2048", ["-b", "2048"])]
DOCUMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/differential.md")


def git(folder, *words, stdin=None, check=True):
    env = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
           "GIT_DIR": f"{folder}/r.git"}
    return subprocess.run(["git", *words], env=env, input=stdin, capture_output=True, check=check)


def put(folder, kind, content):
    """A loose object, whatever is in it."""
    whole = f"{kind} {len(content)}".encode() + b"\0" + content
    name = hashlib.sha1(whole).hexdigest()
    path = f"{folder}/r.git/objects/{name[:2]}/{name[2:]}"
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(zlib.compress(whole, 1))
    return name


# ---- seeds ----------------------------------------------------------------------------------


def signed(payload, armour):
    lines = armour.decode().rstrip("\n").replace("\n", "\n ")
    head, _, message = payload.partition(b"\n\n")
    return head + f"\ngpgsig {lines}\n\n".encode() + message


def make_seeds(folder):
    """A commit signed by a key of each kind, and the allowed signers."""
    keys, seeds = [], []
    for kind, words in KINDS:
        key = f"{folder}/{kind}"
        subprocess.run(["ssh-keygen", "-q", "-t", kind.split("-")[0], *words, "-N", "", "-C", kind, "-f", key], check=True)
        payload = (b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 2222222222222222222222222222222222222222\n"
                   b"author \xe5\x88\x98 <a@b.example> 1700000000 +0800\ncommitter \xe5\x88\x98 <a@b.example> 1700000000 +0800\n\n"
                   b"opening(WJ-2021-003): started\n\n\xe6\x9c\x9b\xe4\xba\xac\n\nLedger: 7c9e\nDecision: WJ-2021-003\n"
                   b"Step: opening\nAction: sign-off\nOutcome: started\nSigned-off-by: \xe5\x88\x98 <a@b.example>\n")
        done = subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", key], input=payload, capture_output=True,
                              check=True)
        with open(f"{folder}/{kind}.seed", "wb") as file:
            file.write(signed(payload, done.stdout))
        seeds.append(f"{folder}/{kind}.seed")
        with open(f"{key}.pub", encoding="ascii") as file:
            keys.append(file.read().strip())
    keys += subprocess.run([MUTANTS, "key"], capture_output=True, check=True, text=True).stdout.strip().split("\n")
    with open(f"{folder}/keys", "w", encoding="ascii") as file:
        file.write("".join(f"{key}\n" for key in keys))
    with open(f"{folder}/allowed", "w", encoding="ascii") as file:
        file.write("".join(f"a@b.example {' '.join(key.split()[:2])}\n" for key in keys))
    return seeds


# ---- what each says -------------------------------------------------------------------------


def mutants(folder, seeds):
    """(what we say, whether it was signed after the change, our reason, the commit), each once."""
    with subprocess.Popen([MUTANTS, str(NUMBER), str(COUNT), f"{folder}/keys", *seeds], stdout=subprocess.PIPE) as made:
        for line in made.stdout:
            said, when, size, why = line.decode(errors="replace").rstrip("\n").split(" ", 3)
            yield said == "accepted", when == "signed", why, made.stdout.read(int(size))
    if made.returncode:
        raise SystemExit(f"mutants: exit {made.returncode}")


def git_accepts(folder, raw):
    name = put(folder, "commit", raw)
    return git(folder, "verify-commit", name, check=False).returncode == 0


def keygen_accepts(folder, raw):
    """By ssh-keygen alone, over the commit without its signature, taken out by this file's own means."""
    found = re.search(rb"\ngpgsig (.*(?:\n .*)*)", raw)
    payload = raw[:found.start()] + raw[found.end():]
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(found.group(1).replace(b"\n ", b"\n") + b"\n")
        file.flush()
        done = subprocess.run(["ssh-keygen", "-Y", "verify", "-n", "git", "-f", f"{folder}/allowed", "-I", "a@b.example",
                               "-s", file.name], input=payload, capture_output=True, check=False)
    return done.returncode == 0


def kind_of(reason):
    """The engine's reason without what differs from commit to commit."""
    reason = re.sub(r"“.*?”|\".*?\"|`.*?`", "…", reason)
    return re.sub(r"U\+[0-9A-F]+|[0-9]+", "N", reason).strip()


def explained():
    with open(DOCUMENT, encoding="utf-8") as file:
        return set(re.findall(r"^\| `(.*?)` \|", file.read(), re.M))


class Count:
    """What was asked, and what came of it."""

    def __init__(self):
        self.accepted = self.refused = self.asked = self.both = 0
        self.ours_alone, self.theirs_alone = [], collections.Counter()
        self.examples = {}

    def add(self, ours, reason, raw, git_says, keygen_says):
        self.asked += 1
        if ours and not (git_says and keygen_says):
            self.ours_alone.append((git_says, keygen_says, raw))
        elif git_says and not ours:
            self.theirs_alone[kind_of(reason)] += 1
            self.examples.setdefault(kind_of(reason), (reason, raw))
        else:
            self.both += 1


def ask(folder, row):
    ours, _, reason, raw = row
    return ours, reason, raw, git_accepts(folder, raw), not ours or keygen_accepts(folder, raw)


def wanted(rows, count):
    """Those that git is asked about; each commit once."""
    seen = set()
    for number, row in enumerate(rows):
        ours, resigned, _, raw = row
        count.accepted += ours
        count.refused += not ours
        name = hashlib.sha1(raw).digest()
        if name not in seen and (ours or number % (SAMPLE_SIGNED if resigned else SAMPLE_SPOILT) == 0):
            yield row
        seen.add(name)


def compare(folder):
    count = Count()
    git(folder, "init", "-q", "--bare", f"{folder}/r.git")
    git(folder, "config", "gpg.ssh.allowedSignersFile", f"{folder}/allowed")
    put(folder, "tree", b"")
    rows = wanted(mutants(folder, make_seeds(folder)), count)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for answer in pool.map(lambda row: ask(folder, row), rows):
            count.add(*answer)
    return count


def tell(ok, number, what, lines=()):
    print(f"{'ok' if ok else 'not ok'} {number} - {what}")
    print("".join(f"# {line}\n" for line in lines), end="", flush=True)
    return ok


def main():
    print("1..3", flush=True)
    folder = tempfile.mkdtemp(prefix="wubu-differential-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    try:
        count = compare(folder)
    finally:
        shutil.rmtree(folder)
    unknown = set(count.theirs_alone) - explained()
    ok = tell(not count.ours_alone, 1, "git and ssh-keygen accept whatever we accept",
              [f"git {g}, ssh-keygen {k}: {raw!r}" for g, k, raw in count.ours_alone[:5]])
    ok &= tell(not unknown, 2, "what git accepts and we refuse is explained in docs/differential.md",
               [f"{kind}: {count.examples[kind]}" for kind in sorted(unknown)])
    ok &= tell(count.accepted > COUNT / 20 and count.refused > COUNT / 4, 3, "there is something to compare")
    print(f"# {COUNT} mutants: {count.accepted} accepted, {count.refused} refused; {count.asked} different ones put to git: alike "
          f"{count.both}, ours alone {len(count.ours_alone)}, git's alone {sum(count.theirs_alone.values())}")
    for kind, times in count.theirs_alone.most_common():
        print(f"# {times:6d}  {kind}")
    sys.exit(0 if ok else 1)


main()
