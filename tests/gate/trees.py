# SPDX-License-Identifier: Apache-2.0
"""Trees, paths and materials (TR, MT): what may stand in a ledger, and what a record may say of it."""
import os

from world import FOLDER, RECORD, Case, Failure, same, test

MALFORMED = "judge.impossible"  # an object that cannot be read is no verdict


def next_act(ground):
    ground.act()


def note_costs(ground):
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit()


# ---- staged with git ------------------------------------------------------------------------


def staged(change, *names):
    """CHANGE the work tree; the clerk also fills in a field, so that the message is that of a fill."""
    def attack(ground):
        ground.change(lambda record: record["opening"].update(costs="二十万元"))
        change(ground, *names)
        ground.commit_refused()
    return attack


def add_file(ground, name, content="x\n"):
    ground.write(name, content)


def add_link(ground, name, target="../../../rules/people.yaml"):
    if os.path.lexists(ground.path(name)):
        os.unlink(ground.path(name))
    os.makedirs(os.path.dirname(ground.path(name)), exist_ok=True)
    os.symlink(target, ground.path(name))


def make_program(ground, name):
    os.chmod(ground.path(name), 0o755)


def link_record(ground):
    add_link(ground, RECORD, "draft.md")
    ground.git("add", "-A")
    ground.commit_unhooked()


def link_decisions(ground):
    ground.git("rm", "-rq", "--cached", "decisions")
    os.rename(ground.path("decisions"), f"{ground.folder}/elsewhere")
    os.symlink("../elsewhere", ground.path("decisions"))
    ground.commit_unhooked()


def link_rules(ground):
    people = ground.path("rules/people.yaml")
    os.rename(people, f"{ground.folder}/people-elsewhere.yaml")
    os.symlink("../../people-elsewhere.yaml", people)
    ground.act_as("tang.rui", ground.day)
    ground.commit_unhooked(f"rules: x\n\nLedger: {ground.instance()}\nAction: rules")


def add_submodule(ground):
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.git("add", "-A")
    ground.git("update-index", "--add", "--cacheinfo", f"160000,{ground.head()},{FOLDER}/materials/sub")
    ground.git("commit", "-q", "--no-verify")


def entry(mode, name, content=b"x\n", kind="blob"):
    """A forged entry in the decision's folder, beside what is there."""
    def attack(ground):
        object_id = ground.put(kind, content) if isinstance(content, bytes) else content(ground)
        ground.forge_tree(lambda entries: sorted(entries + [(mode, name, object_id)], key=lambda e: e[1]))
    return attack


def change_mode(mode, wrong=b"draft.md"):
    def attack(ground):
        ground.forge_tree(lambda entries: [(mode if n == wrong else m, n, i) for m, n, i in entries])
    return attack


def forged_but_same(ground):
    """The forging itself is no fault: a file of the record, in a tree made by hand."""
    ground.change(lambda record: record["opening"].update(costs="二十万元"))
    ground.commit()
    ground.git("update-ref", "refs/heads/kept", "HEAD")
    record = ground.head(f"HEAD:{RECORD}")
    message = ground.git("log", "-1", "--format=%B").stdout
    ground.git("reset", "-q", "--hard", "HEAD~1")
    ground.forge_tree(lambda entries: [(m, n, record if n == b"decision.yaml" else i) for m, n, i in entries],
                      message=message)


def file_and_folder(ground):
    tree = ground.head(f"HEAD:{FOLDER}/materials")
    ground.forge_tree(lambda entries: sorted(entries + [(b"40000", b"draft.md", tree)],
                                             key=lambda e: e[1] + (b"/" if e[0] == b"40000" else b"")))


def record_is_a_folder(ground):
    tree = ground.head(f"HEAD:{FOLDER}/materials")
    ground.forge_tree(lambda entries: [(b"40000" if n == b"decision.yaml" else m, n, tree if n == b"decision.yaml" else i)
                                       for m, n, i in entries])


# ---- the record and its files ---------------------------------------------------------------


def record_says(edit):
    def attack(ground):
        ground.change(edit)
        ground.commit_refused()
    return attack


def inventory(value):
    return lambda record: record["opening"].update({"legal-inventory": value})


def open_elsewhere(folder, name):
    """Another record, opened in FOLDER with the id NAME."""
    def act(ground):
        source = ground.read()
        record = {key: value for key, value in source.items() if key not in ("opening",)}
        record["id"] = name
        ground.write(f"{folder}/decision.yaml", record)
        ground.write(f"{folder}/draft.md", open(ground.path(f"{FOLDER}/draft.md"), "rb").read())
        ground.git("add", "-A")
        done = ground.git("commit", "-q", check=False)
        if done.returncode:
            ground.commit_refused()
    return act


def replace_file(name):
    def attack(ground):
        ground.write(f"{FOLDER}/{name}", "something else\n")
        ground.commit_refused()
    return attack


def replace_before(name):
    """The same while its step is still open."""
    def twin(ground):
        ground.write(f"{FOLDER}/{name}", "something else\n")
        ground.commit()
    return twin


def wrong_list(ground):
    step, kind = ground.ready()
    ground.change(lambda record: record[step][kind]["materials"][0].update(sha256="0" * 64))
    ground.commit_refused()


def short_digest(ground):
    step, kind = ground.ready()
    digest = ground.read()[step][kind]["materials"][0]["sha256"]
    ground.change(lambda record: record[step][kind]["materials"][0].update(sha256=digest[:8]))
    ground.commit_refused()


UNLISTED = "material.unlisted"
CASES = [
    Case("an entry with a padded mode is refused", "TR-04", "opened", MALFORMED, change_mode(b"0100644"),
         forged_but_same, git=True, status=3),
    Case("an entry of mode 100664 is refused", "TR-05", "opened", MALFORMED, change_mode(b"100664"), forged_but_same,
         status=3),
    Case("an entry of mode 100777 is refused", "TR-05", "opened", MALFORMED, change_mode(b"100777"), forged_but_same,
         status=3),
    Case("an entry whose mode overflows is refused", "TR-06", "opened", MALFORMED, change_mode(b"777777777777"),
         forged_but_same, status=3),
    Case("a record that may be executed is refused", "TR-05 TR-28", "opened", "path.mode",
         staged(make_program, RECORD), note_costs),
    Case("a material that may be executed is refused", "TR-05 TR-28", "opened", {"path.mode", "material.missing"},
         staged(make_program, f"{FOLDER}/materials/start.md"), note_costs),
    Case("a symbolic link as a material is refused", "TR-07 MT-04", "opened", {"path.mode", "material.missing"},
         staged(add_link, f"{FOLDER}/materials/start.md"), note_costs),
    Case("a symbolic link as the record is refused", "TR-07", "opened", {"path.mode", "record.yaml"}, link_record,
         note_costs),
    Case("a symbolic link in place of all decisions is refused", "TR-07", "opened",
         {"path.mode", "path.unlisted", "commit.mixed", "transition.deleted"}, link_decisions, note_costs),
    Case("a symbolic link in the rules is refused", "TR-07", "opened", {"path.mode", "rules.load"}, link_rules,
         note_costs),
    Case("a submodule is refused", "TR-07", "opened", {"path.mode", UNLISTED}, add_submodule, note_costs),
    Case("a name that differs from another in its capitals only is refused", "TR-10", "opened",
         {"path.collision", UNLISTED}, staged(add_file, f"{FOLDER}/materials/Start.md"), note_costs),
    Case("a record's name in capitals is refused", "TR-10 TR-24", "opened", {"path.collision", UNLISTED},
         staged(add_file, f"{FOLDER}/Decision.yaml"), note_costs),
    Case("a name that is no text is refused", "TR-12", "opened", {"path.name", UNLISTED},
         entry(b"100644", b"\xff\xfe.yaml"), forged_but_same),
    Case("a name with a line break and an escape is refused, and shown escaped", "TR-13 SV-29", "opened",
         {"path.name", UNLISTED}, entry(b"100644", b"a\n\x1b[2J.yaml"), forged_but_same),
    Case("a name that turns the direction of reading is refused", "TR-13 SV-29", "opened", {"path.name", UNLISTED},
         entry(b"100644", "a\u202elmay.yaml".encode()), forged_but_same),
    Case("a name of 5,000 bytes is refused", "TR-14", "opened", MALFORMED, entry(b"100644", b"x" * 5000),
         forged_but_same, status=3),
    Case("entries out of order are refused", "TR-03", "opened", MALFORMED,
         lambda ground: ground.forge_tree(lambda entries: entries[::-1]), forged_but_same, git=True, status=3),
    Case("an entry that stands there twice is refused", "TR-01", "opened", MALFORMED,
         lambda ground: ground.forge_tree(lambda entries: sorted(entries + entries[-1:], key=lambda e: e[1])),
         forged_but_same, git=True, status=3),
    Case("a file and a folder of one name are refused", "TR-02", "opened", MALFORMED, file_and_folder, forged_but_same,
         git=True, status=3),
    *[Case(f"the name {name} is refused", "TR-09", "opened", MALFORMED, entry(b"100644", name.encode()), forged_but_same,
           git=True, status=3) for name in (".git", ".GIT", "git~1", "..", "a/b")],
    Case("a name with an invisible letter is refused", "TR-09", "opened", {"path.name", UNLISTED},
         entry(b"100644", ".g\u200cit".encode()), forged_but_same, git=True),
    Case("a folder in place of the record is refused", "TR-24", "opened", {MALFORMED}, record_is_a_folder, note_costs,
         status=3),
    Case(".mailmap is refused", "TR-21", "opened", {"path.unlisted", "path.name", "commit.mixed"},
         staged(add_file, ".mailmap", "Chair <chen.yu@wangjing.example> <liu.fang@wangjing.example>\n"), note_costs),
    Case(".mailmap is refused in a commit of its own", "TR-21", "opened", {"path.unlisted", "path.name"},
         lambda ground: (add_file(ground, ".mailmap", "A <a@x> <b@x>\n"), ground.commit_unhooked()), note_costs),
    Case(".gitmodules is refused", "TR-22", "opened", {"path.unlisted", "path.name"},
         lambda ground: (add_file(ground, ".gitmodules", '[submodule "a"]\n\tpath = a\n\turl = https://x/\n'),
                         ground.commit_unhooked()), note_costs),
    Case(".gitattributes inside the decision is refused", "TR-24", "opened", {"path.name", UNLISTED},
         staged(add_file, f"{FOLDER}/.gitattributes", "*.md binary\n"), note_costs),
    Case("a hook in the tree is refused", "TR-28", "opened", {"path.unlisted", "path.mode"},
         lambda ground: (add_file(ground, "hooks/pre-receive", "#!/bin/sh\n"), make_program(ground, "hooks/pre-receive"),
                         ground.commit_unhooked()), note_costs),
    *[Case(f"{name} beside the record is refused", "TR-24", "opened", UNLISTED,
           staged(add_file, f"{FOLDER}/{name}"), note_costs)
      for name in ("decision.yml", "decision.yaml~", "decision.yaml.orig", "sub/decision.yaml", "materials/other.md")],
    Case("a file beside the decisions is refused", "TR-24", "opened", {"path.unlisted", "commit.mixed"},
         staged(add_file, "decisions/2021/list.txt"), note_costs),
    Case("a record whose id is not its folder's name is refused", "TR-25", "opened", "record.id",
         open_elsewhere("decisions/2021/WJ-2021-008", "WJ-2021-009"),
         open_elsewhere("decisions/2021/WJ-2021-008", "WJ-2021-008")),
    Case("a record of another year's id is refused", "TR-25", "opened", "record.folder",
         open_elsewhere("decisions/2022/WJ-2021-008", "WJ-2021-008"),
         open_elsewhere("decisions/2021/WJ-2021-008", "WJ-2021-008")),
    Case("letters that look like digits are refused in an id", "TR-26", "opened", "record.id",
         open_elsewhere("decisions/2021/WJ-2021-OO8", "WJ-2021-OO8"),
         open_elsewhere("decisions/2021/WJ-2021-008", "WJ-2021-008")),
    Case("letters of another script are refused in an id", "TR-26", "opened", {"record.id", "record.type"},
         open_elsewhere("decisions/2021/W\u0408-2021-008", "W\u0408-2021-008"),
         open_elsewhere("decisions/2021/WJ-2021-008", "WJ-2021-008")),
    Case("a folder with another home's name is no record", "TR-24", "opened", "path.unlisted",
         lambda ground: (add_file(ground, "decisions2/2021/WJ-2021-008/decision.yaml", "id: x\n"),
                         ground.commit_unhooked()), note_costs),
    # ---- materials
    Case("a material with another digest than the record says is refused", "MT-01", "opened", "material.digest",
         record_says(inventory({"file": "materials/legal-inventory.md", "sha256": "0" * 64})),
         note_costs),
    Case("a draft that changed without its digest is refused", "MT-01", "opened", "material.digest",
         replace_file("draft.md"), note_costs),
    Case("a sign-off that lists another digest is refused", "MT-01", "opened", "sign-off.materials", wrong_list,
         next_act),
    Case("a digest that is cut short is refused", "MT-06", "opened", {"record.type", "sign-off.materials"}, short_digest, next_act),
    *[Case(f"the path {name} is refused as a material", "MT-03", "opened", "record.type",
           record_says(inventory(name)), note_costs)
      for name in ("../WJ-2021-002/draft.md", "/etc/passwd", "materials//start.md", "./materials/start.md",
                   "materials\\start.md", "materials/../draft.md")],
    Case("a material that is not there is refused", "MT-03", "opened", "material.missing",
         record_says(inventory("materials/none.md")), note_costs),
    Case("a material is not replaced once its step is signed", "MT-09", "heard", "material.frozen",
         replace_file("materials/symposium.md"), next_act),
    Case("a material is not replaced after the legality review", "MT-09", "reviewed", "material.frozen",
         replace_file("materials/expert-report.md"), next_act),
    Case("the opinion itself is not replaced after the meeting", "MT-09", "decided", "material.frozen",
         replace_file("materials/legality-opinion.md"), next_act),
    Case("a signed material is not taken away", "MT-09", "heard", {"material.frozen", "material.missing"},
         lambda ground: (os.unlink(ground.path(f"{FOLDER}/materials/symposium.md")), ground.commit_refused()),
         next_act),
]


@test("a folder under the mode of a file is refused", "TR-19")
def _(world):
    ground = world.at("opened")
    before = ground.head()
    tree = ground.head(f"HEAD:{FOLDER}/materials")
    ground.forge_tree(lambda entries: [(m, n, tree if n == b"draft.md" else i) for m, n, i in entries])
    # No git packs such a thing; it lies there already.
    ground.share_objects()
    said, answer = ground.raw_push((before, ground.head(), "refs/heads/main"))
    if ground.server_tip() != before:
        raise Failure(said + answer)
    ground.on_server_around("update-ref", "refs/heads/main", ground.head())
    status, rows, done = ground.audit()
    same({r["rule"] for r in rows} | {str(status)}, {MALFORMED, "3"}, "the audit says", done.stdout)


TESTS += CASES
