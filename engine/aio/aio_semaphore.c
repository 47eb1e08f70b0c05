/* asyncio.Semaphore and BoundedSemaphore. */
#include "aio/aio_await.h"
#include "aio/aio_lock.h"
#include "aio/aio_parts.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

#include <stdio.h>

typedef struct Semaphore {
    VmObject head;
    AioWaiters waiters;
    int64_t value;
    int64_t bound; /* BoundedSemaphore; else -1 */
    uint32_t trace_id;
} Semaphore;

static Semaphore *semaphore_of(VmValue v)
{
    return (Semaphore *)vm_to_object(v);
}

static bool is_locked(const Semaphore *semaphore)
{
    return semaphore->value == 0 || !aio_waiters_all_cancelled(&semaphore->waiters);
}

/* Hands one unit to the first that waits. */
static bool wake_next(Vm *vm, Semaphore *semaphore)
{
    bool woken;
    bool ok = aio_waiters_wake_first(vm, &semaphore->waiters, VM_TRUE, &woken);
    if (woken) {
        semaphore->value--;
    }
    return ok;
}

static void record_acquired(Vm *vm, const Semaphore *semaphore)
{
    aio_sync_end(vm, aio_sync_begin(vm, semaphore->trace_id, TRACE_SYNC_ACQUIRE, (uint32_t)semaphore->value));
}

/* Takes a unit if there is one for it. */
static bool try_acquire(Vm *vm, Semaphore *semaphore)
{
    if (is_locked(semaphore)) {
        return false;
    }
    semaphore->value--;
    record_acquired(vm, semaphore);
    return true;
}

/* It has been handed a unit; what is left goes to the next. */
static bool acquired(Vm *vm, Semaphore *semaphore)
{
    record_acquired(vm, semaphore);
    return semaphore->value == 0 || wake_next(vm, semaphore);
}

static VmFlow first_step(Vm *vm, AioCall *call, Semaphore *semaphore, VmValue *out)
{
    if (try_acquire(vm, semaphore)) {
        *out = VM_TRUE;
        return VM_FLOW_RETURN;
    }
    call->future = vm_ref(aio_waiters_add(vm, &semaphore->waiters, TRACE_WAIT_SEMAPHORE, semaphore->trace_id));
    return call->future == VM_ERROR ? VM_FLOW_RAISE : aio_call_wait(call, out);
}

static VmFlow acquire_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    Semaphore *semaphore = semaphore_of(call->self);
    if (call->phase++ == 0) {
        return sent == VM_ERROR ? VM_FLOW_RAISE : first_step(vm, call, semaphore, out);
    }
    aio_waiters_remove(vm, &semaphore->waiters, call->future);
    if (sent == VM_ERROR) {
        if (vm_error_matches(vm, VM_EXC_CANCELLED_ERROR) && !aio_future_cancelled(call->future)) {
            semaphore->value++; /* it had been handed a unit already: the next one gets it */
            wake_next(vm, semaphore);
        }
        return VM_FLOW_RAISE;
    }
    *out = VM_TRUE;
    return acquired(vm, semaphore) ? VM_FLOW_RETURN : VM_FLOW_RAISE;
}

static const VmNativeCoroDef acquire_def = {
    .qualname = "Semaphore.acquire",
    .state_size = sizeof(AioCall),
    .resume = acquire_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

static VmValue semaphore_acquire(Vm *vm, const VmValue *args)
{
    return aio_call_new(vm, &acquire_def, args[0], VM_EMPTY);
}

static bool release(Vm *vm, Semaphore *semaphore)
{
    if (semaphore->bound >= 0 && semaphore->value >= semaphore->bound) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "BoundedSemaphore released too many times");
        return false;
    }
    semaphore->value++;
    uint32_t former = aio_sync_begin(vm, semaphore->trace_id, TRACE_SYNC_RELEASE, (uint32_t)semaphore->value);
    bool ok = wake_next(vm, semaphore);
    aio_sync_end(vm, former);
    return ok;
}

static VmValue semaphore_release(Vm *vm, const VmValue *args)
{
    return release(vm, semaphore_of(args[0])) ? VM_NONE : VM_ERROR;
}

/* ---- at once, without a coroutine (VmNativeBegin) ---- */

static VmFlow acquire_at_once(Vm *vm, Semaphore *semaphore, VmValue result, VmValue *out, VmValue *awaitable)
{
    if (!try_acquire(vm, semaphore)) {
        return aio_await_begin(vm, &semaphore->waiters, TRACE_WAIT_SEMAPHORE, semaphore->trace_id, out, awaitable);
    }
    *out = result;
    return VM_FLOW_RETURN;
}

static VmFlow acquire_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    bool right = nargs == 1 && vm_is_instance(vm, args[0], aio_type(vm, AIO_TYPE_SEMAPHORE));
    return right ? acquire_at_once(vm, semaphore_of(args[0]), VM_TRUE, out, awaitable) : VM_FLOW_AWAIT;
}

/* A semaphore whose acquire() and release() are ours. */
static bool is_untouched(Vm *vm, VmValue self)
{
    return aio_is_untouched(self, aio_type(vm, AIO_TYPE_SEMAPHORE)) ||
           aio_is_untouched(self, aio_type(vm, AIO_TYPE_BOUNDED_SEMAPHORE));
}

static VmFlow enter_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    bool right = nargs == 1 && is_untouched(vm, args[0]);
    return right ? acquire_at_once(vm, semaphore_of(args[0]), VM_NONE, out, awaitable) : VM_FLOW_AWAIT;
}

static VmFlow exit_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    (void)awaitable;
    if (nargs != 4 || !is_untouched(vm, args[0])) {
        return VM_FLOW_AWAIT;
    }
    *out = VM_NONE;
    return release(vm, semaphore_of(args[0])) ? VM_FLOW_RETURN : VM_FLOW_RAISE;
}

static VmFlow acquire_go_on(Vm *vm, const VmValue *args, VmValue *out)
{
    Semaphore *semaphore = semaphore_of(args[0]);
    aio_await_leave(vm, &semaphore->waiters);
    *out = VM_TRUE;
    return acquired(vm, semaphore) ? VM_FLOW_RETURN : VM_FLOW_RAISE;
}

static VmFlow enter_go_on(Vm *vm, const VmValue *args, VmValue *out)
{
    VmFlow flow = acquire_go_on(vm, args, out);
    *out = VM_NONE;
    return flow;
}

static VmValue acquire_unfold(Vm *vm, const VmFrame *frame, const VmValue *args, void *who)
{
    Semaphore *semaphore = semaphore_of(args[0]);
    return aio_await_unfold(vm, frame, who,
                            (AioAwaited){.coro = semaphore_acquire(vm, args),
                                         .waiters = &semaphore->waiters,
                                         .wait = TRACE_WAIT_SEMAPHORE,
                                         .trace_object = semaphore->trace_id,
                                         .result = VM_TRUE});
}

static VmValue enter_unfold(Vm *vm, const VmFrame *frame, const VmValue *args, void *who)
{
    return aio_enter_unfold(vm, args, acquire_unfold(vm, frame, args, who));
}

bool aio_semaphore_add_begins(Vm *vm, VmType *semaphore)
{
    static const VmNativeWait acquire_wait = {.go_on = acquire_go_on, .unfold = acquire_unfold};
    static const VmNativeWait enter_wait = {.go_on = enter_go_on, .unfold = enter_unfold};
    static const VmNativeWait exit_wait = {.is_priced = false};
    return vm_native_set_begin(vm, semaphore->attrs, "acquire", acquire_begin, &acquire_wait) &&
           vm_native_set_begin(vm, semaphore->attrs, "__aenter__", enter_begin, &enter_wait) &&
           vm_native_set_begin(vm, semaphore->attrs, "__aexit__", exit_begin, &exit_wait);
}

static VmValue semaphore_locked(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(is_locked(semaphore_of(args[0])));
}

static VmValue semaphore_value(Vm *vm, const VmValue *args)
{
    return vm_int_from(vm, semaphore_of(args[0])->value);
}

/* None until somebody has waited. */
static VmValue semaphore_waiters(Vm *vm, const VmValue *args)
{
    AioWaiters *waiters = &semaphore_of(args[0])->waiters;
    return waiters->capacity == 0 ? VM_NONE : aio_waiters_deque(vm, waiters);
}

static VmValue semaphore_bound(Vm *vm, const VmValue *args)
{
    return vm_int_from(vm, semaphore_of(args[0])->bound);
}

static VmValue semaphore_repr(Vm *vm, VmValue self)
{
    Semaphore *semaphore = semaphore_of(self);
    char state[64];
    if (is_locked(semaphore)) {
        snprintf(state, sizeof state, "locked");
    } else {
        snprintf(state, sizeof state, "unlocked, value:%lld", (long long)semaphore->value);
    }
    return aio_sync_repr(vm, self, state, semaphore->waiters.count);
}

/* `value < 0` is CPython's check: that must be possible. */
static bool is_number(Vm *vm, VmValue value)
{
    VmValue less = vm_compare(vm, VM_COMPARE_LT, value, vm_from_int(0));
    vm_unref(vm, less);
    return less != VM_ERROR;
}

static bool initialise(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue given;
    bool bounded = semaphore_of(self)->bound >= 0;
    const char *name = bounded ? "BoundedSemaphore.__init__" : "Semaphore.__init__";
    int64_t value = 1;
    if (!vm_args_parse(vm, name, "value=", args, nargs, kwnames, &given) ||
        (given != VM_EMPTY && (!is_number(vm, given) || !vm_as_index(vm, given, &value)))) {
        return false;
    }
    if (value < 0) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "Semaphore initial value must be >= 0");
        return false;
    }
    semaphore_of(self)->value = value;
    semaphore_of(self)->bound = bounded ? value : -1;
    semaphore_of(self)->trace_id = aio_sync_new(vm, "Semaphore", TRACE_WAIT_SEMAPHORE, (uint32_t)value);
    return true;
}

/* The arguments are read by __init__: a subclass's own may have others. */
static VmValue make(Vm *vm, VmType *type, bool bounded)
{
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        semaphore_of(self)->value = 1;
        semaphore_of(self)->bound = bounded ? 1 : -1;
    }
    return self;
}

static VmValue semaphore_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    (void)nargs;
    (void)kwnames;
    return make(vm, type, false);
}

static VmValue bounded_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    (void)nargs;
    (void)kwnames;
    return make(vm, type, true);
}

static void semaphore_release_object(Vm *vm, VmObject *self)
{
    aio_waiters_release(vm, &((Semaphore *)self)->waiters);
}

static void semaphore_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    aio_waiters_traverse(vm, &((Semaphore *)self)->waiters, visit, context);
}

static void semaphore_fill(VmType *type)
{
    type->make = semaphore_make;
    type->init = initialise;
    type->repr = semaphore_repr;
    type->release = semaphore_release_object;
    type->traverse = semaphore_traverse;
}

static void bounded_fill(VmType *type)
{
    semaphore_fill(type);
    type->make = bounded_make;
}

static const VmNativeDef semaphore_methods[] = {
    {"acquire", semaphore_acquire, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"release", semaphore_release, "", VM_NATIVE_PYTHON},
    {"locked", semaphore_locked, "", VM_NATIVE_PYTHON},
    {"_value", semaphore_value, "", VM_NATIVE_PROPERTY},
    {"_waiters", semaphore_waiters, "", VM_NATIVE_PROPERTY},
    {"__aenter__", aio_enter_acquire, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"__aexit__", aio_exit_release, "exc_type, exc, tb", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {0},
};

static const VmNativeDef bounded_methods[] = {
    {"_bound_value", semaphore_bound, "", VM_NATIVE_PROPERTY},
    {0},
};

const VmTypeSpec aio_type_semaphore = {
    .name = "Semaphore",
    .module = "asyncio.locks",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Semaphore),
    .has_dict = true,
    .methods = semaphore_methods,
    .fill = semaphore_fill,
};

const VmTypeSpec aio_type_bounded_semaphore = {
    .name = "BoundedSemaphore",
    .module = "asyncio.locks",
    .base = VM_TYPE_OBJECT, /* made below Semaphore */
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Semaphore),
    .has_dict = true,
    .methods = bounded_methods,
    .fill = bounded_fill,
};
