/* sim_fiber.h: stacks to switch between: each simulated thread runs on one of its own.
 *
 * A fiber owns its stack (from the injected allocator; pages that are never touched cost nothing).  The host thread's
 * own stack is a fiber, too: sim_fiber_init_host.  Exactly one runs at a time.  A body must not return: it ends by
 * switching away for good.
 */
#ifndef SIM_FIBER_H
#define SIM_FIBER_H

#include "base/ls_alloc.h"

#include <ucontext.h>

enum { SIM_FIBER_STACK_BYTES = 1 << 20 };

typedef struct SimFiber {
    ucontext_t context;
    const LsAlloc *alloc;
    void *stack; /* NULL for the host's */
    void (*body)(void *argument);
    void *argument;
    /* for the address sanitizer */
    void *fake_stack;
    const void *bottom;
    size_t size;
    struct SimFiber *from;
} SimFiber;

void sim_fiber_init_host(SimFiber *fiber);
/* false: no memory. */
bool sim_fiber_init(SimFiber *fiber, const LsAlloc *alloc, void (*body)(void *argument), void *argument);
/* Frees the stack of a fiber that does not run and never will again. */
void sim_fiber_end(SimFiber *fiber);
/* Leaves `from`, which runs, and goes on in `to`; returns when somebody switches back.  `last`: nobody will. */
void sim_fiber_switch(SimFiber *from, SimFiber *to, bool last);

#endif
