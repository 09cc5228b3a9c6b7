/* SPDX-License-Identifier: Apache-2.0 */
/* The local page: what the other front end needs from a terminal. */
#include "cli/command.h"
#include "cli/moment.h"
#include "web/serve.h"

#include "base/lang.h"

#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

extern char **environ;

/* The browser is a program of the person's choice; without one the address is there to be clicked. */
static void open_browser(const char *start)
{
	const char *browser = getenv("BROWSER");
	char *words[] = {(char *)(browser && *browser ? browser : "xdg-open"), (char *)start, NULL};
	pid_t child;
	if (start)
		posix_spawnp(&child, words[0], NULL, NULL, words, environ);
}

struct serving {
	struct run *run;
	bool opened; /* the browser, once */
};

static void on_ready(void *context, const char *address, const char *start)
{
	struct serving *serving = context;
	struct run *run = serving->run;
	struct buf text;
	buf_init(&text);
	if (run->output.formats[CHANNEL_DATA] == WUBU_JSON)
		buf_format(&text, "{\"serving\":\"%s\"}\n", address);
	else
		buf_format(&text, _("Open this address in a browser; it is good once:\n  %s\n"), address);
	output_put(&run->output, CHANNEL_DATA, &text);
	buf_release(&text);
	if (run_given(run, OPTION_OPEN) && !serving->opened)
		open_browser(start);
	serving->opened = true;
}

/* ssh-keygen must not wait at the terminal for a passphrase that the person at the browser cannot see asked. */
static void ask_no_passphrase_here(void)
{
	if (!getenv("SSH_ASKPASS"))
		setenv("SSH_ASKPASS", "/bin/false", 1);
	setenv("SSH_ASKPASS_REQUIRE", "force", 1);
}

int cmd_serve(struct run *run)
{
	const char *port = run_option(run, OPTION_PORT);
	char *end = NULL;
	unsigned long number = port ? strtoul(port, &end, 10) : 0;
	if (port && (*end || !*port || number > 65535))
		return run_refuse_usage(run, _("--port takes a number up to 65535, not %s."), port);
	struct serving serving = {.run = run};
	struct web_options options = {
		.address = run_option(run, OPTION_ADDRESS), .port = (unsigned)number,
		.lang = run_option(run, OPTION_LANG), .catalogues = run->places.catalogues,
		.key_file = run_option(run, OPTION_KEY), .moment = moment_read, .ready = on_ready, .context = &serving,
	};
	ask_no_passphrase_here();
	return web_serve(&options, &run->error) ? run_fail(run) : STATUS_FINE;
}
