/* ls_alloc.h: the injected allocator, the only source of memory in engine/.
 *
 * An LsAlloc is a table with one function and its context; whoever creates an engine (the program, a test) owns it and
 * keeps it alive longer than everything that was allocated with it.  Sizes are passed back on release, so that an
 * allocator needs no headers.  Every allocation may fail: the functions here return NULL and change nothing.
 */
#ifndef LS_ALLOC_H
#define LS_ALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct LsAlloc {
    /* Resizes `block` from `old_size` to `new_size` bytes, as realloc does.  old_size 0 (block NULL) allocates,
     * new_size 0 frees and returns NULL.  The result is aligned for every C type. */
    void *(*resize)(void *context, void *block, size_t old_size, size_t new_size);
    void *context;
    /* NULL, or a hint: all these bytes, part of a block, will be written soon. */
    void (*expect)(void *context, void *bytes, size_t size);
} LsAlloc;

/* The C library's heap. */
LsAlloc ls_alloc_system(void);

/* New bytes, not initialised; NULL when there is no memory.  `size` > 0. */
void *ls_alloc_bytes(const LsAlloc *alloc, size_t size);
/* The same, zeroed. */
void *ls_alloc_zeroed(const LsAlloc *alloc, size_t size);
/* Gives back what ls_alloc_bytes returned; `size` as it was asked for.  NULL is allowed. */
void ls_alloc_free(const LsAlloc *alloc, void *block, size_t size);

/* Says that all these bytes, part of a block, will be written soon.  The C library's heap then asks the system for all
 * their pages at once: to be interrupted once a page costs a loop that fills them more than filling them. */
void ls_alloc_expect(const LsAlloc *alloc, void *bytes, size_t size);

/* Makes room for at least `wanted` elements in an array that holds `*capacity` of `element_size` bytes each; grows by
 * half again, so that appending is O(1) amortised.  Returns the array's (new) address, or NULL when there is no memory:
 * the old array then stays valid and `*capacity` unchanged. */
void *ls_alloc_grow(const LsAlloc *alloc, void *array, size_t *capacity, size_t wanted, size_t element_size);

#endif
