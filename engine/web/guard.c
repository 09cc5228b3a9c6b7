/* SPDX-License-Identifier: Apache-2.0 */
/* Who is let in: this machine's own browser, that was given the secret, from a page of ours. */
#include "web/web.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- secrets --------------------------------------------------------------------- */

void web_secret(char secret[WEB_SECRET_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[WEB_SECRET_SIZE / 2];
	/* Without them nothing is safe. */
	if (getentropy(bytes, sizeof bytes))
		abort();
	for (size_t i = 0; i < sizeof bytes; i++) {
		secret[2 * i] = digits[bytes[i] >> 4];
		secret[2 * i + 1] = digits[bytes[i] & 15];
	}
	secret[WEB_SECRET_SIZE - 1] = '\0';
}

/* Takes as long for a good guess as for a bad one. */
static bool is_secret(const char *given, const char secret[WEB_SECRET_SIZE])
{
	unsigned char differs = 0;
	if (!given || strlen(given) != WEB_SECRET_SIZE - 1)
		return false;
	for (size_t i = 0; i < WEB_SECRET_SIZE - 1; i++)
		differs |= (unsigned char)(given[i] ^ secret[i]);
	return differs == 0;
}

const char *web_cookie(const char *cookies, const char *name, struct arena *arena)
{
	size_t size = strlen(name);
	while (cookies && *cookies) {
		cookies += strspn(cookies, "; ");
		size_t length = strcspn(cookies, ";");
		if (length > size && strncmp(cookies, name, size) == 0 && cookies[size] == '=')
			return arena_copy(arena, (struct wubu_bytes){cookies + size + 1, length - size - 1});
		cookies += length;
	}
	return NULL;
}

/* ---- what is asked of each request ---------------------------------------------------- */

struct visit {
	const struct web_request *request;
	const struct web_claims *claims;
	bool posts, enters;
};

static bool asks_otherwise(const struct visit *visit)
{
	return !visit->posts && strcmp(visit->request->method, "GET") != 0 &&
	       strcmp(visit->request->method, "HEAD") != 0;
}

static bool address_deceives(const struct visit *visit)
{
	return visit->request->deceptive;
}

/* A name that an attacker's DNS leads to 127.0.0.1 is in the Host header. */
static bool names_another_host(const struct visit *visit)
{
	return !visit->claims->host || strcmp(visit->claims->host, visit->request->web->host) != 0;
}

static bool has_no_session(const struct visit *visit)
{
	const struct web *web = visit->request->web;
	const char *cookie = web_cookie(visit->claims->cookies, web->cookie, visit->request->arena);
	return !visit->enters && !is_secret(cookie, web->session);
}

/* Browsers say of each form from which page it comes. */
static bool comes_from_elsewhere(const struct visit *visit)
{
	const struct web_claims *claims = visit->claims;
	if (!visit->posts)
		return false;
	if (!claims->origin || strncmp(claims->origin, "http://", 7) != 0 ||
	    strcmp(claims->origin + 7, visit->request->web->host) != 0)
		return true;
	return claims->site && strcmp(claims->site, "same-origin") != 0;
}

static bool is_too_large(const struct visit *visit)
{
	const char *length = visit->claims->length;
	return visit->posts && length && strtoull(length, NULL, 10) > LIMIT_WEB_BODY_BYTES;
}

/* In this order: who may not come in is not told more. */
static const struct {
	bool (*holds)(const struct visit *visit);
	unsigned status;
} refusals[] = {
	{names_another_host, 421}, {asks_otherwise, 405}, {address_deceives, 400},
	{has_no_session, 403},     {comes_from_elsewhere, 403}, {is_too_large, 413},
};

unsigned web_guard(struct web_request *request, const struct web_claims *claims, bool *enters)
{
	struct visit visit = {request, claims, strcmp(request->method, "POST") == 0, false};
	visit.enters = !visit.posts && strcmp(request->address, "/") == 0 &&
		       is_secret(web_value(&request->query, "key"), request->web->entry);
	*enters = visit.enters;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (refusals[i].holds(&visit))
			return refusals[i].status;
	return 0;
}

bool web_guard_form(const struct web_request *request)
{
	return is_secret(web_value(&request->form, "token"), request->web->token);
}
