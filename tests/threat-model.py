#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""docs/threat-model.md names a test, or a reason, for each attack; each test that it names is there.  And no attack is forgotten:
whatever a test at the gates has among its codes stands on the page."""
import os
import re
import sys

SOURCE = os.environ.get("WUBU_SOURCE", ".")
FOLDERS = ("tests/gate", "tests/server", "tests/web")


def read(name):
    with open(f"{SOURCE}/{name}", encoding="utf-8", errors="replace") as file:
        return file.read()


def rows():
    return re.findall(r"^\| ([A-Z]{2}-[0-9]{2}) \| (.*?) \| (.*) \|$", read("docs/threat-model.md"), re.M)


def named(cell):
    """(file, name of a test or nothing) for each that CELL names."""
    for file, name in re.findall(r"`(tests/[^`]*)`(?:: ([^`]*?))?(?=;|$)", cell):
        yield file, name.strip()


def wrong(code, what, cell):
    tests = list(named(cell))
    if not what or not (tests or len(cell) > 20):
        yield f"{code} has neither test nor reason"
    for file, name in tests:
        if not os.path.exists(f"{SOURCE}/{file}"):
            yield f"{code}: there is no {file}"
        elif name and name not in read(file):
            yield f"{code}: {file} has no test “{name}”"


def codes_of_tests():
    """By code, one file whose tests have it."""
    found = {}
    for folder in FOLDERS:
        if not os.path.isdir(f"{SOURCE}/{folder}"):
            continue
        for name in sorted(os.listdir(f"{SOURCE}/{folder}")):
            if name.endswith(".py"):
                for codes in re.findall(r"\"((?:[A-Z]{2}-[0-9]{2} ?)+)\"", read(f"{folder}/{name}")):
                    found.update({code: f"{folder}/{name}" for code in codes.split()})
    return found


def main():
    page = rows()
    faults = [fault for row in page for fault in wrong(*row)]
    known = {code for code, _, _ in page}
    faults += [f"{code} of {file} is not on the page" for code, file in sorted(codes_of_tests().items())
               if code not in known and code != "ID-06"]
    if len(page) < 200 or len(known) < len(page):
        faults.append(f"{len(page)} rows, {len(known)} codes: the page was not read, or a code stands twice")
    # A name that is no test's must be noticed.
    if not list(wrong("XX-00", "x", "`tests/gate/history.py`: no test is called so")):
        faults.append("a wrong name is not noticed")
    print("\n".join(faults) if faults else f"{len(page)} attacks, each with its tests or its reason")
    sys.exit(1 if faults else 0)


main()
