/* SPDX-License-Identifier: Apache-2.0 */
#include "wubu-setup.h"

#include "base/lang.h"

#include <stddef.h>

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
	{"transfer.fsckObjects", "true", true, NULL},
	{"core.logAllRefUpdates", "true", true, NULL},
	{"core.fsync", "all", true, N_("what is accepted is on the disk")},
	{NULL, NULL, false, NULL},
};

const struct setup_hook setup_hooks[] = {
	{"pre-commit", false}, {"prepare-commit-msg", false}, {"commit-msg", false},
	{"pre-push", false},   {"pre-receive", true},         {NULL, false},
};
