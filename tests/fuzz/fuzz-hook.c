/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What git hands to the hooks on standard input: the first byte chooses pre-receive ('r') or pre-push (else).  The
 * repository behind it has two commits without rules, so that
 * nothing that moves its branch may pass.
 */
#include "shipped.h"

#include "wubu.h"

#include <stdio.h>
#include <stdlib.h>

/* Both have fixed dates, so their ids are the same everywhere: the corpus names them. */
#define MAKE                                                                                       \
	"git init -q --bare -b main %s && cd %s && git fast-import --quiet --date-format=raw <<'.'\n"  \
	"commit refs/heads/main\ncommitter A <a@b> 1700000000 +0800\ndata 2\na\n\n"                    \
	"commit refs/heads/main\ncommitter A <a@b> 1700000100 +0800\ndata 2\nb\n\n.\n"

static struct wubu *wubu;
static char folder[] = "/tmp/wubu-fuzz-XXXXXX";

static void leave(void)
{
	char command[128];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	if (system(command))
		fprintf(stderr, "%s stays\n", folder);
}

static void make_repository(void)
{
	char command[1024];
	struct wubu_moment moment = {.name = "A", .mail = "a@b", .seconds = 1800000000, .offset = 480};
	struct wubu_error error = {0};
	demand(mkdtemp(folder) != NULL);
	atexit(leave);
	snprintf(command, sizeof command, MAKE, folder, folder);
	demand(system(command) == 0);
	demand(!wubu_open(&wubu, folder, &moment, &error));
}

/* What pre-receive accepted moves no ref but those below work/, unless it moves nothing. */
static void check_accepted(struct wubu_bytes input)
{
	while (input.size) {
		const char *end = memchr(input.data, '\n', input.size);
		size_t size = end ? (size_t)(end - input.data) : input.size;
		demand(size > 82);
		bool moves = memcmp(input.data, input.data + 41, 40) != 0;
		demand(!moves || bytes_start((struct wubu_bytes){input.data + 82, size - 82}, "refs/heads/work/"));
		size += end != NULL;
		input = (struct wubu_bytes){input.data + size, input.size - size};
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wubu_report *report = NULL;
	struct wubu_error error = {0};
	if (!wubu)
		make_repository();
	if (!size)
		return 0;
	const char *hook = data[0] == 'r' ? "pre-receive" : "pre-push";
	struct wubu_bytes input = {(const char *)data + 1, size - 1};
	if (wubu_hook(wubu, hook, NULL, 0, input, &report, &error))
		demand_reason(&error);
	else if (data[0] == 'r' && !wubu_report_status(report))
		check_accepted(input);
	wubu_report_free(report);
	return 0;
}
