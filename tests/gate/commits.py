# SPDX-License-Identifier: Apache-2.0
"""Commit objects and messages (CO): one form, which every reader reads alike."""
import re

from world import KEEPER, NO_HOOKS, SECOND, Case, load_text, with_signature

FORMAT, MESSAGE = "commit.format", "commit.message"


def forged(change=lambda payload: payload, after=lambda raw: raw, **how):
    """The next act of the decision, committed by hooks and then forged."""
    def attack(ground):
        ground.act()
        ground.forge(change, after, **how)
    return attack


SAME = forged()  # the twin: forged without a fault


def replaced(old, new, count=1):
    """OLD (a pattern) replaced in the signed payload."""
    def change(payload):
        text, times = re.subn(old, lambda _: new, payload, count=count, flags=re.M)
        assert times, (old, payload)
        return text
    return change


def before_message(line):
    return lambda payload: payload.replace(b"\n\n", b"\n" + line + b"\n\n", 1)


def in_message(text):
    """TEXT as a paragraph above the trailers."""
    return lambda payload: payload.replace(b"\n\nLedger: ", b"\n\n" + text + b"\n\nLedger: ", 1)


def after_trailers(text):
    return lambda payload: payload + text


def two_signatures(ground):
    ground.act()
    first = ground.armour(ground.raw(), "liu.fang")
    ground.forge(after=lambda raw: with_signature(raw, first))


def nested_signature(ground):
    """The first signature covers a payload that holds the second."""
    ground.act()
    payload = ground.forge(person=None) and ground.raw()
    inner = ground.signed(payload, "liu.fang")
    outer = ground.armour(inner, "liu.fang").decode().rstrip("\n").replace("\n", "\n ")
    raw = inner.replace(b"\ngpgsig ", f"\ngpgsig {outer}\ngpgsig ".encode(), 1)
    ground.bytes("update-ref", "refs/heads/main", ground.put("commit", raw))


def signature_in_body(ground):
    """A signature over the commit without it, moved behind the headers."""
    ground.act()
    payload = ground.forge(person=None) and ground.raw()
    armour = ground.armour(payload, "liu.fang").decode().rstrip("\n").replace("\n", "\n ")
    head, _, body = payload.partition(b"\n\n")
    subject, _, rest = body.partition(b"\n")
    raw = head + b"\n\n" + subject + f"\ngpgsig {armour}\n".encode() + rest
    ground.bytes("update-ref", "refs/heads/main", ground.put("commit", raw))


def signature_header(name):
    return lambda raw: raw.replace(b"\ngpgsig ", b"\n" + name + b" ", 1)


def reorder_headers(raw):
    signature = re.search(rb"\ngpgsig .*(\n .*)*", raw).group()
    return raw.replace(signature, b"", 1).replace(b"\nauthor ", signature + b"\nauthor ", 1)


def change_signature(change):
    """CHANGE the lines of the armour."""
    def after(raw):
        old = re.search(rb"gpgsig (.*(\n .*)*)", raw).group(1)
        return raw.replace(old, change(old), 1)
    return after


def many_parents(ground):
    """An octopus of three lines."""
    tip = ground.head()
    ground.act()
    others = b"".join(b"parent " + ground.head(f"{tip}~{i}").encode() + b"\n" for i in (1, 2))
    ground.forge(lambda payload: payload.replace(b"\nauthor ", b"\n" + others + b"author ", 1))


def same_parent_twice(payload):
    parent = re.search(rb"parent .*\n", payload).group()
    return payload.replace(parent, parent * 2, 1)


# ---- others' words --------------------------------------------------------------------------

CLAIM = "Decision: WJ-2021-003\nStep: legality-review\nAction: sign-off\nOutcome: passed\nSigned-off-by: 赵敏 <zhao.min@wangjing.example>"


def merged(message):
    """An honest merge with MESSAGE."""
    def act(ground):
        tip = ground.head()
        ground.act()
        ground.git("checkout", "-q", "-b", "side", tip)
        open_other(ground)
        ground.git("checkout", "-q", "main")
        ground.git(*NO_HOOKS, "merge", "-q", "--no-ff", "-m", message, "side")
    return act


def open_other(ground):
    """Another secretary opens another decision."""
    from ledger import Replay  # bound to the ledger only here
    other = Replay(ground, "WJ-2021-002")
    ready = other.acts()[0][4]
    ready()
    ground.act_as(SECOND, ground.day)
    ground.commit()


def rules_commit(message):
    def act(ground):
        ground.bump("cn/beijing/wangjing")
        ground.act_as(KEEPER, ground.day)
        instance = load_text(ground.git("show", "HEAD:rules/ledger.yaml").stdout)["ledger"]
        ground.commit_unhooked(f"rules: change the rules\n\nLedger: {instance}\nAction: rules\n{message}")
    return act


def cherry_picked(ground):
    """A commit of the other secretary's, taken over with -x."""
    tip = ground.head()
    ground.git("checkout", "-q", "-b", "side")
    open_other(ground)
    ground.git("checkout", "-q", "main")
    assert ground.head() == tip
    ground.git("cherry-pick", "-x", "side")


def cherry_picked_plainly(ground):
    ground.git("checkout", "-q", "-b", "side")
    open_other(ground)
    ground.git("checkout", "-q", "main")
    ground.act_as(SECOND, ground.day)
    ground.git("cherry-pick", "side")


def squashed(ground):
    tip = ground.head()
    ground.git("checkout", "-q", "-b", "side")
    ground.act()
    ground.act()
    ground.git("checkout", "-q", "main")
    ground.git("merge", "-q", "--squash", "side")
    ground.git(*NO_HOOKS, "commit", "-q", "--no-edit")
    assert ground.head("HEAD~1") == tip


def one_by_one(ground):
    ground.act()
    ground.act()


SIGNER = replaced(rb"^Signed-off-by: .*$", "Signed-off-by: 陈宇 <chen.yu@wangjing.example>".encode())
CASES = [
    Case("a NUL in the message is refused", "CO-02", "opened", FORMAT, forged(after=lambda raw: raw + b"\n\0\nStep: x\n"),
         SAME, git=True),
    Case("two signatures are refused", "CO-04", "opened", FORMAT, two_signatures, SAME),
    Case("a signature around a signature is refused", "CO-04", "opened", FORMAT, nested_signature, SAME),
    Case("a signature in the message counts for nothing", "CO-05", "opened", "signature.missing",
         signature_in_body, SAME),
    Case("a signature for SHA-256 repositories is refused", "CO-06", "opened", FORMAT,
         forged(after=signature_header(b"gpgsig-sha256")), SAME),
    Case("an unknown header is refused", "CO-08", "opened", FORMAT, forged(before_message(b"x-decision WJ-2021-001")), SAME),
    Case("another encoding is refused", "CO-09", "opened", FORMAT, forged(before_message(b"encoding GB18030")), SAME),
    Case("an encoding header that says UTF-8 is refused too", "CO-09", "opened", FORMAT,
         forged(before_message(b"encoding UTF-8")), SAME),
    Case("a message that is not UTF-8 is refused", "CO-09", "opened", FORMAT, forged(in_message("标题".encode("gb18030"))),
         SAME),
    Case("a merged tag is refused", "CO-10", "opened", FORMAT,
         forged(before_message(b"mergetag object " + b"0" * 40 + b"\n type commit\n tag x")), SAME),
    Case("a message of 3 MB is refused", "CO-11", "opened", FORMAT, forged(in_message(b"x" * 3000000)), SAME),
    Case("thirty-three trailers are refused", "CO-11", "opened", FORMAT,
         forged(after_trailers(b"".join(b"X-%d: y\n" % i for i in range(25)))),
         forged(after_trailers(b"".join(b"X-%d: y\n" % i for i in range(20))))),
    Case("a trailer of more than a kilobyte is refused", "CO-11", "opened", FORMAT,
         forged(after_trailers(b"X: " + b"y" * 1100 + b"\n")), forged(after_trailers(b"X: " + b"y" * 900 + b"\n"))),
    Case("a commit without author is refused", "CO-12", "opened", FORMAT, forged(replaced(rb"^author .*\n", b"")), SAME,
         git=True),
    Case("an author without address is refused", "CO-12", "opened", FORMAT,
         forged(replaced(rb"^author .*>", b"author liu")), SAME, git=True),
    Case("an angle bracket in a name is refused", "CO-12", "opened", FORMAT,
         forged(replaced(rb"^author ", b"author <x> ")), SAME, git=True),
    Case("two authors are refused", "CO-12", "opened", FORMAT,
         forged(lambda payload: re.sub(rb"(?m)^(author .*\n)", rb"\1\1", payload, count=1)), SAME, git=True),
    Case("a name with an escape is refused, and shown escaped", "CO-12 SV-29", "opened", FORMAT,
         forged(replaced(rb"^author ", b"author \x1b[2J")), SAME),
    Case("bytes after the end of the armour are refused", "CO-13", "opened", FORMAT,
         forged(after=change_signature(lambda old: old + b"\n x")), SAME),
    Case("an empty line in the armour is refused", "CO-13", "opened", FORMAT,
         forged(after=change_signature(lambda old: old.replace(b"\n", b"\n \n", 1))), SAME),
    Case("carriage returns in the armour are refused", "CO-13", "opened", FORMAT,
         forged(after=change_signature(lambda old: old.replace(b"\n", b"\r\n"))), SAME),
    Case("armour of other lines is refused", "CO-13", "opened", {"signature.bad"},
         forged(after=change_signature(lambda old: rewrap(old, 64))), SAME),
    Case("a signature before the author is refused", "CO-04", "opened", FORMAT, forged(after=reorder_headers), SAME, git=True),
    Case("the same parent twice is refused", "GH-13", "opened", FORMAT, forged(same_parent_twice), SAME),
    Case("three parents are refused", "GH-11", "started", FORMAT, many_parents, SAME),
    # ---- the message
    Case("a trailer in the subject is refused", "CO-16", "opened", FORMAT,
         forged(replaced(rb"\n\nopening", b"\n\nStep: opening")), SAME),
    Case("a trailer above the last paragraph is refused", "CO-16", "opened", FORMAT,
         forged(in_message(b"Step: legality-review")), forged(in_message("见会议纪要".encode()))),
    Case("a line of dashes above the trailers is refused", "CO-16", "opened", FORMAT, forged(in_message(b"---")),
         forged(in_message("——".encode()))),
    Case("a scissors line above the trailers is refused", "CO-17", "opened", FORMAT,
         forged(in_message(b"# ------------------------ >8 ------------------------")), SAME),
    Case("a comment line above the trailers is refused", "CO-17", "opened", FORMAT, forged(in_message(b"# x")), SAME),
    Case("a trailer without value is refused", "CO-18", "opened", FORMAT,
         forged(replaced(rb"^Action: ", b"Outcome:\nAction: ")), SAME),
    *[Case(f"{name} in a trailer is refused", "CO-19", "opened", FORMAT,
           forged(replaced(rb"^Action: sign-off$", b"Action: sign-off" + mark + b"Outcome: x")), SAME)
      for name, mark in (("a carriage return", b"\r"), ("CRLF", b"\r\n"), ("a vertical tab", b"\x0b"),
                         ("U+2028", "\u2028".encode()), ("U+0085", "\u0085".encode()))],
    Case("a trailer that goes on in the next line is refused", "CO-20", "opened", FORMAT,
         forged(replaced(rb"^Action: sign-off$", b"Action: sign-off\n approve")), SAME),
    *[Case(f"the trailer “{text}” is refused", "CO-21", "opened", FORMAT,
           forged(replaced(rb"^Step: opening$", text.encode())), SAME)
      for text in ("Step : opening", "STEP: opening", "Step:opening", "step: opening", "Step:  opening", "Step\uff1aopening")],
    Case("a key with a letter of another script is refused", "CO-22", "opened", FORMAT,
         forged(replaced(rb"^Step: ", "St\u0435p: ".encode())), SAME),
    Case("a key with an invisible letter is refused", "CO-22", "opened", FORMAT,
         forged(replaced(rb"^Step: ", "St\u200bep: ".encode())), SAME),
    Case("a trailer that stands there twice is refused", "CO-24", "opened", MESSAGE,
         forged(replaced(rb"^Outcome: .*\n", b"Outcome: started\nOutcome: not-started\n")), SAME),
    Case("a message for another outcome is refused", "CO-24", "opened", MESSAGE,
         forged(replaced(rb"^Outcome: .*\n", b"Outcome: not-started\n")), SAME),
    Case("a subject that says something else is refused", "CO-24", "opened", MESSAGE,
         forged(replaced(rb"\n\nopening\(WJ-2021-003\): started", b"\n\nopening(WJ-2021-003): not-started")), SAME),
    Case("a trailer that the change does not call for is refused", "CO-24", "opened", MESSAGE,
         forged(replaced(rb"^Outcome: ", b"Round: 2\nOutcome: ")), SAME),
    Case("somebody else's sign-off line is refused", "CO-24", "opened", MESSAGE, forged(SIGNER), SAME),
    Case("a second sign-off line is refused", "CO-24", "opened", MESSAGE,
         forged(after_trailers("Signed-off-by: 陈宇 <chen.yu@wangjing.example>\n".encode())),
         forged(after_trailers("Acked-by: 陈宇 <chen.yu@wangjing.example>\n".encode()))),
    Case("a cherry-pick that notes where it is from is refused", "CO-24", "opened", {FORMAT}, cherry_picked,
         cherry_picked_plainly),
    Case("two acts squashed into one commit are refused", "CO-24", "started", {FORMAT}, squashed, one_by_one),
    Case("a merge that claims a sign-off in its message is refused", "CO-24", "opened", MESSAGE,
         merged(f"Merge branch 'side'\n\n{CLAIM}"), merged("Merge branch 'side'\n\n两位秘书各办各的")),
    Case("a merge with a trailer in its subject is refused", "CO-24", "opened", FORMAT,
         merged("Step: legality-review"), merged("Merge branch 'side'")),
    Case("a change of the rules that claims a sign-off is refused", "CO-24", "opened", MESSAGE,
         rules_commit("Step: legality-review\nOutcome: passed"), rules_commit("Signed-off-by: 唐睿 <tang.rui@wangjing.example>")),
]
TESTS = CASES


def rewrap(armour, width):
    """The armour's base64 in lines of WIDTH."""
    lines = armour.split(b"\n ")
    body = b"".join(lines[1:-1])
    return b"\n ".join([lines[0], *[body[i:i + width] for i in range(0, len(body), width)], lines[-1]])
