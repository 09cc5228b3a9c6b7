/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page goes over the loopback alone, where TLS protects nothing, yet libmicrohttpd brings GnuTLS with it and GnuTLS
 * twelve libraries more, to each start of each hook.  Where configure finds libmicrohttpd's archive, all that it
 * asks of GnuTLS is this.
 */
int web_no_tls(void);

int web_no_tls(void)
{
	return -1;
}
