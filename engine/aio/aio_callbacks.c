/* aio_callbacks.c: what a future calls when it is done, and the AioExtra.
 *
 * Most futures get one callback, which needs no context: a task to wake up, or C code (a gather's).  It lies in the
 * future itself, its data where the result will be and its function where the AioExtra would be.  What comes second,
 * and callables of scripts, which have a context, go to the list in the AioExtra.  The one in the future is always the
 * oldest: a callback is only put there while the list is empty.
 */
#include "aio/aio_context.h"
#include "aio/aio_future.h"
#include "aio/aio_loop.h"
#include "aio/aio_task.h"
#include "vm/vm_heap.h"
#include "vm/vm_tuple.h"

_Static_assert(_Alignof(AioNativeDef) > 1 && _Alignof(AioExtra) > 1, "the lowest bit of their addresses is free");

AioExtra *aio_extra(Vm *vm, AioFuture *future)
{
    AioExtra *extra = aio_extra_or_null(future);
    if (extra == NULL) {
        extra = vm_heap_resize(vm, NULL, 0, sizeof *extra);
        if (extra != NULL) {
            *extra = (AioExtra){0};
            if (future->extra_or_first != 0) { /* the first callback waits, or is queued */
                extra->first = (AioNative)(future->extra_or_first - 1);
            }
            future->extra_or_first = (uintptr_t)extra;
        }
    }
    return extra;
}

bool aio_future_set_message(Vm *vm, AioFuture *future, VmValue message)
{
    if (message == VM_EMPTY && aio_future_message_borrow(future) == VM_EMPTY) {
        return true;
    }
    AioExtra *extra = aio_extra(vm, future);
    if (extra != NULL) {
        vm_set_steal(vm, &extra->message, vm_ref(message));
    }
    return extra != NULL;
}

/* ---- looking ---- */

static bool has_first(const AioFuture *future)
{
    return future->state == AIO_PENDING && future->value != VM_EMPTY;
}

uint32_t aio_future_callback_count(const AioFuture *future)
{
    const AioExtra *extra = aio_extra_or_null(future);
    return (uint32_t)has_first(future) + (extra != NULL ? extra->callback_count : 0);
}

static AioCallback first_callback(const AioFuture *future)
{
    const AioExtra *extra = aio_extra_or_null(future);
    AioNative native = extra != NULL                 ? extra->first
                       : future->extra_or_first != 0 ? (AioNative)(future->extra_or_first - 1)
                                                     : NULL;
    return (AioCallback){.native = native, .data = future->value};
}

AioCallback aio_future_callback(const AioFuture *future, uint32_t at)
{
    if (!has_first(future)) {
        return aio_extra_or_null(future)->callbacks[at];
    }
    return at == 0 ? first_callback(future) : aio_extra_or_null(future)->callbacks[at - 1];
}

/* ---- adding ---- */

static bool push_callback(Vm *vm, AioFuture *future, AioCallback callback)
{
    AioExtra *extra = aio_extra_or_null(future);
    if (callback.context == VM_EMPTY && callback.data != VM_EMPTY && future->value == VM_EMPTY &&
        (extra == NULL || extra->callback_count == 0)) {
        if (extra != NULL) {
            extra->first = callback.native;
        } else {
            future->extra_or_first = callback.native != NULL ? (uintptr_t)callback.native + 1 : 0;
        }
        future->value = vm_ref(callback.data);
        return true;
    }
    extra = aio_extra(vm, future);
    if (extra == NULL) {
        return false;
    }
    if (extra->callback_count == extra->callback_capacity) {
        uint32_t capacity = extra->callback_capacity == 0 ? 1 : extra->callback_capacity * 2;
        AioCallback *callbacks = vm_heap_resize(vm, extra->callbacks, extra->callback_capacity * sizeof *callbacks,
                                                capacity * sizeof *callbacks);
        if (callbacks == NULL) {
            return false;
        }
        extra->callbacks = callbacks;
        extra->callback_capacity = capacity;
    }
    vm_ref(callback.data);
    vm_ref(callback.context);
    extra->callbacks[extra->callback_count++] = callback;
    return true;
}

/* ---- calling ---- */

static uint32_t label_of(Vm *vm, AioNative native)
{
    return trace_literal(vm->recorder->trace, native->label);
}

/* Can the callback do without a handle?  It is the only one of a task that does; in debug mode a handle is shown. */
static bool can_call_in_task(const AioFuture *future)
{
    return future->head.kind == VM_KIND_TASK && !future->calling && !future->loop->debug;
}

/* Queues a C function as a callback of a task that is done.  The task itself takes the place of the handle in the ready
 * queue, which saves making and dropping one; what scripts and traces see of it is the same. */
static bool queue_in_task(Vm *vm, AioTask *task, AioNative native, VmValue data)
{
    AioFuture *future = &task->future;
    AioExtra *extra = aio_extra_or_null(future);
    if (!aio_loop_push_ready_steal(vm, future->loop, aio_task_value(task) | AIO_READY_CALLBACK)) {
        return false;
    }
    vm_ref(aio_task_value(task));
    if (extra != NULL) {
        extra->first = native;
    } else {
        future->extra_or_first = (uintptr_t)native + 1;
    }
    future->calling = true;
    task->calling = (AioCalling){.data = vm_ref(data)};
    TraceRecorder *recorder = vm->recorder;
    if (trace_on(recorder)) {
        task->calling.handle_id = trace_new_id(recorder->trace);
        uint32_t subject = aio_future_trace_id(vm, aio_task_value(task)), label = label_of(vm, native);
        uint32_t cause = future->done_event != TRACE_NO_CAUSE ? future->done_event : recorder->cause;
        task->calling.event = trace_record_caused(recorder, TRACE_HANDLE_READY, cause, task->calling.handle_id, subject,
                                                  label, TRACE_ROLE_DONE_CALLBACK);
    }
    return true;
}

/* What was queued, and its function; the task has nothing in the queue any more. */
static AioCalling take_calling(AioTask *task, AioNative *native)
{
    AioFuture *future = &task->future;
    AioExtra *extra = aio_extra_or_null(future);
    AioCalling calling = task->calling;
    task->calling = (AioCalling){0};
    future->calling = false;
    if (extra != NULL) {
        *native = extra->first;
    } else {
        *native = (AioNative)(future->extra_or_first - 1);
        future->extra_or_first = 0;
    }
    return calling;
}

void aio_task_drop_callback(Vm *vm, AioTask *task)
{
    AioNative native;
    AioCalling calling = take_calling(task, &native);
    vm_unref(vm, calling.data);
    vm_unref(vm, aio_task_value(task));
}

/* The callback raised: now there must be a handle to show. */
static bool report_failed(Vm *vm, AioTask *task, AioNative native, VmValue data)
{
    VmValue exception = vm_error_take(vm);
    VmValue handle =
        aio_handle_of_native(vm, task->future.loop, native, aio_task_value(task), data, TRACE_ROLE_DONE_CALLBACK);
    if (handle == VM_ERROR) {
        vm_unref(vm, exception);
        return false;
    }
    vm_error_restore_steal(vm, exception);
    bool ok = aio_loop_callback_failed(vm, aio_handle_of(handle));
    vm_unref(vm, handle);
    return ok;
}

bool aio_task_run_callback(Vm *vm, AioTask *task)
{
    TraceRecorder *recorder = vm->recorder;
    uint32_t outer_cause = recorder->cause;
    VmValue value = aio_task_value(task);
    AioNative native;
    AioCalling calling = take_calling(task, &native);
    if (trace_on(recorder)) {
        recorder->line = 0;
        recorder->cause = trace_record_caused(recorder, TRACE_HANDLE_RUN, calling.event, calling.handle_id,
                                              aio_future_trace_id(vm, value), 0, TRACE_ROLE_DONE_CALLBACK);
    }
    bool ok = native->run(vm, value, calling.data);
    trace_record(recorder, TRACE_HANDLE_END, calling.handle_id, 0, 0,
                 ok ? TRACE_OUTCOME_RESULT : TRACE_OUTCOME_EXCEPTION);
    if (!ok) {
        ok = report_failed(vm, task, native, calling.data);
    }
    recorder->cause = outer_cause;
    vm_unref(vm, calling.data);
    vm_unref(vm, value);
    return ok;
}

/* Queues one callback of a future that is done. */
static bool queue_callback(Vm *vm, VmValue value, const AioCallback *callback)
{
    AioFuture *future = aio_future_of(value);
    if (callback->native != NULL && can_call_in_task(future)) {
        return queue_in_task(vm, aio_task_of(value), callback->native, callback->data);
    }
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

/* ---- taking out ---- */

AioCallback aio_callbacks_take_first(AioFuture *future)
{
    if (!has_first(future)) {
        return (AioCallback){0};
    }
    AioCallback first = first_callback(future);
    future->value = VM_EMPTY;
    if (aio_extra_or_null(future) == NULL) {
        future->extra_or_first = 0;
    }
    return first;
}

static void drop_callback(Vm *vm, AioCallback *callback)
{
    vm_unref(vm, callback->data);
    vm_unref(vm, callback->context);
}

bool aio_callbacks_schedule(Vm *vm, VmValue value, AioCallback first)
{
    bool ok = true;
    if (first.data != VM_EMPTY) {
        ok = queue_callback(vm, value, &first);
        drop_callback(vm, &first);
    }
    AioExtra *extra = aio_extra_or_null(aio_future_of(value));
    if (extra == NULL || extra->callbacks == NULL) {
        return ok;
    }
    AioCallback *callbacks = extra->callbacks;
    uint32_t count = extra->callback_count;
    uint32_t capacity = extra->callback_capacity;
    extra->callbacks = NULL;
    extra->callback_count = extra->callback_capacity = 0;
    for (uint32_t i = 0; i < count; i++) {
        ok = ok && queue_callback(vm, value, &callbacks[i]);
        drop_callback(vm, &callbacks[i]);
    }
    vm_heap_free(vm, callbacks, capacity * sizeof *callbacks);
    return ok;
}

/* Removes the callback at a place in aio_future_callback's counting. */
static void remove_at(Vm *vm, AioFuture *future, uint32_t at)
{
    AioCallback removed;
    if (has_first(future) && at == 0) {
        removed = aio_callbacks_take_first(future);
    } else {
        AioExtra *extra = aio_extra_or_null(future);
        uint32_t place = at - (uint32_t)has_first(future);
        removed = extra->callbacks[place];
        extra->callback_count--;
        memmove(&extra->callbacks[place], &extra->callbacks[place + 1],
                (extra->callback_count - place) * sizeof removed);
    }
    drop_callback(vm, &removed);
}

size_t aio_future_remove_native(Vm *vm, VmValue value, AioNative native, VmValue data)
{
    AioFuture *future = aio_future_of(value);
    size_t removed = 0;
    for (uint32_t i = 0; i < aio_future_callback_count(future);) {
        AioCallback callback = aio_future_callback(future, i);
        if (callback.native == native && callback.data == data) {
            remove_at(vm, future, i);
            removed++;
        } else {
            i++;
        }
    }
    return removed;
}

int64_t aio_future_remove_callable(Vm *vm, VmValue value, VmValue callable)
{
    AioFuture *future = aio_future_of(value);
    int64_t removed = 0;
    for (uint32_t i = 0; i < aio_future_callback_count(future);) {
        AioCallback callback = aio_future_callback(future, i);
        int equal = 0;
        if (callback.native == NULL) {
            vm_ref(callback.data); /* comparing may run code that removes it */
            equal = vm_equal(vm, callback.data, callable);
            vm_unref(vm, callback.data);
        }
        if (equal < 0) {
            return -1;
        }
        if (equal != 0 && i < aio_future_callback_count(future)) {
            remove_at(vm, future, i);
            removed++;
        } else {
            i++;
        }
    }
    return removed;
}

void aio_callbacks_release(Vm *vm, AioFuture *future)
{
    AioCallback first = aio_callbacks_take_first(future);
    drop_callback(vm, &first);
    AioExtra *extra = aio_extra_or_null(future);
    future->extra_or_first = 0;
    if (extra == NULL) {
        return;
    }
    for (uint32_t i = 0; i < extra->callback_count; i++) {
        drop_callback(vm, &extra->callbacks[i]);
    }
    vm_heap_free(vm, extra->callbacks, extra->callback_capacity * sizeof *extra->callbacks);
    vm_unref(vm, extra->message);
    vm_unref(vm, extra->sleep_message);
    vm_unref(vm, extra->name);
    vm_unref(vm, extra->context);
    vm_unref(vm, extra->throwing);
    vm_heap_free(vm, extra, sizeof *extra);
}
