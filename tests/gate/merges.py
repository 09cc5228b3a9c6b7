# SPDX-License-Identifier: Apache-2.0
"""Merges (GH-11 and its kin): two lines come together when each decision is as one of them has it."""
import shutil

from ledger import Replay
from people import PEOPLE, new_key
from world import (CHAIR, FOLDER, KEEPER, NO_HOOKS, RECORD, SECOND, SECRETARY, Case, Failure, same, refusals,
                   test)

DISHONEST, BOTH = "merge.dishonest", "merge.both"


def open_other(ground, person=SECOND, day=None):
    """The second secretary opens another decision."""
    other = Replay(ground, "WJ-2021-002")
    other.acts()[0][4]()
    ground.act_as(person, day or ground.day)
    ground.commit()


def note_costs(ground, costs="二十万元"):
    ground.change(lambda record: record["opening"].update(costs=costs))
    ground.act_as(SECRETARY, ground.day)
    ground.commit()


def two_lines(ground):
    """main: the first decision goes on.  side: another one is opened."""
    ground.git("checkout", "-q", "-b", "side")
    open_other(ground)
    ground.git("checkout", "-q", "main")
    note_costs(ground)
    ground.act_as(SECRETARY, ground.day)


def merge(ground, *words, into="main", other="side"):
    ground.git("checkout", "-q", into)
    ground.git(*NO_HOOKS, "merge", "-q", "--no-ff", "-m", f"Merge branch '{other}'", *words, other)


def honest(ground):
    two_lines(ground)
    ground.git("merge", "-q", "--no-ff", "--no-edit", "side")  # with hooks


def edited(name=RECORD, content=None):
    """A merge in which NAME is changed besides."""
    def attack(ground):
        two_lines(ground)
        ground.git("merge", "-q", "--no-ff", "--no-commit", "side")
        if content is None:
            ground.change(lambda record: record.update(title="另一个标题"), name)
        else:
            ground.write(name, content)
        ground.commit_refused("--no-edit")
    return attack


def evidence_in_merge(ground):
    two_lines(ground)
    ground.git("merge", "-q", "--no-ff", "--no-commit", "side")
    ground.write(f"{FOLDER}/materials/start.md", "another start\n")
    ground.commit_refused("--no-edit")


def rules_in_merge(ground):
    two_lines(ground)
    ground.git("merge", "-q", "--no-ff", "--no-commit", "side")
    ground.change(lambda people: people["people"][SECRETARY].update(unit="x"), PEOPLE)
    ground.commit_refused("--no-edit")


def drop_theirs(ground):
    two_lines(ground)
    merge(ground, "-s", "ours")


def drop_ours(ground):
    """Our own line's work is undone by the merge."""
    two_lines(ground)
    ground.git(*NO_HOOKS, "merge", "-q", "--no-ff", "--no-commit", "side")
    ground.git("checkout", "HEAD~1", "--", RECORD)
    ground.commit_refused("--no-edit")


def both_sides(ground):
    """Both lines fill in the same decision, in different places; git merges them without a word."""
    ground.git("checkout", "-q", "-b", "side")
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.act_as(SECOND, ground.day)
    ground.commit()
    ground.git("checkout", "-q", "main")
    ground.write(f"{FOLDER}/materials/start.md", "another start\n")
    ground.act_as(SECRETARY, ground.day)
    ground.commit()
    merge(ground)


def same_change_twice(ground):
    """Both lines open the same record in the same words."""
    ground.git("checkout", "-q", "-b", "side")
    open_other(ground)
    ground.git("checkout", "-q", "main")
    open_other(ground, SECRETARY)
    merge(ground)


def add_stray(ground):
    two_lines(ground)
    ground.git("merge", "-q", "--no-ff", "--no-commit", "side")
    ground.write("notes.txt", "x\n")
    ground.commit_refused("--no-edit")


def criss_cross(ground):
    """Two lines that merged each other: there is no single point at which they parted."""
    two_lines(ground)
    ours, theirs = ground.head("main"), ground.head("side")
    ground.git(*NO_HOOKS, "merge", "-q", "--no-ff", "-m", "a", theirs)
    ground.git("checkout", "-q", "side")
    ground.git(*NO_HOOKS, "merge", "-q", "--no-ff", "-m", "b", ours)
    merge(ground)


@test("the ledger's line stays the first parent", "GH-11 GH-30")
def _(world):
    ground = world.at("opened")
    two_lines(ground)
    ground.git("push", "-q", "origin", "main")
    before = ground.head("main")
    merge(ground, into="side", other="main")
    done = ground.push()
    if not done.returncode:
        raise Failure("the server took a foxtrot merge")
    same(refusals(done.stderr), {"push.first-parent"}, "the server says", done.stderr)
    same({ground.server_tip()}, {before}, "the branch")
    merge(ground)
    ground.accepted()


@test("two secretaries work side by side and never meet", "GH-11")
def _(world):
    ground = world.at("opened")
    second = f"{ground.folder}/second"
    ground.git("clone", "-q", ground.server, second, cwd=ground.folder)
    shutil.copytree(f"{ground.clone}/.git/hooks", f"{second}/.git/hooks", dirs_exist_ok=True)
    for name, value in (("commit.gpgsign", "true"), ("gpg.format", "ssh")):
        ground.git("config", name, value, cwd=second)
    note_costs(ground)
    done = ground.git("push", "-q", "origin", "main", check=False)
    first, ground.clone = ground.clone, second
    open_other(ground)
    refused = ground.git("push", "-q", "origin", "main", check=False)
    if done.returncode or not refused.returncode:
        raise Failure(done.stderr + refused.stderr)
    ground.git("pull", "-q", "--no-rebase", "--no-edit")
    ground.git("push", "-q", "origin", "main", check=False)
    # git pull makes their own line the first parent: it is their branch that is pulled into.
    if ground.server_tip() == ground.head():
        raise Failure("the server took a foxtrot merge")
    ground.git("reset", "-q", "--hard", "HEAD~1")
    ground.git("pull", "-q", "--rebase")
    ground.git("push", "-q", "origin", "main")
    ground.clone = first
    ground.git("pull", "-q", "--rebase", "origin", "main")
    ground.act()
    ground.git("push", "-q", "origin", "main")
    ground.audit_is_clean()


# ---- those who left meanwhile ---------------------------------------------------------------


def revoke(ground, person=SECOND):
    """On the ledger's line, PERSON's key is taken away."""
    ground.git("checkout", "-q", "main")
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda people: people["people"][person].update(keys=[]), PEOPLE)
    ground.commit()
    ground.git("push", "-q", "origin", "main")


def side_by_revoked(ground):
    ground.git("checkout", "-q", "-b", "side")
    open_other(ground)
    revoke(ground)
    merge(ground)


def side_by_revoked_laundered(ground):
    """The side line takes the ledger's line in first, so that the lines part after the revocation."""
    ground.git("checkout", "-q", "-b", "side")
    open_other(ground)
    revoke(ground)
    merge(ground, into="side", other="main")
    ground.git("checkout", "-q", "main")
    ground.act_as(SECRETARY, ground.day)
    merge(ground)


def side_by_another(ground):
    ground.git("checkout", "-q", "-b", "side")
    open_other(ground)
    revoke(ground, CHAIR)
    merge(ground)


def side_by_another_updated(ground):
    ground.git("checkout", "-q", "-b", "side")
    open_other(ground)
    revoke(ground, CHAIR)
    merge(ground, into="side", other="main")
    ground.git("checkout", "-q", "main")
    ground.act_as(SECRETARY, ground.day)
    merge(ground)


def role_granted_on_the_side(ground):
    """A keeper enrols a key on a side line, which is used there; the ledger's rules did not change meanwhile."""
    ground.git("checkout", "-q", "-b", "side")
    ground.act_as(KEEPER, ground.day)
    key, line = new_key(ground, "third")
    ground.change(lambda people: people["people"].update({"third": {
        "name": "丁三", "mail": "third@wangjing.example", "keys": [{"key": line}],
        "roles": [{"role": "secretary", "from": ground.day}]}}), PEOPLE)
    ground.commit()
    other = Replay(ground, "WJ-2021-002")
    other.acts()[0][4]()
    for name, value in (("user.name", "丁三"), ("user.email", "third@wangjing.example"), ("user.signingkey", f"{key}.pub")):
        ground.git("config", "--global", name, value)
    ground.commit()
    ground.git("checkout", "-q", "main")
    note_costs(ground)
    merge(ground)


@test("a change of the rules comes in one push with a side line that is older than it", "ID-25 GH-11")
def _(world):
    ground = world.at("opened")
    ground.git("checkout", "-q", "-b", "side")
    open_other(ground)
    ground.git("checkout", "-q", "main")
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda people: people["people"][SECRETARY].update(unit="x"), PEOPLE)
    ground.commit()
    ground.act_as(SECRETARY, ground.day)
    merge(ground)
    lawful = ground.head()
    # What rests on the change goes in a later push.
    note_costs(ground)
    done = ground.push()
    same(refusals(done.stderr), {"push.rules"}, "the server says", done.stderr)
    ground.git("reset", "-q", "--hard", lawful)
    ground.accepted()


@test("who was enrolled on a side line by a keeper may work there, when the change was pushed first", "GH-11")
def _(world):
    ground = world.at("opened")
    role_granted_on_the_side(ground)
    done = ground.push()
    same(refusals(done.stderr), {"push.rules"}, "the server says of both at once", done.stderr)
    ground.push_around()
    ground.audit_is_clean()


@test("eighteen merges of merges are not judged a hundred thousand times", "GH-11")
def _(world):
    """Each side line holds all the former merges, and the rules changed each time: no judging twice and twice again."""
    ground = world.at("opened")
    ground.git("checkout", "-q", "-b", "side")
    open_other(ground)
    side = ground.head()
    ground.git("checkout", "-q", "main")
    for i in range(18):
        ground.act_as(KEEPER, ground.day)
        ground.change(lambda people, i=i: people["people"][KEEPER].update(unit=f"第{i}处"), PEOPLE)
        ground.commit_unhooked(f"rules: change the rules\n\nLedger: {ground.instance()}\nAction: rules")
        rules = ground.head()
        ground.git(*NO_HOOKS, "merge", "-q", "--no-ff", "-m", "x", side)
        side = ground.head()
        ground.git("reset", "-q", "--hard", rules)
    ground.git("reset", "-q", "--hard", side)
    done = ground.run(["timeout", "20", "git", "push", "--no-verify", "origin", "HEAD:refs/heads/main"], check=False)
    if done.returncode == 124:
        raise Failure("the server judges and judges")


# ---- who merges -----------------------------------------------------------------------------


def merged_by(person, *words, key=None):
    def act(ground):
        two_lines(ground)
        ground.act_as(person, ground.day)
        if key:
            ground.git("config", "--global", "user.signingkey", f"{new_key(ground, key)[0]}.pub")
        merge(ground, *words)
    return act


def spoofed_merge(ground):
    two_lines(ground)
    row = ground.people["people"][CHAIR]
    ground.env.update({"GIT_AUTHOR_NAME": row["name"], "GIT_AUTHOR_EMAIL": row["mail"]})
    merge(ground)


CASES = [
    Case("a merge that edits the record is refused", "GH-11", "opened", DISHONEST, edited(), honest),
    Case("a merge that edits the other line's record is refused", "GH-11", "opened", DISHONEST,
         edited("decisions/2021/WJ-2021-002/decision.yaml"), honest),
    Case("a merge that replaces a material is refused", "GH-11", "opened", DISHONEST, evidence_in_merge, honest),
    Case("a merge that edits the rules is refused", "GH-11", "opened", DISHONEST, rules_in_merge, honest),
    Case("a merge that adds a file is refused", "GH-11", "opened", DISHONEST, add_stray, honest),
    Case("a merge that drops the other line is refused", "GH-11", "opened", DISHONEST, drop_theirs, honest),
    Case("a merge that drops its own line is refused", "GH-11", "opened", DISHONEST, drop_ours, honest),
    Case("a merge that takes both sides of one decision is refused", "GH-11", "opened", BOTH, both_sides, honest),
    Case("a record opened on both lines is refused", "GH-11", "opened", BOTH, same_change_twice, honest),
    Case("lines that parted at two points are refused", "GH-11", "opened", "merge.bases", criss_cross, honest),
    Case("a side line of somebody whose key was revoked meanwhile is refused", "GH-11 ID-09", "opened",
         "signature.bad", side_by_revoked, side_by_another),
    Case("such a side line is refused when it took the revocation in first", "GH-11 ID-09", "opened",
         "signature.bad", side_by_revoked_laundered, side_by_another_updated),
    Case("a merge signed with a key that nobody has is refused", "ID-04 GH-11", "opened", "signature.bad",
         merged_by(SECRETARY, key="stranger"), honest),
    Case("a merge with a false author is refused", "ID-01 GH-11", "opened", "signature.identity", spoofed_merge, honest),
]
TESTS += CASES
