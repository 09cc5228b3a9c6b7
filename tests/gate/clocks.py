# SPDX-License-Identifier: Apache-2.0
"""Time (TM): commits' dates are claims, days of the record are checked, working days are counted by the calendar."""
import re

from world import SECRETARY, Case, Failure, same, refusals, test

TIME, FORMAT = "commit.time", "commit.format"


def next_act(ground):
    ground.act()


def dated(date):
    """The next act, committed with DATE on its clock."""
    def attack(ground):
        ground.ready()
        ground.env.update({"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date})
        ground.commit_refused()
    return attack


def committer_time(text):
    """The committer's time and zone replaced by TEXT."""
    def attack(ground):
        ground.act()
        ground.forge(lambda payload: re.sub(rb"(?m)^(committer .*>) .*$", rb"\1 " + text, payload, count=1))
    return attack


def forged(ground):
    ground.act()
    ground.forge()


def note_day(day):
    """DAY as that of a piece of evidence."""
    def act(ground):
        ground.change(lambda record: record["opening"]["research"].update(on=day))
        ground.git("add", "-A")
        if ground.git("commit", "-q", check=False).returncode:
            ground.commit_refused()
    return act


def signed_on(day):
    """The next sign-off bears another DAY than that of its commit."""
    def act(ground):
        step, kind = ground.ready()
        ground.change(lambda record: record[step][kind].update(on=day))
        ground.git("add", "-A")
        if ground.git("commit", "-q", check=False).returncode:
            ground.commit_refused()
    return act


def reviewed_from(day):
    """The draft was handed in for review on DAY; the opinion is of 13 October."""
    def act(ground):
        ground.ready()
        ground.change(lambda record: record["legality-review"].update(submitted=day))
        ground.commit()
        ground.ready()
        ground.change(lambda record: record["legality-review"].update(submitted=day))
        ground.git("add", "-A")
        if ground.git("commit", "-q", check=False).returncode:
            ground.commit_refused()
    return act


@test("a commit of the future is refused whatever clock the pusher's environment tells", "TM-02 SV-33")
def _(world):
    ground = world.at("opened")
    ground.ready()
    ground.act_as(SECRETARY, "2099-01-01")
    ground.change(lambda record: record["opening"]["sign-off"].update(on="2099-01-01"))
    ground.commit()
    done = ground.push()  # GIT_COMMITTER_DATE is 2099 for the server's hook too
    if not done.returncode:
        raise Failure("the server believes the pusher's clock")
    same(refusals(done.stderr), {TIME}, "the server says", done.stderr)


CASES = [
    Case("a commit dated before the one that it follows is refused", "TM-02 TM-04", "opened", {TIME, "record.future"},
         dated("2021-06-16T09:00:00+08:00"), next_act),
    Case("a commit a second earlier than its parent is refused", "TM-04", "opened", TIME,
         lambda ground: dated(before_tip(ground))(ground), forged),
    *[Case(f"the time “{text.decode()}” is refused", "TM-06", "opened", FORMAT, committer_time(text), forged, git=git)
      for text, git in ((b"-5 +0800", True), (b"18446744073709551615 +0800", True), (b"1700000000", True),
                        (b"01700000000 +0800", True), (b"1700000000 +9999", False), (b"1700000000 0800", True),
                        (b"253402300800 +0000", False))],
    *[Case(f"the day {day} is refused", "TM-10", "opened", "record.type", note_day(day), note_day("2021-05-28"))
      for day in ("2021-02-29", "2021-02-30", "2021-04-31", "2021-5-7", "2021-13-01", "0000-01-01")],
    Case("a day of the future is refused as evidence", "TM-10", "opened", "record.future", note_day("2021-06-18"),
         note_day("2021-06-17")),
    Case("a sign-off is recorded four days late", "TM-02", "opened", "sign-off.date", signed_on("2021-06-13"),
         signed_on("2021-06-17")),
    Case("across National Day four working days are no review", "TM-09", "assessed", "legality-review.review-period",
         reviewed_from("2021-09-29"), reviewed_from("2021-09-28")),
]
TESTS += CASES


def before_tip(ground):
    seconds = int(ground.git("log", "-1", "--format=%ct").stdout) - 1
    return f"@{seconds} +0800"
