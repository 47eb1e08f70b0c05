#include "support/support_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands in front of each block: a link in the list of the living, and the size that was asked for. */
struct SupportBlock {
    _Alignas(max_align_t) SupportBlock *next;
    SupportBlock *previous;
    size_t size;
    uint64_t magic;
};

static const uint64_t block_magic = 0x6c6f6f7073636f70;

static void stop(const char *what, size_t wanted, size_t got)
{
    fprintf(stderr, "test allocator: %s (%zu, %zu)\n", what, wanted, got);
    abort();
}

static SupportBlock *block_of(void *bytes, size_t size)
{
    SupportBlock *block = (SupportBlock *)bytes - 1;
    if (block->magic != block_magic) {
        stop("a block that is not alive", 0, size);
    }
    if (block->size != size) {
        stop("a block comes back with another size than it was asked for", block->size, size);
    }
    return block;
}

static void release(SupportAlloc *memory, SupportBlock *block)
{
    if (block->previous != NULL) {
        block->previous->next = block->next;
    } else {
        memory->blocks = block->next;
    }
    if (block->next != NULL) {
        block->next->previous = block->previous;
    }
    memory->live_bytes -= block->size;
    memory->live_blocks--;
    block->magic = 0;
    free(block);
}

static bool must_fail(SupportAlloc *memory)
{
    memory->calls++;
    if (memory->fail_at == 0 || memory->calls < memory->fail_at) {
        return false;
    }
    if (memory->calls > memory->fail_at && !memory->keep_failing) {
        return false;
    }
    memory->failed = true;
    return true;
}

/* Every resize moves: code that keeps an old address is found. */
static void *resize(void *context, void *bytes, size_t old_size, size_t new_size)
{
    SupportAlloc *memory = context;
    SupportBlock *old = NULL;
    if (bytes != NULL) {
        old = block_of(bytes, old_size);
    } else if (old_size != 0) {
        stop("no block, but an old size", 0, old_size);
    }
    if (new_size == 0) {
        if (old != NULL) {
            release(memory, old);
        }
        return NULL;
    }
    if (must_fail(memory) || new_size > PTRDIFF_MAX - sizeof(SupportBlock)) {
        return NULL;
    }
    SupportBlock *block = malloc(sizeof *block + new_size);
    if (block == NULL) {
        stop("the C heap is used up", 0, new_size);
    }
    *block = (SupportBlock){.next = memory->blocks, .size = new_size, .magic = block_magic};
    if (memory->blocks != NULL) {
        memory->blocks->previous = block;
    }
    memory->blocks = block;
    memory->live_bytes += new_size;
    memory->live_blocks++;
    if (memory->live_bytes > memory->peak_bytes) {
        memory->peak_bytes = memory->live_bytes;
    }
    memset(block + 1, 0xA5, new_size);
    if (old != NULL) {
        memcpy(block + 1, bytes, old_size < new_size ? old_size : new_size);
        release(memory, old);
    }
    return block + 1;
}

void support_alloc_init(SupportAlloc *memory)
{
    *memory = (SupportAlloc){.alloc = {.resize = resize, .context = memory}};
}

void support_alloc_end(SupportAlloc *memory)
{
    size_t blocks = memory->live_blocks;
    size_t bytes = memory->live_bytes;
    while (memory->blocks != NULL) {
        release(memory, memory->blocks);
    }
    if (blocks != 0) {
        fail_msg("%zu blocks (%zu bytes) leaked; failing allocation: %zu", blocks, bytes, memory->fail_at);
    }
}

bool support_alloc_begin(SupportAlloc *memory, size_t n)
{
    if (n > 1 && !memory->failed) {
        return false;
    }
    support_alloc_init(memory);
    memory->fail_at = n;
    return true;
}

bool support_alloc_begin_exhausted(SupportAlloc *memory, size_t n)
{
    if (!support_alloc_begin(memory, n)) {
        return false;
    }
    memory->keep_failing = true;
    return true;
}
