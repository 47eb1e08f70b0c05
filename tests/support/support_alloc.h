/* support_alloc.h: an allocator for tests that counts, checks, and fails when told to.
 *
 * It verifies that every block comes back with the size it was asked for (a wrong size or an unknown block stops the
 * program), keeps count of what is alive, and makes one chosen allocation fail.  Every allocation is a block of the C
 * heap of its own, so that AddressSanitizer sees reads past its end.
 *
 * The loop that proves "every allocation may fail once":
 *
 *     SupportAlloc memory;
 *     for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
 *         ... do the work with &memory.alloc; it may fail when memory.failed, and must succeed otherwise ...
 *         support_alloc_end(&memory);
 *     }
 *
 * It runs the work with the 1st, 2nd, 3rd … allocation failing, until a run came to its end without reaching the n-th,
 * and ends after that run.  support_alloc_end reports what leaked as a failure of the cmocka test.
 */
#ifndef SUPPORT_ALLOC_H
#define SUPPORT_ALLOC_H

#include "base/ls_alloc.h"

typedef struct SupportBlock SupportBlock;

typedef struct SupportAlloc {
    LsAlloc alloc;      /* what the code under test gets */
    size_t fail_at;     /* the allocation that fails, counted from 1; 0: none */
    size_t calls;       /* allocations and enlargements so far */
    bool failed;        /* the chosen one was reached */
    bool keep_failing;  /* and all after it fail too */
    size_t live_bytes;  /* alive now */
    size_t live_blocks; /* alive now */
    size_t peak_bytes;  /* the most that was ever alive */
    SupportBlock *blocks;
} SupportAlloc;

/* Starts to count from zero; no allocation fails.  The structure must not move while it is in use. */
void support_alloc_init(SupportAlloc *memory);
/* Fails the running cmocka test when something is still alive, and gives it back to the heap. */
void support_alloc_end(SupportAlloc *memory);

/* One round of the loop above; false when the round before did not reach its failing allocation.  A round's
 * support_alloc_end must have been called.  n counts from 1. */
bool support_alloc_begin(SupportAlloc *memory, size_t n);
/* The same with all allocations from the n-th on failing: memory that is used up and stays so. */
bool support_alloc_begin_exhausted(SupportAlloc *memory, size_t n);

#endif
