/* aio_call.c: call_soon, call_later and call_at, for scripts and for C code: handles are made, queued, armed. */
#include "aio/aio_context.h"
#include "aio/aio_future.h"
#include "aio/aio_loop.h"
#include "aio/aio_repr.h"
#include "aio/aio_short.h"
#include "vm/vm_cost.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmValue handle_new(Vm *vm, AioLoop *loop, AioTypeId type, TraceRole role)
{
    VmValue value = vm_instance_new(vm, aio_type(vm, type));
    if (value != VM_ERROR) {
        AioHandle *handle = aio_handle_of(value);
        handle->loop = aio_loop_of(vm_ref(vm_from_object(loop)));
        handle->role = (uint8_t)role;
        if (trace_on(vm->recorder)) {
            handle->trace_id = trace_new_id(vm->recorder->trace);
        }
    }
    return value;
}

static uint32_t handle_label(Vm *vm, const AioHandle *handle)
{
    if (handle->native != NULL) {
        return trace_literal(vm->recorder->trace, handle->native->label);
    }
    return aio_trace_callable(vm, handle->callback);
}

uint32_t aio_handle_subject(Vm *vm, const AioHandle *handle)
{
    VmValue about = handle->native != NULL ? handle->args : VM_EMPTY;
    if (about == VM_EMPTY && handle->args != VM_EMPTY && vm_to_tuple(handle->args)->count == 1) {
        about = vm_to_tuple(handle->args)->items[0];
    }
    return about != VM_EMPTY && aio_is_future(about) ? aio_future_trace_id(vm, about) : 0;
}

static bool queue_handle(Vm *vm, AioLoop *loop, VmValue value)
{
    AioHandle *handle = aio_handle_of(value);
    if (trace_on(vm->recorder)) {
        uint32_t subject = aio_handle_subject(vm, handle);
        uint32_t label = handle_label(vm, handle);
        uint32_t cause = vm->recorder->cause;
        if (handle->role == TRACE_ROLE_DONE_CALLBACK && handle->event != TRACE_NO_CAUSE) {
            cause = handle->event;
        }
        handle->event = trace_record_caused(vm->recorder, TRACE_HANDLE_READY, cause, handle->trace_id, subject, label,
                                            handle->role);
    }
    return aio_loop_push_ready(vm, loop, value);
}

VmValue aio_handle_of_native(Vm *vm, AioLoop *loop, AioNative native, VmValue argument, VmValue data, TraceRole role)
{
    VmValue value = handle_new(vm, loop, AIO_TYPE_HANDLE, role);
    if (value != VM_ERROR) {
        AioHandle *handle = aio_handle_of(value);
        handle->native = native;
        handle->callback = vm_ref(data);
        handle->args = vm_ref(argument);
    }
    return value;
}

static VmValue call_native(Vm *vm, AioLoop *loop, AioNative native, VmValue argument, VmValue data, TraceRole role)
{
    VmValue value = aio_handle_of_native(vm, loop, native, argument, data, role);
    if (value == VM_ERROR) {
        return VM_ERROR;
    }
    AioHandle *handle = aio_handle_of(value);
    handle->event = aio_is_future(argument) ? aio_future_of(argument)->done_event : TRACE_NO_CAUSE;
    if (!queue_handle(vm, loop, value)) {
        vm_unref(vm, value);
        return VM_ERROR;
    }
    return value;
}

bool aio_loop_call_native(Vm *vm, AioLoop *loop, AioNative native, VmValue argument, VmValue data, TraceRole role)
{
    VmValue handle = call_native(vm, loop, native, argument, data, role);
    vm_unref(vm, handle);
    return handle != VM_ERROR;
}

bool aio_loop_call_native_handle(Vm *vm, AioLoop *loop, AioNative native, VmValue argument, VmValue data,
                                 VmValue *handle)
{
    *handle = call_native(vm, loop, native, argument, data, TRACE_ROLE_INTERNAL);
    return *handle != VM_ERROR;
}

static VmValue callable_handle(Vm *vm, AioLoop *loop, AioTypeId type, TraceRole role, VmValue callable, VmValue args,
                               VmValue context)
{
    VmValue value = handle_new(vm, loop, type, role);
    if (value == VM_ERROR) {
        return VM_ERROR;
    }
    AioHandle *handle = aio_handle_of(value);
    handle->callback = vm_ref(callable);
    handle->args = vm_ref(args);
    handle->context = context == VM_EMPTY ? aio_context_snapshot(vm) : vm_ref(context);
    handle->event = TRACE_NO_CAUSE;
    return value;
}

VmValue aio_loop_call_soon(Vm *vm, AioLoop *loop, VmValue callable, VmValue args, VmValue context, TraceRole role)
{
    if (!aio_loop_check_open(vm, loop)) {
        return VM_ERROR;
    }
    VmValue value = callable_handle(vm, loop, AIO_TYPE_HANDLE, role, callable, args, context);
    if (value != VM_ERROR && !queue_handle(vm, loop, value)) {
        vm_unref(vm, value);
        return VM_ERROR;
    }
    return value;
}

bool aio_loop_arm(Vm *vm, AioLoop *loop, AioTimer *timer, int64_t deadline_ns)
{
    if (!sim_wheel_arm(loop->wheel, &timer->timer, deadline_ns)) {
        vm_raise_no_memory(vm);
        return false;
    }
    vm_ref(vm_from_object(aio_timer_owner(timer)));
    return true;
}

void aio_loop_disarm(Vm *vm, AioLoop *loop, AioTimer *timer)
{
    if (sim_timer_armed(&timer->timer)) {
        sim_wheel_cancel(loop->wheel, &timer->timer);
        vm_unref(vm, vm_from_object(aio_timer_owner(timer)));
    }
}

static bool arm_handle(Vm *vm, AioLoop *loop, AioHandle *handle, double when)
{
    handle->is_timer = true;
    vm_cost_add(vm, VM_COST_TIMER, 1);
    int64_t deadline_ns = sim_nanoseconds(when);
    if (trace_on(vm->recorder)) {
        trace_record(vm->recorder, TRACE_HANDLE_LABEL, handle->trace_id, aio_handle_subject(vm, handle),
                     handle_label(vm, handle), handle->role);
        handle->event = trace_record_amount(vm->recorder, TRACE_TIMER_ARM, handle->trace_id, deadline_ns, 0);
    }
    handle->timer.owner_start = offsetof(AioHandle, timer);
    return aio_loop_arm(vm, loop, &handle->timer, deadline_ns);
}

VmValue aio_loop_call_at(Vm *vm, AioLoop *loop, VmValue when, VmValue callable, VmValue args, VmValue context)
{
    double seconds;
    if (!aio_loop_check_open(vm, loop) || !vm_as_double(vm, when, &seconds)) {
        return VM_ERROR;
    }
    VmValue value = callable_handle(vm, loop, AIO_TYPE_TIMER_HANDLE, TRACE_ROLE_CALL_LATER, callable, args, context);
    if (value != VM_ERROR) {
        aio_handle_of(value)->when = vm_ref(when);
        if (!arm_handle(vm, loop, aio_handle_of(value), seconds)) {
            vm_set_steal(vm, &value, VM_ERROR);
        }
    }
    return value;
}

VmValue aio_loop_call_native_at(Vm *vm, AioLoop *loop, double when, AioNative native, VmValue argument, VmValue data)
{
    VmValue value = handle_new(vm, loop, AIO_TYPE_TIMER_HANDLE, TRACE_ROLE_INTERNAL);
    if (value != VM_ERROR) {
        AioHandle *handle = aio_handle_of(value);
        handle->native = native;
        handle->callback = vm_ref(data);
        handle->args = vm_ref(argument);
        handle->when = vm_from_double(when);
        if (!arm_handle(vm, loop, handle, when)) {
            vm_set_steal(vm, &value, VM_ERROR);
        }
    }
    return value;
}
