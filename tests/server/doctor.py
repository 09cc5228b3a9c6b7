# SPDX-License-Identifier: Apache-2.0
"""The doctor on a server: the twelve faults of hooks, and who else could decide what the gate decides."""
import json
import os
import shutil

from world import WUBU, Failure, same, test

HOOKS = ("pre-receive", "reference-transaction", "post-receive")


def doctor(ground):
    done = ground.run([WUBU, "doctor", "--json"], check=False, cwd=ground.server)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"rule"')]
    return {(row["rule"], row["level"]) for row in rows} - SOUND, done


# What is to be said of a new server whose calendar ends before today and whose key nobody named yet.
SOUND = {("doctor.calendar", "warn"), ("doctor.server-key", "warn")}


def put(path, text, mode=0o755):
    if os.path.lexists(path):
        os.unlink(path)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def folder(path):
    os.unlink(path)
    os.mkdir(path)


def binary(path):
    with open(path, "wb") as file:
        file.write(b"\x00\x01\x02wubu\xff" * 20)


# attacks.md 1l: the first seven let every push pass, the others none.
FAULTS = {
    "missing": os.unlink,
    "not executable": lambda path: os.chmod(path, 0o644),
    "empty": lambda path: put(path, ""),
    "a link to nothing": lambda path: (os.unlink(path), os.symlink("/nowhere/wubu", path)),
    "one that exits 256": lambda path: put(path, f"#!/bin/sh\n{WUBU} hook {os.path.basename(path)}\nexit 256\n"),
    "one that reads nothing and exits 0": lambda path: put(path, "#!/bin/sh\n# wubu\nexit 0\n"),
    "elsewhere, by core.hooksPath": None,
    "without its interpreter": lambda path: put(path, read(path).replace("#!/bin/sh", "#!/nowhere/sh")),
    "no script at all": binary,
    "a folder": folder,
    "one that crashes": lambda path: put(path, "#!/bin/sh\n# wubu\nkill -SEGV $$\n"),
    "one that is killed": lambda path: put(path, "#!/bin/sh\n# wubu\nkill -KILL $$\n"),
    # and some more
    "one that calls a program that is gone": lambda path: put(path, read(path).replace(WUBU, "/nowhere/wubu")),
    "one with a line more": lambda path: put(path, read(path).replace("exec ", "[ -e /tmp/open ] && exit 0\nexec ")),
    "one that loses the answer": lambda path: put(path, f"#!/bin/sh\n{WUBU} hook {os.path.basename(path)} | tee x\n"),
    "another hook's": lambda path: put(path, read(path).replace("hook pre-receive", "hook pre-push")
                                       .replace("hook post-receive", "hook pre-push")
                                       .replace("hook reference-transaction", "hook pre-push")),
}


@test("a new server is well", "")
def _(place):
    found, done = doctor(place.ground())
    same(found, set(), "the doctor says", done.stdout)


@test("the doctor finds twelve of twelve faults of hooks, and puts them right", "SV-01 SV-02 SV-03 SV-04 SV-06 SV-07 SV-08")
def _(place):
    ground = place.ground()
    missed = []
    for title, fault in FAULTS.items():
        for hook in HOOKS:
            path = f"{ground.server}/hooks/{hook}"
            if fault:
                shutil.copy(path, f"{ground.folder}/kept")
                fault(path)
            else:
                ground.git("config", "core.hooksPath", "/nowhere", cwd=ground.server)
            found, done = doctor(ground)
            if ("doctor.hook", "refuse") not in found or done.returncode != 1 or (
                    not fault and ("doctor.hooks-path", "warn") not in found):
                missed.append(f"{hook} is {title}: {found}")
            if fault:
                shutil.rmtree(path) if os.path.isdir(path) else os.path.lexists(path) and os.unlink(path)
                shutil.copy(f"{ground.folder}/kept", path)
            else:
                ground.git("config", "--unset", "core.hooksPath", cwd=ground.server)
    if missed:
        raise Failure("\n".join(missed))
    same(doctor(ground)[0], set(), "at last the doctor says")


def row(title, codes, fault, wanted):
    @test(f"the doctor finds {title}", codes)
    def _(place):
        ground = place.ground()
        fault(ground)
        found, done = doctor(ground)
        same(found, wanted, "the doctor says", done.stdout)


def config(*words):
    return lambda ground: ground.git("config", *words, cwd=ground.server)


def include(ground):
    with open(f"{ground.folder}/more", "w", encoding="ascii") as file:
        file.write("[receive]\n\tunpackLimit = 1\n")
    ground.git("config", "include.path", f"{ground.folder}/more", cwd=ground.server)


def mode(name, bits):
    return lambda ground: os.chmod(f"{ground.server}/{name}", bits)


def other_owner(ground):
    if os.getuid():
        raise Failure("only root can give files away")
    os.chown(f"{ground.server}/hooks/pre-receive", 12345, 12345)


row("a program that is handed refs", "SV-31", config("receive.procReceiveRefs", "refs/for"), {("doctor.source", "refuse")})
row("settings from another file", "SV-32", include, {("doctor.source", "warn")})
row("settings from another file under a condition", "SV-32",
    config("includeIf.gitdir:/srv/.path", "/nowhere"), {("doctor.source", "warn")})
row("a setting that is loosened", "SV-28", config("receive.denyDeletes", "false"), {("doctor.settings", "refuse")})
row("a push without limit", "SV-28", config("--unset", "receive.maxInputSize"), {("doctor.settings", "refuse")})
row("receipts that everybody may push to", "", config("receive.hideRefs", "refs/x"), {("doctor.settings", "refuse")})
row("hooks that everybody may write", "SV-17", mode("hooks", 0o777), {("doctor.modes", "refuse")})
row("a hook that a group may write", "SV-17", mode("hooks/pre-receive", 0o775), {("doctor.modes", "warn")})
row("objects that everybody may write", "SV-17", mode("objects", 0o777), {("doctor.modes", "refuse")})
row("settings that everybody may write", "SV-17", mode("config", 0o666), {("doctor.modes", "refuse")})
row("a key that others may read", "", mode("wubu/server-key", 0o644), {("doctor.modes", "refuse")})
row("a hook of another owner", "SV-17", other_owner, {("doctor.modes", "refuse")})
row("a HEAD that names another branch", "GH-30",
    lambda ground: ground.git("symbolic-ref", "HEAD", "refs/heads/work/x", cwd=ground.server),
    {("doctor.branch", "refuse"), ("doctor.rules", "warn")})
row("a key that is gone", "", lambda ground: os.unlink(f"{ground.server}/wubu/server-key"),
    {("doctor.receipts", "refuse")})


@test("the doctor finds commits without a receipt", "SV-34")
def _(place):
    ground = place.ground()
    ground.git("-c", "core.hooksPath=/dev/null", "update-ref", "-d", "refs/heads/receipts", cwd=ground.server)
    same(doctor(ground)[0], {("doctor.receipts", "warn")}, "the doctor says")
    ground.run([WUBU, "receipt", "repair"], cwd=ground.server)
    same(doctor(ground)[0], set(), "the doctor says then")
