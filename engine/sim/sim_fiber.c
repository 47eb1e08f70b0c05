#include "sim/sim_fiber.h"

#include <assert.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIM_FIBER_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SIM_FIBER_ASAN 1
#endif

#ifdef SIM_FIBER_ASAN
#include <sanitizer/common_interface_defs.h>

static void before_switch(SimFiber *from, SimFiber *to, bool last)
{
    to->from = from;
    __sanitizer_start_switch_fiber(last ? NULL : &from->fake_stack, to->bottom, to->size);
}

/* In the fiber that goes on: learns the bounds of the host's stack, which nobody else knows. */
static void after_switch(SimFiber *self)
{
    const void *bottom;
    size_t size;
    __sanitizer_finish_switch_fiber(self->fake_stack, &bottom, &size);
    if (self->from->stack == NULL) {
        self->from->bottom = bottom;
        self->from->size = size;
    }
}
#else
static void before_switch(SimFiber *from, SimFiber *to, bool last)
{
    (void)last;
    to->from = from;
}

static void after_switch(SimFiber *self)
{
    (void)self;
}
#endif

void sim_fiber_init_host(SimFiber *fiber)
{
    *fiber = (SimFiber){0};
}

/* makecontext passes ints only: the address comes in two halves. */
static void begin(unsigned high, unsigned low)
{
    SimFiber *self = (SimFiber *)(uintptr_t)(((uint64_t)high << 32) | low);
    after_switch(self);
    self->body(self->argument);
    assert(!"a fiber's body does not return");
}

bool sim_fiber_init(SimFiber *fiber, const LsAlloc *alloc, void (*body)(void *argument), void *argument)
{
    *fiber = (SimFiber){.alloc = alloc, .body = body, .argument = argument};
    fiber->stack = ls_alloc_bytes(alloc, SIM_FIBER_STACK_BYTES);
    if (fiber->stack == NULL || getcontext(&fiber->context) != 0) {
        sim_fiber_end(fiber);
        return false;
    }
    fiber->bottom = fiber->stack;
    fiber->size = SIM_FIBER_STACK_BYTES;
    fiber->context.uc_stack.ss_sp = fiber->stack;
    fiber->context.uc_stack.ss_size = SIM_FIBER_STACK_BYTES;
    fiber->context.uc_link = NULL;
    uint64_t address = (uint64_t)(uintptr_t)fiber;
    makecontext(&fiber->context, (void (*)(void))begin, 2, (unsigned)(address >> 32), (unsigned)address);
    return true;
}

void sim_fiber_end(SimFiber *fiber)
{
    ls_alloc_free(fiber->alloc, fiber->stack, SIM_FIBER_STACK_BYTES);
    fiber->stack = NULL;
}

void sim_fiber_switch(SimFiber *from, SimFiber *to, bool last)
{
    before_switch(from, to, last);
    swapcontext(&from->context, &to->context);
    after_switch(from);
}
