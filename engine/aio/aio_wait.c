/* asyncio.wait and wait_for. */
#include "aio/aio_wait.h"

#include "aio/aio_parts.h"
#include "aio/aio_repr.h"
#include "aio/aio_task.h"
#include "vm/vm_list.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* Sets a waiter that is not done: the callback of timers and futures here. */
static bool release_waiter(Vm *vm, VmValue argument, VmValue waiter)
{
    (void)argument;
    return aio_future_done(waiter) || aio_future_set_result(vm, waiter, VM_NONE);
}

static const AioNativeDef release_callback = {"_release_waiter", release_waiter};

static void cancel_timer(Vm *vm, VmValue *handle)
{
    if (*handle != VM_EMPTY) {
        aio_handle_cancel(vm, aio_handle_of(*handle));
        vm_set_steal(vm, handle, VM_EMPTY);
    }
}

/* ---- wait ---- */

typedef enum ReturnWhen { WHEN_FIRST_COMPLETED, WHEN_FIRST_EXCEPTION, WHEN_ALL_COMPLETED } ReturnWhen;

/* What one call of wait() needs; the callbacks' data is its coroutine. */
typedef struct Wait {
    VmValue self;    /* borrowed: the coroutine itself */
    VmValue futures; /* set */
    VmValue timeout; /* number or None */
    VmValue waiter;
    VmValue handle;
    size_t missing;
    ReturnWhen when;
    bool begun;
} Wait;

static VmFlow wait_resume(Vm *vm, void *data, VmValue sent, VmValue *out);

static void wait_release(Vm *vm, void *data)
{
    Wait *wait = data;
    vm_set_steal(vm, &wait->futures, VM_EMPTY);
    vm_set_steal(vm, &wait->timeout, VM_EMPTY);
    vm_set_steal(vm, &wait->waiter, VM_EMPTY);
    vm_set_steal(vm, &wait->handle, VM_EMPTY);
}

static void wait_traverse(Vm *vm, void *data, VmVisit visit, void *context)
{
    Wait *wait = data;
    visit(vm, wait->futures, context);
    visit(vm, wait->waiter, context);
    visit(vm, wait->handle, context);
}

static const VmNativeCoroDef wait_def = {
    .qualname = "wait",
    .state_size = sizeof(Wait),
    .resume = wait_resume,
    .traverse = wait_traverse,
    .release = wait_release,
};

static bool one_completed(Vm *vm, VmValue future, VmValue data)
{
    Wait *wait = vm_native_coro_state(data, &wait_def);
    wait->missing--;
    bool enough = wait->missing == 0 || wait->when == WHEN_FIRST_COMPLETED;
    if (!enough && wait->when == WHEN_FIRST_EXCEPTION && !aio_future_cancelled(future)) {
        aio_future_retrieve(future);
        enough = aio_future_of(future)->is_exception;
    }
    if (!enough) {
        return true;
    }
    cancel_timer(vm, &wait->handle);
    bool over = wait->waiter == VM_EMPTY; /* the wait ended while this callback was queued */
    return over || aio_future_done(wait->waiter) || aio_future_set_result(vm, wait->waiter, VM_NONE);
}

static const AioNativeDef completion_callback = {"_wait.<locals>._on_completion", one_completed};

static VmFlow wait_begin(Vm *vm, Wait *wait, VmValue *out)
{
    AioLoop *loop = aio_running_loop(vm);
    if (loop == NULL) {
        return VM_FLOW_RAISE;
    }
    wait->waiter = aio_future_new(vm, loop, TRACE_WAIT_WAIT, 0);
    if (wait->waiter == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (wait->timeout != VM_NONE) {
        double when;
        if (!aio_loop_when(vm, wait->timeout, &when)) {
            return VM_FLOW_RAISE;
        }
        wait->handle = aio_loop_call_native_at(vm, loop, when, &release_callback, VM_NONE, wait->waiter);
        if (wait->handle == VM_ERROR) {
            return VM_FLOW_RAISE;
        }
    }
    wait->missing = vm_to_set(wait->futures)->used;
    uint32_t id = aio_future_trace_id(vm, wait->waiter);
    size_t position = 0;
    VmValue future;
    while (vm_set_walk(vm_to_set(wait->futures), &position, &future)) {
        if (!aio_future_add_native(vm, future, &completion_callback, wait->self)) {
            return VM_FLOW_RAISE;
        }
        if (trace_on(vm->recorder)) {
            trace_record(vm->recorder, TRACE_FUTURE_LINK, id, aio_future_trace_id(vm, future), 0, 0);
        }
    }
    *out = vm_ref(wait->waiter);
    return VM_FLOW_AWAIT;
}

/* (done, pending) */
static VmValue split(Vm *vm, VmValue futures)
{
    VmValue done = vm_set_new(vm, VM_EMPTY);
    VmValue pending = vm_set_new(vm, VM_EMPTY);
    bool ok = done != VM_ERROR && pending != VM_ERROR;
    size_t position = 0;
    VmValue future;
    while (ok && vm_set_walk(vm_to_set(futures), &position, &future)) {
        ok = vm_set_add(vm, aio_future_done(future) ? done : pending, future);
    }
    VmValue both = ok ? vm_tuple_pack2(vm, done, pending) : VM_ERROR;
    vm_unref(vm, done);
    vm_unref(vm, pending);
    return both;
}

static VmFlow wait_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    Wait *wait = data;
    if (!wait->begun) {
        wait->begun = true;
        return sent == VM_ERROR ? VM_FLOW_RAISE : wait_begin(vm, wait, out);
    }
    cancel_timer(vm, &wait->handle);
    size_t position = 0;
    VmValue future;
    while (vm_set_walk(vm_to_set(wait->futures), &position, &future)) {
        aio_future_remove_native(vm, future, &completion_callback, wait->self);
    }
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    *out = split(vm, wait->futures);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}

/* The set of futures for wait(); refuses what CPython refuses. */
static VmValue wait_futures(Vm *vm, VmValue given)
{
    if (aio_is_future(given) || vm_is_coroutine(given)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "expect a list of futures, not %s", vm_type_name(vm, given));
    }
    int truth = vm_truth(vm, given);
    if (truth <= 0) {
        return truth < 0 ? VM_ERROR : vm_raise(vm, VM_EXC_VALUE_ERROR, "Set of Tasks/Futures is empty.");
    }
    VmValue set = vm_set_new(vm, given);
    size_t position = 0;
    VmValue item;
    while (set != VM_ERROR && vm_set_walk(vm_to_set(set), &position, &item)) {
        if (vm_is_coroutine(item)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "Passing coroutines is forbidden, use tasks explicitly.");
        } else if (!aio_is_future(item)) {
            vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "'%s' object has no attribute 'add_done_callback'",
                     vm_type_name(vm, item));
        } else {
            continue;
        }
        vm_unref(vm, set);
        return VM_ERROR;
    }
    return set;
}

static bool parse_when(Vm *vm, VmValue given, ReturnWhen *when)
{
    static const char *const names[] = {"FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"};
    *when = WHEN_ALL_COMPLETED;
    if (given == VM_EMPTY) {
        return true;
    }
    for (int i = 0; i < 3; i++) {
        if (vm_is_str(given) && vm_str_equal_c(given, names[i])) {
            *when = (ReturnWhen)i;
            return true;
        }
    }
    VmValue text = vm_str_of(vm, given);
    if (text != VM_ERROR) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "Invalid return_when value: %s", vm_str_data(text));
        vm_unref(vm, text);
    }
    return false;
}

/* The checks belong to the coroutine's first step, as in CPython; nobody can tell when it is awaited at once. */
static VmValue asyncio_wait(Vm *vm, const VmValue *args)
{
    VmValue futures = wait_futures(vm, args[0]);
    ReturnWhen when;
    if (futures == VM_ERROR || !parse_when(vm, args[2], &when)) {
        vm_unref(vm, futures);
        return VM_ERROR;
    }
    void *state;
    VmValue coro = vm_native_coro_new(vm, &wait_def, &state);
    if (coro == VM_ERROR) {
        vm_unref(vm, futures);
        return VM_ERROR;
    }
    Wait *wait = state;
    wait->self = coro;
    wait->futures = futures;
    wait->timeout = args[1] == VM_EMPTY ? VM_NONE : vm_ref(args[1]);
    wait->when = when;
    return coro;
}

/* ---- wait_for ---- */

enum { FOR_BEGIN, FOR_PLAIN, FOR_WAITING, FOR_CANCELLING };

typedef struct WaitFor {
    VmValue awaitable;
    VmValue timeout; /* number or None */
    VmValue future;
    VmValue waiter;
    VmValue handle;
    VmValue interrupted; /* the CancelledError that ended the wait from outside, or VM_EMPTY */
    uint8_t phase;
} WaitFor;

static void wait_for_release(Vm *vm, void *data)
{
    WaitFor *wait = data;
    vm_unref(vm, wait->awaitable);
    vm_unref(vm, wait->timeout);
    vm_unref(vm, wait->future);
    vm_unref(vm, wait->waiter);
    vm_unref(vm, wait->handle);
    vm_unref(vm, wait->interrupted);
}

static void wait_for_traverse(Vm *vm, void *data, VmVisit visit, void *context)
{
    WaitFor *wait = data;
    visit(vm, wait->awaitable, context);
    visit(vm, wait->future, context);
    visit(vm, wait->waiter, context);
    visit(vm, wait->handle, context);
    visit(vm, wait->interrupted, context);
}

static VmFlow give_result(Vm *vm, WaitFor *wait, VmValue *out)
{
    *out = aio_future_result(vm, wait->future);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}

/* A fresh waiter that the future releases. */
static bool new_waiter(Vm *vm, WaitFor *wait)
{
    AioFuture *future = aio_future_of(wait->future);
    VmValue waiter = aio_future_new(vm, future->loop, TRACE_WAIT_WAIT_FOR, 0);
    if (waiter == VM_ERROR) {
        return false;
    }
    vm_set_steal(vm, &wait->waiter, waiter);
    if (trace_on(vm->recorder)) {
        uint32_t id = aio_future_trace_id(vm, waiter);
        trace_record(vm->recorder, TRACE_FUTURE_LINK, id, aio_future_trace_id(vm, wait->future), 0, 0);
    }
    return aio_future_add_native(vm, wait->future, &release_callback, waiter);
}

/* Cancels the inner one and waits until that has come to an end. */
static VmFlow cancel_and_wait(Vm *vm, WaitFor *wait, VmValue *out)
{
    wait->phase = FOR_CANCELLING;
    if (!new_waiter(vm, wait) || aio_cancel(vm, wait->future, VM_EMPTY) < 0) {
        return VM_FLOW_RAISE;
    }
    *out = vm_ref(wait->waiter);
    return VM_FLOW_AWAIT;
}

static VmFlow for_begin(Vm *vm, WaitFor *wait, VmValue *out)
{
    AioLoop *loop = aio_running_loop(vm);
    if (loop == NULL) {
        return VM_FLOW_RAISE;
    }
    if (wait->timeout == VM_NONE) {
        wait->phase = FOR_PLAIN;
        *out = vm_ref(wait->awaitable);
        return VM_FLOW_AWAIT;
    }
    VmValue over = vm_compare(vm, VM_COMPARE_LE, wait->timeout, vm_from_int(0));
    if (over == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    bool is_over = vm_truth(vm, over) == 1;
    vm_unref(vm, over);
    double when;
    if (!is_over && !aio_loop_when(vm, wait->timeout, &when)) {
        return VM_FLOW_RAISE;
    }
    if (is_over) {
        wait->future = aio_ensure_future(vm, loop, wait->awaitable);
        if (wait->future == VM_ERROR) {
            return VM_FLOW_RAISE;
        }
        return aio_future_done(wait->future) ? give_result(vm, wait, out) : cancel_and_wait(vm, wait, out);
    }
    wait->waiter = aio_future_new(vm, loop, TRACE_WAIT_WAIT_FOR, 0);
    if (wait->waiter == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    wait->handle = aio_loop_call_native_at(vm, loop, when, &release_callback, VM_NONE, wait->waiter);
    wait->future = wait->handle == VM_ERROR ? VM_ERROR : aio_ensure_future(vm, loop, wait->awaitable);
    if (wait->future == VM_ERROR || !aio_future_add_native(vm, wait->future, &release_callback, wait->waiter)) {
        return VM_FLOW_RAISE;
    }
    if (trace_on(vm->recorder)) {
        uint32_t id = aio_future_trace_id(vm, wait->waiter);
        trace_record(vm->recorder, TRACE_FUTURE_LINK, id, aio_future_trace_id(vm, wait->future), 0, 0);
    }
    wait->phase = FOR_WAITING;
    *out = vm_ref(wait->waiter);
    return VM_FLOW_AWAIT;
}

static VmFlow after_waiting(Vm *vm, WaitFor *wait, VmValue sent, VmValue *out)
{
    if (sent == VM_ERROR && !vm_error_matches(vm, VM_EXC_CANCELLED_ERROR)) {
        return VM_FLOW_RAISE;
    }
    if (aio_future_done(wait->future)) {
        vm_error_clear(vm);
        return give_result(vm, wait, out);
    }
    if (sent == VM_ERROR) {
        wait->interrupted = vm_error_take(vm);
    }
    aio_future_remove_native(vm, wait->future, &release_callback, wait->waiter);
    return cancel_and_wait(vm, wait, out);
}

static VmFlow after_cancelling(Vm *vm, WaitFor *wait, VmValue sent, VmValue *out)
{
    aio_future_remove_native(vm, wait->future, &release_callback, wait->waiter);
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (wait->interrupted != VM_EMPTY) {
        vm_raise_value(vm, wait->interrupted);
        return VM_FLOW_RAISE;
    }
    VmFlow flow = give_result(vm, wait, out);
    if (flow == VM_FLOW_RAISE && vm_error_matches(vm, VM_EXC_CANCELLED_ERROR)) {
        VmValue cancelled = vm_error_take(vm);
        aio_raise_timeout(vm, cancelled);
        vm_unref(vm, cancelled);
    }
    return flow;
}

static VmFlow wait_for_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    WaitFor *wait = data;
    VmFlow flow;
    switch (wait->phase) {
    case FOR_BEGIN: flow = sent == VM_ERROR ? VM_FLOW_RAISE : for_begin(vm, wait, out); break;
    case FOR_PLAIN: *out = vm_ref(sent); return sent == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
    case FOR_WAITING: flow = after_waiting(vm, wait, sent, out); break;
    default: flow = after_cancelling(vm, wait, sent, out); break;
    }
    if (flow != VM_FLOW_AWAIT) {
        cancel_timer(vm, &wait->handle);
    }
    return flow;
}

static const VmNativeCoroDef wait_for_def = {
    .qualname = "wait_for",
    .state_size = sizeof(WaitFor),
    .resume = wait_for_resume,
    .traverse = wait_for_traverse,
    .release = wait_for_release,
};

static VmValue asyncio_wait_for(Vm *vm, const VmValue *args)
{
    void *state;
    VmValue coro = vm_native_coro_new(vm, &wait_for_def, &state);
    if (coro != VM_ERROR) {
        ((WaitFor *)state)->awaitable = vm_ref(args[0]);
        ((WaitFor *)state)->timeout = vm_ref(args[1]);
    }
    return coro;
}

const VmNativeDef aio_wait_functions[] = {
    {"wait", asyncio_wait, "fs, *, timeout=, return_when=", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"wait_for", asyncio_wait_for, "fut, timeout", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"as_completed", aio_as_completed, "fs, *, timeout=", VM_NATIVE_PYTHON},
    {0},
};
