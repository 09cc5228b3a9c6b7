# SPDX-License-Identifier: Apache-2.0
"""Identity, keys and roles (ID): the signer is the key, and what it may do stands in the rules before the commit."""
import hashlib
import os
import re
import subprocess

from ledger import Replay
from world import (CHAIR, DECISION, FOLDER, KEEPER, NOBODY, RECORD, REVIEWER, SECOND, SECRETARY, WUBU, Case,
                   Failure, Ground, same, refusals, test)

PEOPLE = "rules/people.yaml"
BAD, ROLE, IDENTITY, MISSING = "signature.bad", "signature.role", "signature.identity", "signature.missing"


def next_act(ground):
    ground.act()


def note_costs(ground, *words, env=None):
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit(*words, env=env)


def person_words(ground, person):
    row = ground.people["people"][person]
    return row["name"], row["mail"]


# ---- who says he is who ---------------------------------------------------------------------


def by_author(ground):
    name, mail = person_words(ground, CHAIR)
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused(f"--author={name} <{mail}>")


def by_committer(ground):
    name, mail = person_words(ground, CHAIR)
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused(env={"GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": mail})


def by_both(ground):
    name, mail = person_words(ground, CHAIR)
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused(env={"GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": mail, "GIT_AUTHOR_NAME": name,
                               "GIT_AUTHOR_EMAIL": mail})


def signed_by(person, signer=None):
    """PERSON does the next act of the decision; the signature is SIGNER's."""
    def act(ground):
        ground.ready()
        ground.act_as(person, ground.day)
        if signer:
            ground.git("config", "--global", "user.signingkey", f"{ground.folder}/{signer}.pub")
        ground.commit_refused()
    return act


def chair_signs_for_secretary(ground):
    """The chair's good signature on a commit that bears the secretary's name."""
    ground.act()
    ground.forge(person=CHAIR)


def unsigned(ground):
    # The hook cannot see this option: it judges by git's settings.
    note_costs(ground, "--no-gpg-sign")


def unsigned_by_settings(ground):
    ground.git("config", "commit.gpgsign", "false")
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused()


def unsigned_file(ground):
    """Only the material changes; the record stays as it is."""
    ground.write(f"{FOLDER}/materials/start.md", "another start\n")
    ground.commit("--no-gpg-sign")


def replace_file(person):
    def act(ground):
        ground.act_as(person, ground.day)
        ground.write(f"{FOLDER}/materials/start.md", "another start\n")
        ground.commit()
    return act


def replace_file_refused(person):
    def act(ground):
        ground.act_as(person, ground.day)
        ground.write(f"{FOLDER}/materials/start.md", "another start\n")
        ground.commit_refused()
    return act


# ---- keys -----------------------------------------------------------------------------------


def new_key(ground, name, *words):
    key = f"{ground.folder}/{name}"
    subprocess.run(["ssh-keygen", "-q", *(words or ("-t", "ed25519")), "-N", "", "-C", name, "-f", key], check=True)
    with open(f"{key}.pub", encoding="utf-8") as file:
        return key, file.read().strip()


def unknown_key(ground):
    key, _ = new_key(ground, "stranger")
    ground.git("config", "--global", "user.signingkey", f"{key}.pub")
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused()


def enrolled_key(ground):
    note_costs(ground)


def keep_rules(ground, edit, day=None):
    """The keeper changes people.yaml, and pushes it by itself."""
    ground.act_as(KEEPER, day or ground.day)
    ground.change(lambda people: edit(people["people"]), PEOPLE)
    ground.commit()
    ground.git("push", "-q", "origin", "main")


def rotate(ground):
    """The secretary gets a new key in place of the old one."""
    key, line = new_key(ground, "new-key")
    keep_rules(ground, lambda people: people[SECRETARY].update(keys=[{"key": line}]))
    ground.act_as(SECRETARY, ground.day)
    return key


def old_key_after_rotation(ground):
    rotate(ground)
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused()


def new_key_after_rotation(ground):
    key = rotate(ground)
    ground.git("config", "--global", "user.signingkey", f"{key}.pub")
    note_costs(ground)


def new_key_before_rotation(ground):
    key, _ = new_key(ground, "new-key")
    ground.git("config", "--global", "user.signingkey", f"{key}.pub")
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused()


def expire(ground, until):
    def edit(people):
        people[SECRETARY]["keys"][0]["until"] = until
    keep_rules(ground, edit)


def after_the_term(ground):
    expire(ground, "2021-06-20")
    ground.act_as(SECRETARY, "2021-06-21")
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused()


def on_the_last_day(ground):
    expire(ground, "2021-06-20")
    ground.act_as(SECRETARY, "2021-06-20")
    note_costs(ground)


def back_dated_into_the_term(ground):
    """After the term, with dates inside it; but another commit stands between them."""
    expire(ground, "2021-06-20")
    ground.act_as(SECOND, "2021-06-22")
    note_costs(ground)
    ground.git("push", "-q", "origin", "main")
    ground.act_as(SECRETARY, "2021-06-20")
    ground.change(lambda record: record["opening"].update(costs="三十万元"))
    ground.commit_refused()


def role_ends(ground, until="2021-06-20"):
    def edit(people):
        people[SECRETARY]["roles"][0]["until"] = until
    keep_rules(ground, edit)


def after_the_office(ground):
    role_ends(ground)
    ground.act_as(SECRETARY, "2021-06-21")
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused()


def last_day_in_office(ground):
    role_ends(ground)
    ground.act_as(SECRETARY, "2021-06-20")
    note_costs(ground)


def change_people(edit, person=KEEPER):
    """A change of people.yaml that is refused."""
    def attack(ground):
        ground.act_as(person, ground.day)
        ground.change(lambda people: edit(ground, people["people"]), PEOPLE)
        ground.commit_refused()
    return attack


def lawful_people(ground):
    ground.act_as(KEEPER, ground.day)
    _, line = new_key(ground, "second-key")
    ground.change(lambda people: people["people"][SECRETARY]["keys"].append({"key": line}), PEOPLE)
    ground.commit()


def share_key(_, people):
    people[CHAIR]["keys"] = people[SECRETARY]["keys"]


def both_roles(_, people):
    people[SECRETARY]["roles"].append({"role": "legal-reviewer", "from": "2021-01-01"})


def one_role_after_the_other(ground):
    def edit(people):
        rows = people["people"][SECRETARY]["roles"]
        rows[0]["until"] = "2021-06-30"
        rows.append({"role": "legal-reviewer", "from": "2021-07-01"})
    ground.act_as(KEEPER, ground.day)
    ground.change(edit, PEOPLE)
    ground.commit()


def weak_rsa(ground, people):
    people[SECRETARY]["keys"] = [{"key": new_key(ground, "rsa", "-t", "rsa", "-b", "2048")[1]}]


def strong_rsa(ground):
    key, line = new_key(ground, "rsa", "-t", "rsa", "-b", "3072")
    keep_rules(ground, lambda people: people[SECRETARY].update(keys=[{"key": line}]))
    ground.act_as(SECRETARY, ground.day)
    ground.git("config", "--global", "user.signingkey", f"{key}.pub")
    note_costs(ground)


def certificate(ground, people):
    ca, _ = new_key(ground, "ca")
    subprocess.run(["ssh-keygen", "-q", "-s", ca, "-I", "x", "-n", "x", f"{ground.folder}/{SECRETARY}.pub"], check=True)
    with open(f"{ground.folder}/{SECRETARY}-cert.pub", encoding="utf-8") as file:
        people[SECRETARY]["keys"] = [{"key": file.read().strip()}]


def unknown_role(_, people):
    people[SECRETARY]["roles"].append({"role": "emperor", "from": "2021-01-01"})


def nobody_left(_, people):
    people[KEEPER]["roles"] = []


def keyless_keeper(_, people):
    people[KEEPER]["keys"] = []


def weak_signature(ground):
    """A key of 2048 bits that is nobody's."""
    key, _ = new_key(ground, "rsa", "-t", "rsa", "-b", "2048")
    ground.act()
    ground.forge(person=key)


def other_namespace(ground):
    ground.act()
    ground.forge(namespace="file")


def forged_plainly(ground):
    ground.act()
    ground.forge()


# ---- sign-offs that are carried elsewhere ---------------------------------------------------


def two_decisions(ground):
    """The second decision is opened as well, and its opening filled in."""
    other = Replay(ground, "WJ-2021-002")
    acts = other.acts()
    acts[0][4]()
    ground.act_as(SECRETARY, ground.day)
    ground.commit()
    ground.git("push", "-q", "origin", "main")
    return other, acts


def sign_other(ground):
    """The second decision's opening is signed; HEAD is that sign-off."""
    other, acts = two_decisions(ground)
    acts[1][4]()
    section = other.now["opening"]
    section["sign-off"]["on"] = ground.day
    other.write()
    ground.act_as(SECRETARY, ground.day)
    ground.commit()


def message_of_first(ground):
    """The words of the first decision's sign-off on the second one's."""
    words = ground.git("log", "-1", "--format=%B", "--", RECORD).stdout.encode()
    sign_other(ground)
    ground.forge(lambda payload: payload.partition(b"\n\n")[0] + b"\n\n" + words.rstrip() + b"\n")


def signature_of_first(ground):
    """The first decision's signature on the second one's sign-off."""
    old = re.search(rb"\ngpgsig .*(\n .*)*", ground.raw()).group()
    sign_other(ground)
    ground.forge(after=lambda raw: raw.replace(b"\n\n", old + b"\n\n", 1), person=None)


def two_signed(ground):
    sign_other(ground)


NEW_DRAFT = "新的草案\n"
NEW_DIGEST = hashlib.sha256(NEW_DRAFT.encode()).hexdigest()


def old_draft(ground):
    """The draft changes; the sign-off still names what was there before."""
    digest = ground.read()["draft"]["sha256"]
    new_draft(ground)
    ground.ready()
    ground.change(lambda record: record["opening"]["sign-off"].update(draft=digest))
    ground.change(lambda record: record["draft"].update(sha256=NEW_DIGEST))
    ground.commit_refused()


def new_draft(ground):
    ground.write(f"{FOLDER}/draft.md", NEW_DRAFT)
    ground.change(lambda record: record["draft"].update(sha256=NEW_DIGEST))
    ground.commit()


def present_draft(ground):
    new_draft(ground)
    ground.ready()
    ground.change(lambda record: record["opening"]["sign-off"].update(draft=NEW_DIGEST))
    ground.change(lambda record: record["draft"].update(sha256=NEW_DIGEST))
    ground.commit()


@test("a sign-off made in a training copy counts for nothing in the real ledger", "ID-13")
def _(world):
    real = world.at("opened")
    # The copy: another ledger with the same people, keys and rules, and the same decision.
    os.makedirs(f"{real.folder}/copy")
    training = Ground.__new__(Ground)
    training.__dict__.update(real.__dict__)
    training.people, training.env = real.people, dict(real.env)
    training.clone, training.server = f"{real.folder}/copy/clone", f"{real.folder}/copy/server.git"
    training.git("init", "-q", training.clone, cwd=real.folder)
    training.act_as(KEEPER, "2021-01-04")
    training.run([WUBU, "init", "--training", "--procedure", "cn/beijing/wangjing", "--people",
                  f"{world.stages['founded'][0].folder}/people.yaml", training.clone], cwd=real.folder)
    training.take_up(DECISION, 0)
    training.until("started")
    signed = training.head()
    # Byte for byte: its parent is not there.
    real.git("fetch", "-q", training.clone, "main:refs/heads/training")
    real.git("config", "receive.denyNonFastForwards", "false", cwd=real.server)
    done = real.push("-f", what="refs/heads/training:refs/heads/main")
    if not done.returncode:
        raise Failure("the server took the training copy's line")
    same(refusals(done.stderr), {"push.forward"}, "the server says", done.stderr)
    done = real.push(what="refs/heads/training:refs/heads/work/x")
    same(refusals(done.stderr), {"history.root"}, "the server says of the work branch", done.stderr)
    # Its words and its signature on the real parent, and on what the real sign-off would change.
    real.ready()
    words = real.git("log", "-1", "--format=%B", signed).stdout
    real.git("add", "-A")
    done = real.git("commit", "-q", "-m", words, check=False)
    if not done.returncode or "commit.message" not in done.stderr:
        raise Failure(done.stderr)
    real.commit_unhooked(words)
    done = real.push()
    same(refusals(done.stderr), {"commit.message"}, "the server says of the words", done.stderr)
    real.push_around()
    _, rows, done = real.audit()
    same({r["rule"] for r in rows}, {"commit.message"}, "the audit says", done.stdout)
    # The twin: the same sign-off in the ledger's own words.
    twin = world.at("opened")
    twin.act()
    twin.accepted()


@test("who keeps the rules cannot give himself a role and use it in the same push", "ID-25")
def _(world):
    ground = world.at("opened")

    def grant(people):
        people["people"][NOBODY]["roles"] = [{"role": "secretary", "from": ground.day}]
    ground.act_as(KEEPER, ground.day)
    ground.change(grant, PEOPLE)
    ground.commit()
    ground.act_as(NOBODY, ground.day)
    note_costs(ground)
    done = ground.push()
    if not done.returncode:
        raise Failure("the server accepted it")
    same(refusals(done.stderr), {"push.rules"}, "the server says", done.stderr)
    for what in ("HEAD~1:refs/heads/main", "HEAD:refs/heads/main"):
        done = ground.push(what=what)
        if done.returncode:
            raise Failure(done.stderr)
    ground.audit_is_clean()


def reviewer_fills_header(ground):
    ground.act_as(REVIEWER, ground.day)
    ground.write(f"{FOLDER}/draft.md", "another draft\n")
    digest = hashlib.sha256(b"another draft\n").hexdigest()
    ground.change(lambda record: (record["legality-review"].update({"legal-bases": ["重大行政决策程序暂行条例"]}),
                                  record["draft"].update(sha256=digest)))
    ground.commit_refused()


def reviewer_fills_own(ground):
    ground.act_as(REVIEWER, ground.day)
    ground.change(lambda record: record["legality-review"].update({"legal-bases": ["重大行政决策程序暂行条例"]}))
    ground.commit()


# ---- deputies -------------------------------------------------------------------------------


def by_deputy(until="2021-07-31", day=None, said=SECRETARY, delegated=True):
    """The opening is signed by somebody who acts for the secretary, or says so."""
    def act(ground):
        if delegated:
            keep_rules(ground, lambda people: people[NOBODY].update(roles=[
                {"role": "secretary", "for": SECRETARY, "from": ground.day, "until": until or ground.day,
                 "because": "休假"}]))
        ground.ready()
        ground.act_as(NOBODY, day or ground.day)
        end = {"by": NOBODY, **({"for": said} if said else {})}
        ground.change(lambda record: record["opening"]["sign-off"].update(end))
        ground.git("add", "-A")
        if ground.git("commit", "-q", check=False).returncode:
            ground.commit_refused()
    return act


def deputy(change):
    """A delegation that CHANGE spoils."""
    def edit(ground, people):
        row = {"role": "secretary", "for": SECRETARY, "from": ground.day, "until": "2021-07-31", "because": "休假"}
        people[NOBODY]["roles"] = [row]
        change(people, row)
    return change_people(edit)


def delegated(ground):
    keep_rules(ground, lambda people: people[NOBODY].update(roles=[
        {"role": "secretary", "for": SECRETARY, "from": ground.day, "until": "2021-07-31", "because": "休假"}]))
    ground.act_as(SECRETARY, ground.day)


CASES = [
    Case("nobody signs as a deputy without a delegation", "ID-29", "opened", {ROLE, "sign-off.for"},
         by_deputy(delegated=False), by_deputy()),
    Case("a delegation ends with its last day", "ID-29", "opened", {ROLE, "sign-off.for"},
         by_deputy(until=None, day="2021-06-18"), by_deputy(until=None)),
    Case("a deputy says for whom", "ID-29", "opened", "sign-off.for", by_deputy(said=None), by_deputy()),
    Case("a deputy says for whom in truth", "ID-29", "opened", "sign-off.for", by_deputy(said=CHAIR), by_deputy()),
    Case("a delegation has an end", "ID-29", "opened", "rules.load", deputy(lambda _, row: row.pop("until")), delegated),
    Case("a delegation has a reason", "ID-29", "opened", "rules.load", deputy(lambda _, row: row.pop("because")), delegated),
    Case("a role is delegated by whoever holds it", "ID-29", "opened", "rules.load",
         deputy(lambda _, row: row.update({"for": CHAIR})), delegated),
    Case("a deputy does not pass it on", "ID-29", "opened", "rules.load",
         deputy(lambda people, row: people["he.jing"]["roles"].append({**row, "for": NOBODY})), delegated),
    Case("the reviewer does not act for the secretary", "ID-25 ID-29", "opened", "rules.load",
         deputy(lambda people, row: people[REVIEWER]["roles"].append(row)), delegated),
    Case("a keeper of the rules has no deputy", "ID-27 ID-29", "opened", "rules.load",
         deputy(lambda _, row: row.update({"role": "rule-keeper", "for": KEEPER})), delegated),
    Case("an author who is not the signer is refused", "ID-01", "opened", IDENTITY, by_author, note_costs),
    Case("a committer who is not the signer is refused", "ID-02", "opened", IDENTITY, by_committer, note_costs),
    Case("author and committer who are not the signer are refused", "ID-01 ID-02", "opened", IDENTITY, by_both, note_costs),
    Case("an unsigned commit is refused", "ID-03", "opened", MISSING, unsigned, note_costs),
    Case("an unsigned commit is refused by the hook where git is set not to sign", "ID-03", "opened", MISSING,
         unsigned_by_settings, note_costs),
    Case("an unsigned commit that replaces only a file is refused", "ID-03 GH-15", "opened", MISSING, unsigned_file,
         replace_file(SECRETARY)),
    Case("a file is not replaced by somebody without a role", "ID-07", "opened", ROLE, replace_file_refused(NOBODY),
         replace_file(SECOND)),
    Case("a file is not replaced by the reviewer where the secretary fills in", "ID-07", "opened", ROLE,
         replace_file_refused(REVIEWER), replace_file(SECRETARY)),
    Case("who may fill one section fills no other one with it", "ID-07", "submitted", ROLE, reviewer_fills_header, reviewer_fills_own),
    Case("a key that nobody has is refused", "ID-04", "opened", BAD, unknown_key, enrolled_key),
    Case("a key is refused after its term", "ID-05", "opened", BAD, after_the_term, on_the_last_day),
    Case("a commit is not dated back into the term of its key", "ID-05 TM-02", "opened", "commit.time",
         back_dated_into_the_term, on_the_last_day),
    Case("a sign-off after one's term of office is refused", "ID-06", "opened", ROLE, after_the_office, last_day_in_office),
    Case("the reviewer does not sign for the secretary", "ID-07", "opened", {ROLE, "sign-off.by"}, signed_by(REVIEWER),
         next_act),
    Case("the chair does not sign for the reviewer", "ID-07", "submitted", {ROLE, "sign-off.by"}, signed_by(CHAIR),
         next_act),
    Case("the reviewer does not sign for the chair", "ID-07", "discussed", {ROLE, "sign-off.by"}, signed_by(REVIEWER),
         next_act),
    Case("somebody without a role signs nothing", "ID-07", "opened", {ROLE, "sign-off.by"}, signed_by(NOBODY), next_act),
    Case("a second secretary does not sign in the first one's name", "ID-07", "opened", {"sign-off.by"},
         signed_by(SECOND), next_act),
    Case("an old key is dead at once after rotation", "ID-09", "opened", BAD, old_key_after_rotation,
         new_key_after_rotation),
    Case("a new key signs nothing before it is enrolled", "ID-09", "opened", BAD, new_key_before_rotation,
         new_key_after_rotation),
    Case("one key of two people is refused", "ID-10", "opened", "rules.load", change_people(share_key), lawful_people),
    Case("two roles that are kept apart are refused", "ID-25", "opened", "rules.load", change_people(both_roles),
         one_role_after_the_other),
    Case("a role that no rulebook knows is refused", "ID-25", "opened", "rules.load", change_people(unknown_role),
         lawful_people),
    Case("a change after which nobody could keep the rules is refused", "ID-25", "opened", "rules.nobody",
         change_people(nobody_left), lawful_people),
    Case("a keeper without a key is nobody", "ID-25", "opened", "rules.nobody", change_people(keyless_keeper),
         lawful_people),
    Case("an RSA key of 2048 bits is not enrolled", "ID-16", "opened", "rules.load", change_people(weak_rsa), strong_rsa),
    Case("an RSA key of 2048 bits signs nothing", "ID-16", "opened", BAD, weak_signature, strong_rsa),
    Case("a certificate is not enrolled", "ID-18", "opened", "rules.load", change_people(certificate), lawful_people),
    Case("people are not changed by a secretary", "ID-25 RL-17", "opened", "rules.role",
         change_people(lambda ground, people: people[NOBODY].update(unit="x"), SECRETARY), lawful_people),
    Case("a signature for another purpose is refused", "ID-15", "opened", BAD, other_namespace, forged_plainly),
    Case("a good signature of somebody else is refused", "ID-26", "opened", {IDENTITY, ROLE, "sign-off.by"},
         chair_signs_for_secretary, forged_plainly),
    Case("a sign-off's words do not count for another decision", "ID-11", "started", "commit.message", message_of_first,
         two_signed),
    Case("a sign-off's signature does not count for another decision", "ID-11", "started", {BAD}, signature_of_first,
         two_signed),
    Case("a sign-off names the draft as it is now", "ID-12 PR-22", "opened", "sign-off.draft", old_draft, present_draft),
]
TESTS += CASES
