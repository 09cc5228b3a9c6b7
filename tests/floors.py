#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hold engine/ to engine/FLOORS: includes go down only, and an outside library belongs to one floor.

    floors.py [SOURCE-FOLDER]      (prints TAP)

Then the same check is held to itself: each kind of violation, planted into a copy, must be told of.
"""
import os
import re
import shutil
import sys
import tempfile

SOURCE = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("WUBU_SOURCE", os.path.join(os.path.dirname(__file__), ".."))
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
# The language's and the system's own headers, which any floor may include.
SYSTEM = set("""
    assert.h ctype.h dirent.h errno.h fcntl.h fnmatch.h getopt.h inttypes.h langinfo.h libintl.h limits.h locale.h
    poll.h pthread.h regex.h setjmp.h signal.h spawn.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h
    stdlib.h stdnoreturn.h string.h strings.h sys/file.h sys/ioctl.h sys/mman.h sys/resource.h sys/socket.h sys/stat.h
    sys/time.h sys/types.h sys/uio.h sys/un.h sys/wait.h termios.h threads.h time.h unistd.h wchar.h netinet/in.h
    arpa/inet.h""".split())


def read_floors(engine):
    """{floor: (names it may include from, outside headers of its own)}"""
    floors = {}
    with open(os.path.join(engine, "FLOORS"), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, _, rest = line.partition(":")
                below, _, outside = rest.partition("|")
                floors[name.strip()] = (below.split(), outside.split())
    return floors


def floor_of(path):
    """Of a path below engine/: its folder, or "wubu" for the files of the public face."""
    return path.split("/")[0] if "/" in path else "wubu"


def belongs(header, outside):
    return any(header.startswith(word) if word.endswith("/") else header == word for word in outside)


def fault_of_own(floors, path, header, engine):
    floor, target = floor_of(path), floor_of(header)
    if not os.path.exists(os.path.join(engine, header)):
        return f"“{header}” is not a file of engine/ (say it from there)"
    if target == floor:
        return None
    if header in floors[floor][0] or (target in floors[floor][0] and target != "wubu"):
        return None
    return f"{floor} may not include from {target}: “{header}”"


def fault_of_outside(floors, path, header):
    floor = floor_of(path)
    for name, (_, outside) in floors.items():
        if belongs(header, outside):
            return None if name == floor else f"<{header}> belongs to {name} alone"
    return None if header in SYSTEM else f"<{header}> belongs to no floor: name it in engine/FLOORS"


def sources(engine):
    for folder, _, names in os.walk(engine):
        for name in sorted(names):
            if name.endswith((".c", ".h")):
                yield os.path.relpath(os.path.join(folder, name), engine).replace(os.sep, "/")


def faults(engine):
    """Pairs of floor and fault."""
    floors = read_floors(engine)
    for path in sources(engine):
        floor = floor_of(path)
        if floor not in floors:
            yield floor, f"{path}: the floor “{floor}” does not stand in FLOORS"
            continue
        with open(os.path.join(engine, path), encoding="utf-8") as file:
            text = file.read()
        for match in INCLUDE.finditer(text):
            outside, header = match.group(1) == "<", match.group(2)
            fault = fault_of_outside(floors, path, header) if outside else fault_of_own(floors, path, header, engine)
            if fault:
                yield floor, f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {fault}"


# ---- the check held to itself -----------------------------------------------------------------------

PLANTED = [
    ("a floor that includes from above", "record/planted.c", '#include "rule/rulebook.h"\n', "record may not include from rule"),
    ("a floor that includes from beside", "trust/planted.c", '#include "store/store.h"\n', "trust may not include from store"),
    ("an outside header of another floor", "rule/planted.c", "#include <git2.h>\n", "<git2.h> belongs to store alone"),
    ("a header inside of a library of another floor", "view/planted.c", "#include <openssl/evp.h>\n", "belongs to trust alone"),
    ("an outside header of no floor", "base/planted.c", "#include <zlib.h>\n", "belongs to no floor"),
    ("a front end that looks behind the public face", "cli/planted.c", '#include "judge/gate.h"\n', "cli may not include from judge"),
    ("a front end that looks at its inside", "cli/planted.c", '#include "wubu-inside.h"\n', "cli may not include from wubu"),
    ("a header named from its own folder", "rule/planted.c", '#include "rulebook.h"\n', "is not a file of engine/"),
    ("a folder that is no floor", "misc/planted.c", "\n", "does not stand in FLOORS"),
    ("an include with blanks", "base/planted.c", "#  include  <yaml.h>\n", "<yaml.h> belongs to record alone"),
]


def sees(path, text, wanted):
    """Whether a copy of engine/ with this file has just this fault more."""
    with tempfile.TemporaryDirectory() as folder:
        engine = os.path.join(folder, "engine")
        shutil.copytree(os.path.join(SOURCE, "engine"), engine)
        before = set(faults(engine))
        os.chmod(engine, 0o755)     # the source may be read-only
        os.makedirs(os.path.dirname(os.path.join(engine, path)), exist_ok=True)
        os.chmod(os.path.dirname(os.path.join(engine, path)), 0o755)
        with open(os.path.join(engine, path), "w", encoding="utf-8") as file:
            file.write(text)
        new = [fault for fault in faults(engine) if fault not in before]
        return len(new) == 1 and wanted in new[0][1]


def main():
    cases, failed = 0, 0

    def say(good, what):
        nonlocal cases, failed
        cases, failed = cases + 1, failed + (not good)
        print(f"{'ok' if good else 'not ok'} {cases} - {what}")

    engine = os.path.join(SOURCE, "engine")
    floors, found = read_floors(engine), list(faults(engine))
    for floor in dict.fromkeys(list(floors) + [floor for floor, _ in found]):
        mine = [fault for name, fault in found if name == floor]
        for fault in mine:
            print(f"# {fault}")
        say(not mine, f"{floor} includes only from itself and from below")
    say(sum(1 for _ in sources(engine)) > 50, "there are files to look at")
    for says, path, text, wanted in PLANTED:
        say(sees(path, text, wanted), f"it would see {says}")
    print(f"1..{cases}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
