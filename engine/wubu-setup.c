/* SPDX-License-Identifier: Apache-2.0 */
#include "wubu-setup.h"

#include "base/lang.h"
#include "store/outside.h"

#include <stddef.h>

#define TEXT_LIMIT (64u * 1024u)

const struct setup_setting setup_settings[] = {
	{"user.name", NULL, false, N_("commits bear your name")},
	{"user.email", NULL, false, N_("commits bear your address, as enrolled")},
	{"user.signingkey", NULL, false, N_("sign-offs are signed with your key")},
	{"gpg.format", "ssh", false, N_("signatures are made with SSH keys")},
	{"commit.gpgsign", "true", false, N_("every commit is signed")},
	{"pull.rebase", "true", false, NULL},
	{"core.quotePath", "false", false, NULL},
	{"receive.denyDeletes", "true", true, N_("branches are not deleted")},
	{"receive.denyNonFastForwards", "true", true, N_("history is not rewritten")},
	{"receive.fsckObjects", "true", true, N_("objects are checked as they come in")},
	{"receive.shallowUpdate", "false", true, N_("no push comes from a copy that lacks history")},
	{"receive.denyDeleteCurrent", "refuse", true, N_("the ledger's branch is not deleted")},
	{"receive.hideRefs", "refs/heads/receipts", true, N_("receipts are written by the server alone")},
	{"receive.maxInputSize", "2g", true, N_("no push fills the disk")},
	{"transfer.fsckObjects", "true", true, NULL},
	{"core.logAllRefUpdates", "true", true, NULL},
	{"core.fsync", "all", true, N_("what is accepted is on the disk")},
	{"wubu.receipts", "true", true, N_("each push gets a receipt")},
	{NULL, NULL, false, NULL},
};

const struct setup_hook setup_hooks[] = {
	{"pre-commit", false}, {"prepare-commit-msg", false}, {"commit-msg", false},
	{"pre-push", false},   {"pre-receive", true},         {"reference-transaction", true},
	{"post-receive", true}, {NULL, false},
};

/* The path as it stands between single quotes in a shell script. */
static void quote_for_shell(const char *path, struct buf *out)
{
	for (; *path; path++) {
		if (*path == '\'')
			buf_text(out, "'\\''");
		else
			buf_char(out, *path);
	}
}

/* TEXT with each "@WUBU@" replaced by the program's path. */
static void fill_in_program(struct wubu_bytes text, const char *program, struct buf *out)
{
	static const char mark[] = "@WUBU@";
	const char *at = text.data, *next;
	while ((next = strstr(at, mark))) {
		buf_add(out, (struct wubu_bytes){at, (size_t)(next - at)});
		quote_for_shell(program, out);
		at = next + sizeof mark - 1;
	}
	buf_text(out, at);
}

int setup_hook_text(const char *library, const char *name, const char *program, struct arena *arena,
		    struct buf *out, struct wubu_error *error)
{
	struct wubu_bytes text;
	const char *source = arena_format(arena, "%s/../hooks/%s", library, name);
	int found = store_read_outside(source, TEXT_LIMIT, arena, &text, error);
	if (found <= 0)
		return found < 0 ? -1 : error_set(error, WUBU_NOT_FOUND, _("the hook's text %s cannot be found"), source);
	fill_in_program(text, program, out);
	return 0;
}
