# SPDX-License-Identifier: Apache-2.0
"""Ways to a server, each with the settings that docs/server.md shows, over loopback: git daemon, ssh, HTTP, gitolite."""
import contextlib
import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import time

from ledger import SOURCE
from world import DECISION, WUBU, Failure, Skip, refusals, same, test

with open(f"{SOURCE}/docs/server.md", encoding="utf-8") as page:
    PAGE = page.read()


def shown(name, kind="config"):
    """The block of docs/server.md that bears NAME."""
    block = re.search(rf"<!-- {kind}: {name} -->\n```\w*\n(.*?)```", PAGE, re.S)
    if not block:
        raise Failure(f"docs/server.md shows no {name}")
    return block.group(1)


def needs(*programs):
    for program in programs:
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/usr/lib/git-core"):
            raise Skip(f"{program} is not here")


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextlib.contextmanager
def service(command, port=None, path=None, env=None):
    """Run COMMAND until its PORT or PATH can be connected to; end it afterwards."""
    with subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          start_new_session=True) as process:
        try:
            for _ in range(200):
                with socket.socket(socket.AF_UNIX if path else socket.AF_INET) as sock:
                    if sock.connect_ex(path or ("127.0.0.1", port)) == 0:
                        break
                if process.poll() is not None:
                    raise Failure(f"{command[0]} ended: {process.stdout.read().decode(errors='replace')}")
                time.sleep(0.1)
            else:
                raise Failure(f"{command[0]} does not answer")
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def write(path, text, mode=0o600):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)
    return path


def works(ground, url, pushed_by, env=None):
    """What is lawful comes in by URL and gets a receipt; what is not is refused; a clone by URL audits clean."""
    ground.env.update(env or {})
    ground.git("remote", "set-url", "origin", url)
    ground.take_up(DECISION, 0)
    for _ in range(2):
        ground.act()
    done = ground.push()
    if done.returncode or "Receipt 2" not in done.stderr:
        raise Failure(done.stderr)
    tip = ground.server_tip()
    same({tip}, {ground.head()}, "the branch")
    text = ground.git("show", "refs/heads/receipts:receipt", cwd=ground.server).stdout
    same(set(re.findall("^pushed-by: (.*)$", text, re.M)), {pushed_by}, "the receipt")
    ground.change(lambda record: record["opening"].update(costs="被改动"))
    ground.git("commit", "-q", "-a", "--no-verify")
    done = ground.push()
    same(refusals(done.stderr), {"transition.frozen"}, "of what is unlawful the server says", done.stderr)
    for what in (":refs/heads/main", "HEAD:refs/heads/receipts", "HEAD:refs/tags/x"):
        if not ground.push("-f", what=what).returncode:
            raise Failure(f"{what} was accepted")
    same({ground.server_tip()}, {tip}, "the branch")
    clone = f"{ground.folder}/by-url"
    ground.git("clone", "-q", url, clone, cwd=ground.folder)
    status, rows, done = ground.audit(clone=clone)
    if status or rows:
        raise Failure(done.stdout + done.stderr)


@test("a push by git daemon is judged and gets a receipt", "")
def _(place):
    ground, port = place.ground(), free_port()
    command = shown("daemon", "runs").split()
    command = [w.replace("/srv", ground.folder).replace("9418", str(port)) for w in command]
    with service([*command, "--reuseaddr"], port, env=ground.env):
        works(ground, f"git://127.0.0.1:{port}/server.git", "address 127.0.0.1")


# ---- ssh ------------------------------------------------------------------------------------


def key_line(ground, person="liu.fang"):
    with open(f"{ground.folder}/{person}.pub", encoding="ascii") as file:
        return file.read().strip()


@contextlib.contextmanager
def ssh_server(ground, authorized):
    """An sshd of its own, as docs/server.md sets it; gives the address and what ssh needs to be told."""
    needs("sshd", "ssh")
    if os.getuid() == 0 and not os.path.isdir("/run/sshd"):
        raise Skip("sshd has no /run/sshd")
    port, folder = free_port(), ground.folder
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/host"], check=True)
    write(f"{folder}/authorized", authorized)
    write(f"{folder}/sshd", f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
          f"StrictModes no\nPermitRootLogin forced-commands-only\nAuthorizedKeysFile {folder}/authorized\n" + shown("sshd"))
    options = (f"-F /dev/null -i {folder}/liu.fang -o IdentitiesOnly=yes -o UserKnownHostsFile={folder}/known "
               f"-o StrictHostKeyChecking=accept-new -o BatchMode=yes -p {port}")
    with service([shutil.which("sshd", path="/usr/sbin:/usr/local/sbin"), "-D", "-e", "-f", f"{folder}/sshd"], port):
        yield f"{getpass.getuser()}@127.0.0.1", options


@test("a push by ssh with a forced command is judged, and nothing but git comes in", "SV-04 SV-05 SV-16 SV-17 SV-33")
def _(place):
    ground = place.ground()
    needs("git-shell")
    line = re.sub(r"ssh-ed25519 AAAA… liu.fang", key_line(ground), shown("authorized_keys"))
    # The hooks' environment is the server's; the tests' git lies where PATH says.
    with ssh_server(ground, line) as (address, options):
        works(ground, f"ssh://{address}{ground.server}", "ssh liu.fang",
              {"GIT_SSH_COMMAND": f"ssh {options} -o SendEnv=GIT_* -o SendEnv=WUBU_*", "WUBU_USER": "somebody.else",
               "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.quotePath", "GIT_CONFIG_VALUE_0": "false"})
        ssh = ["ssh", *options.split(), address]
        for command in ([], ["sh"], ["cat", f"{ground.server}/wubu/server-key"], ["git", "config", "--list"],
                        [f"git -c core.hooksPath=/dev/null receive-pack '{ground.server}'"],
                        [f"git-receive-pack '{ground.server}'; id"]):
            done = subprocess.run([*ssh, *command], env=ground.env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            if not done.returncode or b"uid=" in done.stdout or b"PRIVATE" in done.stdout:
                raise Failure(f"{command} came in")
        tip = ground.server_tip()
        done = ground.git("push", "-q", "--no-verify", "--receive-pack=git -c core.hooksPath=/dev/null receive-pack", "origin",
                          "HEAD:refs/heads/main", check=False)
        if not done.returncode:
            raise Failure("receive-pack was started another way")
        same({ground.server_tip()}, {tip}, "the branch")


@test("a push by gitolite is judged and gets a receipt", "")
def _(place):
    needs("gitolite")
    shell = "/usr/share/gitolite3/gitolite-shell"
    if not os.path.exists(shell):
        raise Skip("gitolite-shell is not where Debian puts it")
    ground = place.ground()
    home = f"{ground.folder}/home"
    os.makedirs(home)
    env = {"HOME": home, "PATH": os.environ["PATH"], "USER": getpass.getuser(), "LC_ALL": "C.UTF-8",
           "GIT_CONFIG_NOSYSTEM": "1"}
    git = lambda *words: subprocess.run(["git", *words], env=env, check=True, capture_output=True)
    git("config", "--global", "init.defaultBranch", "main")
    write(f"{ground.folder}/keeper.pub", key_line(ground, "tang.rui"))
    subprocess.run(["gitolite", "setup", "-pk", f"{ground.folder}/keeper.pub"], env=env, check=True, capture_output=True)
    write(f"{home}/.gitolite/conf/gitolite.conf", "repo ledger\n    RW+ = liu.fang\n    R = @all\n")
    for words in (["gitolite", "compile"], ["gitolite", "trigger", "POST_COMPILE"]):
        subprocess.run(words, env=env, check=True, capture_output=True)
    repository = f"{home}/repositories/ledger.git"
    # The ledger as it is comes there first, with its receipts, as when it moves from one machine to another.
    git("-C", repository, "-c", "core.hooksPath=/dev/null", "fetch", "-q", ground.server, "+refs/heads/*:refs/heads/*")
    git("-C", repository, "symbolic-ref", "HEAD", "refs/heads/main")
    shutil.copytree(f"{ground.server}/wubu", f"{repository}/wubu")
    line = shown("gitolite", "runs").replace("wubu ", f"{WUBU} ", 1)
    subprocess.run(["sh", "-euc", line], env={**env, "WUBU_RULES": f"{SOURCE}/rules"}, check=True, capture_output=True)
    ground.server = repository
    authorized = f'command="HOME={home} exec {shell} liu.fang",restrict {key_line(ground)}\n'
    with ssh_server(ground, authorized) as (address, options):
        works(ground, f"ssh://{address}/ledger", "gitolite liu.fang", {"GIT_SSH_COMMAND": f"ssh {options}"})
        done = ground.git("push", "-q", "--no-verify", "origin", "HEAD:refs/heads/work/x", check=False)
        if not done.returncode:
            raise Failure("what is unlawful came to a branch")
    if not os.path.lexists(f"{repository}/hooks/update"):
        raise Failure("gitolite's own hook is gone")


# ---- HTTP -----------------------------------------------------------------------------------


def by_http(ground, port):
    works(ground, f"http://liu.fang:secret@127.0.0.1:{port}/git/server.git", "http liu.fang")
    for url in (f"http://127.0.0.1:{port}/git/server.git", f"http://liu.fang:wrong@127.0.0.1:{port}/git/server.git"):
        done = ground.git("ls-remote", url, check=False, env={"GIT_TERMINAL_PROMPT": "0"})
        if not done.returncode:
            raise Failure(f"{url} came in")
    done = ground.run(["git", "-c", "http.proxy=", "ls-remote",
                       f"http://liu.fang:secret@127.0.0.1:{port}/git/server.git/wubu/server-key"], check=False)
    if not done.returncode:
        raise Failure("the key is served")


@test("a push by HTTP, with lighttpd, is judged and gets a receipt", "")
def _(place):
    needs("lighttpd", "git-http-backend")
    ground, port = place.ground(), free_port()
    write(f"{ground.folder}/people", "liu.fang:secret\n")
    config = shown("lighttpd").replace("/srv", ground.folder).replace("8080", str(port)).replace(
        "/etc/lighttpd/people", f"{ground.folder}/people").replace("/var/empty", f"{ground.folder}/home")
    os.makedirs(f"{ground.folder}/home")
    write(f"{ground.folder}/lighttpd.conf", config)
    with service([shutil.which("lighttpd", path="/usr/sbin:" + os.environ["PATH"]), "-D", "-f",
                  f"{ground.folder}/lighttpd.conf"], port, env=ground.env):
        by_http(ground, port)


@test("a push by HTTP, with nginx and fcgiwrap, is judged and gets a receipt", "")
def _(place):
    needs("nginx", "fcgiwrap", "git-http-backend", "openssl")
    ground, port = place.ground(), free_port()
    folder = ground.folder
    word = subprocess.run(["openssl", "passwd", "-apr1", "secret"], capture_output=True, text=True, check=True).stdout
    write(f"{folder}/people", f"liu.fang:{word}", 0o644)
    config = shown("nginx").replace("fastcgi_param GIT_PROJECT_ROOT /srv", f"fastcgi_param GIT_PROJECT_ROOT {folder}").replace(
        "8080", str(port)).replace("/etc/nginx/people", f"{folder}/people").replace("/run/fcgiwrap.socket", f"{folder}/socket")
    root = "user root;\n" if os.getuid() == 0 else ""
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    write(f"{folder}/nginx.conf", f"{root}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
          f"http {{\naccess_log off;\n{temporary}{config}}}\n")
    with service(["fcgiwrap", "-s", f"unix:{folder}/socket"], path=f"{folder}/socket", env=ground.env), \
            service([shutil.which("nginx", path="/usr/sbin:" + os.environ["PATH"]), "-c", f"{folder}/nginx.conf"], port,
                    env=ground.env):
        by_http(ground, port)


@test("what docs/server.md says of the doctor and of repair is so", "")
def _(place):
    ground = place.ground()
    for name in ("doctor", "repair"):
        line = shown(name, "runs").replace("wubu ", f"{WUBU} ", 1).replace("/srv/ledger.git", ground.server)
        done = ground.run(["sh", "-c", line], check=False)
        if done.returncode:
            raise Failure(done.stdout + done.stderr)
