/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gives kept inputs to a fuzz target without a fuzzer, so that they are replayed as an ordinary test:
 *   replay FILE…     those files
 *   replay           all files of $WUBU_SOURCE/tests/fuzz/corpus/CORPUS
 * Each file is one test in the test anything protocol.  A target that finds a fault aborts.
 */
#include "base/arena.h"
#include "base/buf.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define LONGEST (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes of FILE on the heap, or NULL. */
static uint8_t *load(const char *file, size_t *size)
{
	FILE *stream = fopen(file, "rb");
	if (!stream)
		return NULL;
	uint8_t *bytes = heap_alloc(LONGEST);
	*size = fread(bytes, 1, LONGEST, stream);
	bool whole = feof(stream) && !ferror(stream);
	fclose(stream);
	if (whole) {
		/* As long as the input and no longer, for tools that watch the bounds. */
		return heap_resize(bytes, *size ? *size : 1);
	}
	free(bytes);
	return NULL;
}

static bool replay(int number, const char *file)
{
	size_t size = 0;
	uint8_t *bytes = load(file, &size);
	const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
	if (bytes)
		LLVMFuzzerTestOneInput(bytes, size);
	printf("%s %d - %s\n", bytes ? "ok" : "not ok", number, name);
	fflush(stdout);
	free(bytes);
	return bytes != NULL;
}

static int is_seed(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int replay_corpus(const char *source)
{
	struct buf path;
	struct dirent **seeds = NULL;
	int failures = 0;
	buf_init(&path);
	buf_format(&path, "%s/tests/fuzz/corpus/%s", source, CORPUS);
	size_t folder = path.size;
	int count = scandir(path.data, &seeds, is_seed, alphasort);
	printf("1..%d\n", count > 0 ? count : 1);
	for (int i = 0; i < count; i++) {
		path.size = folder;
		buf_format(&path, "/%s", seeds[i]->d_name);
		failures += !replay(i + 1, path.data);
		free(seeds[i]);
	}
	if (count <= 0)
		printf("not ok 1 - no inputs in %s\n", path.data);
	free(seeds);
	buf_release(&path);
	return failures || count <= 0;
}

int main(int argc, char **argv)
{
	const char *source = getenv("WUBU_SOURCE");
	int failures = 0;
	if (argc == 1)
		return replay_corpus(source ? source : ".");
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++)
		failures += !replay(i, argv[i]);
	return failures != 0;
}
