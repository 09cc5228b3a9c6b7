/* SPDX-License-Identifier: Apache-2.0 */
/* The server: one thread, one request after the other, on an address of this machine alone. */
#include "web/body.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/* ---- slow clients ----------------------------------------------------------------- */

/* MHD's own timeout begins again with every byte; this one does not. */
struct slot {
	struct MHD_Connection *connection;
	int64_t since;
};

struct server {
	struct web web;
	struct MHD_Daemon *daemon;
	struct slot slots[LIMIT_WEB_CONNECTIONS];
};

static int64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static struct slot *slot_of(struct server *server, const struct MHD_Connection *connection)
{
	for (size_t i = 0; i < LIMIT_WEB_CONNECTIONS; i++)
		if (server->slots[i].connection == connection)
			return &server->slots[i];
	return NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **own,
			  enum MHD_ConnectionNotificationCode code)
{
	bool begins = code == MHD_CONNECTION_NOTIFY_STARTED;
	struct slot *slot = slot_of(context, begins ? NULL : connection);
	(void)own;
	if (slot)
		*slot = (struct slot){begins ? connection : NULL, now()};
}

static void cut_slow_ones(struct server *server)
{
	for (size_t i = 0; i < LIMIT_WEB_CONNECTIONS; i++) {
		struct slot *slot = &server->slots[i];
		if (!slot->connection || now() - slot->since <= LIMIT_WEB_SECONDS)
			continue;
		const union MHD_ConnectionInfo *info =
			MHD_get_connection_info(slot->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		if (info)
			shutdown(info->connect_fd, SHUT_RDWR);
		slot->since = now();
	}
}

/* ---- one request ------------------------------------------------------------------------ */

/* MHD asks this first: the address is seen here before anything in it is decoded. */
static void *on_address(void *context, const char *address, struct MHD_Connection *connection)
{
	struct server *server = context;
	struct arena *arena = arena_new();
	struct web_request *request = arena_alloc(arena, sizeof *request);
	(void)connection;
	request->arena = arena;
	request->web = &server->web;
	request->file = -1;
	buf_init(&request->part);
	buf_init(&request->answer.body);
	web_body_address(request, address);
	return request;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **own,
			 enum MHD_RequestTerminationCode code)
{
	struct server *server = context;
	struct web_request *request = *own;
	struct slot *slot = slot_of(server, connection);
	(void)code;
	if (slot)
		slot->since = now();
	if (!request)
		return;
	web_body_release(request);
	buf_release(&request->answer.body);
	arena_free(request->arena);
	*own = NULL;
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static void add_headers(struct MHD_Response *response, const struct web_request *request)
{
	const struct web_answer *answer = &request->answer;
	const struct { const char *name, *value; } rows[] = {
		{"Content-Type", answer->type ? answer->type : "text/html; charset=utf-8"},
		{"Content-Security-Policy",
		 "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
		 "frame-ancestors 'none'"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Referrer-Policy", "same-origin"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Cache-Control", "no-store"},
		{"Content-Language", request->lang},
		{"Location", answer->location},
		{"Set-Cookie", answer->cookie},
		{"Content-Disposition", answer->attachment},
		{"Refresh", answer->refresh ? "2" : NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].value)
			MHD_add_response_header(response, rows[i].name, rows[i].value);
}

static enum MHD_Result send_answer(struct web_request *request, struct MHD_Connection *connection)
{
	struct buf *body = &request->answer.body;
	struct MHD_Response *response =
		MHD_create_response_from_buffer(body->size, body->data, MHD_RESPMEM_MUST_COPY);
	if (!response)
		return MHD_NO;
	add_headers(response, request);
	enum MHD_Result result = MHD_queue_response(connection, request->answer.status, response);
	MHD_destroy_response(response);
	return result;
}

/* The language that the browser chose, else the server's. */
static void choose_language(struct web_request *request, const char *cookies)
{
	const struct web_options *options = request->web->options;
	const char *wish = web_cookie(cookies, "wubu-lang", request->arena);
	if (!wish || lang_choose(wish, options->catalogues))
		lang_choose(options->lang, options->catalogues);
	request->lang = lang_current() == LANG_ZH ? "zh-CN" : "en";
}

/* The headers are there; may it come in? */
static unsigned begin(struct web_request *request, struct MHD_Connection *connection, const char *path,
		      const char *method)
{
	struct web_claims claims = {header(connection, "Host"), header(connection, "Origin"),
				    header(connection, "Sec-Fetch-Site"), header(connection, "Cookie"),
				    header(connection, "Content-Length")};
	bool enters = false;
	request->method = arena_text(request->arena, method);
	web_body_path(request, path);
	web_body_query(request, connection);
	choose_language(request, claims.cookies);
	unsigned status = web_guard(request, &claims, &enters);
	if (!status && enters)
		web_enter(request);
	if (!status && strcmp(method, "POST") == 0)
		status = web_body_begin(request, connection);
	return status;
}

static unsigned finish(struct web_request *request)
{
	unsigned status = web_body_end(request);
	if (!status && strcmp(request->method, "POST") == 0 && !web_guard_form(request))
		status = 403;
	return status;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path,
				  const char *method, const char *version, const char *data, size_t *size,
				  void **own)
{
	struct web_request *request = *own;
	unsigned status = 0;
	(void)context, (void)version;
	if (!request->method) {
		status = begin(request, connection, path, method);
		if (!status)
			return MHD_YES;
	} else if (*size) {
		web_body_take(request, data, *size);
		*size = 0;
		return MHD_YES;
	} else {
		choose_language(request, header(connection, "Cookie"));
		status = finish(request);
	}
	if (status)
		web_refuse(request, status);
	else if (!request->answer.status)
		web_answer(request);
	return send_answer(request, connection);
}

/* ---- beginning and ending ------------------------------------------------------------------- */

union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

/* Only an address that no other machine can reach. */
static int read_address(const struct web_options *options, union address *address, struct wubu_error *error)
{
	const char *text = options->address ? options->address : "127.0.0.1";
	*address = (union address){0};
	if (inet_pton(AF_INET, text, &address->four.sin_addr) == 1 &&
	    ntohl(address->four.sin_addr.s_addr) >> 24 == 127) {
		address->four.sin_family = AF_INET;
		address->four.sin_port = htons((uint16_t)options->port);
		return 0;
	}
	if (inet_pton(AF_INET6, text, &address->six.sin6_addr) == 1 &&
	    IN6_IS_ADDR_LOOPBACK(&address->six.sin6_addr)) {
		address->six.sin6_family = AF_INET6;
		address->six.sin6_port = htons((uint16_t)options->port);
		return 0;
	}
	error_set(error, WUBU_USAGE, _("The page is for this machine alone and is not served at %s."), text);
	error_hint(error, _("Leave the address out, or give one such as 127.0.0.1 or ::1."));
	return -1;
}

static int start_daemon(struct server *server, union address *address, struct wubu_error *error)
{
	unsigned flags = MHD_USE_AUTO | (address->any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0);
	server->daemon = MHD_start_daemon(
		flags & ~(unsigned)MHD_USE_AUTO, 0, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR, &address->any,
		MHD_OPTION_URI_LOG_CALLBACK, on_address, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_CONNECTION_LIMIT,
		LIMIT_WEB_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIMIT_WEB_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_WEB_HEADER_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
	if (server->daemon)
		return 0;
	error_set(error, WUBU_IO, _("The page cannot be served: %s"), strerror(errno));
	error_hint(error, _("Another program may have this port; leave --port out, and a free one is taken."));
	return -1;
}

static void name_host(struct server *server, const union address *address)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
	char text[INET6_ADDRSTRLEN];
	bool six = address->any.sa_family == AF_INET6;
	inet_ntop(address->any.sa_family, six ? (const void *)&address->six.sin6_addr : &address->four.sin_addr,
		  text, sizeof text);
	snprintf(server->web.host, sizeof server->web.host, six ? "[%s]:%u" : "%s:%u", text, info->port);
	snprintf(server->web.cookie, sizeof server->web.cookie, "wubu-%u", info->port);
}

static const char *private_place(void)
{
	const char *place = getenv("XDG_RUNTIME_DIR");
	if (!place || !*place || access(place, W_OK))
		place = getenv("TMPDIR");
	return place && *place ? place : "/tmp";
}

static int make_folder(struct web *web, struct wubu_error *error)
{
	char *folder = arena_format(web->arena, "%s/wubu-serve-XXXXXX", private_place());
	if (!mkdtemp(folder))
		return error_set(error, WUBU_IO, "%s: %s", folder, strerror(errno));
	web->folder = folder;
	return 0;
}

static volatile sig_atomic_t asked_to_end;

static void on_signal(int number)
{
	(void)number;
	asked_to_end = 1;
}

static void turn(struct server *server, const sigset_t *waiting)
{
	fd_set reads, writes, failures;
	int most = 0;
	MHD_UNSIGNED_LONG_LONG wait = 1000;
	FD_ZERO(&reads);
	FD_ZERO(&writes);
	FD_ZERO(&failures);
	if (MHD_get_fdset(server->daemon, &reads, &writes, &failures, &most) != MHD_YES)
		return;
	if (MHD_get_timeout(server->daemon, &wait) != MHD_YES || wait > 1000)
		wait = 1000;
	struct timespec time = {(time_t)(wait / 1000), (long)(wait % 1000) * 1000000};
	if (pselect(most + 1, &reads, &writes, &failures, &time, waiting) < 0) {
		FD_ZERO(&reads);
		FD_ZERO(&writes);
		FD_ZERO(&failures);
	}
	MHD_run_from_select(server->daemon, &reads, &writes, &failures);
	cut_slow_ones(server);
}

/* The signals are only let through while we wait, so none comes between the question and the wait. */
static void serve(struct server *server)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = on_signal}, before[3];
	sigset_t held, waiting;
	sigemptyset(&held);
	for (size_t i = 0; i < 3; i++)
		sigaddset(&held, numbers[i]);
	sigprocmask(SIG_BLOCK, &held, &waiting);
	for (size_t i = 0; i < 3; i++)
		sigaction(numbers[i], &action, &before[i]);
	while (!asked_to_end)
		turn(server, &waiting);
	for (size_t i = 0; i < 3; i++)
		sigaction(numbers[i], &before[i], NULL);
	sigprocmask(SIG_SETMASK, &waiting, NULL);
}

int web_serve(const struct web_options *options, struct wubu_error *error)
{
	struct server *server = heap_alloc(sizeof *server);
	struct web *web = &server->web;
	union address address;
	int rc = -1;
	*server = (struct server){.web = {.options = options, .arena = arena_new()}};
	web_secret(web->session);
	web_secret(web->token);
	if (read_address(options, &address, error) || make_folder(web, error))
		goto out;
	if (start_daemon(server, &address, error))
		goto out;
	name_host(server, &address);
	web_invite(web);
	serve(server);
	rc = 0;
out:
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	web_leave(web);
	arena_free(web->arena);
	free(server);
	return rc;
}
