#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Change one comparison of the engine at a time, and see whether a test notices.

usage: mutate-c.py SOURCE [FILE…]        in the folder of a build; FILE as in engine/judge/sign-off.c

The engine is built as one shared library in build-mutate/, and each changed file as another one that is loaded before it, so that
nothing else has to be built again.  The unit tests are asked first; what they let live meets histories with one fault each,
of which wubu's audit has to refuse the same commits as the second auditor (tests/second).  What still lives is
listed.  Loops ("for (…)") are left alone: their bounds are no question of law.
"""
import collections
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
SOURCE = os.path.abspath(sys.argv[1])
PLACE = os.path.abspath("build-mutate")
FILES = ["engine/judge/sign-off.c", "engine/judge/signer.c", "engine/judge/section.c", "engine/judge/round.c",
         "engine/judge/header.c", "engine/judge/transition.c", "engine/judge/change.c", "engine/judge/record-files.c",
         "engine/judge/message.c", "engine/judge/commit.c", "engine/judge/rules-change.c", "engine/judge/merge.c",
         "engine/judge/gate.c", "engine/rule/kind-logic.c", "engine/rule/kind-people.c", "engine/rule/kind-time.c",
         "engine/rule/kind-values.c", "engine/rule/bounds.c", "engine/rule/calendar.c", "engine/rule/roles.c",
         "engine/rule/state.c", "engine/base/date.c", "engine/trust/sshsig.c", "engine/trust/key.c", "engine/trust/people.c",
         "engine/trust/wire.c", "engine/trust/base64.c", "engine/store/commit.c", "engine/store/message.c"]
# The tests of a floor, the quickest first.
TESTS = {"judge": ["tests/unit/test-transition"],
         "rule": ["tests/kinds/test-kinds", "tests/unit/test-transition"],
         "base": ["tests/unit/test-base", "tests/kinds/test-kinds"],
         "trust": ["tests/unit/test-people", "tests/unit/test-trust"],
         "store": ["tests/unit/test-commit"]}
EXTRA = {"tests/kinds/test-kinds": ["tests/kinds/table.c"]}
SWAPS = {"==": ["!="], "!=": ["=="], "<": ["<=", ">"], "<=": ["<", ">"], ">": [">=", "<"], ">=": [">", "<"], "&&": ["||"], "||": ["&&"]}
HISTORIES = int(os.environ.get("MUTATE_HISTORIES", "80"))
LIBRARIES = ["libgit2", "yaml-0.1", "libcrypto", "libpcre2-8", "jansson", "libsodium"]


def flags(which):
    return subprocess.run(["pkg-config", which, *LIBRARIES], capture_output=True, text=True, check=True).stdout.split()


CFLAGS = ["-std=c11", "-D_GNU_SOURCE", "-O0", "-g0", "-w", "-fPIC", '-DPACKAGE_VERSION="mutate"', '-DLOCALEDIR="/nowhere"',
          '-DPKGDATADIR="/nowhere"', f"-I{SOURCE}/engine", f"-I{SOURCE}/tests", *flags("--cflags")]


def cc(*words):
    subprocess.run(["gcc", *CFLAGS, *words], check=True)


# ---- the build ------------------------------------------------------------------------------


def compile_all():
    os.makedirs(PLACE, exist_ok=True)
    sources = [f for f in glob.glob(f"{SOURCE}/engine/*/*.c") + glob.glob(f"{SOURCE}/engine/wubu-*.c")
               if not f.endswith("/no-tls.c")]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda f: cc("-c", f, "-o", object_of(f)), sources))
    library = [object_of(f) for f in sources if "/cli/" not in f and "/web/" not in f]
    subprocess.run(["gcc", "-shared", "-o", f"{PLACE}/libwubu.so", *library, *flags("--libs")], check=True)
    link = ["-L", PLACE, "-lwubu", f"-Wl,-rpath,{PLACE}", *flags("--libs"), "-lcmocka"]
    for test in {t for tests in TESTS.values() for t in tests}:
        cc(f"{SOURCE}/{test}.c", *(f"{SOURCE}/{f}" for f in EXTRA.get(test, [])), "-o", f"{PLACE}/{os.path.basename(test)}", *link)
    front = [object_of(f) for f in sources if "/cli/" in f or "/web/" in f]
    subprocess.run(["gcc", "-o", f"{PLACE}/wubu", *front, *link], check=True)


def object_of(path):
    return f"{PLACE}/{path[len(SOURCE) + 1:].replace('/', '_')}.o"


# ---- what is changed ------------------------------------------------------------------------


def blank(text):
    """The code with comments, strings and preprocessor lines turned into blanks, place for place."""
    pattern = r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|^#[^\n]*|//[^\n]*'
    return re.sub(pattern, lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S | re.M)


def without_loops(code):
    """The heads of loops turned into blanks."""
    out = list(code)
    for match in re.finditer(r"\bfor \(", code):
        depth, at = 0, match.end() - 1
        while True:
            depth += {"(": 1, ")": -1}.get(code[at], 0)
            out[at] = "\n" if code[at] == "\n" else " "
            at += 1
            if not depth:
                break
    return "".join(out)


def mutants(name):
    with open(f"{SOURCE}/{name}", encoding="utf-8") as file:
        text = file.read()
    code = without_loops(blank(text))
    for match in re.finditer(r"(?<=[ \t\n])(==|!=|<=|>=|<|>|&&|\|\|)(?=[ \n])|\breturn (true|false);", code):
        old = match.group(1) or match.group(2)
        news = SWAPS.get(old) or [{"true": "false", "false": "true"}[old]]
        start = match.start(1 if match.group(1) else 2)
        for new in news:
            line = text.count("\n", 0, start) + 1
            yield line, old, new, text[:start] + new + text[start + len(old):], text.splitlines()[line - 1].strip()


# ---- asking the tests -----------------------------------------------------------------------


def run(words, preload):
    env = {**os.environ, "LD_PRELOAD": preload, "WUBU_SOURCE": SOURCE, "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(words, env=env, cwd=SOURCE, capture_output=True, text=True, errors="replace", timeout=300, check=False)
    except subprocess.TimeoutExpired:
        return None


def unit_tests_notice(floor, preload):
    for test in TESTS[floor]:
        done = run([f"{PLACE}/{os.path.basename(test)}"], preload)
        if done is None or done.returncode:
            return True
    return False


class Histories:
    """Random ledgers, and the commits of each that must be refused."""

    def __init__(self):
        self.rows = []
        if not HISTORIES:
            return
        sys.path.insert(0, f"{SOURCE}/tests/second")
        sys.argv = [sys.argv[0], f"{PLACE}/wubu", SOURCE]
        from auditor import Auditor  # pylint: disable=import-error,import-outside-toplevel
        from faults import FAULTS  # pylint: disable=import-error,import-outside-toplevel
        from histories import History, Source  # pylint: disable=import-error,import-outside-toplevel
        self.place = f"{PLACE}/histories"
        shutil.rmtree(self.place, ignore_errors=True)
        os.makedirs(f"{self.place}/keys")
        source = Source(SOURCE, f"{self.place}/keys")
        for number in range(1, 2 * HISTORIES, 2):
            path = f"{self.place}/{number}.git"
            History(source, number, path, FAULTS)
            self.rows.append((path, set(Auditor(path).refused)))

    def notice(self, preload):
        for path, wanted in self.rows:
            done = run([f"{PLACE}/wubu", "-C", path, "--json", "audit"], preload)
            if done is None or done.returncode not in (0, 1, 3):
                return True
            rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
            if {r.get("commit") for r in rows if r.get("level") == "refuse"} != wanted:
                return True
        return False


def judge(job):
    """(name, line, what, how it ended)"""
    name, number, (line, old, new, text, shown), histories = job
    base = f"{PLACE}/mutant-{name.replace('/', '_')}-{number}"
    path = f"{os.path.dirname(f'{SOURCE}/{name}')}/.mutant-{os.path.basename(name)[:-2]}-{number}.c"
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run(["gcc", *CFLAGS, "-shared", path, "-o", f"{base}.so"], capture_output=True, check=False)
        if done.returncode:
            how = "does not compile"
        elif unit_tests_notice(name.split("/")[1], f"{base}.so"):
            how = "killed by unit tests"
        else:
            how = "killed by histories" if histories.notice(f"{base}.so") else "lives"
    finally:
        for rubbish in (path, f"{base}.so"):
            if os.path.exists(rubbish):
                os.unlink(rubbish)
    return name, line, f"{old} -> {new}: {shown}", how


def main():
    compile_all()
    histories = Histories()
    if any(unit_tests_notice(floor, "") for floor in {name.split("/")[1] for name in FILES}) or histories.notice(""):
        raise SystemExit("the tests fail without any change")
    jobs = [(name, i, mutant, histories) for name in FILES for i, mutant in enumerate(mutants(name))]
    count, lives = collections.defaultdict(collections.Counter), []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, line, what, how in pool.map(judge, jobs):
            count[name][how] += 1
            if how == "lives":
                lives.append(f"{name}:{line}: {what}")
                print(f"lives: {lives[-1]}", flush=True)
    total = collections.Counter()
    for name, ways in count.items():
        total.update(ways)
        print(f"{name:34} {sum(ways.values()):4d} changed, {ways['lives']:3d} live")
    changed = sum(total.values()) - total["does not compile"]
    print(f"{changed} changed, {changed - total['lives']} noticed ({100 * (changed - total['lives']) / changed:.1f} %): "
          f"{total['killed by unit tests']} by unit tests, {total['killed by histories']} by histories")


if __name__ == "__main__":
    FILES = sys.argv[2:] or FILES
    main()
