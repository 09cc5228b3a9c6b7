/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linked into the program only, never into libwubu: libgit2 without its network.
 *
 * wubu never opens a connection, yet libgit2 brings TLS, SSH, HTTP and Kerberos with it: thirteen shared libraries, and a
 * start that reads certificates and gathers randomness, together more than half of a hook's start.  Where configure finds
 * libgit2's archive, the program is linked with it, and the linker is told that whatever leads to the network is one of
 * the names below (--defsym; the table stands in configure.ac): a start has nothing to start, a connection is
 * refused, and the code behind them is not in the program at all.  This pins libgit2 too, whose later versions
 * let grafts change the commits that they hand out.
 *
 * Where only the shared libgit2 is there, one function of mbed TLS is stood in for: the one that reads certificates.
 */
extern int offline_option; /* for an option that nobody sets */
int offline_option;

int offline_start(void);
int offline_connect(void);
int mbedtls_x509_crt_parse_file(void *chain, const char *path);

int offline_start(void)
{
	return 0;
}

int offline_connect(void)
{
	return -1;
}

/* 0: none was wrong. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}
