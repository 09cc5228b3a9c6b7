#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of records takes what wubu takes and refuses what it refuses for structure: worked records and mutations of them."""
import copy
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import yaml

SOURCE = os.environ.get("WUBU_SOURCE") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WUBU = os.environ.get("WUBU", "wubu")
BOOK = "cn/beijing/wangjing"
STRUCTURAL = {"record.unknown-key", "record.type"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int}


def wubu(*words):
    return subprocess.run([WUBU, *words], capture_output=True, text=True, check=False).stdout


# ---- a judge of the few words of JSON Schema that wubu writes ---------------------------------------------


def is_type(value, name):
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def fits_map(schema, value, root):
    known = schema.get("properties", {})
    return all(key in known and fits(known[key], part, root) for key, part in value.items())


WORDS = {
    "$ref": lambda s, v, root: fits(root["definitions"][s["$ref"].rsplit("/", 1)[1]], v, root),
    "anyOf": lambda s, v, root: any(fits(part, v, root) for part in s["anyOf"]),
    "enum": lambda s, v, root: any(type(v) is type(word) and v == word for word in s["enum"]),
    "type": lambda s, v, root: any(is_type(v, n) for n in (s["type"] if isinstance(s["type"], list) else [s["type"]])),
    "pattern": lambda s, v, root: not isinstance(v, str) or re.search(s["pattern"], v) is not None,
    "minimum": lambda s, v, root: not is_type(v, "number") or v >= s["minimum"],
    "maximum": lambda s, v, root: not is_type(v, "number") or v <= s["maximum"],
    "items": lambda s, v, root: not isinstance(v, list) or all(fits(s["items"], part, root) for part in v),
    "properties": lambda s, v, root: not isinstance(v, dict) or fits_map(s, v, root),
}
SILENT = {"title", "description", "definitions", "$schema", "additionalProperties"}


def fits(schema, value, root):
    assert not set(schema) - set(WORDS) - SILENT, f"unknown words {set(schema) - set(WORDS)}"
    return all(judge(schema, value, root) for word, judge in WORDS.items() if word in schema)


# ---- mutations ---------------------------------------------------------------------------------------------


def places(value, path=()):
    """Every place in a record that holds something."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from places(part, (*path, i))


def holder(record, path):
    for key in path[:-1]:
        record = record[key]
    return record


def rename(record, path):
    place = holder(record, path)
    if isinstance(place, dict):
        place[path[-1] + "x"] = place.pop(path[-1])


def put(value):
    def change(record, path):
        holder(record, path)[path[-1]] = value
    return change


CHANGES = [rename, put({"stranger": "1"}), put(["stranger"]), put("?? no such thing ??"), put(""), put([]), put("12")]


def mutations(record):
    """Each change at every seventh place, so that all are tried and none takes long."""
    for number, change in enumerate(CHANGES):
        for path in list(places(record))[number::7]:
            mutant = copy.deepcopy(record)
            change(mutant, path)
            yield f"{change.__name__} {number} at {'.'.join(map(str, path))}", mutant


# ---- both judges --------------------------------------------------------------------------------------------


def refused_by_wubu(files):
    """The files in which wubu finds a key or a value that cannot be there."""
    findings = wubu("check", "--state", "--json", "--rules", f"{SOURCE}/rules", *files).splitlines()
    found = [json.loads(line) for line in findings]
    assert found[-1]["unlisted"] == 0
    return {f["file"] for f in found if f.get("rule") in STRUCTURAL}


def compare(schema, record, folder):
    """What the two judges say of RECORD and its mutations; the sentences of those on which they differ, and how many each refuses."""
    wrong, files = [], {}
    for number, (what, mutant) in enumerate([("as it is", record), *mutations(record)]):
        path = f"{folder}/{number}.yaml"
        with open(path, "w", encoding="utf-8") as file:
            yaml.safe_dump(mutant, file, allow_unicode=True, default_style='"')
        files[path] = (what, mutant)
    refused, paths = set(), list(files)
    # A few at a time: findings of one call are limited.
    for i in range(0, len(paths), 8):
        refused |= refused_by_wubu(paths[i:i + 8])
    for path, (what, mutant) in files.items():
        if fits(schema, mutant, schema) == (path in refused):
            wrong.append(f"{what}: wubu {'refuses' if path in refused else 'takes'} it, the schema does not agree")
    return wrong, len(refused), len(files)


def main():
    schema = json.loads(wubu("schema", "record", BOOK, "--rules", f"{SOURCE}/rules"))
    wrong, refused, tried = [], 0, 0
    for path in sorted(glob.glob(f"{SOURCE}/decisions/*/*/decision.yaml"))[:1]:
        with open(path, encoding="utf-8") as file:
            record = yaml.load(file, yaml.BaseLoader)
        with tempfile.TemporaryDirectory() as folder:
            found, no, all_of_them = compare(schema, record, folder)
        wrong += [f"{os.path.relpath(path, SOURCE)}: {what}" for what in found]
        refused, tried = refused + no, tried + all_of_them
    for path in sorted(glob.glob(f"{SOURCE}/decisions/*/*/decision.yaml")):
        with open(path, encoding="utf-8") as file:
            if not fits(schema, yaml.load(file, yaml.BaseLoader), schema):
                wrong.append(f"{os.path.relpath(path, SOURCE)} does not fit the schema")
    print("\n".join(wrong) or f"{tried} records, {refused} of them refused by both")
    return 1 if wrong or refused < 50 or tried - refused < 20 else 0


sys.exit(main())
