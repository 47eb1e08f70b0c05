#include "aio/aio_future.h"

#include "aio/aio_gather.h"
#include "aio/aio_repr.h"
#include "aio/aio_task.h"

#include <assert.h>

/* ---- making ---- */

void aio_future_init(AioFuture *future, AioLoop *loop, TraceWait wait, uint32_t trace_object)
{
    future->loop = aio_loop_of(vm_ref(vm_from_object(loop)));
    future->state = AIO_PENDING;
    future->wait = (uint8_t)wait;
    future->trace_object = trace_object;
    future->done_event = TRACE_NO_CAUSE;
}

VmValue aio_future_new(Vm *vm, AioLoop *loop, TraceWait wait, uint32_t trace_object)
{
    VmValue future = vm_instance_new(vm, aio_type(vm, AIO_TYPE_FUTURE));
    if (future != VM_ERROR) {
        aio_future_init(aio_future_of(future), loop, wait, trace_object);
    }
    return future;
}

uint32_t aio_future_trace_id(Vm *vm, VmValue value)
{
    AioFuture *future = aio_future_of(value);
    if (future->trace_id == 0 && trace_on(vm->recorder)) {
        future->trace_id = trace_new_id(vm->recorder->trace);
        trace_record(vm->recorder, TRACE_FUTURE_NEW, future->trace_id, 0, 0, future->wait);
    }
    return future->trace_id;
}

/* ---- finishing ---- */

static bool check_pending(Vm *vm, const AioFuture *future)
{
    if (future->state != AIO_PENDING) {
        aio_raise_invalid_state(vm, "invalid state");
        return false;
    }
    return true;
}

static uint32_t result_text(Vm *vm, VmValue value)
{
    return vm->recorder->detail ? aio_trace_repr(vm, value) : 0;
}

/* Says that the future is done.  Waits for primitives (trace_object) are told by the primitive; tasks tell themselves.
 */
static void record_done(Vm *vm, VmValue value, TraceOutcome outcome)
{
    AioFuture *future = aio_future_of(value);
    if (!trace_on(vm->recorder)) {
        return;
    }
    if (vm_has_kind(value, VM_KIND_TASK)) {
        return; /* aio_task.c has recorded TASK_DONE and set done_event */
    }
    if (future->trace_object != 0) {
        future->done_event = vm->recorder->cause;
        return;
    }
    uint32_t id = aio_future_trace_id(vm, value);
    uint32_t text = future->value == VM_EMPTY ? 0 : result_text(vm, future->value);
    future->done_event = trace_record(vm->recorder, TRACE_FUTURE_DONE, id, text, 0, outcome);
}

bool aio_future_set_result(Vm *vm, VmValue value, VmValue result)
{
    AioFuture *future = aio_future_of(value);
    if (!check_pending(vm, future)) {
        return false;
    }
    AioCallback first = aio_callbacks_take_first(future);
    future->state = AIO_FINISHED;
    future->value = vm_ref(result);
    record_done(vm, value, TRACE_OUTCOME_RESULT);
    return aio_callbacks_schedule(vm, value, first);
}

/* The exception instance for an instance or a class; owned. */
static VmValue exception_instance(Vm *vm, VmValue exception)
{
    if (vm_is_exception_class(vm, exception)) {
        exception = vm_call0(vm, exception);
        if (exception == VM_ERROR) {
            return VM_ERROR;
        }
    } else {
        vm_ref(exception);
    }
    if (!vm_has_kind(exception, VM_KIND_EXCEPTION)) {
        vm_unref(vm, exception);
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "invalid exception object");
    }
    if (vm_exception_is(vm, exception, VM_EXC_STOP_ITERATION)) {
        vm_unref(vm, exception);
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        "StopIteration interacts badly with generators and cannot be raised into a Future");
    }
    return exception;
}

bool aio_future_set_exception(Vm *vm, VmValue value, VmValue exception)
{
    AioFuture *future = aio_future_of(value);
    if (!check_pending(vm, future)) {
        return false;
    }
    VmValue instance = exception_instance(vm, exception);
    if (instance == VM_ERROR) {
        return false;
    }
    AioCallback first = aio_callbacks_take_first(future);
    future->state = AIO_FINISHED;
    future->value = instance;
    future->is_exception = true;
    future->unretrieved = true;
    record_done(vm, value, TRACE_OUTCOME_EXCEPTION);
    return aio_callbacks_schedule(vm, value, first);
}

static bool cancel_with(Vm *vm, VmValue value, VmValue error)
{
    AioFuture *future = aio_future_of(value);
    assert(future->state == AIO_PENDING);
    AioCallback first = aio_callbacks_take_first(future);
    future->state = AIO_CANCELLED;
    future->value = error;
    record_done(vm, value, TRACE_OUTCOME_CANCELLED);
    return aio_callbacks_schedule(vm, value, first);
}

bool aio_future_cancel_plain(Vm *vm, VmValue value, VmValue message)
{
    return aio_future_set_message(vm, aio_future_of(value), message) && cancel_with(vm, value, VM_EMPTY);
}

bool aio_future_cancel_with_steal(Vm *vm, VmValue value, VmValue error)
{
    aio_future_set_message(vm, aio_future_of(value), VM_EMPTY); /* which needs no memory */
    return cancel_with(vm, value, error);
}

int aio_cancel(Vm *vm, VmValue value, VmValue message)
{
    if (vm_has_kind(value, VM_KIND_TASK)) {
        return aio_task_cancel(vm, aio_task_of(value), message);
    }
    AioFuture *future = aio_future_of(value);
    if (future->variant == AIO_VARIANT_GATHER) {
        return aio_gather_cancel(vm, value, message);
    }
    future->unretrieved = false;
    if (future->state != AIO_PENDING) {
        return 0;
    }
    return aio_future_cancel_plain(vm, value, message) ? 1 : -1;
}

/* ---- asking ---- */

VmValue aio_future_cancelled_error(Vm *vm, VmValue value)
{
    AioFuture *future = aio_future_of(value);
    if (future->value != VM_EMPTY && future->state == AIO_CANCELLED) {
        VmValue stored = future->value;
        future->value = VM_EMPTY;
        return stored;
    }
    return aio_cancelled_error(vm, aio_future_message_borrow(future));
}

void aio_future_retrieve(VmValue value)
{
    aio_future_of(value)->unretrieved = false;
}

static VmValue raise_cancelled(Vm *vm, VmValue value)
{
    VmValue error = aio_future_cancelled_error(vm, value);
    if (error != VM_ERROR) {
        vm_raise_value(vm, error);
        vm_unref(vm, error);
    }
    return VM_ERROR;
}

VmValue aio_future_result(Vm *vm, VmValue value)
{
    AioFuture *future = aio_future_of(value);
    if (future->state == AIO_CANCELLED) {
        return raise_cancelled(vm, value);
    }
    if (future->state == AIO_PENDING) {
        return aio_raise_invalid_state(vm, "Result is not set.");
    }
    future->unretrieved = false;
    if (future->is_exception) {
        return vm_raise_value(vm, future->value);
    }
    return vm_ref(future->value);
}

VmValue aio_future_exception(Vm *vm, VmValue value)
{
    AioFuture *future = aio_future_of(value);
    if (future->state == AIO_CANCELLED) {
        return raise_cancelled(vm, value);
    }
    if (future->state == AIO_PENDING) {
        return aio_raise_invalid_state(vm, "Exception is not set.");
    }
    future->unretrieved = false;
    return future->is_exception ? vm_ref(future->value) : VM_NONE;
}

VmFlow aio_future_await(Vm *vm, VmValue self, bool first, VmValue sent, VmValue *out)
{
    if (!first && sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    AioFuture *future = aio_future_of(self);
    if (future->state == AIO_PENDING) {
        if (future->blocking) { /* nobody has taken notice of it since it was yielded */
            vm_raise(vm, VM_EXC_RUNTIME_ERROR, "await wasn't used with future");
            return VM_FLOW_RAISE;
        }
        future->blocking = true;
        *out = vm_ref(self);
        return VM_FLOW_YIELD;
    }
    *out = aio_future_result(vm, self);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}
