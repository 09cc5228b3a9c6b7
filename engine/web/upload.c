/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that a form sent.  Each lies in a folder of its own below the server's, under the name that it has at the
 * person's, and waits there until it is recorded; wubu_do() copies it from there.
 */
#include "web/web.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The last part of what the browser calls it: some send a whole path, and no part of it is to lead anywhere. */
static const char *plain_name(const char *name, struct arena *arena)
{
	const char *last = name;
	for (const char *at = name; *at; at++)
		if (*at == '/' || *at == '\\')
			last = at + 1;
	char *copy = arena_text(arena, last);
	for (char *at = copy; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7F)
			*at = '_';
	if (!*copy || *copy == '.' || *copy == '-' || strlen(copy) > LIMIT_NAME_BYTES)
		return "file";
	return copy;
}

static void drop(struct web_upload *upload, struct arena *arena)
{
	if (!upload->path)
		return;
	unlink(upload->path);
	const char *slash = strrchr(upload->path, '/');
	rmdir(arena_copy(arena, (struct wubu_bytes){upload->path, (size_t)(slash - upload->path)}));
	*upload = (struct web_upload){0};
}

int web_upload_begin(struct web *web, const char *name, const struct web_upload **out)
{
	struct web_upload *upload = &web->uploads[web->upload_count++ % LIMIT_WEB_UPLOADS];
	drop(upload, web->arena);
	web_secret(upload->key);
	const char *folder = arena_format(web->arena, "%s/%.16s", web->folder, upload->key);
	if (mkdir(folder, 0700))
		return -1;
	upload->name = plain_name(name, web->arena);
	upload->path = arena_format(web->arena, "%s/%s", folder, upload->name);
	*out = upload;
	return open(upload->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

const struct web_upload *web_upload_find(const struct web *web, const char *key)
{
	for (size_t i = 0; i < LIMIT_WEB_UPLOADS; i++)
		if (web->uploads[i].path && strcmp(web->uploads[i].key, key) == 0)
			return &web->uploads[i];
	return NULL;
}

void web_upload_clear(struct web *web)
{
	for (size_t i = 0; i < LIMIT_WEB_UPLOADS; i++)
		drop(&web->uploads[i], web->arena);
}
