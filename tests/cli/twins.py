#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pages that exist in two languages say the same: same headings, same blocks of code, same links.

    twins.py [SOURCE-FOLDER]      (prints TAP)
"""
import os
import re
import sys

SOURCE = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("WUBU_SOURCE", os.path.join(os.path.dirname(__file__), "../.."))
PAIRS = [("README.md", "README.zh.md")]

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def shape(text):
    """What a page is made of besides its words: {sort: list}"""
    blocks = [(language, len(body.splitlines()), command_words(body)) for language, body in FENCE.findall(text)]
    prose = FENCE.sub("", text)
    return {
        "headings": [len(marks) for marks in re.findall(r"^(#+) ", prose, re.M)],
        "blocks": blocks,
        "marks of what is run": re.findall(r"^<!-- runs: .* -->$", prose, re.M),
        "links": sorted(target for target in re.findall(r"\]\(([^)]+)\)", prose) if not target.startswith("README")),
        "rows of tables": len(re.findall(r"^\|", prose, re.M)),
        "entries of lists": len(re.findall(r"^(?:-|\d+\.) ", prose, re.M)),
    }


def command_words(body):
    """The words of each line that begin a command: comments and quoted texts may differ."""
    lines = (re.sub(r"\s*#.*|\"[^\"]*\"", "", line).split() for line in body.splitlines())
    return [words[:2] for words in lines if words and re.fullmatch(r"[a-z./$A-Z-]+", words[0])]


def differences(one, other):
    a, b = shape(one), shape(other)
    return [f"{sort}: {a[sort]} / {b[sort]}" for sort in a if a[sort] != b[sort]]


def main():
    failed = 0
    print(f"1..{2 * len(PAIRS)}")
    for number, pair in enumerate(PAIRS):
        texts = [open(os.path.join(SOURCE, name), encoding="utf-8").read() for name in pair]
        found = differences(*texts)
        failed += bool(found)
        print(f"{'not ' if found else ''}ok {2 * number + 1} - {pair[0]} and {pair[1]} are made alike")
        print("".join(f"# {line}\n" for line in found), end="")
        # A heading that is missing in one of them has to be told of.
        planted = differences(texts[0] + "\n## One more\n", texts[1])
        failed += not planted
        print(f"{'' if planted else 'not '}ok {2 * number + 2} - a heading that only one of them has is told of")
    return bool(failed)


sys.exit(main())
