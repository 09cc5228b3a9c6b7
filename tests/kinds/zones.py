#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each shipped rulebook's clocks agree with the time-zone database, hour by hour around each change and at random besides.

tests/kinds/test-zones reads `book NAME` and `at SECONDS MINUTES`, asks the engine, and says in TAP where the two differ.
"""
import datetime
import os
import random
import subprocess
import sys
import zoneinfo

import yaml

SOURCE = os.environ.get("WUBU_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.path.dirname(os.environ.get("WUBU", os.path.join(SOURCE, "wubu")))
UTC = datetime.timezone.utc


def zones():
    for folder, _, files in sorted(os.walk(os.path.join(SOURCE, "rules"))):
        if "rulebook.yaml" in files:
            with open(os.path.join(folder, "rulebook.yaml"), encoding="utf-8") as file:
                book = yaml.safe_load(file)
            if "time" in book:
                yield book["rulebook"], book["time"]["zone"]


BEGIN, DAYS = datetime.datetime(2008, 1, 1, tzinfo=UTC), 30 * 365


def changes(zone):
    """The hours at which clocks there are put forward or back."""
    for day in range(DAYS):
        hours = [BEGIN + datetime.timedelta(days=day, hours=hour) for hour in range(25)]
        if hours[0].astimezone(zone).utcoffset() == hours[24].astimezone(zone).utcoffset():
            continue
        for before, hour in zip(hours, hours[1:]):
            if before.astimezone(zone).utcoffset() != hour.astimezone(zone).utcoffset():
                yield hour


def moments(zone):
    chance = random.Random(5)
    for hour in changes(zone):
        for seconds in (-3601, -3600, -1801, -1, 0, 1, 1799, 3599):
            yield hour + datetime.timedelta(seconds=seconds)
    for _ in range(500):
        yield BEGIN + datetime.timedelta(seconds=chance.randrange(DAYS * 86400))


def main():
    try:
        zoneinfo.ZoneInfo("Europe/Brussels")
    except zoneinfo.ZoneInfoNotFoundError:
        print("1..0 # SKIP no time-zone database here")
        return 0
    lines = []
    for name, key in zones():
        zone = zoneinfo.ZoneInfo(key)
        lines.append(f"book {name}")
        for moment in moments(zone):
            minutes = int(moment.astimezone(zone).utcoffset().total_seconds()) // 60
            lines.append(f"at {int(moment.timestamp())} {minutes}")
    return subprocess.run([os.path.join(BUILD, "tests", "kinds", "test-zones"), os.path.join(SOURCE, "rules")],
                          input="\n".join(lines) + "\n", text=True, check=False).returncode


sys.exit(main())
