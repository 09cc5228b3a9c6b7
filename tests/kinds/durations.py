#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Working-day arithmetic agrees with calendar/cn.yaml on every pair of dates 2019-2026.

The days are counted here, from the file's own lines and python's calendar, by code that shares nothing with the
engine.  tests/kinds/test-durations reads them, asks the engine, and says in TAP where the two differ:

    day DATE COUNT                  working days from 2019-01-01 until DATE: all pairs follow from these
    elapsed UNIT FROM UNTIL COUNT   how long it is; "unknown DATE" for COUNT where the calendar does not reach DATE
    deadline UNIT LENGTH FROM DATE  the day on which LENGTH is reached
    within UNIT LENGTH FROM UNTIL yes|no
"""
import datetime
import os
import random
import re
import subprocess
import sys

SOURCE = os.environ.get("WUBU_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.path.dirname(os.environ.get("WUBU", os.path.join(SOURCE, "wubu")))
FIRST, LAST = datetime.date(2019, 1, 1), datetime.date(2026, 12, 31)
DAY = datetime.timedelta(days=1)
SECTION = re.compile(r"^    (weekday-off|weekend-work):")
ENTRY = re.compile(r"^      - (\d{4}-\d{2}-\d{2})\b")


def read_exceptions(path):
    days, section = {"weekday-off": set(), "weekend-work": set()}, None
    with open(path, encoding="utf-8") as file:
        for line in file:
            if match := SECTION.match(line):
                section = match.group(1)
            elif match := ENTRY.match(line):
                days[section].add(datetime.date.fromisoformat(match.group(1)))
    assert len(days["weekday-off"]) > 100 and len(days["weekend-work"]) > 30, "the calendar was not read"
    return days


EXCEPTIONS = read_exceptions(os.path.join(SOURCE, "rules", "calendar", "cn.yaml"))


def works(day):
    if not FIRST <= day <= LAST:
        raise LookupError(day)
    return day in EXCEPTIONS["weekend-work"] or (day.weekday() < 5 and day not in EXCEPTIONS["weekday-off"])


def working_days(begin, until):
    """How many days of (BEGIN, UNTIL] are worked, asked one after the other."""
    count, day = 0, begin + DAY
    while day <= until:
        count += works(day)
        day += DAY
    return count


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return datetime.date(year, month + 1, last)
        except ValueError:
            continue


def months_between(begin, until):
    count = 0
    while add_months(begin, count + 1) <= until:
        count += 1
    return count


def elapsed(unit, begin, until):
    if until < begin:
        return (until - begin).days
    if unit == "working days":
        return working_days(begin, until)
    if unit == "clear working days":
        return working_days(begin, until - DAY)
    if unit in ("months", "years"):
        return months_between(begin, until) // (12 if unit == "years" else 1)
    days = (until - begin).days
    return {"days": days, "clear days": days - 1, "weeks": days // 7}[unit]


def deadline(unit, length, begin):
    """The first day on which it is LENGTH since BEGIN, found by trying."""
    day = begin
    if unit in ("months", "years"):
        return add_months(begin, length * (12 if unit == "years" else 1))
    while elapsed(unit, begin, day) < length:
        day += DAY
    return day


UNITS = {"days": 90, "working days": 30, "clear days": 60, "clear working days": 20, "weeks": 30, "months": 40, "years": 3}


def count_line(unit, begin, until):
    try:
        return f"elapsed {unit.replace(' ', '_')} {begin} {until} {elapsed(unit, begin, until)}"
    except LookupError as unknown:
        return f"elapsed {unit.replace(' ', '_')} {begin} {until} unknown {unknown}"


def samples(dice):
    near = lambda: FIRST + DAY * dice.randrange((LAST - FIRST).days - 1200)
    for unit, most in UNITS.items():
        for _ in range(150):
            begin, length = near(), dice.randint(1, most)
            end, word = deadline(unit, length, begin), unit.replace(" ", "_")
            yield f"deadline {word} {length} {begin} {end}"
            for until in (end - DAY, end, end + DAY, begin, begin + DAY * dice.randrange(1000)):
                yield count_line(unit, begin, until)
                yield f"within {word} {length} {begin} {until} {'yes' if until <= end else 'no'}"
            yield count_line(unit, end, begin - DAY * dice.randrange(1, 900))
    for unit in ("months", "years"):
        for begin in ("2019-01-31", "2019-08-31", "2020-02-29", "2019-12-31", "2019-11-30"):
            for until in ("2020-02-28", "2020-02-29", "2020-03-01", "2021-02-28", "2021-03-01", "2020-12-31"):
                if begin <= until:
                    yield count_line(unit, *map(datetime.date.fromisoformat, (begin, until)))


def outside():
    for unit in ("working days", "clear working days"):
        for begin, until in (("2018-12-31", "2019-01-31"), ("2018-12-30", "2019-01-31"), ("2026-12-01", "2027-01-02"),
                             ("2026-12-31", "2027-01-01"), ("2026-12-30", "2027-01-01"), ("2017-01-01", "2017-01-02"),
                             ("2030-01-01", "2031-01-01"), ("2018-01-01", "2028-01-01"), ("2026-12-31", "2026-12-31")):
            yield count_line(unit, *map(datetime.date.fromisoformat, (begin, until)))
    # The first of these is reached on the last day that is known.
    yield f"deadline working_days {working_days(datetime.date(2026, 12, 1), LAST)} 2026-12-01 2026-12-31"
    yield f"deadline working_days {working_days(datetime.date(2026, 12, 1), LAST) + 1} 2026-12-01 unknown 2027-01-01"
    yield "deadline working_days 5 2018-12-20 unknown 2018-12-21"
    yield "within working_days 20 2026-12-25 2026-12-31 yes"
    yield "within working_days 2 2026-12-30 2027-01-01 unknown 2027-01-01"


def lines():
    count, day = 0, FIRST
    while day <= LAST:
        count += works(day)
        yield f"day {day} {count}"
        day += DAY
    yield from samples(random.Random(713))
    yield from outside()


def main():
    program = os.path.join(BUILD, "tests", "kinds", "test-durations")
    return subprocess.run([program], input="\n".join(lines()) + "\n", text=True, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
