/* SPDX-License-Identifier: Apache-2.0 */
/* The program wubu: a front end of libwubu that sees wubu.h and base/ only. */
#include "cli/command.h"

int main(int argc, char **argv)
{
	struct run run = {0};
	output_guard();
	output_choose(&run.output, false, NULL);
	run.arena = arena_new();
	places_find(&run.places, run.arena, argv[0]);
	int status = command_start(&run, argc, argv);
	wubu_close(run.wubu);
	arena_free(run.arena);
	return output_finish(&run.output, status);
}
