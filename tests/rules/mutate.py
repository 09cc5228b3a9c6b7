#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Break the shipped rulebooks in hundreds of ways: each is refused at its file and line, or is lawful for a reason given here.

    mutate.py           so many that `make check` stays quick
    mutate.py --all     every place of every rulebook (make mutations)
    mutate.py --list    what still loads, with what was done

A mutation is one change of a shipped file's text.  Mutants are rulebooks of their own names in one folder, so that one
process judges many of them.  `wubu rules lint` has to refuse each of them: what does not load as `lint.load` in the
mutant's file, with a line; what loads and can never be met, or stalls, by a finding of the level refuse.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

SOURCE = os.environ.get("WUBU_SOURCE") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WUBU = os.environ.get("WUBU", "wubu")
RULES = os.path.join(SOURCE, "rules")
BATCH = 250
LEAST = 300
# Below these keys stand names of the rulebook's own; everywhere else a key is a word of the language.
NAMING = {"cites", "roles", "matters", "header", "fields", "of", "choices", "outcomes", "steps", "checks"}
PATHS = {"present", "absent", "field", "fields", "for-each", "from", "until", "dates", "distinct", "values", "these",
         "those", "all", "in", "person", "on", "list", "by", "is", "once", "date"}


# ---- rulebooks as text and as trees ------------------------------------------------------------------


class Book:
    def __init__(self, name):
        self.name = name
        with open(os.path.join(RULES, name, "rulebook.yaml"), encoding="utf-8") as file:
            self.text = file.read()
        self.root = yaml.compose(self.text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        self.all = list(walk((), self.root))

    def places(self):
        """Every (path, key node or None, value node) of the file, in its order."""
        return self.all

    def splice(self, begin, end, text):
        return self.text[:begin] + text + self.text[end:]

    def put(self, node, text):
        end = node.end_mark.index
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            end = len(self.text[:end].rstrip()) if self.text[:end].strip() else end
            text = text + "\n" if self.text[end:end + 1] != "\n" else text
        return self.splice(node.start_mark.index, end, text)


def walk(path, node):
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            yield here, key, value
            yield from walk(here, value)
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            here = (*path, str(i))
            yield here, None, value
            yield from walk(here, value)


SHELF = {}


def shelved(name):
    if name not in SHELF:
        SHELF[name] = Book(name)
    return SHELF[name]


def books():
    for folder, _, files in sorted(os.walk(RULES)):
        if "rulebook.yaml" in files:
            yield shelved(os.path.relpath(folder, RULES))


def is_word(path):
    """Whether the key at the end of PATH is a word of the language, not a name that the rulebook gives."""
    return len(path) == 1 or (path[-2] not in NAMING and path[-2] != "not-judged")


def is_scalar(node):
    return isinstance(node, yaml.ScalarNode)


def in_one_line(node):
    return node.start_mark.line == node.end_mark.line


# ---- kinds of mutation: each yields (where, new text) ----------------------------------------------------


def rename_key(book):
    for path, key, _ in book.places():
        if key and is_word(path):
            yield path, book.splice(key.end_mark.index, key.end_mark.index, "x")


def misspell_key(book):
    for path, key, _ in book.places():
        if key and is_word(path) and len(key.value) > 3:
            begin = key.start_mark.index
            swapped = key.value[0] + key.value[2] + key.value[1] + key.value[3:]
            if swapped != key.value:
                yield path, book.splice(begin, key.end_mark.index, swapped)


def capital_key(book):
    for path, key, _ in book.places():
        if key and key.value[0].islower() and path[0] != "not-judged" and not (len(path) > 1 and path[-2] == "cites"):
            yield path, book.splice(key.start_mark.index, key.end_mark.index, key.value.capitalize())


def double_key(book):
    """The same key once more in a map that stands in one line."""
    for path, key, value in book.places():
        if key and in_one_line(value) and book.text[value.end_mark.index:value.end_mark.index + 1] in ",}":
            begin, end = key.start_mark.index, value.end_mark.index
            yield path, book.splice(end, end, ", " + book.text[begin:end])


def double_line(book):
    """A key with its one line twice."""
    for path, key, value in book.places():
        if key and key.start_mark.line == value.end_mark.line:
            lines = book.text.split("\n")
            if lines[key.start_mark.line].strip().startswith(key.value + ":"):
                lines.insert(key.start_mark.line, lines[key.start_mark.line])
                yield path, "\n".join(lines)


def scalar_to_map(book):
    for path, _, value in book.places():
        if is_scalar(value) and in_one_line(value):
            yield path, book.put(value, "{stranger: x}")


def scalar_to_list(book):
    for path, _, value in book.places():
        if is_scalar(value) and in_one_line(value):
            yield path, book.put(value, "[[x]]")


def empty_scalar(book):
    for path, _, value in book.places():
        if is_scalar(value) and in_one_line(value):
            yield path, book.put(value, '""')


def map_to_scalar(book):
    for path, _, value in book.places():
        if isinstance(value, yaml.MappingNode) and value.flow_style and in_one_line(value):
            yield path, book.put(value, "stranger")


def map_to_list(book):
    for path, _, value in book.places():
        if isinstance(value, yaml.MappingNode) and value.flow_style and in_one_line(value):
            yield path, book.put(value, "[stranger]")


def list_to_map(book):
    for path, _, value in book.places():
        if isinstance(value, yaml.SequenceNode) and value.flow_style and in_one_line(value):
            yield path, book.put(value, "{stranger: x}")


def empty_list(book):
    for path, _, value in book.places():
        if isinstance(value, yaml.SequenceNode) and value.flow_style and in_one_line(value):
            yield path, book.put(value, "[]")


def drop_key(book):
    """A key that must be there is gone: of a map in one line, with the comma that parted it."""
    for path, key, value in book.places():
        if key and in_one_line(value) and is_word(path):
            begin, end = key.start_mark.index, value.end_mark.index
            if book.text[end:end + 2] == ", ":
                yield path, book.splice(begin, end + 2, "")
            elif book.text[begin - 2:begin] == ", ":
                yield path, book.splice(begin - 2, end, "")
            elif book.text[begin:end + 1].endswith("\n"):
                line = book.text.rfind("\n", 0, begin) + 1
                if not book.text[line:begin].strip():
                    yield path, book.splice(line, end + 1, "")


def dangling_role(book):
    for path, _, value in book.places():
        if is_scalar(value) and "role" in path[-2:] or "apart-from" in path[-2:-1]:
            yield path, book.put(value, "no-such-role")


def dangling_step(book):
    for path, _, value in book.places():
        if is_scalar(value) and path[0] != "words" and ("after" in path[-2:] or path[-2:-1] == ("to",) or path[-1] == "step"
                                 or (path[0] == "matters" and "steps" in path)):
            yield path, book.put(value, "no-such-step")


def dangling_basis(book):
    for path, _, value in book.places():
        if is_scalar(value) and "basis" in path[-2:] and path[0] != "words":
            yield path, book.put(value, '"nolaw:1"')


def dangling_path(book):
    for path, _, value in book.places():
        if is_scalar(value) and "checks" in path and path[-1] not in ("zh", "en") and \
           (path[-1] in PATHS or (path[-1].isdigit() and path[-2] in PATHS)) and \
           "basis" not in path and value.value not in ("yes", "no") and path[-2] not in ("is", "in", "role"):
            yield path, book.put(value, "no-such-field")


def unknown_kind(book):
    for path, key, value in book.places():
        if key and len(path) > 2 and path[-2] == "checks" and isinstance(value, yaml.MappingNode):
            for name, _ in value.value:
                if name.value not in ("title", "basis", "remedy", "at", "level", "floor", "in-force", "for-each", "when",
                                      "unless"):
                    yield (*path, name.value), book.splice(name.start_mark.index, name.end_mark.index, "demands")


def second_kind(book):
    for path, key, value in book.places():
        if key and len(path) > 2 and path[-2] == "checks" and isinstance(value, yaml.MappingNode):
            first = value.value[0][0]
            if not value.flow_style:
                yield path, book.splice(first.start_mark.index, first.start_mark.index,
                                        "present: /title\n" + " " * first.start_mark.column +
                                        "absent: /title\n" + " " * first.start_mark.column)


def bad_duration(book):
    worse = ["thirty days", "-30 days", "30", "30 dayz", "30.5 days", "30 days and a half", "99999 days", " 30days"]
    number = 0
    for path, _, value in book.places():
        if is_scalar(value) and re.fullmatch(r"[0-9]+ [a-z ]+", value.value) and "checks" in path + ("checks",):
            if path[-1] in ("at-least", "at-most", "late", "within", "more-than", "less-than"):
                yield path, book.put(value, f'"{worse[number % len(worse)]}"')
                number += 1


def bad_date(book):
    worse = ["2021-02-30", "2021-13-01", "01.01.2021", "2021-1-1", "yesterday", "20210101"]
    for number, (path, _, value) in enumerate(p for p in book.places() if is_scalar(p[2]) and p[0][0] == "in-force"
                                              or p[0][-2:-1] == ("in-force",)):
        for text in worse:
            yield (*path, text), book.put(value, text)


def bad_number(book):
    worse = ["five", "-1", "1.5", "1e3", "0x10", "9999999999999"]
    number = 0
    for path, _, value in book.places():
        if is_scalar(value) and value.value.isdigit() and path[-1] in ("at-least", "at-most", "more-than", "less-than",
                                                                       "version"):
            yield path, book.put(value, worse[number % len(worse)])
            number += 1


def bad_choice(book):
    """A type, a level, an `at`, a flag, a state that there is not."""
    for path, key, value in book.places():
        if key and is_scalar(value) and path[-1] in ("type", "items", "at", "level", "floor", "planned", "passes") and \
           is_word(path):
            yield path, book.put(value, "sometimes")


def bad_fraction(book):
    for path, _, value in book.places():
        if is_scalar(value) and re.fullmatch(r"[0-9]+/[0-9]+", value.value):
            for text in ("2/0", "2:3", "-1/2", "1/2/3", "5000/7000"):
                yield (*path, text), book.put(value, f'"{text}"')


def one_language(book):
    for path, key, value in book.places():
        if key and path[-1] in ("zh", "en") and in_one_line(value) and path[0] != "not-judged":
            end = value.end_mark.index
            if book.text[end:end + 2] == ", ":
                yield path, book.splice(key.start_mark.index, end + 2, "")


# ---- by hand: what the shape of a file does not give ---------------------------------------------------------


def steps_of(book):
    steps = [v for k, v in book.root.value if k.value == "steps"][0]
    return [(k, v) for k, v in steps.value]


def after_of(step):
    return [v for k, v in step.value if k.value == "after"]


def circle(book):
    """Each step that comes after something is made to come after itself, and after those that come after it."""
    steps = [(k.value, after_of(v)[0]) for k, v in steps_of(book) if isinstance(v, yaml.MappingNode) and after_of(v)]
    for name, after in steps:
        for other in [name] + [n for n, a in steps if name in [i.value for i in a.value]]:
            yield (name, other), book.put(after, f"[{other}]")


def circle_of_matters(book):
    for path, key, value in book.places():
        if key and path[:-1] == ("matters",) and isinstance(value, yaml.MappingNode) and value.flow_style and \
           not any(k.value == "kind-of" for k, _ in value.value):
            begin = value.start_mark.index + 1
            yield path, book.splice(begin, begin, f"kind-of: {key.value}, ")


def extends_itself(book):
    yield ("extends",), re.sub(r"^extends: .*\n|^(?=title:)", f"extends: {book.name}\n", book.text, count=1, flags=re.M)
    yield ("extends", "nothing"), re.sub(r"^extends: .*\n|^(?=title:)", "extends: no/such-book\n", book.text, count=1,
                                         flags=re.M)


def in_first_step(book, check):
    """BOOK with one more check in the first step that has any."""
    for path, key, value in book.places():
        if key and len(path) == 3 and path[0] == "steps" and path[-1] == "checks" and not value.flow_style:
            begin, pad = value.start_mark.index, " " * value.start_mark.column
            basis = [k.value for k, v in book.root.value if k.value == "cites" for k, _ in v.value]
            cite = basis[0] if basis else "713"
            text = f"planted: {{title: {{zh: 甲, en: A}}, basis: \"{cite}\", {check}, remedy: {{zh: 乙, en: B}}}}\n{pad}"
            return book.splice(begin, begin, text)
    return None


PATTERNS = ["(a+)+b", "(a|a)*b", "([a-z]+)*x", "(.*)*y", "(a|aa)+$", "([0-9]+-?)+!", "(x+x+)+y", "(.*a){12}"]
BROKEN = ["(", "[a-", "a{2,1}", "(?P<n>a)(?P<n>b)", "*a", "(*UTF)a", "\\\\C", "a" * 600, "(" * 40 + ")" * 40, "(?<=a+)b"]


def pattern_check(pattern):
    return f'pattern: {{field: /title, matches: "{pattern}", shape: {{zh: 形, en: shape}}}}'


def stalling_pattern(book):
    for pattern in PATTERNS:
        yield (pattern,), in_first_step(book, pattern_check(pattern))


def broken_pattern(book):
    for pattern in BROKEN:
        yield (pattern[:20],), in_first_step(book, pattern_check(pattern))


NOTHING = [
    "number: {field: /rounds.round, at-least: 3, at-most: 2}", "count: {of: /rounds, more-than: 2, less-than: 2}",
    "count: {of: /rounds, at-least: 2, at-most: 2, odd: yes}", "count: {of: /rounds}", "present: []", "one-of: []",
    "not: {}", "not: [{present: /title}]", "all-of: {present: /title, absent: /title}", "value: {field: /title}",
    "present: {fields: /title, stranger: 1}", "count: {of: /title, at-least: 1}", "number: {field: /title, at-least: 1}",
    "order: {dates: [/title, /rounds.on]}", "duration: {from: /rounds.on, until: /rounds.on}",
    "duration: {from: /title, until: /rounds.on, at-least: 1 days}",
    "duration: {from: /rounds.on, until: /withdrawn.on, at-least: 9 days, at-most: 8 days}",
    "step: {name: nowhere, is: complete}", "step: {is: complete}", "matter: nothing-of-it", "current-draft: nowhere",
    "compare: {this: {count: /rounds, sum: [1]}, at-least: 1}", "compare: {this: {sum: []}, at-least: 1}",
    "compare: {this: /title, at-least: 1}", "ratio: {of: 1, to: 2}", "ratio: {of: 1, to: 2, at-least: 2}",
    "for-each: /title, present: /id", "for-each: /rounds, present: nothing", "when: {}, present: /title",
    "when: {stranger: x}, present: /title", "when: {field: /title}, present: /title", "when: {is: x}, present: /title",
    "when: {any-of: []}, present: /title", "when: {any-of: [{}]}, present: /title", "unless: x, present: /title",
    "when: {present: /title, absent: /title}, present: /id", "in-force: {from: 2022-01-01, until: 2021-01-01}, present: /id",
    "at: yesterday, present: /id", "level: fatal, present: /id", "floor: perhaps, present: /id", "value: {field: /id, is: []}",
    "holds-role: {person: /withdrawn.by, role: nobody, on: /withdrawn.on}",
    "last-of: {list: /rounds, by: nothing, is: /withdrawn.by}", "covers: {all: /rounds.by, in: nowhere}",
    "fixed-once: {fields: /title}", "recorded-within: {date: /title, at-most: 3 days}",
]


def idle_check(book):
    for check in NOTHING:
        yield (check,), in_first_step(book, check)


def no_yaml(book):
    lines = book.text.split("\n")
    middle = len(lines) // 2
    yield ("tab",), "\n".join([*lines[:middle], "\tx: y", *lines[middle:]])
    yield ("anchor",), book.text.replace("\nversion:", "\nversion: &a", 1)
    yield ("alias",), book.text.replace("\ntitle:", "\ntitle: *a\nolder:", 1)
    yield ("tag",), book.text.replace("\nversion:", "\nversion: !!int", 1)
    yield ("two documents",), book.text + "\n---\nmore: x\n"
    yield ("nothing",), ""
    yield ("a list",), "- rulebook\n"
    yield ("a text",), "rulebook\n"
    yield ("open brace",), book.text + "\nmore: {a: b\n"
    yield ("open quote",), book.text + "\nmore: \"a\n"
    yield ("deep",), book.text.replace("\nversion:", "\ndeep: " + "[" * 40 + "]" * 40 + "\nversion:", 1)
    yield ("long text",), book.text.replace("\nversion:", "\nlong: " + "x" * 20000 + "\nversion:", 1)
    yield ("many nodes",), book.text.replace("\nversion:", "\nmany: [" + "x, " * 21000 + "x]\nversion:", 1)
    yield ("large",), book.text + "# \u4e00" * 90000
    yield ("merge key",), book.text.replace("\nversion:", "\n<<: {a: b}\nversion:", 1)
    yield ("control character",), book.text.replace("\nversion:", "\nversion: \"\\x07\"\nverzion:", 1)
    yield ("overlong name",), book.text.replace("\nsteps:\n", "\nsteps:\n  " + "a" * 70 + ": {}\n", 1)


def loosened(book):
    """Floors of the parent, written again in the child with less in them."""
    if not re.search(r"^extends:", book.text, re.M):
        return
    parent = shelved(re.search(r"^extends: *(\S+)", book.text, re.M).group(1))
    mine = {k.value for k, _ in steps_of(book)}
    for path, key, value in parent.places():
        if not key or len(path) != 4 or path[2] != "checks" or path[1] not in mine or value.flow_style:
            continue
        if not any(k.value == "floor" for k, _ in value.value):
            continue
        source = parent.text[value.start_mark.index:value.end_mark.index].rstrip()
        pad = re.sub("#.*", "", source)
        for what, changed in (("level", source + "\n        level: warn"),
                              ("no floor", re.sub(r"\n *floor: true", "", source)),
                              ("other", re.sub(r"\n *floor: true", "", "present: /id\n        title: {zh: 甲, en: A}\n"
                                                                       "        basis: \"713\"\n        floor: true")),
                              ("unless", source + "\n        unless: {present: /title}" if "unless:" not in pad else None),
                              ("when", source + "\n        when: {absent: /title}" if "when:" not in pad else None),
                              ("less", re.sub(r"at-least: ([0-9]+)", lambda m: f"at-least: {int(m.group(1)) - 1}", source)
                               if re.search(r"at-least: [1-9]", source) else None),
                              ("more", re.sub(r"at-most: ([0-9]+)", lambda m: f"at-most: {int(m.group(1)) + 1}", source)
                               if re.search(r"at-most: [0-9]", source) else None)):
            if changed and changed != source:
                yield (*path, what), put_into_step(book, path[1], path[3], changed)


def put_into_step(book, step, check, body):
    """BOOK with CHECK written first in STEP's checks; one that is there already gives way."""
    for path, key, value in book.places():
        if path == ("steps", step, "checks") and not value.flow_style:
            text = f"{check}:\n        {body}\n      "
            old = [(k, v) for k, v in value.value if k.value == check]
            if old:
                return None
            return book.splice(value.start_mark.index, value.start_mark.index, text)
    return None


def taken_back(book):
    """What a rulebook that extends another may not say again."""
    if not re.search(r"^extends:", book.text, re.M):
        return
    parent = shelved(re.search(r"^extends: *(\S+)", book.text, re.M).group(1))
    names = [k.value for k, _ in steps_of(parent)]
    mine = [k.value for k, _ in steps_of(book)]
    for name in names:
        if name in mine:
            continue
        for text in ("sign-off: {role: [secretary], outcomes: {well: {zh: 好, en: well}}}", "when: {present: /title}",
                     "unless: {present: /title}", "skip: {when: {present: /title}, role: [secretary], needs: [reason]}",
                     "return: {role: [secretary], to: []}", "freezes: []", "basis: \"713\""):
            yield (name, text[:9]), book.text.replace("\nsteps:\n", f"\nsteps:\n  {name}: {{{text}}}\n", 1)


# What loads and may: a pattern of the mutation's name, and the reason.
LAWFUL = [
    (r"drop_key \S+ .*\.(remedy|help|about|note)", "a text that helps may be missing: lint says so"),
    (r"drop_key \S+ words\.[a-z0-9-]+", "a word of the engine without label is known by its key: lint says so"),
    (r"drop_key \S+ .*\.freezes", "a step need not freeze anything of the header"),
    (r"drop_key \S+ .*\.floor", "whether a rule is a floor is for the rulebook that makes it to say"),
    (r"drop_key \S+ .*\.passes", "an outcome passes unless it says no"),
    (r"drop_key \S+ .*\.checks\..*\.(when|unless|for-each|level|at|in-force)", "without its condition a rule asks everybody"),
    (r"drop_key \S+ .*\.(fill|reopen|skip|return|after|when|unless|fields|checks|command|about|basis)",
     "a step may say less of itself"),
    (r"drop_key \S+ .*\.(planned|strict|odd|where|at-least|at-most|late|number|kind-of|apart-from|optional|until)",
     "this parameter may be left out where another one still asks something"),
    (r"drop_key \S+ (cites|matters|header|acts|not-judged|home|time|in-force)\b.*", "inherited, or not needed"),
]

# How many of each in `make check`, from each rulebook; None: all that there are.
MUTATIONS = [
    (rename_key, 6), (misspell_key, 3), (capital_key, 3), (double_key, 3), (double_line, 2), (scalar_to_map, 4),
    (scalar_to_list, 3), (empty_scalar, 3), (map_to_scalar, 3), (map_to_list, 2), (list_to_map, 2), (empty_list, 3),
    (drop_key, 4), (dangling_role, 2), (dangling_step, 2), (dangling_basis, 2), (dangling_path, 4), (unknown_kind, 2),
    (second_kind, 1), (bad_duration, 2), (bad_date, 2), (bad_number, 2), (bad_choice, 2), (bad_fraction, 5),
    (one_language, 2), (circle, 2), (circle_of_matters, 1), (extends_itself, 2), (stalling_pattern, 1), (broken_pattern, 1),
    (idle_check, 4), (no_yaml, 2), (loosened, 4), (taken_back, 2),
]


def pick(found, most, shift):
    """MOST of FOUND, spread over all of it, other ones for each SHIFT."""
    found = [f for f in found if f[1] is not None]
    if most is None or len(found) <= most:
        return found
    stride = len(found) / most
    return [found[int(i * stride + shift * 0.37 * stride) % len(found)] for i in range(most)]


def mutants(everything):
    for shift, book in enumerate(books()):
        for make, most in MUTATIONS:
            for where, text in pick(list(make(book)), None if everything else most, shift):
                if text != book.text:
                    yield f"{make.__name__} {book.name} {'.'.join(where)}", book, text


# ---- judging -----------------------------------------------------------------------------------------------


def lint(folder):
    done = subprocess.run([WUBU, "--json", "--lang", "en", "rules", "lint", "--rules", folder], capture_output=True,
                          text=True, check=False, timeout=300)
    if done.returncode not in (0, 1):
        sys.exit(f"wubu ended with {done.returncode}: {done.stderr[:2000]}")
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert findings[-1]["unlisted"] == 0, "a batch has more findings than are listed"
    return findings[:-1]


def judge(batch, folder):
    """For each of BATCH (name, book, text) the findings in its own file, in its order."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(RULES, folder, ignore=shutil.ignore_patterns("examples.yaml", "people.yaml", "ledger.yaml"))
    for i, (_, book, text) in enumerate(batch):
        os.makedirs(f"{folder}/mutant/m{i}")
        named = text.replace(f"rulebook: {book.name}\n", f"rulebook: mutant/m{i}\n", 1)
        named = named.replace(f"extends: {book.name}\n", f"extends: mutant/m{i}\n", 1)
        with open(f"{folder}/mutant/m{i}/rulebook.yaml", "w", encoding="utf-8") as file:
            file.write(named)
    found = [[] for _ in batch]
    for finding in lint(folder):
        place = re.search(r"mutant/m([0-9]+)/rulebook\.yaml$", finding.get("file") or "")
        if place:
            found[int(place.group(1))].append(finding)
    return found


def refusal(findings):
    """What refuses it, with its line, or None."""
    for finding in findings:
        if finding["level"] == "refuse":
            return finding
    return None


def lawful(name):
    for pattern, reason in LAWFUL:
        if re.fullmatch(pattern, name):
            return reason
    return None


def main():
    everything, listing = "--all" in sys.argv, "--list" in sys.argv
    wrong, loads, refused, kinds = [], [], 0, {}
    todo = list(mutants(everything))
    with tempfile.TemporaryDirectory() as folder:
        for i in range(0, len(todo), BATCH):
            batch = todo[i:i + BATCH]
            for (name, _, _), findings in zip(batch, judge(batch, f"{folder}/rules")):
                why = refusal(findings)
                if not why:
                    loads.append(name)
                elif not why.get("line") or not why.get("message"):
                    wrong.append(f"{name}: refused without its line: {why}")
                else:
                    refused += 1
                    kinds[why["rule"]] = kinds.get(why["rule"], 0) + 1
    for name in loads:
        if listing or not lawful(name):
            print(f"{name}: loads{', ' + lawful(name) if lawful(name) else ', and nothing says why it may'}")
    wrong += [name for name in loads if not lawful(name)]
    print("\n".join(wrong))
    print(f"{len(todo)} mutations: {refused} refused ({', '.join(f'{k} {n}' for k, n in sorted(kinds.items()))}), "
          f"{len(loads)} load, of which {len([n for n in loads if lawful(n)])} are lawful for a reason given")
    return 1 if wrong or len(todo) < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
