/* SPDX-License-Identifier: Apache-2.0 */
#include "web/body.h"

#include <errno.h>
#include <microhttpd.h>
#include <strings.h>
#include <unistd.h>

#define PIECE_BYTES (64u * 1024u)

/* ---- the address ------------------------------------------------------------------- */

void web_body_address(struct web_request *request, const char *address)
{
	static const char *const hidden[] = {"%2f", "%5c", "%00", "%2e%2e", "/../", "/./", "//", "\\"};
	size_t size = strcspn(address, "?");
	const char *path = arena_copy(request->arena, (struct wubu_bytes){address, size});
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
		if (strcasestr(path, hidden[i]))
			request->deceptive = true;
	if (strstr(address + size, "%00"))
		request->deceptive = true;
	for (const char *at = path; *at; at++)
		request->deceptive |= (unsigned char)*at < ' ';
}

void web_body_path(struct web_request *request, const char *path)
{
	request->address = arena_text(request->arena, path);
	while (*path == '/')
		path++;
	while (*path) {
		size_t size = strcspn(path, "/");
		const char *part = arena_copy(request->arena, (struct wubu_bytes){path, size});
		if (strcmp(part, "..") == 0 || strcmp(part, ".") == 0 || request->part_count == WEB_PARTS)
			request->deceptive = true;
		else
			request->parts[request->part_count++] = part;
		path += size + (path[size] == '/');
	}
}

static enum MHD_Result take_query(void *context, enum MHD_ValueKind kind, const char *name, const char *text)
{
	struct web_request *request = context;
	(void)kind;
	if (request->query.count < LIMIT_WEB_FIELDS)
		*arena_push(request->arena, request->query.items, request->query.count) = (struct web_value){
			arena_text(request->arena, name), arena_text(request->arena, text ? text : ""), NULL};
	return MHD_YES;
}

void web_body_query(struct web_request *request, struct MHD_Connection *connection)
{
	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, take_query, request);
}

const char *web_value(const struct web_values *values, const char *name)
{
	for (size_t i = values->count; i-- > 0;)
		if (strcmp(values->items[i].name, name) == 0 && *values->items[i].text)
			return values->items[i].text;
	return NULL;
}

/* ---- the form ------------------------------------------------------------------------ */

/* The part that came so far is a value. */
static void end_part(struct web_request *request)
{
	if (request->file >= 0 && close(request->file))
		request->over_limit = true;
	request->file = -1;
	if (request->part_name && !request->part_file) {
		struct web_value *value = arena_push(request->arena, request->form.items, request->form.count);
		*value = (struct web_value){request->part_name,
					    arena_copy(request->arena, buf_bytes(&request->part)), NULL};
		/* A NUL would end a text that goes on. */
		request->deceptive |= memchr(request->part.data, '\0', request->part.size) != NULL;
	}
	request->part_name = request->part_file = NULL;
	buf_clear(&request->part);
}

static void begin_file(struct web_request *request, const char *name)
{
	const struct web_upload *upload = NULL;
	request->part_file = name;
	request->file = web_upload_begin(request->web, name, &upload);
	if (request->file < 0)
		request->over_limit = true;
	else
		*arena_push(request->arena, request->form.items, request->form.count) =
			(struct web_value){request->part_name, upload->name, upload};
}

static void begin_part(struct web_request *request, const char *name, const char *file)
{
	end_part(request);
	if (request->form.count >= LIMIT_WEB_FIELDS) {
		request->over_limit = true;
		return;
	}
	request->part_name = arena_text(request->arena, name);
	if (file && *file)
		begin_file(request, arena_text(request->arena, file));
	else if (file)
		request->part_file = "";
}

static void write_file(struct web_request *request, const char *data, size_t size)
{
	while (size) {
		ssize_t done = write(request->file, data, size);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			request->over_limit = true;
			return;
		}
		data += done;
		size -= (size_t)done;
	}
}

static enum MHD_Result take_part(void *context, enum MHD_ValueKind kind, const char *name, const char *file,
				 const char *type, const char *encoding, const char *data, uint64_t offset,
				 size_t size)
{
	struct web_request *request = context;
	(void)kind, (void)type, (void)encoding;
	if (offset == 0)
		begin_part(request, name, file);
	if (!request->part_name)
		return MHD_YES;
	if (request->file >= 0)
		write_file(request, data, size);
	else if (request->part.size + size > LIMIT_WEB_VALUE_BYTES)
		request->over_limit = true;
	else
		buf_add(&request->part, (struct wubu_bytes){data, size});
	return MHD_YES;
}

unsigned web_body_begin(struct web_request *request, struct MHD_Connection *connection)
{
	request->post = MHD_create_post_processor(connection, PIECE_BYTES, take_part, request);
	return request->post ? 0 : 415;
}

void web_body_take(struct web_request *request, const char *data, size_t size)
{
	request->received += size;
	if (request->received > LIMIT_WEB_BODY_BYTES)
		request->over_limit = true;
	else if (!request->over_limit && MHD_post_process(request->post, data, size) != MHD_YES)
		request->over_limit = true;
}

unsigned web_body_end(struct web_request *request)
{
	struct MHD_PostProcessor *post = request->post;
	request->post = NULL;
	bool whole = !post || MHD_destroy_post_processor(post) == MHD_YES;
	end_part(request);
	if (request->over_limit)
		return 413;
	return whole && !request->deceptive ? 0 : 400;
}

void web_body_release(struct web_request *request)
{
	if (request->post)
		MHD_destroy_post_processor(request->post);
	if (request->file >= 0)
		close(request->file);
	buf_release(&request->part);
}
