/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing is left to ssh-keygen: it knows agents, passphrases and security keys.  As git does, the
 * payload is handed over in a file, because ssh-keygen asks nobody for a passphrase when it reads
 * from a pipe.  The files stand in a folder that only this user can enter.
 */
#include "trust/sshsig.h"

#include "base/buf.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Where one signature is made. */
struct desk {
	char *folder;
	const char *payload, *signature, *words; /* files in it */
	sigset_t before;                         /* signals that were blocked before */
	struct arena *arena;
};

static int io_error(struct wubu_error *error, const char *path)
{
	int number = errno;
	return error_set(error, WUBU_IO, "%s: %s", path, strerror(number));
}

/* ---- the desk ------------------------------------------------------------ */

/* Until the desk is cleared, a Ctrl-C at the passphrase waits: ssh-keygen gets it at once and ends,
   this process after it has cleared the desk. */
static void hold_signals(struct desk *desk)
{
	static const int held[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM};
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof held / sizeof *held; i++)
		sigaddset(&set, held[i]);
	pthread_sigmask(SIG_BLOCK, &set, &desk->before);
}

static int desk_set(struct desk *desk, struct wubu_error *error)
{
	const char *place = getenv("TMPDIR");
	desk->arena = arena_new();
	desk->folder = arena_format(desk->arena, "%s/wubu-sign-XXXXXX", place && *place ? place : "/tmp");
	hold_signals(desk);
	if (!mkdtemp(desk->folder)) {
		io_error(error, desk->folder);
		error_hint(error, _("Set TMPDIR to a folder that can be written to."));
		desk->folder = NULL;
		return -1;
	}
	desk->payload = arena_format(desk->arena, "%s/payload", desk->folder);
	desk->signature = arena_format(desk->arena, "%s/payload.sig", desk->folder);
	desk->words = arena_format(desk->arena, "%s/words", desk->folder);
	return 0;
}

static void desk_clear(struct desk *desk)
{
	if (desk->folder) {
		unlink(desk->payload);
		unlink(desk->signature);
		unlink(desk->words);
		rmdir(desk->folder);
	}
	arena_free(desk->arena);
	pthread_sigmask(SIG_SETMASK, &desk->before, NULL);
}

static int write_all(int fd, struct wubu_bytes bytes)
{
	while (bytes.size) {
		ssize_t done = write(fd, bytes.data, bytes.size);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		bytes.data += done;
		bytes.size -= (size_t)done;
	}
	return 0;
}

static int write_file(const char *path, struct wubu_bytes bytes, struct wubu_error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return io_error(error, path);
	int result = write_all(fd, bytes);
	if (result < 0)
		io_error(error, path);
	if (close(fd) < 0 && result == 0)
		result = io_error(error, path);
	return result;
}

/* Append the file to OUT, up to LIMIT_COMMIT_BYTES. */
static int read_file(const char *path, struct buf *out, struct wubu_error *error)
{
	char piece[4096];
	size_t before = out->size;
	ssize_t got = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return io_error(error, path);
	while (out->size - before <= LIMIT_COMMIT_BYTES) {
		got = read(fd, piece, sizeof piece);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		buf_add(out, (struct wubu_bytes){piece, (size_t)got});
	}
	if (got < 0)
		io_error(error, path);
	close(fd);
	return got < 0 ? -1 : 0;
}

/* ---- ssh-keygen ---------------------------------------------------------- */

/* ssh-keygen asks for a passphrase only where standard input is a terminal; in a hook it is none,
   though the person sits at one. */
static const char *input_of_person(void)
{
	if (isatty(STDIN_FILENO))
		return NULL;
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return "/dev/null";
	close(fd);
	return "/dev/tty";
}

static int spawn(const struct desk *desk, const char *const *argv, pid_t *pid)
{
	const char *input = input_of_person();
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	if (input)
		posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDWR, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, desk->words,
					 O_WRONLY | O_CREAT | O_EXCL | O_APPEND, 0600);
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	posix_spawnattr_setsigmask(&attributes, &desk->before);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	int failure = posix_spawnp(pid, argv[0], &actions, &attributes, (char **)argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failure;
}

/* Report what ssh-keygen said. */
static int refuse_words(const struct desk *desk, struct wubu_error *error)
{
	struct buf words, shown;
	struct wubu_error ignored = {0};
	buf_init(&words);
	buf_init(&shown);
	read_file(desk->words, &words, &ignored);
	while (words.size && words.data[words.size - 1] <= ' ')
		words.size--;
	for (size_t i = 0; i < words.size; i++)
		if (words.data[i] == '\r')
			words.data[i] = ' ';
	text_escape(&shown, buf_bytes(&words));
	error_set(error, WUBU_IO, _("ssh-keygen did not sign: %s"), shown.size ? shown.data : _("it gave no reason."));
	error_hint(error, _("See that the key file is right, its passphrase is known, or its agent is running (`ssh-add -l`)."));
	buf_release(&words);
	buf_release(&shown);
	return -1;
}

static int refuse_run(int failure, struct wubu_error *error)
{
	error_set(error, WUBU_IO, _("ssh-keygen cannot be run: %s"), strerror(failure));
	error_hint(error, _("Install OpenSSH, 8.1 or later."));
	return -1;
}

static int run(const struct desk *desk, const char *const *argv, struct wubu_error *error)
{
	pid_t pid, ended;
	int status = 0;
	int failure = spawn(desk, argv, &pid);
	if (failure)
		return refuse_run(failure, error);
	while ((ended = waitpid(pid, &status, 0)) < 0 && errno == EINTR)
		;
	if (ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	/* Where posix_spawn() cannot tell that the program is missing, its child ends so. */
	if (ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return refuse_run(ENOENT, error);
	return refuse_words(desk, error);
}

/* ---- the contract -------------------------------------------------------- */

static int sign_at(const struct desk *desk, const char *space, const char *key_file,
		   struct wubu_bytes payload, struct buf *out, struct wubu_error *error)
{
	const char *const argv[] = {"ssh-keygen", "-q", "-Y", "sign", "-n", space, "-f", key_file,
				    desk->payload, NULL};
	struct buf armour;
	struct trust_key key;
	int result = -1;
	buf_init(&armour);
	if (write_file(desk->payload, payload, error) < 0 || run(desk, argv, error) < 0 ||
	    read_file(desk->signature, &armour, error) < 0)
		goto out;
	/* A key that wubu would refuse later is refused before the commit exists. */
	if (trust_verify_for(space, buf_bytes(&armour), payload, desk->arena, &key, error) < 0)
		goto out;
	buf_add(out, buf_bytes(&armour));
	result = 0;
out:
	buf_release(&armour);
	return result;
}

int trust_sign(const char *key_file, struct wubu_bytes payload, struct buf *out,
	       struct wubu_error *error)
{
	return trust_sign_for(TRUST_SPACE_COMMIT, key_file, payload, out, error);
}

int trust_sign_for(const char *space, const char *key_file, struct wubu_bytes payload, struct buf *out,
		   struct wubu_error *error)
{
	struct desk desk = {0};
	int result = desk_set(&desk, error);
	if (result == 0)
		result = sign_at(&desk, space, key_file, payload, out, error);
	desk_clear(&desk);
	return result;
}

int trust_key_make(const char *file, const char *comment, struct wubu_error *error)
{
	const char *const argv[] = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file, NULL};
	struct desk desk = {0};
	int result = access(file, F_OK) == 0
			     ? error_set(error, WUBU_CONFLICT, _("there is a key already: %s"), file)
			     : desk_set(&desk, error);
	if (result == 0)
		result = run(&desk, argv, error);
	if (desk.arena)
		desk_clear(&desk);
	return result;
}
