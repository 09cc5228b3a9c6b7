/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linked into the program only, never into libwubu.
 *
 * git_libgit2_init() of a libgit2 that is built with mbed TLS (Debian 12) reads all certificates of the system, about
 * 5 ms in every hook, and offers no way to leave it out.  This program never opens a connection, so the
 * reader that libgit2 finds here instead of mbed TLS's has nothing to read.  A connection would be refused for lack of
 * certificates; with another libgit2 nobody calls it.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);

/* 0: none was wrong. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}
