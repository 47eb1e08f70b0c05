/* aio_waiters.h: who waits at a lock, queue, event …, in order; and what those primitives share.
 *
 * A waiter is a future, or a task that waits in itself (aio_await.h) and stands for its future.  A queue of waiters
 * owns references to them.  Removing from the front is O(1), from the middle O(n).
 */
#ifndef AIO_WAITERS_H
#define AIO_WAITERS_H

#include "aio/aio_future.h"
#include "aio/aio_task.h"
#include "base/ls_buf.h"

typedef struct AioWaiters {
    VmValue *items; /* a window [head, head + count) of an array */
    size_t head, count, capacity;
} AioWaiters;

/* Appends a waiter.  false: MemoryError. */
bool aio_waiters_push(Vm *vm, AioWaiters *waiters, VmValue waiter);
/* A new future of the running loop at the end of the queue; borrowed by the caller (the queue owns it).  VM_ERROR on
 * failure. */
VmValue aio_waiters_add(Vm *vm, AioWaiters *waiters, TraceWait wait, uint32_t trace_object);
/* Takes a waiter out; false when it is not there (no error). */
bool aio_waiters_remove(Vm *vm, AioWaiters *waiters, VmValue waiter);
bool aio_waiters_contain(const AioWaiters *waiters, VmValue waiter);
/* Puts one in the place of another, if that is there. */
void aio_waiters_replace(Vm *vm, AioWaiters *waiters, VmValue waiter, VmValue with);
static inline VmValue aio_waiters_at(const AioWaiters *waiters, size_t index)
{
    return waiters->items[waiters->head + index];
}
/* It has been woken or cancelled. */
static inline bool aio_waiter_done(VmValue waiter)
{
    return vm_has_kind(waiter, VM_KIND_TASK) ? aio_task_of(waiter)->timer.phase == AIO_WAIT_WOKEN
                                             : aio_future_done(waiter);
}

/* Wakes one that is not done: sets the result of the future. */
bool aio_waiter_wake(Vm *vm, VmValue waiter, VmValue result);
/* True when none of them is still wanted: all are cancelled, or there are none. */
bool aio_waiters_all_cancelled(const AioWaiters *waiters);
/* Gives `result` to the first that is not done, leaving it in the queue; *woken tells whether there was one. */
bool aio_waiters_wake_first(Vm *vm, AioWaiters *waiters, VmValue result, bool *woken);
/* Takes waiters from the front until one was not done, and wakes that one. */
bool aio_waiters_wake_next_of_some(Vm *vm, AioWaiters *waiters);
static inline bool aio_waiters_wake_next(Vm *vm, AioWaiters *waiters)
{
    return waiters->count == 0 || aio_waiters_wake_next_of_some(vm, waiters);
}
void aio_waiters_release(Vm *vm, AioWaiters *waiters);
void aio_waiters_traverse(Vm *vm, const AioWaiters *waiters, VmVisit visit, void *context);

/* What scripts see as `_waiters`: a deque of the futures (all waits are unfolded), a copy of its own. */
VmValue aio_waiters_deque(Vm *vm, AioWaiters *waiters);
/* collections.deque(items), or items itself given as a deque; owned. */
VmValue aio_deque_from(Vm *vm, VmValue items);

/* A trace id for a new primitive, announced as "<name>-<n>"; n itself when nothing is recorded. */
uint32_t aio_sync_new(Vm *vm, const char *name, TraceWait wait, uint32_t level);
/* Appends " (Lock-2)" for a primitive with this id; nothing for other waits. */
void aio_sync_append_label(const Vm *vm, LsBuf *text, TraceWait wait, uint32_t id);
/* Records an operation by the running task; something is recorded.  Returns the event. */
uint32_t aio_sync_record(Vm *vm, uint32_t trace_id, TraceSync op, uint32_t level);
/* Records an operation by the running task, if anything is recorded, which becomes the cause of what it sets off.
 * Returns the former cause, to be put back by aio_sync_end. */
uint32_t aio_sync_begin(Vm *vm, uint32_t trace_id, TraceSync op, uint32_t level);
void aio_sync_end(Vm *vm, uint32_t former_cause);

/* The state of a native coroutine that is one method call on a primitive. */
typedef struct AioCall {
    VmValue self;
    VmValue argument; /* or VM_EMPTY */
    VmValue future;   /* what it waits for, or VM_EMPTY */
    uint32_t phase;
    bool flag;
} AioCall;

VmValue aio_call_new(Vm *vm, const VmNativeCoroDef *def, VmValue self, VmValue argument);
void aio_call_release(Vm *vm, void *state);
void aio_call_traverse(Vm *vm, void *state, VmVisit visit, void *context);
/* Waits for call->future: the value for VM_FLOW_AWAIT. */
static inline VmFlow aio_call_wait(AioCall *call, VmValue *out)
{
    *out = vm_ref(call->future);
    return VM_FLOW_AWAIT;
}

#endif
