#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""There is no law in the engine: no step, role, matter, text or Chinese term of a rulebook stands in its code."""
import glob
import os
import re
import sys

import yaml

SOURCE = os.environ.get("WUBU_SOURCE") or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# What the engine itself calls things may happen to be a name in a rulebook, too.
OWN = set()
CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def names():
    """Every name that only a rulebook may know."""
    found = set()
    for path in glob.glob(f"{SOURCE}/rules/**/rulebook.yaml", recursive=True):
        with open(path, encoding="utf-8") as file:
            book = yaml.safe_load(file)
        for part in ("steps", "roles", "matters", "cites"):
            found.update(map(str, book.get(part, {})))
        found.add(book["rulebook"])
    return found - OWN


def judge(path, law):
    with open(path, encoding="utf-8") as file:
        text = COMMENT.sub(lambda m: re.sub("[^\n]", " ", m.group()), file.read())
    for number, line in enumerate(text.split("\n"), 1):
        if CHINESE.search(line):
            yield number, "Chinese text; it belongs to po/ or to a rulebook"
        for literal in LITERAL.findall(line):
            words = set(re.split(r"[^a-z0-9-]+", literal)) if "." in literal or " " not in literal else set()
            for word in sorted(words & law):
                yield number, f'"{literal}" names “{word}” of a rulebook'


def main():
    law = names()
    paths = sorted(glob.glob(f"{SOURCE}/engine/**/*.[ch]", recursive=True))
    wrong = [f"{os.path.relpath(p, SOURCE)}:{n}: {what}" for p in paths for n, what in judge(p, law)]
    print("\n".join(wrong) or f"no name of {len(law)} in {len(paths)} files")
    return 1 if wrong or not paths or len(law) < 20 else 0


sys.exit(main())
