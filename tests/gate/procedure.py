# SPDX-License-Identifier: Apache-2.0
"""The procedure (PR): order, rounds, withdrawal, skips, one act a commit, and rules that are not retroactive."""
import hashlib

from world import CHAIR, FOLDER, KEEPER, RECORD, REVIEWER, SECRETARY, Case, Failure, same, test

ORDER, ONE_ACT, ONLY = "transition.order", "transition.one-act", "transition.only"
FROZEN, FIELD, EFFECT = "transition.frozen", "transition.frozen-field", "round.effect"


def next_act(ground):
    ground.act()


def says(edit, person=SECRETARY, refused=True):
    """PERSON commits what EDIT makes of the record."""
    def act(ground):
        ground.act_as(person, ground.day)
        ground.change(edit)
        ground.commit_refused() if refused else ground.commit()
    return act


def later(ground, step):
    """The section of STEP as it will be, before its time."""
    section = dict(ground.replay.full[step])
    del section["sign-off"]
    ground.replay.copy_files(section)
    ground.change(lambda record: record.update({step: section}))


def discuss_before_review(ground):
    later(ground, "collective-decision")
    ground.act_as(SECRETARY, "2021-10-18")
    ground.commit_refused()


def sign_before_filled(ground):
    """A step that is open is signed by the one who may, but nothing was done in it."""
    ground.change(lambda record: record.update({"expert-review": {"sign-off": {
        "by": SECRETARY, "on": ground.day, "outcome": "completed", "draft": record["draft"]["sha256"]}}}))
    ground.commit_refused()


# ---- several at once ------------------------------------------------------------------------


def two_sign_offs(ground):
    """Expert review and risk assessment are open together; one commit signs both."""
    ground.act()
    ground.done += 1  # the experts' sign-off waits
    ground.act()
    full = ground.replay.full
    ground.act_as(SECRETARY, "2021-09-15")
    ground.change(lambda record: [record[step].update({"sign-off": dict(full[step]["sign-off"], on="2021-09-15")})
                                  for step in ("expert-review", "risk-assessment")])
    ground.commit_refused()


def sign_and_fill(ground):
    """The sign-off comes with a change of what is signed."""
    ground.ready()
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused()


def sign_and_fill_next(ground):
    ground.ready()
    ground.change(lambda record: record.update(execution={"unit": "城市管理办公室"}))
    ground.commit_refused()


def sign_and_replace_file(ground):
    """A sign-off whose own material is replaced in the same commit, digests and all."""
    ground.ready()
    text = "another start\n"
    ground.write(f"{FOLDER}/materials/start.md", text)
    ground.change(lambda record: record["opening"]["sign-off"]["materials"][0].update(sha256=sha256(text)))
    ground.commit_refused()


def sign_and_change_draft(ground):
    ground.ready()
    text = "another draft\n"
    ground.write(f"{FOLDER}/draft.md", text)
    ground.change(lambda record: (record["draft"].update(sha256=sha256(text)),
                                  record["opening"]["sign-off"].update(draft=sha256(text))))
    ground.commit_refused()


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def open_signed(ground):
    ground.ready()
    ground.change(lambda record: record["opening"].update({"sign-off": ground.replay.full["opening"]["sign-off"]}))
    ground.commit_refused()


def change_rules_and_record(ground):
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda people: people["people"][SECRETARY].update(unit="x"), "rules/people.yaml")
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit_refused()


def change_rules_only(ground):
    ground.act_as(KEEPER, ground.day)
    ground.change(lambda people: people["people"][SECRETARY].update(unit="x"), "rules/people.yaml")
    ground.commit()


# ---- rounds ---------------------------------------------------------------------------------


def new_round(ground, act, start, to, person, because="材料有误", number="1"):
    """One more round: the entry, and the sign-offs that it takes away."""
    steps = ground.replay.sections()
    first = min(steps.index(name) for name in to)

    def edit(record):
        record.setdefault("rounds", []).append({"round": number, "act": act, "from": start, "to": to, "by": person,
                                                "on": ground.day, "because": because})
        for name in steps[first:]:
            if name in record:
                record[name].pop("sign-off", None)
    ground.act_as(person, ground.day)
    ground.change(edit)


def returned(person=REVIEWER, to=("public-participation",), start="legality-review", besides=None, **how):
    def act(ground):
        new_round(ground, "return", start, list(to), person, **how)
        restore_independent(ground, to)
        if besides:
            besides(ground)
        ground.git("add", "-A")
        if ground.git("commit", "-q", check=False).returncode:
            ground.commit_refused()
    return act


def restore_independent(ground, to):
    """Expert review and risk assessment come after the opening only: a return to the consultation leaves them signed."""
    full = ground.replay.full
    if "opening" in to:
        return

    def edit(record):
        for name in ("expert-review", "risk-assessment"):
            if name in record and name not in to and "sign-off" not in record[name]:
                record[name]["sign-off"] = full[name]["sign-off"]
    ground.change(edit)


def change_evidence(ground):
    ground.change(lambda record: record["public-participation"]["solicitations"][0].update(adopted="88"))


def replace_evidence_file(ground):
    ground.write(f"{FOLDER}/materials/symposium.md", "another symposium\n")


def keep_a_sign_off(ground):
    full = ground.replay.full
    ground.change(lambda record: record["legality-review"].update({"sign-off": full["legality-review"]["sign-off"]}))


def drop_another(ground):
    ground.change(lambda record: record["expert-review"].pop("sign-off"))


def change_old_round(ground):
    returned()(ground)
    ground.change(lambda record: record["rounds"][0].update(because="没什么"))
    ground.commit_refused()


@test("a decision goes back to the consultation and through all its steps again", "PR-02")
def _(world):
    ground = world.at("submitted")
    returned()(ground)
    record = ground.read()
    same({len(record["rounds"])} | set(record["public-participation"]), {1, "solicitations", "meetings", "hearings",
                                                                        "opinions-report"}, "the record")
    # The evidence is put right, and signed again; then all goes on.
    ground.act_as(SECRETARY, "2021-10-13")
    ground.change(lambda record: record["public-participation"]["solicitations"][0].update(adopted="88"))
    ground.commit()
    section = ground.replay.full["public-participation"]
    ground.act_as(SECRETARY, "2021-10-13")
    ground.change(lambda record: record["public-participation"].update({
        "sign-off": {**section["sign-off"], "on": "2021-10-13"}}))
    ground.commit()
    # A second round of the same step counts on.
    ground.act_as(SECRETARY, "2021-10-13")
    ground.change(lambda record: (record["rounds"].append({
        "round": "2", "act": "reopen", "from": "public-participation", "to": ["public-participation"], "by": SECRETARY,
        "on": "2021-10-13", "because": "漏记一份意见"}), record["public-participation"].pop("sign-off")))
    ground.commit()
    words = ground.git("log", "-1", "--format=%(trailers:key=Round,valueonly)%(trailers:key=Action,valueonly)").stdout
    same(set(words.split()), {"2", "reopen"}, "the message")
    ground.accepted()
    _, _, done = ground.audit()
    if done.stdout.count('"rule":"exception.return"') != 1 or done.stdout.count('"rule":"exception.reopen"') != 1:
        raise Failure(done.stdout)


def reopened(person=SECRETARY, because="漏记一份意见", number="1", start="public-participation", besides=None):
    def act(ground):
        entry = {"round": number, "act": "reopen", "from": start, "to": [start], "by": person, "on": ground.day}
        if because:
            entry["because"] = because
        ground.act_as(person, ground.day)
        ground.change(lambda record: (record.setdefault("rounds", []).append(entry), record[start].pop("sign-off")))
        if besides:
            besides(ground)
        ground.git("add", "-A")
        if ground.git("commit", "-q", check=False).returncode:
            ground.commit_refused()
    return act


# ---- withdrawal -----------------------------------------------------------------------------


def withdrawn(person=CHAIR, because="不再需要", besides=None):
    def act(ground):
        entry = {"by": person, "on": ground.day, **({"because": because} if because else {})}
        ground.act_as(person, ground.day)
        ground.change(lambda record: record.update(withdrawn=entry))
        if besides:
            ground.change(besides)
        ground.git("add", "-A")
        if ground.git("commit", "-q", check=False).returncode:
            ground.commit_refused()
    return act


def after_withdrawal(edit=None, name=None):
    def attack(ground):
        withdrawn()(ground)
        ground.act_as(SECRETARY, ground.day)
        if edit:
            ground.change(edit)
        else:
            ground.write(f"{FOLDER}/{name}", "x\n")
        ground.commit_refused()
    return attack


# ---- skips ----------------------------------------------------------------------------------


def exempt(skip=True, disclosure="exempt", person=SECRETARY, **entry):
    """The matter is (not) exempt from disclosure; the consultation is skipped."""
    def act(ground):
        ground.act_as(SECRETARY, ground.day)
        ground.change(lambda record: record.update({"disclosure": disclosure, **({"disclosure-basis": "保守国家秘密法第九条"}
                                                                               if disclosure == "exempt" else {})}))
        if disclosure == "exempt":
            ground.commit()
        ground.act()  # the opening is signed
        ground.act_as(person, ground.day)
        words = {"reason": "依法不予公开", "basis": "保守国家秘密法第九条", "by": person, "on": ground.day, **entry}
        ground.change(lambda record: record.update({"public-participation": {
            "skip": {k: v for k, v in words.items() if v}}}))
        ground.git("add", "-A")
        if ground.git("commit", "-q", check=False).returncode:
            ground.commit_refused()
    return act


# ---- rules that change meanwhile -------------------------------------------------------------


def loosen_rules(book):
    """The next version asks for a hundred days of comment, which this decision has not."""
    book["steps"]["public-participation"].setdefault("checks", {})["hundred-days"] = {
        "title": {"zh": "公开征求意见不少于一百日", "en": "A hundred days of comment"}, "basis": "wj",
        "for-each": "solicitations", "duration": {"from": "published", "until": "closed", "at-least": "100 days"}}


def new_rules(ground):
    ground.act_as(KEEPER, ground.day)
    ground.bump("cn/beijing/wangjing", loosen_rules)
    ground.commit()
    ground.git("push", "-q", "origin", "main")
    return ground.rules_tree()


def adopted(person=CHAIR, tree=None, besides=None):
    def act(ground):
        new = new_rules(ground)
        ground.act_as(person, ground.day)
        ground.change(lambda record: record["procedure"].update(rules=tree or new, because="新规则更清楚"))
        if besides:
            ground.change(besides)
        ground.git("add", "-A")
        if ground.git("commit", "-q", check=False).returncode:
            ground.commit_refused()
    return act


def old_rules_still_hold(ground):
    new_rules(ground)
    ground.act()


def signed_after_adoption(ground):
    adopted()(ground)
    ground.ready()
    tree = ground.rules_tree()
    ground.change(lambda record: record["procedure"].update(rules=tree))
    ground.commit_refused()


def opened_under(tree):
    def act(ground):
        ground.ready()
        ground.change(lambda record: record["procedure"].update(rules=tree))
        ground.commit_refused()
    return act


def old_rules_for_new(ground):
    """A decision that is opened after the change, under the rules before it."""
    old = ground.rules_tree()
    new_rules_at_start(ground)
    opened_under(old)(ground)


def new_rules_at_start(ground):
    ground.act_as(KEEPER, "2021-06-01")
    ground.bump("cn/beijing/wangjing", loosen_rules)
    ground.commit()
    ground.git("push", "-q", "origin", "main")


def new_rules_for_new(ground):
    new_rules_at_start(ground)
    ground.act()


CASES = [
    Case("the meeting is not recorded before the review", "PR-02", "assessed", ORDER, discuss_before_review, next_act),
    Case("a step in which nothing was done is not signed", "PR-02", "started",
         {f"expert-review.{check}" for check in ("argued", "enough-experts", "form-named")},
         sign_before_filled, next_act),
    Case("one commit does not sign two steps", "PR-23", "heard", {ONE_ACT, ONLY}, two_sign_offs, next_act),
    Case("a sign-off that changes what it signs is refused", "GH-15", "opened", ONLY, sign_and_fill, next_act),
    Case("a sign-off that fills in another step is refused", "GH-15", "opened", ONLY, sign_and_fill_next, next_act),
    Case("a sign-off that replaces a material is refused", "GH-15", "opened", {ONLY, "sign-off.materials"}, sign_and_replace_file, next_act),
    Case("a sign-off that brings another draft is refused", "GH-15 PR-22", "opened", ONLY, sign_and_change_draft, next_act),
    Case("a record that is opened with a sign-off is refused", "GH-15", "founded", "transition.opened-signed", open_signed,
         next_act),
    Case("one commit does not change rules and record", "PR-23", "opened", {"commit.mixed", "signature.role", "commit.message"},
         change_rules_and_record, change_rules_only, client={"commit.mixed", "signature.role"}),
    Case("the kind of matter is not changed once the opening is signed", "PR-24", "started", FIELD,
         says(lambda record: record.update(matter="yearly-budget")),
         says(lambda record: record.update({"public-participation": {"interpretation": "专家解释"}}), refused=False)),
    Case("the kind of matter may be changed before", "PR-24", "opened", "record.type",
         says(lambda record: record.update(matter="minor")),
         says(lambda record: record.update(matter="public-policy"), refused=False)),
    Case("disclosure is not changed once the opening is signed", "PR-24", "started", FIELD,
         says(lambda record: record.update({"disclosure": "exempt", "disclosure-basis": "x"})), next_act),
    Case("a signed step is not edited", "GH-15", "started", FROZEN,
         says(lambda record: record["opening"].update(costs="二十万元")), next_act),
    Case("a sign-off is not edited", "GH-15", "started", FROZEN,
         says(lambda record: record["opening"]["sign-off"].update(outcome="not-started", because="x")), next_act),
    Case("a sign-off is not taken away", "GH-15", "started", FROZEN,
         says(lambda record: record["opening"].pop("sign-off")), next_act),
    Case("a signed section is not taken away", "GH-15", "started", FROZEN,
         says(lambda record: record.pop("opening")), next_act),
    # ---- rounds
    Case("a return that also edits evidence is refused", "GH-15 PR-02", "submitted", EFFECT,
         returned(besides=change_evidence), returned()),
    Case("a return that also replaces a file is refused", "GH-15 PR-02", "submitted", ONLY,
         returned(besides=replace_evidence_file), returned()),
    Case("a return that keeps a later sign-off is refused", "PR-02", "reviewed", {EFFECT},
         returned(besides=keep_a_sign_off), returned()),
    Case("a return that takes away more than it must is refused", "PR-02", "submitted", EFFECT,
         returned(besides=drop_another), returned()),
    Case("a secretary returns nothing", "PR-02 ID-07", "submitted", "signature.role", returned(SECRETARY), returned()),
    Case("a return without a reason is refused", "PR-02", "submitted", "sign-off.because", returned(because=""), returned()),
    Case("a round with a wrong number is refused", "PR-02", "submitted", "round.entry", returned(number="2"), returned()),
    Case("a return from a step that allows none is refused", "PR-02", "submitted", {"round.step"},
         returned(start="risk-assessment"), returned()),
    Case("an earlier round is not edited", "PR-02", "submitted", {FROZEN, "signature.role"}, change_old_round, returned()),
    Case("a reviewer does not reopen the consultation", "PR-02 ID-07", "heard", "signature.role", reopened(REVIEWER),
         reopened()),
    Case("a reopening without a reason is refused", "PR-02", "heard", "sign-off.because", reopened(because=None), reopened()),
    Case("a reopening that edits evidence is refused", "PR-02", "heard", EFFECT, reopened(besides=change_evidence),
         reopened()),
    # ---- withdrawal
    Case("nothing is filled in after a withdrawal", "PR-16", "opened", "transition.withdrawn",
         after_withdrawal(lambda record: record["opening"].update(costs="二十万元")), withdrawn()),
    Case("a withdrawal is not taken back", "PR-16", "opened", "transition.withdrawn",
         after_withdrawal(lambda record: record.pop("withdrawn")), withdrawn()),
    Case("no material is replaced after a withdrawal", "PR-16", "opened", "transition.withdrawn",
         after_withdrawal(name="materials/start.md"), withdrawn()),
    Case("a secretary does not withdraw", "PR-16 ID-07", "opened", "signature.role", withdrawn(SECRETARY), withdrawn()),
    Case("a withdrawal without a reason is refused", "PR-16", "opened", "sign-off.because", withdrawn(because=None),
         withdrawn()),
    Case("a withdrawal that edits something is refused", "PR-16 GH-15", "opened", ONLY,
         withdrawn(besides=lambda record: record["opening"].update(costs="二十万元")), withdrawn()),
    # ---- skips
    Case("the consultation is not skipped where disclosure is open", "PR-11", "opened", "skip.not-allowed",
         exempt(disclosure="open"), exempt()),
    Case("a skip without a reason is refused", "PR-11", "opened", "sign-off.because", exempt(reason=None), exempt()),
    Case("a skip without a basis is refused", "PR-11", "opened", "sign-off.because", exempt(basis=None), exempt()),
    Case("the reviewer does not skip the consultation", "PR-11 ID-07", "opened", "signature.role", exempt(person=REVIEWER),
         exempt()),
    # ---- rules meanwhile
    Case("newer rules judge a decision only once it adopted them", "PR-12", "asked",
         {"public-participation.hundred-days"}, signed_after_adoption, old_rules_still_hold),
    Case("a secretary does not adopt newer rules", "PR-12 ID-07", "asked", "signature.role", adopted(SECRETARY), adopted()),
    Case("rules that are not in force are not adopted", "PR-12", "asked", "procedure.rules", adopted(tree="1" * 40),
         adopted()),
    Case("an adoption that edits something is refused", "PR-12 GH-15", "asked", ONLY,
         adopted(besides=lambda record: record["public-participation"].update(interpretation="x")), adopted()),
    Case("a decision is not opened under rules that were replaced", "PR-12", "founded", "procedure.rules",
         old_rules_for_new, new_rules_for_new),
    Case("a decision is not opened under rules that never were", "PR-12", "founded", "procedure.rules",
         opened_under("1" * 40), next_act),
]
TESTS += CASES
