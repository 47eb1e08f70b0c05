/* aio_lock.h: asyncio.Lock from C: conditions and barriers are built on it. */
#ifndef AIO_LOCK_H
#define AIO_LOCK_H

#include "aio/aio_waiters.h"
#include "vm/vm_frame.h"

typedef struct AioLock {
    VmObject head;
    AioWaiters waiters;
    uint32_t trace_id;
    bool locked;
} AioLock;

static inline AioLock *aio_lock_of(VmValue v)
{
    return (AioLock *)vm_to_object(v);
}

VmValue aio_lock_new(Vm *vm);
/* lock.acquire() as a coroutine. */
VmValue aio_lock_acquire(Vm *vm, VmValue lock);
/* lock.release(); RuntimeError when it is not held. */
bool aio_lock_release(Vm *vm, VmValue lock);

/* What a VmNativeBegin and a VmNativeWait do for acquire(): `result` is what the await gives. */
VmFlow aio_lock_acquire_at_once(Vm *vm, VmValue lock, VmValue result, VmValue *out, VmValue *awaitable);
VmFlow aio_lock_go_on(Vm *vm, VmValue lock, VmValue result, VmValue *out);
VmValue aio_lock_unfold(Vm *vm, const VmFrame *frame, VmValue lock, void *who);
/* A lock whose methods are ours. */
bool aio_lock_is_untouched(Vm *vm, VmValue lock);

/* `async with x:` for primitives: __aenter__ runs x.acquire() and gives None, __aexit__ calls x.release(). */
VmValue aio_enter_acquire(Vm *vm, const VmValue *args);
VmValue aio_exit_release(Vm *vm, const VmValue *args);
/* __aenter__ whose acquire() has been unfolded (aio_await.h): `acquire` (taken over, VM_ERROR: was not) is what it
 * awaits. */
VmValue aio_enter_unfold(Vm *vm, const VmValue *args, VmValue acquire);
/* Makes acquire(), __aenter__ and __aexit__ fast. */
bool aio_lock_add_begins(Vm *vm, VmType *lock);
bool aio_semaphore_add_begins(Vm *vm, VmType *semaphore);
/* The extra text of a primitive's repr: "locked" with ", waiters:n" when there are any. */
VmValue aio_sync_repr(Vm *vm, VmValue self, const char *state, size_t waiters);

#endif
