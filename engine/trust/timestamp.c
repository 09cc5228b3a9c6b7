/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/timestamp.h"

#include "base/lang.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

static TS_RESP *read_response(struct wubu_bytes token)
{
	const unsigned char *at = (const unsigned char *)token.data, *end = at + token.size;
	TS_RESP *response = d2i_TS_RESP(NULL, &at, (long)token.size);
	/* Nothing may follow it. */
	if (response && at != end) {
		TS_RESP_free(response);
		response = NULL;
	}
	return response;
}

/* The certificates of AUTHORITY, as they were valid at TIME: a stamp outlives the certificate that made it. */
static X509_STORE *read_authority(const char *authority, int64_t time)
{
	X509_STORE *store = X509_STORE_new();
	if (store && X509_STORE_load_file(store, authority) == 1) {
		X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)time);
		return store;
	}
	X509_STORE_free(store);
	return NULL;
}

static int verify(TS_RESP *response, struct wubu_bytes text, X509_STORE *store)
{
	TS_VERIFY_CTX *context = TS_VERIFY_CTX_new();
	if (!context) {
		X509_STORE_free(store);
		return 0;
	}
	TS_VERIFY_CTX_set_store(context, store);
	TS_VERIFY_CTX_set_data(context, BIO_new_mem_buf(text.data, (int)text.size));
	TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA | TS_VFY_SIGNER);
	int good = TS_RESP_verify_response(context, response);
	TS_VERIFY_CTX_free(context);
	return good;
}

static int read_time(TS_RESP *response, int64_t *time)
{
	struct tm tm;
	TS_TST_INFO *info = TS_RESP_get_tst_info(response);
	const ASN1_GENERALIZEDTIME *said = info ? TS_TST_INFO_get_time(info) : NULL;
	int days, seconds;
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int good = said && epoch && ASN1_TIME_to_tm(said, &tm) == 1 && ASN1_TIME_diff(&days, &seconds, epoch, said) == 1;
	ASN1_TIME_free(epoch);
	if (good)
		*time = (int64_t)days * 86400 + seconds;
	return good;
}

static int refuse(const char *message, struct wubu_error *error)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;
	error_set(error, WUBU_INPUT, "%s%s%s", message, reason ? ": " : "", reason ? reason : "");
	ERR_clear_error();
	return -1;
}

static int judge(TS_RESP *response, struct wubu_bytes text, const char *authority, int64_t *time,
		 struct wubu_error *error)
{
	if (!response)
		return refuse(_("the time stamp cannot be read"), error);
	if (!read_time(response, time))
		return refuse(_("the time stamp names no time"), error);
	X509_STORE *store = read_authority(authority, *time);
	if (!store) {
		refuse(_("the certificates of the time stamp authority cannot be read"), error);
		error_hint(error, _("--tsa names a PEM file with its certificates"));
		return -1;
	}
	/* It takes the store over. */
	return verify(response, text, store) ? 0 : refuse(_("the time stamp does not fit"), error);
}

int trust_timestamp(struct wubu_bytes token, struct wubu_bytes text, const char *authority, int64_t *time,
		    struct wubu_error *error)
{
	TS_RESP *response = read_response(token);
	int rc = judge(response, text, authority, time, error);
	TS_RESP_free(response);
	return rc;
}
