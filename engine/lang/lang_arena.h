/* lang_arena.h: memory that is freed at once.
 *
 * An arena hands out zeroed pieces of growing blocks and never takes one back.  It owns everything it handed out until
 * lang_arena_free.  A failed allocation returns NULL and leaves the arena usable.
 */
#ifndef LANG_ARENA_H
#define LANG_ARENA_H

#include "base/ls_alloc.h"

typedef struct LangArenaBlock LangArenaBlock;

typedef struct LangArena {
    const LsAlloc *alloc;
    LangArenaBlock *blocks; /* newest first */
    size_t used;            /* of the newest block */
    size_t total_bytes;     /* all blocks together */
} LangArena;

void lang_arena_init(LangArena *arena, const LsAlloc *alloc);
void lang_arena_free(LangArena *arena);

/* `size` zeroed bytes, aligned for every C type; NULL when there is no memory.  `size` > 0. */
void *lang_arena_alloc(LangArena *arena, size_t size);
/* `count` zeroed elements; NULL also when count * size overflows. */
void *lang_arena_array(LangArena *arena, size_t count, size_t size);
/* A copy of `size` bytes (may be 0) with a NUL behind them. */
char *lang_arena_copy(LangArena *arena, const char *bytes, size_t size);

#endif
