# SPDX-License-Identifier: Apache-2.0
"""Rule files (RL) and what happens when they are missing (PR-14)."""
import os

from world import KEEPER, SECRETARY, Case, load_text

BOOK, PARENT = "cn/beijing/wangjing", "cn/state-council-713"
LOAD, VERSION = "rules.load", "rules.version"


def kept(change, person=KEEPER):
    """PERSON commits what CHANGE makes of the rules."""
    def act(ground):
        ground.act_as(person, ground.day)
        change(ground)
        ground.git("add", "-A")
        if ground.git("commit", "-q", check=False).returncode:
            ground.commit_refused()
    return act


def book(edit, name=BOOK):
    return lambda ground: ground.bump(name, edit)


def without_version(name):
    return lambda ground: ground.change(lambda rules: rules["title"].update(en="Other"), f"rules/{name}/rulebook.yaml")


def roll_back(name):
    """A newer version, and then the old file again."""
    def act(ground):
        old = open(ground.path(f"rules/{name}/rulebook.yaml"), "rb").read()
        kept(book(lambda rules: rules["title"].update(en="Newer"), name))(ground)
        ground.git("push", "-q", "origin", "main")
        ground.write(f"rules/{name}/rulebook.yaml", old)
        ground.act_as(KEEPER, ground.day)
        ground.commit_refused()
    return act


def go_on(name):
    def act(ground):
        kept(book(lambda rules: rules["title"].update(en="Newer"), name))(ground)
        kept(book(lambda rules: rules["title"].update(en="Newest"), name))(ground)
    return act


def remove(*names):
    """The rules are gone; a secretary goes on as if there were none."""
    def act(ground):
        ground.git("rm", "-rq", *names)
        ground.act_as(KEEPER, ground.day)
        instance = load_text(ground.git("show", "HEAD:rules/ledger.yaml").stdout)["ledger"]
        ground.commit_unhooked(f"rules: change the rules\n\nLedger: {instance}\nAction: rules")
    return act


def remove_and_go_on(ground):
    remove("rules")(ground)
    ground.act_as(SECRETARY, ground.day)
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_unhooked()


def other_instance(ground):
    ground.change(lambda card: card.update(ledger="0" * 32), "rules/ledger.yaml")


def drop_procedure(ground):
    ground.change(lambda card: card.update(procedures=[PARENT]), "rules/ledger.yaml")


def on_another_branch(ground):
    """A branch with easier rules of its own; its decision is not what the ledger's line would take."""
    ground.act_as(KEEPER, "2021-06-01")
    ground.bump(BOOK, lambda rules: rules["title"].update(en="Easier"))
    ground.commit()
    easier = ground.rules_tree()
    ground.git("branch", "-q", "easier")
    ground.git("reset", "-q", "--hard", "HEAD~1")
    ground.ready()
    ground.change(lambda record: record["procedure"].update(rules=easier))
    ground.commit_refused()


def by_own_rules(ground):
    ground.act()


def sound(ground):
    kept(book(lambda rules: rules["title"].update(en="Newer")))(ground)


CASES = [
    Case("a key that is misspelt is refused", "RL-01", "opened", LOAD,
         kept(book(lambda rules: rules["steps"]["expert-review"]["checks"]["enough-experts"].update(flour="true"))), sound),
    Case("a step that nobody knows is refused", "RL-01", "opened", LOAD,
         kept(book(lambda rules: rules["steps"]["opening"].update(after=["nowhere"]))), sound),
    Case("a rulebook that is no YAML is refused", "RL-01", "opened", LOAD,
         kept(lambda ground: ground.write(f"rules/{BOOK}/rulebook.yaml", "rulebook: [\n")), sound),
    Case("steps that wait for each other are refused", "RL-03", "opened", LOAD,
         kept(book(lambda rules: rules["steps"]["opening"].update(after=["publication"]))), sound),
    Case("a floor is not loosened", "RL-02", "opened", LOAD,
         kept(book(lambda rules: rules["steps"]["legality-review"]["checks"]["review-period"]["duration"].update(
             {"at-least": "3 working days"}))), sound),
    Case("a rulebook that changes raises its version", "RL-19", "opened", VERSION, kept(without_version(BOOK)), sound),
    Case("a rulebook that others extend raises its version too", "RL-19", "opened", VERSION, kept(without_version(PARENT)),
         go_on(PARENT)),
    Case("a rulebook is not rolled back", "RL-19", "opened", {VERSION, "rules.rollback"}, roll_back(BOOK), go_on(BOOK)),
    Case("a rulebook that others extend is not rolled back", "RL-19", "opened", {VERSION, "rules.rollback"}, roll_back(PARENT), go_on(PARENT)),
    Case("rules are not changed by a secretary", "RL-17", "opened", "rules.role",
         kept(book(lambda rules: rules["title"].update(en="Newer")), SECRETARY), sound),
    Case("rules of another branch open nothing here", "RL-21", "founded", "procedure.rules", on_another_branch,
         by_own_rules),
    Case("the instance id is not changed", "ID-13", "opened", "rules.ledger", kept(other_instance), sound),
    Case("a procedure is not taken out", "PR-14", "opened", LOAD, kept(drop_procedure), sound),
    Case("the rules are not deleted", "PR-14", "opened", LOAD, remove("rules"), sound),
    Case("the rulebook is not deleted", "PR-14", "opened", LOAD, remove(f"rules/{BOOK}"), sound),
    Case("the people are not deleted", "PR-14", "opened", LOAD, remove("rules/people.yaml"), sound),
    Case("the calendar is not deleted", "PR-14", "opened", LOAD, remove("rules/calendar"), sound),
    Case("without rules nothing is allowed", "PR-14", "opened", {LOAD, "judge.impossible"}, remove_and_go_on, sound,
         status=3),
    Case("a file without place is refused in the rules' folder too", "TR-24 TR-28", "opened", {"path.mode", "path.name"},
         kept(lambda ground: (ground.write("rules/.hidden", "x\n"), os.chmod(
             ground.path("rules/.hidden"), 0o755), ground.bump(BOOK))), sound),
]
TESTS = CASES
