#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every kind of check stands in docs/rulebook.md, is used by one rulebook made of files only, and does there what the manual says.

The rulebook is tests/rules/invented/village/whole.  A kind that is added to the engine's table, and not to it, fails here.
"""
import os
import re
import subprocess
import sys
import tempfile

import yaml

SOURCE = os.environ.get("WUBU_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))
WUBU = os.environ.get("WUBU", os.path.join(SOURCE, "wubu"))
INVENTED = os.path.join(SOURCE, "tests", "rules", "invented")
COMMON = {"title", "basis", "remedy"}
cases = []


def case(name, wrong=""):
    """WRONG is empty when all is well."""
    cases.append(bool(wrong))
    print("\n".join(f"# {line}" for line in str(wrong).splitlines()) + "\n" if wrong else "", end="")
    print(f"{'not ok' if wrong else 'ok'} {len(cases)} - {name}")


def text(*path):
    with open(os.path.join(SOURCE, *path), encoding="utf-8") as file:
        return file.read()


def engine_kinds():
    table = re.search(r"static const struct rule_kind kinds\[\] = \{\n(.*?)\n\};", text("engine", "rule", "kinds.c"), re.S)
    return re.findall(r'^\t\{"([a-z-]+)",', table.group(1), re.M)


def blocks(manual):
    """The check and the example of each kind, as the manual shows them."""
    for kind, block in re.findall(r"^#### `([a-z-]+)`\n.*?^```yaml\n(.*?)^```$", manual, re.S | re.M):
        check, example = yaml.safe_load_all(block)
        yield kind, check, example


def files(manual):
    """The files that the manual shows whole."""
    return re.findall(r"^<!-- runs: rules/(\S+) -->\n```yaml\n(.*?)^```$", manual, re.S | re.M)


def run(rules, *words):
    done = subprocess.run([WUBU, "--lang", "en", "--no-color", "rules", *words, "--rules", rules], check=False,
                          capture_output=True, text=True)
    return "" if done.returncode == 0 and "arning" not in done.stdout else done.stdout + done.stderr


def main():
    kinds, manual = engine_kinds(), text("docs", "rulebook.md")
    book = yaml.safe_load(text("tests", "rules", "invented", "village", "whole", "rulebook.yaml"))
    checks = book["steps"]["forum"]["checks"]
    examples = {e["rule"]: e for e in yaml.safe_load(text("tests", "rules", "invented", "village", "whole", "examples.yaml"))["examples"]}
    shown = {kind: (check, example) for kind, check, example in blocks(manual)}
    case("the table of kinds was read", "" if len(kinds) > 25 else f"only {kinds}")
    for kind in kinds:
        case(f"{kind} stands in the manual's table", "" if f"\n| `{kind}` | " in manual else "no row")
        used = kind in checks.get(kind, {})
        case(f"{kind} is used by the invented village", "" if used else "no check of its name uses it")
        if not used or kind not in shown:
            case(f"{kind} is shown", "no paragraph with an example")
            continue
        check = {key: value for key, value in checks[kind].items() if key not in COMMON}
        example = {key: value for key, value in examples.get(f"forum.{kind}", {}).items() if key != "rule"}
        case(f"{kind} is shown as the village has it", "" if shown[kind][0] == check else f"{shown[kind][0]}\n{check}")
        case(f"{kind} is shown with the examples that are run", "" if shown[kind][1] == example else f"{shown[kind][1]}\n{example}")
    case("the village's rulebooks have no faults", run(INVENTED, "lint", "village/whole"))
    case("the village's examples hold", run(INVENTED, "test", "--strict", "village/whole"))
    strangers = os.path.join(SOURCE, "tests", "rules", "strangers")
    case("a stranger's rulebook has no faults", run(strangers, "lint"))
    case("a stranger's examples hold", run(strangers, "test", "--strict"))
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files(manual):
            os.makedirs(os.path.join(folder, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
                file.write(content)
        case("the manual shows a whole rulebook with its examples and its calendar", "" if len(files(manual)) == 3 else files(manual))
        case("the manual's rulebook has no faults", run(folder, "lint"))
        case("the manual's examples hold", run(folder, "test", "--strict"))
    print(f"1..{len(cases)}")
    return any(cases)


sys.exit(main())
