#include "lang/lang_arena.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

enum { FIRST_BLOCK_BYTES = 4096, LARGEST_BLOCK_BYTES = 1 << 20 };

struct LangArenaBlock {
    LangArenaBlock *next;
    size_t size; /* of the whole block, this head included */
};

/* The head's size, rounded up so that what follows is aligned for every type. */
static size_t head_size(void)
{
    size_t align = alignof(max_align_t);
    return (sizeof(LangArenaBlock) + align - 1) / align * align;
}

void lang_arena_init(LangArena *arena, const LsAlloc *alloc)
{
    *arena = (LangArena){.alloc = alloc};
}

void lang_arena_free(LangArena *arena)
{
    LangArenaBlock *block = arena->blocks;
    while (block != NULL) {
        LangArenaBlock *next = block->next;
        ls_alloc_free(arena->alloc, block, block->size);
        block = next;
    }
    *arena = (LangArena){.alloc = arena->alloc};
}

static bool add_block(LangArena *arena, size_t size)
{
    size_t block_size = FIRST_BLOCK_BYTES;
    if (arena->blocks != NULL) {
        block_size = arena->total_bytes < LARGEST_BLOCK_BYTES ? arena->total_bytes : LARGEST_BLOCK_BYTES;
    }
    if (block_size - head_size() < size) {
        block_size = size + head_size();
    }
    LangArenaBlock *block = ls_alloc_zeroed(arena->alloc, block_size);
    if (block == NULL) {
        return false;
    }
    *block = (LangArenaBlock){.next = arena->blocks, .size = block_size};
    arena->blocks = block;
    arena->used = head_size();
    arena->total_bytes += block_size;
    return true;
}

void *lang_arena_alloc(LangArena *arena, size_t size)
{
    assert(size > 0);
    size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 2) {
        return NULL;
    }
    size = (size + align - 1) / align * align;
    if (arena->blocks == NULL || arena->blocks->size - arena->used < size) {
        if (!add_block(arena, size)) {
            return NULL;
        }
    }
    void *piece = (char *)arena->blocks + arena->used;
    arena->used += size;
    return piece;
}

void *lang_arena_array(LangArena *arena, size_t count, size_t size)
{
    assert(count > 0 && size > 0);
    if (count > SIZE_MAX / size) {
        return NULL;
    }
    return lang_arena_alloc(arena, count * size);
}

char *lang_arena_copy(LangArena *arena, const char *bytes, size_t size)
{
    char *copy = lang_arena_alloc(arena, size + 1);
    if (copy != NULL && size > 0) {
        memcpy(copy, bytes, size);
    }
    return copy;
}
