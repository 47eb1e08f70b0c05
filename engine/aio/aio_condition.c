/* asyncio.Condition. */
#include "aio/aio_condition.h"

#include "aio/aio_await.h"
#include "aio/aio_lock.h"
#include "aio/aio_parts.h"
#include "aio/aio_repr.h"
#include "aio/aio_sleep.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

/* lock.method(), for locks of our own and of scripts. */
static VmValue lock_call(Vm *vm, VmValue self, const char *method)
{
    return vm_call_method_c(vm, aio_condition_of(self)->lock, method);
}

static bool has_own_lock(Vm *vm, const AioCondition *condition)
{
    return aio_lock_is_untouched(vm, condition->lock);
}

/* 1 held, 0 not, -1 error */
static int is_locked(Vm *vm, VmValue self)
{
    const AioCondition *condition = aio_condition_of(self);
    if (has_own_lock(vm, condition)) {
        return aio_lock_of(condition->lock)->locked;
    }
    VmValue answer = lock_call(vm, self, "locked");
    int locked = answer == VM_ERROR ? -1 : vm_truth(vm, answer);
    vm_unref(vm, answer);
    return locked;
}

static bool release_lock(Vm *vm, VmValue self)
{
    const AioCondition *condition = aio_condition_of(self);
    if (has_own_lock(vm, condition)) {
        return aio_lock_release(vm, condition->lock);
    }
    VmValue released = lock_call(vm, self, "release");
    vm_unref(vm, released);
    return released != VM_ERROR;
}

/* lock.acquire() */
static VmValue acquire_lock(Vm *vm, VmValue self)
{
    const AioCondition *condition = aio_condition_of(self);
    return has_own_lock(vm, condition) ? aio_lock_acquire(vm, condition->lock) : lock_call(vm, self, "acquire");
}

static bool check_locked(Vm *vm, VmValue self, const char *message)
{
    int locked = is_locked(vm, self);
    if (locked == 0) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "%s", message);
    }
    return locked == 1;
}

/* ---- wait ---- */

enum { WAIT_BEGIN, WAIT_NOTIFIED, WAIT_LOCKING };

/* The call's `argument` is what the wait ended with, raised once the lock is held again, or VM_EMPTY; its `flag` says
 * that it was cancelled while it was acquiring the lock. */
typedef AioCall Waiting;

static VmFlow wait_begin(Vm *vm, Waiting *waiting, VmValue *out)
{
    AioCondition *condition = aio_condition_of(waiting->self);
    if (!check_locked(vm, waiting->self, "cannot wait on un-acquired lock") || !release_lock(vm, waiting->self)) {
        return VM_FLOW_RAISE;
    }
    waiting->phase = WAIT_NOTIFIED;
    VmValue future = aio_waiters_add(vm, &condition->waiters, (TraceWait)condition->wait, condition->trace_id);
    if (future == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    waiting->future = vm_ref(future);
    *out = vm_ref(future);
    return VM_FLOW_AWAIT;
}

static VmFlow acquire_again(Vm *vm, Waiting *waiting, VmValue *out)
{
    waiting->phase = WAIT_LOCKING;
    *out = acquire_lock(vm, waiting->self);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
}

static VmFlow wait_end(Vm *vm, Waiting *waiting, VmValue *out)
{
    if (waiting->flag) {
        VmValue error = aio_cancelled_error(vm, VM_EMPTY);
        if (error != VM_ERROR) {
            vm_error_restore_steal(vm, error);
        }
        return VM_FLOW_RAISE;
    }
    if (waiting->argument != VM_EMPTY) {
        vm_raise_value(vm, waiting->argument);
        return VM_FLOW_RAISE;
    }
    *out = VM_TRUE;
    return VM_FLOW_RETURN;
}

static VmFlow wait_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    Waiting *waiting = data;
    switch (waiting->phase) {
    case WAIT_BEGIN: return sent == VM_ERROR ? VM_FLOW_RAISE : wait_begin(vm, waiting, out);
    case WAIT_NOTIFIED:
        aio_waiters_remove(vm, &aio_condition_of(waiting->self)->waiters, waiting->future);
        if (sent == VM_ERROR) {
            waiting->argument = vm_error_take(vm);
        }
        return acquire_again(vm, waiting, out);
    default:
        if (sent != VM_ERROR) {
            return wait_end(vm, waiting, out);
        }
        if (!vm_error_matches(vm, VM_EXC_CANCELLED_ERROR)) {
            return VM_FLOW_RAISE;
        }
        vm_error_clear(vm);
        waiting->flag = true;
        return acquire_again(vm, waiting, out);
    }
}

static const VmNativeCoroDef wait_def = {
    .qualname = "Condition.wait",
    .state_size = sizeof(Waiting),
    .resume = wait_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

VmValue aio_condition_wait(Vm *vm, VmValue condition)
{
    return aio_call_new(vm, &wait_def, condition, VM_EMPTY);
}

static VmValue condition_wait(Vm *vm, const VmValue *args)
{
    return aio_condition_wait(vm, args[0]);
}

/* ---- wait_for: waits until predicate() is true ---- */

static VmFlow wait_for_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    VmValue result = vm_call0(vm, call->argument);
    int truth = result == VM_ERROR ? -1 : vm_truth(vm, result);
    if (truth == 1) {
        *out = result;
        return VM_FLOW_RETURN;
    }
    vm_unref(vm, result);
    if (truth < 0) {
        return VM_FLOW_RAISE;
    }
    *out = aio_is_untouched(call->self, aio_type(vm, AIO_TYPE_CONDITION)) ? aio_condition_wait(vm, call->self)
                                                                          : vm_call_method_c(vm, call->self, "wait");
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
}

static const VmNativeCoroDef wait_for_def = {
    .qualname = "Condition.wait_for",
    .state_size = sizeof(AioCall),
    .resume = wait_for_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

static VmValue condition_wait_for(Vm *vm, const VmValue *args)
{
    return aio_call_new(vm, &wait_for_def, args[0], args[1]);
}

/* ---- notify ---- */

bool aio_condition_notify(Vm *vm, VmValue self, size_t count)
{
    AioCondition *condition = aio_condition_of(self);
    if (!check_locked(vm, self, "cannot notify on un-acquired lock")) {
        return false;
    }
    uint32_t former = aio_sync_begin(vm, condition->trace_id, TRACE_SYNC_NOTIFY, (uint32_t)condition->waiters.count);
    bool ok = true;
    for (size_t i = 0; ok && i < condition->waiters.count && count > 0; i++) {
        VmValue waiter = aio_waiters_at(&condition->waiters, i);
        if (!aio_waiter_done(waiter)) {
            count--;
            ok = aio_waiter_wake(vm, waiter, VM_FALSE);
        }
    }
    aio_sync_end(vm, former);
    return ok;
}

static VmValue condition_notify(Vm *vm, const VmValue *args)
{
    int64_t count = 1;
    if (args[1] != VM_EMPTY && !vm_as_index(vm, args[1], &count)) {
        return VM_ERROR;
    }
    return aio_condition_notify(vm, args[0], count < 0 ? 0 : (size_t)count) ? VM_NONE : VM_ERROR;
}

static VmValue condition_notify_all(Vm *vm, const VmValue *args)
{
    return aio_condition_notify(vm, args[0], SIZE_MAX) ? VM_NONE : VM_ERROR;
}

/* ---- the lock's methods ---- */

static VmValue condition_locked(Vm *vm, const VmValue *args)
{
    return lock_call(vm, args[0], "locked");
}

static VmValue condition_acquire(Vm *vm, const VmValue *args)
{
    return acquire_lock(vm, args[0]);
}

static VmValue condition_release(Vm *vm, const VmValue *args)
{
    return lock_call(vm, args[0], "release");
}

static VmValue condition_waiters(Vm *vm, const VmValue *args)
{
    return aio_waiters_deque(vm, &aio_condition_of(args[0])->waiters);
}

static VmValue condition_lock(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(aio_condition_of(args[0])->lock);
}

/* ---- at once, without a coroutine (VmNativeBegin) ---- */

/* A condition and a lock whose methods are ours. */
static bool is_untouched(Vm *vm, VmValue self)
{
    return aio_is_untouched(self, aio_type(vm, AIO_TYPE_CONDITION)) && has_own_lock(vm, aio_condition_of(self));
}

/* Its task waits twice in itself: among those of the condition, then, if need be, among those of the lock. */
static VmFlow wait_begin_at_once(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    if (nargs != 1 || !is_untouched(vm, args[0]) || !aio_await_can(vm)) {
        return VM_FLOW_AWAIT;
    }
    AioCondition *condition = aio_condition_of(args[0]);
    const AioLock *lock = aio_lock_of(condition->lock);
    if (!lock->locked || lock->trace_id == 0 || condition->trace_id == 0) {
        return VM_FLOW_AWAIT;
    }
    if (!aio_lock_release(vm, condition->lock)) {
        return VM_FLOW_RAISE;
    }
    return aio_await_begin(vm, &condition->waiters, (TraceWait)condition->wait, condition->trace_id, out, awaitable);
}

static VmFlow wait_go_on(Vm *vm, const VmValue *args, VmValue *out)
{
    AioCondition *condition = aio_condition_of(args[0]);
    VmValue awaitable;
    if (!aio_await_leave(vm, &condition->waiters)) {
        return aio_lock_go_on(vm, condition->lock, VM_TRUE, out);
    }
    return aio_lock_acquire_at_once(vm, condition->lock, VM_TRUE, out, &awaitable);
}

/* Makes the coroutine that waits for the lock. */
static VmValue unfold_locking(Vm *vm, const VmFrame *frame, VmValue self, void *who)
{
    VmValue acquire = aio_lock_unfold(vm, frame, aio_condition_of(self)->lock, who);
    VmValue wait = acquire == VM_ERROR ? VM_ERROR : aio_condition_wait(vm, self);
    if (wait != VM_ERROR) {
        ((Waiting *)(void *)((VmNativeCoro *)vm_to_object(wait))->state)->phase = WAIT_LOCKING;
        vm_native_coro_waits(wait, acquire);
    }
    vm_unref(vm, acquire);
    return wait;
}

static VmValue wait_unfold(Vm *vm, const VmFrame *frame, const VmValue *args, void *who)
{
    AioCondition *condition = aio_condition_of(args[0]);
    AioTask *task = who != NULL ? who : aio_task_of_frame(vm, frame);
    if (task == NULL || !aio_waiters_contain(&condition->waiters, aio_task_value(task))) {
        return unfold_locking(vm, frame, args[0], task);
    }
    return aio_await_unfold(vm, frame, task,
                            (AioAwaited){.coro = aio_condition_wait(vm, args[0]),
                                         .waiters = &condition->waiters,
                                         .wait = (TraceWait)condition->wait,
                                         .trace_object = condition->trace_id,
                                         .result = VM_FALSE});
}

static VmFlow enter_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    if (nargs != 1 || !is_untouched(vm, args[0])) {
        return VM_FLOW_AWAIT;
    }
    return aio_lock_acquire_at_once(vm, aio_condition_of(args[0])->lock, VM_NONE, out, awaitable);
}

static VmFlow enter_go_on(Vm *vm, const VmValue *args, VmValue *out)
{
    return aio_lock_go_on(vm, aio_condition_of(args[0])->lock, VM_NONE, out);
}

static VmValue enter_unfold(Vm *vm, const VmFrame *frame, const VmValue *args, void *who)
{
    return aio_enter_unfold(vm, args, aio_lock_unfold(vm, frame, aio_condition_of(args[0])->lock, who));
}

static VmFlow exit_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    (void)awaitable;
    if (nargs != 4 || !is_untouched(vm, args[0])) {
        return VM_FLOW_AWAIT;
    }
    *out = VM_NONE;
    return aio_lock_release(vm, aio_condition_of(args[0])->lock) ? VM_FLOW_RETURN : VM_FLOW_RAISE;
}

bool aio_condition_add_begins(Vm *vm, VmType *condition)
{
    static const VmNativeWait wait_wait = {.go_on = wait_go_on, .unfold = wait_unfold};
    static const VmNativeWait enter_wait = {.go_on = enter_go_on, .unfold = enter_unfold};
    static const VmNativeWait exit_wait = {.is_priced = false};
    return vm_native_set_begin(vm, condition->attrs, "wait", wait_begin_at_once, &wait_wait) &&
           vm_native_set_begin(vm, condition->attrs, "__aenter__", enter_begin, &enter_wait) &&
           vm_native_set_begin(vm, condition->attrs, "__aexit__", exit_begin, &exit_wait);
}

/* ---- the type ---- */

static VmValue condition_repr(Vm *vm, VmValue self)
{
    int locked = is_locked(vm, self);
    return locked < 0 ? VM_ERROR
                      : aio_sync_repr(vm, self, locked ? "locked" : "unlocked", aio_condition_of(self)->waiters.count);
}

VmValue aio_condition_new_for(Vm *vm, uint32_t trace_id, TraceWait wait)
{
    VmValue self = vm_instance_new(vm, aio_type(vm, AIO_TYPE_CONDITION));
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    AioCondition *condition = aio_condition_of(self);
    condition->trace_id = trace_id;
    condition->wait = (uint8_t)wait;
    condition->lock = vm_instance_new(vm, aio_type(vm, AIO_TYPE_LOCK)); /* not shown: it is held for no time at all */
    if (condition->lock == VM_ERROR) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}

/* The arguments are read by __init__.  Should a subclass's own not call ours, there is a lock all the same. */
static VmValue condition_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    (void)nargs;
    (void)kwnames;
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        aio_condition_of(self)->wait = TRACE_WAIT_CONDITION;
        aio_condition_of(self)->lock = vm_instance_new(vm, aio_type(vm, AIO_TYPE_LOCK));
        if (aio_condition_of(self)->lock == VM_ERROR) {
            vm_unref(vm, self);
            return VM_ERROR;
        }
    }
    return self;
}

static bool condition_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue lock;
    if (!vm_args_parse(vm, "Condition.__init__", "lock=", args, nargs, kwnames, &lock)) {
        return false;
    }
    lock = lock == VM_EMPTY || lock == VM_NONE ? aio_lock_new(vm) : vm_ref(lock);
    if (lock == VM_ERROR) {
        return false;
    }
    vm_set_steal(vm, &aio_condition_of(self)->lock, lock);
    aio_condition_of(self)->trace_id = aio_sync_new(vm, "Condition", TRACE_WAIT_CONDITION, 0);
    return true;
}

static void condition_release_object(Vm *vm, VmObject *self)
{
    vm_unref(vm, ((AioCondition *)self)->lock);
    aio_waiters_release(vm, &((AioCondition *)self)->waiters);
}

static void condition_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((AioCondition *)self)->lock, context);
    aio_waiters_traverse(vm, &((AioCondition *)self)->waiters, visit, context);
}

static void condition_fill(VmType *type)
{
    type->make = condition_make;
    type->init = condition_init;
    type->repr = condition_repr;
    type->release = condition_release_object;
    type->traverse = condition_traverse;
}

static const VmNativeDef condition_methods[] = {
    {"wait", condition_wait, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"wait_for", condition_wait_for, "predicate", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"notify", condition_notify, "n=", VM_NATIVE_PYTHON},
    {"notify_all", condition_notify_all, "", VM_NATIVE_PYTHON},
    {"locked", condition_locked, "", VM_NATIVE_PYTHON},
    {"acquire", condition_acquire, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"release", condition_release, "", VM_NATIVE_PYTHON},
    {"_waiters", condition_waiters, "", VM_NATIVE_PROPERTY},
    {"_lock", condition_lock, "", VM_NATIVE_PROPERTY},
    {"__aenter__", aio_enter_acquire, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"__aexit__", aio_exit_release, "exc_type, exc, tb", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {0},
};

const VmTypeSpec aio_type_condition = {
    .name = "Condition",
    .module = "asyncio.locks",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioCondition),
    .has_dict = true,
    .methods = condition_methods,
    .fill = condition_fill,
};
