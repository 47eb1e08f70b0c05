#include "aio/aio_future.h"

#include "aio/aio_context.h"
#include "aio/aio_gather.h"
#include "aio/aio_repr.h"
#include "aio/aio_task.h"
#include "vm/vm_heap.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

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

/* ---- callbacks ---- */

static bool push_callback(Vm *vm, AioFuture *future, AioCallback callback)
{
    if (future->callback_count == future->callback_capacity) {
        uint32_t capacity = future->callback_capacity == 0 ? 1 : future->callback_capacity * 2;
        AioCallback *callbacks = vm_heap_resize(vm, future->callbacks, future->callback_capacity * sizeof *callbacks,
                                                capacity * sizeof *callbacks);
        if (callbacks == NULL) {
            return false;
        }
        future->callbacks = callbacks;
        future->callback_capacity = capacity;
    }
    vm_ref(callback.data);
    vm_ref(callback.context);
    future->callbacks[future->callback_count++] = callback;
    return true;
}

/* Queues one callback of a future that is done. */
static bool queue_callback(Vm *vm, VmValue value, const AioCallback *callback)
{
    AioFuture *future = aio_future_of(value);
    if (callback->native != NULL) {
        return aio_loop_call_native(vm, future->loop, callback->native, value, callback->data,
                                    TRACE_ROLE_DONE_CALLBACK);
    }
    if (vm_has_kind(callback->data, VM_KIND_TASK)) {
        return aio_task_wake(vm, aio_task_of(callback->data), future->done_event);
    }
    VmValue args = vm_tuple_new(vm, &value, 1);
    if (args == VM_ERROR) {
        return false;
    }
    VmValue handle =
        aio_loop_call_soon(vm, future->loop, callback->data, args, callback->context, TRACE_ROLE_DONE_CALLBACK);
    vm_unref(vm, args);
    vm_unref(vm, handle);
    return handle != VM_ERROR;
}

static void drop_callback(Vm *vm, AioCallback *callback)
{
    vm_unref(vm, callback->data);
    vm_unref(vm, callback->context);
}

/* Queues all callbacks, in order, and forgets them. */
static bool schedule_callbacks(Vm *vm, VmValue value)
{
    AioFuture *future = aio_future_of(value);
    AioCallback *callbacks = future->callbacks;
    uint32_t count = future->callback_count;
    uint32_t capacity = future->callback_capacity;
    future->callbacks = NULL;
    future->callback_count = future->callback_capacity = 0;
    bool ok = true;
    for (uint32_t i = 0; i < count; i++) {
        ok = ok && queue_callback(vm, value, &callbacks[i]);
        drop_callback(vm, &callbacks[i]);
    }
    vm_heap_free(vm, callbacks, capacity * sizeof *callbacks);
    return ok;
}

static bool add_callback(Vm *vm, VmValue value, AioCallback callback)
{
    if (aio_future_done(value)) {
        return queue_callback(vm, value, &callback);
    }
    return push_callback(vm, aio_future_of(value), callback);
}

bool aio_future_add_native(Vm *vm, VmValue future, AioNative native, VmValue data)
{
    return add_callback(vm, future, (AioCallback){.native = native, .data = data});
}

bool aio_future_add_task(Vm *vm, VmValue future, AioTask *task)
{
    return add_callback(vm, future, (AioCallback){.data = aio_task_value(task)});
}

bool aio_future_add_callback(Vm *vm, VmValue future, VmValue callable, VmValue context)
{
    VmValue snapshot = context == VM_EMPTY ? aio_context_snapshot(vm) : vm_ref(context);
    bool ok = add_callback(vm, future, (AioCallback){.data = callable, .context = snapshot});
    vm_unref(vm, snapshot);
    return ok;
}

size_t aio_future_remove_native(Vm *vm, VmValue value, AioNative native, VmValue data)
{
    AioFuture *future = aio_future_of(value);
    uint32_t kept = 0;
    size_t removed = 0;
    for (uint32_t i = 0; i < future->callback_count; i++) {
        AioCallback callback = future->callbacks[i];
        if (callback.native == native && callback.data == data) {
            removed++;
            drop_callback(vm, &callback);
        } else {
            future->callbacks[kept++] = callback;
        }
    }
    future->callback_count = kept;
    return removed;
}

/* remove_done_callback: removes those that compare equal. -1 on error. */
int64_t aio_future_remove_callable(Vm *vm, VmValue value, VmValue callable)
{
    AioFuture *future = aio_future_of(value);
    int64_t removed = 0;
    for (uint32_t i = 0; i < future->callback_count;) {
        AioCallback *callback = &future->callbacks[i];
        int equal = callback->native != NULL ? 0 : vm_equal(vm, callback->data, callable);
        if (equal < 0) {
            return -1;
        }
        if (!equal) {
            i++;
            continue;
        }
        AioCallback dropped = *callback;
        future->callback_count--;
        memmove(callback, callback + 1, (future->callback_count - i) * sizeof *callback);
        drop_callback(vm, &dropped);
        removed++;
    }
    return removed;
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
    future->state = AIO_FINISHED;
    future->value = vm_ref(result);
    record_done(vm, value, TRACE_OUTCOME_RESULT);
    return schedule_callbacks(vm, value);
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
    future->state = AIO_FINISHED;
    future->value = instance;
    future->is_exception = true;
    future->unretrieved = true;
    record_done(vm, value, TRACE_OUTCOME_EXCEPTION);
    return schedule_callbacks(vm, value);
}

bool aio_future_cancel_plain(Vm *vm, VmValue value, VmValue message)
{
    AioFuture *future = aio_future_of(value);
    assert(future->state == AIO_PENDING);
    future->state = AIO_CANCELLED;
    vm_set_steal(vm, &future->message, vm_ref(message));
    record_done(vm, value, TRACE_OUTCOME_CANCELLED);
    return schedule_callbacks(vm, value);
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
    return aio_cancelled_error(vm, future->message);
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
        if (!first) {
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
