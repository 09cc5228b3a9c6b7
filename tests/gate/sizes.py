# SPDX-License-Identifier: Apache-2.0
"""Objects that cost much more than they weigh (TR-15 … TR-17, TR-27): refused before anything is unpacked."""
import hashlib
import os
import subprocess
import zlib

from world import FOLDER, WUBU, Failure, test

CPU_SECONDS, MEGABYTES = 5, 256


# Runs the program and says what it took, alone: seconds of processor, peak of memory in MB.
METER = ("import resource,subprocess,sys\n"
         "done=subprocess.run(sys.argv[1:],stdin=sys.stdin)\n"
         "used=resource.getrusage(resource.RUSAGE_CHILDREN)\n"
         "print(f'METER {used.ru_utime+used.ru_stime:.1f} {used.ru_maxrss//1024}',file=sys.stderr)\n"
         "sys.exit(done.returncode)\n")


def refused(ground):
    """What is at HEAD is refused by the server's hook within the limits; git's own work does not count."""
    line = f"{ground.server_tip()} {ground.head()} refs/heads/main\n"
    ground.share_objects()
    done = subprocess.run(["python3", "-c", METER, WUBU, "hook", "pre-receive"], input=line, cwd=ground.server,
                          env={**ground.env, "GIT_DIR": "."}, capture_output=True, text=True, errors="replace", check=False)
    seconds, megabytes = done.stderr.rsplit("METER ", 1)[1].split()[:2]
    if done.returncode not in (1, 3):
        raise Failure(f"exit {done.returncode}\n{done.stderr[:2000]}")
    # What the sanitizers add is not the program's.
    if "ASAN_OPTIONS" not in ground.env and (float(seconds) > CPU_SECONDS or int(megabytes) > MEGABYTES):
        raise Failure(f"{seconds} seconds, {megabytes} MB\n{done.stderr[:2000]}")


def put_many(ground, kind, content):
    """As Ground.put(), without a process for each object."""
    whole = f"{kind} {len(content)}".encode() + b"\0" + content
    name = hashlib.sha1(whole).hexdigest()
    folder = f"{ground.clone}/.git/objects/{name[:2]}"
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(f"{folder}/{name[2:]}"):
        with open(f"{folder}/{name[2:]}", "wb") as file:
            file.write(zlib.compress(whole, 1))
    return name


def tree(ground, rows):
    return put_many(ground, "tree", b"".join(m + b" " + n + b"\0" + bytes.fromhex(i) for m, n, i in rows))


def add_folder(ground, name, built):
    """Commit the tree BUILT as a folder beside the record."""
    ground.forge_tree(lambda entries: sorted([*entries, (b"40000", name, built)], key=lambda e: e[1] + b"/" * (e[0] == b"40000")))


@test("a tree that stands for ten thousand million files is refused at once", "TR-15")
def _(world):
    ground = world.at("started")
    below = put_many(ground, "blob", b"x")
    mode = b"100644"
    for _ in range(10):
        below = tree(ground, [(mode, str(i).encode(), below) for i in range(10)])
        mode = b"40000"
    add_folder(ground, b"bomb", below)
    refused(ground)


@test("folders inside of folders are refused at once", "TR-16")
def _(world):
    ground = world.at("started")
    below, mode = put_many(ground, "blob", b"x"), b"100644"
    for _ in range(20000):
        below, mode = tree(ground, [(mode, b"a", below)]), b"40000"
    add_folder(ground, b"deep", below)
    refused(ground)


@test("a hundred thousand files in one folder are refused at once", "TR-27")
def _(world):
    ground = world.at("started")
    blob = put_many(ground, "blob", b"x")
    add_folder(ground, b"many", tree(ground, [(b"100644", b"%07d" % i, blob) for i in range(100001)]))
    refused(ground)


def gigabyte(ground):
    """A blob of a thousand million zeros, written as it streams."""
    size = 1 << 30
    head, packer, digest = f"blob {size}".encode() + b"\0", zlib.compressobj(1), hashlib.sha1()
    path = f"{ground.folder}/blob"
    with open(path, "wb") as file:
        digest.update(head)
        file.write(packer.compress(head))
        piece = bytes(1 << 22)
        for _ in range(size // len(piece)):
            digest.update(piece)
            file.write(packer.compress(piece))
        file.write(packer.flush())
    name = digest.hexdigest()
    folder = f"{ground.clone}/.git/objects/{name[:2]}"
    os.makedirs(folder, exist_ok=True)
    os.replace(path, f"{folder}/{name[2:]}")
    return name


@test("a record that unpacks to a gigabyte is refused without unpacking it", "TR-17")
def _(world):
    ground = world.at("started")
    blob = gigabyte(ground)
    ground.forge_tree(lambda entries: [(m, n, blob if n == b"decision.yaml" else i) for m, n, i in entries], FOLDER)
    refused(ground)


@test("a material that unpacks to a gigabyte is refused without unpacking it", "TR-17")
def _(world):
    ground = world.at("started")
    blob = gigabyte(ground)
    ground.forge_tree(lambda entries: [(m, n, blob if n == b"start.md" else i) for m, n, i in entries], f"{FOLDER}/materials")
    refused(ground)
