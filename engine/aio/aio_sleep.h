/* aio_sleep.h: asyncio.sleep without a future.
 *
 * A sleep takes the same places in the ready queue as CPython's future does: when the timer is due the sleep is queued;
 * when its turn comes it queues the task's step.  There are two kinds of it, which nobody can tell apart:
 *
 * Most are written `await asyncio.sleep(x)` in a coroutine of the running task: then the timer in the task serves, and
 * no object is made ("the task sleeps in itself").  The frame that awaits has None as what it awaits and the flag
 * VM_FRAME_SLEEPS, for the rare case that somebody else than the task resumes the coroutine meanwhile.
 *
 * Otherwise (a coroutine object that is awaited later, a result, detailed recording) the sleep's coroutine carries the
 * timer and is what its task waits for.
 */
#ifndef AIO_SLEEP_H
#define AIO_SLEEP_H

#include "aio/aio_task.h"
#include "vm/vm_frame.h"
#include "vm/vm_thread.h"

/* A million of these may be armed at once, so each place serves twice. */
typedef struct AioSleep {
    AioTimer timer;
    VmValue held; /* owned. NEW: the delay.  Then the task that waits for it, until it is woken, so that an armed timer
                     keeps its task alive; the loop while it is armed and no task has come */
    VmValue result; /* owned: what it returns; once cancelled: the message, or VM_EMPTY */
} AioSleep;

/* asyncio.sleep(delay, result=None). */
VmValue aio_sleep_new(Vm *vm, VmValue delay, VmValue result);
/* `await asyncio.sleep(delay)` at once (VmNativeBegin). */
VmFlow aio_sleep_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable);
/* The sleep behind a coroutine object, or NULL. */
AioSleep *aio_sleep_of(VmValue coro);
/* ---- a task that sleeps in itself ---- */

static inline bool aio_sleep_in_task(const AioTask *task)
{
    return task->timer.phase != AIO_SLEEP_NEW && task->timer.phase < AIO_WAIT_QUEUED;
}

/* The running task, if what suspends now suspends it: then it can sleep or wait in itself.  Else NULL. */
static inline AioTask *aio_task_suspending(Vm *vm)
{
    const AioState *state = aio_state(vm);
    AioTask *task = state->current;
    bool suspends =
        task != NULL && vm_from_object(vm->thread->root) == task->coro && task->future.loop == state->running;
    return suspends ? task : NULL;
}

/* The task that sleeps or waits in itself in this frame; NULL: none.  Looks at all objects. */
AioTask *aio_task_of_frame(Vm *vm, const VmFrame *frame);

/* A timer of the loop will be due soon. */
void aio_timer_soon(const SimTimer *timer);
/* Records that it suspends. */
void aio_task_sleep_record(Vm *vm, AioTask *task);
/* Its timer is due / its turn in the ready queue has come; `task` is owned by the caller and taken over. */
bool aio_task_sleep_due(Vm *vm, AioLoop *loop, AioTask *task);
bool aio_task_sleep_fire(Vm *vm, AioTask *task);
/* As aio_sleep_cancel; -1: MemoryError. */
int aio_task_sleep_cancel(Vm *vm, AioTask *task, VmValue message);
/* The task's step begins: true when the sleep was cancelled, CancelledError is pending. */
bool aio_task_sleep_end(Vm *vm, AioTask *task);
/* As repr shows the future that its sleep (in itself, or the object it waits for) stands for. */
const char *aio_sleep_text(const AioTask *task);
/* Tells the VM what to do when others look at or resume a coroutine that sleeps. */
void aio_sleep_hook(Vm *vm);

/* ---- sleep objects ---- */

/* The task suspends in this sleep. */
void aio_sleep_attach(Vm *vm, VmValue coro, AioTask *task);
/* cancel() of the future it stands for: true if it was pending. */
bool aio_sleep_cancel(Vm *vm, VmValue coro, VmValue message);
/* Its timer is due: it moves to the ready queue. */
bool aio_sleep_due(Vm *vm, AioLoop *loop, VmValue coro);
/* Its turn in the ready queue. */
bool aio_sleep_fire(Vm *vm, VmValue coro);
/* CancelledError when it was cancelled: raised as its future would.  True: an exception is pending. */
bool aio_sleep_raise_if_cancelled(Vm *vm, VmValue coro);

#endif
