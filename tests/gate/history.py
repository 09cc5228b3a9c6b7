# SPDX-License-Identifier: Apache-2.0
"""Refs, history and the graph (GH): what a push may do to refs, and what an audit may believe of a copy."""
import hashlib
import os
import re
import shutil
import struct

from world import DECISION, FOLDER, NO_HOOKS, SECRETARY, WUBU, ZERO, Case, Failure, same, refusals, test


def next_act(ground):
    ground.act()


# ---- pushes ---------------------------------------------------------------------------------


def refused(done, ground, rule, before=None, ref="refs/heads/main"):
    """A push was refused by RULE and moved nothing."""
    if not done.returncode:
        raise Failure("the server accepted the push")
    same(refusals(done.stderr), {rule}, "the server says", done.stderr)
    if before is not None and ground.server_tip(ref) != before:
        raise Failure("the ref moved all the same")


def loosen(ground, *keys):
    """Without git's own settings, so that wubu has to say it."""
    for key in keys:
        ground.git("config", key, "false", cwd=ground.server)


@test("a pushed commit that was amended does not replace the old one", "GH-01")
def _(world):
    ground = world.at("started")
    before = ground.server_tip()
    loosen(ground, "receive.denyNonFastForwards")
    ground.git(*NO_HOOKS, "commit", "-q", "--amend", "-m", "other words")
    refused(ground.push("-f"), ground, "push.forward", before)
    ground.git("reset", "-q", "--hard", before)
    ground.act()
    ground.accepted()


@test("history is not shortened", "GH-01")
def _(world):
    ground = world.at("started")
    before = ground.server_tip()
    loosen(ground, "receive.denyNonFastForwards")
    refused(ground.push("-f", what="HEAD~1:refs/heads/main"), ground, "push.forward", before)


@test("the branch is not deleted by git push", "GH-02")
def _(world):
    ground = world.at("started")
    before = ground.server_tip()
    loosen(ground, "receive.denyDeletes")
    ground.git("config", "receive.denyDeleteCurrent", "ignore", cwd=ground.server)
    refused(ground.push(what=":refs/heads/main"), ground, "push.delete", before)


@test("the branch is not deleted by a client that says it was never there", "GH-03")
def _(world):
    ground = world.at("started")
    before = ground.server_tip()
    said, _ = ground.raw_push((ZERO, ZERO, "refs/heads/main"))
    same(refusals(said), {"push.delete"}, "the server says", said)
    same({ground.server_tip()}, {before}, "the branch")


@test("a client that lies about the old tip is refused", "GH-04")
def _(world):
    ground = world.at("started")
    before = ground.server_tip()
    ground.act()
    ground.share_objects()
    for old in ("dead" * 10, ground.head("HEAD~2"), ZERO):
        said, _ = ground.raw_push((old, ground.head(), "refs/heads/main"))
        same(refusals(said), {"push.stale"}, f"with old {old[:4]} the server says", said)
        same({ground.server_tip()}, {before}, "the branch")
    said, answer = ground.raw_push((before, ground.head(), "refs/heads/main"))
    same({ground.server_tip()}, {ground.head()}, "the branch after the truth", said + answer)
    ground.audit_is_clean()


@test("a client that says the branch is new is refused even when the rest is lawful", "GH-04")
def _(world):
    ground = world.at("started")
    ground.share_objects()
    said, _ = ground.raw_push((ZERO, ground.head("HEAD~1"), "refs/heads/main"))
    same(refusals(said), {"push.stale"}, "the server says", said)


OTHER_REFS = ["refs/replace/" + "1" * 40, "refs/notes/commits", "refs/heads/HEAD", "refs/heads/refs/heads/main",
              "refs/heads/Main", "refs/heads/-x", "refs/heads/main2", "refs/tags/main", "refs/tags/v1", "refs/x/y",
              "refs/heads/work"]


def other_ref(ref):
    @test(f"nothing is pushed to {ref.replace('1' * 40, 'ID')}",
          "GH-05" + {"refs/tags/main": " GH-06", "refs/tags/v1": " GH-07", "refs/notes/commits": " GH-38",
                     "refs/replace/" + "1" * 40: " GH-16"}.get(ref, ""))
    def _(world):
        ground = world.at("started")
        refused(ground.push(what=f"HEAD:{ref}"), ground, "push.ref", "", ref)


for each in OTHER_REFS:
    other_ref(each)


@test("a ref whose name is no text is refused, and shown escaped", "GH-05 SV-29")
def _(world):
    ground = world.at("started")
    said, _ = ground.raw_push((ZERO, ground.head(), b"refs/heads/\xff\xe2\x80\xae"))
    same(refusals(said), {"push.ref"}, "the server says", said)
    if "<0xFF>" not in said:
        raise Failure(said)


@test("a branch below work/ is taken, and may be rewritten and deleted", "GH-05")
def _(world):
    ground = world.at("started")
    ground.act()
    for words, what in (((), "HEAD:refs/heads/work/liu/a"), (("-f",), "HEAD~1:refs/heads/work/liu/a"),
                        ((), ":refs/heads/work/liu/a")):
        loosen(ground, "receive.denyNonFastForwards", "receive.denyDeletes")
        done = ground.push(*words, what=what)
        if done.returncode:
            raise Failure(done.stderr)


@test("a tag cannot take the place of the branch in an audit", "GH-06 GH-07")
def _(world):
    ground = world.at("started")
    ground.act()
    ground.git("push", "-q", "--no-verify", "origin", "main")
    ground.git("tag", "main", ground.head("HEAD~3"), cwd=ground.server)
    clone = ground.fresh_clone()
    tip = ground.head()
    status, rows, done = ground.audit(clone=clone)
    if status or rows or tip not in done.stdout:
        raise Failure(done.stdout)
    done = ground.run([WUBU, "check", "--range", "main", "--json"], cwd=clone)
    if f'"commits":{len(ground.git("rev-list", tip).stdout.split())}' not in done.stdout.replace(" ", ""):
        raise Failure(done.stdout)


@test("bad commits are not laundered through another branch", "GH-08")
def _(world):
    ground = world.at("started")
    before = ground.server_tip()
    ground.change(lambda record: record.update(title="另一个标题"))
    ground.commit_refused()
    refused(ground.push(what="HEAD:refs/heads/work/x"), ground, "transition.frozen-field", "", "refs/heads/work/x")
    # Even with every object and another ref already there.
    ground.share_objects()
    ground.git("update-ref", "refs/heads/tmp", ground.head(), cwd=ground.server)
    refused(ground.push(), ground, "transition.frozen-field", before)


@test("what is lawful on a work branch can be pushed to main afterwards", "GH-08")
def _(world):
    ground = world.at("started")
    ground.act()
    if ground.push(what="HEAD:refs/heads/work/x").returncode:
        raise Failure("refused")
    ground.accepted()


@test("a push of seventeen refs is refused", "GH-34")
def _(world):
    ground = world.at("started")
    ground.act()
    ground.share_objects()
    refs = [(ZERO, ground.head(), f"refs/heads/work/{i}") for i in range(17)]
    said, _ = ground.raw_push(*refs)
    same(refusals(said), {"push.refs"}, "the server says", said)
    said, answer = ground.raw_push(*refs[:16])
    same(set(re.findall(r"ng ", answer)), set(), "with sixteen", said + answer)


@test("a push of twenty thousand refs is refused at once", "GH-34")
def _(world):
    ground = world.at("started")
    lines = "".join(f"{ZERO} {ground.head()} refs/heads/work/{i}\n" for i in range(20000))
    done = ground.run([WUBU, "hook", "pre-receive"], cwd=ground.server, stdin=lines, check=False,
                      env={"GIT_DIR": "."})
    if done.returncode not in (1, 3):
        raise Failure(f"exit {done.returncode}\n{done.stderr}")


@test("more than two thousand commits in one push are refused", "GH-34")
def _(world):
    ground = world.at("started")
    tip = ground.head()
    stream = "".join(f"commit refs/heads/many\ncommitter L <l@x> {1700000000 + i} +0000\ndata 1\nx"
                     f"{f'from {tip}' if i == 0 else ''}\n" for i in range(2001))
    stream = stream.replace(f"xfrom {tip}", f"x\nfrom {tip}")
    ground.git("fast-import", "--quiet", stdin=stream)
    refused(ground.push(what="refs/heads/many:refs/heads/main"), ground, "push.commits", tip)


# ---- roots ----------------------------------------------------------------------------------


@test("an unrelated history does not take the branch's place", "GH-14")
def _(world):
    ground = world.at("started")
    before = ground.server_tip()
    loosen(ground, "receive.denyNonFastForwards")
    ground.git("checkout", "-q", "--orphan", "x")
    ground.commit_unhooked()
    refused(ground.push("-f"), ground, "push.forward", before)


@test("a second root is refused on a work branch", "GH-14")
def _(world):
    ground = world.at("founded")
    ground.git("checkout", "-q", "--orphan", "x")
    ground.git(*NO_HOOKS, "commit", "-q", "-m", f"rules: found the ledger\n\nLedger: {instance(ground)}\n"
               "Action: rules\nSigned-off-by: 刘芳 <liu.fang@wangjing.example>")
    done = ground.push(what="HEAD:refs/heads/work/x")
    refused(done, ground, "history.root", "", "refs/heads/work/x")


def instance(ground):
    return ground.read("rules/ledger.yaml")["ledger"]


def merge_second_root(ground):
    ground.git("checkout", "-q", "--orphan", "x")
    ground.git(*NO_HOOKS, "commit", "-q", "-m", f"rules: found the ledger\n\nLedger: {instance(ground)}\nAction: rules")
    ground.git("checkout", "-q", "main")
    ground.git(*NO_HOOKS, "merge", "-q", "--allow-unrelated-histories", "-X", "ours", "-m", "merge", "x")


@test("an audit that is pinned to another first commit refuses this one", "GH-14")
def _(world):
    ground = world.at("started")
    root = ground.git("rev-list", "--max-parents=0", "HEAD").stdout.strip()
    status, rows, _ = ground.audit("--root", root)
    same({r["rule"] for r in rows} | {str(status)}, {"0"}, "pinned to its own root")
    status, rows, _ = ground.audit("--root", ground.head())
    same({r["rule"] for r in rows} | {str(status)}, {"history.root", "1"}, "pinned to another commit")


# ---- copies that deceive --------------------------------------------------------------------


def spoilt_copy(title, codes, spoil, words=(), rules=("judge.impossible",)):
    @test(title, codes)
    def _(world):
        ground = world.at("started")
        clone = ground.fresh_clone(*words)
        spoil(ground, clone)
        status, rows, done = ground.audit(clone=clone)
        same({r["rule"] for r in rows} | {str(status)}, {*rules, "3"}, "the audit says", done.stdout + done.stderr)


def replace(ground, clone):
    ground.git("replace", "HEAD", "HEAD~1", cwd=clone)


def graft(ground, clone):
    with open(f"{clone}/.git/info/grafts", "w", encoding="ascii") as file:
        file.write(f"{ground.head()} {ground.head('HEAD~2')}\n")


def fake_shallow(ground, clone):
    with open(f"{clone}/.git/shallow", "w", encoding="ascii") as file:
        file.write(ground.head("HEAD~1") + "\n")


def swap_objects(ground, clone):
    """Another sound object under the name of the tip."""
    paths = []
    for name in ("HEAD", "HEAD~1"):
        object_id = ground.put("commit", ground.raw(name))
        paths.append(f"objects/{object_id[:2]}/{object_id[2:]}")
    for path in paths:
        os.makedirs(os.path.dirname(f"{clone}/.git/{path}"), exist_ok=True)
    # A pack would be asked first.
    shutil.rmtree(f"{clone}/.git/objects/pack")
    for line in ground.git("rev-list", "--objects", "HEAD").stdout.splitlines():
        object_id = line.split()[0]
        kind = ground.git("cat-file", "-t", object_id).stdout.strip()
        ground.bytes("hash-object", "-t", kind, "-w", "--stdin", "--literally", stdin=ground.raw(object_id, kind),
                     cwd=clone)
    os.chmod(f"{clone}/.git/{paths[0]}", 0o644)
    shutil.copyfile(f"{clone}/.git/{paths[1]}", f"{clone}/.git/{paths[0]}")


def lose_object(ground, clone):
    swap_objects(ground, clone)
    draft = ground.head(f"HEAD:{FOLDER}/draft.md")
    os.unlink(f"{clone}/.git/objects/{draft[:2]}/{draft[2:]}")
    tip = ground.head()
    os.chmod(f"{clone}/.git/objects/{tip[:2]}/{tip[2:]}", 0o644)
    os.unlink(f"{clone}/.git/objects/{tip[:2]}/{tip[2:]}")
    ground.bytes("hash-object", "-t", "commit", "-w", "--stdin", stdin=ground.raw(), cwd=clone)


def nothing(ground, clone):
    pass


spoilt_copy("an audit refuses a copy with replace refs", "GH-16", replace)
spoilt_copy("an audit refuses a copy with grafts", "GH-17", graft)
spoilt_copy("an audit refuses a shallow clone", "GH-18", nothing, ("--depth=2", "--no-local"))
spoilt_copy("an audit refuses a copy that is marked as shallow", "GH-18", fake_shallow)
spoilt_copy("an audit refuses a partial clone", "GH-19", nothing, ("--filter=tree:0", "--no-local"))
spoilt_copy("an audit notices a sound object under another's name", "GH-23", swap_objects)
spoilt_copy("an audit notices a file that is missing", "GH-19", lose_object,
            rules=("judge.impossible", "material.missing"))


def forge_graph(ground, clone, hidden):
    """A commit-graph in which HIDDEN's child has HIDDEN's parent for its own."""
    ground.git("-c", "commitGraph.generationVersion=1", "commit-graph", "write", "--reachable", cwd=clone)
    path = f"{clone}/.git/objects/info/commit-graph"
    with open(path, "rb") as file:
        graph = bytearray(file.read())
    rows = (struct.unpack(">4sQ", graph[8 + 12 * i:20 + 12 * i]) for i in range(graph[6]))
    chunks = {name: offset for name, offset in rows}
    count = struct.unpack(">I", graph[chunks[b"OIDF"] + 1020:chunks[b"OIDF"] + 1024])[0]
    ids = [graph[chunks[b"OIDL"] + 20 * i:chunks[b"OIDL"] + 20 * i + 20].hex() for i in range(count)]
    parents = {i: chunks[b"CDAT"] + 36 * i + 20 for i in range(count)}
    place = ids.index(hidden)
    child = next(at for at in parents.values() if struct.unpack(">I", graph[at:at + 4])[0] == place)
    graph[child:child + 4] = graph[parents[place]:parents[place] + 4]
    graph[-20:] = hashlib.sha1(graph[:-20]).digest()
    os.chmod(path, 0o644)
    with open(path, "wb") as file:
        file.write(graph)


@test("a forged commit-graph hides nothing from an audit", "GH-20")
def _(world):
    ground = world.at("started")
    ground.change(lambda record: record.update(title="另一个标题"))
    bad = ground.commit_refused()
    ground.act_as(SECRETARY, ground.day)
    ground.change(lambda record: record.update({"public-participation": {"interpretation": "专家解释"}}))
    ground.commit()
    ground.push_around()
    clone = ground.fresh_clone()
    forge_graph(ground, clone, bad)
    if bad in ground.git("log", "--format=%H", cwd=clone).stdout:
        raise Failure("git sees the commit: the test shows nothing")
    status, rows, done = ground.audit(clone=clone)
    same({r["rule"] for r in rows} | {str(status)}, {"transition.frozen-field", "1"}, "the audit says", done.stdout)


@test("the server refuses pushes while it has replace refs", "GH-16")
def _(world):
    ground = world.at("started")
    ground.act()
    if not ground.git("replace", "HEAD", "HEAD~1", cwd=ground.server, check=False).returncode:
        raise Failure("the second lock let a replace ref be made")
    ground.git(*NO_HOOKS, "replace", "HEAD", "HEAD~1", cwd=ground.server)
    refused(ground.push(), ground, "judge.impossible")
    ground.git("replace", "-d", ground.head("HEAD~1"), cwd=ground.server)
    ground.accepted()


@test("a graft on the server's side hides nothing from the hook", "GH-17")
def _(world):
    ground = world.at("started")
    ground.act()
    os.makedirs(f"{ground.server}/info", exist_ok=True)
    with open(f"{ground.server}/info/grafts", "w", encoding="ascii") as file:
        file.write(f"{ground.head('HEAD~1')} {ground.head('HEAD~3')}\n")
    refused(ground.push(), ground, "judge.impossible")


@test("a repository of another kind is refused in plain words", "GH-27")
def _(world):
    ground = world.at("founded")
    kinds = (("sha256", ["git", "init", "-q", "--bare", "--object-format=sha256"]), ("extension", ["git", "init", "-q"]))
    for name, command in kinds:
        folder = f"{ground.folder}/{name}"
        ground.run([*command, folder], cwd=ground.folder)
        if name == "extension":
            ground.git("config", "core.repositoryFormatVersion", "1", cwd=folder)
            ground.git("config", "extensions.worktreeConfig", "true", cwd=folder)
        for words in (["audit"], ["hook", "pre-receive"], ["hook", "pre-commit"]):
            done = ground.run([WUBU, *words], cwd=folder, check=False, stdin="")
            if done.returncode not in (1, 3) or "xtension" not in done.stderr + done.stdout:
                raise Failure(f"{name} {words}: exit {done.returncode}\n{done.stderr}{done.stdout}")


@test("a push from a shallow clone is taken when it lacks nothing, and never makes the server shallow", "GH-39")
def _(world):
    ground = world.at("started")
    clone = ground.fresh_clone("--depth=1", "--no-local")
    ground.git("checkout", "-q", "main", cwd=clone)
    said, answer = ground.raw_push((ground.server_tip(), ground.head(), "refs/heads/main"),
                                   lines=[f"shallow {ground.head()}".encode()])
    if os.path.exists(f"{ground.server}/shallow"):
        raise Failure("the server became shallow")
    ground.act()
    root_less = ground.head()
    ground.share_objects()
    said, answer = ground.raw_push((ZERO, root_less, "refs/heads/work/x"), lines=[f"shallow {root_less}".encode()])
    if os.path.exists(f"{ground.server}/shallow"):
        raise Failure(f"the server became shallow\n{said}{answer}")


@test("notes, stashes and reflogs are no evidence", "GH-38")
def _(world):
    ground = world.at("asked")
    ground.git("notes", "add", "-m", "Step: public-participation\nAction: sign-off", "HEAD")
    ground.write(f"{FOLDER}/draft.md", "other")
    ground.git("stash", "-q")
    ground.audit_is_clean()
    done = ground.run([WUBU, "log", DECISION])
    if "public-participation(" in done.stdout and "sign-off" in done.stdout.split("public-participation")[-1]:
        raise Failure(done.stdout)


# ---- records that vanish --------------------------------------------------------------------


def move(ground):
    ground.git("mv", FOLDER, "decisions/2021/WJ-2021-008")
    ground.commit_unhooked()


def delete(ground):
    ground.git("rm", "-rq", FOLDER)
    ground.commit_unhooked()


def delete_and_add_again(ground):
    delete(ground)
    ground.git("checkout", "HEAD~1", "--", FOLDER)
    ground.change(lambda record: record.update(title="另一件事"))
    ground.commit("--no-verify")


def fill_title(ground):
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit()


CASES = [
    Case("an unrelated history is not merged in", "GH-14", "started", {"merge.bases", "history.root"},
         merge_second_root, next_act),
    Case("a record is not moved to another id", "GH-32", "opened",
         {"transition.deleted", "commit.one-decision", "record.id", "commit.message"}, move, fill_title),
    Case("a record is not deleted", "GH-33", "opened", "transition.deleted", delete, fill_title),
    Case("a record is not deleted and added again in one push", "GH-33", "opened", "transition.deleted",
         delete_and_add_again, fill_title),
]
TESTS += CASES
