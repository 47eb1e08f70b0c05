/* aio_sleep.h: asyncio.sleep without a future.
 *
 * `await asyncio.sleep(x)` is the most frequent wait of all, so its coroutine carries the timer itself and is what its
 * task waits for.  It takes the same places in the ready queue as CPython's future does: when the timer is due the
 * sleep is queued; when its turn comes it queues the task's step.
 */
#ifndef AIO_SLEEP_H
#define AIO_SLEEP_H

#include "aio/aio_task.h"

typedef enum AioSleepPhase {
    AIO_SLEEP_NEW,
    AIO_SLEEP_YIELD,
    AIO_SLEEP_ARMED,
    AIO_SLEEP_DUE,
    AIO_SLEEP_OVER
} AioSleepPhase;

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
