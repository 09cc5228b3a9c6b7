#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hold coverage.yaml to the law's rows and to the rulebook.

    coverage.py [REQUIREMENTS.md]

Each row of the requirements stands in coverage.yaml exactly once, and leads to rules that exist and cite that row's
article, to a part of the rulebook, or to an entry of `not-judged`.  The page is looked for beside the project when it
is not named; where it is not there, the rows are those of requirement-ids.txt; where it is, that copy must agree.
"""
import os
import re
import sys

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
BOOK = os.path.join(HERE, "..", "..", "rules", "cn", "state-council-713")
PAGE = os.path.join(HERE, "..", "..", "..", "shared", "law", "requirements.md")
ROW = re.compile(r"\| (N\d+(?:\.\d+)?) \| ([^|]+?) \|")


class Reader(yaml.BaseLoader):
    """All scalars are texts, and a key that stands twice is an error."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"{node.start_mark}: “{key}” stands here twice")
        return super().construct_mapping(node, deep)


def read(name):
    with open(os.path.join(BOOK, name), encoding="utf-8") as file:
        return yaml.load(file, Loader=Reader)


def rows_of_copy():
    with open(os.path.join(HERE, "requirement-ids.txt"), encoding="utf-8") as file:
        return dict(line.split() for line in file if line.strip() and not line.startswith("#"))


def rows_of_page(path):
    with open(path, encoding="utf-8") as file:
        return dict(match.groups() for match in map(ROW.match, file) if match)


def citations(part):
    basis = part.get("basis", [])
    return [basis] if isinstance(basis, str) else basis


def rule(book, name):
    """The part of BOOK that NAME leads to, or None."""
    first, _, second = name.partition(".")
    if first == "acts":
        return book["acts"].get(second)
    step = book["steps"].get(first)
    if step is None or not second:
        return step
    return step.get("skip") if second == "skip" else step.get("checks", {}).get(second)


def cites(part, article):
    """Whether PART cites ARTICLE, itself or as the whole article of one of its paragraphs."""
    whole = article.split("(")[0]
    for basis in citations(part):
        text, _, place = basis.partition(":")
        if text == "713" and (place in (article, whole) or (article == whole and place.split("(")[0] == whole)):
            return True
    return False


def faults(rows, coverage, book):
    for row in rows:
        if row not in coverage:
            yield f"{row}: not covered"
    for row, place in coverage.items():
        if row not in rows:
            yield f"{row}: no such row"
        elif len(place) != 1:
            yield f"{row}: needs one of rules, key, not-judged"
        elif "rules" in place:
            for name in place["rules"]:
                part = rule(book, name)
                if part is None:
                    yield f"{row}: no rule “{name}”"
                elif not cites(part, rows[row]):
                    yield f"{row}: “{name}” does not cite 713:{rows[row]}"
            if not place["rules"]:
                yield f"{row}: names no rule"
        elif "not-judged" in place:
            if place["not-judged"] not in book["not-judged"]:
                yield f"{row}: not-judged has no “{place['not-judged']}”"
        elif "key" in place:
            if place["key"] not in book:
                yield f"{row}: the rulebook has no “{place['key']}”"
        else:
            yield f"{row}: needs one of rules, key, not-judged"


def main():
    rows = rows_of_copy()
    found = []
    path = sys.argv[1] if len(sys.argv) > 1 else PAGE
    if os.path.exists(path):
        page = rows_of_page(path)
        found += [f"{row}: requirement-ids.txt and the page differ" for row in sorted(set(page.items()) ^ set(rows.items()))]
        rows = page
    coverage, book = read("coverage.yaml"), read("rulebook.yaml")
    found += faults(rows, coverage, book)
    for fault in found:
        print(fault)
    judged = sum("not-judged" not in place for place in coverage.values())
    print(f"coverage: {len(rows)} rows, {judged} in rules, {len(coverage) - judged} not judged, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
