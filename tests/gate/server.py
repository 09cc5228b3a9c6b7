# SPDX-License-Identifier: Apache-2.0
"""The server (SV): hooks that do not guard, faults of the machine, what is printed, and two pushers at once."""
import os
import subprocess
import threading

from ledger import SOURCE
from world import FOLDER, RECORD, WUBU, ZERO, Failure, Skip, printable, refusals, same, test

FROZEN = "transition.frozen"


def spoil(ground):
    ground.change(lambda record: record["opening"].update(costs="被改动"))
    ground.git("add", "-A")
    ground.git("commit", "-q", "--no-verify")


# What is said of a server whose calendar ends before today and whose key nobody named yet.
SOUND = {"doctor.calendar", "doctor.server-key"}
HOOKS = ("pre-receive", "reference-transaction", "post-receive")


def hook(ground, name="pre-receive"):
    return f"{ground.server}/hooks/{name}"


def set_hook(ground, text, mode=0o755, name="pre-receive"):
    if os.path.lexists(hook(ground, name)) and not os.path.isfile(hook(ground, name)):
        os.unlink(hook(ground, name))
    with open(hook(ground, name), "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(hook(ground, name), mode)


def doctor(ground):
    done = ground.run([WUBU, "doctor", "--json"], check=False, cwd=ground.server)
    return done, {line.split('"')[3] for line in done.stdout.splitlines() if '"level":"refuse"' in line or
                  '"level":"warn"' in line}


# ---- hooks that do not guard: git accepts; the doctor and the audit notice -------------------


def not_executable(ground, name):
    os.chmod(hook(ground, name), 0o644)


def empty(ground, name):
    set_hook(ground, "", name=name)


def missing(ground, name):
    os.unlink(hook(ground, name))


def dangling(ground, name):
    os.unlink(hook(ground, name))
    os.symlink("/nowhere/wubu", hook(ground, name))


def elsewhere(ground, _):
    ground.git("config", "core.hooksPath", "/nowhere", cwd=ground.server)


def another(ground, name):
    set_hook(ground, "#!/bin/sh\ncat >/dev/null\nexit 0\n", name=name)


def loses_status(ground, name):
    set_hook(ground, f"#!/bin/sh\n{WUBU} hook {name} | tee /dev/null\n", name=name)


def open_hook(title, codes, fault, rules):
    @test(f"the doctor and the audit notice {title}", codes)
    def _(world):
        ground = world.at("started")
        done, found = doctor(ground)
        if done.returncode or found - SOUND:
            raise Failure(f"the sound server is ill\n{done.stdout}")
        fault(ground, "pre-receive")
        done, found = doctor(ground)
        same(found & set(rules), set(rules), "the doctor says", done.stdout)
        if done.returncode != 1:
            raise Failure(f"exit {done.returncode}\n{done.stdout}")
        spoil(ground)
        # The second lock holds where the first does not guard; without both git accepts.
        if fault is not elsewhere:
            same(refusals(ground.push().stderr) - {FROZEN}, {"push.locked"}, "the second lock says")
        for name in HOOKS[1:]:
            fault(ground, name)
        if ground.push().returncode:
            raise Failure("git refused: the test shows nothing")
        # Hooks whose answer is lost are asked all the same, and the last of them writes the receipt.
        ground.around = fault is not loses_status
        status, rows, done = ground.audit()
        same({r["rule"] for r in rows} | {str(status)}, {FROZEN, "1"}, "the audit says", done.stdout)
        put_back(ground)


def put_back(ground):
    """`wubu init` mends it; what is somebody else's has to be moved away first."""
    ground.git("config", "--unset-all", "core.hooksPath", cwd=ground.server, check=False)
    done = ground.run([WUBU, "init", "--bare", ground.server], check=False)
    if done.returncode:
        if "move it away" not in done.stderr:
            raise Failure(done.stderr)
        for name in HOOKS:
            os.unlink(hook(ground, name))
        ground.run([WUBU, "init", "--bare", ground.server])
    # What came while nobody guarded it has no receipt, and no init gives it one.
    same(doctor(ground)[1] - SOUND, {"doctor.receipts"} if ground.around else set(), "the doctor says after init")
    ground.git("reset", "-q", "--hard", "HEAD~1")
    ground.on_server_around("update-ref", "refs/heads/main", ground.head())
    spoil(ground)
    same(refusals(ground.push().stderr), {FROZEN}, "after init")


open_hook("a hook that may not be executed", "SV-01", not_executable, ["doctor.hook"])
open_hook("a hook that is empty", "SV-02", empty, ["doctor.hook"])
open_hook("a hook that is missing", "SV-03", missing, ["doctor.hook"])
open_hook("a hook that is a link to nothing", "SV-03", dangling, ["doctor.hook"])
open_hook("hooks that git looks for elsewhere", "SV-04", elsewhere, ["doctor.hooks-path", "doctor.hook"])
open_hook("a hook that is not wubu's", "SV-06 SV-08", another, ["doctor.hook"])
open_hook("a hook that loses the program's answer", "SV-06", loses_status, ["doctor.hook"])


@test("a pusher who starts receive-pack his own way is found by the audit", "SV-05 SV-16")
def _(world):
    ground = world.at("started")
    spoil(ground)
    ground.push_around()
    status, rows, done = ground.audit()
    same({r["rule"] for r in rows} | {str(status)}, {FROZEN, "1"}, "the audit says", done.stdout)


@test("a fetch into the server's branch is found by the audit", "SV-34 GH-30")
def _(world):
    ground = world.at("started")
    spoil(ground)
    before = ground.server_tip()
    if not ground.git("fetch", "-q", ground.clone, "main:main", cwd=ground.server, check=False).returncode:
        raise Failure("the second lock let it pass")
    same({ground.server_tip()}, {before}, "the branch")
    ground.on_server_around("fetch", "-q", ground.clone, "main:main")
    status, rows, done = ground.audit()
    same({r["rule"] for r in rows} | {str(status)}, {FROZEN, "1"}, "the audit says", done.stdout)
    # What is lawful has no receipt all the same: the audit says so until it is made good, and lists that then.
    twin = world.at("started")
    twin.act()
    twin.on_server_around("fetch", "-q", twin.clone, "main:main")
    same({r["rule"] for r in twin.audit()[1]}, set(), "the audit says of the twin")
    twin.run([WUBU, "receipt", "repair"], cwd=twin.server)
    twin.around = False
    twin.audit_is_clean()
    if "receipt.late" not in twin.audit()[2].stdout:
        raise Failure("a receipt that was made good is not listed")


def broken_hook(title, codes, text, mode=0o755):
    @test(f"nothing is accepted where the hook {title}", codes)
    def _(world):
        ground = world.at("started")
        ground.act()
        before = ground.server_tip()
        set_hook(ground, text, mode)
        if not ground.push().returncode or ground.server_tip() != before:
            raise Failure("the push was accepted")


broken_hook("has no interpreter", "SV-07", "#!/nowhere/sh\n")
broken_hook("is killed", "SV-07", "#!/bin/sh\nkill -9 $$\n")
broken_hook("crashes", "SV-07", "#!/bin/sh\nkill -SEGV $$\n")
broken_hook("calls a program that is gone", "SV-07",
            open(f"{SOURCE}/hooks/pre-receive", encoding="utf-8").read().replace("@WUBU@", "/nowhere/wubu"))


@test("a hook that is told nothing refuses", "SV-08")
def _(world):
    ground = world.at("started")
    for text, rules in (("", {"push.refs"}), ("x\n", None), (f"{ZERO} {ground.head()}\n", None),
                        (f"{ZERO} {ground.head()} refs/heads/main extra words\n", None),
                        (f"{ground.head()[:39]} {ground.head()} refs/heads/main\n", None)):
        done = ground.run([WUBU, "hook", "pre-receive"], cwd=ground.server, stdin=text, check=False)
        if not done.returncode:
            raise Failure(f"{text!a} was accepted")
        if rules:
            same(refusals(done.stderr), rules, "the hook says", done.stderr)
        printable(done.stderr)


# ---- quarantine -----------------------------------------------------------------------------


@test("new objects are judged in quarantine, and nothing stays of what was refused", "SV-09 SV-10")
def _(world):
    ground = world.at("started")
    spoil(ground)
    before = objects(ground)
    same(refusals(ground.push().stderr), {FROZEN}, "the server says")
    same(objects(ground), before, "the server's objects")


def objects(ground):
    return {os.path.join(folder, name) for folder, _, names in os.walk(f"{ground.server}/objects") for name in names}


@test("a repository whose path has a colon is judged like any other", "SV-11")
def _(world):
    for stage, refused in (("started", True), ("opened", False)):
        ground = world.at(stage)
        odd = f"{ground.folder}/s3:x"
        os.rename(ground.server, odd)
        ground.server = odd
        ground.git("remote", "set-url", "origin", f"file://{odd}")
        ground.change(lambda record: record["opening"].update(costs="被改动"))
        ground.git("commit", "-q", "-a", "--no-verify")
        done = ground.push()
        if bool(done.returncode) != refused:
            raise Failure(done.stderr)
        if refused:
            same(refusals(done.stderr), {FROZEN}, "the server says", done.stderr)


@test("a kept pack is judged like loose objects", "SV-09")
def _(world):
    for stage, refused in (("started", True), ("opened", False)):
        ground = world.at(stage)
        ground.git("config", "receive.unpackLimit", "1", cwd=ground.server)
        ground.change(lambda record: record["opening"].update(costs="被改动"))
        ground.git("commit", "-q", "-a", "--no-verify")
        done = ground.push()
        if bool(done.returncode) != refused:
            raise Failure(done.stderr)


@test("a repository of another owner is refused, not passed over", "SV-19")
def _(world):
    if os.getuid() != 0:
        raise Skip("only root can give files away")
    ground = world.at("started")
    spoil(ground)
    subprocess.run(["chown", "-R", "1234", ground.server], check=True)
    done = ground.run([WUBU, "hook", "pre-receive"], cwd=ground.server, check=False, env={"GIT_DIR": "."},
                      stdin=f"{ZERO} {ground.head()} refs/heads/main\n")
    if not done.returncode or "belongs to another" not in done.stderr:
        raise Failure(f"exit {done.returncode}\n{done.stderr}")
    done = ground.run([WUBU, "audit"], cwd=ground.server, check=False)
    if done.returncode != 3:
        raise Failure(f"the audit exits {done.returncode}\n{done.stderr}")
    # Named as safe in the person's own settings, it is judged.
    ground.git("config", "--global", "--add", "safe.directory", ground.server)
    os.rename(ground.env.pop("GIT_CONFIG_GLOBAL"), f"{ground.folder}/.gitconfig")
    same(refusals(ground.push().stderr), {FROZEN}, "named as safe")


# ---- several at once ------------------------------------------------------------------------


@test("of two pushes at once one is accepted, and the other's is not lost", "SV-21")
def _(world):
    ground = world.at("opened")
    second = world.at("opened")
    second.git("remote", "set-url", "origin", ground.server)
    ground.change(lambda record: record["opening"].update(costs="一万元"))
    ground.commit()
    second.change(lambda record: record["opening"].update(costs="两万元"))
    second.commit()
    done = {}

    def push(name, who):
        done[name] = who.push()
    threads = [threading.Thread(target=push, args=row) for row in (("a", ground), ("b", second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    good = [name for name, result in done.items() if not result.returncode]
    if len(good) != 1:
        raise Failure(f"accepted: {good}\n{done['a'].stderr}{done['b'].stderr}")
    same({ground.server_tip()}, {(ground if good == ["a"] else second).head()}, "the branch")
    ground.audit_is_clean()


@test("a push of a good and a bad ref takes neither", "SV-23")
def _(world):
    ground = world.at("started")
    before = ground.server_tip()
    ground.act()
    ground.git("branch", "good")
    ground.git("reset", "-q", "--hard", "HEAD~1")
    spoil(ground)
    done = ground.git("push", "--no-verify", "origin", "good:refs/heads/work/good", "main:refs/heads/main", check=False)
    if not done.returncode:
        raise Failure("accepted")
    same(refusals(done.stderr), {FROZEN}, "the server says", done.stderr)
    same({ground.server_tip(), ground.server_tip("refs/heads/work/good")}, {before, ""}, "the refs")
    # The good one alone
    if ground.push(what="good:refs/heads/main").returncode:
        raise Failure("the good one was refused")


@test("push options and the environment change no verdict", "SV-30 SV-33")
def _(world):
    ground = world.at("started")
    ground.git("config", "receive.advertisePushOptions", "true", cwd=ground.server)
    spoil(ground)
    for words, env in ((("-o", "force=1"), {}), ((), {"WUBU_FORCE": "1", "WUBU_RULES": "/nowhere", "LC_ALL": "C",
                                                      "TZ": "Pacific/Kiritimati", "GIT_COMMITTER_DATE": "2021-06-17"})):
        same(refusals(ground.push(*words, env=env).stderr), {FROZEN}, f"{words} {env}")


# ---- what is printed ------------------------------------------------------------------------

NASTY = ["\x1b[2J\x1b[H", "\x07", "\x9b31m", "\u202e", "\u200b", "\r", "\u2028"]


@test("whatever stands in a record, a refusal prints no control character", "SV-29")
def _(world):
    for nasty in NASTY:
        ground = world.at("started")
        text = open(ground.path(RECORD), "rb").read()
        # As raw bytes and by YAML's own escapes; in a value, in a key and in a comment.
        escaped = "".join(f"\\u{ord(c):04x}" for c in nasty)
        for place in (f'title: "x{escaped}"\n', f'"x{escaped}": y\n', f"costs{nasty}: z\n", f"# {nasty}\n",
                      f"title: 'x{nasty}y'\n"):
            ground.write(RECORD, text + place.encode())
            ground.git("add", "-A")
            done = ground.git("commit", "-q", check=False)
            if not done.returncode:
                raise Failure(f"{place!a} was accepted")
            printable(done.stderr)
            ground.commit_unhooked(f"x {nasty if nasty != chr(13) else ''}")
            done = ground.push()
            if not done.returncode:
                raise Failure(f"{place!a} was accepted")
            ground.git("reset", "-q", "--hard", "HEAD~1")


@test("a file name, a person's name and a ref that hold escapes are printed escaped", "SV-29")
def _(world):
    ground = world.at("started")
    for nasty in ("\x1b[2J", "\u202e", "\u200b"):
        ground.write(f"{FOLDER}/a{nasty}b.md", "x\n")
        ground.git("add", "-A")
        done = ground.git("commit", "-q", check=False)
        printable(done.stderr)
        if not done.returncode:
            raise Failure("accepted")
        ground.commit_unhooked("x", f"--author=x{nasty}y <x@y>")
        done = ground.push()
        if not done.returncode:
            raise Failure("accepted")
        ground.git("reset", "-q", "--hard", "HEAD~1")
