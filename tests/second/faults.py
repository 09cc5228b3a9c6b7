# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with one commit.

Each function gets a history and the act that comes next.  It commits something wrong (in place of that act, or before
it) and returns True; None when it does not fit here.  What returns the act itself did no harm to the decision: it goes on.
"""
import copy
import re

from histories import (CHAIR, KEEPER, LEDGER, NOBODY, ORDER, REVIEWER, SECOND, SECRETARY, STRANGER, Act, dump, round_of,
                       sha256, withdrawal)

FAULTS = []


def fault(body):
    FAULTS.append(body)
    return body


def signs(act):
    return act.act == "sign-off"


def record_of(h, act):
    return h.records.get(act.folder)


def ended(record):
    return [s for s in ORDER if record and ("sign-off" in record.get(s, {}) or "skip" in record.get(s, {}))]


def alone(h, act, edit, step=None, name="fill", person=None, **more):
    """An act of our own in place of the one that comes."""
    h.do(Act(act.day, person or SECRETARY, act.folder, name, step, edit, **more))
    return True


# ---- signatures and identity ----------------------------------------------------------------


@fault
def unsigned(h, act):
    h.do(act, key=None)
    return True


@fault
def key_of_a_stranger(h, act):
    h.do(act, key=STRANGER)
    return True


@fault
def key_of_another_person(h, act):
    h.do(act, key={SECRETARY: REVIEWER}.get(act.person, SECRETARY))
    return True


@fault
def signature_for_another_purpose(h, act):
    h.do(act, namespace="file")
    return True


@fault
def changed_after_signing(h, act):
    h.do(act, after=lambda raw: raw.replace(b"\n\n", b"\n\nx", 1) if b"\n\n" in raw else raw)
    return True


@fault
def date_changed_after_signing(h, act):
    h.do(act, after=lambda raw: re.sub(rb"(\nauthor .*> )(\d+)", lambda m: m[1] + str(int(m[2]) - 1).encode(), raw, count=1))
    return True


@fault
def another_author(h, act):
    h.do(act, author=f"罗一 <luo.yi@wangjing.example> {h.time + 100} +0800")
    return True


@fault
def signed_twice(h, act):
    h.do(act, after=lambda raw: re.sub(rb"(\ngpgsig .*(?:\n .*)*)", rb"\1\1", raw, count=1))
    return True


@fault
def unknown_header(h, act):
    h.do(act, before=lambda payload: payload.replace(b"\n\n", b"\nx-note other\n\n", 1))
    return True


@fault
def retired_key(h, act):
    """Rotated away, and used all the same."""
    if act.act != "fill":
        return None
    h.rotate(act.day)
    h.commit(KEEPER, act.day, h.rules_message())
    h.do(act, person=SECOND, key=SECOND)
    return True


@fault
def key_before_its_term(h, act):
    if act.act != "fill":
        return None
    h.people[SECOND]["keys"] = [{"key": h.source.public("new-key"), "from": "2031-01-01"}]
    h.put_rules()
    h.commit(KEEPER, act.day, h.rules_message())
    h.do(act, person=SECOND, key="new-key")
    return True


@fault
def term_of_office_over(h, act):
    if act.person != REVIEWER or not signs(act):
        return None
    h.people[REVIEWER]["roles"][0]["until"] = "2021-01-31"
    h.put_rules()
    h.commit(KEEPER, act.day, h.rules_message())
    h.do(act)
    return True


# ---- roles ----------------------------------------------------------------------------------


@fault
def signed_by_the_wrong_role(h, act):
    """Somebody else signs in his own name."""
    if not signs(act):
        return None
    other = {SECRETARY: [REVIEWER, CHAIR, NOBODY], REVIEWER: [SECRETARY, CHAIR], CHAIR: [SECRETARY, REVIEWER]}[act.person]
    person = h.random.choice(other)

    def edit(record):
        record[act.step]["sign-off"]["by"] = person
        return record
    h.do(act, person=person, edit=edit)
    return True


@fault
def signed_in_anothers_name(h, act):
    if not signs(act) or act.person != SECRETARY:
        return None
    h.do(act, person=SECOND)
    return True


@fault
def filled_without_role(h, act):
    if act.act not in ("fill", "open"):
        return None
    h.do(act, person=h.random.choice([NOBODY, CHAIR]))
    return True


@fault
def withdrawn_by_a_secretary(h, act):
    if not record_of(h, act):
        return None
    gone = withdrawal(act.day, act.folder)

    def edit(record):
        record["withdrawn"]["by"] = SECRETARY
        return record
    h.do(gone, person=SECRETARY, edit=edit)
    return True


@fault
def rules_changed_by_a_secretary(h, act):
    h.hire(act.day)
    h.commit(SECRETARY, act.day, h.rules_message(person=SECRETARY))
    return act


@fault
def role_granted_and_used(h, act):
    """The clerk is made secretary in the commit that he signs."""
    if act.act != "fill":
        return None
    h.people[NOBODY]["roles"] = [{"role": "secretary", "from": "2021-01-01"}]
    h.put_rules()
    h.do(act, person=NOBODY)
    return True


# ---- order ----------------------------------------------------------------------------------


@fault
def step_begun_too_early(h, act):
    record = record_of(h, act)
    late = [s for s in ORDER[4:] if record and s not in record]
    if not late or "opening" in ended(record) and "legality-review" in ended(record) or record["matter"] == "yearly-budget":
        return None
    step = h.random.choice(late)
    return alone(h, act, lambda r: {**r, step: {"submitted" if step == "legality-review" else "soundings"
                                               if step == "collective-decision" else "on": act.day}}, step)


@fault
def step_signed_too_early(h, act):
    record = record_of(h, act)
    if not record or "legality-review" in ended(record) or record["matter"] == "yearly-budget":
        return None
    entry = {"by": CHAIR, "on": act.day, "outcome": "adopted", "draft": record["draft"]["sha256"]}
    return alone(h, act, lambda r: {**r, "collective-decision": {"sign-off": entry}}, "collective-decision", "sign-off", CHAIR,
                 outcome="adopted")


@fault
def signed_twice_over(h, act):
    """The sign-off of a step that has one is written again."""
    record = record_of(h, act)
    done = [s for s in ended(record) if "sign-off" in record[s]]
    if not done:
        return None
    step = h.random.choice(done)

    def edit(r):
        r[step]["sign-off"]["on"] = act.day + "x" if r[step]["sign-off"]["on"] == act.day else act.day
        return r
    return alone(h, act, edit, step)


@fault
def two_acts(h, act):
    record = record_of(h, act)
    if not signs(act) or not record:
        return None
    h.do(act, edit=lambda r: {**r, "withdrawn": {"by": CHAIR, "on": act.day, "because": "x"}})
    return True


@fault
def evidence_with_the_sign_off(h, act):
    if not signs(act):
        return None

    def edit(record):
        record[act.step]["note"] = "x"
        record[act.step].pop("note")
        key = next(k for k, v in record[act.step].items() if k not in ("sign-off", "skip"))
        record[act.step].pop(key)
        return record
    h.do(act, edit=edit)
    return True


@fault
def another_section_with_the_sign_off(h, act):
    if not signs(act) or "execution" in (record_of(h, act) or {}):
        return None
    h.do(act, edit=lambda r: {**r, "execution": {"unit": "城市管理办公室"}})
    return True


@fault
def file_with_the_sign_off(h, act):
    if not signs(act):
        return None
    h.files[f"{act.folder}/materials/more.md"] = b"more\n"
    h.do(act)
    return True


@fault
def frozen_section_edited(h, act):
    done = ended(record_of(h, act))
    if not done:
        return None
    step = h.random.choice(done)

    def edit(r):
        key = h.random.choice([k for k in r[step] if k not in ("sign-off", "skip")] or ["skip"])
        r[step].pop(key)
        return r
    return alone(h, act, edit, step)


@fault
def sign_off_taken_away(h, act):
    done = [s for s in ended(record_of(h, act)) if "sign-off" in record_of(h, act)[s]]
    if not done:
        return None
    step = h.random.choice(done)

    def edit(r):
        r[step].pop("sign-off")
        return r
    return alone(h, act, edit, step)


@fault
def frozen_field_changed(h, act):
    if "opening" not in ended(record_of(h, act)):
        return None
    return alone(h, act, lambda r: {**r, "title": "另一个标题"})


@fault
def opened_with_a_sign_off(h, act):
    if act.act != "open":
        return None
    entry = {"by": SECRETARY, "on": act.day, "outcome": "started"}
    act.steps = ["opening"]
    h.do(act, edit=lambda r: {**r, "opening": {**r.get("opening", {}), "sign-off": {**entry, "draft": r["draft"]["sha256"]}}})
    return True


@fault
def skipped_though_open(h, act):
    record = record_of(h, act)
    if not record or "opening" not in ended(record) or "public-participation" in record or record["disclosure"] != "open":
        return None
    entry = {"reason": "x", "basis": "y", "by": SECRETARY, "on": act.day}
    return alone(h, act, lambda r: {**r, "public-participation": {"skip": entry}}, "public-participation", "skip")


@fault
def skipped_without_basis(h, act):
    if act.act != "skip":
        return None

    def edit(record):
        record["public-participation"]["skip"].pop("basis")
        return record
    h.do(act, edit=edit)
    return True


@fault
def step_that_the_matter_does_not_have(h, act):
    record = record_of(h, act)
    if not record or record["matter"] != "yearly-budget":
        return None
    return alone(h, act, lambda r: {**r, "expert-review": {"form": "meeting"}}, "expert-review")


@fault
def after_the_withdrawal(h, act):
    record = record_of(h, act)
    if not record or "withdrawn" in record or act.act not in ("fill", "sign-off"):
        return None
    h.do(withdrawal(act.day, act.folder))
    h.do(act)
    return True


# ---- rounds ---------------------------------------------------------------------------------


def spoilt_round(h, act, spoil, person=SECRETARY, step="opening", name="reopen"):
    record = record_of(h, act)
    if step not in ended(record):
        return None
    h.do(round_of(name, act.day, person, act.folder, step, [step]), edit=spoil)
    return True


@fault
def round_with_a_wrong_number(h, act):
    def spoil(record):
        record["rounds"][-1]["round"] = str(len(record["rounds"]) + 1)
        return record
    return spoilt_round(h, act, spoil)


@fault
def round_without_reason(h, act):
    def spoil(record):
        record["rounds"][-1].pop("because")
        return record
    return spoilt_round(h, act, spoil)


@fault
def round_that_keeps_a_sign_off(h, act):
    record = record_of(h, act)
    kept = [s for s in ended(record) if s != "opening" and "sign-off" in record[s]]
    if not kept:
        return None
    entry = copy.deepcopy(record[kept[0]]["sign-off"])

    def spoil(after):
        after.setdefault(kept[0], {})["sign-off"] = entry
        return after
    return spoilt_round(h, act, spoil)


@fault
def round_that_edits_evidence(h, act):
    def spoil(record):
        record["opening"].pop(next(iter(record["opening"])))
        return record
    return spoilt_round(h, act, spoil)


@fault
def reopened_by_the_wrong_person(h, act):
    if "opening" not in ended(record_of(h, act)):
        return None
    return spoilt_round(h, act, lambda r: r, person=CHAIR)


@fault
def returned_where_it_is_not_allowed(h, act):
    return spoilt_round(h, act, lambda r: r, name="return")


@fault
def old_round_edited(h, act):
    record = record_of(h, act)
    if not record or not record.get("rounds"):
        return None

    def edit(r):
        r["rounds"][0]["because"] = "没什么"
        return r
    return alone(h, act, edit)


# ---- drafts and files -----------------------------------------------------------------------


@fault
def sign_off_of_another_draft(h, act):
    if not signs(act):
        return None

    def edit(record):
        record[act.step]["sign-off"]["draft"] = "0" * 64
        return record
    h.do(act, edit=edit)
    return True


@fault
def sign_off_that_leaves_a_file_out(h, act):
    if not signs(act):
        return None

    def edit(record):
        record[act.step]["sign-off"]["materials"].pop()
        return record
    if not act.edit({**copy.deepcopy(record_of(h, act))})[act.step]["sign-off"].get("materials"):
        return None
    h.do(act, edit=edit)
    return True


@fault
def sign_off_with_another_digest(h, act):
    if not signs(act):
        return None

    def edit(record):
        record[act.step]["sign-off"]["materials"][0]["sha256"] = "1" * 64
        return record
    if not act.edit({**copy.deepcopy(record_of(h, act))})[act.step]["sign-off"].get("materials"):
        return None
    h.do(act, edit=edit)
    return True


@fault
def draft_changed_without_its_digest(h, act):
    record = record_of(h, act)
    if not record:
        return None
    h.files[f"{act.folder}/{record['draft']['file']}"] += b"more\n"
    return alone(h, act, lambda r: r)


@fault
def signed_file_replaced(h, act):
    record = record_of(h, act)
    names = [row["file"] for s in ended(record) for row in record[s].get("sign-off", {}).get("materials", [])]
    if not names:
        return None
    h.files[f"{act.folder}/{h.random.choice(names)}"] += b"more\n"
    return alone(h, act, lambda r: r)


@fault
def file_that_nothing_names(h, act):
    if not record_of(h, act):
        return None
    h.files[f"{act.folder}/materials/odd.md"] = b"odd\n"
    return alone(h, act, lambda r: r)


@fault
def file_missing(h, act):
    names = [n for n in act.files if n.startswith("materials/")]
    if act.act != "fill" or not names or f"{act.folder}/{names[0]}" in h.files:
        return None
    act.files = {n: c for n, c in act.files.items() if n != names[0]}
    h.do(act)
    return True


@fault
def program_among_the_materials(h, act):
    names = [n for n in act.files if n.startswith("materials/")]
    if act.act != "fill" or not names:
        return None
    h.modes[f"{act.folder}/{names[0]}"] = h.random.choice([b"100755", b"120000"])
    h.do(act)
    return True


@fault
def record_deleted(h, act):
    if not record_of(h, act):
        return None
    for name in [p for p in h.files if p.startswith(act.folder + "/")]:
        del h.files[name]
    h.commit(SECRETARY, act.day, f"fill({act.folder[-11:]}): record\n\nLedger: {LEDGER}\n")
    return True


@fault
def record_moved(h, act):
    if not record_of(h, act):
        return None
    other = act.folder[:-3] + "099"
    for name in [p for p in h.files if p.startswith(act.folder + "/")]:
        h.files[other + name[len(act.folder):]] = h.files.pop(name)
    h.commit(SECRETARY, act.day, f"fill({act.folder[-11:]}): record\n\nLedger: {LEDGER}\n")
    return True


@fault
def id_is_not_the_folder(h, act):
    if act.act != "open":
        return None
    h.do(act, edit=lambda r: {**r, "id": "WJ-2021-098"})
    return True


@fault
def stray_file(h, act):
    h.files["note.txt"] = b"x\n"
    h.commit(SECRETARY, act.day, "a note\n")
    return act


@fault
def nothing_changed(h, act):
    h.commit(SECRETARY, act.day, "nothing\n")
    return act


@fault
def rules_and_record(h, act):
    h.hire(act.day)
    h.do(act, person=act.person)
    return True


@fault
def two_decisions(h, act):
    if not record_of(h, act):
        return None
    others = [f for f in h.records if f != act.folder and "withdrawn" not in h.records[f]]
    if not others:
        return None
    h.files[f"{others[0]}/decision.yaml"] = dump({**h.records[others[0]], "execution": {"unit": "x"}})
    h.do(act)
    return True


# ---- words ----------------------------------------------------------------------------------


def says(name, change, wanted=lambda act: True):
    def body(h, act):
        if not wanted(act):
            return None
        h.do(act, message=change)
        return True
    body.__name__ = name
    fault(body)


def line(key, value):
    return lambda text: re.sub(f"^{key}: .*$", f"{key}: {value}", text, flags=re.M)


says("message_names_another_ledger", line("Ledger", "0" * 32))
says("message_names_another_decision", line("Decision", "WJ-2021-077"))
says("message_names_another_step", line("Step", "archive"), lambda act: act.step)
says("message_names_another_act", line("Action", "note"))
says("message_names_another_outcome", line("Outcome", "fine"), signs)
says("message_names_another_draft", line("Draft", "sha256:" + "2" * 64))
says("message_names_other_materials", line("Materials", "sha256:" + "3" * 64), lambda act: signs(act) and act.step != "party")
says("message_names_other_rules", line("Rules", "4" * 40))
says("message_is_signed_off_by_another", line("Signed-off-by", "罗一 <luo.yi@wangjing.example>"))
says("message_without_a_line", lambda text: re.sub("^Action: .*\n", "", text, flags=re.M))
says("message_with_a_line_twice", lambda text: re.sub("^(Action: .*\n)", r"\1\1", text, flags=re.M))
says("message_with_a_claim", lambda text: text + "Round: 7\n", lambda act: act.act not in ("return", "reopen"))
says("message_with_another_subject", lambda text: "x" + text)
says("message_with_a_trailer_above", lambda text: text.replace("\n\n", "\n\nStep: archive\n\n", 1))


# ---- time -----------------------------------------------------------------------------------


@fault
def earlier_than_its_parent(h, act):
    h.do(act, seconds=h.time - 1)
    return True


@fault
def sign_off_of_tomorrow(h, act):
    return other_day(h, act, "2029-12-31")


@fault
def sign_off_recorded_too_late(h, act):
    return other_day(h, act, "2021-01-05")


@fault
def sign_off_recorded_a_day_too_late(h, act):
    """The law of this place gives three days; the fourth is too late."""
    if not signs(act):
        return None
    h.do(Act(later(act.day, 4), act.person, act.folder, act.act, act.step, act.edit, outcome=act.outcome))
    return True


def later(day, days):
    import datetime
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()


def other_day(h, act, day):
    if not signs(act):
        return None

    def edit(record):
        record[act.step]["sign-off"]["on"] = day
        return record
    h.do(act, edit=edit)
    return True


# ---- rules and history ----------------------------------------------------------------------


@fault
def opened_under_other_rules(h, act):
    if act.act != "open":
        return None

    def edit(record):
        record["procedure"]["rules"] = "5" * 40
        return record
    h.do(act, edit=edit)
    return True


@fault
def rules_changed_under_way(h, act):
    """A record that names newer rules without adopting them."""
    record = record_of(h, act)
    if not record:
        return None
    h.bump(act.day)
    h.commit(KEEPER, act.day, h.rules_message())
    new = h.rules_tree()
    return alone(h, act, lambda r: {**r, "procedure": {**r["procedure"], "rules": new}}, name="adopt")


@fault
def adopted_by_a_secretary(h, act):
    record = record_of(h, act)
    if not record:
        return None
    h.bump(act.day)
    h.commit(KEEPER, act.day, h.rules_message())
    new = {"name": "cn/beijing/wangjing", "rules": h.rules_tree(), "because": "新规则"}
    return alone(h, act, lambda r: {**r, "procedure": new}, name="adopt")


@fault
def rulebook_with_its_old_version(h, act):
    h.bump(act.day, version=0)
    h.commit(KEEPER, act.day, h.rules_message())
    return act


@fault
def rulebook_rolled_back(h, act):
    before = dict(h.files)
    h.bump(act.day, 2)
    h.commit(KEEPER, act.day, h.rules_message())
    h.files = before
    h.bump(act.day)
    h.commit(KEEPER, act.day, h.rules_message())
    return True


@fault
def another_ledger(h, act):
    h.card["ledger"] = "7" * 32
    h.put_rules()
    h.commit(KEEPER, act.day, h.rules_message())
    h.card["ledger"] = LEDGER
    h.put_rules()
    # What comes after is judged by a ledger of another name: the act that brings it back is wrong too.
    h.commit(KEEPER, act.day, h.rules_message())
    return True


@fault
def rules_without_words(h, act):
    h.hire(act.day)
    h.commit(KEEPER, act.day, "more people\n")
    return act


@fault
def nobody_keeps_the_rules(h, act):
    people = copy.deepcopy(h.people)
    h.people[KEEPER]["roles"] = [{"role": "rule-keeper", "from": "2021-01-01", "until": "2021-01-31"}]
    h.put_rules()
    h.commit(KEEPER, act.day, h.rules_message())
    h.people = people
    return True


@fault
def evil_merge(h, act):
    if not h.side or h.side[0] == h.tip or not record_of(h, act):
        return None

    def spoil(history):
        record = {**history.records[act.folder], "title": "第三个标题"}
        history.files[f"{act.folder}/decision.yaml"] = dump(record)
        history.records[act.folder] = record
    h.merge(act.day, edit=spoil)
    return True


@fault
def merge_that_claims(h, act):
    if not h.side or h.side[0] == h.tip:
        return None
    h.merge(act.day, before=lambda payload: payload + b"\nStep: archive\nAction: sign-off\n")
    return True


@fault
def merge_with_a_strangers_key(h, act):
    if not h.side or h.side[0] == h.tip:
        return None
    h.merge(act.day, key=STRANGER)
    return True


@fault
def second_root(h, act):
    if h.side or not h.tip:
        return None
    main, files = h.tip, dict(h.files)
    h.files = {p: c for p, c in h.files.items() if p.startswith("rules/")}
    h.commit(KEEPER, act.day, h.rules_message(), parents=[])
    other, h.files = h.tip, files
    h.commit(SECRETARY, act.day, "merge\n", parents=[main, other])
    return act


assert sha256(b"") and len({f.__name__ for f in FAULTS}) == len(FAULTS)
