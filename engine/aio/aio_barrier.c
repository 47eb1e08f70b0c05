/* asyncio.Barrier: a condition, a state and a count, as a state machine. */
#include "aio/aio_condition.h"
#include "aio/aio_lock.h"
#include "aio/aio_parts.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

#include <stdio.h>

typedef enum BarrierState { BARRIER_FILLING, BARRIER_DRAINING, BARRIER_RESETTING, BARRIER_BROKEN } BarrierState;

static const char *const state_names[] = {"filling", "draining", "resetting", "broken"};

typedef struct Barrier {
    VmObject head;
    VmValue condition;
    int64_t parties;
    int64_t count; /* tasks inside */
    BarrierState state;
    uint32_t trace_id;
} Barrier;

static Barrier *barrier_of(VmValue v)
{
    return (Barrier *)vm_to_object(v);
}

static VmValue lock_of(const Barrier *barrier)
{
    return aio_condition_of(barrier->condition)->lock;
}

static bool notify_all(Vm *vm, Barrier *barrier)
{
    return aio_condition_notify(vm, barrier->condition, SIZE_MAX);
}

static void raise_broken(Vm *vm, const char *text)
{
    VmValue message = vm_str_c(vm, text);
    if (message != VM_ERROR) {
        vm_raise_with(vm, aio_type(vm, AIO_TYPE_BROKEN_BARRIER_ERROR), message);
        vm_unref(vm, message);
    }
}

/* The last one out lets the next round in. */
static bool leave(Vm *vm, Barrier *barrier)
{
    barrier->count--;
    if (barrier->count > 0) {
        return true;
    }
    if (barrier->state == BARRIER_RESETTING || barrier->state == BARRIER_DRAINING) {
        barrier->state = BARRIER_FILLING;
    }
    return notify_all(vm, barrier);
}

/* ---- wait ---- */

enum { WAIT_BEGIN, WAIT_ENTERING, WAIT_INSIDE };

typedef struct BarrierWait {
    AioCall call;
    int64_t index;
} BarrierWait;

/* Lets go of the lock on the way out, keeping an exception that is pending. */
static VmFlow out_of_lock(Vm *vm, Barrier *barrier, VmFlow flow)
{
    VmValue pending = vm_error_pending(vm) ? vm_error_take(vm) : VM_EMPTY;
    if (!aio_lock_release(vm, lock_of(barrier))) {
        vm_unref(vm, pending);
        return VM_FLOW_RAISE;
    }
    if (pending != VM_EMPTY) {
        vm_error_restore_steal(vm, pending);
        return VM_FLOW_RAISE;
    }
    return flow;
}

static VmFlow finish(Vm *vm, BarrierWait *wait, Barrier *barrier, VmValue *out)
{
    VmValue pending = vm_error_pending(vm) ? vm_error_take(vm) : VM_EMPTY;
    bool ok = leave(vm, barrier);
    if (pending != VM_EMPTY) {
        vm_error_clear(vm);
        vm_error_restore_steal(vm, pending);
        ok = false;
    }
    *out = vm_from_int(wait->index);
    return out_of_lock(vm, barrier, ok ? VM_FLOW_RETURN : VM_FLOW_RAISE);
}

static VmFlow wait_for_change(Vm *vm, BarrierWait *wait, Barrier *barrier, uint32_t phase, VmValue *out)
{
    wait->call.phase = phase;
    *out = aio_condition_wait(vm, barrier->condition);
    if (*out != VM_ERROR) {
        return VM_FLOW_AWAIT;
    }
    return phase == WAIT_INSIDE ? finish(vm, wait, barrier, out) : out_of_lock(vm, barrier, VM_FLOW_RAISE);
}

static VmFlow inside(Vm *vm, BarrierWait *wait, Barrier *barrier, VmValue *out)
{
    if (barrier->state == BARRIER_FILLING) {
        return wait_for_change(vm, wait, barrier, WAIT_INSIDE, out);
    }
    if (barrier->state == BARRIER_BROKEN || barrier->state == BARRIER_RESETTING) {
        raise_broken(vm, "Abort or reset of barrier");
    }
    return finish(vm, wait, barrier, out);
}

static VmFlow enter(Vm *vm, BarrierWait *wait, Barrier *barrier, VmValue *out)
{
    if (barrier->state == BARRIER_DRAINING || barrier->state == BARRIER_RESETTING) {
        return wait_for_change(vm, wait, barrier, WAIT_ENTERING, out);
    }
    if (barrier->state == BARRIER_BROKEN) {
        raise_broken(vm, "Barrier aborted");
        return out_of_lock(vm, barrier, VM_FLOW_RAISE);
    }
    wait->index = barrier->count++;
    aio_sync_end(vm, aio_sync_begin(vm, barrier->trace_id, TRACE_SYNC_ARRIVE, (uint32_t)barrier->count));
    if (wait->index + 1 < barrier->parties) {
        return inside(vm, wait, barrier, out);
    }
    barrier->state = BARRIER_DRAINING;
    notify_all(vm, barrier);
    return finish(vm, wait, barrier, out);
}

static VmFlow wait_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    BarrierWait *wait = data;
    Barrier *barrier = barrier_of(wait->call.self);
    switch (wait->call.phase) {
    case WAIT_BEGIN:
        if (sent == VM_ERROR) {
            return VM_FLOW_RAISE;
        }
        wait->call.phase = WAIT_ENTERING;
        wait->call.flag = true; /* the lock is being acquired */
        *out = aio_lock_acquire(vm, lock_of(barrier));
        return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
    case WAIT_ENTERING: {
        bool acquiring = wait->call.flag;
        wait->call.flag = false;
        if (sent == VM_ERROR) {
            return acquiring ? VM_FLOW_RAISE : out_of_lock(vm, barrier, VM_FLOW_RAISE);
        }
        return enter(vm, wait, barrier, out);
    }
    default: return sent == VM_ERROR ? finish(vm, wait, barrier, out) : inside(vm, wait, barrier, out);
    }
}

static const VmNativeCoroDef wait_def = {
    .qualname = "Barrier.wait",
    .state_size = sizeof(BarrierWait),
    .resume = wait_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

static VmValue barrier_wait(Vm *vm, const VmValue *args)
{
    return aio_call_new(vm, &wait_def, args[0], VM_EMPTY);
}

/* ---- reset and abort: `argument` says which ---- */

static bool change(Vm *vm, Barrier *barrier, bool abort)
{
    if (abort) {
        barrier->state = BARRIER_BROKEN;
    } else {
        barrier->state = barrier->count > 0 ? BARRIER_RESETTING : BARRIER_FILLING;
    }
    aio_sync_end(vm, aio_sync_begin(vm, barrier->trace_id, TRACE_SYNC_BREAK, (uint32_t)barrier->count));
    return notify_all(vm, barrier);
}

static VmFlow change_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    Barrier *barrier = barrier_of(call->self);
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (call->phase++ == 0) {
        *out = aio_lock_acquire(vm, lock_of(barrier));
        return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
    }
    *out = VM_NONE;
    bool ok = change(vm, barrier, call->argument == VM_TRUE);
    return out_of_lock(vm, barrier, ok ? VM_FLOW_RETURN : VM_FLOW_RAISE);
}

static const VmNativeCoroDef change_def = {
    .qualname = "Barrier.reset",
    .state_size = sizeof(AioCall),
    .resume = change_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

static VmValue barrier_reset(Vm *vm, const VmValue *args)
{
    return aio_call_new(vm, &change_def, args[0], VM_FALSE);
}

static VmValue barrier_abort(Vm *vm, const VmValue *args)
{
    return aio_call_new(vm, &change_def, args[0], VM_TRUE);
}

/* ---- async with ---- */

static VmFlow nothing_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    (void)vm;
    (void)data;
    *out = VM_NONE;
    return sent == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}

static const VmNativeCoroDef exit_def = {
    .qualname = "Barrier.__aexit__",
    .state_size = sizeof(AioCall),
    .resume = nothing_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

static VmValue barrier_aexit(Vm *vm, const VmValue *args)
{
    return aio_call_new(vm, &exit_def, args[0], VM_EMPTY);
}

/* ---- the type ---- */

static VmValue barrier_parties(Vm *vm, const VmValue *args)
{
    return vm_int_from(vm, barrier_of(args[0])->parties);
}

static int64_t waiting(const Barrier *barrier)
{
    return barrier->state == BARRIER_FILLING ? barrier->count : 0;
}

static VmValue barrier_n_waiting(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_int(waiting(barrier_of(args[0])));
}

static VmValue barrier_broken(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(barrier_of(args[0])->state == BARRIER_BROKEN);
}

static VmValue barrier_repr(Vm *vm, VmValue self)
{
    Barrier *barrier = barrier_of(self);
    char text[96];
    if (barrier->state == BARRIER_BROKEN) {
        snprintf(text, sizeof text, "broken");
    } else {
        snprintf(text, sizeof text, "%s, waiters:%lld/%lld", state_names[barrier->state], (long long)waiting(barrier),
                 (long long)barrier->parties);
    }
    return aio_sync_repr(vm, self, text, 0);
}

static bool barrier_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue given;
    int64_t parties;
    if (!vm_args_parse(vm, "Barrier.__init__", "parties", args, nargs, kwnames, &given) ||
        !vm_as_index(vm, given, &parties)) {
        return false;
    }
    if (parties < 1) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "parties must be > 0");
        return false;
    }
    barrier_of(self)->parties = parties;
    return true;
}

/* The arguments are read by __init__: a subclass's own may have others. */
static VmValue barrier_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    (void)nargs;
    (void)kwnames;
    VmValue self = vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    Barrier *barrier = barrier_of(self);
    barrier->parties = 1;
    barrier->trace_id = aio_sync_new(vm, "Barrier", TRACE_WAIT_BARRIER, 0);
    barrier->condition = aio_condition_new_for(vm, barrier->trace_id, TRACE_WAIT_BARRIER);
    if (barrier->condition == VM_ERROR) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}

static void barrier_release(Vm *vm, VmObject *self)
{
    vm_unref(vm, ((Barrier *)self)->condition);
}

static void barrier_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Barrier *)self)->condition, context);
}

static void barrier_fill(VmType *type)
{
    type->make = barrier_make;
    type->init = barrier_init;
    type->repr = barrier_repr;
    type->release = barrier_release;
    type->traverse = barrier_traverse;
}

static const VmNativeDef barrier_methods[] = {
    {"wait", barrier_wait, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"reset", barrier_reset, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"abort", barrier_abort, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"parties", barrier_parties, "", VM_NATIVE_PROPERTY},
    {"n_waiting", barrier_n_waiting, "", VM_NATIVE_PROPERTY},
    {"broken", barrier_broken, "", VM_NATIVE_PROPERTY},
    {"__aenter__", barrier_wait, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"__aexit__", barrier_aexit, "*args", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {0},
};

const VmTypeSpec aio_type_barrier = {
    .name = "Barrier",
    .module = "asyncio.locks",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Barrier),
    .has_dict = true,
    .methods = barrier_methods,
    .fill = barrier_fill,
};
