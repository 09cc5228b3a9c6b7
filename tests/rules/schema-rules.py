#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of rulebooks takes what wubu loads, and refuses what wubu refuses for its structure.

Shipped rulebooks, and the mutations of mutate.py that break the structure of one: a key, a type, something missing.
"""
import json
import re
import subprocess
import sys
import tempfile

import yaml

import mutate

# What is wrong with a structure alone; a name that leads nowhere is nothing that a schema can know.
STRUCTURAL = {"rename_key", "scalar_to_map", "scalar_to_list", "map_to_scalar", "map_to_list", "list_to_map", "empty_list",
              "drop_key", "unknown_kind", "second_kind", "bad_choice", "one_language", "bad_duration", "bad_number",
              "bad_fraction", "bad_date", "idle_check"}
# Where wubu alone refuses, it says one of these: where a name leads, a day that does not exist, what two things make together.
BEYOND = ("is not known", "there is no field", "is not a list", "is not a number", "is not a date", "a date is needed",
          "a fraction is needed", "the parent rulebook", "is a floor", "ends before", "needs a label", "no field of the record")
LONG = 16000  # beyond it a rulebook breaks in no other ways, only slower


# ---- a judge of the words of JSON Schema that wubu writes, made into functions once ---------------------------


TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int}


class Judge:
    def __init__(self, root):
        self.root, self.known = root, {}

    def judge(self, schema):
        """The function that says whether a value fits SCHEMA."""
        if schema is False:
            return lambda value: False
        parts = [getattr(self, "on_" + word.lstrip("$").lower())(schema[word], schema) for word in schema
                 if word not in ("title", "description", "definitions", "$schema", "then", "else")]
        return lambda value: all(part(value) for part in parts)

    def on_ref(self, path, _):
        name = path.rsplit("/", 1)[1]
        if name not in self.known:
            self.known[name] = None
            self.known[name] = self.judge(self.root["definitions"][name])
        return lambda value: self.known[name](value)

    def on_type(self, names, _):
        kinds = tuple(TYPES[n] for n in (names if isinstance(names, list) else [names]))
        flat = tuple(k for kind in kinds for k in (kind if isinstance(kind, tuple) else (kind,)))
        return lambda value: isinstance(value, flat) and (bool in flat or not isinstance(value, bool))

    def on_enum(self, words, _):
        return lambda value: any(type(value) is type(word) and value == word for word in words)

    def on_const(self, word, _):
        return lambda value: value == word

    def on_pattern(self, pattern, _):
        return lambda value: not isinstance(value, str) or re.search(pattern, value) is not None

    def on_minlength(self, least, _):
        return lambda value: not isinstance(value, str) or len(value) >= least

    def on_minimum(self, least, _):
        return lambda value: not isinstance(value, (int, float)) or value >= least

    def on_maximum(self, most, _):
        return lambda value: not isinstance(value, (int, float)) or value <= most

    def on_items(self, schema, _):
        each = self.judge(schema)
        return lambda value: not isinstance(value, list) or all(each(part) for part in value)

    def on_minitems(self, least, _):
        return lambda value: not isinstance(value, list) or len(value) >= least

    def on_minproperties(self, least, _):
        return lambda value: not isinstance(value, dict) or len(value) >= least

    def on_maxproperties(self, most, _):
        return lambda value: not isinstance(value, dict) or len(value) <= most

    def on_required(self, names, _):
        return lambda value: not isinstance(value, dict) or all(name in value for name in names)

    def on_propertynames(self, schema, _):
        each = self.judge(schema)
        return lambda value: not isinstance(value, dict) or all(each(key) for key in value)

    def on_properties(self, schemas, _):
        each = {key: self.judge(schema) for key, schema in schemas.items()}
        return lambda value: not isinstance(value, dict) or all(each[k](v) for k, v in value.items() if k in each)

    def on_additionalproperties(self, schema, whole):
        known, each = whole.get("properties", {}), self.judge(schema)
        return lambda value: not isinstance(value, dict) or all(each(v) for k, v in value.items() if k not in known)

    def on_dependencies(self, rules, _):
        each = {k: self.judge({"required": r} if isinstance(r, list) else r) for k, r in rules.items()}
        return lambda value: not isinstance(value, dict) or all(each[k](value) for k in each if k in value)

    def on_anyof(self, schemas, _):
        each = [self.judge(schema) for schema in schemas]
        return lambda value: any(one(value) for one in each)

    def on_oneof(self, schemas, _):
        each = [self.judge(schema) for schema in schemas]
        return lambda value: sum(bool(one(value)) for one in each) == 1

    def on_allof(self, schemas, _):
        each = [self.judge(schema) for schema in schemas]
        return lambda value: all(one(value) for one in each)

    def on_not(self, schema, _):
        inner = self.judge(schema)
        return lambda value: not inner(value)

    def on_if(self, schema, whole):
        asked, then, other = self.judge(schema), self.judge(whole.get("then", {})), self.judge(whole.get("else", {}))
        return lambda value: then(value) if asked(value) else other(value)


# ---- both judges ------------------------------------------------------------------------------------------------


def schema():
    done = subprocess.run([mutate.WUBU, "schema", "rules"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def read(text):
    return yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def compare(name, why, fits):
    """What is wrong between the two judges, or None."""
    if not why and not fits:
        return f"{name}: wubu loads it, the schema does not take it"
    if why and fits and not any(words in why[0]["message"] for words in BEYOND):
        return f"{name}: the schema takes it, wubu says: {why[0]['message']}"
    return None


def second_opinion(whole):
    """What the library says of the schema and of two rulebooks, where it is installed."""
    try:
        import jsonschema
    except ImportError:
        return []
    jsonschema.Draft7Validator.check_schema(whole)
    validator = jsonschema.Draft7Validator(whole)
    small = [read(mutate.shelved(name).text) for name in ("cn/hebei", "cn/beijing/wangjing/contract-review")]
    wrong = [e.message for book in small for e in validator.iter_errors(book)]
    small[0]["stepz"] = {}
    return wrong + ([] if not validator.is_valid(small[0]) else ["jsonschema takes a key that nobody knows"])


def main():
    whole = schema()
    fits = Judge(whole).judge(whole)
    wrong = second_opinion(whole) + [f"{b.name} does not fit" for b in mutate.books() if not fits(read(b.text))]
    todo = [m for m in mutate.mutants(False) if m[0].split()[0] in STRUCTURAL and len(m[2]) < LONG][::2]
    both = beyond = taken = 0
    with tempfile.TemporaryDirectory() as folder:
        for i in range(0, len(todo), mutate.BATCH):
            batch = todo[i:i + mutate.BATCH]
            for (name, _, text), findings in zip(batch, mutate.judge(batch, f"{folder}/rules")):
                why = [f for f in findings if f["rule"] == "lint.load"]
                takes = fits(read(text))
                wrong += filter(None, [compare(name, why, takes)])
                both += bool(why) and not takes
                beyond += bool(why) and takes
                taken += not why
    for line in wrong:
        print(line)
    print(f"{len(todo)} mutations: {both} refused by both, {beyond} by wubu alone because of where a name leads, {taken} taken")
    return 1 if wrong or both < 200 or beyond * 5 > both else 0


if __name__ == "__main__":
    sys.exit(main())
