#define _DEFAULT_SOURCE /* madvise */
#include "base/ls_alloc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void *system_resize(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

/* Where the system does not know how, the pages come one by one. */
static void system_expect(void *context, void *bytes, size_t size)
{
    (void)context;
#ifdef MADV_POPULATE_WRITE
    const size_t page = 4096;
    size_t before = (page - (uintptr_t)bytes % page) % page;
    if (size > before + page) {
        madvise((char *)bytes + before, (size - before) / page * page, MADV_POPULATE_WRITE);
    }
#else
    (void)bytes;
    (void)size;
#endif
}

LsAlloc ls_alloc_system(void)
{
    return (LsAlloc){.resize = system_resize, .expect = system_expect};
}

void *ls_alloc_bytes(const LsAlloc *alloc, size_t size)
{
    assert(size > 0);
    return alloc->resize(alloc->context, NULL, 0, size);
}

void *ls_alloc_zeroed(const LsAlloc *alloc, size_t size)
{
    void *block = ls_alloc_bytes(alloc, size);
    if (block != NULL) {
        memset(block, 0, size);
    }
    return block;
}

void ls_alloc_free(const LsAlloc *alloc, void *block, size_t size)
{
    if (block != NULL) {
        alloc->resize(alloc->context, block, size, 0);
    }
}

void ls_alloc_expect(const LsAlloc *alloc, void *bytes, size_t size)
{
    if (alloc->expect != NULL) {
        alloc->expect(alloc->context, bytes, size);
    }
}

void *ls_alloc_grow(const LsAlloc *alloc, void *array, size_t *capacity, size_t wanted, size_t element_size)
{
    assert(element_size > 0);
    if (wanted <= *capacity && array != NULL) {
        return array;
    }
    size_t grown = *capacity + *capacity / 2;
    if (grown < wanted) {
        grown = wanted;
    }
    if (grown < 8) {
        grown = 8;
    }
    if (grown > SIZE_MAX / element_size) {
        return NULL;
    }
    void *moved = alloc->resize(alloc->context, array, *capacity * element_size, grown * element_size);
    if (moved != NULL) {
        *capacity = grown;
    }
    return moved;
}
