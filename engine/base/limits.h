/* SPDX-License-Identifier: Apache-2.0 */
/* Every input has a limit; this is the only place where one is written. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_YAML_BYTES (256u * 1024u)       /* a record or a rule file */
#define LIMIT_YAML_DEPTH 16                   /* nested maps and lists */
#define LIMIT_YAML_NODES 20000u               /* nodes of one file */
#define LIMIT_YAML_SCALAR (16u * 1024u)       /* one text */
#define LIMIT_RULES_IMAGE_BYTES (8u * 1024u * 1024u) /* what is kept of the rules that were read last */
#define LIMIT_COMMIT_BYTES (64u * 1024u)      /* a commit object */
#define LIMIT_COMMIT_TRAILERS 32
#define LIMIT_TRAILER_BYTES 1024u
#define LIMIT_COMMIT_PARENTS 2
#define LIMIT_TREE_BYTES (8u * 1024u * 1024u) /* one tree object */
#define LIMIT_TREE_DEPTH 8                    /* folders inside folders */
#define LIMIT_TREE_ENTRIES 100000u            /* entries visited for one commit */
#define LIMIT_NAME_BYTES 255u                 /* one name in a path */
#define LIMIT_PATH_BYTES 1024u
#define LIMIT_MATERIAL_BYTES (512u * 1024u * 1024u) /* one draft or material */
#define LIMIT_PUSH_REFS 16u                   /* lines on pre-receive's standard input */
#define LIMIT_CHECKPOINT_BYTES (16u * 1024u * 1024u) /* what an audit keeps of the last one */
#define LIMIT_PUSH_COMMITS 2000u              /* new commits in one push */
#define LIMIT_PACKED_REFS (16u * 1024u * 1024u) /* the file packed-refs */
#define LIMIT_RECEIPT_BYTES (16u * 1024u)     /* a receipt, its signature, or its time stamp */
#define LIMIT_WITNESS_BYTES (256u * 1024u)    /* a file in which somebody kept a receipt */
#define LIMIT_RECEIPT_PEOPLE 32u              /* named in one receipt */
#define LIMIT_RECEIPT_LAG 30                  /* seconds that a process may take to give one */
#define LIMIT_LEFTOVER_AGE 60                 /* seconds after which a lock may be one that was left behind */
#define LIMIT_CLOCK_SLACK 300                 /* seconds by which clocks may differ */
#define LIMIT_EXTENDS 8                       /* rulebooks in one chain */
#define LIMIT_PATTERN_BYTES 512u              /* a regular expression */
#define LIMIT_SUBJECT_BYTES 4096u             /* the text it is matched with */
#define LIMIT_MATCH_STEPS 10000u
#define LIMIT_MATCH_DEPTH 1000u
#define LIMIT_MATCH_HEAP_KIB 1024u
#define LIMIT_FINDINGS 1000u                  /* listed for one commit; the rest is counted */

#define LIMIT_WEB_CONNECTIONS 32u             /* to the local page, at once */
#define LIMIT_WEB_HEADER_BYTES (32u * 1024u)  /* request line and headers */
#define LIMIT_WEB_BODY_BYTES (64u * 1024u * 1024u) /* a form with its files */
#define LIMIT_WEB_FIELDS 4000u                /* values in one form */
#define LIMIT_WEB_VALUE_BYTES (64u * 1024u)   /* one of them, if it is not a file */
#define LIMIT_WEB_UPLOADS 64u                 /* files that were sent and are not recorded yet */
#define LIMIT_WEB_SECONDS 15                  /* from the first byte of a request to its last */
#define LIMIT_WEB_PAGE_ITEMS 20u              /* decisions on one page */

#endif
