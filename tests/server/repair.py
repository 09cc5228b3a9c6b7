# SPDX-License-Identifier: Apache-2.0
"""Nothing lost: what a kill leaves behind is cleared by one command, and not while somebody is at work."""
import os
import signal
import subprocess
import time

from world import DECISION, WUBU, Failure, same, test

OLD = 3600


def leave(path, folder=False, age=OLD):
    os.makedirs(path if folder else os.path.dirname(path), exist_ok=True)
    if not folder:
        with open(path, "w", encoding="ascii") as file:
            file.write("x")
    then = time.time() - age
    os.utime(path, (then, then))


def repair(ground, cwd=None, status=0):
    done = ground.run([WUBU, "doctor", "--repair"], check=False, cwd=cwd or ground.server)
    if status and done.returncode != status:
        raise Failure(f"exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


LEFT = ("HEAD.lock", "refs/heads/main.lock", "refs/heads/receipts.lock", "packed-refs.lock", "config.lock",
        "objects/12/tmp_obj_abc", "objects/pack/tmp_pack_abc", "wubu/.wubu-new-12-0")


@test("one command clears what a kill left on the server, and pushes go on", "SV-25 SV-26 IO-07")
def _(place):
    ground = place.ground()
    ground.take_up(DECISION, 0)
    ground.act()
    for name in LEFT:
        leave(f"{ground.server}/{name}")
    leave(f"{ground.server}/objects/tmp_objdir-incoming-abc/pack", folder=True)
    leave(f"{ground.server}/objects/tmp_objdir-incoming-abc/pack/x")
    leave(f"{ground.server}/objects/tmp_objdir-incoming-abc", folder=True)
    if not ground.push().returncode:
        raise Failure("the locks do not lock: the test shows nothing")
    done = ground.run([WUBU, "doctor", "--json"], check=False, cwd=ground.server)
    same({str(done.stdout.count('"doctor.leftover"'))}, {str(len(LEFT) + 1)}, "the doctor counts", done.stdout)
    said = repair(ground)
    for name in (*LEFT, "objects/tmp_objdir-incoming-abc"):
        if os.path.lexists(f"{ground.server}/{name}") or f"taken away: {name}" not in said:
            raise Failure(f"{name} is left\n{said}")
    if ground.push().returncode:
        raise Failure("pushes do not go on")
    ground.audit_is_clean()
    ground.git("fsck", "--full", "--strict", cwd=ground.server)
    if "Nothing was left behind" not in repair(ground):
        raise Failure("there is more")


@test("what is young, or not of that kind, stays", "SV-26")
def _(place):
    ground = place.ground()
    names = ("refs/heads/main.lock", "objects/12/tmp_obj_abc")
    for name in names:
        leave(f"{ground.server}/{name}", age=5)
    leave(f"{ground.server}/hooks/my.locksmith")
    repair(ground)
    for name in (*names, "hooks/my.locksmith", "hooks/pre-receive", "HEAD", "config"):
        if not os.path.lexists(f"{ground.server}/{name}"):
            raise Failure(f"{name} is gone")


@test("nothing is cleared while somebody is at work", "SV-26")
def _(place):
    ground = place.ground()
    lock = f"{ground.server}/refs/heads/main.lock"
    leave(lock)
    with subprocess.Popen(["git", "receive-pack", ground.server], env=ground.env, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as at_work:
        at_work.stdout.read(4)
        said = repair(ground, status=3)
        if str(at_work.pid) not in said or not os.path.exists(lock):
            raise Failure(said)
        at_work.stdin.write(b"0000")
        at_work.stdin.close()
        at_work.wait()
    with open(lock, "a", encoding="ascii"):
        leave(lock)
        repair(ground)
        if not os.path.exists(lock):
            raise Failure("a lock that is held was taken away")
    repair(ground)
    if os.path.exists(lock):
        raise Failure("it stays though nobody holds it")


@test("a clone whose program was killed is cleared, and what was written stays", "IO-07")
def _(place):
    ground = place.ground()
    ground.take_up(DECISION, 0)
    ground.ready()
    for name in (".git/index.lock", ".git/refs/heads/main.lock", ".git/HEAD.lock",
                 "decisions/2021/WJ-2021-003/.wubu-new-12-0"):
        leave(ground.path(name))
    repair(ground, ground.clone)
    ground.commit()
    if ground.push().returncode:
        raise Failure("not pushed")


@test("a push that is killed at any moment leaves the old state or the new one, and repair does the rest", "SV-25 SV-26 IO-07")
def _(place):
    ground = place.ground()
    ground.take_up(DECISION, 0)
    ground.act()
    ground.git("push", "-q", "--no-verify", "origin", "main")
    moved = 0
    for i in range(12):
        before = ground.server_tip()
        ground.change(lambda record, n=i: record["opening"].update(costs=f"{n + 1}万元"))
        ground.commit()
        with subprocess.Popen(["git", "push", "-q", "--no-verify", "origin", "main"], cwd=ground.clone, env=ground.env,
                              start_new_session=True, stderr=subprocess.DEVNULL) as push:
            time.sleep(0.02 + 0.06 * i)
            os.killpg(push.pid, signal.SIGKILL)
            push.wait()
        # The receiving side is in the same group, and gone with it.
        age(ground.server)
        tip = ground.server_tip()
        if tip not in (before, ground.head()):
            raise Failure(f"{tip} is neither {before} nor {ground.head()}")
        moved += tip != before
        ground.git("fsck", "--full", cwd=ground.server)
        repair(ground)
        done = ground.push()
        if done.returncode:
            raise Failure(f"round {i}: {done.stderr}")
    ground.audit_is_clean()
    same({ground.server_tip()}, {ground.head()}, "the branch")


def age(folder):
    """As if all that looks left behind were an hour old."""
    then = time.time() - OLD
    for top, folders, names in os.walk(folder):
        for name in folders + names:
            if name.endswith(".lock") or name.startswith(("tmp_", ".wubu-new-")):
                os.utime(os.path.join(top, name), (then, then), follow_symlinks=False)
