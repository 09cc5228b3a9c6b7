#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The engine knows no law: no step, role, matter, text or article of a rulebook stands in its code, and no Chinese.

    law.py [SOURCE-FOLDER]      (prints TAP)

The names are read from rules/**/rulebook.yaml.  Comments are left out: an example there decides nothing.  Then the same
check is held to itself: a name of each sort, planted into a file, must be told of.
"""
import glob
import os
import re
import sys

import yaml

SOURCE = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("WUBU_SOURCE", os.path.join(os.path.dirname(__file__), ".."))

# A name of one word ("notice", "plan") is also a common English word.  As part of a sentence or of the code it may stand; a
# text that is nothing but the name may not, since that is how code would ask for it.
ONE_WORD = re.compile("[a-z]+")

# Words that may stand as a text of their own besides, and what the engine means by them.
OWN = {
    "decision": "a record of the ledger: the key that findings and lists have for it",
}

TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
CHINESE = re.compile("[\u2e80-\u2fff\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Reader(yaml.BaseLoader):
    """All scalars are texts."""


def books():
    for path in sorted(glob.glob(os.path.join(SOURCE, "rules", "**", "rulebook.yaml"), recursive=True)):
        with open(path, encoding="utf-8") as file:
            yield yaml.load(file, Loader=Reader)


def citations(node):
    """Every "713:15(1)" below NODE."""
    if isinstance(node, dict):
        basis = node.get("basis", [])
        yield from [basis] if isinstance(basis, str) else [part for part in basis if isinstance(part, str)]
        for value in node.values():
            yield from citations(value)
    elif isinstance(node, list):
        for value in node:
            yield from citations(value)


def names():
    """{name: what it is}"""
    found = {}
    for book in books():
        for sort, word in (("steps", "step"), ("roles", "role"), ("matters", "matter"), ("cites", "text cited")):
            for name in book.get(sort, {}):
                found.setdefault(name, word)
        found.setdefault(book["rulebook"], "rulebook")
        for basis in citations(book):
            if ":" in basis:
                found.setdefault(basis, "place in a text")
    return found


def without_comments(text):
    """TEXT with blanks in place of its comments, line by line as it was."""
    return TOKEN.sub(lambda m: re.sub(r"[^\n]", " ", m.group()) if m.group().startswith("/") else m.group(), text)


def pattern_of(laws):
    """Finds any of the names as a whole word; the longest first."""
    words = "|".join(re.escape(name) for name in sorted(laws, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")


def is_allowed(line, match):
    """Whether a common word is more than a text of its own."""
    alone = line[match.start() - 1 : match.start()] == '"' and line[match.end() : match.end() + 1] == '"'
    return match.group() in OWN or (ONE_WORD.fullmatch(match.group()) and not alone)


def faults(text, laws, pattern):
    for number, line in enumerate(without_comments(text).split("\n"), 1):
        if CHINESE.search(line):
            yield f"{number}: Chinese text: {line.strip()[:80]}"
        for match in pattern.finditer(line):
            if not is_allowed(line, match):
                yield f"{number}: the {laws[match.group()]} “{match.group()}”: {line.strip()[:80]}"


def sources():
    for folder, _, files in os.walk(os.path.join(SOURCE, "engine")):
        for name in sorted(files):
            if name.endswith((".c", ".h")):
                yield os.path.join(folder, name)


def planted(laws):
    """One violation of each sort, and what is none."""
    for sort in ("rulebook", "step", "role", "matter", "text cited", "place in a text"):
        name = next(name for name in laws if laws[name] == sort and name not in OWN)
        yield f"the name of a {sort}", f'\tif (strcmp(step, "{name}") == 0)\n', 1
    yield "a name in a sentence", '\tsay("the legality-review is missing");\n', 1
    yield "a common word as a text of its own", '\tif (strcmp(step, "publication") == 0)\n', 1
    yield "Chinese", '\tsay("合法性审查");\n', 1
    yield "Chinese punctuation", '\tsay("a、b");\n', 1
    yield "no fault in a comment", "/* as in legality-review, 合法性审查 */\n", 0
    yield "no fault in a common word", "\tstruct plan plan;\n", 0
    yield "a name after a comment sign in a text", '\tsay("/* ", "legality-review", " */");\n', 1


def main():
    cases, failed = 0, 0

    def say(good, what):
        nonlocal cases, failed
        cases, failed = cases + 1, failed + (not good)
        print(f"{'ok' if good else 'not ok'} {cases} - {what}")

    laws = names()
    pattern = pattern_of(laws)
    used, count, found = set(), 0, {}
    for path in sources():
        with open(path, encoding="utf-8") as file:
            text = file.read()
        count += 1
        used.update(match.group() for match in pattern.finditer(without_comments(text)))
        folder, name = os.path.relpath(os.path.dirname(path), SOURCE), os.path.relpath(path, SOURCE)
        found.setdefault(folder, []).extend(f"{name}:{fault}" for fault in faults(text, laws, pattern))
    for folder in sorted(found):
        for fault in found[folder]:
            print(f"# {fault}")
        say(not found[folder], f"{folder} knows no law")
    say(count > 50 and len(laws) > 100, "there are files and names to look at")
    for word in sorted({*OWN} - used):
        print(f"# “{word}” is allowed and not needed any more")
    for says, text, wanted in planted(laws):
        say(len(list(faults(text, laws, pattern))) == wanted, f"it would see {says}")
    print(f"1..{cases}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
