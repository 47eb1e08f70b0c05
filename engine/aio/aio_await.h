/* aio_await.h: a task that waits in itself.
 *
 * `await queue.get()` of an empty queue, written just so in a coroutine of the running task, makes neither a coroutine
 * nor a future (vm_wait.h).  Where the future would stand among the primitive's waiters stands the task; it is woken by
 * being put in the ready queue, where the future's callback would have put it.  The task's phase is AIO_WAIT_QUEUED,
 * then AIO_WAIT_WOKEN until its step begins.
 *
 * Whoever wants to see the future or to do more with it than to wake the task (cancel it, show it, ask what the task
 * waits for) unfolds the wait first: coroutine and future are made and take the places that they would have.  So only
 * what is frequent has to know of this: waiting and waking.
 */
#ifndef AIO_AWAIT_H
#define AIO_AWAIT_H

#include "aio/aio_task.h"
#include "aio/aio_waiters.h"
#include "vm/vm_frame.h"

static inline bool aio_waits_in_task(const AioTask *task)
{
    return task->timer.phase >= AIO_WAIT_QUEUED;
}

/* What a call of a primitive's method would have made. */
typedef struct AioAwaited {
    VmValue coro;        /* owned: a new native coroutine with an AioCall; VM_ERROR: an exception is pending */
    AioWaiters *waiters; /* where it waits */
    TraceWait wait;
    uint32_t trace_object;
    VmValue result; /* what it is woken with */
} AioAwaited;

/* For a VmNativeBegin: the running task waits in itself, VM_FLOW_YIELD.  VM_FLOW_AWAIT: it cannot, nothing has been
 * done; VM_FLOW_RAISE: MemoryError. */
VmFlow aio_await_begin(Vm *vm, AioWaiters *waiters, TraceWait wait, uint32_t trace_object, VmValue *out,
                       VmValue *awaitable);
/* Whether aio_await_begin can make the running task wait in itself. */
bool aio_await_can(Vm *vm);
/* The running task has been woken: it leaves the waiters of a primitive that leaves them there until then.  false: it
 * is not among them. */
bool aio_await_leave(Vm *vm, AioWaiters *waiters);
/* Exactly of this type, with no attributes of its own: its methods are ours. */
static inline bool aio_is_untouched(VmValue v, const VmType *type)
{
    if (!vm_is_object(v) || vm_to_object(v)->type != type) {
        return false;
    }
    VmValue dict;
    memcpy(&dict, (const char *)vm_to_object(v) + type->dict_offset, sizeof dict);
    return dict == VM_EMPTY;
}

/* For VmNativeWait.unfold. */
VmValue aio_await_unfold(Vm *vm, const VmFrame *frame, void *who, AioAwaited awaited);
/* Unfolds the wait of a task, if it waits in itself.  false: an exception is pending. */
bool aio_await_show(Vm *vm, AioTask *task);

#endif
