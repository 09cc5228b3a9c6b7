/* SPDX-License-Identifier: Apache-2.0 */
/* Who is pushing, as far as the transport tells the server's hooks. */
#ifndef CLI_PUSHER_H
#define CLI_PUSHER_H

#include "base/arena.h"

/* "ssh liu.fang", "http liu.fang", …, in ARENA, letters that have no place in a name replaced; NULL: nobody says. */
const char *pusher_read(struct arena *arena);

#endif
