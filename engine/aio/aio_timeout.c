/* asyncio.timeout and timeout_at. */
#include "aio/aio_parts.h"
#include "aio/aio_repr.h"
#include "aio/aio_task.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

#include <stdio.h>
#include <stdlib.h>

typedef enum TimeoutState {
    TIMEOUT_CREATED,
    TIMEOUT_ENTERED,
    TIMEOUT_EXPIRING,
    TIMEOUT_EXPIRED,
    TIMEOUT_EXITED
} TimeoutState;

typedef struct Timeout {
    VmObject head;
    VmValue when;   /* None or a number, as asked for */
    VmValue task;   /* VM_EMPTY before it is entered */
    VmValue handle; /* of the timer, or VM_EMPTY */
    TimeoutState state;
    uint32_t cancelling; /* requests that the task had when it was entered */
    uint32_t trace_id;
} Timeout;

static Timeout *timeout_of(VmValue v)
{
    return (Timeout *)vm_to_object(v);
}

static const char *const state_names[] = {"created", "active", "expiring", "expired", "finished"};

static bool timeout_fire(Vm *vm, VmValue argument, VmValue data)
{
    (void)data;
    Timeout *timeout = timeout_of(argument);
    TraceRecorder *recorder = vm->recorder;
    uint32_t outer_cause = recorder->cause;
    if (trace_on(recorder)) {
        recorder->cause = trace_record(recorder, TRACE_TIMEOUT_FIRE, timeout->trace_id,
                                       aio_task_trace_id(aio_task_of(timeout->task)), 0, 0);
    }
    bool ok = aio_cancel(vm, timeout->task, VM_EMPTY) >= 0;
    recorder->cause = outer_cause;
    timeout->state = TIMEOUT_EXPIRING;
    vm_set_steal(vm, &timeout->handle, VM_EMPTY);
    return ok;
}

static const AioNativeDef fire_callback = {"Timeout._on_timeout", timeout_fire};

static bool disarm(Vm *vm, Timeout *timeout)
{
    if (timeout->handle != VM_EMPTY) {
        aio_handle_cancel(vm, aio_handle_of(timeout->handle));
        vm_set_steal(vm, &timeout->handle, VM_EMPTY);
    }
    return true;
}

/* Arms the timer for timeout->when; a moment that has passed fires in the next iteration. */
static bool arm(Vm *vm, Timeout *timeout)
{
    disarm(vm, timeout);
    if (timeout->when == VM_NONE) {
        return true;
    }
    double when;
    AioLoop *loop = aio_running_loop(vm);
    if (loop == NULL || !vm_as_double(vm, timeout->when, &when)) {
        return false;
    }
    VmValue self = vm_from_object(timeout);
    if (when <= aio_loop_time(vm)) {
        return aio_loop_call_native_handle(vm, loop, &fire_callback, self, VM_NONE, &timeout->handle);
    }
    timeout->handle = aio_loop_call_native_at(vm, loop, when, &fire_callback, self, VM_NONE);
    return timeout->handle != VM_ERROR;
}

static VmValue timeout_when(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(timeout_of(args[0])->when);
}

static VmValue timeout_reschedule(Vm *vm, const VmValue *args)
{
    Timeout *timeout = timeout_of(args[0]);
    if (timeout->state == TIMEOUT_CREATED) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Timeout has not been entered");
    }
    if (timeout->state != TIMEOUT_ENTERED) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Cannot change state of %s Timeout", state_names[timeout->state]);
    }
    vm_set_steal(vm, &timeout->when, vm_ref(args[1]));
    return arm(vm, timeout) ? VM_NONE : VM_ERROR;
}

static VmValue timeout_expired(Vm *vm, const VmValue *args)
{
    (void)vm;
    TimeoutState state = timeout_of(args[0])->state;
    return vm_from_bool(state == TIMEOUT_EXPIRING || state == TIMEOUT_EXPIRED);
}

/* ---- async with ---- */

typedef struct EnterExit {
    VmValue timeout;
    VmValue exc_type; /* __aexit__'s first argument; VM_EMPTY: this is __aenter__ */
    VmValue exception;
} EnterExit;

static void enter_exit_release(Vm *vm, void *state)
{
    vm_unref(vm, ((EnterExit *)state)->timeout);
    vm_unref(vm, ((EnterExit *)state)->exc_type);
    vm_unref(vm, ((EnterExit *)state)->exception);
}

static void enter_exit_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    visit(vm, ((EnterExit *)state)->timeout, context);
    visit(vm, ((EnterExit *)state)->exc_type, context);
    visit(vm, ((EnterExit *)state)->exception, context);
}

static void record_enter(Vm *vm, Timeout *timeout)
{
    if (!trace_on(vm->recorder)) {
        return;
    }
    double when;
    int64_t deadline_ns = -1;
    if (timeout->when != VM_NONE && vm_as_double(vm, timeout->when, &when)) {
        deadline_ns = sim_nanoseconds(when);
    }
    timeout->trace_id = trace_new_id(vm->recorder->trace);
    trace_record_amount(vm->recorder, TRACE_TIMEOUT_ENTER, timeout->trace_id, deadline_ns < -1 ? -1 : deadline_ns, 0);
}

static VmFlow enter(Vm *vm, VmValue self, VmValue *out)
{
    Timeout *timeout = timeout_of(self);
    if (timeout->state != TIMEOUT_CREATED) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Timeout has already been entered");
        return VM_FLOW_RAISE;
    }
    AioTask *task = aio_state(vm)->current;
    if (task == NULL) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Timeout should be used inside a task");
        return VM_FLOW_RAISE;
    }
    timeout->state = TIMEOUT_ENTERED;
    vm_set_steal(vm, &timeout->task, vm_ref(aio_task_value(task)));
    timeout->cancelling = task->future.cancel_requests;
    record_enter(vm, timeout);
    if (!arm(vm, timeout)) {
        return VM_FLOW_RAISE;
    }
    *out = vm_ref(self);
    return VM_FLOW_RETURN;
}

/* True when the cancellation that comes out of the block is this timeout's own. */
static bool converts(Vm *vm, Timeout *timeout, VmValue exc_type)
{
    AioTask *task = aio_task_of(timeout->task);
    return aio_task_uncancel(vm, task) <= timeout->cancelling &&
           exc_type == vm_from_object(vm_exception_type(vm, VM_EXC_CANCELLED_ERROR));
}

static VmFlow leave(Vm *vm, VmValue self, VmValue exc_type, VmValue exception, VmValue *out)
{
    Timeout *timeout = timeout_of(self);
    disarm(vm, timeout);
    TraceOutcome outcome = exc_type == VM_NONE ? TRACE_OUTCOME_RESULT : TRACE_OUTCOME_EXCEPTION;
    bool expired = false;
    if (timeout->state == TIMEOUT_EXPIRING) {
        timeout->state = TIMEOUT_EXPIRED;
        expired = converts(vm, timeout, exc_type);
        outcome = expired ? TRACE_OUTCOME_CANCELLED : outcome;
    } else if (timeout->state == TIMEOUT_ENTERED) {
        timeout->state = TIMEOUT_EXITED;
    }
    if (trace_on(vm->recorder)) {
        trace_record(vm->recorder, TRACE_TIMEOUT_EXIT, timeout->trace_id, aio_task_trace_id(aio_task_of(timeout->task)),
                     0, outcome);
    }
    if (expired) {
        aio_raise_timeout(vm, exception);
        return VM_FLOW_RAISE;
    }
    *out = VM_NONE;
    return VM_FLOW_RETURN;
}

static VmFlow enter_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    return sent == VM_ERROR ? VM_FLOW_RAISE : enter(vm, ((EnterExit *)data)->timeout, out);
}

static VmFlow exit_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    const EnterExit *state = data;
    return sent == VM_ERROR ? VM_FLOW_RAISE : leave(vm, state->timeout, state->exc_type, state->exception, out);
}

/* At once, without a coroutine (VmNativeBegin). */
static VmFlow enter_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    (void)awaitable;
    bool right = nargs == 1 && vm_is_instance(vm, args[0], aio_type(vm, AIO_TYPE_TIMEOUT));
    return right ? enter(vm, args[0], out) : VM_FLOW_AWAIT;
}

static VmFlow exit_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    (void)awaitable;
    bool right = nargs == 4 && vm_is_instance(vm, args[0], aio_type(vm, AIO_TYPE_TIMEOUT));
    return right ? leave(vm, args[0], args[1], args[2], out) : VM_FLOW_AWAIT;
}

bool aio_timeout_add_begins(Vm *vm, VmType *timeout)
{
    static const VmNativeWait never = {.is_priced = false};
    return vm_native_set_begin(vm, timeout->attrs, "__aenter__", enter_begin, &never) &&
           vm_native_set_begin(vm, timeout->attrs, "__aexit__", exit_begin, &never);
}

static const VmNativeCoroDef enter_def = {
    .qualname = "Timeout.__aenter__",
    .state_size = sizeof(EnterExit),
    .resume = enter_resume,
    .traverse = enter_exit_traverse,
    .release = enter_exit_release,
};

static const VmNativeCoroDef exit_def = {
    .qualname = "Timeout.__aexit__",
    .state_size = sizeof(EnterExit),
    .resume = exit_resume,
    .traverse = enter_exit_traverse,
    .release = enter_exit_release,
};

static VmValue enter_exit_new(Vm *vm, const VmNativeCoroDef *def, VmValue self, VmValue exc_type, VmValue exception)
{
    void *state;
    VmValue coro = vm_native_coro_new(vm, def, &state);
    if (coro != VM_ERROR) {
        ((EnterExit *)state)->timeout = vm_ref(self);
        ((EnterExit *)state)->exc_type = vm_ref(exc_type);
        ((EnterExit *)state)->exception = vm_ref(exception);
    }
    return coro;
}

static VmValue timeout_aenter(Vm *vm, const VmValue *args)
{
    return enter_exit_new(vm, &enter_def, args[0], VM_EMPTY, VM_EMPTY);
}

static VmValue timeout_aexit(Vm *vm, const VmValue *args)
{
    return enter_exit_new(vm, &exit_def, args[0], args[1], args[2]);
}

/* ---- the type ---- */

static VmValue timeout_repr(Vm *vm, VmValue self)
{
    Timeout *timeout = timeout_of(self);
    if (timeout->state != TIMEOUT_ENTERED) {
        return vm_str_printf(vm, "<Timeout [%s]>", state_names[timeout->state]);
    }
    double when = 0;
    if (timeout->when == VM_NONE) {
        return vm_str_c(vm, "<Timeout [active] when=None>");
    }
    if (!vm_as_double(vm, timeout->when, &when)) {
        return VM_ERROR;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "<Timeout [active] when=");
    char rounded[400];
    snprintf(rounded, sizeof rounded, "%.3f", when);
    if (!vm_append_repr(vm, &buf, vm_from_double(strtod(rounded, NULL)))) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_putc(&buf, '>');
    return vm_str_from_buf(vm, &buf);
}

static VmValue timeout_new(Vm *vm, VmValue when)
{
    VmValue self = vm_instance_new(vm, aio_type(vm, AIO_TYPE_TIMEOUT));
    if (self != VM_ERROR) {
        timeout_of(self)->when = vm_ref(when);
    }
    return self;
}

static VmValue timeout_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    VmValue when;
    if (!vm_args_parse(vm, "Timeout.__init__", "when", args, nargs, kwnames, &when)) {
        return VM_ERROR;
    }
    return timeout_new(vm, when);
}

static void timeout_release(Vm *vm, VmObject *self)
{
    Timeout *timeout = (Timeout *)self;
    vm_unref(vm, timeout->when);
    vm_unref(vm, timeout->task);
    vm_unref(vm, timeout->handle);
}

static void timeout_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Timeout *)self)->task, context);
    visit(vm, ((Timeout *)self)->handle, context);
}

static void timeout_fill(VmType *type)
{
    type->make = timeout_make;
    type->repr = timeout_repr;
    type->release = timeout_release;
    type->traverse = timeout_traverse;
}

static const VmNativeDef timeout_methods[] = {
    {"when", timeout_when, "", VM_NATIVE_PYTHON},
    {"reschedule", timeout_reschedule, "when", VM_NATIVE_PYTHON},
    {"expired", timeout_expired, "", VM_NATIVE_PYTHON},
    {"__aenter__", timeout_aenter, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"__aexit__", timeout_aexit, "exc_type, exc_val, exc_tb", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {0},
};

const VmTypeSpec aio_type_timeout = {
    .name = "Timeout",
    .module = "asyncio.timeouts",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Timeout),
    .methods = timeout_methods,
    .fill = timeout_fill,
};

static VmValue asyncio_timeout(Vm *vm, const VmValue *args)
{
    if (args[0] == VM_NONE) {
        return timeout_new(vm, VM_NONE);
    }
    if (aio_running_loop(vm) == NULL) {
        return VM_ERROR;
    }
    VmValue when = vm_binary(vm, VM_BINARY_ADD, vm_from_double(aio_loop_time(vm)), args[0]);
    VmValue timeout = when == VM_ERROR ? VM_ERROR : timeout_new(vm, when);
    vm_unref(vm, when);
    return timeout;
}

static VmValue asyncio_timeout_at(Vm *vm, const VmValue *args)
{
    return timeout_new(vm, args[0]);
}

const VmNativeDef aio_timeout_functions[] = {
    {"timeout", asyncio_timeout, "delay", VM_NATIVE_PYTHON},
    {"timeout_at", asyncio_timeout_at, "when", VM_NATIVE_PYTHON},
    {0},
};
