# SPDX-License-Identifier: Apache-2.0
"""Client hooks: what a clerk types into git, the messages that come out, and every way around the hooks (SV-13, SV-15)."""
import os

from ledger import Replay
from world import (DECISION, FOLDER, KEEPER, NO_HOOKS, RECORD, SECOND, SECRETARY, WUBU, Failure, same, refusals, test)

FROZEN = "transition.frozen"


def note(ground, costs="二十万元"):
    ground.change(lambda record: record["opening"].update(costs=costs))


def spoil(ground):
    """What every gate refuses where the opening is signed."""
    note(ground, "被改动")
    ground.git("add", "-A")


def trailers(ground, name="HEAD"):
    """The trailers that git reads, each a line of the last paragraph."""
    body = ground.git("log", "-1", "--format=%B", name).stdout
    parsed = ground.git("interpret-trailers", "--parse", stdin=body).stdout.splitlines()
    last = [line for line in body.strip().split("\n\n")[-1].splitlines() if line]
    if parsed != last:
        raise Failure(f"git reads {parsed}\nof the message\n{body}")
    return dict(line.split(": ", 1) for line in parsed), body


def right_message(ground, action="fill", step="opening"):
    found, body = trailers(ground)
    same({found.get("Action"), found.get("Step"), found.get("Decision")}, {action, step, DECISION}, "the trailers", body)
    if "#" in body:
        raise Failure(f"a comment of the editor's is left\n{body}")
    return body


# ---- messages -------------------------------------------------------------------------------


def message(title, *words, wanted=None, env=None):
    @test(f"`{title}` comes out with its message", "SV-13")
    def _(world):
        ground = world.at("opened")
        note(ground)
        ground.git("add", "-A")
        ground.git("commit", "-q", *words, env=env)
        body = right_message(ground)
        if wanted and wanted not in body:
            raise Failure(f"{wanted} is not in\n{body}")
        ground.accepted()


message("git commit")
message("git commit -v", "-v")
message("git commit -m", "-m", "补记费用", wanted="\n\n补记费用\n\n")
message("git commit -m -m", "-m", "补记费用", "-m", "见附件", wanted="\n\n补记费用\n\n见附件\n\n")
message("git commit -m with an empty text", "-m", "", "--allow-empty-message")
message("git commit -s", "-s")
message("git commit -s -m", "-s", "-m", "补记费用", wanted="补记费用")
message("git commit -m with a line that is not text of a trailer", "-m", "费用: 二十万元", wanted="费用: 二十万元")
message("git commit --cleanup=verbatim -m", "--cleanup=verbatim", "-m", "补记费用", wanted="补记费用")
message("git commit --trailer", "--trailer", "Acked-by: 吴琪 <wu.qi@wangjing.example>")


@test("`git commit -F` comes out with its message", "SV-13")
def _(world):
    ground = world.at("opened")
    note(ground)
    with open(f"{ground.folder}/words", "w", encoding="utf-8") as file:
        file.write("补记费用\n\n依据：会议纪要\n")
    ground.git("commit", "-q", "-a", "-F", f"{ground.folder}/words")
    body = right_message(ground)
    if "补记费用\n\n依据：会议纪要\n\n" not in body:
        raise Failure(body)


@test("`git commit` with a template of one's own comes out with its message", "SV-13")
def _(world):
    ground = world.at("opened")
    note(ground)
    with open(f"{ground.folder}/template", "w", encoding="utf-8") as file:
        file.write("# 说明这次改动\n")
    ground.git("config", "commit.template", f"{ground.folder}/template")
    # git refuses a message that is its template; the hook wrote another.
    ground.git("commit", "-q", "-a")
    right_message(ground)


@test("a merge commit keeps git's own words, and its trailers are none", "SV-13")
def _(world):
    ground = world.at("opened")
    side_by_side(ground)
    ground.git("merge", "-q", "--no-ff", "--no-edit", "side")
    same({ground.git("log", "-1", "--format=%B").stdout.strip()}, {"Merge branch 'side'"}, "the message")
    ground.accepted()


def side_by_side(ground):
    ground.git("checkout", "-q", "-b", "side")
    Replay(ground, "WJ-2021-002").acts()[0][4]()
    ground.act_as(SECOND, ground.day)
    ground.commit()
    ground.git("checkout", "-q", "main")
    note(ground)
    ground.act_as(SECRETARY, ground.day)
    ground.commit()


@test("`git commit --amend` keeps the message of what is not pushed yet", "SV-13")
def _(world):
    ground = world.at("opened")
    note(ground)
    ground.commit()
    note(ground, "三十万元")
    ground.git("commit", "-q", "-a", "--amend", "--no-edit")
    right_message(ground)
    ground.accepted()


@test("`git commit --amend` of words alone is judged", "SV-13 CO-24")
def _(world):
    ground = world.at("opened")
    note(ground)
    ground.commit()
    body = right_message(ground)
    done = ground.git("commit", "-q", "--amend", "-m", body.replace("Action: fill", "Action: sign-off"), check=False)
    # Whatever the client says, the server judges the commit as it is.
    if not done.returncode:
        pushed = ground.push()
        if not pushed.returncode:
            raise Failure("the server accepted it")
        same(refusals(pushed.stderr), {"commit.message"}, "the server says", pushed.stderr)


@test("a revert says what it does", "SV-13")
def _(world):
    ground = world.at("opened")
    note(ground)
    ground.commit()
    ground.act_as(SECRETARY, ground.day)
    ground.git("revert", "--no-edit", "HEAD")
    right_message(ground)
    ground.accepted()


@test("a change of the rules comes out with its message", "SV-13")
def _(world):
    ground = world.at("opened")
    ground.act_as(KEEPER, ground.day)
    ground.bump("cn/beijing/wangjing")
    ground.commit("-m", "年度修订")
    found, body = trailers(ground)
    same({found.get("Action"), found.get("Ledger")}, {"rules", ground.instance()}, "the trailers", body)
    ground.accepted()


# ---- which index ----------------------------------------------------------------------------


@test("`git commit -a` is judged by what it commits", "SV-13")
def _(world):
    ground = world.at("started")
    note(ground, "被改动")
    done = ground.git("commit", "-q", "-a", check=False)
    if not done.returncode or FROZEN not in done.stderr:
        raise Failure(done.stderr)
    # The index has the fault, the commit has not: nothing is said.
    twin = world.at("opened")
    note(twin)
    twin.git("commit", "-q", "-a")
    right_message(twin)
    twin.accepted()


@test("`git commit -- path` is judged by that path alone", "SV-13")
def _(world):
    ground = world.at("opened")
    note(ground)
    ground.git("add", "-A")
    Replay(ground, "WJ-2021-002").acts()[0][4]()
    ground.git("add", "-A")
    done = ground.git("commit", "-q", check=False)
    if not done.returncode or "commit.one-decision" not in done.stderr:
        raise Failure(done.stderr)
    ground.git("commit", "-q", "--", FOLDER)
    right_message(ground)
    ground.act_as(SECRETARY, ground.day)
    ground.commit()
    found, _ = trailers(ground)
    same({found["Decision"], found["Action"]}, {"WJ-2021-002", "open"}, "the second commit")
    ground.accepted()


@test("a commit of what is staged is not judged by what lies in the folder", "SV-13")
def _(world):
    ground = world.at("opened")
    note(ground)
    ground.git("add", "-A")
    ground.write(RECORD, "id: [\n")
    ground.git("commit", "-q")
    right_message(ground)
    ground.accepted()


@test("hooks judge from a folder below", "SV-13")
def _(world):
    for stage, refused in (("started", True), ("opened", False)):
        ground = world.at(stage)
        note(ground, "被改动")
        done = ground.git("commit", "-q", "-a", check=False, cwd=ground.path(f"{FOLDER}/materials"))
        if bool(done.returncode) != refused or (refused and FROZEN not in done.stderr):
            raise Failure(f"{stage}: exit {done.returncode}\n{done.stderr}")
        done = ground.run([WUBU, "check", "--staged"], check=False, cwd=ground.path(f"{FOLDER}/materials"))
        if done.returncode:
            raise Failure(done.stdout + done.stderr)


@test("hooks judge in a linked work tree", "SV-13 SV-12")
def _(world):
    for stage, refused in (("started", True), ("opened", False)):
        ground = world.at(stage)
        ground.git("worktree", "add", "-q", "-b", "linked", f"{ground.folder}/linked")
        ground.clone = f"{ground.folder}/linked"
        note(ground, "被改动")
        done = ground.git("commit", "-q", "-a", check=False)
        if bool(done.returncode) != refused or (refused and FROZEN not in done.stderr):
            raise Failure(f"{stage}: exit {done.returncode}\n{done.stderr}")
        if not refused:
            right_message(ground)
            ground.accepted()


@test("hooks judge with GIT_DIR and GIT_WORK_TREE in the environment", "SV-12")
def _(world):
    for stage, refused in (("started", True), ("opened", False)):
        ground = world.at(stage)
        note(ground, "被改动")
        done = ground.git("commit", "-q", "-a", check=False,
                          env={"GIT_DIR": f"{ground.clone}/.git", "GIT_WORK_TREE": ground.clone})
        if bool(done.returncode) != refused or (refused and FROZEN not in done.stderr):
            raise Failure(f"{stage}: exit {done.returncode}\n{done.stderr}")


@test("an empty commit and an unfinished merge are git's to refuse", "SV-13")
def _(world):
    ground = world.at("opened")
    done = ground.git("commit", "-q", check=False)
    if not done.returncode:
        raise Failure("an empty commit was made")
    ground.git("commit", "-q", "--allow-empty", "-m", "x", "--no-verify")
    pushed = ground.push()
    same(refusals(pushed.stderr), {"commit.empty", "path.x"} - {"path.x"}, "the server says", pushed.stderr)


# ---- around the hooks -----------------------------------------------------------------------


def unverified(ground):
    spoil(ground)
    ground.git("commit", "-q", "--no-verify")


def hooks_elsewhere(ground):
    message_now = (spoil(ground), ground.proposed())[1]
    ground.git(*NO_HOOKS, "commit", "-q", "-m", message_now)


def hooks_by_environment(ground):
    message_now = (spoil(ground), ground.proposed())[1]
    ground.git("commit", "-q", "-m", message_now, env={"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath",
                                                       "GIT_CONFIG_VALUE_0": "/dev/null"})


def plumbing(ground):
    message_now = (spoil(ground), ground.proposed())[1]
    tree = ground.git("write-tree").stdout.strip()
    commit = ground.git("commit-tree", "-S", "-p", "HEAD", "-m", message_now, tree).stdout.strip()
    ground.git("update-ref", "refs/heads/main", commit)


def fast_import(ground):
    message_now = (spoil(ground), ground.proposed())[1].encode()
    tree = ground.git("write-tree").stdout.strip()
    payload = ground.raw().replace(b"tree " + ground.head("HEAD^{tree}").encode(), b"tree " + tree.encode(), 1)
    assert payload
    record = ground.bytes("cat-file", "blob", f":{RECORD}")
    stream = (f"commit refs/heads/main\ncommitter 刘芳 <liu.fang@wangjing.example> "
              f"{int(ground.git('log', '-1', '--format=%ct').stdout) + 60} +0800\ndata {len(message_now)}\n".encode()
              + message_now + f"\nfrom {ground.head()}\nM 100644 inline {RECORD}\ndata {len(record)}\n".encode() + record + b"\n")
    ground.bytes("fast-import", "--quiet", stdin=stream)


def cherry_pick(ground):
    ground.git("checkout", "-q", "-b", "side")
    unverified(ground)
    ground.git("checkout", "-q", "main")
    ground.act_as(SECRETARY, ground.day)
    ground.git("cherry-pick", "side")


def rebase(ground):
    ground.git("checkout", "-q", "-b", "side")
    unverified(ground)
    ground.git("checkout", "-q", "main")
    Replay(ground, "WJ-2021-002").acts()[0][4]()
    ground.act_as(SECOND, ground.day)
    ground.commit()
    ground.act_as(SECRETARY, ground.day)
    ground.git("rebase", "-q", "main", "side")
    ground.git("checkout", "-q", "main")
    ground.git("merge", "-q", "--ff-only", "side")


def amend(ground):
    """A lawful commit that is amended into another."""
    ground.change(lambda record: record.update({"public-participation": {"interpretation": "专家解释"}}))
    ground.commit()
    note(ground, "被改动")
    ground.git("add", "-A")
    ground.git("commit", "-q", "--amend", "--no-edit", "--no-verify")


def removed_hooks(ground):
    message_now = (spoil(ground), ground.proposed())[1]
    for name in os.listdir(f"{ground.clone}/.git/hooks"):
        os.unlink(f"{ground.clone}/.git/hooks/{name}")
    ground.git("commit", "-q", "-m", message_now)


def bypass(way, attack, rules=(FROZEN,)):
    @test(f"what goes around the hooks by {way} is stopped by the server, and found by the audit", "SV-15 SV-04")
    def _(world):
        ground = world.at("started")
        before = ground.server_tip()
        attack(ground)
        for words in ((), ("--no-verify",)):
            done = ground.git("push", *words, "origin", "HEAD:refs/heads/main", check=False)
            if not done.returncode:
                raise Failure(f"push {words} was accepted")
            same(refusals(done.stderr), set(rules), f"push {words} says", done.stderr)
        same({ground.server_tip()}, {before}, "the branch")
        ground.push_around()
        status, rows, done = ground.audit()
        same({r["rule"] for r in rows} | {str(status)}, {*rules, "1"}, "the audit says", done.stdout)


bypass("--no-verify", unverified)
bypass("core.hooksPath", hooks_elsewhere)
bypass("GIT_CONFIG_COUNT", hooks_by_environment)
bypass("commit-tree and update-ref", plumbing)
bypass("fast-import", fast_import, (FROZEN, "signature.missing"))
bypass("cherry-pick", cherry_pick)
bypass("rebase", rebase)
bypass("commit --amend", amend, (FROZEN, "commit.message"))
bypass("removing them", removed_hooks)


@test("a clone without wubu's program commits nothing", "SV-07")
def _(world):
    ground = world.at("opened")
    for name in ("pre-commit", "prepare-commit-msg", "commit-msg", "pre-push"):
        path = f"{ground.clone}/.git/hooks/{name}"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(WUBU, "/nowhere/wubu"))
    note(ground)
    done = ground.git("commit", "-q", "-a", check=False)
    if not done.returncode or "wubu" not in done.stderr:
        raise Failure(done.stderr)
