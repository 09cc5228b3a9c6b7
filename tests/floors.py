#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every file of engine/ includes only what engine/FLOORS lets its floor include."""
import glob
import os
import re
import sys

SOURCE = os.environ.get("WUBU_SOURCE") or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def read_floors():
    """FLOOR -> (what of ours it may include, the outside headers that are its own)"""
    floors = {}
    for line in open(f"{SOURCE}/engine/FLOORS", encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            name, rest = line.split(":", 1)
            below, outside = rest.split("|")
            floors[name.strip()] = (below.split(), outside.split())
    return floors


def floor_of(path):
    """The floor of a file: its folder, or "wubu" for the public face."""
    return path.split("/")[0] if "/" in path else "wubu"


def judge_ours(floors, floor, header):
    below = floors[floor][0]
    if floor_of(header) == floor or header in below:
        return None
    # Front ends see the public face by its one header; to the others its name stands for the floor.
    if floor_of(header) in below and "/" in header:
        return None
    return f'"{header}" is not on a floor that {floor} stands on'


def judge_outside(floors, floor, header):
    for owner, (_, prefixes) in floors.items():
        if owner != floor and any(header == p or (p.endswith("/") and header.startswith(p)) for p in prefixes):
            return f"<{header}> belongs to {owner} alone"
    return None


def judge_file(floors, path):
    floor = floor_of(path)
    if floor not in floors:
        yield 0, f"the floor {floor} is not in engine/FLOORS"
        return
    for number, line in enumerate(open(f"{SOURCE}/engine/{path}", encoding="utf-8"), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        ours, outside = match.groups()
        wrong = judge_ours(floors, floor, ours) if ours else judge_outside(floors, floor, outside)
        if wrong:
            yield number, wrong


def main():
    floors = read_floors()
    names = {"base": "base/bytes.h", "wubu": "wubu.h"}
    assert judge_ours(floors, "record", "store/store.h") and judge_ours(floors, "cli", "wubu-inside.h")
    assert judge_ours(floors, "base", "record/record.h") and judge_outside(floors, "judge", "git2.h")
    assert not judge_ours(floors, "cli", names["wubu"]) and not judge_ours(floors, "store", names["base"])
    assert judge_outside(floors, "cli", "openssl/evp.h") and not judge_outside(floors, "trust", "openssl/evp.h")
    paths = sorted(os.path.relpath(p, f"{SOURCE}/engine") for p in
                   glob.glob(f"{SOURCE}/engine/**/*.[ch]", recursive=True))
    wrong = [f"engine/{path}:{number}: {what}" for path in paths for number, what in judge_file(floors, path)]
    print("\n".join(wrong) or f"{len(paths)} files keep to their floors")
    return 1 if wrong or not paths else 0


sys.exit(main())
