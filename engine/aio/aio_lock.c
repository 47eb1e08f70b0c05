/* asyncio.Lock. */
#include "aio/aio_lock.h"

#include "aio/aio_await.h"
#include "aio/aio_parts.h"
#include "aio/aio_repr.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

#include <stdio.h>

static bool wake_first(Vm *vm, AioLock *lock)
{
    /* only the very first in the queue: it may have been woken already */
    if (lock->waiters.count == 0 || aio_waiter_done(aio_waiters_at(&lock->waiters, 0))) {
        return true;
    }
    return aio_waiter_wake(vm, aio_waiters_at(&lock->waiters, 0), VM_TRUE);
}

static bool is_free(const AioLock *lock)
{
    return !lock->locked && aio_waiters_all_cancelled(&lock->waiters);
}

static void take(Vm *vm, AioLock *lock)
{
    lock->locked = true;
    aio_sync_end(vm, aio_sync_begin(vm, lock->trace_id, TRACE_SYNC_ACQUIRE, 1));
}

static VmFlow acquire_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    AioLock *lock = aio_lock_of(call->self);
    if (call->phase == 0) {
        if (sent == VM_ERROR) {
            return VM_FLOW_RAISE;
        }
        if (!is_free(lock)) {
            call->phase = 1;
            call->future = vm_ref(aio_waiters_add(vm, &lock->waiters, TRACE_WAIT_LOCK, lock->trace_id));
            return call->future == VM_ERROR ? VM_FLOW_RAISE : aio_call_wait(call, out);
        }
    } else {
        aio_waiters_remove(vm, &lock->waiters, call->future);
        if (sent == VM_ERROR) {
            if (vm_error_matches(vm, VM_EXC_CANCELLED_ERROR) && !lock->locked) {
                wake_first(vm, lock);
            }
            return VM_FLOW_RAISE;
        }
    }
    take(vm, lock);
    *out = VM_TRUE;
    return VM_FLOW_RETURN;
}

static const VmNativeCoroDef acquire_def = {
    .qualname = "Lock.acquire",
    .state_size = sizeof(AioCall),
    .resume = acquire_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

VmValue aio_lock_acquire(Vm *vm, VmValue lock)
{
    return aio_call_new(vm, &acquire_def, lock, VM_EMPTY);
}

bool aio_lock_release(Vm *vm, VmValue self)
{
    AioLock *lock = aio_lock_of(self);
    if (!lock->locked) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Lock is not acquired.");
        return false;
    }
    lock->locked = false;
    uint32_t former = aio_sync_begin(vm, lock->trace_id, TRACE_SYNC_RELEASE, 0);
    bool ok = wake_first(vm, lock);
    aio_sync_end(vm, former);
    return ok;
}

static VmValue lock_acquire(Vm *vm, const VmValue *args)
{
    return aio_lock_acquire(vm, args[0]);
}

static VmValue lock_release(Vm *vm, const VmValue *args)
{
    return aio_lock_release(vm, args[0]) ? VM_NONE : VM_ERROR;
}

static VmValue lock_locked(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(aio_lock_of(args[0])->locked);
}

/* None until somebody has waited. */
static VmValue lock_waiters(Vm *vm, const VmValue *args)
{
    AioWaiters *waiters = &aio_lock_of(args[0])->waiters;
    return waiters->capacity == 0 ? VM_NONE : aio_waiters_deque(vm, waiters);
}

/* ---- async with, for all that have acquire and release ---- */

static VmFlow enter_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (call->phase++ == 0) {
        *out = vm_call_method_c(vm, call->self, "acquire");
        return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
    }
    *out = VM_NONE;
    return VM_FLOW_RETURN;
}

static VmFlow exit_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    VmValue released = vm_call_method_c(vm, call->self, "release");
    vm_unref(vm, released);
    *out = VM_NONE;
    return released == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}

static const VmNativeCoroDef enter_def = {
    .qualname = "_ContextManagerMixin.__aenter__",
    .state_size = sizeof(AioCall),
    .resume = enter_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

static const VmNativeCoroDef exit_def = {
    .qualname = "_ContextManagerMixin.__aexit__",
    .state_size = sizeof(AioCall),
    .resume = exit_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

VmValue aio_enter_acquire(Vm *vm, const VmValue *args)
{
    return aio_call_new(vm, &enter_def, args[0], VM_EMPTY);
}

VmValue aio_exit_release(Vm *vm, const VmValue *args)
{
    return aio_call_new(vm, &exit_def, args[0], VM_EMPTY);
}

VmValue aio_enter_unfold(Vm *vm, const VmValue *args, VmValue acquire)
{
    VmValue enter = acquire == VM_ERROR ? VM_ERROR : aio_enter_acquire(vm, args);
    if (enter != VM_ERROR) {
        ((AioCall *)(void *)((VmNativeCoro *)vm_to_object(enter))->state)->phase = 1;
        vm_native_coro_waits(enter, acquire);
    }
    vm_unref(vm, acquire);
    return enter;
}

/* ---- at once, without a coroutine (VmNativeBegin) ---- */

bool aio_lock_is_untouched(Vm *vm, VmValue lock)
{
    return aio_is_untouched(lock, aio_type(vm, AIO_TYPE_LOCK));
}

VmFlow aio_lock_acquire_at_once(Vm *vm, VmValue self, VmValue result, VmValue *out, VmValue *awaitable)
{
    AioLock *lock = aio_lock_of(self);
    if (!is_free(lock)) {
        return aio_await_begin(vm, &lock->waiters, TRACE_WAIT_LOCK, lock->trace_id, out, awaitable);
    }
    take(vm, lock);
    *out = result;
    return VM_FLOW_RETURN;
}

VmFlow aio_lock_go_on(Vm *vm, VmValue self, VmValue result, VmValue *out)
{
    AioLock *lock = aio_lock_of(self);
    aio_await_leave(vm, &lock->waiters);
    take(vm, lock);
    *out = result;
    return VM_FLOW_RETURN;
}

VmValue aio_lock_unfold(Vm *vm, const VmFrame *frame, VmValue self, void *who)
{
    AioLock *lock = aio_lock_of(self);
    return aio_await_unfold(vm, frame, who,
                            (AioAwaited){.coro = aio_lock_acquire(vm, self),
                                         .waiters = &lock->waiters,
                                         .wait = TRACE_WAIT_LOCK,
                                         .trace_object = lock->trace_id,
                                         .result = VM_TRUE});
}

static VmFlow acquire_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    bool right = nargs == 1 && vm_is_instance(vm, args[0], aio_type(vm, AIO_TYPE_LOCK));
    return right ? aio_lock_acquire_at_once(vm, args[0], VM_TRUE, out, awaitable) : VM_FLOW_AWAIT;
}

static VmFlow enter_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    bool right = nargs == 1 && aio_lock_is_untouched(vm, args[0]);
    return right ? aio_lock_acquire_at_once(vm, args[0], VM_NONE, out, awaitable) : VM_FLOW_AWAIT;
}

static VmFlow exit_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    (void)awaitable;
    if (nargs != 4 || !aio_lock_is_untouched(vm, args[0])) {
        return VM_FLOW_AWAIT;
    }
    *out = VM_NONE;
    return aio_lock_release(vm, args[0]) ? VM_FLOW_RETURN : VM_FLOW_RAISE;
}

static VmFlow acquire_go_on(Vm *vm, const VmValue *args, VmValue *out)
{
    return aio_lock_go_on(vm, args[0], VM_TRUE, out);
}

static VmFlow enter_go_on(Vm *vm, const VmValue *args, VmValue *out)
{
    return aio_lock_go_on(vm, args[0], VM_NONE, out);
}

static VmValue acquire_unfold(Vm *vm, const VmFrame *frame, const VmValue *args, void *who)
{
    return aio_lock_unfold(vm, frame, args[0], who);
}

static VmValue enter_unfold(Vm *vm, const VmFrame *frame, const VmValue *args, void *who)
{
    return aio_enter_unfold(vm, args, aio_lock_unfold(vm, frame, args[0], who));
}

bool aio_lock_add_begins(Vm *vm, VmType *lock)
{
    static const VmNativeWait acquire_wait = {.go_on = acquire_go_on, .unfold = acquire_unfold};
    static const VmNativeWait enter_wait = {.go_on = enter_go_on, .unfold = enter_unfold};
    static const VmNativeWait exit_wait = {.is_priced = false};
    return vm_native_set_begin(vm, lock->attrs, "acquire", acquire_begin, &acquire_wait) &&
           vm_native_set_begin(vm, lock->attrs, "__aenter__", enter_begin, &enter_wait) &&
           vm_native_set_begin(vm, lock->attrs, "__aexit__", exit_begin, &exit_wait);
}

/* ---- the type ---- */

VmValue aio_sync_repr(Vm *vm, VmValue self, const char *state, size_t waiters)
{
    char text[96];
    if (waiters > 0) {
        snprintf(text, sizeof text, "%s, waiters:%zu", state, waiters);
    } else {
        snprintf(text, sizeof text, "%s", state);
    }
    return aio_object_repr(vm, self, text);
}

static VmValue lock_repr(Vm *vm, VmValue self)
{
    AioLock *lock = aio_lock_of(self);
    return aio_sync_repr(vm, self, lock->locked ? "locked" : "unlocked", lock->waiters.count);
}

VmValue aio_lock_new(Vm *vm)
{
    VmValue self = vm_instance_new(vm, aio_type(vm, AIO_TYPE_LOCK));
    if (self != VM_ERROR) {
        aio_lock_of(self)->trace_id = aio_sync_new(vm, "Lock", TRACE_WAIT_LOCK, 0);
    }
    return self;
}

static bool lock_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)self;
    return vm_args_parse(vm, "Lock.__init__", "", args, nargs, kwnames, NULL);
}

static VmValue lock_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args; /* read by __init__: a subclass's own may have others */
    (void)nargs;
    (void)kwnames;
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        aio_lock_of(self)->trace_id = aio_sync_new(vm, "Lock", TRACE_WAIT_LOCK, 0);
    }
    return self;
}

static void lock_release_object(Vm *vm, VmObject *self)
{
    aio_waiters_release(vm, &((AioLock *)self)->waiters);
}

static void lock_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    aio_waiters_traverse(vm, &((AioLock *)self)->waiters, visit, context);
}

static void lock_fill(VmType *type)
{
    type->make = lock_make;
    type->init = lock_init;
    type->repr = lock_repr;
    type->release = lock_release_object;
    type->traverse = lock_traverse;
}

static const VmNativeDef lock_methods[] = {
    {"acquire", lock_acquire, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"release", lock_release, "", VM_NATIVE_PYTHON},
    {"locked", lock_locked, "", VM_NATIVE_PYTHON},
    {"_locked", lock_locked, "", VM_NATIVE_PROPERTY},
    {"_waiters", lock_waiters, "", VM_NATIVE_PROPERTY},
    {"__aenter__", aio_enter_acquire, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"__aexit__", aio_exit_release, "exc_type, exc, tb", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {0},
};

const VmTypeSpec aio_type_lock = {
    .name = "Lock",
    .module = "asyncio.locks",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioLock),
    .has_dict = true,
    .methods = lock_methods,
    .fill = lock_fill,
};
