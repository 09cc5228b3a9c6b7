# SPDX-License-Identifier: Apache-2.0
"""Rules that guard themselves: who may change them, how many of them, and what no change may do (RL-17, RL-19, ID-28)."""
import os
import subprocess

from people import PEOPLE, new_key
from world import CHAIR, KEEPER, NOBODY, REVIEWER, SECOND, SECRETARY, Case, Failure, load_text, same, test

CARD = "rules/ledger.yaml"
AGREED, ROLLBACK, BACKDATED, REVOKED = "rules.agreed", "rules.rollback", "rules.back-dated", "rules.revoked"


def commit(ground):
    ground.git("add", "-A")
    if ground.git("commit", "-q", check=False).returncode:
        ground.commit_refused()
    return ground.head()


def keep(ground, edit, person=KEEPER, day=None):
    """EDIT of people.yaml, committed by PERSON and pushed."""
    ground.act_as(person, day or ground.day)
    ground.change(lambda people: edit(people["people"]), PEOPLE)
    ground.commit()
    ground.git("push", "-q", "origin", "main")


def need_two(ground):
    """Two keepers from now on, of three: the keeper, and two who had no role."""
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda people: people["people"][NOBODY].update(roles=[{"role": "rule-keeper", "from": ground.day}]), PEOPLE)
    ground.change(lambda people: people["people"]["he.jing"]["roles"].append(
        {"role": "rule-keeper", "from": ground.day}), PEOPLE)
    ground.change(lambda card: card.update({"rule-changes": {"at-least": "2"}}), CARD)
    ground.commit()
    ground.git("push", "-q", "origin", "main")


def a_change(people):
    people["people"][SECRETARY]["unit"] = "另一处"


def trees(ground, edit=a_change, name=PEOPLE):
    """The rules tree in force, and the one that EDIT makes of it; the work tree stays changed."""
    before = ground.rules_tree()
    ground.change(edit, name)
    ground.git("add", "rules")
    after = ground.git("write-tree", "--prefix=rules/").stdout.strip()
    return before, after


def statement(ground, before, after):
    """Written down here once more, and not taken from the program under test."""
    return (f"I agree with this change of the rules.\n\nVersion: 1\nLedger: {ground.instance()}\n"
            f"Rules-before: {before}\nRules-after: {after}\nDay: {ground.day}\n").encode()


def sign(ground, person, words, after, name=None, namespace="wubu-rules", key=None):
    folder = f"approvals/{after}"
    ground.write(f"{folder}/{name or person}.sig", ground.armour(words, key or person, namespace))
    return folder


def agree(ground, before, after, *persons, **options):
    """PERSONS agree, in the commit that also changes the rules."""
    words = statement(ground, before, after)
    ground.write(f"approvals/{after}/statement", words)
    for person in persons:
        sign(ground, person, words, after, **options)


def changed_by(person, *agreeing, edit=a_change, name=PEOPLE, **options):
    """PERSON makes the change, with the agreement of AGREEING."""
    def act(ground):
        need_two(ground)
        ground.act_as(person, ground.day)
        before, after = trees(ground, edit, name)
        if agreeing:
            agree(ground, before, after, *agreeing, **options)
        commit(ground)
    return act


def dated_proposal(day):
    """A proposal that says it was made on DAY, for a role from that day on."""
    def act(ground):
        need_two(ground)
        today, ground.day = ground.day, day
        ground.act_as(KEEPER, today)
        before, after = trees(ground, lambda people: people["people"][SECRETARY]["roles"].append(
            {"role": "member", "from": day}))
        agree(ground, before, after, KEEPER, NOBODY)
        commit(ground)
    return act


def with_words(change):
    """The other keeper signed other words than those of this change."""
    def act(ground):
        need_two(ground)
        ground.act_as(KEEPER, ground.day)
        before, after = trees(ground)
        ground.write(f"approvals/{after}/statement", statement(ground, before, after))
        sign(ground, NOBODY, change(ground, before, after), after)
        commit(ground)
    return act


def older(ground, before, after):
    """Agreement with the step from older rules."""
    return statement(ground, ground.git("rev-parse", "HEAD~1:rules").stdout.strip(), after)


def elsewhere(ground, before, after):
    return statement(ground, before, after).replace(ground.instance().encode(), b"0" * 32)


def in_name_of(ground):
    """The keeper agrees in the name of another one as well."""
    need_two(ground)
    ground.act_as(KEEPER, ground.day)
    before, after = trees(ground)
    agree(ground, before, after, NOBODY, key=KEEPER)
    commit(ground)


def copied_agreement(ground):
    """What was agreed with for one change is laid beside another one."""
    need_two(ground)
    ground.act_as(KEEPER, ground.day)
    before, after = trees(ground)
    words = statement(ground, before, after)
    before, other = trees(ground, lambda people: people["people"][SECRETARY].update(unit="第三处"))
    ground.write(f"approvals/{other}/statement", statement(ground, before, other))
    sign(ground, NOBODY, words, other)
    commit(ground)


def propose(ground, person=KEEPER, edit=a_change):
    """By hand what `wubu rules propose` does: the rules as they would be, the statement, one's own agreement."""
    ground.act_as(person, ground.day)
    before, after = trees(ground, edit)
    ground.git("read-tree", f"--prefix=approvals/{after}/rules/", after)
    ground.git("checkout-index", "-q", "-a")
    ground.git("checkout", "-q", "HEAD", "--", "rules")
    agree(ground, before, after, person)
    return before, after


def proposed(ground):
    need_two(ground)
    propose(ground)
    commit(ground)


def proposed_and_made(ground):
    """The other keeper puts the change into force; the copy goes, the agreements stay."""
    need_two(ground)
    _, after = propose(ground)
    commit(ground)
    ground.git("push", "-q", "origin", "main")
    ground.act_as(NOBODY, ground.day)
    ground.git("rm", "-rq", "rules", f"approvals/{after}/rules")
    ground.git("read-tree", "--prefix=rules/", after)
    ground.git("checkout-index", "-q", "-a")
    commit(ground)


def spoilt(edit):
    """A proposal, and EDIT of what lies in its folder before it is committed."""
    def act(ground):
        need_two(ground)
        before, after = propose(ground)
        edit(ground, f"approvals/{after}")
        commit(ground)
    return act


def later(edit):
    """The same in a commit of its own, after the proposal."""
    def act(ground):
        need_two(ground)
        before, after = propose(ground)
        commit(ground)
        ground.git("push", "-q", "origin", "main")
        edit(ground, f"approvals/{after}")
        commit(ground)
    return act


def forged_rules(ground, folder):
    ground.write(f"{folder}/rules/people.yaml", "people: {}\n")


def lower_threshold(person, *agreeing):
    return changed_by(person, *agreeing, edit=lambda card: card.update({"rule-changes": {"at-least": "1"}}), name=CARD)


def raise_too_far(ground):
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda card: card.update({"rule-changes": {"at-least": "2"}}), CARD)
    commit(ground)


def grant(person, role, **term):
    def act(ground):
        ground.act_as(KEEPER, ground.day)
        ground.change(lambda people: people["people"][person].setdefault("roles", []).append(
            {"role": role, "from": ground.day, **term}), PEOPLE)
        commit(ground)
    return act


def lengthen(until):
    """A term that has ended is made longer, when it is over."""
    def act(ground):
        keep(ground, lambda people: people[SECOND]["roles"][0].update(until="2021-06-20"))
        ground.day = "2021-07-05"
        ground.act_as(KEEPER, ground.day)
        ground.change(lambda people: people["people"][SECOND]["roles"][0].update(until=until), PEOPLE)
        commit(ground)
    return act


def new_term(ground):
    keep(ground, lambda people: people[SECOND]["roles"][0].update(until="2021-06-20"))
    ground.day = "2021-07-05"
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda people: people["people"][SECOND]["roles"].append({"role": "secretary", "from": ground.day}), PEOPLE)
    commit(ground)


def dated_key(day):
    def act(ground):
        ground.act_as(KEEPER, ground.day)
        _, line = new_key(ground, "second-key")
        ground.change(lambda people: people["people"][SECRETARY]["keys"].append(
            {"key": line, "from": day or ground.day}), PEOPLE)
        commit(ground)
    return act


def after_revocation(edit, person=SECRETARY):
    """The key ended on 20 June; some days later EDIT of its entry."""
    def act(ground):
        keep(ground, lambda people: people[person]["keys"][0].update(until="2021-06-20"))
        ground.day = "2021-07-05"
        ground.act_as(KEEPER, ground.day)
        ground.change(lambda people: edit(ground, people["people"]), PEOPLE)
        commit(ground)
    return act


def alive_again(_, people):
    del people[SECRETARY]["keys"][0]["until"]


def forgotten(ground, people):
    people[SECRETARY]["keys"] = [{"key": new_key(ground, "new-key")[1]}]


def replaced(ground, people):
    people[SECRETARY]["keys"].append({"key": new_key(ground, "new-key")[1]})


def given_away(_, people):
    people[SECOND]["keys"].append({"key": people[SECRETARY]["keys"].pop()["key"]})


def person_gone(ground):
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda people: people["people"].pop(NOBODY), PEOPLE)
    commit(ground)


def person_ended(ground):
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda people: people["people"][NOBODY]["keys"][0].update(until=ground.day), PEOPLE)
    commit(ground)


def nobody_signs(successor):
    """The only reviewer leaves."""
    def act(ground):
        def edit(people):
            people[REVIEWER]["roles"][0]["until"] = "2021-06-16"
            if successor:
                people[NOBODY]["roles"] = [{"role": "legal-reviewer", "from": ground.day}]
        ground.act_as(KEEPER, ground.day)
        ground.change(lambda people: edit(people["people"]), PEOPLE)
        commit(ground)
    return act


def back_to_people(ground):
    """people.yaml as it stood two changes ago; no rulebook has a version to tell."""
    first = ground.git("show", f"HEAD:{PEOPLE}").stdout
    keep(ground, lambda people: people[SECOND].update(unit="二处"))
    keep(ground, lambda people: people[SECOND].update(unit="三处"))
    ground.act_as(KEEPER, ground.day)
    ground.write(PEOPLE, first)
    commit(ground)


def on_to_people(ground):
    keep(ground, lambda people: people[SECOND].update(unit="二处"))
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda people: people["people"][SECOND].update(unit="三处"), PEOPLE)
    commit(ground)


def back_by_side_line(ground):
    """The old rules come back by a side line that left before they changed."""
    base = ground.head()
    keep(ground, lambda people: people[SECOND].update(unit="二处"))
    ground.git("branch", "-q", "-f", "kept")
    ground.act_as(KEEPER, ground.day)
    ground.git("checkout", "-q", base, "--", "rules")
    commit(ground)


@test("what the keepers signed is read by ssh-keygen alone", "RL-17")
def _(world):
    ground = world.at("opened")
    proposed_and_made(ground)
    after = ground.rules_tree()
    folder = ground.path(f"approvals/{after}")
    if os.path.exists(f"{folder}/rules"):
        raise Failure("the copy of the rules is still there")
    people = load_text(ground.git("show", f"HEAD:{PEOPLE}").stdout)["people"]
    signers = f"{ground.folder}/allowed"
    with open(signers, "w", encoding="utf-8") as file:
        file.write("".join(f"{id} {key['key']}\n" for id, row in people.items() for key in row.get("keys", [])))
    with open(f"{folder}/statement", "rb") as words:
        done = subprocess.run(["ssh-keygen", "-Y", "verify", "-f", signers, "-I", KEEPER, "-n", "wubu-rules", "-s",
                               f"{folder}/{KEEPER}.sig"], stdin=words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(done.stdout + done.stderr)
    ground.accepted()


@test("a refusal says who has still to agree, and the command", "RL-17")
def _(world):
    ground = world.at("opened")
    need_two(ground)
    ground.act_as(KEEPER, ground.day)
    ground.change(a_change, PEOPLE)
    ground.git("add", "-A")
    done = ground.git("commit", "-q", check=False)
    for words in ("1 (唐睿)", "罗一", "何静", "wubu rules propose"):
        if words not in done.stderr:
            raise Failure(f"{words} is missing from:\n{done.stderr}")
    same({"x"} if done.returncode else set(), {"x"}, "the hook")


CASES = [
    Case("one keeper does not change rules that ask for two", "RL-17 ID-27", "opened", AGREED, changed_by(KEEPER),
         changed_by(KEEPER, NOBODY)),
    Case("one keeper who agrees with himself is one", "RL-17 ID-27", "opened", AGREED, changed_by(KEEPER, KEEPER),
         changed_by(KEEPER, KEEPER, NOBODY)),
    Case("the agreement of somebody who is no keeper does not count", "RL-17", "opened", {AGREED, "approval.bad"},
         changed_by(KEEPER, CHAIR), changed_by(NOBODY, KEEPER)),
    Case("an agreement signed by another's key does not count", "RL-17 ID-27", "opened", {AGREED, "approval.bad"},
         in_name_of, changed_by(KEEPER, "he.jing")),
    Case("an agreement signed for another purpose does not count", "RL-17 ID-15", "opened", {AGREED, "approval.bad"},
         changed_by(KEEPER, NOBODY, namespace="git"), changed_by(KEEPER, NOBODY)),
    Case("an agreement with a change from older rules does not count", "RL-17 RL-19", "opened", {AGREED, "approval.bad"},
         with_words(older), with_words(statement)),
    Case("an agreement given in another ledger does not count", "RL-17 ID-13", "opened", {AGREED, "approval.bad"},
         with_words(elsewhere), with_words(statement)),
    Case("an agreement with one change does not count for another", "RL-17 ID-11", "opened", {AGREED, "approval.bad"},
         copied_agreement, changed_by(KEEPER, NOBODY)),
    Case("one keeper does not lower the number of keepers", "RL-17", "opened", AGREED, lower_threshold(KEEPER),
         lower_threshold(KEEPER, NOBODY)),
    Case("more keepers are not asked for than there are", "RL-17 RL-04", "opened", "rules.nobody", raise_too_far, need_two),
    Case("a change is not proposed by somebody who is no keeper", "RL-17", "opened", {"rules.role", "approval.bad"},
         lambda ground: (need_two(ground), propose(ground, CHAIR), commit(ground)), proposed),
    Case("rules that are proposed are those that the folder is called after", "RL-17", "opened", "approval.rules",
         spoilt(forged_rules), proposed),
    Case("a statement of other words is refused", "RL-17", "opened", "approval.bad",
         spoilt(lambda ground, folder: ground.write(f"{folder}/statement", "I agree.\n")), proposed),
    Case("a proposal does not bear an earlier day", "ID-28 RL-17", "opened", "approval.bad", dated_proposal("2021-06-01"),
         proposed),
    Case("nothing else lies beside a proposal", "RL-17 TR-24", "opened", "path.unlisted",
         spoilt(lambda ground, folder: ground.write(f"{folder}/note.txt", "x\n")), proposed),
    Case("an agreement is not taken away", "RL-17", "opened", "approval.kept",
         later(lambda ground, folder: os.unlink(ground.path(f"{folder}/{KEEPER}.sig"))), proposed_and_made),
    Case("an agreement is not replaced", "RL-17", "opened", "approval.kept",
         later(lambda ground, folder: ground.write(f"{folder}/statement", "I agree.\n")), proposed_and_made),
    Case("a proposal comes alone", "PR-23 RL-17", "opened", {"commit.mixed", "path.unlisted"},
         spoilt(lambda ground, folder: ground.write("notes.txt", "x\n")), proposed),
    Case("people are not rolled back", "RL-19", "opened", ROLLBACK, back_to_people, on_to_people),
    Case("old rules do not come back from an older commit", "RL-19", "opened", ROLLBACK, back_by_side_line, on_to_people),
    Case("a role is not given for days that are past", "ID-28 PR-08", "opened", BACKDATED,
         grant(NOBODY, "member", **{"from": "2021-06-01"}), grant(NOBODY, "member")),
    Case("a term that is over is not made longer", "ID-28", "opened", BACKDATED, lengthen("2021-12-31"), new_term),
    Case("a key is not enrolled for days that are past", "ID-28", "opened", BACKDATED, dated_key("2021-06-01"),
         dated_key(None)),
    Case("a key that was revoked does not come alive again", "ID-09 RL-19", "opened", REVOKED, after_revocation(alive_again),
         after_revocation(replaced)),
    Case("a key that was revoked is not forgotten", "ID-09 RL-19", "opened", REVOKED, after_revocation(forgotten),
         after_revocation(replaced)),
    Case("a key does not pass to somebody else", "ID-10", "opened", REVOKED, after_revocation(given_away),
         after_revocation(replaced)),
    Case("nobody is taken out of the list of people", "ID-09", "opened", "rules.person", person_gone, person_ended),
    Case("a step does not lose the last who can sign it", "RL-04", "opened", "rules.holder", nobody_signs(False),
         nobody_signs(True)),
]
TESTS += CASES  # noqa: F821
